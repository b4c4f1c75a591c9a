"""Findings to files: the suffix decides, and every file is written whole or not at all."""

from importlib import import_module
from pkgutil import iter_modules


def declare() -> None:
    """Load every module of this folder, which may declare outputs: adding one touches no other file."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
