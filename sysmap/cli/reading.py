"""``sysmap check``: what is in the records, and what is wrong with them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import pandas as pd

from sysmap.cli.columns_shown import columns_shown, folded, room
from sysmap.cli.options import FORMAT, options, parsed, read
from sysmap.cli.paths import WrittenPath
from sysmap.cli.showing import as_text, remark
from sysmap.errors import RecordsError, SysmapError
from sysmap.findings.planning.first_wave import with_this_wave
from sysmap.outputs.annotated import annotate as mark
from sysmap.outputs.annotated import check_target
from sysmap.records.containers.opening import files_of
from sysmap.records.personal.keeping import dropped_said
from sysmap.records.problems import Problem
from sysmap.records.read import read_records
from sysmap.records.reading_options import check_keep
from sysmap.records.said.reading import Said, to_decide
from sysmap.records.tables.check import NO_TIES
from sysmap.records.values.accounting import in_words
from sysmap.text import counted


@click.command()
@options("reading")
@FORMAT
@click.option(
    "--annotate",
    type=WrittenPath(),
    metavar="FILE",
    help="Write a copy of the records to this .xlsx, with what is wrong marked and commented in its cell.",
)
def check(how: str, annotate: Path | None, **given: Any) -> None:
    """Check records: say what was read, and list every fault and warning by file and row.

    Nothing is written unless --annotate is given. The exit status is 0 without faults, 1 with them.
    """
    sources = parsed(given["sources"])
    if annotate is not None:
        check_target(files_of(sources), annotate)
    summary: dict[str, Any] = {}
    way_out: tuple[str, ...] = ()
    try:
        records = read(given)
        problems, summary, headline = records.problems, records.summary, [records.headline()]
        columns: pd.DataFrame | None = records.columns
        said_there: Said | None = Said.of(records)
        planning = with_this_wave(records)
    except RecordsError as error:
        said_there = None
        problems, columns, way_out = error.problems, error.columns, error.way_out
        headline = [*way_out]
        planning = _of_partners_alone(sources, given, problems)
    faults = int((problems["severity"] == "fault").sum())
    count = f"{counted(faults, 'fault')}, {counted(len(problems) - faults, 'warning')}"
    if how == "json":
        click.echo(
            json.dumps(
                {
                    "summary": summary,
                    **({} if not said_there else {"said": said_there.facts()}),
                    **({} if not planning else {"planning": planning}),
                    "columns": [] if columns is None else columns.to_dict("records"),
                    "problems": problems.to_dict("records"),
                    "count": count,
                },
                ensure_ascii=False,
                indent=1,
            )
        )
    elif how == "csv":
        click.echo(as_text(problems, ".csv"), nl=False)
    else:
        width = room()
        said = [
            in_words(summary["cells"]) if summary else "",
            *(f"{reason}: {aside} set aside" for reason, aside in summary.get("set_aside", {}).items()),
            *dropped_said(summary),
            *said_in_words(said_there),
            *([f"Before a second wave: {planning} More: sysmap plan."] if planning else []),
            *(message.removesuffix(f". {' '.join(way_out)}") for message in _messages(problems)),
        ]
        first, rest = ([folded(line, width) for line in those] for those in (headline, said))
        lines = [*first, *columns_shown(columns, width), *rest, count]
        click.echo("\n".join(line for line in lines if line))
    if annotate is not None:
        left_out = mark(
            sources,
            problems,
            annotate,
            layout=given["layout"],
            columns=given["columns"],
            keep=check_keep(given["keep"]),
        )
        for sentence in left_out:
            remark(sentence)
        remark(f"Written: {annotate}")
    if faults:
        click.get_current_context().exit(1)


def _of_partners_alone(sources: list[Any], given: dict[str, Any], problems: pd.DataFrame) -> str:
    """Say what could be tested with a list of partners whose only fault is that it has no ties."""
    faults = problems.loc[problems["severity"] == "fault", "message"]
    if len(faults) != 1 or NO_TIES not in str(faults.iloc[0]):
        return ""
    nothing = pd.DataFrame({"source": [], "target": []})
    try:
        return with_this_wave(read_records(*sources, sectors=given["sectors"], collaborations=nothing))
    except SysmapError:
        return ""


def said_in_words(said: Said | None) -> list[str]:
    """Write what was said in the room for people to look through, a line each."""
    if not said:
        return []
    lines = []
    for title, table in said.tables_shown().items():
        lines.append(f"{title}:")
        for row in table.to_dict("records"):
            beside = [row[name] for name in ("contradiction", "said by", "file") if row.get(name)]
            lines.append(f"- {row['what was said']} ({', '.join(beside)})")
    return [*lines, *to_decide(said.contradictions)]


def _messages(problems: pd.DataFrame) -> list[str]:
    """Write problems by file and row, faults first."""
    ordered = problems.sort_values("severity", kind="stable")
    found = [Problem(*row) for row in ordered.itertuples(index=False, name=None)]
    return [f"{problem.severity}: {problem}" for problem in found]
