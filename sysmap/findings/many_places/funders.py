"""What a funder asks of each place: what was funded, who answered, what can be shown, what comes next."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from sysmap.errors import ChoiceError, choice
from sysmap.findings.comparison.estimating.adjustment import holm
from sysmap.findings.many_places.funder_words import (
    COSTS,
    INTO_THE_MEAN,
    MONEY_ALONE,
    NEXT_STEPS,
    dates_said,
    next_in_words,
    shown_in_words,
)
from sysmap.findings.many_places.next_steps import NextSteps, next_steps, usual_spread
from sysmap.findings.many_places.place import Place
from sysmap.findings.many_places.words import funding_in_words
from sysmap.measures.catalogue import Measure
from sysmap.records.tables.declared import COMPARISON
from sysmap.text import counted, number

_WIDTH = 100  # of what is printed
STEPS = [
    *("place", "proposed", "waves", "organisations", "response", "ask", "answers"),
    *("density", "risen", "tested", "found"),
]


def p_among_places(places: Sequence[Place], primary: str) -> dict[str, float]:
    """Return the p of each place tested, allowing for how many are (Holm), by name."""
    found = {
        place.name: p
        for place in places
        if place.comparison is not None
        and not math.isnan(p := float(place.comparison.to_frame().at[primary, "p"]))
    }
    return {name: each.p for name, each in holm(found).items()}


@dataclass(frozen=True)
class Asking:
    """What could be asked next in each place, and what is known of it.

    Attributes
    ----------
    steps : dict of str to NextSteps or None
        By place; None where that cannot be told.
    spread
        By how much ties come and go in the places compared; None where a plan's sums stand in.
    beside
        The places that are in no mean: those without the programme.
    entry
        The measure whose change is looked for in what there is.
    cost
        What an answer costs; None where nobody said.
    """

    steps: Mapping[str, NextSteps | None]
    spread: float | None
    beside: frozenset[str]
    entry: Measure
    cost: float | None

    def to_frame(self) -> pd.DataFrame:
        """Return every step of every place with what it takes and what it would show."""
        rows = [
            (
                *(name, step == steps.proposed, step.waves, step.organisations, step.response),
                *(step.ask, step.answers, steps.now, steps.risen),
                *(1 - step.foreseen.refused, step.foreseen.power),
            )
            for name, steps in self.steps.items()
            if steps is not None
            for step in steps.steps
        ]
        frame = pd.DataFrame(rows, columns=STEPS)
        return frame if self.cost is None else frame.assign(cost=frame["answers"] * self.cost)

    def effort(self, place: str) -> dict[str, float]:
        """Return how many are to be asked and to answer in the step to take, and what that costs."""
        steps = self.steps[place]
        ask, answers = (math.nan, math.nan) if steps is None else (steps.proposed.ask, steps.proposed.answers)
        row: dict[str, float] = {"ask": ask, "answers": answers}
        return row if self.cost is None else row | {"cost": answers * self.cost}

    @property
    def _into_the_mean(self) -> list[str]:
        """Say what it takes to bring into the mean whoever can come in by one more wave."""
        steps = [
            each
            for name, each in self.steps.items()
            if name not in self.beside and each is not None and not each.compared
        ]
        best = [each.best for each in steps if each.best is not None and each.best.waves == 1]
        if not best:
            return []
        return [
            INTO_THE_MEAN.format(
                places=counted(len(best), "place"),
                them="it" if len(best) == 1 else "them",
                ask=counted(sum(step.ask for step in best), "organisation"),
                answers=number(sum(step.answers for step in best)),
            )
        ]

    @property
    def notes(self) -> tuple[str, ...]:
        """What the next steps rest on; nothing where there are none."""
        if not any(self.steps.values()):
            return ()
        return (
            MONEY_ALONE,
            NEXT_STEPS.format(
                moving="come and go as in the places compared here"
                if self.spread is not None
                else "come and go as a plan takes it"
            ),
            *self._into_the_mean,
            *([] if self.cost is None else [COSTS.format(cost=number(self.cost))]),
        )


def asking_again(
    places: Sequence[Place], response: Mapping[str, float], entry: Measure, cost: float | None
) -> Asking:
    """Work out what could be asked next.

    Parameters
    ----------
    places
        What is found of each.
    response
        By place, the share that answered the latest wave; ``nan`` where that is not recorded, or not shown.
    entry, cost
        As in `Asking`.
    """
    compared = {place.name: place.comparison for place in places}
    spread = usual_spread([each.panel for each in compared.values() if each is not None])
    steps = {
        place.name: None
        if place.latest is None
        else next_steps(
            place.latest,
            float(response[place.name]),
            compared=compared[place.name] is not None,
            spread=spread,
        )
        for place in places
    }
    beside = frozenset(place.name for place in places if place.arm == COMPARISON)
    return Asking(steps, spread, beside, entry, cost)


def checked_cost(cost: float | None) -> float | None:
    """Return what an answer costs, as a number.

    Raises
    ------
    ChoiceError
        If it is no amount.
    """
    if cost is not None and not 0 < cost < math.inf:
        raise ChoiceError(f"{choice('cost_per_answer', cost)} is no amount above 0")
    return None if cost is None else float(cost)


def funders_frame(
    places: Sequence[Place], organisations: Mapping[str, int], asking: Asking, public: bool
) -> pd.DataFrame:
    """Return one row per place for a funder.

    Parameters
    ----------
    places
        What is found of each.
    organisations
        By place, how many are listed.
    asking
        What could be asked next.
    public
        Whether it is for the public, which is not told how many answered.
    """
    p_among = p_among_places(places, asking.entry.name)
    arms = any(place.arm for place in places)
    rows = {}
    for place in places:
        replies = [] if public else [place.answered(wave) for wave in range(len(place.maps))]
        rows[place.name] = {
            "programme": place.programme,
            **({"arm": place.arm} if arms else {}),
            "enabler": place.enabler,
            "funding": funding_in_words(place),
            "dates": " ".join(dates_said(place)),
            "waves": ", ".join(place.waves),
            "organisations": organisations[place.name],
            "answered": "; ".join(f"{reply[0]} of {reply[1]}" for reply in replies if reply),
            "shown": shown_in_words(place, asking.entry, p_among),
            "next_step": next_in_words(place, asking.steps[place.name]),
            **asking.effort(place.name),
            "cautions": " ".join(place.cautions),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("place")


def funders_lines(table: pd.DataFrame) -> list[str]:
    """Return the table for a funder as a paragraph for each place."""
    lines = []
    for name, row in zip(table.index, table.itertuples(), strict=True):
        said = [row.funding and f"{row.funding}.", row.shown, row.next_step]
        text = f"- {name}: {' '.join(filter(None, said))}"
        lines.append(textwrap.fill(text, _WIDTH, subsequent_indent="  ", break_on_hyphens=False))
    return lines
