"""The manual as a site: complete, offline, accessible, and with a search that answers what people ask.

It is looked at where it has been built: SYSMAP_MANUAL says where. See CONTRIBUTING.md.
"""

from __future__ import annotations

import os
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from browser import Opened, open_page

ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = Path(os.environ.get("SYSMAP_REFERENCE", ROOT.parent / "shared")) / "questions.md"
SITE = Path(os.environ.get("SYSMAP_MANUAL", "build/manual")).resolve()
PAGES = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html"))
pytestmark = [
    pytest.mark.measured,
    pytest.mark.skipif(not PAGES, reason="no manual is built where SYSMAP_MANUAL says"),
]
# One page of each kind is looked at in a browser.
LOOKED_AT = (
    "docs/index.html",
    "docs/the_map.html",
    "docs/your_own_records.html",
    "docs/measures.html",
    "docs/troubleshooting.html",
    "docs/command_line.html",
    "docs/api.html",
    "notebooks/01_first_map.html",
    "search.html",
)
# Where the answer to each question of the list is: pages, or places on pages.
ANSWERS = {
    1: ["docs/surveys.html#microsoft-forms"],
    2: ["docs/troubleshooting.html#there-is-no-table-of-partners"],
    3: ["docs/comparing.html#when-many-were-silent-in-one-survey-or-both", "docs/who_did_not_answer.html"],
    4: ["docs/reading_numbers.html#the-share-of-ties-that-cross-how-to-read-it"],
    5: [
        "docs/forums_and_money.html#mergers-splits-and-renames-from-one-survey-to-the-next",
        "docs/comparing.html#when-organisations-merge-split-or-change-their-name",
    ],
    6: ["docs/plan.html#how-many-organisations-a-change-needs-to-be-shown"],
    7: ["docs/the_map.html#a-room-without-a-network-wifi"],
    8: ["docs/comparing.html#leave-your-own-programme-team-out"],
    9: ["docs/privacy.html#which-file-is-for-whom-to-see", "docs/privacy.html#what-counts-as-personal-data"],
    10: ["docs/the_map.html#a-picture-of-the-map-for-slides-and-documents"],
    11: ["docs/names.html#one-organisation-several-spellings"],
    12: ["docs/in_the_room.html#you-forgot-us-what-is-missing-from-the-map"],
    13: ["docs/surveys.html#respondents-who-have-no-excel"],
    14: ["docs/reading_numbers.html#the-e-i-index"],
    15: ["docs/comparing.html#cause-what-two-surveys-cannot-say"],
    16: ["docs/many_waves.html#three-surveys-or-more"],
    17: ["docs/comparison_group.html"],
    18: ["docs/getting_started.html#without-the-right-to-install-programs"],
    19: ["docs/citing.html"],
    20: ["docs/the_map.html#when-the-map-is-crowded"],
}
# Other people's words.
OTHERS = {
    "how to use qualtrics export": "docs/surveys.html#qualtrics",
    "respondents who never replied": "docs/who_did_not_answer.html",
    "is there a control group": "docs/comparison_group.html",
    "GDPR": "docs/privacy.html",
    "what do I tell our DPO": "docs/privacy.html#what-to-tell-your-data-protection-officer",
    "install without administrator rights": "docs/getting_started.html",
    "sysmap is not recognized": "docs/troubleshooting.html#sysmap-is-not-recognized-command-not-found-sysmap",
    "export to gephi": "docs/command_line.html",
    "pooled fund amounts": "docs/forums_and_money.html",
    "league table of places": "docs/many_places.html",
    "make a report for word": "docs/brief_and_report.html",
    "organisation renamed": "docs/forums_and_money.html",
    "who is the most important organisation": "docs/reading_numbers.html",
    "spelling of organisation names": "docs/names.html",
    "map crowded hairball": "docs/the_map.html#when-the-map-is-crowded",
    "sample size": "docs/plan.html",
    "what does betweenness mean": "docs/glossary.html",
    "password protected workbook": "docs/troubleshooting.html",
    "how long does it take for 10,000 organisations": "docs/how_fast.html",
    "welsh translation of the survey": "docs/surveys.html",
    "check my numbers can be reproduced": "docs/bundle.html",
    "attendance lists of meetings": "docs/exports.html",
    "add a measure of my own": "docs/measures.html#a-measure-of-your-own",
    "press a button instead of typing": "docs/window.html",
}


class Links(HTMLParser):
    """The ids of a page, what it links to, and what it loads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.feed((SITE / page).read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids.add(given.get("id") or "")
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        elif tag in ("script", "img", "iframe", "source") and given.get("src"):
            self.loads.append(str(given["src"]))
        elif tag == "link" and given.get("rel") not in ("canonical", None):
            self.loads.append(str(given.get("href")))


@pytest.fixture(scope="module")
def links() -> dict[str, Links]:
    """What each page links to."""
    return {page: Links(page) for page in PAGES}


def test_every_link_of_the_manual_leads_to_a_place(links):
    broken = []
    for page, found in links.items():
        for link in found.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (SITE / page).parent / unquote(parts.path) if parts.path else SITE / page
            name = target.resolve()
            if not name.exists():
                broken.append((page, link))
            elif parts.fragment and name.suffix == ".html":
                there = links[name.relative_to(SITE).as_posix()].ids
                if unquote(parts.fragment) not in there:
                    broken.append((page, link))
    assert broken == []


def test_no_page_loads_anything_from_elsewhere(links):
    foreign = {(page, one) for page, found in links.items() for one in found.loads if urlsplit(one).netloc}
    assert foreign == set()


def test_notebooks_show_what_their_cells_give():
    pages = [page for page in PAGES if page.startswith("notebooks/")]
    outputs = {page: (SITE / page).read_text(encoding="utf-8").count("cell_output") for page in pages}
    assert len(outputs) > 7
    assert [page for page, count in outputs.items() if count < 3] == []


@pytest.mark.parametrize("width", [1366, 320])
@pytest.mark.parametrize("page", LOOKED_AT)
def test_a_page_is_accessible_fits_and_asks_nothing_of_a_network(browser, page, width):
    opened = open_page(browser, SITE / page, width=width)
    assert opened.faults == []
    assert opened.violations() == []
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.fixture(scope="module")
def search(shared_browser) -> Opened:
    """The page of the search."""
    return open_page(shared_browser, SITE / "search.html")


def first(search: Opened, asked: str, most: int = 3) -> list[str]:
    """Return where the first results of a search lead to."""
    search.page.fill("#asked", asked)
    search.page.press("#asked", "Enter")
    links = "[...document.querySelectorAll('.found li > a')]"
    hrefs = f"most => {links}.slice(0, most).map(link => link.getAttribute('href'))"
    return search.page.evaluate(hrefs, most)


def questions() -> dict[int, str]:
    if not QUESTIONS.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"no questions at {QUESTIONS}")
        pytest.skip(f"no questions at {QUESTIONS}")
    text = QUESTIONS.read_text(encoding="utf-8")
    return {int(number): asked for number, asked in re.findall(r"^(\d+)\. (.+)$", text, re.MULTILINE)}


def leads_to(found: list[str], wanted: list[str]) -> bool:
    """Whether one of the results is the place that is wanted, or, where a page is wanted, on it."""
    return any(one == place or one.split("#")[0] == place for one in found for place in wanted)


def test_the_search_answers_what_people_ask(search):
    asked = questions()
    assert set(asked) == set(ANSWERS)
    found = {number: first(search, text) for number, text in asked.items()}
    assert {number: found[number] for number in asked if not leads_to(found[number], ANSWERS[number])} == {}


def test_the_search_answers_in_other_words(search):
    found = {asked: first(search, asked) for asked in OTHERS}
    assert {asked: found[asked] for asked in OTHERS if not leads_to(found[asked], [OTHERS[asked]])} == {}


def test_what_is_searched_for_is_text_and_nothing_else(search):
    search.page.goto(f"{(SITE / 'search.html').as_uri()}?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E%20map")
    assert search.page.locator(".found img").count() == 0
    assert search.faults == []
