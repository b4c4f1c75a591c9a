"""Reporting standards: what the run answers of them, and what only its user can add."""
