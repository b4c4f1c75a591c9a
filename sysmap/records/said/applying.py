"""Records with what was said applied: a copy in which ties and organisations are as the room has them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from sysmap.records.engines.held_records import check_row_by_row
from sysmap.records.record_set import Records
from sysmap.records.said.declared import BETWEEN_KINDS, REPORTER
from sysmap.records.said.resolving import Pair, pair_of
from sysmap.records.said.words import counted_said
from sysmap.records.tables.declared import RATINGS
from sysmap.records.tables.lineage import standing
from sysmap.records.tables.units import top_parents
from sysmap.records.values.missing import with_blanks
from sysmap.vocabulary import UNKNOWN, family_of, fold, sectors_meant, slug

BETWEEN_NOTES = "; "
ABOUT = "What was said in the room is applied to these records"


def applied(records: Records, *, units: str = "apart") -> Records:
    """Return a copy of records with the steps in force applied; `recorded` of it is what was read.

    Parameters
    ----------
    records
        Records that hold what was said.
    units
        ``"joined"`` where what was said of an organisation was said of all its units too.
    """
    partners = _partners(records.partners, records.said, records.waves_in_order)
    ties = _ties(records, units)
    about = f"{ABOUT}: {counted_said(records.said)}. Ties that were said have {REPORTER!r} in reported_by."
    summary = {**records.summary, "partners": len(partners), "collaborations": len(ties), "about": about}
    return replace(records, partners=partners, collaborations=ties, summary=summary, recorded=records)


def reported(day: str) -> str:
    """Write who reported what was said on a day."""
    return f"{REPORTER}, {day}" if day else REPORTER


def is_said(reporters: pd.Series) -> pd.Series:
    """Tell of each text in ``reported_by`` whether it says that a tie was said in the room."""
    said = {text for text in reporters.unique() if isinstance(text, str) and text.startswith(REPORTER)}
    return reporters.isin(list(said)) if said else pd.Series(False, index=reporters.index)


def _partners(partners: pd.DataFrame, said: pd.DataFrame, waves: tuple[str, ...]) -> pd.DataFrame:
    frame = partners.copy()
    known = {
        label: (key, family)
        for label, key, family in zip(frame["sector"], frame["sector_key"], frame["family"], strict=True)
    }
    new = said[(said["action"] == "add organisation") & ~said["organisation_id"].isin(partners["id"])]
    if len(new):
        rows = pd.DataFrame(
            {
                "id": new["organisation_id"],
                "name": new["organisation"],
                "note": new["note"],
                "row": new["row"],
                "file": new["file"],
                "waves_listed": [(wave,) if wave and waves else () for wave in new["wave"]],
            },
            dtype=object,
        )
        frame = with_blanks(
            "partners", pd.concat([frame, rows.reindex(columns=frame.columns)], ignore_index=True)
        )
    forgotten = set(new["organisation_id"])
    place = {one: at for at, one in enumerate(frame["id"])}
    cells = {name: frame[name].to_numpy(dtype=object, copy=True) for name in _OF_A_SECTOR}
    notes = frame["note"].to_numpy(dtype=object, copy=True)
    for step in said.itertuples():
        if step.action == "note" and not step.other_id:
            at = place[step.organisation_id]
            notes[at] = BETWEEN_NOTES.join(filter(None, [notes[at], step.note]))
        elif step.action == "change sector" or (
            step.action == "add organisation" and (step.sector or step.organisation_id in forgotten)
        ):
            for name, cell in zip(_OF_A_SECTOR, _sector(step.sector, known), strict=True):
                cells[name][place[step.organisation_id]] = cell
    columns = {name: pd.Series(found, index=frame.index, dtype=object) for name, found in cells.items()}
    return frame.assign(**columns, note=pd.Series(notes, index=frame.index, dtype=object))


_OF_A_SECTOR = ("sector", "sector_key", "family", "sector_source")


def _sector(label: str, known: Mapping[Any, tuple[str, str]]) -> tuple[str | None, str, str, str]:
    """Return what a partner's row says of a sector."""
    if fold(label) in ("", fold(UNKNOWN)):
        return None, "unknown", "", ""
    meant = sectors_meant(label)
    key = meant[0] if len(meant) == 1 else slug(label)
    key, family = known.get(label, (key, family_of(key)))
    return label, key, family, "given"


def _ties(records: Records, units: str) -> pd.DataFrame:
    """Return the table of ties with what was said of them applied, wave by wave."""
    check_row_by_row(records, "to apply what was said in the room")
    ties, said = records.collaborations, records.said
    said = said[said["other_id"] != ""]
    gone, new = np.zeros(len(ties), dtype=bool), list[dict[str, Any]]()
    notes: dict[int, str] = {}
    for wave, steps in said.groupby("wave", sort=False):
        at = np.flatnonzero(ties["wave"] == wave) if wave in records.waves_in_order else np.arange(len(ties))
        rows = ties.iloc[at]
        names = dict(standing(records, str(wave) or None).names)
        tops = top_parents(records.partners) if units == "joined" else {}
        pairs: dict[Pair, _Tie] = {
            _counted(names, tops, step.organisation_id, step.other_id): _Tie() for step in steps.itertuples()
        }
        ends = zip(at.tolist(), rows["source"], rows["target"], strict=True)
        for place, source, target in ends:
            found = pairs.get(_counted(names, tops, source, target))
            if found is not None:
                found.take(place, ties.iloc[place])
        for step in steps.itertuples():
            pairs[_counted(names, tops, step.organisation_id, step.other_id)].say(step, notes)
        for tie in pairs.values():
            gone[tie.gone] = True
            new += [{**row, "wave": wave} for row in tie.new]
    kept = ties.copy() if notes else ties
    if notes:
        cells = kept["note"].to_numpy(dtype=object, copy=True)
        for place, note in notes.items():
            cells[place] = BETWEEN_NOTES.join(filter(None, [cells[place], note]))
        kept = kept.assign(note=pd.Series(cells, index=kept.index, dtype=object))
    kept = kept[~gone] if gone.any() else kept
    if not new:
        return kept.reset_index(drop=True)
    added = pd.DataFrame(new).reindex(columns=kept.columns)
    added[["strength", *RATINGS]] = added[["strength", *RATINGS]].astype(float)
    frames = [kept, added] if len(kept) else [added.astype({name: kept[name].dtype for name in _NUMBERS})]
    return with_blanks("collaborations", pd.concat(frames, ignore_index=True))


_NUMBERS = ("strength", *RATINGS)
_WAY = ("source", "target", "directed")


def _counted(names: Mapping[str, str], tops: Mapping[str, str], one: str, other: str) -> Pair:
    """Return the pair that two ids stand for in a wave."""
    one, other = names.get(one, one), names.get(other, other)
    return pair_of(tops.get(one, one), tops.get(other, other))


class _Tie:
    """What there is between two organisations in a wave, as step follows step."""

    def __init__(self) -> None:
        self.recorded: list[tuple[int, Any]] = []
        self.new: list[dict[str, Any]] = []
        self.gone: list[int] = []

    def take(self, place: int, row: Any) -> None:
        """Note a row of the table."""
        self.recorded.append((place, row))

    def say(self, step: Any, notes: dict[int, str]) -> None:
        """Do what a step says."""
        if step.action == "note":
            for place, _ in self.recorded[:1]:
                notes[place] = BETWEEN_NOTES.join(filter(None, [notes.get(place, ""), step.note]))
            for row in self.new[:1] if not self.recorded else []:
                row["note"] = BETWEEN_NOTES.join(filter(None, [row["note"], step.note]))
        elif step.action == "add tie":
            self.new += [
                _row(step, kind, step.strength)
                for kind in (step.kind.split(BETWEEN_KINDS) if step.kind else [""])
            ]
        else:
            changed = self._changed(step) if step.action == "change tie" else []
            self.gone += [place for place, _ in self.recorded]
            self.recorded, self.new = [], changed

    def _changed(self, step: Any) -> list[dict[str, Any]]:
        """Return the rows of a tie that is of other kinds, or of another strength."""
        # Which end a tie comes from was not said anew: there may be one from either.
        arcs: dict[tuple[Any, ...], list[Any]] = {}
        for row in [*(row for _, row in self.recorded), *self.new]:
            arcs.setdefault(tuple(row[name] for name in _WAY), []).append(row)
        found = []
        for way, rows in arcs.items():
            kinds = (
                step.kind.split(BETWEEN_KINDS) if step.kind else dict.fromkeys(row["kind"] for row in rows)
            )
            strength = step.strength
            if math.isnan(strength):
                # The strength of a tie is the highest of its kinds, as on a map.
                strength = float(np.fmax.reduce([row["strength"] for row in rows]))
            found += [_row(step, kind, strength) | dict(zip(_WAY, way, strict=True)) for kind in kinds]
        return found or [_row(step, kind, step.strength) for kind in step.kind.split(BETWEEN_KINDS)]


def _row(step: Any, kind: str, strength: float) -> dict[str, Any]:
    """Return a row of the table of ties for what a step says."""
    return {
        "source": step.organisation_id,
        "target": step.other_id,
        "kind": kind,
        "strength": strength,
        "directed": None,
        "reported_by": reported(str(step.time)[:10]),
        "note": step.note,
        "row": step.row,
        "file": step.file,
    }


def organisations_named(said: pd.DataFrame, wave: str | None) -> set[str]:
    """Return the organisations that steps of a wave speak of."""
    rows = said if wave is None else said[said["wave"] == wave]
    return {one for column in ("organisation_id", "other_id") for one in rows[column] if one}


def steps_of(said: pd.DataFrame, wave: str | None) -> pd.DataFrame:
    """Return the steps that bear on the map of a wave: those of it, and the sectors of organisations."""
    if wave is None or said.empty:
        return said
    return said[(said["wave"] == wave) | (said["action"] == "change sector")].reset_index(drop=True)
