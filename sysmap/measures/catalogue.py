"""What a measure is, and the register of all of them."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from sysmap.calling import verb
from sysmap.errors import ChoiceError, SysmapError, listed
from sysmap.measures import ORDER
from sysmap.measures.reasons import undefined
from sysmap.network.graph.network import Network
from sysmap.network.graph.parts import parts
from sysmap.network.system import SystemMap
from sysmap.registry import Registry, origin_of, run

LEVELS = ("system", "organisation")
BETTER = ("higher", "lower", "depends")
UNITS = ("number", "share", "count", "steps")
TIES = ("T", "U", "D", "")

Bounds = tuple[float | None, float | None]


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A declared quantity: what it asks, how it is worked out, and how it may be read.

    Attributes
    ----------
    name, label, level, question
        What it is called in code and in words, of what it is a property, and what it asks.
    formula, source, caveat
        How it is worked out, who said so, and what to keep in mind.
    better
        Whether higher or lower is better, or whether that depends.
    bounds
        The least and greatest value (None for no bound), or a function of the map.
    unit
        number, share (shown as a percentage), count or steps.
    ties
        T: the ties of the map. U: always undirected. D: only on a directed map. Empty: none.
    headline
        Its place on the scorecard, or among the scores of organisations; True for last, False if a
        scorecard does not show it unasked.
    shuffled, paired
        Whether its value by chance is worth showing, and whether a change in it can be given an
        interval.
    respondents, searched
        Whether it is built on ratings or on who reported what; whether it comes from a search or
        a draw, so that other names may give another value.
    reasons
        Why it may not be defined.
    function
        The calculation.
    """

    name: str
    label: str
    level: str
    question: str
    formula: str
    source: str
    caveat: str
    better: str
    bounds: Bounds | Callable[[SystemMap], Bounds]
    unit: str
    ties: str
    headline: bool | int
    shuffled: bool
    paired: bool
    respondents: bool
    searched: bool
    reasons: tuple[str, ...]
    function: Callable[..., Any]

    @property
    def place(self) -> tuple[int, float]:
        """Where it stands in tables: system before organisation, headline measures first."""
        on_card = math.inf if self.headline is True or not self.headline else float(self.headline)
        return LEVELS.index(self.level), on_card

    @cached_property
    def needs(self) -> tuple[str, ...]:
        """The parts of the map that the calculation takes."""
        return tuple(inspect.signature(self.function).parameters)

    def limits(self, system: SystemMap) -> Bounds:
        """Return the least and greatest possible value on a map."""
        return run("measure", self.name, self.bounds, system) if callable(self.bounds) else self.bounds

    @property
    def origin(self) -> str:
        """Which it is, and of which module, in words."""
        return origin_of("measure", self.name, self.function)

    def work_out(self, parts: Iterable[Any]) -> Any:
        """Call the calculation with the parts that it takes.

        Raises
        ------
        ExtensionError
            If it is somebody's own and stops.
        """
        return run("measure", self.name, self.function, *parts)

    def evaluate(self, system: SystemMap | Network, *, draws: int = 0, seed: int = 0) -> Any:
        """Work the measure out on a map, or on a network with all it needs: what it gives, unchecked."""
        given = {"system": system, "draws": draws, "seed": seed}
        return self.work_out([given[need] if need in given else getattr(system, need) for need in self.needs])


def _row(measure: Measure) -> dict[str, Any]:
    return {
        "level": measure.level,
        "label": measure.label,
        "question": measure.question,
        "formula": measure.formula,
        "better": measure.better,
        "headline": bool(measure.headline),
        "source": measure.source,
        "caveat": measure.caveat,
    }


def _rank(measure: Measure) -> int:
    """Return the rank of a family: whichever is loaded first, measures of one place stand in one order."""
    family = str(measure.function.__module__).removeprefix(f"{__package__}.")
    return ORDER.index(family) if family in ORDER else len(ORDER)


catalogue: Registry[Measure] = Registry(
    "measure",
    _row,
    order=lambda entry: (entry.place, _rank(entry)),
    first=("label", "level", "question"),
    home="sysmap.measures",
)
"""Every measure, by name."""


def _is_had(need: str) -> bool:
    """Return whether a measure can ask for something by this name."""
    return (
        need in ("system", "draws", "seed")
        or need in parts
        or hasattr(SystemMap, need)
        or need in SystemMap.__dataclass_fields__
    )


F = TypeVar("F", bound=Callable[..., Any])


@verb('@measure(label=..., level="system", formula=..., source=..., caveat=...)')
def measure(
    *,
    label: str,
    level: str,
    formula: str,
    source: str,
    caveat: str,
    better: str = "depends",
    bounds: Bounds | Callable[[SystemMap], Bounds] = (None, None),
    unit: str = "number",
    ties: str = "T",
    headline: bool | int = False,
    shuffled: bool = False,
    paired: bool = True,
    respondents: bool = False,
    searched: bool = False,
    reasons: Iterable[str] = (),
) -> Callable[[F], F]:
    """Declare a measure: it then appears in the catalogue, scorecards, comparisons and on maps.

    Parameters
    ----------
    label
        What it is called in tables.
    level
        ``"system"``: the function gives a number, `undefined` or `noted`. ``"organisation"``:
        an array in the order of ``arrays.nodes`` and a dict of ids to reasons (or `undefined`
        for all).
    formula, source, caveat
        How it is worked out, who said so, what to keep in mind.
    better
        ``"higher"``, ``"lower"`` or ``"depends"``.
    bounds
        Least and greatest value, None for no bound; or a function of the map.
    unit
        ``"number"``, ``"share"``, ``"count"`` or ``"steps"``.
    ties
        ``"T"``, ``"U"``, ``"D"`` or ``""``.
    headline
        Its place on the scorecard, or among the scores of organisations; True for last, False if a
        scorecard does not show it unasked.
    shuffled
        Whether its value by chance is shown. The function must then take one of the parts that
        can be shuffled (they have a method ``shuffled``), and accept a leading axis.
    paired
        Whether a change in it can be given an interval.
    respondents
        Whether it is built on ratings or on who reported what: public copies hide it where few answered.
    searched
        Whether it comes from a search or a random draw: other names may then give another value.
    reasons
        Why it may not be defined: names of `REASONS`.

    Returns
    -------
    Callable
        A decorator that gives the bare function back. The function's name is the measure's, the
        first line of its docstring its question, and its parameters the parts of the map it
        takes: ``mixing``, ``distances``, ``triangles``, ``paths``, ``roles``, ``depth``, ``cuts``,
        ``two_mode``, ``ratings``, ``arrays``, ``records``, the ``network`` that has all parts of
        the ties, or the whole ``system``; a measure of organisations that shuffles also takes
        ``draws`` and ``seed``.
    """
    words = (
        ("level", level, LEVELS),
        ("better", better, BETTER),
        ("unit", unit, UNITS),
        ("ties", ties, TIES),
    )
    for what, given, known in words:
        if given not in known:
            raise ChoiceError(f"{what}={given!r} is not one of {listed(map(repr, known))}")
    why = tuple(undefined(reason).reason for reason in reasons)

    def declare(function: F) -> F:
        name = function.__name__
        lines = (inspect.getdoc(function) or "").split("\n")
        question = lines[0].strip()
        if not question.endswith("?"):
            raise SysmapError(
                f"the first line of the docstring of {name} must be a question that ends in '?'"
            )
        needs = list(inspect.signature(function).parameters)
        unknown = [need for need in needs if not _is_had(need)]
        if unknown:
            raise SysmapError(f"{name} asks for {listed(unknown)}, which a map does not have")
        stacked = [each for each, entry in parts.items() if entry.can_be_shuffled]
        if shuffled and not set(stacked) & set(needs):
            raise SysmapError(
                f"{name} is declared as shuffled, but takes nothing that can be: ask for "
                f"{listed(sorted(stacked))}, or leave out shuffled=True"
            )
        entry = Measure(
            name=name,
            label=label,
            level=level,
            question=question,
            formula=formula,
            source=source,
            caveat=caveat,
            better=better,
            bounds=bounds,
            unit=unit,
            ties=ties,
            headline=headline,
            shuffled=shuffled,
            paired=paired,
            respondents=respondents,
            searched=searched,
            reasons=why,
            function=function,
        )
        catalogue.add(name, entry, function)
        return function

    return declare
