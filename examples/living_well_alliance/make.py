"""Make the invented waves in between:  python examples/living_well_alliance/make.py  adds 2020 and 2022.

The waves of 2019 and 2024 stay as they are in ``records/collaborations.csv``, and the two others are written
below them: what both have is there in between, what only the later has begins at one of the waves, what only
the earlier has ends at one. A few ties come and go. The commissioner of the time stands in each.

The same rows come out on every machine: only `random.random` is used, with one seed.
"""

from __future__ import annotations

import csv
from pathlib import Path
from random import Random

FILE = Path(__file__).resolve().parent / "records" / "collaborations.csv"
FIRST, LAST = "2019", "2024"
BETWEEN = ("2020", "2022")
SEED = 7
# The commissioner: one from the start, a larger one after the merger, the integrated care board now.
COMMISSIONERS = {"2019": "LW03", "2020": "LW03", "2022": "LW04", "2024": "LW05"}
# Of what is new in the sixth year, the share that was there by each wave.
BY = {"2020": 0.3, "2022": 0.7}
KEPT = 0.9
PASSING = (("LW14", "LW12", "shares information"), ("LW11", "LW02", "shares information"))
"""Ties that were there while a group met, and not before or after."""

Key = tuple[str, str, str, str]


def read() -> tuple[list[str], list[dict[str, str]]]:
    """Return the header and the rows of the first and the last wave, as they stand in the file."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return list(rows[0]), [row for row in rows if row["wave"] in (FIRST, LAST)]


def key_of(row: dict[str, str]) -> Key:
    """Return what a tie is, whoever was the commissioner."""
    ends = [
        "the commissioner" if row[end] in COMMISSIONERS.values() else row[end] for end in ("source", "target")
    ]
    return (*ends, row["kind"], row["directed"])


def between(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return the rows of the waves in between."""
    random = Random(SEED)
    ties = [row for row in rows if row["kind"] != "depends on"]
    there = {wave: {key_of(row): row for row in ties if row["wave"] == wave} for wave in (FIRST, LAST)}
    found: dict[str, list[Key]] = {wave: [] for wave in BETWEEN}
    for key in sorted({*there[FIRST], *there[LAST]}):
        draw = random.random()
        for wave in BETWEEN:
            if key in there[FIRST] and key in there[LAST]:
                is_there = random.random() < KEPT
            else:
                is_there = (draw < BY[wave]) == (key in there[LAST])
            if is_there:
                found[wave].append(key)
    made = []
    for wave, keys in found.items():
        passing = [(one, other, kind, "n") for one, other, kind in PASSING] if wave == BETWEEN[-1] else []
        for source, target, kind, directed in [*keys, *passing]:
            ends = [COMMISSIONERS[wave] if end == "the commissioner" else end for end in (source, target)]
            made.append(
                {
                    **dict.fromkeys(rows[0], ""),
                    "source": ends[0],
                    "target": ends[1],
                    "kind": kind,
                    "wave": wave,
                    "directed": directed,
                    "reported_by": ends[0],
                }
            )
    return made


def main() -> None:
    """Write the file: what was there as it was, and the waves in between below it."""
    header, rows = read()
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows([*rows, *between(rows)])


if __name__ == "__main__":
    main()
