"""What a table and its columns are: names, what cells must be, and what may be public."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sysmap.vocabulary import fold_header, header_aliases

CELL_LIMIT = 32_767


@dataclass(frozen=True)
class Column:
    """A column: its name, what its cells must be, and whether it must be there.

    `accepts` is one of text, organisation (the id or name of a partner), number, amount, rating,
    whole, yesno, date, strength, sector.

    `public` says whether a copy for the public may hold it: what nobody has declared public is
    private. Where `only` is given, no cell is public but those that it matches: known words among
    free texts.
    """

    name: str
    accepts: str = "text"
    required: bool = False
    limit: int = CELL_LIMIT
    public: bool = False
    only: str = ""

    def is_public(self, cell: object) -> bool:
        """Return whether a copy for the public may hold a cell of this column."""
        return self.public and (not self.only or re.fullmatch(self.only, str(cell or "")) is not None)


@dataclass(frozen=True)
class Table:
    """A table: its name and columns in the order given; `own_columns` says whether others are kept.

    `added` are the columns that reading adds. A column that is neither is the user's own: private.
    """

    name: str
    columns: tuple[Column, ...]
    own_columns: bool = False
    added: tuple[Column, ...] = ()

    def __getitem__(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        return [column.name for column in self.columns]

    @property
    def required(self) -> list[str]:
        """The names of the columns that must be there."""
        return [column.name for column in self.columns if column.required]

    @property
    def added_names(self) -> list[str]:
        """The names of the columns that reading adds."""
        return [column.name for column in self.added]

    @property
    def public(self) -> dict[str, Column]:
        """The columns that a copy for the public may hold, by name.

        None of a table whose rows could not be understood without a private column: such a table
        leaves the copy as a whole.
        """
        if not all(column.public for column in self.columns if column.required):
            return {}
        return {column.name: column for column in (*self.columns, *self.added) if column.public}

    def column_of(self, header: str) -> str | None:
        """Return the column that a header means, by its name or an alias; None if the table has none."""
        folded = fold_header(header)
        for name in self.names:
            if fold_header(name) == folded:
                return name
        return header_aliases(self.name).get(folded)

    def columns_of(self, headers: Iterable[str]) -> dict[str, str]:
        """Match headers to columns: header to column; a canonical header beats an alias."""
        matched: dict[str, str] = {}
        exact = {fold_header(name): name for name in self.names}
        listed = list(headers)
        for header in listed:
            column = exact.get(fold_header(header))
            if column and column not in matched.values():
                matched[header] = column
        for header in listed:
            column = self.column_of(header)
            if column and column not in matched.values():
                matched[header] = column
        return matched
