"""A bundle that can be checked: records, what was done with them, what came out, and proof of all three."""
