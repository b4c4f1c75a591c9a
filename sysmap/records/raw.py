"""Raw tables: cells as they arrived, and what is known of where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from sysmap.records.problems import Origin


@dataclass(frozen=True, eq=False)
class RawTable:
    """A table as it arrived. Its headers and columns are had from it directly, all else from its frame.

    Attributes
    ----------
    frame
        The cells under their headers; the index holds row numbers.
    origin
        Where it stands.
    meant
        What some headers mean, whatever they say: header to column of a table of a record set.
    form
        The format of a file that is no table of rows: ``"json"``, ``"dl"``, ``"graphml"``, ``"pajek"`` ...
    table
        The table of a record set that the user said it is; empty where nobody did.
    named
        The headers that the user named to say what columns mean; these columns are read, whatever they hold.
    blank_rows
        How many rows held nothing, and were left out.
    ragged_cells
        How many filled cells stood in rows with too many or too few values, which were left out.
    aside
        How many filled cells stood in rows around and inside it that are none of it, by what these are.
    rows_aside
        The numbers of these rows.
    title
        What a row of its own above the headers says.
    """

    frame: pd.DataFrame
    origin: Origin
    meant: Mapping[str, str] = field(default_factory=dict)
    form: str = ""
    table: str = ""
    named: tuple[str, ...] = ()
    blank_rows: int = 0
    ragged_cells: int = 0
    aside: Mapping[str, int] = field(default_factory=dict)
    rows_aside: tuple[int, ...] = ()
    title: str = ""

    @property
    def columns(self) -> pd.Index:
        """The headers."""
        return self.frame.columns

    @property
    def index(self) -> pd.Index:
        """The numbers of the rows."""
        return self.frame.index

    def __len__(self) -> int:
        return len(self.frame)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.frame)

    def __contains__(self, header: object) -> bool:
        return header in self.frame

    def __getitem__(self, header: Any) -> Any:
        return self.frame[header]

    def holding(self, frame: pd.DataFrame) -> RawTable:
        """Return a raw table of other cells that stand where these do."""
        return replace(self, frame=frame)

    def rename(self, columns: Mapping[str, str]) -> RawTable:
        """Return the raw table under other headers."""
        return self.holding(self.frame.rename(columns=columns))
