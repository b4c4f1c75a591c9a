"""From files to a page: maps of any size, two waves in a report, and twenty-five places."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

import sysmap as sm
from benchmarks.declaring import OURS, Row, Run, benchmark
from benchmarks.end_to_end import two_waves
from benchmarks.fresh_process import cpu_of
from benchmarks.graphs import SECTORS, blocks
from benchmarks.targets import at_most
from benchmarks.timing import REPEATS

MAP = """
import sys
import sysmap as sm
sm.save(sm.render(sm.build_map(sm.read_records(sys.argv[1]))), sys.argv[2])
"""
REPORT = """
import sys
import sysmap as sm
records = sm.read_records(sys.argv[1])
before, after = sm.build_map(records, "2022"), sm.build_map(records, "2024")
sm.save(sm.report(sm.compare(before, after)), sys.argv[2])
"""
PORTFOLIO = """
import sys
import sysmap as sm
sm.save(sm.portfolio(sys.argv[1]), sys.argv[2])
"""
# CPU seconds that each may take, Python's start included.
PAGES = {300: 1.5, 2_000: 2.2, 10_000: 6.0, 50_000: 45.0}
PLACES, PER_PLACE = 25, 60


@benchmark("from files")
def from_files(run: Run) -> Iterator[Row]:
    """Time what people wait for with records of any size: a fresh Python, from files to what is written."""
    if not run.wants("from files"):
        return
    sizes = (60,) if run.small else tuple(PAGES) if run.full or run.only else (300, 2_000)
    with TemporaryDirectory() as folder:
        for size in sizes:
            files = Path(folder) / str(size)
            _one_wave(files, size)
            yield _timed(run, "map page, from files", size, MAP, files, PAGES.get(size))
            if size <= 10_000:
                yield _warm(run, size, files)
        size = 60 if run.small else 300
        two_waves(size, Path(folder) / "two waves")
        yield _timed(run, "report of two waves, from files", size, REPORT, Path(folder) / "two waves", 5.0)
        count = 2 if run.small else PLACES
        _places(Path(folder) / "places", count)
        yield _timed(run, "portfolio, from workbooks", count, PORTFOLIO, Path(folder) / "places", 5.0)


def _timed(run: Run, name: str, size: int, script: str, files: Path, wanted: float | None) -> Row:
    seconds = []
    for turn in range(1 if run.small or size > 10_000 else REPEATS):
        out = files.parent / f"{files.name} {turn} page.html"
        seconds.append(cpu_of("-c", script, files, out))
    row = Row(name, size, {OURS: median(seconds)}, note=f"{min(seconds):.2f} to {max(seconds):.2f} s")
    if wanted is not None:
        row.targets = (at_most("s", wanted, row.seconds[OURS]),)
    return row


def _warm(run: Run, size: int, files: Path) -> Row:
    """Time the same where Python and everything that it loads is there already."""
    seconds = []
    for turn in range(1 if run.small else REPEATS + 1):
        start = time.process_time()
        sm.save(sm.render(sm.build_map(sm.read_records(files))), files.parent / f"{size} {turn} warm.html")
        seconds.append(time.process_time() - start)
    kept = seconds[1:] or seconds
    note = f"{min(kept):.2f} to {max(kept):.2f} s"
    return Row("map page, from files, warm", size, {OURS: median(kept)}, note=note)


def _one_wave(folder: Path, size: int) -> None:
    """Write a block graph as two CSV files."""
    folder.mkdir()
    graph = blocks(size)
    ids = np.array([f"O{place:06d}" for place in range(size)], dtype=object)
    sectors = np.array(SECTORS, dtype=object)[graph.sector]
    partners = pd.DataFrame({"id": ids, "name": ids, "sector": sectors})
    partners.to_csv(folder / "partners.csv", index=False)
    ties = pd.DataFrame({"source": ids[graph.source], "target": ids[graph.target]})
    ties.to_csv(folder / "collaborations.csv", index=False)


def _places(folder: Path, count: int) -> None:
    """Write a workbook for each place, of two waves in which every fifth tie is lost and as many are new."""
    folder.mkdir()
    for place in range(count):
        graph, random = blocks(PER_PLACE, seed=place), np.random.default_rng(place)
        names = np.array([f"Organisation {place} {one}" for one in range(PER_PLACE)], dtype=object)
        source, target, kept = names[graph.source], names[graph.target], random.random(len(graph.source))
        waves = [
            pd.DataFrame({"source": source[there], "target": target[there], "wave": wave})
            for wave, there in (("2022", kept < 0.8), ("2024", kept > 0.2))
        ]
        sectors = np.array(SECTORS, dtype=object)[graph.sector]
        with pd.ExcelWriter(folder / f"Place {place:02d}.xlsx") as book:
            pd.DataFrame({"name": names, "sector": sectors}).to_excel(
                book, sheet_name="Partners", index=False
            )
            pd.concat(waves).to_excel(book, sheet_name="Collaborations", index=False)
