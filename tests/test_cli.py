"""The command line, as a person types it."""

from __future__ import annotations

import csv
import importlib
import io
import json
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

import sysmap as sm
from sysmap.cli import commands

ORGANISATIONS = "name,sector\nA,NHS\nB,Police\nC,Voluntary\nD,NHS\n"
TIES = "source,target,kind,strength,wave\nA,B,funds,1,2022\nA,C,refers to,2,2024\nB,C,funds,1,2024\n"


def run(*words: object):
    return CliRunner().invoke(commands, [str(word) for word in words])


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("partners.csv").write_text(ORGANISATIONS, encoding="utf-8")
    Path("ties.csv").write_text(TIES, encoding="utf-8")
    return ["partners.csv", "ties.csv"]


def test_check_says_what_was_read_and_ends_with_the_counts(files):
    result = run("check", *files)
    assert result.exit_code == 0
    assert result.output.splitlines()[0] == "Here is what I read: 4 partners, 3 collaborations, 2 waves"
    assert result.output.splitlines()[-1] == "0 faults, 0 warnings"


def test_check_lists_every_fault_and_gives_status_1(files):
    Path("ties.csv").write_text("source,target,strength\nA,Bee,1\nA,B,lots\n", encoding="utf-8")
    result = run("check", *files)
    assert result.exit_code == 1
    assert "row 2, column target: Bee" in result.output
    assert "row 3, column strength: lots" in result.output
    assert result.output.splitlines()[-1] == "2 faults, 0 warnings"


def test_check_names_the_rows_of_a_problem_in_words(files):
    Path("ties.csv").write_text("source,target,strength\nA,B,2\nA,C,\nB,C,\nD,C,\n", encoding="utf-8")
    assert "ties.csv, rows 3, 4 and 5, column strength: 3 rows without" in run("check", *files).output


def test_a_blank_amount_is_asked_for_with_its_article(files):
    Path("money.csv").write_text("source,target,amount\nA,B,\n", encoding="utf-8")
    assert "an amount is needed" in run("check", *files, "money.csv").output


def test_check_as_json_has_the_summary_and_the_problems(files):
    content = json.loads(run("check", *files, "--format", "json").output)
    assert content["summary"]["partners"] == 4
    assert content["problems"] == []


@pytest.mark.parametrize("content", ["", "name,sector\n", "name,sector\nA,NHS\nB,\nC,Police\n"])
def test_a_wrong_file_gives_an_error_in_words_and_writes_nothing(files, content):
    Path("partners.csv").write_text(content, encoding="utf-8")
    for verb in ("check", "measure", "organisations", "sectors", "compare", "map"):
        result = run(verb, *files)
        assert result.exit_code == 1, verb
        assert "partners.csv" in result.output
        assert "Traceback" not in result.output
    assert sorted(path.name for path in Path().iterdir()) == ["partners.csv", "ties.csv"]


def test_a_missing_file_gives_status_2(files):
    result = run("measure", "nowhere.csv")
    assert result.exit_code == 2
    assert "nowhere.csv" in result.output


@pytest.mark.parametrize(
    "words",
    [
        ["measure", "--wave", "2023"],
        ["measure", "--wave", "2024", "--measures", "ei_indx"],
        ["measure", "--wave", "2024", "--boundary", "region"],
        ["measure"],
        ["map", "--wave", "2024", "--size-by", "weight"],
        ["measure", "--report", "some"],
        ["measure", "--wave", "2024", "--kinds", "adores"],
    ],
)
def test_a_name_that_does_not_exist_gives_status_2_and_those_that_do(files, words):
    result = run(words[0], *files, *words[1:])
    assert result.exit_code == 2
    assert "Traceback" not in result.output and result.output


def test_measure_prints_a_table_that_is_the_scorecard(files):
    result = run("measure", *files, "--wave", "2024", "--draws", 100)
    assert result.exit_code == 0
    assert "E-I index" in result.output and "Who answered is not recorded" in result.output


def test_measure_as_json_equals_the_scorecard(files):
    content = json.loads(run("measure", *files, "--wave", "2024", "--draws", 0, "--format", "json").output)
    system = sm.build_map(sm.read_records(*files), "2024")
    assert (
        content["measures"]["cross_share"]["value"]
        == sm.integration(system, draws=0).to_frame().at["cross_share", "value"]
    )


def test_organisations_as_csv_has_a_row_for_each(files):
    rows = list(
        csv.DictReader(io.StringIO(run("organisations", *files, "--wave", "2024", "--format", "csv").stdout))
    )
    assert [row["organisation"] for row in rows] == ["A", "B", "C", "D"]
    assert rows[0]["partners"] == "1.0"
    assert rows[3]["constraint"] == ""


def test_measures_may_be_chosen_by_name(files):
    result = run(
        "organisations", *files, "--wave", "2024", "--measures", "partners, betweenness", "--format", "csv"
    )
    assert result.stdout.splitlines()[0] == "organisation,partners,betweenness"


def test_compare_takes_the_only_two_waves_unasked(riverside_folder):
    result = run("compare", riverside_folder, "--permutations", "0", "--format", "json")
    assert result.exit_code == 0
    content = json.loads(result.output)
    assert (content["system"]["before"]["wave"], content["system"]["after"]["wave"]) == ("2022", "2024")
    assert content["measures"]["cross_density"]["low"] < content["measures"]["cross_density"]["high"]


def test_compare_leaves_out_and_draws_what_it_is_told(riverside_folder):
    left = "Riverside Voluntary Action"
    words = ["--without", left, "--primary", "ei_index", "--measures", "density", "--permutations", "19"]
    result = run("compare", riverside_folder, *words, "--seed", "3", "--format", "json")
    assert result.exit_code == 0
    content = json.loads(result.output)
    assert (content["without"], content["primary"]) == ([left], "ei_index")
    assert (content["permutations"], content["seed"]) == (19, 3)
    assert list(content["measures"]) == ["ei_index", "density"]


def test_a_comparison_that_is_refused_gives_one_and_says_why(files):
    result = run("compare", *files, "-o", "change.csv")
    assert result.exit_code == 1
    assert "at least 10 are needed" in result.output
    assert not Path("change.csv").exists()


def test_two_waves_too_small_to_compare_are_drawn(files):
    assert run("map", *files, "-o", "both.html").exit_code == 0
    assert Path("both.html").exists()


def test_compare_without_two_waves_asks_which(files):
    Path("ties.csv").write_text(TIES + "A,D,funds,1,2026\n", encoding="utf-8")
    result = run("compare", *files)
    assert result.exit_code == 2
    assert "--before" in result.output and "2026" in result.output


def test_waves_may_come_from_files(files):
    Path("one.csv").write_text("source,target\nA,B\n", encoding="utf-8")
    Path("two.csv").write_text("source,target\nA,C\n", encoding="utf-8")
    for wave, ties in (("2022", "one.csv"), ("2024", "two.csv")):
        result = run("measure", f"{wave}=partners.csv", f"{wave}={ties}", "--draws", 0, "--format", "json")
        assert json.loads(result.output)["system"]["wave"] == wave


def test_map_writes_one_page_and_says_where(files):
    result = run("map", *files, "-o", "two waves.html")
    assert result.exit_code == 0
    assert "two waves.html" in result.output
    assert Path("two waves.html").read_text(encoding="utf-8").lstrip().lower().startswith("<!doctype html>")


def test_a_result_may_be_written_to_a_file_of_any_kind_it_has(files):
    for name in ("card.csv", "card.xlsx", "card.json", "card.html"):
        assert run("measure", *files, "--wave", "2024", "--draws", 10, "-o", name).exit_code == 0
        assert Path(name).stat().st_size
    assert run("measure", *files, "--wave", "2024", "-o", "card.pdf").exit_code == 2


def test_the_rules_of_a_map_may_be_given(files):
    Path("partners.csv").write_text(
        "name,sector,place,parent\nA,NHS,East,\nB,Police,East,\nC,Voluntary,West,\nD,NHS,East,A\n",
        encoding="utf-8",
    )
    Path("what happened.csv").write_text("from,to,date,kind\nB,C,2023,absorbed\n", encoding="utf-8")
    rules = ["--wave", "2024", "--place", "east", "--units", "joined", "--forums", "joined"]
    result = run("organisations", *files, *rules, "--succession", "what happened.csv", "--format", "csv")
    assert [row["organisation"] for row in csv.DictReader(io.StringIO(result.stdout))] == ["A"]


def test_measures_lists_all_and_explains_one():
    assert all(name in run("measures").output for name in sm.catalogue)
    page = run("measures", "cross_distance").output
    assert sm.catalogue["cross_distance"].caveat in page and "unreachable" in page
    assert run("measures", "cross_distanse").exit_code == 2


def test_demo_writes_what_it_says(demonstrated):
    result, folder = demonstrated
    assert result.exit_code == 0
    assert {path.name for path in folder.iterdir()} == {
        "records",
        "map.html",
        "brief.html",
        "report.html",
        "scorecard.html",
        "scorecard.xlsx",
        "comparison.html",
        "comparison.xlsx",
    }
    for path in folder.iterdir():
        assert path.name in result.output
    assert "Riverside Voluntary Action" in result.output
    assert "Police and justice and Voluntary and community" in result.output


@pytest.mark.usefixtures("few_redraws")
def test_demo_writes_never_over_something_else(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    module = importlib.import_module("sysmap.cli.demo")
    monkeypatch.setattr(module, "compare", partial(sm.compare, permutations=19))
    monkeypatch.setattr(module, "integration", partial(sm.integration, draws=19))
    # What it writes is looked at above; here it is where.
    for name in ("render", "brief", "report"):
        monkeypatch.setattr(module, name, lambda *_, **__: None)
    monkeypatch.setattr(module, "save", lambda _result, path: path.write_text("new", encoding="utf-8"))
    folder = tmp_path / "sysmap-demo"
    folder.mkdir()
    (folder / "map.html").write_text("mine", encoding="utf-8")
    assert run("demo").exit_code == 0
    assert (folder / "map.html").read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "sysmap-demo-2" / "map.html").exists()
    assert run("demo", "sysmap-demo").exit_code == 2


def test_the_records_of_the_demo_read_without_a_warning(demonstrated):
    _, folder = demonstrated
    assert run("check", folder / "records").output.splitlines()[-1] == "0 faults, 0 warnings"


# -- What a person reads --


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["measure"], "say which: --wave 2022 "),
        (["measure", "--wave", "2024", "--at-least", "nan"], "--at-least nan is not a number"),
        (["check", "--scale", "often=-1"], '--scale "now and then"=1 --scale often=2'),
        (["check", "--columns", "nowhere.source=x"], "--columns names columns of 'nowhere'"),
        (["check", "--columns", "source"], 'as in source="Agency A"'),
        (["measure", "--wave", "2024", "--measures", "partners"], "use sysmap organisations"),
    ],
)
def test_messages_say_options_as_they_are_typed(files, words, said):
    result = run(words[0], *files, *words[1:])
    assert result.exit_code == 2
    assert said in result.output


@pytest.mark.parametrize(
    ("partners", "ties", "said"),
    [
        ("name,sector\nA,NHS\nB,Volantary\nC,Voluntary\n", TIES, "use --sectors as-written"),
        (ORGANISATIONS, "source,target,strength\nA,B,now and then\nB,C,often\n", "with --scale WORD=NUMBER"),
    ],
)
def test_what_to_do_about_a_fault_is_said_as_it_is_typed(files, partners, ties, said):
    Path("partners.csv").write_text(partners, encoding="utf-8")
    Path("ties.csv").write_text(ties, encoding="utf-8")
    result = run("check", *files)
    assert result.exit_code == 1
    assert said in result.output


def test_what_columns_mean_is_said_as_it_is_typed(files):
    Path("own.csv").write_text("Agency,Other agency\nA,B\nB,C\n", encoding="utf-8")
    said = ["own.csv", "--columns", "source=Agency", "--columns", "target=Other agency"]
    line = 'sysmap check own.csv --columns source=Agency --columns target="Other agency"'
    assert line in run("check", "own.csv").output
    assert run("check", *said).exit_code == 0


def test_what_a_message_tells_to_type_works(files):
    Path("partners.csv").write_text("name,sector\nA,NHS\nB,Volantary\nC,Voluntary\nD,NHS\n", encoding="utf-8")
    assert run("check", *files, "--sectors", "as-written").exit_code == 0
    assert run("check", *files, "--sectors", "as written").exit_code == 0


def test_messages_are_those_of_python_after_a_command(files):
    assert run("measure", *files).exit_code == 2
    with pytest.raises(sm.ChoiceError, match='say which: wave="2022"'):
        sm.build_map(sm.read_records(*files))


THREE = TIES + "A,D,funds,1,2026\n"


def test_map_of_three_waves_draws_all_and_one_or_two_where_that_is_said(files):
    Path("ties.csv").write_text(THREE, encoding="utf-8")
    titles = {
        (): "2022 to 2026",
        ("--wave", "2024"): "2024",
        ("--before", "2022", "--after", "2026"): "2022 and 2026",
    }
    for more, title in titles.items():
        assert run("map", *files, *more).exit_code == 0
        page = Path("map.html").read_text(encoding="utf-8")
        assert f"<h1>Who works with whom, {title}</h1>" in page
        assert ('id="one-wave"' in page) == (not more)
        Path("map.html").unlink()
    result = run("map", *files, "--editing")
    assert result.exit_code == 2 and "give --wave" in result.output


def test_three_waves_are_checked_and_followed_without_being_told_which(files):
    Path("ties.csv").write_text(THREE, encoding="utf-8")
    assert run("check", *files).exit_code == 0
    for command in ("trajectory", "report"):
        result = run(command, *files)
        # Four organisations are too few for any number, which is said of all waves.
        assert result.exit_code == 1 and "only 4 organisations" in result.output
    assert "2023 is not one of 2022, 2024, 2026" in run("trajectory", *files, "--waves", "2022,2023").output
    result = run("report", *files, "--without", "A")
    assert result.exit_code == 2 and "say --before WAVE --after WAVE" in result.output


@pytest.mark.parametrize("other", ["--before", "--after"])
def test_map_is_of_one_wave_or_of_two(files, other):
    result = run("map", *files, "--wave", "2024", other, "2022")
    assert result.exit_code == 2
    assert "one or the other" in result.output
    assert not Path("map.html").exists()


def test_records_without_waves_cannot_be_compared_and_it_is_said(files):
    Path("ties.csv").write_text("source,target\nA,B\n", encoding="utf-8")
    result = run("compare", *files)
    assert result.exit_code == 2
    assert "the records have no waves to compare" in result.output and "None" not in result.output


def test_only_columns_that_hold_something_may_be_a_boundary(files):
    Path("partners.csv").write_text(
        "name,sector,place\nA,NHS,\nB,Police,\nC,NHS,\nD,NHS,\n", encoding="utf-8"
    )
    result = run("measure", *files, "--wave", "2024", "--boundary", "nope")
    assert "sector" in result.output and "place" not in result.output and "parent" not in result.output


@pytest.mark.parametrize("verb", ["organisations", "sectors"])
def test_a_table_of_scores_says_of_what_it_is(files, verb):
    words = [verb, *files, "--wave", "2024", "--kinds", "funds"]
    said = "4 organisations in 3 sectors, 1 tie in 2024, kinds funds\n- Who answered is not recorded"
    assert run(*words).stdout.startswith(said)
    result = run(*words, "--format", "csv")
    assert result.stderr.startswith(said) and "organisations in" not in result.stdout
    assert run(*words, "--format", "csv", "--quiet").stderr == ""


@pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="only some systems have a file that is always full"
)
@pytest.mark.parametrize("words", [["measures"], ["measures", "--format", "json"]])
def test_an_output_that_is_full_is_said_in_a_sentence(words):
    code = "from sysmap.cli import main; main()"
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-c", code, *words], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1 and done.stderr.startswith("Error: the output cannot be written: ")


def test_a_later_map_starts_from_the_positions_of_an_earlier_one(files, tmp_path):
    where = tmp_path / "map.positions.csv"
    assert run("map", *files, "--wave", "2024", "-o", str(where)).exit_code == 0
    page = tmp_path / "later.html"
    result = run("map", *files, "--wave", "2024", "--positions", str(where), "-o", str(page))
    assert result.exit_code == 0 and page.exists()


def test_positions_that_are_no_table_are_refused_in_words(files, tmp_path):
    path = tmp_path / "picture.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    result = run("map", *files, "--wave", "2024", "--positions", str(path), "-o", str(tmp_path / "map.html"))
    assert result.exit_code == 2
    assert "no table of positions" in result.output


def test_a_picture_of_one_view_is_drawn_without_a_browser(files, tmp_path):
    path = tmp_path / "changed.svg"
    result = run("map", *files, "--view", "changed", "--introductions", "2", "-o", str(path))
    assert result.exit_code == 0, result.output
    assert "lost tie" in path.read_text(encoding="utf-8")
