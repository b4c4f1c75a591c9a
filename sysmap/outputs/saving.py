"""How an output is declared, and how `save` finds the one for a result and a suffix."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from sysmap.calling import verb
from sysmap.errors import ChoiceError, listed
from sysmap.files import whole
from sysmap.inputs import inputs_of, keep_apart
from sysmap.outputs.codes import check_key, write_key
from sysmap.outputs.pseudonyms import pseudonymised
from sysmap.outputs.saved_file import SavedFile
from sysmap.records.record_set import Records
from sysmap.registry import Registry, by_module, origin_of, run
from sysmap.results import public_copy
from sysmap.text import with_article

F = TypeVar("F", bound=Callable[..., None])


@dataclass(frozen=True, kw_only=True)
class Output:
    """A kind of file: its suffix, what can be written so, and the function that writes it."""

    suffix: str
    of: tuple[type | str, ...]
    write: Callable[..., None]

    @property
    def name(self) -> str:
        """What it is called in the registry."""
        return self.write.__name__

    @property
    def origin(self) -> str:
        """Which it is, and of which module, in words."""
        return origin_of("output", self.name, self.write)

    def put(self, result: Any, path: Path, **options: Any) -> None:
        """Write a result to a path.

        Raises
        ------
        ExtensionError
            If it is somebody's own and stops.
        """
        run("output", self.name, self.write, result, path, **options)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The names of the types it writes."""
        return tuple(kind.rpartition(".")[2] if isinstance(kind, str) else kind.__name__ for kind in self.of)

    def distance(self, result: Any) -> int | None:
        """Say how near the types it writes are to that of a result: 0 for the same; None where none fits."""
        return self.distance_to(type(result))

    def distance_to(self, of: type) -> int | None:
        """Say how near the types it writes are to another.

        A type that was never imported has no results, and is known by its name.
        """
        for steps, kind in enumerate(of.__mro__):
            if kind in self.of or f"{kind.__module__}.{kind.__qualname__}" in self.of:
                return steps
        return None

    @property
    def summary(self) -> str:
        """The first line of the function's docstring."""
        return (inspect.getdoc(self.write) or "").split("\n")[0]

    @property
    def options(self) -> tuple[str, ...]:
        """The options that the function takes after the result and the path."""
        return tuple(inspect.signature(self.write).parameters)[2:]


outputs: Registry[Output] = Registry(
    "output",
    lambda entry: {
        "suffix": entry.suffix or "a folder",
        "of": ", ".join(entry.kinds),
        "what it is": entry.summary,
    },
    order=lambda entry: by_module(entry.write),
    home="sysmap.outputs",
)
"""Every kind of file that can be written."""


@verb('@output(".names.txt", of=SystemMap)')
def output(suffix: str, *, of: type | str | tuple[type | str, ...]) -> Callable[[F], F]:
    """Declare an output: a function that writes a result to a path.

    Parameters
    ----------
    suffix
        What the name of the file ends in, with the dot; the longest that fits wins.
    of
        The type, or types, of result that it writes. A type of a package that is imported only
        when used is named: ``"matplotlib.figure.Figure"``.

    Returns
    -------
    Callable
        A decorator that gives the bare function back. The function takes the result, a path
        and options of its own. It is given a temporary path: `save` puts the file in its place
        when it is complete.
    """

    def declare(function: F) -> F:
        kinds = of if isinstance(of, tuple) else (of,)
        outputs.add(function.__name__, Output(suffix=suffix.casefold(), of=kinds, write=function), function)
        return function

    return declare


@verb('save(change, "change.xlsx")')
def save(
    result: Any,
    path: str | os.PathLike[str],
    *,
    public: bool = False,
    pseudonyms: str | os.PathLike[str] | None = None,
    **options: Any,
) -> Path:
    """Write a result to a file; the suffix decides how.

    Parameters
    ----------
    result
        A Scorecard, Comparison, SectorGrid, MapPage, Report, SystemMap, Records, a table of scores, the
        catalogue, or a figure (what ``.plot()`` gives, or your own of matplotlib).
    path
        The file; for Records also a folder.
    public
        For the public: only what is declared public; no notes, ratings, reporters, who answered, single
        payments or columns of your own; how many answered is said so that no small sector can be told.
    pseudonyms
        For Records: write codes such as ``POL-03`` in the place of names, without free texts, ratings
        and amounts, and the key to this file alone. It must lie outside the folder of the copy; if it
        is there, its codes stay; a new one is made with a random secret, so that nobody can work out
        the codes without it. Such a copy is pseudonymised, not anonymous.
    **options
        Options of that kind of file.

    Returns
    -------
    pathlib.Path
        The file written; in Jupyter it shows itself as a link. It is written whole or not at all: an older
        file stays until the new one is complete, a folder of records until all its tables are. A link stays a
        link, and the rights of a file stay as they were.

    Raises
    ------
    ChoiceError
        If the result cannot be written so; the message names what would fit. If the file is one of
        those that the records were read from, or would lie among them. If a copy for the public
        would be divided by a private column, or nobody has declared what of it may be public.
    RecordsError
        If a copy for the public would show a person or an e-mail address as an organisation.
    MissingFileError
        If the folder does not exist.
    ExtensionError
        If an output of your own stops.
    SysmapError
        If what is there is read-only or is no ordinary file.
    """
    target = Path(path)
    fitting = [entry for entry in outputs.values() if entry.distance(result) is not None]
    fitting.sort(key=lambda entry: entry.distance(result) or 0)  # of two that fit, the nearer writes it
    if not fitting:
        raise ChoiceError(f"{with_article(type(result).__name__)} cannot be saved; results of sysmap can")
    chosen = _by_suffix(fitting, target)
    if chosen is None:
        suffixes = listed(sorted({entry.suffix or "a folder without a suffix" for entry in fitting}))
        raise ChoiceError(
            f"{with_article(type(result).__name__)} cannot be saved as {target.suffix or target.name!r}; "
            f"it can as {suffixes}"
        )
    foreign = sorted(set(options) - set(chosen.options))
    if foreign:
        known = listed(chosen.options)
        raise ChoiceError(f"{chosen.suffix} files have no option {listed(foreign)}; there are: {known}")
    folder = not chosen.suffix
    keep_apart(inputs_of(result), target, *([] if pseudonyms is None else [pseudonyms]))
    if (public or pseudonyms) and folder and target.is_dir() and any(target.iterdir()):
        raise ChoiceError(f"{target} holds files already, which may say more: name a new folder")
    if public:
        result = public_copy(result)
    if pseudonyms is not None:
        result = _coded(result, Path(pseudonyms), target if folder else target.parent)
    if folder:
        chosen.put(result, target, **options)
        return SavedFile(target)
    with whole(target) as temporary:
        chosen.put(result, temporary, **options)
    return SavedFile(target)


def _coded(result: Any, key: Path, folder: Path) -> Records:
    """Return records under codes, after writing the key to a place of its own."""
    if not isinstance(result, Records):
        raise ChoiceError(
            f"only Records can be saved with pseudonyms, not {with_article(type(result).__name__)}"
        )
    check_key(key, folder)
    copy, codes = pseudonymised(result, key)
    write_key(codes, key)
    return copy


def _by_suffix(fitting: list[Output], target: Path) -> Output | None:
    """Return the output with the longest suffix that the name ends in; one without a suffix takes folders."""
    name = target.name.casefold()
    ends = [entry for entry in fitting if entry.suffix and name.endswith(entry.suffix)]
    if ends:
        return max(ends, key=lambda entry: len(entry.suffix))
    return next((entry for entry in fitting if not entry.suffix and not target.suffix), None)
