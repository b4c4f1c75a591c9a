"""``sysmap trajectory``: three waves and more, each change since the first, and the trend."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sysmap.cli.generated import Typed, options_of
from sysmap.cli.options import MEASURES, PRIMARY, build, comma_list, options, read
from sysmap.cli.showing import show
from sysmap.errors import check_one_of
from sysmap.findings.many_waves.following import trajectory as follow
from sysmap.records.record_set import Records

FOLLOWING = options_of(follow, primary=PRIMARY, measures=MEASURES, since=Typed(metavar="DATE"))


@click.command()
@options("reading", "building", FOLLOWING, "showing", "public")
@click.option("--waves", metavar="WAVE[,WAVE]", help="The waves to follow; all if not given.")
def trajectory(waves: str | None, how: str, output: Path | None, **given: Any) -> None:
    """Follow three waves or more: each change since the first, its trend, and what became of ties."""
    records = read(given)
    maps = [build(records, wave, given) for wave in _waves(records, waves)]
    show(follow(*maps, **FOLLOWING.arguments(given)), how, output, public=given["public"])


def _waves(records: Records, waves: str | None) -> tuple[str, ...]:
    """Return the waves asked for; all where none are."""
    asked = comma_list(waves)
    for wave in asked or ():
        check_one_of("waves", wave, records.waves_in_order)
    return tuple(asked or records.waves_in_order)
