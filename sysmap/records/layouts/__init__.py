"""What a row means: one decorated function per export shape, tried in order, the first fit wins."""

from importlib import import_module
from pkgutil import iter_modules


def declare() -> None:
    """Load every module of this folder, each of which declares a layout: adding one touches no other file."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
