"""Records to the map of one wave: `network/building.py`, `roster.py`, `response.py` and `system.py`."""

from __future__ import annotations

import dataclasses
from itertools import permutations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from conftest import asked, draw, partners, reports, shapes

import sysmap as sm
from sysmap.network.graph.arrays import Arrays
from sysmap.network.response import reportable_of
from sysmap.network.roster import wave_dates


def read(sectors: dict[str, str], ties: str = "A-B", wave: str = "2024", **frames: object) -> sm.Records:
    columns = frames.pop("columns", {})
    return sm.read_records(
        partners=partners(sectors).assign(**columns),
        collaborations=reports(ties, wave),
        sectors="as written",
        **frames,
    )


FOUR = {"A": "NHS", "B": "NHS", "C": "Police", "D": "Police"}


class TestWaves:
    def test_the_only_wave_needs_no_name(self) -> None:
        assert sm.build_map(read(FOUR)).wave == "2024"

    def test_several_waves_must_be_told_apart(self, records: sm.Records) -> None:
        with pytest.raises(sm.ChoiceError, match="2022, 2024"):
            sm.build_map(records)

    def test_a_wave_that_is_not_there_is_named_with_those_that_are(self, records: sm.Records) -> None:
        with pytest.raises(sm.ChoiceError, match="2023.*2024 or 2022"):
            sm.build_map(records, "2023")

    def test_a_wave_may_be_given_as_a_number(self, records: sm.Records) -> None:
        assert sm.build_map(records, 2024).wave == "2024"  # type: ignore[arg-type]

    def test_case_does_not_tell_waves_apart(self) -> None:
        assert sm.build_map(read(FOUR, wave="Before"), "before").wave == "Before"

    def test_records_without_waves_make_a_map_without_one(self) -> None:
        assert sm.build_map(read(FOUR, wave="")).wave is None


class TestWhoIsOnTheMap:
    def test_an_organisation_without_ties_is_present(self) -> None:
        assert list(sm.build_map(read(FOUR)).organisations.index) == list("ABCD")

    def test_one_that_was_neither_asked_nor_named_is_left_out_and_counted(self, small: sm.SystemMap) -> None:
        assert "J" not in small.organisations.index
        assert "1 organisation left out: neither asked in this wave nor named in a tie" in small.notes

    def test_one_that_was_named_but_not_asked_has_not_answered(self, small: sm.SystemMap) -> None:
        assert small.organisations.loc["U", ["asked", "answered"]].tolist() == [False, False]

    def test_who_answered_is_not_known_where_it_was_not_recorded(self) -> None:
        assert sm.build_map(read(FOUR)).organisations["answered"].tolist() == [None] * 4

    def test_one_that_closed_before_the_wave_is_left_out_and_counted(self) -> None:
        system = sm.build_map(read(FOUR, columns={"closed": ["", "", "2023-12-31", "2024-01-01"]}))
        assert list(system.organisations.index) == list("ABD")
        assert "1 organisation left out: closed before the wave or opened after it" in system.notes

    def test_one_that_opened_after_the_wave_is_left_out(self) -> None:
        system = sm.build_map(read(FOUR, columns={"opened": ["", "", "2024-12-31", "2025-01-01"]}))
        assert list(system.organisations.index) == list("ABC")

    def test_a_record_with_one_that_is_not_on_the_map_is_set_aside_and_counted(self) -> None:
        system = sm.build_map(read(FOUR, "A-B B-C", columns={"closed": ["", "", "2020", ""]}))
        assert len(system.ties) == 1
        assert "1 record set aside: an end is not on the map of this wave" in system.notes

    def test_the_table_of_waves_says_when_a_wave_was(self) -> None:
        waves = pd.DataFrame({"wave": ["start"], "start": ["2020-01-01"], "end": ["2020-06-30"]})
        assert wave_dates(read(FOUR, wave="start", waves=waves), "start") == ("2020-01-01", "2020-06-30")

    def test_a_repeated_name_is_shown_with_its_id(self) -> None:
        rows = pd.DataFrame({"id": ["1", "2", "3"], "name": ["Hub", "Hub", "Trust"], "sector": "NHS"})
        records = sm.read_records(partners=rows, collaborations=reports("1-3", ""), sectors="as written")
        assert sm.build_map(records).organisations["name"].tolist() == ["Hub (1)", "Hub (2)", "Trust"]


class TestBoundary:
    def test_any_column_of_partners_may_be_the_boundary(self) -> None:
        records = read(FOUR, columns={"Place of work": ["x", "y", "x", "y"]})
        assert sm.build_map(records, boundary="place of work").arrays.sectors == ("x", "y")

    @pytest.mark.parametrize("cell", ["", "unknown", "Unknown", "n/a", "x|y"])
    def test_a_cell_that_names_no_one_category_is_unknown(self, cell: str) -> None:
        records = read(FOUR, columns={"place": ["x", "y", "x", cell]})
        system = sm.build_map(records, boundary="place")
        assert system.arrays.sector.tolist() == [0, 1, 0, -1]
        assert "1 organisation of unknown place: left out of measures of the boundary" in system.notes

    def test_a_sector_called_other_is_a_sector(self) -> None:
        assert sm.build_map(read({**FOUR, "D": "Other"})).arrays.sectors == ("NHS", "Other", "Police")

    def test_a_column_that_is_not_there_is_refused_with_those_that_are(self) -> None:
        with pytest.raises(sm.ChoiceError, match="sector"):
            sm.build_map(read(FOUR), boundary="colour")


class TestKinds:
    def test_only_the_kinds_asked_for_are_taken(self) -> None:
        system = sm.build_map(read(FOUR, "A-B:x B-C:y C-D:z"), kinds=["z", "X"])
        assert system.ties["kinds"].tolist() == [("x",), ("z",)]
        assert system.rules.kinds == ("x", "z")

    def test_one_kind_may_be_given_as_a_word(self) -> None:
        assert len(sm.build_map(read(FOUR, "A-B:x B-C:y"), kinds="y").ties) == 1

    def test_a_kind_that_is_not_there_is_refused_with_those_that_are(self) -> None:
        with pytest.raises(sm.ChoiceError, match="shares.*x, y"):
            sm.build_map(read(FOUR, "A-B:x B-C:y"), kinds="shares")

    def test_who_depends_on_whom_is_left_out_unless_named(self) -> None:
        rows = read(FOUR, "A-B").collaborations[["source", "target"]].assign(kind="depends on")
        records = sm.read_records(partners=partners(FOUR), collaborations=rows, sectors="as written")
        system = sm.build_map(records)
        assert len(system.ties) == 0
        assert "1 record of who depends on whom left out: name the kind to take them" in system.notes
        assert len(sm.build_map(records, kinds="depends on").ties) == 1

    def test_a_rule_of_reports_that_is_not_there_is_refused(self) -> None:
        with pytest.raises(sm.ChoiceError, match="any, confirmed, directed"):
            sm.build_map(read(FOUR), report="both")


class TestMap:
    def test_the_graph_holds_names_sectors_and_what_ties_carry(self, small: sm.SystemMap) -> None:
        assert small.graph.nodes["D"] == {"name": "D", "sector": "Police"}
        assert small.graph.edges["A", "B"] == {"strength": 3.0, "kinds": ("plans", "refers"), "records": 3}

    def test_the_graph_cannot_be_changed(self, small: sm.SystemMap) -> None:
        with pytest.raises(nx.NetworkXError):
            small.graph.add_edge("A", "H")

    def test_the_graph_is_directed_where_every_report_is_an_arc(self, arrows: sm.SystemMap) -> None:
        assert arrows.graph.is_directed()
        assert arrows.graph.number_of_edges() == 14

    def test_nodes_and_ties_of_the_graph_are_sorted(self, small: sm.SystemMap) -> None:
        assert list(small.graph.nodes) == list("ABCDEFGHU")
        assert list(small.graph.edges) == sorted(small.graph.edges)

    def test_whether_a_tie_crosses_is_not_known_where_a_sector_is_not(self, small: sm.SystemMap) -> None:
        crossing = {f"{tie.source}{tie.target}": tie.crosses for tie in small.ties.itertuples()}
        assert crossing["GU"] is None
        assert [pair for pair, crosses in crossing.items() if crosses] == ["AD", "BD", "CD", "CF", "DF"]

    def test_the_map_is_frozen(self, small: sm.SystemMap) -> None:
        with pytest.raises(dataclasses.FrozenInstanceError):
            small.wave = "2022"  # type: ignore[misc]

    def test_the_order_of_rows_makes_no_other_map(self, records: sm.Records) -> None:
        turned = sm.read_records(
            partners=partners(dict(reversed(list(FOUR.items())))),
            collaborations=reports("D-C C-B B-A", "2024"),
            sectors="as written",
        )
        plain = read(FOUR, "B-A C-B D-C")
        one, other = sm.build_map(plain), sm.build_map(turned)
        pd.testing.assert_frame_equal(one.ties, other.ties)
        assert list(one.organisations.index) == list(other.organisations.index)

    def test_building_leaves_the_records_as_they_were(self, records: sm.Records) -> None:
        tables = records.partners, records.collaborations, records.asked
        kept = [table.copy() for table in tables]
        sm.build_map(records, "2024")
        for before, after in zip(kept, tables, strict=True):
            pd.testing.assert_frame_equal(before, after)

    def test_a_map_says_in_a_line_what_is_on_it(self, small: sm.SystemMap) -> None:
        assert repr(small).startswith("Map of 9 organisations in 3 sectors, 10 ties in 2024\n- ")

    def test_a_map_escapes_the_names_it_shows(self) -> None:
        system = draw("<b>-B B-C")
        assert "&lt;b&gt;" in system._repr_html_()
        assert "<b>" not in system._repr_html_()


class TestReportable:
    @shapes(most=80)
    @pytest.mark.parametrize("report", ["any", "confirmed", "directed"])
    def test_pairs_that_could_be_reported_equal_a_loop_over_pairs(self, arrays: Arrays, report: str) -> None:
        answered = np.random.default_rng(0).random(arrays.n) < 0.6
        rule = {
            "any": lambda a, b: a < b and (answered[a] or answered[b]),
            "confirmed": lambda a, b: a < b and answered[a] and answered[b],
            "directed": lambda a, _: answered[a],
        }[report]
        pairs = [pair for pair in permutations(range(arrays.n), 2) if rule(*pair)]
        sectors = [(arrays.sector[a], arrays.sector[b]) for a, b in pairs]
        known = [(a, b) for a, b in sectors if a >= 0 and b >= 0]
        found = reportable_of(arrays, answered, report)
        assert found.everywhere == len(pairs)
        assert found.between == sum(a != b for a, b in known)
        assert found.within == sum(a == b for a, b in known)

    def test_nothing_is_said_where_it_is_not_recorded_who_answered(self) -> None:
        assert draw("A-B B-C").reportable is None

    def test_a_wave_in_which_nobody_answered_could_report_no_confirmed_pair(self) -> None:
        records = read(FOUR, asked=asked({"2024": ""}, {"2024": "ABCD"}))
        reportable = sm.build_map(records, report="confirmed").reportable
        assert reportable is not None
        assert reportable.everywhere == 0


def test_a_part_shared_by_several_measures_is_worked_out_once(
    records: sm.Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sysmap.network.graph.parts import parts

    calls = []
    plain = parts["distances"]
    counting = dataclasses.replace(plain, function=lambda arrays: calls.append(1) or plain.function(arrays))
    monkeypatch.setitem(parts._entries, "distances", counting)
    system = sm.build_map(records, "2024")
    sm.integration(system, ["cross_efficiency", "cross_distance"], draws=50)
    assert len(calls) == 1
