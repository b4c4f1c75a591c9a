"""Three waves and more on one map: the ties and organisations of all, and what each wave says of them.

A page shows one wave, or two with what changed. One of many waves holds for all of them what the page needs
of any two: its script `map_many.js` puts the two that are looked at in their place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sysmap.findings.comparison.side_by_side import keyed
from sysmap.network.system import SystemMap
from sysmap.pages.map.overview import chance_bands
from sysmap.pages.map.packing_columns import column


def ties_of_waves(waves: Sequence[SystemMap], names: pd.Series) -> pd.DataFrame:
    """Match the ties of all waves, by the pair of their ends (in their order on directed maps).

    Returns
    -------
    pandas.DataFrame
        The columns of `tie_changes` for the first and the last wave, where the status of a tie that neither
        has is empty; and ``there``: the waves that have it.
    """
    own = [keyed(system) for system in waves]
    keys = own[0].index
    for each in own[1:]:
        keys = keys.union(each.index)
    there = np.array([keys.isin(each.index) for each in own])
    latest = own[-1].reindex(keys)
    for each in reversed(own[:-1]):
        latest = latest.where(latest["records"].notna(), each.reindex(keys))
    status = np.select([there[0] & there[-1], there[-1], there[0]], ["kept", "new", "lost"], default="")
    kinds = [
        [found if isinstance(found, tuple) else () for found in each["kinds"].reindex(keys)] for each in own
    ]
    strengths = [each["strength"].reindex(keys).astype(float) for each in own]
    return pd.DataFrame(
        {
            "source": latest["source"].to_numpy(),
            "target": latest["target"].to_numpy(),
            "source_name": names.reindex(latest["source"]).to_numpy(),
            "target_name": names.reindex(latest["target"]).to_numpy(),
            "status": status,
            "crosses": pd.Series(
                [None if one is None or one != one else bool(one) for one in latest["crosses"]], dtype=object
            ).to_numpy(),
            "directed": latest["directed"].astype(bool).to_numpy(),
            "kinds_before": pd.Series(kinds[0], dtype=object),
            "kinds_after": pd.Series(kinds[-1], dtype=object),
            "strength_before": strengths[0].to_numpy(),
            "strength_after": strengths[-1].to_numpy(),
            "there": [list(map(int, column)) for column in there.T],
            "kinds": pd.Series(list(zip(*kinds, strict=True)), dtype=object),
            "strengths": list(zip(*(each.tolist() for each in strengths), strict=True)),
        }
    )


def many_data(
    waves: Sequence[SystemMap],
    everyone: pd.DataFrame,
    ties: pd.DataFrame,
    marks: Sequence[Mapping[str, Any]],
    *,
    kinds: Mapping[str, int],
    by_wave: Mapping[str, Sequence[Any]],
    forums: Sequence[Mapping[str, Any]],
    measures: Sequence[Mapping[str, Any]],
    summaries: Sequence[str],
    sectors: int,
) -> dict[str, Any]:
    """Return what a page of many waves holds beside what one of its first and last wave does.

    Each list has an entry for each wave; organisations and ties stand in the order of the page.
    """
    number = {organisation: place for place, organisation in enumerate(everyone.index)}
    ends = np.array(
        [(number[one], number[other]) for one, other in zip(ties["source"], ties["target"], strict=True)],
        dtype=np.int64,
    ).reshape(-1, 2)
    there = np.array(ties["there"].tolist(), dtype=bool).reshape(-1, len(waves))
    known = np.array([bool(mark["known"]) for mark in marks], dtype=bool)
    code = np.array([mark["sector"] for mark in marks], dtype=np.int64)
    draws = 1_000 if len(ends) <= 10_000 else 200
    on = np.array([everyone.index.isin(wave.organisations.index) for wave in waves])
    return {
        "waves": [wave.wave or "" for wave in waves],
        "summaries": list(summaries),
        "there": [column(there[:, wave].astype(int).tolist()) for wave in range(len(waves))],
        "on": [column(each.astype(int).tolist()) for each in on],
        "kinds": [
            column([[kinds[name] for name in found[wave]] for found in ties["kinds"]])
            for wave in range(len(waves))
        ],
        "strength": [
            column([_plain(found[wave]) for found in ties["strengths"]]) for wave in range(len(waves))
        ],
        **{
            name: [column([found and found[wave] for found in values]) for wave in range(len(waves))]
            for name, values in by_wave.items()
        },
        "measures": [[column(values) for values in entry["values"]] for entry in measures],
        "reasons": [entry["reasons"] for entry in measures],
        "forums": [forum["members"] for forum in forums],
        "bands": [
            chance_bands(ends[there[:, wave]], code, on[wave] & known, sectors, draws=draws)
            for wave in range(len(waves))
        ]
        if sectors > 1
        else None,
    }


def _plain(value: float) -> float | int | None:
    if value != value:
        return None
    return int(value) if float(value).is_integer() else value
