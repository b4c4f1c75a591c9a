"""Chance: labels shuffled and ties redrawn, thousands of times at once."""
