"""What a bundle says of itself: for people, for other programs, and for whoever checks it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import PurePosixPath
from typing import Any

from sysmap.outputs.archive.recipe import OUTPUTS, RECORDS, Recipe
from sysmap.version import __version__

MANIFEST = "manifest-sha256.txt"
RECIPE = "recipe.json"
_NO_LICENCE = (
    "No licence was given with this bundle. Ask whoever gave it to you before you use it or hand it on."
)
_TYPES = {
    ".csv": "text/csv",
    ".html": "text/html",
    ".json": "application/json",
    ".py": "text/x-python",
    ".txt": "text/plain",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# What numbers and pages may depend on.
_PACKAGES = ("numpy", "pandas", "scipy", "networkx", "matplotlib", "XlsxWriter", "openpyxl", "Jinja2")
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?")
_WHAT = {
    "plan.json": "The plan of the comparison",
    "run.py": "The code that makes the outputs again",
    RECIPE: "What was done with the records: waves, rules, measures, seeds",
    "environment.json": "Versions of sysmap, Python and the packages that numbers may depend on",
    "datapackage.json": "A description of the tables (Frictionless Data Package)",
    "ro-crate-metadata.json": "A description of the bundle (RO-Crate 1.1)",
    "LICENCE.txt": "What may be done with it",
    MANIFEST: "The SHA-256 of every other file",
}


def sha256(data: bytes) -> str:
    """Return the SHA-256 of bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def environment() -> dict[str, Any]:
    """Return the versions of what the numbers may depend on."""
    found = {}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    python = ".".join(map(str, sys.version_info[:3]))
    return {"sysmap": __version__, "python": python, "packages": found}


def described(
    parts: Mapping[str, bytes], recipe: Recipe, *, title: str, dated: str, licence: str, notes: list[str]
) -> dict[str, bytes]:
    """Add to the records and outputs of a bundle what it says of itself.

    Parameters
    ----------
    parts
        Records and outputs, by their paths in the bundle.
    recipe
        What was done.
    title, dated
        What it is of, and the last day of its records; empty where that is not known.
    licence
        What may be done with it; empty where nothing was said.
    notes
        What must be known besides.

    Returns
    -------
    dict of str to bytes
        All parts, sorted by path.
    """
    files = dict(parts)
    files["run.py"] = recipe.code.encode()
    files[RECIPE] = _json(recipe.facts())
    files["environment.json"] = _json(environment())
    files["LICENCE.txt"] = f"{licence or _NO_LICENCE}\n".encode()
    files["datapackage.json"] = _json(_datapackage(files, title, licence))
    files["README.txt"] = _readme(title, notes).encode()
    files["ro-crate-metadata.json"] = _json(_crate(files, title, dated))
    lines = [f"{sha256(data)}  {name}\n" for name, data in sorted(files.items())]
    files[MANIFEST] = "".join(lines).encode()
    return dict(sorted(files.items()))


def manifest_of(text: str) -> dict[str, str] | None:
    """Read a manifest: the SHA-256 by path; None where it is none."""
    rows = [_LINE.fullmatch(line) for line in text.split("\n")[:-1]]
    if not text.endswith("\n") or not all(rows):
        return None
    found = {row[2]: row[1] for row in rows if row}
    return found if len(found) == len(rows) and list(found) == sorted(found) else None


def _json(told: Any) -> bytes:
    return (json.dumps(told, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def _readme(title: str, notes: list[str]) -> str:
    lines = [
        title,
        "=" * len(title),
        "",
        "A bundle of sysmap: records, what was done with them, and what came out.",
        "",
        *(f"{note}\n" for note in notes),
        f"{RECORDS}/  The records, a table per file.",
        f"{OUTPUTS}/  What was made of them: pages to open in a browser, tables for programs.",
        *(f"{name}  {what}." for name, what in _WHAT.items()),
        "",
        "To check that nothing was changed, and that the same numbers come out again:",
        "",
        "    sysmap verify bundle.zip",
        "",
        "To make the outputs yourself, unpack the bundle and run:",
        "",
        "    python run.py",
        "",
        f"Made with sysmap {__version__}.",
    ]
    return "\n".join([*lines, ""])


def _datapackage(files: Mapping[str, bytes], title: str, licence: str) -> dict[str, Any]:
    """Describe the tables as the Frictionless Data Package standard has it."""
    resources = []
    for name, data in sorted(files.items()):
        path = PurePosixPath(name)
        if path.parts[0] != RECORDS or path.suffix != ".csv" or path.name.startswith("."):
            continue
        resources.append(
            {
                "name": re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-"),
                "path": name,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(data),
                "hash": f"sha256:{sha256(data)}",
                "schema": {"fields": _fields(data), "missingValues": [""]},
            }
        )
    licences = {"licenses": [{"name": "other", "title": licence}]} if licence else {}
    return {"name": "sysmap-bundle", "title": title, **licences, "resources": resources}


def _fields(data: bytes) -> list[dict[str, str]]:
    """Return the columns of a table and what their cells are: numbers where all are."""
    head, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    kinds = []
    for place, name in enumerate(head):
        cells = [row[place] for row in rows if row[place]]
        kind = "string"
        if cells and all(_NUMBER.fullmatch(cell) for cell in cells):
            kind = "number"
        elif cells and set(cells) <= {"True", "False", "true", "false"}:
            kind = "boolean"
        kinds.append({"name": name, "type": kind})
    return kinds


def _crate(files: Mapping[str, bytes], title: str, dated: str) -> dict[str, Any]:
    """Describe the bundle as RO-Crate 1.1 has it."""
    names = sorted([*files, MANIFEST, "ro-crate-metadata.json"])
    root: dict[str, Any] = {
        "@id": "./",
        "@type": "Dataset",
        "name": title,
        "description": "Records of who works with whom, what was done with them, and what came out.",
        "license": {"@id": "LICENCE.txt"},
        "hasPart": [{"@id": name} for name in names if name != "ro-crate-metadata.json"],
    }
    if dated:
        root["datePublished"] = dated
    entities = []
    for name in names:
        if name == "ro-crate-metadata.json":
            continue
        told = {"@id": name, "@type": "File", "name": _WHAT.get(name, PurePosixPath(name).name)}
        suffix = PurePosixPath(name).suffix
        told |= {"encodingFormat": _TYPES[suffix]} if suffix in _TYPES else {}
        if name in files:
            told |= {"contentSize": str(len(files[name])), "sha256": sha256(files[name])}
        entities.append(told)
    made = {
        "@id": "#made",
        "@type": "CreateAction",
        "name": "Outputs made from the records",
        "instrument": {"@id": "#sysmap"},
        "object": [{"@id": name} for name in names if name.startswith(f"{RECORDS}/")],
        "result": [{"@id": name} for name in names if name.startswith(f"{OUTPUTS}/")],
    }
    tool = {"@id": "#sysmap", "@type": "SoftwareApplication", "name": "sysmap", "version": __version__}
    about = {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        "about": {"@id": "./"},
    }
    return {
        "@context": "https://w3id.org/ro/crate/1.1/context",
        "@graph": [about, root, *entities, made, tool],
    }
