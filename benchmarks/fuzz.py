"""Reads inputs changed at random, each in a process of its own: ``python -m benchmarks.fuzz --inputs 20000``.

An input is read, or refused with a `SysmapError`; anything else is a fault, as is more than 5 seconds,
500 MB, or a law that does not hold of what was read. What is done already is found in the file of results
and not done again. ``--seed 17 --keep FOLDER`` reads one input here and leaves its files.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import io
import json
import multiprocessing
import os
import re
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.fuzz_cells import cells_in
from benchmarks.fuzz_files import Case, Given
from benchmarks.fuzz_inputs import cases, given, laid_out
from benchmarks.fuzz_law import Facts, broken, facts, lost
from sysmap.errors import SysmapError
from sysmap.findings.comparison.compare import compare
from sysmap.network.build import build_map
from sysmap.outputs.saving import save
from sysmap.records.containers.opening import open_all
from sysmap.records.problems import Problems
from sysmap.records.read import read_records
from sysmap.records.record_set import Records

SECONDS, MEGABYTES = 5.0, 500.0
GOOD = ("read", "refused")
RESULTS = Path(__file__).resolve().parent / "fuzz.jsonl"
# Beyond this a process is stopped, so that one input does not take the machine.
_STOPPED_AFTER, _ROOM = 60.0, 3_000_000_000
# Words that no message for people holds.
_RAW = re.compile(r"NoneType|Traceback|<class|object at 0x|\bnp\.|dtype|Timestamp\(")
Outcome = dict[str, Any]


def outcome(made: Given, folder: Path, *, again: bool = True) -> Outcome:
    """Read one input here; say whether it was read or refused, or what is wrong."""
    printed = io.StringIO()
    found: Outcome = {"seed": made.seed, "case": made.case.name, "how": str(made), "kind": "read", "says": ""}
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(printed):
            warnings.simplefilter("error")
            _try(made, folder, found, again)
    except SysmapError as error:
        found |= {"kind": "refused", "says": str(error)[:200]}
        if not str(error).strip() or _RAW.search(str(error)):
            found |= {"kind": "refused in no words", "says": str(error)[:500]}
    except MemoryError:
        found |= {"kind": "memory", "says": "more than there was room for"}
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        found |= {"kind": type(error).__name__, "says": f"{_where(error)}: {str(error)[:200]}"}
    if printed.getvalue() and found["kind"] in GOOD:
        found |= {"kind": "printed", "says": printed.getvalue()[:200]}
    return found


def _try(made: Given, folder: Path, found: Outcome, again: bool) -> None:
    sources, options = laid_out(made, folder)
    records = read_records(*sources, **options)
    # What follows is not the reading of the input any more: a refusal of it is no refusal of the input.
    try:
        groups = open_all(sources, {}, Problems())
        wrong = broken(records, groups, cells_in([*sources, *_beside(options)]))
        unchanged = made.options == made.case.options and made.way in ("as they are", "folder")
        if unchanged and (before := sound(made.case)) is not None:
            gone = lost(before, facts(records), made.files, keeps=made.keeps, takes=made.takes)
            found |= {"gone": gone} if gone else {}
        if again:
            wrong += _again(records, folder / "saved")
            _used(records)
    except SysmapError as error:
        wrong = [f"refused after it was read: {str(error)[:300]}"]
    if wrong:
        found |= {"kind": "law", "says": "; ".join(wrong)[:600]}


def _beside(options: dict[str, Any]) -> list[Any]:
    """Return what is read beside the sources."""
    return [options[name] for name in ("succession",) if name in options]


def _again(records: Records, folder: Path) -> list[str]:
    """Save what was read and read it again: it must be the same."""
    save(records, folder)
    twice = read_records(folder, sectors="as written")
    one, other = facts(records), facts(twice)
    if one.names != other.names or one.ties != other.ties:
        return ["saved and read again, it is something else"]
    return []


def _used(records: Records) -> None:
    """Make maps of what was read, and compare two waves; words may say that this cannot be done."""
    with contextlib.suppress(SysmapError):
        maps = [build_map(records, wave) for wave in records.waves_in_order or (None,)]
        if len(maps) == 2:
            repr(compare(*maps, permutations=0))


@cache
def sound(case: Case) -> Facts | None:
    """Return what a case holds when nothing is changed; None where it is refused."""
    try:
        return facts(read_records(*case.files, **case.options))
    except SysmapError:
        return None


def _where(error: BaseException) -> str:
    """Say where in our own code an error came up, whoever raised it."""
    ours = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if f"{os.sep}sysmap{os.sep}" in frame.filename
    ]
    last = ours[-1] if ours else traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(last.filename).parent.name}/{Path(last.filename).name}:{last.name}"


def _one(seed: int, pipe: Any) -> None:
    """Read one input in a process of its own, and tell what it took."""
    room = _limited()
    made = given(seed)
    start = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        found = outcome(made, Path(folder), again=seed % 4 == 0)
    seconds, megabytes = time.process_time() - start, room()
    if found["kind"] in GOOD and (seconds > SECONDS or megabytes > MEGABYTES):
        found["kind"] = "slow" if seconds > SECONDS else "memory"
    pipe.send({**found, "seconds": round(seconds, 3), "megabytes": round(megabytes, 1)})
    pipe.close()


def _limited() -> Any:
    """Limit what this process may take, where the system can; give what it took since."""
    try:
        import resource
    except ImportError:
        return lambda: 0.0
    resource.setrlimit(resource.RLIMIT_CPU, (int(_STOPPED_AFTER), int(_STOPPED_AFTER)))
    resource.setrlimit(resource.RLIMIT_AS, (_ROOM, _ROOM))
    unit = 1 if sys.platform == "darwin" else 1024

    def peak() -> float:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20

    before = peak()
    return lambda: peak() - before


def apart(seed: int) -> Outcome:
    """Read one input in a process of its own; what it does to that process is an outcome too."""
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if "fork" in methods else "spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_one, args=(seed, theirs), daemon=True)
    process.start()
    theirs.close()
    found: Outcome = {}
    with contextlib.suppress(EOFError):
        if ours.poll(2 * _STOPPED_AFTER):
            found = ours.recv()
    if not found:
        process.kill()
        made = given(seed)
        found = {
            "seed": seed,
            "case": made.case.name,
            "how": str(made),
            "kind": "stopped",
            "says": "did not end",
        }
    process.join()
    return found


def _worker(seeds: Sequence[int], results: Path) -> None:
    # What every input needs is made once, before the processes that read them part.
    for case in cases() if len(seeds) > len(cases()) else ():
        sound(case)
    gc.collect()
    gc.freeze()
    for seed in seeds:
        line = json.dumps(apart(seed), ensure_ascii=True)
        with results.open("a", encoding="utf-8") as file:
            file.write(line + "\n")


def run(seeds: Iterable[int], results: Path, processes: int = 2) -> None:
    """Read the inputs of these numbers that the file of results does not hold."""
    done = {found["seed"] for found in read_results(results)}
    # A line that was cut off when a run was stopped ends here.
    if results.exists() and not results.read_bytes().endswith(b"\n"):
        with results.open("a", encoding="utf-8") as file:
            file.write("\n")
    waiting = [seed for seed in seeds if seed not in done]
    workers = [
        multiprocessing.Process(target=_worker, args=(waiting[one::processes], results))
        for one in range(processes)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def read_results(path: Path) -> Iterator[Outcome]:
    """Read the outcomes in a file of results; a line cut off when a run was stopped is left out."""
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        with contextlib.suppress(ValueError):
            yield json.loads(line)


def table(outcomes: Sequence[Outcome]) -> str:
    """Count the outcomes, and list the faults by kind and place, each with the least number that shows it."""
    kinds = Counter(found["kind"] for found in outcomes)
    lines = [f"{len(outcomes):,} inputs: {kinds['read']:,} read, {kinds['refused']:,} refused in words"]
    lines.append(
        f"at most {max((one.get('seconds', 0) for one in outcomes), default=0):.1f} s of the processor "
        f"and {max((one.get('megabytes', 0) for one in outcomes), default=0):.0f} MB"
    )
    faults: dict[tuple[str, str], list[int]] = defaultdict(list)
    for found in outcomes:
        if found["kind"] not in GOOD:
            faults[found["kind"], re.sub(r"\d+|'[^']*'|\[[^\]]*\]", "…", found["says"])[:110]].append(
                found["seed"]
            )
    for (kind, says), seeds in sorted(faults.items(), key=lambda item: -len(item[1])):
        lines.append(f"{len(seeds):>6}  {kind:<12} seed {min(seeds):<7} {says}")
    lines.append(f"{sum(map(len, faults.values())):,} faults of {len(faults)} kinds")
    gone = [found for found in outcomes if found.get("gone")]
    lines.append(f"{len(gone):,} were read and hold less than before, without more words: to be looked at")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the inputs asked for, and print what came of them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=1_000, metavar="N", help="how many inputs")
    parser.add_argument("--first", type=int, default=0, metavar="SEED", help="the number of the first")
    parser.add_argument(
        "--results", type=Path, default=RESULTS, metavar="FILE", help="where outcomes are kept"
    )
    parser.add_argument("--processes", type=int, default=2, metavar="N")
    parser.add_argument("--seed", type=int, help="read this one input here, and show the error whole")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="with --seed: where its files are left")
    chosen = parser.parse_args(arguments)
    if chosen.seed is not None:
        return _show(chosen.seed, chosen.keep)
    seeds = range(chosen.first, chosen.first + chosen.inputs)
    run(seeds, chosen.results, chosen.processes)
    outcomes = [found for found in read_results(chosen.results) if found["seed"] in seeds]
    print(table(outcomes))
    return 0 if all(found["kind"] in GOOD for found in outcomes) else 1


def _show(seed: int, keep: Path | None) -> int:
    made = given(seed)
    print(made)
    with tempfile.TemporaryDirectory() as folder:
        where = keep or Path(folder)
        where.mkdir(parents=True, exist_ok=True)
        sources, options = laid_out(made, where)
        print(f"read_records(*{sources}, **{options})")
        try:
            records = read_records(*sources, **options)
        except SysmapError as error:
            print(f"refused: {error}")
            return 0
        print(records)
        found = outcome(made, Path(tempfile.mkdtemp(dir=folder)))
        print(found)
    return 0 if found["kind"] == "read" else 1


if __name__ == "__main__":
    sys.exit(main())
