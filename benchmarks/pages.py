"""How soon a map can be used: layout and page in Python, then in Chromium, beside a page of plain pyvis."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.declaring import OURS, Row, Run, Target, benchmark, peer
from benchmarks.graphs import blocks
from sysmap.outputs.saving import save
from sysmap.pages.map.page import render

CHROMIUM = Path("/usr/bin/chromium")
# Seconds until the page can be used, of a switch of view or filter, and of Python; kilobytes of the page.
TARGETS = {
    300: (1.0, 0.2, 1.0, 700),
    2_000: (2.0, 0.3, 6.0, 1_600),
    5_000: (3.0, 0.6, 20.0, None),
    10_000: (2.0, None, None, 6_000),
    50_000: (2.0, None, None, None),
}
# Seconds until the largest group of the overview has opened, at any size.
OPENED = 0.3
_SOONER = 20
_REST = 60_000


@benchmark("pages")
def pages(run: Run) -> Iterator[Row]:
    """Time a map from records to a picture that can be used."""
    if not run.wants("pages"):
        return
    sizes = (60,) if run.small else tuple(TARGETS) if run.full or run.only else (300, 2_000)
    playwright = peer("playwright.sync_api")
    with TemporaryDirectory() as folder:
        for size in sizes:
            system = blocks(size).system()
            start = time.process_time()
            path = save(render(system), Path(folder) / f"map {size}.html")
            made = time.process_time() - start
            ready, switch, python, weight = TARGETS.get(size, (None, None, None, None))
            kilobytes = path.stat().st_size / 1_000
            yield Row(
                "map: layout and page",
                size,
                {OURS: made},
                targets=(_within("s CPU", python, made), _within("kB", weight, kilobytes)),
                note=f"{kilobytes:,.0f} kB",
            )
            if playwright is None or not CHROMIUM.exists():
                continue
            with playwright.sync_playwright() as started:
                browser = started.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
                usable, switched, opened = _in_browser(browser, path, once=run.small)
                row = Row(
                    "map: until it can be used", size, {OURS: usable}, targets=(_within("s", ready, usable),)
                )
                if size == 300 and peer("pyvis"):
                    rest = _plain(browser, system, Path(folder))
                    row.targets += (
                        Target(
                            f"{_SOONER} × sooner than plain pyvis at rest",
                            f"{rest / usable:.0f} ×, {rest:.0f} s against {usable:.2f} s",
                            rest >= _SOONER * usable,
                        ),
                    )
                yield row
                yield Row("map: filter", size, {OURS: switched}, targets=(_within("s", switch, switched),))
                yield Row("map: a group opens", size, {OURS: opened}, targets=(_within("s", OPENED, opened),))
                browser.close()


def _within(unit: str, wanted: float | None, found: float) -> Target:
    if wanted is None:
        return Target("no target", f"{found:.2f} {unit}", None)
    return Target(f"≤ {wanted:g} {unit}", f"{found:.2f} {unit}", found <= wanted)


def _in_browser(browser: Any, path: Path, *, once: bool) -> tuple[float, float, float]:
    """Return the median time until the first full drawing, of a filter, and of opening a group."""
    usable, switched, opened = [], [], []
    for _ in range(1 if once else 5):
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.goto(path.resolve().as_uri())
        page.wait_for_function("window.sysmap?.ready === true", timeout=60_000)
        marked = "performance.getEntriesByName('sysmap-interactive')[0].startTime"
        usable.append(page.evaluate(marked) / 1_000)
        # Two frames after the click the picture has been drawn again.
        switched.append(
            page.evaluate("""() => new Promise((done) => {
                const start = performance.now();
                document.querySelector("[data-testid=across-only]").click();
                requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start)));
            })""")
            / 1_000
        )
        opened.append(
            page.evaluate("""() => new Promise((done) => {
                document.querySelector("[data-testid=across-only]").click();
                if (!document.querySelector("[data-testid=view-overview]").checked)
                    document.querySelector("[data-testid=view-overview]").click();
                const largest = [...sysmap.shown.folded].sort((a, b) => b[1].length - a[1].length)[0];
                const start = performance.now();
                sysmap.openGroup(largest[0]);
                requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start)));
            })""")
            / 1_000
        )
        page.close()
    return median(usable), median(switched), median(opened)


def _plain(browser: Any, system: Any, folder: Path) -> float:
    """Time until the page that pyvis makes by itself comes to rest; a minute if it does not."""
    from pyvis.network import Network

    plain = Network(cdn_resources="in_line")
    for node in system.graph.nodes:
        plain.add_node(node, label=node)
    for source, target in system.graph.edges:
        plain.add_edge(source, target)
    path = folder / "plain.html"
    path.write_text(plain.generate_html(), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.route("http*://**", lambda route: route.abort())
    start = time.perf_counter()
    page.goto(path.as_uri())
    page.evaluate(
        "most => new Promise((done) => { network.once('stabilized', done); setTimeout(done, most); })", _REST
    )
    rest = time.perf_counter() - start
    page.close()
    return rest
