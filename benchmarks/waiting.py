"""What people wait for: commands on the example records, Python's start included, each a fresh process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import sysmap as sm
from benchmarks.declaring import OURS, Row, Run, benchmark
from benchmarks.fresh_process import cpu_of
from benchmarks.targets import at_most
from benchmarks.timing import REPEATS

EXAMPLE = Path(sm.__file__).parent / "data" / "riverside"
MISSPELT = "a misspelt command"
# By name: the words of the command, and how many seconds of the processor it may take.
COMMANDS: dict[str, tuple[tuple[str, ...], float]] = {
    "sysmap --help": (("--help",), 0.25),
    MISSPELT: (("chekc",), 0.25),
    "sysmap check": (("check", str(EXAMPLE)), 0.7),
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
            seconds = []
            for turn in range(1 if run.small else REPEATS):
                out = Path(folder) / str(turn)
                out.mkdir()
                given = (word.replace("OUT", str(out)) for word in words)
                seconds.append(cpu_of("-m", "sysmap", *given, ends_with=2 if name == MISSPELT else 0))
        row = Row(name, 1, {OURS: median(seconds)})
        row.targets = (at_most("s", wanted, row.seconds[OURS]),)
        row.note = f"{min(seconds):.2f} to {max(seconds):.2f} s"
        yield row
