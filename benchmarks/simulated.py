"""How a simulation says what it found: line by line, how many rows lie outside their band, and as JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any


def say(text: str) -> None:
    """Print a line at once, however long the next takes."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def ended(rows: Sequence[Any], where: str, *, started: float, seed: int, path: Path | None) -> int:
    """Say how many rows lie outside, write all as JSON, and return 1 where any does.

    Parameters
    ----------
    rows
        Dataclasses with an attribute `kept`.
    where
        Outside of what, in words.
    started
        The CPU time at the start.
    seed
        The seed of the random numbers.
    path
        The file for the rows; None for none.
    """
    outside = sum(not row.kept for row in rows)
    say(f"{len(rows)} rows, {outside} outside{where}; {time.process_time() - started:.0f} s CPU")
    if path:
        written = [
            {key: None if value != value else value for key, value in asdict(row).items()} for row in rows
        ]
        text = json.dumps({"seed": seed, "rows": written}, indent=1) + "\n"
        path.write_text(text, encoding="utf-8")
    return 1 if outside else 0
