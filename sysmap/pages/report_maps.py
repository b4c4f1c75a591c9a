"""The map of each wave as a picture with a description in words, and the grid of sectors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from sysmap.findings.disclosure import FEWEST
from sysmap.findings.scores import sector_scores
from sysmap.network.roster import respondents
from sysmap.network.system import SystemMap
from sysmap.pages.blocks import Block, Heading, Image, Paragraph, Table, table_of
from sysmap.pages.pictures import map_picture
from sysmap.pages.report_material import Material
from sysmap.pages.report_words import (
    TOO_FEW,
    TOO_FEW_MEANS,
    boundary_word,
    paragraph,
    share_in_words,
    wave_word,
)
from sysmap.shown import number, percent

WHO_WITH_WHOM = "Who works with whom"


def maps(given: Material) -> Iterator[Block]:
    """Show the map of each wave, and what changed, each beside its numbers."""
    yield Heading("The map of each wave" if given.change else "The map")
    yield Paragraph(
        "Each mark is an organisation, its colour and shape the sector; marks are larger the more partners "
        "they have. Near or far on the picture means little: an organisation stands near those it works with, "
        f"as far as there is room. The table “{WHO_WITH_WHOM}” at the end holds every tie."
    )
    summaries = given.drawn.content["summaries"]
    views = ["before", "after"] if given.change else ["after"]
    for view, system in zip(views, given.systems, strict=True):
        if given.change:
            yield Heading(f"{wave_word(system)}", 3)
        yield Paragraph(summaries[view])
        yield _map(given, view, f"Who works with whom, {wave_word(system)}", system)
        yield _by_sector(given, system)
    if given.change:
        yield Heading("What is new and what is lost", 3)
        yield Paragraph(summaries["changed"])
        yield _map(
            given,
            "changed",
            f"New, lost and kept ties, {given.systems[0].wave} to {given.systems[1].wave}",
            given.last,
        )
        yield _by_status(given)


def _map(given: Material, view: str, caption: str, system: SystemMap) -> Image:
    summary = given.drawn.content["summaries"][view]
    names = ", ".join(_busiest(system))
    alt = f"{summary}{f' Most partners: {names}.' if names and view != 'changed' else ''}"
    return Image(caption, f"Map. {alt}", map_picture(given.drawn, view, bare=True), wide=True)


def _busiest(system: SystemMap, most: int = 3) -> list[str]:
    partners = pd.Series(system.arrays.partners, index=system.organisations["name"].to_numpy())
    partners = partners[partners > 0].sort_index().sort_values(ascending=False, kind="stable")
    return [f"{name} ({number(int(count))})" for name, count in partners.head(most).items()]


def _by_sector(given: Material, system: SystemMap) -> Table:
    frame = sector_scores(system).reset_index()
    words = {
        system.boundary: boundary_word(system),
        "organisations": "Organisations",
        "within_ties": "Ties within",
        "between_ties": "Ties to others",
        "sector_ei": "E-I index",
        "isolates": "Without a tie",
    }
    why = frame["sector_ei"].isna()
    frame["sector_ei"] = [number(value) if not gone else "not defined" for value, gone in zip(frame["sector_ei"], why, strict=True)]
    return table_of(f"Organisations and ties by {system.boundary}, {wave_word(system)}", frame, words)


def _by_status(given: Material) -> Table:
    changes = given.change.tie_changes if given.change else pd.DataFrame()
    where = changes["crosses"].map({True: "across the boundary", False: "within it"}).fillna("not known")
    counts = pd.crosstab(where, changes["status"]).reindex(columns=["kept", "new", "lost"], fill_value=0)
    rows = tuple((str(label), *(number(int(cell)) for cell in row)) for label, row in zip(counts.index, counts.to_numpy(), strict=True))
    return Table(
        "Ties kept, new and lost as recorded, within and across the boundary",
        ("Ties", "Kept", "New", "Lost"),
        rows,
        frozenset({1, 2, 3}),
    )


def sector_by_sector(given: Material) -> Iterator[Block]:
    """Count ties and possible ties between every two sectors."""
    boundary = given.last.boundary
    yield Heading("Sector by sector" if boundary == "sector" else f"{boundary_word(given.last)} by {boundary}")
    yield Paragraph(
        "How many of the ties that are possible between every two sectors were recorded. A small number of "
        "possible ties makes a large share easy: read the counts."
        if boundary == "sector"
        else "How many of the ties that are possible were recorded, for every two labels."
    )
    hidden = [_hidden(given, place) for place in range(len(given.systems))]
    if not any(hidden):
        grid = given.grids[-1]
        figure = grid.plot()
        yield Image(f"Ties of possible ties, {wave_word(given.last)}", figure.alt, figure)
    yield _grid(given, hidden)
    yield Paragraph(
        f"Beside chance: “above” and “below” are outside the 95 % band that {given.grids[-1].draws:,} "
        f"shuffles of the labels of {boundary} over the same ties give, cell by cell. With many cells some "
        "stand out by chance alone.",
        aside=True,
    )
    if any(hidden):
        yield Paragraph(TOO_FEW_MEANS, aside=True)


def _grid(given: Material, hidden: list[set[tuple[str, str]]]) -> Table:
    columns = [boundary_word(given.last), f"and {given.last.boundary}"]
    cells: dict[tuple[str, str], dict[int, tuple[str, ...]]] = {}
    for place, grid in enumerate(given.grids):
        wave = f", {wave_word(grid.system)}" if given.change else ""
        columns += [f"Ties{wave}", f"Possible{wave}", f"Share{wave}", f"Beside chance{wave}"]
        for row in grid.to_frame().itertuples():
            pair = (row.sector_a, row.sector_b)
            side = "above" if row.density > row.high else "below" if row.density < row.low else "within"
            texts = (number(row.ties), number(row.possible), percent(row.density), side)
            if not row.possible:
                texts = ("–", "0", "not defined", "–")
            elif pair in hidden[place]:
                texts = (TOO_FEW, number(row.possible), TOO_FEW, TOO_FEW)
            cells.setdefault(pair, {})[place] = texts
    blank = ("–",) * 4
    rows = tuple(
        (*pair, *(text for place in range(len(given.grids)) for text in found.get(place, blank)))
        for pair, found in sorted(cells.items())
    )
    figures = frozenset(place for place in range(2, len(columns)) if (place - 2) % 4 != 3)
    return Table(f"Ties and possible ties, by two labels of {given.last.boundary}", tuple(columns), rows, figures)


def _hidden(given: Material, place: int) -> set[tuple[str, str]]:
    """Give the cells that rest on the answers of too few people, in a copy for the public."""
    if not given.public:
        return set()
    system = given.given[place]
    people = respondents(system.records, system.wave, system.organisations.index)
    if system.organisations["answered"].isna().all():
        people = pd.Series(1.0, index=system.organisations.index)
    behind = people.groupby(system.organisations["boundary"]).sum()
    return {
        (row.sector_a, row.sector_b)
        for row in given.grids[place].to_frame().itertuples()
        if row.possible and sum(behind.get(label, 0) for label in {row.sector_a, row.sector_b}) < FEWEST
    }
