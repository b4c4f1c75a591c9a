"""What a map can show above its marks and ties: forums, the programme team, suggested introductions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from sysmap.errors import ChoiceError, listed
from sysmap.findings.introductions.introductions import Introductions
from sysmap.network.system import SystemMap
from sysmap.vocabulary import fold

_IN_A_ROW = 4
_PAIR = ("organisation_a", "organisation_b")


def forums_shown(
    waves: list[SystemMap], number: Mapping[str, int], spots: Mapping[str, tuple[float, float]]
) -> list[dict[str, Any]]:
    """Return each forum of maps built with ``forums="joined"``, where it stands and who sits on it by wave.

    Forums stand in rows above the map, each as near to its members as the row allows, so that no
    box covers an organisation. A line to one is a seat, and no tie.
    """
    if all(wave.rules.forums != "joined" for wave in waves):
        return []
    members: dict[str, list[list[int]]] = {}
    kinds: dict[str, str] = {}
    over: dict[str, list[float]] = {}
    for at, wave in enumerate(waves):
        rows = wave.forums[["forum", "kind", "organisation"]].drop_duplicates(["forum", "organisation"])
        for forum, kind, organisation in rows.itertuples(index=False):
            members.setdefault(forum, [[] for _ in waves])[at].append(number[organisation])
            over.setdefault(forum, []).append(spots[organisation][0])
            kinds[forum] = kind
    placed = _above({forum: sum(xs) / len(xs) for forum, xs in over.items()}, spots)
    return [
        {
            "name": forum,
            "kind": kinds[forum],
            "x": placed[forum][0],
            "y": placed[forum][1],
            "members": [sorted(sits) for sits in members[forum]],
        }
        for forum in sorted(members)
    ]


def _above(
    middles: Mapping[str, float], spots: Mapping[str, tuple[float, float]]
) -> dict[str, tuple[float, float]]:
    """Set forums in rows above everyone, in the order of where their members are."""
    xs, ys = [x for x, _ in spots.values()], [y for _, y in spots.values()]
    # Boxes are wider than marks: the row reaches beyond the map on both sides.
    width = max(1.4 * (max(xs) - min(xs)), _IN_A_ROW * 220.0)
    left, top = (min(xs) + max(xs) - width) / 2, min(ys)
    order = sorted(middles, key=lambda forum: (middles[forum], forum))
    rows = -(-len(order) // _IN_A_ROW)
    placed: dict[str, tuple[float, float]] = {}
    for row in range(rows):
        inside = order[row::rows]
        step = width / len(inside)
        for at, forum in enumerate(inside):
            placed[forum] = (round(left + (at + 0.5) * step), round(top - 160.0 - 90.0 * row))
    return placed


def team(waves: list[SystemMap]) -> set[str]:
    """Return the members of the programme team: of forums of that kind."""
    forums = pd.concat([wave.forums for wave in waves])
    return set(forums.loc[forums["kind"].map(fold) == "programme team", "organisation"])


def confirmed(waves: list[SystemMap]) -> dict[tuple[str, str], list[int | None]]:
    """Say for each pair whether both ends reported it, by wave; nothing where answering is not recorded."""
    found: dict[tuple[str, str], list[int | None]] = {}
    for number, wave in enumerate(waves):
        if "confirmed" not in wave.ties or wave.reportable is None:
            continue
        ties = wave.ties
        for source, target, both in zip(ties["source"], ties["target"], ties["confirmed"], strict=True):
            said = found.setdefault((min(source, target), max(source, target)), [None] * len(waves))
            said[number] = int(both)
    return found


def answers(waves: list[SystemMap], everyone: pd.Index) -> list[list[str]]:
    """Say of each organisation, by wave, whether it answered: yes, no, not asked; nothing if not recorded."""
    columns = []
    for wave in waves:
        asked, replied = (wave.organisations[name].reindex(everyone) for name in ("asked", "answered"))
        columns.append(
            [
                "" if one is None or one != one else ("yes" if other else "no") if one else "not asked"
                for one, other in zip(asked, replied, strict=True)
            ]
        )
    return [list(said) for said in zip(*columns, strict=True)]


def introductions_shown(
    frame: Introductions | pd.DataFrame | None, everyone: pd.Series
) -> list[dict[str, Any]]:
    """Return suggested introductions as pairs of places, in their order, with who could introduce them.

    Raises
    ------
    ChoiceError
        If the table names nobody, or somebody who is not on the map.
    """
    if frame is None:
        return []
    names = {name: place for place, name in enumerate(everyone)}
    missing = [column for column in _PAIR if column not in frame]
    if missing:
        raise ChoiceError(f"introductions lacks {listed(missing)}: give what sysmap.introductions gave")
    strangers = sorted({name for column in _PAIR for name in frame[column]} - set(names))
    if strangers:
        raise ChoiceError(f"introductions names {listed(strangers, 3)}, not on this map")
    by = frame["introduced_by"] if "introduced_by" in frame else pd.Series("", index=frame.index)
    return [
        {"a": names[one], "b": names[other], "by": by_whom if isinstance(by_whom, str) else ""}
        for one, other, by_whom in zip(frame[_PAIR[0]], frame[_PAIR[1]], by, strict=True)
    ]


def reporters(waves: list[SystemMap]) -> dict[tuple[str, str], list[int]]:
    """Say of each pair, by wave, who reported it: 1 the end whose id is first, 2 the other, 3 both, 0 nobody.

    Nothing where no wave tells, as a copy for the public does not, nor where each report is an arrow: it is
    told of the pair, not of either way.
    """
    found: dict[tuple[str, str], list[int]] = {}
    for number, wave in enumerate(waves):
        if wave.rules.report == "directed":
            continue
        ids, reported = wave.organisations.index, wave.reported
        said = reported["by_low"].astype(int) + 2 * reported["by_high"].astype(int)
        for low, high, code in zip(reported["low"], reported["high"], said, strict=True):
            if code:
                found.setdefault((ids[low], ids[high]), [0] * len(waves))[number] = code
    return found
