"""A map page that is live in a notebook: what is chosen, filtered and said on it, there and back."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import FrozenInstanceError
from functools import cache
from typing import Any

import pandas as pd

from sysmap.errors import ChoiceError, SysmapError, unknown
from sysmap.pages.document import script, template_text, with_script
from sysmap.pages.map.data import MapData
from sysmap.pages.map.views import PARTS, Names, checked
from sysmap.records.said.declared import COLUMNS

NAMES = ("selected", "filters", "said")
# What a step is about: all else of it the page writes anew.
_ABOUT = [name for name in COLUMNS if name not in ("step", "time", "undoes", "map", "wave", "checksum")]


class Live:
    """What a page in a notebook and Python know of one another.

    Attributes
    ----------
    heard
        What is chosen, filtered and said on the page now, as plain data; before it is shown, what it is
        going to be asked for.
    widget
        The widget that shows it; None while there is none.
    """

    def __init__(self) -> None:
        self.heard: dict[str, Any] = {"selected": None, "filters": {}, "said": []}
        self.asked: dict[str, Any] = {}
        self.widget: Any = None
        self._number = 0

    def ask(self, what: str, value: Any) -> None:
        """Have the page show something; kept for when it is shown, if it is not yet."""
        self.asked[what] = value
        self.heard = {**self.heard, what: value}
        if self.widget is not None:
            self._number += 1
            self.widget.standing = dict(self.asked)
            self.widget.asked = {"number": self._number, "what": {what: value}}

    def hear(self, change: Mapping[str, Any]) -> None:
        """Take over what the page says of itself: a second view of it begins as it is now."""
        found = change["new"]
        if isinstance(found, Mapping) and set(NAMES) <= set(found):
            self.heard = {name: found[name] for name in NAMES}
            self.asked = dict(self.heard)
            self.widget.standing = dict(self.asked)


class LivePage:
    """What is live on a page of a map; all else of it stays as it was made."""

    html: str
    title: str
    data: MapData
    live: Live

    def __setattr__(self, name: str, value: Any) -> None:
        # A page stays as it was made, but for what is live on it.
        if name not in NAMES and name in self.__dict__ and not hasattr(type(self), name):
            raise FrozenInstanceError(f"cannot assign to field {name!r}")
        object.__setattr__(self, name, value)

    @property
    def selected(self) -> str | None:
        """Who is chosen on the page."""
        return self.live.heard["selected"]

    @selected.setter
    def selected(self, name: str | None) -> None:
        self.live.ask("selected", name_of_one(name, self._names))

    @property
    def filters(self) -> dict[str, Any]:
        """What of the view is not as the page was made."""
        return filters_told(self.live.heard["filters"])

    @filters.setter
    def filters(self, view: Mapping[str, Any]) -> None:
        self.live.ask("filters", filters_of(view, self._names))

    @property
    def said(self) -> pd.DataFrame:
        """The steps of correction in force."""
        return steps_table(self.live.heard["said"])

    @said.setter
    def said(self, steps: pd.DataFrame | Sequence[Mapping[str, Any]]) -> None:
        if "editing" not in self.data.content:
            raise ChoiceError("this page cannot be corrected: make one with render(..., editing=True)")
        self.live.ask("said", steps_of(steps))

    @property
    def _names(self) -> Names:
        return Names.of(self.data.content, self.data.marks)

    def widget(self) -> Any:
        """Show the page in Jupyter, both ways: what is pressed there is known here, and what is set is shown.

        `selected`, `filters` and `said` of this page are what the widget shows, and move it when they are
        set. It needs the package anywidget, which ``pip install "sysmap[notebook]"`` brings.

        Returns
        -------
        anywidget.AnyWidget

        Raises
        ------
        SysmapError
            If anywidget is not installed.
        """
        return widget_of(self.html, self.title, self.live)


def name_of_one(value: Any, names: Names) -> str | None:
    """Check the name of the organisation to choose, or None for nobody."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise ChoiceError("selected must be the name of an organisation on the map, or None")
    return checked("this page", {"chosen": value}, names)["chosen"]


def filters_of(value: Any, names: Names) -> dict[str, Any]:
    """Check parts of a view, as `render(view=...)` takes them."""
    if not isinstance(value, Mapping):
        raise ChoiceError('filters must be a mapping of parts of a view, such as {"across_only": True}')
    return checked("filters", value, names)


def filters_told(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parts of a view that the page says, as far as `render(view=...)` takes them."""
    return {name: value for name, value in found.items() if name in PARTS}


def steps_of(value: Any) -> list[dict[str, str]]:
    """Return steps to be said, each with all that it is about; a frame or a list of mappings is given."""
    rows = value.to_dict("records") if isinstance(value, pd.DataFrame) else value
    if not isinstance(rows, Iterable) or isinstance(rows, str | bytes | Mapping):
        raise ChoiceError("said must be a table of steps, as page.said or records.said is, or a list of them")
    steps = []
    for row in rows:
        if not isinstance(row, Mapping) or not row.get("action"):
            raise ChoiceError('said: each step must be a mapping such as {"action": "add tie", ...}')
        for name in row:
            if name not in (*COLUMNS, "file", "row"):
                raise ChoiceError(f"said: {unknown('column of a step', str(name), COLUMNS)}")
        steps.append({name: _text(row.get(name, "")) for name in _ABOUT})
    return steps


def _text(cell: Any) -> str:
    if cell is None or cell != cell:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def steps_table(steps: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Return steps that the page says as a table with the columns of a file."""
    return pd.DataFrame([{name: step.get(name, "") for name in COLUMNS} for step in steps], columns=COLUMNS)


def widget_of(html: str, title: str, live: Live) -> Any:
    """Make the widget that shows a page.

    Raises
    ------
    SysmapError
        If anywidget is not installed.
    """
    page = with_script(html, script("map_bridge.js"))
    live.widget = _kind()(page=page, title=title, standing=dict(live.asked))
    live.widget.observe(live.hear, names="heard")
    return live.widget


@cache
def _kind() -> Any:
    """Make our own kind of widget: the packages are there in notebooks alone."""
    try:
        anywidget = importlib.import_module("anywidget")
        traitlets = importlib.import_module("traitlets")
    except ImportError as error:
        raise SysmapError(
            "a live map needs the package anywidget: python -m pip install 'sysmap[notebook]'; "
            "without it the page shows itself, and saves what was said as a file"
        ) from error

    class MapWidget(anywidget.AnyWidget):  # type: ignore[name-defined]
        """The page of a map, with what goes there and back."""

        _esm = template_text("map_widget.mjs")
        page = traitlets.Unicode().tag(sync=True)
        title = traitlets.Unicode().tag(sync=True)
        standing = traitlets.Dict().tag(sync=True)
        asked = traitlets.Dict().tag(sync=True)
        heard = traitlets.Dict().tag(sync=True)

    return MapWidget
