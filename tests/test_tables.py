"""Which table a name or a set of headers means, and which column a header means."""

from __future__ import annotations

import pytest

from sysmap.records.tables.declared import TABLES, header_row, table_called, table_with
from sysmap.vocabulary import fold_header, header_aliases, table_names


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("partners", "partners"),
        ("Organisations", "partners"),
        (" ORGS ", "partners"),
        ("Relation-ships", "collaborations"),
        ("Edges", "collaborations"),
        ("responses", "asked"),
        ("Sheet1", None),
        ("", None),
    ],
)
def test_a_name_means_a_table_in_any_spelling(name, table):
    assert table_called(name) == table


@pytest.mark.parametrize(
    ("headers", "table"),
    [
        ("name, sector", "partners"),
        ("Organisation, Sector, Ward", "partners"),
        ("ID, Sector", "partners"),
        ("Source, Target", "collaborations"),
        ("from, to, weight", "collaborations"),
        ("from, to, date, wave", "collaborations"),
        ("from, to, date", "succession"),
        ("source, target, amount", "money"),
        ("wave, organisation, answered", "asked"),
        ("organisation, forum", "memberships"),
        ("wave, label, start", "waves"),
        ("a, b, c", None),
        ("", None),
    ],
)
def test_headers_mean_a_table(headers, table):
    assert table_with(headers.split(", ")) == table


def test_a_canonical_header_beats_an_alias_in_any_order():
    for headers in (["organisation", "Name"], ["Name", "organisation"]):
        assert TABLES["partners"].columns_of(headers) == {"Name": "name"}


def test_a_frequency_is_never_a_strength():
    assert TABLES["collaborations"].column_of("frequency") is None


@pytest.mark.parametrize("header", ["ORG ID", "org-id", "Org_Id", "“org id”", "\ufefforg_id", " org\nid "])
def test_headers_match_without_regard_to_case_spaces_and_marks(header):
    assert TABLES["partners"].column_of(header) == "id"


def test_every_alias_means_a_table_or_a_column_that_exists():
    assert set(table_names().values()) <= set(TABLES)
    for table in TABLES.values():
        assert set(header_aliases(table.name).values()) <= set(table.names)


def test_no_two_columns_of_a_table_read_as_one():
    for table in TABLES.values():
        folded = [fold_header(name) for name in table.names]
        assert len(set(folded)) == len(folded)


def test_the_row_of_the_headers_is_found_among_titles():
    rows = [(2, ["Our partners", None]), (3, [None, 5]), (4, ["name", "Sector"]), (5, ["from", "to"])]
    assert header_row(rows) == 4
    assert header_row(rows[:2]) is None
