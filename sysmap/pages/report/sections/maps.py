"""The map of each wave as a picture with a description in words, and the grid of sectors."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sysmap.findings.comparison.comparison import Comparison
from sysmap.findings.comparison.side_by_side import STATUSES
from sysmap.findings.scores import sector_scores
from sysmap.network.system import SystemMap
from sysmap.pages.pictures.map_picture import map_picture
from sysmap.pages.report.blocks import Block, Heading, Image, Paragraph, TableBlock, table_of
from sysmap.pages.report.material import Material
from sysmap.pages.report.pictures import image_of
from sysmap.pages.report.sections.few import few_behind
from sysmap.pages.report.words import (
    TOO_FEW,
    TOO_FEW_MEANS,
    boundary_word,
    wave_word,
)
from sysmap.text import number, percent

WHO_WITH_WHOM = "Who works with whom"


def maps(given: Material) -> Iterator[Block]:
    """Describe the map of each wave and what changed, in words and numbers; then show the pictures."""
    yield Heading("The map of each wave" if given.change else "The map")
    summaries = given.drawn.content["summaries"]
    views = ["before", "after"] if given.change else ["after"]
    for place, (view, system) in enumerate(zip(views, given.systems, strict=True)):
        busiest = _busiest(system)
        most = f" Most partners: {', '.join(busiest)}." if busiest else ""
        yield Paragraph(f"{wave_word(system)}: {summaries[view]}{most}")
        yield _by_sector(given, place)
    if given.change:
        yield Paragraph(summaries["changed"])
        yield _by_status(given.change)
    yield Paragraph(
        "On the pictures each mark is an organisation, its colour, pattern and shape the sector, and larger "
        "the more partners it has. Near or far means little: organisations stand near those they work with, "
        f"as far as there is room. The table “{WHO_WITH_WHOM}” at the end holds every tie."
    )
    for view, system in zip(views, given.systems, strict=True):
        yield _map(given, view, f"Who works with whom, {wave_word(system)}")
    if given.change:
        waves = f"{given.change.before.wave} to {given.change.after.wave}"
        yield _map(given, "changed", f"New, lost and kept ties, {waves}")


def _map(given: Material, view: str, caption: str) -> Image:
    alt = f"Map. {given.drawn.content['summaries'][view]} The table “{WHO_WITH_WHOM}” holds the same ties."
    return Image(caption, alt, map_picture(given.drawn, view, bare=True), wide=True)


def _busiest(system: SystemMap, most: int = 3) -> list[str]:
    partners = pd.Series(system.arrays.partners, index=system.organisations["name"].to_numpy())
    partners = partners[partners > 0].sort_index().sort_values(ascending=False, kind="stable")
    return [f"{name} ({number(int(count))})" for name, count in partners.head(most).items()]


def _by_sector(given: Material, place: int) -> TableBlock:
    """Count organisations and ties by sector."""
    system, few = given.systems[place], few_behind(given, place)
    frame = sector_scores(system).reset_index(names="label")
    hidden = [few(label, label) for label in frame["label"]]
    texts = frame.map(number)
    texts["sector_ei"] = texts["sector_ei"].replace("", "not defined")
    texts.loc[hidden, ["within_ties", "sector_ei"]] = TOO_FEW
    words = {
        "label": boundary_word(system),
        "organisations": "Organisations",
        "within_ties": "Ties within",
        "between_ties": "Ties to others",
        "sector_ei": "E-I index",
        "isolates": "Without a tie",
    }
    return table_of(f"Organisations and ties by {system.boundary}, {wave_word(system)}", texts, words)


def _by_status(change: Comparison) -> TableBlock:
    changes = change.tie_changes
    where = changes["crosses"].map({True: "across the boundary", False: "within it"}).fillna("not known")
    counts = pd.crosstab(where, changes["status"]).reindex(columns=list(STATUSES), fill_value=0)
    rows = tuple((str(label), *map(number, cells)) for label, *cells in counts.itertuples(name=None))
    return TableBlock(
        "Ties kept, new and lost as recorded, within and across the boundary",
        ("Ties", "Kept", "New", "Lost"),
        rows,
    )


def sector_by_sector(given: Material) -> Iterator[Block]:
    """Count ties and possible ties between every two sectors."""
    boundary = given.last.boundary
    yield Heading(
        "Sector by sector" if boundary == "sector" else f"{boundary_word(given.last)} by {boundary}"
    )
    yield Paragraph(
        "How many of the ties that are possible between every two sectors were recorded. A small number of "
        "possible ties makes a large share easy: read the counts."
        if boundary == "sector"
        else "How many of the ties that are possible were recorded, for every two labels."
    )
    hidden = _hidden(given)
    if not hidden:
        grid = given.grids[-1]
        figure = grid.plot()
        yield image_of(f"Ties of possible ties, {wave_word(given.last)}", figure)
    yield _grid(given, hidden)
    yield Paragraph(
        f"Beside chance: “above” and “below” are outside the 95 % band that {given.grids[-1].draws:,} "
        f"shuffles of the labels of {boundary} over the same ties give, cell by cell. With many cells some "
        "stand out by chance alone.",
        aside=True,
    )
    if hidden:
        yield Paragraph(TOO_FEW_MEANS, aside=True)


def _grid(given: Material, hidden: set[tuple[int, str, str]]) -> TableBlock:
    columns = [boundary_word(given.last), f"and {given.last.boundary}"]
    cells: dict[tuple[str, str], dict[int, tuple[str, str]]] = {}
    for place, grid in enumerate(given.grids):
        wave = f", {wave_word(grid.system)}" if given.change else ""
        columns += [f"Ties of possible ties{wave}", f"Beside chance{wave}"]
        for row in grid.to_frame().itertuples():
            pair = (row.sector_a, row.sector_b)
            side = "above" if row.density > row.high else "below" if row.density < row.low else "within"
            texts = (f"{number(row.ties)} of {number(row.possible)} ({percent(row.density)})", side)
            if not row.possible:
                texts = ("none possible", "–")
            elif (place, *pair) in hidden:
                texts = (TOO_FEW, TOO_FEW)
            cells.setdefault(pair, {})[place] = texts
    rows = tuple(
        (*pair, *(text for place in range(len(given.grids)) for text in found.get(place, ("–", "–"))))
        for pair, found in sorted(cells.items())
    )
    return TableBlock(f"Ties and possible ties, by two labels of {given.last.boundary}", tuple(columns), rows)


def _hidden(given: Material) -> set[tuple[int, str, str]]:
    """Return the cells, by wave, that rest on the answers of too few people."""
    return {
        (place, row.sector_a, row.sector_b)
        for place, grid in enumerate(given.grids)
        for few in [few_behind(given, place)]
        for row in grid.to_frame().itertuples()
        if row.possible and few(row.sector_a, row.sector_b)
    }
