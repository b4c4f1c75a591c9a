"""Files as people hold them: read right, or refused with a way out. Each stands for a kind of file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import sysmap as sm

FIELD = Path(__file__).parent / "data" / "field"
CASES = json.loads((FIELD / "cases.json").read_text(encoding="utf-8"))


def ties_of(records: sm.Records, width: int, names: dict[str, str]) -> list[list[Any]]:
    """Return ties by the names of their ends, with as much of strength and kind as the case tells."""
    rows = zip(
        *(records.collaborations[name] for name in ("source", "target", "strength", "kind")), strict=True
    )
    return sorted(
        [names[source], names[target], *[strength, kind][: width - 2]]
        for source, target, strength, kind in rows
    )


def differences(records: sm.Records, want: dict[str, Any]) -> list[str]:
    names = dict(zip(records.partners["id"], records.partners["name"], strict=True))
    found: dict[str, Any] = {
        "partners": sorted(names.values()),
        "kinds": sorted({kind for kind in records.collaborations["kind"] if kind}),
        "directed": int((records.collaborations["directed"] == True).sum()),  # noqa: E712 - a missing one is no True
        "answered": sorted(
            names[one]
            for one, answered in zip(records.asked["organisation"], records.asked["answered"], strict=True)
            if answered
        ),
        "sectors": sorted({sector for sector in records.partners["sector"] if isinstance(sector, str)}),
    }
    wrong = [
        f"{key}: {found[key]}"
        for key in found
        if key in want and found[key] != (want[key] if key == "directed" else sorted(want[key]))
    ]
    if "ties" in want:
        ties, right = ties_of(records, len(want["ties"][0]), names), sorted(want["ties"])
        if want.get("undirected"):
            ties, right = ([sorted(map(str, tie)) for tie in each] for each in (ties, right))
        if sorted(ties) != sorted(right):
            wrong.append(f"ties: {ties}")
    said = " ".join(
        [*records.problems["message"], *records.problems["value"], str(records.summary), repr(records)]
    )
    lacking = [
        words
        for words in want.get("warned", ())
        if not any(one.lower() in said.lower() for one in words.split("|"))
    ]
    return wrong + [f"nothing says {words}" for words in lacking]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_file_as_people_hold_it_is_read_right_or_refused_with_a_way_out(case):
    files = [FIELD / name for name in case["files"]]
    try:
        records = sm.read_records(*files, **case.get("options", {}))
    except sm.SysmapError as error:
        assert "refused" in case, error
        text = str(error).lower()
        assert all(any(one.lower() in text for one in words.split("|")) for words in case["refused"]), error
    else:
        assert "read" in case, "read, though it should be refused"
        assert not differences(records, case["read"])
