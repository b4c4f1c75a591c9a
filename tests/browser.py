"""Pages in Chromium, with everything that a page must not do recorded."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = Path("/usr/bin/chromium")
# Every window makes three pages of its own for what is typed into its address, which nobody sees: they took
# as long as all the rest. The last such list that Chromium is given counts, so what Playwright leaves out
# that has to do with files is in it too.
WITHOUT = [
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    "AimEnabled",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
]
# Nothing is looked up on a network: Chromium's own services are switched off.
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(WITHOUT)}",
]
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


# One row of a table says of the rows like it whether they can be read: they differ in their words alone, and
# to look at each is what takes longest. Ids are looked at in all rows.
FAULTS = """async rules => {
  const told = ["class", "role", "type", "scope", "style", "fill", "hidden", "aria-hidden", "tabindex"];
  const shape = (one) => JSON.stringify([one.tagName, one.getAttributeNames().sort(),
    told.map((name) => one.getAttribute(name)),
    [...one.childNodes].map((part) => part.nodeType === 1 ? shape(part) : part.textContent.trim() !== "")]);
  for (const list of document.querySelectorAll("tbody, ul, ol")) {
    const seen = new Set();
    for (const one of list.children) {
      const how = shape(one);
      one.toggleAttribute("data-alike", seen.has(how));
      seen.add(how);
    }
  }
  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
  const twice = ids.filter((id, place) => ids.indexOf(id) !== place);
  const where = { include: [document.documentElement], exclude: [["[data-alike]"]] };
  const found = await axe.run(where, { runOnly: rules, resultTypes: ["violations"] });
  for (const one of document.querySelectorAll("[data-alike]")) one.removeAttribute("data-alike");
  return [...(twice.length ? [["ids", twice]] : []), ...found.violations
    .map(one => [one.id, one.nodes.slice(0, 3).map(node => node.html.slice(0, 200))])];
}"""


class Window:
    """A window of Chromium, which one page after another is opened in: a new one takes longer than a page."""

    def __init__(self, chromium: Any, spare: list[Window]) -> None:
        self.page = chromium.new_context().new_page()
        self.page.set_default_timeout(30_000)
        self.spare = spare
        self.opened: Opened | None = None
        self.page.on("dialog", self._dismissed)
        self.page.on("pageerror", lambda error: self._noted("errors", str(error)))
        self.page.on("console", self._said)
        self.page.on("request", self._asked)

    def _noted(self, what: str, text: str) -> None:
        if self.opened:
            getattr(self.opened, what).append(text)

    def _dismissed(self, dialog: Any) -> None:
        self._noted("dialogs", dialog.message)
        dialog.dismiss()

    def _said(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self._noted("errors", message.text)

    def _asked(self, request: Any) -> None:
        if not request.url.startswith(("file:", "data:", "blob:", "about:")):
            self._noted("requests", request.url)

    def empty(self) -> None:
        """Leave the page that is open; what it kept is forgotten, and what is pointed at is nothing again."""
        if not self.page.url.startswith("about:"):
            self.page.evaluate("() => localStorage.clear()")
        self.page.goto("about:blank")
        self.page.mouse.move(0, 0)
        self.opened = None
        self.spare.append(self)


@dataclass
class Opened:
    """A page that is open, and what it did that it should not have done."""

    window: Window
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page = self.window.page
        self.window.opened = self

    def close(self) -> None:
        """Leave the page; its window serves the next."""
        if self.window.opened is self:
            self.window.empty()

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

    def afresh(self) -> Opened:
        """Bring a map back to how it opened: sooner than to load it again."""
        self.page.evaluate("""() => {
            sysmap.put({});
            const rows = sysmap.ROWS;
            for (const one of Object.values(sysmap.tables)) Object.assign(one, { rows, sort: 0 });
            sysmap.fillTables();
            sysmap.at("search").value = "";
            document.activeElement.blur();
            scrollTo({ top: 0, behavior: "instant" });
            sysmap.whole();
        }""")
        return self

    def violations(self) -> list[tuple[str, list[str]]]:
        """Return the rules of accessibility that the page breaks, each with the first elements that do."""
        from axe_playwright_python.sync_playwright import Axe

        if self.page.evaluate("typeof axe") == "undefined":
            self.page.evaluate(Axe().axe_script)
        # What passes is not listed: to gather it, and to bring it here, takes longer than to look for faults.
        return self.page.evaluate(FAULTS, AXE_RULES)


class Browser:
    """A Chromium, and its windows that are empty."""

    def __init__(self, chromium: Any) -> None:
        self._chromium = chromium
        self._spare: list[Window] = []
        self.loop = asyncio.get_running_loop()
        self._sleep()

    def _sleep(self) -> None:
        """Leave the thread to the loops of others: while Playwright's is entered, none of them can run."""
        asyncio._set_running_loop(None)

    @contextmanager
    def awake(self) -> Iterator[None]:
        """Enter the loop of Playwright again: whatever is asked of Chromium needs it."""
        asyncio._set_running_loop(self.loop)
        yield
        self._sleep()

    def empty_page(self) -> Opened:
        """Open an empty window."""
        return Opened(self._spare.pop() if self._spare else Window(self._chromium, self._spare))

    @contextmanager
    def lending(self) -> Iterator[Lender]:
        """Open pages that are all closed in the end."""
        lender = Lender(self)
        yield lender
        for one in lender.lent:
            one.close()


@dataclass
class Lender:
    """What opens pages, and those that it opened."""

    browser: Browser
    lent: list[Opened] = field(default_factory=list)

    def empty_page(self) -> Opened:
        self.lent.append(self.browser.empty_page())
        return self.lent[-1]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium; skip the test where there is none, unless everything must be there."""
    if not CHROMIUM.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"no browser at {CHROMIUM}")
        pytest.skip(f"no browser at {CHROMIUM}")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=SWITCHES)
        browser = Browser(started)
        yield browser
        with browser.awake():
            started.close()
        asyncio._set_running_loop(browser.loop)


def open_page(
    browser: Browser | Lender, path: Path, *, width: int = 1366, height: int = 768, **media: Any
) -> Opened:
    """Open a file as a person would, watching it; `media` is what the person's device prefers."""
    opened = browser.empty_page()
    page = opened.page
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(
        **{"media": "screen", "reduced_motion": "no-preference", "forced_colors": "none", **media}
    )
    page.goto(path.resolve().as_uri())
    if page.locator("#map").count():
        page.wait_for_function("() => window.sysmap?.ready === true")
    return opened
