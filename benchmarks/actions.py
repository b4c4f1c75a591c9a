"""What a press costs on the map's page: main-thread time in Chromium, action by action, at two sizes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd

import sysmap as sm
from benchmarks.declaring import OURS, Row, Run, Target, benchmark, peer
from benchmarks.pages import CHROMIUM
from sysmap.outputs.saving import save
from sysmap.pages.map.page import render

# Milliseconds of the main thread that an action may take, placement of names included.
TARGETS = {300: 100, 2_000: 200}
MOST = 600
SECTORS = ("NHS provider", "Council", "Voluntary", "Police", "Housing", "Education", "Fire service")
WAVES = ("2022", "2024")

# What is pressed: how it begins, and each press with what takes it back. `$` finds a control by its test id.
_FIND = "const $ = (id) => document.querySelector(`[data-testid='${id}']`); const { at } = sysmap;"
_SELECT = "$('{}').value = '{}'; $('{}').dispatchEvent(new Event('change', {{bubbles: true}}))"
_MOST = "[...sysmap.shown.folded].sort((a, b) => b[1] - a[1])[0][0]"
_ANYBODY = "sysmap.items().find((id) => sysmap.isOrganisation(id))"


def _chosen(control: str, value: str) -> str:
    return _SELECT.format(control, value, control)


_EVERYWHERE = {
    "view": ("$('view-before').click()", "$('view-changed').click()"),
    "a sector off": ("document.querySelector('#legend input').click()",) * 2,
    "across only": ("$('across-only').click()",) * 2,
    "changed only": ("$('changed-only').click()",) * 2,
    "no sectors, all": ("at('no-sectors').click()", "at('all-sectors').click()"),
    "undo, redo": ("at('undo').click()", "at('redo').click()"),
    "dark": ("$('ground').click()",) * 2,
    "text size": (_chosen("text-size", "2"), _chosen("text-size", "0")),
    "size by": (_chosen("size-by", "cross_partners"), _chosen("size-by", "partners")),
    "side by side": ("$('side-by-side').click()",) * 2,
    "room": ("$('room').click()",) * 2,
    "zoom": ("at('zoom-in').click()", "at('zoom-out').click()"),
    "whole map": ("at('zoom-in').click(); at('zoom-fit').click()",) * 2,
}
_OVERVIEW = {
    "open a disc": (f"sysmap.openGroup({_MOST})", "sysmap.closeOne()"),
    "open a pair": (
        "const { a, b } = sysmap.shown.ribbons[0]; sysmap.openPair([a, b])",
        "sysmap.closeOne()",
    ),
    "find": ("sysmap.pick(sysmap.busiest(sysmap.shown.organisations)[3], true)", "sysmap.foldAll()"),
}
_ONE_BY_ONE = {
    "choose": (f"sysmap.pick({_ANYBODY}, true)", "sysmap.pick(null)"),
    "neighbourhood": (f"sysmap.pick({_ANYBODY}); $('focus').click()", "$('show-all').click()"),
    "leave out": (f"sysmap.pick({_ANYBODY}); at('leave-out').click()", "at('undo').click()"),
}


@benchmark("actions")
def actions(run: Run) -> Iterator[Row]:
    """Time each press on the page of two waves, in the overview and with every organisation drawn."""
    playwright = peer("playwright.sync_api")
    if not run.wants("actions") or playwright is None or not CHROMIUM.exists():
        return
    with TemporaryDirectory() as folder, playwright.sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        for size in (60,) if run.small else TARGETS:
            path = save(render(two_waves(size)), Path(folder) / f"map {size}.html")
            for where, more in {"overview": _OVERVIEW, "one by one": _ONE_BY_ONE}.items():
                # Above what can be drawn one by one the overview stays.
                if where == "one by one" and size > MOST:
                    continue
                presses = dict([*more.items()][:1]) if run.small else {**_EVERYWHERE, **more}
                spent = _spent(browser, path, where == "overview", presses, times=1 if run.small else 3)
                for name, times in spent.items():
                    yield _row(f"{where}: {name}", size, times)
        browser.close()


def _row(name: str, size: int, times: list[float]) -> Row:
    found, wanted = 1_000 * median(times), TARGETS.get(size)
    met = None if wanted is None else found <= wanted
    target = Target(f"≤ {wanted or '–'} ms", f"{found:.0f} ms ({1_000 * max(times):.0f} at most)", met)
    return Row(name, size, {OURS: median(times)}, targets=(target,))


def two_waves(n: int, seed: int = 3) -> Any:
    """Return two waves of so many organisations with long names; a ninth of the ties is lost, a ninth new."""
    random = np.random.default_rng(seed)
    sector = random.choice(len(SECTORS), n, p=[0.25, 0.1, 0.3, 0.1, 0.1, 0.1, 0.05])
    names = np.array([f"{SECTORS[one]} Partnership of Northern Valley {at}" for at, one in enumerate(sector)])
    weight = 1 / (1 + random.permutation(n)) ** 0.4
    ends = random.choice(n, (int(3.4 * n), 2), p=weight / weight.sum())
    ends = np.unique(np.sort(ends[ends[:, 0] != ends[:, 1]], axis=1), axis=0)
    when = random.random(len(ends))
    partners = pd.DataFrame({"name": names, "sector": np.array(SECTORS)[sector]})
    rows = [
        pd.DataFrame({"source": names[ends[there, 0]], "target": names[ends[there, 1]], "wave": wave})
        for wave, there in zip(WAVES, (when < 0.89, when > 0.11), strict=True)
    ]
    records = sm.read_records(partners=partners, collaborations=pd.concat(rows), sectors="as written")
    return sm.compare(*(sm.build_map(records, wave) for wave in WAVES), permutations=0)


def _spent(
    browser: Any, path: Path, overview: bool, named: dict[str, tuple[str, ...]], times: int
) -> dict[str, list[float]]:
    """Return by action the seconds of the main thread that each press took, until nothing is left to do."""
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.goto(path.resolve().as_uri())
    page.wait_for_function("window.sysmap?.ready === true", timeout=60_000)
    devtools = page.context.new_cdp_session(page)
    devtools.send("Performance.enable", {"timeDomain": "threadTicks"})

    def until_idle() -> float:
        page.evaluate("""() => new Promise((done) => requestAnimationFrame(() => setTimeout(
            () => requestIdleCallback(() => requestAnimationFrame(() => setTimeout(done, 50))), 250)))""")
        metrics = {one["name"]: one["value"] for one in devtools.send("Performance.getMetrics")["metrics"]}
        return float(metrics["TaskDuration"])

    wanted = "true" if overview else "false"
    page.evaluate(
        f"() => {{ {_FIND} if ($('view-overview').checked !== {wanted}) $('view-overview').click(); }}"
    )
    found: dict[str, list[float]] = {}
    for name, presses in named.items():
        for _ in range(times):
            for press in presses:
                before = until_idle()
                page.evaluate(f"() => {{ {_FIND} {press}; }}")
                found.setdefault(name, []).append(until_idle() - before)
    page.close()
    return found
