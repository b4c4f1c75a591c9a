"""Which picture `.plot()` draws of which result: looked up when it is called, numbers know no drawing."""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from sysmap.calling import verb
from sysmap.errors import ExtensionError, check_one_of
from sysmap.registry import Registry, built_in, by_module, in_kind, origin_of, run

if TYPE_CHECKING:
    from matplotlib.figure import Figure

F = TypeVar("F", bound=Callable[[Any], Any])


class Sketched(ABC):
    """What a chart of sysmap gives: all that is on it, which becomes a figure when one is asked for."""

    title: str
    alt: str

    @abstractmethod
    def figure(self) -> Figure:
        """Draw it by matplotlib."""


@dataclass(frozen=True, kw_only=True)
class ChartKind:
    """A kind of picture.

    Attributes
    ----------
    of
        The types of result that it draws.
    name
        What `.plot()` is given to draw it.
    draw
        The function that draws a result: it gives a figure of matplotlib; one of sysmap what becomes one.
    """

    of: tuple[type, ...]
    name: str
    draw: Callable[[Any], Figure | Sketched]

    @property
    def origin(self) -> str:
        """Which it is, and of which module, in words."""
        return origin_of("chart", self.draw.__name__, self.draw)

    def drawn(self, result: Any) -> Figure:
        """Draw a result.

        Raises
        ------
        ExtensionError
            If it is somebody's own and stops, or gives no figure.
        """
        return figure_of(self.sketched(result))

    def sketched(self, result: Any) -> Figure | Sketched:
        """Draw a result as far as it can be done without matplotlib: pages need no figure of it.

        Raises
        ------
        ExtensionError
            If it is somebody's own and stops, or gives no figure.
        """
        if built_in(self.draw):
            made: Figure | Sketched = self.draw(result)
            return made
        from matplotlib import style
        from matplotlib.figure import Figure

        with style.context("default"):
            figure = run("chart", self.draw.__name__, self.draw, result)
        if not isinstance(figure, Figure):
            raise ExtensionError(f"{self.origin} gives {in_kind(figure)}: wanted is a figure of matplotlib")
        return figure

    @property
    def summary(self) -> str:
        """The first line of the function's docstring."""
        return (inspect.getdoc(self.draw) or "").split("\n")[0]


charts: Registry[ChartKind] = Registry(
    "chart",
    lambda entry: {
        "of": ", ".join(kind.__name__ for kind in entry.of),
        "name": entry.name,
        "what it is": entry.summary,
    },
    order=lambda entry: by_module(entry.draw),
    home="sysmap.charts",
)
"""Every picture that `.plot()` can draw."""


@verb('@chart(of=Scorecard, name="my_chart")')
def chart(*, of: type | tuple[type, ...], name: str) -> Callable[[F], F]:
    """Declare a picture: a function that draws a result.

    Parameters
    ----------
    of
        The type, or types, of result that it draws.
    name
        What ``result.plot(name)`` is given to draw it.

    Returns
    -------
    Callable
        A decorator that gives the bare function back. The function takes the result and gives a
        figure of matplotlib; its attribute ``alt``, if it has one, says in a sentence what it shows.
    """

    def declare(function: F) -> F:
        kinds = of if isinstance(of, tuple) else (of,)
        charts.add(function.__name__, ChartKind(of=kinds, name=name, draw=function), function)
        return function

    return declare


def draw(result: Any, what: str) -> Any:
    """Draw a result.

    Raises
    ------
    ChoiceError
        If there is no such picture of this kind of result.
    ExtensionError
        If the chart is somebody's own and stops, or gives no figure.
    """
    return _fitting(result, what).drawn(result)


def sketched(result: Any, what: str) -> Figure | Sketched:
    """Draw a result for a page, by matplotlib only where the chart is somebody's own."""
    return _fitting(result, what).sketched(result)


def figure_of(made: Figure | Sketched) -> Figure:
    """Return what a chart gives as a figure; what the user has set for other figures is not for this."""
    if not isinstance(made, Sketched):
        return made
    from matplotlib import style

    with style.context("default"):
        return made.figure()


def _fitting(result: Any, what: str) -> ChartKind:
    fitting = {entry.name: entry for entry in charts.values() if isinstance(result, entry.of)}
    check_one_of("what", what, fitting)
    return fitting[what]
