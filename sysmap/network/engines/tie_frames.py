"""Ties and partners as frames of an engine: checked there, and numbered there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sysmap.errors import ChoiceError, listed
from sysmap.records.containers.frames import collected
from sysmap.records.tables.declared import TABLES
from sysmap.records.values.cells import BLANK_LIKE, clean
from sysmap.text import counted
from sysmap.vocabulary import fold

if TYPE_CHECKING:
    import narwhals as nw

_FEW = 5
_LINE = "sm.integration(ties, partners)"


def is_frame(given: object) -> bool:
    """Tell whether something is a frame of an engine that narwhals knows."""
    import narwhals as nw

    return isinstance(nw.from_native(given, pass_through=True), nw.DataFrame | nw.LazyFrame)


@dataclass(frozen=True, eq=False, repr=False)
class TieFrames:
    """Ties and partners that an engine holds.

    Attributes
    ----------
    partners
        ``id, number, label``: the number of an organisation in the order of ids, from 1; the number of its
        label, 0 for a blank one.
    pairs
        Every two organisations that have a tie, in both directions: ``one, other`` (numbers) and ``of``
        (the number of the label of `other`).
    labels
        What the numbers of labels stand for: codes of `sectors`, −1 for unknown ones.
    sectors
        The labels of the sectors, sorted.
    """

    partners: nw.LazyFrame[Any]
    pairs: nw.LazyFrame[Any]
    labels: np.ndarray
    sectors: tuple[str, ...]

    @cached_property
    def organisations(self) -> tuple[list[Any], np.ndarray]:
        """The ids in their order, and the code of the sector of each; −1 for an unknown one."""
        found = collected(self.partners)
        order = np.argsort(found["number"].to_numpy())
        ids = found["id"].to_list()
        return [ids[place] for place in order], self.labels[found["label"].to_numpy().astype(np.int64)[order]]


def tie_frames(ties: Any, partners: Any, boundary: str = "sector") -> TieFrames:
    """Take two frames of one engine, and check there that they fit.

    Parameters
    ----------
    ties
        A row for each tie, or several: with both ends in columns ``source`` and ``target`` or the like.
    partners
        A row for each organisation: ``id`` (or the name, which then is the id) and its sector.
    boundary
        The column of partners whose crossing matters.

    Raises
    ------
    ChoiceError
        If a column is missing, the frames are of two engines, an id is blank or stands twice, or an end
        of a tie is no partner.
    """
    import narwhals as nw

    edges, people = _lazy(ties, "ties"), _lazy(partners, "partners")
    people = _of_engine(people, edges)
    ends = _headers(edges, "collaborations", ("source", "target"), "ties")
    known = _headers(people, "partners", ("id", "name", "sector"), "partners", needed=0)
    identifier = known.get("id") or known.get("name")
    label = known.get("sector") if boundary == "sector" else boundary
    there = people.collect_schema().names()
    if identifier is None or label not in there:
        raise ChoiceError(
            f"partners have no column {boundary if identifier else 'id'}; there are: {listed(there)}; write "
            f"{_LINE} with a frame of id and sector"
        )
    one_type = _one_type(edges, people, (*ends.values(),), identifier)
    edges = edges.select(*(one_type(ends[end]).alias(end) for end in ("source", "target")))
    people = people.select(one_type(identifier).alias("id"), nw.col(label).cast(nw.String).alias("label"))
    _check_ids(people)
    numbers, labels, sectors = _labels(people)
    people = people.join(numbers, left_on="label", right_on="text", how="left").select(
        "id", nw.col("label_number").fill_null(0).cast(nw.Int64).alias("label")
    )
    people = people.with_columns(number=nw.col("id").cum_count().over(order_by="id").cast(nw.Int64))
    pairs = _pairs(edges, people)
    frames = TieFrames(people.select("id", "number", "label"), pairs, labels, sectors)
    _check_ends(edges, people)
    return frames


def _lazy(given: Any, what: str) -> nw.LazyFrame[Any]:
    import narwhals as nw

    frame = nw.from_native(given, pass_through=True)
    if not isinstance(frame, nw.DataFrame | nw.LazyFrame):
        raise ChoiceError(f"{what} is a frame of an engine, not {type(given).__name__}; write {_LINE}")
    return frame.lazy()


def _of_engine(people: nw.LazyFrame[Any], edges: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Give partners to the engine of the ties, where these are two."""
    import narwhals as nw

    engine = edges.implementation
    if people.implementation is engine:
        return people
    cells = collected(people)
    columns = {name: [_cell(cell) for cell in cells[name].to_list()] for name in cells.columns}
    made: tuple[Callable[[], nw.LazyFrame[Any]], ...] = (
        lambda: nw.from_dict(columns, backend=engine).lazy(),
        lambda: cells.lazy(backend=engine),
    )
    for way in made:
        # Each engine has its own errors.
        with suppress(Exception):
            return way()
    raise ChoiceError(
        f"ties are held by {engine.value} and partners by {people.implementation.value}: give both to one "
        f"engine, and write {_LINE}"
    )


def _cell(cell: Any) -> Any:
    return None if cell is None or cell != cell else cell


def _headers(
    frame: nw.LazyFrame[Any], table: str, wanted: tuple[str, ...], what: str, needed: int | None = None
) -> dict[str, str]:
    there = [str(name) for name in frame.collect_schema().names()]
    found = {column: header for header, column in TABLES[table].columns_of(there).items() if column in wanted}
    missing = [column for column in wanted if column not in found]
    if missing and needed is None:
        raise ChoiceError(f"{what} have no column {listed(missing)}; there are: {listed(there)}")
    return found


def _one_type(
    edges: nw.LazyFrame[Any], people: nw.LazyFrame[Any], ends: tuple[str, ...], identifier: str
) -> Any:
    """Return what takes a column of ids: as text, unless all are of one type."""
    import narwhals as nw

    kinds = {edges.collect_schema()[end] for end in ends} | {people.collect_schema()[identifier]}
    alike = len(kinds) == 1
    return lambda header: nw.col(header) if alike else nw.col(header).cast(nw.String)


def _check_ids(people: nw.LazyFrame[Any]) -> None:
    import narwhals as nw

    found = collected(
        people.select(
            nw.len().alias("rows"),
            nw.col("id").n_unique().alias("ids"),
            nw.col("id").is_null().cast(nw.Int64).sum().alias("blank"),
        )
    )
    # The sum of nothing is nothing.
    rows, ids, blank = (int(np.nan_to_num(found[name].to_numpy()[0])) for name in ("rows", "ids", "blank"))
    if blank:
        raise ChoiceError(f"partners have no id in {counted(blank, 'row')}: fill it in")
    if ids < rows:
        raise ChoiceError(f"partners have {rows:,} rows with {ids:,} ids: keep one row for each organisation")


def _labels(people: nw.LazyFrame[Any]) -> tuple[nw.LazyFrame[Any], np.ndarray, tuple[str, ...]]:
    """Have the engine number the labels; return what the numbers stand for."""
    import narwhals as nw

    texts = people.select(nw.col("label").alias("text")).filter(~nw.col("text").is_null())
    texts = texts.group_by("text").agg(nw.len().alias("times"))
    numbers = texts.select("text", nw.col("text").cum_count().over(order_by="text").alias("label_number"))
    found = collected(numbers)
    texts_found = found["text"].to_list()
    said = {
        int(number): clean(text)[0]
        for number, text in zip(found["label_number"].to_numpy(), texts_found, strict=True)
    }
    known = {number: text for number, text in said.items() if fold(text) not in BLANK_LIKE | {"unknown"}}
    sectors = tuple(sorted(set(known.values())))
    code = {label: place for place, label in enumerate(sectors)}
    labels = np.full(len(said) + 1, -1, dtype=np.int64)
    for number, text in known.items():
        labels[number] = code[text]
    return numbers, labels, sectors


def _numbered(edges: nw.LazyFrame[Any], people: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Give both ends of ties their numbers, and those of their labels."""
    import narwhals as nw

    for end in ("source", "target"):
        named: Mapping[str, str] = {"id": f"{end}_id", "number": f"{end}_number", "label": f"{end}_label"}
        known = people.select(*(nw.col(name).alias(alias) for name, alias in named.items()))
        edges = edges.join(known, left_on=end, right_on=f"{end}_id", how="left")
    return edges


def _pairs(edges: nw.LazyFrame[Any], people: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    import narwhals as nw

    numbered = _numbered(edges, people)
    numbered = numbered.filter(nw.col("source_number") != nw.col("target_number"))
    ways = [
        numbered.select(
            nw.col(f"{one}_number").alias("one"),
            nw.col(f"{other}_number").alias("other"),
            nw.col(f"{other}_label").alias("of"),
        )
        for one, other in (("source", "target"), ("target", "source"))
    ]
    # Reported twice, or from both ends, a tie is one.
    return nw.concat(ways).group_by("one", "other", "of").agg(nw.len().alias("records"))


def _check_ends(edges: nw.LazyFrame[Any], people: nw.LazyFrame[Any]) -> None:
    import narwhals as nw

    numbered = _numbered(edges, people)
    missing = nw.col("source_number").is_null() | nw.col("target_number").is_null()
    astray = numbered.filter(missing)
    count = int(collected(astray.select(nw.len().alias("rows")))["rows"].to_numpy()[0])
    if not count:
        return
    found = collected(astray.select("source", "target", "source_number", "target_number").head(_FEW))
    names = [
        "blank" if name is None or name != name else str(name)
        for end in ("source", "target")
        for name, number in zip(found[end].to_list(), found[f"{end}_number"].to_numpy(), strict=True)
        if number is None or number != number
    ]
    raise ChoiceError(
        f"{counted(count, 'tie')} with an end that is no partner ({listed(dict.fromkeys(names), _FEW)}): add "
        "it to partners, or let names be matched: sm.build_map(sm.read_records(partners=..., "
        "collaborations=...))"
    )
