"""What every measure promises, whatever it counts. A measure declared tomorrow is held to it too.

The promises, and the systems at the edge, are those of `check_measure`; here systems are drawn at random too.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping

import numpy as np
import pytest
from conftest import agrees, worked_out
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import sysmap as sm
from sysmap.checking.drawn import SMALL_SYSTEMS, SmallSystem
from sysmap.checking.measures import (
    faulty_values,
    stack_of_one_agrees,
    under_other_names,
    uneven_stacks,
)
from sysmap.errors import SysmapError
from sysmap.measures.catalogue import LEVELS
from sysmap.measures.reasons import Undefined
from sysmap.network.rules import REPORT_RULES
from tests.depth import times

NAMES = "ABCDEFGH"
LABELS = ("NHS", "Police", "Fire", "unknown")

every_measure = pytest.mark.parametrize("name", list(sm.catalogue))
every_shuffled = pytest.mark.parametrize(
    "name", [name for name, entry in sm.catalogue.items() if entry.shuffled]
)

# Reading records takes longer than measuring them: each example serves all measures.
few = settings(
    max_examples=times(10),
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@st.composite
def drawings(pick: st.DrawFn) -> SmallSystem:
    """Draw a drawing: ties, sectors, who answered and whose report counts."""
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
    return SmallSystem(" ".join(words), sectors, answered, pick(st.sampled_from(REPORT_RULES)))


@every_measure
def test_a_measure_keeps_its_promises(name: str) -> None:
    sm.check_measure(name)


@pytest.mark.parametrize("edge", SMALL_SYSTEMS)
def test_a_system_at_the_edge_gives_a_number_or_a_reason_on_the_scorecard(edge: str) -> None:
    assert faults(SMALL_SYSTEMS[edge]) == []


def test_a_measure_has_a_value_worked_by_hand_in_the_test_of_its_family() -> None:
    families = {name: entry.function.__module__.rpartition(".")[2] for name, entry in sm.catalogue.items()}
    worked = {family: importlib.import_module(f"test_{family}").WORKED for family in families.values()}
    assert [name for name, family in families.items() if name not in worked[family]] == []


@few
@given(drawings())
def test_every_value_is_inside_its_bounds_or_undefined_for_a_declared_reason(drawing: SmallSystem) -> None:
    assert faults(drawing) == []


def faults(drawing: SmallSystem) -> list[tuple[str, str]]:
    """List what is wrong with the values of all measures on a drawing."""
    return [
        (name, said)
        for name, found in everything(drawing).items()
        for said in faulty_values(sm.catalogue[name], drawing.map, found)
    ]


@few
@given(drawings())
def test_measuring_leaves_the_map_as_it_was(drawing: SmallSystem) -> None:
    assert drawing.changed() == []
    everything(drawing)
    assert drawing.changed() == []


@few
@given(drawings())
def test_the_order_of_rows_changes_no_value(drawing: SmallSystem) -> None:
    assert changed(everything(drawing), everything(drawing.turned()), tolerance=0) == []


@few
@given(drawings())
def test_other_names_for_organisations_and_sectors_change_no_value(drawing: SmallSystem) -> None:
    plain = {name: under_other_names(found) for name, found in everything(drawing).items()}
    # A search goes through organisations in the order of their names, and may end elsewhere.
    found = {name for name, entry in sm.catalogue.items() if entry.searched}
    assert set(changed(plain, everything(drawing.renamed()))) <= found


@few
@given(drawings())
@example(SMALL_SYSTEMS["two parts"])
def test_a_stack_of_one_gives_the_plain_value(drawing: SmallSystem) -> None:
    values = everything(drawing)
    for name, entry in sm.catalogue.items():
        assert not entry.shuffled or stack_of_one_agrees(entry, drawing.map, values[name]), name


def everything(drawing: SmallSystem) -> dict[str, object]:
    """Work every measure out on the map of a drawing: of the system, then of organisations by name."""
    system = drawing.map
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
    assert uneven_stacks(sm.catalogue[name], small) == []


def test_a_measure_of_partners_does_not_see_arrows(small: sm.SystemMap, arrows: sm.SystemMap) -> None:
    names = [name for name, entry in sm.catalogue.items() if entry.ties == "U"]
    assert names
    assert [one for one in names if not agrees(worked_out(one, small), worked_out(one, arrows))] == []


def test_a_measure_that_is_not_shuffled_has_nothing_in_the_columns_of_chance() -> None:
    names = [name for name, each in sm.catalogue.items() if each.level == "system" and not each.shuffled]
    frame = sm.integration(SMALL_SYSTEMS["two parts"].map, names, draws=10).to_frame()
    given = frame.loc[names, ["expected", "low", "high", "p", "ratio"]].notna().any(axis=1)
    assert names and given.index[given].tolist() == []


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


@pytest.mark.usefixtures("declared_for_a_while")
def test_a_measure_declared_just_now_is_in_the_catalogue() -> None:
    declare_twice_density()
    assert sm.catalogue.to_frame().at["twice_density", "question"] == "What is twice the density?"


@pytest.mark.usefixtures("declared_for_a_while")
def test_a_measure_declared_just_now_is_on_the_scorecard(small: sm.SystemMap) -> None:
    declare_twice_density(headline=True)
    card = sm.integration(small, draws=0).to_frame()
    assert card.index[-1] == "twice_density"
    assert card.at["twice_density", "value"] == 2 * 9 / 28


@pytest.mark.usefixtures("declared_for_a_while")
def test_a_measure_declared_just_now_is_in_the_comparison(riverside: sm.Records) -> None:
    declare_twice_density(headline=True)
    maps = [sm.build_map(riverside, wave) for wave in ("2022", "2024")]
    row = sm.compare(*maps, permutations=0).to_frame().loc["twice_density"]
    assert row["low"] < row["change"] < row["high"]


@pytest.mark.usefixtures("declared_for_a_while")
def test_a_measure_declared_just_now_is_shuffled_if_it_says_so(small: sm.SystemMap) -> None:
    declare_twice_density(shuffled=True)
    row = sm.integration(small, "twice_density", draws=20).to_frame().loc["twice_density"]
    assert row["expected"] == pytest.approx(2 * 9 / 28)


@pytest.mark.usefixtures("declared_for_a_while")
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
