"""What can go wrong, said in words that a person can act on."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_FEW = 12  # names that are all listed, beside those that were probably meant


class SysmapError(Exception):
    """The common root: every error that sysmap raises on purpose."""


class RecordsError(SysmapError):
    """The records cannot be used as they are.

    Attributes
    ----------
    problems : pandas.DataFrame
        Every fault and warning found, one per row: ``severity, table, file, sheet, row,
        column, value, message``.
    """

    def __init__(self, message: str, problems: pd.DataFrame) -> None:
        super().__init__(message)
        self.problems = problems


class MissingFileError(SysmapError):
    """A path that does not exist, or that cannot be opened."""


class ComparisonError(SysmapError):
    """Two maps that cannot be compared in a way that could be defended."""


class ChoiceError(SysmapError, ValueError):
    """A name or an option that does not exist; the message lists those that do."""


def unknown(what: str, given: object, known: Iterable[object]) -> ChoiceError:
    """Make the error for a name that is not one of those known.

    Parameters
    ----------
    what
        What was looked for, in the singular ("measure", "wave").
    given
        What was asked for.
    known
        The names there are; the nearest come first in the message.
    """
    names = [str(name) for name in known]
    near = get_close_matches(str(given), names, n=3, cutoff=0.6)
    hints = [f"did you mean {' or '.join(near)}?"] if near else []
    if not near or len(names) <= _FEW:
        hints.append(f"there are: {listed(names)}")
    return ChoiceError(f"there is no {what} called {str(given)!r}; {' '.join(hints)}")


def listed(names: Iterable[object], most: int = 40) -> str:
    """Write names as a list in words, cut off after `most`."""
    texts = [str(name) for name in names]
    if not texts:
        return "none"
    shown = ", ".join(texts[:most])
    return shown if len(texts) <= most else f"{shown} and {len(texts) - most} more"
