"""Mergers, splits and renames: `records/succession.py`, `records/lineage.py` and who is on a map."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from conftest import asked, partners, reports

import sysmap as sm
from sysmap.records.tables.lineage import Lineage, lineages

SECTORS = dict.fromkeys("ABCDEF", "NHS")


def steps(text: str) -> pd.DataFrame:
    """Return the table succession for words such as ``A>C:2023-04-01:merger``, date and kind if known."""
    rows = []
    for word in text.split():
        ends, date, kind = (word.split(":") + ["", ""])[:3]
        rows.append((*ends.split(">"), date, kind))
    return pd.DataFrame(rows, columns=["from", "to", "date", "kind"])


def read(
    rows: str = "",
    ties: dict[str, str] | None = None,
    sectors: dict[str, str] | None = None,
    columns: dict[str, object] | None = None,
    **frames: object,
) -> sm.Records:
    """Read records with ties by wave; two waves of one tie each where nothing else is said."""
    by_wave = {"2022": "A-D", "2024": "D-E"} if ties is None else ties
    if rows:
        frames["succession"] = steps(rows)
    return sm.read_records(
        partners=partners(sectors or SECTORS).assign(**(columns or {})),
        collaborations=pd.concat([reports(text, wave) for wave, text in by_wave.items()], ignore_index=True),
        sectors="as written",
        **frames,
    )


def found(records: sm.Records, first: str = "2022", second: str = "2024") -> list[tuple[str, str, str]]:
    """Return the lineages as members, name and kind."""
    return [
        ("".join(lineage.members), lineage.name_id, lineage.kind)
        for lineage in lineages(records, first, second)
    ]


def kinds(records: sm.Records) -> list[str]:
    return records.succession["kind"].tolist()


class TestKinds:
    @pytest.mark.parametrize(
        ("rows", "expected"),
        [
            ("A>C:2023 B>C:2023", ["merger", "merger"]),
            ("A>B:2023 A>C:2023", ["split", "split"]),
            ("A>B:2023", ["rename"]),
            ("B>A:2023 C>A:2023", ["absorbed", "absorbed"]),
            ("B>A:2023", ["absorbed"]),
            ("A>C:2023-01 B>C:2023-06", ["rename", "absorbed"]),
            ("A>C:2023 A>B:2023 D>C:2023", ["split", "split", "merger"]),
        ],
    )
    def test_a_blank_kind_is_worked_out(self, rows: str, expected: list[str]) -> None:
        # A has a tie in 2022: what becomes A is absorbed by it.
        assert kinds(read(rows)) == expected

    def test_an_id_that_opened_earlier_was_there(self) -> None:
        opened = {"opened": ["", "", "2001", "", "", ""]}
        assert kinds(read("A>C:2023", columns=opened)) == ["absorbed"]
        assert kinds(read("A>C:2023", columns={"opened": ["", "", "2023", "", "", ""]})) == ["rename"]

    def test_an_id_that_answered_in_an_earlier_wave_was_there(self) -> None:
        told = asked({"2022": "AC", "2024": "C"}, {})
        assert kinds(read("A>C:2023", asked=told)) == ["absorbed"]

    def test_without_dates_what_the_first_wave_names_was_there(self) -> None:
        waves = {"before": "A-D", "after": "D-E"}
        assert kinds(read("B>A C>F", waves)) == ["absorbed", "rename"]

    def test_a_kind_that_was_given_stands(self) -> None:
        assert kinds(read("A>B:2023:Merger")) == ["merger"]

    def test_another_kind_is_a_fault_with_the_nearest(self) -> None:
        with pytest.raises(sm.RecordsError, match="did you mean merger"):
            read("A>B:2023:mergr")
        with pytest.raises(sm.RecordsError, match="none of merger, absorbed, split, rename"):
            read("A>B:2023:bought")


class TestReading:
    @pytest.mark.parametrize(
        ("rows", "circle"),
        [
            ("A>B:2023 B>A:2023", "A > B > A"),
            ("C>A:2023 A>B:2023 B>C:2023 C>D:2023", "A > B > C > A"),
            ("A>X:2023 X>Y:2023 Y>A:2023", "A > X > Y > A"),
            ("A>A:2023", "A > A"),
        ],
    )
    def test_a_circle_is_a_fault_that_shows_it(self, rows: str, circle: str) -> None:
        with pytest.raises(sm.RecordsError, match=f"circular: {circle};"):
            read(rows)

    def test_a_circle_names_its_rows_and_no_others(self) -> None:
        with pytest.raises(sm.RecordsError, match="rows 2 and 4, column to"):
            read("A>B:2023 C>D:2023 B>A:2023")

    def test_two_circles_are_two_faults(self) -> None:
        with pytest.raises(sm.RecordsError, match="2 faults"):
            read("A>B:2023 B>A:2023 C>D:2023 D>C:2023")

    def test_a_date_is_needed_where_waves_have_dates(self) -> None:
        with pytest.raises(sm.RecordsError, match="rows 2 and 4, column date: no date"):
            read("A>B C>D:2023 E>F")

    def test_no_date_is_needed_where_waves_have_none(self) -> None:
        assert len(read("A>B", {"before": "A-D", "after": "D-E"}).succession) == 1

    def test_rows_that_touch_no_partner_are_set_aside_and_counted(self) -> None:
        records = read("A>B:2023 X>Y:2023 Y>Z:2023")
        assert len(records.succession) == 1
        assert records.summary["set_aside"]["succession rows that touch no partner"] == 2
        assert "succession" not in set(records.problems["table"])

    def test_rows_on_the_way_from_one_partner_to_another_are_kept(self) -> None:
        records = read("A>X:2023 X>Y:2023 Y>B:2023 Y>Z:2023")
        assert len(records.succession) == 3
        assert found(records)[0][:2] == ("AB", "B")

    def test_the_same_row_twice_counts_once(self) -> None:
        records = read("A>B:2023 A>B:2023")
        assert len(records.succession) == 1
        assert records.summary["set_aside"] == {"repeated rows": 1}

    def test_organisations_may_be_named(self) -> None:
        everyone = pd.DataFrame({"id": ["1", "2", "3"], "name": ["North", "South", "West"], "sector": "NHS"})
        records = sm.read_records(
            partners=everyone,
            collaborations=reports("1-3", ""),
            succession=steps("North>South"),
            sectors="as written",
        )
        assert records.succession[["from", "to"]].to_numpy().tolist() == [["1", "2"]]

    def test_a_lineage_across_sectors_is_a_warning(self) -> None:
        sectors = {**SECTORS, "B": "Police"}
        records = read("A>C:2023 B>C:2023", sectors=sectors)
        (message,) = records.problems["message"]
        assert message.startswith("A, B, C are a lineage across sectors (NHS, Police)")
        assert lineages(records, "2022", "2024")[0].across_sectors

    def test_a_lineage_in_one_sector_is_no_warning(self) -> None:
        records = read("A>C:2023 B>C:2023", sectors={**SECTORS, "F": "Police"})
        assert records.problems.empty

    def test_succession_may_be_a_file_of_any_name(self, tmp_path: Path) -> None:
        path = tmp_path / "what happened.csv"
        steps("A>C:2023:merger B>C:2023:merger").to_csv(path, index=False)
        assert found(read("", succession=path)) == [("ABC", "C", "merger")]
        assert str(path) in read("", succession=str(path)).summary["sources"]

    def test_a_file_named_twice_is_read_once(self, tmp_path: Path) -> None:
        records = read("A>C:2023:merger B>C:2023:merger")
        folder = sm.save(records, tmp_path / "records")
        again = sm.read_records(folder, succession=folder / "succession.csv", sectors="as written")
        assert len(again.succession) == 2
        assert again.summary["set_aside"] == {}

    def test_succession_reads_back_as_it_was(self, tmp_path: Path) -> None:
        first = read("A>C:2023 B>C:2023")
        again = sm.read_records(sm.save(first, tmp_path / "records.xlsx"), sectors="as written")
        assert lineages(again, "2022", "2024") == lineages(first, "2022", "2024")


class TestLineages:
    def test_a_merger_is_one_organisation_named_after_the_new_one(self) -> None:
        records = read("A>C:2023-04-01 B>C:2023-04-01")
        (one,) = lineages(records, "2022", "2024")
        assert one == Lineage(("A", "B", "C"), "C", "merger", "2023-04-01", ("NHS",))
        assert one.predecessors == ("A", "B")
        assert not one.across_sectors

    @pytest.mark.parametrize(
        ("rows", "expected"),
        [
            ("A>B:2023 B>C:2023-06 C>D:2023-12", [("ABCD", "D", "absorbed")]),
            ("A>B:2023 A>C:2023", [("ABC", "A", "split")]),
            ("A>C:2023 B>C:2023 C>F:2023-12", [("ABCF", "F", "merger")]),
            ("A>B:2023 C>F:2023", [("AB", "B", "rename"), ("CF", "F", "rename")]),
            # Several became several: named after what came last, then by id.
            ("A>C:2023 B>C:2023 B>F:2023", [("ABCF", "C", "split")]),
            ("A>C:2023-01 B>C:2023-01 B>F:2023-02", [("ABCF", "F", "split")]),
            # Split and joined again: there is one last successor.
            ("A>B:2023-01 A>C:2023-01 B>F:2023-06 C>F:2023-06", [("ABCF", "F", "merger")]),
        ],
    )
    def test_connected_rows_form_a_lineage(self, rows: str, expected: list[tuple[str, str, str]]) -> None:
        assert found(read(rows)) == expected

    def test_one_partner_alone_is_no_lineage(self) -> None:
        assert found(read("A>X:2023 Y>B:2023:merger")) == []

    def test_the_name_is_that_of_the_last_partner_where_the_last_successor_is_none(self) -> None:
        assert found(read("A>C:2023:merger B>C:2023:merger C>X:2023-12:merger"))[0][:2] == ("ABC", "C")

    def test_the_order_of_rows_and_of_waves_makes_no_difference(self) -> None:
        rows = "A>C:2023 B>C:2023 D>E:2023 E>F:2023-12"
        turned = " ".join(reversed(rows.split()))
        one, other = read(rows), read(turned)
        assert lineages(one, "2022", "2024") == lineages(other, "2024", "2022")

    @pytest.mark.parametrize(
        ("date", "first", "second", "applies"),
        [
            ("2021-12-31", "2022", "2024", False),
            ("2022-12-31", "2022", "2024", False),
            ("2023-01-01", "2022", "2024", True),
            ("2024-12-31", "2022", "2024", True),
            ("2025-01-01", "2022", "2024", False),
            ("2023-01-01", "2024", "2022", True),
            ("2023", "2022", "2024", True),
        ],
    )
    def test_what_happened_after_the_earlier_wave_and_not_after_the_later_applies(
        self, date: str, first: str, second: str, applies: bool
    ) -> None:
        records = read(f"A>C:{date}:merger B>C:{date}:merger")
        assert bool(lineages(records, first, second)) is applies

    def test_dates_of_waves_may_stand_in_the_table_waves(self) -> None:
        table = pd.DataFrame({"wave": ["before", "after"], "start": ["2022-03-01", "2022-09-01"]})
        records = read(
            "A>C:2022-06:merger B>C:2022-06:merger D>E:2022-10:absorbed",
            {"before": "A-D", "after": "C-D"},
            waves=table,
        )
        assert found(records, "before", "after") == [("ABC", "C", "merger")]

    def test_everything_applies_where_waves_have_no_dates(self) -> None:
        records = read("A>C:1999 B>C:1999", {"before": "A-D", "after": "C-D"})
        assert found(records, "after", "before") == [("ABC", "C", "merger")]

    def test_three_waves_take_their_own_steps(self) -> None:
        records = read("A>B:2021 B>C:2023", {"2020": "A-D", "2022": "B-D", "2024": "C-D"})
        assert [
            found(records, *pair)[0][0] for pair in (("2020", "2022"), ("2022", "2024"), ("2020", "2024"))
        ] == [
            "AB",
            "BC",
            "ABC",
        ]

    def test_one_wave_has_no_lineages(self) -> None:
        assert found(read("A>B:2023"), "2024", "2024") == []

    def test_a_wave_that_is_not_there_is_refused(self) -> None:
        with pytest.raises(sm.ChoiceError, match="wave"):
            lineages(read("A>B:2023"), "2022", "1999")


def on(records: sm.Records, wave: str) -> str:
    return "".join(sm.build_map(records, wave).organisations.index)


class TestWhoIsOnTheMap:
    def test_an_organisation_already_succeeded_is_not_on_the_map(self) -> None:
        records = read("A>C:2023-04-01 B>C:2023-04-01")
        assert on(records, "2024") == "CDEF"
        assert "2 organisations left out: already succeeded by another" in sm.build_map(records, "2024").notes

    def test_what_a_later_merger_makes_is_not_on_the_map_before(self) -> None:
        records = read("A>C:2023-04-01 B>C:2023-04-01")
        assert on(records, "2022") == "ABDEF"
        assert (
            "1 organisation left out: not yet formed when the wave was" in sm.build_map(records, "2022").notes
        )

    def test_what_is_named_in_a_tie_before_its_merger_is_there(self) -> None:
        assert "C" in on(read("A>C:2023:merger B>C:2023:merger", {"2022": "C-D", "2024": "C-D"}), "2022")

    def test_what_absorbs_another_is_on_both_maps(self) -> None:
        records = read("B>A:2023")
        assert (on(records, "2022"), on(records, "2024")) == ("ABCDEF", "ACDEF")

    def test_one_followed_by_no_partner_stays(self) -> None:
        assert "B" in on(read("B>X:2023:absorbed"), "2024")

    def test_chains_are_followed_to_a_partner(self) -> None:
        assert "B" not in on(read("B>X:2023:absorbed X>C:2023-06:absorbed"), "2024")

    def test_one_followed_during_the_wave_is_there_if_a_tie_names_it(self) -> None:
        waves = {"2022": "A-D", "2024": "A-D"}
        assert on(read("A>C:2024-04 B>C:2024-04", waves), "2024") == "ACDEF"

    def test_one_that_was_split_is_there_if_a_tie_names_it(self) -> None:
        rows = "A>B:2023 A>C:2023"
        assert "A" not in on(read(rows), "2024")
        assert "A" in on(read(rows, {"2022": "A-D", "2024": "A-D"}), "2024")

    def test_without_dates_the_first_wave_is_before_and_the_others_after(self) -> None:
        records = read("A>C B>C", {"before": "A-D", "after": "C-D"})
        assert (on(records, "before"), on(records, "after")) == ("ABDEF", "CDEF")

    def test_without_dates_a_tie_shows_who_was_there(self) -> None:
        records = read("A>C:2023:merger B>C:2023:merger", {"before": "A-D", "after": "A-C"})
        assert on(records, "after") == "ACDEF"

    def test_a_record_that_names_one_already_succeeded_is_set_aside_and_counted(self) -> None:
        system = sm.build_map(read("A>C:2023 B>C:2023", {"2022": "A-D", "2024": "A-D C-E"}), "2024")
        assert len(system.ties) == 1
        assert "1 record set aside: an end is not on the map of this wave" in system.notes


class TestRenames:
    def test_a_rename_is_never_a_new_organisation(self) -> None:
        records = read("A>B:2023", {"2022": "A-D", "2024": "B-D"})
        assert (on(records, "2022"), on(records, "2024")) == ("ACDEF", "BCDEF")

    def test_ties_under_either_name_are_its_ties(self) -> None:
        records = read("A>B:2023:rename", {"2022": "A-D B-E A-B", "2024": "A-D B-E"})
        early = sm.build_map(records, "2022")
        assert list(early.graph.edges) == [("A", "D"), ("A", "E")]
        assert "1 record dropped: both ends count as one organisation" in early.notes
        assert list(sm.build_map(records, "2024").graph.edges) == [("B", "D"), ("B", "E")]

    def test_answers_and_memberships_under_either_name_are_its_own(self) -> None:
        told = asked({"2022": "AD", "2024": "AD"}, {"2022": "B"})
        seats = pd.DataFrame({"organisation": ["A", "B"], "forum": ["X", "Y"]})
        records = read("A>B:2023:rename", {"2022": "A-D", "2024": "A-D"}, asked=told, memberships=seats)
        early, late = (sm.build_map(records, wave) for wave in ("2022", "2024"))
        assert early.organisations.loc["A", ["asked", "answered"]].tolist() == [True, False]
        assert late.organisations.loc["B", ["asked", "answered"]].tolist() == [True, True]
        assert late.forums["organisation"].tolist() == ["B", "B"]

    def test_without_dates_the_last_name_stands_in_every_wave(self) -> None:
        records = read("B>C C>F", {"before": "A-D", "after": "D-E"})
        assert (on(records, "before"), on(records, "after")) == ("ADEF", "ADEF")

    def test_a_chain_of_names_gives_the_one_of_the_wave(self) -> None:
        rows = "A>B:2021:rename B>C:2023:rename"
        records = read(rows, {"2020": "A-D", "2022": "B-D", "2024": "C-D"})
        assert [on(records, wave)[0] for wave in ("2020", "2022", "2024")] == ["A", "B", "C"]

    @pytest.mark.parametrize("rows", ["A>New:2023", "Old>A:2021:rename", "Old>A:2021:rename A>New:2023"])
    def test_a_name_that_is_no_partner_is_another_name_of_the_one_that_is(self, rows: str) -> None:
        other = "New" if "New" in rows else "Old"
        ties = pd.DataFrame({"source": [other], "target": ["D"], "wave": ["2024"]})
        records = sm.read_records(
            partners=partners(SECTORS), collaborations=ties, succession=steps(rows), sectors="as written"
        )
        assert records.collaborations["source"].tolist() == ["A"]
        assert list(sm.build_map(records).graph.edges) == [("A", "D")]

    def test_who_merged_into_another_is_not_another_name_of_it(self) -> None:
        with pytest.raises(sm.RecordsError, match="Old: is not a partner"):
            read(
                "Old>A:2021:merger B>A:2021:merger",
                {"2022": "D-E"},
                memberships=pd.DataFrame({"organisation": ["Old"], "forum": ["X"]}),
            )

    def test_an_organisation_under_two_names_compares_as_one_lineage(self) -> None:
        records = read("A>B:2023", {"2022": "A-D", "2024": "B-D"})
        assert found(records) == [("AB", "B", "rename")]
