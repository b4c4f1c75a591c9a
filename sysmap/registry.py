"""One shape for every extension: a read-only mapping of declared things that shows itself."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from importlib import import_module
from traceback import extract_tb
from typing import Any, Generic, TypeVar

import pandas as pd

from sysmap.errors import ExtensionError, SysmapError, unknown
from sysmap.results import ResultTable, Tabled, public_copy
from sysmap.shown import Card, Shown

T = TypeVar("T")


class PassingError(Exception):
    """What passes through an extension on its way from one part of sysmap to another: no fault of it."""


class Registry(Mapping[str, T], Shown, Tabled, Generic[T]):
    """A read-only mapping from names to declared things.

    Parameters
    ----------
    kind
        What is registered, in the singular ("measure"); used in messages.
    row
        What of an entry is shown in a table: a function from the entry to a dict of columns.
    order
        In which order entries stand: a sorting key; entries with equal keys stand as declared.
    first
        The columns to look at first; none for all.
    home
        The package whose ``declare()`` loads what comes with sysmap: when an entry is first looked up, or
        before somebody declares one of their own.

    Notes
    -----
    A name is taken once. The exception is a thing declared in an interactive session, whose
    cell may be run again: it replaces its own earlier self.
    """

    def __init__(
        self,
        kind: str,
        row: Callable[[T], dict[str, Any]],
        order: Callable[[T], Any] = lambda _: 0,
        *,
        first: Collection[str] = (),
        home: str = "",
    ) -> None:
        self.kind = kind
        self._home = home
        self._order = order
        self._first = list(first)
        self._row = row
        self._declared: dict[str, T] = {}
        self._homes: dict[str, str] = {}

    def add(self, name: str, entry: T, function: Callable[..., Any]) -> None:
        """Take in an entry under its name; `function` tells where it was declared."""
        home = f"{function.__module__}.{function.__qualname__}"
        if not built_in(function):
            self._load()
        if name in self._declared and not (self._homes[name] == home and _interactive(function)):
            raise SysmapError(f"there is already a {self.kind} called {name!r}; choose another name")
        self._declared[name] = entry
        self._declared = dict(sorted(self._declared.items(), key=lambda item: self._order(item[1])))
        self._homes[name] = home

    def _load(self) -> None:
        home, self._home = self._home, ""
        if home:
            import_module(home).declare()

    @property
    def _entries(self) -> dict[str, T]:
        self._load()
        return self._declared

    @_entries.setter
    def _entries(self, entries: dict[str, T]) -> None:
        self._declared = entries

    def __getitem__(self, name: str) -> T:
        try:
            return self._entries[name]
        except (KeyError, TypeError):
            raise unknown(self.kind, name, self._entries) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name in self._entries

    def get(self, name: str, default: Any = None) -> Any:
        """Return the entry of this name, or the default where there is none."""
        return self._entries[name] if name in self else default

    def to_frame(self) -> pd.DataFrame:
        """Return the entries as a table, one row each, in their order."""
        frame = pd.DataFrame([self._row(entry) for entry in self._entries.values()])
        frame.index = pd.Index(list(self._entries), name=self.kind)
        return frame

    def tables(self) -> list[ResultTable]:
        """Return the entries as a table that files hold."""
        return [ResultTable(f"{self.kind}s", f"{self.kind}s", self.to_frame())]

    def __repr__(self) -> str:
        return f"<{len(self)} {self.kind}s: {', '.join(self._entries)}>"

    def _card(self) -> Card:
        title, table = f"{len(self)} {self.kind}s", self.to_frame().reset_index()
        first = table[[self.kind, *self._first]] if self._first else table
        return Card(title=title, table=first, caption="The first of them", tables={title: table})


def built_in(function: Callable[..., Any]) -> bool:
    """Return whether an extension comes with sysmap."""
    return str(function.__module__).startswith("sysmap.")


def by_module(function: Callable[..., Any]) -> tuple[bool, str]:
    """Return a key that puts what comes with sysmap first, by module, whichever of them is loaded first."""
    return (False, function.__module__) if built_in(function) else (True, "")


def origin_of(kind: str, name: str, function: Callable[..., Any]) -> str:
    """Say which extension it is, and where it was declared: ``the layout leads of the module own``."""
    whose = "this session" if _interactive(function) else f"the module {function.__module__}"
    return f"the {kind} {name}" + ("" if built_in(function) else f" of {whose}")


def run(kind: str, name: str, function: Callable[..., Any], *given: Any, **options: Any) -> Any:
    """Call a function of an extension; where somebody's own stops, say whose it is, where and why.

    Parameters
    ----------
    kind, name
        What is declared, in the singular ("measure"), and what it is called.
    function
        What is called: the extension itself, or another function of its declaration.
    *given, **options
        What it is called with.

    Raises
    ------
    ExtensionError
        If it stops for a reason of its own. An error of sysmap keeps its kind and says whose it is.
    """
    try:
        return function(*given, **options)
    except (MemoryError, BrokenPipeError, PassingError):
        raise
    except Exception as error:  # whatever it is, the person who wrote the extension has to know
        whose = origin_of(kind, name, function)
        if built_in(function) or isinstance(error, ExtensionError):
            raise
        if isinstance(error, SysmapError):
            error.args = (f"{whose}: {error}", *error.args[1:])
            raise
        steps = extract_tb(error.__traceback__)[1:]
        own = [f" in line {step.lineno}" for step in steps if step.filename == steps[0].filename]
        raise ExtensionError(
            f"{whose} raised {type(error).__name__}{own[-1] if own else ''}: {error}"
        ) from error


def in_kind(given: Any) -> str:
    """Say of what kind something is that is not what was wanted: ``something of the type str``."""
    return "nothing" if given is None else f"something of the type {type(given).__name__}"


def _interactive(function: Callable[..., Any]) -> bool:
    """Return whether a function comes from a notebook or a prompt rather than from a module on disk."""
    module = sys.modules.get(function.__module__)
    return module is None or not hasattr(module, "__file__")


@public_copy.register
def _(registry: Registry) -> Registry:
    return registry
