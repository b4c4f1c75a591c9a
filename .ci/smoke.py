"""The main way through the installed package, once, with every warning of deprecation as an error.

Run where nothing may be written that matters:  python .ci/smoke.py
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import warnings
from importlib.metadata import version
from pathlib import Path

# What one library does to another counts too: these are the versions that setup.cfg allows together.
DEPRECATED = (DeprecationWarning, PendingDeprecationWarning, FutureWarning)
for _category in DEPRECATED:
    warnings.simplefilter("error", _category)

import pandas as pd  # noqa: E402  what is imported may warn too
from click.testing import CliRunner  # noqa: E402

import sysmap as sm  # noqa: E402
from sysmap.cli import commands  # noqa: E402

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
SAVED = {
    "map": (".graphml", ".gexf", ".json", ".xlsx", ".dl", ".kumu.xlsx", ".gephi.zip"),
    "page": (".html", ".svg", ".png", ".positions.csv"),
    "card": (".html", ".xlsx", ".json", ".csv"),
    "change": (".html", ".xlsx", ".json", ".csv", ".rsiena.zip", ".ergm.zip"),
    "report": (".html", ".docx"),
    "figure": (".svg", ".png"),
}


def commands_work(folder: Path) -> None:
    """Start the command line as a person does, and ask each command for its help."""
    strict = {"PYTHONWARNINGS": ",".join(f"error::{one.__name__}" for one in DEPRECATED)}
    for line in ("--version", "--help", "demo shown", "measure shown/records --wave 2024"):
        done = subprocess.run(
            [sys.executable, "-m", "sysmap", *line.split()],
            cwd=folder,
            env=os.environ | strict,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode or not done.stdout.strip():
            raise SystemExit(f"sysmap {line} ended with {done.returncode}:\n{done.stderr}")
    for name in commands.commands:
        result = CliRunner().invoke(commands, [name, "--help"])
        if result.exit_code:
            raise SystemExit(f"sysmap {name} --help ended with {result.exit_code}: {result.exception!r}")


def example_works(folder: Path) -> None:
    """Read an example, measure and compare it, save every kind of result, and read it again."""
    records = sm.read_records(EXAMPLES / "food_poverty" / "records")
    before, after = (sm.build_map(records, wave) for wave in records.waves_in_order)
    card, change = sm.integration(after, draws=200), sm.compare(before, after, permutations=199)
    results = {"map": after, "page": sm.render(change), "card": card, "change": change}
    results |= {"report": sm.report(change), "figure": card.plot()}
    for name, suffixes in SAVED.items():
        for suffix in suffixes:
            assert sm.save(results[name], folder / f"{name}{suffix}").stat().st_size, f"{name}{suffix}"
    for table in (
        sm.organisation_scores(after, draws=50),
        sm.sector_scores(after),
        sm.introductions(after, k=2),
    ):
        assert len(table)
    shown = (results["page"], sm.sector_grid(after), sm.catalogue, records, card, change)
    assert all(result._repr_html_() for result in shown)
    for name in ("records.xlsx", "records"):
        again = sm.read_records(sm.save(records, folder / name))
        again = sm.build_map(again, after.wave)
        pd.testing.assert_frame_equal(again.ties[["strength"]], after.ties[["strength"]])
    assert len(sm.read_records(folder / "map.graphml").partners) == len(after.organisations)


def frames_work() -> None:
    """Read the frames of another package, where it is installed."""
    try:
        import polars as pl
    except ImportError:
        sys.stdout.write("polars is not installed: its frames are not tried\n")
        return
    partners = pl.DataFrame({"name": ["A", "B", "C"], "sector": ["NHS", "Police", "Police"]})
    ties = pl.DataFrame({"source": ["A", "A"], "target": ["B", "C"], "strength": [1, 2]})
    assert len(sm.build_map(sm.read_records(partners=partners, collaborations=ties)).ties) == 2


def main() -> None:
    """Do all of it, in a folder that goes away."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        commands_work(folder)
        example_works(folder)
    frames_work()
    packages = ("click", "matplotlib", "numpy", "pandas")
    told = ", ".join(f"{package} {version(package)}" for package in packages)
    sys.stdout.write(f"The main way works with Python {platform.python_version()}, {told}.\n")


if __name__ == "__main__":
    main()
