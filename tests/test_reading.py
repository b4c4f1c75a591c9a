"""`read_records`: every kind of source, all faults in one error, and what `Records` says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sysmap.errors import ChoiceError, MissingFileError, RecordsError, SysmapError
from sysmap.records.read import read_records
from sysmap.records.record_set import Records
from tests.depth import times

PARTNERS = (
    "id,name,sector\nO1,Northshire Council,Council\nO2,Northshire Police,Police\nO3,Lantern,Voluntary\n"
)
TIES = "source,target,kind,strength\nO1,O2,plans,1\nO2,O3,plans,2\n"


def write(folder: Path, **texts: str) -> list[Path]:
    """Write files by stem; a stem gets .csv."""
    paths = []
    for stem, text in texts.items():
        path = folder / f"{stem}.csv"
        path.write_bytes(text.encode("utf-8"))
        paths.append(path)
    return paths


def frame(text: str) -> pd.DataFrame:
    header, *rows = (line.split(",") for line in text.strip().splitlines())
    return pd.DataFrame(rows, columns=header)


def refused(*sources: object, **options: object) -> pd.DataFrame:
    """Return the faults of records that cannot be used."""
    with pytest.raises(RecordsError) as caught:
        read_records(*sources, **options)
    problems = caught.value.problems
    return problems[problems["severity"] == "fault"]


def places(problems: pd.DataFrame) -> list[tuple[str, str, str]]:
    return list(zip(problems["file"], problems["row"], problems["column"], strict=True))


# -- Sources --


def check(records: Records) -> None:
    assert list(records.partners["id"]) == ["O1", "O2", "O3"]
    assert records.collaborations[["source", "target"]].to_numpy().tolist() == [["O1", "O2"], ["O2", "O3"]]
    assert records.problems.empty


def test_two_files_in_either_order_are_a_record_set(tmp_path):
    files = write(tmp_path, a=PARTNERS, b=TIES)
    check(read_records(*files))
    check(read_records(*reversed(files)))


def test_a_sequence_of_files_is_a_record_set(tmp_path):
    check(read_records(write(tmp_path, partners=PARTNERS, ties=TIES)))


def test_paths_may_be_texts(tmp_path):
    check(read_records(*map(str, write(tmp_path, partners=PARTNERS, ties=TIES))))


def test_a_folder_is_its_csv_files(tmp_path):
    write(tmp_path, partners=PARTNERS, ties=TIES)
    (tmp_path / "readme.md").write_text("nothing", encoding="utf-8")
    (tmp_path / "._partners.csv").write_bytes(b"\x00\x05\x16\x07")
    check(read_records(tmp_path))


def test_a_folder_called_like_a_file_is_a_folder(tmp_path):
    folder = tmp_path / "x.csv"
    folder.mkdir()
    write(folder, partners=PARTNERS, ties=TIES)
    check(read_records(folder))


def test_frames_are_a_record_set_by_keyword_and_by_their_columns():
    check(read_records(partners=frame(PARTNERS), collaborations=frame(TIES)))
    check(read_records(organisations=frame(PARTNERS), links=frame(TIES)))
    check(read_records(frame(PARTNERS), frame(TIES)))


def test_a_frame_and_a_file_go_together(tmp_path):
    check(read_records(*write(tmp_path, ties=TIES), partners=frame(PARTNERS)))


def test_a_file_given_twice_is_read_once_and_said(tmp_path):
    partners, ties = write(tmp_path, partners=PARTNERS, ties=TIES)
    records = read_records(partners, ties, tmp_path / "." / "ties.csv")
    assert len(records.collaborations) == 2
    assert list(records.problems["message"]) == ["given twice: read once"]


def test_several_files_of_collaborations_are_joined(tmp_path):
    more = "source,target,kind\nO1,O3,funds\n"
    records = read_records(*write(tmp_path, partners=PARTNERS, ties=TIES, more_ties=more))
    assert list(records.collaborations["kind"]) == ["plans", "plans", "funds"]


def test_the_frames_of_the_caller_stay_as_they_were():
    partners, ties = frame(PARTNERS), frame(TIES)
    partners.attrs["mine"] = "yes"
    before = partners.copy(deep=True), ties.copy(deep=True)
    read_records(partners=partners, collaborations=ties)
    pd.testing.assert_frame_equal(partners, before[0])
    pd.testing.assert_frame_equal(ties, before[1])
    assert partners.attrs == {"mine": "yes"}


# -- A source for each wave --


def test_rows_take_the_wave_of_their_file_and_partners_join_by_id(tmp_path):
    first = write(tmp_path, p22=PARTNERS, t22=TIES)
    second = write(tmp_path, p24=PARTNERS + "O4,Mosaic,Voluntary\n", t24=TIES + "O1,O4,plans,1\n")
    records = read_records({"2022": first, "2024": second})
    assert records.waves_in_order == ("2022", "2024")
    assert list(records.collaborations["wave"]) == ["2022"] * 2 + ["2024"] * 3
    listed = dict(zip(records.partners["id"], records.partners["waves_listed"], strict=True))
    assert listed == {**dict.fromkeys(["O1", "O2", "O3"], ("2022", "2024")), "O4": ("2024",)}


@pytest.mark.parametrize("turned", [False, True])
def test_a_sector_that_changed_is_a_warning_and_the_later_wave_stands(tmp_path, turned):
    first = write(tmp_path, p22=PARTNERS, t22=TIES)
    second = write(tmp_path, p24=PARTNERS.replace("Lantern,Voluntary", "Lantern,Housing"), t24=TIES)
    waves = [("2022", first), ("2024", second)]
    records = read_records(dict(reversed(waves) if turned else waves))
    assert dict(zip(records.partners["id"], records.partners["sector"], strict=True))["O3"] == "Housing"
    (message,) = records.problems["message"]
    assert message == "the sector was Voluntary in p22.csv: the later one stands"


def test_who_is_listed_in_one_wave_only_was_not_asked_in_the_other(tmp_path):
    first = write(
        tmp_path,
        p22="id,name,sector,responded_2022\nO1,A,Council,y\nO2,B,Police,n\nO3,C,Police,y\n",
        t22="source,target\nO1,O2\n",
    )
    second = write(
        tmp_path,
        p24="id,name,sector,responded_2024\nO1,A,Council,y\nO2,B,Police,n\nO4,D,Police,y\n",
        t24="source,target\nO1,O4\n",
    )
    asked = read_records({"2022": first, "2024": second}).asked
    assert set(zip(asked["wave"], asked["organisation"], strict=True)) == {
        *(("2022", organisation) for organisation in ("O1", "O2", "O3")),
        *(("2024", organisation) for organisation in ("O1", "O2", "O4")),
    }


def test_a_name_of_an_earlier_wave_still_finds_its_organisation(tmp_path):
    first = write(tmp_path, p22=PARTNERS, t22="source,target\nLantern,O1\n")
    second = write(tmp_path, p24=PARTNERS.replace("Lantern", "Beacon"), t24="source,target\nBeacon,O1\n")
    ties = read_records({"2022": first, "2024": second}).collaborations
    assert list(ties["source"]) == ["O3", "O3"]


def test_an_asked_table_takes_the_wave_of_its_file(tmp_path):
    files = write(tmp_path, partners=PARTNERS, ties=TIES, asked="organisation,answered\nO1,y\n")
    assert list(read_records({"2022": files}).asked["wave"]) == ["2022"]


def test_files_of_one_name_in_two_folders_are_told_apart(tmp_path):
    for wave in ("w1", "w2"):
        (tmp_path / wave).mkdir()
        write(tmp_path / wave, partners=PARTNERS, ties=TIES.replace("O2,O3", "O2,O9"))
    faults = refused({"1": tmp_path / "w1", "2": tmp_path / "w2"})
    assert [Path(file).parent.name for file in faults["file"]] == ["w1", "w2"]


def test_tables_given_as_a_mapping_are_told_from_waves(tmp_path):
    partners, ties = write(tmp_path, partners=PARTNERS, ties=TIES)
    with pytest.raises(ChoiceError, match="a mapping is of wave to source"):
        read_records({"partners": partners, "collaborations": ties})


# -- What cannot be read at all --


@pytest.mark.parametrize("thing", [42, None, b"partners.csv", object(), [1, 2], {"2022": {"2024": "x.csv"}}])
def test_a_thing_that_is_no_source_is_a_wrong_choice(thing):
    with pytest.raises(ChoiceError, match="a source is a file, a folder, a data frame"):
        read_records(thing)


def test_nothing_given_is_a_wrong_choice():
    with pytest.raises(ChoiceError, match="nothing to read"):
        read_records()


@pytest.mark.parametrize("path", ["nowhere.csv", "", " ", "a\0b.csv", "x" * 5000, "source,target\nA,B"])
def test_a_path_to_nothing_is_a_missing_file(path):
    with pytest.raises(MissingFileError, match="there is no file or folder"):
        read_records(path)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"sectors": "us"}, 'sectors="us" is not one of'),
        ({"layout": "recrods"}, "did you mean records"),
        ({"partnerz": frame(PARTNERS)}, "no table called 'partnerz'"),
        ({"partners": "partners.csv"}, "takes a data frame, not str"),
        ({"scale": 3}, "scale= takes words"),
        ({"scale": {"often": "much"}}, "much for 'often' is not a number"),
        ({"scale": {"often": -1}}, "is not a number from 0 up"),
        ({"scale": {"often": float("nan")}}, "is not a number from 0 up"),
    ],
)
def test_a_wrong_option_is_said_in_words(options, words):
    with pytest.raises(ChoiceError, match=words):
        read_records(frame(PARTNERS), frame(TIES), **options)


def test_an_empty_folder_says_what_it_should_hold(tmp_path):
    faults = refused(tmp_path)
    assert "partners.csv and collaborations.csv" in faults["message"].iloc[0]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("partners.docx", "save it as .docx, or name it .csv"),
        ("partners.pdf", "copy the table into .xlsx"),
        ("partners", "save it as .csv or .xlsx"),
    ],
)
def test_a_file_of_another_kind_says_what_to_save_it_as(tmp_path, name, words):
    path = tmp_path / name
    path.write_text("x", encoding="utf-8")
    faults = refused(path, *write(tmp_path, ties=TIES))
    assert list(faults["file"]) == [name]
    assert words in faults["message"].iloc[0]


def test_partners_without_collaborations_say_what_is_missing(tmp_path):
    faults = refused(*write(tmp_path, partners=PARTNERS))
    assert "there is no table of collaborations" in faults["message"].iloc[0]


def test_collaborations_without_partners_say_what_is_missing(tmp_path):
    asked = "wave,organisation,answered\n2024,O1,yes\n"
    faults = refused(*write(tmp_path, ties=TIES, asked=asked))
    assert list(faults["message"]) == [
        "there is no table of partners: a file or sheet with name and sector is needed"
    ]


def test_a_file_of_ties_that_is_a_header_alone_is_a_fault(tmp_path):
    with pytest.raises(RecordsError, match="ties.csv.*a header, but no rows"):
        read_records(*write(tmp_path, partners=PARTNERS, ties="source,target\n"))


def test_a_header_alone_says_that_there_are_no_ties_where_there_are_memberships(tmp_path):
    members = "organisation,forum\nO1,Board\nO2,Board\n"
    files = write(tmp_path, partners=PARTNERS, ties="source,target\n", members=members)
    assert read_records(*files).summary["collaborations"] == 0


def test_a_frame_without_rows_says_that_there_are_no_ties():
    ties = pd.DataFrame({"source": [], "target": []}, dtype=object)
    partners = pd.DataFrame({"name": ["A", "B", "C"], "sector": ["NHS", "Police", "Police"]})
    assert read_records(partners=partners, collaborations=ties).collaborations.empty


# -- All faults in one error --


def test_faults_of_every_table_stand_in_one_error(tmp_path):
    files = write(
        tmp_path,
        partners="id,name,sector\nO1,A,Council\nO2,B,\nO3,C,Police\n,,Police\n",
        ties="source,target,strength,start,end\nO1,O2,lots,,\nO1,O9,1,,\nO1,O3,-2,2024,2023\n,O3,1,31/02/2023,\n",
        asked="wave,organisation,answered\n2022,O1,maybe\n2022,O8,y\n",
    )
    assert set(places(refused(*files))) == {
        ("partners.csv", "3", "sector"),
        ("partners.csv", "5", "name"),
        ("ties.csv", "2", "strength"),
        ("ties.csv", "3", "target"),
        ("ties.csv", "4", "strength"),
        ("ties.csv", "4", "end"),
        ("ties.csv", "5", "source"),
        ("ties.csv", "5", "start"),
        ("asked.csv", "2", "answered"),
        ("asked.csv", "3", "organisation"),
    }


def test_a_damaged_file_does_not_hide_the_faults_of_the_others(tmp_path):
    partners, ties = write(
        tmp_path,
        partners="id,name,sector\nO1,A,\nO2,B,Police\nO3,C,Police\n",
        ties='source,target\nO1,"O2\n',
    )
    assert set(places(refused(partners, ties))) == {("partners.csv", "2", "sector"), ("ties.csv", "2", "")}


def test_no_tie_is_accused_where_the_list_of_partners_could_not_be_read(tmp_path):
    damaged = "id,name,sector\nO1,A,Council\nO2,B,x,y,Police\nO3,C,Police\n"
    faults = refused(*write(tmp_path, partners=damaged, ties=TIES))
    assert places(faults) == [("partners.csv", "3", "")]


def test_a_missing_column_is_one_fault_and_not_one_for_every_row(tmp_path):
    faults = refused(*write(tmp_path, partners="id,name\nO1,A\nO2,B\nO3,C\n", ties=TIES))
    assert len(faults) == 1
    assert faults["message"][0].startswith("no column sector; there are: id, name. If no sectors are known, ")


def test_a_cell_has_one_fault(tmp_path):
    ties = "source,target,strength,wave\nO1,O2,,\n,O3,,\n"
    faults = refused(*write(tmp_path, partners=PARTNERS, ties=ties))
    assert places(faults) == [("ties.csv", "3", "source")]


def test_more_faults_than_can_be_shown_are_counted_and_all_listed(tmp_path):
    # Rows of too many cells say each how many: faults of one cause would be one line.
    ragged = "".join("O1," + "X," * number + "X\n" for number in range(2, 62))
    with pytest.raises(RecordsError, match="and 10 more, all listed") as caught:
        read_records(*write(tmp_path, partners=PARTNERS, ties="source,target\n" + ragged))
    assert len(caught.value.problems) == 60


def test_the_error_says_file_row_column_value_and_what_to_do(tmp_path):
    ties = "from,to,weight\nO1,O2,0\n"
    with pytest.raises(RecordsError) as caught:
        read_records(*write(tmp_path, partners=PARTNERS, ties=ties))
    assert str(caught.value).splitlines()[1] == (
        "- ties.csv, row 2, column weight: 0: a strength of 0: does 0 mean no tie? then say so: "
        'scale={"0": 0}, or leave the row out'
    )


# -- What comes back --


def test_records_show_what_was_read_and_every_doubt(tmp_path):
    ties = "source,target\nO1,O2\nO2,O2\n"
    records = read_records(*write(tmp_path, partners=PARTNERS, ties=ties))
    assert repr(records).splitlines() == [
        "Here is what I read: 3 partners, 1 collaboration",
        "- 11 of 13 filled cells were used; 2 set aside: self-ties (2)",
        "- 1 set aside: self-ties",
        "- ties.csv, row 3, column target: O2: a self-tie: set aside",
    ]


def test_records_show_hostile_text_as_text_in_a_notebook(tmp_path):
    nasty = "<script>alert(1)</script>"
    partners = PARTNERS.replace("Lantern", nasty)
    ties = f"source,target\nO1,O2\n{nasty},{nasty}\n"
    shown = read_records(*write(tmp_path, partners=partners, ties=ties))._repr_html_()
    assert "<script" not in shown


def test_every_table_holds_its_columns_rows_and_file(tmp_path):
    records = read_records(*write(tmp_path, partners=PARTNERS, ties=TIES))
    for table in (records.partners, records.collaborations, records.asked, records.money):
        assert {"row", "file"} <= set(table.columns)
        assert "origin" not in table.columns
    assert list(records.collaborations["row"]) == [2, 3]
    assert set(records.collaborations["file"]) == {"ties.csv"}


def test_nothing_depends_on_the_order_of_rows(tmp_path):
    partners = ["O1,A,Council,y,y", "O2,B,police,n,y", "O3,C,Voluntary,y,n", "O4,C,Police,not asked,y"]
    ties = ["O1,O2,plans,2022,1", "O2,O1,Plans,2022,3", "O2,O3,plans,2024,", "O3,O3,plans,2024,2"]
    seen = set()
    for turn, (some, others) in enumerate(zip(permutations(partners), permutations(ties), strict=True)):
        folder = tmp_path / str(turn)
        folder.mkdir()
        files = write(
            folder,
            partners="\n".join(["id,name,sector,responded_2024,responded_2022", *some]),
            ties="\n".join(["source,target,kind,wave,strength", *others]),
        )
        records = read_records(*files)
        said = {key: value for key, value in records.summary.items() if key != "sources"}
        parts = records.partners.drop(columns="row").sort_values("id").to_csv(index=False)
        rows = records.collaborations.drop(columns="row").to_csv(index=False).splitlines()
        messages = sorted(records.problems["severity"] + records.problems["column"])
        seen.add((repr(said), parts, tuple(sorted(rows)), tuple(messages)))
    assert len(seen) == 1


def balanced(records: Records, given: int) -> bool:
    tables = (records.partners, records.collaborations, records.asked)
    # Columns responded_<wave> give rows of asked that were no rows of a file.
    used = sum(len(table) for table in tables)
    return given == used + sum(records.summary["set_aside"].values())


def test_rows_in_are_rows_used_and_rows_set_aside(tmp_path):
    partners = PARTNERS + "O3,Lantern,Voluntary\n,,\n,Total,\n"
    ties = TIES + "O1,O1,plans,1\n\n,,,\n"
    asked = "wave,organisation,answered\n2022,O1,y\n2022,O1,y\n"
    records = read_records(*write(tmp_path, partners=partners, ties=ties, asked=asked))
    assert records.summary["set_aside"] == {
        "blank rows": 3,
        "rows of totals": 1,
        "repeated rows": 2,
        "self-ties": 1,
    }
    assert balanced(records, given=6 + 5 + 2)


# -- Whatever the bytes --

words = st.sampled_from(
    ["O1", "O2", "O3", "O4", "", " ", "Total", "x", '"', "1", "0", "-1", "weekly", "a\u200bb"]
)
lines = st.lists(st.lists(words, min_size=1, max_size=5), max_size=8)


@settings(max_examples=times(50), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines)
def test_any_rows_of_ties_are_used_set_aside_or_refused(tmp_path, rows):
    text = "source,target,kind,strength,note\n" + "\n".join(",".join(row) for row in rows)
    files = write(tmp_path, partners=PARTNERS, ties=text)
    try:
        records = read_records(*files)
    except RecordsError as error:
        assert "ties.csv" in str(error)
    else:
        assert balanced(records, given=3 + len(rows) - trailing(rows))


def trailing(rows: list[list[str]]) -> int:
    """Count the last line where it is empty: then it is no row."""
    return int(bool(rows) and rows[-1] == [""])


@settings(max_examples=times(50), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.binary(max_size=200), st.text(max_size=100).map(lambda text: text.encode("utf-8", "replace"))
    )
)
def test_any_bytes_are_read_or_refused_in_words(tmp_path, data):
    (tmp_path / "any.csv").write_bytes(data)
    ties = write(tmp_path, ties=TIES)
    try:
        read_records(tmp_path / "any.csv", *ties)
    except SysmapError as error:
        assert str(error)


@settings(max_examples=times(30), deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["id", "name", "sector", "place", "opened", "responded_2022", "x"]),
        st.lists(
            st.one_of(
                st.none(),
                st.booleans(),
                st.integers(),
                st.floats(),
                st.text(max_size=5),
                st.dates(),
                st.binary(max_size=2),
                st.tuples(st.integers()),
            ),
            min_size=4,
            max_size=4,
        ),
        max_size=6,
    )
)
def test_any_frame_is_read_or_refused_in_words(columns: Mapping[str, list[object]]):
    try:
        read_records(partners=pd.DataFrame(columns), collaborations=frame(TIES))
    except SysmapError as error:
        assert str(error)
