"""Damaged and dangerous files: each is read or refused as the manifest beside it says, in words."""

from __future__ import annotations

import csv
import socket
import tempfile
from functools import cache
from pathlib import Path

import pytest

from sysmap.errors import RecordsError
from sysmap.records.problems import Problem
from sysmap.records.read import read_records

HOSTILE = Path(__file__).parent / "data" / "hostile"

# What the manifest asks of a layout or a check that does not exist yet, by category or file.
LATER = {}
# What reading has left in the folder it stood in, and among the files, by the paths that were read.
LEFT: dict[tuple[Path, ...], tuple[list[Path], list[Path]]] = {}
# The other half of the record set, by the role of the file.
BESIDE = {
    "orgs": ("", "ok_ties.csv"),
    "ties": ("ok_orgs.csv", ""),
    "workbook": ("",),
    "graph": ("",),
    "mergers": ("ok_orgs.csv", "ok_ties.csv", ""),
}


def rows() -> list[dict[str, str]]:
    with (HOSTILE / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def due() -> list[dict[str, str]]:
    return [row for row in rows() if not LATER.keys() & {row["file"], row["role"], row["category"]}]


def sources(row: dict[str, str]) -> list[Path]:
    if row["file"] == "ok_ties.csv":
        return [HOSTILE / "ok_orgs.csv", HOSTILE / "ok_ties.csv"]
    return [HOSTILE / (name or row["file"]) for name in BESIDE[row["role"]]]


def outcome(row: dict[str, str]):
    """Return what came of reading: the outcome as the manifest says it, the summary, and every message."""
    return outcome_of(*sources(row))


@cache
def outcome_of(*paths: Path):
    """Read files once for all that is asked of what came of it; under watch, so that it reaches nothing."""
    before = sorted(HOSTILE.iterdir())
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr(socket, "socket", refuse)
        patch.setattr(socket, "create_connection", refuse)
        patch.chdir(folder)
        try:
            return outcome_unwatched(*paths)
        finally:
            LEFT[paths] = [*Path(folder).iterdir()], sorted({*HOSTILE.iterdir()} ^ {*before})
            patch.chdir(HOSTILE)  # a folder that somebody stands in cannot be removed on Windows


def refuse(*arguments, **options):
    raise AssertionError("a connection was opened")


def outcome_unwatched(*paths: Path):
    try:
        records = read_records(*paths)
    except RecordsError as error:
        return "error", {}, str(error)
    said = "\n".join(str(Problem(*problem)) for problem in records.problems.itertuples(index=False))
    return "accept_warn" if len(records.problems) else "accept", records.summary, said


every_file = pytest.mark.parametrize("row", due(), ids=lambda row: row["file"])


@every_file
def test_a_file_is_read_or_refused_as_the_manifest_says(row):
    assert outcome(row)[0] == row["outcome"]


@every_file
def test_the_summary_counts_what_the_manifest_counts(row):
    if row["outcome"] == "error":
        return  # nothing is counted of what is refused
    _, summary, _ = outcome(row)
    assert (str(summary["partners"]), str(summary["collaborations"])) == (
        row["partners"],
        row["collaborations"],
    )


@every_file
def test_the_messages_name_the_file_and_all_that_the_manifest_asks(row):
    got, _, said = outcome(row)
    wanted = [part for part in row["message_must_mention"].split(" ; ") if part]
    if got != "accept":
        assert row["file"] in said
    missing = [
        part
        for part in wanted
        if not any(word.strip().casefold() in said.casefold() for word in part.split(" | "))
    ]
    assert not missing, said


@every_file
def test_no_file_reaches_the_network_or_the_disk(row):
    outcome(row)  # which fails if a connection is opened
    assert LEFT[tuple(sources(row))] == ([], [])


@pytest.mark.parametrize("name", ["zip_bomb.xlsx", "billion_laughs.xlsx", "ole_encrypted.xlsx"])
def test_an_unsafe_workbook_is_refused_before_its_parts_are_parsed(name, monkeypatch):
    import openpyxl

    def parsed(*arguments, **options):
        raise AssertionError("the workbook was opened")

    monkeypatch.setattr(openpyxl, "load_workbook", parsed)
    with pytest.raises(RecordsError, match=name):
        read_records(HOSTILE / name)


def test_what_is_left_for_later_is_in_the_manifest():
    known = {word for row in rows() for word in (row["file"], row["role"], row["category"])}
    assert known >= LATER.keys()


@pytest.mark.parametrize("name", ["bom_utf8.csv", "crlf_mixed.csv", "cr_only.csv", "semicolon.csv"])
def test_a_file_saved_in_another_way_holds_the_same_organisations(name):
    plain = read_records(HOSTILE / "ok_orgs.csv", HOSTILE / "ok_ties.csv").partners
    other = read_records(HOSTILE / name, HOSTILE / "ok_ties.csv").partners
    assert other.drop(columns="file").equals(plain.drop(columns="file"))


def test_names_in_windows_1252_come_through_letter_by_letter():
    records = read_records(HOSTILE / "cp1252.csv", HOSTILE / "ok_ties.csv")
    assert "Café Société – St Mary’s" in set(records.partners["name"])


def test_formulas_in_names_stay_the_text_they_are():
    with (HOSTILE / "formula_injection.csv").open(encoding="utf-8", newline="") as file:
        written = [row["name"].strip() for row in csv.DictReader(file)]
    records = read_records(HOSTILE / "formula_injection.csv", HOSTILE / "ok_ties.csv")
    assert list(records.partners["name"]) == written


def test_leading_zeros_and_words_for_nothing_stay_in_ids():
    zeros = read_records(HOSTILE / "leading_zeros.csv", HOSTILE / "ok_ties.csv").partners["id"]
    words = read_records(HOSTILE / "na_is_a_name.csv", HOSTILE / "ok_ties.csv").partners["id"]
    assert {"00123", "0123", "123"} <= set(zeros)
    assert {"NA", "NULL", "None", "TRUE", "nan"} <= set(words)


def test_invisible_letters_are_gone_from_ids_and_sectors():
    partners = read_records(HOSTILE / "zero_width.csv", HOSTILE / "ok_ties.csv").partners
    assert list(partners["id"])[:2] == ["O1", "O2"]
    assert list(partners["sector"])[:2] == ["NHS", "Local authority"]


def test_a_line_break_in_a_name_is_shown_as_a_space_and_later_rows_keep_their_number():
    partners = read_records(HOSTILE / "newline_in_field.csv", HOSTILE / "ok_ties.csv").partners
    assert not partners["name"].str.contains("\n").any()
    assert list(partners["row"]) == list(range(2, 8))


@pytest.mark.parametrize(
    "name", ["billion_laughs.graphml", "quadratic_blowup.graphml", "xxe_file.graphml", "xxe_http.graphml"]
)
def test_a_graph_file_with_a_document_type_is_refused_in_words(name):
    with pytest.raises(RecordsError, match="document type declarations and entities are not allowed"):
        read_records(HOSTILE / name)


def test_a_graph_file_that_is_no_xml_says_so():
    with pytest.raises(RecordsError, match="not XML, although its name ends so"):
        read_records(HOSTILE / "not_xml.graphml")


def test_a_text_among_the_numbers_of_a_graph_names_the_edge():
    with pytest.raises(RecordsError, match="heavy: edge O2 – O3"):
        read_records(HOSTILE / "bad_types.graphml")
