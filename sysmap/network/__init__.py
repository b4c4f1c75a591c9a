"""Tables to graph: who works with whom in one wave, and the arrays every calculation shares."""
