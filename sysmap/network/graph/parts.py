"""The parts of a network and of a map: what is worked out of them, each declared beside its algorithm."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar, get_type_hints

from sysmap.registry import Registry


@dataclass(frozen=True)
class Part:
    """Something that is worked out when it is first asked for, and then kept.

    Attributes
    ----------
    name
        What it is called on a network and on a map, and by the measures that take it.
    of
        Of what it is worked out: ``"network"`` needs nothing but arrays, ``"system"`` the tables of
        a map too.
    function
        The calculation: its parameters name what it takes, other parts among them.
    """

    name: str
    of: str
    function: Callable[..., Any]

    @cached_property
    def needs(self) -> tuple[str, ...]:
        """What of the network or map the calculation takes."""
        return tuple(inspect.signature(self.function).parameters)

    @cached_property
    def can_be_shuffled(self) -> bool:
        """Whether it knows what it is under shuffled labels: it then has a method ``shuffled``."""
        function = self.function
        given = function if isinstance(function, type) else get_type_hints(function)["return"]
        return hasattr(given, "shuffled")

    def worked_out(self, whole: object) -> Any:
        """Work it out on a network or a map."""
        return self.function(*(whole if need == self.of else getattr(whole, need) for need in self.needs))


def _row(part: Part) -> dict[str, Any]:
    return {"of": part.of, "needs": ", ".join(part.needs), "shuffled": part.can_be_shuffled}


parts: Registry[Part] = Registry("part", _row)
"""Every part, by name."""

F = TypeVar("F", bound=Callable[..., Any])


def part(name: str, *, of: str = "network") -> Callable[[F], F]:
    """Declare a part: networks and maps then have it, and measures can take it by its name.

    Parameters
    ----------
    name
        What it is called.
    of
        ``"network"``, or ``"system"`` where it needs the tables of a map.

    Returns
    -------
    Callable
        A decorator that gives the bare function back.
    """

    def declare(function: F) -> F:
        parts.add(name, Part(name, of, function), function)
        return function

    return declare
