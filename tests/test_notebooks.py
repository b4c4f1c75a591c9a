"""The notebooks: clean as committed, plain enough to follow, and running from top to bottom."""

from __future__ import annotations

import ast
import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
from conftest import copy_examples, nothing_stays_declared, shown_in_passing
from IPython.core.inputtransformer2 import TransformerManager
from IPython.core.interactiveshell import InteractiveShell
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from traitlets.config import Config

from sysmap.shown import SCREEN, Shown

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
IN_JUPYTER = "03_your_own_records.ipynb"
"""A kernel of its own takes seconds to start: one notebook has it, others run in IPython here."""

LAPTOP = 768
"""How high a screen is, in pixels."""

every_notebook = pytest.mark.parametrize("name", NOTEBOOKS)

HELPERS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
LOOPS = (ast.For, ast.AsyncFor, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def read(name: str) -> nbformat.NotebookNode:
    return nbformat.read(ROOT / "notebooks" / name, as_version=4)


def code(name: str) -> Iterator[tuple[str, ast.Module]]:
    """Return the place and the parsed source of every code cell, `%magic` and `!command` lines included."""
    for number, cell in enumerate(read(name).cells, start=1):
        if cell.cell_type == "code":
            yield f"{name}, cell {number}", ast.parse(TransformerManager().transform_cell(cell.source))


def called(node: ast.expr) -> str:
    """Return the last part of a name or of what is called: ``measure`` for ``sm.measure(...)``."""
    if isinstance(node, ast.Call):
        return called(node.func)
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def outside_measures(node: ast.AST) -> Iterator[ast.AST]:
    """Return every node below this one, without what stands inside a declared measure."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef) and "measure" in map(called, child.decorator_list):
            continue
        yield child
        yield from outside_measures(child)


# -- As committed --


def test_there_is_a_notebook_to_start_with():
    assert NOTEBOOKS, "notebooks/ holds no notebook"


@every_notebook
def test_a_notebook_is_committed_without_outputs(name):
    run = [
        f"{name}, cell {number}"
        for number, cell in enumerate(read(name).cells, start=1)
        if cell.get("outputs") or cell.get("execution_count") is not None
    ]
    assert not run, f"clear all outputs and save: {run}"


@every_notebook
def test_a_notebook_defines_nothing_but_measures(name):
    found = [
        f"{place}, line {node.lineno}: if it needs a helper, the library lacks a verb"
        for place, tree in code(name)
        for node in outside_measures(tree)
        if isinstance(node, HELPERS)
    ]
    assert not found, "\n".join(found)


@every_notebook
def test_a_notebook_has_no_loop(name):
    found = [
        f"{place}, line {node.lineno}: if it needs a loop, the library lacks a verb"
        for place, tree in code(name)
        for node in outside_measures(tree)
        if isinstance(node, LOOPS)
    ]
    assert not found, "\n".join(found)


@every_notebook
def test_every_code_cell_of_a_notebook_is_introduced(name):
    before = [None, *(cell.cell_type for cell in read(name).cells)]
    bare = [
        number
        for number, cell in enumerate(read(name).cells, start=1)
        if cell.cell_type == "code" and before[number - 1] != "markdown"
    ]
    assert not bare, f"{name}: no sentence says what question these cells answer: {bare}"


@every_notebook
def test_a_notebook_opens_on_a_picture_and_says_how_long_it_takes_and_what_it_needs(name):
    first = read(name).cells[0]
    pictures = re.findall(r"!\[[^\]]{20,}\]\(([^)]+)\)", first.source)
    assert first.cell_type == "markdown" and len(pictures) == 1
    assert (ROOT / "notebooks" / pictures[0]).stat().st_size < 400_000
    assert re.search(r"minute", first.source) and '".[notebook]"' in first.source


# -- As run --


@dataclass(frozen=True)
class Run:
    """A notebook that was run in a copy of its surroundings."""

    name: str
    failure: str
    shown: list[tuple[str, int]]
    before: dict[Path, bytes]
    after: dict[Path, bytes]


def contents(folder: Path) -> dict[Path, bytes]:
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module", params=NOTEBOOKS)
def run(request, tmp_path_factory) -> Run:
    """Run a notebook in a folder of its own, beside a copy of the examples, with a few of the many places."""
    surroundings = tmp_path_factory.mktemp("surroundings")
    (surroundings / "notebooks").mkdir()
    copy_examples(surroundings / "examples")
    shutil.copytree(ROOT / "sysmap" / "data", surroundings / "sysmap" / "data")
    before = contents(surroundings)

    home = tmp_path_factory.mktemp("jupyter")
    with pytest.MonkeyPatch.context() as patch:
        # No kernel, setting or history of the user's own; sysmap from this checkout, installed or not.
        for variable in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
            patch.setenv(variable, str(home / variable.lower()))
        patch.setenv("PYTHONPATH", str(ROOT), prepend=os.pathsep)
        patch.chdir(surroundings / "notebooks")
        # The shell puts its own module there.
        patch.setitem(sys.modules, "__main__", sys.modules["__main__"])
        shown: list[tuple[str, int]] = []
        if request.param == IN_JUPYTER:
            failure = in_jupyter(request.param)
        else:
            failure = in_ipython(request.param, shown)
    return Run(request.param, failure, shown, before, contents(surroundings))


def height_of(shown: Any) -> int:
    """Estimate how many pixels it takes in Jupyter."""
    if isinstance(shown, pd.DataFrame):
        return 50 + 30 * min(len(shown), 61)
    if isinstance(shown, Shown):
        return shown._card().height() + 20
    # A page in its frame, a picture, a line; or nothing.
    return 660 if hasattr(shown, "html") else 640 if hasattr(shown, "alt") else 0 if shown is None else 60


def in_jupyter(name: str) -> str:
    """Run a notebook in a fresh kernel; return what stopped it, if anything."""
    client = NotebookClient(
        read(name), timeout=600, kernel_name="python3", resources={"metadata": {"path": str(Path.cwd())}}
    )
    try:
        client.execute()
    except CellExecutionError as error:
        return str(error)
    return ""


def in_ipython(name: str, shown: list[tuple[str, int]]) -> str:
    """Run the cells of a notebook in a fresh shell of this process; return what stopped it, if anything.

    The kind of what each code cell shows is put into the list, with how high it is.
    """
    config = Config()
    config.HistoryManager.enabled = config.InteractiveShell.warn_venv = False
    with nothing_stays_declared(), shown_in_passing():
        shell = InteractiveShell(config=config)
        try:
            for number, cell in enumerate(read(name).cells, start=1):
                if cell.cell_type != "code":
                    continue
                result = shell.run_cell(cell.source)
                shown.append((type(result.result).__name__, height_of(result.result)))
                stopped = result.error_before_exec or result.error_in_exec
                if stopped:
                    return f"cell {number}: {type(stopped).__name__}: {stopped}"
        finally:
            shell.restore_sys_module_state()
    return ""


def test_there_is_a_notebook_for_jupyter_itself():
    assert IN_JUPYTER in NOTEBOOKS


def test_a_notebook_runs_top_to_bottom(run):
    assert not run.failure, f"{run.name}\n{run.failure}"


def test_a_notebook_is_short_and_the_first_shows_a_map_early(run):
    top, maps, first = 0, [], run.name == NOTEBOOKS[0]
    shown = iter(run.shown)
    for cell in read(run.name).cells:
        if cell.cell_type != "code":
            top += 24 * sum(1 + len(line) // 145 for line in cell.source.split("\n")) + 24
        elif run.shown:
            kind, height = next(shown)
            maps += [top] if kind in ("SystemMap", "MapPage") else []
            top += 18 * len(cell.source.split("\n")) + 30 + height
    assert top <= (12 if first else 20) * LAPTOP, f"{top / LAPTOP:.1f} screens"
    assert not first or maps[0] + SCREEN <= 3 * LAPTOP, maps


def test_a_notebook_writes_only_what_it_asks_to_save(run):
    asked = {
        Path(os.path.normpath(Path("notebooks", text.value)))
        for _, tree in code(run.name)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and called(call) == "save"
        for text in call.args
        if isinstance(text, ast.Constant) and isinstance(text.value, str)
    }
    changed = {path for path in {*run.before, *run.after} if run.before.get(path) != run.after.get(path)}
    unasked = sorted(str(path) for path in changed if asked.isdisjoint({path, *path.parents}))
    assert not unasked, f"{run.name} changed files without being asked to: {unasked}"
