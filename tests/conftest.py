r"""One small system whose every value is worked by hand, and `draw` to make others in a line.

In 2024 (each tie once; what was reported, by whom, is in `IN_2024`)::

         NHS             Police          Voluntary

          A -----------.                             H
          |             \
          B ------------- D ------------- F ------- G ------- U
          |             / |              /
          C -----------'  E             /
           \___________________________/

On the forum x sit A, D and F, on y A and B, on z G and U. U was not asked, and nobody knows its
sector. H works with nobody. E and H were asked and did
not answer. In 2022 the map was smaller, and J, a police force, was on it.
"""

from __future__ import annotations

import gc
import inspect
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace
from functools import wraps
from io import BytesIO
from pathlib import Path
from typing import Any

import click
import numpy as np
import pandas as pd
import pytest
from browser import Browser, Lender, chromium
from click.testing import CliRunner, Result

import sysmap as sm
import sysmap.public  # with all that is declared, which tests go through when they are collected
from sysmap.checking.drawn import agrees, asked, draw, members, partners, reports
from sysmap.cli import commands, showing
from sysmap.findings import degree_preserving
from sysmap.findings.disclosure.copies import public_copy
from sysmap.findings.introductions import search
from sysmap.findings.planning import power
from sysmap.network.graph.arrays import Arrays
from sysmap.outputs.saving import outputs
from sysmap.plotting import charts
from sysmap.records.shapes.declaring import layouts

__all__ = ["agrees", "asked", "draw", "members", "partners", "reports"]  # tests draw what checks draw

# What a command says does not depend on how busy the machine is: none says that it takes long.
showing._SHOW_AFTER = 1e6

RIVERSIDE = Path(sm.__file__).parent / "data" / "riverside"
EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
LOCAL_VISION = EXAMPLES / "local_vision" / "places"
FEW_PLACES = ("aldermere", "calderwick", "garthwick", "stanwold")
"""Some of those places: one of them with one wave only, one with few changes."""

SECTORS = {
    **dict.fromkeys("ABC", "NHS"),
    **dict.fromkeys("DEJ", "Police"),
    **dict.fromkeys("FGH", "Voluntary"),
    "U": "unknown",
}
# Who reported a tie with whom: the kind, and how strong from 1 to 3 where that was said.
IN_2022 = "A-B:plans:2  B-C:plans:1  D-E:plans:2  F-D:plans:1  D-J:plans:1"
IN_2024 = """A-B:plans:3  A-B:refers  B-A:plans:2    B-C:plans:1    A-D:plans:1  D-A:plans:1
             B-D:refers   D-B:plans:2    D-C:plans:2    F-C:plans:3    D-F:plans:1  F-D:plans:1
             D-E:plans:2    F-G:refers    G-U:plans:2"""
SEATS = "A@x D@x F@x A@y B@y G@z U@z"
ANSWERED = {"2022": "ABCDEFGJ", "2024": "ABCDFG"}
SILENT = {"2022": "H", "2024": "EH"}


def _not_awaited(file: int) -> None:
    """Stand in for `os.fsync`: what a test writes need not outlast a power cut."""
    os.fstat(file)


@pytest.fixture(scope="session", autouse=True)
def nothing_waits_for_the_disk() -> Iterator[None]:
    """Do not wait until files are on the disk; where that matters, tests put their own in its place."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", _not_awaited)
        yield


def pytest_collection_finish() -> None:
    """Search seldom for litter, and not among what stays: that took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 20, 50)


def pytest_sessionfinish() -> None:
    """Leave what is left to the end of the process: pytest looks through all of it five times."""
    gc.freeze()


def worked_out(measure: str, system: sm.SystemMap) -> float | str | dict[str, float | str]:
    """Return a measure's value, or the reason where there is none; by organisation if it is of that level."""
    if sm.catalogue[measure].level == "organisation":
        scores = sm.organisation_scores(system, measure)
        reasons = scores.undefined[measure]
        return {name: reasons.get(name, value) for name, value in scores[measure].items()}
    row = sm.integration(system, measure, draws=0).to_frame().loc[measure]
    return row["undefined"] or row["value"]


def arrays_of(ties: Iterable[tuple[int, int]], sector: Sequence[int], *, directed: bool = False) -> Arrays:
    """Make the arrays of a map without records: ties between places, and a sector for each (−1 unknown)."""
    ends = {(a, b) if directed else (min(a, b), max(a, b)) for a, b in ties if a != b}
    source, target = np.array(sorted(ends), dtype=np.int32).reshape(-1, 2).T
    return Arrays(
        nodes=tuple(f"n{place:03}" for place in range(len(sector))),
        source=source,
        target=target,
        strength=np.full(len(source), np.nan),
        sector=np.array(sector, dtype=np.int32),
        sectors=tuple(f"s{code}" for code in range(max(sector, default=-1) + 1)),
        directed=directed,
    )


def copied(records: sm.Records) -> sm.Records:
    """Copy records that are read once, for a test that may change what it gets."""
    tables = {each.name: getattr(records, each.name) for each in fields(records)}
    return replace(
        records, **{name: table.copy() for name, table in tables.items() if isinstance(table, pd.DataFrame)}
    )


def drawn_map(arrays: Arrays, *, report: str = "any") -> sm.SystemMap:
    """Make a map with the ties of some arrays, through records."""
    ends = zip(arrays.source.tolist(), arrays.target.tolist(), strict=True)
    labels = ["unknown" if code < 0 else arrays.sectors[code] for code in arrays.sector]
    ties = " ".join(f"{arrays.nodes[a]}-{arrays.nodes[b]}" for a, b in ends)
    return draw(ties, report=report, **dict(zip(arrays.nodes, labels, strict=True)))


def random_arrays(
    seed: int, size: int, share: float, sectors: int, *, unknown: int = 0, directed: bool = False
) -> Arrays:
    """Make the arrays of a map drawn at random, the first `unknown` organisations of unknown sector."""
    random = np.random.default_rng(seed)
    sector = random.integers(0, sectors, size)
    sector[:unknown] = -1
    ties = np.argwhere(random.random((size, size)) < (share if directed else share / 2))
    return arrays_of(map(tuple, ties.tolist()), sector.tolist(), directed=directed)


def commands_of(group: click.Group) -> dict[str, click.Command]:
    """Load the commands of a group."""
    context = click.Context(group)
    found = {name: group.get_command(context, name) for name in group.list_commands(context)}
    return {name: command for name, command in found.items() if command is not None}


def single_commands(group: click.Group, before: str = "") -> dict[str, click.Command]:
    """Return the commands of a group and those of the groups in it, by the words that call them."""
    found: dict[str, click.Command] = {}
    for name, command in commands_of(group).items():
        if isinstance(command, click.Group):
            found |= single_commands(command, f"{name} ")
        else:
            found[before + name] = command
    return found


def _shapes() -> Iterator[tuple[str, Arrays]]:
    """Maps on which algorithms go wrong: without ties, in parts, with hubs, in a line, of one sector."""
    for directed in (False, True):
        way = "arcs" if directed else "ties"
        yield f"no organisation, {way}", arrays_of([], [], directed=directed)
        yield f"one organisation, {way}", arrays_of([], [0], directed=directed)
        yield f"two organisations, {way}", arrays_of([(0, 1)], [0, 1], directed=directed)
        yield f"no ties, {way}", arrays_of([], [0, 0, 1, -1], directed=directed)
        yield f"a line, {way}", arrays_of([(i, i + 1) for i in range(70)], [0, 1, 2] * 24, directed=directed)
        yield f"a hub, {way}", arrays_of([(7, i) for i in range(40)], [0, 1] * 20, directed=directed)
        yield f"everybody, {way}", random_arrays(0, 9, 2.0, 3, directed=directed)
        yield f"one sector, {way}", random_arrays(1, 20, 0.2, 1, directed=directed)
        yield f"each its own sector, {way}", arrays_of([(0, 1), (1, 2), (3, 4)], range(6), directed=directed)
        yield f"nobody's sector known, {way}", random_arrays(2, 20, 0.2, 2, unknown=20, directed=directed)
        for seed, share in ((3, 0.05), (4, 0.15), (5, 0.4)):
            yield (
                f"drawn at random with chance {share}, {way}",
                random_arrays(seed, 30, share, 4, unknown=5, directed=directed),
            )
        yield (
            f"several words of sources, {way}",
            random_arrays(6, 600, 0.006, 3, unknown=70, directed=directed),
        )


SHAPES = dict(_shapes())


def shapes(*, least: int = 0, most: int = 1_000, directed: bool | None = None) -> pytest.MarkDecorator:
    """Run a test on each of those maps of at least and at most so many organisations."""
    chosen = [
        pytest.param(arrays, id=name)
        for name, arrays in SHAPES.items()
        if least <= arrays.n <= most and directed in (None, arrays.directed)
    ]
    return pytest.mark.parametrize("arrays", chosen)


@pytest.fixture(scope="session")
def records() -> sm.Records:
    """Both waves of the small system, as read."""
    return sm.read_records(
        partners=partners(SECTORS),
        collaborations=pd.concat([reports(IN_2022, "2022"), reports(IN_2024, "2024")], ignore_index=True),
        asked=asked(ANSWERED, SILENT),
        memberships=members(SEATS),
        sectors="as written",
    )


@pytest.fixture(scope="session")
def before(records: sm.Records) -> sm.SystemMap:
    """The small system in 2022."""
    return sm.build_map(records, "2022")


@pytest.fixture(scope="session")
def small(records: sm.Records) -> sm.SystemMap:
    """The small system in 2024: the one in the picture."""
    return sm.build_map(records, "2024")


@pytest.fixture(scope="session")
def arrows(records: sm.Records) -> sm.SystemMap:
    """The small system in 2024 with every report an arc from who reported it."""
    return sm.build_map(records, "2024", report="directed")


@contextmanager
def redrawn_few_times() -> Iterator[None]:
    """Redraw ties a few times only, and look at few sets of introductions.

    For tests of what is said, not of how often ties were redrawn nor of which introductions are best.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(degree_preserving, "MOST_DRAWS", 19)
        patch.setattr(search, "SETS", 1_000)
        yield


@contextmanager
def few_programmes() -> Iterator[None]:
    """Invent a few programmes only for a plan, each as often as it takes: its numbers are not tested."""
    compared, known = power.compared, {}

    def one_of_few(*given: object, seed: tuple[int, ...], **how: object) -> object:
        *arm, draw = seed
        seed = (*arm, draw % 12)
        key = (given, seed, *sorted(how.items()))
        if key not in known:
            known[key] = compared(*given, seed=seed, **how)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(power, "compared", one_of_few)
        yield


@contextmanager
def verbs_work_once() -> Iterator[None]:
    """Let commands that are given the same records show the same results, whichever way they are shown."""
    results: dict[tuple[object, ...], object] = {}
    others = (sm.save, sm.read_records, sm.bundle, sm.verify)
    verbs = [getattr(sm, name) for name in sm.__all__ if inspect.isfunction(getattr(sm, name))]
    verbs = [each for each in verbs if each not in others] + [public_copy]

    def name_of(value: object) -> object:
        return repr(value) if isinstance(value, (str, int, float, list, tuple, Path, type(None))) else value

    def once(verb: Callable[..., object]) -> Callable[..., object]:
        @wraps(verb)
        def looked_up(*given: object, **how: object) -> object:
            named = [*enumerate(given), *sorted(how.items())]
            key = (verb, *((name, name_of(value)) for name, value in named))
            if key not in results:
                results[key] = verb(*given, **how)
            return results[key]

        return looked_up

    with pytest.MonkeyPatch.context() as patch:
        # Commands take the verb from its module where they load it late.
        there = ("sysmap.cli.", "sysmap.network.build")
        for module in [each for name, each in sys.modules.items() if name.startswith(there)]:
            for name, value in vars(module).copy().items():
                if any(value is each for each in verbs):
                    patch.setattr(module, name, once(value))
        yield


@pytest.fixture(scope="module")
def few_redraws() -> Iterator[None]:
    """Redraw ties a few times only, in a whole module."""
    with redrawn_few_times():
        yield


@contextmanager
def without_pictures_in_word() -> Iterator[None]:
    """Put a blank sheet into Word documents for each picture: they take longest to draw, and say nothing."""
    from PIL import Image

    sheet = BytesIO()
    Image.new("L", (40, 30), 255).save(sheet, "png")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sysmap.pages.report.word.png_of", lambda _: sheet.getvalue())
        yield


@pytest.fixture
def blank_pictures_in_word() -> Iterator[None]:
    """Put a blank sheet into the Word documents of a test for each picture."""
    with without_pictures_in_word():
        yield


@contextmanager
def pictures_of_few_dots() -> Iterator[None]:
    """Draw PNG files small: for tests of what is said in them, not of how they look."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sysmap.image_files.DPI", 20)
        yield


@pytest.fixture(scope="module")
def few_dots() -> Iterator[None]:
    """Draw PNG files small, in a whole module."""
    with pictures_of_few_dots():
        yield


@contextmanager
def shown_in_passing() -> Iterator[None]:
    """Take few draws and dots of everything, and draw nothing for Word: it is tested whether it runs."""
    with redrawn_few_times(), few_programmes(), pictures_of_few_dots(), without_pictures_in_word():
        yield


@pytest.fixture
def in_passing() -> Iterator[None]:
    """The same, in a test."""
    with shown_in_passing():
        yield


def copy_examples(target: Path) -> Path:
    """Copy the examples; of the many places a few, which say as much and take a tenth of the time."""
    left_out = {home.name for home in LOCAL_VISION.iterdir()} - {*FEW_PLACES}
    shutil.copytree(
        EXAMPLES, target, ignore=lambda folder, _: left_out if Path(folder) == LOCAL_VISION else set()
    )
    return target


@contextmanager
def nothing_stays_declared() -> Iterator[None]:
    """Forget afterwards what was declared meanwhile."""
    registries = (sm.catalogue, layouts, outputs, charts)
    before = [(dict(each._entries), dict(each._homes)) for each in registries]
    yield
    for each, (entries, homes) in zip(registries, before, strict=True):
        each._entries, each._homes = entries, homes


@pytest.fixture(scope="session")
def demonstrated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    """What the demo prints, and the folder that it has written in a folder of its own."""
    with pytest.MonkeyPatch.context() as patch, redrawn_few_times():
        patch.chdir(tmp_path_factory.mktemp("demo"))
        return CliRunner().invoke(commands, ["demo"]), Path("sysmap-demo").absolute()


@pytest.fixture(scope="session")
def started_chromium() -> Iterator[Browser]:
    """Chromium, started once: that takes longer than most tests that look at a page."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def shared_browser(started_chromium: Browser) -> Iterator[Lender]:
    """Chromium, for pages at which several tests of a module look: they are closed after it."""
    with started_chromium.awake(), started_chromium.lending() as lender:
        yield lender


@pytest.fixture
def browser(shared_browser: Lender) -> Iterator[Lender]:
    """Chromium, for pages that a test has for itself: they are closed after it."""
    with shared_browser.browser.lending() as lender:
        yield lender


@pytest.fixture
def declared_for_a_while() -> Iterator[None]:
    """Forget after the test what it has declared."""
    with nothing_stays_declared():
        yield


@pytest.fixture
def riverside_folder(tmp_path: Path) -> Path:
    """A copy of the example records in a folder of the test's own."""
    return Path(shutil.copytree(RIVERSIDE, tmp_path / "riverside"))


@pytest.fixture(scope="session")
def riverside() -> sm.Records:
    """The example records."""
    return sm.read_records(RIVERSIDE)


# What many look at is made once. Ties are redrawn, and waves swapped, a few times: its numbers are not
# what is tested.


@pytest.fixture(scope="session")
def riverside_maps(riverside: sm.Records) -> tuple[sm.SystemMap, sm.SystemMap]:
    """The example records in 2022 and in 2024."""
    return sm.build_map(riverside, "2022"), sm.build_map(riverside, "2024")


@pytest.fixture(scope="session")
def riverside_change(riverside_maps: tuple[sm.SystemMap, sm.SystemMap]) -> sm.Comparison:
    """What changed in the example records."""
    with redrawn_few_times():
        return sm.compare(*riverside_maps, permutations=199)


@pytest.fixture(scope="session")
def riverside_report(riverside_change: sm.Comparison) -> sm.Report:
    """The report of what changed in the example records."""
    with redrawn_few_times():
        return sm.report(riverside_change)


@pytest.fixture(scope="session")
def riverside_public_report(riverside_change: sm.Comparison) -> sm.Report:
    """The same, for the public."""
    with redrawn_few_times():
        return sm.report(riverside_change, public=True)


@pytest.fixture(scope="session")
def local_vision() -> sm.Portfolio:
    """The 25 places of an example, side by side."""
    with redrawn_few_times():
        return sm.portfolio(LOCAL_VISION)


@pytest.fixture(scope="session")
def small_report(small: sm.SystemMap) -> sm.Report:
    """The report of the small system."""
    with redrawn_few_times():
        return sm.report(small)


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """Spark on this machine alone; without it, or without Java, what needs it is skipped."""
    if not shutil.which("java"):
        pytest.skip("there is no Java, which Spark needs")
    sql = pytest.importorskip(
        "pyspark.sql", reason='pyspark is not installed: python -m pip install -e ".[spark]"'
    )
    session = (
        sql.SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.log.level", "ERROR")
        .getOrCreate()
    )
    yield session
    session.stop()
