"""Files of names and texts, as people write them by hand (``.toml``): opened safely, with every fault."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from sysmap.errors import MissingFileError
from sysmap.records.problems import Origin, Problems
from sysmap.records.values.cells import clean

_LIMIT, _LONGEST = 1_000_000, 5_000


def read_toml(path: str | os.PathLike[str], what: str, here: Origin, problems: Problems) -> dict[str, Any]:
    """Read a file.

    Parameters
    ----------
    path
        The file.
    what
        What it should be, such as "a notice".
    here, problems
        Where faults are, and where they are listed.

    Raises
    ------
    RecordsError
        If it is too large, not in UTF-8 or not written as such a file must be.
    MissingFileError
        If there is no such file.
    """
    place = Path(path)
    told: dict[str, Any] = {}
    try:
        if place.stat().st_size > _LIMIT:
            problems.fault(here, f"larger than 1 MB: not {what}")
            problems.raise_faults()
        told = tomllib.loads(place.read_bytes().decode("utf-8-sig").replace("\r\n", "\n"))
    except OSError as error:
        raise MissingFileError(f"cannot read {path}: {error.strerror or error}") from error
    except UnicodeDecodeError:
        problems.fault(here, "not in UTF-8: save the file again as UTF-8")
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        problems.fault(here, f'cannot be understood: {error}; each line is name = "text"')
    except ValueError as error:  # no file can have such a name
        raise MissingFileError(f"cannot read {path!r}: {error}") from error
    problems.raise_faults()
    return told


def text_of(given: object, name: str, here: Origin, problems: Problems) -> str:
    """Return a text with its paragraphs; dates that are no texts are written as such."""
    if isinstance(given, bool | int | float | list | dict):
        problems.fault(here, 'not a text: put it in quotes, as in name = "text"', column=name, value=given)
        return ""
    lines = (clean(line)[0] for line in str(given).splitlines())
    text = "\n".join(lines).strip()
    if len(text) > _LONGEST:
        problems.fault(here, f"longer than {_LONGEST:,} letters", column=name)
    return text


def refuse_unknown(part: Mapping[str, Any], known: Iterable[str], here: Origin, problems: Problems) -> None:
    """Ask about every name that is not known."""
    names = list(known)
    for name in part:
        if name not in names:
            near = get_close_matches(str(name), names, 1)
            problems.fault(
                here,
                f"did you mean {near[0]}?"
                if near
                else f"not known here; the names known here are {', '.join(names)}",
                column=name,
            )
