"""Which part of an interval is caution where many are silent: `benchmarks/silence.py`."""

from __future__ import annotations

import numpy as np
import pytest
from depth import times

from sysmap.findings.comparison.estimating.estimates import Estimator
from sysmap.findings.comparison.estimating.uncertainty import estimates

silence = pytest.importorskip("benchmarks.silence", reason="the benchmarks are not beside the tests")


@pytest.mark.parametrize("seed", range(times(4)))
def test_what_it_calls_as_it_is_is_what_a_comparison_does(seed):
    data = (silence.COMPLETE, silence.SILENT)[seed % 2]
    pairs = silence.pairs_of(np.random.default_rng([8, seed]), silence.SIZE, "S2", 1.5, data)
    change, variance, bearing = silence.variances(pairs)
    found = estimates(Estimator(pairs, list(silence.MEASURES)))
    for at, name in enumerate(silence.MEASURES):
        assert (change[at], np.sqrt(variance[0, at])) == pytest.approx((found[name].change, found[name].se))
        assert bearing[at] == found[name].bearing
    freedom = silence.freedoms(pairs)
    assert freedom[0] == found["ei_index"].freedom and freedom[0] <= freedom[1] + 1e-9 <= freedom[2] + 1e-6
    assert (variance[0] >= variance[1]).all() and (variance[1] >= variance[3]).all()


def test_with_everybody_answering_all_degrees_of_freedom_are_one():
    pairs = silence.pairs_of(np.random.default_rng(1), silence.SIZE, "S1", 1.0, silence.COMPLETE)
    assert silence.freedoms(pairs) == pytest.approx((29, 29, 29))


def test_the_command_prints_a_row_for_each_variant(capsys):
    silence.main(["--replicates", "2"])
    rows = capsys.readouterr().out.splitlines()
    assert len(rows) == len(list(silence.situations())) * len(silence.VARIANCES) * len(silence.FREEDOMS)
    assert all("found" in row and "held" in row for row in rows)
