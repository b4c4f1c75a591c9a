"""Two waves from files to everything written, Python's start included, beside a competent plain script."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

import sysmap as sm
from benchmarks.declaring import OURS, Row, Run, Target, benchmark
from benchmarks.fresh_process import cpu_of
from benchmarks.graphs import blocks
from benchmarks.plain import SCRIPT as PLAIN

SIZE, CHANGED = 300, 750
OURS_SCRIPT = """
import sys
from pathlib import Path
import sysmap as sm

folder, out = Path(sys.argv[1]), Path(sys.argv[2])
records = sm.read_records(folder / "partners.csv", folder / "collaborations.csv")
before, after = sm.build_map(records, "2022"), sm.build_map(records, "2024")
for wave in (before, after):
    sm.save(sm.integration(wave), out / f"scorecard {wave.wave}.html")
    sm.save(sm.organisation_scores(wave), out / f"scores {wave.wave}.csv")
change = sm.compare(before, after)
sm.save(change, out / "change.html")
sm.save(sm.render(before), out / "map before.html")
sm.save(sm.render(change), out / "map.html")
sm.save(sm.report(change), out / "report.html")
"""


@benchmark("compare")
def comparing(run: Run) -> Iterator[Row]:
    """Time a comparison of two waves with 750 changed ties, without and with swaps."""
    if not run.wants("compare"):
        return
    size = 60 if run.small else SIZE
    with TemporaryDirectory() as folder:
        records = two_waves(size, Path(folder))
        for permutations, wanted in ((0, 1.0), (9_999, 3.0)):
            seconds = []
            for _ in range(1 if run.small else 3):
                maps = [sm.build_map(records, wave) for wave in ("2022", "2024")]
                start = time.process_time()
                sm.compare(*maps, permutations=100 if run.small and permutations else permutations)
                seconds.append(time.process_time() - start)
            found = median(seconds)
            name = f"compare, {permutations:,} permutations"
            yield Row(name, size, {OURS: found}, targets=(_at_most(wanted, found),))


@benchmark("end to end")
def end_to_end(run: Run) -> Iterator[Row]:
    """Time everything that an evaluator needs of two waves, from CSV files to a report."""
    if not run.wants("end to end"):
        return
    size = 60 if run.small else SIZE
    with TemporaryDirectory() as folder:
        files, out = Path(folder) / "records", Path(folder) / "out"
        out.mkdir()
        two_waves(size, files)
        ours = median(cpu_of("-c", OURS_SCRIPT, files, out) for _ in range(1 if run.small else 3))
        row = Row("end to end, two waves", size, {OURS: ours})
        row.targets = (_at_most(6.0, ours),)
        if run.full or run.only:
            draws = "10" if run.small else "1000"
            plain = cpu_of("-c", PLAIN, files, out, draws)
            row.seconds["networkx"] = plain
            row.once = ("networkx",)
            row.targets += (Target("≥ 10 × the plain script", f"{plain / ours:.0f} ×", plain >= 10 * ours),)
        yield row


def _at_most(wanted: float, found: float) -> Target:
    return Target(f"≤ {wanted:g} s", f"{found:.2f} s", found <= wanted)


def two_waves(size: int, folder: Path) -> sm.Records:
    """Write two waves of a block graph, in which 750 ties of 300 organisations change, and read them."""
    folder.mkdir(parents=True, exist_ok=True)
    graph, random = blocks(size), np.random.default_rng(5)
    changing = min(len(graph.source), CHANGED * size // SIZE)
    chosen = random.permutation(len(graph.source))[:changing]
    lost, new = chosen[: changing // 2], chosen[changing // 2 :]
    ids = np.array([f"O{place:03d}" for place in range(size)], dtype=object)
    labels = np.array(["Council", "Education", "NHS provider", "Police", "Voluntary"], dtype=object)
    pd.DataFrame({"id": ids, "name": ids, "sector": labels[graph.sector]}).to_csv(
        folder / "partners.csv", index=False
    )
    everything = np.arange(len(graph.source))
    waves = {"2022": np.setdiff1d(everything, new), "2024": np.setdiff1d(everything, lost)}
    frames = [
        pd.DataFrame({"source": ids[graph.source[there]], "target": ids[graph.target[there]], "wave": wave})
        for wave, there in waves.items()
    ]
    pd.concat(frames).to_csv(folder / "collaborations.csv", index=False)
    return sm.read_records(folder / "partners.csv", folder / "collaborations.csv")
