"""Tables that stay in the engine that holds them: distinct cells come back to be read, then folded rows."""
