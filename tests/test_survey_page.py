"""The page of a survey in Chromium: by keyboard, on a telephone, kept, saved, read back; hostile texts."""

from __future__ import annotations

import html
import json
import random
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from browser import open_page
from survey_pages import NOTICE, SECTORS, made_of

import sysmap as sm
from sysmap.outputs.survey import write_survey
from sysmap.pages.document import colours_and_shapes, template_text
from sysmap.pages.survey import page as survey_module
from sysmap.pages.survey.words import read_words
from sysmap.records.returns.notice import OwnQuestion
from sysmap.records.returns.read_survey import read_survey
from sysmap.records.returns.roster_survey import ITEMS, RATING

WORDS = Path(__file__).parent / "data" / "survey" / "cy.csv"
SIZES = {"laptop": (1366, 768), "telephone": (320, 640)}
# How long one press of a key takes where somebody reads a name and decides.
SECONDS = 4.0

HOSTILE = (
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(2)>",
    "=1+1",
    "{{7*7}} ${7*7} href",
    "\"'`; Council",
    "L" * 180,
    "Gŵyr\u2028 & Môn",
    "]]></svg><!--",
    "CON",
    "a/b\\c:d*e",
)


def opened_at(browser: Any, path: Path, size: str = "laptop") -> Any:
    """Open a page of which nothing is kept."""
    width, height = SIZES[size]
    opened = open_page(browser, path, width=width, height=height, reduced_motion="reduce")
    opened.page.evaluate("localStorage.clear()")
    return again(opened)


def again(opened: Any) -> Any:
    opened.page.reload()
    opened.page.wait_for_function("() => window.surveyReady === true")
    return opened


def begun(opened: Any, name: str) -> Any:
    opened.by("who").select_option(label=name)
    opened.by("agree").check()
    opened.by("next").click()
    return opened


def saved_to(opened: Any, folder: Path) -> Path:
    with opened.page.expect_download() as download:
        opened.by("save-answers").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


# -- The source ------------------------------------------------------------------------------------------


def test_the_page_loads_and_runs_nothing_but_itself(tmp_path):
    text = write_survey(made_of(HOSTILE), tmp_path / "s.html").read_text(encoding="utf-8")
    head = text.split("<head>")[1].strip()
    assert head.startswith('<meta http-equiv="Content-Security-Policy" content="default-src \'none\';')
    body = re.sub(r"<(script|style)[^>]*>.*?</\1>", "", text, flags=re.DOTALL)
    assert not re.search(r"(src|href)=\"(?!#)|\son\w+=|style=\"|@import|url\(", body)
    assert text.count("<script") == len(survey_module._SCRIPTS) + 2
    again = write_survey(made_of(HOSTILE), tmp_path / "again.html")
    assert again.read_text(encoding="utf-8") == text


def test_its_scripts_make_elements_never_html_and_take_what_another_gives():
    given = set(json.loads(colours_and_shapes().partition("window.sysmap = ")[2].rstrip(";\n")))
    texts = {name: template_text(name) for name in survey_module._SCRIPTS}
    for name, text in texts.items():
        assert text.startswith('"use strict";') and len(text.splitlines()) < 400
        assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|\.on\w+ = ", text)
        for taken in re.findall(r"const \{([^}]*)\} = sysmap;", text):
            assert set(re.findall(r"\w+", taken)) <= given, f"{name} takes what no script before it gives"
        for more in re.findall(r"Object\.assign\(sysmap, \{([^}]*)\}\)", text):
            given |= set(re.findall(r"(\w+)(?::|,| \}|$)", more)) | set(re.findall(r"\w+", more))
        given |= set(re.findall(r"\bsysmap\.(\w+) = ", text))
    read = {found for text in texts.values() for found in re.findall(r"\bsysmap\.(\w+)", text)}
    assert read <= given


def test_every_text_of_the_page_stands_in_the_table_of_words():
    known = set(read_words(WORDS, made_of(("A", "B", "C"))).texts)
    scripts = "".join(template_text(name) for name in survey_module._SCRIPTS)
    used = set(re.findall(r"(?:say\([^\n]*?, |words\(|button\()\"(\w+)\"", scripts))
    for one in re.findall(r"say\(\"(\w+)\"\)|words\.(\w+)", template_text("survey.html")):
        used.update(filter(None, one))
    assert used <= known and len(used) > 60


# -- By keyboard, and in every state ---------------------------------------------------------------------


class Keys:
    """A keyboard that counts, and sees that whatever has the focus is in sight."""

    def __init__(self, page: Any) -> None:
        self.page, self.presses, self.hidden = page, 0, []

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.presses += 1
            out = self.page.evaluate(
                """() => {
                    const [one, bar] = [document.activeElement, document.querySelector(".bar")];
                    const box = one.getBoundingClientRect();
                    const foot = bar.contains(one) ? innerHeight : bar.getBoundingClientRect().top;
                    const seen = box.top < foot && box.bottom > 0 && box.left < innerWidth && box.right > 0;
                    return seen ? "" : one.outerHTML.slice(0, 120);
                }"""
            )
            if out:
                self.hidden.append(out)

    def tab_to(self, what: str) -> None:
        """Go on until the element has the focus."""
        for _ in range(12):
            self.press("Tab")
            if self.page.evaluate(f"document.activeElement.matches({json.dumps(what)})"):
                return
        raise AssertionError(f"no way to {what}")


@pytest.mark.parametrize("size", SIZES)
def test_forty_partners_are_answered_by_keyboard_alone_in_under_six_minutes(browser, tmp_path, size):
    names = [f"Organisation {number:02}" for number in range(1, 42)]
    opened = opened_at(browser, write_survey(made_of(names), tmp_path / "survey.html"), size)
    page, keys = opened.page, Keys(opened.page)
    keys.tab_to("#who")
    keys.press(*"Org")  # the first of the list
    keys.tab_to("#agree")
    keys.press("Space")
    keys.tab_to("#next")
    keys.press("Enter")
    keys.tab_to("[data-testid='partner-2'] input")
    given = [random.Random(7).choice("1234567890") for _ in range(40)]
    keys.press(*given)
    assert page.evaluate("document.activeElement.id") == "next"
    assert opened.by("progress").text_content() == "40 of 40 answered"
    keys.press("Enter")
    keys.tab_to("#next")
    keys.press("Enter")
    keys.tab_to("#save")
    with page.expect_download() as download:
        keys.press("Enter")
    rows = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()[2:]
    words = "Never,Yearly,Quarterly,Monthly,Fortnightly,Weekly,Several times a week,Daily,cannot say,not us"
    answers = dict(zip("1234567890", words.split(","), strict=True))
    assert [row.split(",")[3] for row in rows[:40]] == [answers[key] for key in given]
    assert keys.presses <= 63, keys.presses
    assert keys.presses * SECONDS < 6 * 60
    assert keys.hidden == [] and opened.faults == []


def test_keys_go_on_go_back_and_take_back(browser, tmp_path):
    opened = begun(opened_at(browser, write_survey(made_of(("A", "B", "C", "D")), tmp_path / "s.html")), "A")
    page = opened.page
    focus = "document.activeElement.name + ' ' + document.activeElement.value"
    said = "JSON.stringify(sysmap.state.said)"
    values = "Object.values(sysmap.state.said['strength:works with']).join()"
    page.locator("[data-testid=partner-2] input").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate(focus) == "partner-0-2 Never"
    page.keyboard.press("6")
    assert page.evaluate(focus) == "partner-0-3 Never"
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(focus) == "partner-0-2 Weekly"
    page.keyboard.press("ArrowRight")
    assert page.evaluate(focus) == "partner-0-2 Several times a week"
    page.keyboard.press("Delete")
    assert page.evaluate(said) == '{"strength:works with":{}}'
    # With a pointer: chosen, and taken back by the same answer once more.
    slot = page.locator("[data-testid=partner-4] .slot").nth(7)
    slot.click()
    assert page.evaluate(said) == '{"strength:works with":{"3":"Daily"}}'
    slot.click()
    assert page.evaluate(said) == '{"strength:works with":{}}'
    page.locator("#auto").uncheck()
    page.locator("[data-testid=partner-2] input").first.focus()
    page.keyboard.press("2")
    assert page.evaluate(focus) == "partner-0-1 Yearly"
    # Those left are "never" when somebody says so, and not before; and that can be taken back.
    page.locator("#fill").click()
    assert page.evaluate(values) == "Yearly,Never,Never"
    page.locator("#fill").click()
    assert page.evaluate(values) == "Yearly"
    assert opened.faults == []


FORGED = '{"said": {"x": 1, "strength:works with": {"1": "Weekly<", "99": "Daily"}}, "who": 99, "own": 3}'

STEPS: dict[str, Callable[[Any], object]] = {
    "start": lambda opened: None,
    "something missing": lambda opened: opened.by("next").click(),
    "answering": lambda opened: [
        begun(opened, HOSTILE[0]),
        opened.page.locator("[data-testid=partner-2] input").first.focus(),
        *(opened.page.keyboard.press(key) for key in "259086431"),
    ],
    "nothing found": lambda opened: opened.by("search").fill("zzz"),
    "found": lambda opened: opened.by("search").fill("lll"),
    "filled": lambda opened: [opened.by("search").fill(""), opened.page.locator("#fill").click()],
    "rating": lambda opened: [
        opened.by("next").click(),
        opened.page.locator("[data-testid^=rating-] input").first.focus(),
        *(opened.page.keyboard.press(key) for key in "12349"),
    ],
    "anything else": lambda opened: [
        opened.by("next").click(),
        opened.by("missing").fill("<img src=x onerror=alert(3)>\n=2+2"),
    ],
    "check and send": lambda opened: opened.by("next").click(),
    "opened, copied, asked": lambda opened: [
        *(one.click() for one in opened.page.locator("summary").all()),
        opened.by("copy-answers").click(),
        opened.page.locator("#forget").click(),
    ],
}


@pytest.mark.parametrize("size", SIZES)
def test_no_state_breaks_a_rule_of_accessibility_or_runs_a_hostile_text(browser, tmp_path, size):
    hostile = replace(
        NOTICE,
        **{
            name: f"{HOSTILE[1]} {name}"
            for name in ("controller", "title", "sender", "introduction", "thanks")
        },
        questions=(OwnQuestion(HOSTILE[0]), OwnQuestion(HOSTILE[1], HOSTILE[2:5])),
        wording=(("refers to", HOSTILE[3]), ("trust_mission", HOSTILE[0])),
    )
    survey = made_of(HOSTILE[:6], kinds=("refers to", HOSTILE[1]), ratings=("trust", "value"), notice=hostile)
    opened = opened_at(browser, write_survey(survey, tmp_path / "survey.html"), size)
    scripts = opened.page.locator("script").count()
    broken = {}
    for state, act in STEPS.items():
        act(opened)
        sideways = opened.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found = opened.violations()
        if found or sideways > 0:
            broken[state] = (sideways, found)
    assert broken == {}
    assert opened.page.locator("script").count() == scripts and opened.page.locator("img").count() == 0
    shown = opened.page.locator("#lists").text_content()
    assert HOSTILE[2] in shown and "<img src=x" in shown
    path = saved_to(opened, tmp_path)
    assert path.name == "script alert(1) script.answers.csv"
    assert opened.faults == []
    found = read_survey(_moved(path, tmp_path / "back"))
    assert set(found.missing["name"]) == {"<img src=x onerror=alert(3)>", "=2+2"}


def _moved(path: Path, folder: Path) -> Path:
    folder.mkdir()
    path.rename(folder / path.name)
    return folder


def test_what_is_put_into_the_open_page_is_stopped(browser, tmp_path):
    opened = opened_at(browser, write_survey(made_of(("A", "B", "C")), tmp_path / "survey.html"))
    stopped = opened.page.evaluate(
        """() => new Promise((then) => {
            const stopped = [];
            document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => {
                stopped.push(effectiveDirective);
                if (stopped.length === 4) then(stopped.sort());
            });
            const script = document.createElement("script");
            script.textContent = "window.run = 1";
            const image = document.createElement("img");
            image.src = "https://example.invalid/x.png";
            const frame = document.createElement("iframe");
            frame.src = "https://example.invalid/";
            document.body.append(script, image, frame);
            fetch("https://example.invalid/").catch(() => 0);
        })"""
    )
    assert stopped == ["connect-src", "frame-src", "img-src", "script-src-elem"]
    assert opened.page.evaluate("window.run") is None


# -- Kept, and gone on with ------------------------------------------------------------------------------


def test_answers_are_kept_and_gone_on_with_and_deleted_when_somebody_says_so(browser, tmp_path):
    path = write_survey(made_of(("A", "B", "C")), tmp_path / "survey.html")
    opened = begun(opened_at(browser, path), "A")
    page = opened.page
    page.locator("[data-testid=partner-2] .slot").nth(5).click()
    again(opened)
    assert "Welcome back" in page.locator("#kept").text_content()
    assert page.locator("#kept button").text_content() == "Not your answers? Start again"
    assert page.locator("#who option:checked").text_content() == "A"
    opened.by("next").click()
    assert page.locator("[data-testid=partner-2] input:checked").get_attribute("value") == "Weekly"
    for _ in range(2):
        opened.by("next").click()
    page.locator("#forget").click()
    page.get_by_text("Yes, delete them").click()
    again(opened)
    assert page.locator("#who").input_value() == "" and "Welcome" not in page.locator("#kept").text_content()
    # What somebody else has put where answers are kept is no answer.
    page.evaluate("text => localStorage.setItem(`sysmap ${sysmap.survey.code} everyone`, text)", FORGED)
    again(opened)
    assert page.locator("#who").input_value() == "" and opened.faults == []


def test_where_nothing_can_be_kept_it_is_said_and_a_saved_file_is_opened_again(browser, tmp_path):
    survey = made_of(("A", "B", "C"), ratings=("trust",))
    path = write_survey(survey, tmp_path / "survey.html")
    # A frame without an origin may keep nothing.
    closed = browser.empty_page()
    text = html.escape(path.read_text(encoding="utf-8"))
    frame = f'<iframe sandbox="allow-scripts allow-downloads" width=1000 height=700 srcdoc="{text}"></iframe>'
    closed.page.set_content(frame)
    page = closed.page.frame_locator("iframe")
    page.get_by_text("does not keep your answers").wait_for()
    page.locator("#who").select_option(label="A")
    page.locator("#agree").check()
    page.locator("#next").click()
    page.locator("[data-testid=partner-2] .slot").nth(5).click()
    page.locator("#next").click()
    page.locator("[data-testid=rating-2] .slot").nth(2).click()
    page.locator("#next").click()
    page.locator("#missing").fill("Somebody")
    page.locator("[data-testid=own-1]").fill('More "time", please')
    page.locator("#next").click()
    with closed.page.expect_download() as download:
        page.locator("#save").click()
    data = Path(download.value.path()).read_bytes()
    opened = opened_at(browser, path)
    page = opened.page
    file = {"name": "A.answers.csv", "mimeType": "text/csv"}
    page.locator("#open").set_input_files({**file, "buffer": data.replace(b"Weekly", b"Daily")})
    page.get_by_text("it was changed after it was saved").wait_for()
    page.locator("#open").set_input_files({**file, "buffer": data})
    page.get_by_text("have been read from the file").wait_for()
    state = page.evaluate("sysmap.state")
    assert state["said"]["strength:works with"] == {"1": "Weekly"} and state["who"] == 0
    assert state["said"]["trust_reliability"] == {"1": "Mostly"}
    assert state["missing"] == "Somebody" and state["own"] == {"1": 'More "time", please'}
    assert opened.faults == []


# -- Another language, drafts, single pages --------------------------------------------------------------


def test_the_page_speaks_welsh_and_says_what_stays_english(browser, tmp_path):
    survey = made_of(("A", "B", "C"), kinds=("refers to",))
    words = read_words(WORDS, survey)
    assert words.language == "cy" and "notice_dpia" in words.untranslated and len(words.untranslated) < 12
    opened = opened_at(browser, write_survey(survey, tmp_path / "cy.html", words=words))
    page = opened.page
    assert page.evaluate("document.documentElement.lang") == "cy"
    assert page.locator("#start-title").text_content() == "Pwy ydych chi?"
    assert "18 Rhagfyr 2026" in page.locator("#about").text_content()
    begun(opened, "A")
    assert page.locator("#partners-title").text_content() == "Pa mor aml ydych chi'n cyfeirio pobl at …?"
    row = page.locator("[data-testid=partner-2]")
    assert "Awdurdod lleol" in row.text_content() and "Bob pythefnos" in row.text_content()
    row.locator("input").nth(4).check(force=True)
    assert opened.violations() == []
    for _ in range(2):
        opened.by("next").click()
    # What is saved is the same in every language.
    saved = saved_to(opened, tmp_path).read_text(encoding="utf-8-sig")
    assert "A,B,strength:refers to,Fortnightly,2026" in saved
    assert opened.faults == []


def test_a_page_of_one_organisation_knows_whose_it_is_and_a_draft_says_so(browser, tmp_path):
    survey = made_of(("A", "B", "C"))
    folder = write_survey(survey, tmp_path / "pages", draft=True)
    opened = opened_at(browser, next(folder.glob("B-*.html")))
    page = opened.page
    assert page.locator(".draft").is_visible() and not page.locator("#who").is_visible()
    assert "You are answering for B." in page.locator("#start").text_content()
    opened.by("agree").check()
    opened.by("next").click()
    assert not page.locator("[data-testid=partner-2]").is_visible()
    page.locator("[data-testid=partner-1] .slot").nth(5).click()
    for _ in range(2):
        opened.by("next").click()
    saved = saved_to(opened, tmp_path)
    assert survey.token("P02") in saved.read_text(encoding="utf-8-sig")
    found = read_survey(_moved(saved, tmp_path / "back"), survey=folder)
    assert list(found.records.collaborations["source"]) == ["P02"]
    assert opened.faults == []


# -- Round trip ------------------------------------------------------------------------------------------

ANSWER = """({ who, said, missing, own }) => {
    const press = (name, value) => [...document.querySelectorAll(`input[name="${name}"]`)]
        .find((one) => one.value === value).click();
    const select = document.getElementById("who");
    select.value = String(who);
    select.dispatchEvent(new Event("change"));
    document.getElementById("agree").click();
    const next = () => document.getElementById("next").click();
    next();
    for (const [name, value] of said.filter(([name]) => name.startsWith("partner"))) press(name, value);
    next();
    for (const [name, value] of said.filter(([name]) => name.startsWith("rating"))) press(name, value);
    next();
    const write = (field, text) => { field.value = text; field.dispatchEvent(new Event("input")); };
    write(document.getElementById("missing"), missing);
    write(document.querySelector("[data-testid=own-1]"), own);
    next();
}"""


def test_twelve_on_the_page_and_six_in_the_workbook_give_records_that_equal_the_truth(browser, tmp_path):
    names = [f"{SECTORS[number % 5]} {number:02}, “of” Gŵyr" for number in range(18)]
    kinds = ("refers to", "shares information")
    survey = made_of(names, kinds=kinds, ratings=("trust", "value"))
    page_file = write_survey(survey, tmp_path / "survey.html")
    book_file = write_survey(survey, tmp_path / "survey.xlsx")
    (tmp_path / "back").mkdir()
    random_ = random.Random(16)
    words = [word for word, _ in survey.scale]
    strengths = dict(survey.scale)
    ids = [identity for identity, *_ in survey.roster]
    ties, open_ones, ratings, missing = set(), set(), set(), set()
    opened = opened_at(browser, page_file)
    for who in range(18):
        said = []
        on_page = who < 12
        tied = set()
        for other in range(18):
            for number, kind in enumerate(kinds):
                answer = random_.choice([*words, *["Never"] * 6, "cannot say", "not us", ""])
                if other == who:
                    continue
                if answer:
                    said.append((f"partner-{number}-{other}", answer))
                if strengths.get(answer, 0):
                    ties.add((ids[who], ids[other], kind, strengths[answer]))
                    tied.add(other)
                elif answer not in strengths:
                    open_ones.add((ids[who], ids[other], kind, answer))
        if on_page:
            for other in sorted(tied):
                for number, item in enumerate(ITEMS):
                    rating = random_.randrange(5)
                    if rating:
                        said.append((f"rating-{number}-{other}", RATING[rating - 1]))
                        ratings.add((ids[who], ids[other], item, float(rating)))
            missing.add(f"Missed by {who}")
            given = {"who": who, "said": said, "missing": f"Missed by {who}\n", "own": f"“{who}”, and\nmore"}
            opened.page.evaluate("localStorage.clear()")
            again(opened)
            opened.page.evaluate(ANSWER, given)
            if who % 2:
                saved_to(opened, tmp_path / "back")
            else:
                opened.by("copy-answers").click()
                text = opened.page.locator("#text").input_value()
                (tmp_path / "back" / f"mail {who}.txt").write_text(
                    f"Hello,\n\n{text}\nRegards", encoding="utf-8"
                )
        else:
            _fill_workbook(
                book_file, tmp_path / "back" / f"{who}.xlsx", survey.roster[who][1], kinds, dict(said)
            )
    found = read_survey(tmp_path / "back")
    rows = found.records.collaborations
    assert set(rows[["source", "target", "kind", "strength"]].itertuples(index=False, name=None)) == ties
    assert {tuple(row)[1:] for row in found.records.blanks.to_numpy()} == open_ones
    read = rows.melt(["source", "target"], list(ITEMS), "item", "rating").dropna()
    assert set(read.itertuples(index=False, name=None)) == ratings
    assert set(found.missing["name"]) == missing and len(found.own_answers) == 12
    assert found.records.asked["answered"].all() and found.not_answered.empty
    cells = found.records.summary["cells"]
    assert cells["in"] == cells["used"]
    # The sentences about those worked with are what the measures of trust and value are made of.
    frame = sm.organisation_scores(sm.build_map(found.records), ["trust", "value"], draws=0).to_frame()
    of_first = [rating for _, other, item, rating in ratings if (other, item) == (ids[0], "trust_mission")]
    assert len(of_first) >= 3 and frame[["trust", "value"]].notna().to_numpy().any()
    assert opened.faults == []


def _fill_workbook(blank: Path, path: Path, name: str, kinds: tuple[str, ...], said: dict[str, str]) -> None:
    book = openpyxl.load_workbook(blank)
    next(row[1] for row in book["Start here"].iter_rows() if row[0].value == "Your organisation").value = name
    for number, kind in enumerate(kinds):
        for other, row in enumerate(book[kind].iter_rows(min_row=2)):
            row[2].value = said.get(f"partner-{number}-{other}")
    book.save(path)
