"""How a benchmark is declared, and what it gives: rows of one table."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

OURS = "sysmap"


@dataclass(frozen=True)
class Target:
    """What a row should reach, in words, and whether it does (None where it could not be told)."""

    wanted: str
    reached: str
    met: bool | None


@dataclass
class Row:
    """One thing measured at one size.

    Attributes
    ----------
    name, size
        What was done, and to how many organisations or records.
    shape
        On a graph of what shape; empty where there is one shape only.
    seconds
        CPU seconds by engine, the median. An engine whose answer differs has none.
    spread
        The least and the most CPU seconds of any run, by engine.
    differs
        By peer, the largest difference from our answer; absent where there was nothing to compare.
    megabytes
        Peak memory over the start, in a fresh process.
    cold
        CPU seconds of ours on a map as it comes from records, before its arrays are there.
    once
        The engines that ran once, because one run took over five seconds.
    scales
        Whether growth from size to size is worth telling.
    """

    name: str
    size: int
    seconds: dict[str, float] = field(default_factory=dict)
    differs: dict[str, float] = field(default_factory=dict)
    megabytes: float | None = None
    cold: float | None = None
    once: tuple[str, ...] = ()
    targets: tuple[Target, ...] = ()
    scales: bool = False
    note: str = ""
    shape: str = ""
    spread: dict[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What was done, and on a graph of what shape."""
        return f"{self.name}, {self.shape}" if self.shape else self.name


@dataclass(frozen=True)
class Run:
    """What was asked for on the command line.

    Attributes
    ----------
    sizes
        The numbers of organisations.
    full
        Whether the large inputs are wanted too.
    only
        The names wanted, of benchmarks or of rows, ``;`` between them; empty for all.
    small
        Whether everything should be as small as it goes, to see that it runs.
    """

    sizes: tuple[int, ...]
    full: bool = False
    only: str = ""
    small: bool = False

    def wants(self, *names: str) -> bool:
        """Return whether something of one of these names was asked for."""
        return not self.only or bool({*self.only.split(";")} & {*names})


Benchmark = Callable[[Run], Iterable[Row]]
benchmarks: dict[str, Benchmark] = {}


def benchmark(name: str) -> Callable[[Benchmark], Benchmark]:
    """Declare a benchmark: a function from what was asked for to rows of the table."""

    def declare(function: Benchmark) -> Benchmark:
        benchmarks[name] = function
        return function

    return declare


def load() -> dict[str, Benchmark]:
    """Import every file of this folder, so that a new benchmark is found without a list."""
    import benchmarks as package

    for module in pkgutil.iter_modules(package.__path__):
        if not module.name.startswith("_"):
            importlib.import_module(f"{package.__name__}.{module.name}")
    return benchmarks


def absent(module: str) -> bool:
    """Return whether a peer is not installed."""
    return peer(module) is None


def peer(module: str) -> Any:
    """Return a peer, or None where it is not installed: its column is then blank."""
    try:
        return importlib.import_module(module)
    except ImportError:
        return None
