"""What is said of a comparison, in every place where it is said: no more than was done, and nothing twice.

Properties over every output of two waves (display, table, report, picture, page, JSON, command line), and
over systems drawn at random.
"""

from __future__ import annotations

import html
import json
import re
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from conftest import partners
from depth import some
from test_change import FIRST, SECOND, TWELVE, waves
from test_reports import everything, words_of

import sysmap as sm
from sysmap.cli import commands
from sysmap.findings.words import in_a_sentence, value_in_words
from sysmap.pages.report.blocks import TableBlock

pytestmark = pytest.mark.usefixtures("few_redraws")

ROOT = Path(__file__).resolve().parent.parent
DRIFTING = f"{FIRST} A-F A-G A-H A-I A-J A-K A-L"
"""A gains seven ties, and each of the others at most one."""
_TAG = re.compile(r"<(style|script)\b.*?</\1>|<[^>]+>", re.DOTALL)


def outputs(change: sm.Comparison, folder: Path, *, public: bool = True) -> dict[str, str]:
    """Return everything that people read of a comparison, as text, by where it stands.

    Without a report for the public there is a file for the public all the same.
    """
    pages = {}
    for name, result in (("table.html", change), ("map.html", sm.render(change))):
        pages[name] = sm.save(result, folder / name).read_text(encoding="utf-8")
    book = pd.read_excel(sm.save(change, folder / "c.xlsx"), sheet_name=None, dtype=str)
    texts = {name: html.unescape(_TAG.sub(" ", page)) for name, page in pages.items()}
    return texts | {
        "prompt": change.full_text(),
        "notebook": html.unescape(_TAG.sub(" ", change._repr_html_())),
        "notes": " ".join(change.notes),
        "methods": change.methods,
        "report": words_of(sm.report(change)),
        **({"report for the public": words_of(sm.report(change, public=True))} if public else {}),
        "json for the public": sm.save(change, folder / "p.json", public=True).read_text(encoding="utf-8"),
        "json": sm.save(change, folder / "c.json").read_text(encoding="utf-8"),
        "csv": sm.save(change, folder / "c.csv").read_text(encoding="utf-8"),
        "workbook": " ".join(
            map(str, (cell for sheet in book.values() for cell in sheet.to_numpy().ravel()))
        ),
        **{what: change.plot(what).alt for what in ("change", "ties", "answered")},
        "picture": sm.save(change.plot(), folder / "c.svg").read_text(encoding="utf-8"),
    }


@pytest.fixture(scope="module")
def plain(tmp_path_factory) -> dict[str, str]:
    """Without a primary measure named, and without records of who answered."""
    return outputs(sm.compare(*waves(), permutations=199), tmp_path_factory.mktemp("plain"))


@pytest.fixture(scope="module")
def named(tmp_path_factory) -> dict[str, str]:
    change = sm.compare(*waves(), primary="cross_density", permutations=0)
    return outputs(change, tmp_path_factory.mktemp("named"), public=False)


# -- A default is nobody's deed --

CLAIMED = re.compile(r"beforehand|named before|before(hand)? looking", re.IGNORECASE)
DENIED = "No measure was named beforehand in a plan"
NOT_NAMED, NAMED = "the default, density between sectors, stands first", "chosen in the call"


def test_no_output_says_that_anything_was_named_beforehand(plain, named):
    for texts in (plain, named):
        assert [where for where, text in texts.items() if CLAIMED.search(text.replace(DENIED, ""))] == []


def test_where_the_call_names_no_measure_nothing_says_that_it_did(plain):
    assert [where for where, text in plain.items() if NAMED in text.replace(NOT_NAMED, "")] == []
    for where in ("prompt", "notebook", "notes", "methods", "report", "table.html", "json", "workbook"):
        assert NOT_NAMED in plain[where], where


def test_where_the_call_names_a_measure_that_is_said(named):
    assert [where for where, text in named.items() if NOT_NAMED in text] == []
    for where in ("prompt", "notebook", "notes", "methods", "report", "table.html", "json"):
        assert NAMED in named[where], where


def test_naming_the_default_changes_no_number():
    maps = waves()
    unnamed, by_name = (
        sm.compare(*maps, permutations=99),
        sm.compare(*maps, primary="cross_density", permutations=99),
    )
    pd.testing.assert_frame_equal(unnamed.to_frame(), by_name.to_frame())
    assert (unnamed.primary, unnamed.primary_chosen) == ("cross_density", False)
    assert (by_name.primary, by_name.primary_chosen) == ("cross_density", True)


@pytest.mark.parametrize("words", [(), ("--primary", "cross_density")])
def test_the_command_line_says_whether_a_measure_was_named(words, tmp_path):
    folder = sm.save(waves()[0].records, tmp_path / "records")
    runs = [
        ["compare", str(folder), "--permutations", "0", *words],
        ["compare", str(folder), "--permutations", "0", "--format", "json", *words],
        ["report", str(folder), "--permutations", "0", "-o", str(tmp_path / "r.html"), *words],
    ]
    said = [CliRunner().invoke(commands, run).output for run in runs]
    said[2] = (tmp_path / "r.html").read_text(encoding="utf-8")
    for text in said:
        assert not CLAIMED.search(text.replace(DENIED, ""))
        assert (NOT_NAMED in text) != bool(words)
        assert (NAMED in text.replace(NOT_NAMED, "")) == bool(words)
    assert json.loads(said[1])["primary_chosen"] == bool(words)


@pytest.mark.parametrize("command", ["compare", "report", "portfolio"])
def test_the_help_says_which_measure_is_the_default(command):
    said = " ".join(CliRunner().invoke(commands, [command, "--help"]).output.split())
    assert "cross_density" in said and not CLAIMED.search(said)


def test_the_example_of_the_command_line_claims_nothing(demonstrated):
    said, pages = demonstrated[0].output, [page.read_text("utf-8") for page in demonstrated[1].glob("*.html")]
    assert len(pages) == 5
    for text in (said, *pages):
        assert not CLAIMED.search(text.replace(DENIED, ""))
    assert NOT_NAMED in said


def without_plans(text: str) -> str:
    """Leave out the lines that speak of plans: with one, something may have been named beforehand."""
    return "\n".join(line for line in text.splitlines() if "plan" not in line.casefold())


def test_no_text_of_the_project_claims_it_but_of_a_plan():
    files = [
        ROOT / "README.md",
        *(ROOT / "docs").glob("*.md"),
        *(ROOT / "notebooks").glob("*.ipynb"),
        *(ROOT / "examples").glob("*/README.md"),
    ]
    files += [path for path in (ROOT / "sysmap").rglob("*.py") if path.parent.name != "planning"]
    claiming = [path for path in files if CLAIMED.search(without_plans(path.read_text(encoding="utf-8")))]
    assert [path.name for path in claiming] == []


# -- Who answered, where nobody wrote it down --

# Questions, headings and the glossary speak of answering in general, and of nobody.
_GENERAL = re.compile(
    r"[Ww]ho (was asked and who )?answered|answered_(before|after)|answered / asked|"
    r"How many of those asked have answered\?|asked, answered\ninvited to report ties|where both answered|"
    r"Only pairs where both answered"
)


def test_without_records_of_who_answered_no_text_says_that_anybody_did(plain):
    for where, text in plain.items():
        if where == "map.html":
            continue  # its script has the words for maps of which it is known
        rest = _GENERAL.sub("", text)
        found = [rest[max(0, hit.start() - 60) : hit.end() + 30] for hit in re.finditer("answered", rest)]
        assert found == [], where


def test_a_panel_too_small_is_refused_without_saying_that_it_answered():
    few = {name: TWELVE[name] for name in "ABEFIJ"}
    with pytest.raises(
        sm.ComparisonError, match="only 6 organisations are on the list of both waves; at least 10"
    ):
        sm.compare(*waves("A-B A-E", "A-B A-F", few))


def test_where_one_wave_alone_is_recorded_nobody_is_said_to_have_answered_both():
    told = pd.DataFrame(
        {"wave": "2024", "organisation": list("ABCDEFGHIJKL"), "answered": ["y"] * 11 + ["n"]}
    )
    change = sm.compare(*waves(asked=told), permutations=0)
    said = "11 of them answered in 2024; who answered in 2022 is not recorded"
    assert change.diagnostics.at["panel_organisations", "reading"] == said
    for text in (change.full_text(), change.methods, words_of(sm.report(change))):
        assert "answered both waves" not in text


# -- One direction only --


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (FIRST, f"{FIRST} A-F A-G B-E B-F C-E C-F D-G", "7 ties are new and none was lost"),
        (f"{FIRST} A-F A-G B-E", FIRST, "3 ties were lost and none is new"),
        (FIRST, f"{FIRST} A-F", "1 tie is new and none was lost"),
        # Two within come and one goes, while all between come.
        (
            f"{FIRST} A-C",
            f"{FIRST} B-D E-G A-F A-G B-E B-F C-E C-F",
            "6 ties between sectors are new and none",
        ),
    ],
)
def test_a_change_in_one_direction_only_is_flagged_in_words(first, second, said):
    change = sm.compare(*waves(first, second), permutations=0)
    (flag,) = [flag for flag in change.flags if "one direction only" in flag]
    assert said in flag and "from memory" in flag
    assert flag in change.full_text() and flag in html.unescape(change._repr_html_())


def test_what_is_flagged_stands_in_the_report():
    change = sm.compare(*waves(FIRST, f"{FIRST} A-F"), permutations=0)
    said = words_of(sm.report(change))
    assert change.flags and all(flag in said for flag in change.flags)


@pytest.mark.parametrize("second", [FIRST, SECOND])
def test_no_change_and_a_change_both_ways_are_not_flagged_as_of_one_direction(second):
    change = sm.compare(*waves(second=second), permutations=0)
    assert not any("one direction" in flag for flag in change.flags)


def test_the_alliance_of_which_nobody_wrote_down_who_answered_is_flagged():
    records = sm.read_records(ROOT / "examples" / "living_well_alliance" / "records")
    change = sm.compare(*(sm.build_map(records, wave) for wave in ("2019", "2024")), permutations=0)
    assert any("16 ties are new and none was lost" in flag for flag in change.flags)
    assert "answered both" not in " ".join(
        [change.full_text(), change.methods, *change.diagnostics["reading"]]
    )


# -- One test, one guard --


@pytest.fixture(scope="module")
def drifting() -> sm.Comparison:
    return sm.compare(*waves(second=DRIFTING), permutations=999)


def test_where_drift_hides_the_tie_level_p_it_hides_mcnemars_everywhere(drifting, tmp_path):
    table = drifting.diagnostics
    assert table.at["drift", "p"] < 0.1
    assert np.isnan(table.at["mcnemar", "p"]) and "hidden" in table.at["mcnemar", "reading"]
    # Seven new and none lost: the exact p would be 2 × ½⁷ = 0.0156.
    texts = outputs(drifting, tmp_path, public=False)
    assert [where for where, text in texts.items() if re.search(r"0\.0156", text)] == []
    content = json.loads(texts["json"])["diagnostics"]["mcnemar"]
    assert content["p"] is None and "hidden" in content["reading"]
    assert "McNemar's p are hidden" in " ".join(drifting.flags)


def test_where_drift_was_not_looked_for_mcnemars_p_says_so():
    row = sm.compare(*waves(second=DRIFTING), permutations=0).diagnostics.loc["mcnemar"]
    assert row["p"] == pytest.approx(2 / 2**7)
    assert "too small if organisations have moved, which was not looked for" in row["reading"]


def test_a_quiet_comparison_shows_both(plain):
    change = sm.compare(*waves(), permutations=199)
    assert change.diagnostics.loc[["mcnemar", "tie_level:cross_density"], "p"].notna().all()


# -- Systems drawn at random --


@cache
def drawn(seed: int, permutations: int = 199) -> sm.Comparison:
    """Draw two waves: 14 organisations in three sectors, ties that come and go, some that do not answer."""
    random = np.random.default_rng(seed)
    names = [f"O{number:02}" for number in range(14)]
    sectors = dict(zip(names, ["NHS", "Police", "Council"] * 5, strict=False))
    rows, asked = [], []
    more = random.uniform(-0.12, 0.25)
    there = random.random((14, 14)) < 0.3
    for wave in ("2022", "2024"):
        silent = set(random.choice(names, int(random.integers(0, 3)), replace=False))
        asked += [(wave, name, "n" if name in silent else "y") for name in names]
        for a in range(14):
            for b in range(a + 1, 14):
                if there[a, b] and names[a] not in silent:
                    strength = int(random.integers(1, 4))
                    rows.append((names[a], names[b], wave, strength, names[a]))
                    if random.random() < 0.7 and names[b] not in silent:
                        rows.append((names[b], names[a], wave, strength, names[b]))
        change = random.random((14, 14))
        there = np.where(there, change > 0.25, change < 0.06 + max(0, more))
    columns = ["source", "target", "wave", "strength", "reported_by"]
    records = sm.read_records(
        partners=partners(sectors),
        collaborations=pd.DataFrame(rows, columns=columns),
        asked=pd.DataFrame(asked, columns=["wave", "organisation", "answered"]),
        sectors="as written",
    )
    return sm.compare(*(sm.build_map(records, wave) for wave in ("2022", "2024")), permutations=permutations)


# Of the first four, three have measures that rose or fell, and in two some did not answer.
SEEDS = some((9, 4, 10, 8, 0, 1, 2, 3, 5, 6, 7, 11), 4, 0)
every_seed = pytest.mark.parametrize("seed", SEEDS)


@cache
def report_of(change: sm.Comparison) -> sm.Report:
    return sm.report(change)


@cache
def card_of(system: sm.SystemMap) -> sm.Scorecard:
    return sm.integration(system, draws=19)


@cache
def said_of(change: sm.Comparison) -> str:
    """Return what is said of a comparison in sentences: display, report and pictures."""
    return "\n".join(
        [
            *change.notes,
            *change.to_frame()["reading"],
            *change.diagnostics["reading"],
            words_of(report_of(change)),
            change.plot().alt,
            change.plot("answered").alt,
        ]
    )


@every_seed
def test_no_sentence_makes_a_rise_or_a_fall_of_who_answered(seed):
    moved = re.compile(
        r"(response|confirmation|answered|asked)[^.\n;]{0,60}\b(rose|fell|risen|fallen|rises|falls|grew|dropped|"
        r"increased|decreased|higher|lower)\b",
        re.IGNORECASE,
    )
    text = said_of(drawn(seed)).replace("the less connected fell silent, so the panel overstates a rise", "")
    assert [hit.group() for hit in moved.finditer(text)] == []


@every_seed
def test_a_measure_rose_or_fell_only_where_its_adjusted_p_and_interval_say_so(seed):
    change = drawn(seed)
    frame, text = change.to_frame(), said_of(change)
    labels = {row.label: row for row in frame.itertuples()}
    # As a brief says it, without the term.
    labels["The share of pairs from different sectors that work together"] = labels["Density between sectors"]
    for label, word in re.findall(r"(?:^|\. |: )([A-Z][\w' -]+?) (rose|fell) from", text, re.MULTILINE):
        row = labels[label]
        assert row.p_adjusted <= 0.05
        assert (row.change > 0) == (word == "rose") == (row.low_adjusted > 0)
    for row in frame.itertuples():
        assert bool(re.search(r"\b(rose|fell)\b", row.reading)) == (row.p_adjusted <= 0.05)


@every_seed
def test_the_interval_that_goes_with_a_verdict_stands_beside_the_plain_one(seed):
    frame = drawn(seed).to_frame().dropna(subset=["p"])
    outside = (frame["low_adjusted"] > 0) | (frame["high_adjusted"] < 0)
    assert (outside == (frame["p_adjusted"] <= 0.05)).all()
    assert (frame["low_adjusted"] <= frame["low"] + 1e-12).all()
    assert (frame["high_adjusted"] >= frame["high"] - 1e-12).all()
    assert frame.loc["cross_density", ["low", "high"]].tolist() == pytest.approx(
        frame.loc["cross_density", ["low_adjusted", "high_adjusted"]].tolist()
    )
    for name, row in frame.iterrows():
        wide = [
            value_in_words(sm.catalogue[name], row[end], signed=True)
            for end in ("low_adjusted", "high_adjusted")
        ]
        alone = [value_in_words(sm.catalogue[name], row[end], signed=True) for end in ("low", "high")]
        if wide != alone:
            for end in (*wide, *alone):
                assert end.removesuffix(" points") in row["reading"], name
            assert "adjusted" in row["reading"]


@pytest.mark.parametrize("permutations", [0, 9])
def test_intervals_follow_holm_too_and_are_blank_where_too_few_swaps_were_drawn(permutations):
    frame = drawn(3, permutations).to_frame().dropna(subset=["p"])
    if permutations:
        assert frame["low_adjusted"].isna().sum() == len(frame) - 1
        assert "too few swaps" in " ".join(frame["reading"])
    else:
        outside = (frame["low_adjusted"] > 0) | (frame["high_adjusted"] < 0)
        assert (outside == (frame["p_adjusted"] <= 0.05)).all()


@every_seed
def test_every_share_stands_with_what_it_is_of(seed):
    change = drawn(seed)
    cards = [card_of(system) for system in (change.before, change.after)]
    for frame, columns in (
        (change.to_frame(), ["before", "after"]),
        *((card.to_frame(), ["value"]) for card in cards),
    ):
        for name, row in frame.iterrows():
            if sm.catalogue[name].unit == "share" and row[columns].notna().all():
                assert re.search(r"\d of \d", row["reading"]), name


@every_seed
def test_a_level_that_is_another_as_recorded_says_so_where_it_stands(seed):
    change = drawn(seed)
    frame, ways = change.to_frame(), change.three_ways
    for name, row in frame.iterrows():
        entry = sm.catalogue[name]
        recorded = [
            value_in_words(entry, value) for value in ways.loc[(name, "as recorded"), ["before", "after"]]
        ]
        here = [value_in_words(entry, value) for value in row[["before", "after"]]]
        if entry.ties and "not defined" not in (*recorded, *here):
            assert (f"s recorded, with everybody listed, {' and '.join(recorded)}" in row["reading"]) == (
                recorded != here
            ), name


@every_seed
def test_shares_are_never_written_both_ways_in_one_column_of_a_table(seed):
    change = drawn(seed)
    card = card_of(change.after)
    tables = [block for block in everything(report_of(change)) if isinstance(block, TableBlock)]
    columns = [
        (table.caption, [row[place] for row in table.rows])
        for table in tables
        for place in range(len(table.columns))
    ]
    for shown in (change.tables_shown(), card.tables_shown()):
        columns += [
            (title, [str(cell) for cell in frame.iloc[:, place]])
            for title, frame in shown.items()
            for place in range(frame.shape[1])
        ]
    mixed = [
        title
        for title, cells in columns
        if any(re.fullmatch(r"[+−]?[\d.]+( to [+−]?[\d.]+)? (%|points)", cell) for cell in cells)
        and any(re.fullmatch(r"[+−-]?\d*\.\d+( to [+−-]?\d*\.\d+)?", cell) for cell in cells)
    ]
    assert mixed == []


@every_seed
def test_a_level_is_as_uncertain_in_one_section_as_in_another(seed):
    change = drawn(seed)
    frame, card = change.to_frame(), card_of(change.after).to_frame()
    assert not any("too uncertain to read" in text for text in (*frame["caveat"], *card["caveat"]))
    silent = any("could not be observed" in flag for flag in change.flags)
    said = frame["caveat"].str.contains("Some did not answer")
    assert said.any() == silent


# -- Displays --


def test_the_table_of_diagnostics_speaks_in_words(plain):
    change = sm.compare(*waves(), permutations=99)
    table = change.tables_shown()["How far to trust it"]
    assert list(table.columns) == ["what", "reading", "flag"]
    assert not any("_" in cell or cell[-1:] == ":" for cell in table["what"])
    assert "E-I index" in " ".join(table["what"]) and "e-i" not in " ".join(table["what"])
    assert not re.search(r"\b[a-z]+_[a-z]+\b", " ".join(table["reading"]))


def test_a_label_keeps_its_capitals_inside_a_sentence():
    labels = [entry.label for entry in sm.catalogue.values()]
    written = {label: in_a_sentence(label) for label in labels}
    assert written["E-I index"] == "E-I index"
    assert written["Yule's Q"] == "Yule's Q"
    assert written["Density between sectors"] == "density between sectors"


def test_no_text_for_people_names_a_column():
    quoted = re.compile(r"['‘](expected|low|high|before|after|value|p_adjusted)['’]")
    assert [
        name for name, entry in sm.catalogue.items() if quoted.search(f"{entry.caveat} {entry.question}")
    ] == []


def test_notebooks_do_not_say_that_a_table_of_p_is_untested():
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        assert "othing is tested" not in path.read_text(encoding="utf-8")
