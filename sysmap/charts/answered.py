"""Who answered: by sector, in one wave or in two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from sysmap.charts.sketch import Sketch
from sysmap.charts.style import (
    BODY,
    MARGIN,
    SMALL,
    Sheet,
    labels_of,
    literal,
    one_line,
    width_of,
    wrapped,
)
from sysmap.findings.comparison.comparison import Comparison
from sysmap.findings.comparison.side_by_side import labels_shown
from sysmap.findings.disclosure.answered import FEW, told_in_words
from sysmap.findings.scorecard import Scorecard
from sysmap.network.system import SystemMap
from sysmap.palette import ACCENT, HOLLOW, INK, QUIET
from sysmap.plotting import chart
from sysmap.text import percent

_LABELS, _PLOT = 170.0, (192.0, 372.0)


@chart(of=Scorecard, name="answered")
def answered_in_one_wave(card: Scorecard) -> Sketch:
    """Draw how many of those asked answered in a wave, by sector."""
    return _answered(card, [card.system])


@chart(of=Comparison, name="answered")
def answered_in_both_waves(change: Comparison) -> Sketch:
    """Draw how many of those asked answered in each wave, by sector."""
    return _answered(change, [change.before, change.after])


def _answered(result: Any, systems: Sequence[SystemMap]) -> Sketch:
    """Draw how many of those asked answered, by sector: answered filled, silent outlined.

    A copy for the public shows what was decided for its record set, and no count of a hidden sector.
    """
    waves = [system.wave or "" for system in systems]
    when = f" in {' and '.join(filter(None, waves))}" if any(waves) else ""
    counts = [_counts(system) for system in systems]
    title = f"Who answered{when}, by {systems[0].boundary}"
    if not any(len(table) for table in counts):
        told = [told_in_words(system.answers) for system in systems if system.answers is not None]
        if told:
            said = f"Not shown by {systems[0].boundary} in a copy for the public. {' '.join(told)}"
            return Sheet(result, "answered", title, said).chart(said)
        sheet = Sheet(
            result, "answered", title, "Who answered is not recorded: a missing tie is read as no tie."
        )
        return sheet.chart(f"Who answered{when} is not recorded.")
    how = "Organisations: filled, answered; outlined, asked and silent."
    if any(table["not_asked"].sum() for table in counts):
        how += " Those that others named without being asked are counted beside."
    sheet = Sheet(result, "answered", title, how)
    _draw(sheet, counts, waves)
    return sheet.chart(_alt(systems, counts, waves, labels_of(systems[0].boundary)))


def _counts(system: SystemMap) -> pd.DataFrame:
    """Count by sector who was asked, who answered, and who was not asked; empty where not recorded.

    ``hidden`` says in words why a count is not shown; it is empty where it is.
    """
    labels = labels_shown(system.organisations["boundary"])
    columns = ["asked", "answered", "not_asked", "hidden"]
    if system.public:
        told = system.answers.sectors if system.answers else {}
        sizes = labels.value_counts()
        rows = {
            label: (asked, 0, max(0, int(sizes.get(label, 0)) - asked), said)
            if isinstance(said, str)
            else (asked, said, max(0, int(sizes.get(label, 0)) - asked), "")
            for label, (asked, said) in told.items()
        }
        table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    else:
        asked, answered = (system.organisations[column].eq(True) for column in ("asked", "answered"))
        counts = {"asked": asked, "answered": answered, "not_asked": ~asked}
        table = pd.DataFrame(counts).astype(int).groupby(labels.to_numpy()).sum().assign(hidden="")
        if system.organisations["answered"].isna().all():
            return table.iloc[:0]
    known = [one for one in system.arrays.sectors if one in table.index]
    return table.loc[[*known, *(one for one in table.index if one not in known)]]


def _draw(sheet: Sheet, counts: list[pd.DataFrame], waves: list[str]) -> None:
    left, right = _PLOT
    several = len(counts) > 1
    sectors = list(dict.fromkeys(one for table in counts for one in table.index))
    most = max(int(table["asked"].max()) for table in counts if len(table))
    head = max(width_of(literal(wave), SMALL) for wave in waves) + 6 if several else 0.0
    unit = (right - left - head) / max(1, most)
    for sector in sectors:
        label = wrapped(sector, _LABELS)
        height = max(16.0 * len(counts) + 6, len(label) * BODY * 1.3 + 6)
        sheet.centred(MARGIN, sheet.y + height / 2, label)
        for number, (table, wave) in enumerate(zip(counts, waves, strict=True)):
            y = sheet.y + height / 2 + (number - (len(counts) - 1) / 2) * 16
            if several:
                sheet.say(left, y, wave, SMALL, colour=QUIET)
            _bar(sheet, table, sector, (left + head, y), unit)
        sheet.y += height
    if any(not len(table) for table in counts):
        sheet.y += 4
        missing = " and ".join(wave for table, wave in zip(counts, waves, strict=True) if not len(table))
        sheet.block(MARGIN, f"Who answered in {missing} is not recorded.", 480, SMALL, colour=QUIET)


def _bar(sheet: Sheet, table: pd.DataFrame, sector: str, start: tuple[float, float], unit: float) -> None:
    x, y = start
    if sector not in table.index:
        said = "not recorded" if not len(table) else "nobody on the map"
        sheet.say(x, y, said, SMALL, colour=QUIET)
        return
    row = table.loc[sector]
    if row["hidden"]:
        said = f"{row['hidden']} people answered: not shown" if row["hidden"] == FEW else row["hidden"]
        sheet.say(x, y, said, SMALL, colour=QUIET)
        return
    asked, answered = int(row["asked"]), int(row["answered"])
    if asked:
        if answered < asked:
            sheet.box(x + answered * unit, y - 5, (asked - answered) * unit, 10, HOLLOW, INK, 0.9, (3, 2))
        if answered:
            sheet.box(x, y - 5, answered * unit, 10, ACCENT, ACCENT, 0.9)
    said = f"{answered} of {asked} answered" if asked else "nobody asked"
    beside = f", {int(row['not_asked'])} not asked" if row["not_asked"] else ""
    sheet.say(x + asked * unit + 6, y, said + beside, SMALL)


def _alt(systems: Sequence[SystemMap], counts: list[pd.DataFrame], waves: list[str], word: str) -> str:
    parts = []
    for system, table, wave in zip(systems, counts, waves, strict=True):
        when = f"in {wave}, " if wave else ""
        if not len(table):
            parts.append(f"{when}who answered is not recorded")
            continue
        shown = table[(table["hidden"] == "") & (table["asked"] > 0)]
        asked, answered = int(table["asked"].sum()), int(table["answered"].sum())
        if system.answers is not None:
            said = f"{when}{told_in_words(system.answers).rstrip('.')}"
        else:
            said = f"{when}{answered} of {asked} organisations asked answered"
            said += f" ({percent(answered / asked)})" if asked else ""
        silent = shown[shown["answered"] < shown["asked"]]
        if len(shown) and asked:
            said += (
                f", all of those asked in {len(shown) - len(silent) or 'none'} of {len(shown)} {word} shown"
            )
            if len(silent):
                share = (silent["answered"] / silent["asked"]).sort_values(kind="stable")
                row = silent.loc[share.index[0]]
                said += f" and fewest in {one_line(share.index[0])} ({row['answered']} of {row['asked']})"
        parts.append(said)
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}."
