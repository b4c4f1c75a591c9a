"""The sum over a plan: it says when the plan was made, and whether it was edited since."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sysmap.findings.planning.fields import ABOUT, FIELDS, FORMAT, at
from sysmap.version import __version__


@dataclass(frozen=True)
class Edited:
    """What was edited by hand after the sum was taken.

    Attributes
    ----------
    answered
        Open questions that were answered, by their labels.
    changed
        Other fields that were changed.
    elsewhere
        Whether anything was changed that is no field, such as the date.
    """

    answered: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    elsewhere: bool = False

    def __bool__(self) -> bool:
        return bool(self.answered or self.changed or self.elsewhere)


def canonical(value: Any) -> str:
    """Write JSON in its canonical form: keys sorted, no spaces, letters as they are."""
    return json.dumps(
        _plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )


def _plain(value: Any) -> Any:
    """Write whole numbers as such: an editor may turn ``1.0`` into ``1``."""
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def sum_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of all of a plan but its own sum, in canonical form and UTF-8."""
    return _digest({key: value for key, value in content.items() if key != "sha256"})


def today() -> str:
    """Return the day, by ``SOURCE_DATE_EPOCH`` or else by the clock: a plan is nothing without its date."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now().astimezone()
    return moment.date().isoformat()


def sealed(
    fields: Mapping[str, Any], *, version: int = 1, earlier: tuple[Any, ...] = (), day: str = ""
) -> dict[str, Any]:
    """Return a plan with its date, its version and its sums.

    Parameters
    ----------
    fields
        The fields, as objects in objects.
    version
        Which version it is.
    earlier
        What is known of those before it: ``version, date, sha256`` of each.
    day
        Its date; today where none is given.
    """
    kept = {key: value for key, value in fields.items() if key not in ABOUT}
    content = {
        "format": FORMAT,
        "date": day or today(),
        "version": version,
        "sysmap": __version__,
        **kept,
        "earlier": list(earlier),
        "fields": {field.path: _digest(at(kept, field.path))[:16] for field in FIELDS},
    }
    return {**content, "sha256": sum_of(content)}


def sealed_again(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return a plan that was edited as a version of its own; one that was not stays what it is."""
    if not edited(content):
        return dict(content)
    before = {key: content[key] for key in ("version", "date", "sha256")}
    return sealed(content, version=content["version"] + 1, earlier=(*content["earlier"], before))


def edited(content: Mapping[str, Any]) -> Edited:
    """Say what of a plan was edited after its sum was taken."""
    if content["sha256"] == sum_of(content):
        return Edited()
    answered: list[str] = []
    changed: list[str] = []
    for field in FIELDS:
        before = content["fields"].get(field.path)
        if before == _digest(at(content, field.path))[:16]:
            continue
        was_open = bool(field.question) and before == _digest(field.open)[:16]
        (answered if was_open else changed).append(field.label)
    return Edited(tuple(answered), tuple(changed), not answered and not changed)


def day_in_words(day: str) -> str:
    """Write a day as people do: ``12 March 2026``."""
    found = date.fromisoformat(day)
    return f"{found.day} {_MONTHS[found.month - 1]} {found.year}"


def short(digest: str) -> str:
    """Write the first letters of a sum, which people can compare."""
    return f"{digest[:4]}…"


_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October"),
    *("November", "December"),
)


def _digest(value: Any) -> str:
    return hashlib.sha256(canonical(value).encode("utf-8")).hexdigest()
