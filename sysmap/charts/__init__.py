"""Pictures of results: one module for each, in one house style."""
