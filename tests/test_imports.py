"""What the names of sysmap bring with them: pandas and scipy.sparse, and nothing else as heavy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

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
