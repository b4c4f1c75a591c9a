"""``sysmap survey``: a roster workbook to send out, and the returned ones turned into records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import pandas as pd

from sysmap.cli.generated import Typed, options_of
from sysmap.cli.options import READING, SOURCES, comma_list, options, parsed, scale_of
from sysmap.cli.paths import ReadPath, WrittenPath
from sysmap.cli.showing import remark
from sysmap.errors import listed
from sysmap.outputs.saving import save
from sysmap.outputs.survey import survey_of, write_survey
from sysmap.records.read import read_records
from sysmap.records.record_set import Records
from sysmap.records.surveys.returned_workbooks import read_survey
from sysmap.records.surveys.roster_workbook import KIND
from sysmap.vocabulary import scales


def _scale(typed: tuple[str, ...]) -> str | dict[str, float] | None:
    """Turn the name of a scale, or answers with numbers, into what `survey_of` takes."""
    return typed[0] if len(typed) == 1 and "=" not in typed[0] else _strengths(typed)


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


_ASKING = options_of(
    survey_of,
    kinds=Typed(metavar="KIND[,KIND]", into=lambda typed: comma_list(typed) or (KIND,)),
    scale=Typed(
        several=True, metavar="NAME|WORD=NUMBER", into=_scale, also=f"Known scales: {listed(scales())}."
    ),
)
_RETURNED = options_of(read_survey)


@click.group()
def survey() -> None:
    """Ask organisations about one another: make a workbook to send out, and read those that come back."""


@survey.command()
@SOURCES
@options(_ASKING, READING.only("sectors"))
@click.option(
    "-o",
    "--output",
    type=WrittenPath(),
    default=Path("survey.xlsx"),
    show_default=True,
    metavar="FILE",
    help="The workbook to write.",
)
def make(sources: tuple[str, ...], output: Path, sectors: str | dict[str, str], **given: Any) -> None:
    """Make the workbook of a survey from a list of partners: SOURCES is partners.csv, or a record set."""
    nothing = pd.DataFrame({"source": [], "target": []})
    records = read_records(*parsed(sources), sectors=sectors, collaborations=nothing)
    made = survey_of(records, **_ASKING.arguments(given))
    written = write_survey(made, output)
    remark(
        f"Written: {written} - send it to {len(made.roster)} organisations; put what comes back in a folder."
    )


@survey.command("read")
@click.argument("folder", type=ReadPath(takes=(".xlsx",)))
@options(_RETURNED)
@click.option(
    "-o",
    "--output",
    type=WrittenPath(),
    default=Path("records"),
    show_default=True,
    metavar="FOLDER|FILE",
    help="The records to write: a folder of CSV files, or an .xlsx workbook.",
)
def read_returned(folder: Path, output: Path, **given: Any) -> None:
    """Turn the returned workbooks of FOLDER into records, and say who answered and who did not."""
    records = read_survey(folder, **_RETURNED.arguments(given))
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
