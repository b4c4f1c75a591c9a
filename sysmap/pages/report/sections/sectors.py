"""Sector by sector: between whom there are ties, and what became of them; every two sectors in the annex."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sysmap.findings.shares_and_counts import change_in_words, interval_in_words
from sysmap.pages.one_page.said import joined_pairs
from sysmap.pages.report.blocks import Block, Heading, Paragraph, TableBlock
from sysmap.pages.report.material import Material
from sysmap.pages.report.pictures import image_of
from sysmap.pages.report.sections.few import few_behind
from sysmap.pages.report.words import TOO_FEW, TOO_FEW_MEANS, boundary_word, sentence, wave_word
from sysmap.text import number, percent

MOST_PAIRS = 6
EVERY_TWO = "Every two sectors"
COMPARED = "the pairs of organisations compared"
"""Of whom a table of changes speaks: never of everybody on the map of a wave."""


_TWO_BASES = (
    " The picture is of everybody on a map; the table of the pairs of organisations compared alone, in all "
    "its columns."
)


@dataclass(frozen=True)
class _Pair:
    """Two labels of the boundary: their texts, and by how much they are sorted; nothing where too few."""

    labels: tuple[str, str]
    recorded: tuple[str, ...]
    chance: tuple[str, ...]
    changed: tuple[str, ...]
    compared: tuple[str, ...]
    weight: float
    hidden: bool


def sector_by_sector(given: Material) -> Iterator[Block]:
    """Say between how many sectors there are ties, and show those with most ties or changes."""
    boundary = given.last.boundary
    yield Heading(_title(given))
    yield Paragraph(sentence(joined_pairs(given)), answer=True)
    yield Paragraph(
        "How many of the ties that are possible between every two "
        f"{'sectors' if boundary == 'sector' else f'labels of {boundary}'} were recorded. A small number of "
        "possible ties makes a large share easy: read the counts." + (_TWO_BASES if given.change else "")
    )
    pairs = _pairs(given)
    hidden = any(pair.hidden for pair in pairs)
    yield _most(given, pairs)
    if hidden:
        yield Paragraph(TOO_FEW_MEANS, aside=True)
    else:
        yield image_of(f"Ties of possible ties, {wave_word(given.last)}", given.grids[-1], "grid")


def every_two_sectors(given: Material) -> Iterator[Block]:
    """Return every two labels once: ties as recorded beside chance, and what became of those compared."""
    boundary = given.last.boundary
    pairs = _pairs(given)
    if not pairs:
        return
    yield Heading(EVERY_TWO if boundary == "sector" else f"Every two labels of {boundary}")
    if given.change and not any(pair.hidden for pair in pairs):
        yield image_of(f"Ties kept, new and lost, by two labels of {boundary}", given.change, "ties")
    labels = [boundary_word(given.last), f"and {boundary}"]
    heads = list(labels)
    for system in given.systems:
        wave = f", {wave_word(system)}" if given.change else ""
        heads += [f"Ties of possible ties{wave}", f"Beside chance{wave}"]
    rows = tuple(
        (*pair.labels, *(text for both in zip(pair.recorded, pair.chance, strict=True) for text in both))
        for pair in pairs
    )
    yield TableBlock(
        f"Ties by two labels of {boundary}{', as recorded' if given.change else ''}",
        tuple(heads),
        rows,
        wide=given.change is not None,
    )
    if given.change:
        changed = tuple((*pair.labels, *pair.changed, *pair.compared) for pair in pairs if pair.changed)
        yield TableBlock(
            f"Ties kept, new and lost by two labels of {boundary}, among {COMPARED}",
            (*labels, *_heads_of_change(given)),
            changed,
            wide=True,
        )
    yield Paragraph(
        f"Beside chance: “above” and “below” are outside the 95 % band that {given.grids[-1].draws:,} "
        f"shuffles of the labels of {boundary} over the same ties give, cell by cell. With many cells some "
        "stand out by chance alone.",
        aside=True,
    )
    if any(pair.hidden for pair in pairs):
        yield Paragraph(TOO_FEW_MEANS, aside=True)


def _title(given: Material) -> str:
    boundary = given.last.boundary
    return "Sector by sector" if boundary == "sector" else f"{boundary_word(given.last)} by {boundary}"


def _most(given: Material, pairs: list[_Pair]) -> TableBlock:
    """Return the pairs with most changed ties, or with most ties, without those that rest on few."""
    boundary = given.last.boundary
    told = [pair for pair in pairs if pair.weight > 0 and not pair.hidden]
    told = sorted(told, key=lambda pair: (-pair.weight, pair.labels))[:MOST_PAIRS]
    heads = [boundary_word(given.last), f"and {boundary}"]
    more = f" (the first {len(told)} of {len(pairs)})" if len(told) < len(pairs) else ""
    if given.change is None:
        heads.append(f"Ties of possible ties, {wave_word(given.last)}")
        rows = tuple((*pair.labels, *pair.recorded) for pair in told)
        return TableBlock(f"Where there are most ties{more}", tuple(heads), rows)
    rows = tuple((*pair.labels, *pair.changed) for pair in told)
    return TableBlock(
        f"Where there are most ties new or lost, among {COMPARED}{more}",
        (*heads, *_heads_of_change(given)[:5]),
        rows,
    )


def _heads_of_change(given: Material) -> list[str]:
    if given.change is None:
        return []
    more = [] if given.public else ["Pairs that could be reported", "Change of density", "95 % interval"]
    waves = [f"Ties in {system.wave}" for system in (given.change.before, given.change.after)]
    return [*waves, "Kept", "New", "Lost", *more]


def _pairs(given: Material) -> list[_Pair]:
    """Return every two labels between which a tie is possible in any wave, in the order of their names."""
    grids = [
        {tuple(sorted((str(row.sector_a), str(row.sector_b)))): row for row in grid.to_frame().itertuples()}
        for grid in given.grids
    ]
    changes = {}
    if given.change:
        for row in given.change.ties.itertuples():
            changes[tuple(sorted((str(row.sector_a), str(row.sector_b))))] = row
    few = [few_behind(given, place) for place in range(len(given.systems))]
    made = []
    for a, b in sorted({*changes, *(pair for grid in grids for pair in grid)}):
        recorded, chance, hidden = [], [], False
        for place, grid in enumerate(grids):
            row = grid.get((a, b))
            if row is None or not row.possible:
                recorded.append("–" if row is None else "none possible")
                chance.append("–")
                continue
            hides = few[place](a, b)
            hidden |= hides
            side = "above" if row.density > row.high else "below" if row.density < row.low else "within"
            counts = f"{number(row.ties)} of {number(row.possible)} ({percent(row.density)})"
            recorded.append(TOO_FEW if hides else counts)
            chance.append(TOO_FEW if hides else side)
        last = grids[-1].get((a, b))
        weight = float(last.ties) if last is not None and last.possible else 0.0
        changed: tuple[str, ...] = ()
        compared: tuple[str, ...] = ()
        if given.change:
            row = changes.get((a, b))
            hides = row is not None and any(one(a, b) for one in few)
            hidden |= hides
            weight = float(row.new + row.lost) if row is not None else 0.0
            changed = ("–",) * 5 if row is None else (TOO_FEW,) * 5 if hides else _counts(row)
            if not given.public:
                compared = ("–",) * 3 if row is None else _compared(row)
        made.append(_Pair((a, b), tuple(recorded), tuple(chance), changed, compared, weight, hidden))
    return made


def _counts(row: object) -> tuple[str, ...]:
    """Return the ties of both waves, and those kept, new and lost, all among the same pairs."""
    kept, new, lost = (int(getattr(row, name)) for name in ("kept", "new", "lost"))
    return tuple(map(number, (kept + lost, kept + new, kept, new, lost)))


def _compared(row: object) -> tuple[str, ...]:
    observable, change, low, high = (getattr(row, name) for name in ("observable", "change", "low", "high"))
    return (
        number(observable),
        change_in_words("density", change) or "–",
        interval_in_words("density", low, high) or "–",
    )
