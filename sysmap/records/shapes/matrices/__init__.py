"""Matrices in tables: their names, their cells, and names that are written in two ways."""
