"""How an export shape is declared, and how the one that fits is found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sysmap.calling import verb
from sysmap.records.problems import Problems
from sysmap.records.raw import RawTable
from sysmap.records.values.accounting import Account
from sysmap.registry import Registry, built_in, origin_of, run
from sysmap.vocabulary import fold_header

RawTables = Mapping[str, RawTable]
TableParts = Mapping[str, Any]
F = TypeVar("F", bound=Callable[[Any], TableParts])

# The keys of what a layout gives that are no tables of a record set.
BLANKS, READING = "blanks", "reading"
MAPPED, RECORDS = "mapped", "records"
PARTNERS = "partners"
RESPONDENT = "respondent"


class Arrived(dict[str, RawTable]):
    """The raw tables of one wave by name, and what a layout may need to read them.

    Attributes
    ----------
    columns
        The columns that the user named (``columns=`` of `read_records`): the header of each by table and
        column, and that of ``respondent``. Raw tables say themselves which they were found to be.
    scale
        The user's own words of strength, folded; None where there are none.
    beside
        The raw tables given for no wave in particular: a list of partners serves every wave.
    elsewhere
        The lists of partners given for other waves: who is on one is no new organisation.
    decided
        Gives what a person decided a name to mean, as other spellings of it: an id first.
    account
        Where a layout says what became of cells, if it does not pass on the tables that hold them.
    problems
        Where a layout notes faults and warnings.
    """

    def __init__(
        self,
        tables: RawTables,
        *,
        columns: Mapping[str, Any] | None = None,
        scale: Mapping[str, float | None] | None = None,
        beside: RawTables | None = None,
        elsewhere: Sequence[RawTable] = (),
        decided: Callable[[str], Sequence[str]] | None = None,
        account: Account | None = None,
        problems: Problems | None = None,
    ) -> None:
        super().__init__(tables)
        self.columns = dict(columns or {})
        self.scale = scale
        self.beside = dict(beside or {})
        self.elsewhere = list(elsewhere)
        self.decided = decided or (lambda _text: ())
        self.account = Account() if account is None else account
        self.problems = Problems() if problems is None else problems

    def unnamed(self) -> Arrived:
        """Return the raw tables of which the user named no columns; the others stand beside them."""
        said = {f"{name} ({raw.table})": raw for name, raw in self.items() if raw.table}
        return Arrived(
            {name: raw for name, raw in self.items() if not raw.table},
            columns=self.columns,
            scale=self.scale,
            beside={**self.beside, **said},
            elsewhere=self.elsewhere,
            decided=self.decided,
            account=self.account,
            problems=self.problems,
        )


@dataclass(frozen=True, kw_only=True)
class Layout:
    """An export shape: how it is recognised and how its rows are read."""

    name: str
    order: int
    recognises: Callable[[Any], bool]
    read: Callable[[Any], TableParts]
    sectors: bool = True
    survey: bool = False
    needs: tuple[str, ...] = ()
    header_rows: int = 1

    @property
    def summary(self) -> str:
        """The first line of the function's docstring."""
        return (self.read.__doc__ or "").strip().split("\n")[0]

    def fits(self, tables: RawTables) -> bool:
        """Return whether raw tables have this shape."""
        return bool(self.ask(self.recognises, tables))

    def ask(self, function: Callable[[Any], Any], tables: RawTables) -> Any:
        """Call a function of the layout; where somebody's own stops, say whose it is and where.

        Raises
        ------
        ExtensionError
            If it stops for a reason of its own.
        """
        return run("layout", self.name, function, tables)

    @property
    def built_in(self) -> bool:
        """Whether it comes with sysmap."""
        return built_in(self.read)

    @property
    def origin(self) -> str:
        """Which it is, and of which module, in words."""
        return origin_of("layout", self.name, self.read)


layouts: Registry[Layout] = Registry(
    "layout",
    lambda layout: {"order": layout.order, "what it is": layout.summary},
    home="sysmap.records.layouts",
)


@verb('@record_layout("project_leads", order=90, recognises=lambda tables: ...)')
def record_layout(
    name: str,
    *,
    order: int,
    recognises: Callable[[Any], bool],
    sectors: bool = True,
    survey: bool = False,
    needs: tuple[str, ...] = (),
    header_rows: int = 1,
) -> Callable[[F], F]:
    """Declare a record layout: a function from raw tables to tables of a record set.

    Parameters
    ----------
    name
        What the layout is called; ``layout=`` of `read_records` takes it.
    order
        Layouts are tried from the lowest order up; of two with one order the user's own first.
    recognises
        Tells from the raw tables (by name) whether they have this shape.
    sectors
        Whether the shape has a place for the sector of an organisation. Where it has none, a
        sector that is not given is unknown, and no fault.
    survey
        Whether it is the export of a survey: respondents and answers are then counted.
    needs
        The headers by which a person knows the shape; shown where no layout fits.
    header_rows
        How many rows at the top are headers and no answers.

    Returns
    -------
    Callable
        A decorator that gives the bare function back. The function takes the raw tables and
        gives, for each table of a record set, a raw table, a frame, or a list of these, with that
        table's columns (aliases will do). Rows keep their index: it holds the row numbers.

    Notes
    -----
    Two more keys may be given:

    ``"blanks"``
        A frame or a list of frames ``source, target, kind``: questions that were put and left
        empty.
    ``"reading"``
        A dict, or a list of them, of what goes to `Records.summary`: ``respondents``,
        ``answers`` (counts), ``scale`` (lowest and highest label in use), ``dropped`` (headers
        of columns that were not read for privacy), ``set_aside`` (rows, by reason); and
        ``question`` (the question put; it goes to the table waves) and ``left_out`` (the raw
        tables that were not to be read, by name).

    The raw tables are an `Arrived`: a mapping of name to `RawTable` that also holds the columns and
    words of strength that the user named, tables beside it, the place to note problems, and the
    ``account`` of cells. A raw table gives its headers (``set(table)``, ``"lead" in table``), a column
    (``table["lead"]``) and itself under other headers (``table.rename(columns={...})``). The whole frame
    is ``table.frame``; ``table.holding(frame)`` puts another frame where the table stands. What is a
    table of a record set, and is not given back, is read beside what is.

    Cells that the function passes on are followed. Of cells that it turns into something else it says
    so: ``tables.account.use(table, ["how often"])``, ``.drop(table, ["remarks"])`` for columns that it
    does not read, ``.set_aside(table, "a reason", rows=[3])``. What it does nothing with is counted as
    not used, and said.
    """

    def declare(function: F) -> F:
        layout = Layout(
            name=name,
            order=order,
            recognises=recognises,
            read=function,
            sectors=sectors,
            survey=survey,
            needs=needs,
            header_rows=header_rows,
        )
        layouts.add(name, layout, function)
        return function

    return declare


def fitting(tables: RawTables, name: str | None = None) -> Layout | None:
    """Return the layout called `name`, or the first whose shape the tables have; None where none fits."""
    if name is not None:
        return layouts[name]
    ordered = sorted(layouts.values(), key=lambda layout: (layout.order, layout.built_in))
    named = {raw.table for raw in tables.values() if raw.table}
    last = layouts[MAPPED]
    if RESPONDENT in getattr(tables, "columns", {}):
        # Who answers may be asked of any survey.
        ordered = [*(layout for layout in ordered if layout.survey), last, *ordered]
    elif named:
        # Whoever names columns says what a table is; what stands beside a list of partners may be an export.
        others = (layout for layout in ordered if layout.name not in (MAPPED, RECORDS))
        beside = named == {PARTNERS} and not all(raw.table for raw in tables.values())
        ordered = [*(others if beside else ()), last]
    return next((layout for layout in ordered if layout.fits(left_for(layout, tables))), None)


def left_for(layout: Layout, tables: RawTables) -> RawTables:
    """Return the raw tables that a layout may read: an export is none whose columns the user named."""
    if isinstance(tables, Arrived) and layout.name not in (MAPPED, RECORDS):
        return tables.unnamed()
    return tables


def headers_named(raw: RawTable, columns: Mapping[str, str]) -> dict[str, str] | None:
    """Return the header of each column that the user named; None where one is not there."""
    folded: dict[str, str] = {}
    for header in map(str, raw.columns):
        folded.setdefault(fold_header(header), header)
    found = {folded.get(fold_header(wanted), ""): column for column, wanted in columns.items()}
    exact = {wanted: column for column, wanted in columns.items() if wanted in raw.columns}
    if len(exact) == len(columns):
        return exact
    return None if "" in found or len(found) < len(columns) else found
