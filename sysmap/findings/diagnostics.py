"""How far a comparison can be trusted: figures, and flags in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from sysmap.findings.bounding import BOUNDED, bounds, is_complete, unknown_pairs
from sysmap.findings.swaps import SHOWN_BELOW
from sysmap.findings.totals import GAP
from sysmap.findings.uncertainty import FEW_TIES, Estimate, mcnemar
from sysmap.measures.catalogue import Measure, catalogue
from sysmap.measures.depth import is_true
from sysmap.measures.reasons import REASONS
from sysmap.network.pairs import BETWEEN
from sysmap.network.panel import Panel
from sysmap.network.system import SystemMap
from sysmap.shown import counted, number, percent

COLUMNS = ["value", "low", "high", "p", "flag", "reading"]
LOWEST_JACCARD = 0.3
LOWEST_RESPONSE = 0.7
RESPONSE_APART = 0.1
DISTANCE_SIZE = 80


@dataclass
class Table:
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
        """Give the rows as a table, index ``name``."""
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
) -> Table:
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
    table, pairs = Table(), panel.pairs
    unknown_sector = int((pairs.sector < 0).sum())
    table.note(
        "organisations_compared",
        pairs.n,
        f"{counted(pairs.n, 'organisation')} on the list of both waves",
        flag=(
            f"{counted(unknown_sector, 'organisation')} of unknown {recorded[0].boundary} left out of "
            "measures of "
            "the boundary."
            if unknown_sector
            else ""
        ),
    )
    table.note("panel_organisations", panel.size, f"{panel.size} of them answered both waves")
    share = float(pairs.observable.sum() / pairs.possible.sum())
    table.note(
        "observable_pairs",
        share,
        f"{percent(share, 1)} of pairs could be reported in both waves",
        flag=(
            ""
            if is_complete(pairs)
            else f"{counted(unknown_pairs(pairs), 'pair')} could not be observed: levels are uncertain under "
            "non-response; where no range is given, only the change is comparable."
        ),
    )
    _response(table, recorded)
    _ties(table, panel)
    statistic, p = drifting
    table.note(
        "drift",
        statistic,
        "not run" if math.isnan(p) else f"p {number(p)}: {'fires' if p < SHOWN_BELOW else 'quiet'}",
        p=p,
        flag=(
            "Organisations, not only ties, have moved (drift p below 0.10): the tie-level p is hidden."
            if p < SHOWN_BELOW
            else ""
        ),
    )
    exact = mcnemar(pairs)
    table.note("mcnemar", math.nan, f"exact p {number(exact)} on ties between sectors", p=exact)
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
        said = "hidden: organisations have moved, so it would be too small" if hidden else "not run"
        table.note(
            f"tie_level:{name}", math.nan, said if math.isnan(value) else f"p {number(value)}", p=value
        )
    return table


def _response(table: Table, recorded: tuple[SystemMap, SystemMap]) -> None:
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


def _ties(table: Table, panel: Panel) -> None:
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
    table.note("changed_ties", changed, f"{counted(changed, 'tie')} new or lost")
    table.note(
        "changed_ties_between",
        across,
        f"{across} of them between sectors",
        flag="Fewer than 10 ties between sectors changed." if across < FEW_TIES else "",
    )


def _beside(table: Table, name: str, found: Estimate) -> None:
    what = {GAP: "density between less within sectors"}.get(name) or catalogue[name].label.lower()
    said = f"{what}, from {number(found.before)} to {number(found.after)}"
    if found.reason:
        said += f"; not tested: {REASONS[found.reason]}"
    else:
        said += f": change {number(found.change)} (95 % interval {number(found.low)} to {number(found.high)})"
    table.note(name, found.change, said, low=found.low, high=found.high, p=found.p)


def _bounds(table: Table, panel: Panel, measures: Mapping[str, Measure]) -> None:
    """Note the ranges under non-response: of the density between sectors always, of others if compared."""
    complete = is_complete(panel.pairs)
    for name in BOUNDED:
        found = bounds(name, panel.pairs)
        own = name == BOUNDED[0]
        if found is None or not (own or (name in measures and not complete)):
            continue
        for what in ("before", "after", "change"):
            low, high = getattr(found, what)
            said = f"{name} {'change ' if what == 'change' else ''}from {number(low)} to {number(high)}"
            said += "" if complete else ", whatever the pairs that nobody could report"
            key = f"bounds_{what}" if own else f"bounds_{what}:{name}"
            table.note(key, math.nan, said, low=float(low), high=float(high))
    if complete:
        return
    for name, entry in measures.items():
        if name not in BOUNDED and entry.ties:
            table.note(f"bounds_change:{name}", math.nan, "no range can be given")
