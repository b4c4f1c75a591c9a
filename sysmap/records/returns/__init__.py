"""Surveys of a list of organisations: what was sent out, and what comes back in files of several kinds."""
