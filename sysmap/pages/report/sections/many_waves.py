"""Three waves and more: each measure over all of them, its trend, and what became of ties."""

from __future__ import annotations

from collections.abc import Iterator

from sysmap.findings.disclosure.answered import response_note
from sysmap.findings.many_waves.across_waves import Trajectory
from sysmap.pages.report.blocks import Block, Heading, Items, Paragraph, TableBlock, items
from sysmap.pages.report.material import Material
from sysmap.pages.report.pictures import image_of
from sysmap.pages.report.words import paragraph, sentence, wave_word
from sysmap.text import cell_text, number


def over_all_waves(given: Material) -> Iterator[Block]:
    """Say how measures moved over all waves; nothing where there are fewer than three."""
    found = given.followed
    if found is None:
        return
    yield Heading("Over all waves")
    yield Paragraph(sentence(found.finding), answer=True)
    yield Paragraph(paragraph(found.who))
    yield image_of(f"Headline measures over all waves, {_span(found)}", found, "trajectory")
    yield _waves(found)
    if found.flags:
        yield items(map(sentence, found.flags))


def each_wave_in_full(given: Material) -> Iterator[Block]:
    """Say of each measure how it moved, and return every table of all waves."""
    found = given.followed
    if found is None:
        return
    yield Heading("All waves, in full")
    yield Items(tuple(_in_words(found)))
    # Readings stand above in words, methods at their place.
    for title, table in found.tables_shown().items():
        if title == "Methods":
            continue
        if title == "Ties by wave" and found.ties["ties"].any():
            yield Heading("What became of ties", 3)
            yield image_of(f"Ties of each wave, {_span(found)}", found, "lives")
        if title.startswith("Between each wave and the next: shares"):
            yield Heading("Each wave beside the next", 3)
            yield Paragraph(
                "Each wave is compared with the next over the organisations that answered both: more than "
                "those who answered every wave."
            )
        frame = table.drop(columns="reading", errors="ignore")
        rows = tuple(tuple(cell_text(cell) or "–" for cell in row) for row in frame.itertuples(index=False))
        heads = tuple(f"{name[:1].upper()}{name[1:]}" for name in map(str, frame.columns))
        yield TableBlock(title, heads, rows, wide=len(heads) > 6)
    bands = [note for note in found.notes if note not in (*found.flags, *found.who)]
    yield Paragraph(paragraph(bands), aside=True)


def _span(found: Trajectory) -> str:
    return f"{found.waves[0]} to {found.waves[-1]}"


def _waves(found: Trajectory) -> TableBlock:
    rows = tuple(
        (
            wave_word(system),
            number(len(system.organisations)),
            number(len(system.ties)),
            sentence(response_note(system)),
        )
        for system in found.maps
    )
    return TableBlock("The waves, as recorded", ("Wave", "Organisations", "Ties", "Who answered"), rows)


def _in_words(found: Trajectory) -> Iterator[tuple[str, str]]:
    """Say of each tested measure what the last wave and the trend show."""
    frame = found.to_frame()
    for name, row in found.trend.iterrows():
        last = frame.loc[(name, found.waves[-1])]
        if last["undefined"]:
            continue
        yield str(row["label"]), f"{last['reading']} {row['reading']}"
