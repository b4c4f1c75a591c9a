"""Dates, money, shares and odds as a report writes them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from sysmap.findings.disclosure.answered import FEW_RESPONDENTS
from sysmap.findings.shares_and_counts import level_in_words, split_by_unit
from sysmap.measures.reasons import REASONS
from sysmap.network.system import SystemMap
from sysmap.pages.report.blocks import TableBlock
from sysmap.text import percent

TOO_FEW = "too few"
TOO_FEW_MEANS = (
    "“Too few”: the figure rests on fewer than 5 respondents, or would give such a figure away, and is left "
    "out of a public copy."
)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_SYMBOLS = {"GBP": "£", "EUR": "€", "USD": "$"}


def date_in_words(text: object) -> str:
    """Write a date as 21 November 2026; a month or a year as far as it is known; nothing for none."""
    parts = str(text or "").split("-")
    if not parts[0].isdigit() or len(parts) > 3:
        return str(text or "")
    words = [parts[0]]
    if len(parts) > 1:
        words.insert(0, _MONTHS[int(parts[1]) - 1])
    if len(parts) > 2:
        words.insert(0, str(int(parts[2])))
    return " ".join(words)


def span(start: object, end: object) -> str:
    """Write from when to when, as far as that is known."""
    first, last = date_in_words(start), date_in_words(end)
    if first and last:
        return first if first == last else f"{first} to {last}"
    return f"from {first}" if first else f"until {last}" if last else ""


def money_in_words(amount: float, currency: str = "GBP", precision: str = "exact") -> str:
    """Write an amount as £66 million, with how exactly it is known."""
    if math.isnan(amount):
        return "not recorded"
    size = abs(amount)
    figure = f"{size / 1e6:,.4g} million" if size >= 1e6 else f"{size:,.2f}".removesuffix(".00")
    sign = "−" if amount < 0 else ""
    symbol = _SYMBOLS.get(currency, f"{currency} ")
    return f"{'' if precision == 'exact' else precision + ' '}{sign}{symbol}{figure}"


def odds_in_words(p: float) -> str:
    """Write a p value: three decimals, or that it is smaller."""
    if math.isnan(p):
        return ""
    return "below 0.001" if p < 0.001 else f"{p:.3f}"


def share_in_words(value: float) -> str:
    """Write a share to one decimal; nothing where there is none."""
    return "" if math.isnan(value) else percent(value, 1)


def measured(name: str, value: float, reason: str = "") -> str:
    """Write a value of a system measure in its unit, or why there is none."""
    if reason == FEW_RESPONDENTS:
        return TOO_FEW
    if math.isnan(value):
        return f"not defined: {REASONS.get(reason, reason)}" if reason else ""
    return level_in_words(name, value)


def tables_of_measures(
    caption: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], names: Iterable[object]
) -> Iterator[TableBlock]:
    """Make tables of rows for measures: shares in one, other numbers in another, each under its caption."""
    for what, part in split_by_unit(rows, list(names)).items():
        yield TableBlock(f"{caption}: {what}", columns, tuple(part))


def boundary_word(system: SystemMap) -> str:
    """Return the header of a column of boundary labels."""
    return system.boundary[:1].upper() + system.boundary[1:]


def wave_word(system: SystemMap) -> str:
    """Name a wave in a sentence; records without waves have one."""
    return system.wave or "the records"


def sentence(text: str) -> str:
    """Begin with a capital and end with a full stop."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".") if text else ""


def paragraph(texts: Iterable[str]) -> str:
    """Join sentences."""
    return " ".join(sentence(text) for text in texts if text)
