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

from sysmap.records.containers.opening import RawGroups
from sysmap.records.record_set import Records
from sysmap.records.values.accounting import ASIDE, IN, NOT_READ, USED, in_words

_QUESTION = re.compile(r"[?:]$|^\d+[.)]\s|\b(how (often|well|much)|do you|please)\b", re.IGNORECASE)
# How many rows below the header are part of it, and how many rows were used: where a row is a respondent.
_ONE_TABLE: dict[str, tuple[int, Callable[[Records], int]]] = {
    "google_forms": (0, lambda records: records.summary["respondents"]),
    "microsoft_forms": (0, lambda records: records.summary["respondents"]),
    "surveymonkey": (1, lambda records: records.summary["respondents"]),
    "qualtrics": (2, lambda records: records.summary["respondents"]),
    "grants_360giving": (0, lambda records: len(records.money)),
    "membership_list": (0, lambda records: len(records.memberships)),
}


def accounting(records: Records, groups: RawGroups, came: int | None = None) -> list[str]:
    """Hold that nothing came that was not counted, of every layout; this is where the law of counting stands.

    Cells in are cells used, cells set aside with a reason, and cells of columns named as not read; they are
    as many as `came`, which is counted without the reader; and the display says so. Of layouts whose rows
    are of one kind, rows in are rows used and rows set aside.
    """
    cells = records.summary["cells"]
    aside, not_read = cells[ASIDE], cells[NOT_READ]
    wrong = []
    if cells[IN] != cells[USED] + sum(aside.values()) + sum(not_read.values()):
        wrong.append(f"of {cells[IN]} cells not all are accounted for: {cells}")
    if came is not None and cells[IN] != came:
        wrong.append(f"{came} cells came, {cells[IN]} were counted")
    if not all(
        words.strip() and count > 0 for counts in (aside, not_read) for words, count in counts.items()
    ):
        wrong.append(f"cells set aside without a reason, or in a column without a name: {cells}")
    if in_words(cells) not in repr(records):
        wrong.append("the display does not say what became of the cells")
    return wrong + _rows(records, groups)


def _rows(records: Records, groups: RawGroups) -> list[str]:
    tables = [table for group in groups.values() for table in group.values()]
    layout = records.summary["layout"]
    if len(tables) != 1 or layout not in _ONE_TABLE:
        return []
    above, used = _ONE_TABLE[layout]
    rows = len(tables[0]) - above + tables[0].blank_rows
    # A table of successions may be given beside, as an option; its rows are no rows of this one.
    aside = sum(
        n for reason, n in records.summary["set_aside"].items() if not reason.startswith("succession")
    )
    kept = used(records)
    return [] if rows == kept + aside else [f"{rows} rows came, {kept} used, {aside} set aside"]


def _questions_named(records: Records) -> list[str]:
    """Say which organisations are no organisations but questions of a survey."""
    if not records.summary["survey"]:
        return []
    asked = [name for name in records.partners["name"] if _QUESTION.search(str(name))]
    return [f"questions as organisations: {asked[:3]}"] if asked else []


def broken(records: Records, groups: RawGroups, came: int | None = None) -> list[str]:
    """Say what does not hold of records, and of what was counted on the way; nothing if all does."""
    wrong = accounting(records, groups, came) + _questions_named(records)
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
    """Return the words of a file, of a workbook those of its parts."""
    if data[:2] == b"PK":
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                parts = [archive.read(part) for part in archive.infolist() if part.file_size < 2_000_000]
        except Exception:  # damaged: nothing can be told of it
            return ""
        data = b"\n".join(parts)
    return _plain(data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace"))
