"""Sheets as people lay them out, made up by the hundred: each is read right, or refused in words."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path
from random import Random

import openpyxl
import pandas as pd

import sysmap as sm
from sysmap.errors import SysmapError
from tests.depth import times

VARIANTS = times(80)
LEAST_READ = 0.85
NAMES = {
    "Northgate Council": "Local authority",
    "Eastway NHS Trust": "NHS provider",
    "Millbrook Mind": "Voluntary and community",
    "Westfield Police": "Police and justice",
    "Harbour, Quay and Docks CIC": "Voluntary and community",
    "Town Library": "Local authority",
    "St Anne's Hospice": "Voluntary and community",
    "Redhill Primary School": "Education",
}
TITLES = (
    ["Partnership survey 2024 - who works with whom"],
    ["Draft"],
    ["Prepared for the board", None, "March 2024"],
    ["Riverside partnership, spring"],
)
NOTES = (
    ["Note: figures are as reported by partners."],
    ["Source: spring survey"],
    ["* includes informal work"],
)


class Made:
    """A sheet with known right ties: rows of cells, and what they say."""

    def __init__(self, seed: int) -> None:
        draw = self.draw = Random(seed)
        self.names = draw.sample(list(NAMES), draw.randint(4, 7))
        pairs = [(a, b) for a in self.names for b in self.names if a != b]
        self.ties = {
            pair: draw.randint(1, 5) for pair in draw.sample(pairs, draw.randint(4, len(pairs) // 2))
        }
        self.shape = draw.choice(("matrix", "matrix", "wide", "cell", "beside", "below"))
        self.strengths = self.shape not in ("wide", "cell")
        self.sectors = self.shape in ("beside", "below") or draw.random() < 0.6
        self.said: list[str] = [self.shape]
        rows = getattr(self, f"_{self.shape}")()
        self.rows = self._around(rows)
        self.form = draw.choice(("csv", "semicolon", "xlsx", "frame", "unnamed"))
        self.said.append(self.form)

    def _about(self, name: str) -> list[object]:
        return [NAMES[name]] if self.sectors else []

    def _labelled(
        self, cells: dict[str, list[object]], headers: list[str], corner: str
    ) -> list[list[object]]:
        """Put names, sectors and numbers beside cells, in some order."""
        place = self.draw.choice(("after", "before", "end")) if self.sectors else ""
        counted = self.draw.random() < 0.25
        self.said += [f"sector {place}"] if place else []
        self.said += ["numbers"] if counted else []
        rows: list[list[object]] = []
        for number, name in enumerate([None, *cells], start=0):
            label = [corner] if name is None else [name]
            sector = (["Sector"] if name is None else self._about(name)) if self.sectors else []
            inner = headers if name is None else cells[name]
            before = (
                [*sector, *label] if place == "before" else [*label, *(sector if place == "after" else [])]
            )
            row = [*before, *inner, *(sector if place == "end" else [])]
            rows.append([*(["No."] if name is None else [number]), *row] if counted else row)
        return rows

    def _matrix(self) -> list[list[object]]:
        top = list(self.names)
        if self.draw.random() < 0.4:
            self.draw.shuffle(top)
        mark = self.draw.choice((None, "-", "n/a", "x", 0))
        none = self.draw.choice((None, 0))
        cells = {
            row: [mark if row == other else self.ties.get((row, other), none) for other in top]
            for row in self.names
        }
        headers: list[str] = list(top)
        how = self.draw.random()
        if how < 0.15 and top == self.names and mark in (None, "-", 0):
            headers = [str(at + 1) for at in range(len(top))]
            self.said.append("numbered")
        elif how < 0.3:
            headers = [name.upper().replace(" ", "  ") for name in top]
            self.said.append("capitals")
        if self.draw.random() < 0.3:
            self.said.append("totals")
            sums = {row: sum(c for c in cells[row] if isinstance(c, int)) for row in cells}
            headers = [*headers, "Total"]
            cells = {row: [*cells[row], sums[row]] for row in cells}
        corner = self.draw.choice(("Organisation", "", "Name"))
        rows = self._labelled(cells, headers, corner)
        if "totals" in self.said and self.draw.random() < 0.6:
            at = max(rows[0].index(name) if name in rows[0] else 0 for name in headers)
            first = next(place for place, cell in enumerate(rows[1]) if cell == self.names[0])
            last: list[object] = [None] * len(rows[0])
            last[first] = "Total"
            for place in range(len(last)):
                numbers = [row[place] for row in rows[1:] if isinstance(row[place], int)]
                if place > first and place <= at and numbers:
                    last[place] = sum(numbers)
            rows.append(last)
        return rows

    def _partners_of(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {name: [] for name in self.names}
        for source, target in self.ties:
            found[source].append(target)
        return found

    def _wide(self) -> list[list[object]]:
        found = self._partners_of()
        most = max(2, *map(len, found.values()))
        stem = self.draw.choice(("Partner ", "Partner", "Works with ", "Partner organisation "))
        cells: dict[str, list[object]] = {n: [*found[n], *[None] * (most - len(found[n]))] for n in found}
        return self._labelled(cells, [f"{stem}{at + 1}" for at in range(most)], "Organisation")

    def _cell(self) -> list[list[object]]:
        mark = self.draw.choice(("; ", ";", ", ", "\n"))
        cells: dict[str, list[object]] = {
            name: [mark.join(others)] for name, others in self._partners_of().items()
        }
        header = self.draw.choice(("Works with", "Partners", "Partner organisations", "Links with"))
        return self._labelled(cells, [header], self.draw.choice(("Organisation", "Agency")))

    def _lists(self) -> tuple[list[list[object]], list[list[object]]]:
        partners = [["Name", "Sector"], *([name, NAMES[name]] for name in self.names)]
        ties = [
            ["Source", "Target", "Strength"],
            *([*pair, strength] for pair, strength in self.ties.items()),
        ]
        return partners, ties

    def _beside(self) -> list[list[object]]:
        partners, ties = self._lists()
        long = max(len(partners), len(ties))
        partners += [[None, None]] * (long - len(partners))
        ties += [[None] * 3] * (long - len(ties))
        gap = [None] * self.draw.randint(1, 2)
        if self.draw.random() < 0.5:
            return [[*one, *gap, *other] for one, other in zip(partners, ties, strict=True)]
        return [[*other, *gap, *one] for one, other in zip(partners, ties, strict=True)]

    def _below(self) -> list[list[object]]:
        one, other = self.draw.sample(self._lists(), 2)
        title = [[self.draw.choice(("Ties", "Second table"))]] if self.draw.random() < 0.4 else []
        return [*one, [], *title, *other]

    def _around(self, rows: list[list[object]]) -> list[list[object]]:
        draw = self.draw
        if self.shape in ("wide", "cell", "matrix") and draw.random() < 0.2 and len(rows) > 4:
            heading = draw.choice((["Health", "Councils"], ["Local authorities", "Voluntary sector"]))
            width = len(rows[0])
            first = 1 if rows[0][0] == "No." else 0
            for at, text in zip((1, 4), heading, strict=True):
                row: list[object] = [None] * width
                row[first] = text
                rows = [*rows[:at], row, *rows[at:]]
            self.said.append("headings")
        titles = draw.sample(TITLES, draw.randint(0, 2))
        self.said.append(f"{len(titles)} titles")
        titles += [[]] * (draw.randint(0, 2) if titles else 0)
        notes = [[], *draw.sample(NOTES, draw.randint(1, 2))] if draw.random() < 0.3 else []
        self.said += ["notes"] if notes else []
        left = draw.choice((0, 0, 0, 1, 2))
        top = draw.choice((0, 0, 1))
        self.said.append(f"{left} blank columns")
        made = [*[[]] * top, *titles, *rows, *notes]
        width = max(map(len, made)) + left
        return [([None] * left + list(row) + [None] * width)[:width] for row in made]

    def source(self, folder: Path) -> object:
        texts = [["" if cell is None else str(cell) for cell in row] for row in self.rows]
        if self.form in ("csv", "semicolon"):
            path = folder / "own.csv"
            out = io.StringIO(newline="")
            csv.writer(out, delimiter=";" if self.form == "semicolon" else ",").writerows(texts)
            path.write_text(out.getvalue(), encoding="utf-8", newline="")
            return path
        if self.form == "xlsx":
            path = folder / "own.xlsx"
            book = openpyxl.Workbook()
            for row in self.rows:
                book.active.append(row)
            book.save(path)
            return path
        frame = pd.DataFrame(self.rows, dtype=object)
        if self.form == "frame":
            return frame
        header = [f"Unnamed: {at}" if cell is None else str(cell) for at, cell in enumerate(self.rows[0])]
        return pd.DataFrame(self.rows[1:], columns=header, dtype=object)

    def expected(self) -> list[tuple[object, ...]]:
        return sorted((*pair, strength if self.strengths else None) for pair, strength in self.ties.items())


def read(made: Made, folder: Path) -> tuple[str, str]:
    """Return whether a sheet was read right, wrongly or refused, and what was said."""
    try:
        records = sm.read_records(made.source(folder))
    except SysmapError as error:
        return "refused", str(error)
    names = dict(zip(records.partners["id"], records.partners["name"], strict=True))
    ties = sorted(
        (names[tie.source], names[tie.target], int(tie.strength) if made.strengths else None)
        for tie in records.collaborations.itertuples()
    )
    sectors = dict(zip(records.partners["name"], records.partners["sector"], strict=True))
    right = {name: NAMES[name] for name in made.names}
    if made.shape == "matrix":
        ties = [(*map(spelt, tie[:2]), tie[2]) for tie in ties]
        sectors = {spelt(name): sector for name, sector in sectors.items()}
    if sorted(ties) != made.expected():
        return "wrong", f"ties {sorted(set(ties) ^ set(made.expected()), key=str)}"
    if set(sectors) != set(right) or (made.sectors and sectors != right):
        return "wrong", f"partners {sectors}"
    return "right", ""


def spelt(name: str) -> str:
    folded = {known.casefold(): known for known in NAMES}
    return folded.get(" ".join(name.casefold().split()), name)


def test_sheets_made_up_by_the_hundred_are_read_right_or_refused(tmp_path):
    outcomes: Counter[str] = Counter()
    wrong = []
    for seed in range(VARIANTS):
        made = Made(seed)
        outcome, said = read(made, tmp_path)
        outcomes[outcome] += 1
        if outcome == "wrong":
            wrong.append((seed, made.said, said))
    print(dict(outcomes))  # noqa: T201 shown by pytest -s
    assert not wrong, "\n".join(map(str, wrong))
    assert outcomes["right"] >= LEAST_READ * outcomes.total()
