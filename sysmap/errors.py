"""What can go wrong, said in words that a person can act on."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

_FEW = 12  # names that are all listed, beside those that were probably meant


class SysmapError(Exception):
    """The common root: every error that sysmap raises on purpose.

    In Jupyter it shows its message alone: what to do is in it, and not in the lines of sysmap.
    """

    def _render_traceback_(self) -> list[str]:
        """Return what IPython shows in the place of a traceback."""
        return [f"{type(self).__name__}: {self}"]


class RecordsError(SysmapError):
    """The records cannot be used as they are.

    Attributes
    ----------
    problems : pandas.DataFrame
        Every fault and warning found, one per row: ``severity, table, file, sheet, row,
        column, value, message``.
    columns : pandas.DataFrame or None
        What each column of each file was taken for, where any could be opened: ``file, sheet, column, holds,
        taken_for, first_values``.
    way_out : tuple of str
        What a table that was not understood seems to be, what is missing, and the line to write; nothing
        where every table was understood.
    """

    def __init__(self, message: str, problems: pd.DataFrame, way_out: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.problems = problems
        self.way_out = tuple(way_out)
        self.columns: pd.DataFrame | None = None
        self._seen = False

    def _render_traceback_(self) -> list[str]:
        """Return what IPython shows in the place of a traceback; a notebook shows faults as a table."""
        if "ipykernel" not in sys.modules:
            return super()._render_traceback_()
        if not self._seen:  # asked for twice by some versions
            from IPython.display import HTML, display

            display(HTML(self._repr_html_()))
            self._seen = True
        return [f"{type(self).__name__}: {line}" for line in str(self).splitlines()[:1]]

    def _repr_html_(self) -> str:
        """Return the way out, the faults as a table, and what each column was taken for."""
        shown: str = self._card().html()
        return shown

    def _card(self) -> Any:
        from sysmap.shown import Card
        from sysmap.text import counted

        faults = self.problems[self.problems["severity"] == "fault"]
        places = ("file", "sheet", "row", "column", "value")
        where = [name for name in places if faults[name].astype(bool).any()]
        said = faults[[*where, "message"]].rename(columns={"message": "what to do"})
        said["what to do"] = said["what to do"].str.removesuffix(f". {' '.join(self.way_out)}")
        title = counted(len(faults), "fault")
        tables = {f"All {title}": said}
        if self.columns is not None and len(self.columns):
            tables["What each column was taken for"] = self.columns
        return Card(title=title, said=self.way_out, table=said, caption="What to do", tables=tables)


class MissingFileError(SysmapError):
    """A path that does not exist, or that cannot be opened."""


class ComparisonError(SysmapError):
    """Two maps that cannot be compared in a way that could be defended."""


class UnsuitableMeasureError(SysmapError):
    """A measure by which nothing can be chosen; the message says why, and names those that can."""


class ChoiceError(SysmapError, ValueError):
    """A name or an option that does not exist, or something of another kind than what is wanted.

    The message lists the names that there are, or says what is wanted and the line to write.
    """


class ExtensionError(SysmapError):
    """Somebody's own measure, layout, output or chart stopped, or gave something of another kind.

    The message says which, of which module, in which line and what was raised.
    """


class ContractError(SysmapError):
    """A measure, layout, output or chart does not keep what every one of its kind promises.

    Attributes
    ----------
    broken : tuple of str
        Every promise that is broken, in a sentence each that says what to do.
    """

    def __init__(self, message: str, broken: tuple[str, ...]) -> None:
        super().__init__(message)
        self.broken = broken


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


_AS_OPTIONS: ContextVar[bool] = ContextVar("as_options", default=False)


@contextmanager
def said_as_options() -> Iterator[None]:
    """Let messages say how to choose as the command line does: ``--wave 2022``, not ``wave="2022"``."""
    before = _AS_OPTIONS.set(True)
    try:
        yield
    finally:
        _AS_OPTIONS.reset(before)


_IN_A_FORM: ContextVar[bool] = ContextVar("in_a_form", default=False)


@contextmanager
def answered_in_a_form() -> Iterator[None]:
    """Let messages send people to the form below them, where they would show a line to write."""
    before = _IN_A_FORM.set(True)
    try:
        yield
    finally:
        _IN_A_FORM.reset(before)


def form_or_line(line: str) -> str:
    """Return what follows "If it is so, ": the line to write, or where a form is filled in that it asks."""
    return "say so below." if _IN_A_FORM.get() else f"write: {line}"


def either(python: str, typed: str) -> str:
    """Return what to write in Python, or what to type where messages are said as options."""
    return typed if _AS_OPTIONS.get() else python


def choice(name: str, value: object = None) -> str:
    """Write how something is chosen: ``wave="2022"``, or ``--wave 2022`` on the command line.

    Parameters
    ----------
    name
        What is chosen: an argument in Python, an option on the command line.
    value
        What is chosen for it: a text, a number, or a mapping, whose items are options of their own (those
        of a mapping in it with a dot, ``partners.sector``); None for the choice alone: ``wave=`` or
        ``--wave``.
    """
    option = f"--{name.replace('_', '-')}"
    if value is None:
        return either(f"{name}=", option)
    if isinstance(value, Mapping):
        # What stands for nothing has nothing behind the sign.
        options = [
            f"{option} {typed(key)}={'' if item is None else typed(item)}" for key, item in _flat(value)
        ]
        return either(f"{name}={_in_python(value)}", " ".join(options))
    return either(f"{name}={_in_python(value)}", f"{option} {typed(value)}")


def check_one_of(name: str, value: object, known: Collection[str]) -> None:
    """Refuse a choice that is none of the possible ones, whatever it is.

    Raises
    ------
    ChoiceError
        If it is none of them.
    """
    if not isinstance(value, str) or value not in known:
        said = f"{choice(name)}None" if value is None else choice(name, value)
        raise ChoiceError(f"{said} is not one of {listed(known)}")


def _flat(value: Mapping[Any, Any]) -> Iterator[tuple[str, object]]:
    for key, item in value.items():
        if isinstance(item, Mapping):
            yield from ((f"{key}.{inner}", one) for inner, one in _flat(item))
        else:
            yield str(key), item


def _in_python(value: object) -> str:
    if isinstance(value, Mapping):
        items = ", ".join(f"{_in_python(key)}: {_in_python(item)}" for key, item in value.items())
        return f"{{{items}}}"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def typed(value: object) -> str:
    """Write a text as it is typed on a command line."""
    # Double quotes hold a text together in every shell that people have.
    text = str(value)
    plain = text and all(letter.isalnum() or letter in "._-/+" for letter in text)
    return text if plain else '"' + text.replace('"', '\\"') + '"'
