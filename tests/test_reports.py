"""The report: what it says, in which order, and that HTML and Word say the same."""

from __future__ import annotations

import dataclasses
import io
import itertools
import re
import shutil
import subprocess
import sys
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from string import ascii_uppercase

import pandas as pd
import pytest
from click.testing import CliRunner
from conftest import asked, draw, partners, reports
from manual import DOCS, text_of

import sysmap as sm
from sysmap.cli import commands
from sysmap.errors import ChoiceError, SysmapError
from sysmap.findings.comparison.side_by_side import side_by_side
from sysmap.findings.shares_and_counts import interval_in_words
from sysmap.findings.words import value_in_words
from sysmap.pages.report.blocks import Block, Heading, Image, Items, Paragraph, TableBlock, unbroken
from sysmap.pages.report.column_widths import column_widths
from sysmap.pages.report.contents import ANNEX, SECTIONS
from sysmap.progress import reported
from sysmap.vocabulary import glossary

docx = pytest.importorskip("docx")
pytestmark = pytest.mark.usefixtures("few_redraws", "few_dots")

TEMPLATES = Path(sm.__file__).parent / "pages" / "templates"
ALL = [
    "Who works with whom",
    "Who was asked, and who answered",
    "Sector by sector",
    "Headline measures beside chance",
    "What changed",
    "Over all waves",
    "What rests on whom",
    "Introductions worth a conversation",
    "Forums and money",
    "How the records were treated",
    "Other explanations to weigh",
]
CAUSAL = re.compile(
    r"\b(caus(e|es|ed|ing|al)|led to|leads? to|impact\w*|because|due to|owing to|thanks to|"
    r"results? (of|in|from)|resulted|effects? of|driven by|drives|attribut\w+ to|contribut\w+ to|"
    r"improv\w+|worsen\w+|prov(ed|es|en)|success\w*)\b",
    re.IGNORECASE,
)
HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    "<img src=x onerror=alert(3)>",
    '<a href="javascript:alert(4)">href</a>',
    "<!--<script>",
    "\"double\" 'single' `back`",
    "{{7*7}} {% raw %}",
    "]]></svg><svg onload=alert(5)>",
    "=1+1",
    "W" * 180,
    "&lt;b&gt; &amp;",
    "$\\frac{1}{2}$",
]
LAYOUT = 2
"""Tables of a Word document that hold the columns of its first page."""
SECRETS = ("quiet word", "Jo Field", "own remark", "3.875")


class Texts(HTMLParser):
    """The texts of a page and its tags, as a browser would read them."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.inside = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        self.inside = tag

    def handle_data(self, data):
        if self.inside != "style" and data.strip():
            self.texts.append(data.strip())


def everything(report: sm.Report) -> tuple[Block, ...]:
    """Return the blocks of the pages and of the annex."""
    return (*report.blocks, *report.annex.blocks)


def sections(report: sm.Report) -> list[str]:
    """Return the headings of the sections, without their numbers or letters."""
    found = [block.text for block in report.blocks if isinstance(block, Heading) and block.level == 2]
    first = found[0].split(".")[0]
    marks = ascii_uppercase if first == "A" else [str(number) for number in range(1, len(found) + 1)]
    assert [text.split(".")[0] for text in found] == [*marks[: len(found)]]
    return [text.partition(". ")[2] for text in found]


def section(report: sm.Report, name: str) -> list:
    """Return the blocks of a section, or of one of its parts."""
    taken, level = [], 0
    for block in everything(report):
        if isinstance(block, Heading) and level and block.level <= level:
            break
        if level:
            taken.append(block)
        elif isinstance(block, Heading) and block.text.partition(". ")[2] == name:
            level = block.level
    return taken


def table(report: sm.Report, caption: str) -> TableBlock:
    """Return the one table whose caption begins so."""
    (found,) = [
        block
        for block in everything(report)
        if isinstance(block, TableBlock) and block.caption.startswith(caption)
    ]
    return found


def rows_of(report: sm.Report, caption: str) -> list[tuple[str, ...]]:
    """Return the rows of all tables whose caption begins so: shares stand in a table of their own."""
    tables = [
        block
        for block in everything(report)
        if isinstance(block, TableBlock) and block.caption.startswith(caption)
    ]
    assert tables
    return [row for each in tables for row in each.rows]


def words_of(report: sm.Report) -> str:
    """Return everything that a report says."""
    said = [report.title, report.subtitle, *report.brief.sentences.values()]
    for block in everything(report):
        if isinstance(block, Heading | Paragraph):
            said.append(block.text)
        elif isinstance(block, Items):
            said += [f"{lead} {text}" for lead, text in block.entries]
        elif isinstance(block, Image):
            said += [block.caption, block.alt]
        else:
            said += [block.caption, *block.columns, *(cell for row in block.rows for cell in row)]
    return "\n".join(said)


def opened(report: sm.Report):
    return docx.Document(io.BytesIO(report.docx()))


@pytest.fixture(scope="module")
def change(riverside_change):
    return riverside_change


@pytest.fixture(scope="module")
def two(riverside_report):
    return riverside_report


@pytest.fixture(scope="module")
def one(small_report):
    return small_report


@pytest.fixture(scope="module")
def public(riverside_public_report):
    return riverside_public_report


@pytest.fixture(scope="module")
def word(two) -> bytes:
    """The report of two waves for Word, with its annex: its pictures take a while to draw."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SOURCE_DATE_EPOCH", raising=False)
        return dataclasses.replace(two, with_annex=True).docx()


@pytest.fixture(scope="module")
def document(word):
    """The same, as Word would open it; nobody changes it."""
    return docx.Document(io.BytesIO(word))


@pytest.fixture(scope="module")
def word_of_one(one) -> bytes:
    return one.docx()


def hostile_change() -> sm.Comparison:
    """Two waves in which every text that a person may write is hostile."""
    sectors = ["NHS", "Police", "Voluntary"]
    rows = [
        (HOSTILE[i], HOSTILE[(i + step) % 12], HOSTILE[2], wave)
        for wave, steps in (("<b>1</b>", (1, 3)), ("{{2}}", (1, 4, 5)))
        for step in steps
        for i in range(12)
    ]
    records = sm.read_records(
        partners=pd.DataFrame(
            {"name": HOSTILE, "sector": [sectors[i % 3] for i in range(12)], "place": HOSTILE[::-1]}
        ),
        collaborations=pd.DataFrame(rows, columns=["source", "target", "kind", "wave"]),
        waves=pd.DataFrame(
            {"wave": ["<b>1</b>", "{{2}}"], "start": ["2022", "2024"], "question": HOSTILE[:2]}
        ),
    )
    return sm.compare(*(sm.build_map(records, wave) for wave in records.waves_in_order), permutations=0)


# -- What it says --


def test_the_sections_stand_in_order_and_those_that_do_not_apply_are_left_out(two, one):
    assert sections(two) == [name for name in ALL if name not in ("Forums and money", "Over all waves")]
    assert sections(one) == [name for name in ALL if name not in ("What changed", "Over all waves")]
    assert sections(two.annex) == [
        "All organisations, and every tie",
        "The map of 2022",
        "Who answered, and what the silent might add",
        "Every two sectors",
        "All measures",
        "What changed, in full",
        "What rests on each organisation",
        "All introductions",
        "Records and doubts about them",
        "Methods",
        "Reporting standards",
        "Glossary and accessibility",
    ]


@pytest.mark.parametrize("which", ["two", "one", "public"])
def test_the_first_map_comes_first_and_every_section_opens_with_its_answer(which, request):
    blocks = request.getfixturevalue(which).blocks
    assert isinstance(blocks[2], Image)
    for heading, block in itertools.pairwise(blocks):
        if isinstance(heading, Heading) and heading.level == 2:
            assert isinstance(block, Paragraph)
            assert block.answer
            assert re.match(r"[A-Z0-9].*[.!]$", block.text)
    answers = [block.text for block in blocks if isinstance(block, Paragraph) and block.answer]
    assert len(answers) == len(set(answers)) == len(sections(request.getfixturevalue(which)))


def test_the_pages_have_no_long_table_and_none_on_its_side(two, one, public):
    for report in (two, one, public):
        for block in report.blocks:
            assert not isinstance(block, TableBlock) or (len(block.rows) < 16 and not block.wide)


def test_every_two_sectors_stand_once(two, change):
    rows = [row[:2] for row in table(two, "Ties by two labels").rows]
    labels = change.after.organisations["boundary"].nunique()
    assert len(rows) == len(set(rows)) == labels * (labels + 1) / 2
    most = table(two, "Where there are most ties new or lost").rows
    counts = change.ties.assign(changed=change.ties["new"] + change.ties["lost"])["changed"]
    assert [int(row[-2]) + int(row[-1]) for row in most] == sorted(counts, reverse=True)[: len(most)]


@pytest.mark.parametrize("which", ["two", "public", "hostile"])
def test_ties_of_two_sectors_add_up_from_wave_to_wave(which, request):
    report = sm.report(hostile_change()) if which == "hostile" else request.getfixturevalue(which)
    for caption in ("Where there are most ties new or lost", "Ties kept, new and lost by two labels"):
        (block,) = [one for one in everything(report) if str(getattr(one, "caption", "")).startswith(caption)]
        assert "pairs of organisations compared" in block.caption
        rows = [row for row in block.rows if row[2].isdigit()]
        assert rows
        for row in rows:
            first, second, kept, new, lost = map(int, row[2:7])
            assert (first, second) == (kept + lost, kept + new)


def test_what_nobody_could_report_stands_with_the_change_wherever_it_leaves_a_range(two, public, change):
    rows, pairs = change.diagnostics, change.panel.pairs
    assert (pairs.possible > pairs.observable).any()
    said = " ".join(getattr(block, "text", "") for block in section(two, "What changed"))
    for name in ("bounds_before", "bounds_after", "bounds_change"):
        ends = interval_in_words(
            "cross_density", *rows.loc[name, ["low", "high"]], signed=name == "bounds_change"
        )
        assert ends in said
    assert change.who[2] in said and "3 organisations that answered in 2022 but not in 2024" in said
    assert "could not be observed in both waves" not in words_of(public)


def test_who_was_asked_is_reconciled_with_who_is_on_the_map(two, change):
    people = change.organisations
    said = words_of(two)
    first, second = (people[f"asked_{when}"].map(lambda cell: cell is True) for when in ("before", "after"))
    assert f"{first.sum()} organisations were asked in 2022 and {second.sum()} in 2024" in said
    assert f"{(first & second).sum()} of them both times: {(first & ~second).sum()} left the list and" in said
    for system in (change.before, change.after):
        assert len(system.organisations) == 36
    assert "On the map are 36 in 2022 and 36 in 2024: 1 went, 1 came." in said


def test_the_two_ways_to_count_are_reconciled_where_they_meet(two, change):
    (said,) = [block.text for block in section(two, "What changed") if "Two ways to count" in str(block)]
    matched = [len(system.ties) for system in change.panel.matched]
    assert f"36 organisations with {len(change.after.ties)} ties in 2024" in said
    assert change.who[1] in said
    assert f"That is {matched[0]} ties in 2022 and {matched[1]} in 2024." in said
    assert change.levels_note in said


def test_the_first_page_is_the_brief_and_its_sentences_may_be_changed(change):
    report = sm.report(change, title="Our own title")
    assert report.brief.sentences == sm.brief(change).sentences
    report.brief.sentences["finding_3"] = "We should ask the pharmacies."
    for text in ("Our own title", "We should ask the pharmacies.", "Changed by hand"):
        assert text in report.html


def test_without_records_of_answering_it_says_so_and_shows_no_answers():
    report = sm.report(draw("A-B B-C C-D", A="NHS", B="Police", C="NHS", D="Police"))
    first, *others = section(report, "Who was asked, and who answered")
    assert "Who answered is not recorded" in first.text
    assert not [block for block in others if isinstance(block, TableBlock | Image)]


def test_every_measure_of_the_comparison_stands_in_the_table_with_its_own_figures(two, change):
    frame = change.to_frame()
    rows = {row[0]: row for row in rows_of(two, "Measures of both waves")}
    for name, row in frame.iterrows():
        entry = sm.catalogue[name]
        shown = rows[entry.label]
        assert shown[1:3] == tuple(value_in_words(entry, row[wave]) for wave in ("before", "after"))
        assert shown[3] == value_in_words(entry, row["change"], signed=True)
    # 56 of 92 ties crossed in 2022, 79 of 105 in 2024.
    ways = {row[:2]: row for row in rows_of(two, "Each measure in three ways")}
    assert ways["Share of ties that cross", "as recorded"][2:] == ("60.9 %", "75.2 %", "+14.4 points")


def test_the_smallest_detectable_change_stands_beside_every_change_that_was_tested(two, change):
    rows = {row[0]: row for row in rows_of(two, "How surely each measure changed")}
    assert len(rows) == len(change.to_frame())
    for _, row in change.to_frame().iterrows():
        assert (rows[row["label"]][-1] == "–") == pd.isna(row["detectable"])


def test_shares_and_other_numbers_stand_in_tables_of_their_own(two):
    captions = [block.caption for block in everything(two) if isinstance(block, TableBlock)]
    for caption in ("Measures of both waves, over the organisations compared", "Each measure in three ways"):
        assert [each for each in captions if each.startswith(caption)] == [
            f"{caption}: shares",
            f"{caption}: other numbers",
        ]


def test_readings_and_caveats_stand_beside_their_numbers(two, change):
    said = dict(next(block for block in section(two, "All measures") if isinstance(block, Items)).entries)
    frame = sm.integration(change.after).to_frame()
    assert len(said) == len(frame)
    for (_, row), text in zip(frame.iterrows(), said.values(), strict=True):
        assert row["reading"] in text
        assert row["caveat"] in text


def test_ties_of_two_sectors_are_those_of_the_grid(one, small):
    grid = sm.sector_grid(small).to_frame().set_index(["sector_a", "sector_b"])
    for first, second, counts, _ in table(one, "Ties by two labels").rows:
        row = grid.loc[(first, second)]
        assert counts.startswith(f"{row['ties']} of {row['possible']} ")


def test_who_works_with_whom_holds_every_tie(one, small):
    rows = table(one, "Who works with whom, every tie").rows
    found = {(name, other) for name, others in rows for other in others.split("; ") if other != "–"}
    ties = set(zip(small.ties["source_name"], small.ties["target_name"], strict=True))
    assert found == ties | {(b, a) for a, b in ties}
    assert ("H", "–") in rows


def test_who_did_not_answer_is_named_with_the_partners_that_others_report(one):
    # E and H were asked and silent; D says that it works with E, nobody that it works with H.
    assert table(one, "Who was asked and did not answer").rows == (
        ("2024", "E", "Police", "1"),
        ("2024", "H", "Voluntary", "0"),
    )


def test_what_is_not_defined_says_why():
    report = sm.report(draw("A-B B-C", A="NHS", B="NHS", C="NHS"))
    rows = {row[0]: row[2] for row in rows_of(report, "All measures")}
    assert rows["Share of ties that cross"] == "not defined: one sector only"
    assert not re.search(r"\bnan\b|\bNone\b", words_of(report))


def test_dates_and_the_question_are_those_of_the_waves(two):
    first = table(two, "When the records were made").rows[0]
    assert first[:3] == ("2022", "Before the programme", "5 September 2022 to 14 October 2022")
    assert first[3].startswith("Which of these organisations did your organisation work with")


def test_forums_and_money_are_told_in_words():
    records = sm.read_records(
        partners=partners({"A": "NHS", "B": "Police", "C": "NHS", "D": "Police"}),
        collaborations=reports("A-B B-C C-D", "2024"),
        memberships=pd.DataFrame({"organisation": ["A", "B"], "forum": ["Board", "Board"]}),
        money=pd.DataFrame(
            {"source": ["A", "B"], "target": ["B", "C"], "amount": [66e6, 1500], "precision": ["about", ""]}
        ),
    )
    report = sm.report(sm.build_map(records, "2024"))
    assert table(report, "Forums by how many sit on them").rows == (("Board", "board", "2", "2"),)
    assert table(report, "Forums and their members").rows == (("Board", "2", "A, B"),)
    assert [row[:3] for row in table(report, "Money").rows] == [
        ("A", "B", "about £66 million"),
        ("B", "C", "£1,500"),
    ]
    # About: a tenth either way, and 1,500 known exactly.
    assert "£59.4 million to £72.6 million" in words_of(report)


def test_the_programme_team_is_taken_out_where_one_is_named():
    records = sm.read_records(
        partners=partners({"A": "NHS", "B": "Police", "C": "NHS", "D": "Police"}),
        collaborations=reports("A-B B-C C-D", "2024"),
        memberships=pd.DataFrame({"organisation": ["B"], "forum": ["Team"]}),
        forums=pd.DataFrame({"forum": ["Team"], "kind": ["programme team"]}),
    )
    text = words_of(sm.report(sm.build_map(records, "2024")))
    assert "The programme team. If B left" in text


def test_a_measure_of_ones_own_stands_in_every_table_of_measures(tidy_catalogue, change):
    @sm.measure(
        label="Ties per sector",
        level="system",
        formula="ties / sectors",
        source="our own",
        caveat="Invented for this test.",
        headline=True,
    )
    def ties_per_sector(system):
        """How many ties are there for each sector?"""
        return len(system.ties) / len(system.arrays.sectors)

    @sm.measure(
        label="Twice the partners", level="organisation", formula="2k", source="our own", caveat="Invented."
    )
    def twice_the_partners(arrays):
        """How many partners, twice?"""
        return 2 * arrays.partners, {}

    again = sm.compare(change.before, change.after, permutations=0)
    report = sm.report(again)
    for caption in ("Headline measures beside chance, 2024", "All measures"):
        rows = {row[0]: row for row in rows_of(report, caption)}
        assert value_in_words(sm.catalogue["ties_per_sector"], 105 / 10) in rows["Ties per sector"]
    assert "Ties per sector" in [row[0] for row in rows_of(report, "Measures of both waves")]
    organisations = table(report, "All organisations")
    assert "Twice the partners" in organisations.columns


def test_a_map_too_large_for_all_ways_says_so_and_has_the_other_sections(small, one, monkeypatch):
    monkeypatch.setattr("sysmap.pages.report.material.LISTED_LIMIT", 8)
    report = sm.report(small)
    for name in ("What rests on whom", "Introductions worth a conversation"):
        (said,) = section(report, name)
        assert "too large" in said.text
    assert sections(report) == sections(one)


def test_a_table_without_rows_is_neither_shown_nor_numbered(blank_pictures_in_word):
    report = sm.report(draw("A-B B-C C-D"))
    assert [block for block in everything(report) if isinstance(block, TableBlock) and not block.rows]
    numbers = re.findall(r">Table (A?\d+)\. ", report.html)
    pages = [number for number in numbers if number[0] != "A"]
    annex = numbers[len(pages) :]
    assert pages == [str(number) for number in range(1, len(pages) + 1)]
    assert annex == [f"A{number}" for number in range(1, len(annex) + 1)]
    whole = opened(dataclasses.replace(report, with_annex=True))
    captions = [p.text.split(".")[0] for p in whole.paragraphs if p.text.startswith("Table ")]
    assert captions == ["Table "] * len(pages) + ["Table A"] * len(annex)  # the number is a field


@pytest.mark.parametrize("total", [9_000, 15_000])
def test_columns_share_out_the_whole_width(two, total):
    for block in everything(two):
        if isinstance(block, TableBlock) and block.rows:
            widths = column_widths(block, total)
            assert sum(widths) == total
            assert min(widths) > 0


@pytest.fixture
def tidy_catalogue():
    entries, homes = dict(sm.catalogue._entries), dict(sm.catalogue._homes)
    yield
    sm.catalogue._entries, sm.catalogue._homes = entries, homes


@pytest.mark.parametrize("template", ["report.html", "map.html", "tables.html"])
def test_no_template_says_why(template):
    assert not CAUSAL.search((TEMPLATES / template).read_text(encoding="utf-8"))


@pytest.mark.parametrize("which", ["two", "one", "public"])
def test_no_report_says_why_anything_happened(which, request):
    found = CAUSAL.findall(words_of(request.getfixturevalue(which)))
    assert not found


def test_no_declared_measure_says_why():
    said = [f"{entry.question} {entry.caveat} {entry.label}" for entry in sm.catalogue.values()]
    assert not [text for text in said if CAUSAL.search(text)]


def test_the_glossary_is_that_of_the_manual():
    lines = text_of(DOCS / "glossary.md").split("\n")[4:]
    rows = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines if line]
    assert rows == list(glossary())


def test_a_report_is_of_a_map_or_a_comparison(change):
    with pytest.raises(ChoiceError, match="report takes a map, a comparison, a trajectory or a difference"):
        sm.report(side_by_side(change.before, change.after))


def test_progress_is_told(small):
    told = []
    with reported(lambda what, done, total: told.append((what, done, total))):
        sm.report(small)
    most = len(SECTIONS) + len(ANNEX)
    assert [step[1:] for step in told if step[0] == "Writing the report"] == [
        (done, most) for done in range(1, most + 1)
    ]


# -- Pictures --


@pytest.mark.parametrize("which", ["two", "one", "public"])
def test_every_picture_says_what_it_shows_and_has_a_table_in_its_section(which, request):
    tables = images = 0
    for block in [*everything(request.getfixturevalue(which)), Heading("end")]:
        if isinstance(block, Heading) and block.level == 2:
            assert not images or tables
            tables = images = 0
        tables += isinstance(block, TableBlock)
        if isinstance(block, Image):
            images += 1
            assert len(block.alt) > 40
            assert block.alt != block.caption


def test_there_is_a_map_of_each_wave_and_of_what_changed(two):
    captions = [
        [block.caption for block in blocks if isinstance(block, Image)]
        for blocks in (two.blocks, two.annex.blocks)
    ]
    assert captions[0][:2] == ["Who works with whom, 2024", "New, lost and kept ties, 2022 to 2024"]
    assert captions[1][0] == "Who works with whom, 2022"


# -- For the public --


def secret_maps() -> list[sm.SystemMap]:
    names = {
        f"Organisation {letter}": sector
        for letter, sector in zip("ABCDEFGHIJKL", 4 * ["NHS", "Police", "Care"], strict=True)
    }
    listed = list(names)
    rows = [
        (listed[i], listed[(i + step) % 12], wave, "Jo Field", 3.875, "quiet word")
        for wave, steps in (("2022", (1, 5)), ("2024", (1, 2, 5)))
        for step in steps
        for i in range(12)
    ]
    columns = ["source", "target", "wave", "reported_by", "trust", "note"]
    records = sm.read_records(
        partners=partners(names).assign(note="quiet word", remark="own remark"),
        collaborations=pd.DataFrame(rows, columns=columns),
        asked=asked({"2022": listed, "2024": listed[:11]}, {"2022": [], "2024": listed[11:]}),
        money=pd.DataFrame({"source": listed[:1], "target": listed[1:2], "amount": [66e6]}),
        sectors="as written",
    )
    return [sm.build_map(records, wave) for wave in ("2022", "2024")]


def test_a_public_report_holds_nothing_personal(blank_pictures_in_word):
    before, after = secret_maps()
    report = sm.report(sm.compare(before, after, permutations=0), public=True)
    with zipfile.ZipFile(io.BytesIO(report.docx())) as parts:
        word = "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    for text in (report.html, word):
        assert not [secret for secret in (*SECRETS, "66 million") if secret in text]
    assert "Organisation L" not in [
        cell
        for block in section(report, "Who was asked, and who answered")
        if isinstance(block, TableBlock)
        for row in block.rows
        for cell in row
    ]


def test_what_rests_on_few_is_too_few_in_a_public_report(public):
    rows = {row[0]: row for row in table(public, "Who was asked and who answered").rows}
    # One person answered for fire and rescue in each wave.
    assert rows["Fire and rescue"][1:] == ("1", "too few", "too few") * 2
    grid = {row[:2]: row[2:] for row in table(public, "Ties by two labels").rows}
    assert grid["Fire and rescue", "NHS commissioner"][:2] == ("too few", "too few")
    assert "Too few" in words_of(public)


def test_a_single_hidden_count_takes_another_with_it():
    answered = "ABCDEFGHIJKLM"
    system = draw(
        "A-B B-C C-D D-E E-F F-G G-H H-I I-J J-K K-L L-M",
        answered=answered,
        **dict.fromkeys("ABCDEF", "NHS"),
        **dict.fromkeys("GHIJK", "Police"),
        **dict.fromkeys("LM", "Care"),
    )
    rows = {row[0]: row for row in table(sm.report(system, public=True), "Who was asked").rows}
    # Two of care answered; with NHS alone known beside it, the total would tell.
    assert rows["Care"][2] == rows["Police"][2] == "too few"
    assert rows["NHS"][2] == "6"


def test_a_report_that_holds_everything_is_not_saved_as_public(two, tmp_path):
    with pytest.raises(ChoiceError, match="public=True"):
        sm.save(two, tmp_path / "report.html", public=True)


# -- The page --


def test_the_page_holds_every_text_and_no_script(two):
    page = Texts(two.html)
    tags = [tag for tag, _ in page.tags]
    assert tags[tags.index("head") + 1] == "meta"
    assert (
        "default-src 'none'; script-src 'none'; style-src 'sha256-"
        in page.tags[tags.index("head") + 1][1]["content"]
    )
    assert not {"script", "link", "iframe", "object", "form"} & set(tags)
    assert all(
        attrs["src"].startswith("data:image/svg+xml;base64,") for tag, attrs in page.tags if tag == "img"
    )
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on") or name == "style"]
    assert ("html", {"lang": "en-GB"}) in page.tags
    # A share keeps its sign beside it: the page has an unbroken space there.
    texts = {text.replace("\u00a0", " ") for text in page.texts}
    for block in everything(two):
        if isinstance(block, TableBlock):
            assert {cell.strip() for row in block.rows for cell in row} <= texts


def test_headings_of_the_page_go_down_one_level_at_a_time(two):
    levels = [int(tag[1]) for tag, _ in Texts(two.html).tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))


def test_every_table_of_the_page_has_a_caption_and_headers_with_scope(two):
    tags = Texts(two.html).tags
    tables = [tag for tag, _ in tags].count("table")
    assert [tag for tag, _ in tags].count("caption") == tables
    assert all(attrs.get("scope") in ("col", "row") for tag, attrs in tags if tag == "th")


def test_hostile_texts_are_literal_in_the_page_and_in_word(blank_pictures_in_word):
    change = hostile_change()
    report = sm.report(change, title=HOSTILE[1], with_annex=True)
    page = Texts(report.html)
    assert {"script", "iframe", "svg"}.isdisjoint(tag for tag, _ in page.tags)
    assert set(HOSTILE) <= set(page.texts)
    document = opened(report)
    assert document.paragraphs[0].text == HOSTILE[1]
    cells = {
        cell.text
        for each in document.tables
        for row in each._tbl.tr_lst
        for cell in docx.table._Row(row, each).cells
    }
    assert set(HOSTILE) <= cells


# -- Word --


def test_word_holds_the_same_blocks_as_the_page(two, document):
    headings = [p.text for p in document.paragraphs if p.style.name.startswith("Heading")]
    shown = [block.text for block in everything(two) if isinstance(block, Heading)]
    assert headings == [two.brief.title, "Who works with whom", *shown]
    shown = [block for block in everything(two) if isinstance(block, TableBlock) and block.rows]
    tables = document.tables[LAYOUT:]
    assert len(tables) == len(shown)
    for written, block in zip(tables, shown, strict=True):
        texts = [
            tuple(cell.text for cell in docx.table._Row(row, written).cells) for row in written._tbl.tr_lst
        ]
        assert texts == [tuple(map(unbroken, row)) for row in (block.columns, *block.rows)]
    captions = [p for p in document.paragraphs if p.style.name == "Caption"]
    images = [block for block in everything(two) if isinstance(block, Image)]
    assert len(captions) == len(shown) + len(images)
    assert all("SEQ" in p._p.xml for p in captions)


def test_no_number_is_parted_from_its_per_cent_sign_at_the_end_of_a_line(two, document):
    read = [text for text in Texts(two.html).texts if "%" in text]
    read += [p.text for p in document.paragraphs if "%" in p.text]
    assert len(read) > 50
    assert [text for text in read if re.search(r"\d %", text)] == []
    assert any(re.search(r"\d\u00a0%", text) for text in read)


def test_pictures_in_word_have_alternative_text(two, document):
    images = [block for block in everything(two) if isinstance(block, Image)]
    described = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert all(described)
    assert described[-len(images) :] == [block.alt for block in images]


def test_headers_of_tables_in_word_repeat_and_rows_stay_whole(document):
    assert document.tables[LAYOUT:]
    for written in document.tables[LAYOUT:]:
        first, *others = written._tbl.tr_lst
        assert "w:tblHeader" in first.xml
        assert all("w:cantSplit" in row.xml and "w:tblHeader" not in row.xml for row in [*others])


def test_pages_of_word_are_a4_and_lie_on_their_side_for_what_is_wide(document):
    sizes = {
        (section.page_width.mm.__round__(), section.page_height.mm.__round__())
        for section in document.sections
    }
    assert sizes == {(210, 297), (297, 210)}
    for section in document.sections:
        assert section.page_width - section.left_margin - section.right_margin > 0
    widest = max(shape.width.mm for shape in document.inline_shapes)
    assert widest <= 297 - 40


def test_word_bears_language_title_and_the_last_day_of_the_records(two, document, monkeypatch):
    properties = document.core_properties
    assert (properties.language, properties.title, properties.author) == ("en-GB", two.title, "sysmap")
    assert properties.created.date().isoformat() == "2024-10-11"
    assert 'w:lang w:val="en-GB"' in document.styles.element.xml
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert opened(dataclasses.replace(two, blocks=two.blocks[:3])).core_properties.created.year == 1970


def test_word_holds_no_macro_and_points_nowhere(word):
    with zipfile.ZipFile(io.BytesIO(word)) as parts:
        names = parts.namelist()
        assert not [name for name in names if "vba" in name.casefold() or name.endswith((".bin", ".jpeg"))]
        relations = "".join(parts.read(name).decode() for name in names if name.endswith(".rels"))
    assert 'TargetMode="External"' not in relations


def test_without_python_docx_the_error_says_what_to_install(one, monkeypatch):
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(SysmapError, match="pip install python-docx"):
        one.docx()


def test_libreoffice_opens_the_word_file(word_of_one, tmp_path):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice on this machine")

    plain, report = tmp_path / "plain.docx", tmp_path / "report.docx"
    docx.Document().save(plain)
    report.write_bytes(word_of_one)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    words = [office, "--headless", profile, "--convert-to", "pdf", "--outdir", tmp_path, plain, report]
    subprocess.run(words, capture_output=True, timeout=240, check=False)
    if not plain.with_suffix(".pdf").exists():
        pytest.skip("this LibreOffice has no Writer: it opens no Word file at all")
    assert report.with_suffix(".pdf").read_bytes().startswith(b"%PDF")


# -- The same again --


def test_the_same_records_give_the_same_bytes(small, one, word_of_one):
    again = sm.report(small)
    assert again.html == one.html
    assert again.docx() == word_of_one


def test_the_order_of_rows_changes_nothing_that_is_said(riverside, two):
    shuffled = {
        name: getattr(riverside, name).sample(frac=1, random_state=3).reset_index(drop=True)
        for name in ("partners", "collaborations", "asked")
    }
    again = dataclasses.replace(riverside, **shuffled)
    change = sm.compare(sm.build_map(again, "2022"), sm.build_map(again, "2024"), permutations=199)
    assert words_of(sm.report(change)) == words_of(two)


# -- Saved, and on the command line --


def test_a_report_is_saved_as_a_page_and_for_word(one, tmp_path, blank_pictures_in_word):
    page = sm.save(one, tmp_path / "report.html")
    assert page.read_text(encoding="utf-8") == one.html
    assert zipfile.is_zipfile(sm.save(one, tmp_path / "report.docx"))


def test_the_command_writes_both_kinds(riverside_folder, tmp_path, blank_pictures_in_word):
    for name in ("report.html", "report.docx"):
        words = ["report", str(riverside_folder), "--wave", "2024", "-o", str(tmp_path / name)]
        done = CliRunner().invoke(commands, words)
        assert done.exit_code == 0, done.output
        assert (tmp_path / name).stat().st_size > 10_000


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["-o", "report.pdf"], 2, ".html or .docx"),
        (["--wave", "2024", "--without", "Marlshire Police"], 2, "there is one wave"),
        (["--before", "2024", "--after", "2024"], 1, "the same wave"),
    ],
)
def test_the_command_refuses_what_makes_no_report(riverside_folder, words, status, said):
    done = CliRunner().invoke(commands, ["report", str(riverside_folder), *words])
    assert done.exit_code == status
    assert said in done.output


def test_in_jupyter_it_shows_itself_in_a_frame_that_runs_nothing(one):
    assert one._repr_html_().startswith('<iframe title="How organisations work together: 2024" sandbox=""')
