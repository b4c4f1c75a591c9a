"""A bundle checked: is every byte as it was written, and do the same numbers come out again?"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from sysmap.calling import verb
from sysmap.errors import ChoiceError, MissingFileError, SysmapError
from sysmap.files import zip_bytes
from sysmap.outputs.archive.described import MANIFEST, RECIPE, environment, manifest_of, sha256
from sysmap.outputs.archive.recipe import OUTPUTS, RECORDS, Recipe
from sysmap.progress import step
from sysmap.results import Result, ResultTable, notes_table
from sysmap.shown import Texts
from sysmap.text import counted

AS_IT_WAS, CHANGED, MISSING, UNLISTED = "as it was written", "changed", "missing", "not of this bundle"
SAME, OTHER_BYTES, MOVED, NOT_MADE = "the same bytes", "other bytes", "numbers moved", "not made again"
_FAULTS = (CHANGED, MISSING, UNLISTED)
_MOST_BYTES, _MOST_FILES = 1_000_000_000, 5_000
_MOST_MOVED = 1_000
_NAMES = {"file": "file", "bundled": "in the bundle", "again": "made again"}


@dataclass(frozen=True, eq=False, repr=False)
class Verification(Result):
    """What was found when a bundle was checked.

    Attributes
    ----------
    path : str
        The bundle.
    digest : str
        The SHA-256 of the whole file.
    moved : pandas.DataFrame
        Every number that came out otherwise: ``file, where, was, now``.
    faults : tuple of str
        What is wrong, in sentences; none where the bundle is whole and gives the same again.
    """

    path: str
    digest: str
    moved: pd.DataFrame
    faults: tuple[str, ...]
    remarks: tuple[str, ...]
    _frame: pd.DataFrame

    @property
    def ok(self) -> bool:
        """Whether nothing was changed and the same numbers came out."""
        return not self.faults

    def to_frame(self) -> pd.DataFrame:
        """Return the files.

        Returns
        -------
        pandas.DataFrame
            Index ``file``: ``bundled`` (as it was written, changed, missing, not of this bundle) and, of
            outputs, ``again`` (the same bytes, other bytes, numbers moved, not made again).
        """
        return self._frame.copy()

    @property
    def title(self) -> str:
        """What was found, in one line."""
        return f"{self.path}: {'nothing was changed' if self.ok else 'this is not what was bundled'}"

    @property
    def notes(self) -> Texts:
        """What is wrong and what must be known, in sentences."""
        return Texts((*self.faults, *self.remarks, f"SHA-256 of the bundle: {self.digest}."))

    def tables(self) -> list[ResultTable]:
        """Return the files, the numbers that moved, and the notes."""
        moved = [ResultTable("moved", "numbers that moved", self.moved)] if len(self.moved) else []
        return [ResultTable("files", "files", self._frame), *moved, notes_table(self.notes)]

    def _beside(self) -> dict[str, Any]:
        return {"ok": self.ok, "digest": self.digest, "notes": list(self.notes)}

    def tables_shown(self) -> dict[str, pd.DataFrame]:
        """Return the files and the numbers that moved."""
        files = {"Files": self._frame.reset_index().rename(columns=_NAMES)}
        return files | ({"Numbers that moved": self.moved} if len(self.moved) else {})


@verb('verify("bundle.zip")')
def verify(path: str | os.PathLike[str]) -> Verification:
    """Check a bundle: every byte, and whether the same comes out again.

    Every file is held against the SHA-256 that the bundle lists, and the archive against what `bundle` would
    write of these files, so that no byte can differ unseen. Then the outputs are made again from the records,
    by this version of sysmap, and compared: byte for byte, and number for number where bytes differ. No code
    of the bundle is run.

    Parameters
    ----------
    path
        The file that `bundle` wrote.

    Returns
    -------
    Verification
        Its ``ok`` is true where nothing was changed and the same came out. Who changes a bundle and its list
        alike is found by the outputs, or by the SHA-256 of the whole bundle, if that was published.

    Raises
    ------
    MissingFileError
        If there is no such file.
    ChoiceError
        If it is no bundle: what is missing is said.
    """
    source = Path(path)
    try:
        data = source.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise MissingFileError(f"cannot read {path}: {reason}") from error
    files = _unpacked(data, source.name)
    listed = manifest_of(files.get(MANIFEST, b"").decode("utf-8", "replace"))
    if listed is None:
        raise ChoiceError(
            f"{source.name} is no bundle that can be checked: its {MANIFEST} is missing or damaged"
        )
    status = _statuses(files, listed)
    faults = [f"{name}: {what}." for name, what in status.items() if what in _FAULTS]
    if not faults and zip_bytes(files, packed=False) != data:
        faults.append("The archive itself was changed, outside of its files.")
    step("Checking the bundle", 1, 3)
    again, moved, trouble = _again(files)
    step("Checking the bundle", 3, 3)
    faults += trouble
    if len(moved):
        faults.append(f"{counted(len(moved), 'number')} came out otherwise.")
    rows = {name: (what, again.get(name, "")) for name, what in status.items()}
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["bundled", "again"]).rename_axis("file")
    digest = hashlib.sha256(data).hexdigest()
    return Verification(
        source.name, digest, moved, tuple(faults), tuple(_remarks(files, again, bool(len(moved)))), frame
    )


def _unpacked(data: bytes, name: str) -> dict[str, bytes]:
    """Return the files of an archive, by path.

    Raises
    ------
    ChoiceError
        If it is no archive as `bundle` writes it.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > _MOST_FILES or sum(entry.file_size for entry in entries) > _MOST_BYTES:
                raise ChoiceError(f"{name} is too large for a bundle")
            if any(entry.compress_type != zipfile.ZIP_STORED for entry in entries):
                raise ChoiceError(f"{name} was packed by another program: check the file that sysmap wrote")
            unsafe = [entry.filename for entry in entries if not _is_safe(entry.filename)]
            if unsafe or len({entry.filename.casefold() for entry in entries}) < len(entries):
                raise ChoiceError(f"{name} is no bundle: it holds files that cannot stand in one folder")
            return {entry.filename: archive.read(entry) for entry in entries}
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        ValueError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        KeyError,
        UnicodeError,
    ) as error:
        raise ChoiceError(f"{name} is damaged, or no bundle: {error}") from error


def _is_safe(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return bool(parts) and not name.startswith("/") and ".." not in parts and not set(name) & set("\\:\0")


def _statuses(files: dict[str, bytes], listed: dict[str, str]) -> dict[str, str]:
    """Say of every file whether it is as it was written."""
    found = {}
    for name in sorted({*files, *listed} - {MANIFEST}):
        if name not in files:
            found[name] = MISSING
        elif name not in listed:
            found[name] = UNLISTED
        else:
            found[name] = AS_IT_WAS if sha256(files[name]) == listed[name] else CHANGED
    return found


def _again(files: dict[str, bytes]) -> tuple[dict[str, str], pd.DataFrame, list[str]]:
    """Make the outputs again; return how each compares, the numbers that moved, and what went wrong."""
    outputs = {name: data for name, data in files.items() if name.startswith(f"{OUTPUTS}/")}
    none = pd.DataFrame(columns=["file", "where", "was", "now"])
    with TemporaryDirectory() as place:
        folder = Path(place)
        for name, data in files.items():
            if name.startswith(f"{RECORDS}/"):
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
        (folder / OUTPUTS).mkdir()
        try:
            recipe = Recipe.read(json.loads(files.get(RECIPE, b"")))
            result = recipe.made(recipe.records_of(folder / RECORDS))
            step("Checking the bundle", 2, 3)
            recipe.write(result, folder / OUTPUTS)
        except (SysmapError, ValueError, TypeError) as error:
            said = str(error).splitlines()[0] if str(error) else type(error).__name__
            return dict.fromkeys(outputs, NOT_MADE), none, [f"The outputs could not be made again: {said}"]
        made = {f"{OUTPUTS}/{file.name}": file.read_bytes() for file in sorted((folder / OUTPUTS).iterdir())}
    found: dict[str, str] = {}
    rows: list[tuple[str, str, Any, Any]] = []
    for name, data in outputs.items():
        if name not in made:
            found[name] = NOT_MADE
        elif made[name] == data:
            found[name] = SAME
        else:
            moved = [(name, *one) for one in _moved(data, made[name])] if name.endswith(".json") else []
            found[name] = MOVED if moved else OTHER_BYTES
            rows += moved
    trouble = [
        f"{name} is not in the bundle, and comes out of its records." for name in made if name not in files
    ]
    return found, pd.DataFrame(rows[:_MOST_MOVED], columns=none.columns), trouble


def _moved(was: bytes, now: bytes) -> list[tuple[str, Any, Any]]:
    """Return where two files of JSON differ."""
    try:
        return list(_differences(json.loads(was), json.loads(now), ""))
    except ValueError:
        return [("the file", "no JSON", "JSON")]


def _differences(was: Any, now: Any, where: str) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(was, dict) and isinstance(now, dict):
        for key in sorted({*was, *now}):
            yield from _differences(was.get(key), now.get(key), f"{where}.{key}" if where else key)
    elif isinstance(was, list) and isinstance(now, list) and len(was) == len(now):
        for place, (one, other) in enumerate(zip(was, now, strict=True)):
            yield from _differences(one, other, f"{where}[{place}]")
    elif was != now:
        yield where, _short(was), _short(now)


def _short(value: Any) -> Any:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return value if not isinstance(value, str | list | dict) else text[:100]


def _remarks(files: dict[str, bytes], again: dict[str, str], moved: bool) -> Iterator[str]:
    """Say how this computer differs from that on which the bundle was made, where that may matter."""
    if again and all(how == SAME for how in again.values()):
        yield f"Made again, all {len(again)} outputs are the same, byte for byte."
        return
    other = [name for name, how in again.items() if how == OTHER_BYTES]
    if other and not moved:
        yield f"No number moved. {', '.join(other)}: other bytes, such as another look or another order."
    try:
        told = json.loads(files.get("environment.json", b""))
        now = environment()
        was = {"sysmap": told["sysmap"], "python": told["python"], **told["packages"]}
        here = {"sysmap": now["sysmap"], "python": now["python"], **now["packages"]}
    except (ValueError, KeyError, TypeError):
        yield "The bundle does not say on which versions it was made."
        return
    differ = [
        f"{name} {was[name]} (here {here.get(name, 'none')})" for name in was if was[name] != here.get(name)
    ]
    yield f"It was made with {', '.join(differ)}." if differ else "Versions are those with which it was made."
