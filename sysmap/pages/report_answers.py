"""Who answered, by sector and wave; who is silent, and how connected others say they are."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sysmap.findings.scorecard import response_note
from sysmap.findings.side_by_side import UNKNOWN, labels_shown
from sysmap.network.system import SystemMap
from sysmap.pages.blocks import Block, Heading, Image, Paragraph, Table, table_of
from sysmap.pages.report_few import few_answered, people_behind
from sysmap.pages.report_material import Material
from sysmap.pages.report_words import TOO_FEW, TOO_FEW_MEANS, boundary_word, paragraph, wave_word
from sysmap.shown import counted, number, percent


def who_answered(given: Material) -> Iterator[Block]:
    """Say who was asked and who answered; that it is not recorded where it is not."""
    yield Heading("Who answered")
    yield Paragraph(
        paragraph(f"{wave_word(system)}: {response_note(system)}" for system in given.systems),
    )
    recorded = [
        place
        for place, system in enumerate(given.systems)
        if not system.organisations["answered"].isna().all()
    ]
    if not recorded:
        return
    yield Paragraph(
        "Who did not answer may have ties that are not on the map. What others reported of them is."
    )
    if not given.public:
        figure = (given.change or given.cards[-1]).plot("answered")
        yield Image(f"Who answered, by {given.last.boundary}", figure.alt, figure)
    yield _by_sector(given, recorded)
    if given.public:
        yield Paragraph(TOO_FEW_MEANS, aside=True)
        return
    silent = pd.concat([_silent(given.systems[place]) for place in recorded])
    if len(silent):
        yield Paragraph(paragraph(_compared(given.systems[place]) for place in recorded))
        words = {
            "wave": "Wave",
            "name": "Organisation",
            "label": boundary_word(given.last),
            "partners": "Partners",
        }
        yield table_of("Who was asked and did not answer, with the partners that others name", silent, words)


def _by_sector(given: Material, recorded: list[int]) -> Table:
    columns, frames = [boundary_word(given.last)], []
    for place in recorded:
        system = given.systems[place]
        organisations = given.given[place].organisations
        labels = labels_shown(organisations["boundary"])
        counts = pd.DataFrame(
            {
                column: organisations[column].map(lambda cell: cell is True).groupby(labels).sum()
                for column in ("asked", "answered")
            }
        )
        texts = counts.astype(str)
        texts["share"] = [
            percent(row.answered / row.asked) if row.asked else "–" for row in counts.itertuples()
        ]
        if given.public:
            hidden = few_answered(people_behind(given, place))
            texts.loc[hidden, ["answered", "share"]] = TOO_FEW
        frames.append(texts)
        columns += [f"{what}, {wave_word(system)}" for what in ("Asked", "Answered", "Share")]
    table = pd.concat(frames, axis=1).fillna("–")
    table = table.reindex(sorted(table.index, key=lambda label: (label == UNKNOWN, label)))
    rows = tuple(
        (str(label), *row) for label, row in zip(table.index, table.to_numpy().tolist(), strict=True)
    )
    return Table(
        f"Who was asked and who answered, by {given.last.boundary}",
        tuple(columns),
        rows,
    )


def _silent(system: SystemMap) -> pd.DataFrame:
    """List who was asked and did not answer, the best connected first."""
    organisations = system.organisations
    frame = pd.DataFrame(
        {
            "wave": wave_word(system),
            "name": organisations["name"],
            "label": labels_shown(organisations["boundary"]),
            "partners": system.arrays.partners,
        }
    )
    asked, answered = (
        organisations[column].map(lambda cell: cell is True) for column in ("asked", "answered")
    )
    return frame[asked & ~answered].sort_values(["partners", "name"], ascending=[False, True])


def _compared(system: SystemMap) -> str:
    partners = pd.Series(system.arrays.partners, index=system.organisations.index, dtype=float)
    asked, answered = (
        system.organisations[column].map(lambda cell: cell is True) for column in ("asked", "answered")
    )
    silent = asked & ~answered
    if not silent.any() or not answered.any():
        return ""
    return (
        f"{wave_word(system)}: the {counted(int(silent.sum()), 'organisation')} that did not answer have "
        f"{number(partners[silent].mean())} partners on average, as named by others; those that "
        f"answered have "
        f"{number(partners[answered].mean())}"
    )
