"""The version: a fact that every floor may tell."""

__version__ = "0.1.0"
