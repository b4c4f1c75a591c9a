"""Promises that are broken: gathered, said all at once, each with where and with what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sysmap.errors import ChoiceError, ContractError, SysmapError, listed
from sysmap.registry import Registry
from sysmap.text import counted

T = TypeVar("T")
_MOST = 3  # places that are named for a promise; the rest are counted


@dataclass
class Broken:
    """The broken promises of one extension: what each says, and where it was broken."""

    found: dict[str, list[str]] = field(default_factory=dict)

    def add(self, promise: str, where: str = "") -> None:
        """Note that a promise is broken, and where."""
        self.found.setdefault(promise, []).append(where)

    def extend(self, promise: str, where: Iterable[str]) -> None:
        """Note that a promise is broken in several places, or in none."""
        for one in where:
            self.add(promise, one)

    def attempt(self, promise: str, where: str, function: Callable[[], T]) -> T | None:
        """Give what a function gives; where it stops, a promise is broken, and None is given."""
        try:
            return function()
        except Exception as error:  # whatever stops an extension is what is looked for
            said = str(error) if isinstance(error, SysmapError) else f"{type(error).__name__}: {error}"
            self.add(promise, f"{where}: {said}" if where else said)
            return None

    def sentences(self) -> tuple[str, ...]:
        """Return a sentence for each broken promise."""
        return tuple(_sentence(promise, where) for promise, where in self.found.items())

    def refuse(self, origin: str) -> None:
        """Raise one error that lists all broken promises, if there are any.

        Raises
        ------
        ContractError
            If a promise is broken.
        """
        said = self.sentences()
        if said:
            lines = "".join(f"\n- {one}" for one in said)
            raise ContractError(f"{origin} breaks {counted(len(said), 'promise')}:{lines}", said)


def _sentence(promise: str, where: list[str]) -> str:
    named = [one for one in dict.fromkeys(where) if one]
    more = f"; and {len(named) - _MOST} more" if len(named) > _MOST else ""
    return f"{promise} ({'; '.join(named[:_MOST])}{more})" if named else promise


def declared(registry: Registry[T], given: str | Callable[..., Any], function_of: Callable[[T], Any]) -> T:
    """Return the entry of a registry by its name, or by the function that was declared.

    Raises
    ------
    ChoiceError
        If there is no such entry.
    """
    if isinstance(given, str):
        return registry[given]
    found = [entry for entry in registry.values() if function_of(entry) is given]
    if found:
        return found[-1]
    name = getattr(given, "__name__", "this")
    raise ChoiceError(
        f"the function {name} is declared as no {registry.kind}: write the decorator above it, or give the "
        f"name of one: {listed(registry)}"
    )
