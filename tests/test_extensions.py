"""Measures, layouts, outputs and charts of the user's own that go wrong: the error says whose it is."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType

import pandas as pd
import pytest

import sysmap as sm
from sysmap.findings.scorecard import Scorecard
from sysmap.network.system import SystemMap
from sysmap.registry import run

pytestmark = pytest.mark.usefixtures("declared_for_a_while")

ABOUT = {"label": "Mine", "formula": "x", "source": "own", "caveat": "None."}


def own_measure(does: Callable, system: SystemMap, path: object) -> None:
    def mine(arrays):
        """How many?"""
        return does()

    sm.measure(level="system", **ABOUT)(mine)
    sm.integration(system, "mine", draws=0)


def own_measure_of_organisations(does: Callable, system: SystemMap, path: object) -> None:
    def mine(arrays):
        """How many?"""
        return does()

    sm.measure(level="organisation", **ABOUT)(mine)
    sm.organisation_scores(system, "mine")


def own_shuffled_measure(does: Callable, system: SystemMap, path: object) -> None:
    def mine(mixing):
        """How many?"""
        return does() if mixing.totals.ndim > 2 else 1.0

    sm.measure(level="system", shuffled=True, **ABOUT)(mine)
    sm.integration(system, "mine", draws=10)


def own_bounds(does: Callable, system: SystemMap, path: object) -> None:
    def mine(arrays):
        """How many?"""
        return 1.0

    sm.measure(level="system", bounds=lambda system: does(), **ABOUT)(mine)
    sm.integration(system, "mine", draws=0)


def own_layout(does: Callable, system: SystemMap, path: object) -> None:
    sm.record_layout("mine", order=1, recognises=lambda tables: True)(lambda tables: does())
    sm.read_records(pd.DataFrame({"a": ["b"]}))


def own_recognition(does: Callable, system: SystemMap, path: object) -> None:
    sm.record_layout("mine", order=1, recognises=lambda tables: does())(lambda tables: {})
    sm.read_records(pd.DataFrame({"a": ["b"]}))


def own_output(does: Callable, system: SystemMap, path: object) -> None:
    def mine(system, path):
        """Nothing."""
        does()

    sm.output(".mine", of=SystemMap)(mine)
    sm.save(system, path / "x.mine")


def own_output_of_folders(does: Callable, system: SystemMap, path: object) -> None:
    class Thing:
        pass

    def mine(thing, path):
        """Nothing."""
        does()

    sm.output("", of=Thing)(mine)
    sm.save(Thing(), path / "x")


def own_chart(does: Callable, system: SystemMap, path: object) -> None:
    def mine(card):
        """Nothing."""
        return does()

    sm.chart(of=Scorecard, name="mine")(mine)
    sm.integration(system, "density", draws=0).plot("mine")


WAYS = {
    "measure": [own_measure, own_measure_of_organisations, own_shuffled_measure, own_bounds],
    "layout": [own_layout, own_recognition],
    "output": [own_output, own_output_of_folders],
    "chart": [own_chart],
}
EVERY = [pytest.param(kind, way, id=way.__name__) for kind, ways in WAYS.items() for way in ways]


def breaks() -> None:
    raise ValueError("three is no colour")


def opens_what_is_not_there() -> None:
    open("nowhere", encoding="utf-8").close()


@pytest.mark.parametrize(("kind", "way"), EVERY)
@pytest.mark.parametrize(
    ("does", "said"),
    [
        (breaks, r"raised ValueError in line \d+: three is no colour"),
        (opens_what_is_not_there, r"raised FileNotFoundError in line \d+: .*nowhere"),
        (lambda: sm.undefined("no_luck"), "'no_luck' is no known reason"),
    ],
)
def test_what_stops_is_named_with_its_module_and_line(kind, way, does, said, small, tmp_path):
    module = __name__.replace(".", r"\.")
    with pytest.raises(sm.SysmapError, match=rf"^the {kind} mine of the module {module}:? {said}"):
        way(does, small, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_error_of_sysmap_keeps_its_kind(small, tmp_path):
    with pytest.raises(sm.ChoiceError):
        own_measure(lambda: sm.undefined("no_luck"), small, tmp_path)


def test_what_was_raised_is_the_cause(small, tmp_path):
    with pytest.raises(sm.ExtensionError) as caught:
        own_output(breaks, small, tmp_path)
    assert isinstance(caught.value.__cause__, ValueError)


@pytest.mark.parametrize(
    ("way", "gives", "said"),
    [
        (own_measure, None, "the measure mine of .* gives nothing: wanted is a number"),
        (own_measure, "much", "the measure mine of .* gives something of the type str: wanted is a number"),
        (own_measure_of_organisations, 3.0, "the measure mine .* type float: wanted is an array of numbers"),
        (own_measure_of_organisations, ([1.0], {}), r"the measure mine .* gives \(1,\) values for 9"),
        (own_shuffled_measure, [1.0, 2.0, 3.0], "the measure mine .* for 10 shuffles: wanted is a number"),
        (own_layout, None, "the layout mine of .* gives nothing: wanted is a mapping"),
        (own_chart, None, "the chart mine of .* gives nothing: wanted is a figure"),
    ],
)
def test_what_gives_something_else_is_named(way, gives, said, small, tmp_path):
    with pytest.raises(sm.ExtensionError, match=said):
        way(lambda: gives, small, tmp_path)


def test_what_was_declared_in_a_notebook_is_of_this_session(monkeypatch):
    module = ModuleType("notebook")
    monkeypatch.setitem(sys.modules, "notebook", module)
    exec("def mine(): 1 / 0", module.__dict__)
    with pytest.raises(sm.ExtensionError, match="the chart mine of this session raised ZeroDivisionError"):
        run("chart", "mine", module.mine)


def test_what_comes_with_sysmap_raises_what_it_raises():
    from sysmap.text import percent

    with pytest.raises(TypeError):
        run("chart", "percent", percent)


@pytest.mark.parametrize("error", [MemoryError, BrokenPipeError, KeyboardInterrupt])
def test_what_is_not_the_fault_of_the_extension_is_left_alone(error):
    def mine():
        raise error

    with pytest.raises(error):
        run("chart", "mine", mine)
