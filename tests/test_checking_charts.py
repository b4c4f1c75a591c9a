"""`check_chart`: each promise that a chart can break is found and named, all of them at once."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from conftest import draw
from matplotlib.figure import Figure

import sysmap as sm
from sysmap.checking import charts as promises
from sysmap.plotting import charts

pytestmark = pytest.mark.usefixtures("few_redraws", "declared_for_a_while")


def plain(grid: sm.SectorGrid) -> Figure:
    figure = Figure(layout="constrained")
    figure.subplots().bar(range(3), range(3))
    figure.alt = "Three bars."
    return figure


def declared(draw: Callable, of: Any = sm.SectorGrid) -> Callable:
    def mine(result: Any) -> Any:
        """Mine."""
        return draw(result)

    return sm.chart(of=of, name="mine")(mine)


@pytest.fixture(scope="module")
def grid(small: sm.SystemMap) -> sm.SectorGrid:
    """One result to try on what goes wrong on every result: nothing is changed in it."""
    return sm.sector_grid(small)


def broken(chart: Any, *examples: Any) -> tuple[str, ...]:
    with pytest.raises(sm.ContractError) as caught:
        sm.check_chart(chart, *examples)
    return caught.value.broken


def only(chart: Any, promise: str, *examples: Any) -> str:
    """Return what is said of the one promise that a chart breaks."""
    said = broken(chart, *examples)
    assert [one.startswith(promise) for one in said] == [True], said
    return said[0]


def with_text(words: str) -> Callable:
    def drawn(grid: sm.SectorGrid) -> Figure:
        figure = plain(grid)
        figure.text(0.2, 0.5, words)
        return figure

    return drawn


@pytest.mark.parametrize("name", list(charts))
def test_the_charts_of_sysmap_keep_their_promises(name: str) -> None:
    sm.check_chart(name)


def test_a_chart_that_keeps_its_promises_passes_by_name_and_by_function() -> None:
    sm.check_chart(declared(plain))
    sm.check_chart("mine", sm.sector_grid(draw("A-B", A="NHS", B="Police")))


def test_a_chart_that_does_not_say_what_it_is_is_named(grid: sm.SectorGrid) -> None:
    chart = declared(plain)
    chart.__doc__ = None
    only(chart, promises.SILENT, grid)


def test_a_chart_that_stops_on_a_system_at_the_edge_is_named_with_it() -> None:
    def first(grid: sm.SectorGrid) -> Figure:
        grid.to_frame()["ties"].iloc[0]
        return plain(grid)

    said = only(declared(first), promises.STOPS)
    assert "a SectorGrid of the system: no organisation: the chart mine of the module" in said
    assert "raised IndexError in line" in said


def test_a_chart_that_gives_no_figure_is_named() -> None:
    assert "gives nothing: wanted is a figure" in only(declared(lambda _grid: None), promises.STOPS)


@pytest.mark.parametrize("alt", [None, "", "Bars", "Three bars"])
def test_a_figure_that_does_not_say_what_it_shows_is_named(alt: Any, grid: sm.SectorGrid) -> None:
    def silent(grid: sm.SectorGrid) -> Figure:
        figure = plain(grid)
        figure.alt = alt
        return figure

    only(declared(silent), promises.UNSAID, grid)


@pytest.mark.parametrize("words", ["nan", "NaN ties"])
def test_a_number_that_is_none_is_named(words: str, grid: sm.SectorGrid) -> None:
    only(declared(with_text(words)), promises.NO_NUMBER, grid)


def test_a_number_that_is_none_in_the_sentence_is_named(grid: sm.SectorGrid) -> None:
    def silent(grid: sm.SectorGrid) -> Figure:
        figure = plain(grid)
        figure.alt = "The share is nan."
        return figure

    only(declared(silent), promises.NO_NUMBER, grid)


def test_a_chart_that_takes_labels_for_formulas_is_named() -> None:
    def labels(grid: sm.SectorGrid) -> Figure:
        return with_text("".join(label for label in grid.system.arrays.sectors if "$" in label))(grid)

    assert "a SectorGrid" in only(declared(labels), promises.UNDRAWN)


def test_a_chart_that_leaves_the_sheet_is_named(grid: sm.SectorGrid) -> None:
    only(declared(with_text("a word " * 60)), promises.OFF_SHEET, grid)


def test_a_chart_that_leaves_a_figure_open_is_named_and_the_figure_closed(grid: sm.SectorGrid) -> None:
    import matplotlib.pyplot as plt

    def opened(grid: sm.SectorGrid) -> Figure:
        figure, axes = plt.subplots(layout="constrained")
        axes.bar(range(3), range(3))
        figure.alt = "Three bars."
        return figure

    only(declared(opened), promises.OPEN, grid)
    assert plt.get_fignums() == []


def test_a_chart_that_changes_the_result_is_named_and_the_next_one_finds_it_whole() -> None:
    def adds(grid: sm.SectorGrid) -> Figure:
        if len(grid.system.organisations) == 4:  # one of the small systems
            grid.system.organisations["mine"] = 1
        return plain(grid)

    assert "system.organisations" in only(declared(adds), promises.CHANGES)
    sm.check_chart("grid_chart")


def test_a_chart_that_draws_something_else_each_time_is_named(grid: sm.SectorGrid) -> None:
    counter = itertools.count()
    only(declared(lambda grid: with_text(str(next(counter)))(grid)), promises.AGAIN, grid)


def test_what_only_the_user_can_make_is_asked_for_and_then_checked() -> None:
    class Thing:
        pass

    chart = declared(plain, Thing)
    with pytest.raises(sm.ChoiceError, match=r"what only you can make \(Thing\): give an example"):
        sm.check_chart(chart)
    sm.check_chart(chart, Thing())


def test_all_broken_promises_are_said_in_one_error() -> None:
    def worst(grid: sm.SectorGrid) -> Figure:
        grid.system.organisations["mine"] = 1
        figure = with_text("nan" + " word" * 60)(grid)
        figure.alt = ""
        return figure

    chart = declared(worst)
    chart.__doc__ = ""
    with pytest.raises(sm.ContractError, match="chart mine of the module .* breaks 5 promises:") as caught:
        sm.check_chart(chart, sm.sector_grid(draw("A-B", A="NHS", B="Police")))
    begins = (
        *(promises.SILENT, promises.UNSAID, promises.CHANGES, promises.NO_NUMBER),
        promises.OFF_SHEET,
    )
    assert all(one.startswith(begin) for one, begin in zip(caught.value.broken, begins, strict=True))


def test_a_function_that_is_no_chart_is_refused() -> None:
    with pytest.raises(sm.ChoiceError, match="the function len is declared as no chart"):
        sm.check_chart(len)
