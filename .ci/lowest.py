"""Give the oldest versions that setup.cfg allows, as constraints for pip."""

from __future__ import annotations

import configparser
import re
import sys
from collections.abc import Iterator
from pathlib import Path

SETUP = Path(__file__).resolve().parent.parent / "setup.cfg"
_REQUIREMENT = re.compile(r"([\w.-]+)(?:>=|~=|==)([\d.]+)")


def requirements(setup: Path = SETUP) -> Iterator[str]:
    """Give every requirement of the package and of its extras, as it is written."""
    config = configparser.ConfigParser()
    config.read_string(setup.read_text(encoding="utf-8"))
    for text in (config["options"]["install_requires"], *config["options.extras_require"].values()):
        yield from text.split()


def lowest(setup: Path = SETUP) -> dict[str, str]:
    """Give the oldest version that is allowed of each package.

    Raises
    ------
    ValueError
        If a requirement has none, or is written twice with two.
    """
    found: dict[str, str] = {}
    for requirement in requirements(setup):
        parts = _REQUIREMENT.fullmatch(requirement)
        if not parts:
            raise ValueError(f"{requirement} has no oldest version: write >=, ~= or ==")
        name, version = parts.groups()
        if found.setdefault(name, version) != version:
            raise ValueError(f"{name} stands with two oldest versions: {found[name]} and {version}")
    return found


if __name__ == "__main__":
    sys.stdout.writelines(f"{name}=={version}\n" for name, version in lowest().items())
