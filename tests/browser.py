"""Pages in Chromium, with everything that a page must not do recorded."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = Path("/usr/bin/chromium")
# Nothing is looked up on a network: Chromium's own services are switched off.
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextmanager
def chromium() -> Iterator[Any]:
    """Start Chromium; skip the test where there is none, unless everything must be there."""
    if not CHROMIUM.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"no browser at {CHROMIUM}")
        pytest.skip(f"no browser at {CHROMIUM}")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=SWITCHES)
        yield browser
        browser.close()


@dataclass
class Opened:
    """A page that is open, and what it did that it should not have done."""

    page: Any
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        return [*self.requests, *self.errors, *self.dialogs]

    def visible(self) -> dict[str, Any]:
        """Return what the map says is drawn."""
        return self.page.evaluate("window.sysmap.visible()")

    def by(self, testid: str) -> Any:
        return self.page.locator(f"[data-testid='{testid}']")

    def rows(self, table: str) -> list[list[str]]:
        """Return the texts of a table's rows."""
        cells = "[...row.cells].map(cell => cell.textContent)"
        return self.page.evaluate(
            f"id => [...document.querySelectorAll(`#${{id}} tbody tr`)].map(row => {cells})", table
        )


def violations(page: Any) -> list[tuple[str, list[str]]]:
    """Return the rules of accessibility that an open page breaks, each with the first elements that do."""
    from axe_playwright_python.sync_playwright import Axe

    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(Axe().axe_script)
    # What passes is not listed: to gather it, and to bring it here, takes longer than to look for faults.
    return page.evaluate(
        """async rules => (await axe.run(document, {runOnly: rules, resultTypes: ["violations"]})).violations
            .map(one => [one.id, one.nodes.slice(0, 3).map(node => node.html.slice(0, 200))])""",
        AXE_RULES,
    )


def open_page(browser: Any, path: Path, *, width: int = 1366, height: int = 768, **options: Any) -> Opened:
    """Open a file as a person would, watching it."""
    context = browser.new_context(viewport={"width": width, "height": height}, **options)
    context.set_default_timeout(30_000)
    opened = Opened(context.new_page())
    page = opened.page

    def dismissed(dialog: Any) -> None:
        opened.dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", dismissed)
    page.on("pageerror", lambda error: opened.errors.append(str(error)))
    page.on(
        "console", lambda said: opened.errors.append(said.text) if said.type in ("error", "warning") else None
    )
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith(("file:", "data:", "blob:", "about:"))
            else opened.requests.append(request.url)
        ),
    )
    page.goto(path.resolve().as_uri())
    if page.locator("#map").count():
        page.wait_for_function("() => window.sysmap?.ready === true")
    return opened
