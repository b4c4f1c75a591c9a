"""One shape for every extension: `registry.py`."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from sysmap.errors import ChoiceError, SysmapError
from sysmap.registry import Registry


def apple() -> None:
    """Stand for a declared thing."""


def pear() -> None:
    """Stand for another."""


@pytest.fixture
def fruit() -> Registry[str]:
    registry: Registry[str] = Registry("fruit", lambda colour: {"colour": colour}, order=len)
    registry.add("apple", "green", apple)
    registry.add("pear", "red", pear)
    return registry


def from_a_notebook(name: str) -> object:
    """Make a function as a cell of a notebook would, in a module that has no file."""
    module = ModuleType("notebook")
    sys.modules["notebook"] = module
    exec(f"def {name}(): pass", module.__dict__)
    return getattr(module, name)


def test_entries_stand_in_their_order(fruit: Registry[str]) -> None:
    assert list(fruit) == ["pear", "apple"]


def test_entries_of_one_rank_stand_as_declared(fruit: Registry[str]) -> None:
    fruit.add("cherry", "red", apple)
    assert list(fruit) == ["pear", "cherry", "apple"]


def test_an_entry_is_found_by_its_name(fruit: Registry[str]) -> None:
    assert fruit["apple"] == "green"


def test_a_wrong_name_is_answered_with_the_nearest_right_one(fruit: Registry[str]) -> None:
    with pytest.raises(ChoiceError, match="no fruit called 'aple'; did you mean apple"):
        fruit["aple"]


def test_a_name_like_no_other_is_answered_with_all_there_are(fruit: Registry[str]) -> None:
    with pytest.raises(ChoiceError, match="there are: pear, apple"):
        fruit["xyz"]


@pytest.mark.parametrize("name", [None, 3, ["apple"]])
def test_what_is_no_name_is_answered_as_a_wrong_name(fruit: Registry[str], name: object) -> None:
    with pytest.raises(ChoiceError):
        fruit[name]  # type: ignore[index]


@pytest.mark.parametrize("name", ["plum", None, ["apple"]])
def test_asking_whether_a_name_is_there_never_fails(fruit: Registry[str], name: object) -> None:
    assert name not in fruit


def test_getting_a_name_that_is_not_there_gives_the_default(fruit: Registry[str]) -> None:
    assert fruit.get("plum", "none") == "none"


def test_a_name_is_taken_once(fruit: Registry[str]) -> None:
    with pytest.raises(SysmapError, match="already a fruit called 'apple'"):
        fruit.add("apple", "red", pear)


def test_a_module_cannot_replace_its_own_entry(fruit: Registry[str]) -> None:
    with pytest.raises(SysmapError):
        fruit.add("apple", "red", apple)


def test_the_cell_of_a_notebook_may_be_run_again(
    fruit: Registry[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "notebook", ModuleType("notebook"))
    fruit.add("plum", "blue", from_a_notebook("plum"))
    fruit.add("plum", "yellow", from_a_notebook("plum"))
    assert fruit["plum"] == "yellow"


def test_the_cell_of_a_notebook_cannot_replace_what_a_module_declares(
    fruit: Registry[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "notebook", ModuleType("notebook"))
    with pytest.raises(SysmapError):
        fruit.add("apple", "red", from_a_notebook("apple"))


def test_a_registry_can_be_read_but_not_written(fruit: Registry[str]) -> None:
    with pytest.raises(TypeError):
        fruit["plum"] = "blue"  # type: ignore[index]


def test_a_registry_is_a_table_of_a_row_each(fruit: Registry[str]) -> None:
    frame = fruit.to_frame()
    assert frame.index.name == "fruit"
    assert frame["colour"].to_dict() == {"pear": "red", "apple": "green"}


def test_a_registry_without_entries_is_a_table_without_rows() -> None:
    assert Registry("fruit", lambda _: {}).to_frame().empty


def test_a_registry_shows_its_names_and_itself_as_a_table(fruit: Registry[str]) -> None:
    assert repr(fruit) == "<2 fruits: pear, apple>"
    assert "<caption" in fruit._repr_html_()
    assert "2 fruits" in fruit._repr_html_()
