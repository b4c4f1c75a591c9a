"""What can be made of records in the window: each a button, a result, and the files that it is saved as."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sysmap.findings.comparison.compare import compare
from sysmap.findings.many_waves.following import trajectory
from sysmap.findings.many_waves.several import together
from sysmap.findings.scorecard import integration
from sysmap.network.build import build_map
from sysmap.network.system import SystemMap
from sysmap.outputs.saving import save
from sysmap.pages.map.page import render
from sysmap.pages.one_page.board_page import brief
from sysmap.pages.report.report import report
from sysmap.records.record_set import Records


@dataclass(frozen=True)
class ProductChoices:
    """What is chosen for everything that is made.

    Attributes
    ----------
    waves
        The waves to show, in order; None for records without waves.
    boundary
        The column whose crossing matters.
    public
        Whether what is made may leave the group: see `public` of `save`.
    """

    waves: tuple[str | None, ...] = (None,)
    boundary: str = "sector"
    public: bool = False


@dataclass(frozen=True)
class Product:
    """Something that a button makes.

    Attributes
    ----------
    label, said
        What the button says, and a sentence beside it.
    make
        Makes the result of records and choices.
    files
        By suffix, what a file of it is for; the first is made at once.
    waves
        Of how many waves it can be made: the least and the most.
    """

    label: str
    said: str
    make: Callable[[Records, ProductChoices], Any]
    files: Mapping[str, str]
    waves: tuple[int, int] = (1, 99)

    def why_not(self, choices: ProductChoices) -> str:
        """Say why it cannot be made of the waves that are chosen; nothing where it can."""
        least, most = self.waves
        if len(choices.waves) < least:
            return "It needs two waves or more."
        return f"It shows {most} waves at most: choose fewer above." if len(choices.waves) > most else ""

    def write(self, result: Any, path: Path, choices: ProductChoices) -> Path:
        """Write a file of the result."""
        return save(result, path, public=choices.public)


def _systems(records: Records, choices: ProductChoices) -> list[SystemMap]:
    return [build_map(records, wave, boundary=choices.boundary) for wave in choices.waves]


def _found(records: Records, choices: ProductChoices) -> Any:
    """Return the map of one wave, the comparison of two, or the course of more."""
    systems = _systems(records, choices)
    if len(systems) == 1:
        return systems[0]
    return compare(*systems) if len(systems) == 2 else trajectory(*systems)


def _map(records: Records, choices: ProductChoices) -> Any:
    return render(together(_systems(records, choices)), public=choices.public)


def _brief(records: Records, choices: ProductChoices) -> Any:
    return brief(_found(records, choices), public=choices.public)


def _report(records: Records, choices: ProductChoices) -> Any:
    return report(_found(records, choices), public=choices.public)


def _numbers(records: Records, choices: ProductChoices) -> Any:
    return integration(_systems(records, choices)[-1])


def _records(records: Records, _: ProductChoices) -> Any:
    return records


# Files that a package writes which need not be there.
_WRITTEN_BY = {".docx": "docx", ".pptx": "pptx"}
MORE_FILES = 'For Word and slides, install what writes them: python -m pip install "sysmap[docx,pptx]"'


def can_write(suffix: str) -> bool:
    """Return whether what writes files of a suffix is installed."""
    package = _WRITTEN_BY.get(suffix)
    return package is None or find_spec(package) is not None


_PAGE, _WORD, _EXCEL = "web page", "Word", "Excel"
PRODUCTS: dict[str, Product] = {
    "map": Product(
        "Map",
        "Who works with whom, to click on. It opens without a network.",
        _map,
        {".html": _PAGE, ".svg": "SVG picture", ".png": "PNG picture"},
    ),
    "brief": Product(
        "Brief",
        "One page for a board: three findings, the map, and what it cannot say.",
        _brief,
        {".html": _PAGE, ".docx": _WORD, ".pptx": "slides", ".pdf": "PDF"},
        (1, 2),
    ),
    "report": Product(
        "Report",
        "Everything in plain words, with pictures, to read or print.",
        _report,
        {".html": _PAGE, ".docx": _WORD},
    ),
    "comparison": Product(
        "What changed",
        "The waves side by side: each measure, how surely it changed, and which ties are new or lost.",
        _found,
        {".html": _PAGE, ".xlsx": _EXCEL},
        (2, 99),
    ),
    "measures": Product(
        "Measures",
        "The last wave in numbers, each beside what chance would give.",
        _numbers,
        {".html": _PAGE, ".xlsx": _EXCEL},
    ),
    "records": Product(
        "Workbook of records",
        "What was read, cleaned, a sheet for each table. It holds everything: keep it to yourself.",
        _records,
        {".xlsx": _EXCEL},
    ),
}
