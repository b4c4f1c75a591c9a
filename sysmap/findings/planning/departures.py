"""In what a comparison departs from its plan: measures, boundary, rules, list, waves, and the plan itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sysmap.errors import listed
from sysmap.findings.planning.fields import at, is_open
from sysmap.findings.planning.named import NamedPlan, PlanDeparture
from sysmap.findings.planning.plan_files import first_day, last_day
from sysmap.findings.planning.sealing import day_in_words, edited
from sysmap.findings.words import in_a_sentence
from sysmap.measures.catalogue import Measure, catalogue
from sysmap.network.panel import lineages_between
from sysmap.network.rules import APPLIED
from sysmap.network.system import SystemMap
from sysmap.records.tables.waves import own_dates, wave_dates

Waves = tuple[SystemMap, SystemMap]
_RULES = {
    "report": "The rule of reports is {found}, and in the plan {planned}",
    "kinds": "The kinds of tie are {found}, and in the plan {planned}",
    "at_least": "The least strength of a tie is {found}, and in the plan {planned}",
    "forums": "Forums are {found}, and in the plan {planned}",
    "units": "Units are {found}, and in the plan {planned}",
}


def named_in(
    content: Mapping[str, Any],
    maps: Waves,
    primary: str,
    measures: Sequence[Measure],
    without: Sequence[str],
) -> NamedPlan:
    """Hold a comparison to its plan.

    Parameters
    ----------
    content
        The plan.
    maps
        The two waves with everybody in, in order of time.
    primary, measures
        The primary measure, and all that are looked at.
    without
        The organisations left out.
    """
    late = _late(content, maps)
    found = [
        *_of_measures(content, primary, [entry.name for entry in measures]),
        *_of_rules(content, maps),
        *_of_roster(content, maps),
        *(one for which in (0, 1) for one in _of_wave(content, maps[which], which)),
        *_left_out(without),
        *_of_the_plan(content, late),
    ]
    return NamedPlan(
        at(content, "primary.measure"),
        content["date"],
        content["version"],
        content["sha256"],
        tuple(found),
        late,
        content,
    )


def _of_measures(
    content: Mapping[str, Any], primary: str, measures: Sequence[str]
) -> Iterator[PlanDeparture]:
    planned = at(content, "primary.measure")
    if primary != planned:
        yield PlanDeparture(
            "primary", f"The primary measure is {_label(primary)}, and in the plan {_label(planned)}"
        )
    secondary = {planned, *content["secondary"]}
    more = [name for name in measures if name not in secondary and name != primary]
    fewer = [name for name in catalogue if name in secondary and name not in measures]
    if more:
        yield PlanDeparture("measures", f"Looked at, and not in the plan: {_labels(more)}")
    if fewer:
        yield PlanDeparture("measures", f"In the plan, and not looked at: {_labels(fewer)}")


def _label(name: str) -> str:
    return in_a_sentence(catalogue[name].label)


def _labels(names: Sequence[str]) -> str:
    return listed([_label(name) for name in names])


def _of_rules(content: Mapping[str, Any], maps: Waves) -> Iterator[PlanDeparture]:
    boundary = at(content, "boundary.rule")
    if maps[0].boundary != boundary:
        yield PlanDeparture("boundary", f"The boundary is {maps[0].boundary}, and in the plan {boundary}")
    for name, sentence in _RULES.items():
        found, planned = getattr(maps[0].rules, name), at(content, f"rules.{name}")
        found = sorted(found) if isinstance(found, tuple) else found
        planned = sorted(planned) if isinstance(planned, list) else planned
        if found != planned:
            yield PlanDeparture("rules", sentence.format(found=_said(found), planned=_said(planned)))
    if maps[0].rules.place is not None:
        yield PlanDeparture("rules", f"Only the place {maps[0].rules.place} is compared, which no plan says")
    if maps[0].rules.said == APPLIED:
        yield PlanDeparture("rules", "What was said in the room is applied, which no plan says")


def _said(value: Any) -> str:
    if value is None:
        return "not limited"
    return (
        listed(value) if isinstance(value, list) else f"{value:g}" if isinstance(value, float) else str(value)
    )


def _of_roster(content: Mapping[str, Any], maps: Waves) -> Iterator[PlanDeparture]:
    planned = at(content, "roster.organisations")
    if not planned:
        yield from _of_numbers(at(content, "roster.sectors"), maps)
        return
    known = {str(one): str(name) for system in maps for one, name in system.organisations["name"].items()}
    together = {
        str(member): {str(other) for other in lineage.members}
        for lineage in lineages_between(*maps)
        for member in lineage.members
    }
    by_name = {name.casefold(): one for one, name in known.items()}
    ids, missing = set(), []
    for each in planned:
        one = each["id"] if each["id"] in known else by_name.get(each["name"].casefold(), each["id"])
        family = together.get(one, {one})
        ids |= family
        if not family & set(known):
            missing.append(each["name"])
    extra = [name for one, name in sorted(known.items()) if one not in ids]
    if missing:
        yield PlanDeparture("roster", "On the list of the plan, and on no map", tuple(missing))
    if extra:
        yield PlanDeparture("roster", "On the map of a wave, and not on the list of the plan", tuple(extra))
    if maps[0].boundary == "sector":
        yield from _of_sectors(planned, maps, by_name)


def _of_sectors(
    planned: Sequence[Mapping[str, str]], maps: Waves, by_name: Mapping[str, str]
) -> Iterator[PlanDeparture]:
    labels: dict[str, str] = {}
    for system in reversed(maps):  # the first wave is that nearest to the plan
        labels |= {
            str(one): label
            for one, label in system.organisations["boundary"].items()
            if isinstance(label, str)
        }
    other = []
    for each in planned:
        one = each["id"] if each["id"] in labels else by_name.get(each["name"].casefold(), "")
        if one in labels and labels[one] != each["sector"]:
            other.append(each["name"])
    if other:
        yield PlanDeparture("roster", "Of another sector than on the list of the plan", tuple(other))


def _of_numbers(planned: Mapping[str, int], maps: Waves) -> Iterator[PlanDeparture]:
    """Compare numbers by sector, where the plan has no more, with the first wave."""
    if maps[0].boundary != "sector":
        return
    labels = [label if isinstance(label, str) else "unknown" for label in maps[0].organisations["boundary"]]
    found = {name: labels.count(name) for name in sorted({*labels, *planned})}
    parts = [
        f"{name} {count} (plan: {planned.get(name, 0)})"
        for name, count in found.items()
        if count != planned.get(name, 0)
    ]
    if parts:
        yield PlanDeparture("roster", f"Organisations in {maps[0].wave}: {', '.join(parts)}")


def _of_wave(content: Mapping[str, Any], system: SystemMap, which: int) -> Iterator[PlanDeparture]:
    ordinal, wave = ("first", "second")[which], system.wave or ""
    name, start, end = (at(content, f"waves.{ordinal}.{part}") for part in ("name", "start", "end"))
    if not is_open(name) and name.strip() != wave:
        yield PlanDeparture("wave", f"The {ordinal} wave is {wave}, and in the plan {name.strip()}")
    own = own_dates(system.records.waves, wave)
    first, last = own or wave_dates(system.records, wave)
    if not first:
        return
    earliest = "" if is_open(start) else first_day(start.strip())
    latest = "" if is_open(end) else last_day(end.strip())
    # A wave that is known by its label alone, as 2026, is a whole year: only what lies apart is outside.
    early = (first if own else last) < earliest if earliest else False
    late = (last if own else first) > latest if latest else False
    if early or late:
        planned = (
            f"{day_in_words(earliest) if earliest else '…'} to {day_in_words(latest) if latest else '…'}"
        )
        asked = day_in_words(first) if first == last else f"{day_in_words(first)} to {day_in_words(last)}"
        yield PlanDeparture("wave", f"The wave {wave} was asked {asked}, and in the plan {planned}")


def _left_out(without: Sequence[str]) -> Iterator[PlanDeparture]:
    if without:
        yield PlanDeparture("without", "Left out of both waves, which no plan says", tuple(without))


def _late(content: Mapping[str, Any], maps: Waves) -> str:
    """Return the second wave where it began before the plan was made."""
    wave = maps[1].wave or ""
    own = own_dates(maps[1].records.waves, wave)
    first, last = own or wave_dates(maps[1].records, wave)
    began = first if own else last
    return wave if began and content["date"] > began else ""


def _of_the_plan(content: Mapping[str, Any], late: str) -> Iterator[PlanDeparture]:
    if late:
        yield PlanDeparture(
            "date", f"The plan is of {day_in_words(content['date'])}, after the wave {late} began"
        )
    found = edited(content)
    if found.answered:
        yield PlanDeparture(
            "edited", f"Open questions were answered after the sum was taken: {listed(found.answered)}"
        )
    if found.changed:
        yield PlanDeparture("edited", f"Changed in the plan after the sum was taken: {listed(found.changed)}")
    if found.elsewhere:
        yield PlanDeparture(
            "edited", "Changed in the plan after the sum was taken: its date, version or sums"
        )
