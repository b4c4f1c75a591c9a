"""Reading records: files and frames become one record set, checked as a whole, every fault said at once."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from sysmap.calling import verb
from sysmap.destinations import name_of
from sysmap.errors import ChoiceError, RecordsError, check_one_of, choice, listed
from sysmap.inputs import paths_in
from sysmap.records.assembling import Choices, Parts, typed_parts
from sysmap.records.columns.taken import columns_taken
from sysmap.records.containers.opening import open_all
from sysmap.records.engines.held_records import ends_told, holding
from sysmap.records.engines.held_tables import held_back
from sysmap.records.engines.reading_held import coded_tables
from sysmap.records.names.lookup import name_sources, without_decisions
from sysmap.records.problems import Origin, Problems
from sysmap.records.reading_call import ReadingCall
from sysmap.records.reading_options import check_choices, check_keep, check_sectors
from sysmap.records.record_set import Records
from sysmap.records.remembered import remembered
from sysmap.records.said.ledgers import ledgers_among, read_ledgers
from sysmap.records.said.reading import with_said
from sysmap.records.said.resolving import ANY
from sysmap.records.shapes.named_columns import check_columns
from sysmap.records.summary import note_not_kept, summarise, with_questions
from sysmap.records.tables.check import settled
from sysmap.records.tables.sector_labels import INFER, UK
from sysmap.records.tables.waves import check_coverage, in_order, known_waves
from sysmap.records.values.missing import with_blanks
from sysmap.records.values.scales import check_scale


@verb('read_records("partners.csv", "collaborations.csv")', judges=("columns", "scale", "keep", "sectors"))
def read_records(
    *sources: Any,
    layout: str | None = None,
    sectors: str | Mapping[str, str] = "uk",
    succession: Any = None,
    register: Any = None,
    aliases: str | os.PathLike[str] | pd.DataFrame | None = None,
    columns: Mapping[str, Any] | None = None,
    scale: Mapping[str, float | None] | None = None,
    keep: str | Sequence[str] | None = None,
    said: Any = None,
    said_of: Literal["any"] | None = None,
    **frames: Any,
) -> Records:
    """Read partner and collaboration records, check everything, and say what was settled.

    Parameters
    ----------
    *sources
        CSV or Parquet files, a workbook (a sheet per table), a folder of CSV files, or a mapping of wave
        to any of these: ``{"2022": "a.xlsx", "2024": "b.xlsx"}``. Headers may be in any case
        and may use the aliases of the vocabulary.
    layout
        The shape of the records; recognised if not given. `sysmap.records.layouts` lists them.
    sectors
        How labels of sectors are read. ``"uk"`` folds known spellings and refuses near misses;
        ``"as written"`` leaves every label alone. ``"infer"`` does as ``"uk"`` and works out what is
        missing: from identifiers first, from the name last; what a name tells is listed in a warning. A
        mapping says what labels of yours mean, ``{"Growers": "Private", "Trust": "NHS provider"}``; a
        label that means itself stays a sector of its own, and ``{"": "infer"}`` among them works out what
        is missing.
    succession
        Which organisations followed which: a table of from, to, date and kind. It is a file or a data
        frame, where it is none of the sources.
    register
        Registers that names are looked up in. They are files, or the frame of `read_register`; they give
        missing sectors, and tell which partner another spelling means where that is sure.
    aliases
        Names that were decided before. They are a file ``aliases.csv`` or its frame; one in a folder of
        the sources is used unasked.
    columns
        Which columns mean what, where their headers do not say it: ``{"source": "Agency A", "target":
        "Agency B"}``. Columns of several tables may be named at once, of each table by itself
        (``{"partners": {"sector": "Type"}, "collaborations": {"source": "From", "target": "To"}}``) or,
        where it is clear which column is of which, together (``{"source": "From", "target": "To",
        "sector": "Type"}``); what only one wave has, by that wave (``{"2022": {...}, "2024": {...}}``).
        ``{"respondent": "..."}`` is the column of a survey that says for which organisation each row is;
        columns of partners may stand beside it.
    scale
        What words of strength stand for, where they are of no known scale. ``{"now and then": 1}`` says
        it of one. A word that stands for None is no answer, like a blank; so are "don't know", "not
        applicable" and the like unless it is said what they stand for.
    keep
        Columns of partners, by header, to keep whatever they hold; other free texts and personal data are
        not read. Columns that a table knows are kept, and of your own those of short labels, numbers and
        dates, which can be a boundary. What is not read is said; personal data are recognised by header
        and by content.
    said
        What was said in the room: a file that the button *Save what was said* of a map wrote, or several such
        files. It is kept apart from what was recorded, in ``Records.said``. Such a file in a folder or among
        the sources is read without being named. Steps in force that a page gives are taken as well, each a
        mapping.
    said_of
        Take what was said of another map as well: ``any``. Else a file of another map is refused, and both
        are named.
    **frames
        Data frames by table: ``partners=..., collaborations=...``; of pandas, polars or any other
        engine that narwhals knows, a DuckDB relation or a frame of Spark included. Collaborations of more
        than 1,000,000 rows stay with such an engine (as do those of a Parquet file): distinct names come
        back to be checked, and rows folded by what they say. Days, ratings and notes are then not read, a
        fault says of how many rows it is, and the records cannot be saved row by row.

    Returns
    -------
    Records
        The tables, `problems` and `summary`.

    Raises
    ------
    RecordsError
        If anything cannot be used: one error with every fault of every source.
    MissingFileError
        If a file or folder does not exist.
    ChoiceError
        If an argument is none of the possible ones.

    Examples
    --------
    >>> import pandas as pd
    >>> import sysmap as sm
    >>> sm.read_records(
    ...     partners=pd.DataFrame({"name": ["A", "B", "C"], "sector": ["NHS", "Police", "Police"]}),
    ...     collaborations=pd.DataFrame({"source": ["A"], "target": ["B"]}),
    ... )
    Here is what I read: 3 partners, 1 collaboration
    - all 8 filled cells were used
    """
    settled_before, remembering = remembered(sources)
    layout = settled_before.get("layout") if layout is None else layout
    columns = settled_before.get("columns") if columns is None else columns
    scale = settled_before.get("scale") if scale is None else scale
    keep = settled_before.get("keep") if keep is None else keep
    sectors = (
        settled_before.get("sectors", sectors) if isinstance(sectors, str) and sectors == UK else sectors
    )
    with _said_where_remembered(remembering):
        given, frames, held = held_back(sources, frames, named=columns is not None)
        frames = check_choices(sources, layout, frames)
        how = check_sectors(sectors)
        kept = check_keep(keep)
        if said_of is not None:
            check_one_of("said_of", said_of, (ANY,))
        meant, words = check_columns(columns), check_scale(scale)
    problems = Problems()
    _note_remembered(settled_before, remembering, problems)
    named = frames if succession is None else {**frames, "succession": succession}
    groups = open_all(given, named, problems)
    without_decisions(groups)
    names = name_sources(register, aliases, sources)
    ledgers = read_ledgers(said, problems, among=ledgers_among(groups))
    chosen: dict[str, Any] = {"layout": layout, "columns": columns, "scale": scale, "keep": keep}
    chosen |= {} if isinstance(sectors, str) and sectors == UK else {"sectors": sectors}
    files = {"succession": succession, "register": register, "aliases": aliases, "said": said}
    chosen |= {name: file for name, file in files.items() if isinstance(file, str)}
    problems.call = ReadingCall(sources, frames, {name: value for name, value in chosen.items() if value})
    choices = Choices(layout, meant, words, how.rule == INFER, names.decided, kept)
    labels = [wave for wave in groups if wave]
    parts = Parts()
    try:
        with _said_where_remembered(remembering):
            typed_parts(groups, choices, parts, problems)
            empty = parts.tables.get("collaborations", ())
            coded = coded_tables(held, empty, words, parts.account, problems)
            tables, set_aside, open_names, reports = settled(parts, labels, how, names, problems, coded)
            problems.raise_faults()
    except RecordsError as error:
        error.columns = columns_taken(parts.account)
        raise
    note_not_kept(kept, parts, problems)
    met = [*known_waves(tables, labels), *(reports.waves_told if reports else ())]
    met += [
        wave
        for name in ("collaborations", "memberships")
        for wave in sorted(tables[name]["wave"].unique())
        if wave
    ]
    order = in_order(tables["waves"], met)
    tables["waves"] = with_questions(tables["waves"], parts, order)
    check_coverage(ends_told(tables["collaborations"], reports), tables["asked"], order, problems)
    summary = summarise(tables, parts, _names(sources, named), order, set_aside)
    blanks = tables.pop("blanks")
    records = Records(
        **{name: _finished(name, frame) for name, frame in tables.items()},
        blanks=blanks,
        problems=problems.to_frame("warning"),
        summary=summary,
        waves_in_order=order,
        columns=columns_taken(parts.account),
        open_names=open_names,
        inputs=tuple(paths_in([*sources, *named.values(), register, aliases, said, *remembering])),
    )
    return with_said(holding(records, reports), ledgers, how, said_of, problems)


@contextmanager
def _said_where_remembered(places: Sequence[Path]) -> Iterator[None]:
    """Say of whatever cannot be used that it may come of what is remembered beside the files."""
    try:
        yield
    except (ChoiceError, RecordsError) as error:
        if places:
            where = listed(place.name for place in places)
            said = f"Read as it is remembered in {where}: remove it to start anew."
            error.args = (f"{error}\n{said}", *error.args[1:])
        raise


def _note_remembered(options: Mapping[str, Any], places: Sequence[Path], problems: Problems) -> None:
    """Say what is read as a file beside the records says, which nobody named in the call."""
    for place in places:
        said = ", ".join(choice(name, value) for name, value in options.items())
        problems.warning(Origin(place.name), f"read as it is remembered in this file: {said or 'nothing'}")


def _names(sources: tuple[Any, ...], named: Mapping[str, Any]) -> list[str]:
    names = []
    for source in sources:
        parts = [*source.values()] if isinstance(source, Mapping) else [source]
        names += [_written(part) if _is_written(part) else "data frame" for part in parts]
    return names + [
        _written(part) if _is_written(part) else f"data frame {name}" for name, part in named.items()
    ]


def _written(source: Any) -> str:
    return name_of(str(source))


def _is_written(source: Any) -> bool:
    """Tell a path, or several of them, from a data frame."""
    return isinstance(source, str | os.PathLike | Sequence)


def _finished(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Replace the place of origin by the name of the file; what is missing is so in one way."""
    if frame.empty:
        # Most records have few of the tables: those without rows are alike.
        return _without_rows(name, tuple(frame.columns), tuple(frame.dtypes)).copy(deep=False)
    table = with_blanks(name, frame.drop(columns="origin"))
    table["file"] = pd.Series([*map(attrgetter("file"), frame["origin"])], index=table.index)
    table.index = pd.RangeIndex(len(table))
    return table


@cache
def _without_rows(name: str, columns: tuple[str, ...], kinds: tuple[Any, ...]) -> pd.DataFrame:
    empty = pd.DataFrame({column: pd.Series(dtype=kind) for column, kind in zip(columns, kinds, strict=True)})
    table = with_blanks(name, empty).drop(columns="origin").assign(file=pd.Series(dtype=object))
    table.index = pd.RangeIndex(0)
    return table
