"""Many places side by side, and their changes taken together."""
