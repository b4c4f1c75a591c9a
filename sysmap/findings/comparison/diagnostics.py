"""How far a comparison can be trusted: figures, and flags in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from sysmap.findings.comparison.bounds import BOUNDED, bounds, is_complete, unknown_pairs
from sysmap.findings.comparison.estimating.limits import FEW_TIES, FEWEST_TIES
from sysmap.findings.comparison.estimating.swaps import SHOWN_BELOW
from sysmap.findings.comparison.estimating.totals import GAP
from sysmap.findings.comparison.estimating.uncertainty import Estimate, mcnemar
from sysmap.findings.comparison.organisations import panel_in_words
from sysmap.findings.comparison.trust_words import NO_RANGE
from sysmap.findings.words import in_a_sentence, range_in_words, value_in_words
from sysmap.measures.catalogue import Measure, catalogue
from sysmap.measures.depth import is_true
from sysmap.measures.reasons import REASONS
from sysmap.network.pairs import BETWEEN, WITHIN, Pairs
from sysmap.network.panel import Panel
from sysmap.network.system import SystemMap
from sysmap.text import counted, number, percent

COLUMNS = ["value", "low", "high", "p", "flag", "reading"]
LOWEST_JACCARD = 0.3
LOWEST_RESPONSE = 0.7
RESPONSE_APART = 0.1
DISTANCE_SIZE = 80
_DRIFT = {
    True: "organisations as wholes have moved",
    False: "no sign that organisations as wholes have moved",
}
HIDDEN = "hidden: organisations have moved, so it would be too small"


@dataclass
class DiagnosticRows:
    """Rows of the diagnostics, in the order in which they are noted."""

    rows: dict[str, dict[str, Any]] = field(default_factory=dict)

    def note(
        self,
        name: str,
        value: float,
        reading: str,
        *,
        flag: str = "",
        low: float = math.nan,
        high: float = math.nan,
        p: float = math.nan,
    ) -> None:
        """Take in a row."""
        cells = (float(value), low, high, p, flag, reading)
        self.rows[name] = dict(zip(COLUMNS, cells, strict=True))

    def to_frame(self) -> pd.DataFrame:
        """Return the rows as a table, index ``name``."""
        return pd.DataFrame.from_dict(self.rows, orient="index", columns=COLUMNS).rename_axis("name")


def diagnostics(
    panel: Panel,
    recorded: tuple[SystemMap, SystemMap],
    measures: Mapping[str, Measure],
    *,
    primary: Measure,
    beside: Mapping[str, Estimate],
    drifting: tuple[float, float],
    tie_level: Mapping[str, float],
    hidden: bool,
) -> DiagnosticRows:
    """Work out the diagnostics of a comparison.

    Parameters
    ----------
    panel
        Who is compared.
    recorded
        The maps as recorded.
    measures
        The measures compared.
    primary
        The primary one.
    beside
        Estimates of what always stands beside the measures: densities, and the gap between them.
    drifting
        The statistic and p of the drift diagnostic.
    tie_level
        The tie-level p by measure, ``nan`` when hidden or not run.
    hidden
        Whether they are hidden because the drift diagnostic fired.
    """
    table, pairs = DiagnosticRows(), panel.pairs
    unknown_sector = int((pairs.sector < 0).sum())
    table.note(
        "organisations_compared",
        pairs.n,
        f"{counted(pairs.n, 'organisation')} on the list of both waves",
        flag=(
            f"{counted(unknown_sector, 'organisation')} of unknown {recorded[0].boundary} left out of "
            "measures of the boundary."
            if unknown_sector
            else ""
        ),
    )
    table.note("panel_organisations", panel.size, panel_in_words(panel))
    share = float(pairs.observable.sum() / pairs.possible.sum())
    table.note(
        "observable_pairs",
        share,
        f"{percent(share, 1)} of pairs could be reported in both waves",
        flag=(
            ""
            if is_complete(pairs)
            else f"{counted(unknown_pairs(pairs), 'pair')} of organisations could not be observed, as nobody "
            "who answered both waves could report them. The values of each wave are uncertain: where no "
            "range is given, compare the change alone."
        ),
    )
    note_response(table, recorded)
    note_ties(table, panel)
    statistic, p = drifting
    table.note(
        "drift",
        statistic,
        "not run" if math.isnan(p) else f"p {number(p)}: {_DRIFT[p < SHOWN_BELOW]}",
        p=p,
        flag=(
            "Organisations, not only ties, have moved (drift p below 0.10): the tie-level p and McNemar's p "
            "are hidden."
            if p < SHOWN_BELOW
            else ""
        ),
    )
    _mcnemar(table, panel, hidden=hidden, looked=not math.isnan(p))
    for name, found in beside.items():
        if name == GAP or name not in measures:
            _beside(table, name, found)
    _bounds(table, panel, measures)
    if "distances" in primary.needs and pairs.n < DISTANCE_SIZE:
        table.rows["organisations_compared"]["flag"] = " ".join(
            filter(
                None,
                [
                    table.rows["organisations_compared"]["flag"],
                    f"{primary.label} is the primary measure with {pairs.n} organisations: below "
                    f"{DISTANCE_SIZE}, "
                    "a measure of distances is a weak choice.",
                ],
            )
        )
    for name, value in tie_level.items():
        said = HIDDEN if hidden else "not run"
        table.note(
            f"tie_level:{name}", math.nan, said if math.isnan(value) else f"p {number(value)}", p=value
        )
    return table


def note_response(table: DiagnosticRows, recorded: tuple[SystemMap, SystemMap]) -> None:
    """Note who answered, as recorded."""
    rates = {}
    for wave, system in zip(("before", "after"), recorded, strict=True):
        asked, answered = (
            sum(is_true(cell) for cell in system.organisations[column]) for column in ("asked", "answered")
        )
        rates[wave] = answered / asked if asked else math.nan
        low = rates[wave] < LOWEST_RESPONSE
        table.note(
            f"response_{wave}",
            rates[wave],
            f"{answered} of {asked} asked have answered"
            if asked
            else "response not recorded: a missing tie is read as no tie",
            flag=f"Fewer than 70 % answered in {system.wave}." if low else "",
        )
    if math.isnan(rates["before"]) != math.isnan(rates["after"]):
        row = table.rows["response_before" if math.isnan(rates["before"]) else "response_after"]
        row["flag"] = (
            "Who answered is recorded for one wave only: in the other everybody is taken as having answered, "
            "and in both only reports by those who answered are used."
        )
    if abs(rates["after"] - rates["before"]) > RESPONSE_APART + 1e-12:
        row = table.rows["response_after"]
        apart = "The response rates of the waves are more than 10 points apart."
        row["flag"] = " ".join(filter(None, [row["flag"], apart]))


def note_ties(table: DiagnosticRows, panel: Panel) -> None:
    """Note how many ties were kept and changed among the observable pairs."""
    pairs = panel.pairs
    changed, kept = len(pairs.changed.sign), len(pairs.kept)
    across = int((pairs.changed.kind == BETWEEN).sum())
    jaccard = kept / (kept + changed) if kept + changed else math.nan
    table.note(
        "jaccard",
        jaccard,
        f"{kept} of {kept + changed} ties of either wave are in both",
        flag=(
            "Few ties are in both waves (Jaccard below 0.3): the waves may not have asked the same."
            if jaccard < LOWEST_JACCARD
            else ""
        ),
    )
    table.note("changed_ties", changed, f"{counted(changed, 'tie')} new or lost", flag=_one_way(pairs))
    table.note(
        "changed_ties_between",
        across,
        f"{across} of them between sectors",
        flag="Fewer than 10 ties between sectors changed." if across < FEW_TIES else "",
    )


def _one_way(pairs: Pairs) -> str:
    """Flag a change in one direction only, of all ties or of those of a kind of which several changed."""
    kinds = {"": pairs.changed.sign}
    kinds |= {
        words: pairs.changed.sign[pairs.changed.kind == kind]
        for words, kind in ((" between sectors", BETWEEN), (" within sectors", WITHIN))
        if (pairs.changed.kind == kind).sum() >= FEWEST_TIES
    }
    for where, signs in kinds.items():
        new, lost = int((signs > 0).sum()), int((signs < 0).sum())
        if bool(new) == bool(lost):
            continue
        said = (
            f"{counted(new, 'tie')}{where} {'is' if new == 1 else 'are'} new and none was lost"
            if new
            else f"{counted(lost, 'tie')}{where} {'was' if lost == 1 else 'were'} lost and none is new"
        )
        return (
            f"Change in one direction only: among the organisations compared, {said}. Lists made from "
            "memory, or by adding to an old list or striking from it, do this."
        )
    return ""


def _mcnemar(table: DiagnosticRows, panel: Panel, *, hidden: bool, looked: bool) -> None:
    """Note McNemar's test: hidden with the tie-level p, for it is the same test on ties between sectors."""
    exact = mcnemar(panel.pairs)
    said = "no tie between sectors changed"
    if hidden:
        said, exact = HIDDEN, math.nan
    elif not math.isnan(exact):
        said = f"exact p {number(exact)} on ties between sectors"
        said += "" if looked else "; too small if organisations have moved, which was not looked for"
    table.note("mcnemar", math.nan, said, p=exact)


def _beside(table: DiagnosticRows, name: str, found: Estimate) -> None:
    """Note what always stands beside the measures, densities as percentages and their changes in points."""
    entry = catalogue["density" if name == GAP else name]
    if name == GAP:
        levels = range_in_words(entry, found.before, found.after)
        said = f"density between less density within sectors, from {levels}"
    else:
        levels = range_in_words(entry, found.before, found.after, signed=False)
        said = f"{in_a_sentence(entry.label)}, from {levels}"
    if found.reason:
        said += f"; not tested: {REASONS[found.reason]}"
    else:
        change = value_in_words(entry, found.change, signed=True)
        said += f": change {change} (95 % interval {range_in_words(entry, found.low, found.high)})"
    table.note(name, found.change, said, low=found.low, high=found.high, p=found.p)


def _bounds(table: DiagnosticRows, panel: Panel, measures: Mapping[str, Measure]) -> None:
    """Note the ranges under non-response: of the density between sectors always, of others if compared."""
    complete = is_complete(panel.pairs)
    for name in BOUNDED:
        found = bounds(name, panel.pairs)
        own = name == BOUNDED[0]
        if found is None or not (own or (name in measures and not complete)):
            continue
        for what in ("before", "after", "change"):
            low, high = getattr(found, what)
            is_change = what == "change"
            ends = range_in_words(catalogue[name], float(low), float(high), signed=is_change)
            said = f"{catalogue[name].label}{', change' if is_change else ''} from {ends}"
            said += "" if complete else ", whatever the ties of pairs that nobody could report"
            key = f"bounds_{what}" if own else f"bounds_{what}:{name}"
            table.note(key, math.nan, said, low=float(low), high=float(high))
    if complete:
        return
    for name, entry in measures.items():
        if name not in BOUNDED and entry.ties:
            table.note(f"bounds_change:{name}", math.nan, NO_RANGE)
