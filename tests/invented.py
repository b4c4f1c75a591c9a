"""Systems with names as long as real ones: hospitals, councils, charities of places that do not exist."""

from __future__ import annotations

import random

import pandas as pd

import sysmap as sm

_PLACES = (
    *("Northshire", "Marlbury", "Ashcombe and Dale", "Westmarch", "Holme Valley", "Kingsferry", "Lower Tarn"),
    *("Easterby", "Thornwick", "Saltmere", "Upper Wold", "Brackenford", "Castle Moor", "Penridge and Vale"),
    *("Oxley Bridge", "Fenland South", "Great Marlow Edge", "Rivermouth", "Stannard", "Whitcombe-on-Sea"),
)
_KINDS = (
    ("NHS", "{} University Hospitals NHS Foundation Trust"),
    ("Council", "{} Metropolitan Borough Council"),
    ("Voluntary", "Citizens Advice {}"),
    ("NHS", "{} Community Healthcare NHS Trust"),
    ("Police", "{} Constabulary"),
    ("Voluntary", "Age UK {}"),
    ("Council", "{} County Council Adult Social Care and Public Health"),
    ("Voluntary", "{} Mind"),
    ("NHS", "{} Integrated Care Board"),
    ("Housing", "{} Housing Association"),
    ("Voluntary", "{} Council for Voluntary Service"),
    ("NHS", "{} Primary Care Network"),
    ("Police", "Office of the Police and Crime Commissioner for {}"),
    ("Voluntary", "Friends of {} Library and Community Garden"),
    ("Housing", "{} Women's Refuge and Domestic Abuse Service"),
    ("Education", "{} College of Further Education"),
    ("Voluntary", "Healthwatch {}"),
    ("Education", "University of {}"),
)


def invented(size: int, seed: int = 0, partners: int = 6) -> sm.SystemMap:
    """Return a map of so many organisations: some much better connected than others, a few without ties."""
    draw = random.Random(f"{size} {seed}")
    everyone = [(words.format(place), sector) for sector, words in _KINDS for place in _PLACES]
    draw.shuffle(everyone)
    chosen = everyone[:size]
    names = [name for name, _ in chosen]
    weights = [1 / (1 + number) ** 0.6 for number in range(size)]
    ties = set()
    while len(ties) < size * partners // 2:
        one, other = draw.choices(names[: size - size // 25], weights[: size - size // 25], k=2)
        if one != other:
            ties.add((min(one, other), max(one, other)))
    records = sm.read_records(
        partners=pd.DataFrame(chosen, columns=["name", "sector"]),
        collaborations=pd.DataFrame(sorted(ties), columns=["source", "target"]),
    )
    return sm.build_map(records)
