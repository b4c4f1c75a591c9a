"""What may be said of a change: the ladder of readings, and a paragraph of methods. Never why."""

from __future__ import annotations

import math

from sysmap.findings.bounding import is_complete
from sysmap.findings.swaps import MOST_REPEATS
from sysmap.findings.uncertainty import FEW_TIES, FEWEST_TIES, Estimate
from sysmap.findings.words import change_reading, value_in_words
from sysmap.measures.catalogue import Measure
from sysmap.measures.reasons import REASONS
from sysmap.network.panel import Panel
from sysmap.shown import counted, percent

CALIBRATED = (
    "ei_index",
    "cross_density",
    "cross_efficiency",
    "cross_distance",
    "cross_share",
    "integration_ratio",
)
"""Measures whose interval has been studied by simulation, and their exact linear functions."""
SURE, UNSURE = 0.05, 0.10


def reading(entry: Measure, found: Estimate, p_adjusted: float, reason: str, waves: tuple[str, str]) -> str:
    """Say what the records show of a change in a measure, by its adjusted p."""
    if reason or math.isnan(p_adjusted):
        said = change_reading(entry, found.before, found.after, reason, waves)
        return f"Not tested: {REASONS.get(reason, reason)}. {said.partition(' Not tested:')[0]}"
    low, high, change = (
        value_in_words(entry, each, signed=True) for each in (found.low, found.high, found.change)
    )
    if p_adjusted <= SURE:
        before, after = (value_in_words(entry, each) for each in (found.before, found.after))
        return (
            f"{entry.label} {'rose' if found.change > 0 else 'fell'} from {before} to {after} (change "
            f"{change}, "
            f"95 % interval {low} to {high}): more than tie-by-tie and organisation-level fluctuation would "
            "explain."
        )
    least = value_in_words(entry, found.detectable, signed=True).lstrip("+")
    shown = f"These records could have shown a change of about {least} or more."
    if p_adjusted <= UNSURE:
        return (
            "Inconclusive: the records are consistent with no change and with changes from "
            f"{low} to {high}. {shown}"
        )
    return f"No change can be shown. {shown}"


def caveats(entry: Measure, found: Estimate, panel: Panel, *, is_total: bool, tested: bool) -> str:
    """Collect what must be kept in mind of a change in a measure."""
    said = [entry.caveat]
    if tested and entry.name not in CALIBRATED:
        said.append("Calibration of this interval has not been studied.")
    if tested and FEWEST_TIES <= found.bearing < FEW_TIES:
        said.append(f"Few changed ties: {found.bearing} move it.")
    if entry.ties and not is_total and not is_complete(panel.pairs):
        said.append(
            "Its level is too uncertain to read, since some did not answer: only the change is comparable."
        )
    return " ".join(filter(None, said))


def methods(
    panel: Panel,
    *,
    primary: str,
    tested: int,
    without: tuple[str, ...],
    permutations: int,
    seed: int,
    drifted: bool,
) -> str:
    """Write a paragraph of methods for this run."""
    pairs = panel.pairs
    first, second = (system.wave for system in panel.constant)
    said = [
        f"The waves {first} and {second} were compared over the {counted(pairs.n, 'organisation')} on the "
        "list "
        f"of both, by {panel.constant[0].boundary}."
    ]
    rules = panel.constant[0].rules.in_words()
    if rules:
        said.append(f"Maps were built by these rules: {', '.join(rules)}.")
    if without:
        said.append(f"{', '.join(without)} {'was' if len(without) == 1 else 'were'} left out of both waves.")
    if panel.lineages:
        said.append(
            f"Mergers, splits and renames ({counted(len(panel.lineages), 'lineage')}) were applied to both "
            "waves, so "
            "that each is one organisation throughout."
        )
    if any(panel.recorded):
        share = percent(pairs.observable.sum() / pairs.possible.sum(), 1)
        said.append(
            f"{panel.size} organisations answered both waves (the panel). Only what these reported was used, "
            "over the "
            f"{int(pairs.observable.sum()):,} pairs ({share} of all) that one of them could report in both "
            "waves; "
            "nothing was imputed."
        )
    else:
        said.append("Who answered was not recorded: a missing tie was read as no tie.")
    said.append(
        "Each change was linearised in the ties that changed (the mean over both waves of what a tie adds to "
        "the "
        "measure), and its standard error is the dyadic-robust one, which allows for changes of ties that "
        "share an "
        "organisation to go together (Fafchamps & Gubert 2007; Aronow, Samii & Assenova 2015). Intervals are "
        "95 %, "
        f"from t with {panel.size - 1} degrees of freedom; the smallest detectable change is 2.8 standard "
        "errors "
        "(80 % power, two-sided 5 %)."
    )
    said.append(f"The primary measure was {primary}.")
    if permutations:
        repeats = min(permutations, MOST_REPEATS)
        adjusting = (
            "by Holm's method, because the drift diagnostic fired, which also hides the tie-level p"
            if drifted
            else f"by step-down max-T over {repeats} swaps of waves (Westfall & Young 1993)"
        )
        said.append(
            f"The second, tie-level p swaps the waves of each changed pair at random ({permutations:,} times "
            "for "
            f"measures of totals, {repeats} for others; seed {seed})."
        )
    else:
        adjusting = "by Holm's method; nothing random was drawn"
    if tested > 1:
        said.append(f"The p of the other measures was adjusted {adjusting}.")
    said.append(
        "The comparison cannot tell a programme from a trend that would have come anyway: that needs a "
        "comparison "
        "system or a third wave."
    )
    return " ".join(said)
