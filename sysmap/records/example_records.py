"""The example records that come with the package: Riverside, an invented local system in two waves."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path
from shutil import copyfile


def copy_example(target: Path) -> None:
    """Copy the example records to a new folder."""
    target.mkdir()
    for part in files("sysmap").joinpath("data", "riverside").iterdir():
        with as_file(part) as source:
            copyfile(source, target / source.name)
