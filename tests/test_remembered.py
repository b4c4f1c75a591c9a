"""What chance gives is worked out once for a map, whichever results show it, and is what it would be anew."""

from __future__ import annotations

import pandas as pd

import sysmap as sm
from sysmap.findings import chance as shuffled
from sysmap.findings import degree_preserving as redrawn


def test_a_second_scorecard_of_a_map_draws_nothing_and_says_the_same(records, monkeypatch):
    small = sm.build_map(records, "2024")
    first = sm.integration(small, draws=60)
    for module, name in ((shuffled, "label_blocks"), (redrawn, "redrawn")):
        monkeypatch.setattr(module, name, lambda *args, **kwargs: 1 / 0)
    pd.testing.assert_frame_equal(sm.integration(small, draws=60).to_frame(), first.to_frame())


def test_what_is_asked_for_first_makes_no_difference(records):
    one, other = (sm.build_map(records, "2024") for _ in range(2))
    few = ["ei_index", "cross_share"]
    sm.integration(one, few, draws=60)
    after = sm.integration(one, draws=60).to_frame()
    pd.testing.assert_frame_equal(after, sm.integration(other, draws=60).to_frame())
    other_draws, other_seed = (
        sm.integration(one, few, **{**{"draws": 60}, **way}) for way in ({"draws": 61}, {"seed": 1})
    )
    assert other_draws.to_frame()["p"].tolist() != after.loc[few, "p"].tolist()
    assert other_seed.to_frame()["expected"].tolist() != after.loc[few, "expected"].tolist()
