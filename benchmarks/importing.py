"""How long ``import sysmap`` takes in a fresh Python, above one that imports nothing."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from benchmarks.declaring import OURS, Row, Run, benchmark
from benchmarks.fresh_process import cpu_of
from benchmarks.targets import at_most
from benchmarks.timing import REPEATS


@benchmark("import")
def importing(run: Run) -> Iterator[Row]:
    """Time ``import sysmap`` in a fresh process, less what Python itself takes."""
    if not run.wants("import"):
        return
    rounds = [
        (cpu_of("-c", "import sysmap"), cpu_of("-c", "pass")) for _ in range(1 if run.small else REPEATS)
    ]
    row = Row("import sysmap", 1, {OURS: max(0.0, median(one - bare for one, bare in rounds))})
    row.targets = (at_most("s", 0.2, row.seconds[OURS]),)
    yield row
