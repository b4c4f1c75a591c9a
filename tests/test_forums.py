"""Forums: `records/forums.py`, `network/membership.py` and `measures/forums.py`."""

from __future__ import annotations

import pandas as pd
import pytest
from conftest import agrees, partners, reports, worked_out

import sysmap as sm

SECTORS = {"A": "NHS", "B": "NHS", "C": "Police", "D": "Police", "E": "Voluntary", "U": "unknown"}
SEATS = "A-Board C-Board A-Hub B-Hub C-Alliance E-Alliance U-Alliance U-Panel A-Panel"
# Nine seats of 6 organisations × 4 forums with a member (nobody sits on the Fund). Three forums have two
# members of known sector: Board (NHS, Police), Hub (NHS twice) and Alliance (Police, Voluntary).
WORKED = {
    "two_mode_density": 9 / 24,
    "cross_forum_share": 2 / 3,
    "forum_memberships": {"A": 3, "B": 1, "C": 2, "D": 0, "E": 1, "U": 2},
}


def members(text: str, **columns: object) -> pd.DataFrame:
    """Return the table memberships for words such as ``A-Board`` or ``A-Board:chair``."""
    rows = []
    for word in text.split():
        organisation, _, rest = word.partition("-")
        forum, _, role = rest.partition(":")
        rows.append((organisation, forum, role))
    return pd.DataFrame(rows, columns=["organisation", "forum", "role"]).assign(**columns)


def read(memberships: pd.DataFrame | None = None, ties: str = "A-B", **frames: object) -> sm.Records:
    everyone = frames.pop("partners", partners(SECTORS))
    if memberships is not None:
        frames["memberships"] = memberships
    return sm.read_records(
        partners=everyone,
        collaborations=frames.pop("collaborations", reports(ties, "2024")),
        sectors="as written",
        **frames,
    )


def on_forums(seats: str = SEATS, **frames: object) -> sm.SystemMap:
    frames.setdefault("forums", pd.DataFrame({"forum": ["Fund"], "kind": ["pooled fund"]}))
    return sm.build_map(read(members(seats), **frames))


def faults(*arguments: object, **frames: object) -> str:
    with pytest.raises(sm.RecordsError) as caught:
        read(*arguments, **frames)
    return str(caught.value)


class TestMeasures:
    @pytest.mark.parametrize("measure", WORKED)
    def test_a_value_is_the_one_worked_by_hand(self, measure: str) -> None:
        assert agrees(worked_out(measure, on_forums()), WORKED[measure])

    def test_seats_and_forums_of_the_small_system(self, small: sm.SystemMap) -> None:
        assert agrees(worked_out("two_mode_density", small), 7 / (9 * 3))
        assert agrees(worked_out("cross_forum_share", small), 1 / 2)

    @pytest.mark.parametrize("measure", WORKED)
    def test_ties_and_reports_make_no_difference(self, measure: str) -> None:
        records = read(members(SEATS), "A-B B-C C-D D-E E-U A-E")
        for report in ("any", "confirmed", "directed"):
            system = sm.build_map(records, report=report)
            assert agrees(worked_out(measure, system), WORKED[measure])

    @pytest.mark.parametrize("measure", WORKED)
    def test_several_roles_on_a_forum_are_one_seat(self, measure: str) -> None:
        system = on_forums(f"{SEATS} A-Board:chair A-Board:host")
        assert agrees(worked_out(measure, system), WORKED[measure])

    def test_without_forums_nothing_is_measured(self) -> None:
        system = sm.build_map(read())
        assert worked_out("two_mode_density", system) == "no_forums"
        assert worked_out("cross_forum_share", system) == "no_forums"
        assert set(worked_out("forum_memberships", system).values()) == {"no_forums"}  # type: ignore[union-attr]

    def test_forums_of_one_known_member_each_bring_nobody_together(self) -> None:
        assert worked_out("cross_forum_share", on_forums("A-Board C-Hub U-Board")) == "no_forums"

    def test_one_sector_has_no_other_to_be_brought_together_with(self) -> None:
        system = on_forums("A-Board B-Board", partners=partners(dict.fromkeys("ABC", "NHS")))
        assert worked_out("cross_forum_share", system) == "single_sector"

    def test_measures_that_are_not_of_forums_do_not_see_them(self) -> None:
        plain, seated = sm.build_map(read()), on_forums()
        for name in set(sm.catalogue) - set(WORKED):
            assert agrees(worked_out(name, plain), worked_out(name, seated)), name


class TestReading:
    def test_roles_are_in_lower_case_and_member_where_none_is_given(self) -> None:
        found = read(members("A-Board:Chair B-Board C-Board:Vice-Chair D-Board:Observer"))
        assert found.memberships["role"].tolist() == ["chair", "member", "vice-chair", "observer"]

    def test_a_role_of_their_own_stands(self) -> None:
        assert read(members("A-Board:Sponsor")).memberships["role"].tolist() == ["sponsor"]

    def test_an_organisation_may_have_several_rows_by_role_or_unit(self) -> None:
        rows = members("A-Board:provider A-Board:commissioner A-Board:provider")
        rows["unit"] = ["", "", "adult social care"]
        assert len(read(rows).memberships) == 3

    def test_the_same_row_twice_is_one_and_counted(self) -> None:
        found = read(members("A-Board A-Board B-Board"))
        assert len(found.memberships) == 2
        assert found.summary["set_aside"] == {"repeated rows": 1}
        assert "the same row again" in found.problems["message"].iloc[0]

    def test_forums_that_are_not_listed_are_created_as_boards(self) -> None:
        assert read(members("A-Board B-Hub")).forums[["forum", "kind"]].to_numpy().tolist() == [
            ["Board", "board"],
            ["Hub", "board"],
        ]

    def test_a_listed_forum_keeps_its_kind_and_spelling(self) -> None:
        listed = pd.DataFrame({"forum": ["Care Hub"], "kind": ["HUB"], "host": ["A"]})
        found = read(members("A-x").assign(forum="care  hub"), forums=listed)
        assert found.forums[["forum", "kind", "host"]].to_numpy().tolist() == [["Care Hub", "hub", "A"]]
        assert found.memberships["forum"].tolist() == ["Care Hub"]

    def test_a_forum_in_several_spellings_is_one_and_said_so(self) -> None:
        rows = members("A-x B-x C-x").assign(forum=["The Board", "The Board", "the board"])
        found = read(rows)
        assert found.forums["forum"].tolist() == ["The Board"]
        assert "one forum in several spellings (The Board, the board)" in found.problems["message"].iloc[0]

    def test_a_kind_that_is_nearly_one_of_the_list_is_a_fault(self) -> None:
        assert "did you mean alliance?" in faults(forums=pd.DataFrame({"forum": ["X"], "kind": ["aliance"]}))

    def test_a_kind_of_their_own_stands_with_a_warning(self) -> None:
        found = read(forums=pd.DataFrame({"forum": ["X"], "kind": ["Citizens' assembly"]}))
        assert found.forums["kind"].tolist() == ["Citizens' assembly"]
        assert "kept as written" in found.problems["message"].iloc[0]

    def test_a_host_that_is_no_partner_is_a_fault(self) -> None:
        assert "Z: is not a partner" in faults(forums=pd.DataFrame({"forum": ["X"], "host": ["Z"]}))

    def test_a_member_that_is_no_partner_is_a_fault(self) -> None:
        assert "Z: is not a partner" in faults(members("Z-Board"))

    def test_a_forum_twice_with_different_content_is_a_fault(self) -> None:
        twice = pd.DataFrame({"forum": ["X", "x"], "kind": ["hub", "board"]})
        assert "rows 2 and 3, column forum" in faults(forums=twice)

    @pytest.mark.parametrize("table", ["memberships", "forums"])
    def test_an_end_before_the_start_is_a_fault(self, table: str) -> None:
        frame = members("A-X") if table == "memberships" else pd.DataFrame({"forum": ["X"]})
        frame = frame.assign(start="2023-05-01", end="2022-05-01")
        assert "lies before the start" in faults(**{table: frame})

    @pytest.mark.parametrize(
        "name",
        ["Safeguarding Board", "Food alliance", "Riverside MASH", "The Family Hub", "Care Partnership"],
    )
    def test_a_partner_called_like_a_forum_is_a_warning(self, name: str) -> None:
        found = read(partners=partners({**SECTORS, name: "NHS"}))
        assert found.problems[["value", "column"]].to_numpy().tolist() == [[name, "name"]]

    @pytest.mark.parametrize(
        "name",
        ["NHS Northshire Integrated Care Board", "Northshire Partnership NHS Foundation Trust", "Hubbard"],
    )
    def test_a_body_whose_name_only_holds_such_a_word_is_none(self, name: str) -> None:
        assert read(partners=partners({**SECTORS, name: "NHS"})).problems.empty

    def test_memberships_alone_need_no_sectors(self) -> None:
        found = sm.read_records(partners=pd.DataFrame({"name": list("ABC")}), memberships=members("A-X B-X"))
        assert found.summary["sectors"]["unknown"] == 3
        assert worked_out("two_mode_density", sm.build_map(found)) == 2 / 3

    def test_waves_that_only_memberships_name_are_waves(self) -> None:
        rows = members("A-X B-X A-Y").assign(wave=["2022", "2024", "2024"])
        found = sm.read_records(partners=pd.DataFrame({"name": list("ABC")}), memberships=rows)
        assert found.waves_in_order == ("2022", "2024")
        assert sm.build_map(found, "2022").forums["organisation"].tolist() == ["A"]

    def test_a_wave_of_a_membership_that_ties_do_not_know_is_a_fault(self) -> None:
        assert "none of the waves known (2024)" in faults(members("A-X").assign(wave="2042"))

    def test_forums_and_memberships_read_back_as_they_were(self, tmp_path) -> None:
        listed = pd.DataFrame({"forum": ["Hub"], "kind": ["hub"], "host": ["A"], "start": ["2020-01"]})
        first = read(members("A-Hub:chair B-Board"), forums=listed)
        again = sm.read_records(sm.save(first, tmp_path / "records.xlsx"), sectors="as written")
        for table in ("forums", "memberships"):
            one, other = (getattr(found, table).drop(columns=["row", "file"]) for found in (first, again))
            pd.testing.assert_frame_equal(one, other)


class TestMap:
    def test_a_map_holds_the_memberships_of_its_organisations(self) -> None:
        system = on_forums("A-Hub:Chair C-Board A-Board")
        assert system.forums.to_numpy().tolist() == [
            ["Board", "board", "A", "member", ""],
            ["Board", "board", "C", "member", ""],
            ["Hub", "board", "A", "chair", ""],
        ]

    def test_no_forum_is_in_the_graph_or_the_arrays(self) -> None:
        for forums in ("apart", "joined"):
            system = sm.build_map(read(members(SEATS)), forums=forums)
            assert list(system.graph.nodes) == sorted(SECTORS)
            assert list(system.graph.edges) == [("A", "B")]
            assert system.arrays.nodes == tuple(sorted(SECTORS))
            assert system.rules.forums == forums

    def test_joined_forums_change_no_measure(self) -> None:
        records = read(members(SEATS))
        apart, joined = (sm.build_map(records, forums=forums) for forums in ("apart", "joined"))
        for name in sm.catalogue:
            assert agrees(worked_out(name, apart), worked_out(name, joined)), name

    def test_a_rule_of_forums_that_is_not_there_is_refused(self) -> None:
        with pytest.raises(sm.ChoiceError, match="apart, joined"):
            sm.build_map(read(), forums="together")

    def test_maps_with_forums_apart_and_joined_are_not_compared(self, records: sm.Records) -> None:
        with pytest.raises(sm.ComparisonError, match="forums apart and joined"):
            sm.compare(sm.build_map(records, "2022"), sm.build_map(records, "2024", forums="joined"))

    def test_a_membership_without_a_wave_belongs_to_every_wave(self) -> None:
        ties = pd.concat([reports("A-B", "2022"), reports("A-C", "2024")])
        records = read(members("A-X B-X").assign(wave=["", "2024"]), collaborations=ties)
        assert sm.build_map(records, "2022").forums["organisation"].tolist() == ["A"]
        assert sm.build_map(records, "2024").forums["organisation"].tolist() == ["A", "B"]

    @pytest.mark.parametrize(
        ("start", "end", "there"),
        [
            ("", "", [True, True]),
            ("2023-01", "", [False, True]),
            ("", "2023-01", [True, False]),
            ("2022-12-31", "2024-01-01", [True, True]),
            ("2023-02", "2023-03", [False, False]),
            ("2025", "", [False, False]),
        ],
    )
    @pytest.mark.parametrize("table", ["memberships", "forums"])
    def test_dates_say_in_which_waves_somebody_sits_on_a_forum(
        self, table: str, start: str, end: str, there: list[bool]
    ) -> None:
        ties = pd.concat([reports("A-B", "2022"), reports("A-C", "2024")])
        seats, listed = members("A-X"), pd.DataFrame({"forum": ["X"]})
        if table == "memberships":
            seats = seats.assign(start=start, end=end)
        else:
            listed = listed.assign(start=start, end=end)
        records = read(seats, collaborations=ties, forums=listed)
        systems = [sm.build_map(records, wave) for wave in ("2022", "2024")]
        assert [len(system.forums) > 0 for system in systems] == there
        note = "1 membership left out: not running in this wave"
        assert [note not in system.notes for system in systems] == there

    def test_a_planned_end_is_no_end(self) -> None:
        listed = pd.DataFrame({"forum": ["X"], "planned_end": ["2020-01-01"]})
        assert len(sm.build_map(read(members("A-X"), forums=listed)).forums) == 1

    def test_a_member_that_is_not_on_the_map_is_left_out_and_counted(self) -> None:
        everyone = partners(SECTORS).assign(closed=["2020", "", "", "", "", ""])
        system = sm.build_map(read(members("A-X B-X"), "B-C", partners=everyone))
        assert system.forums["organisation"].tolist() == ["B"]
        assert "1 membership left out: the organisation is not on this map" in system.notes

    def test_the_order_of_rows_makes_no_difference(self) -> None:
        turned = sm.build_map(read(members(" ".join(reversed(SEATS.split())))))
        pd.testing.assert_frame_equal(sm.build_map(read(members(SEATS))).forums, turned.forums)
