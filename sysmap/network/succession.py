"""Maps with lineages applied: what merged, split or was renamed is one organisation in both waves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from sysmap.network.membership import forums_of
from sysmap.network.roster import moved, of_wave, unique_names
from sysmap.network.selecting import CountedAs, listing, ratings_selected, selected
from sysmap.network.system import SystemMap, TieTables, low_first
from sysmap.network.ties import tied_map
from sysmap.records.tables.lineage import standing
from sysmap.vocabulary import dependences, fold

ENDS = ["source", "target", "reported_by"]


@dataclass(frozen=True, eq=False)
class Succeeded:
    """A map with lineages applied, and the records it is made from.

    Attributes
    ----------
    system
        The map.
    rows, ratings
        The records of its ties, and those that rate somebody.
    inside
        How many ties inside lineages were dropped.
    """

    system: SystemMap
    rows: pd.DataFrame
    ratings: pd.DataFrame
    inside: int


def counted_on(system: SystemMap, members: Iterable[str] = ()) -> CountedAs:
    """Say what ids of the records count as on a map.

    `members` of lineages count as there, also where another had succeeded one of them already:
    some go on using an old name.
    """
    rules = system.rules
    if rules.units == "joined":
        found = listing(system.records, system.wave, units=rules.units, place=rules.place).counted
    else:
        # The map may be without some that its records list.
        found = CountedAs(system.organisations.index, dict(standing(system.records, system.wave).names), {})
    return found.and_of(members)


def blanks_of(system: SystemMap) -> pd.DataFrame:
    """Return what was put and left empty, of the kinds that count, with ends as they are on the map."""
    rows = of_wave(system.records.blanks, system.wave)
    if rows.empty:
        return rows
    folded = rows["kind"].map(fold)
    if system.rules.kinds is None:
        rows = rows[~folded.isin(dependences())]
    else:
        rows = rows[folded.isin([fold(kind) for kind in system.rules.kinds])]
    found = counted_on(system)
    return moved(moved(rows, ENDS[:2], found.names), ENDS[:2], found.units)


def succeeded(
    systems: Sequence[SystemMap], to: Mapping[str, str], labels: Mapping[str, str | None]
) -> tuple[Succeeded, ...]:
    """Apply lineages to the maps of some waves.

    Parameters
    ----------
    systems
        The maps, in order of time.
    to
        For each member of a lineage, the one whose name it carries.
    labels
        The boundary label of lineages whose label is not that of the one they are named after.

    Returns
    -------
    tuple of Succeeded
        For each wave.
    """
    everyone = _everyone(systems, to, labels)
    return tuple(_succeeded(system, everyone, to) for system in systems)


def answers_of(system: SystemMap, to: Mapping[str, str]) -> pd.DataFrame:
    """Tell of each lineage on a map whether it was asked and answered: if every member asked did.

    Returns
    -------
    pandas.DataFrame
        By lineage, ``asked`` and ``answered``: True, False, or None where it is not recorded.
    """
    frame = system.organisations[["asked", "answered"]]
    there = {to.get(one, one) for one in frame.index}
    if frame["asked"].isna().all():
        return pd.DataFrame(None, index=sorted(there), columns=["asked", "answered"], dtype=object)
    said = of_wave(system.records.asked, system.wave)
    # One that had been succeeded already may have been asked under its old name.
    said = said[said["organisation"].isin([one for one in to if to[one] in there])]
    more = pd.DataFrame(
        {"asked": True, "answered": said["answered"].astype(object).to_numpy()},
        index=said["organisation"].to_numpy(),
        dtype=object,
    )
    frame = pd.concat([frame, more[~more.index.isin(frame.index)]])
    asked = frame["asked"].map(lambda cell: cell is True).astype(bool)
    silent = asked & ~frame["answered"].map(lambda cell: cell is True or cell == 1).astype(bool)
    keys = [to.get(one, one) for one in frame.index]
    table = pd.DataFrame({"asked": asked, "silent": silent}).groupby(keys, sort=True).any()
    return pd.DataFrame(
        {"asked": table["asked"], "answered": table["asked"] & ~table["silent"]}, dtype=object
    )


def without(system: SystemMap, organisations: Iterable[str]) -> SystemMap:
    """Return a map without some organisations and their ties."""
    gone = set(organisations)
    kept = ~system.organisations.index.isin(list(gone))
    if kept.all():
        return system
    place = np.cumsum(kept) - 1
    ties, reported, forums = system.ties, system.reported, system.forums
    ties = ties[~ties["source"].isin(gone) & ~ties["target"].isin(gone)].reset_index(drop=True)
    reported = _among(reported, ("low", "high"), kept, place)
    return replace(
        system,
        organisations=system.organisations[kept],
        tied=TieTables(ties, reported),
        rated=_among(system.rated, ("rater", "rated"), kept, place),
        forums=forums[~forums["organisation"].isin(gone)].reset_index(drop=True),
    )


def _everyone(
    systems: Sequence[SystemMap], to: Mapping[str, str], labels: Mapping[str, str | None]
) -> pd.DataFrame:
    """List the organisations of all waves, sorted by id, each lineage once."""
    frame = pd.concat([system.organisations for system in reversed(systems)])
    frame = frame[~frame.index.duplicated()].sort_index()
    chosen = {to.get(one, one): one for one in reversed(frame.index)}
    chosen |= {one: one for one in frame.index if to.get(one, one) == one}
    ids = sorted(chosen)
    rows = frame.loc[[chosen[one] for one in ids]].copy()
    rows.index = pd.Index(ids, name=frame.index.name, dtype=object)
    rows["name"] = unique_names(
        systems[0].records.partners.set_index("id")["name"].reindex(rows.index).astype(object)
    )
    if labels:
        rows["boundary"] = pd.Series(
            [labels.get(one, label) for one, label in zip(ids, rows["boundary"], strict=True)],
            index=rows.index,
            dtype=object,
        )
    return rows


def _among(frame: pd.DataFrame, ends: tuple[str, str], kept: np.ndarray, place: np.ndarray) -> pd.DataFrame:
    """Keep the rows whose ends are kept, as the places they have among those kept."""
    one, other = (frame[end].to_numpy(dtype=np.int64) for end in ends)
    both = kept[one] & kept[other]
    moved_ends = {ends[0]: place[one[both]], ends[1]: place[other[both]]}
    return frame[both].assign(**moved_ends).reset_index(drop=True)


def _succeeded(system: SystemMap, everyone: pd.DataFrame, to: Mapping[str, str]) -> Succeeded:
    there = {to.get(one, one) for one in system.organisations.index}
    members = [member for member, one in to.items() if one in there]
    records, wave, rules = system.records, system.wave, system.rules
    found = counted_on(system, members)
    old = selected(records, wave, found, kinds=rules.kinds, at_least=rules.at_least).rows
    rows, within = _carried(old, to, there)
    ends = low_first(old.loc[within, ENDS[:2]].astype(object), directed=False)
    ratings, _ = _carried(ratings_selected(records, wave, found), to, there)
    seats = _seats(system, found, to, there) if members else system.forums
    made = _relabelled(system, everyone, to, rows, ratings, seats)
    return Succeeded(made, rows, ratings, len(ends.drop_duplicates()))


def _carried(rows: pd.DataFrame, to: Mapping[str, str], there: set[str]) -> tuple[pd.DataFrame, pd.Series]:
    """Give records the ends that lineages have; tell which lay inside one and were left out."""
    rows = moved(rows, ENDS, to)
    within = rows["source"] == rows["target"]
    return rows[~within & rows["source"].isin(there) & rows["target"].isin(there)], within


def _seats(system: SystemMap, counted_as: CountedAs, to: Mapping[str, str], there: set[str]) -> pd.DataFrame:
    """Return the memberships of a map, those under the name of a member of a lineage among them."""
    known = system.organisations.index.union(counted_as.there)
    seats, _ = forums_of(system.records, system.wave, known, counted_as.both)
    seats = moved(seats, ["organisation"], to)
    return seats[seats["organisation"].isin(there)].drop_duplicates().reset_index(drop=True)


def _relabelled(
    system: SystemMap,
    everyone: pd.DataFrame,
    to: Mapping[str, str],
    rows: pd.DataFrame,
    ratings: pd.DataFrame,
    forums: pd.DataFrame,
) -> SystemMap:
    ids = sorted({to.get(one, one) for one in system.organisations.index})
    organisations = everyone.loc[ids].copy()
    said = answers_of(system, to).reindex(ids)
    for column in ("asked", "answered"):
        organisations[column] = pd.Series(
            [None if cell is None or cell != cell else cell for cell in said[column]],
            index=organisations.index,
            dtype=object,
        )
    return tied_map(
        system.records,
        system.wave,
        organisations,
        rows,
        boundary=system.boundary,
        rules=system.rules,
        kinds=system.kinds_told,
        forums=forums,
        ratings=ratings,
    )
