"""Files of what was said, forged and damaged: refused with their rows, or read right; nothing is lost."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from test_said_in_the_room import OTHER, ROOM, SOURCES, ledger

import sysmap as sm
from sysmap.records.problems import Problems
from sysmap.records.said.declared import ACTIONS, COLUMNS
from sysmap.records.said.ledgers import MOST_BYTES, MOST_STEPS, read_ledgers

TEXT = ROOM.read_text(encoding="utf-8")
HEADER, *ROWS = list(csv.reader(io.StringIO(TEXT)))
LONG = "A" * 600
IN_FORCE = 21
Case = tuple[str, bytes, Any]


@pytest.fixture(scope="module")
def records() -> sm.Records:
    return sm.read_records(*SOURCES)


def written(rows: list[list[str]], separator: str = ",", end: str = "\n") -> bytes:
    file = io.StringIO()
    csv.writer(file, delimiter=separator, lineterminator=end).writerows(rows)
    return file.getvalue().encode("utf-8")


def step(**cells: str) -> list[str]:
    """Return a row that could be the first of a file, with some of its cells."""
    usual = dict.fromkeys(COLUMNS, "") | dict(zip(HEADER, ROWS[8], strict=True)) | {"step": "1"}
    return [{**usual, **cells}[name] for name in COLUMNS]


def alone(**cells: str) -> bytes:
    return written([list(COLUMNS), step(**cells)])


def after(*more: dict[str, str]) -> bytes:
    """Return the whole file with more steps after it."""
    blank = dict.fromkeys(("organisation", "organisation_id", "other", "other_id", "said_by"), "")
    rows = [step(**{**blank, "step": str(len(ROWS) + 1 + place), **row}) for place, row in enumerate(more)]
    return written([HEADER, *ROWS, *rows])


WRONG_CELLS = {
    "step": ["", "0", "-1", "1.5", "one", "1e3", "²", "99999999999", "=1+1", "2", "1;2", "٣"],
    "time": [
        *("", "yesterday", "2026-05-14", "2026-05-14T10:00:00", "2026-13-40T10:00:00Z", "=NOW()"),
        *("99999-01-01T00:00:00Z", "2026-05-14T25:00:00Z", "10:00", "2026-05-14T10:00:00 Europe/London"),
    ],
    "action": [
        *("", "add", "strike", "DROP TABLE ties", "=add tie", "<script>alert(1)</script>", "undo undo", "[]"),
        *("add organisation", "note", "undo", "change sector", "change tie"),
    ],
    "organisation": [
        *("", "Nobody", "<img src=x onerror=alert(1)>", '=HYPERLINK("http://x.test")', "../../etc/passwd"),
        *(LONG, "Alder", "{{7*7}}", "${jndi:ldap://x}", "'; DROP TABLE partners; --", "__proto__", "null"),
    ],
    "organisation_id": ["zz", "n2", "__proto__", "0", "constructor", "n4 or 1=1", LONG, "=n4", "N4"],
    "other": ["", "Nobody", "Dogwood Mental Health", LONG, "<b>Elm Police Station</b>", "+1", "@SUM(A1)"],
    "other_id": ["zz", "n1", "toString", "-1", "n4"],
    "kind": ["refers"],
    "strength": ["1", "=1"],
    "sector": ["Police"],
    "undoes": ["1", "0", "x"],
    "wave": ["", "2030", "=2024", LONG, "2022"],
    "note": ["x" * 40_000],
    "map": [LONG],
    "checksum": ["", "zzz", "0" * 16, "2D3E64459A951E4B", "2d3e64459a951e4", "2d3e64459a951e4b" * 4, "=1"],
}
"""What no step of the action 'no tie' may hold, by column."""


def wrong_cells() -> Iterator[Case]:
    for column, cells in WRONG_CELLS.items():
        for cell in cells:
            yield f"{column} {cell[:20]!r}", alone(**{column: cell}), "refused"
    for cell in (
        "0",
        "-1",
        "nan",
        "inf",
        "1e400",
        "1,5",
        "strong",
        "=1",
        "0x10",
        "٣",
        "1e3",
        " ",
        "1 2",
        "9" * 40,
    ):
        yield (
            f"strength {cell[:9]!r}",
            alone(action="change tie", other="Alder NHS Trust", other_id="n1", strength=cell),
            "refused",
        )
    for cell in ("", "Local Authorty", "Police & Justise"):
        yield f"sector {cell!r}", alone(action="change sector", other="", other_id="", sector=cell), "refused"


def strange_texts() -> Iterator[Case]:
    """Return cells that look dangerous and are texts like others."""
    texts = [
        *("=1+1", "+cmd|' /C calc'!A0", "@SUM(1)", "-2+3", "<script>alert(1)</script>", "&lt;b&gt;", "{{x}}"),
        *('"quoted"', "a, b; c", "two\nlines", "tab\there", "é ü 漢字 😀", "O'Brien", "NULL", "nan", "1e5"),
        *("../..", "\u202eabc", "zero\u200bwidth", "bell\x07", "x" * 500),
    ]
    for text in texts:
        for column in ("note", "said_by", "map"):
            yield f"{column} {text[:9]!r}", alone(**{column: text}), 1
        organisation = {"organisation": text, "organisation_id": "", "other": "", "other_id": ""}
        yield f"added {text[:9]!r}", alone(action="add organisation", **organisation), 1
        tie = {"other": "Alder NHS Trust", "other_id": "n1", "action": "add tie", "kind": text}
        yield f"kind {text[:9]!r}", alone(**tie), 1


def shapes() -> Iterator[Case]:
    for place, name in enumerate(HEADER):
        yield (
            f"without {name}",
            written([row[:place] + row[place + 1 :] for row in [HEADER, *ROWS]]),
            "refused",
        )
        yield f"{name} twice", written([[*row, row[place]] for row in [HEADER, *ROWS]]), "refused"
    yield "a column more", written([[*HEADER, "secret"], *([*row, "x"] for row in ROWS)]), "refused"
    yield "no headers", written(ROWS), "refused"
    yield "headers alone", written([HEADER]), "refused"
    yield "headers in capitals", written([[name.upper() for name in HEADER], *ROWS]), IN_FORCE
    yield "headers in another order", written([row[::-1] for row in [HEADER, *ROWS]]), IN_FORCE
    yield "nothing", b"", "refused"
    yield "blanks", b"  \n\n ", "refused"
    yield "semicolons", written([HEADER, *ROWS], ";"), IN_FORCE
    yield "tabs", written([HEADER, *ROWS], "\t"), IN_FORCE
    yield "bars", written([HEADER, *ROWS], "|"), "refused"
    yield "CRLF", written([HEADER, *ROWS], end="\r\n"), IN_FORCE
    yield "CR", written([HEADER, *ROWS], end="\r"), IN_FORCE
    yield "a mark of order", b"\xef\xbb\xbf" + TEXT.encode(), IN_FORCE
    yield "UTF-16", TEXT.encode("utf-16"), IN_FORCE
    yield "UTF-16 cut", TEXT.encode("utf-16")[:-1], "refused"
    yield "UTF-32", TEXT.encode("utf-32"), "refused"
    yield "cp1252", TEXT.replace("monthly", "café").encode("cp1252"), IN_FORCE
    yield "mixed", TEXT.replace("monthly", "café").encode() + b"\xe9", "refused"
    yield "NUL", TEXT.encode().replace(b"monthly", b"mon\0thly"), "refused"
    yield "a quotation mark", TEXT.replace("monthly", '"monthly', 1).encode(), "refused"
    yield "blank rows between", TEXT.replace("\n", "\n\n").encode(), IN_FORCE
    yield "a workbook", b"PK\x03\x04" + bytes(range(256)) * 4, "refused"
    yield "a page", b"<html><body>" + TEXT.encode() + b"</body></html>", "refused"
    yield "JSON", b'[{"step": 1, "action": "add tie"}]', "refused"
    yield "another table", SOURCES[0].read_bytes(), "refused"
    yield "large", b"a" * (MOST_BYTES + 1), "refused"
    note = {"action": "note", "other": "", "other_id": "", "note": "x"}
    many = [step(**note, step=str(number)) for number in range(1, MOST_STEPS + 2)]
    yield "many steps", written([HEADER, *many]), "refused"
    for place in range(0, len(ROWS), 3):
        row = ROWS[place]
        yield f"row {place} gone", written([HEADER, *ROWS[:place], *ROWS[place + 1 :], ROWS[0]]), "refused"
        yield f"row {place} twice", written([HEADER, *ROWS[: place + 1], *ROWS[place:]]), "refused"
        yield f"row {place} short", written([HEADER, *ROWS[:place], row[:-1], *ROWS[place + 1 :]]), "refused"
        yield (
            f"row {place} long",
            written([HEADER, *ROWS[:place], [*row, "x"], *ROWS[place + 1 :]]),
            "refused",
        )
    data, ends = TEXT.encode(), {place for place, letter in enumerate(TEXT.encode()) if letter == 10}
    for place in range(17, len(data), len(data) // 25):
        # Without the last digit of a checksum, a row is a row no more.
        if place not in ends and place - 1 not in ends:
            yield f"cut at {place}", data[:place], "refused"


def ledgers() -> Iterator[Case]:
    def undo(number: object, **more: str) -> dict[str, str]:
        return {"action": "undo", "undoes": str(number), **more}

    def tie(one: str, other: str, action: str = "add tie", **more: str) -> dict[str, str]:
        return {"action": action, "organisation": one, "other": other, **more}

    def new(name: str) -> dict[str, str]:
        return {"action": "add organisation", "organisation": name}

    n1, p1 = "Alder NHS Trust", "Elm Police Station"
    yield "undo of itself", after(undo(26)), "refused"
    yield "undo of a later step", after(undo(27), undo(1)), "refused"
    yield "a circle of two", after(undo(27), undo(26)), "refused"
    yield "undo of nothing", after(undo(999)), "refused"
    yield "undo of what is undone", after(undo(4)), "refused"
    yield "undo of an undo", after(undo(5)), IN_FORCE + 1
    yield "undo of an undo of an undo", after(undo(20)), IN_FORCE - 1
    yield "undo of an undo twice", after(undo(5), undo(5)), "refused"
    chain = [undo(25 + place) for place in range(60)]
    yield "a chain of sixty", after(*chain), IN_FORCE
    yield "undo of a note with a note", after(undo(12, note="no")), IN_FORCE - 1
    yield "undo that says more", after(undo(12, kind="refers")), "refused"
    yield "organisation taken back, its ties not", after(undo(1)), "refused"
    yield "organisation taken back with its ties", after(undo(2), undo(3), undo(1)), IN_FORCE - 3
    yield "organisation added later", after(tie("Rowan", n1), new("Rowan")), "refused"
    yield "organisation added before", after(new("Rowan"), tie("Rowan", n1)), IN_FORCE + 2
    yield "organisation added twice", after(new("Rowan"), new("ROWAN ")), "refused"
    yield "organisation that is there", after(new(" alder  nhs trust")), IN_FORCE + 1
    yield "organisation called as an id", after(new("n1")), "refused"
    yield "organisation with its id", after({**new(n1), "organisation_id": "n1"}), IN_FORCE + 1
    yield "organisation with the id of another", after({**new(n1), "organisation_id": "n2"}), "refused"
    yield "organisation with an id", after({**new("Rowan"), "organisation_id": "r"}), "refused"
    yield "tie with itself", after(tie(n1, n1)), "refused"
    yield "tie with itself by id", after(tie(n1, n1, organisation_id="n1", other_id="n1")), "refused"
    yield "strike of no tie", after(tie(n1, "Ivy Probation", "strike tie")), "refused"
    yield "strike of what was struck", after(tie("Birch Hospital", "Fir Custody", "strike tie")), "refused"
    yield (
        "change of what was struck",
        after(tie("Birch Hospital", "Fir Custody", "change tie", kind="x")),
        "refused",
    )
    yield "struck and added", after(tie("Birch Hospital", "Fir Custody")), IN_FORCE + 1
    yield (
        "struck twice by undoing",
        after(undo(6), tie("Fir Custody", "Birch Hospital", "strike tie")),
        IN_FORCE,
    )
    yield "no tie of no tie", after(tie(p1, "Dogwood Mental Health", "no tie")), IN_FORCE + 1
    yield "change without a change", after(tie(n1, p1, "change tie")), "refused"
    yield "of another map from here on", after(tie(n1, p1, checksum="f" * 16)), "refused"
    yield "of another wave from here on", after(tie(n1, p1, wave="2022")), "refused"


def damaged() -> Iterator[Case]:
    """Return files in which letters were changed at random, and random bytes."""
    data = TEXT.encode()
    for seed in range(60):
        chance = random.Random(seed)
        letters = bytearray(data)
        for _ in range(1 + seed % 4):
            letters[chance.randrange(len(letters))] = chance.choice(b",\"\n\r\0=<>;'0aZ\xff\x80 ")
        yield f"changed {seed}", bytes(letters), None
    for seed in range(20):
        yield f"random {seed}", random.Random(seed).randbytes(400), "refused"


CASES = {
    "cells": wrong_cells,
    "texts": strange_texts,
    "shapes": shapes,
    "ledgers": ledgers,
    "damaged": damaged,
}


def outcome(path: Path, records: sm.Records) -> int | str:
    """Return how many steps are in force, or that the file was refused as it should be."""
    try:
        found = sm.read_said(path, records=records)
    except sm.RecordsError as error:
        faults = error.problems[error.problems["severity"] == "fault"]
        assert len(faults) and set(faults["file"]) == {path.name}
        assert faults["message"].map(len).min() > 10
        assert all(letter.isprintable() or letter == "\n" for letter in str(error))
        return "refused"
    (read,) = read_ledgers(path, Problems())
    rows = [
        row
        for row in csv.reader(io.StringIO(_text(path), newline=""), delimiter=_separator(path))
        if any(row)
    ]
    assert len(read.steps) == len(rows) - 1, "a row was lost"
    assert len(found.steps) == len(read.in_force), "a step was lost"
    return len(found.steps)


def _text(path: Path) -> str:
    data = path.read_bytes()
    for encoding in ("utf-16",) if data.startswith(b"\xff\xfe") else ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise AssertionError("read in no encoding")


def _separator(path: Path) -> str:
    return max(",;\t", key=_text(path).splitlines()[0].count)


@pytest.mark.parametrize("kind", CASES)
def test_hostile_files_are_refused_or_read_right(kind, records, tmp_path):
    wrong = []
    for number, (name, data, wanted) in enumerate(CASES[kind]()):
        path = tmp_path / f"{number}.said.csv"
        path.write_bytes(data)
        found = outcome(path, records)
        if wanted is not None and found != wanted:
            wrong.append((name, wanted, found))
    assert not wrong


def test_there_are_hundreds_of_them():
    made: list[Callable[[], Iterator[Case]]] = [*CASES.values()]
    assert sum(1 for cases in made for _ in cases()) > 400


def test_every_fault_of_every_file_is_said_at_once(tmp_path):
    first, second = tmp_path / "first.said.csv", tmp_path / "second.said.csv"
    first.write_bytes(alone(action="add", time="now", organisation_id="zz"))
    second.write_bytes(written([HEADER, step(strength="x"), step(step="7", note="y")]))
    with pytest.raises(sm.RecordsError) as error:
        sm.read_records(*SOURCES, said=[first, second])
    found = error.value.problems
    assert set(zip(found["file"], found["row"], found["column"], strict=True)) >= {
        ("first.said.csv", "2", "action"),
        ("first.said.csv", "2", "time"),
        ("second.said.csv", "2", "strength"),
    }


def test_a_file_of_another_map_is_refused_with_both_named(records, tmp_path):
    path = tmp_path / "room.said.csv"
    path.write_bytes(alone(map="The map of last year", checksum="ab" * 8))
    with pytest.raises(sm.RecordsError) as error:
        sm.read_records(*SOURCES, said=path)
    said = str(error.value)
    assert "The map of last year, 2024 (checksum abababababababab)" in said
    assert "of 2024 in these records have the checksum 2d3e64459a951e4b" in said
    assert 'said_of="any"' in said
    taken = sm.read_records(*SOURCES, said=path, said_of="any")
    assert len(taken.said) == 1
    assert taken.problems["message"].str.contains("taken all the same").sum() == 1


def test_a_file_of_another_map_is_taken_with_the_only_wave_there_is(tmp_path):
    ties = pd.read_csv(SOURCES[1], dtype=str).query("wave == '2024'").drop(columns="wave")
    partners = pd.read_csv(SOURCES[0], dtype=str)
    read = sm.read_records(partners=partners, collaborations=ties, said=OTHER, said_of="any")
    assert set(read.said["wave"]) == {""}
    assert ("n1", "v1") not in set(
        map(tuple, sm.build_map(read, said="applied").ties[["source", "target"]].to_numpy())
    )


def test_what_is_no_file_at_all_is_refused(tmp_path):
    with pytest.raises(sm.MissingFileError):
        sm.read_said(tmp_path / "none.said.csv")
    with pytest.raises(sm.RecordsError, match="not a file: give"):
        sm.read_said(tmp_path)
    for given in (3, b"room", {"a": 1}, [[ROOM]], []):
        with pytest.raises(sm.ChoiceError, match="said= takes"):
            sm.read_records(*SOURCES, said=given)
    with pytest.raises(sm.ChoiceError, match="said_of"):
        sm.read_records(*SOURCES, said=ROOM, said_of="all")


def test_whatever_stands_in_the_place_of_headers_is_said_in_short(tmp_path):
    path = tmp_path / "picture.said.csv"
    path.write_bytes(b"\xff\xd8\xff" * 500)
    with pytest.raises(sm.RecordsError) as caught:
        sm.read_said(path)
    assert max(map(len, str(caught.value).splitlines())) < 600


def test_files_are_given_one_by_one_or_in_a_list():
    alone = sm.read_said(ROOM, OTHER)
    assert sm.read_said([ROOM, OTHER]).steps.equals(alone.steps)
    assert sm.read_said([ROOM], OTHER).inputs == alone.inputs


@pytest.mark.parametrize(
    ("sector", "said"),
    [("Trust", "may mean NHS provider, "), ("Bee keepers", "no sector of these records"), ("Police", "")],
)
def test_a_sector_that_nobody_knows_stands_for_itself_and_is_said(tmp_path, sector, said):
    path = tmp_path / "room.said.csv"
    blank = dict.fromkeys(("organisation_id", "other", "other_id", "kind", "strength"), "")
    cells = {**blank, "action": "add organisation", "organisation": "Newcomer", "sector": sector}
    path.write_bytes(alone(**cells))
    records = sm.read_records(*SOURCES, said=path, said_of="any")
    told = [text for text in records.problems["message"] if "stands as a sector of its own" in text]
    assert bool(told) == bool(said) and all(text.startswith(said) for text in told)


def test_names_that_two_organisations_share_need_an_id():
    partners = pd.DataFrame({"id": ["a", "b", "c"], "name": ["Hub", "Hub", "Other"], "sector": ["NHS"] * 3})
    ties = pd.DataFrame({"source": ["a", "b"], "target": ["c", "c"]})
    system = sm.build_map(sm.read_records(partners=partners, collaborations=ties))
    tie = {"action": "strike tie", "organisation": "Hub", "other": "Other"}
    with pytest.raises(sm.RecordsError, match="several organisations have this name"):
        sm.read_records(partners=partners, collaborations=ties, said=ledger(system, tie))
    for named in ({"organisation": "Hub (b)"}, {"organisation_id": "b"}):
        read = sm.read_records(partners=partners, collaborations=ties, said=ledger(system, {**tie, **named}))
        assert sm.build_map(read, said="applied").ties["source"].tolist() == ["a"]


def test_hostile_texts_stand_literally_in_what_is_written(records, tmp_path):
    path = tmp_path / "room.said.csv"
    rows = [
        step(
            organisation="=1+1",
            organisation_id="",
            other="",
            other_id="",
            action="add organisation",
            said_by="",
        )
    ]
    path.write_bytes(written([HEADER, *rows]))
    read = sm.read_records(*SOURCES, said=path)
    system = sm.build_map(read, "2024", said="applied")
    assert "=1+1" in system.organisations.index
    saved = sm.save(sm.Said.of(read), tmp_path / "again.said.csv").read_text(encoding="utf-8-sig")
    assert "'=1+1" in saved
    page = sm.render(system).html
    assert "<b>Council" not in page


def test_every_action_is_tried():
    tried = {row[HEADER.index("action")] for row in ROWS}
    assert tried == set(ACTIONS)
