"""What every chart promises, whatever it draws."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sysmap.calling import verb
from sysmap.charts.figure_files import as_svg
from sysmap.checking.contents import Contents
from sysmap.checking.examples import Example, examples, make_afresh
from sysmap.checking.promises import Broken, declared
from sysmap.plotting import ChartKind, charts

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SILENT = "it does not say what it draws: begin its docstring with a line on what the picture shows"
STOPS = "it stops: draw what there is, and say in words where there is nothing to draw"
UNSAID = "its figure does not say what it shows: set figure.alt to a sentence, to a full stop"
NO_NUMBER = "it writes nan: say in words what is not defined, or leave it out"
UNDRAWN = "it cannot be written to a file: give texts from the records to matplotlib with parse_math=False"
OFF_SHEET = 'something leaves the sheet: make it larger, or write Figure(layout="constrained")'
OPEN = "it leaves a figure open: make it by matplotlib.figure.Figure(), not by pyplot"
CHANGES = "it changes the result that it is given: work on a copy, such as result.to_frame()"
AGAIN = "the same result gives another picture the second time: leave out the clock and what is random"

_NAN = re.compile(r"\bnan\b", re.IGNORECASE)
_SLACK = 0.02  # inches


@verb("check_chart(bars)")
def check_chart(chart: str | Callable[..., Any], *results: Any) -> None:
    """Hold a chart to what every chart promises, on results that are hard to draw.

    Parameters
    ----------
    chart
        The function that was declared with `chart`, or its name.
    *results
        Examples of what it draws; none where it draws a kind of result that sysmap gives: examples of
        these are made.

    Raises
    ------
    ContractError
        If it breaks a promise; the message lists all that it breaks, of which results, and what to do.
    ChoiceError
        If there is no such chart, or it draws what only you can make and no example is given.

    Notes
    -----
    A chart gives a figure of matplotlib that says in a sentence what it shows, and leaves the result as it
    was. The same result gives the same picture. It can be written to a file whatever the records hold,
    nothing leaves the sheet, and what is not defined is not written as a number.
    """
    entry = declared(charts, chart, lambda entry: entry.draw)
    kinds = ", ".join(kind.__name__ for kind in entry.of)
    tried = examples(lambda kind: issubclass(kind, entry.of), kinds, results)
    broken = Broken()
    if not entry.summary:
        broken.add(SILENT)
    for example in tried:
        _on(entry, example, broken)
    broken.refuse(entry.origin)


def _on(entry: ChartKind, example: Example, broken: Broken) -> None:
    """Hold a chart to its promises on one result."""
    before, opened = Contents(example.result), _open_figures()
    figure = broken.attempt(STOPS, example.name, lambda: entry.drawn(example.result))
    left = _open_figures() - opened
    if left:
        broken.add(OPEN, example.name)
        for number in left:
            sys.modules["matplotlib.pyplot"].close(number)
    if figure is None:
        return
    alt = getattr(figure, "alt", "")
    if not (isinstance(alt, str) and len(alt.split()) > 1 and alt.endswith(".")):
        broken.add(UNSAID, example.name)
    changed = before.changed(example.result)
    if changed:
        broken.add(CHANGES, f"{example.name}: {', '.join(changed)}")
        make_afresh()
    picture = broken.attempt(UNDRAWN, example.name, lambda: as_svg(figure))
    if picture is None:
        return
    if _NAN.search(f"{alt} {re.sub('<[^>]*>', ' ', picture)}"):
        broken.add(NO_NUMBER, example.name)
    if _leaves_the_sheet(figure):
        broken.add(OFF_SHEET, example.name)
    if not changed:
        drawn = broken.attempt(STOPS, example.name, lambda: as_svg(entry.drawn(example.result)))
        if drawn not in (None, picture):
            broken.add(AGAIN, example.name)
    for number in _open_figures() - opened:
        sys.modules["matplotlib.pyplot"].close(number)


def _open_figures() -> set[int]:
    """Return the numbers of the figures that pyplot holds; it is not loaded for this."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    return set() if pyplot is None else set(pyplot.get_fignums())


def _leaves_the_sheet(figure: Figure) -> bool:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas = FigureCanvasAgg(figure)
    figure.draw_without_rendering()  # where everything stands is enough: its dots take longest
    box = figure.get_tightbbox(canvas.get_renderer())
    wide, high = figure.get_size_inches()
    inside = box.x0 >= -_SLACK and box.y0 >= -_SLACK and box.x1 <= wide + _SLACK and box.y1 <= high + _SLACK
    return not inside
