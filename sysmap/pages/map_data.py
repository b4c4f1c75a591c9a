"""What a map page shows, as plain data: organisations, ties, sectors, measures and sentences."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import networkx as nx
import pandas as pd

from sysmap import __version__
from sysmap.findings.change import Comparison
from sysmap.findings.disclosure import public_copy
from sysmap.findings.scores import organisation_scores
from sysmap.measures.catalogue import catalogue
from sysmap.measures.reasons import REASONS
from sysmap.network.system import SystemMap
from sysmap.pages.positions import place
from sysmap.pages.sentences import page_title, summaries
from sysmap.vocabulary import UNKNOWN, UNKNOWN_MARK, Mark, sector_marks

MOST_SECTORS = 24
OTHERS = "Other sectors"
_OTHERS_MARK = Mark(key="other_sectors", colour="#D4D6D8", shape="dot", family="")


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
    """

    title: str
    summary: str
    marks: list[dict[str, Any]]
    lines: list[dict[str, Any]]
    content: dict[str, Any]
    organisations: pd.DataFrame
    ties: pd.DataFrame


def map_data(shown: SystemMap | Comparison, *, size_by: str, title: str | None) -> MapData:
    """Collect what the page of a map or comparison shows."""
    waves = [shown] if isinstance(shown, SystemMap) else [shown.before, shown.after]
    everyone = _everyone(waves)
    ties = _ties(shown)
    labels, marks_of = _sectors(everyone)
    spots = _positions(everyone, ties)
    number = {organisation: place for place, organisation in enumerate(everyone.index)}
    kinds = sorted(
        {kind for column in ("kinds_before", "kinds_after") for kinds in ties[column] for kind in kinds}
    )
    marks = _marks(everyone, waves, labels, list(marks_of), spots)
    lines = _lines(ties, number, {kind: code for code, kind in enumerate(kinds)})
    heading = title or page_title(shown)
    sentences = summaries(shown)
    counts = labels.value_counts()
    content = {
        "title": heading,
        "waves": [wave.wave or "" for wave in waves],
        "boundary": waves[0].boundary,
        "views": ["after"] if len(waves) == 1 else ["before", "after", "changed"],
        "summaries": sentences,
        "sectors": [
            {
                "label": label,
                "key": mark.key,
                "colour": mark.colour,
                "shape": mark.shape,
                "count": int(counts[label]),
            }
            for label, mark in marks_of.items()
        ],
        "kinds": kinds,
        "unnamed_kinds": bool((~ties["kinds_before"].map(bool) & ~ties["kinds_after"].map(bool)).any()),
        "strengths": _strength_range(ties),
        "measures": _measures(everyone, waves),
        "size_by": size_by,
        "reasons": REASONS,
        "directed": waves[0].directed,
        "response_recorded": any(wave.reportable is not None for wave in waves),
        "sources": sorted(
            {str(file) for file in waves[0].records.partners["file"]}
            | {str(file) for file in waves[0].records.collaborations["file"]}
        ),
        "version": __version__,
    }
    last = sentences["changed" if len(waves) == 2 else "after"]
    table = everyone[["name", "label", "place"]].rename(
        columns={"name": "organisation", "label": waves[0].boundary}
    )
    return MapData(heading, last, marks, lines, content, table.reset_index(drop=True), ties)


def _everyone(waves: list[SystemMap]) -> pd.DataFrame:
    """List the organisations of all waves, sorted by id; what the last wave says of them stands."""
    frame = pd.concat([wave.organisations for wave in reversed(waves)])
    frame = frame[~frame.index.duplicated()].sort_index()
    repeated = frame["name"].duplicated(keep=False)
    frame["name"] = frame["name"].where(~repeated, frame["name"] + " (" + frame.index.astype(str) + ")")
    frame["known"] = [isinstance(label, str) for label in frame["boundary"]]
    frame["label"] = [label if isinstance(label, str) else UNKNOWN for label in frame["boundary"]]
    frame["place"] = [", ".join(part.strip() for part in place.split("|")) for place in frame["place"]]
    return frame


def _ties(shown: SystemMap | Comparison) -> pd.DataFrame:
    if isinstance(shown, Comparison):
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


def _sectors(everyone: pd.DataFrame) -> tuple[pd.Series, dict[str, Mark]]:
    """Give each organisation the label of its place in the legend, and each label its mark.

    Beyond 24 sectors the smallest share one mark, so that no two in the legend look alike.
    """
    labels = everyone["label"]
    counts = labels[labels != UNKNOWN].value_counts()
    if len(counts) > MOST_SECTORS:
        order = sorted(counts.index, key=lambda label: (-counts[label], label))
        labels = labels.where(labels.isin([*order[: MOST_SECTORS - 1], UNKNOWN]), OTHERS)
    marks = sector_marks([label for label in labels.unique() if label not in (UNKNOWN, OTHERS)])
    for label, mark in ((OTHERS, _OTHERS_MARK), (UNKNOWN, UNKNOWN_MARK)):
        if (labels == label).any():
            marks[label] = mark
    return labels, marks


def _positions(everyone: pd.DataFrame, ties: pd.DataFrame) -> dict[str, tuple[float, float]]:
    union = nx.Graph()
    union.add_nodes_from(everyone.index)
    union.add_edges_from(zip(ties["source"], ties["target"], strict=True))
    known = {name: None if label == UNKNOWN else label for name, label in everyone["label"].items()}
    return place(union, known)


def _marks(
    everyone: pd.DataFrame,
    waves: list[SystemMap],
    labels: pd.Series,
    order: list[str],
    spots: dict[str, tuple[float, float]],
) -> list[dict[str, Any]]:
    code = {label: number for number, label in enumerate(order)}
    marks = []
    for organisation, row in everyone.iterrows():
        x, y = spots[str(organisation)]
        marks.append(
            {
                "name": row["name"],
                "label": row["label"],
                "known": int(row["known"]),
                "sector": code[labels[organisation]],
                "place": row["place"],
                "x": x,
                "y": y,
                "on": [int(organisation in wave.organisations.index) for wave in waves],
                "answered": [_answer(wave, organisation) for wave in waves],
            }
        )
    return marks


def _answer(wave: SystemMap, organisation: Any) -> str:
    """Say whether an organisation answered: yes, no, not asked, or nothing where that is not recorded."""
    if organisation not in wave.organisations.index:
        return ""
    asked, answered = wave.organisations.loc[organisation, ["asked", "answered"]]
    if asked is None:
        return ""
    return ("yes" if answered else "no") if asked else "not asked"


def _lines(ties: pd.DataFrame, number: dict[str, int], kind: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "a": number[tie.source],
            "b": number[tie.target],
            "status": tie.status,
            "crosses": None if tie.crosses is None else int(tie.crosses),
            "arrow": int(tie.directed),
            "kinds": [[kind[name] for name in kinds] for kinds in (tie.kinds_before, tie.kinds_after)],
            "strength": [_number(strength) for strength in (tie.strength_before, tie.strength_after)],
        }
        for tie in ties.itertuples()
    ]


def _strength_range(ties: pd.DataFrame) -> list[float] | None:
    found = pd.concat([ties["strength_before"], ties["strength_after"]]).dropna()
    return [float(found.min()), float(found.max())] if len(found) and found.min() < found.max() else None


def _measures(everyone: pd.DataFrame, waves: list[SystemMap]) -> list[dict[str, Any]]:
    """Give every organisation measure with its values by wave, or the reason where there is none."""
    scores = []
    for wave in waves:
        frame = organisation_scores(wave)
        if wave.public:
            frame = public_copy(frame)
        place_of = dict(
            zip(wave.organisations["name"], everyone.index.get_indexer(wave.organisations.index), strict=True)
        )
        why = {
            name: {str(place_of[organisation]): reason for organisation, reason in reasons.items()}
            for name, reasons in frame.attrs["undefined"].items()
        }
        scores.append((frame.set_index(wave.organisations.index).reindex(everyone.index), why))
    return [
        {
            "name": name,
            "label": entry.label,
            "question": entry.question,
            "values": [[_number(value) for value in frame[name]] for frame, _ in scores],
            "reasons": [why[name] for _, why in scores],
        }
        for name, entry in catalogue.items()
        if entry.level == "organisation" and all(name in frame for frame, _ in scores)
    ]


def _number(value: float) -> float | int | None:
    """Shorten a number for the page: four figures are more than a mark can show."""
    if value is None or isinstance(value, str) or math.isnan(value) or math.isinf(value):
        return None
    short = float(f"{value:.4g}")
    return int(short) if short.is_integer() else short
