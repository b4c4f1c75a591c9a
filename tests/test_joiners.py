"""Letters that nobody sees: those that shape a name stay, those that mislead go; matching minds neither."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sysmap as sm
from sysmap.records.names.normalising import basic
from sysmap.records.problems import shown
from sysmap.records.values.cells import clean
from sysmap.vocabulary import bare, fold

MEANT = {
    "a nurse": "👩‍⚕️ Nurses",
    "a rainbow flag": "Pride 🏳️‍🌈",
    "a family": "Families 👨‍👩‍👧‍👦 first",
    "a skin colour": "Carers 🧑🏽‍🤝‍🧑🏿",
    "the flag of England": "England 🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "a heart": "Heart ❤️‍🔥",
    "a key": "Option 1️⃣",
    "Persian": "خانه‌های سلامت",
    "Persian, a joiner after a mark": "می‌خواهَ‌م",
    "Urdu, a form at the end": "ه‍",
    "Hindi": "क्‍ष केंद्र",
    "Bengali": "র‍্যাব",
    "Malayalam": "അവന്‍",
    "Sinhala": "ශ්‍රී ලංකා",
    "Khmer": "ភាសា​ខ្មែរ",
    "a Han variant": "葛󠄀城市",
    "an Arabic number": "\u0600١٢",
}
# Invisible where they stand: each makes another name of "Northshire Police" that looks the same.
HIDDEN = [
    *("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u034f", "\u3164", "\ufe0f", "\ufe00"),
    *("\u180e", "\u115f", "\u2800", "\u061c", "\u200e", "\u200f", "\U000e0041", "\U000e007f", "\U000e0100"),
    *("\x00", "\ud800"),
]
OVERRIDES = ["\u202a", "\u202b", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069", "\u202c"]


@pytest.mark.parametrize("text", MEANT.values(), ids=MEANT)
def test_joiners_that_shape_what_they_join_stay_without_a_word(text):
    assert clean(text) == (text, "")


@pytest.mark.parametrize("letter", HIDDEN, ids=ascii)
@pytest.mark.parametrize("place", [0, 5, 17])
def test_what_nobody_sees_goes_and_is_said(letter, place):
    name = "Northshire Police"
    assert clean(name[:place] + letter + name[place:]) == (
        name,
        "control or zero-width characters removed"[:32],
    )


@pytest.mark.parametrize("letter", OVERRIDES, ids=ascii)
@pytest.mark.parametrize("around", ["Northshire{}Police", "👩{}⚕️", "خانه{}های"])
def test_marks_of_direction_go_wherever_they_stand(letter, around):
    assert clean(around.format(letter)) == (around.format(""), "bidirectional control characters")


@pytest.mark.parametrize("text", MEANT.values(), ids=MEANT)
def test_a_second_joiner_or_one_at_an_end_means_nothing(text):
    joiner = next(iter(set(text) & {"\u200c", "\u200d"}), "\u200d")
    doubled = text.replace(joiner, joiner * 3)
    assert clean(doubled)[0] == text
    assert clean(f"{joiner}{text}")[0] == text


@given(st.text(st.sampled_from([*"ab ", *HIDDEN, *OVERRIDES, *"👩⚕🏴می्क", "\ufe0f", "🏽"])))
def test_a_clean_text_stays_clean(text):
    once, _ = clean(text)
    assert clean(once) == (once, "")


@pytest.mark.parametrize("text", MEANT.values(), ids=MEANT)
def test_matching_minds_no_joiners(text):
    assert fold(text) == fold(bare(text))
    assert basic(text) == basic(bare(text))


def test_a_name_is_found_with_its_joiners_and_without():
    names = ["👩‍⚕️ Nurses", "خانه‌های سلامت", "Northshire Police"]
    partners = pd.DataFrame({"name": names, "sector": ["NHS", "Charity", "Police"]})
    ties = pd.DataFrame({"source": [bare(names[0]), names[1]], "target": [names[1], bare(names[1])]})
    records = sm.read_records(partners=partners, collaborations=ties)
    assert list(records.partners["name"]) == names
    assert list(records.collaborations["source"]) == [names[0]]
    assert records.summary["set_aside"] == {"self-ties": 1}


def test_two_organisations_told_apart_by_joiners_alone_are_not_mixed_up():
    partners = pd.DataFrame({"id": ["خانه‌های", "خانههای", "P"], "name": ["A", "B", "C"], "sector": "Police"})
    ties = pd.DataFrame({"source": ["خانه‌های", "خانههای"], "target": ["P", "P"]})
    records = sm.read_records(partners=partners, collaborations=ties)
    assert list(records.collaborations["source"]) == ["خانه‌های", "خانههای"]


def test_messages_show_a_name_as_it_is_and_what_misleads_as_a_code():
    assert shown("👩‍⚕️ Nurses") == "👩‍⚕️ Nurses"
    assert shown("a\u202eb\u200dc\n") == r"a\u202eb\u200dc\n"


@pytest.mark.parametrize("suffix", [".xlsx", ".json", ".html", ".svg", ".graphml", ".csv"])
def test_names_keep_their_joiners_in_every_format(tmp_path, suffix):
    names = ["👩‍⚕️ Nurses", "خانه‌های سلامت", "Northshire Police"]
    partners = pd.DataFrame({"name": names, "sector": ["NHS", "Charity", "Police"]})
    ties = pd.DataFrame({"source": names[:2], "target": names[1:]})
    system = sm.build_map(sm.read_records(partners=partners, collaborations=ties))
    shown_as = sm.render(system) if suffix in (".html", ".svg") else system
    if suffix in (".csv", ".xlsx", ".json"):
        shown_as = sm.organisation_scores(system, ["partners"], draws=0)
    path = sm.save(shown_as, tmp_path / f"names{suffix}")
    if suffix == ".xlsx":
        found = "".join(sheet.to_string() for sheet in pd.read_excel(path, sheet_name=None).values())
    else:
        found = path.read_text(encoding="utf-8")
    assert all(name in found or json.dumps(name)[1:-1] in found for name in names)
