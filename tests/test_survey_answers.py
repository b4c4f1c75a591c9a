"""Answers that pages saved, pasted and sent: read right, or refused with the reason; nothing is lost."""

from __future__ import annotations

import base64
import quopri
import random
import textwrap
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from depth import times
from survey_pages import NOTICE, as_csv, list_of, made_of, rows_of, save

import sysmap as sm
from sysmap.cli import commands
from sysmap.errors import RecordsError
from sysmap.outputs.survey import write_survey
from sysmap.records.returns.read_survey import read_survey
from sysmap.records.returns.saved_answers import COLUMNS, checksum

NAMES = ("Northshire Police", "=1+1 Council", "Lantern, “the” Project", "Tŷ Gŵyr", "Age UK")
SURVEY = made_of(NAMES, kinds=("refers to", "funds"), ratings=("trust",))
REFERS, FUNDS = "strength:refers to", "strength:funds"
ANSWERS = [
    (NAMES[1], REFERS, "Weekly"),
    (NAMES[1], FUNDS, "Never"),
    (NAMES[1], "trust_openness", "Mostly"),
    (NAMES[2], REFERS, "cannot say"),
    (NAMES[2], FUNDS, "not us"),
    (NAMES[3], REFERS, ""),
    (NAMES[3], FUNDS, "Several times a week"),
    (NAMES[4], REFERS, "never"),
    (NAMES[4], FUNDS, ""),
    ("", "own:1", "=HYPERLINK(1) more, “time”"),
    ("", "own:2", "More"),
    ("", "missing", "Quay Street Food Bank"),
]
GOOD = rows_of(SURVEY, NAMES[0], ANSWERS)


@pytest.fixture
def back(tmp_path: Path) -> Path:
    """The folder of what came back, with the page that was sent out beside it."""
    write_survey(SURVEY, tmp_path / "survey.html")
    (tmp_path / "back").mkdir()
    return tmp_path / "back"


def ties(records: sm.Records) -> set[tuple[object, ...]]:
    columns = ["source", "target", "kind", "strength", "reported_by"]
    return set(records.collaborations[columns].itertuples(index=False, name=None))


def holds_the_good_answers(back: Path) -> None:
    found = read_survey(back)
    assert ties(found.records) == {
        ("P01", "P02", "refers to", 5.0, "respondent 1"),
        ("P01", "P04", "funds", 6.0, "respondent 1"),
    }
    assert list(found.missing["name"]) == ["Quay Street Food Bank"]


def test_each_answer_has_its_place_in_the_records(back):
    save(back, "anything.csv", GOOD)
    found = read_survey(back)
    records = found.records
    holds_the_good_answers(back)
    blanks = {tuple(row)[1:] for row in records.blanks.to_numpy()}
    assert blanks == {
        ("P01", "P04", "refers to", ""),
        ("P01", "P05", "funds", ""),
        ("P01", "P03", "refers to", "cannot say"),
        ("P01", "P03", "funds", "not us"),
    }
    assert records.collaborations.set_index("target")["trust_openness"]["P02"] == 3
    assert records.open_names == 1 and found.missing["named_by"][0] == NAMES[0]
    assert list(found.own_answers["answer"]) == ["=HYPERLINK(1) more, “time”", "More"]
    assert set(found.not_answered["id"]) == {"P02", "P03", "P04", "P05"}
    assert dict(zip(records.partners["id"], records.partners["name"], strict=True)) == {
        f"P0{number}": name for number, name in enumerate(NAMES, start=1)
    }
    assert records.summary["blank"] == 2
    cells = records.summary["cells"]
    assert cells["in"] == cells["used"] == sum(bool(answer) for *_, answer in ANSWERS)


def test_what_cannot_be_said_is_kept_apart_through_a_copy(back, tmp_path):
    save(back, "a.csv", GOOD)
    records = read_survey(back).records
    again = sm.read_records(sm.save(records, tmp_path / "records"))
    assert again.summary["blank"] == 2
    assert again.blanks.equals(records.blanks) and set(again.blanks["answer"]) == {"", "cannot say", "not us"}


HARMLESS: dict[str, Callable[[list[list[str]]], bytes]] = {
    "as the page writes it": lambda rows: as_csv(rows).encode(),
    "with a mark": lambda rows: b"\xef\xbb\xbf" + as_csv(rows).encode(),
    "semicolons, as Excel saves it": lambda rows: as_csv(rows, separator=";").encode("utf-8-sig"),
    "tabs": lambda rows: as_csv(rows, separator="\t", end="\n").encode(),
    "UTF-16": lambda rows: as_csv(rows).encode("utf-16"),
    "blank rows": lambda rows: as_csv(rows, end="\n\n").encode(),
    "blank columns": lambda rows: as_csv([[*row, "", ""] for row in rows]).encode(),
    "spaces": lambda rows: as_csv([[f" {cell}  " for cell in row] for row in rows]).encode(),
    "no-break spaces": lambda rows: as_csv(
        [[cell.replace(" ", "\u00a0") for cell in row] for row in rows]
    ).encode(),
    "everything in quotation marks": lambda rows: "\n".join(
        ",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows
    ).encode(),
    "accents taken apart": lambda rows: as_csv(
        [[cell.replace("ŷ", "y\u0302") for cell in row] for row in rows]
    ).encode(),
    "apostrophes before formulas": lambda rows: as_csv(
        [[f"'{cell}" if cell.startswith("=") else cell for cell in row] for row in rows]
    ).encode(),
}


@pytest.mark.parametrize("how", HARMLESS)
def test_what_programs_do_to_a_file_does_not_matter(back, how):
    (back / "a.csv").write_bytes(HARMLESS[how](GOOD))
    holds_the_good_answers(back)


DASHES = "-" * 24
PLAIN = as_csv(GOOD, end="\n")
TEXT = f"Dear team,\n\n{DASHES}\n{PLAIN}{DASHES}\nRegards\n-- \nSent from my telephone\n"


def wrapped(text: str, width: int) -> str:
    """Break lines at spaces, as programs for e-mail do."""
    lines = (
        textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False) or [""]
        for line in text.splitlines()
    )
    return "\n".join("\n".join(each) for each in lines)


def mail(body: str, kind: str = "text/plain", encoding: str = "8bit") -> bytes:
    data = body.encode()
    if encoding == "base64":
        data = base64.encodebytes(data)
    elif encoding == "quoted-printable":
        data = quopri.encodestring(data)
    head = ("Subject: answers", "MIME-Version: 1.0", f"Content-Type: {kind}; charset=utf-8")
    return "\n".join((*head, f"Content-Transfer-Encoding: {encoding}", "", "")).encode() + data


def attached(rows: list[list[str]], text: str) -> bytes:
    file = base64.encodebytes(("\ufeff" + as_csv(rows)).encode()).decode()
    return (
        "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\n"
        f"Content-Type: text/plain; charset=utf-8\n\n{text}\n--x\n"
        'Content-Type: text/csv\nContent-Disposition: attachment; filename="P.answers.csv"\n'
        f"Content-Transfer-Encoding: base64\n\n{file}\n--x--\n"
    ).encode()


PASTED: dict[str, tuple[str, bytes]] = {
    "as it is": ("a.txt", TEXT.encode()),
    "from Windows": ("a.txt", TEXT.replace("\n", "\r\n").encode("utf-16")),
    "quoted": ("a.txt", "".join(f"> > {line}\n" for line in TEXT.splitlines()).encode()),
    "wrapped at 76": ("a.txt", wrapped(TEXT, 76).encode()),
    "wrapped at 60": ("a.txt", wrapped(TEXT, 60).encode()),
    "with a line between": ("a.txt", TEXT.replace("\n", "\n\n").encode()),
    "without its dashes": ("a.txt", PLAIN.encode()),
    "without dashes, and more below": ("a.txt", f"Dear team,\n{PLAIN}Regards, somebody\nTel 1, 2\n".encode()),
    "long dashes": ("a.txt", TEXT.replace(DASHES, "—" * 8).encode()),
    "an e-mail": ("a.eml", mail(TEXT)),
    "an e-mail in base64": ("a.eml", mail(TEXT, encoding="base64")),
    "an e-mail, quoted-printable": ("a.eml", mail(TEXT, encoding="quoted-printable")),
    "an e-mail in HTML": (
        "a.eml",
        mail("<p>" + TEXT.replace("“", "&ldquo;").replace("\n", "<br>\n"), kind="text/html"),
    ),
    "a file attached": ("a.eml", attached(GOOD, "See the file.")),
    "a file attached, and pasted": ("a.eml", attached(GOOD, TEXT)),
}


@pytest.mark.parametrize("how", PASTED)
def test_answers_pasted_into_an_e_mail_are_found_and_put_together(back, how):
    name, data = PASTED[how]
    (back / name).write_bytes(data)
    holds_the_good_answers(back)


def test_one_text_may_hold_the_answers_of_several(back):
    other = rows_of(SURVEY, NAMES[1], [(NAMES[0], REFERS, "Daily")], page="everyone-aaaaaaaaaa")
    (back / "all.txt").write_text(TEXT + f"\n{DASHES}\n{as_csv(other)}\n{DASHES}\n", encoding="utf-8")
    assert ("P02", "P01", "refers to", 7.0, "respondent 2") in ties(read_survey(back).records)


# -- What cannot be used ---------------------------------------------------------------------------------


def sealed(
    answers: list[tuple[str, str, str]], organisation: str = NAMES[0], **cells: str
) -> list[list[str]]:
    """Return rows with a check that fits them, and some cells of all rows forged."""
    rows = [list(row) for row in rows_of(SURVEY, organisation, answers)]
    for row in rows[1:]:
        for name, value in cells.items():
            row[COLUMNS.index(name)] = value
    rows[1][3] = f"{len(rows) - 2} rows, checksum {checksum(rows[2:])}"
    return rows


def changed(place: int, column: str, value: str) -> list[list[str]]:
    rows = [list(row) for row in GOOD]
    rows[place][COLUMNS.index(column)] = value
    return rows


NASTY = (
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "../../etc/passwd",
    "' OR 1=1 --",
    "{{7*7}}",
    "\u202egnp.exe",
    "x" * 4_999,
    "NaN",
    "1e308",
    "-1",
    "0",
    "None",
    "Wеekly\u0301",
    "Wееkly",  # two letters of it are Cyrillic
)
BAD_ROWS: dict[str, list[list[str]]] = {
    "cut off": GOOD[:-3],
    "a row twice": [*GOOD, GOOD[-1]],
    "rows in another order": [*GOOD[:2], *GOOD[:1:-1]],
    "an answer changed": changed(2, "answer", "Daily"),
    "a partner changed": changed(2, "partner", NAMES[4]),
    "a question changed": changed(2, "question", FUNDS),
    "the count changed": changed(1, "answer", GOOD[1][3].replace("12 rows", "11 rows")),
    "the checksum changed": changed(1, "answer", "12 rows, checksum 0123456789abcdef"),
    "no check": [GOOD[0], *GOOD[2:]],
    "check last": [GOOD[0], *GOOD[2:], GOOD[1]],
    "header alone": GOOD[:1],
    "no header": GOOD[1:],
    "another header": [["organisation", "partner", "answer"], ["a", "b", "c"]],
    "columns in another order": [row[::-1] for row in GOOD],
    "a column less": [row[:-1] for row in GOOD],
    "a cell more": [*GOOD[:3], [*GOOD[3], "more"], *GOOD[4:]],
    "a cell less": [*GOOD[:3], GOOD[3][:-1], *GOOD[4:]],
    "two organisations": changed(3, "organisation", NAMES[1]),
    "two waves": changed(3, "wave", "2027"),
    "two pages": changed(3, "page", "everyone-9999999999"),
    "two times": changed(3, "time", "2026-11-30T10:00:00Z"),
    "two surveys": changed(3, "asked_of", "survey-0000000000000000"),
    "an answer about the same twice": sealed([*ANSWERS, (NAMES[1], REFERS, "Daily")]),
    "a rating twice": sealed([*ANSWERS, (NAMES[1], "trust_openness", "Mostly")]),
    "kind and strength against one another": sealed(
        [(NAMES[1], "kind:refers to", "never"), (NAMES[1], REFERS, "Daily")]
    ),
    "a tie, and cannot say": sealed(
        [(NAMES[1], "kind:refers to", "cannot say"), (NAMES[1], REFERS, "Daily")]
    ),
    "nobody": sealed(ANSWERS, organisation=""),
    "somebody else": sealed(ANSWERS, organisation="Northshire Fire"),
    "somebody nearly": sealed(ANSWERS, organisation="Northshire Polic"),
    "partner unknown": sealed([("Nobody at all", REFERS, "Daily")]),
    "partner blank": sealed([("", REFERS, "Daily")]),
    "question unknown": sealed([(NAMES[1], "strength:hates", "Daily")]),
    "question of no form": sealed([(NAMES[1], "refers to", "Daily")]),
    "question blank": sealed([(NAMES[1], "", "Daily")]),
    "question a column of records": sealed([(NAMES[1], "reported_by", "me")]),
    "missing about somebody": sealed([(NAMES[1], "missing", "X")]),
    "own about somebody": sealed([(NAMES[1], "own:1", "X")]),
    "own 0": sealed([("", "own:0", "X")]),
    "own 3": sealed([("", "own:3", "X")]),
    "own -1": sealed([("", "own:-1", "X")]),
    "own ²": sealed([("", "own:²", "X")]),
    "own huge": sealed([("", "own:" + "9" * 400, "X")]),
    "own of no choice": sealed([("", "own:2", "Three")]),
    "rating 5": sealed([(NAMES[1], "trust_openness", "5")]),
    "rating 2.5": sealed([(NAMES[1], "trust_openness", "2.5")]),
    "rating daily": sealed([(NAMES[1], "trust_openness", "Daily")]),
    "missing of 600 letters": sealed([("", "missing", "x" * 600)]),
    "another wave": sealed(ANSWERS, wave="2022"),
    "no wave": sealed(ANSWERS, wave=""),
    "no survey": sealed(ANSWERS, asked_of=""),
    "survey of markup": sealed(ANSWERS, asked_of="<b>"),
    "page a path": sealed(ANSWERS, page="../x-y"),
    "page blank": sealed(ANSWERS, page=""),
    "page of 300": sealed(ANSWERS, page="a-" + "b" * 300),
    "page of another": sealed(ANSWERS, page=f"{SURVEY.token('P02')}-0123456789"),
    "page forged": sealed(ANSWERS, page="page-000000000000-0123456789"),
    **{
        f"time {text or 'blank'}": sealed(ANSWERS, time=text)
        for text in (
            *("", "now", "2026-11-30", "2026-11-30T09:00:00", "9999-12-31T00:00:00Z", "0001-01-01T00:00:00Z"),
            *("2026-13-01T00:00:00Z", "46000.5", "2026-11-30T25:00:00Z", "=NOW()"),
        )
    },
    **{f"answer {text[:20]}": sealed([(NAMES[1], REFERS, text)]) for text in NASTY},
    **{f"partner {text[:20]}": sealed([(text, REFERS, "Daily")]) for text in NASTY},
    **{f"question {text[:20]}": sealed([(NAMES[1], text, "Daily")]) for text in NASTY},
    **{f"organisation {text[:20]}": sealed(ANSWERS, organisation=text) for text in NASTY},
}
BAD_BYTES: dict[str, bytes] = {
    "empty.csv": b"",
    "blank.csv": b"\n\n  \n",
    "nul.csv": as_csv(GOOD).encode().replace(b"Weekly", b"Week\x00ly"),
    "random.csv": bytes(range(256)) * 40,
    "mixed.csv": as_csv(GOOD).encode() + b"\xff\xfe",
    "quote.csv": as_csv(GOOD).replace('"', "", 1).encode(),
    "open quote.csv": as_csv(GOOD).encode() + b'"',
    "one cell.csv": (",".join(COLUMNS) + "\n" + "x" * 200_000).encode(),
    "long cell.csv": as_csv(sealed([("", "own:1", "x" * 6_000)])).encode(),
    "many rows.csv": (",".join(COLUMNS) + "\n" + "a,b,c,d,e,f,g,h\n" * 60_000).encode(),
    "huge.csv": b"x" * 10_000_001,
    "json.csv": b'{"organisation": "Northshire Police"}',
    "page.csv": b"<!DOCTYPE html><script>alert(1)</script>",
    "zip.csv": b"PK\x03\x04" + b"\x00" * 100,
    "none.txt": b"Dear team, see the file. Regards",
    "dashes.txt": f"{DASHES}\n{DASHES}\n".encode(),
    "header.txt": f"{DASHES}\n{','.join(COLUMNS)}\n{DASHES}\n".encode(),
    "cut.txt": TEXT[: len(TEXT) // 2].encode(),
    "changed.txt": TEXT.replace("Weekly", "Daily").encode(),
    "curly.txt": TEXT.replace('"', "”").encode(),
    "shouted.txt": TEXT.upper().encode(),
    "none.eml": mail("See the file."),
    "damaged.eml": attached(GOOD, "")[:900],
    "attached cut.eml": attached(GOOD[:-3], "See the file."),
    "not.eml": b"\xff" * 2_000,
    "nested.eml": b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" * 300,
    "charset.eml": mail(TEXT).replace(b"charset=utf-8", b"charset=no-such"),
    "no.xlsx": b"PK\x05\x06" + b"\x00" * 18,
    "text.xlsx": as_csv(GOOD).encode(),
}


def test_at_least_a_hundred_are_tried():
    assert len(BAD_ROWS) + len(BAD_BYTES) >= 130


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The faults of each bad file, as `skip_bad` lists them beside one that is good."""
    place = tmp_path_factory.mktemp("hostile")
    write_survey(SURVEY, place / "survey.html")
    (place / "back").mkdir()
    save(place / "back", "good.csv", GOOD)
    # Enough of the survey that was sent out, so that those of another are not the most.
    for number in range(20):
        more = rows_of(SURVEY, NAMES[1], [(NAMES[0], REFERS, "Daily")], page=f"everyone-{number:010}")
        save(place / "back", f"more {number}.csv", more)
    for number, rows in enumerate(BAD_ROWS.values()):
        save(place / "back", f"rows {number}.csv", rows)
    for name, data in BAD_BYTES.items():
        (place / "back" / name).write_bytes(data)
    found = read_survey(place / "back", skip_bad=True)
    assert ("P01", "P02", "refers to", 5.0, "respondent 1") in ties(found.records)
    assert found.records.asked.set_index("organisation")["respondents"].to_dict()["P02"] == 20
    told: dict[str, list[str]] = {}
    for row in found.skipped.itertuples():
        told.setdefault(row.file, []).append(row.why)
    return told


def test_every_hostile_file_is_refused_with_a_reason_and_the_others_are_read(hostile):
    names = {name: f"rows {number}.csv" for number, name in enumerate(BAD_ROWS)} | {
        name: name for name in BAD_BYTES
    }
    assert not {name for name, file in names.items() if file not in hostile}
    assert all(len(why) > 10 and "Traceback" not in why for faults in hostile.values() for why in faults)
    assert not any(name.startswith(("good", "more")) for name in hostile)


def test_without_being_told_to_skip_all_faults_are_one_error(back):
    save(back, "a.csv", GOOD)
    save(back, "b.csv", changed(2, "answer", "Daily"))
    save(back, "c.csv", sealed([("Nobody", REFERS, "Daily"), (NAMES[1], FUNDS, "sometimes")]))
    with pytest.raises(RecordsError) as caught:
        read_survey(back)
    faults = caught.value.problems[caught.value.problems["severity"] == "fault"]
    assert set(faults["file"]) == {"b.csv", "c.csv"}
    said = str(caught.value)
    assert "changed after it was saved" in said
    assert "c.csv, row 3, column partner: Nobody: is not on the list" in said
    assert "c.csv, row 4, column answer: sometimes" in said


def test_bad_files_alone_are_an_error_though_they_may_be_skipped(back):
    save(back, "a.csv", GOOD[:-3])
    with pytest.raises(RecordsError, match="no answer in this folder can be used") as caught:
        read_survey(back, skip_bad=True)
    assert "a.csv, row 2, column answer: 12 rows were saved and 9 are here" in str(caught.value)


def test_a_skipped_file_is_named_once_and_an_empty_one_is_said_to_be_empty(back):
    save(back, "a.csv", GOOD)
    for name in ("b.csv", "b.txt", "b.eml", "b.xlsx"):
        (back / name).write_bytes(b"")
    found = read_survey(back, skip_bad=True)
    told = found.records.problems.set_index("file")["message"]
    for name in ("b.csv", "b.txt", "b.eml", "b.xlsx"):
        assert told[name] == "skipped: the file is empty: ask whoever sent it to send it again"


def test_the_survey_that_is_named_decides_which_answers_are_read(back, tmp_path):
    other = made_of(NAMES, kinds=("refers to",), wave="2030")
    page = write_survey(other, tmp_path / "other.html")
    save(back, "a.csv", GOOD)
    save(back, "b.csv", rows_of(SURVEY, NAMES[1], [(NAMES[0], REFERS, "Daily")], page="everyone-1111111111"))
    save(back, "c.csv", rows_of(other, NAMES[2], [(NAMES[0], REFERS, "Daily")]))
    found = read_survey(back, survey=page, skip_bad=True)
    assert ties(found.records) == {("P03", "P01", "refers to", 7.0, "respondent 1")}
    assert set(found.skipped["file"]) == {"a.csv", "b.csv"}


def test_people_are_told_apart_by_the_names_of_their_organisations(back):
    save(back, "a.csv", GOOD)
    later = [(NAMES[1], REFERS, "Daily")]
    save(back, "b.csv", rows_of(SURVEY, NAMES[0], later))
    save(back, "c.csv", rows_of(SURVEY, NAMES[0], later, page="everyone-2222222222"))
    said = "\n".join(read_survey(back).records.problems["message"])
    assert "saved other answers at the same time, in a.csv" in said
    assert f"{NAMES[0]} answered differently in a.csv" in said


def test_answers_to_another_survey_are_refused_and_named(back):
    other = made_of(NAMES[:4], kinds=("refers to",))
    save(back, "a.csv", GOOD)
    save(back, "b.csv", rows_of(SURVEY, NAMES[1], [(NAMES[0], REFERS, "Daily")], page="everyone-1111111111"))
    save(back, "c.csv", rows_of(other, NAMES[2], [(NAMES[0], REFERS, "Daily")]))
    with pytest.raises(RecordsError, match=r"c\.csv: made from another list"):
        read_survey(back)


# -- Several, again, and nobody --------------------------------------------------------------------------


def test_people_of_one_organisation_are_several_and_one_person_counts_once(back):
    save(back, "a.csv", GOOD)
    save(back, "a (1).csv", GOOD)
    later = [(NAMES[1], REFERS, "Daily")]
    save(back, "b.csv", rows_of(SURVEY, NAMES[0], later, time="2026-12-01T09:00:00Z"))
    save(back, "c.csv", rows_of(SURVEY, NAMES[0], later, page="everyone-2222222222"))
    found = read_survey(back)
    # The later one of the same person, and the other person.
    assert ties(found.records) == {
        ("P01", "P02", "refers to", 7.0, "respondent 1"),
        ("P01", "P02", "refers to", 7.0, "respondent 2"),
    }
    said = " ".join(found.records.problems["message"])
    assert said.count("answered again later, in b.csv") == 2 and "both kept, as two people" in said
    cells = found.records.summary["cells"]
    assert cells["in"] == cells["used"] + sum(cells["set_aside"].values())


def test_answers_of_a_draft_are_read_and_said(back):
    save(back, "a.csv", rows_of(SURVEY, NAMES[0], ANSWERS, page="draft-0123456789"))
    assert "saved by a draft" in " ".join(read_survey(back).records.problems["message"])


def test_a_rating_without_a_tie_is_set_aside_and_counted(back):
    save(
        back,
        "a.csv",
        sealed([(NAMES[1], REFERS, "Never"), (NAMES[1], "trust_openness", "4"), (NAMES[2], FUNDS, "Daily")]),
    )
    records = read_survey(back).records
    assert records.summary["set_aside"]["ratings of an organisation with which no tie was reported"] == 1


def test_a_tie_may_be_named_without_saying_how_often(back):
    save(back, "a.csv", sealed([(NAMES[1], "kind:refers to", "yes"), (NAMES[2], "kind:funds", "no")]))
    records = read_survey(back).records
    assert list(records.collaborations["target"]) == ["P02"]
    assert records.collaborations["strength"].isna().all()


def test_somebody_missing_who_is_on_the_list_is_said_and_is_no_open_name(back):
    save(
        back,
        "a.csv",
        sealed([(NAMES[1], REFERS, "Daily"), ("", "missing", "AGE UK"), ("", "missing", "Age U.K.s")]),
    )
    found = read_survey(back)
    assert list(found.missing["name"]) == ["Age U.K.s"] and found.records.open_names == 1
    assert "but the list has it as Age UK" in " ".join(found.records.problems["message"])


def test_without_the_page_answers_are_read_by_their_names(back):
    save(back, "a.csv", GOOD)
    (back.parent / "survey.html").unlink()
    found = read_survey(back)
    assert set(found.records.partners["id"]) == set(NAMES)
    assert ("Northshire Police", "=1+1 Council", "refers to", 5.0, "respondent 1") in ties(found.records)
    assert "--survey" in " ".join(found.records.problems["message"])


def test_the_page_that_was_sent_out_can_be_named_and_must_fit(back, tmp_path):
    save(back, "a.csv", GOOD)
    (tmp_path / "survey.html").unlink()
    (tmp_path / "sent").mkdir()
    page = write_survey(SURVEY, tmp_path / "sent" / "page.html")
    assert set(read_survey(back, survey=page).records.partners["id"]) == {f"P0{n}" for n in range(1, 6)}
    other = write_survey(made_of(NAMES, wave="2030"), tmp_path / "sent" / "other.html")
    with pytest.raises(RecordsError, match="made from another list"):
        read_survey(back, survey=other)
    with pytest.raises(sm.ChoiceError, match="not a page or workbook"):
        read_survey(back, survey=back / "a.csv")


def test_pages_of_single_organisations_are_read_and_tell_whose_they_are(tmp_path):
    folder = write_survey(SURVEY, tmp_path / "pages")
    pages = sorted(folder.glob("*.html"))
    assert len(pages) == len(NAMES)
    listed = (folder / "send.csv").read_text(encoding="utf-8")
    assert all(page.name in listed for page in pages) and "'=1+1 Council" in listed
    (tmp_path / "back").mkdir()
    save(
        tmp_path / "back",
        "a.csv",
        rows_of(SURVEY, NAMES[0], ANSWERS, page=f"{SURVEY.token('P01')}-0123456789"),
    )
    assert len(read_survey(tmp_path / "back", survey=folder).records.collaborations) == 2


def test_a_page_sent_back_in_the_place_of_its_answers_is_said(back):
    save(back, "a.csv", GOOD)
    write_survey(SURVEY, back / "survey.html")
    (back / "notes.docx").write_bytes(b"x")
    said = dict(read_survey(back).records.problems[["file", "message"]].itertuples(index=False, name=None))
    assert "holds no answers" in said["survey.html"] and "not read" in said["notes.docx"]


def test_the_commands_make_a_page_and_read_what_comes_back(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke
    sm.save(list_of(NAMES), "list.xlsx")
    refused = run(commands, ["survey", "make", "list.xlsx", "-o", "survey.html"])
    assert refused.exit_code == 1 and "notice: controller, purpose, lawful_basis" in refused.output
    assert not Path("survey.html").exists()
    needed = ("controller", "purpose", "lawful_basis", "retention", "contact")
    told = "".join(f'{name} = "{getattr(NOTICE, name)}"\n' for name in needed)
    own = '[[question]]\ntext = "What?"\n[[question]]\ntext = "How many?"\nchoices = ["One", "More"]\n'
    Path("notice.toml").write_text(f"{told}[survey]\ndeadline = 2026-12-18\n{own}", encoding="utf-8")
    asked = ("--wave", "2026", "--kinds", "refers to,funds", "--ratings", "trust")
    made = run(
        commands, ["survey", "make", "list.xlsx", "-o", "survey.html", "--notice", "notice.toml", *asked]
    )
    assert made.exit_code == 0, made.output
    Path("back").mkdir()
    save(Path("back"), "a.csv", GOOD)
    save(Path("back"), "b.csv", GOOD[:-2])
    assert run(commands, ["survey", "read", "back"]).exit_code == 1
    read = run(commands, ["survey", "read", "back", "--skip-bad", "-o", "records"])
    assert read.exit_code == 0, read.output
    assert "1 of 5 organisations have answered" in read.output and "Skipped: b.csv (1 fault)" in read.output
    assert "Named as missing from the list: Quay Street Food Bank" in read.output
    reminders = Path("records-reminders.csv").read_text(encoding="utf-8-sig").splitlines()
    assert reminders[0] == "id,name,sector,place,deadline" and len(reminders) == 5
    assert reminders[1].endswith("2026-12-18")
    assert Path("records-missing.csv").exists() and Path("records-own-answers.csv").exists()
    checked = run(commands, ["check", "records"])
    assert checked.output.splitlines()[-1].startswith("0 faults"), checked.output


def test_whatever_is_changed_at_random_is_read_right_or_refused_in_words(back):
    """Bytes of a file, a text and an e-mail: dropped, doubled, exchanged."""
    chance = random.Random(16)
    sources = {"a.csv": as_csv(GOOD).encode(), "a.txt": TEXT.encode(), "a.eml": attached(GOOD, TEXT)}
    outcomes: Counter[str] = Counter()
    for number in range(times(40)):
        name, data = chance.choice(list(sources.items()))
        mutable = bytearray(data)
        for _ in range(chance.randrange(1, 4)):
            place, length = chance.randrange(len(mutable)), chance.randrange(1, 30)
            piece = bytes(mutable[place : place + length])
            mutable[place : place + length] = chance.choice(
                [
                    b"",
                    piece * 2,
                    bytes(chance.randrange(256) for _ in piece),
                    piece[::-1],
                    piece.upper(),
                    b",",
                    b"\n",
                ]
            )
        path = back / f"{number}{name}"
        path.write_bytes(bytes(mutable))
        try:
            found = read_survey(back)
        except RecordsError as error:
            outcomes["refused"] += 1
            assert len(error.problems) and all(error.problems["message"].str.len() > 5)
        else:
            outcomes["read"] += 1
            assert {tie[:4] for tie in ties(found.records)} == {
                ("P01", "P02", "refers to", 5.0),
                ("P01", "P04", "funds", 6.0),
            }
        path.unlink()
    assert outcomes["refused"] > outcomes["read"]
