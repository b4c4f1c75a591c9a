"""Counts of ties that stay with the engine that holds them: only counts come back."""
