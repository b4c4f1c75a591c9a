"""A network to calculate on: arrays, and what is worked out of them. It knows no records."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from sysmap.network import graph
from sysmap.network.graph.arrays import Arrays
from sysmap.network.graph.distances import Distances
from sysmap.network.graph.parts import part, parts
from sysmap.network.graph.paths import Paths


@dataclass(frozen=True, eq=False)
class Network:
    """Who works with whom, as integers, with every part that is worked out of that alone.

    Parts are attributes: ``network.mixing``, ``network.distances`` and whatever else is declared with
    `part`. Each is worked out when it is first asked for.

    Attributes
    ----------
    arrays : Arrays
        The integer-coded view that every calculation shares.
    """

    arrays: Arrays

    @property
    def directed(self) -> bool:
        """Whether ties are arcs."""
        return self.arrays.directed

    @property
    def network(self) -> Network:
        """Itself: a measure that takes the network of a map can be worked out on a network alone."""
        return self

    @cached_property
    def undirected(self) -> Network:
        """The network of partners, whichever way ties point; itself where ties have no direction."""
        return Network(self.arrays.undirected) if self.directed else self

    def __getattr__(self, name: str) -> Any:
        found = parts.get(name)
        if found is None or found.of != "network":
            raise AttributeError(f"a network has no part called {name!r}", name=name, obj=self)
        value = found.worked_out(self)
        object.__setattr__(self, name, value)
        return value

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *(name for name, each in parts.items() if each.of == "network")]


@part("partner_paths")
def partner_paths_of(network: Network) -> Paths:
    """Return the shortest ways among partners, whichever way ties point."""
    return network.undirected.paths


@part("partner_distances")
def partner_distances_of(network: Network) -> Distances:
    """Count the pairs of organisations by distance among partners, whichever way ties point."""
    return network.undirected.distances


# Every module of this folder may declare parts: adding one touches no other file.
for _module in iter_modules(graph.__path__):
    import_module(f"{graph.__name__}.{_module.name}")
