"""Bring every package that sysmap needs into a folder, to install it where there is no network.

    python tools/wheelhouse.py                             for Windows, macOS and Linux, Python 3.11 to 3.14
    python tools/wheelhouse.py --platform windows --python 3.13   for one kind of computer
    python tools/wheelhouse.py --extras docx,pptx         with what Word and slides need

`python start.py` installs from the folder `wheelhouse` beside it, and asks no network for anything.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
# The oldest systems whose wheels are taken: newer ones take them too.
PLATFORMS = {
    "windows": ["win_amd64"],
    "macos": ["macosx_11_0_arm64", "macosx_12_0_arm64", "macosx_14_0_arm64"],
    "macos-intel": ["macosx_10_9_x86_64", "macosx_10_13_x86_64", "macosx_11_0_x86_64", "macosx_12_0_x86_64"],
    "linux": [
        "manylinux2014_x86_64",
        "manylinux_2_17_x86_64",
        "manylinux_2_27_x86_64",
        "manylinux_2_28_x86_64",
    ],
}
USUAL = ("windows", "macos", "linux")
BUILDING = ["setuptools>=68", "wheel"]


def wanted(extras: str) -> list[str]:
    """Return what setup.cfg asks for, with some extras, and what installs sysmap from its folder."""
    from configparser import ConfigParser

    setup = ConfigParser()
    setup.read_string((HERE / "setup.cfg").read_text(encoding="utf-8"))
    parts = [setup["options"]["install_requires"]]
    parts += [setup["options.extras_require"][name.strip()] for name in extras.split(",") if name.strip()]
    return [line for part in parts for line in part.split("\n") if line.strip()] + BUILDING


def command(platform: str, python: str, target: Path, packages: list[str]) -> list[str]:
    """Return the call of pip that brings the packages for one kind of computer and one Python."""
    kinds = [word for each in PLATFORMS[platform] for word in ("--platform", each)]
    which = ["--python-version", python, "--implementation", "cp", "--only-binary", ":all:"]
    return [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--dest",
        str(target),
        *kinds,
        *which,
        *packages,
    ]


def size(files: list[Path]) -> str:
    """Return how large files are together."""
    return f"{sum(file.stat().st_size for file in files) / 1e6:,.0f} MB"


def main() -> int:
    """Bring the packages, and say of each kind of computer how large they are."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--platform", action="append", choices=sorted(PLATFORMS), help="windows, macos, linux"
    )
    parser.add_argument("--python", action="append", choices=PYTHONS, help="a release of Python")
    parser.add_argument("--extras", default="", help="extras of sysmap, with commas: docx,pptx,formats")
    parser.add_argument(
        "--to", type=Path, default=HERE / "wheelhouse", help="the folder; wheelhouse if not said"
    )
    given = parser.parse_args()
    failed = []
    for platform in given.platform or USUAL:
        for python in given.python or PYTHONS:
            words = command(platform, python, given.to, wanted(given.extras))
            done = subprocess.run(words, capture_output=True, text=True)
            if done.returncode:
                failed.append((platform, python))
                print(f"{platform}, Python {python}: NOT complete\n{done.stderr.strip()}", file=sys.stderr)
            else:
                print(f"{platform}, Python {python}: complete", flush=True)
    files = sorted(given.to.glob("*.whl"))
    print(f"\n{given.to}: {len(files)} files, {size(files)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
