"""The change of programme places less that of comparison places: refused, contrasted, said."""

from __future__ import annotations

import dataclasses
import json
import math
import re
from functools import cache

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from scipy import stats

import sysmap as sm
from sysmap.cli import commands
from sysmap.findings.comparison.estimating.estimates import Estimator
from sysmap.findings.comparison.estimating.uncertainty import estimates
from sysmap.findings.comparison_groups.between_places import Side, several_places
from sysmap.findings.comparison_groups.first_wave import levels_beside, touched
from sysmap.findings.comparison_groups.sides import PlaceChange, Sides, sides_of
from sysmap.findings.comparison_groups.words import WOULD_HAVE_TO_BE_TRUE
from sysmap.findings.many_places.pooling import shared_errors

pytestmark = pytest.mark.usefixtures("few_redraws")

SIZE = 18
SECTORS = ["NHS", "Council", "Voluntary"]


def tables(seed, rise=0.0, waves=("2022", "2024"), *, team="", arm="", began="", asked=""):
    """Draw a place: most ties last from wave to wave, and in the last more form between sectors."""
    random = np.random.default_rng(seed)
    ids = [f"P{seed} {number:02}" for number in range(SIZE)]
    rows, there = [], None
    for number, wave in enumerate(waves):
        more = rise if number == len(waves) - 1 else 0.0
        chances = [[0.45 if a % 3 == b % 3 else 0.25 + more for b in range(SIZE)] for a in range(SIZE)]
        fresh = random.random((SIZE, SIZE)) < chances
        there = fresh if there is None else np.where(random.random((SIZE, SIZE)) < 0.6, there, fresh)
        rows += [(ids[a], ids[b], wave) for a in range(SIZE) for b in range(a) if there[a, b]]
    found = {
        "partners": pd.DataFrame({"name": ids, "sector": [SECTORS[n % 3] for n in range(SIZE)]}),
        "collaborations": pd.DataFrame(rows, columns=["source", "target", "wave"]),
        "waves": pd.DataFrame(
            [(wave, f"{wave}-03-01", f"{wave}-04-30", asked or "Who do you work with?") for wave in waves],
            columns=["wave", "start", "end", "question"],
        ),
    }
    if arm or began:
        found["programmes"] = pd.DataFrame(
            [("Local Vision", f"Place {seed}", arm, began)], columns=["programme", "place", "arm", "start"]
        )
    if team:
        found["forums"] = pd.DataFrame([(team, "programme team")], columns=["forum", "kind"])
        found["memberships"] = pd.DataFrame([(ids[0], team)], columns=["organisation", "forum"])
    return found


@cache
def change(seed, rise=0.0, waves=("2022", "2024"), report="any", primary=None, **more):
    records = sm.read_records(**tables(seed, rise, waves, **more))
    before, after = (sm.build_map(records, wave, report=report) for wave in waves[-2:])
    measures = ["cross_density", "density", "ei_index", *([primary] if primary else [])]
    return sm.compare(before, after, primary=primary, measures=measures, permutations=0)


def write_places(folder, places):
    for name, found in places.items():
        home = folder / name
        home.mkdir(parents=True)
        for table, frame in found.items():
            frame.to_csv(home / f"{table}.csv", index=False, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def several():
    return [change(seed, 0.5) for seed in range(3)], [change(seed) for seed in range(10, 14)]


@pytest.fixture(scope="module")
def found(several):
    return sm.difference(*several)


# -- Estimates --


def test_one_place_a_side_is_its_two_comparisons():
    one, other = change(1, 0.2), change(11)
    frame = sm.difference(one, other).to_frame()
    for name in ("cross_density", "density", "ei_index"):
        row = frame.loc[name]
        own = [estimates(Estimator(c.panel.pairs, [name]))[name] for c in (one, other)]
        variances = np.array([each.se**2 for each in own])
        freedom = variances.sum() ** 2 / (variances**2 / (SIZE - 1)).sum()
        reach = stats.t(freedom).ppf(0.975) * math.sqrt(variances.sum())
        assert row["programme"] == pytest.approx(own[0].change, abs=1e-12)
        assert row["comparison"] == pytest.approx(own[1].change, abs=1e-12)
        assert row["difference"] == pytest.approx(own[0].change - own[1].change, abs=1e-12)
        assert row["high"] - row["difference"] == pytest.approx(reach, abs=1e-12)
        assert row["df"] == pytest.approx(freedom)
    assert "no others" in " ".join(sm.difference(one, other).notes)


def test_several_places_a_side_are_random_effects_with_the_errors_of_places_of_their_size(several, found):
    programme, comparison = several
    everybody = [*programme, *comparison]
    own = [estimates(Estimator(c.panel.pairs, ["cross_density"]))["cross_density"] for c in everybody]
    errors = shared_errors("cross_density", [c.panel.pairs for c in everybody], [one.se for one in own])
    expected = several_places(
        Side(tuple(one.change for one in own[:3]), tuple(errors[:3]), (SIZE,) * 3),
        Side(tuple(one.change for one in own[3:]), tuple(errors[3:]), (SIZE,) * 4),
    )
    row = found.to_frame().loc["cross_density"]
    assert row["difference"] == pytest.approx(expected.difference, abs=1e-12)
    assert (row["low"], row["high"]) == pytest.approx((expected.low, expected.high), abs=1e-12)
    assert (row["df"], row["places_programme"], row["places_comparison"]) == (5, 3, 4)
    assert found.is_random and "places like them" in " ".join(found.notes)


def test_sides_swapped_turn_the_sign_and_order_does_not_matter(several, found):
    programme, comparison = several
    back = sm.difference(comparison, programme).to_frame()
    assert back["difference"].to_numpy() == pytest.approx(-found.to_frame()["difference"].to_numpy())
    named = [
        {f"{side}{n}": one for n, one in enumerate(some)} for side, some in zip("pc", several, strict=True)
    ]
    turned = [dict(reversed(some.items())) for some in named]
    first, second = (sm.difference(*some).to_frame() for some in (named, turned))
    pd.testing.assert_frame_equal(first, second)


def test_the_columns_are_those_promised(found):
    assert list(found.to_frame().columns) == [
        *("label", "programme", "comparison", "difference", "low", "high", "p", "df"),
        *("places_programme", "places_comparison", "undefined", "reading", "caveat"),
    ]
    assert found.to_frame().index.name == "measure"


def test_a_higher_confidence_gives_a_wider_interval(several):
    usual, wide = (sm.difference(*several, confidence=level).to_frame() for level in (0.95, 0.99))
    row, other = usual.loc["cross_density"], wide.loc["cross_density"]
    ratio = stats.t(5).ppf(0.995) / stats.t(5).ppf(0.975)
    assert other["high"] - other["low"] == pytest.approx(ratio * (row["high"] - row["low"]))
    assert "99 % interval" in other["reading"]


def test_measures_that_were_not_compared_are_worked_out_here(several):
    frame = sm.difference(*several, measures="within_density").to_frame()
    assert list(frame.index) == ["cross_density", "within_density"]
    assert frame["low"].notna().all()


def test_a_side_in_which_nothing_changed_has_no_interval_and_says_why():
    still = tables(5)
    again = still["collaborations"].query("wave == '2022'").assign(wave="2024")
    still["collaborations"] = pd.concat([still["collaborations"].query("wave == '2022'"), again])
    records = sm.read_records(**still)
    same = sm.compare(*(sm.build_map(records, wave) for wave in ("2022", "2024")), permutations=0)
    row = sm.difference(change(1), same, measures="cross_density").to_frame().loc["cross_density"]
    assert math.isnan(row["low"]) and row["undefined"] == "too_few_changed_ties"
    assert row["difference"] == pytest.approx(row["programme"] - 0)
    assert row["reading"].startswith("Not tested: too few ties changed.")


# -- Who can be set beside whom --


def test_sides_that_differ_in_more_than_the_programme_are_refused_and_each_difference_is_named():
    other = change(11, report="confirmed", primary="density", asked="Whom did you phone last week?")
    with pytest.raises(sm.ComparisonError) as refused:
        sm.difference(change(1), other)
    said = str(refused.value)
    for each in (
        "rule of reports: any in",
        "confirmed in",
        "question asked",
        "phone last week",
        "primary measure",
    ):
        assert each in said


@pytest.mark.parametrize("column", ["question", "scale", "cap"])
def test_what_was_asked_must_be_the_same_on_both_sides(column):
    def with_waves(seed, value):
        parts = tables(seed)
        parts["waves"][column] = value
        records = sm.read_records(**parts)
        return sm.compare(*(sm.build_map(records, wave) for wave in ("2022", "2024")), permutations=0)

    values = {"question": ("Who?", "Whom?"), "scale": ("1 to 4", "1 to 5"), "cap": ("5", "9")}[column]
    same = with_waves(1, values[0]), with_waves(11, values[0])
    sm.difference(*same)
    with pytest.raises(sm.ComparisonError, match=re.escape(values[1])):
        sm.difference(same[0], with_waves(11, values[1]))


def test_a_question_that_is_not_written_down_is_said_and_not_refused():
    silent = dict(tables(11))
    silent["waves"] = silent["waves"].drop(columns="question")
    records = sm.read_records(**silent)
    other = sm.compare(*(sm.build_map(records, wave) for wave in ("2022", "2024")), permutations=0)
    notes = " ".join(sm.difference({"North": change(1)}, {"South": other}).notes)
    assert "do not say the question asked in South" in notes


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((lambda: (change(1), None)), "there is no comparison side"),
        ((lambda: (change(1), "text")), "the comparison side is a str"),
        ((lambda: ([], change(1))), "the programme side holds no place"),
        ((lambda: ([change(1)], [7])), "holds an int"),
        ((lambda: ({"A": change(1)}, {"A": change(11)})), "A stands there twice"),
    ],
)
def test_what_is_no_side_is_asked_about(given, said):
    with pytest.raises(sm.ChoiceError, match=said):
        sm.difference(*given())


@pytest.mark.parametrize("confidence", [0, 1, 95, -0.5])
def test_a_confidence_is_above_0_and_below_1(several, confidence):
    with pytest.raises(sm.ChoiceError, match="above 0 and below 1"):
        sm.difference(*several, confidence=confidence)


# -- Arms in records --


def test_an_arm_that_nobody_knows_is_asked_about():
    with pytest.raises(sm.RecordsError) as refused:
        sm.read_records(**tables(1, arm="control"))
    assert "programme, comparison" in str(refused.value) and "control" in str(refused.value)
    with pytest.raises(sm.RecordsError, match="did you mean comparison"):
        sm.read_records(**tables(1, arm="comparision"))


@pytest.mark.parametrize("written", ["Programme", " COMPARISON "])
def test_an_arm_is_read_however_it_is_spelt(written):
    (arm,) = sm.read_records(**tables(1, arm=written)).programmes["arm"]
    assert arm == written.strip().casefold()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    places = {f"a{seed}": tables(seed, 0.2, arm="programme") for seed in range(3)}
    places |= {f"b{seed}": tables(seed, arm="comparison") for seed in (10, 11)}
    places["b12"] = tables(12, waves=("2020", "2022", "2024"), arm="comparison")
    places["b13"] = tables(13, waves=("2024",), arm="comparison")
    return write_places(tmp_path_factory.mktemp("arms"), places)


@pytest.fixture(scope="module")
def places(folder):
    return sm.portfolio(folder, draws=0)


@pytest.fixture(scope="module")
def of_portfolio(places):
    return sm.difference(places)


def some_of(places, arm, *, said=True):
    """Return the places of one arm, whether their records say so or not."""
    own = [place for place in places.places if place.arm == arm]
    own = own if said else [dataclasses.replace(place, arm="") for place in own]
    return dataclasses.replace(places, places=tuple(own))


def test_a_portfolio_with_arms_is_both_sides(of_portfolio):
    sides = of_portfolio.sides
    assert [one.name for one in sides.programme] == ["Place 0", "Place 1", "Place 2"]
    assert [one.name for one in sides.comparison] == ["Place 10", "Place 11", "Place 12"]
    assert sides.left_out == (("comparison", "Place 13", "one wave only (2024)"),)
    assert set(of_portfolio.to_frame().index) == {"cross_density", "within_density", "density"}


def test_places_are_compared_over_the_waves_that_both_sides_have(of_portfolio):
    waves = {(one.comparison.before.wave, one.comparison.after.wave) for one in of_portfolio.sides.places}
    assert waves == {("2022", "2024")}
    (earlier,) = [one for one in of_portfolio.sides.places if one.earlier]
    assert (earlier.name, earlier.earlier.before.wave, earlier.earlier.after.wave) == (
        "Place 12",
        "2020",
        "2022",
    )


def test_two_portfolios_are_a_side_each(places, of_portfolio):
    for said in (True, False):
        sides = [some_of(places, arm, said=said) for arm in ("programme", "comparison")]
        pd.testing.assert_frame_equal(sm.difference(*sides).to_frame(), of_portfolio.to_frame())
    with pytest.raises(
        sm.ChoiceError, match="given as a comparison place and the table programmes says otherwise"
    ):
        sm.difference(some_of(places, "programme", said=False), places)


def test_places_without_an_arm_are_asked_about(places):
    unsaid = dataclasses.replace(places.places[0], arm="")
    some = dataclasses.replace(places, places=(unsaid, *places.places[1:]))
    with pytest.raises(
        sm.ChoiceError, match="do not say whether Place 0 had the programme or stands beside it"
    ):
        sm.difference(some)
    with pytest.raises(sm.ChoiceError, match="no place of the portfolio is a comparison place"):
        sm.difference(some_of(places, "programme"))


def test_comparison_places_are_in_no_mean_of_a_portfolio(places):
    assert set(places.in_pool) == {"Place 0", "Place 1", "Place 2"}
    assert any("in no mean" in note for note in places.notes)
    assert "would have come anyway" not in " ".join(places.notes)
    assert places.funders_table()["arm"].value_counts().to_dict() == {"programme": 3, "comparison": 4}


# -- Before the programme --

THREE = ("2020", "2022", "2024")


def test_the_change_before_stands_beside_the_change_in_the_same_units():
    given = (
        [change(seed, 0.2, THREE) for seed in range(3)],
        [change(seed, 0.0, THREE) for seed in (10, 11, 12)],
    )
    found = sm.difference(*given)
    earlier = [
        sm.compare(
            *(sm.build_map(one.before.records, wave) for wave in THREE[:2]),
            measures="density",
            permutations=0,
        )
        for one in (*given[0], *given[1])
    ]
    own = sm.difference(
        earlier[:3], earlier[3:], measures=["cross_density", "density", "ei_index"]
    ).to_frame()
    pd.testing.assert_frame_equal(own, found.earlier)
    assert "did not move apart by more than could be shown" in found.said_before
    assert "That is no test" in found.said_before
    assert found.places["earlier_change"].notna().all()


def test_sides_that_moved_apart_before_are_said_to_have():
    def drifting(seed, rise):
        parts = tables(seed, rise, THREE[:2])
        last = parts["collaborations"].query("wave == '2022'").assign(wave="2024")
        parts["collaborations"] = pd.concat([parts["collaborations"], last.iloc[15:]])
        parts["waves"] = tables(seed, 0, THREE)["waves"]
        records = sm.read_records(**parts)
        return sm.compare(*(sm.build_map(records, wave) for wave in THREE[1:]), permutations=0)

    found = sm.difference([drifting(s, 0.6) for s in range(3)], [drifting(s, 0.0) for s in (10, 11, 12)])
    assert "did move apart by more than fluctuation would explain" in found.said_before


def test_without_waves_before_it_is_said_which_side_lacks_them(of_portfolio, found):
    assert "cannot be told: no programme place and no comparison place has two waves" in found.said_before
    assert "no programme place has two waves before it" in of_portfolio.said_before
    assert "Place 12, 2020 to 2022: " in of_portfolio.said_before
    assert found.earlier.empty


def test_the_last_wave_before_the_programme_began_is_the_first_compared(tmp_path):
    places = {f"a{seed}": tables(seed, 0.2, THREE, arm="programme", began="2022-09") for seed in (1,)}
    places |= {"b": tables(10, 0.0, THREE, arm="comparison")}
    found = sm.difference(sm.portfolio(write_places(tmp_path, places), draws=0))
    assert set(found.places["before"]) == {"2022"} and set(found.places["earlier_before"]) == {"2020"}
    assert not any("had begun before" in flag for flag in found.flags)


def test_a_first_wave_after_the_programme_began_is_flagged(tmp_path):
    places = {"a": tables(1, 0.2, arm="programme", began="2021-01"), "b": tables(10, arm="comparison")}
    found = sm.difference(sm.portfolio(write_places(tmp_path, places), draws=0))
    assert any("In every programme place the programme had begun before" in flag for flag in found.flags)


# -- What the sides were like, and whom the programme touched --


def fixed_levels(monkeypatch, there, here):
    """Return what is said of sides whose places have these sizes."""
    sizes = {f"p{n}": size for n, size in enumerate(there)} | {f"c{n}": size for n, size in enumerate(here)}
    monkeypatch.setattr(
        "sysmap.findings.comparison_groups.first_wave.first_levels",
        lambda place: {
            "organisations": sizes[place.name],
            "sectors": 3.0,
            "density": math.nan,
            "cross_density": 0.1,
            "answered": math.nan,
        },
    )
    sides = Sides(
        tuple(PlaceChange(f"p{n}", None) for n in range(len(there))),
        tuple(PlaceChange(f"c{n}", None) for n in range(len(here))),
    )
    return levels_beside(sides)


def test_standardised_differences_are_as_worked_by_hand(monkeypatch):
    table = fixed_levels(monkeypatch, [10.0, 12.0, 14.0], [20.0, 24.0])
    row = table.loc["organisations"]
    assert (row["programme"], row["comparison"]) == (12, 22)
    # Variances 4 and 8: the root of their mean is √6.
    assert row["standardised"] == pytest.approx((12 - 22) / math.sqrt(6))
    assert row["overlap"] == 0 and "hardly overlap" in row["flag"]
    # Nothing varies: there is nothing to set a difference against.
    assert math.isnan(table.at["sectors", "standardised"]) and table.at["sectors", "overlap"] == 1
    assert math.isnan(table.at["density", "programme"]) and table.at["density", "flag"] == ""


def test_places_that_lie_within_the_range_of_the_others_overlap(monkeypatch):
    row = fixed_levels(monkeypatch, [10.0, 12.0, 14.0, 30.0], [11.0, 13.0]).loc["organisations"]
    # Both comparison places lie within 10 to 30; one programme place in four lies within 11 to 13.
    assert row["overlap"] == 1 and row["flag"] == ""


def test_one_place_a_side_is_not_said_to_overlap_or_not(monkeypatch):
    row = fixed_levels(monkeypatch, [10.0], [50.0, 60.0]).loc["organisations"]
    assert math.isnan(row["standardised"]) and math.isnan(row["overlap"]) and row["flag"] == ""


def test_a_comparison_place_on_a_team_of_the_programme_is_flagged():
    one = change(1, team="Local Vision team")
    clear, same = change(11), change(12, team="local vision TEAM")
    found = sm.difference({"North": one}, {"East": clear, "South": same})
    (flag,) = [each for each in found.flags if "touched by the programme" in each]
    assert flag.startswith("South is touched by the programme: P12 00 sits on a team of it.")


def test_an_organisation_of_a_comparison_place_that_sits_on_the_team_elsewhere_is_flagged():
    sides = sides_of({"North": change(1, team="Team")}, {"South": change(11)})
    assert touched(sides) == ({}, True)
    renamed = tables(11)
    renamed = {name: frame.replace("P11 05", "P1 00") for name, frame in renamed.items()}
    records = sm.read_records(**renamed)
    other = sm.compare(*(sm.build_map(records, wave) for wave in ("2022", "2024")), permutations=0)
    found = sm.difference({"North": change(1, team="Team")}, {"South": other})
    assert any("South is touched by the programme: P1 00 sits" in flag for flag in found.flags)
    assert any("listed on both sides" in flag for flag in found.flags)


def test_without_a_team_nobody_can_tell_who_was_touched(found):
    assert any("cannot be told whether comparison places took part" in flag for flag in found.flags)


# -- Words --


def test_a_shown_difference_is_said_in_the_words_of_the_ladder(found):
    row = found.to_frame().loc["cross_density"]
    assert row["p"] <= 0.05 and row["difference"] > 0
    points = f"{100 * row['difference']:.1f} points"
    assert row["reading"].startswith(
        f"Density between sectors rose by {points} more than in the comparison places (95 % interval +"
    )
    assert found.finding == row["reading"] == found.notes[0]
    assert WOULD_HAVE_TO_BE_TRUE in found.notes


def test_no_difference_is_never_said_to_be_none():
    row = sm.difference(change(1), change(11), measures="cross_density").to_frame().loc["cross_density"]
    assert row["p"] > 0.1 and row["reading"].startswith("No difference can be shown.")
    assert "could have shown a difference of about" in row["reading"]


@pytest.mark.parametrize(
    ("programme", "comparison", "said"),
    [
        (0.05, 0.02, "rose by 3.0 points more than"),
        (0.02, 0.05, "rose by 3.0 points less than"),
        (-0.02, -0.05, "fell by 3.0 points less than"),
        (-0.05, -0.02, "fell by 3.0 points more than"),
        (0.02, -0.01, "rose by 3.0 points more than"),
        (0.0, -0.03, "rose by 3.0 points more than"),
    ],
)
def test_which_way_a_side_moved_beyond_the_other_is_said_right(programme, comparison, said):
    from sysmap.findings.comparison_groups.between_places import these_places
    from sysmap.findings.comparison_groups.words import moved_in_words

    two = these_places(Side((programme,), (0.01,), (20,)), Side((comparison,), (0.01,), (20,)))
    assert said in moved_in_words(sm.catalogue["cross_density"], two)


def test_the_p_over_assignments_is_labelled_as_that_of_a_lot(found):
    assert "valid only if places were assigned by lot" in found.said_by_lot
    assert found.by_lot.loc["cross_density", "assignments"] == math.comb(7, 3)


# -- Files, pictures, the command line --


def test_a_difference_is_saved_as_a_page_a_document_a_workbook_and_json(found, tmp_path):
    for suffix in ("html", "docx", "xlsx", "json", "csv"):
        assert sm.save(found, tmp_path / f"x.{suffix}").stat().st_size > 500
    page = (tmp_path / "x.html").read_text(encoding="utf-8")
    assert "How it may be read" in page and "<script" not in page
    assert sm.save(sm.report(found), tmp_path / "y.html").read_text(encoding="utf-8") == page
    # The document bears the date of the records, the same whenever it is written.
    assert (tmp_path / "x.docx").read_bytes() == sm.report(found).docx()
    facts = json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))
    assert facts["measures"]["cross_density"]["places_comparison"] == 4
    assert facts["form"] == "places like these"


def test_a_report_of_a_difference_has_a_title_of_its_own_and_a_copy_for_the_public(of_portfolio):
    own = sm.report(of_portfolio, title="What the vision brought")
    assert own.title == "What the vision brought" and "<h1>What the vision brought" in own.html
    copy = sm.report(of_portfolio, public=True)
    assert copy.public and copy.html == sm.report(of_portfolio, public=True).html != own.html
    with pytest.raises(sm.ChoiceError, match="leave about out"):
        sm.report(of_portfolio, about={"purpose": "To learn"})
    assert "Copy for the public." in copy.subtitle and "Copy for the public." not in own.subtitle


def test_the_picture_says_what_it_shows(found):
    alt = found.plot().alt
    assert "3 programme and 4 comparison places" in alt and "more than in the comparison places" in alt
    with pytest.raises(sm.ChoiceError, match="difference"):
        found.plot("nothing")


def test_a_public_copy_is_worked_out_again_and_says_no_reasons(of_portfolio, tmp_path):
    sm.save(of_portfolio, tmp_path / "x.json", public=True)
    facts = json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))
    assert all(row["panel"] is None for row in facts["places"].values())
    assert "do not say the question" not in json.dumps(facts)


def test_the_command_line_takes_one_folder_or_two(places, of_portfolio, tmp_path, monkeypatch):
    given = {"both": places} | {arm: some_of(places, arm, said=False) for arm in ("programme", "comparison")}
    monkeypatch.setattr("sysmap.cli.places.portfolio_of", lambda folder, **_: given[folder.name])
    for sides in (["both"], ["programme", "comparison"]):
        folders = [str(tmp_path / side) for side in sides]
        run = CliRunner().invoke(commands, ["difference", *folders, "--format", "json"])
        assert run.exit_code == 0, run.output
        shown = json.loads(run.stdout)["measures"]["cross_density"]["difference"]
        assert shown == pytest.approx(of_portfolio.to_frame().at["cross_density", "difference"])
    run = CliRunner().invoke(commands, ["difference", str(tmp_path / "programme")])
    assert run.exit_code == 2 and "column arm" in run.stderr
