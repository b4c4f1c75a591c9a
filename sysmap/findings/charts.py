"""What `.plot()` draws: a picture for each result, chosen by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from sysmap.charts.answered import answered_chart
from sysmap.charts.chance import chance_chart
from sysmap.charts.change import change_chart
from sysmap.charts.grid import grid_chart
from sysmap.charts.ties import ties_chart
from sysmap.errors import check_one_of

if TYPE_CHECKING:
    from sysmap.charts.figure import Chart
    from sysmap.findings.comparison.comparison import Comparison
    from sysmap.findings.grid import SectorGrid
    from sysmap.findings.scorecard import Scorecard


def plot_scorecard(card: Scorecard, what: str) -> Chart:
    """Draw a scorecard: ``"chance"`` or ``"answered"``."""
    pictures = {"chance": lambda: chance_chart(card), "answered": lambda: answered_chart(card, [card.system])}
    return _drawn(pictures, what)


def plot_comparison(change: Comparison, what: str) -> Chart:
    """Draw a comparison: ``"change"``, ``"ties"`` or ``"answered"``."""
    waves = [change.before, change.after]
    pictures = {
        "change": lambda: change_chart(change),
        "ties": lambda: ties_chart(change),
        "answered": lambda: answered_chart(change, waves),
    }
    return _drawn(pictures, what)


def plot_grid(grid: SectorGrid, what: str) -> Chart:
    """Draw a sector grid: ``"grid"``."""
    return _drawn({"grid": lambda: grid_chart(grid)}, what)


def _drawn(pictures: Mapping[str, Callable[[], Chart]], what: str) -> Chart:
    check_one_of("what", what, pictures)
    from matplotlib import style

    # What the user has set for other figures is not for these.
    with style.context("default"):
        return pictures[what]()
