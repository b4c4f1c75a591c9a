"""What people wait for: commands on the example records, Python's start included, each a fresh process."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import sysmap as sm
from benchmarks.declaring import OURS, Row, Run, benchmark
from benchmarks.targets import at_most
from benchmarks.timing import REPEATS

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = Path(sm.__file__).parent / "data" / "riverside"
# By name: the words of the command, and how many seconds of the processor it may take.
COMMANDS: dict[str, tuple[tuple[str, ...], float]] = {
    "sysmap --help": (("--help",), 0.25),
    "a misspelt command": (("chekc",), 0.25),
    "sysmap check": (("check", str(EXAMPLE)), 0.8),
    "sysmap compare": (("compare", str(EXAMPLE)), 1.5),
    "sysmap report": (("report", str(EXAMPLE), "-o", "OUT/report.html"), 2.5),
    "sysmap demo": (("demo", "OUT/demo"), 3.5),
}


@benchmark("waiting")
def waiting(run: Run) -> Iterator[Row]:
    """Time commands from the start of Python to its end."""
    for name, (words, wanted) in COMMANDS.items():
        if not run.wants("waiting", name) or (run.small and wanted > 1):
            continue
        with TemporaryDirectory() as folder:
            seconds = [
                _cpu([word.replace("OUT", f"{folder}/{turn}") for word in words], Path(folder) / str(turn))
                for turn in range(1 if run.small else REPEATS)
            ]
        row = Row(name, 1, {OURS: median(seconds)})
        row.targets = (at_most("s", wanted, row.seconds[OURS]),)
        row.note = f"{min(seconds):.2f} to {max(seconds):.2f} s"
        yield row


def _cpu(words: list[str], out: Path) -> float:
    """Take the CPU time of a command, or where the system does not tell it the time on the clock."""
    out.mkdir()
    command = [sys.executable, "-m", "sysmap", *words]
    try:
        import resource
    except ImportError:
        start = time.perf_counter()
        subprocess.run(command, cwd=ROOT, check=False, capture_output=True)
        return time.perf_counter() - start
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=ROOT, check=False, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
