"""An export of any survey tool: who answers, and questions about organisations, told by their shape alone."""

from __future__ import annotations

from collections.abc import Mapping

from sysmap.records.raw import RawTable
from sysmap.records.shapes.companions import is_by_name, table_of, with_those_beside
from sysmap.records.shapes.declaring import Arrived, TableParts, record_layout
from sysmap.records.shapes.rosters import roster_beside
from sysmap.records.surveys.answers import read_surveys
from sysmap.records.surveys.reader import read_export
from sysmap.records.surveys.unmistakable import is_a_survey

_MOST_ROWS = 50_000
# What a table of a record set is that has these headers too: an organisation and its sector.
_MAY_SEEM = (None, "partners", "asked")


def _exports(tables: Mapping[str, RawTable]) -> dict[str, RawTable]:
    # A survey has fewer respondents than other tables have rows, and these are not looked at.
    likely = {
        name: raw
        for name, raw in tables.items()
        if not raw.form
        and 2 <= len(raw.columns)
        and 1 <= len(raw) <= _MOST_ROWS
        and not is_by_name(name, raw)
        and table_of(name, raw) in _MAY_SEEM
    }
    found = {}
    for name, raw in likely.items():
        roster = roster_beside(tables, [name])
        survey = read_export(name, raw, roster, own=getattr(tables, "scale", None))
        if is_a_survey(raw, survey, roster):
            found[name] = raw
    return found


@record_layout(
    "survey",
    order=125,
    recognises=lambda tables: bool(_exports(tables)),
    sectors=False,
    survey=True,
    needs=("Which organisation do you work for?", "Question - Partner"),
)
def survey(tables: Arrived) -> TableParts:
    """The answers of any survey: who answers, and questions about organisations."""
    own = _exports(tables)
    roster = roster_beside(tables, own)
    surveys = [
        read_export(name, raw, roster, own=tables.scale, problems=tables.problems)
        for name, raw in own.items()
    ]
    return with_those_beside(tables, own, read_surveys(surveys, tables))
