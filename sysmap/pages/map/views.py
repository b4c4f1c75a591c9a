"""What a map page opens with: a saved view and the steps of a story, checked against what is on the page."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sysmap.destinations import name_of
from sysmap.errors import ChoiceError, MissingFileError, listed, unknown
from sysmap.pages.map.proposals import proposed
from sysmap.records.values.cells import clean

View = Mapping[str, Any]
SHOWING = ("before", "after", "changed")
PROPOSED = "proposed"
MANY_WAVES = ("wave", "wave_before")
"""What a page of many waves alone has: the wave shown, and from which on changes are."""
# A title stands in one line, and a sentence is read out.
_LONGEST = {"title": 120, "sentence": 600}
_MOST_STEPS = 100
_LARGEST_FILE = 5_000_000


@dataclass(frozen=True)
class Names:
    """What a view can name on one page."""

    views: Sequence[str]
    organisations: frozenset[str]
    sectors: frozenset[str]
    kinds: frozenset[str]
    groups: frozenset[str]
    measures: frozenset[str]
    colourings: frozenset[str]
    strengths: Sequence[float] | None
    waves: Sequence[str] = ()

    @classmethod
    def of(cls, content: Mapping[str, Any], marks: Sequence[Mapping[str, Any]]) -> Names:
        """Collect them from the data of a page."""
        labels = [sector["label"] for sector in content["sectors"]]
        # The discs of the overview: sectors, and of many organisations each of their places.
        places = {f"{labels[mark['sector']]}, {mark['place'] or 'place unknown'}" for mark in marks}
        groups = {*labels, *places, *(f"{label}, other places" for label in labels)}
        return cls(
            views=content["views"],
            organisations=frozenset(mark["name"] for mark in marks),
            sectors=frozenset(sector["label"] for sector in content["sectors"]),
            kinds=frozenset(content["kinds"]),
            groups=frozenset(groups),
            measures=frozenset(entry["name"] for entry in content["measures"]),
            colourings=frozenset(entry["key"] for entry in content["colourings"]),
            strengths=content["strengths"],
            waves=content["many"]["waves"] if "many" in content else (),
        )


@dataclass(frozen=True)
class ViewPart:
    """A part of a view.

    Attributes
    ----------
    wanted
        What it has to be, in words.
    fits
        Whether a value is of that kind, on a page with such names.
    names
        The names in a value that have to be on the page; none for what names nothing.
    called, among
        What such a name is called in the singular, and which there are.
    kept
        The value without the names that are not on the page.
    """

    wanted: str
    fits: Callable[[Any, Names], bool]
    names: Callable[[Any], Iterable[str]] = lambda _value: ()
    called: str = ""
    among: Callable[[Names], Iterable[str]] = lambda _names: ()
    kept: Callable[[Any, frozenset[str]], Any] = lambda value, _there: value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _are_numbers(value: Any, how_many: int) -> bool:
    return isinstance(value, list | tuple) and len(value) == how_many and all(map(_is_number, value))


def _truth() -> ViewPart:
    return ViewPart("True or False", lambda value, _names: isinstance(value, bool))


def one_of(*words: str | int | float) -> ViewPart:
    """Make a part that is one of some words or numbers."""
    return ViewPart(
        f"one of {listed(words)}",
        lambda value, _names: not isinstance(value, bool) and value in words,
    )


def _list_of(called: str, among: Callable[[Names], Iterable[str]]) -> ViewPart:
    return ViewPart(
        f"a list of names, each {called}",
        lambda value, _names: isinstance(value, list | tuple) and all(isinstance(one, str) for one in value),
        names=tuple,
        called=called,
        among=among,
        kept=lambda value, there: [one for one in value if one in there],
    )


def _name_of(called: str, among: Callable[[Names], Iterable[str]]) -> ViewPart:
    return ViewPart(
        f"the name of one {called}, or None",
        lambda value, _names: value is None or isinstance(value, str),
        names=lambda value: () if value is None else (value,),
        called=called,
        among=among,
        kept=lambda value, there: value if value in there else None,
    )


def _two_of(
    wanted: str, among: Callable[[Names], Iterable[str]], called: str = "group on the map"
) -> ViewPart:
    return ViewPart(
        f"the names of {wanted}, or None",
        lambda value, _names: (
            value is None or (isinstance(value, list | tuple) and [type(one) for one in value] == [str, str])
        ),
        names=lambda value: value or (),
        called=called,
        among=among,
        kept=lambda value, there: list(value) if value and there.issuperset(value) else None,
    )


def _spots_of(called: str, among: Callable[[Names], Iterable[str]]) -> ViewPart:
    return ViewPart(
        "a mapping of names to where they stand, [x, y]",
        lambda value, _names: (
            isinstance(value, Mapping) and all(_are_numbers(spot, 2) for spot in value.values())
        ),
        names=tuple,
        called=called,
        among=among,
        kept=lambda value, there: {name: list(spot) for name, spot in value.items() if name in there},
    )


def _wave() -> ViewPart:
    return ViewPart(
        "a wave of a map of three waves or more",
        lambda value, names: isinstance(value, str) and value in names.waves,
    )


def _organisations(names: Names) -> Iterable[str]:
    return names.organisations


def _groups(names: Names) -> Iterable[str]:
    return names.groups


# Every part of the state of a page, by the name that the page's own scripts declare it with.
PARTS: dict[str, ViewPart] = {
    "showing": ViewPart(f"one of {listed(SHOWING)}", lambda value, names: value in names.views),
    "size_by": ViewPart(
        "the name of a measure of organisations that the page carries",
        lambda value, names: isinstance(value, str) and value in names.measures,
    ),
    "colour_by": ViewPart(
        "what the page can colour by, or an empty text for the boundary",
        lambda value, names: value == "" or (isinstance(value, str) and value in names.colourings),
    ),
    "sectors_left_out": _list_of("sector of the map", lambda names: names.sectors),
    "kinds_left_out": _list_of("kind of tie", lambda names: names.kinds),
    "kind_not_recorded": _truth(),
    "strength": ViewPart(
        "a strength that ties on the map have",
        lambda value, names: (
            _is_number(value)
            and bool(names.strengths)
            and min(names.strengths or ()) <= value <= max(names.strengths or ())
        ),
    ),
    "across_only": _truth(),
    "confirmed_only": _truth(),
    "changed_only": _truth(),
    "isolates": _truth(),
    "may_be_left_out": _list_of("organisation on the map", _organisations),
    "without": _list_of("organisation on the map", _organisations),
    "two_steps": _truth(),
    "neighbourhood": _name_of("organisation on the map", _organisations),
    "forums": _truth(),
    "introductions": _truth(),
    "chosen": _name_of("organisation on the map", _organisations),
    "chosen_tie": _two_of("the two ends of a tie", _organisations, "organisation on the map"),
    "overview": _truth(),
    "chance": _truth(),
    "open_groups": _list_of("group on the map", _groups),
    "chosen_group": _name_of("group on the map", _groups),
    "pair_of_groups": _two_of("two groups", _groups),
    "ribbon_of_groups": _two_of("two groups", _groups),
    "zoom": ViewPart(
        "[x, y, how much of the map is across the shorter side], or None for the whole map",
        lambda value, _names: value is None or (_are_numbers(value, 3) and value[2] > 0),
    ),
    "text_size": one_of(0, 1, 2, 3),
    "ground": one_of("light", "dark"),
    "room": _truth(),
    "side_by_side": _truth(),
    **{name: _wave() for name in MANY_WAVES},
    "moved": _spots_of("organisation on the map", _organisations),
}
# What only a page itself remembers: where in the story it is, and the story.
STORY = ("step", "steps")


def opening(
    content: Mapping[str, Any],
    marks: Sequence[Mapping[str, Any]],
    lines: Sequence[Mapping[str, Any]],
    *,
    view: View | str | os.PathLike[str] | None,
    steps: Sequence[Mapping[str, Any]] | str | os.PathLike[str] | None,
    hidden: frozenset[str] | None,
) -> dict[str, Any]:
    """Return what is added to a page's data: the view and the steps that it opens with, and three proposed.

    `hidden` are names that a page for the public does not show; None for a page that is not for the public.
    """
    names = Names.of(content, marks)
    three = proposed(content, marks, lines)
    told = three if isinstance(steps, str) and steps == PROPOSED else steps
    return {
        "opens": _opening_view(view, names, public=hidden is not None),
        "steps": [] if told is None else _story(told, names, hidden=hidden or frozenset()),
        "proposed": three,
    }


def _opening_view(
    view: View | str | os.PathLike[str] | None, names: Names, *, public: bool
) -> dict[str, Any] | None:
    """Return what a page opens with, and what of a saved view is not on it.

    A view that was typed has to be right. One that was saved, from another page perhaps, is followed as
    far as it can be; what was passed over is counted where a public page must not name it.
    """
    if view is None:
        return None
    if isinstance(view, str) and view in SHOWING:
        view = {"showing": view}
    if isinstance(view, Mapping) and "sysmap_view" not in view:
        return {"view": checked("view", view, names), "missed": []}
    if not isinstance(view, str | os.PathLike | Mapping):
        raise ChoiceError(f"view must be {listed(SHOWING)}, a file that a map page saved, or a mapping")
    saved = view if isinstance(view, Mapping) else _read(view, "view")
    inside = saved.get("view") if isinstance(saved, Mapping) and "sysmap_view" in saved else None
    if not isinstance(inside, Mapping):
        said = "this" if isinstance(view, Mapping) else name_of(view)
        raise ChoiceError(f"{said} is no view: give a file that 'Save this view' of a map page made")
    kept, missed = _followed(inside, names)
    if public and missed:
        missed = [f"{len(missed)} of what the view names"]
    return {"view": kept, "missed": missed}


def _story(
    steps: Sequence[Mapping[str, Any]] | str | os.PathLike[str],
    names: Names,
    *,
    hidden: frozenset[str],
) -> list[dict[str, Any]]:
    """Check the steps of a story: each has a title, may have a sentence, and may have a view."""
    if isinstance(steps, str | os.PathLike) and name_of(steps):
        steps = _read(steps, "steps")
    if not isinstance(steps, list | tuple):
        raise ChoiceError('steps must be a list, each step {"title": ..., "sentence": ..., "view": {...}}')
    if len(steps) > _MOST_STEPS:
        raise ChoiceError(f"{len(steps)} steps are more than a story can have: at most {_MOST_STEPS}")
    return [_step(number, step, names, hidden) for number, step in enumerate(steps, start=1)]


def _step(number: int, step: Any, names: Names, hidden: frozenset[str]) -> dict[str, Any]:
    where = f"step {number}"
    if not isinstance(step, Mapping):
        raise ChoiceError(f'{where} must be {{"title": ..., "sentence": ..., "view": {{...}}}}')
    for key in step:
        if key not in ("title", "sentence", "view"):
            raise ChoiceError(f"{where}: {unknown('part of a step', key, ('title', 'sentence', 'view'))}")
    made: dict[str, Any] = {}
    for key, longest in _LONGEST.items():
        text = step.get(key, "")
        if not isinstance(text, str) or name_of(text) != text:
            raise ChoiceError(f"{where}: its {key} must be a text")
        made[key] = clean(text)[0]
        if len(made[key]) > longest:
            raise ChoiceError(f"{where}: its {key} has {len(made[key])} letters; at most {longest}")
        told = sorted(name for name in hidden if name in made[key])
        if told:
            raise ChoiceError(f"{where}: its {key} says {told[0]}, which a page for the public does not show")
    if not made["title"]:
        raise ChoiceError(f"{where} has no title")
    view = step.get("view", {})
    if isinstance(view, str) and view in SHOWING:
        view = {"showing": view}
    if not isinstance(view, Mapping):
        raise ChoiceError(f'{where}: its view must be a mapping, such as {{"showing": "changed"}}')
    made["view"] = checked(
        f"{where}: its view", view.get("view", {}) if "sysmap_view" in view else view, names
    )
    return made


def checked(where: str, view: View, names: Names) -> dict[str, Any]:
    """Return a view that somebody typed, or say what is wrong in it."""
    kept = {}
    for name, value in view.items():
        if name not in PARTS:
            raise ChoiceError(f"{where}: {unknown('part of a view', name, PARTS)}")
        part = PARTS[name]
        if not _fits(part, value, names):
            raise ChoiceError(f"{where}: {name} must be {part.wanted}, not {str(value)[:60]!r}")
        there = frozenset(part.among(names))
        for one in part.names(value):
            if one not in there:
                raise ChoiceError(f"{where}: {unknown(part.called, one, sorted(there))}")
        kept[name] = part.kept(value, there)
    return kept


def _followed(view: View, names: Names) -> tuple[dict[str, Any], list[str]]:
    """Return what of a saved view is on the page, and what is not."""
    kept, missed = {}, []
    for name, value in view.items():
        if name in STORY:
            continue
        if name not in PARTS or not _fits(PARTS[name], value, names):
            missed.append(f"“{name}”")
            continue
        part = PARTS[name]
        there = frozenset(part.among(names))
        missed += [one for one in part.names(value) if one not in there]
        kept[name] = part.kept(value, there)
    return kept, missed


def _fits(part: ViewPart, value: Any, names: Names) -> bool:
    try:
        return part.fits(value, names)
    except TypeError:  # a list where a word is wanted
        return False


def _read(path: str | os.PathLike[str], what: str) -> Any:
    """Read a JSON file, or say in words why it is none."""
    file = Path(path)
    try:
        if file.stat().st_size > _LARGEST_FILE:
            raise ChoiceError(f"{name_of(path)} is too large for {what} of a map")
        return json.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as fault:
        raise MissingFileError(f"{what}: {name_of(path)} cannot be opened: {fault.strerror}") from None
    except (ValueError, RecursionError) as fault:
        if isinstance(fault, ChoiceError):
            raise
        raise ChoiceError(f"{what}: {name_of(path)} is no JSON that can be read") from None
