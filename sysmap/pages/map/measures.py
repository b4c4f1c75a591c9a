"""The measures of organisations that a map page carries, for the sizes of marks and the details."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from sysmap.findings.disclosure.copies import public_copy
from sysmap.findings.display import as_shown
from sysmap.findings.scores import OrganisationScores, organisation_scores
from sysmap.measures.catalogue import catalogue
from sysmap.network.system import SystemMap

# On large maps every measure would weigh more than it tells.
FEW_ABOVE = 1_000
FEW = ("partners", "cross_partners", "betweenness", "cross_betweenness")


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
    for wave in waves:
        # Percentiles of so many organisations would take longer than everything else.
        draws = 1_000 if names is None else 0
        found = organisation_scores(wave, names, draws=draws)
        found = public_copy(found) if wave.public else found
        frame, labels = as_shown(found.to_frame(), wave)
        scores.append((frame.set_index(wave.organisations.index), _reasons(found, wave, everyone)))
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
            }
        )
    return entries


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


def short_number(value: Any) -> float | int | None:
    """Shorten a number for the page: four figures are more than a mark can show."""
    if value is None or isinstance(value, str) or math.isnan(value) or math.isinf(value):
        return None
    short = float(f"{value:.4g}")
    return int(short) if short.is_integer() else short
