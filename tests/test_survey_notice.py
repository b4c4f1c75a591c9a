"""What a survey says of itself, and in which words: the notice, the table of words, the questions."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from survey_pages import NOTICE, made_of

import sysmap as sm
from sysmap.errors import ChoiceError, RecordsError
from sysmap.outputs.survey import write_survey
from sysmap.pages.survey.words import read_words, words_table
from sysmap.records.returns.notice import NEEDED, SurveyNotice, read_notice
from sysmap.records.returns.roster_survey import items_of
from sysmap.records.returns.wording import english

NAMES = ("Northshire Police", "Tŷ Gŵyr", "Age UK")
GOOD = "".join(f'{name} = "some text"\n' for name in NEEDED)


def told(tmp_path: Path, text: str | bytes) -> SurveyNotice:
    path = tmp_path / "notice.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return read_notice(path)


def test_a_notice_gives_its_texts_questions_and_wordings(tmp_path):
    found = told(
        tmp_path,
        "\ufeff" + GOOD.replace("\n", "\r\n") + 'rights = """One.\n\nTwo."""\n'
        '[survey]\ntitle = "Who, with whom"\ndeadline = 2026-12-18\n'
        '[[question]]\ntext = "Why?"\n[[question]]\ntext = "How?"\nkind = "choice"\nchoices = ["a", "b"]\n'
        '[wording]\n"refers to" = "How often do you send people on to …?"\n',
    )
    assert found.blank == [] and (found.title, found.deadline) == ("Who, with whom", "2026-12-18")
    assert found.rights == "One.\n\nTwo."
    assert [(one.text, one.choices) for one in found.questions] == [("Why?", ()), ("How?", ("a", "b"))]
    survey = made_of(NAMES, kinds=("refers to",), notice=found, title="Another")
    assert survey.questions[0][1] == "How often do you send people on to …?"
    again = made_of(NAMES, kinds=("Refers To",), notice=found)
    assert again.questions[0][1] == "How often do you send people on to …?"
    assert survey.notice.title == "Another"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("controller = ", "cannot be understood"),
        ("= = =", "cannot be understood"),
        ("x = " + "[" * 5_000, "cannot be understood"),
        (b"\xff\xfe\x00", "not in UTF-8"),
        ("a" * 1_000_001, "larger than 1 MB"),
        (GOOD + 'purpos = "x"', "did you mean purpose?"),
        (GOOD + 'zzz = "x"', "zzz: not known here"),
        (GOOD.replace('"some text"', "7", 1), "controller: 7: not a text"),
        (GOOD + "rights = ['x']", "rights: .* not a text"),
        (GOOD + 'survey = "x"', r"begin it with \[survey\]"),
        (GOOD + "[question]\ntext = 'x'", r"begin it with \[\[question\]\]"),
        (GOOD + "[[question]]\nkind = 'text'", "question 1: has no text"),
        (GOOD + "[[question]]\ntext = 'x'\nkind = 'number'", "must be"),
        (GOOD + "[[question]]\ntext = 'x'\nchoices = ['a', 'a']", "each once"),
        (GOOD + "[[question]]\ntext = 'x'\nkind = 'choice'", "a choice needs"),
        (GOOD + "[[question]]\ntext = 'x'\nchoices = [1]", "list of texts"),
        (GOOD + f"rights = '{'x' * 6_000}'", "longer than 5,000"),
    ],
)
def test_a_notice_that_cannot_be_used_is_refused_with_the_place(tmp_path, text, said):
    with pytest.raises(RecordsError, match=said):
        told(tmp_path, text)


def test_a_wording_for_nothing_that_is_asked_is_refused(tmp_path):
    found = told(
        tmp_path,
        GOOD + '[wording]\n"refers too" = "a"\n"Refers to" = "b"\n"refers to" = "c"\ntrust_mission = "d"',
    )
    with pytest.raises(RecordsError) as caught:
        made_of(NAMES, kinds=("refers to",), notice=found)
    said = str(caught.value)
    assert "refers too: not asked about in this survey: did you mean refers to?" in said
    assert "refers to: has a wording already" in said
    assert "trust_mission: not asked about in this survey: it asks about refers to" in said
    kept = made_of(NAMES, notice=told(tmp_path, GOOD + "[wording]\ntrust_mission = 'd'"), ratings=["trust"])
    assert kept.notice.wording == (("trust_mission", "d"),)


def test_all_faults_of_a_notice_are_one_error(tmp_path):
    with pytest.raises(RecordsError) as caught:
        told(tmp_path, GOOD + "rights = 1\nfoo = 2\n[survey]\nbar = 3\n")
    assert set(caught.value.problems["column"]) == {"rights", "foo", "bar"}


@pytest.mark.parametrize("name", ["survey.html", "pages", "survey.xlsx"])
def test_nothing_is_sent_out_while_the_notice_lacks_anything_and_a_draft_says_so(tmp_path, name):
    lacking = SurveyNotice(controller="A", purpose="B", lawful_basis="C", title="T")
    survey = made_of(NAMES, notice=lacking)
    with pytest.raises(RecordsError, match="notice: retention, contact are blank"):
        write_survey(survey, tmp_path / name)
    assert list(tmp_path.iterdir()) == []
    written = write_survey(survey, tmp_path / name, draft=True)
    if written.suffix == ".xlsx":
        cells = [cell.value for row in openpyxl.load_workbook(written)["Start here"] for cell in row]
        assert english()["draft"] in cells
    else:
        page = next(written.glob("*.html")) if written.is_dir() else written
        assert english()["draft"] in page.read_text(encoding="utf-8")


def test_the_workbook_says_title_deadline_contact_and_notice(tmp_path):
    survey = made_of(NAMES, kinds=("refers to", "trains with"), title="Who, with whom")
    book = openpyxl.load_workbook(write_survey(survey, tmp_path / "survey.xlsx"))
    cells = [str(cell.value) for row in book["Start here"] for cell in row]
    for text in ("Who, with whom", "2026-12-18", NOTICE.contact, NOTICE.controller, NOTICE.retention):
        assert text in cells
    asked = [book[sheet]["C1"].value for sheet in ("refers to", "trains with")]
    assert asked == ["How often do you refer people to …?", "Trains with …: how often?"]


@pytest.mark.parametrize(
    ("scale", "asked"),
    [
        ("frequency", "How often do you fund …?"),
        ("extent", "How much do you fund …?"),
        ("weak to strong", "How strongly do you fund …?"),
        ("yes or no", "Do you fund …?"),
        ("collaboration ladder", "Which answer fits best? You fund …"),
        ({"no": 0, "a bit": 1, "much": 2}, "Which answer fits best? You fund …"),
    ],
)
def test_a_question_is_asked_as_its_answers_want_it(scale, asked):
    assert made_of(NAMES, kinds=("funds",), scale=scale).questions[0][1] == asked


def test_every_known_kind_of_tie_has_a_question_in_plain_words():
    from sysmap.vocabulary import tie_kinds

    for kind in tie_kinds():
        assert made_of(NAMES, kinds=(kind,)).questions[0][1].startswith("How often do you ")


def test_ratings_are_asked_for_by_measure_or_by_item():
    assert items_of(("value", "trust_mission"))[0] == "trust_mission" and len(items_of(("value",))) == 3
    with pytest.raises(ChoiceError, match="no rating called 'luck'"):
        items_of(("luck",))
    with pytest.raises(ChoiceError, match="can be given to every question already"):
        made_of(NAMES, scale={"no": 0, "Cannot say": 1})


def test_a_survey_is_a_page_a_workbook_or_a_folder(tmp_path):
    with pytest.raises(ChoiceError, match="a page, a workbook or a folder"):
        write_survey(made_of(NAMES), tmp_path / "survey.docx")
    with pytest.raises(ChoiceError, match="words in another language are for the page"):
        write_survey(made_of(NAMES), tmp_path / "survey.xlsx", words=tmp_path / "cy.csv")
    with pytest.raises(sm.MissingFileError):
        write_survey(made_of(NAMES), tmp_path / "survey.html", words=tmp_path / "cy.csv")


# -- Words -----------------------------------------------------------------------------------------------


def words_of(tmp_path: Path, text: str, name: str = "cy.csv"):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return read_words(tmp_path / name, made_of(NAMES))


def test_words_that_are_missing_stay_english_and_are_listed(tmp_path):
    found = words_of(tmp_path, "key,text\nnext,Nesaf\nback,\nanswer:Weekly,Bob wythnos\n")
    assert found.language == "cy" and found.texts["next"] == "Nesaf" and found.texts["back"] == "Back"
    assert "next" not in found.untranslated and {"back", "answer:Daily"} <= set(found.untranslated)
    assert found.texts["answer:Weekly"] == "Bob wythnos"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_words_are_read_as_a_spreadsheet_program_saves_them(tmp_path, separator):
    text = 'key,text\nlanguage,cy\nanswer:Weekly,"Bob wythnos"\nanswer:Wekly,x\nsector:Nobody,y\n'
    found = words_of(tmp_path, text.replace(",", separator), "words.csv")
    assert found.language == "cy" and found.texts["answer:Weekly"] == "Bob wythnos"
    # One table may serve several surveys: what this one does not have is said.
    assert found.unused == ("answer:Wekly", "sector:Nobody")


def test_the_table_to_translate_is_itself_a_table_of_words(tmp_path):
    found = words_of(tmp_path, words_table(made_of(NAMES)), "fr.csv")
    assert found.untranslated == () and dict(found.texts).items() >= english().items()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("clave;texto\n", "^1 fault.*\\n.*must be key,text"),
        ("key,text\nanswer:Weekly,Yn aml\nanswer:Daily,yn AML\n", "row 3, column text: .*also says Weekly"),
        ("key,text\nquestion:pays,Nesaf\n", "does not ask about it; it asks about works with"),
        ("key,text\nnextt,Nesaf\n", "nextt: did you mean next"),
        ("key,text\nqqqqqqq,Nesaf\n", "no text of the page"),
        ("key,text\nnext,Nesaf\nnext,Wedyn\n", "row 3.*twice: keep one"),
        ("key,text\nprogress,wedi\n", "must hold {all}, {done}"),
        ("key,text\nnext,{name}\n", "nothing in braces"),
        ("key,text\nprogress,{done} o {all} {\n", "must hold"),
        ("key,text\nnext," + "x" * 2_100 + "\n", "longer than"),
        ('key,text\nnext,"Nesaf\n', "not a CSV file"),
        ("key,text\nlanguage,Welsh please\n", "which language"),
    ],
)
def test_words_that_cannot_be_used_are_refused_with_their_row(tmp_path, text, said):
    with pytest.raises(RecordsError, match=said):
        words_of(tmp_path, text)


def test_words_say_their_language_by_a_row_or_by_the_name_of_their_file(tmp_path):
    assert words_of(tmp_path, "key,text\nlanguage,ga\n", "words.csv").language == "ga"
    with pytest.raises(RecordsError, match="such as language,cy"):
        words_of(tmp_path, "key,text\nnext,Nesaf\n", "our words.csv")
