"""What rests on whom, introductions worth a conversation, forums and money."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from sysmap.findings.introductions.dependence import departure
from sysmap.findings.introductions.introductions import conversations
from sysmap.findings.scorecard import integration
from sysmap.network.system import SystemMap
from sysmap.pages.report.blocks import Block, Heading, Items, Paragraph, TableBlock, items, table_of
from sysmap.pages.report.material import Material
from sysmap.pages.report.words import (
    boundary_word,
    money_in_words,
    paragraph,
    share_in_words,
    span,
    wave_word,
)
from sysmap.text import counted

_MOST_RESTING, _MOST_PAYMENTS = 10, 50
_TOO_LARGE = (
    "The map is too large for looking at the ways between all organisations: take one place at a time."
)


def what_rests_on_whom(given: Material) -> Iterator[Block]:
    """Say what the others would lose if an organisation, or the programme team, left."""
    yield Heading("What rests on whom")
    if given.resting is None:
        yield Paragraph(_TOO_LARGE)
        return
    system, frame = given.last, given.resting
    yield Paragraph(
        "How much of the closeness between the sectors of the others would go if an organisation left. "
        + paragraph(frame.caveats)
    )
    first = [name for name in frame["organisation"].head(1) if frame["loss"].iloc[0] > 0]
    sentences = [departure(system, [name]).in_words([name]) for name in first]
    team = _team(given)
    if team:
        sentences.append(f"The programme team. {departure(system, team).in_words(team)}")
    else:
        sentences.append("The records do not name a programme team (a forum of that kind)")
    yield Paragraph(paragraph(sentences))
    top = frame.head(_MOST_RESTING)
    words = {
        "organisation": "Organisation",
        "sector": boundary_word(system),
        "loss_share": "Closeness that the others would lose",
        "partners": "Partners",
        "cuts": "Weak point",
        "cut_off": "Would be cut off",
        "sector_pairs": "Sector pairs that rest on it",
    }
    more = f" (the first {len(top)} of {len(frame)})" if len(top) < len(frame) else ""
    yield table_of(
        f"What rests on each organisation, {wave_word(system)}{more}",
        top,
        words,
        written={
            "sector": lambda label: label if isinstance(label, str) else "unknown",
            "loss_share": lambda value: share_in_words(value) or "not defined",
        },
    )
    pairs = [
        f"{name}: {'; '.join(f'{a} and {b}' for a, b in found)}"
        for name, found in sorted(frame.pairs.items())
    ]
    if pairs:
        yield Paragraph("Pairs of sectors all of whose shortest ways lead through one organisation:")
        yield items(pairs)


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
        yield Paragraph(_TOO_LARGE)
        return
    frame = given.suggested
    yield Paragraph(
        "On this map, a tie between these would most shorten the ways between sectors. "
        + paragraph(frame.caveats)
    )
    if frame.empty:
        return
    yield Items(tuple(("", one["words"]) for one in conversations(frame)), ordered=True)
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


def forums_and_money(given: Material) -> Iterator[Block]:
    """Say who sits on which forum and what money is recorded; nothing where neither is."""
    forums, money = given.last.forums, given.last.records.money
    if forums.empty and money.empty:
        return
    yield Heading("Forums and money")
    if len(forums):
        yield Heading("Forums", 3)
        card = integration(given.last, ["two_mode_density", "cross_forum_share"]).to_frame()
        yield Paragraph(
            paragraph(
                [
                    "Sitting on the same forum is an opportunity, not a tie: no forum is on the map of ties",
                    *(f"{row['label']}: {row['reading']}" for _, row in card.iterrows()),
                ]
            )
        )
        yield _forums(given.last)
    if len(money):
        yield Heading("Money", 3)
        yield from _money(given)


def _forums(system: SystemMap) -> TableBlock:
    names, labels = system.organisations["name"], system.organisations["boundary"]
    rows = []
    for (forum, kind), members in system.forums.groupby(["forum", "kind"], sort=True):
        who = members["organisation"].drop_duplicates()
        known = {labels[one] for one in who if isinstance(labels[one], str)}
        rows.append(
            (forum, kind, str(len(who)), str(len(known)), ", ".join(sorted(names[one] for one in who)))
        )
    return TableBlock(
        f"Forums and their members, {wave_word(system)}",
        (
            "Forum",
            "Kind",
            "Members",
            f"{boundary_word(system)}s" if system.boundary == "sector" else "Labels",
            "Who",
        ),
        tuple(rows),
    )


def _money(given: Material) -> Iterator[Block]:
    records = given.last.records
    money = records.money
    totals = []
    for currency, rows in money.groupby("currency", sort=True):
        known = rows[rows["amount"].notna()]
        least = float(known["low"].fillna(0).sum())
        most = math.nan if known["high"].isna().any() else float(known["high"].sum())
        written = money_in_words(least, str(currency))
        if math.isnan(most):
            written = f"at least {written}"
        elif most != least:
            written = f"{written} to {money_in_words(most, str(currency))}"
        blank = len(rows) - len(known)
        unknown = f", and {counted(blank, 'amount')} not recorded" if blank else ""
        totals.append(f"{counted(len(rows), 'payment or budget', 'payments or budgets')}: {written}{unknown}")
    yield Paragraph(
        paragraph(totals) + " Budgets, contracts and actual payments stand side by side and may overlap."
    )
    names = records.partners.set_index("id")["name"]
    names = names[~names.index.duplicated()].to_dict()
    shown = money.assign(size=money["amount"].fillna(0)).sort_values("size", ascending=False, kind="stable")
    shown = shown.head(_MOST_PAYMENTS)
    frame = pd.DataFrame(
        {
            "source": [names.get(one, one) or "not recorded" for one in shown["source"]],
            "target": [names.get(one, one) or "not recorded" for one in shown["target"]],
            "amount": [money_in_words(row.amount, row.currency, row.precision) for row in shown.itertuples()],
            "basis": [text or "–" for text in shown["basis"]],
            "when": [
                span(start, end) or "–" for start, end in zip(shown["start"], shown["end"], strict=True)
            ],
        }
    )
    words = {"source": "From", "target": "To", "amount": "Amount", "basis": "Basis", "when": "When"}
    more = f" (the largest {len(shown)} of {len(money)})" if len(shown) < len(money) else ""
    yield table_of(f"Money recorded{more}", frame, words)
