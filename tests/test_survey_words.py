"""Words of strength in surveys: scales, numbered answers, and what is no answer."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

import sysmap as sm
from sysmap.cli import commands
from sysmap.records.surveys.headers import questions_of
from sysmap.records.surveys.respondent_column import asks_who_answers
from sysmap.records.surveys.words import meaning_of, numbered
from sysmap.records.values.scales import check_scale
from sysmap.vocabulary import scales

NAMES = ("Northgate Council", "Eastway NHS Trust", "Millbrook Mind")


def survey(
    folder, *answers: str, header: str = "How often do you meet [{}]", more=(), **options
) -> sm.Records:
    """Read a grid of three organisations: the answers of the first about the others, and of the others."""
    first = [
        "Timestamp",
        "Your organisation",
        *(header.format(name) for name in NAMES),
        *(one for one, _ in more),
    ]
    cells = iter(answers)
    rows = [first]
    for i, name in enumerate(NAMES):
        said = ["" if i == j else next(cells, "") for j in range(3)]
        rows.append([f"2024/03/0{i + 1} 10:00", name, *said, *(texts[i] for _, texts in more)])
    path = folder / "survey.csv"
    path.write_text("\n".join(",".join(f'"{cell}"' for cell in row) for row in rows) + "\n", encoding="utf-8")
    return sm.read_records(path, sectors="infer", **options)


def strengths(records: sm.Records) -> list[float]:
    return records.collaborations["strength"].tolist()


def test_a_word_of_several_scales_has_one_strength_in_those_that_share_another():
    for first in scales().values():
        for second in scales().values():
            shared = set(first) & set(second)
            assert len({first[word] - second[word] for word in shared}) < 2 or len(shared) < 2


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("1 - never", (1, "never")), ("5 = daily", (5, "daily")), ("2. yearly", (2, "yearly")),
        ("never (0)", (0, "never")), ("(3) monthly", (3, "monthly")), ("weekly: 4", (4, "weekly")),
        ("1-2 times a week", (None, "1-2 times a week")), ("never", (None, "never")), ("7", (None, "7")),
    ],
)  # fmt: skip
def test_the_number_is_told_from_the_label(word, told):
    assert numbered(word) == told


@pytest.mark.parametrize(
    ("words", "strengths", "said"),
    [
        (("1 - never", "2 - yearly", "5 - daily"), (0, 2, 5), "but 1 - never is no tie"),
        (("never (0)", "yearly (1)", "daily (2)"), (0, 1, 2), "the numbers are the strengths"),
        (("1 - daily", "2 - monthly", "5 - never"), (7, 3, 0), "their words are the strengths"),
        (("0 - hardly", "1 - a bit", "2 - lots"), (0, 1, 2), "words of no known scale"),
        (("never", "Sometimes".lower(), "often"), (0, 2, 3), ""),
        (("not at all", "to some extent", "to a great extent"), (0, 2, 4), ""),
        (("less than monthly", "at least weekly", "every day"), (2, 5, 7), ""),
    ],
)  # fmt: skip
def test_what_words_stand_for(words, strengths, said):
    meaning = meaning_of(words, None)
    assert tuple(meaning.strengths[word] for word in words) == strengths
    assert (said in meaning.said) if said else not meaning.said


def test_a_number_before_a_word_of_no_tie_in_an_unknown_scale_is_not_guessed():
    assert not meaning_of(["1 - no dealings", "2 - some dealings"], None).names


@pytest.mark.parametrize("word", ["Don't know", "Not applicable", "Unsure", "Not sure", "Prefer not to say",
                                  "No answer", "9 - Don't know"])  # fmt: skip
def test_what_says_nothing_is_no_answer_and_never_nought(tmp_path, word):
    records = survey(tmp_path, "Weekly", word, "Weekly", "Never", "Weekly", "Monthly")
    assert (NAMES[0], NAMES[2]) in set(
        records.blanks[["source", "target"]].itertuples(index=False, name=None)
    )
    assert records.summary["answers"] == 5
    assert word in " ".join(records.problems["message"])


def test_the_user_says_what_is_no_answer_and_what_is_one(tmp_path):
    with pytest.raises(sm.RecordsError, match="Pass"):
        survey(tmp_path, "Weekly", "Pass")
    # Where nothing is said but what is no answer, the others count up in their order; and that is said.
    records = survey(tmp_path, "Weekly", "Pass", scale={"pass": None})
    assert strengths(records) == [1]
    assert 'scale={"weekly": 5}' in " ".join(records.problems["message"])
    assert strengths(survey(tmp_path, "Weekly", "Pass", scale={"pass": None, "weekly": 5})) == [5]
    assert strengths(survey(tmp_path, "Weekly", "Unsure", scale={"Unsure": 1})) == [5, 1]
    assert check_scale({"Pass": None, "x": 2}) == {"pass": None, "x": 2.0}
    with pytest.raises(sm.ChoiceError, match="None"):
        check_scale({"x": "y"})


def test_the_command_takes_a_word_that_is_no_answer(tmp_path):
    survey(tmp_path, "Weekly", "Never")
    path = tmp_path / "survey.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Never", "Pass"), encoding="utf-8")
    refused = CliRunner().invoke(commands, ["check", str(path)])
    assert refused.exit_code != 0
    assert CliRunner().invoke(commands, ["check", str(path), "--scale", "Pass="]).exit_code == 0


def test_a_word_of_no_answer_in_a_table_of_ties_is_a_strength_that_is_missing(tmp_path):
    path = tmp_path / "ties.csv"
    path.write_text("source,target,strength\nA,B,weekly\nB,C,pass\n", encoding="utf-8")
    listed = tmp_path / "partners.csv"
    listed.write_text("name,sector\nA,NHS provider\nB,Police\nC,Police\n", encoding="utf-8")
    records = sm.read_records(path, listed, scale={"weekly": 5, "pass": None})
    assert records.collaborations["strength"].isna().tolist() == [False, True]


def test_the_sector_that_respondents_give_is_that_of_their_organisation(tmp_path):
    more = [("What type of organisation is it?", ("Local authority", "NHS provider", "Voluntary"))]
    records = survey(tmp_path, "Weekly", "Never", "Weekly", more=more)
    assert set(records.partners["sector_source"]) == {"given"}
    assert records.partners["sector_key"].tolist() == ["local_authority", "nhs_provider", "vcse"]


def test_trust_alone_says_who_works_with_whom_and_that_is_said(tmp_path):
    header = "How much do you trust [{}]"
    records = survey(tmp_path, "4", "1", header=header)
    assert records.collaborations["trust"].tolist() == [4, 1]
    assert records.problems["message"].str.contains("taken as worked with").any()


def test_how_often_about_an_nhs_trust_is_no_rating(tmp_path):
    records = survey(tmp_path, "4", "1", header="How often do you meet this NHS Trust or council [{}]")
    assert strengths(records) == [4, 1]


@pytest.mark.parametrize(
    ("title", "asks"),
    [
        ("Which organisation do you work for?", True), ("Your organisation", True),
        ("Organisation name", True),
        ("3. What agency do you represent?", True), ("Which organisations do you work with?", False),
        ("What type of organisation do you work for?", False), ("Any comments?", False),
    ],
)  # fmt: skip
def test_who_answers_is_asked_in_many_words(title, asks):
    assert asks_who_answers(title) == asks


@pytest.mark.parametrize(
    "form",
    [
        "How? [{}]", "How? - {}", "How? – {}", "How?: {}", "How?.{}", "grp/How?/{}", "How? (choice={})",
        "How? | {}", "How? >> {}", "2. How? - {}", "Q7_1: How? - {}", "{}:How?",
    ],
)  # fmt: skip
def test_a_header_is_split_where_its_rows_are_organisations(form):
    found = questions_of(
        ["Who?", *map(form.format, NAMES), "Any other comments?"], lambda text: text in NAMES
    )
    assert [question.item for question in found[1:4]] == list(NAMES)
    assert len({question.stem for question in found[1:4]}) == 1
    assert "How?" in found[1].stem


@pytest.mark.parametrize("form", ["How? [{0}] [{1}]", "How? [{1}][{0}]", "How? - {0} - {1}", "{1}:{0}:How?"])
def test_an_organisation_and_a_kind_of_tie_in_one_header_are_told_apart(form):
    kinds = ("Refer", "Fund")
    headers = [form.format(name, kind) for name in NAMES for kind in kinds]
    found = questions_of(headers, lambda text: text in NAMES)
    assert {(question.item, question.kind) for question in found} == {(a, k) for a in NAMES for k in kinds}
