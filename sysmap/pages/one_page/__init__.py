"""A brief: what was found, on one page, for a board."""
