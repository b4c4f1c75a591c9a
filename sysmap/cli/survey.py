"""``sysmap survey``: a page or a workbook to send out, and what comes back turned into records."""

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
from sysmap.files import write_csv, write_text
from sysmap.outputs.saving import save
from sysmap.outputs.survey import LISTED, survey_of, write_survey
from sysmap.pages.survey.words import read_words, words_table
from sysmap.records.read import read_records
from sysmap.records.returns.read_survey import SUFFIXES, read_survey
from sysmap.records.returns.returned_records import SurveyReturns
from sysmap.records.returns.roster_survey import KIND, RATED
from sysmap.text import counted
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
            f"{silent!r} has no number: give it one, or leave it out. People without an answer leave the "
            "question empty",
            param_hint="--scale",
        )
    return {word: number for word, number in given.items() if number is not None} or None


_ASKING = options_of(
    survey_of,
    kinds=Typed(metavar="KIND[,KIND]", into=lambda typed: comma_list(typed) or (KIND,)),
    scale=Typed(
        several=True, metavar="NAME|WORD=NUMBER", into=_scale, also=f"Known scales: {listed(scales())}."
    ),
    ratings=Typed(metavar="|".join((*RATED, "ITEM")) + "[,...]", into=comma_list),
    notice=Typed(type=ReadPath(), metavar="FILE"),
    title=Typed(metavar="TEXT"),
    deadline=Typed(metavar="DAY"),
)
_WRITING = options_of(write_survey, words=Typed(type=ReadPath(), metavar="FILE"))
_RETURNED = options_of(
    read_survey, survey=Typed(type=ReadPath(takes=(".html", ".xlsx")), metavar="FILE|FOLDER")
)


@click.group()
def survey() -> None:
    """Ask organisations about one another: a page or a workbook, and records of what comes back."""


@survey.command()
@SOURCES
@options(_ASKING, _WRITING, READING.only("sectors"))
@click.option(
    "-o",
    "--output",
    type=WrittenPath(),
    default=Path("survey.xlsx"),
    show_default=True,
    metavar="FILE|FOLDER",
    help="A page (.html) or a workbook (.xlsx) for all, or a folder: a page for each organisation.",
)
def make(sources: tuple[str, ...], output: Path, sectors: str | dict[str, str], **given: Any) -> None:
    """Make a survey of a list of partners: SOURCES is partners.csv, or a record set."""
    nothing = pd.DataFrame({"source": [], "target": []})
    records = read_records(*parsed(sources), sectors=sectors, collaborations=nothing)
    made = survey_of(records, **_ASKING.arguments(given))
    writing = _WRITING.arguments(given)
    if writing["words"]:
        words = read_words(writing["words"], made)
        if words.untranslated:
            few = listed(words.untranslated, 12)
            remark(
                f"{counted(len(words.untranslated), 'text')} without a translation, left in English: {few}"
            )
        if words.unused:
            few = listed(words.unused, 12)
            remark(f"{counted(len(words.unused), 'text')} of answers and sectors not in this survey: {few}")
        writing["words"] = words
    written = write_survey(made, output, **writing)
    if not given["notice"] and not given["draft"]:
        remark(
            "No notice was given, so the workbook has a general one. To say who asks and why, use --notice."
        )
    if given["draft"]:
        remark(f"Written: {written} - a draft: do not send it out.")
    elif written.is_dir():
        remark(
            f"Written: {written} - a page for each of {len(made.roster)} organisations; {LISTED} lists which "
            "to send to whom."
        )
    else:
        to = f"send it to {len(made.roster)} organisations, and put what comes back in one folder."
        remark(f"Written: {written} - {to}")


@survey.command()
@options()
@click.option(
    "-o",
    "--output",
    type=WrittenPath(),
    default=Path("words.csv"),
    show_default=True,
    metavar="FILE",
    help="The table to write.",
)
def words(output: Path) -> None:
    """Write the words of the survey's page in English, to be translated: give it back with --words."""
    write_text(output, words_table())
    remark(f"Written: {output} - put the translation in the column text, and add a row such as language,cy.")


@survey.command("read")
@click.argument("folder", type=ReadPath(takes=SUFFIXES))
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
    """Turn what came back into records, and say who answered and who did not.

    FOLDER holds what came back, in any mixture: files that the page saved, texts and e-mails into which
    answers were pasted, and workbooks. Beside the records it writes OUTPUT-reminders.csv (whom to remind),
    OUTPUT-missing.csv (organisations that the list lacks) and OUTPUT-own-answers.csv (answers to your own
    questions).
    """
    found = read_survey(folder, **_RETURNED.arguments(given))
    click.echo("\n".join(_said(found)))
    remark(f"Written: {save(found.records, output)}")
    tables = {"reminders": found.not_answered, "missing": found.missing, "own-answers": found.own_answers}
    for name, table in tables.items():
        beside = output.with_name(f"{output.name.removesuffix(output.suffix)}-{name}.csv")
        # What an earlier call wrote would speak of answers that are not these.
        if len(table) or beside.exists():
            write_csv(table, beside, index=False)
            remark(f"Written: {beside}")


def _said(found: SurveyReturns) -> list[str]:
    records = found.records
    silent = list(found.not_answered["name"])
    several = records.asked[records.asked["respondents"].astype(float) > 1]
    names = dict(zip(records.partners["id"], records.partners["name"], strict=True))
    said = [
        repr(records),
        f"{len(names) - len(silent)} of {len(names)} organisations have answered.",
        f"Did not answer: {listed(silent, len(silent))}" if silent else "Everybody has answered.",
    ]
    if "answer" in records.blanks.columns:
        open_ones = records.blanks["answer"][records.blanks["answer"] != ""].value_counts()
        said.append(
            f"Could not be answered: {listed(f'{word} ({count})' for word, count in open_ones.items())}"
        )
    if len(several):
        more = (
            f"{names[one]} ({number:g})"
            for one, number in zip(several["organisation"], several["respondents"], strict=True)
        )
        said.append(f"Several people answered for: {listed(more)}")
    if len(found.missing):
        said.append(f"Named as missing from the list: {listed(found.missing['name'], 20)}")
    if len(found.skipped):
        bad = found.skipped.groupby("file", sort=True).size()
        files = [f"{name} ({counted(count, 'fault')})" for name, count in bad.items()]
        said.append(f"Skipped: {listed(files, 20)}")
        said += [
            f"- {row.file}, row {row.row}: {row.why}" if row.row else f"- {row.file}: {row.why}"
            for row in found.skipped.head(20).itertuples()
        ]
    return said
