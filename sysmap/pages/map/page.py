"""The map: one offline page of one wave, or of two with what changed."""

from __future__ import annotations

import base64
import gc
import hashlib
import html
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sysmap import palette
from sysmap.calling import verb
from sysmap.errors import ChoiceError, SysmapError, either, listed
from sysmap.findings.disclosure.records import refuse_size
from sysmap.findings.introductions.introductions import Introductions
from sysmap.measures.catalogue import catalogue
from sysmap.measures.evaluating import chosen
from sysmap.pages.document import colours_and_shapes, page, safe_json, script, style_sheet
from sysmap.pages.map.data import MapData, Shown, map_data, waves_of
from sysmap.pages.map.live import Live, LivePage
from sysmap.pages.map.packing_columns import column, columns
from sysmap.pages.map.views import opening
from sysmap.pages.pictures.files import as_svg
from sysmap.pages.pictures.map_picture import map_picture
from sysmap.results import public_copy
from sysmap.text import html_table, with_article

_MARK = ("name", "label", "known", "sector", "place", "also", "acronym", "x", "y", "on", "answered")
_LINE = ("a", "b", "status", "crosses", "arrow", "kinds", "strength", "confirmed", "by")
_SCRIPTS = (
    *("map_parts.js", "map_state.js", "map_room.js", "map_discs.js", "map_groups.js", "map_colours.js"),
    *("map_marks.js", "map_tie.js", "map_drawing.js", "map_ribbons.js", "map_areas.js", "map_layers.js"),
    *("map_overview.js", "map_canvas.js", "map_ground.js", "map_placement.js", "map_names.js"),
    *("map_legend.js", "map_details.js", "map_words.js", "map_tables.js"),
    *("map_exports.js", "map_messages.js", "map_camera.js", "map_address.js", "map_history.js"),
    *("map_steps.js", "map_search.js", "map_controls.js", "map_walk.js", "map_waves.js", "map_print.js"),
    "map.js",
)
# What comes in addition where the map can be corrected: after which of the others each stands.
_EDITING = {
    "map_state.js": ("map_measures.js", "map_said.js", "map_said_model.js"),
    "map_groups.js": ("map_said_places.js",),
    "map_exports.js": ("map_said_file.js",),
    "map_print.js": ("map_edit_fields.js", "map_edit_drawing.js", "map_edit.js"),
}
# And where there are more than two waves.
_MANY = {"map_state.js": ("map_many.js",)}
_VIS = "templates/lib/vis-9.1.2/vis-network.min.js"
_VIS_SHA256 = "1f20f0736f32cb9bedf8f6383b25cfea2f839e1abe80d6e8040b4d5bea378c69"


_TRUST = (
    "If there is no map above, the notebook is not trusted yet. To show the map, choose Trust Notebook in "
    "the File menu or among the commands."
)


@dataclass(eq=False, repr=False)
class MapPage(LivePage):
    """A map as one page that opens in any browser, without a network.

    Attributes
    ----------
    html : str
        The whole page.
    title : str
        Its title.
    summary : str
        What it shows, in two or three sentences.
    organisations, ties : pandas.DataFrame
        What is on it.
    positions : pandas.DataFrame
        Where each organisation stands: ``id, name, x, y``. Saved, they serve the next wave's map.
    data : MapData
        What is on the page, as plain data: pictures are drawn from it.
    public : bool
        Whether it was made for the public.
    inputs : tuple of pathlib.Path
        The files that it was made of: it is not saved over them.
    selected : str or None
        Who is chosen on the page while `widget` shows it; set, it is chosen there.
    filters : dict
        What is not as the page was made: parts of a view, as ``render(view=...)`` takes them; set, the
        page shows them.
    said : pandas.DataFrame
        The steps of correction in force, with the columns of a ``.said.csv`` file; set, to a table or a
        list of such steps, they are in force on the page, and no others.
    """

    html: str
    title: str
    summary: str
    organisations: pd.DataFrame
    ties: pd.DataFrame
    positions: pd.DataFrame
    data: MapData
    public: bool = False
    inputs: tuple[Path, ...] = ()
    live: Live = field(default_factory=Live)

    def __repr__(self) -> str:
        return f"<MapPage {self.title!r}: {self.summary}>"

    def _repr_html_(self) -> str:
        # The frame may run scripts but has no access to the notebook. Viewers that remove frames
        # still show the picture and the table.
        table = html_table(self.organisations, self.title, index=False, most=50)
        drawing = as_svg(map_picture(self.data, self.data.content["views"][-1])).encode("utf-8")
        picture = (
            f'<img alt="{html.escape(self.summary)}" style="max-width:100%" '
            f'src="data:image/svg+xml;base64,{base64.b64encode(drawing).decode()}">'
        )
        return (
            f'<iframe title="{html.escape(self.title)}" sandbox="allow-scripts allow-downloads allow-modals" '
            f'style="box-sizing:border-box;width:100%;height:37rem;border:1px solid {palette.RULE}" '
            f'srcdoc="{html.escape(self.html)}"></iframe>'
            f"<details><summary>{html.escape(self.summary)}</summary><p>{_TRUST}</p>{picture}{table}</details>"
        )


@verb("render(build_map(records))", judges=("system_or_comparison", "view", "steps"))
def render(
    system_or_comparison: Shown,
    *,
    size_by: str | None = None,
    title: str | None = None,
    positions: pd.DataFrame | None = None,
    introductions: Introductions | pd.DataFrame | None = None,
    view: Mapping[str, Any] | str | os.PathLike[str] | None = None,
    steps: Sequence[Mapping[str, Any]] | str | os.PathLike[str] | None = None,
    editing: bool = False,
    public: bool = False,
) -> MapPage:
    """Draw the map of one wave, of two waves with what changed, or of many with a control for them.

    Positions are worked out once, over all waves shown, so that an organisation stands in the
    same place in every view. The same records give the same page, byte for byte.

    Parameters
    ----------
    system_or_comparison
        A map of one wave, a comparison of two, or a trajectory.
    size_by
        The organisation measure that decides how large marks are; partners if not given. It can be
        changed on the page.
    title
        The title of the page; one is made of the waves if not given.
    positions
        Where organisations stand on an earlier map; they stay there, and others join them. It is a table
        with ``id`` (or ``name``), ``x`` and ``y``, as ``save(page, "map.positions.csv")`` writes it.
    introductions
        What `introductions` suggests, or some rows of it: a layer of the page that can be switched on.
    view
        What the page opens with: ``before``, ``after`` or ``changed``, or a file that its button *Save this
        view* made. In Python also a mapping of parts of a view, by the names that such a file has, such
        as ``{"showing": "changed", "across_only": True, "chosen": "Riverside Council"}``. What a file
        names that is not on this map is passed over, and the page says so.
    steps
        A story that the page opens on: ``proposed`` for three that are made of the findings, or a JSON
        file with a list of steps. In Python also the list itself, each step a mapping with a
        ``title``, a ``sentence`` if there is one to say, and a ``view`` as above.
    editing
        Let people correct the map on its page: add organisations and ties, change or remove ties, attach
        notes. What is said is drawn apart, counted beside what was recorded, and saved as a file that ends
        in .said.csv; the records stay as they are.
    public
        Make a page for the public: what no table declares public is not in it, nor who answered, one
        by one; how many did is said so that no small sector can be told.

    Returns
    -------
    MapPage
        It shows itself in Jupyter; `save` writes it. Nothing is written here.

    Raises
    ------
    ChoiceError
        If `size_by` is no measure of organisations, the first argument is neither map nor
        comparison, or `positions` lacks a column or holds no numbers; if a view or a step is not as it
        should be, or names what is not on the map; or if a page for the public would be divided or
        sized by what is private, or a step of it says a name that the page does not show.
    MissingFileError
        If the file of a view or of steps cannot be opened.
    RecordsError
        If a page for the public would show a person or an e-mail address as an organisation.
    """
    if not isinstance(system_or_comparison, Shown):
        kind = type(system_or_comparison).__name__
        raise ChoiceError(
            f"render takes a map, a comparison or a trajectory, not {with_article(kind)}: see build_map, "
            "compare and trajectory"
        )
    if editing and len(waves_of(system_or_comparison)) > 2:
        how = either("render the map of one wave", "give --wave")
        raise ChoiceError(f"a map of many waves cannot be corrected: {how}")
    size = chosen(size_by or "partners", "organisation")[0].name
    shown = system_or_comparison
    hidden = None
    if public:
        refuse_size(catalogue[size])
        shown = public_copy(shown)
        hidden = _names_of(system_or_comparison) - _names_of(shown)
        introductions = None if introductions is None else public_copy(introductions)
    standing = _standing(positions, shown)
    with _left_alone():
        data = map_data(
            shown,
            size_by=size,
            title=title,
            positions=standing,
            introductions=introductions,
            editing=editing,
        )
        data.content.update(
            opening(data.content, data.marks, data.lines, view=view, steps=steps, hidden=hidden)
        )
        many = "many" in data.content
        names = scripts_of(editing=editing, many=many)
        scripts = [_vis_network(), colours_and_shapes(), *map(script, names)]
        text = page(
            "map.html",
            styles=[
                style_sheet(name)
                for name, wanted in (("map.css", True), ("map_edit.css", editing), ("map_many.css", many))
                if wanted
            ],
            scripts=scripts,
            data=data,
            editing=editing,
            many=many,
            json=_markup(safe_json(_drawn(data))),
        )
    return MapPage(
        text, data.title, data.summary, data.organisations, data.ties, data.positions, data, public
    )


@contextmanager
def _left_alone() -> Iterator[None]:
    """Have Python not go through everything time and again, while a great many small things are made.

    None of them refers to itself: going through them finds nothing, and took a tenth of a large page's time.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def scripts_of(*, editing: bool, many: bool = False) -> list[str]:
    """Return the scripts of a page in their order, those for editing or many waves where they belong."""
    more = [each for each, wanted in ((_MANY, many), (_EDITING, editing)) if wanted]
    return [
        each for name in _SCRIPTS for each in (name, *(other for one in more for other in one.get(name, ())))
    ]


def _names_of(shown: Shown) -> frozenset[str]:
    """Return the names of organisations, and of those who help a programme along."""
    waves = waves_of(shown)
    names = [name for wave in waves for name in wave.organisations["name"]]
    enablers = [name for wave in waves for name in wave.records.programmes["enabler"] if name]
    return frozenset([*names, *enablers])


def _standing(positions: pd.DataFrame | None, shown: Shown) -> dict[str, tuple[float, float]] | None:
    """Read where organisations stand already, by id; a table without ids names them."""
    if positions is None:
        return None
    missing = [column for column in ("x", "y") if column not in positions]
    missing += [] if {"id", "name"} & set(positions.columns) else ["id"]
    if missing:
        raise ChoiceError(f"positions lacks {listed(missing)}; it has: {listed(map(str, positions.columns))}")
    spots = positions[["x", "y"]].apply(pd.to_numeric, errors="coerce")
    if not np.isfinite(spots.to_numpy(dtype=float)).all():
        raise ChoiceError("positions holds something other than numbers in x or y")
    if "id" in positions:
        ids = positions["id"].astype(str)
    else:
        last = waves_of(shown)[-1]
        by_name = dict(zip(last.organisations["name"], last.organisations.index, strict=True))
        ids = positions["name"].astype(str).map(lambda name: by_name.get(name, name))
    return dict(zip(ids, zip(spots["x"].astype(float), spots["y"].astype(float), strict=True), strict=True))


def _markup(text: str) -> Any:
    from markupsafe import Markup

    return Markup(text)


def _drawn(data: MapData) -> dict[str, Any]:
    """Return the page's data with marks and ties held by pyvis, as vis-network takes them."""
    network = _network_class()(directed=True)
    network.nodes = [{"id": place, **mark} for place, mark in enumerate(data.marks)]
    # Ties go in directly: adding them one by one searches all of them each time.
    network.edges = data.lines
    measures = [
        {**entry, "values": [column(values) for values in entry["values"]]}
        for entry in data.content["measures"]
    ]
    return {
        **data.content,
        "measures": measures,
        "marks": columns(network.nodes, _MARK),
        "lines": columns(network.edges, _LINE),
    }


@cache
def _network_class() -> type:
    """Make our own kind of pyvis network: it holds marks and ties, and never writes a page."""
    from pyvis.network import Network

    class Drawing(Network):
        """Marks and ties for the page's own template."""

        def _refused(self, *_: Any, **__: Any) -> str:
            raise SysmapError("use sysmap.render and sysmap.save: the page is sysmap's own")

        generate_html = write_html = show = save_graph = _repr_html_ = _refused

    return Drawing


@cache
def _vis_network() -> str:
    """Return the drawing library that the pyvis wheel carries, if it is the one this page was made for."""
    data = files("pyvis").joinpath(_VIS).read_bytes()
    if hashlib.sha256(data).hexdigest() != _VIS_SHA256:
        raise SysmapError(
            "the drawing library in the installed pyvis is not the one that maps are made with: "
            "install pyvis 0.3.2 again"
        )
    # A browser reads line ends as \n, and so must the hash in the policy.
    return data.decode("utf-8").replace("\r\n", "\n")


@public_copy.register
def _(made: MapPage) -> MapPage:
    if made.public:
        return made
    raise ChoiceError("this page holds everything: make one for the public with render(..., public=True)")
