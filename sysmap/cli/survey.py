"""``sysmap survey``: a roster workbook to send out, and the returned ones turned into records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import pandas as pd

from sysmap.cli.options import SECTORS, comma_list, parsed, scale_of
from sysmap.cli.paths import ReadPath, Source, WrittenPath
from sysmap.cli.showing import remark
from sysmap.errors import listed
from sysmap.outputs.saving import save
from sysmap.outputs.survey import survey_of, write_survey
from sysmap.records.read import read_records
from sysmap.records.record_set import Records
from sysmap.records.surveys.returned_workbooks import read_survey
from sysmap.records.surveys.roster_workbook import KIND, WAVE
from sysmap.vocabulary import scales

_QUIET = click.option("--quiet", is_flag=True, help="No remarks.")


@click.group()
def survey() -> None:
    """Ask organisations about one another: make a workbook to send out, and read those that come back."""


@survey.command()
@click.argument("sources", nargs=-1, required=True, type=Source())
@click.option(
    "-o",
    "--output",
    type=WrittenPath(),
    default=Path("survey.xlsx"),
    show_default=True,
    metavar="FILE",
    help="The workbook to write.",
)
@click.option("--kinds", metavar="KIND[,KIND]", help=f"The kinds of tie to ask about; '{KIND}' if not given.")
@click.option(
    "--scale",
    multiple=True,
    metavar="NAME|WORD=NUMBER",
    help=f"A known scale ({listed(scales())}), or each answer with what it stands for, 0 for no tie. "
    "Frequency if not given.",
)
@click.option("--wave", default=WAVE, show_default=True, help="What the wave is called.")
@SECTORS
@_QUIET
def make(
    sources: tuple[str, ...],
    output: Path,
    kinds: str | None,
    scale: tuple[str, ...],
    wave: str,
    sector_rule: str | dict[str, str],
    **_: Any,
) -> None:
    """Make the workbook of a survey from a list of partners: SOURCES is partners.csv, or a record set."""
    nothing = pd.DataFrame({"source": [], "target": []})
    records = read_records(*parsed(sources), sectors=sector_rule, collaborations=nothing)
    named = scale[0] if len(scale) == 1 and "=" not in scale[0] else _strengths(scale)
    made = survey_of(records, kinds=comma_list(kinds) or (KIND,), scale=named or "frequency", wave=wave)
    written = write_survey(made, output)
    remark(
        f"Written: {written} - send it to {len(made.roster)} organisations; put what comes back in a folder."
    )


def _strengths(scale: tuple[str, ...]) -> dict[str, float] | None:
    """Return what each answer stands for; one that stands for nothing is not asked for."""
    given = scale_of(scale) or {}
    silent = next((word for word, number in given.items() if number is None), None)
    if silent is not None:
        raise click.BadParameter(
            f"{silent!r} stands for nothing: whoever has no answer leaves the cell empty",
            param_hint="--scale",
        )
    return {word: number for word, number in given.items() if number is not None} or None


@survey.command("read")
@click.argument("folder", type=ReadPath(takes=(".xlsx",)))
@click.option(
    "-o",
    "--output",
    type=WrittenPath(),
    default=Path("records"),
    show_default=True,
    metavar="FOLDER|FILE",
    help="The records to write: a folder of CSV files, or an .xlsx workbook.",
)
@click.option("--wave", help="What the wave is called; as in the workbooks if not given.")
@_QUIET
def read_returned(folder: Path, output: Path, wave: str | None, **_: Any) -> None:
    """Turn the returned workbooks of FOLDER into records, and say who answered and who did not."""
    records = read_survey(folder, wave=wave)
    click.echo("\n".join(_said(records)))
    remark(f"Written: {save(records, output)}")


def _said(records: Records) -> list[str]:
    names = dict(zip(records.partners["id"], records.partners["name"], strict=True))
    answered = dict(zip(records.asked["organisation"], records.asked["answered"], strict=True))
    silent = [names[organisation] for organisation, said in answered.items() if not said]
    heading = f"{len(names) - len(silent)} of {len(names)} organisations have answered."
    return [
        repr(records),
        heading,
        f"Did not answer: {listed(silent, len(silent))}" if silent else "Nobody is missing.",
    ]
