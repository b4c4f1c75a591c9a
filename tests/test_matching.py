"""Names to organisations: what is accepted, what is asked, and what is right on real lists."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sysmap.errors import ChoiceError
from sysmap.records.names.acronyms import acronyms
from sysmap.records.names.match import match_names, matches

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("SYSMAP_REFERENCE", ROOT.parent / "shared"))
# SYSMAP_REFERENCE may name the folder of the sets or the one that holds it.
REGISTERS = next(
    (folder for folder in (SHARED / "registers", SHARED.parent / "registers") if folder.is_dir()), SHARED
)
GOLD = {
    "names_trusts": ("register_trusts", 0.95),
    "names_councils": ("register_councils", 0.94),
    "names_short": ("register_trusts", 0.0),
}
NORTH_YORKSHIRE = """
    P   | North Yorkshire Police                  | police_justice  |            |
    F   | North Yorkshire Fire and Rescue Service | fire            |            |
    C1  | North Yorkshire County Council          | local_authority | 1974-04-01 | 2023-03-31
    C2  | North Yorkshire Council                 | local_authority | 2023-04-01 |
"""
NORTHSHIRE = """
    H   | Northshire Hospitals NHS Foundation Trust | nhs_provider    |            |
    M   | Northshire Mental Health NHS Trust        | nhs_provider    |            |
    C   | Northshire County Council                 | local_authority |            |
    CA  | Northtown City Combined Authority         | local_authority |            |
    T   | Northtown City Council                    | local_authority |            |
    E   | East Dale District Council                | local_authority |            |
    W   | West Dale District Council                | local_authority |            |
    RX1 | Southshire Hospitals NHS Trust            | nhs_provider    |            |
    RV5 | Midshire NHS Trust                        | nhs_provider    | 2010-04-01 | 2021-09-30
"""


def register(text: str) -> pd.DataFrame:
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return pd.DataFrame(rows, columns=["id", "name", "sector", "valid_from", "valid_to"])


def decided(names, of: str = NORTHSHIRE, **options) -> list[tuple[str, str]]:
    found = match_names(names, register(of), **options)
    return list(zip(found["id"], found["decision"], strict=True))


def asked(name: str, sector: str = "", date: str = "") -> pd.DataFrame:
    return pd.DataFrame({"name_as_written": [name], "sector": [sector], "date": [date]})


@pytest.mark.parametrize(
    ("name", "organisation"),
    [
        ("NORTHSHIRE HOSPITALS NHS FOUNDATION TRUST", "H"),
        ("Northshire Hosps NHS FT", "H"),
        ("Northshire Hospital NHS Foundation Tru", "H"),
        ("Nrthshire Hospitals NHS Trust", "H"),
        ("Northshire CC", "C"),
        ("Northtown", "T"),
    ],
)
def test_a_spelling_of_a_name_is_accepted(name, organisation):
    assert decided([name]) == [(organisation, "accept")]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Northtown City CA Northern", "a direction more"),
        ("Northshire Community Hospitals NHS Trust", "a kind more"),
        ("North Dale District Council", "another direction"),
        ("Northshire Hospital School", "another sector"),
        ("Northshire Hospitals Ltd", "another form"),
        ("Northshire Together", "no such body"),
    ],
)
def test_a_name_that_may_mean_another_body_is_not_accepted(name, why):
    assert decided([name])[0][1] != "accept", why


def test_a_combined_authority_is_not_the_city_council():
    only_council = NORTHSHIRE.replace("Northtown City Combined Authority", "Elsewhere")
    assert decided(["Northtown City CA"], only_council)[0][1] != "accept"
    assert decided(["Northtown City CA"]) == [("CA", "accept")]


def test_a_place_alone_is_not_accepted_as_its_trust():
    assert decided(["Midshire"]) == [("RV5", "review")]


def test_a_body_that_covers_one_place_more_is_another():
    of = "A | Ardale and North Dale Council |||\nB | Elsewhere Council |||"
    assert decided(["North Dale Council"], of)[0][1] != "accept"


def test_a_word_of_another_organisation_is_not_a_misspelling():
    of = "A | Hertshire Community Trust |||\nB | Hereshire Farming Trust |||"
    assert decided(["Hereshire Community Trust"], of)[0] != ("A", "accept")


def test_a_name_that_two_ids_have_is_for_review():
    of = "A | Northshire Mind |||\nB | Northshire Mind |||"
    found = match_names(["Northshire Mind"], register(of))
    assert found.loc[0, ["margin", "decision"]].tolist() == [0, "review"]


def test_an_equal_name_scores_100_with_a_margin_of_100():
    found = match_names(["northshire county COUNCIL"], register(NORTHSHIRE))
    assert found.loc[0, ["id", "score", "margin"]].tolist() == ["C", 100, 100]


def test_nothing_like_it_gives_none_and_no_id():
    found = match_names(["Zzz"], register(NORTHSHIRE))
    assert found.loc[0, ["id", "name", "decision"]].tolist() == ["", "", "none"]
    assert found.loc[0, "score"] < 60


@pytest.mark.parametrize(
    "identifier", ["RX1", "rx1", "GB-NHS:RX1", "gb-nhs-rx1", "Southshire Hospital (RX1)"]
)
def test_an_identifier_is_accepted(identifier):
    assert decided([identifier]) == [("RX1", "accept")]


def test_an_identifier_with_another_name_is_not():
    assert decided(["Northshire Police (RX1)"])[0] != ("RX1", "accept")


def test_letters_that_are_an_id_of_a_council_may_be_an_acronym():
    assert decided(["LBC"], "LBC | Lisdale and Castledale City Council |||")[0] == ("LBC", "review")


def test_with_a_sector_bodies_of_others_are_out():
    ids = [
        decided(asked("North Yorkshire", sector), NORTH_YORKSHIRE)[0][0]
        for sector in ("Police", "Fire and rescue")
    ]
    assert ids == ["P", "F"]
    assert decided(asked("North Yorkshire", "Housing"), NORTH_YORKSHIRE) == [("", "none")]


@pytest.mark.parametrize(("date", "council"), [("2022", "C1"), ("2023-03", "C1"), ("2024-05-01", "C2")])
def test_with_a_date_bodies_of_other_times_are_out(date, council):
    assert decided(asked("North Yorkshire", "Council", date), NORTH_YORKSHIRE) == [(council, "accept")]


def test_without_a_date_bodies_that_tie_are_for_review():
    assert decided(["North Yorkshire"], NORTH_YORKSHIRE)[0][1] == "review"


def test_a_former_name_counts_inside_its_dates_and_the_present_name_is_shown():
    of = pd.DataFrame(
        [
            ("R1", "Saltford Royal NHS Trust", "former", "", "2021-09-30"),
            ("R1", "Northern Alliance NHS Trust", "current", "2021-10-01", ""),
        ],
        columns=["id", "name", "kind", "valid_from", "valid_to"],
    )
    found = matches(asked("Saltford Royal NHS Trust", date="2020"), of)[0]
    assert (found.id, found.name, found.decision) == ("R1", "Northern Alliance NHS Trust", "accept")
    assert found.why == "was called this until 2021-09-30"
    assert matches(asked("Saltford Royal NHS Trust", date="2023"), of)[0].decision != "accept"


def test_a_known_acronym_is_accepted_at_its_time():
    of = "X9 | Greater Manchester Police | police_justice ||\nX8 | Elsewhere Police | police_justice ||"
    assert decided(["GMP"], of) == [("X9", "accept")]
    of = "X7 | Public Health England | central_gov ||"
    assert [decided(asked("PHE", date=date), of)[0][1] for date in ("2020", "2023")] == ["accept", "review"]


def test_an_acronym_of_two_bodies_is_for_review():
    of = "A | Manchester University NHS Foundation Trust |||\nB | Medway NHS Foundation Trust |||"
    assert decided(["MFT"], of)[0][1] == "review"


def test_an_acronym_that_is_a_word_is_only_meant_in_capitals():
    of = "A | South London and Maudsley NHS Foundation Trust | nhs_provider ||"
    assert decided(["SLaM", "slam", "SLAM CIC"], of) == [("A", "accept"), ("", "none"), ("", "none")]


def test_capitals_that_are_not_those_of_the_acronym_are_another_word():
    of = "A | London Ambulance Service NHS Trust | nhs_provider ||\nB | London Police | police_justice ||"
    assert decided(["LAS"], of) == [("A", "accept")]
    assert decided(["LAs"], of)[0][1] != "accept"


@pytest.mark.parametrize(
    ("letters", "name"),
    [
        ("CUH", "Cambridge University Hospitals NHS Foundation Trust"),  # Croydon University Hospital
        ("UHB", "University Hospitals Birmingham NHS Foundation Trust"),  # a university health board
        ("UHL", "University Hospitals of Leicester NHS Trust"),  # University Hospital Lewisham
        ("MPS", "Metropolitan Police Service"),  # Medical Protection Society
        ("WHH", "Warrington and Halton Teaching Hospitals NHS Foundation Trust"),  # William Harvey
        ("GLA", "Greater London Authority"),  # Gangmasters Licensing Authority
    ],
)
def test_letters_that_two_bodies_share_are_never_accepted(letters, name):
    assert decided([letters], f"A | {name} |||\nB | Northdale Police |||")[0][1] != "accept"


def test_initials_are_a_suggestion_and_never_accepted():
    assert decided(["NHFT"], "A | Northdale Healthcare NHS Foundation Trust |||", accept=60)[0] == (
        "A",
        "review",
    )


def test_the_shipped_acronyms_are_dated_and_of_known_sectors():
    entries = [entry for meant in acronyms().values() for entry in meant]
    assert len(entries) > 200
    assert all(entry.name and entry.sector for entry in entries)
    assert all(entry.valid_from <= entry.valid_to for entry in entries if entry.valid_from and entry.valid_to)


def test_a_decision_comes_first_and_only_at_its_time():
    aliases = pd.DataFrame(
        {
            "name_as_written": ["Northshire County Council", "The hub", "Old", "Old"],
            "id": ["H", "", "H", "C"],
            "source": ["accept", "not an organisation", "accept", "accept"],
            "valid_from": ["", "", "", "2023-01-01"],
            "valid_to": ["", "", "2022-12-31", ""],
        }
    )
    names = ["NORTHSHIRE county council", "The hub"]
    assert decided(names, aliases=aliases) == [("H", "accept"), ("", "none")]
    assert decided(asked("Old", date="2022"), aliases=aliases) == [("H", "accept")]
    assert decided(asked("Old", date="2024"), aliases=aliases) == [("C", "accept")]
    assert decided(["Old"], aliases=aliases) == [("C", "review")]


def test_rows_stand_in_the_order_given_and_blanks_have_one():
    names = ["Northshire CC", None, "", float("nan"), "Zzz"]
    found = match_names(names, register(NORTHSHIRE))
    assert found["name_as_written"].tolist() == ["Northshire CC", "", "", "", "Zzz"]
    assert found["decision"].tolist() == ["accept", "none", "none", "none", "none"]


def test_no_names_and_no_register_give_an_empty_answer():
    assert len(match_names([], register(NORTHSHIRE))) == 0
    assert match_names(["A"], register(NORTHSHIRE).head(0))["decision"].tolist() == ["none"]


def test_the_order_of_the_register_does_not_matter():
    names = ["Northshire", "Dale District Council", "Hospitals", "NHS Trust", "Northtown City"]
    rows = register(NORTHSHIRE)
    found = match_names(names, rows)
    for seed in range(5):
        shuffled = rows.sample(frac=1, random_state=np.random.default_rng(seed))
        pd.testing.assert_frame_equal(match_names(names, shuffled), found)


def test_the_frames_that_were_given_are_not_changed():
    rows, names = register(NORTHSHIRE), asked("Northshire", "Council", "2022")
    before = rows.copy(), names.copy()
    match_names(names, rows)
    pd.testing.assert_frame_equal(rows, before[0])
    pd.testing.assert_frame_equal(names, before[1])


@pytest.mark.parametrize(
    ("names", "frame", "options"),
    [
        ("Northshire", register(NORTHSHIRE), {}),
        (["A"], pd.DataFrame({"code": ["A"], "title": ["A"]}), {}),
        (pd.DataFrame({"who": ["A"]}), register(NORTHSHIRE), {}),
        (["A"], register(NORTHSHIRE), {"accept": 101}),
        (["A"], register(NORTHSHIRE), {"margin": -1}),
    ],
)
def test_a_wrong_argument_is_said(names, frame, options):
    with pytest.raises(ChoiceError):
        match_names(names, frame, **options)


# -- Real lists --


def reference(name: str) -> pd.DataFrame:
    file = REGISTERS / f"{name}.csv"
    if not file.is_file() and os.environ.get("CI") != "true":
        pytest.skip(f"no reference lists in {REGISTERS}: set SYSMAP_REFERENCE to the folder that holds them")
    return pd.read_csv(file, dtype=str, keep_default_na=False)


def both_registers() -> pd.DataFrame:
    return pd.concat([reference("register_trusts"), reference("register_councils")], ignore_index=True)


@pytest.mark.parametrize("together", [False, True], ids=["own register", "both registers"])
@pytest.mark.parametrize("name", sorted(GOLD))
def test_no_name_of_the_reference_lists_is_accepted_wrongly(name, together):
    gold = reference(name)
    found = match_names(gold["name_as_written"], both_registers() if together else reference(GOLD[name][0]))
    accepted = found["decision"] == "accept"
    wrong = accepted & (found["id"].to_numpy() != gold["correct_id"].to_numpy())
    assert found[wrong].to_dict("records") == []


@pytest.mark.parametrize("name", sorted(GOLD))
def test_the_first_answer_is_right_as_often_as_it_should_be(name):
    gold, (of, least) = reference(name), GOLD[name]
    found = match_names(gold["name_as_written"], reference(of))
    right = [one in known.split("|") for one, known in zip(found["id"], gold["correct_id"], strict=True)]
    assert np.mean(right) >= least


def test_a_body_that_is_not_in_the_register_is_not_taken_for_another():
    rows = both_registers()
    names = reference("names_trusts")["name_as_written"]
    owners = reference("names_trusts")["correct_id"]
    # The names in ten parts, each matched with a register that lacks their bodies.
    for part in range(10):
        mine = owners.index % 10 == part
        found = match_names(names[mine], rows[~rows["id"].isin(owners[mine])])
        assert found[found["decision"] == "accept"].to_dict("records") == []


def test_codes_of_the_shipped_acronyms_are_those_of_the_same_names():
    known = reference("register_trusts").set_index("id")["name"]
    shipped = [entry for meant in acronyms().values() for entry in meant if entry.id in known.index]
    found = match_names([entry.name for entry in shipped], reference("register_trusts"))
    ids = [entry.id for entry in shipped]
    differ = found[(found["decision"] == "accept") & (found["id"].to_numpy() != ids)]
    assert len(shipped) > 140 and differ.to_dict("records") == []
