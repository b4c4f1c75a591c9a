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
        "possible ties makes a large share easy: read the counts."
    )
    pairs = _pairs(given)
    hidden = any(pair.hidden for pair in pairs)
    yield _most(given, pairs)
    if hidden:
        yield Paragraph(TOO_FEW_MEANS, aside=True)
    else:
        yield image_of(f"Ties of possible ties, {wave_word(given.last)}", given.grids[-1].plot())


def every_two_sectors(given: Material) -> Iterator[Block]:
    """Return every two labels once: ties as recorded beside chance, and what became of those compared."""
    boundary = given.last.boundary
    pairs = _pairs(given)
    if not pairs:
        return
    yield Heading(EVERY_TWO if boundary == "sector" else f"Every two labels of {boundary}")
    if given.change and not any(pair.hidden for pair in pairs):
        yield image_of(f"Ties kept, new and lost, by two labels of {boundary}", given.change.plot("ties"))
    heads = [boundary_word(given.last), f"and {boundary}"]
    for system in given.systems:
        wave = f", {wave_word(system)}" if given.change else ""
        heads += [f"Ties of possible ties{wave}", f"Beside chance{wave}"]
    heads += _heads_of_change(given)
    rows = tuple(
        (
            *pair.labels,
            *(text for both in zip(pair.recorded, pair.chance, strict=True) for text in both),
            *pair.changed,
            *pair.compared,
        )
        for pair in pairs
    )
    yield TableBlock(f"Ties by two labels of {boundary}", tuple(heads), rows, wide=given.change is not None)
    if given.change and not given.public:
        yield Paragraph(
            "Kept, new and lost are of the pairs of organisations that could be reported in both waves; "
            "ties of possible ties are as recorded, of everybody on the list of a wave. The two need not "
            "add up.",
            aside=True,
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
    waves = [f"Ties of possible ties, {wave_word(system)}" for system in given.systems]
    heads = [boundary_word(given.last), f"and {boundary}", *(waves if given.change else waves[:1])]
    rows = [(*pair.labels, *pair.recorded, *pair.changed) for pair in told]
    what = "most ties new or lost" if given.change else "most ties"
    more = f" (the first {len(told)} of {len(pairs)}; all are in the annex)" if len(told) < len(pairs) else ""
    return TableBlock(f"Where there are {what}{more}", (*heads, *_heads_of_change(given)[:3]), tuple(rows))


def _heads_of_change(given: Material) -> list[str]:
    if given.change is None:
        return []
    more = [] if given.public else ["Pairs that could be reported", "Change of density", "95 % interval"]
    return ["Kept", "New", "Lost", *more]


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
            changed = ("–",) * 3 if row is None else (TOO_FEW,) * 3 if hides else _three(row)
            if not given.public:
                compared = ("–",) * 3 if row is None else _compared(row)
        made.append(_Pair((a, b), tuple(recorded), tuple(chance), changed, compared, weight, hidden))
    return made


def _three(row: object) -> tuple[str, ...]:
    return tuple(number(getattr(row, name)) for name in ("kept", "new", "lost"))


def _compared(row: object) -> tuple[str, ...]:
    observable, change, low, high = (getattr(row, name) for name in ("observable", "change", "low", "high"))
    return (
        number(observable),
        change_in_words("density", change) or "–",
        interval_in_words("density", low, high) or "–",
    )
