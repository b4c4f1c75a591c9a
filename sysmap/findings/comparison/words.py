"""What may be said of a change: the ladder of readings, and a paragraph of methods. Never why."""

from __future__ import annotations

import math
from collections.abc import Mapping

from sysmap.findings.comparison.bounds import is_complete
from sysmap.findings.comparison.estimating.groups import Groups
from sysmap.findings.comparison.estimating.limits import FEW_TIES, FEWEST_TIES, MOST_SEARCHED
from sysmap.findings.comparison.estimating.swaps import MOST_REPEATS
from sysmap.findings.comparison.estimating.uncertainty import (
    Estimate,
    errors_detectable,
)
from sysmap.findings.comparison.levels import ONLY_THE_CHANGE, Beside
from sysmap.findings.comparison.organisations import panel_in_words
from sysmap.findings.draws import Draws
from sysmap.findings.words import change_reading, range_in_words, value_in_words
from sysmap.measures.catalogue import Measure
from sysmap.measures.reasons import REASONS
from sysmap.network.graph.sampling import EXACT_LIMIT
from sysmap.network.panel import Panel
from sysmap.shown import Text
from sysmap.text import counted, number, percent

CALIBRATED = (
    "ei_index",
    "cross_density",
    "cross_efficiency",
    "cross_distance",
    "cross_share",
    "integration_ratio",
)
"""Measures whose interval has been studied by simulation, and their exact linear functions."""
ONE_OF_MANY = "Its p stands as it is; that of every other measure is adjusted for having looked at many."
NOT_SEARCHED = (
    "So many ties changed that groups of organisations whose ties come and go together were not looked for, "
    "apart from forums as recorded. If there are such groups, intervals are too narrow."
)
SHARED_SHOCK = (
    "If all pairs of two sectors move together, as with a new contract, that cannot be told from a change."
)
SURE, UNSURE = 0.05, 0.10
Interval = tuple[float, float]


def reading(
    entry: Measure,
    found: Estimate,
    p_adjusted: float,
    wide: Interval,
    reason: str,
    waves: tuple[str, str],
    beside: Beside,
) -> str:
    """Say what the records show of a change in a measure, by its adjusted p.

    Parameters
    ----------
    entry
        The measure.
    found
        Its change over the organisations compared.
    p_adjusted, wide
        The p that allows for the other measures, and the interval that follows it.
    reason
        Why the change was not tested; ``""`` where it was.
    waves
        What the two waves are called.
    beside
        Of how many the levels are, and what they are as recorded.
    """
    if math.isnan(found.before) and math.isnan(found.after):
        return f"Not tested: not defined in either wave, {REASONS.get(reason, reason)}."
    if reason or math.isnan(p_adjusted):
        said = change_reading(entry, found.before, found.after, reason, waves, beside.counts)
        more = beside.recorded_in_words()
        more = f" {more[:1].upper()}{more[1:]}." if more else ""
        return f"Not tested: {REASONS.get(reason, reason)}. {said}{more}"
    before, after = (value_in_words(entry, each) for each in (found.before, found.after))
    alone, adjusted = (range_in_words(entry, *each) for each in ((found.low, found.high), wide))
    same = adjusted == alone or math.isnan(wide[0])
    if p_adjusted <= SURE:
        change = value_in_words(entry, found.change, signed=True)
        said = f"change {change}, 95 % interval {alone}"
        said += "" if same else f", adjusted for the other measures {adjusted}"
        more = beside.in_words()
        return (
            f"{entry.label} {'rose' if found.change > 0 else 'fell'} from {before} to {after} ({said}"
            f"{f'; {more}' if more else ''}): more than tie-by-tie and organisation-level fluctuation would "
            "explain."
        )
    least = value_in_words(entry, found.detectable, signed=True).lstrip("+")
    shown = f"These records could have shown a change of about {least} or more."
    verdict = "No change can be shown."
    if p_adjusted <= UNSURE:
        verdict = (
            "Inconclusive: the records are consistent with no change and with changes from "
            f"{alone if same else adjusted}."
        )
    more = beside.in_words()
    said = (
        f"It was {before} in {waves[0]} and {after} in {waves[1]}{f' ({more})' if more else ''}. "
        f"The 95 % interval of its change is {alone}"
    )
    if math.isnan(wide[0]):
        said += "; too few swaps were drawn to adjust it for the other measures"
    elif not same:
        said += f" looked at alone and {adjusted} adjusted for the other measures; the second decides"
    return f"{verdict} {shown} {said}."


def caveats(entry: Measure, found: Estimate, panel: Panel, *, is_total: bool, tested: bool) -> str:
    """Collect what must be kept in mind of a change in a measure."""
    said = [entry.caveat]
    if tested and entry.name not in CALIBRATED:
        said.append("Calibration of this interval has not been studied.")
    if tested and is_total:
        said.append(SHARED_SHOCK)
    if tested and FEWEST_TIES <= found.bearing < FEW_TIES:
        said.append(f"Few changed ties: {found.bearing} move it.")
    if tested and found.sources:
        said.append(
            f"For its interval ways were followed from {found.sources:,} of {panel.pairs.n:,} organisations, "
            f"drawn at random. Its standard error may be {percent(found.unsure, 1)} off by that, which the "
            "interval allows for."
        )
    if entry.ties and not is_total and not is_complete(panel.pairs):
        said.append(ONLY_THE_CHANGE)
    return " ".join(filter(None, said))


def methods(
    panel: Panel,
    *,
    primary: str,
    tested: int,
    without: tuple[str, ...],
    draws: Draws,
    drifted: bool,
    groups: Groups,
    estimates: Mapping[str, Estimate],
) -> Text:
    """Write a paragraph of methods for this run; `primary` says which measure stands first, and why."""
    pairs = panel.pairs
    first, second = (system.wave for system in panel.constant)
    said = [
        f"The waves {first} and {second} were compared over the {counted(pairs.n, 'organisation')} on the "
        f"list of both, by {panel.constant[0].boundary}."
    ]
    rules = panel.constant[0].rules.in_words()
    if rules:
        said.append(f"Maps were built by these rules: {', '.join(rules)}.")
    if without:
        said.append(f"{', '.join(without)} {'was' if len(without) == 1 else 'were'} left out of both waves.")
    if panel.lineages:
        said.append(
            f"Mergers, splits and renames ({counted(len(panel.lineages), 'lineage')}) were applied to both "
            "waves, so that each is one organisation throughout."
        )
    who = panel_in_words(panel, "of the organisations compared")
    said.append(f"{who[:1].upper()}{who[1:]}.")
    if any(panel.recorded):
        share = percent(pairs.observable.sum() / pairs.possible.sum(), 1)
        said.append(
            "Only what these reported was used, over the "
            f"{int(pairs.observable.sum()):,} pairs ({share} of all) that one of them could report in both "
            "waves; nothing was imputed."
        )
    else:
        said.append("A missing tie was read as no tie.")
    said.append(
        "Each change was linearised in the ties that changed (the mean over both waves of what a tie adds to "
        "the measure), and its standard error is the dyadic-robust one, which allows for changes of ties "
        "that share an organisation to go together (Fafchamps & Gubert 2007; Aronow, Samii & Assenova 2015). "
        f"{_groups_in_words(groups)} Intervals are 95 %, from t with {panel.size - 1} degrees of freedom. "
        f"The smallest detectable change is {number(errors_detectable(panel.size - 1))} standard errors, "
        "t(0.975) + t(0.80) with as many degrees of freedom: a change of that size would be found four times "
        "in five, two-sided at 5 %, "
        "if the measure were looked at alone."
    )
    said += _sampled_in_words(estimates, pairs.n)
    said.append(primary)
    if draws:
        repeats = draws.at_most(MOST_REPEATS).count
        adjusting = (
            "by Holm's method, because the drift diagnostic fired, which also hides the tie-level p and "
            "McNemar's"
            if drifted
            else f"by step-down max-T over {repeats} swaps of waves (Westfall & Young 1993)"
        )
        said.append(
            f"The second, tie-level p swaps the waves of each changed pair at random ({draws.count:,} times "
            f"for measures of totals, {repeats} for others; seed {draws.seed})."
        )
        if pairs.n > MOST_SEARCHED:
            said.append(
                f"On more than {MOST_SEARCHED} organisations a swap is not measured anew for measures that "
                "are not of totals: it is added up from what each changed tie adds."
            )
    else:
        adjusting = "by Holm's method; nothing random was drawn"
    if tested > 1:
        said.append(
            f"The p of the other measures was adjusted {adjusting}. The adjusted interval of a measure "
            "reaches as far as its change would have had to go to be found."
        )
    said.append(
        "The comparison cannot tell a programme from a trend that would have come anyway: that needs a "
        "comparable places, or several waves before the programme."
    )
    return Text(" ".join(said))


def _sampled_in_words(estimates: Mapping[str, Estimate], organisations: int) -> list[str]:
    """Say from where ways were followed for standard errors, where not from everywhere."""
    sampled = [each for each in estimates.values() if each.sources]
    if not sampled:
        return []
    return [
        "For measures of distances, what a tie adds was worked out from ways that set out from "
        f"{sampled[0].sources:,} of the {organisations:,} organisations, drawn at random in proportion to "
        "sectors. What the draw adds to squares is taken off, and a standard error may be up to "
        f"{percent(max(each.unsure for each in sampled), 1)} off by it, for which these measures have fewer "
        "degrees of freedom. "
        + (
            "Their levels and changes are of all organisations."
            if organisations <= EXACT_LIMIT
            else "Their levels and changes are estimates too, whose own error is not in the interval."
        )
    ]


def _groups_in_words(groups: Groups) -> str:
    """Say for which groups of organisations the standard error allows for ties that move together."""
    parts = [
        f"{counted(len(some), noun)} {where}"
        for some, noun, where in (
            (groups.recorded, "forum", "as recorded"),
            (groups.found, "group", "found among the ties that came or went"),
        )
        if some
    ]
    if not parts:
        return "No group was found whose ties might have come and gone together."
    return f"It also allows for ties of one group to come and go together: {' and '.join(parts)}."


def groups_flags(groups: Groups) -> list[str]:
    """Say of which groups the standard error does not allow for, where there may be such."""
    left, all_of_them = groups.shared.left_out, len(groups.members)
    said = [] if groups.searched else [NOT_SEARCHED]
    if left:
        said.append(
            f"Intervals allow for the {all_of_them - left} largest of {all_of_them} forums and groups. The "
            "others are too many and overlap too much. If the ties of one of them came and went together, "
            "intervals are too narrow."
        )
    return said
