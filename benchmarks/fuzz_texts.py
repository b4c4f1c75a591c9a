"""Cells, texts and headers that are seldom thought of."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

from sysmap.records.tables.declared import TABLES

TEXTS = (
    *(
        "",
        " ",
        "\u00a0",
        "nan",
        "NULL",
        "None",
        "N/A",
        "-",
        "–",
        "0",
        "-1",
        "1",
        "3",
        "1.5",
        "1,200",
        "1.200,5",
    ),
    *(
        "½",
        "1e999",
        "inf",
        "１２",
        "0x10",
        "1_000",
        "00123",
        "123456789012345678901",
        "true",
        "FALSE",
        "yes",
        "x",
    ),
    *(
        "✓",
        "2022",
        "2024-03-01",
        "31/02/2020",
        "44197",
        "0000-00-00",
        "12:30",
        "#REF!",
        "=1+1",
        "'=1+1",
        "@x",
    ),
    *(
        '"',
        "'",
        '"a,b"',
        "a\nb",
        "a\tb",
        "a\rb",
        "a|b",
        "a;b",
        "A, B",
        "A - B",
        "a/b",
        "\\",
        "%s",
        "{0}",
        "]]>",
    ),
    *(
        "🙂",
        "👩\u200d⚕️",
        "\u200b",
        "\u202eabc",
        "\ufeffx",
        "İ",
        "ß",
        "e\u0301",
        "Ⅷ",
        "می\u200cخواهم",
        "ﬁ",
        "\x07",
    ),
    *(
        "<b>x</b>",
        "&amp;",
        "Total",
        "Other: Town Library",
        "Other",
        "Weekly",
        "Never",
        "Don't know",
        "5 - Daily",
    ),
    *("ann@example.org", "QQ123456C", "Northgate Council", "northgate  council", "NHS", "Unknown", "[x]"),
)
LENGTHS = (201, 501, 32_768, 140_000)
CELLS: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 2.5, 1e308, float("inf"), float("nan"), 10**20, 44197),
    *(dt.datetime(2024, 3, 1, 12, 30), dt.date(1899, 12, 30), dt.time(9, 0), dt.timedelta(days=3)),
)
HEADERS = tuple(
    dict.fromkeys(
        [
            *(column for table in TABLES.values() for column in table.names),
            *(
                "responded_2022",
                "responded_2024",
                "answered 2024",
                "Name",
                "Email",
                "Respondent ID",
                "Timestamp",
            ),
            *(
                "Type",
                "weight",
                "value",
                "from",
                "to",
                "label",
                "group",
                "file",
                "row",
                "origin",
                "index",
                "Status",
            ),
        ]
    )
)


def odd(random: Random) -> str:
    """Return a text that is seldom thought of; sometimes a very long one."""
    if random.random() < 0.06:
        return random.choice(("x", "ab ", "é", ",")) * random.choice(LENGTHS)
    return random.choice(TEXTS)
