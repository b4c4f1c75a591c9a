"""What was said in the room: of which map, read back, kept apart, applied when asked."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner
from test_canaries import written

import sysmap as sm
from sysmap.cli import commands
from sysmap.network.rules import SAID_APPLIED
from sysmap.network.said_maps import recorded_map
from sysmap.records.said.declared import ACTIONS, COLUMNS, OF_EVERY_STEP, REPORTER, for_a_page
from sysmap.results import public_copy

pytestmark = pytest.mark.usefixtures("few_redraws", "few_dots", "blank_pictures_in_word")

DATA = Path(__file__).resolve().parent / "data" / "said"
SOURCES = (DATA / "partners.csv", DATA / "collaborations.csv")
ROOM, OTHER = DATA / "room.said.csv", DATA / "other_table.said.csv"

PARTNERS = pd.DataFrame(
    {
        "name": ["Alder Trust", "Birch Council", "Cedar Police", "Dogwood Hub"],
        "id": ["a", "b", "c", "d"],
        "sector": ["NHS provider", "Local authority", "Police", "Voluntary"],
    }
)
TIES = pd.DataFrame(
    {
        "source": ["b", "a", "c", "a"],
        "target": ["a", "b", "a", "d"],
        "kind": ["refers", "refers", "plans", ""],
        "strength": [2, 3, 1, None],
    }
)


# -- Of which map --


def test_the_checksum_is_of_ids_kinds_and_strengths_and_of_nothing_else():
    system = sm.build_map(sm.read_records(partners=PARTNERS, collaborations=TIES))
    text = '["a","b","refers","3"]\n["a","c","plans","1"]\n["a","d","",""]'
    assert system.checksum == hashlib.sha256(text.encode()).hexdigest()[:16]


def test_the_order_of_rows_and_the_rules_of_a_map_do_not_change_its_checksum():
    records = sm.read_records(partners=PARTNERS, collaborations=TIES)
    turned = sm.read_records(partners=PARTNERS.iloc[::-1], collaborations=TIES.iloc[::-1])
    maps = [
        sm.build_map(turned),
        sm.build_map(records, kinds="plans"),
        sm.build_map(records, report="directed"),
    ]
    assert {system.checksum for system in maps} == {sm.build_map(records).checksum}


def test_a_public_copy_has_the_checksum_of_the_map_that_it_was_made_of():
    system = sm.build_map(sm.read_records(partners=PARTNERS, collaborations=TIES))
    assert public_copy(system).checksum == system.checksum


@pytest.mark.parametrize(
    "other",
    [
        TIES.iloc[1:3],
        TIES.assign(strength=[2, 4, 1, None]),
        TIES.assign(kind=["refers", "refers", "funds", ""]),
        TIES.assign(target=["a", "b", "b", "d"]),
    ],
)
def test_other_ties_have_another_checksum(other):
    known = sm.build_map(sm.read_records(partners=PARTNERS, collaborations=TIES)).checksum
    assert sm.build_map(sm.read_records(partners=PARTNERS, collaborations=other)).checksum != known


def test_a_wave_has_its_own_checksum():
    waves = pd.concat([TIES.assign(wave="2022"), TIES.iloc[:2].assign(wave="2024")])
    records = sm.read_records(partners=PARTNERS, collaborations=waves)
    before, after = (sm.build_map(records, wave=wave) for wave in ("2022", "2024"))
    assert before.checksum != after.checksum
    assert before.checksum == sm.build_map(sm.read_records(partners=PARTNERS, collaborations=TIES)).checksum


# -- What is declared --


def test_every_column_is_taken_by_an_action():
    assert {name for action in ACTIONS.values() for name in action.columns} == set(COLUMNS)
    assert set(OF_EVERY_STEP) < set(COLUMNS)


def test_a_page_is_told_the_columns_and_actions_as_they_are_declared():
    told = for_a_page()
    assert list(told["columns"]) == list(COLUMNS)
    assert list(told["actions"]) == list(ACTIONS)
    assert told["actions"]["change tie"]["one_of"] == ("kind", "strength")


# -- Read back, and kept apart --


@pytest.fixture(scope="module")
def records() -> sm.Records:
    return sm.read_records(*SOURCES, said=ROOM)


@pytest.fixture(scope="module")
def plain() -> sm.Records:
    return sm.read_records(*SOURCES)


@pytest.fixture(scope="module")
def two_tables() -> sm.Records:
    return sm.read_records(*SOURCES, said=[ROOM, OTHER])


def expected_ties() -> set[tuple[Any, ...]]:
    """Return the ties worked out by hand: both ends, kinds and strength."""
    rows = pd.read_csv(DATA / "expected_ties.csv", keep_default_na=False).to_numpy().tolist()
    return {(frozenset(row[:2]), row[2], str(row[3])) for row in rows}


def ties_of(system: sm.SystemMap) -> set[tuple[Any, ...]]:
    return {
        (
            frozenset((tie.source, tie.target)),
            "; ".join(tie.kinds),
            "" if tie.strength != tie.strength else f"{tie.strength:g}",
        )
        for tie in system.ties.itertuples()
    }


def test_the_steps_in_force_stand_in_the_records(records):
    assert list(records.said["step"]) == [1, 2, 3, *range(6, 19), *range(21, 26)]
    assert list(records.said.columns[: len(COLUMNS)]) == list(COLUMNS)
    assert records.summary["said"]["add tie"] == 7


def test_steps_in_force_are_read_as_a_page_gives_them(records):
    steps = records.said[list(COLUMNS)].replace({"undoes": {0: ""}}).to_dict("records")
    again = sm.read_records(*SOURCES, said=steps)
    assert list(again.said["step"]) == list(range(1, 22))
    assert ties_of(sm.build_map(again, "2024", said="applied")) == expected_ties()


def test_what_was_said_applied_is_the_map_worked_out_by_hand(records):
    system = sm.build_map(records, "2024", said="applied")
    assert ties_of(system) == expected_ties()
    sectors = system.organisations["sector"]
    assert sectors["v4"] == sectors["p4"] == sectors["=Yew <b>Council</b>"] == "Local authority"
    assert sectors["Willow Food Bank"] == "Voluntary and community"
    assert system.organisations["note"]["v4"] == 'The shed, moved "next door"'


def test_kept_apart_the_map_is_as_recorded_and_says_that_something_was_said(records, plain):
    apart, recorded = sm.build_map(records, "2024"), sm.build_map(plain, "2024")
    assert apart.ties.equals(recorded.ties)
    assert apart.organisations.equals(recorded.organisations)
    assert apart.notes == (
        "said in the room and not on this map: 2 organisations added, 7 ties added, 3 ties "
        "removed, 3 ties changed, 2 pairs said not to work together, 2 sectors changed, 2 notes",
        *recorded.notes,
    )
    assert len(apart.said) == 21


def test_nothing_recorded_is_changed(records, plain):
    sm.build_map(records, "2024", said="applied")
    assert records.collaborations.equals(plain.collaborations)
    assert records.partners.equals(plain.partners)


def test_who_reported_a_tie_is_kept(records):
    system = sm.build_map(records, "2024", said="applied")
    ties = system.records.collaborations
    said = ties[ties["reported_by"].str.startswith(REPORTER)]
    assert set(said["reported_by"]) == {f"{REPORTER}, 2026-05-14"}
    assert set(said["file"]) == {"room.said.csv"}
    assert not system.ties["confirmed"].any()
    assert not system.reported.loc[system.reported["records"] == 1, ["by_low", "by_high"]].all(axis=1).any()


def test_an_organisation_that_was_added_is_on_the_map_of_its_wave_alone(records):
    first = sm.build_map(records, "2022", said="applied")
    assert len(first.organisations) == 12
    assert first.organisations["sector"]["v4"] == "Local authority"


def test_a_wave_says_what_was_said_of_it(records):
    assert list(sm.build_map(records, "2022").said["action"]) == ["change sector", "change sector"]


def test_applying_what_nobody_said_is_refused(plain):
    with pytest.raises(sm.ChoiceError, match="hold nothing that was said"):
        sm.build_map(plain, "2024", said="applied")


def test_whose_report_counts_does_not_matter_for_what_was_said(records):
    system = sm.build_map(records, "2024", said="applied", report="confirmed")
    assert ("n4", "v2") in set(zip(system.ties["source"], system.ties["target"], strict=True))
    kinds = sm.build_map(records, "2024", said="applied", kinds="shares")
    assert {frozenset(ends) for ends in kinds.ties[["source", "target"]].to_numpy()} == {
        tie[0] for tie in expected_ties() if "shares" in tie[1]
    }


def test_those_whom_nobody_asked_stay_on_the_map_when_their_tie_is_struck():
    asked = pd.DataFrame({"wave": "2024", "organisation": ["a", "b", "c"], "answered": "y"})
    ties = TIES.assign(wave="2024")
    system = sm.build_map(sm.read_records(partners=PARTNERS, collaborations=ties, asked=asked))
    steps = ledger(
        system,
        {"action": "strike tie", "organisation": "Alder Trust", "other": "Dogwood Hub"},
        {"action": "add organisation", "organisation": "Elder Court"},
    )
    read = sm.read_records(partners=PARTNERS, collaborations=ties, asked=asked, said=steps)
    applied = sm.build_map(read, said="applied")
    assert list(applied.organisations.index) == ["Elder Court", "a", "b", "c", "d"]
    assert applied.arrays.partners.tolist() == [0, 2, 1, 1, 0]


def test_an_organisation_of_the_records_is_added_to_the_map_of_a_wave():
    asked = pd.DataFrame({"wave": "2024", "organisation": ["a", "b"], "answered": "y"})
    how = {"partners": PARTNERS, "collaborations": TIES.iloc[:2].assign(wave="2024"), "asked": asked}
    system = sm.build_map(sm.read_records(**how))
    assert list(system.organisations.index) == ["a", "b"]
    add = {"action": "add organisation", "organisation": "Cedar Police", "organisation_id": "c"}
    tie = {
        "action": "add tie",
        "organisation": "Cedar Police",
        "organisation_id": "c",
        "other": "Alder Trust",
    }
    read = sm.read_records(**how, said=ledger(system, add, tie))
    applied = sm.build_map(read, said="applied")
    assert list(applied.organisations.index) == ["a", "b", "c"]
    assert applied.organisations["sector"]["c"] == "Police and justice"
    assert len(read.partners) == len(applied.records.partners)


def test_a_change_is_of_both_arrows_between_two():
    ties = pd.DataFrame({"source": ["a", "b"], "target": ["b", "a"], "kind": ["x", "y"], "strength": [1, 3]})
    how = {"partners": PARTNERS, "collaborations": ties}
    system = sm.build_map(sm.read_records(**how), report="directed")
    change = {"action": "change tie", "organisation": "Alder Trust", "other": "Birch Council", "kind": "z"}
    applied = sm.build_map(
        sm.read_records(**how, said=ledger(system, change)), report="directed", said="applied"
    )
    found = applied.ties[["source", "target", "kinds", "strength"]].to_numpy().tolist()
    assert found == [["a", "b", ("z",), 1.0], ["b", "a", ("z",), 3.0]]


def test_units_joined_take_what_was_said_of_their_organisation():
    partners = PARTNERS.assign(parent=["", "", "", "c"])
    system = sm.build_map(sm.read_records(partners=partners, collaborations=TIES), units="joined")
    steps = ledger(system, {"action": "strike tie", "organisation": "Alder Trust", "other": "Cedar Police"})
    read = sm.read_records(partners=partners, collaborations=TIES, said=steps)
    applied = sm.build_map(read, units="joined", said="applied")
    assert applied.ties[["source", "target"]].to_numpy().tolist() == [["a", "b"]]


def ledger(system: sm.SystemMap, *rows: dict[str, Any]) -> pd.DataFrame:
    """Return steps said of a map, as a page writes them."""
    usual = dict.fromkeys(COLUMNS, "")
    usual |= {"time": "2026-05-14T10:00:00Z", "wave": system.wave or "", "checksum": system.checksum}
    return pd.DataFrame([{**usual, "step": str(place), **row} for place, row in enumerate(rows, 1)])


# -- Several tables --


def test_contradictions_are_listed_and_neither_is_applied(two_tables):
    found = two_tables.contradictions
    assert sorted(found["about"].unique()) == [
        'the sector of Oak "Shed" & Garden',
        "the tie between Juniper Carers and Alder NHS Trust in 2024",
    ]
    assert set(zip(found["file"], found["step"], strict=True)) == {
        ("room.said.csv", 7),
        ("room.said.csv", 11),
        ("other_table.said.csv", 2 + 1),
        ("other_table.said.csv", 4),
    }
    system = sm.build_map(two_tables, "2024", said="applied")
    ends = frozenset({"n1", "v1"})
    assert [tie[1:] for tie in ties_of(system) if tie[0] == ends] == [("shares", "1")]
    assert system.organisations["sector"]["v4"] == "Voluntary and community"


def test_what_two_tables_say_alike_counts_once(two_tables):
    counts = two_tables.said["action"].value_counts()
    assert counts["strike tie"] == 3 and counts["add organisation"] == 2
    system = sm.build_map(two_tables, "2024", said="applied")
    assert frozenset({"Willow Food Bank", "v1"}) in {tie[0] for tie in ties_of(system)}
    assert len(system.organisations) == 14


def test_a_file_that_another_goes_on_from_is_read_once(tmp_path, records):
    lines = ROOM.read_text(encoding="utf-8").splitlines(keepends=True)
    earlier = tmp_path / "earlier.said.csv"
    earlier.write_text("".join(lines[:9]), encoding="utf-8")
    both = sm.read_records(*SOURCES, said=[earlier, ROOM])
    assert both.said.equals(records.said)
    assert both.problems["message"].str.contains("are in room.said.csv as well").any()


def test_several_files_are_written_as_one_that_says_the_same(tmp_path, two_tables):
    path = sm.save(sm.Said.of(two_tables), tmp_path / "joined.said.csv")
    again = sm.read_records(*SOURCES, said=path)
    what = ["action", "organisation_id", "other_id", "kind", "strength", "sector", "note", "said_by", "time"]
    assert again.said[what].equals(two_tables.said[what])
    assert again.contradictions[["about", *what]].equals(two_tables.contradictions[["about", *what]])


def test_a_contradiction_is_decided_by_undoing_its_undoing(tmp_path, two_tables):
    path = sm.save(sm.Said.of(two_tables), tmp_path / "joined.said.csv")
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    undone = rows[rows["note"].str.contains("contradiction") & rows["note"].str.contains("the tie")].iloc[0]
    more = {
        **dict.fromkeys(COLUMNS, ""),
        "step": str(len(rows) + 1),
        "action": "undo",
        "undoes": undone["step"],
    }
    more |= {name: undone[name] for name in ("time", "map", "wave", "checksum")}
    decided = sm.read_records(*SOURCES, said=pd.concat([rows, pd.DataFrame([more])]))
    assert list(decided.contradictions["about"].unique()) == ['the sector of Oak "Shed" & Garden']
    system = sm.build_map(decided, "2024", said="applied")
    assert ("refers", "3") in [tie[1:] for tie in ties_of(system) if tie[0] == frozenset({"n1", "v1"})]


# -- Saved and read again --


@pytest.mark.parametrize("name", ["records", "records.xlsx"])
def test_saved_records_keep_what_was_said(tmp_path, two_tables, name):
    again = sm.read_records(sm.save(two_tables, tmp_path / name))
    what = ["action", "organisation_id", "other_id", "kind", "strength", "sector", "note", "said_by", "time"]
    assert again.said[what].equals(two_tables.said[what])
    assert again.contradictions["about"].equals(two_tables.contradictions["about"])
    maps = [sm.build_map(each, "2024", said="applied") for each in (again, two_tables)]
    assert ties_of(maps[0]) == ties_of(maps[1])


def test_records_with_it_applied_are_saved_as_such(tmp_path, records):
    system = sm.build_map(records, "2024", said="applied")
    folder = sm.save(system.records, tmp_path / "applied")
    assert "What was said in the room is applied" in (folder / "about this copy.txt").read_text(
        encoding="utf-8"
    )
    again = sm.build_map(sm.read_records(folder), "2024")
    assert ties_of(again) == expected_ties()
    assert any("said in the room, read as recorded" in note for note in again.notes)


def test_whatever_counts_records_from_a_copy_with_it_applied_says_so(tmp_path, records):
    folder = sm.save(sm.build_map(records, "2024", said="applied").records, tmp_path / "places" / "Ash")
    again = sm.read_records(folder)
    change = sm.compare(*(sm.build_map(again, wave) for wave in ("2022", "2024")), permutations=0)
    said = "said in the room, read as recorded"
    assert sum(said in flag for flag in change.flags) == 1
    places = sm.portfolio(folder.parent, draws=0)
    assert sum(said in note for note in places.notes) == 1
    for public in (False, True):
        for found in (change, places):
            files = dict(written(found, tmp_path, public=public))
            assert all(
                said in files[suffix].replace("\N{NO-BREAK SPACE}", " ")
                for suffix in (".html", ".xlsx", ".json")
            )


def test_many_places_say_what_was_said_and_is_not_counted(tmp_path, records, plain):
    for name, each in (("Ash", records), ("Birch", plain)):
        sm.save(each, tmp_path / name)
    told = [note for note in sm.portfolio(tmp_path, draws=0).notes if "said in the room" in note]
    assert told and all(note.startswith("Ash, ") and "not on this map" in note for note in told)


# -- On the command line --


def run(*words: object) -> Any:
    return CliRunner().invoke(commands, [str(word) for word in words])


def test_the_command_shows_what_was_said_and_what_is_to_be_decided(tmp_path):
    alone = run("said", ROOM, OTHER)
    assert alone.exit_code == 0, alone.output
    assert "2 contradictions between files to decide" in alone.output
    beside = run("said", ROOM, OTHER, "--of", SOURCES[0], "--of", SOURCES[1], "--applied", tmp_path / "new")
    assert beside.exit_code == 0, beside.output
    assert "Willow Food Bank is added" in beside.output
    assert (tmp_path / "new" / "collaborations.csv").exists()
    joined = run("said", ROOM, OTHER, "-o", tmp_path / "joined.said.csv")
    assert joined.exit_code == 0, joined.output
    assert sm.read_said(tmp_path / "joined.said.csv").contradictions["contradiction"].nunique() == 2


def test_commands_that_read_records_take_what_was_said():
    checked = run("check", *SOURCES, "--said", ROOM, "--said", OTHER)
    assert checked.exit_code == 0 and "Willow Food Bank is added" in checked.output
    measured = run("measure", *SOURCES, "--said", ROOM, "--wave", "2024", "--room", "applied", "--draws", "0")
    assert measured.exit_code == 0 and SAID_APPLIED in measured.output
    refused = run("measure", *SOURCES, "--wave", "2024", "--room", "applied")
    assert refused.exit_code == 2 and "--said room.said.csv" in refused.output


def test_the_command_refuses_a_file_that_does_not_fit(tmp_path):
    other = tmp_path / "other.said.csv"
    other.write_text(ROOM.read_text(encoding="utf-8").replace("2d3e64459a951e4b", "0" * 16), encoding="utf-8")
    refused = run("said", other, "--of", SOURCES[0], "--of", SOURCES[1])
    assert refused.exit_code == 1
    assert "0000000000000000" in refused.output and "2d3e64459a951e4b" in refused.output
    assert run("said", other, "--of", SOURCES[0], "--of", SOURCES[1], "--said-of", "any").exit_code == 0


# -- Evaluators are safe --


def test_no_tested_change_moves_by_what_was_said_unless_asked(records, plain):
    names = [name for name, entry in sm.catalogue.items() if entry.level == "system"]
    how = {"measures": names, "permutations": 99}
    before, after = (sm.build_map(plain, wave) for wave in ("2022", "2024"))
    recorded = sm.compare(before, after, **how)
    for said in ("apart", "applied"):
        maps = [sm.build_map(records, wave, said=said) for wave in ("2022", "2024")]
        found = sm.compare(*maps, **how)
        assert found.to_frame().equals(recorded.to_frame())
        for table in ("ties", "formation", "three_ways", "decomposition", "diagnostics", "movers"):
            assert getattr(found, table).equals(getattr(recorded, table)), table
        assert found.tie_changes.equals(recorded.tie_changes)
        assert any("The tests use what was recorded, without what was said" in note for note in found.notes)
        assert SAID_APPLIED not in found.title
    asked = sm.compare(*maps, **how, tests="said")
    assert not asked.to_frame()["after"].equals(recorded.to_frame()["after"])
    assert SAID_APPLIED in asked.title


def test_a_comparison_shows_what_was_said_beside_what_was_recorded(records):
    maps = [sm.build_map(records, wave) for wave in ("2022", "2024")]
    change = sm.compare(*maps, measures="cross_share", permutations=0)
    applied = sm.build_map(records, "2024", said="applied")
    beside = change.said.loc[("cross_share", "with what was said in the room")]
    assert (
        beside["after"] == sm.integration(applied, "cross_share", draws=0).to_frame()["value"]["cross_share"]
    )
    assert "As recorded, and with what was said in the room" in "".join(change.tables_shown())
    assert json.loads(json.dumps(change.facts(), default=str))["said"]


def test_who_is_left_out_is_left_out_of_what_stands_beside_it_in_a_public_copy_too(records):
    maps = [sm.build_map(records, wave) for wave in ("2022", "2024")]
    for tests in ("recorded", "said"):
        how = {"measures": "density", "primary": "density", "without": "Larch Advice", "tests": tests}
        change = sm.compare(*maps, permutations=0, **how)
        for found in (change, public_copy(change)):
            sizes = found.said["organisations_after"]
            assert dict(zip(sizes.index.get_level_values("way"), sizes, strict=True)) == {
                "as recorded": 11,
                "with what was said in the room": 13,
            }


def test_maps_of_one_wave_with_it_and_one_without_are_compared_as_recorded(records):
    before = sm.build_map(records, "2022")
    after = sm.build_map(records, "2024", said="applied")
    assert sm.compare(before, after, permutations=0, measures="cross_share").after.rules.said == "apart"


def test_kinds_that_the_room_alone_has_named_are_compared_as_recorded_too():
    ties = pd.concat([TIES.assign(wave="2022"), TIES.assign(wave="2024")])
    plain = sm.read_records(partners=PARTNERS, collaborations=ties)
    step = dict.fromkeys(COLUMNS, "") | {
        **{"step": "1", "time": "2026-05-14T10:00:00Z", "action": "add tie", "wave": "2024"},
        **{"organisation": "Cedar Police", "other": "Dogwood Hub", "kind": "lends to"},
        "checksum": sm.build_map(plain, "2024").checksum,
    }
    said = sm.read_records(partners=PARTNERS, collaborations=ties, said=pd.DataFrame([step]))
    for kinds, there in ((["Lends to"], 0), (["lends to", "refers"], 1)):
        system = sm.build_map(said, "2024", kinds=kinds, said="applied")
        assert len(system.ties) == there + 1
        assert len(recorded_map(system).ties) == there
        assert recorded_map(system).rules.kinds == system.rules.kinds
    with pytest.raises(sm.SysmapError, match="lends to"):
        sm.build_map(plain, "2024", kinds="lends to")


@pytest.fixture(scope="module")
def labelled(records) -> dict[str, Any]:
    """Everything that can be made of a map with what was said applied."""
    before, last = (sm.build_map(records, wave, said="applied") for wave in ("2022", "2024"))
    change = sm.compare(before, last, permutations=0, tests="said")
    card, grid = sm.integration(last, draws=20), sm.sector_grid(last, draws=20)
    return {
        "map": last,
        "page": sm.render(last, title="Our own title"),
        "page of two": sm.render(change),
        "report": sm.report(last, title="Our own title"),
        "scorecard": card,
        "intervals": card.intervals(),
        "grid": grid,
        "comparison": change,
        "organisations": sm.organisation_scores(last, draws=0),
        "sectors": sm.sector_scores(last),
        "introductions": sm.introductions(last),
        "dependence": sm.dependence(last),
        "forums": sm.forums(last, draws=20),
        "money": sm.money(last),
        "mixing model": sm.mixing_model(last),
        "odds chart": sm.mixing_model(last).plot(),
        "chance chart": card.plot(),
        "answered chart": card.plot("answered"),
        "grid chart": grid.plot(),
        "change chart": change.plot(),
        "report for the public": sm.report(last, public=True),
        "page for the public": sm.render(last, public=True),
    }


LABELLED = [
    *("map", "page", "page of two", "report", "scorecard", "intervals", "grid", "comparison"),
    *("organisations", "sectors", "introductions", "dependence", "forums", "money", "chance chart"),
    *("mixing model", "odds chart"),
    *("answered chart", "grid chart", "change chart", "report for the public", "page for the public"),
]
# Where everybody stands on the map says nothing of ties.
UNLABELLED = {"positions.csv"}


@pytest.mark.parametrize("what", LABELLED)
def test_whatever_is_made_of_a_map_with_what_was_said_says_so(labelled, what, tmp_path):
    public = "public" in what
    for suffix, text in written(labelled[what], tmp_path, public=public):
        nothing = suffix == ".csv" and len(text.split("\n\n")[0].splitlines()) < 2
        assert nothing or suffix in UNLABELLED or SAID_APPLIED in " ".join(text.split()), suffix
    for shown in (repr(labelled[what]), getattr(labelled[what], "_repr_html_", str)()):
        assert "chart" in what or SAID_APPLIED in shown or "Our own title" in shown, shown


@pytest.mark.parametrize("what", ["map", "scorecard", "comparison", "organisations"])
def test_a_public_copy_says_it_too(labelled, what, tmp_path):
    for suffix, text in written(labelled[what], tmp_path, public=True):
        assert SAID_APPLIED in " ".join(text.split()), suffix


def test_every_result_is_labelled(labelled):
    assert set(labelled) == set(LABELLED)
