"""A comparison says where numbers may move because people reported in another way."""

from __future__ import annotations

import pandas as pd

import sysmap as sm

NAMES = [f"Organisation {number:02}" for number in range(16)]


def compared(named: dict[str, list[int]], *, listed: tuple[int, int] = (12, 16), **more: object) -> str:
    """Compare two waves in which each of those listed names so many of those after it; give the flags."""
    report = more.pop("report", "any")
    partners = pd.DataFrame({"name": NAMES, "sector": ["NHS", "Council"] * 8})
    asked = [(name, wave, "yes") for wave, size in zip(named, listed, strict=True) for name in NAMES[:size]]
    ties = [
        (NAMES[at], NAMES[(at + step) % size], NAMES[at], wave)
        for (wave, counts), size in zip(named.items(), listed, strict=True)
        for at in range(size)
        for step in range(1, counts[at % len(counts)] + 1)
    ]
    records = sm.read_records(
        partners=partners,
        collaborations=pd.DataFrame(ties, columns=["source", "target", "reported_by", "wave"]),
        asked=pd.DataFrame(asked, columns=["organisation", "wave", "answered"]),
        sectors="as written",
        **more,
    )
    maps = (sm.build_map(records, wave, report=report) for wave in named)
    return " ".join(sm.compare(*maps, permutations=0).flags)


def test_a_list_that_grew_is_flagged_where_people_could_name_only_so_many() -> None:
    several = {"2022": [1, 2, 4, 5], "2024": [1, 2, 4, 5]}
    said = "In 2024 people could name at most 5 partners. The list grew from 12 to 16 organisations."
    waves = pd.DataFrame({"wave": ["2022", "2024"], "cap": ["", "5"]})
    assert said in compared(several, waves=waves)
    assert "could name at most" not in compared(several, waves=waves, listed=(16, 16))
    assert "could name at most" not in compared(several, waves=waves.assign(cap=""))


def test_a_list_that_grew_is_flagged_where_many_name_the_same_highest_number() -> None:
    alike = {"2022": [1, 2], "2024": [1, 2, 4, 4]}
    said = compared(alike)
    assert "In 2024 8 of the 16 who named any partner named 4, and nobody named more" in said
    assert "The list grew from 12 to 16 organisations" in said
    # One in sixteen named most; then too few are named; then the list is as it was.
    assert "nobody named more" not in compared({"2022": [1, 2], "2024": [*[1, 2, 3] * 5, 6]})
    assert "nobody named more" not in compared({"2022": [1, 2], "2024": [1, 2]})
    assert "nobody named more" not in compared(alike, listed=(16, 16))


def test_another_share_of_confirmed_ties_is_flagged_and_stricter_rules_say_what_memory_does() -> None:
    # In a ring of 12, who names 11 partners is confirmed by each.
    said = compared({"2022": [2, 3], "2024": [11]}, listed=(12, 12))
    assert "both reported 0 % in 2022 and 100 % in 2024. People may have remembered more" in said
    steady = {"2022": [2, 3], "2024": [3, 2]}
    assert "both reported" not in compared(steady, listed=(12, 12))
    assert "remember more of their partners" not in compared(steady, listed=(12, 12))
    assert "Ties count as the one end reported them. If people remember more" in compared(
        steady, listed=(12, 12), report="directed"
    )
