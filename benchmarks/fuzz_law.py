"""What must hold of records that were read, whatever they were read from."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sysmap.records.containers import RawGroups
from sysmap.records.reading import Records

# How many rows below the header are part of it, and how many rows were used: where a row is a respondent.
_ONE_TABLE: dict[str, tuple[int, Callable[[Records], int]]] = {
    "google_forms": (0, lambda records: records.summary["respondents"]),
    "microsoft_forms": (0, lambda records: records.summary["respondents"]),
    "surveymonkey": (1, lambda records: records.summary["respondents"]),
    "qualtrics": (2, lambda records: records.summary["respondents"]),
    "grants_360giving": (0, lambda records: len(records.money)),
    "membership_list": (0, lambda records: len(records.memberships)),
}


def accounting(records: Records, groups: RawGroups) -> list[str]:
    """Hold that rows in are rows used and rows set aside, of layouts whose rows are of one kind.

    This is the one place where the law of counting stands.
    """
    tables = [table for group in groups.values() for table in group.values()]
    layout = records.summary["layout"]
    if len(tables) != 1 or layout not in _ONE_TABLE:
        return []
    above, used = _ONE_TABLE[layout]
    came = len(tables[0]) - above + tables[0].attrs.get("blank_rows", 0)
    # A table of successions may be given beside, as an option; its rows are no rows of this one.
    aside = sum(
        n for reason, n in records.summary["set_aside"].items() if not reason.startswith("succession")
    )
    kept = used(records)
    return [] if came == kept + aside else [f"{came} rows came, {kept} used, {aside} set aside"]


def broken(records: Records, groups: RawGroups) -> list[str]:
    """Say what does not hold of records, and of what was counted on the way; nothing if all does."""
    wrong = accounting(records, groups)
    ids = records.partners["id"]
    known = set(ids)
    if len(known) != len(ids):
        wrong.append("an id twice")
    for table, column in (
        *(("partners", name) for name in ("id", "name")),
        *(("collaborations", name) for name in ("source", "target")),
        *(("memberships", name) for name in ("organisation", "forum")),
        ("asked", "organisation"),
    ):
        cells = getattr(records, table)[column]
        if not all(isinstance(cell, str) and cell.strip() for cell in cells):
            wrong.append(
                f"{table}.{column} holds what is no text: {[c for c in cells if not isinstance(c, str)][:3]}"
            )
        elif column in ("source", "target", "organisation") and not set(cells) <= known:
            wrong.append(f"{table}.{column} names no partner: {sorted(set(cells) - known)[:3]}")
    for table, column in (("collaborations", "wave"), ("memberships", "wave"), ("asked", "wave")):
        cells = getattr(records, table)[column]
        if not all(isinstance(cell, str) for cell in cells):
            wrong.append(f"{table}.{column} holds what is no text")
    strengths = pd.to_numeric(records.collaborations["strength"]).dropna()
    if not ((strengths > 0) & (strengths < float("inf"))).all():
        wrong.append("a strength that is none")
    for count in ("partners", "collaborations", "memberships"):
        if records.summary[count] != len(getattr(records, count)):
            wrong.append(f"the summary counts other {count}")
    if any(count < 0 for count in records.summary["set_aside"].values()):
        wrong.append("fewer than no rows set aside")
    json.dumps(records.summary)
    if re.search(r"\bNone\b|\bnan\b|<NA>", records.headline()):
        wrong.append(f"a headline with a hole: {records.headline()}")
    repr(records), records._repr_html_()
    return wrong


@dataclass(frozen=True)
class Facts:
    """What records hold, to compare with those of a changed copy: names, ties, and how much was said."""

    names: frozenset[str]
    ties: Counter[tuple[str, str]]
    said: int
    text: str


def facts(records: Records) -> Facts:
    """Collect what records hold."""
    shown = dict(zip(records.partners["id"], map(_plain, records.partners["name"]), strict=True))
    ties = Counter(
        (shown[source], shown[target])
        for source, target in zip(
            records.collaborations["source"], records.collaborations["target"], strict=True
        )
    )
    names = {*shown.values(), *map(_plain, records.partners["name_as_written"].dropna())}
    problems = records.problems
    text = " ".join([*map(str, problems["message"]), *map(str, problems["value"]), repr(records.summary)])
    aside = sum(records.summary["set_aside"].values())
    said = len(problems) + aside + records.summary["blank"] + len(records.summary["dropped"])
    return Facts(frozenset(names), ties, said, _plain(text))


def lost(before: Facts, after: Facts, files: Mapping[str, bytes], *, keeps: bool, takes: bool) -> list[str]:
    """Say which organisations or ties of the sound case are gone though nothing was said.

    An organisation counts as lost where its name still stands in a file; a tie where both of its ends are
    still there and nothing was taken out of the files (`takes`). With `keeps` whatever stood there stands
    there still, so that every tie must be there. It points to what has to be looked at: who changes a cell
    may well have taken a tie away.
    """
    wrong = []
    everything = "\n".join(map(_words, files.values()))
    gone = {name for name in before.names - after.names if name in everything and name not in after.text}
    if gone:
        wrong.append(f"organisations gone without a word: {sorted(gone)[:4]}")
    if keeps and after.names > before.names:
        wrong.append(f"organisations that nobody wrote: {sorted(after.names - before.names)[:4]}")
    ties = Counter({tie: n for tie, n in (before.ties - after.ties).items() if set(tie) <= after.names})
    if ties and not takes and (after.said <= before.said or keeps):
        wrong.append(
            f"{sum(ties.values())} of {sum(before.ties.values())} ties gone without a word: {[*ties][:3]}"
        )
    return wrong


def _plain(text: Any) -> str:
    return " ".join(str(text).split()).casefold()


def _words(data: bytes) -> str:
    """Give the words of a file, of a workbook those of its parts."""
    if data[:2] == b"PK":
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                parts = [archive.read(part) for part in archive.infolist() if part.file_size < 2_000_000]
        except Exception:  # damaged: nothing can be told of it
            return ""
        data = b"\n".join(parts)
    return _plain(data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace"))
