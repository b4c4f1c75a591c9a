"""Whatever is pressed on a map, in whatever order, the page makes no error and says what is so."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from browser import chromium, open_page
from pressing import KEYS, Presses

import sysmap as sm

STEPS = 1_000


@pytest.fixture(scope="module")
def browser():
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("pressed")


@pytest.fixture(scope="module")
def two_waves(riverside, folder):
    """The page of `sysmap demo` with everything that can be switched on."""
    before, after = (sm.build_map(riverside, wave, forums="joined") for wave in ("2022", "2024"))
    page = sm.render(sm.compare(before, after, permutations=99), introductions=sm.introductions(after, 10))
    return sm.save(page, folder / "two waves.html")


@pytest.fixture(scope="module")
def grouped(folder):
    """One wave, large enough to be folded; one organisation has more partners than are drawn one by one."""
    random = np.random.default_rng(5)
    size = 640
    names = np.array([f"Organisation {n}" for n in range(size)])
    partners = pd.DataFrame({"name": names, "sector": [f"Sector {n % 5}" for n in range(size)]})
    ends = np.vstack([random.integers(20, size, (300, 2)), [(0, n) for n in range(20, size)]])
    ends = ends[ends[:, 0] != ends[:, 1]]
    ties = pd.DataFrame({"source": names[ends[:, 0]], "target": names[ends[:, 1]]})
    ties["strength"] = random.integers(1, 4, len(ties))
    ties["kind"] = random.choice(["plans", "refers", ""], len(ties))
    system = sm.build_map(sm.read_records(partners=partners, collaborations=ties, sectors="as written"))
    suggested = pd.DataFrame({"organisation_a": names[[1, 21]], "organisation_b": names[[2, 32]]})
    return sm.save(sm.render(system, introductions=suggested), folder / "grouped.html")


@pytest.mark.parametrize("page", ["two_waves", "grouped"])
def test_a_thousand_presses_in_any_order_leave_the_page_whole(browser, page, request):
    opened = open_page(browser, request.getfixturevalue(page), reduced_motion="reduce")
    presses = Presses(opened, seed=12)
    there = set(presses.page.evaluate("window.presses.controls()"))
    pressed = presses.go(STEPS)
    assert there - set(pressed) == set()
    assert {f"key {key}" for key in KEYS} <= set(pressed)
