"""`check_measure`: each promise that a measure can break is found and named, all of them at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import sysmap as sm
from sysmap.checking import measures as promises
from sysmap.checking.drawn import SMALL_SYSTEMS

pytestmark = pytest.mark.usefixtures("declared_for_a_while")

ABOUT = {"label": "Mine", "level": "system", "formula": "x", "source": "own", "caveat": "Nobody needs it."}


def declared(function: Callable, **about: Any) -> Callable:
    function.__doc__ = "How many are there?"
    function.__name__ = function.__qualname__ = "mine"
    return sm.measure(**{**ABOUT, **about})(function)


def broken(measure: Any) -> tuple[str, ...]:
    with pytest.raises(sm.ContractError) as caught:
        sm.check_measure(measure)
    return caught.value.broken


def only(measure: Any, promise: str) -> str:
    """Return what is said of the one promise that a measure breaks."""
    said = broken(measure)
    assert [one.startswith(promise) for one in said] == [True], said
    return said[0]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"label": " "}, "it has no label"),
        ({"question": "Why?"}, "its question is none"),
        ({"formula": ""}, "it has no formula"),
        ({"source": ""}, "it has no source"),
        ({"caveat": "nobody needs it"}, "its caveat is no sentence"),
        ({"caveat": ""}, "its caveat is no sentence"),
        ({"level": "town"}, "its level is none"),
        ({"better": "more"}, "which way is better"),
        ({"unit": "miles"}, "its unit is none"),
        ({"ties": "X"}, "its rule of ties"),
        ({"reasons": ("no_luck",)}, "a reason that it declares"),
        ({"name": "another"}, "it is not called"),
    ],
)
def test_what_a_declaration_does_not_say_is_named(wrong: dict[str, Any], said: str) -> None:
    (found,) = promises.undescribed(replace(sm.catalogue["density"], **wrong))
    assert found.startswith(said)


def test_every_part_of_a_declaration_is_tried() -> None:
    assert len(promises.DESCRIBED) == 11


def test_what_a_declaration_does_not_say_is_among_the_broken_promises() -> None:
    only(declared(lambda arrays: 1.0, caveat="none"), "its caveat is no sentence")


def test_a_measure_that_stops_is_named_with_the_system_and_the_line() -> None:
    said = only(declared(lambda mixing: int(mixing.between) / int(mixing.ties)), promises.STOPS)
    assert "no organisation: the measure mine of the module" in said
    assert "raised ZeroDivisionError in line" in said


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_no_number_is_named(value: float) -> None:
    assert f"no organisation: {value}" in only(declared(lambda arrays: value), promises.NO_NUMBER)


def test_an_organisation_without_number_or_reason_is_named() -> None:
    measure = declared(lambda arrays: (np.full(arrays.n, np.nan), {}), level="organisation")
    only(measure, promises.NO_NUMBER)


def test_a_reason_that_is_not_declared_is_named() -> None:
    assert "empty" in only(declared(lambda arrays: sm.undefined("empty")), promises.UNDECLARED)


@pytest.mark.parametrize("bounds", [(0, 1), (3, None), lambda system: (0, 1)])
def test_a_value_outside_its_bounds_is_named(bounds: Any) -> None:
    assert "no organisation: 2 is not in" in only(
        declared(lambda arrays: 2.0, bounds=bounds), promises.OUTSIDE
    )


def test_a_measure_that_changes_the_map_is_named_and_the_next_one_finds_it_whole() -> None:
    def adds_a_column(system: sm.SystemMap) -> float:
        system.organisations["mine"] = 1
        return 1.0

    said = only(declared(adds_a_column), promises.CHANGES)
    assert "no organisation: organisations" in said
    assert "mine" not in SMALL_SYSTEMS["no organisation"].map.organisations
    sm.check_measure("density")


def test_a_measure_that_changes_the_records_is_named() -> None:
    def forgets(records: sm.Records) -> float:
        records.collaborations["kind"] = "mine"
        return 1.0

    assert "records.collaborations" in only(declared(forgets), promises.CHANGES)


def test_a_measure_that_gives_another_value_each_time_is_named() -> None:
    given = iter(range(1_000))
    only(declared(lambda arrays: float(next(given))), promises.AGAIN)


def test_a_measure_that_depends_on_the_order_of_rows_is_named() -> None:
    def first_row(records: sm.Records) -> float:
        return float(ord(records.partners["sector"].iloc[0][0]) % 7)

    said = broken(declared(first_row))
    assert any(one.startswith(promises.ORDER) for one in said)


def test_a_measure_that_depends_on_names_is_named_unless_it_says_that_it_searches() -> None:
    def last_name(system: sm.SystemMap) -> float:
        return float(sum(ord(name[0]) for name in system.organisations["name"]) % 101)

    only(declared(last_name), promises.NAMES)


def test_a_measure_that_searches_may_depend_on_names() -> None:
    def last_name(system: sm.SystemMap) -> float:
        return float(sum(ord(name[0]) for name in system.organisations["name"]) % 101)

    sm.check_measure(declared(last_name, searched=True))


def test_a_measure_that_sums_over_the_shuffles_is_named() -> None:
    said = broken(declared(lambda mixing: float(np.sum(mixing.within)), shuffled=True))
    assert [one.startswith(promises.EACH_SHUFFLE) for one in said] == [True], said
    assert "shuffle 1:" in said[0]


def test_a_measure_that_takes_the_wrong_axis_of_a_stack_is_named() -> None:
    said = broken(declared(lambda mixing: float(mixing.totals.ndim), shuffled=True))
    assert [one.startswith(promises.ONE_SHUFFLE) for one in said] == [True], said


def test_a_measure_of_undirected_ties_that_sees_arrows_is_named() -> None:
    only(declared(lambda arrays: float(len(arrays.source)), ties="U"), promises.ARROWS)


def test_all_broken_promises_are_said_in_one_error() -> None:
    measure = declared(lambda arrays: 2.0 if arrays.n else float("nan"), bounds=(0, 1), source=" ", label="")
    with pytest.raises(sm.ContractError) as caught:
        sm.check_measure(measure)
    assert str(caught.value).startswith("the measure mine of the module ")
    assert "breaks 4 promises:\n- it has no label" in str(caught.value)
    assert len(caught.value.broken) == 4


def test_of_many_systems_some_are_named_and_the_rest_counted() -> None:
    assert only(declared(lambda arrays: float("nan")), promises.NO_NUMBER).endswith("and 13 more)")


@pytest.mark.parametrize("level", ["system", "organisation"])
def test_a_measure_that_keeps_its_promises_passes_by_name_and_by_function(level: str) -> None:
    def mine(arrays: Any) -> Any:
        return 1.0 if level == "system" else (np.ones(arrays.n), {})

    sm.check_measure(declared(mine, level=level))
    sm.check_measure("mine")


def test_a_function_that_is_no_measure_is_refused() -> None:
    with pytest.raises(sm.ChoiceError, match="the function len is declared as no measure"):
        sm.check_measure(len)


def test_a_measure_that_is_not_there_is_refused() -> None:
    with pytest.raises(sm.ChoiceError, match="no measure called 'densty'; did you mean density"):
        sm.check_measure("densty")
