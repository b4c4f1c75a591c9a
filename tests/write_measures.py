"""Write ``data/measures.json`` again:  python tests/write_measures.py

Systems of many kinds, drawn at random once and for all, with what sysmap's own measures say of each. The
test says whether the script of the page finds the same.
"""

from __future__ import annotations

import json

import numpy as np
from test_page_measures import DATA, found_of

LABELS = ("NHS", "Police", "Council", "Voluntary")


def scenes() -> list[dict]:
    """Draw systems: at the edge of what is defined first, then larger and larger ones."""
    drawn = [
        {"labels": ["NHS", None, None], "ties": [[0, 1]]},
        {"labels": ["NHS", "NHS", "NHS"], "ties": [[0, 1]]},
        {"labels": ["NHS", "Police", None], "ties": []},
        {"labels": ["NHS", "NHS", "Police", None], "ties": [[0, 1], [2, 3]]},
        # A way between sectors that passes through somebody of an unknown one.
        {"labels": ["NHS", None, "Police"], "ties": [[0, 1], [1, 2]]},
    ]
    random = np.random.default_rng(16)
    for size in (3, 4, 5, 8, 13, 21, 31, 32, 33, 64, 65, 90):
        for partners in (0.6, 1.2, 3.0):
            labels = [LABELS[code] if code < 4 else None for code in random.integers(0, 5, size).tolist()]
            there = np.argwhere(random.random((size, size)) < min(0.9, partners / size))
            drawn.append({"labels": labels, "ties": there[there[:, 0] != there[:, 1]].tolist()})
    return [
        {**one, "directed": directed, "ties": one["ties"] if directed else _once(one["ties"])}
        for one in drawn
        for directed in (False, True)
    ]


def _once(arcs: list[list[int]]) -> list[list[int]]:
    return [list(pair) for pair in sorted({(min(arc), max(arc)) for arc in arcs})]


def main() -> None:
    """Write one row to the line."""
    text = ",\n".join(json.dumps({**scene, "found": found_of(scene)}) for scene in scenes())
    DATA.write_text(f"[\n{text}\n]\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
