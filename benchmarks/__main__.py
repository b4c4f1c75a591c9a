"""``python -m benchmarks``: run what was asked for, print one table, write JSON."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.declaring import Row, Run, load
from benchmarks.how_fast import keep, write_page
from benchmarks.machine import machine
from benchmarks.table import as_json, missed, written

RESULTS = Path(__file__).resolve().parent / "results.json"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmarks asked for; 1 if one of them misses a target."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="500 and 2,000 organisations (the default)")
    size.add_argument("--full", action="store_true", help="10,000 as well, the hub graph and large records")
    size.add_argument("--size", type=int, help="one number of organisations, everything else as small")
    parser.add_argument("--page", action="store_true", help="write the tables of docs/how_fast.md")
    parser.add_argument("--only", default="", metavar="NAME", help="benchmarks or rows, ; between them")
    parser.add_argument(
        "--json", type=Path, default=RESULTS, metavar="FILE", help="where to write the figures"
    )
    chosen = parser.parse_args(arguments)
    sizes = (chosen.size,) if chosen.size else (500, 2_000, 10_000) if chosen.full else (500, 2_000)
    run = Run(sizes, chosen.full, chosen.only, small=bool(chosen.size))
    start, rows = machine(), list[Row]()
    for function in load().values():
        for row in function(run):
            rows.append(row)
            print(f"{row.title}, {row.size:,}", file=sys.stderr, flush=True)
    if not rows:
        parser.error(f"there is nothing called {chosen.only!r}; there are: {', '.join(load())}")
    print(written(rows))
    if any(row.once for row in rows):
        print(
            "¹ one run, because it took over five seconds; else CPU milliseconds: the median, "
            "and between which two all runs were"
        )
    found = as_json(rows, start)
    text = json.dumps(found, indent=1, ensure_ascii=False) + "\n"
    chosen.json.write_text(text, encoding="utf-8", newline="\n")
    if chosen.page:
        keep(found)
        write_page()
    # At the smallest size nothing is told of speed.
    below = [] if run.small else missed(rows)
    for line in below:
        print(line, file=sys.stderr)
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
