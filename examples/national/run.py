"""From the grants of a nation to a scorecard, a grid of sectors and a map of sectors and places.

python examples/national/run.py FOLDER  reads the files that make.py wrote, in one process: the ties stay
in DuckDB, and only counts come back.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

import sysmap as sm

SECTORS = {
    "charity": "Voluntary",
    "school": "Education",
    "university": "Education",
    "council": "Council",
    "NHS trust": "NHS provider",
    "police force": "Police",
    "housing association": "Housing",
    "company": "Private",
}
# So many lines between the marks of a map can still be followed.
LINES = 150


def tables(folder: Path) -> duckdb.DuckDBPyConnection:
    """Name what the files hold: organisations with their sectors, and who gave to whom."""
    engine = duckdb.connect()
    sectors = "".join(f" when '{kind}' then '{sector}'" for kind, sector in SECTORS.items())
    engine.execute(
        f"""
        create view organisations as
        select id, name, region, case kind{sectors} end as sector from (
            select 'GB-CHC-' || registered_charity_number as id, charity_name as name, region,
                'charity' as kind
            from '{(folder / "charities.parquet").as_posix()}'
            union all by name
            select identifier as id, name, region, kind from '{(folder / "other_bodies.parquet").as_posix()}'
        );
        create view grants as
        select "Funding Org:Identifier" as source, "Recipient Org:Identifier" as target
        from '{(folder / "grants.parquet").as_posix()}'
        """
    )
    return engine


def between_places(engine: duckdb.DuckDBPyConnection) -> sm.SystemMap:
    """Map sectors by region: a mark for each, joined where most grants went."""
    engine.execute(
        """
        create table groups as select sector || ', ' || region as name, sector, region as place,
            count(*) as organisations from organisations group by all order by name;
        create table flows as
        with grouped as (select id, sector || ', ' || region as name from organisations)
        select least(one.name, two.name) as source, greatest(one.name, two.name) as target,
            count(*) as strength
        from grants join grouped one on one.id = grants.source join grouped two on two.id = grants.target
        where one.name <> two.name group by all
        """
    )
    most = engine.sql(f"select * from flows order by strength desc, source, target limit {LINES}")
    records = sm.read_records(partners=engine.table("groups"), collaborations=most)
    return sm.build_map(records)


def run(folder: Path) -> list[Path]:
    """Write ``scorecard.xlsx``, ``sector_grid.csv``, ``organisations.csv`` and ``map.html``."""
    engine = tables(folder)
    card = sm.integration(engine.table("grants"), engine.table("organisations"))
    card.grid().to_csv(folder / "sector_grid.csv", index=False)
    busiest = card.organisations().sort_values(["partners", "cross_partners"], ascending=False, kind="stable")
    busiest.head(100).to_csv(folder / "organisations.csv")
    page = sm.render(between_places(engine), title="Grants between sectors and regions")
    return [
        sm.save(card, folder / "scorecard.xlsx"),
        folder / "sector_grid.csv",
        folder / "organisations.csv",
        sm.save(page, folder / "map.html"),
    ]


if __name__ == "__main__":
    for path in run(Path(sys.argv[1])):
        sys.stdout.write(f"{path}\n")
