"""Documents, slides and workbooks open in LibreOffice: pages, slides and cells are what they should be.

LibreOffice takes seconds to start, so this stands with what is measured: ``-n 0 -m measured``. Without it the
tests are skipped; `.ci/run` installs it where it can.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

import sysmap as sm
from sysmap.outputs.workbooks.people import NAMES, READ_ME

pytest.importorskip("docx"), pytest.importorskip("pptx")
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = [
    pytest.mark.measured,
    pytest.mark.usefixtures("few_redraws"),
    pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed here"),
]
_SECONDS = 300
MOST_PAGES = 12
WORDS = ("In words", "Wave")


@pytest.fixture(scope="module")
def made(riverside_change: sm.Comparison, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    brief, report = sm.brief(riverside_change), sm.report(riverside_change)
    for result, name in (
        (brief, "brief.docx"),
        (brief, "slides.pptx"),
        (report, "report.docx"),
        (riverside_change, "comparison.xlsx"),
        (sm.integration(riverside_change.after, draws=19), "scorecard.xlsx"),
    ):
        sm.save(result, folder / name)
    return folder


@pytest.fixture(scope="module")
def opened(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Have LibreOffice open every file, started once for each format that it writes."""
    folder = tmp_path_factory.mktemp("opened")
    names = sorted(path.name for path in made.iterdir())
    for kind, chosen in (("pdf", names), ("xlsx", [name for name in names if name.endswith(".xlsx")])):
        words = [str(OFFICE), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
        words += ["--convert-to", kind, "--outdir", str(folder), *(str(made / name) for name in chosen)]
        done = subprocess.run(words, capture_output=True, timeout=_SECONDS, check=False)
        assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return folder


def pages(path: Path) -> int:
    """Count the pages of a PDF as LibreOffice writes it, whose pages are objects of their own."""
    return len(re.findall(rb"/Type\s*/Page\b", path.read_bytes()))


def test_a_brief_for_word_is_one_page(opened):
    assert pages(opened / "brief.pdf") == 1


def test_a_brief_as_slides_has_as_many_pages_as_slides(opened, made):
    import pptx

    slides = len(pptx.Presentation(str(made / "slides.pptx")).slides)
    assert pages(opened / "slides.pdf") == slides == 6


def test_a_report_for_word_is_short(opened):
    assert 3 <= pages(opened / "report.pdf") <= MOST_PAGES


@pytest.mark.parametrize("name", ["comparison.xlsx", "scorecard.xlsx"])
def test_numbers_stay_numbers_and_texts_texts_when_libreoffice_has_opened_a_workbook(opened, made, name):
    ours, theirs = (openpyxl.load_workbook(folder / name) for folder in (made, opened))
    assert ours.sheetnames == theirs.sheetnames
    seen = {str: 0, float: 0}
    for sheet in ours:
        for row in sheet.iter_rows():
            for cell in row:
                other = theirs[sheet.title][cell.coordinate].value
                if isinstance(cell.value, str):
                    assert other == cell.value, (sheet.title, cell.coordinate)
                    # No number is written as a text, but where words are wanted.
                    if sheet.title not in (READ_ME, NAMES) and sheet.cell(1, cell.column).value not in WORDS:
                        assert not re.fullmatch(r"[+−-]?\d+([.,]\d+)?( ?%)?", cell.value), cell.coordinate
                    seen[str] += 1
                elif isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
                    assert other == pytest.approx(cell.value, rel=1e-9, abs=1e-12)
                    assert theirs[sheet.title][cell.coordinate].data_type == "n"
                    seen[float] += 1
                else:
                    assert other == cell.value
    assert min(seen.values()) > 50
    assert pages(opened / name.replace(".xlsx", ".pdf")) >= len(ours.sheetnames)
