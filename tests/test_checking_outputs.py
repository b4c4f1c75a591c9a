"""`check_output`: each promise that an output can break is found and named, all of them at once."""

from __future__ import annotations

import itertools
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import sysmap as sm
from sysmap.checking import outputs as promises
from sysmap.outputs.saving import outputs
from sysmap.pages.one_page import printing

pytestmark = pytest.mark.usefixtures("few_redraws", "few_dots", "declared_for_a_while")


def names_in(system: sm.SystemMap) -> str:
    return "\n".join(["names", *sorted(system.organisations["name"])]) + "\n"


def plain(system: sm.SystemMap, path: Path) -> None:
    """The names of the organisations."""
    path.write_text(names_in(system), encoding="utf-8", newline="\n")


def declared(write: Callable, suffix: str = ".mine.txt", of: Any = sm.SystemMap) -> Callable:
    def mine(result: Any, path: Path) -> None:
        """Mine."""
        write(result, path)

    return sm.output(suffix, of=of)(mine)


def broken(output: Any, *examples: Any) -> tuple[str, ...]:
    with pytest.raises(sm.ContractError) as caught:
        sm.check_output(output, *examples)
    return caught.value.broken


def only(output: Any, promise: str, *examples: Any) -> str:
    """Return what is said of the one promise that an output breaks."""
    said = broken(output, *examples)
    assert [one.startswith(promise) for one in said] == [True], said
    return said[0]


def text(content: str, encoding: str = "utf-8") -> Callable:
    return lambda _result, path: path.write_bytes(content.encode(encoding, "replace"))


@pytest.mark.usefixtures("blank_pictures_in_word")
@pytest.mark.parametrize("name", [name for name, one in outputs.items() if one.kinds != ("Figure",)])
def test_the_outputs_of_sysmap_keep_their_promises(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # What a browser prints is held to it in tests/test_brief.py, once: it takes seconds each time.
    monkeypatch.setattr(printing, "_browsers", lambda: iter(()))
    sm.check_output(name)


@pytest.mark.parametrize("name", ["svg_figure", "png_figure"])
def test_the_outputs_of_figures_keep_their_promises(name: str, small: sm.SystemMap) -> None:
    sm.check_output(name, sm.integration(small, draws=9).plot(), sm.sector_grid(small).plot())


def test_an_output_that_keeps_its_promises_passes_by_name_and_by_function() -> None:
    sm.check_output(declared(plain))
    sm.check_output("mine")


def test_an_output_that_does_not_say_what_it_is_is_named() -> None:
    output = declared(plain)
    output.__doc__ = None
    only(output, promises.SILENT)


def test_an_option_without_a_default_is_named() -> None:
    def mine(system: sm.SystemMap, path: Path, colour: str, size: int = 3, **more: int) -> None:
        """Mine."""

    assert only(sm.output(".mine", of=sm.SystemMap)(mine), promises.NEEDS).endswith("(colour)")


def test_an_output_that_stops_on_a_system_at_the_edge_is_named_with_it() -> None:
    def first(system: sm.SystemMap, path: Path) -> None:
        path.write_text(sorted(system.organisations["name"])[0], encoding="utf-8")

    said = only(declared(first), promises.STOPS)
    assert "a SystemMap of the system: no organisation: the output mine of the module" in said
    assert "raised IndexError in line" in said


@pytest.mark.parametrize("write", [lambda _system, _path: None, lambda _system, path: path.touch()])
def test_an_output_that_writes_nothing_is_named(write: Callable) -> None:
    only(declared(write), promises.NOTHING)


def test_an_output_that_writes_under_another_name_is_named() -> None:
    said = broken(declared(lambda system, path: plain(system, path.with_suffix(".csv"))))
    begins = (promises.BESIDE, promises.NOTHING)
    assert all(one.startswith(begin) for one, begin in zip(said, begins, strict=True))
    assert "first.mine.csv" in said[0]


def test_an_output_that_writes_beside_its_path_is_named() -> None:
    def two(system: sm.SystemMap, path: Path) -> None:
        plain(system, path)
        plain(system, path.with_name("more.txt"))

    assert "more.txt" in only(declared(two), promises.BESIDE)


def test_an_output_that_changes_the_result_is_named_and_the_next_one_finds_it_whole() -> None:
    def adds(system: sm.SystemMap, path: Path) -> None:
        system.organisations["mine"] = 1
        plain(system, path)

    assert "organisations" in only(declared(adds), promises.CHANGES)
    sm.check_output("graphml")


def test_an_output_that_writes_something_else_each_time_is_named() -> None:
    counter = itertools.count()
    only(declared(lambda _system, path: text(str(next(counter)))(None, path)), promises.AGAIN)


def test_an_output_that_writes_its_path_is_named() -> None:
    only(declared(lambda _system, path: text(path.name)(None, path)), promises.AGAIN)


def test_an_archive_that_says_when_it_was_written_is_named() -> None:
    def archive(_system: sm.SystemMap, path: Path) -> None:
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("x.txt", "x")

    only(declared(archive, ".mine.zip"), promises.AGAIN)


def test_an_archive_of_a_fixed_date_passes() -> None:
    def archive(_system: sm.SystemMap, path: Path) -> None:
        with zipfile.ZipFile(path, "w") as file:
            file.writestr(zipfile.ZipInfo("x.txt"), "x")

    sm.check_output(declared(archive, ".mine.zip"))


def test_an_output_that_depends_on_the_order_of_rows_is_named() -> None:
    def as_recorded(system: sm.SystemMap, path: Path) -> None:
        text(",".join(["ids", *system.records.partners["id"]]))(None, path)

    only(declared(as_recorded), promises.ORDER)


def test_a_text_that_is_not_utf_8_is_named() -> None:
    only(declared(text("café", encoding="latin-1")), promises.LETTERS)


@pytest.mark.parametrize(
    ("suffix", "content"),
    [
        (".mine.json", '{"a": NaN}'),
        (".mine.json", "{'a': 1}"),
        (".mine.svg", "<svg><a></svg>"),
        (".mine.graphml", "<graphml>a & b</graphml>"),
        (".mine.xlsx", "a,b"),
    ],
)
def test_a_file_that_is_not_what_its_suffix_says_is_named(suffix: str, content: str) -> None:
    only(declared(text(content), suffix), promises.DAMAGED)


def test_a_page_in_which_a_name_would_run_is_named() -> None:
    write = lambda system, path: text(f"<p>{names_in(system)}")(None, path)  # noqa: E731
    only(declared(write, ".mine.html"), promises.RUNS)


def test_a_drawing_in_which_a_script_runs_is_named() -> None:
    only(declared(text("<svg><script>alert(1)</script></svg>"), ".mine.svg"), promises.RUNS)


@pytest.mark.parametrize(("suffix", "mark"), [(".mine.csv", ","), (".mine.tsv", "\t")])
def test_a_table_in_which_a_name_would_be_a_formula_is_named(suffix: str, mark: str) -> None:
    def rows(system: sm.SystemMap, path: Path) -> None:
        text("\n".join(f"1{mark}{name}" for name in ["name", *sorted(system.organisations["name"])]))(
            None, path
        )

    only(declared(rows, suffix), promises.RUNS)


def test_a_workbook_in_which_a_name_would_be_a_formula_is_named() -> None:
    def book(system: sm.SystemMap, path: Path) -> None:
        import xlsxwriter

        with xlsxwriter.Workbook(path) as made:
            made.set_properties({"created": datetime(2000, 1, 1)})
            sheet = made.add_worksheet()
            for row, name in enumerate(["name", *sorted(system.organisations["name"])]):
                sheet.write(row, 0, name)

    only(declared(book, ".mine.xlsx"), promises.RUNS)


def test_what_only_the_user_can_make_is_asked_for_and_then_checked() -> None:
    class Thing:
        pass

    output = declared(text("x"), ".mine.txt", Thing)
    with pytest.raises(sm.ChoiceError, match=r"what only you can make \(Thing\): give an example"):
        sm.check_output(output)
    sm.check_output(output, Thing())
    silent = declared_again(lambda _thing, path: path.touch(), Thing)
    assert only(silent, promises.NOTHING, Thing(), Thing()).endswith("(example 1; example 2)")


def declared_again(write: Callable, of: type) -> Callable:
    def other(thing: Any, path: Path) -> None:
        """Another."""
        write(thing, path)

    return sm.output(".other.txt", of=of)(other)


def test_an_output_of_folders_may_write_several_files_and_the_same_ones_each_time() -> None:
    class Thing:
        pass

    def folder(_thing: Thing, path: Path) -> None:
        path.mkdir()
        for name in "ab":
            text("1,=2+2", encoding="utf-8")(None, path / f"{name}.csv")

    sm.check_output(declared(folder, "", Thing), Thing())


def test_all_broken_promises_are_said_in_one_error() -> None:
    counter = itertools.count()

    def worst(system: sm.SystemMap, path: Path) -> None:
        text(f"<p>{names_in(system)} {next(counter)}", encoding="latin-1")(None, path)
        text("é", encoding="latin-1")(None, path.with_name("more"))

    output = declared(worst, ".mine.html")
    output.__doc__ = ""
    with pytest.raises(sm.ContractError, match="output mine of the module .* breaks 4 promises:") as caught:
        sm.check_output(output)
    begins = (promises.SILENT, promises.BESIDE, promises.RUNS, promises.AGAIN)
    assert all(one.startswith(begin) for one, begin in zip(caught.value.broken, begins, strict=True))


def test_a_function_that_is_no_output_is_refused() -> None:
    with pytest.raises(sm.ChoiceError, match="the function len is declared as no output"):
        sm.check_output(len)
