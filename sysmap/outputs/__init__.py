"""Findings to files: the suffix decides, and every file is written whole or not at all."""

from importlib import import_module
from pkgutil import iter_modules

# Every module of this folder may declare outputs: adding one touches no other file.
for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
