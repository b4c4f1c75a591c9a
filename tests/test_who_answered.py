"""Who answered cannot be worked out from all that is made for the public of one record set, taken together.

An adversary holds every file, knows who was asked, and knows how it is decided what to hide.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations, combinations_with_replacement, product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog
from test_canaries import decoded, written

import sysmap as sm
from sysmap.errors import ChoiceError
from sysmap.findings.disclosure.answered import (
    FEWEST,
    Counted,
    answers_beside,
    confirmation_told,
    decided,
    told_in_words,
)
from sysmap.findings.disclosure.copies import public_copy
from sysmap.outputs.saving import outputs

pytestmark = pytest.mark.usefixtures("few_redraws", "few_dots", "blank_pictures_in_word")

Counts = Mapping[str, tuple[int, int]]
ISSUE = {"NHS": (7, 7), "Police": (7, 7), "Council": (6, 6), "Care": (5, 2)}
SYSTEMS: dict[str, Counts] = {
    "three sectors and a silent one": ISSUE,
    "one small sector, all answered": {"NHS": (6, 6), "Police": (5, 5), "Care": (2, 2)},
    "one small sector": {"NHS": (9, 8), "Police": (8, 7), "Care": (3, 1)},
    "small sectors": {"NHS": (7, 7), "Police": (4, 3), "Council": (3, 2), "Care": (2, 1), "Fire": (1, 1)},
    "small sectors, all answered": {"NHS": (7, 7), "Police": (4, 4), "Council": (3, 3), "Fire": (1, 1)},
    "two of four answered": {"NHS": (8, 8), "Police": (6, 4), "Council": (7, 4), "Care": (5, 5)},
    "hardly anybody": {"NHS": (6, 1), "Police": (5, 2), "Council": (4, 1)},
}
# Of this one everything is written in every form; of others what is a text as it stands.
WITH_REPORT = "small sectors"
NO_TEXT = (
    ".png",
    *(each.suffix for each in outputs.values() if each.suffix.endswith((".xlsx", ".zip", ".docx"))),
)


def records_of(waves: Mapping[str, Counts], *, last: bool = True, **more: pd.DataFrame) -> sm.Records:
    """Records in which so many of those asked answered, by wave and sector: the first of them, or the last.

    Whoever answered, the same ties are reported, each by an end that answered, if there is one.
    """
    names = {
        sector: [f"{sector} {number}" for number in range(1, size + 1)]
        for sector, (size, _) in next(iter(waves.values())).items()
    }
    everyone = [name for own in names.values() for name in own]
    ties, asked = [], []
    for place, (wave, counts) in enumerate(waves.items()):
        silent = set()
        for sector, (size, answered) in counts.items():
            own = names[sector][:size]
            silent |= set(own[answered:] if last else own[: size - answered])
            asked += [(wave, one, "n" if one in silent else "y") for one in own]
        count = len(everyone)
        for step in (1, 3 + place, 5):
            for number, one in enumerate(everyone):
                ends = (one, everyone[(number + step) % count])
                ties.append((wave, *(ends[::-1] if ends[0] in silent else ends)))
    return sm.read_records(
        partners=pd.DataFrame(
            [(one, sector) for sector, own in names.items() for one in own], columns=["name", "sector"]
        ),
        collaborations=pd.DataFrame(ties, columns=["wave", "source", "target"]).assign(kind="plans"),
        asked=pd.DataFrame(asked, columns=["wave", "organisation", "answered"]),
        sectors="as written",
        **more,
    )


# -- Whatever is hidden, another number would have been hidden alike --


@pytest.mark.parametrize("people", ["one each", "up to three each"])
@pytest.mark.parametrize(("sectors", "largest"), [(1, 9), (2, 7), (3, 5)])
def test_no_hidden_count_follows_from_what_is_said_by_whoever_knows_the_rule(people, sectors, largest):
    """Every system of a few sectors: of those that give the same copy, no hidden count is the same in all."""
    each = 1 if people == "one each" else 3
    for asked in combinations_with_replacement(range(1, largest + 1), sectors):
        worlds = defaultdict(list)
        for answered in product(*(range(size + 1) for size in asked)):
            for persons in product(*({step * count for step in range(1, each + 1)} for count in answered)):
                counted = map(Counted, asked, answered, persons)
                told = decided(dict(zip("ABC", counted, strict=False)))
                assert told.least <= sum(answered) <= told.most
                worlds[told.least, told.most, tuple(told.sectors.items())].append(answered)
        for (*_, said), answers in worlds.items():
            for place, (_, (_, shown)) in enumerate(said):
                counts = {world[place] for world in answers}
                assert not isinstance(shown, str) or len(counts) > 1 or min(counts) >= FEWEST, (
                    asked,
                    answers,
                )


# -- The adversary reads all files, and solves for the answers --

_TOLD = re.compile(r"(\d+)(?: (?:or|to) (\d+))? of (\d+) asked have answered")
_HIDDEN = ("fewer than 5", "not shown", "too few")


def sayings(texts: Iterable[str]) -> set[tuple[int, int, int]]:
    """Find everything that is said of how many of all answered."""
    return {
        (int(least), int(most or least), int(asked))
        for text in texts
        for least, most, asked in _TOLD.findall(text)
        if int(least) <= int(asked)  # what stands apart in a file may be run together here
    }


def files_of(records: sm.Records, folder: Path, *, report: bool = True) -> dict[str, str]:
    """Write for the public of each wave everything, or without a report what speaks of answers, as text."""
    maps = [sm.build_map(records, wave) for wave in records.waves_in_order]
    made: dict[str, object] = {"records": records}
    for system in maps:
        card = sm.integration(system, draws=0)
        made |= {
            f"map {system.wave}": system,
            f"scorecard {system.wave}": card,
            f"chart {system.wave}": card.plot("answered"),
            f"sectors {system.wave}": sm.sector_scores(system),
            f"page {system.wave}": sm.render(system, public=True),
        }
        if report:
            made |= {
                f"intervals {system.wave}": card.intervals(),
                f"grid {system.wave}": sm.sector_grid(system),
                f"report {system.wave}": sm.report(system, public=True),
                f"dependence {system.wave}": sm.dependence(system),
                f"introductions {system.wave}": sm.introductions(system, public=True),
                f"organisations {system.wave}": sm.organisation_scores(system, draws=0),
            }
    found = {}
    for number, (name, result) in enumerate(made.items()):
        (folder / str(number)).mkdir()
        but = (".png",) if report else NO_TEXT
        for suffix, text in written(result, folder / str(number), public=True, but=but):
            found[f"{name}{suffix}"] = text
    return found


def solved(
    counts: Counts, shown: Mapping[str, str], totals: Iterable[tuple[int, int, int]]
) -> dict[str, tuple]:
    """Return between which numbers each hidden count lies, by linear programming."""
    names = list(counts)
    bounds = []
    for name in names:
        size = counts[name][0]
        if shown[name] in _HIDDEN:
            bounds.append((0, min(size, FEWEST - 1) if shown[name] == _HIDDEN[0] else size))
        else:
            bounds.append((float(shown[name]), float(shown[name])))
    rows = [
        (sign * np.ones(len(names)), sign * end)
        for low, high, _ in totals
        for sign, end in ((1, high), (-1, low))
    ]
    found = {}
    for place, name in enumerate(names):
        if shown[name] not in _HIDDEN:
            continue
        ends = []
        for sign in (1, -1):
            goal = np.zeros(len(names))
            goal[place] = sign
            best = linprog(goal, [row for row, _ in rows], [end for _, end in rows], bounds=bounds)
            assert best.success
            ends.append(round(float(sign * best.fun), 6))
        found[name] = tuple(ends)
    return found


@pytest.mark.parametrize("name", SYSTEMS)
def test_all_files_together_pin_no_hidden_count(name, tmp_path):
    counts = SYSTEMS[name]
    records = records_of({"2024": counts})
    files = files_of(records, tmp_path, report=name == WITH_REPORT)
    totals = sayings(files.values())
    asked = sum(size for size, _ in counts.values())
    assert {total for *_, total in totals} <= {asked} and len(totals) <= 1
    tables = [
        pd.read_csv(path, index_col=0, dtype=str)["answered"].to_dict()
        for path in tmp_path.rglob("*.csv")
        if path.read_text(encoding="utf-8-sig").startswith("sector,organisations")
    ]
    assert len(tables) == 1
    ranges = solved(counts, tables[0], totals)
    few = {label for label, (_, answered) in counts.items() if answered < FEWEST}
    assert few <= set(ranges)
    for label, (low, high) in ranges.items():
        assert low < high, label
    if name == WITH_REPORT:
        # The report says of each sector what the table says.
        report = dict(
            re.findall(
                r"<th[^>]*>([^<]*)</th>\s*<td[^>]*>\d+</td>\s*<td[^>]*>([^<]*)</td>",
                files["report 2024.html"]
                .partition("Who was asked and who answered")[2]
                .partition("</table>")[0],
            )
        )
        for label, said in tables[0].items():
            assert report[label] == ("too few" if said in _HIDDEN else str(int(float(said))))


def test_the_example_of_seven_seven_and_six_is_not_undone(tmp_path):
    files = files_of(records_of({"2024": ISSUE}), tmp_path, report=False)
    for name, text in files.items():
        assert "22 of 25" not in text and "88 %" not in text, name


# -- Nothing depends on who it was that answered --


def same_but(counts: Counts, other: Counts) -> None:
    """See that two systems are told alike, so that files may differ in nothing."""
    told = [
        decided({label: Counted(size, said, said) for label, (size, said) in each.items()})
        for each in (counts, other)
    ]
    assert told[0] == told[1]


ALIKE = {
    "others of the sector": (SYSTEMS["small sectors"], SYSTEMS["small sectors"]),
    "others of another small sector": (
        SYSTEMS["small sectors"],
        {"NHS": (7, 7), "Police": (4, 4), "Council": (3, 1), "Care": (2, 2), "Fire": (1, 0)},
    ),
    "all or all but one": (
        {"NHS": (7, 7), "Police": (4, 4), "Council": (3, 3), "Fire": (1, 1)},
        {"NHS": (7, 7), "Police": (4, 4), "Council": (3, 3), "Fire": (1, 0)},
    ),
    "four or none": (
        {"NHS": (8, 8), "Police": (6, 4), "Council": (7, 7), "Care": (5, 5)},
        {"NHS": (8, 8), "Police": (6, 2), "Council": (7, 7), "Care": (5, 5)},
    ),
}


@pytest.mark.parametrize("name", ALIKE)
def test_files_of_a_wave_are_the_same_whoever_answered(name, tmp_path):
    one, other = ALIKE[name]
    same_but(one, other)
    made = []
    for number, (counts, last) in enumerate(((one, True), (other, False))):
        (tmp_path / str(number)).mkdir()
        records = records_of({"2024": counts}, last=last)
        files = files_of(records, tmp_path / str(number), report=name == "others of another small sector")
        made.append(files)
    assert made[0].keys() == made[1].keys()
    for name in made[0]:
        assert made[0][name] == made[1][name], name


TWO_WAVES = {
    "others of the sectors": ("small sectors", "small sectors"),
    "others of another small sector": ("small sectors", None),
}


@pytest.mark.parametrize("name", TWO_WAVES)
def test_files_of_two_waves_are_the_same_whoever_answered(name, tmp_path):
    """Comparisons, their charts, pages and reports, without somebody too: nothing is left to subtract."""
    first = SYSTEMS["small sectors"]
    second = first if TWO_WAVES[name][1] else ALIKE["others of another small sector"][1]
    made = []
    for number, (before, last) in enumerate(((first, True), (second, False))):
        records = records_of({"2022": before, "2024": first}, last=last)
        maps = [sm.build_map(records, wave) for wave in ("2022", "2024")]
        change = sm.compare(*maps, permutations=19)
        results = {
            "comparison": change,
            "page": sm.render(change, public=True),
            **{what: change.plot(what) for what in ("change", "ties", "answered")},
        }
        if second is first:
            results |= {
                "without one": sm.compare(*maps, without="Fire 1", permutations=0),
                "another measure": sm.compare(
                    *maps, primary="cross_share", measures="density", permutations=0
                ),
                "report": sm.report(change, public=True),
            }
        files = {}
        for what, result in results.items():
            folder = tmp_path / str(number) / what
            folder.mkdir(parents=True)
            but = (".png",) if second is first else NO_TEXT
            for suffix, text in written(result, folder, public=True, but=but):
                files[f"{what}{suffix}"] = text
        made.append(files)
    assert made[0].keys() == made[1].keys() and len(made[0]) > len(TWO_WAVES)
    for what in made[0]:
        assert made[0][what] == made[1][what], what


def test_many_places_are_the_same_for_the_public_whoever_answered(tmp_path):
    made = []
    for number, last in enumerate((True, False)):
        folder = tmp_path / str(number)
        for place in range(3):
            records = records_of(
                {"2022": SYSTEMS["small sectors"], "2024": SYSTEMS["small sectors"]}, last=last
            )
            (folder / "places").mkdir(parents=True, exist_ok=True)
            sm.save(records, folder / "places" / f"Place {place}")
        found = sm.portfolio(folder / "places", draws=20)
        (folder / "out").mkdir()
        made.append(dict(written(found, folder / "out", public=True, but=NO_TEXT)))
    assert made[0] == made[1] and made[0]


def test_a_public_comparison_says_that_it_does_not_go_by_who_answered():
    records = records_of({"2022": ISSUE, "2024": ISSUE})
    change = sm.compare(*(sm.build_map(records, wave) for wave in ("2022", "2024")), permutations=0)
    copy = public_copy(change)
    text = f"{' '.join(copy.notes)} {copy.methods}"
    assert "compares everybody on the list of both waves, whoever answered" in text
    assert "answered both waves, and only" not in text and "not recorded" not in text
    assert copy.panel.size == len(copy.before.organisations)
    # Where nobody's answer is recorded, the copy is what was compared.
    bare = sm.read_records(
        partners=records.partners[["id", "name", "sector"]],
        collaborations=records.collaborations[["source", "target", "wave", "kind"]],
    )
    change = sm.compare(*(sm.build_map(bare, wave) for wave in ("2022", "2024")), permutations=0)
    copy = public_copy(change)
    pd.testing.assert_frame_equal(copy.to_frame(), change.to_frame())
    assert copy.methods == change.methods and copy.flags == change.flags


# -- Ties that both sides reported: only those can be that both answered --


def reported_twice(silent: Iterable[str], sizes: Mapping[str, int] | None = None) -> sm.Records:
    """Records of two places in which every other tie is reported by both ends, where these answered."""
    sizes = sizes or {"NHS": 7, "Police": 4, "Council": 3, "Care": 2, "Fire": 1}
    everyone = [(f"{sector} {n}", sector) for sector, size in sizes.items() for n in range(1, size + 1)]
    names, ties = [name for name, _ in everyone], []
    for place, (one, step) in enumerate(product(range(len(names)), (1, 3, 5))):
        ends = (names[one], names[(one + step) % len(names)])
        said = [pair for pair in (ends, ends[::-1]) if pair[0] not in silent]
        ties += [(*pair, 1 + (one + step) % 3) for pair in (said if place % 2 else said[:1])]
    return sm.read_records(
        partners=pd.DataFrame(everyone, columns=["name", "sector"]).assign(
            place=["East" if number % 3 else "West" for number in range(len(names))]
        ),
        collaborations=pd.DataFrame(ties, columns=["source", "target", "strength"]).assign(
            wave="2024", kind="plans"
        ),
        asked=pd.DataFrame(
            {"wave": "2024", "organisation": names, "answered": ["ny"[name not in silent] for name in names]}
        ),
        sectors="as written",
    )


def test_every_number_of_ties_between_those_that_answered_has_the_share_that_is_said(tmp_path):
    """Whoever was silent: of so many ties, some share is rounded to the one that is said."""
    said = set()
    for silent in (["NHS 1"], ["NHS 2"], ["Fire 1"], ["Care 1", "Police 1"], []):
        system = sm.build_map(reported_twice(silent), "2024")
        card = public_copy(sm.integration(system, "confirmation_rate", draws=0))
        rate = card.to_frame().at["confirmation_rate", "value"]
        ties = public_copy(system).reported[["low", "high"]].to_numpy(dtype=int)
        most = system.organisations.shape[0] - card.system.answers.least
        shares: dict[int, set[float]] = {}
        for gone in combinations(range(len(system.organisations)), min(most, 2)):
            left = int((~np.isin(ties, gone).any(axis=1)).sum())
            if left not in shares:
                shares[left] = {confirmation_told(count / left, card.system) for count in range(left + 1)}
            assert rate in shares[left]
        said.add(rate)
    assert not any(np.isnan(rate) for rate in said)


@pytest.mark.parametrize(
    "chosen", [{"place": "East"}, {"kinds": "plans"}, {"at_least": 2}, {"units": "joined"}]
)
def test_of_a_part_of_a_map_nothing_is_said_of_ties_that_both_sides_reported(chosen, tmp_path):
    """What a map and a part of it differ in would tell of those on one of them alone."""
    made = []
    for number, silent in enumerate((["NHS 1"], ["NHS 2"])):
        system = sm.build_map(reported_twice(silent), "2024", **chosen)
        results = {"map": system, "card": sm.integration(system, draws=0)}
        files = {}
        for what, result in results.items():
            (tmp_path / f"{number} {what}").mkdir()
            for suffix, text in written(result, tmp_path / f"{number} {what}", public=True, but=NO_TEXT):
                files[f"{what}{suffix}"] = text
        assert np.isnan(public_copy(results["card"]).to_frame().at["confirmation_rate", "value"])
        assert not [name for name, text in files.items() if re.search(r"\d+ records? ", text)]
        made.append(files)
    assert made[0] == made[1]


# -- One decision: other maps of the same records say the same --


def test_a_part_of_the_records_says_what_is_said_of_the_whole(tmp_path):
    records = records_of({"2024": SYSTEMS["small sectors"]})
    records.partners.loc[records.partners["sector"] != "Fire", "place"] = "East"
    records.partners.loc[records.partners["sector"] == "Fire", "place"] = "West"
    whole = answers_beside(sm.build_map(records, "2024"))
    for system in (
        sm.build_map(records, "2024", place="East"),
        sm.build_map(records, "2024", boundary="family"),
        sm.build_map(records, "2024", boundary="place"),
    ):
        told = answers_beside(system)
        assert (told.asked, told.least, told.most) == (whole.asked, whole.least, whole.most)
        assert told.sectors == {}
    east = sm.build_map(records, "2024", place="East")
    text = decoded(sm.save(sm.integration(east, draws=0), tmp_path / "x.json", public=True))
    assert f"Over the whole records, {told_in_words(whole)}" in text
    frame = pd.read_csv(sm.save(sm.sector_scores(east), tmp_path / "x.csv", public=True))
    assert set(frame["answered"]) == {"not shown"}


def test_leaving_somebody_out_of_a_comparison_does_not_tell_whether_it_answered(tmp_path):
    records = records_of({"2022": SYSTEMS["small sectors"], "2024": SYSTEMS["small sectors"]})
    maps = [sm.build_map(records, wave) for wave in ("2022", "2024")]
    said = []
    for without in ((), "Fire 1", "Care 2"):
        change = sm.compare(*maps, without=without, permutations=0)
        text = sm.save(change, tmp_path / "x.json", public=True).read_text(encoding="utf-8")
        said.append(sayings([text]))
    assert said[0] == said[1] == said[2]


# -- What was made of more than may be public is refused, whatever it was made into --

SCORES = {
    "organisations": lambda system: sm.organisation_scores(system, ["partners"], draws=0),
    "sectors": sm.sector_scores,
    "dependence": sm.dependence,
    "introductions": sm.introductions,
    "intervals": lambda system: sm.integration(system, ["density"], draws=0).intervals(),
    "grid": sm.sector_grid,
    "scorecard": lambda system: sm.integration(system, draws=0),
    "map": lambda system: system,
}


@pytest.mark.parametrize("what", SCORES)
@pytest.mark.parametrize("rule", ["confirmed", "directed"])
def test_scores_of_a_map_that_shows_who_reported_what_are_refused(what, rule, tmp_path):
    records = records_of({"2024": SYSTEMS["small sectors"]})
    result = SCORES[what](sm.build_map(records, "2024", report=rule))
    with pytest.raises(ChoiceError, match="build it with report="):
        sm.save(result, tmp_path / "x.json", public=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("what", ["organisations", "sectors", "dependence", "introductions", "intervals"])
def test_a_table_that_has_lost_what_it_was_made_of_is_refused(what, tmp_path):
    frame = SCORES[what](sm.build_map(records_of({"2024": SYSTEMS["small sectors"]}), "2024")).to_frame()
    with pytest.raises(ChoiceError, match="of which sysmap knows what may be public"):
        sm.save(frame, tmp_path / "x.csv", public=True)


def test_introductions_chosen_by_who_answered_are_refused_and_chosen_again_for_the_public(tmp_path):
    system = sm.build_map(records_of({"2024": SYSTEMS["hardly anybody"]}), "2024")
    with pytest.raises(ChoiceError, match="public=True"):
        sm.save(sm.introductions(system), tmp_path / "x.csv", public=True)
    with pytest.raises(ChoiceError, match="public=True"):
        sm.render(system, introductions=sm.introductions(system), public=True)
    page = sm.render(system, introductions=sm.introductions(system, public=True), public=True)
    assert page.data.content["introductions"]
    # Where everybody answered nothing was left out, and both choices are one.
    everybody = sm.build_map(records_of({"2024": {"NHS": (6, 6), "Police": (6, 6)}}), "2024")
    chosen = sm.introductions(everybody)
    for_the_public = sm.introductions(everybody, public=True)
    pd.testing.assert_frame_equal(chosen.to_frame(), for_the_public.to_frame())
    assert sm.save(chosen, tmp_path / "x.csv", public=True).exists()


# -- Nobody is told one by one --


@pytest.mark.parametrize("suffix", ["json", "xlsx", "graphml", "gexf", "kumu.xlsx", "gephi.zip", "dl"])
def test_a_map_for_the_public_does_not_say_who_was_asked_or_answered(suffix, tmp_path):
    system = sm.build_map(records_of({"2024": ISSUE}), "2024")
    text = decoded(sm.save(system, tmp_path / f"x.{suffix}", public=True))
    text = re.sub(r"[^\n]*asked have answered[^\n]*", "", text)
    assert not re.search(r"\b(asked|answered|confirmed)\b", text)


def test_the_page_for_the_public_holds_nobodys_answer(tmp_path):
    page = sm.render(sm.build_map(records_of({"2024": ISSUE}), "2024"), public=True)
    assert {tuple(mark["answered"]) for mark in page.data.marks} == {("",)}
    assert {line["confirmed"] for line in page.data.lines} == {None}
    assert page.data.content["response_recorded"] is page.data.content["confirmed_recorded"] is False


def test_public_records_hold_no_answer_and_one_row_for_each_tie(tmp_path):
    folder = sm.save(records_of({"2024": ISSUE}), tmp_path / "copy", public=True)
    assert not (folder / "asked.csv").exists()
    ties = pd.read_csv(folder / "collaborations.csv")
    assert not ties.duplicated(["source", "target", "kind", "wave"]).any()
    assert (ties["source"] < ties["target"]).all()
    assert "20 to 24 of 25 asked have answered" in (folder / "about this copy.txt").read_text(
        encoding="utf-8"
    )


def test_strengths_that_two_sides_gave_do_not_tell_that_both_answered(tmp_path):
    both = pd.DataFrame(
        {"source": ["A", "B", "C"], "target": ["B", "A", "A"], "strength": [1, 3, 2], "wave": "2024"}
    )
    partners = pd.DataFrame({"name": list("ABC"), "sector": ["NHS", "Police", "Police"]})
    asked = pd.DataFrame({"wave": "2024", "organisation": list("ABC"), "answered": "y"})
    records = sm.read_records(partners=partners, collaborations=both, asked=asked)
    ties = pd.read_csv(sm.save(records, tmp_path / "copy", public=True) / "collaborations.csv")
    assert ties[["source", "target", "strength"]].values.tolist() == [["A", "B", 3], ["A", "C", 2]]
    path = sm.save(sm.build_map(records), tmp_path / "x.json", public=True)
    rows = json.loads(path.read_text(encoding="utf-8"))["ties"]
    assert [(row["strength"], row["records"]) for row in rows] == [(3, 1), (2, 1)]


def test_a_map_of_confirmed_ties_is_refused(tmp_path):
    system = sm.build_map(records_of({"2024": ISSUE}), "2024", report="confirmed")
    with pytest.raises(sm.errors.ChoiceError, match="both sides reported"):
        sm.render(system, public=True)


@pytest.mark.parametrize("last", ["2024-02-23", "2024-03-01"])
def test_days_of_records_are_in_no_file_for_the_public(last, tmp_path):
    """Not one by one, and not as the first and last day of a wave either."""
    days = {"2022": ("2022-03-07", "2022-06-19"), "2024": ("2024-02-11", last)}
    ties = records_of({"2022": ISSUE, "2024": ISSUE}).collaborations
    starts = [days[wave][place % 2] for place, wave in enumerate(ties["wave"])]
    partners = records_of({"2022": ISSUE}).partners[["name", "sector"]]
    # Something rests on when the waves were, so that notes say it.
    partners = partners.assign(opened=["2023-01", *[""] * (len(partners) - 1)])
    records = sm.read_records(
        partners=partners,
        collaborations=ties[["source", "target", "wave"]].assign(start=starts),
        sectors="as written",
    )
    assert set(records.waves["dates_from"]) == {"records"}
    maps = [sm.build_map(records, wave) for wave in days]
    assert days["2022"][0] in " ".join(maps[0].notes)
    change = sm.compare(*maps, permutations=0)
    results = {
        "records": records,
        "map": maps[0],
        "card": sm.integration(maps[0], draws=0),
        "comparison": change,
    }
    if last > "2024-03":
        results |= {"page": sm.render(change, public=True), "report": sm.report(change, public=True)}
    for what, result in results.items():
        (tmp_path / what).mkdir()
        but = (".png",) if last > "2024-03" else NO_TEXT
        for suffix, text in written(result, tmp_path / what, public=True, but=but):
            assert not [day for pair in days.values() for day in pair if day in text], (what, suffix)
            for said in ("7 March 2022", "19 June 2022", "11 February 2024"):
                assert said not in text, (what, suffix)
