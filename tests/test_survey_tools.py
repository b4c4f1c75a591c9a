"""The exports of twelve survey tools, by each tool's own rules: made by hand, the same answers in all."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
import pytest

import sysmap as sm

SURVEYS = Path(__file__).parent / "data" / "surveys"
COUNCIL, TRUST, MIND, POLICE = "Northgate Council", "Eastway NHS Trust", "Millbrook Mind", "Westfield Police"
OFTEN = {
    (COUNCIL, TRUST): 5, (COUNCIL, MIND): 3, (TRUST, COUNCIL): 5, (TRUST, POLICE): 7, (MIND, COUNCIL): 3,
}  # fmt: skip
PLANS = {(COUNCIL, TRUST), (COUNCIL, MIND), (TRUST, POLICE)}
KINDS = {
    (COUNCIL, TRUST, "Share information"), (COUNCIL, TRUST, "Refer"), (COUNCIL, MIND, "Refer"),
    (TRUST, COUNCIL, "Share information"), (MIND, POLICE, "Refer"),
}  # fmt: skip
TRUSTED = {(COUNCIL, TRUST): 4, (COUNCIL, MIND): 3, (TRUST, COUNCIL): 2, (MIND, COUNCIL): 1}
# What each tool can ask, and what its export says.
EVERYTHING = {
    "google_forms", "surveymonkey", "qualtrics", "jisc", "smartsurvey", "limesurvey", "kobo", "snap",
    "alchemer",
}  # fmt: skip
UNFINISHED = {
    "qualtrics", "jisc", "smartsurvey", "limesurvey", "redcap_labels", "alchemer", "typeform",
}  # fmt: skip
OTHER = {"surveymonkey", "qualtrics", "jisc", "smartsurvey", "alchemer", "typeform"}
TOOLS = sorted(EVERYTHING | UNFINISHED | {"microsoft_forms"})
every_tool = pytest.mark.parametrize("tool", TOOLS)


@cache
def read(tool: str) -> sm.Records:
    return sm.read_records(SURVEYS / f"{tool}.csv", sectors="infer")


def ties(records: sm.Records) -> pd.DataFrame:
    names = dict(zip(records.partners["id"], records.partners["name"], strict=True))
    made = records.collaborations.copy()
    return made.assign(source=made["source"].map(names), target=made["target"].map(names))


@every_tool
def test_how_often_is_read_with_its_strength(tool):
    made = ties(read(tool))
    often = made[made["strength"] > 1]
    assert {(a, b): s for a, b, s in often[["source", "target", "strength"]].itertuples(index=False)} == OFTEN


@every_tool
def test_what_is_ticked_is_a_tie_of_its_question(tool):
    made = ties(read(tool))
    others = made[~(made["strength"] > 1) & ~made["kind"].isin(["Share information", "Refer"])]
    assert set(others[["source", "target"]].itertuples(index=False, name=None)) == PLANS
    assert others["kind"].nunique() == 1


@pytest.mark.parametrize("tool", sorted(EVERYTHING))
def test_a_grid_of_boxes_gives_the_kinds_of_ties(tool):
    made = ties(read(tool))
    kinds = made[made["kind"].isin(["Share information", "Refer"])]
    assert set(kinds[["source", "target", "kind"]].itertuples(index=False, name=None)) == KINDS


@pytest.mark.parametrize("tool", sorted(EVERYTHING))
def test_trust_is_a_rating_beside_a_tie_and_no_tie(tool):
    made = ties(read(tool))
    rated = made[made["trust"].notna()]
    assert {(a, b): t for a, b, t in rated[["source", "target", "trust"]].itertuples(index=False)} == TRUSTED


@every_tool
def test_partners_are_organisations_and_nothing_else(tool):
    assert set(read(tool).partners["name"]) == {COUNCIL, TRUST, MIND, POLICE}


@every_tool
def test_dont_know_is_no_answer_and_never_is_one(tool):
    records = read(tool)
    names = dict(zip(records.partners["id"], records.partners["name"], strict=True))
    often = ties(records).loc[lambda made: made["strength"] > 1, "kind"].iloc[0]
    left = records.blanks[records.blanks["kind"] == often]
    blank = {(names[a], names[b]) for a, b in zip(left["source"], left["target"], strict=True)}
    assert (TRUST, MIND) in blank
    assert (COUNCIL, POLICE) not in blank
    assert records.problems["message"].str.contains("no answer, like a blank").any()


@every_tool
def test_who_did_not_finish_has_not_answered(tool):
    asked = read(tool).asked.set_index("organisation")["answered"]
    assert asked.to_dict() == {COUNCIL: True, TRUST: True, MIND: True, POLICE: tool not in UNFINISHED}


@pytest.mark.parametrize("tool", sorted(OTHER))
def test_what_was_written_under_other_is_said(tool):
    said = read(tool).problems["message"]
    assert said.str.contains("Town Library: 1 answer written where no organisation is named").any()


@every_tool
def test_nothing_of_a_person_is_kept(tool):
    records = read(tool)
    tables = [
        getattr(records, name) for name in ("partners", "collaborations", "asked", "blanks", "problems")
    ]
    everything = " ".join(table.drop(columns="file", errors="ignore").to_csv() for table in tables)
    assert not [text for text in ("example.org", "Person1", "203.0.113") if text in everything]
    assert records.summary["cells"]["in"] > records.summary["cells"]["used"]


@every_tool
def test_a_second_wave_is_read_beside_the_first(tool):
    path = SURVEYS / f"{tool}.csv"
    records = sm.read_records({"2023": path, "2024": path}, sectors="infer")
    assert records.waves_in_order == ("2023", "2024")
    counts = records.collaborations["wave"].value_counts()
    assert counts["2023"] == counts["2024"] == len(read(tool).collaborations)


def test_previews_are_set_aside():
    assert read("qualtrics").summary["set_aside"]["survey previews"] == 1


@pytest.mark.parametrize("tool", ["redcap_raw", "limesurvey_codes"])
def test_codes_are_no_organisations_and_the_refusal_says_what_to_export(tool):
    with pytest.raises(sm.RecordsError, match="export the answers with labels") as error:
        read(tool)
    assert "name codes and no organisations" in str(error.value)


def test_codes_are_read_with_a_list_of_partners_that_has_them():
    listed = pd.DataFrame({"id": list("1234"), "name": [COUNCIL, TRUST, MIND, POLICE], "sector": "Police"})
    records = sm.read_records(SURVEYS / "redcap_raw.csv", partners=listed)
    made = ties(records)
    often = made[made["kind"] == "often"]
    assert {(a, b): s for a, b, s in often[["source", "target", "strength"]].itertuples(index=False)} == OFTEN
    plans = made[made["kind"] == "plan"]
    assert set(plans[["source", "target"]].itertuples(index=False, name=None)) == PLANS


def test_what_one_respondent_alone_wrote_is_asked_about_or_left_out(tmp_path):
    path = tmp_path / "forms.csv"
    path.write_text(
        "ID,Start time,Completion time,Your organisation,Which of these do you work with?\n"
        "1,1/5/2024,1/5/2024,Harbourside Council,Kestrel NHS Trust;Larkfield Age UK;St Mary the Virgin;\n"
        "2,1/5/2024,1/5/2024,Kestrel NHS Trust,Harbourside Council;no one else really;\n"
        "3,1/5/2024,1/5/2024,Larkfield Age UK,Harbourside Council;Kestrel NHS Trust;\n",
        encoding="utf-8",
    )
    records = sm.read_records(path)
    said = " ".join(records.problems["message"])
    assert "St Mary the Virgin" in set(records.partners["name"]) and "no one else" not in said
    assert "no one else really" not in set(records.partners["name"])
    assert "1 answer written under Other is no name" in said
    scale = eval(said.partition("say so: scale=")[2].partition("}")[0] + "}")
    again = sm.read_records(path, scale=scale)
    assert len(again.partners) == 3 and len(again.collaborations) == 5
