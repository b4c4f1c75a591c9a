"""A brief as a PDF: the page as a browser prints it where there is one, else drawn."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sysmap.pages.one_page.board_page import Brief
from sysmap.pages.one_page.sheet import brief_sheet
from sysmap.pages.pictures.files import as_pdf

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
_PLACES = {
    "win32": (
        "Program Files/Google/Chrome/Application/chrome.exe",
        "Program Files (x86)/Google/Chrome/Application/chrome.exe",
        "Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
        "Program Files/Microsoft/Edge/Application/msedge.exe",
    ),
    "darwin": (
        "Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
        "Applications/Chromium.app/Contents/MacOS/Chromium",
    ),
}
_SECONDS = 60
_CLOCK = re.compile(rb"D:\d{14}(?=\+00'00')")


def brief_pdf(made: Brief) -> bytes:
    """Write a brief as the bytes of a PDF of one page.

    Where Chromium, Chrome or Edge is installed it prints the page, so that the PDF has headings that can be
    read aloud. Where there is none, or it stops, the same sheet is drawn: its words are text, and it has no
    headings.
    """
    browser = next(_browsers(), None)
    printed = _printed(made.html, browser) if browser else None
    if not printed:
        return as_pdf(brief_sheet(made))
    # The same brief is the same file: the clock gives way to the date of the records, digit for digit.
    return _CLOCK.sub(f"D:{made.dated:%Y%m%d%H%M%S}".encode("ascii"), printed)


def _browsers() -> Iterator[str]:
    for name in _NAMES:
        found = shutil.which(name)
        if found:
            yield found
    root = Path(Path.home().anchor)
    for place in _PLACES.get(sys.platform, ()):
        if (root / place).is_file():
            yield str(root / place)


def _printed(html: str, browser: str) -> bytes | None:
    """Print a page; None where the browser cannot."""
    with tempfile.TemporaryDirectory() as folder:
        page, sheet = Path(folder) / "brief.html", Path(folder) / "brief.pdf"
        page.write_text(html, encoding="utf-8", newline="\n")
        line = [
            browser,
            "--headless=new",
            "--no-pdf-header-footer",
            "--disable-gpu",
            f"--user-data-dir={Path(folder) / 'profile'}",
            f"--print-to-pdf={sheet}",
            page.as_uri(),
        ]
        # As root a browser runs without its sandbox only; the page is our own and runs no script.
        if _is_root():
            line.insert(1, "--no-sandbox")
        try:
            subprocess.run(line, capture_output=True, timeout=_SECONDS, check=True)
        except (OSError, subprocess.SubprocessError):
            return None
        return sheet.read_bytes() if sheet.is_file() else None


def _is_root() -> bool:
    import os

    return hasattr(os, "geteuid") and os.geteuid() == 0
