"""Shortest ways on maps that differ from another in little, without searching all of them again."""
