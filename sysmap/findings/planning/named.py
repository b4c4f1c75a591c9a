"""What a comparison says of its plan: which measure it named beforehand, and what departs from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sysmap.errors import listed
from sysmap.findings.planning.sealing import day_in_words, short
from sysmap.findings.words import in_a_sentence
from sysmap.measures.catalogue import catalogue
from sysmap.text import counted

_FEW = 8


@dataclass(frozen=True)
class PlanDeparture:
    """One thing in which a comparison departs from its plan.

    Attributes
    ----------
    what
        What it is about: ``primary``, ``measures``, ``boundary``, ``rules``, ``roster``, ``wave``,
        ``without``, ``edited`` or ``date``.
    text
        A sentence, without the end where names follow.
    names
        The organisations that it is about; none in a copy for the public.
    """

    what: str
    text: str
    names: tuple[str, ...] = ()

    def in_words(self) -> str:
        """Say it in a sentence."""
        return f"{self.text}{f': {listed(self.names, _FEW)}' if self.names else ''}."


@dataclass(frozen=True)
class NamedPlan:
    """The plan of a comparison.

    Attributes
    ----------
    measure
        The primary measure that it names.
    date, version, sha256
        When it was made, which version it is, and its sum.
    departures : tuple of PlanDeparture
        In what the comparison departs from it.
    late
        The wave that began before the plan was made; empty if it was made beforehand, or nobody knows.
    content
        All of the plan, so that the comparison can be made again; nothing in a copy for the public.
    """

    measure: str
    date: str
    version: int
    sha256: str
    departures: tuple[PlanDeparture, ...] = ()
    late: str = ""
    content: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def in_words(self) -> str:
        """Say which plan it is: ``the plan of 12 March 2026 (3f9a…)``."""
        return f"the plan of {day_in_words(self.date)} ({short(self.sha256)})"

    def is_beforehand(self, measure: str) -> bool:
        """Return whether it named a measure, and did so before the second wave."""
        return self.measure == measure and not self.late

    @property
    def departures_in_words(self) -> tuple[str, ...]:
        """Say every departure in a sentence, and how many there are; or that there is none."""
        if not self.departures:
            return (f"Nothing departs from {self.in_words} as far as the records tell.",)
        count = counted(len(self.departures), "departure")
        return (f"{count} from {self.in_words}:", *(one.in_words() for one in self.departures))

    def facts(self) -> dict[str, Any]:
        """Return what JSON says."""
        return {
            "measure": self.measure,
            "date": self.date,
            "version": self.version,
            "sha256": self.sha256,
            "beforehand": not self.late,
            "departures": [
                {"what": one.what, "text": one.text, "names": list(one.names)} for one in self.departures
            ],
        }

    def public(self) -> NamedPlan:
        """Return what of it may be public: no organisation is named."""
        kept = tuple(
            replace(one, names=(), text=f"{one.text} ({counted(len(one.names), 'organisation')})")
            if one.names
            else one
            for one in self.departures
        )
        return replace(self, departures=kept, content={})


def primary_in_words(primary: str, label: str, *, chosen: bool, plan: NamedPlan | None = None) -> str:
    """Say which measure is the primary one, and whether a plan named it beforehand.

    Parameters
    ----------
    primary, label
        Its name, and what it is called.
    chosen
        Whether the call chose it; if not, it is the plan's, or the default.
    plan
        The plan; None where there is none.
    """
    said = in_a_sentence(label)
    if plan is None:
        what = f"{said}, chosen in the call," if chosen else f"the default, {said},"
        return f"No measure was named beforehand in a plan; {what} stands first."
    if plan.measure != primary:
        other = in_a_sentence(catalogue[plan.measure].label)
        named = "names" if plan.late else "named beforehand"
        first = f"{plan.in_words[:1].upper()}{plan.in_words[1:]} {named} {other}"
        return f"{first}; {said}, chosen in the call, stands first in its place."
    if plan.late:
        return (
            f"{label} is the primary measure of {plan.in_words}, which was made after the wave {plan.late} "
            "began: it was not named beforehand."
        )
    return f"{label} was named beforehand in {plan.in_words}."
