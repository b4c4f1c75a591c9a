"""Pictures of results: one module for each, in one house style."""

from importlib import import_module
from pkgutil import iter_modules

# Every module of this folder may declare charts: adding one touches no other file. The figure itself brings
# matplotlib, which is loaded when one is asked for.
for _module in iter_modules(__path__):
    if _module.name != "figure":
        import_module(f"{__name__}.{_module.name}")
