"""One row of a file of what was said as a step: every cell what it must be, or a fault."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sysmap.errors import listed
from sysmap.files import unguarded
from sysmap.records.problems import Reading
from sysmap.records.said.checksum import LENGTH
from sysmap.records.said.declared import ACTIONS, ALWAYS, COLUMNS
from sysmap.records.tables.columns import CELL_LIMIT
from sysmap.records.tables.declared import NAME_LIMIT
from sysmap.records.values.cells import clean
from sysmap.vocabulary import fold

_LIMITS = dict.fromkeys(COLUMNS, NAME_LIMIT) | {"note": CELL_LIMIT}
_WHOLE = re.compile(r"[1-9][0-9]{0,8}")
_NUMBER = re.compile(r"\+?(\d{1,15}(\.\d{1,15})?|\.\d{1,15})", re.ASCII)
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?([Zz]|[+-]\d\d(:?\d\d)?)", re.ASCII)
_CHECKSUM = re.compile(f"[0-9a-f]{{{LENGTH}}}")


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step: a row of a file.

    Attributes
    ----------
    step, row
        Its number, and the row in which it stands.
    file
        The file.
    undoes
        The step that it takes back; 0 for none.
    strength
        A number above 0, or nan.
    time, action, organisation, organisation_id, other, other_id, kind, sector, note, said_by
        As they were written, cleaned.
    map, wave, checksum
        As they were written, cleaned.
    """

    step: int
    row: int
    file: str
    undoes: int = 0
    strength: float = math.nan
    time: str = ""
    action: str = ""
    organisation: str = ""
    organisation_id: str = ""
    other: str = ""
    other_id: str = ""
    kind: str = ""
    sector: str = ""
    note: str = ""
    said_by: str = ""
    map: str = ""
    wave: str = ""
    checksum: str = ""

    def same(self) -> tuple[Any, ...]:
        """Return all that the step says, whichever file it stands in."""
        strength = None if self.strength != self.strength else self.strength
        texts = (getattr(self, name) for name in COLUMNS if name != "strength")
        return (*texts, strength)

    @property
    def day(self) -> str:
        """The day on which it was said."""
        return self.time[:10]


def step_of(written: dict[str, str], row: int, here: Reading) -> Step | None:
    """Make a step of the cells of a row; None, with its faults noted, where they do not make one."""
    before = len(here.problems.faults)

    def fault(message: str, column: str) -> None:
        here.fault(message, row=row, column=column, value=written[column].strip())

    texts: dict[str, str] = {}
    for name, cell in written.items():
        texts[name], removed = clean(unguarded(cell))
        if len(texts[name]) > _LIMITS[name]:
            fault(f"longer than {_LIMITS[name]:,} letters", name)
        if removed:
            here.warning(f"{removed} removed", row=row, column=name, value=texts[name])
    action = ACTIONS.get(" ".join(texts["action"].split()).casefold())
    if action is None:
        said = "not an action" if texts["action"] else "blank: every step needs an action"
        fault(f"{said}; the actions are: {listed(ACTIONS)}", "action")
    for name in ALWAYS:
        if not texts[name] and name != "action":
            fault("blank: every step needs one", name)
    if action is not None:
        for name in action.needs:
            if not texts[name]:
                fault(f"blank: {action.name!r} needs it", name)
        if action.one_of and not any(texts[name] for name in action.one_of):
            fault(f"{action.name!r} needs {' or '.join(action.one_of)}", action.one_of[0])
        for name in COLUMNS:
            if texts[name] and name not in action.columns:
                fault(f"{action.name!r} takes no {name}: leave it blank", name)
        if "other" in action.needs and texts["other_id"] == "" and _is_same(texts):
            fault("an organisation cannot have a tie with itself", "other")
    if texts["step"] and not _WHOLE.fullmatch(texts["step"]):
        fault("a step is a whole number: 1, 2, 3 and so on", "step")
    if texts["undoes"] and not _WHOLE.fullmatch(texts["undoes"]):
        fault("undoes must be the number of the step that is undone", "undoes")
    strength = _strength(texts["strength"])
    if texts["strength"] and math.isnan(strength):
        fault("a strength is a number above 0", "strength")
    if texts["time"] and not _is_time(texts["time"]):
        fault("a time needs its time zone, as in 2026-05-14T10:32:00+01:00", "time")
    if texts["checksum"] and not _CHECKSUM.fullmatch(texts["checksum"]):
        fault(f"a checksum has {LENGTH} digits from 0 to 9 and a to f", "checksum")
    if action is None or len(here.problems.faults) > before:
        return None
    plain = {
        name: text for name, text in texts.items() if name not in ("step", "undoes", "strength", "action")
    }
    return Step(
        step=int(texts["step"]),
        row=row,
        file=here.origin.file,
        undoes=int(texts["undoes"] or 0),
        strength=strength,
        action=action.name,
        **plain,
    )


def _is_same(texts: dict[str, str]) -> bool:
    return not texts["organisation_id"] and fold(texts["organisation"]) == fold(texts["other"])


def _strength(text: str) -> float:
    number = float(text) if _NUMBER.fullmatch(text) else math.nan
    return number if number > 0 else math.nan


def _is_time(text: str) -> bool:
    if not _TIME.fullmatch(text):
        return False
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
