"""The words of sectors: every spelling in all its variants, labels of others, and right words beside them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from sysmap.cli import commands
from sysmap.errors import ChoiceError, RecordsError
from sysmap.network.build import build_map
from sysmap.records.read import read_records
from sysmap.records.record_set import Records
from sysmap.records.tables.sector_labels import near_spelling
from sysmap.vocabulary import (
    families,
    fold,
    folded_label,
    sector_labels,
    sector_marks,
    sector_spellings,
    sectors,
    sectors_meant,
)


def read(*labels: str, **options: object) -> Records:
    partners = pd.DataFrame({"name": [f"N{number}" for number in range(len(labels))], "sector": labels})
    ties = pd.DataFrame({"source": ["N0"], "target": ["N1"]})
    return read_records(partners=partners, collaborations=ties, **options)


def plural(text: str) -> str:
    if text.endswith(("s", "sh", "ch", "x")):
        return text if len(text) < 4 or text.endswith("s") and not text.endswith("ss") else f"{text}es"
    return f"{text[:-1]}ies" if text.endswith("y") and text[-2] not in "aeiou" else f"{text}s"


def variants(text: str) -> list[str]:
    """What people make of a spelling: its case, its number, hyphens, spaces, dots, ``&`` and ``and``."""
    return [
        text.upper(),
        text.title(),
        plural(text),
        plural(text).upper() if len(text) > 3 else text,
        f"  {text.replace(' ', '  ')} ",
        text.replace(" ", "-"),
        text.replace("-", " "),
        text.replace(" and ", " & "),
        text.replace(" & ", " and "),
        f"{text}.",
        f"The {text}",
        text.replace("'", "’"),
        text.replace("'", ""),
    ]


SURE = {spelling: keys[0] for spelling, keys in sector_spellings().items() if len(keys) == 1}


def test_there_are_many_spellings_truly_different():
    assert len({folded_label(spelling) for spelling in SURE}) > 700
    # Each of the twelve has more than the words that anybody would think of first.
    by_sector = pd.Series(SURE).value_counts()
    assert by_sector.reindex(list(sectors())).min() >= 15


@pytest.mark.parametrize("key", sorted({*sectors(), *families()}))
def test_every_spelling_in_every_variant_is_its_sector(key):
    wrong = {
        (spelling, variant): sectors_meant(variant)
        for spelling, meant in SURE.items()
        if meant == key
        for variant in variants(spelling)
        if sectors_meant(variant) != (key,)
    }
    # The key of a family, which a saved copy holds, is a coarse sector; its label may be that of a sector.
    assert {pair: keys for pair, keys in wrong.items() if pair[0] != "local_government"} == {}


def test_no_two_spellings_that_fold_alike_mean_different_sectors():
    meant: dict[str, set[tuple[str, ...]]] = {}
    for spelling, keys in sector_spellings().items():
        if spelling != "local_government":
            meant.setdefault(folded_label(spelling).replace(" ", ""), set()).add(keys)
    assert {words: keys for words, keys in meant.items() if len(keys) > 1} == {}


def test_every_spelling_names_sectors_that_there_are():
    known = {*sectors(), *families()}
    assert all(set(keys) <= known for keys in sector_spellings().values())
    assert all(len(set(keys)) == len(keys) for keys in sector_spellings().values())


LABELS = pd.read_csv(Path(__file__).parent / "data" / "sector_labels.csv", keep_default_na=False)


@pytest.mark.parametrize("key", list(sectors()))
def test_labels_of_english_local_systems_are_their_sector(key):
    labels = LABELS.loc[LABELS["sector"] == key, "label"]
    assert len(labels) >= 7
    assert {label: meant for label in labels if (meant := sectors_meant(label)) != (key,)} == {}


@pytest.mark.parametrize(
    ("label", "keys"),
    [
        ("Trust", {"nhs_provider", "vcse", "education"}),
        ("Commissioners", {"nhs_commissioner", "local_authority", "police_justice"}),
        ("Mental health", {"nhs_provider", "vcse"}),
        ("Parish", {"local_authority", "vcse"}),
        ("NHS/Council", {"nhs", "local_authority"}),
        ("Police and Fire & Rescue", {"police_justice", "fire"}),
        ("Government", {"local_authority", "central_gov"}),
        ("Co-op", {"vcse", "private", "housing"}),
    ],
)
def test_a_label_that_may_be_several_sectors_is_not_guessed(label, keys):
    assert set(sectors_meant(label)) == keys
    records = read(label, "Police", "Council")
    assert records.partners["sector"].iloc[0] == label
    (said,) = records.problems["message"]
    assert said.startswith("may mean ") and f'sectors={{"{label}": ' in said
    assert all(sector_labels()[key] in said for key in keys)


@pytest.mark.parametrize("label", LABELS.loc[LABELS["sector"] == "", "label"])
def test_a_right_word_is_no_misspelling_of_another(label):
    assert near_spelling(label) == ""


def test_no_spelling_and_no_variant_of_one_is_refused_as_a_near_miss():
    assert [
        variant for text in sector_spellings() for variant in variants(text) if near_spelling(variant)
    ] == []


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Volunatry sector", "Voluntary sector"),
        ("Comunity group", "Community group"),
        ("Housing asociation", "Housing association"),
        ("NHS foundation turst", "Nhs foundation trust"),
        ("Police servce", "Police service"),
        ("Univeristy", "University"),
        ("Social enterprize", "Social enterprise"),
        ("Borough counsil", "Borough council"),
    ],
)
def test_a_slip_of_the_pen_is_a_fault_with_the_suggestion(written, meant):
    with pytest.raises(RecordsError, match=f"did you mean {meant}"):
        read(written, "Police", "Council")


def test_labels_that_nobody_decided_are_listed_once_with_what_to_write():
    records = read("Growers", "Growers", "Shoals", "Police", "Council")
    assert list(records.partners["sector"])[:3] == ["Growers", "Growers", "Shoals"]
    (problem,) = records.problems.itertuples()
    assert (
        "no sector that sysmap knows: Growers (2 organisations), Shoals (1 organisation)" in problem.message
    )
    assert 'sectors={"Growers": "Growers"}' in problem.message and 'sectors="as written"' in problem.message
    assert problem.row == "2, 3, 4"


def test_what_the_user_said_of_a_label_stands_and_is_asked_no_more():
    given = {"growers": "Private", "Trust": "NHS provider", "Shoals": "Shoals", "Community": "Community"}
    records = read("Growers", "Trust", "Shoals", "Community", "Police", sectors=given)
    assert list(records.partners["sector"]) == [
        *("Private", "NHS provider", "Shoals", "Community", "Police and justice"),
    ]
    assert list(records.partners["sector_key"])[:4] == ["private", "nhs_provider", "shoals", "community"]
    assert records.problems.empty


def test_a_label_may_be_said_to_be_unknown_and_blanks_worked_out_beside_it():
    records = read("To be decided", "Police", "Council", sectors={"To be decided": "unknown"})
    assert records.partners["sector"].iloc[0] is None and records.partners["sector_key"].iloc[0] == "unknown"
    partners = pd.DataFrame({"name": ["Northshire Police", "B", "C"], "sector": ["", "Grower", "Council"]})
    ties = pd.DataFrame({"source": ["B"], "target": ["C"]})
    records = read_records(partners=partners, collaborations=ties, sectors={"": "infer", "Grower": "Private"})
    assert list(records.partners["sector"]) == ["Police and justice", "Private", "Local authority"]


@pytest.mark.parametrize("wrong", [{}, ["uk"], {"A": 1}, {"A": ""}, {"": "Private"}, {"A": "<b>"}, None])
def test_a_choice_that_is_none_is_refused_in_words(wrong):
    with pytest.raises(ChoiceError, match="sectors= is one of 'uk', 'as written', 'infer'"):
        read("Police", "Council", "GP", sectors=wrong)


def test_labels_left_as_written_look_different_on_one_map_though_they_mean_one_sector():
    labels = [
        "County Council",
        "District Council",
        "Local authority",
        "Council",
        "GP surgery",
        "Primary care",
    ]
    marks = sector_marks(labels)
    assert len({(mark.colour, mark.shape) for mark in marks.values()}) == len(labels)
    assert len({mark.colour for mark in marks.values()}) == 2
    assert marks["Local authority"].shape == sectors()["local_authority"].shape


@pytest.mark.parametrize(("labels", "said"), [("ABCD", True), ("ABC", True), ("AB", False)])
def test_a_map_with_more_than_half_as_many_sectors_as_organisations_says_so(labels, said):
    given = [f"Sector {letter * 5}" for letter in (labels * 5)[:5]]
    records = read(*given, sectors="as written")
    notes = [note for note in build_map(records).notes if "sectors" in note]
    assert bool(notes) == said
    assert not notes or f"{len(labels)} sectors for 5 organisations" in notes[0]


def test_case_and_spaces_of_what_the_user_said_do_not_count():
    assert fold(" GROWERS ") == "growers"
    assert read("Growers", "Police", "Council", sectors={"  GROWERS ": "Private"}).problems.empty


def test_the_command_line_takes_a_rule_and_what_labels_mean(tmp_path):
    (tmp_path / "partners.csv").write_text(
        "name,sector\nA,Trust\nNorthshire Police,\nC,Growers\n", encoding="utf-8"
    )
    (tmp_path / "ties.csv").write_text("source,target\nA,C\n", encoding="utf-8")
    files = [str(tmp_path / "partners.csv"), str(tmp_path / "ties.csv")]
    meant = ["--sectors", "Trust=NHS provider", "--sectors", "Growers=Growers"]

    def said(*options: str) -> str:
        return CliRunner().invoke(commands, ["check", *files, *options]).output

    assert "no sector" in said() and "--sectors Trust=" in said()
    assert "may mean" not in said(*meant, "--sectors", "infer")
    assert "0 faults, 1 warning" in said(*meant, "--sectors", "infer")
    assert "give one of uk, as-written, infer" in said("--sectors", "us")
    assert "give one of uk, as-written, infer" in said(*meant, "--sectors", "as-written")
