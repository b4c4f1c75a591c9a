"""``sysmap plan``: what a comparison could show, and its protocol, before the first wave."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import pandas as pd

from sysmap.cli.generated import Typed, options_of
from sysmap.cli.options import MEASURES, READING, SOURCES, comma_list, options, parsed
from sysmap.cli.paths import ReadPath
from sysmap.cli.showing import remark, show
from sysmap.errors import listed
from sysmap.findings.planning.plan import plan as plan_of
from sysmap.network.build import build_map
from sysmap.records.read import read_records


def _shares(typed: str) -> tuple[float, ...]:
    """Turn numbers with commas into a list."""
    try:
        return tuple(float(one) for one in comma_list(typed) or ())
    except ValueError:
        raise click.BadParameter(f"{typed!r} is no list of numbers, as in 1,0.9,0.75") from None


_PLANNING = options_of(
    plan_of,
    pilot=Typed(type=ReadPath(takes=(".csv", ".xlsx", ".xlsm")), metavar="FILE"),
    response=Typed(type=click.STRING, metavar="SHARE[,SHARE]", into=_shares),
    effect=Typed(type=click.STRING, metavar="NUMBER[,NUMBER]", into=_shares),
    primary=Typed(metavar="NAME"),
    measures=MEASURES,
)


@click.command()
@SOURCES
@options(_PLANNING, READING.only("sectors"), "showing", "public")
def plan(
    sources: tuple[str, ...],
    sectors: str | dict[str, str],
    how: str,
    output: Path | None,
    public: bool,
    **given: Any,
) -> None:
    """Plan a comparison: SOURCES is partners.csv, a record set, or plan.json with answers.

    -o plan.json writes the protocol to go on with, -o plan.docx and -o plan.html to read. What only you can
    say stands in plan.json as an open question: write the answer in its place.
    """
    read = parsed(sources)
    if len(read) == 1 and str(read[0]).casefold().endswith(".json"):
        found = plan_of(read[0])
    else:
        nothing = pd.DataFrame({"source": [], "target": []})
        records = read_records(*read, sectors=sectors, collaborations=nothing)
        if given["pilot"] is not None:
            given["pilot"] = build_map(read_records(given["pilot"], sectors=sectors))
        found = plan_of(records, **_PLANNING.arguments(given))
    show(found, how, output, public=public)
    if output is not None and found.open_questions:
        remark(f"Open, for you to answer in the .json: {listed(found.open_questions)}.")
