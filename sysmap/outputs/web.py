"""Tables as pages, for those who have no spreadsheet at hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from sysmap.files import write_csv
from sysmap.findings.comparison_groups.two_sides import Difference
from sysmap.findings.many_places.portfolio import Portfolio
from sysmap.outputs.saving import output
from sysmap.outputs.tables import tables_of
from sysmap.pages.map.page import MapPage
from sysmap.pages.pictures.files import as_png, as_svg
from sysmap.pages.pictures.map_picture import map_picture
from sysmap.pages.pictures.small_multiples import places_picture
from sysmap.pages.places import places_page
from sysmap.pages.report.report import Report, report
from sysmap.pages.tables import table_page
from sysmap.registry import Registry
from sysmap.results import Result


@output(".html", of=Result)
def tables_html(result: Result, path: Path) -> None:
    """The tables of a result as one page, without scripts, readable aloud and on paper."""
    _write(table_page(result.heading, result.notes, result.tables_shown()), path)


@output(".html", of=(pd.DataFrame, Registry))
def frame_html(given: pd.DataFrame | Registry[Any], path: Path) -> None:
    """A table as a page, without scripts, readable aloud and on paper."""
    tables = {table.title.capitalize(): table.flat for table in tables_of(given)}
    _write(table_page(next(iter(tables)), (), tables), path)


@output(".html", of=Portfolio)
def places_html(portfolio: Portfolio, path: Path) -> None:
    """Many places on one page: a small map, who answered, chance and change for each."""
    _write(places_page(portfolio), path)


@output(".html", of=Difference)
def difference_html(difference: Difference, path: Path) -> None:
    """A difference as one page: the finding, how it may be read, the picture, and the numbers behind it."""
    _write(report(difference, public=difference.public).html, path)


@output(".docx", of=Difference)
def difference_docx(difference: Difference, path: Path) -> None:
    """A difference for Word, with tables that can be edited; needs the package python-docx."""
    path.write_bytes(report(difference, public=difference.public).docx())


@output(".svg", of=MapPage)
def map_svg(page: MapPage, path: Path, view: str | None = None) -> None:
    """The map as a drawing with real text: all its views side by side, one, or the ``overview``."""
    _write(as_svg(map_picture(page.data, view)), path)


@output(".png", of=MapPage)
def map_png(page: MapPage, path: Path, view: str | None = None) -> None:
    """The map as a picture, 200 dots to the inch: all its views side by side, one, or the ``overview``."""
    path.write_bytes(as_png(map_picture(page.data, view)))


@output(".svg", of=Portfolio)
def places_svg(portfolio: Portfolio, path: Path) -> None:
    """The places as a drawing: a small map of each, with what crosses beside chance."""
    _write(as_svg(places_picture(portfolio)), path)


@output(".png", of=Portfolio)
def places_png(portfolio: Portfolio, path: Path) -> None:
    """The places as a picture, 200 dots to the inch: a small map of each."""
    path.write_bytes(as_png(places_picture(portfolio)))


@output("positions.csv", of=MapPage)
def map_positions(page: MapPage, path: Path) -> None:
    """Where each organisation stands, for the map of a later wave: ``render(..., positions=...)``."""
    write_csv(page.positions, path, index=False)


@output(".html", of=MapPage)
def map_html(page: MapPage, path: Path) -> None:
    """The map: one file that opens in any browser, without a network."""
    _write(page.html, path)


@output(".html", of=Report)
def report_html(report: Report, path: Path) -> None:
    """The report: one file that opens in any browser, without a network, and prints on A4."""
    _write(report.html, path)


@output(".docx", of=Report)
def report_docx(report: Report, path: Path) -> None:
    """The report for Word, with tables that can be edited; needs the package python-docx."""
    path.write_bytes(report.docx())


def _write(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
