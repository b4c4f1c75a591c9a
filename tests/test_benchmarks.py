"""The benchmarks run at their smallest, agree with their peers and say what was measured; none is timed."""

from __future__ import annotations

import json

import numpy as np
import pytest

from benchmarks import end_to_end, graph_measures, hub, memory, timing
from benchmarks import large_records as records
from benchmarks.__main__ import main
from benchmarks.declaring import OURS, Row, Run, benchmark, benchmarks, load
from benchmarks.fresh_process import cpu_of
from benchmarks.graphs import SHAPES, blocks, hub_graph
from benchmarks.how_fast import MEASURED, PAGE, keep, with_tables
from benchmarks.table import disagreements, growth, summary, written
from benchmarks.targets import FASTER, GROWTH, HALF, OF_IGRAPH, at_least, at_most, ratio, targets_of
from benchmarks.timing import Engine, difference, timed

GRAPH = blocks(60)


@pytest.fixture(scope="module")
def found(tmp_path_factory) -> dict[str, object]:
    """Run everything at 60 organisations, but for what takes a fresh process."""
    path = tmp_path_factory.mktemp("benchmarks") / "results.json"
    with pytest.MonkeyPatch.context() as patch:
        for module in (hub, records):
            patch.setattr(module, "peak_megabytes", lambda *_: 12.5)
        patch.setattr(end_to_end, "cpu_of", lambda *_: 1.5)
        # Speed is not what is looked at.
        patch.setattr(timing, "REPEATS", 1)
        assert main(["--size", "60", "--json", str(path)]) == 0
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.measured
def test_every_row_has_a_time_of_ours_or_a_target(found):
    assert [row["name"] for row in found["rows"] if OURS not in row["seconds"] and not row["targets"]] == []


@pytest.mark.measured
def test_every_peer_agrees_in_the_same_run(found):
    apart = {
        row["name"]: row["differs"] for row in found["rows"] if max(row["differs"].values(), default=0) > 1e-9
    }
    assert apart == {}


@pytest.mark.measured
def test_every_measure_with_a_target_has_a_row(found):
    assert {*FASTER, *OF_IGRAPH, *GROWTH} <= {row["name"] for row in found["rows"]}


@pytest.mark.measured
def test_every_measure_timed_is_in_the_catalogue(found):
    timed = {*FASTER, *OF_IGRAPH, *GROWTH}
    assert [row["name"] for row in found["rows"] if row["name"] in timed and row["note"]] == []


@pytest.mark.measured
def test_the_file_tells_versions_cores_and_load(found):
    assert {"python", "cores", "load", "packages"} <= set(found["machine"])
    assert found["machine"]["packages"]["networkx"]


@pytest.mark.usefixtures("few_redraws")
def test_the_script_of_two_waves_writes_everything_that_an_evaluator_needs(tmp_path, monkeypatch):
    end_to_end.two_waves(60, tmp_path / "records")
    (tmp_path / "out").mkdir()
    monkeypatch.setattr("sys.argv", ["-c", str(tmp_path / "records"), str(tmp_path / "out")])
    script = end_to_end.OURS_SCRIPT.replace(
        "compare(before, after)", "compare(before, after, permutations=9)"
    )
    assert script != end_to_end.OURS_SCRIPT
    exec(compile(script, "end to end", "exec"), {})
    waves = [f"{what} {wave}" for what in ("scorecard", "scores") for wave in ("2022", "2024")]
    assert {path.stem for path in (tmp_path / "out").iterdir()} == {
        *waves,
        *("change", "map before", "map", "report"),
    }


def test_one_row_can_be_asked_for(tmp_path, capsys):
    path = tmp_path / "one.json"
    main(["--size", "60", "--only", "constraint", "--json", str(path)])
    rows = json.loads(path.read_text(encoding="utf-8"))["rows"]
    assert [(row["name"], row["shape"]) for row in rows] == [("constraint", shape) for shape in SHAPES]
    table, last = capsys.readouterr().out.splitlines()[2], capsys.readouterr().out
    assert table.startswith("constraint") and not last


def test_a_name_that_is_none_is_refused(tmp_path, capsys):
    with pytest.raises(SystemExit):
        main(["--size", "60", "--only", "speed", "--json", str(tmp_path / "none.json")])
    assert "there is nothing called 'speed'; there are: " in capsys.readouterr().err


def test_an_absent_peer_is_a_blank_column(monkeypatch):
    monkeypatch.setattr("benchmarks.graphs.peer", lambda _: None)
    rows = list(graph_measures.measures(Run((60,), only="constraint", small=True)))
    assert "igraph" not in rows[0].seconds
    assert written(rows).splitlines()[0].split()[:5] == ["size", "sysmap", "cold", "networkx", "×"]


def test_a_measure_that_is_not_declared_is_a_blank_row():
    row = next(graph_measures._rows([graph_measures.Case("new", ("not_declared",))], 60))
    assert (row.seconds, row.note) == ({}, "not in the catalogue")


def test_memory_is_taken_in_a_fresh_process():
    assert memory.peak_megabytes("constraint", 60) >= 0


def test_a_benchmark_is_found_by_being_in_a_file_of_the_folder():
    assert {"measures", "hub graph", "records", "import"} <= set(load())


def test_a_benchmark_is_one_decorated_function(monkeypatch):
    monkeypatch.delitem(benchmarks, "mine", raising=False)

    @benchmark("mine")
    def mine(run):
        return [Row("mine", size) for size in run.sizes]

    assert benchmarks.pop("mine") is mine


# -- Timing --


def engine(**answer: object) -> Engine:
    return Engine(lambda _: answer, lambda: None)


def test_every_engine_runs_at_least_three_times_on_something_fresh():
    made = {OURS: [], "peer": []}
    found = timed(
        {name: Engine(lambda _: {"a": 1}, lambda runs=runs: runs.append(0)) for name, runs in made.items()}
    )
    assert all(timing.REPEATS <= len(runs) <= timing.MOST for runs in made.values())
    assert all(least <= found.seconds[name] <= most for name, (least, most) in found.spread.items())


def test_what_takes_long_runs_three_times_and_no_more(monkeypatch):
    monkeypatch.setattr(timing, "ENOUGH", -1)
    made = []
    timed({OURS: Engine(lambda _: {"a": 1}, lambda: made.append(0))})
    assert len(made) == timing.REPEATS


def test_what_disagrees_has_no_speed():
    times = timed({OURS: engine(a=1.0), "near": engine(a=1 + 1e-12), "far": engine(a=1.1)})
    assert set(times.seconds) == {OURS, "near"}
    assert times.differs["far"] == pytest.approx(0.1)


def test_only_what_we_define_is_compared():
    assert difference({"a": [1.0, np.nan]}, {"a": [1.0, 0.0]}) == 0


def test_a_value_that_only_the_peer_lacks_is_a_difference():
    assert difference({"a": [1.0]}, {"a": [np.nan]}) == np.inf


def test_answers_of_different_length_differ():
    assert difference({"a": [1.0]}, {"a": [1.0, 1.0]}) == np.inf


def test_engines_that_have_no_answer_in_common_are_refused():
    with pytest.raises(ValueError, match="no answer in common"):
        difference({"a": 1}, {"b": 1})


# -- The table --

ROWS = [
    Row("constraint", 500, {OURS: 0.002, "networkx": 0.004, "igraph": 0.001}, scales=True),
    Row("constraint", 2_000, {OURS: 0.004, "networkx": 0.02}, {"networkx": 0.0, "igraph": 0.5}, scales=True),
]


def test_growth_is_the_slope_from_the_smallest_to_the_largest_size():
    assert growth(ROWS)["constraint"] == pytest.approx(
        {OURS: np.log(2) / np.log(4), "networkx": np.log(5) / np.log(4)}
    )


def test_the_last_line_counts_who_is_ahead_and_gives_the_smallest_ratio():
    assert summary(ROWS) == (
        "ahead of networkx in 2 of 2 (smallest ratio 2: constraint, 500); "
        "ahead of igraph in 0 of 1 (smallest ratio 0.5: constraint, 500); 0 of 0 targets met"
    )


def test_a_disagreement_is_said():
    assert disagreements(ROWS) == ["constraint at 2,000: igraph differs by 0.5, so its time is not shown"]


def test_targets_stand_beside_what_was_reached():
    faster, share = targets_of(Row("constraint", 2_000, {OURS: 0.004, "networkx": 0.02, "igraph": 0.0005}))
    assert (faster.wanted, faster.reached, faster.met) == ("≥ 3 × networkx", "5", True)
    assert (share.wanted, share.reached, share.met) == ("≤ 2 of igraph", "8", False)


@pytest.mark.parametrize("shape", [*SHAPES, "40 sectors"])
@pytest.mark.parametrize("name", sorted(HALF))
def test_on_a_graph_of_any_shape_nobody_waits_longer_than_with_networkx_or_twice_as_long_as_with_igraph(
    name, shape
):
    size = 300 if shape == "40 sectors" else 2_000
    behind = Row(name, size, {OURS: 1.0, "networkx": 0.9, "igraph": 0.1}, shape=shape)
    ahead = Row(name, size, {OURS: 1.0, "networkx": 100.0, "igraph": 10.0}, shape=shape)
    assert [target.met for target in targets_of(behind)] == [False, False]
    assert [target.met for target in targets_of(ahead)] == [True, True]


def test_a_target_without_its_peer_is_neither_met_nor_missed():
    assert [target.met for target in targets_of(Row("constraint", 2_000, {OURS: 1.0}))] == [None, None]


def test_a_target_is_met_at_its_bound():
    assert at_least("", 2, 2.0).met
    assert at_most("", 2, 2.0).met


@pytest.mark.parametrize(("wanted", "status"), [(1, 1), (2, 0)])
def test_a_run_that_misses_a_target_fails_and_names_it(wanted, status, tmp_path, monkeypatch, capsys):
    row = Row("waits", 500, {OURS: 2.0}, targets=(at_most("s", wanted, 2.0),), cold=3.0)
    monkeypatch.setattr("benchmarks.__main__.load", lambda: {"waits": lambda _: [row]})
    assert main(["--json", str(tmp_path / "results.json")]) == status
    said = capsys.readouterr()
    assert ("waits, 500: ≤ 1 s: 2 NOT MET" in said.err) == bool(status)
    assert "3,000.0" in said.out


def test_what_may_be_answered_otherwise_is_timed_without_being_compared():
    found = timed({OURS: engine(a=1.0), "peer": Engine(lambda _: {"b": 2.0}, lambda: None, compared=False)})
    assert set(found.seconds) == {OURS, "peer"}
    assert not found.differs


def test_a_ratio_needs_both_engines():
    assert ratio(Row("x", 1, {OURS: 2.0}), "networkx", OURS) is None


# -- Graphs --


def test_a_graph_is_the_same_in_every_run():
    again = blocks(60)
    assert (again.source.tolist(), again.sector.tolist()) == (GRAPH.source.tolist(), GRAPH.sector.tolist())


def test_a_block_graph_has_about_eight_partners_each():
    assert 7 < 2 * len(blocks(2_000).source) / 2_000 < 9


@pytest.mark.parametrize("graph", [*(make(60) for make in SHAPES.values()), hub_graph(600, 3_600, 50)])
def test_every_tie_stands_once_with_its_lower_place_first(graph):
    ties = list(zip(graph.source.tolist(), graph.target.tolist(), strict=True))
    assert len(set(ties)) == len(ties)
    assert all(low < high for low, high in ties)


def test_a_hub_has_many_times_the_partners_of_others():
    graph = hub_graph(600, 3_600, 300)
    partners = np.bincount(np.concatenate([graph.source, graph.target]))
    assert partners.max() > 10 * np.median(partners)


def test_the_map_and_the_graphs_of_peers_have_the_same_ties():
    arrays = GRAPH.system().arrays
    assert arrays.source.tolist() == GRAPH.source.tolist()
    assert GRAPH.networkx().number_of_edges() == len(GRAPH.source)


def test_a_process_that_fails_has_no_time():
    with pytest.raises(RuntimeError, match="ended with 3: no"):
        cpu_of("-c", "import sys; sys.stderr.write('no'); sys.exit(3)")
    assert cpu_of("-c", "raise SystemExit(3)", ends_with=3) > 0


def test_four_lines_of_numpy_give_the_index_that_we_give():
    case = next(case for case in graph_measures.CASES if case.numpy)
    ours, theirs = case.ours(GRAPH.system()), case.numpy(None, GRAPH)
    assert theirs["ei_index"] == pytest.approx(ours["ei_index"], abs=1e-12)
    assert theirs["mean"] == pytest.approx(ours["expected"], abs=0.02)


# -- The page --


def test_the_tables_of_the_manual_are_those_of_the_figures_kept():
    page = PAGE.read_text(encoding="utf-8")
    assert with_tables(page) == page, "write them anew: python -m benchmarks --quick --page"


def test_a_peer_that_is_ahead_stands_in_the_table_of_the_manual():
    rows = json.loads(MEASURED.read_text(encoding="utf-8"))["rows"]
    behind = [row for row in rows if row["size"] == 2_000 and min(row["ratios"].values(), default=9) < 1]
    page = PAGE.read_text(encoding="utf-8")
    assert behind
    assert [
        row["name"] for row in behind if f"| {row['name']} | {row['shape'] or 'blocks'} |" not in page
    ] == []


def test_a_page_without_a_place_for_a_table_is_refused():
    with pytest.raises(ValueError, match="no place for the table of measures"):
        with_tables("# How fast it is\n")


def test_a_run_of_some_rows_keeps_the_figures_of_the_others(tmp_path):
    def found(**seconds):
        rows = [{"name": name, "shape": "", "size": 500, "seconds": each} for name, each in seconds.items()]
        return {"machine": {}, "rows": rows}

    path = tmp_path / "kept.json"
    for each in (found(one=1, two=2), found(two=3, three=4)):
        keep(each, path)
    rows = json.loads(path.read_text(encoding="utf-8"))["rows"]
    assert [(row["name"], row["seconds"]) for row in rows] == [("one", 1), ("two", 3), ("three", 4)]
