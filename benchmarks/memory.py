"""Peak memory over the start, from a fresh process: ``python -m benchmarks.memory NAME SIZE``."""

from __future__ import annotations

import ctypes
import gc
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.declaring import load, peer

_STATUS = Path("/proc/self/status")

# By name: what makes the input from a size, and what is done with it.
tasks: dict[str, Callable[[int], Callable[[], Any]]] = {}


def task(name: str) -> Callable[[Callable[[int], Callable[[], Any]]], Callable[[int], Callable[[], Any]]]:
    """Declare something whose memory can be taken: a function from a size to what is to be done."""

    def declare(function: Callable[[int], Callable[[], Any]]) -> Callable[[int], Callable[[], Any]]:
        tasks[name] = function
        return function

    return declare


def peak_megabytes(name: str, size: int) -> float | None:
    """Return the peak memory of a task over that of its input; None where it cannot be told."""
    command = [sys.executable, "-m", "benchmarks.memory", name, str(size)]
    root = Path(__file__).resolve().parent.parent
    done = subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", check=True)
    found = json.loads(done.stdout.strip().splitlines()[-1])
    return None if found is None else float(found)


def _megabytes(field: str) -> float | None:
    """Read what the system says of this process: ``VmRSS`` now, ``VmHWM`` at most so far."""
    if _STATUS.exists():
        lines = _STATUS.read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{field}:"))
    psutil = peer("psutil")
    if psutil is None:
        return None
    told = psutil.Process().memory_info()
    return (told.rss if field == "VmRSS" else getattr(told, "peak_wset", told.rss)) / 2**20


def _settle() -> None:
    """Return back what making the input left over, and forget its peak, where the system can."""
    gc.collect()
    try:
        ctypes.CDLL("libc.so.6").malloc_trim(0)
        Path("/proc/self/clear_refs").write_text("5", encoding="utf-8")
    except (OSError, AttributeError):
        return


def _main(name: str, size: int) -> None:
    load()
    # The module that was run and the one that was imported are two; the tasks stand in the latter.
    from benchmarks.memory import tasks as declared

    run = declared[name](size)
    _settle()
    start = _megabytes("VmRSS")
    kept = run()
    peak = _megabytes("VmHWM")
    del kept
    print(json.dumps(None if start is None or peak is None else peak - start))


if __name__ == "__main__":
    _main(sys.argv[1], int(sys.argv[2]))
