"""What a fresh Python takes from its start to its end."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def cpu_of(*arguments: object, ends_with: int = 0) -> float:
    """Take the CPU time of a fresh Python, or where the system does not tell it the time on the clock.

    Parameters
    ----------
    *arguments
        What Python is given: ``"-c", script`` or ``"-m", module``, and what follows.
    ends_with
        What it must end with: what failed earlier than it should has no time.

    Raises
    ------
    RuntimeError
        If it ends with anything else; the message holds what it wrote.
    """
    try:
        import resource
    except ImportError:
        start = time.perf_counter()
        _run(arguments, ends_with)
        return time.perf_counter() - start
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _run(arguments, ends_with)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _run(arguments: tuple[object, ...], ends_with: int) -> None:
    done = subprocess.run([sys.executable, *map(str, arguments)], cwd=ROOT, check=False, capture_output=True)
    if done.returncode != ends_with:
        raise RuntimeError(f"ended with {done.returncode}: {done.stderr.decode('utf-8', 'replace')}")
