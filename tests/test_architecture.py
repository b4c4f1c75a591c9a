"""The shape of the house: who may import whom, and what no module does. Read from the source by ``ast``.

One test per rule: each lists everything that breaks it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import networkx as nx

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "sysmap"

# From the ground up: a module imports from its own floor and from those before it, never from those after it.
FLOORS = (
    (
        "calling",
        "errors",
        "files",
        "image_files",
        "inputs",
        "late",
        "letters",
        "destinations",
        "palette",
        "plotting",
        "progress",
        "results",
        "shown",
        "text",
        "registry",
        "stopping",
        "swapping",
        "version",
        "vocabulary",
    ),
    ("records",),
    ("network",),
    ("measures",),
    ("findings",),
    ("charts",),
    ("pages",),
    ("outputs",),
    ("assisting",),
    ("checking",),
    ("public", "__init__"),  # the public names: gathered from every floor, for users and for the command line
    ("window",),
    ("cli", "__main__"),
)
HEIGHT = {name: height for height, floor in enumerate(FLOORS) for name in floor}


def modules(*folders: str) -> list[str]:
    return sorted(
        path.relative_to(ROOT).as_posix() for name in folders for path in (ROOT / name).rglob("*.py")
    )


MODULES = modules("sysmap")

# At most so many modules in a folder (and its __init__), so many lines in a module.
MOST_MODULES, MOST_LINES = 21, 400
# Names that tell nobody in the field what is in a module.
FORBIDDEN = {
    *("settling", "trials", "no_fit", "holes", "cuts", "orders", "who", "standing", "hiding", "beside"),
    *("guard", "utils", "util", "helpers", "misc", "common"),
}


@cache
def parsed(module: str) -> ast.Module:
    return ast.parse((ROOT / module).read_text(encoding="utf-8"), filename=module)


@cache
def nodes(module: str) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(parsed(module)))


def parts(module: str) -> list[str]:
    """Return the parts of a module's full name, with ``__init__`` kept."""
    return module.removesuffix(".py").split("/")


def called(call: ast.Call) -> str:
    """Return the last part of the name of what is called."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


@cache
def imports(module: str) -> tuple[tuple[str, str], ...]:
    """Return the place and the full name of every import, hidden in functions and behind conditions too."""
    return tuple(_imports(module))


def _imports(module: str) -> Iterator[tuple[str, str]]:
    for node in nodes(module):
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
    """Return the floor of a full name; a public name of ``sysmap`` itself is on the floor of ``__init__``."""
    package, _, rest = name.partition(".")
    if package != "sysmap":
        return None
    floor = rest.split(".")[0]
    return floor if floor in HEIGHT else "__init__"


# -- Floors --


def test_every_module_stands_on_a_floor():
    homeless = [module for module in MODULES if parts(module)[1] not in HEIGHT]
    assert not homeless, f"put them on a floor, or name it in FLOORS: {homeless}"


def test_imports_point_down():
    upward = [
        f"{place} imports {name}: {parts(module)[1]} stands below {floor}"
        for module in MODULES
        if parts(module)[1] != "__init__"  # gathers from every floor
        for place, name in imports(module)
        if (floor := floor_of(name)) and HEIGHT[floor] > HEIGHT.get(parts(module)[1], 0)
    ]
    assert not upward, "\n".join(upward)


def test_no_imports_go_in_a_circle():
    named = {".".join(parts(module)).removesuffix(".__init__"): module for module in MODULES}
    graph = nx.DiGraph()
    for importer, module in named.items():
        for _, name in imports(module):
            # What is imported is a module, or a name in one; a package is imported with what is in it.
            target = name if name in named else name.rpartition(".")[0]
            if target in named and target != "sysmap":
                graph.add_edge(importer, target)
    circles = [sorted(circle) for circle in nx.strongly_connected_components(graph) if len(circle) > 1]
    assert not circles, "\n".join(" and ".join(circle) for circle in circles)


# -- Modules and rooms --


def test_no_room_holds_more_modules_than_can_be_taken_in():
    rooms = {module.rpartition("/")[0] for module in MODULES}
    full = {room: len(list((ROOT / room).glob("*.py"))) - 1 for room in rooms}
    assert not [room for room, held in full.items() if held > MOST_MODULES], "make a room inside"


def test_no_module_is_longer_than_400_lines():
    lines = {module: len((ROOT / module).read_text(encoding="utf-8").splitlines()) for module in MODULES}
    long = {module: held for module, held in lines.items() if held > MOST_LINES}
    assert not long, f"is each of these one idea? {long}"


def test_modules_carry_names_that_the_field_understands():
    unclear = [module for module in MODULES if parts(module)[-1] in FORBIDDEN]
    assert not unclear, f"name them by what they hold: {unclear}"


def test_a_place_is_geography():
    # One word, one meaning: a place in an array is an index, where a file goes is a destination.
    places = [module for module in MODULES if "place" in parts(module)[-1]]
    about = [module for module in places if "place" not in (ast.get_docstring(parsed(module)) or "").lower()]
    assert not about


def test_two_classes_never_share_a_name():
    homes: dict[str, list[str]] = {}
    for module in MODULES:
        for node in nodes(module):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, []).append(module)
    shared = {name: where for name, where in homes.items() if len(where) > 1}
    assert not shared


def test_no_module_has_a_star_import():
    # The package has all public names, each listed once, and loads them when one is first used.
    modules = [module for module in MODULES if module != "sysmap/__init__.py"]
    stars = [f"{at} imports {name}" for module in modules for at, name in imports(module) if name[-1] == "*"]
    assert not stars, "\n".join([*stars, "name each thing"])


def test_only_the_maps_import_pyvis():
    found = {module for module in MODULES if imports_of(module, "pyvis")}
    assert found == {"sysmap/pages/map/page.py"}


def test_no_module_imports_a_package_under_the_gpl():
    found = [line for module in MODULES for line in imports_of(module, "igraph", "leidenalg")]
    assert not found, "\n".join([*found, "igraph and leidenalg are peers in benchmarks/, never imported"])


def test_only_the_command_line_prints():
    found = [
        f"{module}:{node.lineno} uses print: give the result back, or raise"
        for module in MODULES
        if parts(module)[1] != "cli"
        for node in nodes(module)
        if isinstance(node, ast.Name) and node.id == "print"
    ]
    assert not found, "\n".join(found)


def test_only_letters_puts_a_text_into_a_normal_form():
    # Sorting the marks on a letter can take the square of their number: such a file would stop a machine.
    found = [
        f"{module}:{node.lineno} calls normalize: use sysmap.letters.composed"
        for module in MODULES
        if module != "sysmap/letters.py"
        for node in nodes(module)
        if isinstance(node, ast.Call) and called(node) == "normalize"
    ]
    assert not found, "\n".join(found)


# -- Colours --

# As CSS writes a colour, or as Word and Excel do; an address or an entity is none.
COLOUR = re.compile(r"""(?<!&)#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b|(["'])[0-9A-F]{6}\1""")


def test_only_the_palette_says_what_a_colour_is():
    files = [path for path in PACKAGE.rglob("*") if path.suffix in (".py", ".css", ".js", ".html")]
    found = [
        f"{path.relative_to(ROOT)}:{number} {match[0]}"
        for path in sorted(files)
        if path != PACKAGE / "palette.py"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        for match in COLOUR.finditer(line)
    ]
    assert not found, "\n".join([*found, "name it in sysmap/palette.py"])


# -- Public names --


def at_the_top(node: ast.AST) -> Iterator[ast.AST]:
    """Return every node of a module that is not inside a function or a class."""
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield from at_the_top(child)


def public_names(tree: ast.Module) -> Iterator[str]:
    """Return the names that a module binds, and those listed in its ``__all__``."""
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
    clashes = places & set(public_names(parsed("sysmap/public.py")))
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
    """Return the key in OPENERS of a call, or a name that is not in it."""
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


def test_every_text_file_is_opened_with_its_encoding_named():
    found = [
        f'{module}:{node.lineno} {called(node)}() names no encoding: add encoding="utf-8"'
        for module in modules("sysmap", "tests", "benchmarks")
        for node in nodes(module)
        if isinstance(node, ast.Call) and opens_text_without_encoding(node)
    ]
    assert not found, "\n".join(found)
