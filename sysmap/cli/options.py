"""The options that commands share, and sources as the command line writes them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from sysmap.cli.paths import ReadPath, Source, WrittenPath, wave_and_path
from sysmap.cli.showing import with_progress
from sysmap.findings.disclosure.copies import refuse_boundary, refuse_people
from sysmap.network.build import JOINING_RULES, REPORT_RULES, build_map
from sysmap.network.system import SystemMap
from sysmap.records.read import read_records
from sysmap.records.record_set import Records
from sysmap.records.shapes.declaring import layouts
from sysmap.records.tables.sector_labels import AS_WRITTEN, INFER, RULES, UK

FORMATS = ("table", "csv", "json")
Command = Callable[..., Any]


def _sector_rule(
    _ctx: click.Context, _param: click.Parameter, given: tuple[str, ...]
) -> str | dict[str, str]:
    """Turn a rule and labels with their sectors into what `read_records` takes."""
    meant: dict[str, str] = {}
    rules = []
    for text in given:
        label, equals, sector = text.rpartition("=")
        if equals:
            meant[label.strip()] = sector.strip()
        else:
            rules.append(text.replace("-", " "))
    rule = rules[0] if rules else UK
    if len(rules) > 1 or rule not in RULES or (meant and rule == AS_WRITTEN):
        known = ", ".join(each.replace(" ", "-") for each in RULES)
        raise click.BadParameter(
            f"{' and '.join(given)}: give one of {known}; beside {UK} or {INFER}, LABEL=SECTOR for each "
            "label of yours"
        )
    return {**({"": INFER} if rule == INFER else {}), **meant} if meant else rule


SECTORS = click.option(
    "--sectors",
    "sector_rule",
    multiple=True,
    default=(UK,),
    show_default=True,
    callback=_sector_rule,
    metavar="RULE|LABEL=SECTOR",
    help="uk: fold known spellings of sectors and refuse near misses; as-written: take them as written; "
    'infer: work out what is missing. Or what a label of yours means, as in Trust="NHS provider".',
)
_READING = (
    click.argument("sources", nargs=-1, required=True, type=Source()),
    SECTORS,
    click.option(
        "--layout",
        type=click.Choice(list(layouts)),
        help="The shape of the records; recognised if not given.",
    ),
    click.option(
        "--succession",
        type=ReadPath(),
        metavar="FILE",
        help="Which organisations followed which: a table of from, to, date and kind.",
    ),
    click.option(
        "--register",
        multiple=True,
        type=ReadPath(),
        metavar="FILE",
        help="A register that names are looked up in; may be given several times.",
    ),
    click.option("--aliases", type=ReadPath(), metavar="FILE", help="Names that were decided before."),
    click.option(
        "--columns",
        multiple=True,
        metavar="COLUMN=HEADER",
        help='Which column means what, as in source="Agency A"; or respondent="Who are you?".',
    ),
    click.option(
        "--scale",
        multiple=True,
        metavar="WORD=NUMBER",
        help="What a word of strength stands for; WORD= is no answer.",
    ),
    click.option(
        "--keep",
        multiple=True,
        metavar="HEADER",
        help="A column of partners to keep whatever it holds; free texts and personal data are not read.",
    ),
)
_BUILDING = (
    click.option(
        "--boundary",
        default="sector",
        show_default=True,
        help="The column of partners whose crossing matters.",
    ),
    click.option(
        "--report",
        type=click.Choice(REPORT_RULES),
        default="any",
        show_default=True,
        help="Whose report makes a tie: either side's, both sides', or each as an arc.",
    ),
    click.option("--kinds", metavar="KIND[,KIND]", help="The kinds of tie to take."),
    click.option(
        "--at-least", type=float, metavar="NUMBER", help="The least strength of a record to be taken."
    ),
    click.option(
        "--forums",
        type=click.Choice(JOINING_RULES),
        default="apart",
        show_default=True,
        help="Leave forums out of pictures, or draw them with a line to each member.",
    ),
    click.option(
        "--units",
        type=click.Choice(JOINING_RULES),
        default="apart",
        show_default=True,
        help="Take units as they are, or as the organisation of which they are a part.",
    ),
    click.option("--place", metavar="PLACE", help="Take the organisations of this place alone."),
)
_WAVE = (click.option("--wave", help="The wave; not needed where there is one."),)
_TWO_WAVES = (
    click.option("--before", help="The earlier wave; not needed where there are two."),
    click.option("--after", help="The later wave; not needed where there are two."),
)
_CHANCE = (
    click.option(
        "--draws",
        type=click.IntRange(min=0),
        default=5000,
        show_default=True,
        help="Shuffles of the sectors that say what chance would give; 0 for none.",
    ),
    click.option(
        "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Seed of the shuffles."
    ),
)
_MEASURES = (
    click.option(
        "--measures", "names", metavar="NAME[,NAME]", help="Names of measures: see sysmap measures."
    ),
)
_SHOWING = (
    click.option(
        "--format",
        "how",
        type=click.Choice(FORMATS),
        default="table",
        show_default=True,
        help="What is printed.",
    ),
    click.option(
        "-o",
        "--output",
        type=WrittenPath(),
        metavar="FILE",
        help="Write to a file instead; its suffix decides the format.",
    ),
)
_PUBLIC = (
    click.option(
        "--public",
        is_flag=True,
        help="For the public: only what is declared public; no notes, ratings, reporters, who answered, "
        "single payments or columns of your own; how many answered said so that no small sector can be told.",
    ),
)
_QUIET = (click.option("--quiet", is_flag=True, help="No progress and no remarks."),)
_SETS = {
    "reading": _READING,
    "building": _BUILDING,
    "wave": _WAVE,
    "two_waves": _TWO_WAVES,
    "chance": _CHANCE,
    "measures": _MEASURES,
    "showing": _SHOWING,
    "public": _PUBLIC,
}


def options(*names: str) -> Callable[[Command], Command]:
    """Give a command sets of options by name, ``--quiet``, and a progress bar for long work."""

    def add(command: Command) -> Command:
        @wraps(command)
        def run(**given: Any) -> Any:
            with with_progress(given.pop("quiet")):
                return command(**given)

        decorated: Command = run
        for option in reversed([*(option for name in names for option in _SETS[name]), *_QUIET]):
            decorated = option(decorated)
        return decorated

    return add


def read(given: dict[str, Any]) -> Records:
    """Read the sources that a command was given."""
    return read_records(
        *parsed(given["sources"]),
        sectors=given["sector_rule"],
        layout=given["layout"],
        succession=given["succession"],
        register=list(given["register"]) or None,
        aliases=given["aliases"],
        columns=columns_of(given["columns"]),
        scale=scale_of(given["scale"]),
        keep=given["keep"],
    )


def parsed(sources: tuple[str, ...]) -> list[Any]:
    """Turn ``2022=a.xlsx 2024=b.xlsx`` into one mapping of wave to files; other sources stay paths."""
    paths: list[Any] = []
    waves: dict[str, list[str]] = {}
    for source in sources:
        wave, path = wave_and_path(source)
        if wave:
            waves.setdefault(wave, []).append(path)
        else:
            paths.append(path)
    return [*paths, *([waves] if waves else [])]


def columns_of(named: tuple[str, ...]) -> dict[str, str] | None:
    """Turn columns given as ``COLUMN=HEADER`` into headers by column; None where none are given."""
    columns = {}
    for given in named:
        column, equals, header = given.partition("=")
        if not equals or not column.strip() or not header.strip():
            raise click.BadParameter(
                f'{given!r} is not COLUMN=HEADER, as in source="Agency A"', param_hint="--columns"
            )
        columns[column.strip()] = header.strip()
    return columns or None


def scale_of(words: tuple[str, ...]) -> dict[str, float | None] | None:
    """Turn words given as ``WORD=NUMBER``, or ``WORD=`` for no answer, into what they stand for.

    None where none are given.
    """
    scale: dict[str, float | None] = {}
    for given in words:
        word, equals, number = given.rpartition("=")
        try:
            scale[word] = None if equals and word and not number.strip() else float(number)
        except ValueError:
            raise click.BadParameter(
                f"{given!r} is not WORD=NUMBER, as in weekly=5", param_hint="--scale"
            ) from None
    return scale or None


def build(records: Records, wave: str | None, given: dict[str, Any]) -> SystemMap:
    """Build the map of a wave by the rules that a command was given."""
    if given.get("public"):
        refuse_boundary(given["boundary"])
    system = build_map(
        records,
        wave,
        boundary=given["boundary"],
        report=given["report"],
        kinds=comma_list(given["kinds"]),
        at_least=given["at_least"],
        forums=given["forums"],
        units=given["units"],
        place=given["place"],
    )
    if given.get("public"):
        refuse_people(system.organisations.reset_index())
    return system


def comma_list(text: str | None) -> list[str] | None:
    """Split a list written with commas; None stays None."""
    return [part.strip() for part in text.split(",") if part.strip()] if text else None
