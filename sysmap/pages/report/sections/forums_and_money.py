"""Forums, and money where it is recorded: how much, and in the annex row by row."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from sysmap.findings.scorecard import integration
from sysmap.pages.report.blocks import Block, Heading, Paragraph, TableBlock, table_of
from sysmap.pages.report.material import Material
from sysmap.pages.report.words import boundary_word, money_in_words, paragraph, span, wave_word
from sysmap.text import counted

_FIRST, _MOST_PAYMENTS = 5, 50


def forums_and_money(given: Material) -> Iterator[Block]:
    """Say how many forums and how much money are recorded; nothing where neither is."""
    forums, money = given.last.forums, given.last.records.money
    if forums.empty and money.empty:
        return
    yield Heading("Forums and money")
    yield Paragraph(paragraph([*_forums_counted(given), *_totals(given)]), answer=True)
    if len(forums):
        card = integration(given.last, ["two_mode_density", "cross_forum_share"]).to_frame()
        yield Paragraph(
            paragraph(
                [
                    "Sitting on the same forum is an opportunity, not a tie: no forum is on the map of ties",
                    *(f"{row['label']}: {row['reading']}" for _, row in card.iterrows()),
                ]
            )
        )
        yield _forums(given, _FIRST)
    if len(money):
        yield Paragraph("Budgets, contracts and actual payments stand side by side and may overlap.")
        yield _payments(given, _FIRST)


def forums_and_money_in_full(given: Material) -> Iterator[Block]:
    """Return who sits on which forum, and the largest payments and budgets."""
    forums, money = given.last.forums, given.last.records.money
    if forums.empty and len(money) <= _FIRST:
        return
    yield Heading(
        "Who sits on which forum, and money row by row" if len(money) else "Who sits on which forum"
    )
    if len(forums):
        yield _members(given)
    if len(money) > _FIRST:
        yield _payments(given, _MOST_PAYMENTS)


def _forums_counted(given: Material) -> Iterator[str]:
    forums = given.last.forums
    if len(forums):
        count, seats = forums["forum"].nunique(), len(forums.drop_duplicates(["forum", "organisation"]))
        yield (
            f"{counted(count, 'forum')} with {counted(seats, 'seat')} of "
            f"{counted(forums['organisation'].nunique(), 'organisation')} are recorded in "
            f"{wave_word(given.last)}"
        )


def _rows(given: Material) -> list[tuple[str, str, str, str, str]]:
    system = given.last
    names, labels = system.organisations["name"], system.organisations["boundary"]
    rows = []
    for (forum, kind), members in system.forums.groupby(["forum", "kind"], sort=True):
        who = members["organisation"].drop_duplicates()
        known = {labels[one] for one in who if isinstance(labels[one], str)}
        sitting = ", ".join(sorted(names[one] for one in who))
        rows.append((str(forum), str(kind), str(len(who)), str(len(known)), sitting))
    return rows


def _forums(given: Material, most: int) -> TableBlock:
    rows = sorted(_rows(given), key=lambda row: (-int(row[2]), row[:2]))
    shown = rows[:most]
    more = f" (the largest {len(shown)} of {len(rows)})" if len(shown) < len(rows) else ""
    boundary = f"{boundary_word(given.last)}s" if given.last.boundary == "sector" else "Labels"
    return TableBlock(
        f"Forums by how many sit on them, {wave_word(given.last)}{more}",
        ("Forum", "Kind", "Members", boundary),
        tuple(row[:4] for row in shown),
    )


def _members(given: Material) -> TableBlock:
    return TableBlock(
        f"Forums and their members, {wave_word(given.last)}",
        ("Forum", "Members", "Who"),
        tuple((forum, size, who) for forum, _, size, _, who in _rows(given)),
    )


def _totals(given: Material) -> Iterator[str]:
    for currency, rows in given.last.records.money.groupby("currency", sort=True):
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
        yield f"{counted(len(rows), 'payment or budget', 'payments or budgets')}: {written}{unknown}"


def _payments(given: Material, most: int) -> TableBlock:
    records = given.last.records
    money = records.money
    names = records.partners.set_index("id")["name"]
    names = names[~names.index.duplicated()].to_dict()
    shown = money.assign(size=money["amount"].fillna(0)).sort_values("size", ascending=False, kind="stable")
    shown = shown.head(most)
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
    return table_of(f"Money recorded{more}", frame, words)
