"""The options that commands share, and sources as the command line writes them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from typing import TYPE_CHECKING, Any

import click

from sysmap.cli.generated import Command, Typed, VerbOptions, options_of
from sysmap.cli.paths import ReadPath, Source, WrittenPath, wave_and_path
from sysmap.cli.showing import with_progress
from sysmap.findings.comparison.estimating.primary import DEFAULT_PRIMARY
from sysmap.outputs.saving import save
from sysmap.records.read import read_records
from sysmap.records.record_set import Records
from sysmap.records.shapes.declaring import layouts
from sysmap.records.tables.declared import table_called
from sysmap.records.tables.sector_labels import AS_WRITTEN, INFER, RULES, UK

if TYPE_CHECKING:
    from sysmap.network.system import SystemMap

FORMATS = ("table", "csv", "json")
Option = Callable[[Command], Command]


def sector_rule(given: tuple[str, ...]) -> str | dict[str, str]:
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


def columns_of(named: tuple[str, ...]) -> dict[str, Any] | None:
    """Turn columns given as ``[WAVE.][TABLE.]COLUMN=HEADER`` into headers by column; None for none."""
    columns: dict[str, Any] = {}
    for given in named:
        column, equals, header = given.partition("=")
        if not equals or not column.strip() or not header.strip():
            raise click.BadParameter(
                f'{given!r} is not COLUMN=HEADER, as in source="Agency A"', param_hint="--columns"
            )
        before, _, last = column.strip().rpartition(".")
        wave, _, table = before.rpartition(".")
        if before and table_called(table) is None:
            wave, table = before, ""  # a wave may have a dot of its own
        inner = columns
        for key in filter(None, (wave, table)):
            inner = inner.setdefault(key, {})
            if not isinstance(inner, dict):
                raise click.BadParameter(
                    f"{key} is given a header, and columns of its own: give one", param_hint="--columns"
                )
        inner[last] = header.strip()
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


def comma_list(text: str | None) -> list[str] | None:
    """Split a list written with commas; None stays None."""
    return [part.strip() for part in text.split(",") if part.strip()] if text else None


READING = options_of(
    read_records,
    layout=Typed(type=click.Choice(list(layouts))),
    sectors=Typed(
        several=True,
        metavar="RULE|LABEL=SECTOR",
        into=sector_rule,
        also="uk: fold known spellings of sectors and refuse near misses; as-written: take them as written; "
        'infer: work out what is missing. Or what a label of yours means, as in Trust="NHS provider".',
    ),
    succession=Typed(type=ReadPath(), metavar="FILE"),
    register=Typed(type=ReadPath(), metavar="FILE", several=True),
    aliases=Typed(type=ReadPath(), metavar="FILE"),
    columns=Typed(
        several=True,
        metavar="[TABLE.]COLUMN=HEADER",
        into=columns_of,
        also='For example source="Agency A". Where one call names columns of several tables, with the table '
        'before it: partners.sector="Type of org". Of one wave, with the wave: 2022.source="Agency". Or '
        'respondent="Who are you?".',
    ),
    scale=Typed(several=True, metavar="WORD=NUMBER", into=scale_of, also="WORD= is no answer."),
    keep=Typed(several=True, metavar="HEADER"),
    said=Typed(type=ReadPath(), metavar="FILE", several=True, into=list),
)
MEASURES = Typed(metavar="NAME[,NAME]", into=comma_list, also="See sysmap measures.")
PRIMARY = Typed(metavar="NAME", shown=DEFAULT_PRIMARY)
PUBLIC = options_of(save).only("public")
FORMAT = click.option(
    "--format", "how", type=click.Choice(FORMATS), default="table", show_default=True, help="What is printed."
)
SOURCES = click.argument("sources", nargs=-1, required=True, type=Source())
_QUIET = click.option("--quiet", is_flag=True, help="No progress and no remarks.")
_SETS: dict[str, tuple[Option | VerbOptions, ...]] = {
    "reading": (SOURCES, READING),
    "two_waves": (
        click.option("--before", help="The earlier wave; not needed where there are two."),
        click.option("--after", help="The later wave; not needed where there are two."),
    ),
    "showing": (
        FORMAT,
        click.option(
            "-o",
            "--output",
            type=WrittenPath(),
            metavar="FILE",
            help="Write to a file instead; its suffix decides the format.",
        ),
    ),
    "public": (PUBLIC,),
    "if_answered": (
        click.option(
            "--if-answered",
            is_flag=True,
            help="Say instead what could differ if those who were silent had answered.",
        ),
    ),
}


@cache
def _rules() -> VerbOptions:
    """Return the options of building a map: what only reads loads nothing of it."""
    from sysmap.network.build import build_map

    return options_of(
        build_map,
        kinds=Typed(metavar="KIND[,KIND]", into=comma_list),
        place=Typed(metavar="PLACE"),
        said=Typed(called="room"),
    )


def _set(name: str) -> tuple[Option | VerbOptions, ...]:
    if name == "wave":
        return (_rules().only("wave"),)
    return (_rules().but("wave"),) if name == "building" else _SETS[name]


def options(*sets: str | VerbOptions) -> Option:
    """Give a command sets of options, some by name, ``--quiet``, and a progress bar for long work."""

    def add(command: Command) -> Command:
        @wraps(command)
        def run(**given: Any) -> Any:
            with with_progress(given.pop("quiet")):
                return command(**given)

        decorated: Command = run
        parts = [part for one in sets for part in (_set(one) if isinstance(one, str) else (one,))]
        for part in reversed([*parts, _QUIET]):
            for option in reversed(part.options if isinstance(part, VerbOptions) else [part]):
                decorated = option(decorated)
        return decorated

    return add


def read(given: dict[str, Any]) -> Records:
    """Read the sources that a command was given."""
    return read_records(*parsed(given["sources"]), **READING.arguments(given))


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


def build(records: Records, wave: str | None, given: dict[str, Any]) -> SystemMap:
    """Build the map of a wave by the rules that a command was given."""
    from sysmap.findings.disclosure.records import refuse_boundary, refuse_people
    from sysmap.network.build import build_map

    if given.get("public"):
        refuse_boundary(given["boundary"])
    system = build_map(records, wave, **_rules().but("wave").arguments(given))
    if given.get("public"):
        refuse_people(system.organisations.reset_index())
    return system
