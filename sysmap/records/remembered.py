"""How a file is read, remembered beside it: what a person settled once is not asked again.

``survey.xlsx.sysmap.json`` stands beside ``survey.xlsx``, and ``.sysmap.json`` in a folder of CSV files. It
holds options of `read_records`, no records. What is given in a call goes before what is remembered.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sysmap.errors import ChoiceError, either, listed
from sysmap.files import whole

ENDING = ".sysmap.json"
OPTIONS = ("columns", "sectors", "scale", "layout", "keep")
_VERSION = "sysmap"
_LARGEST = 1_000_000


def place_of(source: str | os.PathLike[str]) -> Path:
    """Return where it is remembered how a file or folder is read."""
    path = Path(source)
    return path / ENDING if path.is_dir() else path.with_name(path.name + ENDING)


def remembered(sources: Sequence[Any]) -> tuple[dict[str, Any], list[Path]]:
    """Return the options that are remembered beside sources, and the files that hold them.

    Raises
    ------
    ChoiceError
        If such a file cannot be understood, or two of them say different things.
    """
    options: dict[str, Any] = {}
    found: list[Path] = []
    for path in _paths(sources):
        try:
            place = place_of(path)
            if place in found or not place.is_file():
                continue
        except (OSError, ValueError):
            continue  # no name of a file: whoever opens it says so
        found.append(place)
        for name, value in _read(place).items():
            options[name] = _together(name, options[name], value, found) if name in options else value
    return options, found


def remember(source: str | os.PathLike[str], options: Mapping[str, Any]) -> Path:
    """Write options of `read_records` beside a source; give the file."""
    place = place_of(source)
    kept = {name: options[name] for name in OPTIONS if options.get(name)}
    with whole(place) as temporary:
        text = json.dumps({_VERSION: 1, **kept}, ensure_ascii=False, indent=1)
        Path(temporary).write_text(text + "\n", encoding="utf-8")
    return place


def _paths(sources: Any) -> Iterator[Path]:
    for source in sources.values() if isinstance(sources, Mapping) else sources:
        if isinstance(source, str | os.PathLike):
            yield Path(source)
        elif isinstance(source, Mapping | list | tuple):
            yield from _paths(source)


def _read(place: Path) -> dict[str, Any]:
    wrong = (
        f"{place.name} is no file that sysmap wrote to remember how records are read: remove it, or write it "
        f"anew with {either('sm.assistant', 'sysmap read')}"
    )
    try:
        if place.stat().st_size > _LARGEST:
            raise ChoiceError(wrong)
        said = json.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ChoiceError(wrong) from error
    if not isinstance(said, dict) or said.pop(_VERSION, None) != 1:
        raise ChoiceError(wrong)
    strange = [name for name in said if name not in OPTIONS]
    if strange:
        raise ChoiceError(f"{wrong}; it names {listed(strange)}, and sysmap remembers {listed(OPTIONS)}")
    return said


def _together(name: str, one: Any, other: Any, places: Sequence[Path]) -> Any:
    if isinstance(one, dict) and isinstance(other, dict):
        if all(one[key] == other[key] for key in set(one) & set(other)):
            return {**one, **other}
    elif one == other:
        return one
    raise ChoiceError(
        f"{listed(place.name for place in places)} remember different things of {name}: give {name}= in the "
        "call, or remove one of the files"
    )
