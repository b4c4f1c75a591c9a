"""What is read is never written over, by any option of any command or by any result that knows its files."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from conftest import single_commands

import sysmap as sm
from sysmap.cli import commands
from sysmap.cli.paths import ReadPath, Source, WrittenPath
from sysmap.errors import ChoiceError, SysmapError
from sysmap.inputs import keep_apart
from sysmap.outputs.survey import survey_of, write_survey

pytestmark = pytest.mark.usefixtures("few_redraws")

NAMES = "ABCDEFGHIJKL"
SECTORS = ("NHS", "Police", "Voluntary")
PARTNERS = "name,sector\n" + "".join(f"{name},{SECTORS[at % 3]}\n" for at, name in enumerate(NAMES))
TIES = "source,target,kind,strength,wave\n" + "".join(
    f"{NAMES[at]},{NAMES[(at + step) % 12]},funds,1,{wave}\n"
    for wave, step in (("2022", 1), ("2024", 4))
    for at in range(12)
)
MADE = "name_as_written,id,valid_from,valid_to,source,decided_by,decided_on,note\nAy,A,,,new,me,,\n"
WANTED = {
    "name": "out.csv",
    "check": "out.xlsx",
    "export": "out.graphml",
    "map": "out.html",
    "report": "out.html",
    "survey make": "out.xlsx",
    "survey read": "out.xlsx",
    "names": "out.xlsx",
}
NEEDED = {"measure": "--wave 2024", "portfolio": "--draws 0"}


COMMANDS = single_commands(commands)
# What is typed without an option before it.
TYPED = ("sources", "folder", "files", "file", "programme", "comparison")


def written(command: click.Command) -> list[click.Parameter]:
    return [param for param in command.params if isinstance(param.type, WrittenPath)]


def read(command: click.Command) -> list[click.Parameter]:
    return [param for param in command.params if isinstance(param.type, ReadPath | Source)]


PAIRS = [
    pytest.param(name, out.name, into.name, id=f"{name}: {out.name} over {into.name}")
    for name, command in COMMANDS.items()
    for out in written(command)
    for into in read(command)
    # The workbook that decisions are read from is not written in the same call.
    if (name, into.name) != ("names", "review")
]


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Records in all the forms in which commands take them."""
    place = tmp_path_factory.mktemp("forms")
    for folder in (place / "recs", place / "places" / "North", place / "beside" / "South"):
        folder.mkdir(parents=True)
        (folder / "partners.csv").write_text(PARTNERS, encoding="utf-8")
        (folder / "ties.csv").write_text(TIES, encoding="utf-8")
    (place / "aliases.csv").write_text(MADE, encoding="utf-8")
    (place / "register.csv").write_text("id,name\nA,A\n", encoding="utf-8")
    (place / "succession.csv").write_text("from,to,date\nD,A,2023-01-01\n", encoding="utf-8")
    (place / "x.positions.csv").write_text("id,x,y\nA,0,0\n", encoding="utf-8")
    (place / "room.said.csv").write_text("step\n", encoding="utf-8")
    (place / "bundle.zip").write_bytes(b"PK")
    records = sm.read_records(place / "recs")
    (place / "returned").mkdir()
    write_survey(survey_of(records), place / "returned" / "first.xlsx")
    sm.save(records, place / "book.xlsx")
    return place


@pytest.fixture
def here(forms: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of these, in the folder where one stands."""
    shutil.copytree(forms, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def words_of(name: str, into: str, path: str) -> list[str]:
    """Return the words of a command that reads `path` by one of its options, and what else it needs."""
    words = name.split()
    sources = {"portfolio": "places", "survey read": "returned"}.get(name, "recs")
    words += ["places"] if (name, into) == ("difference", "comparison") else []
    words.append(path if into in TYPED else sources)
    if name == "names" and into != "register":
        words += ["--register", "register.csv"]
    if into not in TYPED:
        words += [f"--{into}", path]
    return words


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def file_for(into: str, name: str) -> str:
    return {
        "sources": "book.xlsx",
        "files": "room.said.csv",
        "file": "bundle.zip",
        "programme": "places/North/partners.csv",
        "comparison": "beside/South/partners.csv",
        "folder": "returned/first.xlsx" if name == "survey read" else "places/North/partners.csv",
    }.get(into, {"positions": "x.positions.csv"}.get(into, f"{into}.csv"))


def test_every_path_of_every_command_is_known_to_be_read_or_written():
    unknown = [
        f"{name} {param.name}"
        for name, command in COMMANDS.items()
        for param in command.params
        if (isinstance(param.type, click.Path | click.File) or param.name == "sources")
        and not isinstance(param.type, ReadPath | WrittenPath | Source)
    ]
    assert not unknown, f"say what it is by its type, ReadPath or WrittenPath: {unknown}"


@pytest.mark.parametrize(("name", "out", "into"), PAIRS)
def test_no_output_takes_the_place_of_an_input(here, name, out, into):
    refused_by_any_name(here, name, out, into, "itself")


@pytest.mark.parametrize("link", ["another way", "link", "hard link"])
def test_an_input_is_known_by_whatever_name(here, link):
    refused_by_any_name(here, "measure", "output", "sources", link)
    refused_by_any_name(here, "organisations", "output", "aliases", link)


def refused_by_any_name(here: Path, name: str, out: str, into: str, link: str) -> None:
    path = file_for(into, name)
    target = path
    if link == "another way":
        target = os.path.join("recs", os.pardir, path)
    elif link != "itself":
        target = f"other {into}{Path(path).suffix}"
        (os.symlink if link == "link" else os.link)(Path(path).absolute(), target)
    given = "places" if (name, into) == ("portfolio", "folder") else path
    given = {"programme": "places", "comparison": "beside"}.get(into, given)
    given = "returned" if (name, into) == ("survey read", "folder") else given
    before = snapshot(here)
    result = CliRunner().invoke(commands, [*words_of(name, into, given), f"--{out}", target])
    assert result.exit_code == 2, result.output
    assert "being read" in result.output
    assert snapshot(here) == before


FOLDERS = {
    "measure": ("recs", "recs/scores.csv"),
    "organisations": ("recs", "recs/scores.CSV"),
    "map": ("recs", "recs/x.positions.csv"),
    "portfolio": ("places", "places/all.csv"),
    "survey read": ("returned", "returned/records.xlsx"),
}


@pytest.mark.parametrize("name", FOLDERS)
def test_no_output_lands_among_the_inputs(here, name):
    folder, target = FOLDERS[name]
    before = snapshot(here)
    result = CliRunner().invoke(commands, [*name.split(), folder, "-o", target])
    assert result.exit_code == 2, result.output
    assert "among the files being read" in result.output
    assert snapshot(here) == before


def test_a_table_of_many_places_does_not_land_in_the_folder_of_one(here):
    result = CliRunner().invoke(commands, ["portfolio", "places", "-o", "places/North/all.csv"])
    assert result.exit_code == 2
    assert "among the files being read" in result.output


def test_a_page_may_lie_beside_the_records_that_it_shows(here):
    result = CliRunner().invoke(commands, ["map", "recs", "--wave", "2024", "-o", "recs/map.html"])
    assert result.exit_code == 0, result.output
    assert sm.read_records("recs").summary["partners"] == 12


def test_decisions_are_not_written_over_the_workbook_that_they_come_from(here):
    Path("review.xlsx").write_bytes(b"mine")
    result = CliRunner().invoke(commands, ["names", "--read", "review.xlsx", "--aliases", "review.xlsx"])
    assert result.exit_code == 2
    assert Path("review.xlsx").read_bytes() == b"mine"


def test_the_workbook_of_names_written_unasked_is_no_source_either(here):
    os.rename("book.xlsx", "names_review.xlsx")
    words = ["names", "names_review.xlsx", "--register", "register.csv"]
    before = snapshot(here)
    assert CliRunner().invoke(commands, words).exit_code == 2
    assert snapshot(here) == before


# -- In Python --


def results(records: sm.Records) -> dict[str, object]:
    before, after = (sm.build_map(records, wave) for wave in ("2022", "2024"))
    return {
        "records": records,
        "map": after,
        "card": sm.integration(after, draws=0),
        "grid": sm.sector_grid(after),
        "change": sm.compare(before, after, permutations=0),
        "scores": sm.organisation_scores(after, draws=0),
        "sectors": sm.sector_scores(after),
        "dependence": sm.dependence(after),
        "introductions": sm.introductions(after),
        "mixing": sm.mixing_model(after),
        "portfolio": sm.portfolio("places", draws=0),
    }


def test_no_result_is_saved_over_what_it_was_read_from(here):
    records = sm.read_records(
        "book.xlsx", aliases="aliases.csv", register="register.csv", succession="succession.csv"
    )
    made = results(records)
    before = snapshot(here)
    for name, result in made.items():
        source = "places/North/partners.csv" if name == "portfolio" else "book.xlsx"
        if name != "records" or source.endswith(".xlsx"):
            with pytest.raises(ChoiceError, match="being read"):
                sm.save(result, source)
        if name not in ("records", "map", "portfolio"):
            for other in ("aliases.csv", "register.csv", "succession.csv"):
                with pytest.raises(ChoiceError, match="being read"):
                    sm.save(result, other)
    assert snapshot(here) == before


def test_no_result_is_saved_into_the_folder_that_it_was_read_from(here):
    made = results(sm.read_records("recs"))
    before = snapshot(here)
    for name, result in made.items():
        folder = "places/North" if name == "portfolio" else "recs"
        target = folder if name == "records" else f"{folder}/new.csv"
        if name != "map":
            with pytest.raises(ChoiceError, match="being read"):
                sm.save(result, target)
    assert snapshot(here) == before


def test_a_folder_that_holds_a_source_takes_no_records(here):
    records = sm.read_records("recs/partners.csv", "recs/ties.csv")
    before = snapshot(here)
    with pytest.raises(ChoiceError, match="the folder recs holds partners.csv"):
        sm.save(records, "recs")
    assert snapshot(here) == before


def test_the_key_to_pseudonyms_is_no_source(here):
    records = sm.read_records("recs", aliases="aliases.csv")
    for key in ("aliases.csv", "recs/key.csv"):
        with pytest.raises(ChoiceError, match="being read"):
            sm.save(records, "copy", pseudonyms=key)
    assert not Path("copy").exists()


def test_records_know_their_files_from_wherever_they_are_saved(here, monkeypatch):
    records = sm.read_records({"2022": "recs", "2024": ["book.xlsx"]})
    monkeypatch.chdir("places")
    with pytest.raises(SysmapError, match="being read"):
        sm.save(records, "../book.xlsx")


def test_frames_are_no_files(here):
    records = sm.read_records("recs")
    again = sm.read_records(
        partners=records.partners[["id", "name", "sector"]],
        collaborations=records.collaborations[["source", "target", "wave"]],
    )
    assert again.inputs == ()


def test_files_that_are_not_there_are_compared_by_where_they_would_be(here):
    with pytest.raises(ChoiceError):
        keep_apart([Path("none.csv").absolute()], "recs/../none.csv")
