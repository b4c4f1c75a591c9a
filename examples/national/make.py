"""Invent the grants of a nation.

python examples/national/make.py FOLDER --organisations 170000 --grants 2000000  writes three files in the
shape of published ones: a register of charities, a list of other bodies, and grants with the headers of the
360Giving standard. Every name, place and number is invented; the same seed gives the same files. It needs
DuckDB: python -m pip install "sysmap[engines]".
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

REGIONS = (
    *("Aldermark", "Brackendale", "Corvenshire", "Dunmere", "Easterlow", "Fennick"),
    *("Garrowby", "Hollinster", "Inverleam", "Kelsmoor", "Lyndham", "Marrowfield"),
)
# What is no charity: how many of 1,000 organisations; how many times as likely as a charity of its size to be
# given to; and how many times as likely to give.
BODIES = {
    "school": (40, 0.5, 0),
    "university": (1, 8.0, 1),
    "council": (3, 3.0, 200),
    "NHS trust": (2, 3.0, 20),
    "police force": (1, 1.0, 20),
    "housing association": (8, 1.5, 5),
    "company": (25, 0.4, 2),
}
WORDS = (
    ("Ash", "Beck", "Clay", "Dale", "Elm", "Fern", "Gorse", "Hazel", "Ivy", "Larch", "Moss", "Oak"),
    ("bank", "bridge", "field", "ford", "gate", "ham", "hill", "holm", "ley", "mead", "ton", "wick"),
)
AIMS = (
    "Carers",
    "Youth",
    "Arts",
    "Food",
    "Sports",
    "Family Support",
    "Advice",
    "Heritage",
    "Gardens",
    "Care",
)
AREAS_OF_A_REGION = 12
# Of 1,000 organisations so many give; most of what a local giver gives stays in its region.
GIVERS, LOCAL, AT_HOME = 4, 0.7, 0.85
FIRST, DAYS = "2015-04-01", 3_652


def organisations(count: int, random: np.random.Generator) -> pd.DataFrame:
    """Invent organisations: ``kind, area, region, income``, a row each."""
    shares = np.array([share for share, _, _ in BODIES.values()]) / 1_000
    kinds = random.choice(["charity", *BODIES], size=count, p=[1 - shares.sum(), *shares])
    # Some places have more of them.
    weight = random.gamma(4, size=len(REGIONS) * AREAS_OF_A_REGION)
    area = random.choice(len(weight), size=count, p=weight / weight.sum())
    return pd.DataFrame(
        {
            "kind": kinds,
            "area": area,
            "region": area // AREAS_OF_A_REGION,
            "income": np.exp(random.normal(10.5, 1.8, count)).round(-1),
        }
    )


def grants(bodies: pd.DataFrame, count: int, random: np.random.Generator) -> pd.DataFrame:
    """Invent who gives to whom: ``number``, places of both in the list, ``amount, day``."""
    region = bodies["region"].to_numpy()
    n = len(bodies)
    kinds = bodies["kind"]
    likely = kinds.map({kind: gives for kind, (_, _, gives) in BODIES.items()}).fillna(1.0).to_numpy()
    givers = random.choice(n, size=max(2, n * GIVERS // 1_000), replace=False, p=likely / likely.sum())
    gives = random.pareto(1.6, len(givers)) + 0.05
    giver = random.choice(len(givers), size=count, p=gives / gives.sum())
    liked = kinds.map({kind: factor for kind, (_, factor, _) in BODIES.items()}).fillna(1.0).to_numpy()
    weight = liked * np.sqrt(bodies["income"].to_numpy())
    anywhere = random.choice(n, size=count, p=weight / weight.sum())
    # Of the same region: those of it, in order, by the same weights.
    local = (random.random(len(givers)) < LOCAL)[giver] & (random.random(count) < AT_HOME)
    order = np.argsort(region, kind="stable")
    sums = np.cumsum(weight[order])
    bounds = np.searchsorted(region[order], np.arange(len(REGIONS) + 1))
    before = np.append(0.0, sums)
    at = region[givers[giver]]
    low, high = before[bounds[at]], before[bounds[at + 1]]
    near = order[np.minimum(np.searchsorted(sums, low + random.random(count) * (high - low)), n - 1)]
    recipient = np.where(local, near, anywhere)
    recipient = np.where(recipient == givers[giver], (recipient + 1) % n, recipient)
    return pd.DataFrame(
        {
            "number": np.arange(1, count + 1),
            "giver": givers[giver],
            "recipient": recipient,
            "amount": np.exp(random.normal(8.8, 1.2, count)).round(-2) + 100,
            "day": random.integers(0, DAYS, count),
        }
    )


def make(folder: Path, count: int = 170_000, rows: int = 2_000_000, seed: int = 1) -> Path:
    """Write ``charities.parquet``, ``other_bodies.parquet`` and ``grants.parquet``."""
    random = np.random.default_rng(seed)
    bodies = organisations(count, random)
    given = grants(bodies, rows, random)
    first, second = (random.integers(0, len(words), count) for words in WORDS)
    bodies["place"] = np.arange(count)
    bodies["name"] = (
        pd.Series(np.array(WORDS[0], dtype=object)[first] + np.array(WORDS[1], dtype=object)[second])
        + " "
        + np.array(AIMS, dtype=object)[random.integers(0, len(AIMS), count)]
        + " "
        + bodies["place"].astype(str)
    )
    bodies["region"] = np.array(REGIONS, dtype=object)[bodies["region"]]
    bodies["area"] = bodies["region"] + " " + (bodies["area"] % AREAS_OF_A_REGION + 1).astype(str)
    folder.mkdir(parents=True, exist_ok=True)
    engine = duckdb.connect()
    engine.register("bodies", bodies)
    engine.register("given", given)
    # Text is written in the engine, row after row: two million rows of it would fill the memory.
    engine.execute(
        """
        create table known as
        select *, case kind when 'charity' then 'GB-CHC-' else 'XI-ORG-' end || (1000000 + place) as id
        from bodies
        """
    )
    for name, wanted in (
        (
            "charities",
            """
            select 1000000 + place as registered_charity_number, name as charity_name,
                'Registered' as charity_registration_status, income as latest_income, area, region
            from known where kind = 'charity' order by place
            """,
        ),
        (
            "other_bodies",
            """
            select id as identifier, name, kind, area, region
            from known where kind <> 'charity' order by place
            """,
        ),
        (
            "grants",
            f"""
            select 'XI-GRANT-' || number as "Identifier", 'A grant' as "Title", 'GBP' as "Currency",
                amount as "Amount Awarded",
                cast(date '{FIRST}' + cast(day as integer) as varchar) as "Award Date",
                two.id as "Recipient Org:Identifier", two.name as "Recipient Org:Name",
                one.id as "Funding Org:Identifier", one.name as "Funding Org:Name"
            from given join known one on one.place = giver join known two on two.place = recipient
            order by number
            """,
        ),
    ):
        engine.execute(f"copy ({wanted}) to '{(folder / name).as_posix()}.parquet' (format parquet)")
    return folder


def main(words: Sequence[str] | None = None) -> None:
    """Read the sizes from the command line, and write the files."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--organisations", type=int, default=170_000)
    parser.add_argument("--grants", type=int, default=2_000_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(words)
    make(given.folder, given.organisations, given.grants, given.seed)


if __name__ == "__main__":
    main()
