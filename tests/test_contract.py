"""What every measure promises, whatever it counts. A measure declared tomorrow is held to it too."""

from __future__ import annotations

import importlib
import math
from collections.abc import Iterator, Mapping
from functools import cache

import numpy as np
import pandas as pd
import pytest
from conftest import agrees, draw, worked_out
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import sysmap as sm
from sysmap.errors import SysmapError
from sysmap.findings.chance import on_shuffles
from sysmap.measures.catalogue import BETTER, LEVELS, UNITS, Measure
from sysmap.measures.reasons import REASONS, Undefined
from sysmap.network.build import REPORT_RULES
from sysmap.network.shuffling.shuffles import label_blocks

NAMES = "ABCDEFGH"
LABELS = ("NHS", "Police", "Fire", "unknown")
Picture = tuple[str, tuple[tuple[str, str], ...], str | None, str]

every_shuffled = pytest.mark.parametrize(
    "name", [name for name, entry in sm.catalogue.items() if entry.shuffled]
)

# Reading records takes longer than measuring them: each example serves all measures.
few = settings(
    max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


@st.composite
def pictures(pick: st.DrawFn) -> Picture:
    """Draw what `draw` is given: ties, sectors, who answered and whose report counts."""
    names = NAMES[: pick(st.integers(0, len(NAMES)))]
    sectors = tuple((name, pick(st.sampled_from(LABELS))) for name in names)
    words = []
    if len(names) > 1:
        ends = st.tuples(st.sampled_from(names), st.sampled_from(names)).filter(
            lambda pair: pair[0] != pair[1]
        )
        detail = st.sampled_from(["", ":plans", ":plans:1", ":plans:3", ":refers", "::2"])
        words = [f"{a}-{b}{more}" for (a, b), more in pick(st.lists(st.tuples(ends, detail), max_size=14))]
        seats = st.tuples(st.sampled_from(names), st.sampled_from("xyz"))
        words += [f"{one}@{forum}" for one, forum in pick(st.lists(seats, max_size=8))]
    answered = pick(st.none() | st.lists(st.sampled_from(NAMES), unique=True).map("".join))
    if answered is not None:
        answered = "".join(name for name in answered if name in names)
    return " ".join(words), sectors, answered, pick(st.sampled_from(REPORT_RULES))


@cache
def seen(picture: Picture) -> sm.SystemMap:
    """Make the map of a picture, once."""
    words, sectors, answered, report = picture
    silent = "" if answered is None else "".join(name for name, _ in sectors if name not in answered)
    return draw(words, answered=answered, silent=silent, report=report, **dict(sectors))


def everybody(label: str, names: str = NAMES) -> tuple[tuple[str, str], ...]:
    return tuple((name, label) for name in names)


EDGES: dict[str, Picture] = {
    "no organisation": ("", (), None, "any"),
    "one organisation": ("", everybody("NHS", "A"), None, "any"),
    "two organisations of two sectors": ("A-B", (("A", "NHS"), ("B", "Police")), None, "any"),
    "no ties": ("", everybody("NHS", "ABC") + everybody("Fire", "DE"), "ABC", "any"),
    "a single sector": ("A-B B-C C-A C-D:refers:2", everybody("NHS"), None, "any"),
    "sectors of one member": ("A-B:x B-C:y", (("A", "NHS"), ("B", "Police"), ("C", "Fire")), "AB", "any"),
    "one sector of one member, the rest unknown": ("A-B B-C", (("A", "NHS"),), None, "any"),
    "nobody's sector known": ("A-B B-C C-A", everybody("unknown"), "AB", "any"),
    "two parts": ("A-B C-D", (("A", "NHS"), ("B", "NHS"), ("C", "Police"), ("D", "Police")), None, "any"),
    "sectors joined only by an unknown": ("A-U U-B", (("A", "NHS"), ("B", "Police")), None, "any"),
    "everybody with everybody": (
        " ".join(f"{a}-{b}" for a in "ABCD" for b in "ABCD" if a != b),
        (("A", "NHS"), ("B", "NHS"), ("C", "Police"), ("D", "Police")),
        "ABCD",
        "confirmed",
    ),
    "forums without ties": (
        "A@x B@x A@y C@y U@y",
        (("A", "NHS"), ("B", "NHS"), ("C", "Police")),
        None,
        "any",
    ),
    "nothing confirmed": ("A-B B-C", (("A", "NHS"), ("B", "Police"), ("C", "NHS")), "ABC", "confirmed"),
    "arcs one way": ("A-B B-C C-D", (("A", "NHS"), ("B", "Police"), ("C", "NHS")), None, "directed"),
}


def described(entry: Measure) -> Mapping[str, bool]:
    return {
        "a label": bool(entry.label.strip()),
        "a question": entry.question.endswith("?") and len(entry.question) > 5,
        "a formula": bool(entry.formula.strip()),
        "a source": bool(entry.source.strip()),
        "a caveat that is a sentence": entry.caveat.endswith(".") and entry.caveat[0].isupper(),
        "a level": entry.level in LEVELS,
        "which way is better": entry.better in BETTER,
        "a unit": entry.unit in UNITS,
        "a rule of ties": entry.ties in ("T", "U", "D", ""),
        "reasons that are known": set(entry.reasons) <= set(REASONS),
        "a function of its name": entry.function.__name__ == entry.name,
    }


def test_a_measure_is_fully_described() -> None:
    said = {name: described(entry) for name, entry in sm.catalogue.items()}
    assert [(name, what) for name, each in said.items() for what, there in each.items() if not there] == []


def test_a_measure_has_a_value_worked_by_hand_in_the_test_of_its_family() -> None:
    families = {name: entry.function.__module__.rpartition(".")[2] for name, entry in sm.catalogue.items()}
    worked = {family: importlib.import_module(f"test_{family}").WORKED for family in families.values()}
    assert [name for name, family in families.items() if name not in worked[family]] == []


@few
@given(pictures())
def test_every_value_is_inside_its_bounds_or_undefined_for_a_declared_reason(picture: Picture) -> None:
    found = {
        name: faults(sm.catalogue[name], seen(picture), value) for name, value in everything(picture).items()
    }
    assert [name for name, wrong in found.items() if wrong] == []


@pytest.mark.parametrize("edge", EDGES)
def test_a_system_at_the_edge_gives_a_number_or_a_reason(edge: str) -> None:
    system = seen(EDGES[edge])
    found = {name: faults(entry, system, worked_out(name, system)) for name, entry in sm.catalogue.items()}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def faults(entry: Measure, system: sm.SystemMap, found: object) -> list[str]:
    """List what is wrong with the values of a measure on a map."""
    low, high = entry.limits(system)
    wrong = []
    for value in found.values() if isinstance(found, dict) else [found]:
        if isinstance(value, str):
            wrong += [] if value in entry.reasons else [f"undeclared reason {value}"]
        elif math.isnan(value):
            wrong.append("nan without a reason")
        elif (low is not None and value < low - 1e-9) or (high is not None and value > high + 1e-9):
            wrong.append(f"{value} is not in {low} to {high}")
    return wrong


@few
@given(pictures())
def test_measuring_leaves_the_map_as_it_was(picture: Picture) -> None:
    system = seen(picture)
    organisations, ties, reported = system.organisations.copy(), system.ties.copy(), system.reported.copy()
    parts = ("source", "target", "strength", "sector")
    held = {part: getattr(system.arrays, part).copy() for part in parts}
    everything(picture)
    pd.testing.assert_frame_equal(system.organisations, organisations)
    pd.testing.assert_frame_equal(system.ties, ties)
    pd.testing.assert_frame_equal(system.reported, reported)
    for part in parts:
        np.testing.assert_array_equal(getattr(system.arrays, part), held[part])


@few
@given(pictures())
def test_the_order_of_rows_changes_no_value(picture: Picture) -> None:
    words, sectors, answered, report = picture
    turned = (" ".join(reversed(words.split())), sectors[::-1], answered and answered[::-1], report)
    assert changed(everything(picture), everything(turned), tolerance=0) == []


@few
@given(pictures())
def test_other_names_for_organisations_and_sectors_change_no_value(picture: Picture) -> None:
    words, sectors, answered, report = picture
    other = dict(zip(NAMES, "ZYXWVTSR", strict=True))
    letters = str.maketrans(other)
    labels = {"NHS": "z", "Police": "y", "Fire": "x", "unknown": "unknown"}
    renamed = (
        " ".join(word[:3].translate(letters) + word[3:] for word in words.split()),
        tuple((other[one], labels[label]) for one, label in sectors),
        answered and answered.translate(letters),
        report,
    )
    plain = {
        name: {other[one]: value for one, value in found.items()} if isinstance(found, dict) else found
        for name, found in everything(picture).items()
    }
    # A search goes through organisations in the order of their names, and may end elsewhere.
    found = {name for name, entry in sm.catalogue.items() if entry.searched}
    assert set(changed(plain, everything(renamed))) <= found


@few
@given(pictures())
@example(EDGES["two parts"])
def test_a_stack_of_one_gives_the_plain_value(picture: Picture) -> None:
    system = seen(picture)
    own = system.arrays.sector[system.arrays.sector >= 0].astype(np.uint8)
    values = everything(picture)
    for name, entry in sm.catalogue.items():
        plain = values[name] if entry.shuffled else ""
        if not isinstance(plain, str):
            (stacked,) = on_shuffles(entry, system, own[:, None], {})
            assert agrees(stacked, plain), name


def everything(picture: Picture) -> dict[str, object]:
    """Work every measure out on the map of a picture: of the system, then of organisations by name."""
    system = seen(picture)
    names = {level: [n for n, entry in sm.catalogue.items() if entry.level == level] for level in LEVELS}
    card = sm.integration(system, names["system"], draws=0).to_frame()
    scores = sm.organisation_scores(system, names["organisation"], draws=20)
    found: dict[str, object] = (card["value"].where(card["undefined"] == "", card["undefined"])).to_dict()
    for name in names["organisation"]:
        found[name] = {**scores[name].to_dict(), **scores.undefined[name]}
    return found


def changed(one: Mapping[str, object], other: Mapping[str, object], tolerance: float = 1e-12) -> list[str]:
    """List the measures that have two different values."""
    return [name for name in one if not agrees(one[name], other[name], tolerance)]


@every_shuffled
def test_a_stack_of_shuffles_gives_what_each_shuffle_gives_alone(name: str, small: sm.SystemMap) -> None:
    entry, arrays = sm.catalogue[name], small.arrays
    (block,) = label_blocks(arrays.sector[arrays.sector >= 0], 30, 1)
    together = on_shuffles(entry, small, block, {})
    alone = [on_shuffles(entry, small, block[:, [place]], {})[0] for place in range(30)]
    assert together.tolist() == alone


def test_a_measure_of_partners_does_not_see_arrows(small: sm.SystemMap, arrows: sm.SystemMap) -> None:
    names = [name for name, entry in sm.catalogue.items() if entry.ties == "U"]
    assert names
    assert [one for one in names if not agrees(worked_out(one, small), worked_out(one, arrows))] == []


def test_a_measure_that_is_not_shuffled_has_nothing_in_the_columns_of_chance() -> None:
    names = [name for name, each in sm.catalogue.items() if each.level == "system" and not each.shuffled]
    frame = sm.integration(seen(EDGES["two parts"]), names, draws=10).to_frame()
    given = frame.loc[names, ["expected", "low", "high", "p", "ratio"]].notna().any(axis=1)
    assert names and given.index[given].tolist() == []


@pytest.fixture
def tidy_catalogue() -> Iterator[None]:
    """Take out of the catalogue what a test declares."""
    entries, homes = dict(sm.catalogue._entries), dict(sm.catalogue._homes)
    yield
    sm.catalogue._entries, sm.catalogue._homes = entries, homes


def declare_twice_density(**options: object) -> None:
    @sm.measure(
        label="Twice the density",
        level="system",
        formula="2 × density",
        source="made for this test",
        caveat="Nobody needs it.",
        **options,
    )
    def twice_density(mixing: object) -> float:
        """What is twice the density?"""
        return 2 * mixing.ties / mixing.capacity if mixing.capacity else sm.undefined("too_few_organisations")


@pytest.mark.usefixtures("tidy_catalogue")
def test_a_measure_declared_just_now_is_in_the_catalogue() -> None:
    declare_twice_density()
    assert sm.catalogue.to_frame().at["twice_density", "question"] == "What is twice the density?"


@pytest.mark.usefixtures("tidy_catalogue")
def test_a_measure_declared_just_now_is_on_the_scorecard(small: sm.SystemMap) -> None:
    declare_twice_density(headline=True)
    card = sm.integration(small, draws=0).to_frame()
    assert card.index[-1] == "twice_density"
    assert card.at["twice_density", "value"] == 2 * 9 / 28


@pytest.mark.usefixtures("tidy_catalogue")
def test_a_measure_declared_just_now_is_in_the_comparison(riverside: sm.Records) -> None:
    declare_twice_density(headline=True)
    maps = [sm.build_map(riverside, wave) for wave in ("2022", "2024")]
    row = sm.compare(*maps, permutations=0).to_frame().loc["twice_density"]
    assert row["low"] < row["change"] < row["high"]


@pytest.mark.usefixtures("tidy_catalogue")
def test_a_measure_declared_just_now_is_shuffled_if_it_says_so(small: sm.SystemMap) -> None:
    declare_twice_density(shuffled=True)
    row = sm.integration(small, "twice_density", draws=20).to_frame().loc["twice_density"]
    assert row["expected"] == pytest.approx(2 * 9 / 28)


@pytest.mark.usefixtures("tidy_catalogue")
def test_a_measure_of_organisations_declared_just_now_is_among_their_scores(small: sm.SystemMap) -> None:
    @sm.measure(
        label="Twice",
        level="organisation",
        formula="2k",
        source="made for this test",
        caveat="Nobody needs it.",
    )
    def twice_partners(arrays: object) -> tuple[np.ndarray, dict[str, str]]:
        """How many, twice?"""
        return 2 * arrays.partners, {}

    assert sm.organisation_scores(small)["twice_partners"].tolist() == [4, 6, 6, 10, 2, 6, 4, 0, 2]


@pytest.mark.parametrize(
    "options",
    [{"level": "global"}, {"better": "more"}, {"unit": "percent"}, {"ties": "X"}, {"reasons": ("why",)}],
)
def test_a_declaration_with_a_word_that_is_not_known_is_refused(options: dict[str, object]) -> None:
    stated = {"label": "x", "level": "system", "formula": "x", "source": "x", "caveat": "X.", **options}
    with pytest.raises(sm.ChoiceError):
        sm.measure(**stated)


def test_a_measure_that_asks_nothing_is_refused() -> None:
    with pytest.raises(SysmapError, match="question"):

        @sm.measure(label="x", level="system", formula="x", source="x", caveat="X.")
        def answers(mixing: object) -> float:
            """Answers."""
            return 0.0


def test_a_measure_of_a_part_that_a_map_does_not_have_is_refused() -> None:
    with pytest.raises(SysmapError, match="phases"):

        @sm.measure(label="x", level="system", formula="x", source="x", caveat="X.")
        def moon(phases: object) -> float:
            """Is it full?"""
            return 0.0


def test_a_second_measure_of_the_same_name_is_refused() -> None:
    with pytest.raises(SysmapError, match="already a measure called 'density'"):

        @sm.measure(label="x", level="system", formula="x", source="x", caveat="X.")
        def density(mixing: object) -> float:
            """How dense?"""
            return 0.0


def test_declaring_gives_the_bare_function_back() -> None:
    assert callable(importlib.import_module("sysmap.measures.mixing").density)


def test_a_reason_that_is_not_known_is_refused() -> None:
    with pytest.raises(sm.ChoiceError, match="no_luck"):
        sm.undefined("no_luck")


def test_undefined_is_a_reason_and_no_number() -> None:
    assert sm.undefined("no_ties") == Undefined("no_ties")


def test_measures_stand_in_the_order_of_the_scorecard() -> None:
    headline = [name for name, entry in sm.catalogue.items() if entry.level == "system" and entry.headline]
    assert headline == [
        "response_rate",
        "mean_partners",
        "density",
        "cross_share",
        "ei_index",
        "integration_ratio",
        "cross_density",
        "within_density",
        "cross_efficiency",
        "cross_distance",
        "confirmation_rate",
        "degree_centralisation",
        "weak_points",
        "deep_cross_share",
    ]
