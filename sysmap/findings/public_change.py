"""Comparisons for the public: what rests on who answered is said as counts alone, and no more exactly.

The measures of a comparison are over those that answered both waves. How many these are, and how many
pairs they could report, would say who did not answer: by sector, by division, or tie by tie where
ties as recorded stand beside those that they reported. So what can be counted is counted
on the public maps, of the rest counts are left out, and the measures themselves are rounded.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd

from sysmap.findings.change import Comparison
from sysmap.findings.change_words import SURE, UNSURE
from sysmap.findings.decomposing import reorganisation_note
from sysmap.findings.diagnostics import LOWEST_RESPONSE, RESPONSE_APART
from sysmap.findings.public_records import public_map, public_records
from sysmap.findings.public_tables import on_respondents
from sysmap.findings.refusing import SMALLEST_PANEL
from sysmap.findings.response import FEW_RESPONDENTS, FIGURES, LEFT_OUT, few_in_all, rounded, told_in_words
from sysmap.findings.sector_pairs import by_sector_pair, formation
from sysmap.findings.side_by_side import SideBySide
from sysmap.findings.totals import GAP
from sysmap.findings.words import value_in_words
from sysmap.measures.catalogue import Measure, catalogue
from sysmap.measures.reasons import REASONS
from sysmap.network.panel import matched_panel
from sysmap.network.response import Answers
from sysmap.shown import counted

_LEVELS = "Levels are uncertain where some did not answer: read the change."
_ONE_WAVE = "Who answered is recorded for one wave only"
_TEXTS = ("label", "undefined", "reading", "caveat")
_LIMITS, _ONE_WAY = ("jaccard", "changed_ties_between"), "changed_ties"
# What of the diagnostics rests on nobody's having answered, or on all who did together.
_DIAGNOSTICS = ("organisations_compared", "panel_organisations", "drift", "mcnemar", "with_everyone", GAP)
_TIE_LEVEL = "tie_level"
Told = tuple[Answers | None, Answers | None]


def public_change(change: SideBySide) -> SideBySide:
    """Give a copy of two waves side by side, or of their comparison, with what may be public.

    Raises
    ------
    RecordsError, ChoiceError
        As of a map.
    """
    if change.before.public:
        return change
    records = public_records(change.before.records)
    before, after = (public_map(system, records) for system in (change.before, change.after))
    if not isinstance(change, Comparison):
        return replace(change, before=before, after=after)
    told = before.answers, after.answers
    # Whoever looks at the public maps alone compares everybody on both, whoever answered.
    panel = matched_panel(before, after)
    frame = _measures(change, told)
    hidden = [name for name, why in frame["undefined"].items() if why == FEW_RESPONDENTS]
    answered = [name for name in change.organisations if name.startswith(("in_panel", "asked_", "answered_"))]
    diagnostics = _diagnostics(change, told, hidden)
    return replace(
        change,
        before=before,
        after=after,
        organisations=change.organisations.assign(**dict.fromkeys(answered)),
        ties=by_sector_pair(panel.pairs).assign(low=math.nan, high=math.nan),
        formation=formation(panel.pairs),
        three_ways=_three_ways(change, hidden),
        diagnostics=diagnostics,
        flags=_flags(change, diagnostics),
        methods=_methods(change, told, before.rules.in_words()),
        panel=panel,
        who=(
            change.who[0],
            _compared(change, told),
            *reorganisation_note(panel, change.decomposition),
        ),
        _frame=frame,
    )


def _measures(change: Comparison, told: Told) -> pd.DataFrame:
    """Round the measures, say them without counts of pairs, and hide those that rest on few respondents."""
    frame, given = change.to_frame(), change.to_frame()
    numbers = [column for column in frame if column not in _TEXTS]
    frame[numbers] = frame[numbers].map(rounded)
    waves = str(change.before.wave), str(change.after.wave)
    recorded = any(each is not None for each in told)
    exact = all(each is not None and each.whole and each.least == each.most for each in told)
    few = any(few_in_all(each) for each in told)
    for name, row in frame.iterrows():
        entry = catalogue[str(name)]
        frame.at[name, "caveat"] = f"{entry.caveat} {_LEVELS}" if recorded and entry.ties else entry.caveat
        frame.at[name, "reading"] = _reading(entry, given.loc[name], waves)
        keeps = not entry.respondents or (exact if name == "response_rate" else not few)
        if not keeps and row[numbers].notna().any():
            frame.loc[name, numbers] = np.nan
            frame.loc[name, ["undefined", "reading"]] = [FEW_RESPONDENTS, LEFT_OUT]
    return frame


def _reading(entry: Measure, row: pd.Series, waves: tuple[str, str]) -> str:
    """Say what the records show of a change, without counts: words are rounded further than numbers."""
    before, after = (value_in_words(entry, row[wave]) for wave in ("before", "after"))
    if math.isnan(row["p_adjusted"]) or row["undefined"]:
        reason = REASONS.get(str(row["undefined"]), str(row["undefined"]))
        levels = f"{entry.label}: {before} in {waves[0]}, {after} in {waves[1]}."
        return f"Not tested: {reason}. {levels}" if reason else levels
    change, least = (value_in_words(entry, row[column], signed=True) for column in ("change", "detectable"))
    ends = [row.get(f"{end}_adjusted", row[end]) for end in ("low", "high")]
    low, high = (value_in_words(entry, end, signed=True) for end in ends)
    if row["p_adjusted"] <= SURE:
        moved = "rose" if row["change"] > 0 else "fell"
        return (
            f"{entry.label} {moved} from {before} to {after} (change {change}, 95 % interval {low} to "
            f"{high}): more than tie-by-tie and organisation-level fluctuation would explain."
        )
    shown = f"These records could have shown a change of about {least.lstrip('+')} or more."
    if row["p_adjusted"] <= UNSURE:
        return (
            f"Inconclusive: the records are consistent with no change and with changes from {low} to {high}. "
            f"{shown}"
        )
    return f"No change can be shown. {shown}"


def _three_ways(change: Comparison, hidden: list[str]) -> pd.DataFrame:
    """Round what is of the organisations compared; what the main table hides, no other table may show."""
    ways, values = change.three_ways.copy(), ["before", "after", "change"]
    compared = ways.index.get_level_values("way") == "matched panel"
    on_answers = ways.index.isin(on_respondents(change.to_frame().index), level="measure")
    mended = compared | on_answers
    ways.loc[mended, values] = ways.loc[mended, values].map(rounded)
    ways.loc[ways.index.isin(hidden, level="measure"), values] = np.nan
    return ways


def _diagnostics(change: Comparison, told: Told, hidden: list[str]) -> pd.DataFrame:
    """Keep the diagnostics that count nobody's answers; say who answered as it was decided."""
    rows = {}
    for name, row in change.diagnostics.to_dict("index").items():
        kind, _, measure = str(name).partition(":")
        if name == "panel_organisations" and any(each is not None for each in told):
            least = _least_compared(change, told)
            row = {**row, "value": least, "reading": f"at least {least} of them answered both waves"}
        elif name in ("response_before", "response_after"):
            row = _response(row, told, name == "response_after", change)
        elif kind not in (*_DIAGNOSTICS, *catalogue) and (kind != _TIE_LEVEL or measure in hidden):
            continue
        rows[str(name)] = row
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=change.diagnostics.columns)
    numbers = ["value", "low", "high", "p"]
    frame[numbers] = frame[numbers].map(rounded)
    return frame.rename_axis("name")


def _response(row: dict[str, object], told: Told, after: bool, change: Comparison) -> dict[str, object]:
    """Say of a wave who answered, with the flags that follow from what is said."""
    own = told[after]
    flags = [str(row["flag"])] if str(row["flag"]).startswith(_ONE_WAVE) else []
    if own is None:
        return {**row, "flag": " ".join(flags)}
    rates = [(each.least / each.asked, each.most / each.asked) for each in told if each and each.asked]
    wave = (change.before, change.after)[after].wave
    if own.asked and own.most / own.asked < LOWEST_RESPONSE:
        flags.append(f"Fewer than {100 * LOWEST_RESPONSE:.0f} % answered in {wave}.")
    apart = len(rates) == 2 and max(rates[0][0] - rates[1][1], rates[1][0] - rates[0][1]) > RESPONSE_APART
    if after and apart:
        points = f"{100 * RESPONSE_APART:.0f} points"
        flags.append(f"The response rates of the waves are more than {points} apart.")
    value = own.least / own.asked if own.least == own.most and own.asked else math.nan
    return {**row, "value": value, "reading": told_in_words(own), "flag": " ".join(flags)}


def _flags(change: Comparison, diagnostics: pd.DataFrame) -> tuple[str, ...]:
    """Give the flags of what is left of the diagnostics, those that count nothing, and all others."""
    given: pd.Series = change.diagnostics["flag"]
    others = [flag for flag in change.flags if flag not in set(given) and "answered both waves" not in flag]
    # These say how few, or which way alone, by a limit and without a count.
    beside = [given.get(name, "") for name in _LIMITS] + [given.get(_ONE_WAY, "").partition(":")[0]]
    beside = [f"{flag.rstrip('.')}." for flag in beside if flag]
    return (*(flag for flag in diagnostics["flag"] if flag), *beside, *others)


def _least_compared(change: Comparison, told: Told) -> int:
    """Give how many answered both waves at the least, as it follows from what is said of each wave."""
    silent = sum(each.asked - each.least for each in told if each is not None)
    return max(SMALLEST_PANEL, change.panel.pairs.n - silent)


def _compared(change: Comparison, told: Told) -> str:
    said = f"Compared: {counted(change.panel.pairs.n, 'organisation')} on the list of both waves"
    if all(each is None for each in told):
        return f"{said}."
    least = _least_compared(change, told)
    return f"{said}; at least {least} of them answered both waves, and only what these reported is used."


def _methods(change: Comparison, told: Told, rules: list[str]) -> str:
    """Write the paragraph of methods without the numbers that would say who answered."""
    before, after = change.before, change.after
    said = [
        f"The waves {before.wave} and {after.wave} were compared over the "
        f"{counted(change.panel.pairs.n, 'organisation')} on the list of both, by {before.boundary}.",
        *([f"Maps were built by these rules: {', '.join(rules)}."] if rules else []),
        *([f"Left out of both waves: {', '.join(change.without)}."] if change.without else []),
        "Who answered was not recorded: a missing tie was read as no tie."
        if all(each is None for each in told)
        else "Only what was reported by those that answered both waves was used, over the pairs that one of "
        "them could report in both; nothing was imputed.",
        "Each change was linearised in the ties that changed; its standard error is the dyadic-robust one "
        "(Fafchamps & Gubert 2007; Aronow, Samii & Assenova 2015). Intervals are 95 %.",
        f"The primary measure was {catalogue[change.primary].label.lower()} ({change.primary}).",
        f"Random numbers: {change.permutations:,} permutations, seed {change.seed}."
        if change.permutations
        else "Nothing random was drawn.",
        f"For the public, measures are rounded to {FIGURES} figures, ties are counted as recorded, and how "
        "many pairs could be reported is left out: it would tell who answered.",
        "The comparison cannot tell a programme from a trend that would have come anyway: that needs a "
        "comparison system or a third wave.",
    ]
    return " ".join(said)
