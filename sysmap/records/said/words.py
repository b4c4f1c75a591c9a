"""What was said, in words: counted for a line, and step by step for people to look through."""

from __future__ import annotations

import pandas as pd

from sysmap.records.said.declared import BETWEEN_KINDS
from sysmap.text import counted, number

_COUNTED = {
    "add organisation": ("organisation added", "organisations added"),
    "add tie": ("tie added", "ties added"),
    "strike tie": ("tie removed", "ties removed"),
    "change tie": ("tie changed", "ties changed"),
    "no tie": ("pair said not to work together", "pairs said not to work together"),
    "change sector": ("sector changed", "sectors changed"),
    "note": ("note", "notes"),
}


def counts_of(said: pd.DataFrame) -> dict[str, int]:
    """Count steps by action, in the order of the actions."""
    found = said["action"].value_counts()
    return {action: int(found[action]) for action in _COUNTED if action in found}


def counted_said(said: pd.DataFrame) -> str:
    """Say how many steps of each action there are: ``3 ties added, 1 tie removed``; nothing for none."""
    return ", ".join(counted(count, *_COUNTED[action]) for action, count in counts_of(said).items())


def sentence(step: pd.Series) -> str:
    """Say what a step says."""
    ends = f"{step['organisation']} and {step['other']}"
    of = ", ".join(filter(None, [step["kind"].replace(BETWEEN_KINDS, ", "), _strength(step["strength"])]))
    sector = step["sector"]
    said = {
        "add organisation": f"{step['organisation']} is added{f' ({sector})' if sector else ''}",
        "add tie": f"{ends} work together{f' ({of})' if of else ''}",
        "strike tie": f"{ends} do not work together any more",
        "change tie": f"{ends}: the tie is now {of}",
        "no tie": f"{ends} do not work together",
        "change sector": f"{step['organisation']} belongs to {sector}",
        "note": f"{ends if step['other'] else step['organisation']}: {step['note']}",
    }.get(step["action"], step["action"])
    return f"{said}. {step['note']}" if step["note"] and step["action"] != "note" else said


def _strength(strength: float) -> str:
    return f"strength {number(strength)}" if strength == strength else ""


def review(steps: pd.DataFrame) -> pd.DataFrame:
    """Return steps as a table for people: what was said, by whom, when, and where it stands.

    Contradictions come with what they are about first.
    """
    columns: dict[str, list[object]] = {}
    if "contradiction" in steps:
        columns["contradiction"] = [
            f"{place}: {about}" if about else str(place)
            for place, about in zip(steps["contradiction"], steps["about"], strict=True)
        ]
    columns["what was said"] = [sentence(step) for _, step in steps.iterrows()]
    columns["wave"] = steps["wave"].tolist()
    columns["said by"] = steps["said_by"].tolist()
    columns["time"] = [time[:16].replace("T", " ") for time in steps["time"]]
    columns["file"] = [
        f"{file}, step {step}" if file else ""
        for file, step in zip(steps["file"], steps["step"], strict=True)
    ]
    frame = pd.DataFrame(columns, dtype=object)
    blank = [name for name in ("wave", "said by", "time", "file") if not any(frame[name])]
    return frame.drop(columns=blank if len(frame) else [])
