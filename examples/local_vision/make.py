"""Make the invented records:  python examples/local_vision/make.py  writes 25 places, and five beside them.

The folder ``places`` holds those with the programme, ``comparison_places`` five without it.

The same numbers come out on every machine: only `random.random` is used, with a seed for each place.
"""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random
from typing import NamedTuple

import pandas as pd

import sysmap as sm

HERE = Path(__file__).resolve().parent / "places"
BESIDE = HERE.parent / "comparison_places"

NAMES = (
    *("Aldermere", "Brackenford", "Calderwick", "Dunmarsh", "Eastholme", "Fallowby", "Garthwick"),
    *("Hollinsea", "Inglebury", "Jorvale", "Kelderby", "Larkhaven", "Marlhampton", "Netherfold"),
    *("Oakhurstle", "Penmarrow", "Quarrenside", "Ravensmere", "Stanwold", "Thornmere", "Undershaw"),
    *("Vixenford", "Westermarsh", "Yarrowdale", "Zealford"),
)
ONE_WAVE = {"Calderwick", "Fallowby", "Jorvale", "Netherfold", "Quarrenside", "Undershaw", "Zealford"}
SMALL = {"Dunmarsh": 11, "Vixenford": 12}  # too few answer both waves to be compared
QUIET = {"Brackenford", "Stanwold"}  # where hardly anything changes

# Five places without the programme; in two of them the wave before the first was asked too.
COMPARISON = {
    "Ashdenholm": ("2021", "2023", "2025"),
    "Brindlewick": ("2023", "2025"),
    "Coldharrow": ("2021", "2023", "2025"),
    "Drovermoor": ("2023", "2025"),
    "Elmsgarth": ("2023", "2025"),
}

# Who is in the system differs: each place drew its own boundary around its own aim.
AIMS = (
    ("Older people home from hospital sooner", "hospital council gp care housing vcs carers"),
    ("Young people's mental health", "hospital council school vcs gp police"),
    ("People who sleep rough", "council housing police vcs hospital probation"),
    ("Loneliness", "council vcs gp carers housing library"),
    ("Drugs and alcohol", "hospital council police probation vcs gp"),
)
PARTS = {
    "hospital": (
        "NHS provider",
        ("Hospitals NHS Trust", "Community Health NHS Trust", "Mental Health NHS Trust"),
    ),
    "council": ("Local authority", ("Council", "Public Health Team", "Adult Social Care")),
    "gp": ("Primary care", ("Mill Road Surgery", "Bridge Practice", "North Primary Care Network")),
    "care": ("Private", ("Grange Care Home", "Homecare Limited")),
    "housing": ("Housing", ("Homes", "Tenants' Housing Association")),
    "vcs": (
        "Voluntary and community",
        ("Voluntary Action", "Age Concern", "Mind Matters", "Food Bank", "Welcome Project", "Men's Shed"),
    ),
    "carers": ("People with lived experience", ("Carers' Forum", "Patients' Voice")),
    "school": ("Education", ("Academy", "College", "Primary Schools Cluster")),
    "police": ("Police and justice", ("Neighbourhood Police", "Police Safeguarding Team")),
    "probation": ("Police and justice", ("Probation Office",)),
    "library": ("Local authority", ("Libraries",)),
}
TOWN, SHIRE = ("", "East ", "West ", "Old ", "Upper "), 5
KINDS = ("works with", "refers to", "shares information")


class Organisation(NamedTuple):
    """A partner of one place."""

    id: str
    name: str
    sector: str


def listed(place: str, parts: str, size: int) -> list[Organisation]:
    """Name the organisations of a place, so many of the kinds that its boundary takes in."""
    found: list[Organisation] = []
    for part in range(SHIRE):
        for number in range(6):
            for key in parts.split():
                sector, names = PARTS[key]
                if number < len(names) and len(found) < size:
                    code = f"{place[:3].upper()}{len(found) + 1:02}"
                    found.append(Organisation(code, f"{TOWN[part]}{place} {names[number]}", sector))
    return found


def tie_chances(random: Random, size: int) -> tuple[float, float, float]:
    """Give the chance of a tie within and between sectors, and how much more forms between later."""
    within = 0.35 + 0.2 * random.random()
    between = min(0.2, 2.6 / size) * (0.7 + 0.6 * random.random())
    # Three numbers added come near enough to a bell.
    gain = 0.045 + 0.035 * (random.random() + random.random() + random.random() - 1.5)
    return within, between, gain


def ties_of(random: Random, place: str, everyone: list[Organisation]) -> list[set[tuple[int, int]]]:
    """Draw who works with whom in both waves: most ties last, and more form between sectors."""
    within, between, gain = tie_chances(random, len(everyone))
    gain = 0.0 if place in QUIET else gain
    waves: list[set[tuple[int, int]]] = [set(), set()]
    for a in range(len(everyone)):
        for b in range(a + 1, len(everyone)):
            same = everyone[a].sector == everyone[b].sector
            first, last, new = random.random(), random.random(), random.random()
            there = first < (within if same else between)
            if there:
                waves[0].add((a, b))
            fresh = 0.04 if same else max(0.004, 0.01 + gain)
            kept = 0.97 if place in QUIET else 0.88
            if (there and last < kept) or (not there and new < (0.004 if place in QUIET else fresh)):
                waves[1].add((a, b))
    return waves


def ties_without(random: Random, everyone: list[Organisation], waves: int) -> list[set[tuple[int, int]]]:
    """Draw who works with whom in some waves where there is no programme: a little grows everywhere."""
    within, between, _ = tie_chances(random, len(everyone))
    found: list[set[tuple[int, int]]] = [set() for _ in range(waves)]
    for a in range(len(everyone)):
        for b in range(a + 1, len(everyone)):
            same = everyone[a].sector == everyone[b].sector
            there = random.random() < (within if same else between)
            for ties in found:
                if there:
                    ties.add((a, b))
                last, new = random.random(), random.random()
                there = last < 0.88 if there else new < (0.04 if same else 0.026)
    return found


def comparison_tables(place: str) -> dict[str, pd.DataFrame]:
    """Make the tables of one place without the programme: no team, no money of it, and the arm comparison."""
    number, waves = list(COMPARISON).index(place), COMPARISON[place]
    random = Random(20_275 + number)
    aim, parts = AIMS[number]
    everyone = listed(place, parts, 18 + int(random.random() * 20))
    share = 0.8 + 0.15 * random.random()
    asked, reports = answers_of(random, everyone, ties_without(random, everyone, len(waves)), waves, share)
    return {
        "partners": pd.DataFrame(everyone, columns=["id", "name", "sector"]).assign(place=place),
        "collaborations": reports,
        "asked": asked,
        "waves": wave_table(waves),
        "programmes": pd.DataFrame(
            [("without Local Vision", place, aim, "comparison")],
            columns=["programme", "place", "aim", "arm"],
        ),
    }


def answers_of(
    random: Random,
    everyone: list[Organisation],
    ties: list[set[tuple[int, int]]],
    waves: tuple[str, ...],
    share: float,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw who answered in each wave, such a share of those asked, and what they reported."""
    asked, reports = [], []
    for wave, there in zip(waves, ties, strict=False):
        answers = [random.random() < share for _ in everyone]
        asked += [(wave, one.id, "yes" if yes else "no") for one, yes in zip(everyone, answers, strict=True)]
        for a, b in sorted(there):
            kind = KINDS[int(random.random() * len(KINDS))]
            strength = 1 + int(random.random() * 4)
            for source, target in ((a, b), (b, a)):
                # Not every partner names every other.
                if random.random() < 0.9 and answers[source]:
                    reports.append(
                        (everyone[source].id, everyone[target].id, kind, strength, wave, everyone[source].id)
                    )
    columns = ["source", "target", "kind", "strength", "wave", "reported_by"]
    return (
        pd.DataFrame(asked, columns=["wave", "organisation", "answered"]),
        pd.DataFrame(reports, columns=columns),
    )


def wave_table(waves: tuple[str, ...]) -> pd.DataFrame:
    """Return the table of waves: each was asked in three months of its year."""
    return pd.DataFrame(
        [(wave, f"{wave}-04-01", f"{wave}-06-30") for wave in waves], columns=["wave", "start", "end"]
    )


def tables_of(place: str) -> dict[str, pd.DataFrame]:
    """Make the tables of one place."""
    number = NAMES.index(place)
    random = Random(20_250 + number)
    aim, parts = AIMS[number % len(AIMS)]
    size = SMALL.get(place, 16 + int(random.random() * 26))
    everyone = listed(place, parts, size)
    waves = ("2023",) if place in ONE_WAVE else ("2023", "2025")
    share = 0.62 if place in SMALL else 0.8 + 0.15 * random.random()
    asked, reports = answers_of(random, everyone, ties_of(random, place, everyone), waves, share)
    team, board = f"{place} programme team", f"{place} Health and Wellbeing Board"
    first = {one.sector: one.id for one in reversed(everyone)}
    members = [(one, team, "member") for one in list(first.values())[:4]]
    members += [(one, board, "chair" if not seat else "member") for seat, one in enumerate(first.values())]
    return {
        "partners": pd.DataFrame(everyone, columns=["id", "name", "sector"]).assign(place=place),
        "collaborations": reports,
        "asked": asked,
        "waves": wave_table(waves),
        "programmes": pd.DataFrame(
            [(f"Local Vision {place}", place, f"E{number % 9 + 1:02}", aim, "2023-01-01", "2025-12-31")],
            columns=["programme", "place", "enabler", "aim", "start", "end"],
        ),
        "forums": pd.DataFrame(
            [(team, "programme team", place), (board, "board", place)], columns=["forum", "kind", "place"]
        ),
        "memberships": pd.DataFrame(members, columns=["organisation", "forum", "role"]),
        "money": pd.DataFrame(
            [
                ("", team, 27_000, "contract", "2023-01-01", "2025-12-31", "direct funding of the programme"),
                (board, team, 10_000, "contract", "2023-01-01", "2025-12-31", ""),
            ],
            columns=["source", "target", "amount", "basis", "start", "end", "note"],
        ),
    }


def make(folder: Path = HERE) -> None:
    """Write a folder with a workbook for each place with the programme."""
    for place in NAMES:
        write(tables_of(place), folder / place.casefold())


def make_beside(folder: Path = BESIDE) -> None:
    """Write a folder with a workbook for each place without the programme."""
    for place in COMPARISON:
        write(comparison_tables(place), folder / place.casefold())


def write(tables: dict[str, pd.DataFrame], home: Path) -> None:
    """Write the workbook of a place."""
    home.mkdir(parents=True, exist_ok=True)
    sm.save(sm.read_records(**tables), home / "records.xlsx")


if __name__ == "__main__":
    home = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent
    make(home / HERE.name)
    make_beside(home / BESIDE.name)
