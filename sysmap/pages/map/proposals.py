"""Three steps that a story can start with: the whole, what changed most, and what rests on one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sysmap.text import counted


def proposed(
    content: Mapping[str, Any], marks: Sequence[Mapping[str, Any]], lines: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Word them with the numbers of the page; each has the view that shows what it says."""
    if not marks or not lines:
        return []
    of_two = len(content["views"]) > 1
    now = [line for line in lines if line["status"] in ("kept", "new")]
    showing = {"showing": "after"} if of_two else {}
    return [
        _the_whole(content, marks, now, showing),
        _what_changed(content, marks, lines) if of_two else _where_most_cross(content, marks, now),
        _what_rests_on_one(marks, now, showing),
    ]


def _step(title: str, sentence: str, view: Mapping[str, Any]) -> dict[str, Any]:
    return {"title": title, "sentence": sentence, "view": dict(view)}


def _the_whole(
    content: Mapping[str, Any],
    marks: Sequence[Mapping[str, Any]],
    now: Sequence[Mapping[str, Any]],
    showing: Mapping[str, Any],
) -> dict[str, Any]:
    there = [mark for mark in marks if mark["on"][-1]]
    labels = len({mark["label"] for mark in there if mark["known"]})
    kinds = counted(labels, "sector") if content["boundary"] == "sector" else _groups(labels, content)
    across = sum(line["crosses"] == 1 for line in now)
    wave = f" in {content['waves'][-1]}" if content["waves"][-1] else ""
    return _step(
        "The whole system",
        f"{counted(len(there), 'organisation')} of {kinds} and {counted(len(now), 'tie')} between them{wave}."
        f" {across} of the ties {'crosses' if across == 1 else 'cross'} a boundary.",
        showing,
    )


def _groups(number: int, content: Mapping[str, Any]) -> str:
    return f"{counted(number, 'group')} by {content['boundary']}"


def _pairs(
    content: Mapping[str, Any], marks: Sequence[Mapping[str, Any]], lines: Sequence[Mapping[str, Any]]
) -> dict[tuple[int, int], Counter[str]]:
    """Count ties by the sectors of their ends, where both are known and have a mark of their own."""
    own = {mark["sector"] for mark in marks if content["sectors"][mark["sector"]]["label"] == mark["label"]}
    own &= {mark["sector"] for mark in marks if mark["known"]}
    found: dict[tuple[int, int], Counter[str]] = {}
    for line in lines:
        one, other = sorted((marks[line["a"]]["sector"], marks[line["b"]]["sector"]))
        if one in own and other in own:
            found.setdefault((one, other), Counter())[line["status"]] += 1
    return found


def _between(content: Mapping[str, Any], pair: tuple[int, int]) -> tuple[str, dict[str, Any]]:
    """Say between whom, and give the view of these alone."""
    labels = [sector["label"] for sector in content["sectors"]]
    one, other = (labels[code] for code in pair)
    alone = {"sectors_left_out": [label for label in labels if label not in (one, other)]}
    return (
        (f"within {one}", alone)
        if one == other
        else (f"between {one} and {other}", {**alone, "across_only": True})
    )


def _what_changed(
    content: Mapping[str, Any], marks: Sequence[Mapping[str, Any]], lines: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    pairs = {
        pair: count for pair, count in _pairs(content, marks, lines).items() if count["new"] + count["lost"]
    }
    if not pairs:
        return _step(
            "What changed", "No tie between known sectors is new, and none was lost.", {"showing": "changed"}
        )
    pair = min(pairs, key=lambda pair: (-pairs[pair]["new"] - pairs[pair]["lost"], pair))
    new, lost = pairs[pair]["new"], pairs[pair]["lost"]
    where, alone = _between(content, pair)
    said = [f"{counted(new, 'tie')} {'is' if new == 1 else 'are'} new"] if new else []
    said += (
        [f"{counted(lost, 'tie') if not new else lost} {'was' if lost == 1 else 'were'} lost"] if lost else []
    )
    return _step(
        f"What changed most: {where}",
        f"{where[0].upper()}{where[1:]}, {' and '.join(said)}, as recorded. Nowhere else did more change.",
        {"showing": "changed", "changed_only": True, **alone},
    )


def _where_most_cross(
    content: Mapping[str, Any], marks: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    pairs = {pair: count.total() for pair, count in _pairs(content, marks, now).items() if pair[0] != pair[1]}
    if not pairs:
        return _step("Where ties cross", "No tie is known to cross a boundary.", {})
    pair = min(pairs, key=lambda pair: (-pairs[pair], pair))
    where, alone = _between(content, pair)
    return _step(
        f"Where most ties cross: {where}",
        f"{counted(pairs[pair], 'tie')} of {len(now)} {'runs' if pairs[pair] == 1 else 'run'} {where}. "
        "No other two have more between them.",
        alone,
    )


def _what_rests_on_one(
    marks: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]], showing: Mapping[str, Any]
) -> dict[str, Any]:
    partners: dict[int, set[int]] = {place: set() for place, mark in enumerate(marks) if mark["on"][-1]}
    for line in now:
        partners[line["a"]].add(line["b"])
        partners[line["b"]].add(line["a"])
    cut = cut_off(partners)
    if not cut:
        return _step(
            "What rests on one",
            "Whichever organisation is left out, all that had a route to one another still have one.",
            showing,
        )
    one = min(cut, key=lambda place: (-cut[place], -len(partners[place]), marks[place]["name"]))
    name = marks[one]["name"]
    return _step(
        f"What rests on one: {name}"[:120],
        f"Without {name}, {counted(cut[one], 'organisation')} would have no route to the others any more. "
        "On no other does more rest.",
        {**showing, "chosen": name},
    )


def cut_off(partners: Mapping[int, set[int]]) -> dict[int, int]:
    """Count for each organisation those that its loss would cut off from the largest part that remains.

    Only those are listed whose loss cuts somebody off. One walk over the map tells (Tarjan 1972): who is
    reached through an organisation, and from there gets back to nobody before it, is cut off without it.
    """
    found: dict[int, list[int]] = {}
    number: dict[int, int] = {}
    back: dict[int, int] = {}
    size: dict[int, int] = {}
    whole: dict[int, int] = {}
    for root in partners:
        if root in number:
            continue
        members = [root]
        number[root] = back[root] = len(number)
        size[root] = 1
        walk = [(root, -1, iter(sorted(partners[root])))]
        while walk:
            place, before, rest = walk[-1]
            for other in rest:
                if other == before:
                    continue
                if other in number:
                    back[place] = min(back[place], number[other])
                    continue
                members.append(other)
                number[other] = back[other] = len(number)
                size[other] = 1
                walk.append((other, place, iter(sorted(partners[other]))))
                break
            else:
                walk.pop()
                if before >= 0:
                    size[before] += size[place]
                    back[before] = min(back[before], back[place])
                    if back[place] >= number[before]:
                        found.setdefault(before, []).append(size[place])
        whole |= dict.fromkeys(members, len(members))
    cut = {}
    for place, parts in found.items():
        others = whole[place] - 1
        away = others - max(*parts, others - sum(parts))
        if away:
            cut[place] = away
    return cut
