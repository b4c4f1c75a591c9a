"""Inputs changed at random are read, or refused in words; what does not hold of them is noticed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from depth import times

import sysmap as sm
from benchmarks import fuzz
from benchmarks.fuzz_bytes import byte_mutators
from benchmarks.fuzz_cells import cells_in
from benchmarks.fuzz_inputs import DATA, cases, given
from benchmarks.fuzz_law import Facts, accounting, broken, lost
from benchmarks.fuzz_rows import row_mutators

# `python -m benchmarks.fuzz --inputs 20000` reads more of the same, each in a process of its own.
INPUTS = times(50)


def test_whatever_is_read_is_read_or_refused_in_words(tmp_path):
    found = []
    for seed in range(INPUTS):
        folder = tmp_path / str(seed)
        folder.mkdir()
        found.append(fuzz.outcome(given(seed), folder, again=seed % 4 == 0))
    assert [one for one in found if one["kind"] not in ("read", "refused")] == []
    # Of inputs that are all refused nothing is learned.
    assert sum(one["kind"] == "read" for one in found) > INPUTS / 10


def test_a_number_stands_for_one_input():
    one, other = given(7), given(7)
    assert (one.files, one.way, one.done) == (other.files, other.way, other.done)
    assert len({str(given(seed)) for seed in range(40)}) > 35


def test_every_way_of_changing_is_used():
    used = " ".join(str(given(seed)) for seed in range(400))
    assert [name for name in (*row_mutators, *byte_mutators) if name not in used] == []


@pytest.mark.parametrize(
    "error", [TypeError("a float"), RecursionError(), SystemExit(1), sm.ChoiceError("NoneType")]
)
def test_what_is_no_refusal_in_words_is_a_fault(monkeypatch, tmp_path, error):
    def fails(*sources, **options):
        raise error

    monkeypatch.setattr(fuzz, "read_records", fails)
    assert fuzz.outcome(given(0), tmp_path)["kind"] not in ("read", "refused")


def test_what_does_not_hold_of_records_is_said(records):
    assert broken(records, {}) == []
    ties, partners = records.collaborations, records.partners
    for other, words in (
        (replace(records, collaborations=ties.assign(source="nobody")), "names no partner"),
        (replace(records, collaborations=ties.iloc[1:]), "counts other collaborations"),
        (replace(records, collaborations=ties.assign(strength=-1.0)), "a strength that is none"),
        (replace(records, collaborations=ties.assign(wave=float("nan"))), "no text"),
        (replace(records, partners=partners.assign(id="A")), "an id twice"),
    ):
        assert any(words in one for one in broken(other, {})), words


def test_rows_that_are_not_accounted_for_are_said():
    read = sm.read_records(DATA / "shapes" / "google_forms.csv")
    groups = fuzz.open_all([DATA / "shapes" / "google_forms.csv"], {}, fuzz.Problems())
    assert broken(read, groups) == []
    fewer = replace(read, summary={**read.summary, "respondents": read.summary["respondents"] - 1})
    assert any("set aside" in one for one in broken(fewer, groups))


def test_cells_are_counted_without_the_reader_of_every_sound_case():
    counted = 0
    for case in cases():
        try:
            records = sm.read_records(*case.files, **case.options)
        except sm.SysmapError:
            continue
        came = cells_in(case.files)
        counted += came is not None
        assert accounting(records, {}, came) == [], case.name
    assert counted > 50


def test_cells_that_are_not_accounted_for_are_said():
    read = sm.read_records(DATA / "shapes" / "network.graphml")
    cells = read.summary["cells"]
    assert accounting(read, {}, cells["in"]) == []
    for other, words in (
        (cells | {"used": cells["used"] - 1}, "not all are accounted for"),
        (cells | {"in": cells["in"] + 1, "set_aside": {"": 1}}, "without a reason"),
    ):
        assert any(
            words in one for one in accounting(replace(read, summary={**read.summary, "cells": other}), {})
        )
    assert "20 cells came, 19 were counted" in accounting(read, {}, 20)


def test_ties_and_organisations_gone_without_a_word_are_noticed():
    whole = Facts(frozenset({"anna", "bert"}), Counter({("anna", "bert"): 2}), said=3, text="")
    fewer = replace(whole, ties=Counter({("anna", "bert"): 1}))
    without = replace(whole, names=frozenset({"anna"}), ties=Counter())
    files = {"a.csv": b"Anna\r\nBert"}
    assert "1 of 2 ties gone" in lost(whole, fewer, files, keeps=False, takes=False)[0]
    assert lost(whole, replace(fewer, said=4), files, keeps=False, takes=False) == []
    assert "ties gone" in lost(whole, replace(fewer, said=4), files, keeps=True, takes=False)[0]
    assert lost(whole, fewer, files, keeps=False, takes=True) == []
    assert "organisations gone" in lost(whole, without, files, keeps=False, takes=True)[0]
    assert lost(whole, without, {"a.csv": b"Anna"}, keeps=False, takes=True) == []
    assert lost(whole, replace(without, text="bert was set aside"), files, keeps=False, takes=True) == []


def test_a_run_goes_on_where_it_was_stopped(tmp_path, capsys):
    results = tmp_path / "fuzz.jsonl"
    given(0)  # what all inputs are made of is made here, not in each process
    assert fuzz.main(["--inputs", "1", "--results", str(results), "--processes", "1"]) == 0
    with results.open("a", encoding="utf-8") as file:
        file.write('{"seed": 1, "kin')
    assert fuzz.main(["--inputs", "2", "--results", str(results), "--processes", "1"]) == 0
    assert sorted(one["seed"] for one in fuzz.read_results(results)) == [0, 1]
    assert "2 inputs" in capsys.readouterr().out


def test_faults_are_listed_by_kind_with_a_number_that_shows_them():
    faults = [{"seed": seed, "kind": "TypeError", "says": f"a/b.py:c: {seed} of"} for seed in (9, 4)]
    said = fuzz.table([{"seed": 1, "kind": "read", "says": ""}, *faults])
    assert "3 inputs: 1 read, 0 refused" in said
    assert "2  TypeError    seed 4" in said
