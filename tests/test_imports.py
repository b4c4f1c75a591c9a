"""What the names and the commands of sysmap bring with them: what they use, and nothing else as heavy."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sysmap import public

ROOT = Path(__file__).resolve().parent.parent

# Each is imported by the function that first uses it.
WHEN_USED = (
    "IPython",
    "click",
    "defusedxml",
    "docx",
    "jinja2",
    "matplotlib",
    "narwhals",
    "networkx",
    "openpyxl",
    "pyvis",
    "rapidfuzz",
    "scipy.sparse.csgraph",
    "scipy.special",
    "scipy.stats",
    "xlsxwriter",
)


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    """Return what a fresh Python holds after one name was used; a warning on the way is an error."""
    # The version is asked for because a folder without an __init__ can be imported too.
    script = "import sys, sysmap; sysmap.__version__; sysmap.compare; print(*sys.modules, sep='\\n')"
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return set(run.stdout.split())


@pytest.mark.parametrize("package", WHEN_USED)
def test_using_a_name_leaves_it_alone(package, loaded):
    assert package not in loaded, f"sysmap.compare loads {package}: import it in the function that uses it"


def test_the_package_itself_loads_nothing_heavy_and_shows_the_public_names_alone():
    script = """
import sys, sysmap
assert not {"numpy", "pandas", "networkx", "scipy", "click"} & set(sys.modules)
names = dir(sysmap)
from sysmap.public import __all__
assert names == sorted([*__all__, "__version__"]), names
assert all(hasattr(sysmap, name) for name in names) and not hasattr(sysmap, "no_such_name")
from sysmap import *
assert compare is sysmap.compare
"""
    run = subprocess.run([sys.executable, "-W", "error", "-c", script], cwd=ROOT, check=False, text=True)
    assert run.returncode == 0


def test_a_public_name_has_one_home():
    tree = ast.parse((ROOT / "sysmap" / "public.py").read_text(encoding="utf-8"))
    listed = {
        name.name: node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("sysmap.")
        for name in node.names
    }
    assert listed == public.HOMES and sorted(listed) == public.__all__


# What a command has no use for, packages and rooms of the house alike.
LEFT_ALONE = {
    "check": (
        *("scipy", "networkx", "jinja2", "matplotlib", "sysmap.pages", "sysmap.charts", "sysmap.checking"),
        *("sysmap.measures.mixing", "sysmap.assisting", "sysmap.findings.comparison.compare"),
        *("sysmap.findings.planning.plan", "sysmap.findings.many_places", "sysmap.outputs.archive"),
    ),
    "compare": (
        *("networkx", "jinja2", "matplotlib", "pyvis", "IPython", "docx", "openpyxl", "xlsxwriter"),
        *(
            "sysmap.pages.report",
            "sysmap.charts",
            "sysmap.checking",
            "sysmap.assisting",
            "sysmap.outputs.web",
        ),
    ),
    "report": (
        *("matplotlib", "pyvis", "IPython", "docx", "openpyxl", "xlsxwriter", "ssl", "urllib.request"),
        *("sysmap.checking", "sysmap.assisting"),
    ),
}
OPTIONS = {"compare": ("--permutations", "0"), "report": ("-o", "report.html")}


@pytest.mark.parametrize("command", LEFT_ALONE)
def test_a_command_loads_only_what_it_needs(command, tmp_path):
    waves = (1,) if command == "report" else (1, 2)
    names = "abcdefghijkl"
    partners = [f"{name},{('NHS', 'Police')[place % 2]}" for place, name in enumerate(names)]
    ties = [
        f"{names[place]},{names[(place + wave) % 12]},{wave}" for wave in waves for place in range(9 + wave)
    ]
    for table, header, rows in (
        ("partners", "name,sector", partners),
        ("collaborations", "source,target,wave", ties),
    ):
        (tmp_path / f"{table}.csv").write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    script = f"""
import sys
from sysmap.cli import commands
try:
    commands.main([{command!r}, ".", *{OPTIONS.get(command, ())!r}])
except SystemExit as ended:
    assert not ended.code, ended.code
print(*sys.modules, sep="\\n", file=sys.stderr)
"""
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert run.returncode == 0, run.stderr
    loaded = run.stderr.split()
    rooms = {".".join(name.split(".")[:end]) for name in loaded for end in range(1, name.count(".") + 2)}
    assert "sysmap.records.read" in rooms
    found = sorted(rooms & set(LEFT_ALONE[command]))
    assert not found, f"load them in the function that uses them: {found}"


def test_what_is_registered_above_is_found_though_nothing_has_loaded_it():
    script = """
import sys, sysmap as sm
from sysmap.results import public_copy
from sysmap.plotting import charts
from sysmap.shown import small_picture
assert not [name for name in ("findings", "pages", "charts") if f"sysmap.{name}" in sys.modules]
assert "chance_chart" in charts and len(sm.catalogue) > 50
records = sm.read_records(sys.argv[1])
assert public_copy(records) is not records
system = sm.build_map(records, "2024")
assert small_picture(system)[1] > 0
assert sm.integration(system, draws=0).if_answered(draws=0).notes
"""
    folder = ROOT / "sysmap" / "data" / "riverside"
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", script, str(folder)],
        cwd=ROOT,
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert run.returncode == 0, run.stderr


def test_help_and_a_misspelt_command_load_nothing_heavy():
    script = """
import sys
from sysmap.cli import commands
for words in (["--help"], ["chek"]):
    try:
        commands.main(words)
    except SystemExit as ended:
        assert ended.code == (0 if words == ["--help"] else 2)
assert not {"numpy", "pandas", "networkx", "scipy"} & set(sys.modules)
"""
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert run.returncode == 0 and "did you mean check" in run.stderr, run.stderr


def test_each_module_of_the_ground_floor_can_be_imported_first():
    script = """
import sys
from importlib import import_module
from pathlib import Path
for path in sorted(Path("sysmap").glob("[!_]*.py")):
    for name in [name for name in sys.modules if name.partition(".")[0] == "sysmap"]:
        del sys.modules[name]
    import_module(f"sysmap.{path.stem}")
from sysmap import records
assert records.__name__ == "sysmap.records"
"""
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
