"""``sysmap names``: which organisations the names in records mean, with a workbook for a person to decide."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import pandas as pd

from sysmap.cli.options import READING, options, parsed
from sysmap.cli.paths import ReadPath, Source, WrittenPath, check_paths, wave_and_path
from sysmap.errors import ChoiceError, RecordsError, listed
from sysmap.inputs import keep_apart
from sysmap.records.names.decisions import BY_SCORE, merged, read_aliases, write_aliases
from sysmap.records.names.listed import names_written, partners_written, tables_of_names
from sysmap.records.names.match import matches
from sysmap.records.names.register import read_register
from sysmap.records.names.review import Named, sure_ones, to_review, write_review
from sysmap.records.names.reviewed import read_review
from sysmap.text import counted

ALIASES, REVIEW = "aliases.csv", "names_review.xlsx"


@click.command()
@click.argument("sources", nargs=-1, type=Source())
@options(READING.only("register", "layout", "columns", "scale"))
@click.option(
    "--aliases",
    type=ReadPath(dir_okay=False),
    metavar="FILE",
    help="The names decided before; if not given, aliases.csv in the folder of the records, or here.",
)
@click.option(
    "-o",
    "--output",
    type=WrittenPath(dir_okay=False),
    show_default=REVIEW,
    metavar="FILE",
    help="The workbook for the names to decide about.",
)
@click.option(
    "--read",
    "review",
    type=ReadPath(dir_okay=False),
    metavar="FILE",
    help="Read the decisions from a workbook into the aliases.",
)
def names(
    sources: tuple[str, ...],
    register: tuple[Path, ...] | None,
    aliases: Path | None,
    layout: str | None,
    columns: dict[str, Any] | None,
    scale: dict[str, float | None] | None,
    output: Path | None,
    review: Path | None,
) -> None:
    """Look up the names in records, and write those to decide about to a workbook.

    Fill in the yellow columns of the workbook, then run: sysmap names --read names_review.xlsx
    """
    if review is not None:
        if sources or register or output:
            raise click.UsageError(
                "--read takes the decisions of a workbook into the aliases: give no sources, registers or -o"
            )
        _keep(review, aliases or Path(ALIASES))
        return
    if not sources:
        raise click.UsageError("give the records whose names are to be looked up, or --read FILE")
    if output is None:
        output = Path(REVIEW)
        check_paths(
            click.get_current_context().command.params,
            {**click.get_current_context().params, "output": output},
        )
    how = {"layout": layout, "columns": columns, "scale": scale}
    _ask(parsed(sources), register or (), aliases or _beside(sources), output, how)


def _ask(
    sources: list[Any], registers: tuple[Path, ...], aliases: Path, output: Path, how: dict[str, Any]
) -> None:
    """Match the names, say how many are new, and write the workbook if a person must decide any."""
    decided = read_aliases(aliases if aliases.exists() else None)
    written = names_written(*sources, **how)
    if registers:
        known = read_register(*registers)
    else:
        known, written = _partners(sources, written, how)
    found = matches(written, known, aliases=decided)
    named = [
        Named(match, times, where)
        for match, times, where in zip(found, written["times"].tolist(), written["where"], strict=True)
    ]
    remembered = sum(match.remembered for match in found)
    asked, sure = to_review(named), sure_ones(named)
    click.echo(f"{counted(len(named) - remembered, 'new name')}, {remembered} remembered")
    if sure:
        click.echo(f"{len(sure)} of the new names {'is' if len(sure) == 1 else 'are'} sure")
    if not asked:
        return
    _check_undecided(output, decided)
    write_review(named, known, output)
    click.echo(f"Written: {output} ({counted(len(asked), 'name')} to decide about)", err=True)


def _partners(
    sources: list[Any], written: pd.DataFrame, how: dict[str, Any]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the list of partners among the records as a register, and the names that it does not have."""
    tables = tables_of_names(*sources, **how)
    known = partners_written(tables)
    if known.empty or {table for table, _ in tables} == {"partners"}:
        raise click.UsageError(
            "say what to look names up in: --register FILE, or give the list of partners beside the records "
            "whose names are to be looked up"
        )
    click.echo(f"Looked up in the list of partners: {counted(known['id'].nunique(), 'organisation')}")
    new = ~written["name_as_written"].isin([*known["name"], *known["id"]])
    return read_register(known), written[new].reset_index(drop=True)


def _check_undecided(output: Path, decided: pd.DataFrame) -> None:
    """Refuse to replace a workbook whose decisions have not been read."""
    if not output.exists():
        return
    try:
        there = read_review(output)
    except RecordsError as error:
        raise ChoiceError(
            f"{output} is there already and cannot be read as a review: name another file with -o ({error})"
        ) from error
    known = set(decided["name_as_written"])
    open_ones = there[(there["source"] != BY_SCORE) & ~there["name_as_written"].isin(known)]
    if len(open_ones):
        raise ChoiceError(
            f"{output} holds {counted(len(open_ones), 'decision')} that the aliases do not have yet: "
            f"run sysmap names --read {output} first, or name another file with -o"
        )


def _keep(review: Path, aliases: Path) -> None:
    """Add the decisions of a workbook to the aliases; what a person has decided before stands."""
    keep_apart([review], aliases)
    before = read_aliases(aliases if aliases.exists() else None)
    decisions = read_review(review)
    after, refused = merged(before, decisions)
    if not after.equals(before):
        write_aliases(after, aliases)
    persons = int((decisions["source"] != BY_SCORE).sum())
    click.echo(
        f"{counted(len(decisions), 'decision')} read, {persons} by a person; "
        f"{len(after)} remembered in {aliases}"
    )
    if refused:
        click.echo(
            f"Decided otherwise before, which stands: {listed(refused, 10)}. "
            f"To change it, delete its row in {aliases}.",
            err=True,
        )


def _beside(sources: tuple[str, ...]) -> Path:
    """Return the aliases in the folder of the records if there are any, else those where one is."""
    for source in sources:
        path = Path(wave_and_path(source)[1])
        folder = path if path.is_dir() else path.parent
        if (folder / ALIASES).is_file():
            return folder / ALIASES
    return Path(ALIASES)
