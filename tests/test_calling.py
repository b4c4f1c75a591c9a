"""Whatever is given to a public function or a method of a result, it is taken or answered in words."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from conftest import draw
from test_departures import PARTNERS, TIES

import sysmap as sm
from sysmap import calling
from sysmap.calling import verb
from sysmap.errors import ChoiceError
from sysmap.records.said.declared import COLUMNS

pytestmark = pytest.mark.usefixtures("few_redraws")

VERBS = sorted(
    name for name in sm.__all__ if callable(getattr(sm, name)) and not inspect.isclass(getattr(sm, name))
)
# How each is called as it should be; what is wrong takes the place of one of these, or of an option.
SAID = {
    **dict.fromkeys(COLUMNS, ""),
    **{"step": "1", "time": "2026-05-14T10:00:00Z", "action": "note", "organisation": "A", "note": "x"},
    "checksum": "0" * 16,
}
RIGHT: dict[str, tuple[str, ...]] = {
    "assistant": ("matrix",),
    "brief": ("tiny",),
    "build_map": ("records",),
    "bundle": ("tiny", "path"),
    "chart": (),
    "check_chart": ("text",),
    "check_layout": ("layout", "matrix"),
    "check_measure": ("text",),
    "check_output": ("text",),
    "compare": ("early", "late"),
    "dependence": ("small",),
    "difference": ("change", "change"),
    "forums": ("small",),
    "integration": ("small",),
    "introductions": ("tiny",),
    "match_names": ("names", "register"),
    "measure": (),
    "mixing_model": ("small",),
    "money": ("small",),
    "noted": ("number", "text"),
    "organisation_scores": ("small",),
    "output": ("text",),
    "plan": ("small_plan",),
    "portfolio": ("records",),
    "read_records": ("records",),
    "read_register": ("register",),
    "read_said": ("said",),
    "record_layout": ("text",),
    "render": ("tiny",),
    "report": ("tiny",),
    "save": ("small", "path"),
    "sector_grid": ("small",),
    "sector_scores": ("small",),
    "trajectory": ("early", "late"),
    "undefined": ("text",),
    "verify": ("path",),
}
# Nothing random is wanted here, and it takes long.
QUICK = {"draws": 3, "permutations": 3}


@pytest.fixture(scope="module")
def known(records, small, tmp_path_factory) -> dict[str, Any]:
    two_waves = sm.read_records(partners=PARTNERS, collaborations=TIES)
    early, late = (sm.build_map(two_waves, wave) for wave in two_waves.waves_in_order)
    return {
        "early": early,
        "late": late,
        "change": sm.compare(early, late, permutations=0),
        # What makes a page is called on as little as makes one.
        "tiny": draw("A-B B-C C-D", A="NHS", B="Police", C="NHS", D="Police"),
        "records": records,
        "small": small,
        "names": ["Northshire NHS"],
        "register": pd.DataFrame({"id": ["1"], "name": ["Northshire NHS"]}),
        "said": pd.DataFrame([SAID]),
        "number": 1.0,
        "text": "no_ties",
        "small_plan": {"Police": 3, "Council": 3},
        "layout": "matrix",
        "matrix": pd.DataFrame({"": ["A", "B"], "A": ["", "1"], "B": ["1", ""]}),
        "path": tmp_path_factory.mktemp("calling") / "map.graphml",
    }


@pytest.fixture(scope="module")
def strange(records, before, small) -> dict[str, Any]:
    """Things of every kind that somebody may hand over by mistake."""
    return {
        "None": None,
        "a number": 7,
        "less than nothing": -1,
        "a fraction": 2.5,
        "not a number": float("nan"),
        "without end": float("inf"),
        "huge": 10**30,
        "True": True,
        "a text": "nothing of that name",
        "no text": "",
        "half a letter": "\udc80",
        "a zero byte": "a\0b",
        "bytes": b"bytes",
        "an empty list": [],
        "a list of a number": [1],
        "a list of texts": ["a", "b"],
        "a list of lists": [["a"], [None]],
        "an empty mapping": {},
        "a mapping": {"a": 1},
        "a mapping of nothing": {None: None},
        "a set": {"a"},
        "an empty frame": pd.DataFrame(),
        "a frame": pd.DataFrame({"a": [1]}),
        "a column": pd.Series([1]),
        "an array": np.zeros((2, 2)),
        "a path that is not there": Path("nowhere") / "at all.csv",
        "records": records,
        "a map": before,
        "a scorecard": sm.integration(small, "density", draws=0),
        "a function": len,
        "a type": int,
        "an object": object(),
        "not given": NotImplemented,
    }


def _calls(
    function: Callable[..., Any], right: tuple[Any, ...], thing: Any
) -> Iterator[tuple[str, tuple, dict]]:
    """Return a call for each parameter, with a thing in its place and all else as it should be."""
    taken = inspect.signature(function).parameters
    options = {name: value for name, value in QUICK.items() if name in taken}
    for place, (name, parameter) in enumerate(taken.items()):
        if parameter.kind is parameter.VAR_KEYWORD:
            yield f"**{name}", right, options | {"something": thing}
        elif parameter.kind is parameter.VAR_POSITIONAL:
            yield f"*{name}", (*right, thing), options
            yield f"*{name} alone", (thing,), options
        elif place < len(right):
            yield name, (*right[:place], thing, *right[place + 1 :]), options
        else:
            yield name, right, options | {name: thing}
    yield "one more", (*right, *[thing] * 20), options
    yield "an option that is not there", right, options | {"nothing_of_that_name": thing}
    yield "no argument", (), {}


def _raw_errors(calls: Iterator[tuple[str, Callable[[], Any]]]) -> list[str]:
    """Call each, and list what ended in an error of Python, or in one of sysmap without words."""
    raw = []
    for what, call in calls:
        try:
            call()
        except sm.SysmapError as error:
            if len(str(error).split()) < 3:
                raw.append(f"{what}: no words: {error!r}")
        except Exception as error:
            raw.append(f"{what}: {error!r}"[:300])
    return raw


def test_every_public_function_is_called_here():
    assert sorted(RIGHT) == VERBS


@pytest.mark.parametrize("name", VERBS)
def test_a_wrong_argument_is_answered_in_words(name, known, strange, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    function = getattr(sm, name)
    right = tuple(known[one] for one in RIGHT[name])

    def calls():
        for kind, thing in strange.items():
            for place, args, options in _calls(function, right, thing):
                yield (
                    f"{name}, {kind} for {place}",
                    lambda args=args, options=options: function(*args, **options),
                )

    assert _raw_errors(calls()) == []


METHODS = {
    "Comparison": ("plot", "if_answered"),
    "MixingModel": ("plot",),
    "Plan": ("plot",),
    "Difference": ("plot",),
    "IfAnswered": ("plot", "readings_of"),
    "Scorecard": ("plot", "headline", "if_answered"),
    "SectorGrid": ("plot", "matrix"),
    "Trajectory": ("plot",),
    "catalogue": ("get", "__getitem__", "__contains__"),
}


@pytest.fixture(scope="module")
def of_results(known, small) -> dict[str, Any]:
    return {
        "Comparison": sm.compare(known["early"], known["late"], measures="density", permutations=20),
        "MixingModel": sm.mixing_model(small),
        "Plan": sm.plan({"Police": 5, "Council": 6}, draws=3, response=1.0, effect=2.0),
        "Difference": sm.difference(known["change"], known["change"], measures="density"),
        "IfAnswered": sm.integration(small, draws=20).if_answered(draws=2),
        "Scorecard": sm.integration(small, draws=20),
        "SectorGrid": sm.sector_grid(small),
        "Trajectory": sm.trajectory(known["early"], known["late"], measures="density", draws=20),
        "catalogue": sm.catalogue,
    }


@pytest.mark.parametrize(
    ("result", "method"), [(result, method) for result, methods in METHODS.items() for method in methods]
)
def test_a_wrong_argument_of_a_method_is_answered_in_words(result, method, of_results, strange):
    function = getattr(of_results[result], method)

    def calls():
        for kind, thing in strange.items():
            yield f"{result}.{method}, {kind}", lambda thing=thing: function(thing)

    assert _raw_errors(calls()) == []


def test_every_method_of_a_result_that_takes_something_is_called_here():
    found = set()
    for name in sm.__all__:
        kind = getattr(sm, name)
        if inspect.isclass(kind) and not issubclass(kind, Exception):
            found |= {
                (name, method)
                for method, function in inspect.getmembers(kind, inspect.isfunction)
                if method[0] != "_" and len(inspect.signature(function).parameters) > 1
            }
    # What a place's change is in words is for the pages alone.
    assert found - {("Portfolio", "change_in_words")} == {
        (name, method) for name, methods in METHODS.items() for method in methods if name != "catalogue"
    }


def test_what_fitted_before_lets_nothing_else_pass():
    @verb("double(2)")
    def double(number: int, *, name: str = "") -> int:
        return 2 * number

    assert [double(1), double(1), double(1, name="one")] == [2, 2, 2]
    for wrong in (True, 1.5, "1", None, 2**70):
        with pytest.raises(ChoiceError, match="number must be a whole number"):
            double(wrong)
    with pytest.raises(ChoiceError, match="name must be a text"):
        double(1, name=1)
    with pytest.raises(ChoiceError, match="half a letter"):
        double(1, name="\udc80")


def test_equal_arguments_are_looked_at_once(monkeypatch):
    looked = []
    misfit = calling._misfit
    monkeypatch.setattr(calling, "_misfit", lambda *given: looked.append(given) or misfit(*given))

    @verb("double(2)")
    def double(number: int) -> int:
        return 2 * number

    assert [double(1), double(1), double(2), double(number=1)] == [2, 2, 4, 2]
    assert len(looked) == 3
