"""What rests on whom, and introductions worth a conversation."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from sysmap.findings.introductions.dependence import departure
from sysmap.findings.introductions.introductions import conversations
from sysmap.pages.one_page.said import resting
from sysmap.pages.report.blocks import Block, Heading, Paragraph, TableBlock, items, table_of
from sysmap.pages.report.material import Material
from sysmap.pages.report.words import boundary_word, paragraph, share_in_words, wave_word

_FIRST_RESTING, _MOST_RESTING, _FIRST_INTRODUCTIONS = 5, 20, 4
_TOO_LARGE = (
    "The map is too large for looking at the ways between all organisations: take one place at a time."
)


def what_rests_on_whom(given: Material) -> Iterator[Block]:
    """Say what the others would lose if an organisation, or the programme team, left."""
    yield Heading("What rests on whom")
    if given.resting is None:
        yield Paragraph(_TOO_LARGE, answer=True)
        return
    system, frame = given.last, given.resting
    yield Paragraph(resting(given).sentence, answer=True)
    team = _team(given)
    yield Paragraph(
        paragraph(
            [
                f"The programme team. {departure(system, team).in_words(team)}"
                if team
                else "The records do not name a programme team (a forum of that kind)",
                "The table says how much of the closeness between the sectors of the others would go if an "
                "organisation left",
                *frame.caveats,
            ]
        )
    )
    yield _resting(given, frame.head(_FIRST_RESTING))


def what_rests_on_each(given: Material) -> Iterator[Block]:
    """List more organisations by what rests on them, and the pairs of sectors that rest on one."""
    frame = given.resting
    if frame is None or not (len(frame) > _FIRST_RESTING or frame.pairs):
        return
    yield Heading("What rests on each organisation")
    if frame.sets:
        yield Paragraph("Organisations that matter together:")
        yield items([one.sentence for one in frame.sets])
    if len(frame) > _FIRST_RESTING:
        yield _resting(given, frame.head(_MOST_RESTING))
    pairs = [
        f"{name}: {'; '.join(f'{a} and {b}' for a, b in found)}"
        for name, found in sorted(frame.pairs.items())
    ]
    if pairs:
        yield Paragraph("Pairs of sectors all of whose shortest ways lead through one organisation:")
        yield items(pairs)


def _resting(given: Material, top: pd.DataFrame) -> TableBlock:
    assert given.resting is not None
    system, whole = given.last, len(given.resting)
    words = {
        "organisation": "Organisation",
        "sector": boundary_word(system),
        "loss_share": "Closeness that the others would lose",
        "partners": "Partners",
        "cuts": "Weak point",
        "cut_off": "Would be cut off",
        "sector_pairs": "Sector pairs that rest on it",
    }
    more = f" (the first {len(top)} of {whole})" if len(top) < whole else ""
    return table_of(
        f"What rests on each organisation, {wave_word(system)}{more}",
        top,
        words,
        written={
            "sector": lambda label: label if isinstance(label, str) else "unknown",
            "loss_share": lambda value: share_in_words(value) or "not defined",
        },
    )


def _team(given: Material) -> list[str]:
    """Name the programme team, as far as it is on the last map."""
    on_map = set(given.last.organisations["name"])
    ids = given.drawn.positions["id"].tolist()
    names = given.last.organisations["name"]
    found = [names.get(ids[place], "") for place in given.drawn.content["team"]]
    return sorted(name for name in found if name in on_map)


def introductions_worth_it(given: Material) -> Iterator[Block]:
    """Name the introductions that would bring the sectors nearer, as conversations."""
    yield Heading("Introductions worth a conversation")
    if given.suggested is None:
        yield Paragraph(_TOO_LARGE, answer=True)
        return
    frame = given.suggested
    if frame.empty:
        yield Paragraph(
            "No introduction that could be made would shorten the ways between sectors.", answer=True
        )
        yield Paragraph(paragraph(frame.caveats))
        return
    first = [one["words"] for one in conversations(frame)[:_FIRST_INTRODUCTIONS]]
    more = f", the first {len(first)} of {len(frame)}" if len(first) < len(frame) else ""
    yield Paragraph(
        f"On this map, a tie between these would most shorten the ways between sectors{more}.", answer=True
    )
    yield items(first, ordered=True)
    yield Paragraph(paragraph(frame.caveats))


def all_introductions(given: Material) -> Iterator[Block]:
    """Name every introduction, in words and as a table."""
    frame = given.suggested
    if frame is None or frame.empty:
        return
    yield Heading("All introductions")
    later = [one["words"] for one in conversations(frame)[_FIRST_INTRODUCTIONS:]]
    if later:
        yield items(later)
    shown = frame.assign(
        distance=[f"{steps:.0f}" if not math.isnan(steps) else "no way" for steps in frame["distance"]],
        introduced_by=[name or "–" for name in frame["introduced_by"]],
    )
    words = {
        "rank": "Rank",
        "organisation_a": "Organisation",
        "organisation_b": "and organisation",
        "introduced_by": "Could introduce them",
        "distance": "Steps apart",
        "gain": "Gain in closeness",
        "value_after": "Closeness after",
    }
    yield table_of(f"Introductions, {wave_word(given.last)}", shown, words)
