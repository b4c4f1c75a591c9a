"""`check_layout`: each promise that a layout can break is found and named, all of them at once."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

import sysmap as sm
from sysmap.checking import layouts as promises
from sysmap.records.problems import Origin
from sysmap.records.raw import RawTable
from sysmap.records.shapes.declaring import Arrived, fitting, layouts
from tests.test_fuzz_shapes import CASES, SHAPES, every_case

pytestmark = pytest.mark.usefixtures("declared_for_a_while")

PARTNERS = pd.DataFrame({"name": list("ABCD"), "sector": ["NHS", "Council", "Police", "Police"]})
LEADS = pd.DataFrame({"lead": ["A", "B", "C"], "supporting": ["B", "C", "D"]})
MEANT = {"lead": "source", "supporting": "target"}


def there(tables: Any) -> bool:
    return any({"lead", "supporting"} <= set(table) for table in tables.values())


def leads_in(tables: Any) -> Any:
    return next(table for table in tables.values() if "lead" in table)


def at_first(tables: Any) -> bool:
    return there(tables) or next(iter(tables)) == "leads"


def plain(tables: Any) -> dict[str, Any]:
    """One organisation supporting a project that another leads."""
    return {"collaborations": leads_in(tables).rename(columns=MEANT)}


def declared(function: Callable, *, recognises: Callable = there, order: int = 5) -> Callable:
    function.__doc__ = "Leads."
    return sm.record_layout("mine", order=order, recognises=recognises)(function)


def broken(layout: Any, leads: pd.DataFrame = LEADS) -> tuple[str, ...]:
    with pytest.raises(sm.ContractError) as caught:
        sm.check_layout(layout, PARTNERS, leads)
    return caught.value.broken


def only(layout: Any, promise: str, leads: pd.DataFrame = LEADS) -> str:
    """Return what is said of the one promise that a layout breaks."""
    said = broken(layout, leads)
    assert [one.startswith(promise) for one in said] == [True], said
    return said[0]


@every_case
def test_the_layouts_of_sysmap_keep_their_promises(name: str) -> None:
    case = CASES[name]
    sm.check_layout(case["layout"], *[SHAPES / source for source in case["sources"]], **case["options"])


def test_a_layout_that_keeps_its_promises_passes_by_name_and_by_function() -> None:
    layout = declared(plain)
    sm.check_layout(layout, PARTNERS, LEADS)
    sm.check_layout("mine", {"2022": [PARTNERS, LEADS]})


@pytest.mark.parametrize("name", promises.OTHERS)
def test_tables_of_other_shapes_are_what_they_are_called(name: str) -> None:
    tables = {key: RawTable(pd.DataFrame(table), Origin(key)) for key, table in promises.OTHERS[name].items()}
    assert fitting(Arrived(tables)) is layouts[name]


def test_a_layout_that_does_not_say_what_it_is_is_named() -> None:
    layout = declared(plain)
    layout.__doc__ = None
    only(layout, promises.SILENT)


def test_a_layout_that_does_not_recognise_its_export_is_named() -> None:
    said = broken(declared(plain, recognises=lambda tables: False))
    assert any(one.startswith(promises.UNRECOGNISED) for one in said)


def test_a_layout_that_comes_too_late_is_told_who_takes_its_export() -> None:
    sm.record_layout("first", order=1, recognises=there)(plain)
    assert "read by the layout first" in only(declared(lambda tables: plain(tables)), promises.TAKEN)


def test_an_export_that_is_refused_is_named_with_what_was_said() -> None:
    said = broken(declared(lambda tables: {"collaborations": leads_in(tables)}))
    assert said[0].startswith(promises.REFUSED)
    assert "no column source" in said[0]


def test_what_is_no_table_of_a_record_set_is_named() -> None:
    said = broken(declared(lambda tables: {"leads": leads_in(tables)}))
    assert said[0].startswith(promises.REFUSED)
    assert "gives 'leads', which is no table of a record set" in said[0]


def test_a_layout_that_stops_while_it_looks_at_other_tables_is_named() -> None:
    said = only(declared(plain, recognises=at_first), promises.LOOKING)
    assert "no table: the layout mine of the module" in said
    assert "raised StopIteration in line" in said


def test_a_layout_that_takes_the_exports_of_others_is_named() -> None:
    layout = declared(plain, order=-1, recognises=lambda tables: there(tables) or "x" in tables)
    assert "such as those of the layout matrix" in only(layout, promises.GREEDY)


def test_a_layout_that_comes_last_may_take_what_others_left() -> None:
    sm.check_layout(declared(plain, order=1_000, recognises=lambda tables: there(tables) or "x" in tables),
                    PARTNERS, LEADS)  # fmt: skip


def test_a_layout_that_stops_on_a_damaged_export_is_named_with_the_damage() -> None:
    def first_letter(tables: Any) -> dict[str, Any]:
        table = leads_in(tables)
        frame = table.rename(columns=MEANT).frame
        return {"collaborations": table.holding(frame.assign(target=[cell[0] for cell in frame["target"]]))}

    said = only(declared(first_letter), promises.STOPS)
    assert "blank cells: the layout mine of the module" in said
    assert "raised IndexError in line" in said


def test_a_damaged_export_may_be_refused_in_words() -> None:
    def refuses(tables: Any) -> dict[str, Any]:
        if "Zz" in set(leads_in(tables)["lead"]):
            raise sm.SysmapError("Zz leads nothing")
        return plain(tables)

    sm.check_layout(declared(refuses), PARTNERS, LEADS)


def test_a_layout_that_changes_the_tables_it_is_given_is_named() -> None:
    def in_place(tables: Any) -> dict[str, Any]:
        table = leads_in(tables)
        table.frame["lead"] = table.frame["lead"].str.strip()
        table.frame["more"] = ""
        return plain(tables)

    only(declared(in_place), promises.CHANGES)


def test_a_layout_that_gives_something_else_each_time_is_named() -> None:
    counter = itertools.count()

    def counts(tables: Any) -> dict[str, Any]:
        table = plain(tables)["collaborations"]
        return {"collaborations": table.holding(table.frame.assign(note=str(next(counter))))}

    only(declared(counts), promises.AGAIN)


def test_a_layout_that_depends_on_the_order_of_rows_is_named() -> None:
    def fills_down(tables: Any) -> dict[str, Any]:
        table = plain(tables)["collaborations"]
        frame = table.frame.replace("", None)
        return {"collaborations": table.holding(frame.assign(source=frame["source"].ffill().fillna("A")))}

    leads = LEADS.assign(lead=["B", "", ""])
    assert "of collaborations" in only(declared(fills_down), promises.ORDER, leads)


def test_a_layout_that_loses_cells_without_a_word_is_named_with_their_columns() -> None:
    def some(tables: Any) -> dict[str, Any]:
        table = plain(tables)["collaborations"]
        return {"collaborations": table.holding(table.frame[["source", "target"]])}

    leads = LEADS.assign(remarks=["fine", "", "late"])
    assert "by column: remarks (2)" in only(declared(some), promises.LOST, leads)


def test_a_layout_may_say_which_cells_it_leaves_out() -> None:
    def some(tables: Any) -> dict[str, Any]:
        tables.account.drop(leads_in(tables), ["remarks"])
        table = plain(tables)["collaborations"]
        return {"collaborations": table.holding(table.frame[["source", "target"]])}

    sm.check_layout(declared(some), PARTNERS, LEADS.assign(remarks=["fine", "", "late"]))


def test_all_broken_promises_are_said_in_one_error() -> None:
    def worst(tables: Any) -> dict[str, Any]:
        table = leads_in(tables)
        table.frame["more"] = table.frame["lead"].iloc[0]
        return plain(tables)

    layout = declared(worst, recognises=at_first)
    layout.__doc__ = ""
    with pytest.raises(
        sm.ContractError, match="layout mine of the module .* breaks 5 promises:\n- "
    ) as caught:
        sm.check_layout(layout, PARTNERS, LEADS)
    found = {promise for promise in vars(promises).values() if isinstance(promise, str)}
    said = {promise for promise in found for one in caught.value.broken if one.startswith(promise)}
    assert said == {
        promises.SILENT, promises.LOOKING, promises.CHANGES, promises.ORDER, promises.STOPS
    }  # fmt: skip


def test_a_layout_without_an_example_is_refused() -> None:
    with pytest.raises(sm.ChoiceError, match=r'write check_layout\("matrix", "export.csv"\)'):
        sm.check_layout("matrix")


def test_a_function_that_is_no_layout_is_refused() -> None:
    with pytest.raises(sm.ChoiceError, match="the function len is declared as no layout"):
        sm.check_layout(len, PARTNERS)
