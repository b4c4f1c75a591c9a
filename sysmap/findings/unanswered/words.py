"""What the silent could change, in words. No sentence here says why somebody did not answer."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from sysmap.findings.shares_and_counts import change_in_words, level_in_words
from sysmap.findings.words import in_a_sentence, range_in_words
from sysmap.measures.catalogue import catalogue
from sysmap.text import counted, number

IF_ALIKE = "if the silent are like the others of their sector"
REASONS = {
    "out_of_reach": "no number of ties that the silent could report would do it",
    "not_any": "only where the report of either end makes a tie",
    "not_fitted": "too few pairs could be reported to say what the others would be",
    "not_defined": "the measure is not defined",
    "not_estimated": "too few ties changed",
}
"""Why there is no value."""
LACKING = "the list may lack"
OF_DRAWS = (
    "The range draws the ties that nobody could report from a logistic regression of those that somebody "
    "could: of the two sectors, of how busy both ends are and of the partners they share, as those who "
    "answered told. It holds if who answered has nothing to do with their ties beyond that. It stands beside "
    "the number and never in its place."
)
OF_TIPPING = (
    "A tipping point says what would have to be so for the conclusion to be another. It does not say that it "
    "is likely: judge it by what those who answered reported."
)


def tied(kind: str, boundary: str) -> str:
    """Say which ties are meant: across sectors, inside them, or all."""
    noun = "sectors" if boundary == "sector" else f"labels of {boundary}"
    return {"across": f"ties between {noun}", "inside": f"ties inside {noun}", "any": "ties"}[kind]


def level_reading(name: str, line: str, row: Mapping[str, Any], silent: int, boundary: str) -> str:
    """Say how many ties would carry a value of one wave across a line, beside what was reported.

    Parameters
    ----------
    name, line
        The measure and the line.
    row
        The cells of the table, but for this one.
    silent
        How many were asked and did not answer.
    boundary
        What the boundary is called.
    """
    value, at = level_in_words(name, row["value"]), level_in_words(name, row["at"])
    label = catalogue[name].label
    chance = f"what chance gives{' given how busy each is' if row['chance'] == 'busy' else ''}"
    lies = {
        ("stated", row["conclusion"]): f"{row['conclusion']} {at}",
        ("lower", "below"): f"below {chance}, {at} at the least",
        ("upper", "above"): f"above {chance}, {at} at the most",
    }.get((line, row["conclusion"]), f"within {chance}, whose {line} end is {at}")
    said = f"{label}: {value}, {lies}."
    aim = {
        "below": "to reach that" if line == "stated" else "to come within what chance gives",
        "above": "to come within what chance gives",
        "within": f"to be {'above' if line == 'upper' else 'below'} it",
        "not below": "to be below that",
    }[row["conclusion"]]
    if row["undefined"]:
        return f"{said} No number of ties that the silent could report would be enough for it {aim}."
    more = f"more {tied(row['ties'], boundary)}"
    return f"{said} {_would(row, silent, more)} for it {aim}. {_judged(row, boundary)}"


def change_reading(
    name: str, reports: str, row: Mapping[str, Any], silent: int, boundary: str, waves: Sequence[str]
) -> str:
    """Say how many new or lost ties would change what is concluded of a change, beside what others have.

    Parameters
    ----------
    name, reports
        The measure, and whether the ties are ``new`` or ``lost``.
    row
        The cells of the table, but for this one.
    silent
        How many of those compared did not answer both waves.
    boundary, waves
        What the boundary and the two waves are called.
    """
    aim = row["aim"]
    shown = {"no rise": "a rise is shown", "no fall": "a fall is shown"}.get(aim, "no change can be shown")
    by = change_in_words(name, row["change"])
    said = f"{catalogue[name].label}, {waves[0]} to {waves[1]}: {shown} ({by})."
    end = "for it no longer to be shown" if aim.startswith("no ") else f"for a {aim} to be shown"
    if row["undefined"]:
        return f"{said} No number of {reports} ties that the silent could report would be enough {end}."
    if row["needed"] == 0:
        return f"{said} If all had answered, and those silent had no changed tie, that would be enough {end}."
    ties = f"{reports} {tied(row['ties'], boundary)}"
    judged = f"Those who answered have {number(row['reported'], 2)} {ties} each."
    return f"{said} {_would(row, silent, ties)} {end}. {judged}"


def _would(row: Mapping[str, Any], silent: int, ties: str) -> str:
    """Say how many ties the silent would have had to report, in all and each."""
    needed = int(row["needed"])
    what = ties.replace("ties", "tie", 1) if needed == 1 else ties
    if silent == 1:
        return f"The one silent organisation would have had to report {number(needed)} {what}"
    each = f", {number(row['per_silent'], 2)} each on average," if needed > 1 else ""
    return f"The {silent} silent organisations would have had to report {number(needed)} {what} in all{each}"


def _judged(row: Mapping[str, Any], boundary: str) -> str:
    """Set what would be needed beside what those who answered reported."""
    if math.isnan(row["reported"]):
        return "Nobody has answered, so that there is nothing to judge it by."
    return (
        f"Those who answered reported {number(row['reported'], 2)} {tied(row['ties'], boundary)} each, "
        f"{number(row['reported_alone'], 2)} of them reported by nobody else."
    )


def range_reading(name: str, row: Mapping[str, Any], *, change: bool, drawn: int) -> str:
    """Say between which values a measure, or its change, would lie if the silent were like the others."""
    label = catalogue[name].label
    if row["undefined"]:
        return f"{label}: no range is given: {REASONS[row['undefined']]}."
    said = range_in_words(catalogue[name], row["low"], row["high"], signed=change)
    low, _, high = said.partition(" to ")
    about = high if low == high else said
    as_it_is = (change_in_words if change else level_in_words)(name, row["value"])
    what, how = (f"Change in {in_a_sentence(label)}", "compared") if change else (label, "recorded")
    return (
        f"{what}, {IF_ALIKE}: about {about}, from {drawn} draws of the ties that nobody could report "
        f"(as {how} {as_it_is})."
    )


def lacking_reading(counts: Mapping[str, int], unchecked: int, wave: str) -> str:
    """Say which organisations were named and are on no list, by sector; nothing where there are none."""
    said = []
    when = f" in {wave}" if wave else ""
    if total := sum(counts.values()):
        listed = ", ".join(f"{count} of {sector}" for sector, count in counts.items())
        said.append(
            f"{counted(total, 'organisation')} named by respondents{when} "
            f"{'was' if total == 1 else 'were'} on no list of those asked ({listed})"
        )
    if unchecked:
        are = "is" if unchecked == 1 else "are"
        said.append(f"{counted(unchecked, 'name')} that respondents wrote {are} not yet checked")
    return f"{'; '.join(said)}: {LACKING} others like them." if said else ""
