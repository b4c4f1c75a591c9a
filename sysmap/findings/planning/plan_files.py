"""A plan read from its file, as it was written or as somebody edited it: every fault at once."""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sysmap.errors import ChoiceError, MissingFileError
from sysmap.findings.planning.fields import ABOUT, BY_PATH, FIELDS, FORMAT, Field, at, is_open
from sysmap.measures.catalogue import catalogue
from sysmap.records.values.dates import date_bounds

_LARGEST = 5_000_000  # bytes
_DAY, _SUM = re.compile(r"\d{4}-\d{2}-\d{2}"), re.compile(r"[0-9a-f]{64}")
_SHOWN = 60
_MOST_FAULTS = 40
_KINDS = {
    "text": "a text",
    "date": "a day such as 2026-03-01, or an open question",
    "texts": "a list of texts",
    "table": "a list of rows",
    "counts": 'whole numbers by sector, as in {"Council": 4}',
    "people": "a list of organisations, each with id, name and sector",
    "number or none": "a number, or null",
}


def read_plan(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Read a plan.

    Parameters
    ----------
    path
        The JSON file that `sysmap.save` wrote.

    Returns
    -------
    dict
        What stands in it.

    Raises
    ------
    MissingFileError
        If there is no such file.
    ChoiceError
        If it is no plan, or has faults: one error lists them all.
    """
    place = Path(path)
    if not place.is_file():
        raise MissingFileError(f"there is no file {place}: a plan is written by save(plan, 'plan.json')")
    content = _parsed(place)
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        said = content.get("format") if isinstance(content, dict) else None
        newer = isinstance(said, str) and said.startswith("sysmap plan ")
        raise ChoiceError(
            f"{place} is {'a plan of another sysmap' if newer else 'no plan'}: its format is {_said(said)}, "
            f"not {FORMAT!r}; a plan is written by save(plan, 'plan.json')"
        )
    return checked(content, str(place))


def checked(content: dict[str, Any], place: str) -> dict[str, Any]:
    """Return the content of a plan if it has no faults.

    Raises
    ------
    ChoiceError
        If it has: one error lists them all.
    """
    try:
        faults = [*_faults(content)]
    except RecursionError:
        raise ChoiceError(f"{place} is no plan: lists stand in lists without end") from None
    if faults:
        more = f"; and {len(faults) - _MOST_FAULTS} more" if len(faults) > _MOST_FAULTS else ""
        raise ChoiceError(f"{place}: {'; '.join(faults[:_MOST_FAULTS])}{more}")
    return content


def _parsed(place: Path) -> Any:
    twice: list[str] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        twice.extend(sorted({name for name in names if names.count(name) > 1}))
        return dict(pairs)

    if place.stat().st_size > _LARGEST:
        raise ChoiceError(f"{place} is no plan: it has more than {_LARGEST:,} bytes")
    try:
        content = json.loads(
            place.read_text(encoding="utf-8-sig"),
            object_pairs_hook=once,
            parse_constant=_endless,
            parse_float=lambda written: _finite(float(written)),
        )
        json.dumps(content, ensure_ascii=False).encode("utf-8")
    except json.JSONDecodeError as fault:
        raise ChoiceError(
            f"{place} is no JSON: line {fault.lineno}, column {fault.colno}: {fault.msg}; look for a missing "
            "comma or quotation mark there"
        ) from None
    except UnicodeError:
        raise ChoiceError(f"{place} is not written in UTF-8: save it as UTF-8") from None
    except (RecursionError, ValueError):
        raise ChoiceError(f"{place} is no plan: it cannot be read as JSON") from None
    if twice:
        again = ", ".join(map(_said, dict.fromkeys(twice)))
        raise ChoiceError(f"{place}: {again} stands there twice: keep one")
    return content


def _endless(name: str) -> float:
    raise ValueError(name)


def _finite(value: float) -> float:
    return value if math.isfinite(value) else _endless("a number without end")


def _faults(content: Mapping[str, Any]) -> Iterator[str]:
    known = {*ABOUT, *(field.section for field in FIELDS)}
    for name in content:
        if name not in known:
            yield f"{_said(name)} is no part of a plan: write it under notes"
    yield from _faults_about(content)
    for field in FIELDS:
        if fault := _fault(field, at(content, field.path)):
            yield f"{field.path} {fault}"
    for name in sorted({path.split(".")[0] for path in BY_PATH if "." in path}):
        inside = content.get(name)
        paths = [path.removeprefix(f"{name}.") for path in BY_PATH if path.startswith(f"{name}.")]
        for inner in inside if isinstance(inside, Mapping) else ():
            if not any(path == inner or path.startswith(f"{inner}.") for path in paths):
                yield f"{name}.{_bare(inner)} is no part of a plan: write it under notes"
    for wave in ("first", "second"):
        start, end = (at(content, f"waves.{wave}.{which}") for which in ("start", "end"))
        if _is_day(start) and _is_day(end) and first_day(start) > last_day(end):
            yield f"waves.{wave} ends ({end}) before it begins ({start})"
    yield from _faults_of_measures(content)


def _faults_about(content: Mapping[str, Any]) -> Iterator[str]:
    day, version, digest = (content.get(name) for name in ("date", "version", "sha256"))
    if not isinstance(day, str) or not _DAY.fullmatch(day) or not _is_day(day):
        yield f"date is {_said(day)}, not a day such as 2026-03-12"
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        yield f"version is {_said(version)}, not a whole number from 1 up"
    if not isinstance(digest, str) or not _SUM.fullmatch(digest):
        yield f"sha256 is {_said(digest)}, not the 64 letters and digits that were written there"
    earlier, sums = content.get("earlier"), content.get("fields")
    if not isinstance(earlier, list) or not all(map(_is_earlier, earlier)):
        yield f"earlier is {_said(earlier)}, not what was written there"
    if not isinstance(sums, Mapping) or not all(isinstance(one, str) for one in sums.values()):
        yield "fields is not what was written there"


def _fault(field: Field, value: Any) -> str:
    """Say what is wrong with the value of a field; nothing where it may stand."""
    if field.choices:
        return "" if value in field.choices else f"is {_said(value)}, not one of {', '.join(field.choices)}"
    right = {
        "text": isinstance(value, str) and len(value) <= 100_000,
        "date": _is_day(value) or is_open(value),
        "texts": _are_texts(value) or (field.path == "rules.kinds" and value is None),
        "table": isinstance(value, list) and all(map(_is_row, value)),
        "counts": isinstance(value, Mapping) and bool(value) and all(map(_is_count, value.values())),
        "people": isinstance(value, list) and all(map(_is_organisation, value)),
        "number or none": value is None or _is_number(value),
    }[field.kind]
    if right:
        return _twice(value) if field.kind == "people" else ""
    if value is None:
        return "is missing"
    return f"is {_said(value)}, not {_KINDS[field.kind]}"


def _twice(people: list[dict[str, str]]) -> str:
    ids = [one["id"] for one in people]
    again = sorted({one for one in ids if ids.count(one) > 1}) if len(set(ids)) < len(ids) else []
    return f"has {', '.join(map(_said, again))} twice" if again else ""


def _faults_of_measures(content: Mapping[str, Any]) -> Iterator[str]:
    named = [("primary.measure", at(content, "primary.measure"))]
    secondary = content.get("secondary")
    if isinstance(secondary, list) and _are_texts(secondary):
        named += [("secondary", one) for one in secondary]
    for path, name in named:
        if isinstance(name, str) and name not in catalogue:
            yield f"{path} is {_said(name)}, which is no measure: see sysmap measures"
        elif isinstance(name, str) and path == "primary.measure" and not catalogue[name].paired:
            yield f"{path} is {_said(name)}, whose change cannot be given an interval"


def first_day(text: str) -> str:
    """Return the first day that a date of a plan stands for."""
    return (date_bounds(text) or ("", ""))[0]


def last_day(text: str) -> str:
    """Return the last day that a date of a plan stands for."""
    return (date_bounds(text) or ("", ""))[1]


def _is_day(value: Any) -> bool:
    return isinstance(value, str) and date_bounds(value.strip()) is not None


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_row(value: Any) -> bool:
    return isinstance(value, Mapping) and all(one is None or _is_number(one) for one in value.values())


def _is_organisation(value: Any) -> bool:
    texts = isinstance(value, Mapping) and all(isinstance(one, str) for one in value.values())
    return texts and {*value} == {"id", "name", "sector"}


def _is_earlier(value: Any) -> bool:
    known = isinstance(value, Mapping) and {*value} == {"version", "date", "sha256"}
    return known and all(isinstance(one, str | int) for one in value.values())


def _said(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return f"{text[:_SHOWN]}…" if len(text) > _SHOWN else text


def _bare(name: object) -> str:
    return _said(name).strip('"')
