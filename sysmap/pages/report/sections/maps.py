"""Who works with whom: the map of each wave as a picture with a description in words and numbers."""

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
from sysmap.pages.report.sections.few import few_behind
from sysmap.pages.report.words import TOO_FEW, TOO_FEW_MEANS, boundary_word, sentence, wave_word
from sysmap.text import counted, number

WHO_WITH_WHOM = "Who works with whom"


def maps(given: Material) -> Iterator[Block]:
    """Say how many ties there are and what became of them; show the last wave and what changed."""
    yield Heading(WHO_WITH_WHOM)
    yield Paragraph(_answer(given), answer=True)
    yield _map(given, "after", f"{WHO_WITH_WHOM}, {wave_word(given.last)}")
    busiest = _busiest(given.last)
    most = f" Most partners: {', '.join(busiest)}." if busiest else ""
    earlier = " So is the map of the earlier wave." if given.change else ""
    yield Paragraph(
        "Each mark is an organisation: its colour, pattern and shape are the sector, and it is larger the "
        "more partners it has. Near or far means little: organisations stand near those they work with, as "
        f"far as there is room.{most} Every tie is in the annex, organisation by organisation.{earlier}"
    )
    if given.change:
        yield _by_status(given.change)
        waves = f"{given.change.before.wave} to {given.change.after.wave}"
        yield _map(given, "changed", f"New, lost and kept ties, {waves}")
    yield from _by_sector(given, len(given.systems) - 1)


def first_wave(given: Material) -> Iterator[Block]:
    """Show the map of the first wave, with its numbers; nothing where there is one wave."""
    if given.change is None:
        return
    system = given.systems[0]
    yield Heading(f"The map of {wave_word(system)}")
    yield Paragraph(f"{wave_word(system)}: {given.drawn.content['summaries']['before']}")
    yield _map(given, "before", f"{WHO_WITH_WHOM}, {wave_word(system)}")
    yield from _by_sector(given, 0)


def _answer(given: Material) -> str:
    if given.change is None:
        return sentence(f"The map shows {given.last.headline()}")
    change = given.change
    ties = change.tie_changes["status"].value_counts()
    kept, new, lost = (int(ties.get(word, 0)) for word in STATUSES)
    return (
        f"{kept} of {counted(kept + lost, 'tie')} of {change.before.wave} are still there in "
        f"{change.after.wave}, {lost} were lost and {new} are new. The map shows {given.last.headline()}."
    )


def _map(given: Material, view: str, caption: str) -> Image:
    alt = f"Map. {given.drawn.content['summaries'][view]} The table “{WHO_WITH_WHOM}” holds the same ties."
    return Image(caption, alt, map_picture(given.drawn, view, bare=True))


def _busiest(system: SystemMap, most: int = 3) -> list[str]:
    partners = pd.Series(system.arrays.partners, index=system.organisations["name"].to_numpy())
    partners = partners[partners > 0].sort_index().sort_values(ascending=False, kind="stable")
    return [f"{name} ({number(int(count))})" for name, count in partners.head(most).items()]


def _by_sector(given: Material, place: int) -> Iterator[Block]:
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
    yield table_of(f"Organisations and ties by {system.boundary}, {wave_word(system)}", texts, words)
    if any(hidden):
        yield Paragraph(TOO_FEW_MEANS, aside=True)


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
