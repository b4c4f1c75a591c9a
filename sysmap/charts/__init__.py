"""Pictures of results: one module for each, in one house style."""

from importlib import import_module
from pkgutil import iter_modules


def declare() -> None:
    """Load every module of this folder, which may declare charts: adding one touches no other file."""
    for module in iter_modules(__path__):
        # The figure itself brings matplotlib, which is loaded when one is asked for.
        if module.name != "figure":
            import_module(f"{__name__}.{module.name}")
