"""Who is compared and which ties count: `network/panel.py`, `network/pairs.py`, `network/succeeding.py`.

Worked on the small system of conftest. Of those asked in both waves, A to H, six answered both:
A B C D F G. E was silent in 2024 and H in both, so nobody could report E-H: 27 of 28 pairs.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from conftest import ANSWERED, IN_2022, IN_2024, SECTORS, SILENT, asked, partners, random_arrays, reports

import sysmap as sm
from sysmap.network.pairs import Pairs
from sysmap.network.panel import Panel, matched_panel
from sysmap.network.succession import without


@pytest.fixture(scope="module")
def panel(before: sm.SystemMap, small: sm.SystemMap) -> Panel:
    return matched_panel(before, small)


def read(first: str = IN_2022, second: str = IN_2024, **more: pd.DataFrame) -> sm.Records:
    """Read the small system with other reports or more tables; it is known who answered unless told."""
    tables = {"asked": asked(ANSWERED, SILENT), "partners": partners(SECTORS), **more}
    return sm.read_records(
        collaborations=pd.concat([reports(first, "2022"), reports(second, "2024")], ignore_index=True),
        sectors="as written",
        **{name: frame for name, frame in tables.items() if frame is not None},
    )


def of(records: sm.Records, **options: str) -> Panel:
    return matched_panel(*(sm.build_map(records, wave, **options) for wave in ("2022", "2024")))


def ties(panel: Panel, wave: int) -> set[str]:
    pairs = panel.pairs
    source, target = pairs.ends(pairs.ties[wave])
    return {f"{pairs.nodes[a]}{pairs.nodes[b]}" for a, b in zip(source, target, strict=True)}


def test_those_asked_in_both_waves_are_compared(panel: Panel) -> None:
    assert "".join(panel.pairs.nodes) == "ABCDEFGH"


def test_those_that_answered_both_waves_are_the_panel(panel: Panel) -> None:
    assert (
        "".join(name for name, there in zip(panel.pairs.nodes, panel.pairs.panel, strict=True) if there)
        == "ABCDFG"
    )


def test_a_pair_is_observable_if_one_end_is_in_the_panel(panel: Panel) -> None:
    # NHS ABC, police DE, voluntary FGH: 3 + 1 + 3 pairs within, 21 between, of which E-H is not seen.
    assert panel.pairs.possible.tolist() == [21, 7, 0]
    assert panel.pairs.observable.tolist() == [20, 7, 0]


def test_only_reports_by_the_panel_are_ties(panel: Panel) -> None:
    assert ties(panel, 0) == {"AB", "BC", "DE", "DF"}
    assert ties(panel, 1) == {"AB", "BC", "AD", "BD", "CD", "CF", "DF", "DE", "FG"}


def test_a_report_by_one_that_was_silent_in_the_other_wave_is_not_used() -> None:
    # E answered in 2022 alone: what it said then could not be said again.
    assert ties(of(read(first=IN_2022 + " E-A:plans:1")), 0) == {"AB", "BC", "DE", "DF"}


def test_who_is_named_as_reporter_counts_and_a_person_does_not() -> None:
    table = pd.concat([reports(IN_2022, "2022"), reports(IN_2024, "2024")], ignore_index=True)
    said = pd.DataFrame(
        {
            "source": ["E", "A", "A"],
            "target": ["A", "G", "F"],
            "wave": "2022",
            "reported_by": ["A", "Jo Bloggs", "E"],
        }
    )
    records = sm.read_records(
        partners=partners(SECTORS),
        collaborations=pd.concat([table, said], ignore_index=True),
        asked=asked(ANSWERED, SILENT),
        sectors="as written",
    )
    assert ties(of(records), 0) == {"AB", "BC", "DE", "DF", "AE", "AG"}


def test_without_records_of_who_answered_every_report_counts() -> None:
    panel = of(read(asked=None))
    assert "".join(panel.pairs.nodes) == "ABCDEFGHJU"
    assert panel.pairs.panel.all()
    assert ties(panel, 0) == {"AB", "BC", "DE", "DF", "DJ"}


def test_a_pair_that_every_end_of_the_panel_left_blank_is_not_observable(
    before: sm.SystemMap, small: sm.SystemMap
) -> None:
    blanks = pd.DataFrame(
        {"wave": "2024", "source": list("AGEB"), "target": list("GAFE"), "kind": "plans"}, dtype=object
    )
    panel = with_blanks(before, small, blanks)
    # A and G left each other blank; E's blanks are nobody's; B left E blank, whom nobody else could report.
    hidden = {f"{panel.pairs.nodes[key // 8]}{panel.pairs.nodes[key % 8]}" for key in panel.pairs.hidden}
    assert hidden == {"AG", "BE"}
    assert panel.pairs.observable.tolist() == [18, 7, 0]


def test_a_blank_of_one_end_does_not_hide_what_the_other_said(
    before: sm.SystemMap, small: sm.SystemMap
) -> None:
    blanks = pd.DataFrame(
        {"wave": ["2022"], "source": ["A"], "target": ["G"], "kind": ["plans"]}, dtype=object
    )
    assert with_blanks(before, small, blanks).pairs.observable.tolist() == [20, 7, 0]


def with_blanks(before: sm.SystemMap, small: sm.SystemMap, blanks: pd.DataFrame) -> Panel:
    """Compare the maps of the small system as if some questions had been left empty."""
    from dataclasses import replace

    records = replace(before.records, blanks=blanks)
    return matched_panel(replace(before, records=records), replace(small, records=records))


def test_confirmed_ties_need_both_ends_in_the_panel() -> None:
    panel = of(read(), report="confirmed")
    assert panel.pairs.observable.tolist() == [11, 4, 0]  # of ABCDFG: 3 + 0 + 1 pairs within, 11 between
    assert ties(panel, 1) == {"AB", "AD", "BD", "DF"} & ties(panel, 1)
    assert ties(panel, 1) >= {"AB", "AD", "DF"}


def test_an_arc_is_observable_if_its_source_is_in_the_panel() -> None:
    panel = of(read(), report="directed")
    assert panel.pairs.observable.sum() == 6 * 7
    assert ties(panel, 0) == {"AB", "BC", "DE", "FD"}


def test_a_merger_is_one_organisation_in_both_waves() -> None:
    succession = pd.DataFrame({"from": ["F", "G"], "to": ["H", "H"], "date": "2023", "kind": "merger"})
    panel = of(read(succession=succession))
    assert [lineage.name_id for lineage in panel.lineages] == ["H"]
    assert "".join(panel.pairs.nodes) == "ABCDEH"
    assert "DH" in ties(panel, 0) | ties(panel, 1)
    assert panel.inside[1] == 1  # F-G


def test_a_lineage_answered_if_every_member_asked_did() -> None:
    succession = pd.DataFrame({"from": ["F", "G"], "to": ["H", "H"], "date": "2023", "kind": "merger"})
    panel = of(read(succession=succession))
    # F and G answered; H, asked too, did not.
    assert panel.answers[0].loc["H"].tolist() == [True, False]


def test_an_absorbed_organisation_counts_as_the_one_that_took_it_in() -> None:
    succession = pd.DataFrame({"from": ["E"], "to": ["D"], "date": ["2023"], "kind": ["absorbed"]})
    panel = of(read(succession=succession))
    assert "".join(panel.pairs.nodes) == "ABCDFGH"
    assert panel.inside == (1, 1)  # D-E


def test_a_rename_is_the_same_records_with_one_name() -> None:
    sectors = {**SECTORS, "Z": "NHS"}
    succession = pd.DataFrame({"from": ["A"], "to": ["Z"], "date": ["2023"], "kind": ["rename"]})
    renamed = IN_2024.replace("A-", "Z-").replace("-A:", "-Z:")
    told = {"2022": "ABCDEFGJ", "2024": "ZBCDFG"}
    panel = of(
        read(second=renamed, partners=partners(sectors), asked=asked(told, SILENT), succession=succession)
    )
    plain = of(read())
    assert panel.pairs.nodes == ("B", "C", "D", "E", "F", "G", "H", "Z")
    for wave in (0, 1):
        expected = {"".join(sorted(pair.replace("A", "Z"))) for pair in ties(plain, wave)}
        assert ties(panel, wave) == expected


def test_a_map_without_an_organisation_has_none_of_its_ties(small: sm.SystemMap) -> None:
    fewer = without(small, ["D"])
    assert "D" not in fewer.organisations.index
    assert sorted(zip(fewer.ties["source"], fewer.ties["target"], strict=True)) == [
        *(("A", "B"), ("B", "C"), ("C", "F"), ("F", "G"), ("G", "U"))
    ]
    assert sm.integration(fewer, "confirmation_rate", draws=0).to_frame()["value"].notna().all()


@pytest.mark.parametrize("report", ["any", "confirmed", "directed"])
@pytest.mark.parametrize("seed", range(4))
def test_counts_of_observable_pairs_are_those_of_a_list(report: str, seed: int) -> None:
    random = np.random.default_rng(seed)
    n = 14
    bare = pairs_of(seed, report, np.array([], dtype=np.int64))
    source, target = bare.observed()
    hidden = np.sort(random.choice(source * n + target, 6, replace=False))
    pairs = pairs_of(seed, report, hidden)
    source, target = pairs.observed()
    assert len(source) == len(bare.observed()[0]) - 6
    kind = pairs.kind_of(source, target)
    assert pairs.observable.tolist() == np.bincount(kind, minlength=3).tolist()
    degrees = np.zeros((3, n), dtype=int)
    np.add.at(degrees, (kind, source), 1)
    np.add.at(degrees, (kind, target), 1)
    assert pairs.degrees.tolist() == degrees.tolist()
    _, first, arcs = np.unique(
        np.minimum(source, target) * n + np.maximum(source, target), return_index=True, return_counts=True
    )
    squares = np.bincount(kind[first], arcs**2, minlength=3)
    assert pairs.squares.tolist() == squares.tolist()


def pairs_of(seed: int, report: str, hidden: np.ndarray) -> Pairs:
    arrays = random_arrays(seed, 14, 0.3, 3, unknown=2, directed=report == "directed")
    empty = np.array([], dtype=np.int64)
    panel = np.random.default_rng([seed, 1]).random(14) < 0.6
    return Pairs(arrays.nodes, arrays.sector, arrays.sectors, panel, report, (empty, empty), hidden)
