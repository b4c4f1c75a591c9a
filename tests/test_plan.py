"""A plan: what a comparison could show, by simulation with the code of compare; and its protocol."""

from __future__ import annotations

import hashlib
import json
import math

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from test_calibration import calibration  # noqa: F401  the benchmark, as a fixture

import sysmap as sm
from sysmap.cli import commands
from sysmap.findings.planning.chances import chances_of, default_chances
from sysmap.findings.planning.fields import FIELDS, OPEN, at
from sysmap.findings.planning.power import PlannedDesign, power
from sysmap.findings.planning.roster import roster_of
from sysmap.findings.planning.shares import of_ten
from sysmap.findings.planning.simulating import PlannedPlace, compared
from sysmap.findings.planning.waves import Story, two_waves
from sysmap.measures.catalogue import catalogue

THIRTY = {"NHS provider": 8, "Local authority": 6, "Police and justice": 3, "Voluntary and community": 13}
FEW = {"draws": 6, "response": (1.0, 0.6), "effect": 2.0}
PEOPLE = pd.DataFrame(
    {
        "name": [f"Organisation {place}" for place in range(30)],
        "sector": [name for name, count in THIRTY.items() for _ in range(count)],
    }
)


@pytest.fixture(autouse=True)
def day(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1773273600")  # 12 March 2026


@pytest.fixture(scope="module")
def planned() -> sm.Plan:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1773273600")
        return sm.plan(PEOPLE, **FEW)


def design(sectors=None, **more) -> PlannedDesign:
    roster = roster_of(sectors or THIRTY)
    how = {"responses": (1.0,), "effects": (1.5,), "draws": 20} | more
    place = PlannedPlace(roster, default_chances(roster.size), Story())
    return PlannedDesign(place, catalogue[how.pop("primary", "cross_density")], **how)


# -- How likely ties are --


@pytest.mark.parametrize(
    ("size", "within", "between"),
    [
        (12, 0.35, 0.12),
        (30, 0.35, 0.12),
        (80, 0.15, 0.05),
        (200, 0.06, 0.02),
        (400, 0.03, 0.01),
        # Halfway between 30 and 80 on the scale of logarithms: the geometric means.
        (math.sqrt(30 * 80), math.sqrt(0.35 * 0.15), math.sqrt(0.12 * 0.05)),
    ],
)
def test_the_default_goes_by_size(size, within, between):
    found = default_chances(size)
    assert (found.within, found.between) == pytest.approx((within, between))


def test_a_density_is_that_of_all_pairs():
    # Two sectors of two: 2 pairs within, 4 between, and 0.35 to 0.12.
    found = chances_of(np.array([0, 0, 1, 1]), pilot=None, density=0.2, within=None, between=None)
    assert (2 * found.within + 4 * found.between) / 6 == pytest.approx(0.2)
    assert found.within / found.between == pytest.approx(0.35 / 0.12)


def test_a_pilot_says_how_likely_ties_are_at_the_same_number_of_partners():
    names = [f"p{place}" for place in range(4)]
    partners = pd.DataFrame({"name": names, "sector": ["Police", "Police", "Council", "Council"]})
    ties = pd.DataFrame({"source": ["p0", "p0"], "target": ["p1", "p2"]})
    pilot = sm.build_map(sm.read_records(partners=partners, collaborations=ties))
    # 1 of 2 pairs within, 1 of 4 between, among 4; among 8 half as many.
    found = chances_of(np.array([0] * 8), pilot=pilot, density=None, within=None, between=None)
    assert (found.within, found.between, found.source) == (0.25, 0.125, "pilot")


def test_all_that_is_wrong_with_a_plan_is_said_at_once():
    with pytest.raises(sm.ChoiceError) as error:
        sm.plan(THIRTY, response=(1.2, 0.5), effect=-1.0, persistence=2.0, drift=-1.0, places=2, draws=1)
    for wrong in ("response=1.2", "effect=-1.0", "persistence=2.0", "drift=-1.0", "places=2", "draws=1"):
        assert wrong in str(error.value)
    with pytest.raises(sm.ChoiceError, match="go together") as error:
        sm.plan(THIRTY, within=0.3, density=2.0)
    assert "density=2.0" in str(error.value) and "different ways" in str(error.value)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "whole number"),
        ({"Police": 3, "Council": 0}, "'Council': 0"),
        ({"Police": 12}, "one sector only"),
        ({"Police": 1_999, "Council": 2}, "at most 2,000"),
        ({"Police": True, "Council": 4}, "True"),
    ],
)
def test_numbers_by_sector_that_make_no_plan_are_refused(given, said):
    with pytest.raises(sm.ChoiceError, match=said):
        sm.plan(given)


def test_a_measure_without_an_interval_is_no_primary():
    with pytest.raises(sm.ComparisonError, match="cannot be given an interval"):
        sm.plan(THIRTY, primary="weak_points")


# -- What is simulated --


def test_the_power_is_that_of_the_benchmark(calibration):  # noqa: F811
    draws = 250
    cells = calibration.cell_results(
        30, "S2", 1.5, calibration.COMPLETE, replicates=draws, distances=0, seed=3
    )
    known = next(cell.found for cell in cells if cell.measure == "cross_density")
    # The same sectors, the same chances, the same movement; other random numbers.
    sizes = np.bincount(calibration.sectors_of(30))
    (found,) = power(design(dict(zip("ABCD", sizes.tolist(), strict=True)), draws=draws))
    assert abs(found.power - known) <= 3 * math.sqrt(2) * found.power_error
    assert found.refused == 0 and found.answering_both == 30
    # Without movement between waves it is 74 %, and not 43 %.
    assert found.power < 0.6


def test_ties_stay_come_and_go_as_planned():
    random = np.random.default_rng(0)
    sector = np.repeat([0, 1], 150)
    first, second = two_waves(random, sector, (0.3, 0.1), story=Story(0, 0, 0.8), rise=2.0)
    across = sector[:, None] != sector[None, :]
    assert first[across].mean() == pytest.approx(0.1, abs=0.01)
    assert second[across].mean() == pytest.approx(0.2, abs=0.01)
    assert second[~across].sum() == pytest.approx(first[~across].sum(), rel=0.05)
    assert (first & second).sum() / first.sum() == pytest.approx(0.8, abs=0.02)


def test_pairs_of_unknown_sector_do_not_rise():
    random = np.random.default_rng(0)
    sector = np.repeat([-1, 0, 1], 80)
    first, second = two_waves(random, sector, (0.4, 0.1), story=Story(0, 0), rise=3.0)
    unknown = np.ix_(sector < 0, sector >= 0)
    assert second[unknown].mean() == pytest.approx(first[unknown].mean(), abs=0.02)


def test_the_same_seed_gives_the_same_numbers_whatever_else_is_asked():
    both = power(design(effects=(1.25, 1.5), responses=(1.0, 0.7)))
    alone = power(design(responses=(0.7,)))
    assert next(cell for cell in both if (cell.response, cell.effect) == (0.7, 1.5)) == alone[0]
    assert power(design(seed=1)) != power(design(seed=2))


def test_whoever_answers_with_a_smaller_share_does_so_with_a_larger_one():
    place = design().place
    few, many = compared(
        place, catalogue["cross_density"], rise=1.5, responses=(0.5, 0.8), seed=(1,), with_pairs=True
    )
    assert not (few.pairs.panel & ~many.pairs.panel).any() and few.answering_both < many.answering_both


def test_a_table_and_numbers_by_sector_are_the_same_plan():
    listed, counted = sm.plan(PEOPLE, **FEW), sm.plan(THIRTY, **FEW)
    pd.testing.assert_frame_equal(listed.to_frame(), counted.to_frame())


def test_fewer_than_ten_organisations_are_refused_in_every_programme():
    found = sm.plan({"Police": 4, "Council": 5}, draws=5, response=1.0)
    frame = found.to_frame()
    assert (frame["refused"] == 1).all() and (frame["power"] == 0).all()
    assert frame["detectable"].isna().all() and (frame["power_error"] > 0).all()
    assert "nothing could be tested in nearly all such programmes" in found.reading
    assert "would suffice" in found.reading


def test_a_fall_is_found_as_a_fall():
    (found,) = power(design(effects=(0.3,), draws=20))
    assert found.power > 0.5 and found.after < found.before


def test_places_are_pooled_and_set_beside_others():
    alone, pooled, beside = (
        power(design(draws=30, places=places, comparison_places=others))[0]
        for places, others in ((1, 0), (6, 0), (1, 1))
    )
    assert pooled.power > alone.power >= beside.power
    assert pooled.detectable < alone.detectable < beside.detectable
    # Programmes are made of as many places of those drawn: the error is that of fewer draws.
    assert pooled.refused_error > alone.refused_error


def test_two_places_of_three_that_cannot_be_compared_are_no_pool():
    (found,) = power(design({"Police": 5, "Council": 4}, places=3, draws=5))
    assert found.refused == 1


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.0, "fewer than 1 of 20"), (0.06, "about 1"), (0.44, "about 4"), (0.99, "nearly all")],
)
def test_a_share_is_said_as_people_count(share, said):
    assert of_ten(share).startswith(said)


# -- The result --


def test_the_table_has_a_row_for_each_response_and_effect(planned):
    frame = planned.to_frame()
    assert frame.index.names == ["response", "effect"] and list(frame.index) == [(1.0, 2.0), (0.6, 2.0)]
    assert {"organisations", "answering_both", "detectable", "power", "refused"} <= set(frame)
    assert (frame["organisations"] == 30).all() and frame["power"].between(0, 1).all()


def test_the_reading_says_what_would_be_shown(planned):
    assert planned.reading.startswith(
        "With 30 organisations and 60 % answering, a rise of the density between sectors from 12 % to 24 % "
        "would be shown in "
    )
    assert "caused" not in planned.reading and "impact" not in planned.reading


def test_the_picture_says_every_share(planned):
    chart = planned.plot()
    assert all(f"{round(100 * share)} %" in chart.alt for share in planned.to_frame()["power"])


# -- The protocol --


def test_what_only_the_user_knows_stands_open_and_nothing_is_invented(planned):
    for field in FIELDS:
        value = at(planned.content, field.path)
        assert value is not None or field.path in ("rules.kinds", "rules.at_least")
        assert (isinstance(value, str) and value.startswith(OPEN)) == bool(field.question)
    assert set(planned.open_questions) == {field.path for field in FIELDS if field.question}
    assert at(planned.content, "roster.organisations")[0] == {
        "id": "Organisation 0",
        "name": "Organisation 0",
        "sector": at(planned.content, "roster.organisations")[0]["sector"],
    }


def test_a_plan_read_again_is_the_same(planned, tmp_path):
    again = sm.plan(sm.save(planned, tmp_path / "plan.json"))
    assert again.content == planned.content and not again.edited
    pd.testing.assert_frame_equal(again.to_frame(), planned.to_frame())
    copy = sm.save(again, tmp_path / "copy.json")
    assert copy.read_bytes() == (tmp_path / "plan.json").read_bytes()


def test_the_sum_is_that_of_the_canonical_json(planned):
    content = {key: value for key, value in planned.content.items() if key != "sha256"}
    # Whole numbers are written as such, whatever an editor makes of 1.0.
    rows = [
        {name: int(one) if isinstance(one, float) and one == int(one) else one for name, one in row.items()}
        for row in content["power"]["table"]
    ]
    content["power"] = content["power"] | {"table": rows}
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert planned.sha256 == hashlib.sha256(text.encode("utf-8")).hexdigest()
    assert (planned.content["date"], planned.content["version"]) == ("2026-03-12", 1)
    assert planned.made == f"Plan of 12 March 2026, version 1 ({planned.sha256[:4]}…)"


def edit(planned, tmp_path, change):
    """Return a plan whose file somebody edited."""
    path = sm.save(planned, tmp_path / "plan.json")
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")
    return sm.plan(path)


def test_an_answer_by_hand_is_told_from_a_change_by_hand(planned, tmp_path):
    def both(content):
        content["purpose"] = "Whether the hub joins us."
        content["rules"]["report"] = "confirmed"

    found = edit(planned, tmp_path, both)
    assert (found.edited.answered, found.edited.changed) == (("Purpose",), ("Rule of reports",))
    assert "Open question was answered by hand" in str(found.notes)
    dated = edit(planned, tmp_path, lambda content: content.update(date="2020-01-01"))
    assert dated.edited.elsewhere and "its date, version or sums" in str(dated.notes)


def test_an_edited_plan_is_saved_as_a_version_of_its_own(planned, tmp_path, monkeypatch):
    found = edit(planned, tmp_path, lambda content: content.update(purpose="To see."))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1773360000")
    again = sm.plan(sm.save(found, tmp_path / "second.json"))
    assert (again.content["version"], again.content["date"]) == (2, "2026-03-13") and not again.edited
    assert again.content["earlier"] == [{"version": 1, "date": "2026-03-12", "sha256": planned.sha256}]


HOSTILE = {
    "date": ("date", "soon"),
    "version": ("version", 0),
    "sha256": ("sha256", "3f9a"),
    "primary.measure": ("primary", {"measure": "ei_indx", "direction": "up"}),
    "primary.direction": ("primary", {"measure": "ei_indx", "direction": "up"}),
    "purpose": ("purpose", 7),
    "secondary": ("secondary", ["ei_index", 3]),
    "waves.second.start": (
        "waves",
        {
            "first": {"name": "1", "start": "2026-05", "end": "2026-04"},
            "second": {"name": "2", "start": "tomorrow", "end": "2028"},
        },
    ),
    "waves.first ends": None,
    '"extra" is no part': ("extra", {}),
    "roster.organisations": ("roster", {"sectors": {"A": 1}, "organisations": [{"id": 1}]}),
    "power.table": ("power", {"table": [{"power": "x"}], "assumptions": [], "reading": []}),
    "comparison is missing": ("comparison", None),
}


def test_every_fault_of_a_plan_is_said_in_one_error(planned, tmp_path):
    def wreck(content):
        content.update(pair for pair in HOSTILE.values() if pair)

    with pytest.raises(sm.ChoiceError) as error:
        edit(planned, tmp_path, wreck)
    assert [fault for fault in HOSTILE if fault not in str(error.value)] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no JSON"),
        ("[]", "no plan"),
        ('{"format": "sysmap plan 9"}', "another sysmap"),
        ('{"format": "x", "a": NaN}', "cannot be read"),
        ('{"format": "x", "a": 1e999}', "cannot be read"),
        ('{"a": 1, "a": 2}', "twice"),
        ("[" * 100_000, "cannot be read"),
        ('{"a": "\\ud800"}', "UTF-8"),
        ("\udcff", "UTF-8"),
        ('{"a": ' + "9" * 5_000 + "}", "cannot be read"),
    ],
)
def test_what_is_no_plan_is_refused_in_words(tmp_path, text, said):
    path = tmp_path / "plan.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(sm.ChoiceError, match=said):
        sm.plan(path)


def test_a_plan_that_is_not_there_is_said(tmp_path):
    with pytest.raises(sm.MissingFileError, match="there is no file"):
        sm.plan(tmp_path / "plan.json")


# -- Documents --


def test_the_page_says_every_part_of_the_protocol(planned, tmp_path):
    found = edit(planned, tmp_path, lambda content: content.update(purpose="To see <b>whether</b>."))
    page = sm.save(found, tmp_path / "plan.html").read_text(encoding="utf-8")
    for field in FIELDS:
        if field.path not in (
            "title",
            "notes",
            "rules.kinds",
            "rules.at_least",
            "rules.forums",
            "rules.units",
        ):
            assert field.section == "power" or field.label in page
    assert "To see &lt;b&gt;whether&lt;/b&gt;." in page and planned.sha256 in page
    assert "Organisation 29" in page and "after the sum was taken" in page
    assert "Open: Who drew up the list" in page.replace("\u00a0", " ")


def test_the_word_document_holds_the_sum(planned, tmp_path):
    docx = pytest.importorskip("docx")
    document = docx.Document(str(sm.save(planned, tmp_path / "plan.docx")))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert planned.sha256 in text and "What it could show" in text


def test_a_copy_for_the_public_names_no_organisation_and_nobody(planned, tmp_path):
    named = edit(planned, tmp_path, lambda content: content["boundary"].update(drawn_up_by="Ann Other"))
    for suffix in ("json", "html", "xlsx", "csv"):
        path = sm.save(named, tmp_path / f"public.{suffix}", public=True)
        raw = path.read_bytes()
        if suffix == "xlsx":
            raw = "".join(
                map(str, (sheet.to_dict() for sheet in pd.read_excel(path, sheet_name=None).values()))
            ).encode()
        assert b"Organisation 1" not in raw and b"Ann Other" not in raw
    copy = sm.plan(tmp_path / "public.json")
    assert at(copy.content, "roster.sectors") == dict(sorted(THIRTY.items())) and not copy.edited
    assert planned.sha256 in at(copy.content, "notes")


def test_personal_data_in_a_plan_are_in_no_copy_for_the_public(planned, tmp_path):
    found = edit(planned, tmp_path, lambda content: content.update(purpose="Ask ann@example.org"))
    with pytest.raises(sm.ChoiceError, match="purpose holds an e-mail address"):
        sm.save(found, tmp_path / "public.html", public=True)


# -- The command --


def test_the_command_plans_and_goes_on_with_a_plan(tmp_path):
    PEOPLE.to_csv(tmp_path / "partners.csv", index=False)
    plan, page = tmp_path / "plan.json", tmp_path / "plan.html"
    words = ["plan", str(tmp_path / "partners.csv"), "--draws", "4", "--response", "1,0.8", "--effect", "2"]
    result = CliRunner().invoke(commands, [*words, "-o", str(plan)])
    assert result.exit_code == 0 and "Open, for you to answer" in result.output
    assert list(sm.plan(plan).to_frame().index) == [(1.0, 2.0), (0.8, 2.0)]
    again = CliRunner().invoke(commands, ["plan", str(plan), "-o", str(page)])
    assert again.exit_code == 0 and page.is_file()
    wrong = CliRunner().invoke(commands, [*words[:2], "--effect", "two"])
    assert wrong.exit_code == 2 and "no list of numbers" in wrong.output
