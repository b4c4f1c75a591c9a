"""Columns of several tables named in one call: nested and flat they read what canonical headers would."""

from __future__ import annotations

from itertools import combinations, permutations

import pandas as pd
import pytest
from click.testing import CliRunner

import sysmap as sm
from sysmap.cli import commands
from sysmap.errors import ChoiceError, RecordsError
from sysmap.records.shapes.named_columns import check_columns

PARTNERS = {
    "name": ["Alder", "Birch", "Cedar"],
    "sector": ["Police", "Council", "NHS"],
    "place": ["X", "Y", "Y"],
}
TABLES = {
    "partners": PARTNERS,
    "collaborations": {"source": ["Alder", "Birch"], "target": ["Birch", "Cedar"], "strength": ["1", "2"]},
    "memberships": {
        "organisation": ["Alder", "Cedar"],
        "forum": ["Board", "Board"],
        "role": ["chair", "host"],
    },
    "asked": {"organisation": ["Alder", "Birch"], "answered": ["yes", "no"], "wave": ["2024", "2024"]},
    "money": {"source": ["Alder"], "target": ["Cedar"], "amount": ["100"]},
    "succession": {"from": ["Old Alder"], "to": ["Alder"], "date": ["2020-01-01"]},
    "forums": {"forum": ["Board"], "kind": ["alliance"], "host": ["Birch"]},
}
ODD = {
    column: f"Col {number} of it"
    for number, column in enumerate(sorted({c for table in TABLES.values() for c in table}))
}
READ = ("partners", "collaborations", "memberships", "asked", "money", "succession", "forums")


def written(tmp_path, tables, renamed=(), name="part"):
    """Write tables as files, some with headers that say nothing, whose names say nothing either."""
    paths = []
    for number, (table, columns) in enumerate(tables.items()):
        frame = pd.DataFrame(columns)
        if table in renamed:
            frame = frame.rename(columns=ODD)
        path = tmp_path / (f"{name} {number}.csv" if table in renamed else f"{table}.csv")
        frame.to_csv(path, index=False, encoding="utf-8")
        paths.append(str(path))
    return paths


def content(records):
    """Return what was read, without the places where it stood."""
    frames = {name: getattr(records, name).drop(columns=["row", "file"], errors="ignore") for name in READ}
    return {name: frame.map(str).to_numpy().tolist() for name, frame in frames.items()}


def beside(pair):
    """Return what the tables need beside them to be a record set."""
    return [table for table in ("partners", "collaborations") if table not in pair]


PAIRS = list(combinations(TABLES, 2))


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_nested_columns_read_what_canonical_headers_would(tmp_path, pair):
    tables = {table: TABLES[table] for table in (*pair, *beside(pair))}
    (tmp_path / "plain").mkdir()
    plain = sm.read_records(*written(tmp_path / "plain", tables))
    columns = {table: {column: ODD[column] for column in TABLES[table]} for table in pair}
    for order in permutations(written(tmp_path, tables, renamed=pair)[:2]):
        files = [*order, *written(tmp_path, {table: TABLES[table] for table in beside(pair)})]
        read = sm.read_records(*files, columns=columns)
        assert content(read) == content(plain)
        assert read.summary["cells"]["not_read"] == plain.summary["cells"]["not_read"]


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_flat_columns_are_read_so_or_refused_with_a_line_that_works(tmp_path, pair):
    tables = {table: TABLES[table] for table in (*pair, *beside(pair))}
    (tmp_path / "plain").mkdir()
    plain = sm.read_records(*written(tmp_path / "plain", tables))
    files = written(tmp_path, tables, renamed=pair)
    columns = {column: ODD[column] for table in pair for column in TABLES[table]}
    both = set(TABLES[pair[0]]) & set(TABLES[pair[1]])
    try:
        read = sm.read_records(*files, columns=columns)
    except RecordsError as error:
        assert both, error
        line = str(error).rpartition("all of it would be columns=")[2].splitlines()[0]
        read = sm.read_records(*files, columns=eval(line))
    assert content(read) == content(plain)


# -- Beside a survey, over waves, and what is refused --

ANSWERS = "Timestamp,{who},How often? [Alder],How often? [Birch]\n1,Alder,,Weekly\n2,Birch,Monthly,\n"


def put(tmp_path, **texts):
    """Write files, and return their paths as texts."""
    for name, text in texts.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return [str(tmp_path / f"{name}.csv") for name in texts]


def ties(records):
    return records.collaborations[["source", "target"]].to_numpy().tolist()


@pytest.mark.parametrize("who", ["Your organisation", "Org"])
@pytest.mark.parametrize(
    "columns",
    [
        {"partners": {"name": "Org", "sector": "Type"}},
        {"name": "Org", "sector": "Type"},
    ],
)
def test_a_respondent_stands_beside_columns_of_partners(tmp_path, who, columns):
    listed = "Org,Type\nAlder,Police\nBirch,Council\nCedar,NHS\n"
    files = put(tmp_path, list=listed, answers=ANSWERS.format(who=who))
    for order in permutations(files):
        records = sm.read_records(*order, columns={"respondent": who, **columns})
        assert records.partners["name"].tolist() == ["Alder", "Birch", "Cedar"]
        assert set(records.partners["sector_source"]) == {"given"}
        assert ties(records) == [["Alder", "Birch"], ["Birch", "Alder"]]


def test_a_survey_and_a_list_that_cannot_be_told_apart_are_asked_about(tmp_path):
    texts = {"answers": ANSWERS.format(who="Org"), "list": "Org,Type,Remarks\nAlder,Police,x\nBirch,NHS,y\n"}
    files = put(tmp_path, **{key: text.replace("Timestamp", "Day") for key, text in texts.items()})
    columns = {"respondent": "Org", "partners": {"name": "Org"}}
    with pytest.raises(
        RecordsError, match="name one more column of partners, or call the file or sheet partners"
    ):
        sm.read_records(*files, columns=columns)
    (tmp_path / "list.csv").rename(tmp_path / "partners.csv")
    read = sm.read_records(files[0], str(tmp_path / "partners.csv"), columns=columns, sectors="infer")
    assert ties(read) == [["Alder", "Birch"], ["Birch", "Alder"]]


def test_only_the_headers_that_are_odd_need_a_name(tmp_path):
    files = put(tmp_path, a="Name,Type\nAlder,Police\nBirch,NHS\nCedar,NHS\n", b="source,To\nAlder,Birch\n")
    records = sm.read_records(*files, columns={"sector": "Type", "target": "To"})
    assert ties(records) == [["Alder", "Birch"]]
    assert records.partners["sector"].tolist() == ["Police and justice", "NHS", "NHS"]


@pytest.mark.parametrize(
    "columns",
    [
        {
            "name": "Org",
            "sector": "Type",
            "2022": {"source": "A", "target": "B"},
            "2024": {"source": "X", "target": "B"},
        },
        {
            "partners": {"name": "Org", "sector": "Type"},
            "target": "B",
            "2022": {"source": "A"},
            "2024": {"collaborations": {"source": "X"}},
        },
    ],
)
@pytest.mark.parametrize("inside", [True, False])
def test_each_wave_has_its_own_headers(tmp_path, columns, inside):
    listed, first, second = put(
        tmp_path,
        list="Org,Type\nAlder,Police\nBirch,NHS\nCedar,NHS\n",
        one="A,B\nAlder,Birch\n",
        two="X,B\nCedar,Birch\n",
    )
    waves = {"2022": [first, listed], "2024": [second, listed]} if inside else {"2022": first, "2024": second}
    records = sm.read_records(waves, *([] if inside else [listed]), columns=columns)
    assert ties(records) == [["Alder", "Birch"], ["Cedar", "Birch"]]
    assert records.collaborations["wave"].tolist() == ["2022", "2024"]
    assert len(records.partners) == 3


def test_headers_of_one_wave_are_read_in_every_wave_that_has_them(tmp_path):
    files = put(tmp_path, one="A,B,Name\nAlder,Birch,x\n", two="A,B\nCedar,Birch\n")
    waves = dict(zip(("2022", "2024"), files, strict=True))
    assert len(sm.read_records(waves, columns={"source": "A", "target": "B"}).collaborations) == 2
    (tmp_path / "two.csv").write_text("X,B\nCedar,Birch\n", encoding="utf-8")
    with pytest.raises(RecordsError, match=r"two.csv: no table of records was found"):
        sm.read_records(waves, columns={"source": "A", "target": "B"})


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"partners": {"target": "Org"}}, "'target' is no column of partners; there are name, id, sector"),
        ({"partners": {}}, "is no header"),
        ({"partners": {"name": 3}}, "is no header"),
        ({"partnerz": {"name": "Org"}}, "'partnerz', which is no table"),
        ({"sector": {"name": "Org"}}, "'sector' is no table"),
        (
            {"partners": {"name": "Org"}, "name": "Other", "sector": "Type"},
            "'Org' and 'Other' for name of partners",
        ),
        ({"source": "Org", "colour": "Type"}, "'colour' are not columns of one table"),
    ],
)
def test_names_that_nobody_can_mean_are_refused(tmp_path, columns, said):
    files = put(tmp_path, list="Org,Type\nAlder,Police\n")
    with pytest.raises(ChoiceError, match=said):
        sm.read_records(*files, columns=columns)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"source": "From"}, "names columns of collaborations, but not target: say which they are"),
        ({"respondent": "Org", "source": "From"}, "names columns of collaborations, but not target"),
        ({"source": "From", "target": "With", "sector": "Typ"}, "'Typ' for partners, not to be found here"),
        ({"source": "From", "target": "With", "sector": "Day"}, "'Day' for partners, not to be found here"),
    ],
)
def test_what_the_files_do_not_have_is_a_fault_alone(tmp_path, columns, said):
    files = put(tmp_path, list="Org,Type\nAlder,Police\n", links="From,With,Day\nAlder,Alder,2020\n")
    with pytest.raises(RecordsError, match=said) as raised:
        sm.read_records(*files, columns=columns)
    assert len(raised.value.problems) == 1


def test_columns_of_partners_in_a_table_of_ties_are_no_list_of_partners(tmp_path):
    (links,) = put(tmp_path, links="From,With,Day\nAlder,Birch,2020\n")
    with pytest.raises(RecordsError, match="'Day' for partners, but this is read as collaborations"):
        sm.read_records(links, columns={"source": "From", "target": "With", "sector": "Day"})


def test_an_export_beside_named_partners_is_read_as_what_it_is(tmp_path):
    files = put(
        tmp_path,
        list="Org,Type\nAlder,Police\nBirch,Council\nCedar,NHS\n",
        answers=ANSWERS.format(who="Your organisation"),
    )
    records = sm.read_records(*files, columns={"name": "Org", "sector": "Type"})
    assert records.summary["layout"] == "google_forms"
    assert ties(records) == [["Alder", "Birch"], ["Birch", "Alder"]]


def test_nested_columns_are_normal_whatever_their_spelling():
    flat = check_columns({"Source": "From", "to": "To", "Sector": "Type"})
    assert flat.nested == {
        "collaborations": {"source": "From", "target": "To"},
        "partners": {"sector": "Type"},
    }
    assert (
        check_columns({"Ties": {"From": "From", "To": "To"}, "orgs": {"sector": "Type"}}).nested
        == flat.nested
    )


# -- On the command line --


def checked(*words):
    return CliRunner().invoke(commands, ["check", *map(str, words)])


@pytest.mark.parametrize(
    "named",
    [
        [
            "partners.sector=Type",
            "partners.name=Org",
            "collaborations.source=From",
            "collaborations.target=To",
        ],
        ["sector=Type", "name=Org", "source=From", "target=To"],
        ["partners.sector=Type", "partners.name=Org", "source=From", "target=To"],
        ["partners.sector=Type", "partners.name=Org", "2022.source=From", "2022.collaborations.target=To"],
    ],
)
def test_the_command_line_names_columns_of_several_tables(tmp_path, named):
    listed, links = put(
        tmp_path, list="Org,Type\nAlder,Police\nBirch,NHS\nCedar,NHS\n", links="From,To\nAlder,Birch\n"
    )
    words = [word for column in named for word in ("--columns", column)]
    result = checked(listed, f"2022={links}", *words)
    assert result.exit_code == 0, result.output
    assert "3 partners, 1 collaboration" in result.output


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("source=From", "--columns names columns of collaborations, but not target"),
        ("strength=x", "--columns names 'x', not to be found here"),
    ],
)
def test_the_command_line_says_what_the_files_do_not_have(tmp_path, named, said):
    files = put(tmp_path, partners="name,sector\nAlder,Police\n", links="From,With\nAlder,Birch\n")
    result = checked(*files, "--columns", named)
    assert result.exit_code == 1 and said in result.output


def test_the_line_that_a_refusal_gives_can_be_typed(tmp_path):
    files = put(
        tmp_path,
        list="Org,Type,Remarks\nAlder,Police,a\nBirch,NHS,b\nCedar,NHS,c\n",
        links="From,To,Remarks\nAlder,Birch,q\n",
    )
    flat = ["sector=Type", "name=Org", "source=From", "target=To", "note=Remarks"]
    result = checked(*files, *(word for column in flat for word in ("--columns", column)))
    assert result.exit_code == 1
    line = result.output.rpartition("all of it would be ")[2].splitlines()[0]
    assert checked(*files, *line.split()).exit_code == 0, line
    assert "partners.note=Remarks" in line and "collaborations.note=Remarks" in line


def test_a_marked_copy_keeps_the_columns_that_were_named(tmp_path):
    listed, links = put(
        tmp_path, list="Org,Type\nAlder,Police\nBirch,NHS\nCedar,NHS\n", links="From,To\nAlder,Dogwood\n"
    )
    named = ["partners.sector=Type", "partners.name=Org", "source=From", "target=To"]
    words = [word for column in named for word in ("--columns", column)]
    result = checked(listed, links, *words, "--annotate", tmp_path / "marked.xlsx")
    assert result.exit_code == 1, result.output
    marked = pd.read_excel(tmp_path / "marked.xlsx", sheet_name=None)
    assert [list(sheet.columns) for sheet in marked.values()][:2] == [["Org", "Type"], ["From", "To"]]
