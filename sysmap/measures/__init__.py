"""Graph to numbers: every measure declared once, one file per family."""

from importlib import import_module
from pkgutil import iter_modules

# Every module of this folder may declare measures: adding one touches no other file.
for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
