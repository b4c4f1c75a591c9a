"""Comparisons for the public: worked out again on the public maps, so that nothing rests on who answered.

The measures of a comparison are over those that answered both waves. Whoever knows the ties could try
out who these may be until every figure fits, however they are rounded. So a copy for the public
compares everybody listed, by all ties as recorded, and says how many answered as it was decided.
"""

from __future__ import annotations

import math
from dataclasses import replace
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from sysmap.findings.comparison.compare import compare
from sysmap.findings.comparison.comparison import Comparison
from sysmap.findings.comparison.diagnostics import LOWEST_RESPONSE, RESPONSE_APART
from sysmap.findings.comparison.organisations import panel_in_words
from sysmap.findings.comparison.side_by_side import SideBySide
from sysmap.findings.disclosure.answered import FEW_RESPONDENTS, LEFT_OUT, confirmation_told, told_in_words
from sysmap.findings.disclosure.records import public_map, public_records
from sysmap.findings.words import value_in_words
from sysmap.measures.catalogue import Measure, catalogue
from sysmap.measures.evaluating import system_value
from sysmap.measures.reasons import REASONS
from sysmap.network.response import Answers
from sysmap.network.rules import APPLIED
from sysmap.shown import Text
from sysmap.text import counted

WHOEVER = "whoever answered, by what anybody reported"
EVERYBODY = (
    "This public copy compares everybody on the list of both waves, whoever answered: a change may come from "
    "who answered. Who holds the records can compare those that answered both waves."
)
NOT_SAID_TOUCHED = (
    "Pairs that were touched were set beside pairs that were not: a column that is not public says who was "
    "touched, so this copy leaves it out."
)
_ONE_WAVE = "Who answered is recorded for one wave only"
# Of a share of those asked.
_DECIMALS = 2
# What of the diagnostics rests on who answered: everybody, as far as this copy knows.
_OF_ANSWERS = ("panel_organisations", "observable_pairs", "bounds")
Told = tuple[Answers | None, Answers | None]
# Five files of one comparison are of one copy: its permutations are drawn once.
_made: WeakKeyDictionary[SideBySide, SideBySide] = WeakKeyDictionary()


def public_change(change: SideBySide) -> SideBySide:
    """Return a copy of two waves side by side, or of their comparison, with what may be public.

    Raises
    ------
    RecordsError, ChoiceError
        As of a map.
    """
    if change.before.public:
        return change
    if change not in _made:
        _made[change] = _public_change(change)
    return _made[change]


def _public_change(change: SideBySide) -> SideBySide:
    """Work out such a copy."""
    records = public_records(change.before.records)
    before, after = (public_map(system, records) for system in (change.before, change.after))
    if not isinstance(change, Comparison):
        return replace(change, before=before, after=after)
    told = before.answers, after.answers
    again = compare(
        before,
        after,
        primary=change.primary,
        measures=list(change.to_frame().index),
        permutations=change.permutations,
        seed=change.seed,
        tests="said" if change.before.rules.said == APPLIED else "recorded",
        touched=change.touched.name if change.touched is not None and change.touched.is_forum else None,
    )
    recorded = any(each is not None for each in told)
    unsaid = _OF_ANSWERS if recorded else ()
    kept = [name for name in again.diagnostics.index if not str(name).startswith(unsaid)]
    diagnostics = again.diagnostics.loc[kept].copy()
    for after_it, name in enumerate(("response_before", "response_after")):
        row = _response(told, bool(after_it), change)
        diagnostics.loc[name, list(row)] = list(row.values())
    said = [
        flag for flag in again.flags if flag not in set(again.diagnostics["flag"]) and flag != again.order
    ]
    # Who is touched is public where a forum says so; a column of one's own is nobody else's.
    private = [NOT_SAID_TOUCHED] if change.touched is not None and again.touched is None else []
    everybody = [EVERYBODY] if any(each is not None and not _all_told(each) for each in told) else []
    return replace(
        again,
        order=change.order,
        plan=change.plan and change.plan.public(),
        primary_chosen=change.primary_chosen,
        primary_said=change.primary_said,
        without=change.without,
        diagnostics=diagnostics,
        flags=(
            *filter(None, [change.order]),
            *everybody,
            *private,
            *(flag for flag in diagnostics["flag"] if flag),
            *said,
        ),
        who=(again.who[0], _compared(again) if recorded else again.who[1], *again.who[2:]),
        methods=_methods(again, change, recorded=recorded),
        said=again.said.loc[
            np.array([not catalogue[name].respondents for name, _ in again.said.index], bool)
        ],
        _frame=_measures(change, again, told),
    )


def _all_told(answers: Answers) -> bool:
    """Return whether it is said that everybody asked has answered."""
    return answers.whole and answers.least == answers.asked


def _measures(change: Comparison, again: Comparison, told: Told) -> pd.DataFrame:
    """Say the measures of answers as beside the map of each wave, so that both together tell no more.

    What these rest on, who said what, is in no file for the public.
    """
    frame, given = again.to_frame(), change.to_frame()
    waves = str(change.before.wave), str(change.after.wave)
    exact = all(each is not None and each.whole and each.least == each.most for each in told)
    numbers = frame.columns.drop(["label", "undefined", "reading", "caveat"])
    for name in frame.index:
        entry, row = catalogue[str(name)], given.loc[name]
        if not entry.respondents or not any(told):
            continue
        frame.loc[name, numbers] = np.nan
        if name == "response_rate":
            before, after = (round(float(row[each]), _DECIMALS) for each in ("before", "after"))
            shown, why = exact, str(row["undefined"])
        else:
            before, after = (
                confirmation_told(float(system_value(entry, private).value), public)
                for private, public in ((change.before, again.before), (change.after, again.after))
            )
            shown, why = not math.isnan(before) and not math.isnan(after), "not_estimated"
        if shown:
            said = _reading(entry, (before, after), waves, why)
            frame.loc[name, ["before", "after", "change"]] = [before, after, after - before]
            frame.loc[name, ["undefined", "reading"]] = [why, said]
        else:
            frame.loc[name, ["undefined", "reading"]] = [FEW_RESPONDENTS, LEFT_OUT]
    return frame


def _reading(entry: Measure, levels: tuple[float, float], waves: tuple[str, str], why: str) -> str:
    """Say the levels of a measure that is not tested, without counts."""
    before, after = (value_in_words(entry, level) for level in levels)
    reason = REASONS.get(why, why)
    said = f"{entry.label}: {before} in {waves[0]}, {after} in {waves[1]}."
    return f"Not tested: {reason}. {said}" if reason else said


def _response(told: Told, after: bool, change: Comparison) -> dict[str, object]:
    """Say of a wave who answered, with the flags that follow from what is said."""
    own, flags = told[after], []
    if own is None:
        return {"flag": f"{_ONE_WAVE}."} if any(told) else {}
    rates = [(each.least / each.asked, each.most / each.asked) for each in told if each and each.asked]
    wave = (change.before, change.after)[after].wave
    if own.asked and own.most / own.asked < LOWEST_RESPONSE:
        flags.append(f"Fewer than {100 * LOWEST_RESPONSE:.0f} % answered in {wave}.")
    apart = len(rates) == 2 and max(rates[0][0] - rates[1][1], rates[1][0] - rates[0][1]) > RESPONSE_APART
    if after and apart:
        points = f"{100 * RESPONSE_APART:.0f} points"
        flags.append(f"The response rates of the waves are more than {points} apart.")
    value = own.least / own.asked if own.least == own.most and own.asked else math.nan
    return {"value": value, "reading": told_in_words(own), "flag": " ".join(flags)}


def _compared(again: Comparison) -> str:
    return f"Compared: {counted(again.panel.pairs.n, 'organisation')} on the list of both waves, {WHOEVER}."


def _methods(again: Comparison, change: Comparison, *, recorded: bool) -> Text:
    """Write the methods: who was left out before the maps were made public, and that answers are not used."""
    without, said = change.without, again.methods.replace(again.primary_said, change.primary_said)
    if recorded:
        left = panel_in_words(again.panel, "of the organisations compared")
        said = said.replace(
            f"{left[:1].upper()}{left[1:]}.",
            "This copy does not go by who answered: what anybody reported is used.",
        )
    first, end, rest = said.partition(". ")
    left = f"{', '.join(without)} {'was' if len(without) == 1 else 'were'} left out of both waves."
    return Text(f"{first}{end}{left} {rest}" if without else said)
