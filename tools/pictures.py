"""Draw the pictures of the README and the manual:  python tools/pictures.py  writes them to docs/pictures.

They are taken from what `sysmap demo` writes, in Chromium, so that they show what a person sees.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

import sysmap as sm
from sysmap.cli.demo import copy_example

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
NOTICE = """controller = "Riverside Council"
purpose = "To map how organisations here work together"
lawful_basis = "Public task"
retention = "Until 31 December 2028"
contact = "partnerships@riverside.example"

[survey]
title = "Who works with whom in Riverside"
introduction = "This takes about five minutes."
"""
WINDOW = {"width": 1024, "height": 768}


def draw(folder: Path = PICTURES) -> list[Path]:
    """Write all pictures; give their paths."""
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        home = Path(place)
        made = _pages(home)
        chromium = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        page = chromium.new_page(viewport=WINDOW)
        written = []
        for name, source, prepare in (
            ("map", made["map"], _after),
            ("changed", made["map"], _changed),
            ("brief", made["brief"], _nothing),
            ("survey", made["survey"], _started),
        ):
            page.goto(source.as_uri())
            prepare(page)
            shot = home / f"{name}.png"
            page.screenshot(path=shot)
            written.append(_small(shot, folder / f"{name}.png"))
        chromium.close()
    return written


def _pages(home: Path) -> dict[str, Path]:
    """Write the pages that are shown."""
    copy_example(home / "records")
    records = sm.read_records(home / "records")
    change = sm.compare(*(sm.build_map(records, wave) for wave in records.waves_in_order))
    (home / "notice.toml").write_text(NOTICE, encoding="utf-8")
    made = {name: home / f"{name}.html" for name in ("map", "brief", "survey")}
    sm.save(sm.render(change, title="Riverside: who works with whom"), made["map"])
    sm.save(sm.brief(change), made["brief"])
    from click.testing import CliRunner

    from sysmap.cli import commands

    words = ["survey", "make", home / "records", "--notice", home / "notice.toml", "-o", made["survey"]]
    result = CliRunner().invoke(commands, [*map(str, words), "--kinds", "refers to,shares information"])
    if result.exit_code:
        raise RuntimeError(result.output)
    return made


def _nothing(page: Page) -> None:
    """Leave a page as it opens."""


def _started(page: Page) -> None:
    """Go past the notice of a survey to the list of partners."""
    page.locator("select").first.select_option(index=4)
    for box in page.locator("input[type=checkbox]:visible").all()[-1:]:
        box.check()
    page.get_by_role("button", name="Next").click()


def _after(page: Page) -> None:
    """Show the later wave."""
    page.wait_for_function("() => window.sysmap?.ready === true")
    page.evaluate("() => sysmap.put({ showing: 'after' })")


def _changed(page: Page) -> None:
    """Show what changed."""
    page.wait_for_function("() => window.sysmap?.ready === true")
    page.evaluate("() => sysmap.put({ showing: 'changed' })")


def _small(shot: Path, target: Path) -> Path:
    """Write a picture as wide as a row of four needs, in few colours."""
    with Image.open(shot) as picture:
        height = round(picture.height * 640 / picture.width)
        small = picture.convert("RGB").resize((640, height), Image.Resampling.LANCZOS)
    small.quantize(64, dither=Image.Dither.NONE).save(target, optimize=True)
    return target


if __name__ == "__main__":
    draw(Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES)
