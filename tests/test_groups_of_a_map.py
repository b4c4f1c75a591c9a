"""Large maps folded into groups: `pages/groups.py`."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sysmap.pages.map.groups import MOST_GROUPS, grouped


def everyone(count: int, places: int = 0, sectors: int = 3) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "name": [f"O{n}" for n in range(count)],
            "label": [f"S{n % sectors}" for n in range(count)],
            "place": [f"P{n % places}" if places else "" for n in range(count)],
        }
    )


def rings(count: int, size: int) -> np.ndarray:
    """Ties of rings of so many organisations."""
    return np.array([(n, n + 1 if (n + 1) % size else n + 1 - size) for n in range(count)])


def test_with_places_a_group_is_a_sector_in_a_place():
    groups = grouped(everyone(700, places=4), rings(700, 10))
    assert "S0, P0" in groups.names
    assert len(groups.names) == 12


def test_without_places_a_group_is_those_who_work_together_named_by_the_best_connected():
    ties = np.array([(start, start + n) for start in range(0, 600, 100) for n in range(1, 100)])
    groups = grouped(everyone(650), ties)
    assert groups.names.count("Without ties") == 1
    assert "O0 and others" in groups.names
    assert len(groups.names) == 7


def test_there_are_never_too_many_groups():
    groups = grouped(everyone(2_000), rings(2_000, 4))
    assert len(groups.names) <= MOST_GROUPS
    assert "Other, smaller groups" in groups.names
    assert len(groups.member) == 2_000


def test_rooms_of_groups_do_not_overlap():
    groups = grouped(everyone(900, places=6), rings(900, 10))
    member = np.array(groups.member)
    away = np.hypot(*(groups.spots - groups.centres[member]).T)
    reach = [away[member == one].max() for one in range(len(groups.names))]
    for one in range(len(reach)):
        for other in range(one + 1, len(reach)):
            gap = np.hypot(*(groups.centres[one] - groups.centres[other]))
            assert gap > reach[one] + reach[other]


def test_no_two_members_stand_in_one_place():
    groups = grouped(everyone(900, places=6), rings(900, 10))
    assert len({tuple(spot) for spot in groups.spots.tolist()}) == 900


def test_the_same_map_has_the_same_groups():
    one, other = (grouped(everyone(700), rings(700, 7)) for _ in range(2))
    assert one.names == other.names and one.spots.tolist() == other.spots.tolist()
