"""How long ``import sysmap`` takes in a fresh Python, above one that imports nothing."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.declaring import OURS, Row, Run, benchmark
from benchmarks.targets import at_most
from benchmarks.timing import REPEATS


def _seconds(script: str) -> float:
    """Take the CPU time of a fresh Python, or where the system does not tell it the time on the clock."""
    try:
        import resource
    except ImportError:
        start = time.perf_counter()
        _run(script)
        return time.perf_counter() - start
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _run(script)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _run(script: str) -> None:
    root = Path(__file__).resolve().parent.parent
    subprocess.run([sys.executable, "-c", script], cwd=root, check=True, capture_output=True)


@benchmark("import")
def importing(run: Run) -> Iterator[Row]:
    """Time ``import sysmap`` in a fresh process, less what Python itself takes."""
    if not run.wants("import"):
        return
    rounds = [(_seconds("import sysmap"), _seconds("pass")) for _ in range(1 if run.small else REPEATS)]
    row = Row("import sysmap", 1, {OURS: max(0.0, median(one - bare for one, bare in rounds))})
    row.targets = (at_most("s", 1.0, row.seconds[OURS]),)
    yield row
