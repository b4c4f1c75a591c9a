"""What a model of mixing says, in words. No sentence here says why ties are there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sysmap.findings.mixing_models.estimates import FEWEST, FEWEST_MEMBERS, FEWEST_ORGANISATIONS, Odds
from sysmap.text import counted, number

SURE = 0.05
GIVEN = "given how busy each organisation is"
REASONS = {
    "too_few_organisations": f"fewer than {FEWEST_ORGANISATIONS} organisations",
    "too_few_members": f"fewer than {FEWEST_MEMBERS} organisations in one of the two",
    "single_sector": "one sector only",
    "no_within_pairs": "no sector has two organisations",
    "too_few_ties": f"fewer than {FEWEST} ties, or fewer than {FEWEST} pairs without one",
    "all_or_none": "all of these pairs have a tie, or none has",
    "not_identified": "it cannot be told from how busy each organisation is",
}
"""Why there is no value."""
MEANS = (
    "An odds ratio of 1 says that organisations that are as busy have a tie as often in both places.",
    "Each organisation has a number of its own for how busy it is. The interval allows for ties that share "
    "an organisation. It says how much the figure owes to which ties happen to be there; it does not speak "
    "of organisations that are not listed.",
)


OF_WHAT = "Both are of pairs that could be reported, and are no plain ratio of counts: they have less bias."


def noun_of(boundary: str) -> str:
    """Say what a label of a boundary is called."""
    return "sector" if boundary == "sector" else f"label of {boundary}"


def about_sectors(odds: Odds, alone: Odds, noun: str) -> str:
    """Say whether sectors matter once it is allowed for how busy each organisation is."""
    if odds.undefined:
        return not_estimated(odds)
    times = f"the odds of a tie are {number(odds.ratio)} times as high inside a {noun} as across"
    range_said = f"95 % interval {number(odds.low)} to {number(odds.high)}"
    beside = (
        f" Without regard to how busy each is: {number(alone.ratio)} times ({number(alone.low)} to "
        f"{number(alone.high)}). {OF_WHAT}"
    )
    if odds.p > SURE:
        return (
            f"It cannot be shown that ties are more, or less, frequent inside a {noun} than across, {GIVEN}: "
            f"{times}, and anything from {number(odds.low)} to {number(odds.high)} times is consistent with "
            f"these records.{beside}"
        )
    if odds.ratio > 1:
        return f"Ties are more frequent inside a {noun} than across: {GIVEN}, {times} ({range_said}).{beside}"
    return f"Ties are more frequent across than inside a {noun}: {GIVEN}, {times} ({range_said}).{beside}"


def without_regard(odds: Odds, noun: str) -> str:
    """Say what the odds ratio is as ties are, whoever is busy."""
    if odds.undefined:
        return not_estimated(odds)
    return (
        f"Without regard to how busy each organisation is, the odds of a tie are {number(odds.ratio)} times "
        f"as high inside a {noun} as across (95 % interval {number(odds.low)} to {number(odds.high)})."
    )


def about_pair(odds: Odds, a: str, b: str, p_adjusted: float) -> str:
    """Say how ties between two sectors compare with ties inside them, given how busy each organisation is."""
    if odds.undefined:
        return not_estimated(odds)
    said = (
        f"Between {a} and {b} the odds of a tie are {number(odds.ratio)} times those inside the two, {GIVEN} "
        f"(95 % interval {number(odds.low)} to {number(odds.high)})"
    )
    if p_adjusted > SURE:
        return f"{said}: with several pairs looked at, no difference can be shown."
    return f"{said}: {'more' if odds.ratio > 1 else 'fewer'} than inside, with several pairs looked at."


def others_not_estimated(reasons: Sequence[str], noun: str) -> str:
    """Count the pairs of sectors of which there is no value, by reason; nothing where there are none."""
    if not reasons:
        return ""
    counts = Counter(reasons).most_common()
    why = "; ".join(f"{count}: {REASONS[reason]}" for reason, count in counts)
    return f"{counted(len(reasons), 'pair')} of {noun}s not estimated ({why})."


def not_estimated(odds: Odds) -> str:
    """Say that there is no value, and why."""
    return f"Not estimated: {REASONS[odds.undefined]}."
