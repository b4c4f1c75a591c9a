"""Copies for the public: what is personal is not in the file, and few people are never shown alone."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner
from conftest import copied
from test_canaries import written

import sysmap as sm
from sysmap.cli import commands
from sysmap.errors import ChoiceError, RecordsError
from sysmap.findings.disclosure.copies import public_copy
from sysmap.network.roster import respondents

pytestmark = pytest.mark.usefixtures("few_redraws")

SECRETS = ("quiet word", "respondent 7", "own remark", "66000000", "Jo Field", "about the leader", "3.875")
NAMES = {"A": "Northshire Police", "B": "Northshire Council", "C": "Lantern Project", "D": "Northshire ICB"}


def records(respondents: float = 1, name: str = NAMES["A"], **partners: list[str]) -> sm.Records:
    return copied(_read(respondents, name, tuple((column, *cells) for column, cells in partners.items())))


@cache
def _read(respondents: float, name: str, partners: tuple[tuple[str, ...], ...]) -> sm.Records:
    return sm.read_records(
        partners=pd.DataFrame(
            {
                "id": list("ABCD"),
                "name": [name, *list(NAMES.values())[1:]],
                "sector": ["Police", "Council", "Voluntary", "NHS"],
                "note": "quiet word",
                "remark": "own remark",
                **{column: cells for column, *cells in partners},
            }
        ),
        collaborations=pd.DataFrame(
            {
                "source": ["A", "B", "C"],
                "target": ["B", "A", "D"],
                "kind": "plans",
                "strength": [2, 2, 1],
                "wave": "2024",
                "reported_by": "respondent 7",
                "trust": 3.875,
                "note": "about the leader",
            }
        ),
        asked=pd.DataFrame(
            {"wave": "2024", "organisation": list("ABCD"), "answered": "y", "respondents": respondents}
        ),
        money=pd.DataFrame({"source": ["B"], "target": ["A"], "amount": [66000000]}),
        programmes=pd.DataFrame({"programme": ["One", "Two", "Three"], "enabler": ["Jo Field", "E01", ""]}),
    )


def content(path: Path) -> str:
    """Return everything that is in a file or folder, unpacked."""
    if path.is_dir():
        return "\n".join(content(file) for file in sorted(path.iterdir()))
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return path.read_text(encoding="utf-8")


def secrets_in(path: Path) -> list[str]:
    text = content(path)
    return [secret for secret in SECRETS if secret in text]


MAP_FILES = ["map.xlsx", "map.json", "map.graphml", "map.gexf", "map.dl", "map.kumu.xlsx", "map.gephi.zip"]


@pytest.mark.parametrize("name", ["copy", "copy.xlsx"])
def test_public_records_hold_nothing_personal(tmp_path, name):
    assert secrets_in(sm.save(records(), tmp_path / f"all-{name}")) == list(SECRETS)
    assert secrets_in(sm.save(records(), tmp_path / name, public=True)) == []


@pytest.mark.parametrize("name", MAP_FILES)
def test_a_public_map_holds_nothing_personal(tmp_path, name):
    path = sm.save(sm.build_map(records()), tmp_path / name, public=True)
    assert secrets_in(path) == []
    assert "Lantern Project" in content(path)


def test_a_public_page_holds_nothing_personal_and_may_be_saved_as_such(tmp_path):
    page = sm.render(sm.build_map(records()), public=True)
    assert not [secret for secret in SECRETS if secret in page.html]
    assert sm.save(page, tmp_path / "map.html", public=True).exists()
    with pytest.raises(ChoiceError, match=r"render\(\.\.\., public=True\)"):
        sm.save(sm.render(sm.build_map(records())), tmp_path / "all.html", public=True)
    assert not (tmp_path / "all.html").exists()


@cache
def divided_by(boundary: str) -> sm.SystemMap:
    return sm.build_map(records(identifiers=list("wxyz")), boundary=boundary)


@pytest.mark.parametrize("boundary", ["remark", "Note", "identifiers", "asked", "file", "name_as_written"])
@pytest.mark.parametrize("of", ["map", "page", "card", "grid", "sectors", "pairs", "chart", "report"])
def test_what_is_divided_by_a_private_column_is_refused_in_words(tmp_path, boundary, of):
    system = divided_by(boundary)
    make = {
        "map": lambda: sm.save(system, tmp_path / "x.json", public=True),
        "page": lambda: sm.render(system, public=True),
        "card": lambda: sm.save(sm.integration(system, draws=0), tmp_path / "x.csv", public=True),
        "grid": lambda: sm.save(sm.sector_grid(system), tmp_path / "x.csv", public=True),
        "sectors": lambda: sm.save(sm.sector_scores(system), tmp_path / "x.csv", public=True),
        "pairs": lambda: sm.save(sm.introductions(system), tmp_path / "x.csv", public=True),
        "chart": lambda: sm.save(sm.sector_grid(system).plot(), tmp_path / "x.svg", public=True),
        "report": lambda: sm.report(system, public=True),
    }
    with pytest.raises(ChoiceError, match=f"{boundary} is private.*boundary=.sector"):
        make[of]()
    assert list(tmp_path.iterdir()) == []


def test_marks_sized_by_what_people_said_are_refused_in_words():
    with pytest.raises(ChoiceError, match="Trust .* public map must not show"):
        sm.render(sm.build_map(records()), size_by="trust", public=True)
    assert sm.render(sm.build_map(records()), size_by="betweenness", public=True).public


def test_a_table_that_nobody_knows_is_refused(tmp_path):
    scores = sm.organisation_scores(sm.build_map(records()))
    for frame in (pd.DataFrame({"anything": ["quiet word"]}), scores.assign(mine="quiet word")):
        with pytest.raises(ChoiceError, match="of which sysmap knows what may be public"):
            sm.save(frame, tmp_path / "x.csv", public=True)
    assert secrets_in(sm.save(scores, tmp_path / "x.csv", public=True)) == []


def test_who_reported_a_tie_cannot_be_told_from_public_records(tmp_path):
    ties = sm.read_records(sm.save(records(), tmp_path / "copy", public=True)).collaborations
    assert list(zip(ties["source"], ties["target"], strict=True)) == [("A", "B"), ("C", "D")]
    reported_by_d = records()
    reported_by_d.collaborations[["source", "target"]] = [["B", "A"], ["B", "A"], ["D", "C"]]
    other = sm.save(reported_by_d, tmp_path / "other", public=True)
    assert content(tmp_path / "copy" / "collaborations.csv") == content(other / "collaborations.csv")


def test_a_public_map_does_not_say_which_ties_were_confirmed(tmp_path):
    system = sm.build_map(records())
    assert system.ties["confirmed"].any()
    rows = json.loads(content(sm.save(system, tmp_path / "map.json", public=True)))["ties"]
    assert rows and "confirmed" not in rows[0]


def test_a_map_of_who_reported_what_is_refused_unless_its_ties_have_a_direction(tmp_path):
    with pytest.raises(ChoiceError, match="who reported what"):
        sm.render(sm.build_map(records(), report="directed"), public=True)
    one_way = records()
    one_way.collaborations["directed"] = True
    assert sm.render(sm.build_map(one_way, report="directed"), public=True).public


@pytest.mark.parametrize("name", ["Dr Jane Doe", "jane@northshire.example"])
@pytest.mark.parametrize("of", ["records", "map", "page", "card", "grid", "scores"])
def test_a_person_as_organisation_is_refused_by_name(tmp_path, name, of):
    system = sm.build_map(records(name=name))
    make = {
        "records": lambda: sm.save(system.records, tmp_path / "copy", public=True),
        "map": lambda: sm.save(system, tmp_path / "copy.gexf", public=True),
        "page": lambda: sm.render(system, public=True),
        "card": lambda: sm.save(sm.integration(system, draws=0), tmp_path / "copy.csv", public=True),
        "grid": lambda: sm.save(sm.sector_grid(system), tmp_path / "copy.csv", public=True),
        "scores": lambda: sm.save(sm.organisation_scores(system), tmp_path / "copy.csv", public=True),
    }
    with pytest.raises(RecordsError, match=name):
        make[of]()
    assert list(tmp_path.iterdir()) == []


def test_an_enabler_is_shown_as_a_code_and_a_code_stays(tmp_path):
    copy = sm.read_records(sm.save(records(), tmp_path / "copy", public=True))
    assert list(copy.programmes["enabler"]) == ["E02", "E01", ""]


def test_measures_that_rest_on_fewer_than_five_respondents_are_hidden(tmp_path):
    card = sm.integration(sm.build_map(records()), draws=0)
    measures = json.loads(content(sm.save(card, tmp_path / "card.json", public=True)))["measures"]
    for name in ("confirmation_rate", "response_rate"):
        assert measures[name]["value"] is None
        assert measures[name]["reading"] == "Fewer than 5"
    assert measures["density"]["value"] == pytest.approx(2 / 6)
    assert "4 of 4" not in content(tmp_path / "card.json")


def test_a_share_of_so_few_ties_that_each_can_be_told_is_hidden_however_many_people_answered(tmp_path):
    card = sm.integration(sm.build_map(records(2)), draws=0)
    measures = json.loads(content(sm.save(card, tmp_path / "card.json", public=True)))["measures"]
    # One of two ties: that it is 1 / 2 would tell that all four answered, each a sector by itself.
    assert measures["confirmation_rate"]["value"] is None
    assert measures["response_rate"]["value"] is None and "4 of 4" not in content(tmp_path / "card.json")


def test_how_many_answered_is_said_where_no_sector_can_be_told_from_it(riverside, tmp_path):
    card = sm.integration(sm.build_map(riverside, "2024"), draws=0)
    measures = json.loads(content(sm.save(card, tmp_path / "card.json", public=True)))["measures"]
    assert measures["response_rate"]["value"] == 32 / 36
    assert "32 of 36 asked have answered" in content(tmp_path / "card.json")


def test_a_measure_that_is_not_defined_keeps_its_own_reason(tmp_path):
    bare = sm.read_records(
        partners=pd.DataFrame({"name": list("ABC"), "sector": ["Police", "NHS", "NHS"]}),
        collaborations=pd.DataFrame({"source": ["A"], "target": ["B"]}),
    )
    card = sm.integration(sm.build_map(bare), "confirmation_rate", draws=0)
    measures = json.loads(content(sm.save(card, tmp_path / "card.json", public=True)))["measures"]
    assert measures["confirmation_rate"]["undefined"] == "not_recorded"


def test_how_many_of_a_sector_answered_is_hidden_where_they_are_few(riverside, tmp_path):
    system = sm.build_map(riverside, "2024")
    scores = sm.sector_scores(system)
    frame = pd.read_csv(sm.save(scores, tmp_path / "sectors.csv", public=True), index_col=0)
    people = respondents(system.records, "2024", system.organisations.index)
    few = people.groupby(system.organisations["sector"]).sum()
    for sector, answered in frame["answered"].items():
        assert answered == ("fewer than 5" if few[sector] < 5 else str(scores.at[sector, "answered"]))
    assert {"fewer than 5"} < set(frame["answered"])
    assert scores["answered"].dtype == float  # what is shown elsewhere is not changed


def test_a_comparison_shows_a_measure_that_enough_people_stand_behind(riverside, tmp_path):
    change = sm.compare(*(sm.build_map(riverside, wave) for wave in ("2022", "2024")), permutations=0)
    whole = sm.save(change, tmp_path / "all.json")
    copy = sm.save(change, tmp_path / "copy.json", public=True)
    whole, copy = (json.loads(content(path))["measures"]["confirmation_rate"] for path in (whole, copy))
    # 31 and 32 respondents; to 5 points, so that nobody can work out of how many pairs it is.
    shown = {}
    for column, wave in (("before", "2022"), ("after", "2024")):
        card = sm.integration(sm.build_map(riverside, wave), "confirmation_rate", draws=0)
        path = sm.save(card, tmp_path / "card.json", public=True)
        assert copy[column] == json.loads(content(path))["measures"]["confirmation_rate"]["value"]
        exact = card.to_frame().at["confirmation_rate", "value"]
        assert copy[column] == pytest.approx(round(exact / 0.05) * 0.05) and copy[column] != whole[column]
        shown[column] = f"{copy[column]:.1%}".replace("%", " %")
    assert copy["change"] == pytest.approx(copy["after"] - copy["before"])
    assert copy["reading"].endswith(
        f"Confirmation rate: {shown['before']} in 2022, {shown['after']} in 2024."
    )


def test_the_result_itself_is_not_changed(tmp_path):
    system = sm.build_map(records())
    organisations, ties = system.organisations.copy(), system.ties.copy()
    collaborations = system.records.collaborations.copy()
    sm.render(system, public=True)
    sm.save(system.records, tmp_path / "copy", public=True)
    pd.testing.assert_frame_equal(system.organisations, organisations)
    pd.testing.assert_frame_equal(system.ties, ties)
    pd.testing.assert_frame_equal(system.records.collaborations, collaborations)


def test_a_public_folder_is_a_new_one(tmp_path):
    sm.save(records(), tmp_path / "all")
    with pytest.raises(ChoiceError, match="new folder"):
        sm.save(records(), tmp_path / "all", public=True)


def test_a_sector_of_one_is_hidden(tmp_path):
    folder = Path(__file__).parent / "data" / "hostile"
    found = sm.read_records(folder / "tiny_sector.csv", folder / "ok_ties.csv")
    scores = sm.sector_scores(sm.build_map(found, found.waves_in_order[0]))
    frame = pd.read_csv(sm.save(scores, tmp_path / "sectors.csv", public=True), index_col=0)
    assert set(frame.loc[frame["organisations"] == 1, "answered"]) == {"fewer than 5"}


@pytest.mark.parametrize(
    "words",
    [
        ["map", "-o", "out.html"],
        ["measure", "--draws", "0", "-o", "out.json"],
        ["organisations", "-o", "out.csv"],
        ["sectors", "-o", "out.csv"],
        ["export", "-o", "out.gexf"],
        ["export", "-o", "out.xlsx"],
    ],
)
def test_commands_write_public_copies(tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    sm.save(records(), "all")
    result = CliRunner().invoke(commands, [words[0], "all", *words[1:], "--public"])
    assert result.exit_code == 0, result.output
    assert secrets_in(Path(words[-1])) == []


@pytest.mark.parametrize(
    "words", [["map"], ["measure"], ["sectors"], ["export", "-o", "out.json"], ["report"]]
)
def test_commands_refuse_a_private_boundary_and_write_nothing(tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    sm.save(records(), "all")
    result = CliRunner().invoke(commands, [words[0], "all", *words[1:], "--boundary", "note", "--public"])
    assert result.exit_code == 2 and "note is private" in result.output
    assert "--boundary sector" in result.output and [path.name for path in tmp_path.iterdir()] == ["all"]


def test_a_command_refuses_a_person_with_the_status_of_a_fault(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    sm.save(records(name="Dr Jane Doe"), "all")
    result = CliRunner().invoke(commands, ["sectors", "all", "--public"])
    assert result.exit_code == 1 and "Dr Jane Doe" in result.output
    assert CliRunner().invoke(commands, ["sectors", "all"]).exit_code == 0


def test_a_public_workbook_of_a_map_has_no_column_of_notes(tmp_path):
    book = openpyxl.load_workbook(sm.save(sm.build_map(records()), tmp_path / "map.xlsx", public=True))
    everything = openpyxl.load_workbook(sm.save(sm.build_map(records()), tmp_path / "all.xlsx"))
    known, told = (
        {str(cell.value).casefold() for cell in each["Organisations"][1]} for each in (everything, book)
    )
    assert {"note", "remark"} <= known and not {"note", "remark"} & told


QUESTIONS = [
    "Which of these does your team, led by Jo Field, share information with?",
    "Since the inquiry, whom do you ask for help before you call the police",
    "refers to",
    "plans",
]


@pytest.fixture
def asked_in_sentences() -> sm.Records:
    found = records()
    rows = [found.collaborations.assign(kind=kind) for kind in QUESTIONS]
    return sm.read_records(
        partners=found.partners[["id", "name", "sector"]],
        collaborations=pd.concat(rows)[["source", "target", "kind", "strength", "wave"]],
    )


@pytest.mark.parametrize("kinds", [None, QUESTIONS[:2]])
def test_questions_as_kinds_become_numbers_and_labels_stay_in_every_public_file(
    asked_in_sentences, kinds, tmp_path
):
    system = sm.build_map(asked_in_sentences, kinds=kinds)
    made = {
        "records": asked_in_sentences,
        "map": system,
        "page": sm.render(system, public=True),
        "report": sm.report(system, public=True),
        "card": sm.integration(system, draws=0),
        "grid": sm.sector_grid(system),
    }
    for what, result in made.items():
        for suffix, text in written(result, tmp_path, public=True):
            if suffix == ".png":
                continue
            assert "Jo Field" not in text and "inquiry" not in text, (what, suffix)
    shown = set(public_copy(system).ties["kinds"].explode())
    assert shown == ({"kind 1", "kind 2"} if kinds else {"kind 1", "kind 2", "plans", "refers to"})
    copy = sm.read_records(sm.save(asked_in_sentences, tmp_path / "records", public=True))
    assert set(copy.collaborations["kind"]) == {"kind 1", "kind 2", "plans", "refers to"}
    assert "is called kind 1" in public_copy(asked_in_sentences).summary["about"]


@pytest.mark.parametrize("wave", ["2022", "2024"])
def test_a_kind_has_one_number_in_all_that_is_made_of_a_record_set(asked_in_sentences, wave, tmp_path):
    ties = asked_in_sentences.collaborations
    found = sm.read_records(
        partners=asked_in_sentences.partners[["id", "name", "sector"]],
        collaborations=pd.concat(
            [ties[ties["kind"] == QUESTIONS[0]].assign(wave="2022"), ties.assign(wave="2024")]
        )[["source", "target", "kind", "wave"]],
    )
    kinds = public_copy(sm.build_map(found, wave, kinds=QUESTIONS[:1])).ties["kinds"]
    assert set(kinds) == {("kind 2",)}


def test_the_words_of_the_vocabulary_and_of_the_example_stay(riverside):
    from sysmap.findings.disclosure.records import is_label
    from sysmap.vocabulary import tie_kinds

    kinds = {*tie_kinds(), *riverside.collaborations["kind"], "joint commissioning", "Data sharing (GDPR)"}
    assert all(is_label(kind) for kind in kinds)
    assert not is_label("Dr Jane Doe") and not is_label("ask jo@field.example") and not is_label("Who?")


def test_no_sentence_of_a_comparison_goes_by_who_answered_where_the_comparison_does_not(riverside):
    unrecorded = replace(riverside, asked=riverside.asked.iloc[:0])
    own, nobody = (
        sm.compare(*(sm.build_map(records, wave) for wave in ("2022", "2024")))
        for records in (riverside, unrecorded)
    )
    assert "those reported that answered both waves" in own.levels_note
    for change in (public_copy(own), nobody):
        assert change.levels_note.startswith("Levels here are those of the organisations compared. They")
        said = " ".join(change.notes)
        assert "panel reported" not in said and "what those reported" not in said
        assert "only what these reported" not in said
