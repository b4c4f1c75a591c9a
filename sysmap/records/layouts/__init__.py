"""What a row means: one decorated function per export shape, tried in order, the first fit wins."""

from importlib import import_module
from pkgutil import iter_modules

# Every module of this folder declares a layout: adding one touches no other file.
for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
