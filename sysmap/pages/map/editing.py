"""What a page needs to be corrected in the room: who could be added, and what a step may hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pandas as pd

from sysmap.measures.catalogue import catalogue
from sysmap.network.rules import Rules
from sysmap.network.system import SystemMap
from sysmap.records.said.declared import for_a_page
from sysmap.vocabulary import family_of, fold, sectors, sectors_meant

# What the page works out while the map changes, in the order in which it shows them.
MEASURES = ("ties", "cross_share", "cross_density", "ei_index", "isolates", "cross_distance")
# Whoever is added stands after everyone on the map; beyond so many the page says that no more can be.
SPARE = 1_000
# What people write in one field.
LONGEST = 500


def sectors_offered(system: SystemMap) -> dict[str, str | None]:
    """Return the sectors that an organisation may be said to belong to, each with its label of the boundary.

    They are those of the records and, where these are all words of the vocabulary, its other ones. Of a
    boundary that does not follow from the sector there is no label: None.
    """
    known = {sector.label: key for key, sector in sectors().items()}
    used = {str(label) for label in system.records.partners["sector"].dropna() if str(label).strip()}
    used |= {str(label) for label in system.organisations["sector"].dropna() if str(label).strip()}
    meant = {label: sectors_meant(label) for label in used}
    own = any(len(keys) != 1 for keys in meant.values())
    taken = {key for keys in meant.values() for key in keys}
    offered = used if own else used | {label for label, key in known.items() if key not in taken}
    families = {label: family_of(keys[0]) if len(keys) == 1 else "" for label, keys in meant.items()}
    families |= {label: family_of(key) for label, key in known.items() if label not in families}
    boundary = fold(system.boundary)
    return {
        label: label if boundary == "sector" else (families[label] or None) if boundary == "family" else None
        for label in sorted(offered)
    }


def labels_offered(system: SystemMap) -> list[str]:
    """Return the labels of the boundary that the page must be able to draw, used or not."""
    return sorted({label for label in sectors_offered(system).values() if label is not None})


def kinds_offered(system: SystemMap) -> list[str]:
    """Return the kinds of tie that may be said: those that the map takes, or all of the records."""
    if system.rules.kinds is not None:
        return list(system.rules.kinds)
    return sorted({kind for kind in system.records.collaborations["kind"].dropna() if kind})


def editing_data(system: SystemMap, everyone: pd.DataFrame) -> dict[str, Any]:
    """Return what is added to the data of a page on which the map can be corrected.

    Parameters
    ----------
    system
        The map that is corrected: of two waves the later one.
    everyone
        All organisations on the page, in its order, by id.
    """
    return {
        **for_a_page(),
        "checksum": system.checksum,
        "ids": [str(one) for one in everyone.index],
        "sector_of": [_text(label) for label in everyone["sector"]],
        "sectors": sectors_offered(system),
        "kinds": kinds_offered(system),
        "roster": _not_on(system, everyone.index),
        "spare": SPARE,
        "longest": LONGEST,
        "asks_who": not system.public,
        "labels": {name: catalogue[name].label for name in MEASURES},
        "partly": _partly(system),
    }


def _partly(system: SystemMap) -> str:
    """Say of a map that does not show every tie recorded what a step does to those that it does not show."""
    rules = system.rules
    if rules.kinds is None and rules.at_least is None and rules.report != "confirmed":
        return ""
    shown = replace(Rules(), kinds=rules.kinds, at_least=rules.at_least, report=rules.report).in_words()
    return (
        f"This map does not show every tie recorded ({', '.join(shown)}). When you remove or change a tie, "
        "or say that two have none, this counts for all ties between the two, also those not shown."
    )


def _not_on(system: SystemMap, there: Iterable[str]) -> list[list[str]]:
    """List the partners that the records know and the page does not show: name, id and sector.

    A page for the public names nobody who is not on it.
    """
    if system.public:
        return []
    partners = system.records.partners
    others = partners[~partners["id"].isin(list(there))].drop_duplicates("name").sort_values("name")
    names = set(system.organisations["name"])
    return [
        [row.name, str(row.id), _text(row.sector)]
        for row in others[["name", "id", "sector"]].itertuples(index=False)
        if row.name not in names
    ]


def _text(label: object) -> str:
    return label if isinstance(label, str) else ""
