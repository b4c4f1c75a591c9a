"""The shape of the house: who may import whom, and what no module does. Read from the source by ``ast``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "sysmap"

# From the ground up: a module imports from its own floor and from those before it, never from those after it.
FLOORS = (
    (
        "calling",
        "errors",
        "files",
        "inputs",
        "letters",
        "placing",
        "progress",
        "shown",
        "registry",
        "stopping",
        "swapping",
        "vocabulary",
    ),
    ("records",),
    ("network",),
    ("measures",),
    ("findings",),
    ("pages",),
    ("outputs",),
    ("__init__",),  # the public names: gathered from every floor, for users and for the command line
    ("cli", "__main__"),
)
HEIGHT = {name: height for height, floor in enumerate(FLOORS) for name in floor}


def modules(*folders: str) -> list[str]:
    return sorted(
        path.relative_to(ROOT).as_posix() for name in folders for path in (ROOT / name).rglob("*.py")
    )


every_module = pytest.mark.parametrize("module", modules("sysmap"))


@cache
def parsed(module: str) -> ast.Module:
    return ast.parse((ROOT / module).read_text(encoding="utf-8"), filename=module)


def parts(module: str) -> list[str]:
    """Give the parts of a module's full name, with ``__init__`` kept."""
    return module.removesuffix(".py").split("/")


def called(call: ast.Call) -> str:
    """Give the last part of the name of what is called."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def imports(module: str) -> Iterator[tuple[str, str]]:
    """Give the place and the full name of every import, hidden in functions and behind conditions too."""
    for node in ast.walk(parsed(module)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            package = parts(module)[: -node.level] if node.level else []
            base = [*package, node.module] if node.module else package
            names = [".".join([*base, name.name]) for name in node.names]
        elif isinstance(node, ast.Call) and called(node) in {"import_module", "__import__"}:
            names = [str(text.value) for text in node.args[:1] if isinstance(text, ast.Constant)]
        for name in names:
            yield f"{module}:{node.lineno}", name


def imports_of(module: str, *packages: str) -> list[str]:
    return [f"{place} imports {name}" for place, name in imports(module) if name.split(".")[0] in packages]


def floor_of(name: str) -> str | None:
    """Give the floor of a full name; a public name of ``sysmap`` itself is on the floor of ``__init__``."""
    package, _, rest = name.partition(".")
    if package != "sysmap":
        return None
    floor = rest.split(".")[0]
    return floor if floor in HEIGHT else "__init__"


# -- Floors --


@every_module
def test_every_module_stands_on_a_floor(module):
    assert parts(module)[1] in HEIGHT, f"{module} stands on no floor: put it on one, or name it in FLOORS"


@every_module
def test_imports_point_down(module):
    own = parts(module)[1]
    if own == "__init__":
        return  # gathers from every floor
    # The version is a fact that any floor may tell; a module on no floor is the fault of the test above.
    upward = [
        f"{place} imports {name}: {own} stands below {floor}"
        for place, name in imports(module)
        if (floor := floor_of(name)) and name != "sysmap.__version__" and HEIGHT[floor] > HEIGHT.get(own, 0)
    ]
    assert not upward, "\n".join(upward)


# -- Modules --


@every_module
def test_no_module_is_longer_than_300_lines(module):
    lines = len((ROOT / module).read_text(encoding="utf-8").splitlines())
    assert lines <= 300, f"{module} has {lines} lines: split it by job"


@every_module
def test_no_module_has_a_star_import(module):
    stars = [
        f"{place} imports {name}: name each thing" for place, name in imports(module) if name.endswith("*")
    ]
    assert not stars, "\n".join(stars)


@every_module
def test_only_the_maps_import_pyvis(module):
    if module == "sysmap/pages/map/page.py":
        return
    found = imports_of(module, "pyvis")
    assert not found, "\n".join([*found, "only sysmap/pages/map/page.py may import pyvis"])


@every_module
def test_no_module_imports_a_package_under_the_gpl(module):
    found = imports_of(module, "igraph", "leidenalg")
    assert not found, "\n".join([*found, "igraph and leidenalg are peers in benchmarks/, never imported"])


@every_module
def test_only_the_command_line_prints(module):
    if parts(module)[1] == "cli":
        return
    found = [
        f"{module}:{node.lineno} uses print: give the result back, or raise"
        for node in ast.walk(parsed(module))
        if isinstance(node, ast.Name) and node.id == "print"
    ]
    assert not found, "\n".join(found)


def test_only_letters_puts_a_text_into_a_normal_form():
    # Sorting the marks on a letter can take the square of their number: such a file would stop a machine.
    found = [
        f"{module}:{node.lineno} calls normalize: use sysmap.letters.composed"
        for module in modules("sysmap")
        if module != "sysmap/letters.py"
        for node in ast.walk(parsed(module))
        if isinstance(node, ast.Call) and called(node) == "normalize"
    ]
    assert not found, "\n".join(found)


# -- Public names --


def at_the_top(node: ast.AST) -> Iterator[ast.AST]:
    """Give every node of a module that is not inside a function or a class."""
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield from at_the_top(child)


def public_names(tree: ast.Module) -> Iterator[str]:
    """Give the names that a module binds, and those listed in its ``__all__``."""
    for node in at_the_top(tree):
        if isinstance(node, ast.alias):
            yield node.asname or node.name.split(".")[0]
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign) and "__all__" in ast.unparse(node):
            yield from (text.value for text in ast.walk(node) if isinstance(text, ast.Constant))


def test_no_public_name_equals_a_module_or_a_folder():
    places = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or path.is_dir()}
    clashes = places & set(public_names(parsed("sysmap/__init__.py")))
    assert not clashes, f"now a module, now something else, rename one of the two: {sorted(clashes)}"


# -- Text files --

# What opens a file: where its mode stands among the arguments, its mode when none is given, and where its
# encoding stands. `.open` is a path's.
OPENERS: dict[str, tuple[int | None, str, int]] = {
    "open": (1, "r", 3),
    ".open": (0, "r", 2),
    "io.open": (1, "r", 3),
    "codecs.open": (1, "r", 2),
    "gzip.open": (1, "rb", 3),
    "bz2.open": (1, "rb", 3),
    "lzma.open": (1, "rb", 9),
    "fdopen": (1, "r", 3),
    "TextIOWrapper": (None, "r", 1),
    "read_text": (None, "r", 0),
    "write_text": (None, "w", 1),
    "NamedTemporaryFile": (0, "w+b", 2),
    "TemporaryFile": (0, "w+b", 2),
    "SpooledTemporaryFile": (1, "w+b", 3),
}


def opener(call: ast.Call) -> str:
    """Give the key in OPENERS of a call, or a name that is not in it."""
    name = called(call)
    if name != "open" or isinstance(call.func, ast.Name):
        return name
    owner = ast.unparse(call.func).removesuffix("open")
    if f"{owner}open" in OPENERS:
        return f"{owner}open"
    # archive.open(member), os.open(path, flags) and the like open no text: only a path takes its mode first.
    first = call.args[0] if call.args else None
    if (
        isinstance(first, ast.Constant)
        and isinstance(first.value, str)
        and set(first.value) <= set("rwaxbt+")
    ):
        return ".open"
    return ".open" if first is None or ast.unparse(first) == "mode" else "another open"


def opens_text_without_encoding(call: ast.Call) -> bool:
    if opener(call) not in OPENERS:
        return False
    mode_at, mode, encoding_at = OPENERS[opener(call)]
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    given = named.get("mode") or (
        call.args[mode_at] if mode_at is not None and len(call.args) > mode_at else None
    )
    if given is not None:
        mode = str(given.value) if isinstance(given, ast.Constant) else "any"
    return "b" not in mode and "encoding" not in named and len(call.args) <= encoding_at


@pytest.mark.parametrize("module", modules("sysmap", "tests", "benchmarks"))
def test_every_text_file_is_opened_with_its_encoding_named(module):
    found = [
        f'{module}:{node.lineno} {called(node)}() names no encoding: add encoding="utf-8"'
        for node in ast.walk(parsed(module))
        if isinstance(node, ast.Call) and opens_text_without_encoding(node)
    ]
    assert not found, "\n".join(found)
