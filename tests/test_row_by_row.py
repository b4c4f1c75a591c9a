"""No step that grows with ties or organisations asks pandas row by row: that is a call of Python for each."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from conftest import RIVERSIDE

import sysmap as sm
from sysmap.pages.pictures.thumbnails import map_thumbnails

ROOT = Path(sm.__file__).parent
# Tables of measures or sectors have fewer rows; organisations, ties and records have at least as many.
MANY = 30
REDUCING = ("min", "max", "sum", "mean", "any", "all", "count", "idxmin", "idxmax", "nunique")

# What a user does with a map of two waves, from records on.
PATHS: dict[str, Callable[[sm.Records], Any]] = {
    "reading": lambda _: sm.read_records(RIVERSIDE),
    "a map and its numbers": lambda records: [
        (system.graph, sm.integration(system, draws=20), sm.organisation_scores(system))
        for system in [sm.build_map(records, "2024")]
    ],
    "sectors": lambda records: [
        function(sm.build_map(records, "2024")) for function in (sm.sector_scores, sm.sector_grid)
    ],
    "a comparison on its page": lambda records: sm.render(
        sm.compare(sm.build_map(records, "2022"), sm.build_map(records, "2024"), permutations=0)
    ),
    "what rests on whom": lambda records: sm.dependence(sm.build_map(records, "2024")),
    "a thumbnail": lambda records: map_thumbnails(
        [sm.build_map(records, wave) for wave in ("2022", "2024")], "Riverside", {}
    ),
}


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Return where frames of many rows were gone through row by row, as it is filled."""
    found: list[str] = []

    def watched(name: str, by_row: Callable[..., bool]) -> None:
        original = getattr(pd.DataFrame, name)

        def method(frame: pd.DataFrame, *given: Any, **named: Any) -> Any:
            if len(frame) >= MANY and by_row(frame, *given, **named):
                calls = [call for call in traceback.extract_stack() if str(ROOT) in call.filename]
                if calls:
                    found.append(f"{Path(calls[-1].filename).name}:{calls[-1].lineno} {name}")
            return original(frame, *given, **named)

        monkeypatch.setattr(pd.DataFrame, name, method)

    watched("iterrows", lambda *_: True)
    watched("apply", lambda _, *given, axis=0, **__: 1 in (axis, *given[1:2]) or axis == "columns")
    for name in REDUCING:
        # Of text; numbers and truth values are summed by column or as an array.
        watched(
            name,
            lambda frame, *given, axis=0, **_: (
                (axis in (1, "columns") or given[:1] == (1,))
                and not all(kind.kind in "biufc" for kind in frame.dtypes)
            ),
        )
    yield found


@pytest.mark.parametrize("path", PATHS)
def test_nothing_that_grows_is_gone_through_row_by_row(
    path: str, riverside: sm.Records, rows: list[str]
) -> None:
    PATHS[path](riverside)
    assert rows == []


def test_the_watch_sees_what_it_watches_for(rows: list[str]) -> None:
    # Whatever is called in the place of sysmap: only calls from there count.
    frame = pd.DataFrame({"one": ["a"] * MANY, "other": ["b"] * MANY})
    code = "frame.min(axis=1); frame.apply(len, axis=1); list(frame.iterrows()); frame[:2].max(axis=1)"
    exec(compile(code, str(ROOT / "made.py"), "exec"), {"frame": frame})
    assert [each.split()[1] for each in rows] == ["min", "apply", "iterrows"]
