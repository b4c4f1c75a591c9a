"""What was said in the room: of which map, read back, kept apart, applied when asked."""

from __future__ import annotations

import hashlib

import pandas as pd
import pytest

import sysmap as sm
from sysmap.records.said.declared import ACTIONS, COLUMNS, OF_EVERY_STEP, for_a_page

PARTNERS = pd.DataFrame(
    {
        "name": ["Alder Trust", "Birch Council", "Cedar Police", "Dogwood Hub"],
        "id": ["a", "b", "c", "d"],
        "sector": ["NHS provider", "Local authority", "Police", "Voluntary"],
    }
)
TIES = pd.DataFrame(
    {
        "source": ["b", "a", "c", "a"],
        "target": ["a", "b", "a", "d"],
        "kind": ["refers", "refers", "plans", ""],
        "strength": [2, 3, 1, None],
    }
)


# -- Of which map --


def test_the_checksum_is_of_ids_kinds_and_strengths_and_of_nothing_else():
    system = sm.build_map(sm.read_records(partners=PARTNERS, collaborations=TIES))
    text = '["a","b","refers","3"]\n["a","c","plans","1"]\n["a","d","",""]'
    assert system.checksum == hashlib.sha256(text.encode()).hexdigest()[:16]


def test_the_order_of_rows_and_the_rules_of_a_map_do_not_change_its_checksum():
    records = sm.read_records(partners=PARTNERS, collaborations=TIES)
    turned = sm.read_records(partners=PARTNERS.iloc[::-1], collaborations=TIES.iloc[::-1])
    maps = [
        sm.build_map(turned),
        sm.build_map(records, kinds="plans"),
        sm.build_map(records, report="directed"),
    ]
    assert {system.checksum for system in maps} == {sm.build_map(records).checksum}


def test_a_public_copy_has_the_checksum_of_the_map_that_it_was_made_of():
    system = sm.build_map(sm.read_records(partners=PARTNERS, collaborations=TIES))
    assert sm.render(system, public=True).public
    from sysmap.results import public_copy

    assert public_copy(system).checksum == system.checksum


@pytest.mark.parametrize(
    "other",
    [
        TIES.iloc[1:3],
        TIES.assign(strength=[2, 4, 1, None]),
        TIES.assign(kind=["refers", "refers", "funds", ""]),
        TIES.assign(target=["a", "b", "b", "d"]),
    ],
)
def test_other_ties_have_another_checksum(other):
    known = sm.build_map(sm.read_records(partners=PARTNERS, collaborations=TIES)).checksum
    assert sm.build_map(sm.read_records(partners=PARTNERS, collaborations=other)).checksum != known


def test_a_wave_has_its_own_checksum():
    waves = pd.concat([TIES.assign(wave="2022"), TIES.iloc[:2].assign(wave="2024")])
    records = sm.read_records(partners=PARTNERS, collaborations=waves)
    before, after = (sm.build_map(records, wave=wave) for wave in ("2022", "2024"))
    assert before.checksum != after.checksum
    assert before.checksum == sm.build_map(sm.read_records(partners=PARTNERS, collaborations=TIES)).checksum


# -- What is declared --


def test_every_column_is_taken_by_an_action():
    assert {name for action in ACTIONS.values() for name in action.columns} == set(COLUMNS)
    assert set(OF_EVERY_STEP) < set(COLUMNS)


def test_a_page_is_told_the_columns_and_actions_as_they_are_declared():
    told = for_a_page()
    assert list(told["columns"]) == list(COLUMNS)
    assert list(told["actions"]) == list(ACTIONS)
    assert told["actions"]["change tie"]["one_of"] == ("kind", "strength")
