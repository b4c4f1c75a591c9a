"""Graph to numbers: every measure declared once, one file per family."""

from importlib import import_module
from pkgutil import iter_modules

# In this order families are listed wherever measures are; a family that is not named here stands after them.
ORDER = (
    *("cohesion", "depth", "ego", "forums", "fragility", "groups", "structural_holes", "mixing", "ratings"),
    *("reach", "betweenness", "brokerage", "segregation", "size"),
)


def declare() -> None:
    """Load every module of this folder, which may declare measures: adding one touches no other file."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
