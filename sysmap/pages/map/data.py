"""What a map page shows, as plain data: organisations, ties, sectors, measures and sentences."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from sysmap.findings.comparison.side_by_side import SideBySide, side_by_side
from sysmap.findings.display import as_shown
from sysmap.findings.introductions.introductions import Introductions
from sysmap.findings.many_waves.several import SeveralWaves
from sysmap.findings.scores import OrganisationScores, organisation_scores
from sysmap.measures.catalogue import catalogue
from sysmap.measures.reasons import REASONS
from sysmap.network.system import SystemMap
from sysmap.pages.map.colourings import colourings, drawn_as, marked
from sysmap.pages.map.editing import editing_data, kinds_offered, labels_offered
from sysmap.pages.map.layers import answers, confirmed, forums_shown, introductions_shown, reporters, team
from sysmap.pages.map.many import many_data, ties_of_waves
from sysmap.pages.map.overview import MOST_MARKS, OVERVIEW_ABOVE, overview_data
from sysmap.pages.map.positions import place
from sysmap.pages.map.summaries import of_wave, page_title, summaries
from sysmap.pages.names.acronyms import acronyms_of
from sysmap.results import applied_note, public_copy
from sysmap.version import __version__
from sysmap.vocabulary import UNKNOWN, Mark

# On large maps every measure would weigh more than it tells.
FEW_ABOVE = 1_000
FEW = ("partners", "cross_partners", "betweenness", "cross_betweenness")


@dataclass(frozen=True, eq=False)
class MapData:
    """Everything on a map page.

    Attributes
    ----------
    title, summary
        The heading, and two or three sentences.
    marks, lines
        One dict per organisation and per tie, as the page's script takes them.
    content
        The rest of the data: views, sectors, kinds, measures, sentences.
    organisations, ties
        The same as tables.
    positions : pandas.DataFrame
        Where each organisation stands: ``id, name, x, y``.
    """

    title: str
    summary: str
    marks: list[dict[str, Any]]
    lines: list[dict[str, Any]]
    content: dict[str, Any]
    organisations: pd.DataFrame
    ties: pd.DataFrame
    positions: pd.DataFrame


Shown = SystemMap | SideBySide | SeveralWaves
"""What a map page shows: one wave, two, or more."""


def waves_of(shown: Shown) -> list[SystemMap]:
    """Return the maps of the waves that a page shows."""
    if isinstance(shown, SystemMap):
        return [shown]
    return [shown.before, shown.after] if isinstance(shown, SideBySide) else [*shown.maps]


def map_data(
    shown: Shown,
    *,
    size_by: str,
    title: str | None,
    positions: Mapping[str, tuple[float, float]] | None = None,
    introductions: Introductions | pd.DataFrame | None = None,
    editing: bool = False,
) -> MapData:
    """Collect what a page of waves shows; `positions` by id are where some stand already.

    Of three waves and more it is the page of the first and the last, and beside it what the others say.
    """
    every = waves_of(shown)
    everyone = _everyone(every)
    if isinstance(shown, SeveralWaves):
        several, shown = shown, side_by_side(every[0], every[-1])
        shown = replace(shown, order=several.order)
    waves = waves_of(shown)
    many = len(every) > 2
    ties = ties_of_waves(every, everyone["name"]) if many else _ties(shown)
    labels, marks_of = marked(everyone["label"], more=labels_offered(waves[-1]) if editing else None)
    number = {organisation: place for place, organisation in enumerate(everyone.index)}
    kinds = sorted(
        {kind for wave in every for kinds in wave.ties["kinds"] for kind in kinds}
        if many
        else {kind for column in ("kinds_before", "kinds_after") for kinds in ties[column] for kind in kinds}
    )
    if editing:
        kinds = sorted({*kinds, *kinds_offered(waves[-1])})
    codes = {kind: code for code, kind in enumerate(kinds)}
    both, told = confirmed(every), reporters(every)
    lines = _lines(
        ties, number, codes, *({pair: ends_of(said) for pair, said in each.items()} for each in (both, told))
    )
    spots = _positions(everyone, ties, labels, marks_of, positions)
    marks = _marks(everyone, waves, labels, list(marks_of), spots)
    measures = measures_shown(everyone, every, size_by)
    forums = forums_shown(every, number, spots)
    heading = title or page_title(shown, many=many)
    if (said := applied_note(shown)) and said not in heading:
        heading = f"{heading}, {said}"
    sentences = summaries(shown)
    counts = labels.value_counts()
    content = {
        "title": heading,
        "waves": [wave.wave or "" for wave in waves],
        "boundary": waves[0].boundary,
        "views": ["after"] if len(waves) == 1 else ["before", "after", "changed"],
        "summaries": sentences,
        "sectors": [
            {**drawn_as(label, mark), "key": mark.key, "count": int(counts.get(label, 0))}
            for label, mark in marks_of.items()
        ],
        "colourings": colourings(everyone, waves, getattr(shown, "touched", None)),
        "kinds": kinds,
        "unnamed_kinds": bool((~ties["kinds_before"].map(bool) & ~ties["kinds_after"].map(bool)).any()),
        "strengths": _strength_range(ties),
        "measures": [
            {**entry, **{name: ends_of(entry[name]) for name in ("values", "reasons")}} for entry in measures
        ],
        "overview": overview_data(marks, lines, len(waves), len(marks_of)) if len(marks_of) > 1 else None,
        "overview_above": OVERVIEW_ABOVE,
        "most_marks": MOST_MARKS,
        "team": sorted(number[one] for one in team(every) if one in number),
        "forums": [{**forum, "members": ends_of(forum["members"])} for forum in forums],
        "introductions": introductions_shown(introductions, everyone["name"]),
        "confirmed_recorded": any(line["confirmed"] is not None for line in lines),
        "size_by": size_by,
        "reasons": REASONS,
        "directed": waves[0].directed,
        "response_recorded": any(wave.reportable is not None for wave in every),
        "sources": _sources(waves[0]),
        "version": __version__,
    }
    if editing:
        content["editing"] = editing_data(waves[-1], everyone)
    if many:
        pairs = [(min(ends), max(ends)) for ends in zip(ties["source"], ties["target"], strict=True)]
        content["many"] = many_data(
            every,
            everyone,
            ties,
            marks,
            kinds=codes,
            by_wave={
                "confirmed": [both.get(pair) for pair in pairs],
                "by": [told.get(pair) for pair in pairs],
                "answered": answers(every, everyone.index),
            },
            forums=forums,
            measures=measures,
            summaries=[of_wave(wave) for wave in every],
            sectors=len(marks_of),
        )
    last = sentences["changed" if len(waves) == 2 else "after"]
    table = everyone[["name", "label", "place"]].rename(
        columns={"name": "organisation", "label": waves[0].boundary}
    )
    where = pd.DataFrame(
        {
            "id": everyone.index,
            "name": everyone["name"].to_numpy(),
            "x": [mark["x"] for mark in marks],
            "y": [mark["y"] for mark in marks],
        }
    )
    return MapData(heading, last, marks, lines, content, table.reset_index(drop=True), ties, where)


def ends_of(values: Sequence[Any]) -> list[Any]:
    """Return what the first wave says, and the last where there are several."""
    return [values[0], values[-1]] if len(values) > 1 else list(values)


def _sources(system: SystemMap) -> list[str]:
    """Name the files that the map is of; the names of files are not for everybody."""
    if system.public:
        return ["records of partners and collaborations"]
    records = system.records
    return sorted(
        {str(file) for table in (records.partners, records.collaborations) for file in table["file"]}
    )


def _everyone(waves: list[SystemMap]) -> pd.DataFrame:
    """List the organisations of all waves, sorted by id; what the last wave says of them stands."""
    frame = pd.concat([wave.organisations for wave in reversed(waves)])
    frame = frame[~frame.index.duplicated()].sort_index()
    repeated = frame["name"].duplicated(keep=False)
    frame["name"] = frame["name"].where(~repeated, frame["name"] + " (" + frame.index.astype(str) + ")")
    frame["known"] = [isinstance(label, str) for label in frame["boundary"]]
    frame["label"] = [label if isinstance(label, str) else UNKNOWN for label in frame["boundary"]]
    written = frame.get("name_as_written", pd.Series("", index=frame.index)).fillna("")
    # What an organisation was called in the file helps to find it.
    frame["also"] = written.where((written != frame["name"]) & (not any(wave.public for wave in waves)), "")
    frame["acronym"] = acronyms_of(zip(frame["name"], frame["also"], strict=True))
    frame["place"] = [", ".join(part.strip() for part in place.split("|")) for place in frame["place"]]
    return frame


def _ties(shown: SystemMap | SideBySide) -> pd.DataFrame:
    if isinstance(shown, SideBySide):
        return shown.tie_changes
    ties = shown.ties
    return pd.DataFrame(
        {
            **{
                name: ties[name]
                for name in ("source", "target", "source_name", "target_name", "crosses", "directed")
            },
            "status": "kept",
            "kinds_before": ties["kinds"],
            "kinds_after": ties["kinds"],
            "strength_before": ties["strength"],
            "strength_after": ties["strength"],
        }
    )


def _positions(
    everyone: pd.DataFrame,
    ties: pd.DataFrame,
    labels: pd.Series,
    marks: Mapping[str, Mark],
    positions: Mapping[str, tuple[float, float]] | None,
) -> dict[str, tuple[float, float]]:
    import networkx as nx

    union = nx.Graph()
    union.add_nodes_from(everyone.index)
    union.add_edges_from(zip(ties["source"], ties["target"], strict=True))
    families = {label: mark.family for label, mark in marks.items()}
    return place(union, labels.to_dict(), families=families, standing=positions)


def _marks(
    everyone: pd.DataFrame,
    waves: list[SystemMap],
    labels: pd.Series,
    order: list[str],
    spots: Mapping[str, tuple[float, float]],
) -> list[dict[str, Any]]:
    code = {label: number for number, label in enumerate(order)}
    frame = everyone.assign(
        sector=labels.map(code).astype(int),
        on=list(zip(*(everyone.index.isin(wave.organisations.index) for wave in waves), strict=True)),
        answered=answers(waves, everyone.index),
    )
    return [
        {
            "name": row.name,
            "label": row.label,
            "known": int(row.known),
            "sector": row.sector,
            "place": row.place,
            "also": row.also,
            "acronym": row.acronym,
            "x": spots[row.Index][0],
            "y": spots[row.Index][1],
            "on": [int(there) for there in row.on],
            "answered": row.answered,
        }
        for row in frame.itertuples()
    ]


def _lines(
    ties: pd.DataFrame,
    number: dict[str, int],
    kind: dict[str, int],
    by_both: dict[tuple[str, str], list[int | None]],
    by: dict[tuple[str, str], list[int]],
) -> list[dict[str, Any]]:
    columns = (
        *("source", "target", "status", "crosses", "directed"),
        *("kinds_before", "kinds_after", "strength_before", "strength_after"),
    )
    return [
        {
            "a": number[source],
            "b": number[target],
            "status": status,
            "crosses": None if crosses is None else int(crosses),
            "arrow": int(directed),
            "kinds": [[kind[name] for name in kinds] for kinds in (kinds_before, kinds_after)],
            "strength": [plain_number(before), plain_number(after)],
            "confirmed": by_both.get(pair := (min(source, target), max(source, target))),
            "by": by.get(pair),
        }
        for source, target, status, crosses, directed, kinds_before, kinds_after, before, after in zip(
            *(ties[column].tolist() for column in columns), strict=True
        )
    ]


def _strength_range(ties: pd.DataFrame) -> list[float] | None:
    found = pd.concat([ties["strength_before"], ties["strength_after"]]).dropna()
    return [float(found.min()), float(found.max())] if len(found) and found.min() < found.max() else None


def measures_shown(everyone: pd.DataFrame, waves: list[SystemMap], size_by: str) -> list[dict[str, Any]]:
    """Return organisation measures with their values by wave, or the reasons where there is none.

    Above 1,000 organisations the page carries partners, those in other sectors, both kinds of
    betweenness and the measure that sizes the marks. A measure that is undefined for everybody in every
    wave is left out, unless it sizes the marks.
    """
    names = None
    if len(everyone) > FEW_ABOVE:
        names = list(dict.fromkeys([*FEW, size_by]))
    scores = []
    labels: dict[str, str] = {}
    notes: dict[str, dict[str, str]] = {}
    for wave in waves:
        # Percentiles of so many organisations would take longer than everything else.
        draws = 1_000 if names is None else 0
        found = organisation_scores(wave, names, draws=draws)
        found = public_copy(found) if wave.public else found
        frame, labels = as_shown(found.to_frame(), wave)
        scores.append((frame.set_index(wave.organisations.index), _reasons(found, wave, everyone)))
        for name, beside in found.footnotes.items():
            if note := beside.get(""):
                notes.setdefault(name, {})[wave.wave or ""] = note
    entries = []
    for name, entry in catalogue.items():
        if entry.level != "organisation" or not all(name in frame for frame, _ in scores):
            continue
        if name != size_by and all(frame[name].isna().all() for frame, _ in scores):
            continue
        values = [frame[name].reindex(everyone.index) for frame, _ in scores]
        entries.append(
            {
                "name": name,
                "label": labels[name],
                "question": entry.question,
                "values": [[short_number(value) for value in column] for column in values],
                "reasons": [why.get(name, {}) for _, why in scores],
                **({"note": _note(notes[name], len(waves))} if name in notes else {}),
            }
        )
    return entries


def _note(by_wave: Mapping[str, str], waves: int) -> str:
    """Say what stands beside all values of a measure, by wave where there are several."""
    return "; ".join(f"{wave}: {note}" if waves > 1 else note for wave, note in by_wave.items())


def _reasons(
    scores: OrganisationScores, wave: SystemMap, everyone: pd.DataFrame
) -> dict[str, dict[str, list[int]]]:
    """Return for each measure the places of the organisations by the reason why it is undefined for them."""
    names = wave.organisations["name"]
    place_of = dict(zip(names, everyone.index.get_indexer(names.index).tolist(), strict=True))
    found: dict[str, dict[str, list[int]]] = {}
    for measure, reasons in scores.undefined.items():
        for organisation, reason in reasons.items():
            found.setdefault(measure, {}).setdefault(reason, []).append(place_of[organisation])
    return found


def plain_number(value: Any) -> float | int | None:
    """Return a number as it is, a whole one without a point; nothing where there is none."""
    if value is None or isinstance(value, str) or not math.isfinite(value):
        return None
    return int(value) if float(value).is_integer() else float(value)


def short_number(value: Any) -> float | int | None:
    """Shorten a number for the page, which shows three figures of what is no whole number."""
    number = plain_number(value)
    if number is None or isinstance(number, int):
        return number
    return plain_number(float(f"{number:.3g}" if abs(number) < 100 else f"{number:.4g}"))
