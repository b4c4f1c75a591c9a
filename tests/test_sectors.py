"""Sector labels: known spellings folded, near misses refused, the user's own left as written."""

from __future__ import annotations

import pandas as pd
import pytest

from sysmap.errors import RecordsError
from sysmap.records.read import read_records


def read(*labels, **options):
    count = max(len(labels), 3)
    labels = [*labels, *["Police"] * (count - len(labels))]
    partners = pd.DataFrame({"id": [f"O{number}" for number in range(count)], "sector": labels})
    partners["name"] = partners["id"]
    return read_records(
        partners=partners, collaborations=pd.DataFrame({"source": [], "target": []}, dtype=object), **options
    )


def labels(*given, **options) -> list[str]:
    return list(read(*given, **options).partners["sector"])[: len(given)]


def fault(*given, **options) -> str:
    with pytest.raises(RecordsError) as caught:
        read(*given, **options)
    (message,) = caught.value.problems.query("severity == 'fault'")["message"]
    return message


@pytest.mark.parametrize(
    ("written", "label", "key", "family"),
    [
        ("council", "Local authority", "local_authority", "Local government"),
        ("Third Sector", "Voluntary and community", "vcse", "Voluntary and community"),
        ("police  & justice", "Police and justice", "police_justice", "Police and fire"),
        ("NHS trusts", "NHS provider", "nhs_provider", "NHS"),
        ("nhs_provider", "NHS provider", "nhs_provider", "NHS"),
    ],
)
def test_a_known_spelling_is_the_sector_of_the_vocabulary(written, label, key, family):
    row = read(written, "Fire", "Council").partners.iloc[0]
    assert (row["sector"], row["sector_key"], row["family"], row["sector_source"]) == (
        label,
        key,
        family,
        "given",
    )


def test_a_sector_of_your_own_stands_as_written():
    row = read("Food growers", "Police", "Council").partners.iloc[0]
    assert (row["sector"], row["sector_key"], row["family"]) == ("Food growers", "food_growers", "")


@pytest.mark.parametrize(
    ("others", "label"), [(["Council", "Police"], "Local authority"), (["Texas", "Ohio"], "LA")]
)
def test_a_short_alias_counts_only_among_known_sectors(others, label):
    assert labels("LA", *others)[0] == label


@pytest.mark.parametrize(
    ("written", "meant"), [("Volantary", "Voluntary"), ("Pollice", "Police"), ("Councill", "Council")]
)
def test_a_near_miss_is_a_fault_with_the_suggestion(written, meant):
    assert fault(written, "Police", "Council") == (
        f'{written}: did you mean {meant}? If it is meant, use sectors="as written"'
    )


def test_a_near_miss_of_a_label_that_is_five_times_as_common_is_a_fault():
    assert "did you mean Gardeners?" in fault("Gardiners", *["Gardeners"] * 5)
    assert labels("Gardiners", *["Gardeners"] * 4)[0] == "Gardiners"


@pytest.mark.parametrize("label", ["School 3", "Hub", "Fira"])
def test_a_label_that_differs_in_a_digit_or_is_short_is_no_near_miss(label):
    assert labels(label, "School", "Fire")[0] == label


def test_as_written_leaves_every_label_alone():
    assert labels("Volantary", "council", "LA", sectors="as written") == ["Volantary", "council", "LA"]


@pytest.mark.parametrize("blank", ["", "nan", "N/A", "-", "  ", None])
def test_a_blank_sector_is_a_fault_at_its_row(blank):
    said = fault("Police", blank, "Council")
    assert said.startswith(
        "no sector: write the sector of the organisation. If sectors that are blank are not"
    )
    assert 'sectors="infer"' in said


@pytest.mark.parametrize(
    "label", ["<b>NHS</b>", 'NHS "best"', "NHS; x", "a_b", "=1+1", "{{7*7}}", "x\\y", "a|b", "50%"]
)
def test_a_label_holds_no_markup(label):
    assert "letters, digits, spaces" in fault(label, "Council", "Police")


@pytest.mark.parametrize(
    "label",
    ["Health & care", "A, B", "North-East", "Faith/belief", "Carers (paid)", "St. John’s", "Sécurité 2"],
)
def test_a_label_holds_what_people_write(label):
    assert labels(label, "Council", "Police")[0] == label


def test_a_label_over_60_letters_is_a_fault():
    assert "at most 60 letters" in fault("x" * 61, "Council", "Police")


def test_control_characters_in_a_label_are_removed_with_a_warning():
    records = read("Pol\u200bice", "Council", "Police")
    assert list(records.partners["sector"])[0] == "Police and justice"
    assert records.problems["message"].tolist() == ["control or zero-width characters removed"]


def test_variants_of_one_own_label_are_folded_to_the_commonest_with_a_warning():
    records = read("Food growers", "food  GROWERS", "Food growers")
    assert set(records.partners["sector"]) == {"Food growers"}
    assert records.problems["severity"].eq("warning").all()


def test_a_plural_of_an_own_label_means_that_label():
    records = read("Food growers", "Food grower", "Food grower")
    assert set(records.partners["sector"]) == {"Food grower"}
    assert records.problems["severity"].eq("warning").all()


def test_one_sector_is_a_warning():
    (message,) = read("Police", "Police", "Police").problems["message"].unique()
    assert message == "one sector: cross-sector measures will not be defined"


def test_a_family_beside_one_of_its_sectors_is_a_warning_with_its_file():
    problems = read("NHS", "GP", "Council").problems
    assert "both levels stand as sectors here" in problems["message"].iloc[0]
    assert problems["file"].iloc[0] == "data frame partners"


def test_a_record_set_of_memberships_may_lack_sectors():
    records = read_records(
        partners=pd.DataFrame({"name": ["A", "B", "C"]}),
        memberships=pd.DataFrame({"organisation": ["A", "B"], "forum": ["Board", "Board"]}),
    )
    assert records.partners["sector"].isna().all()
    assert records.summary["sectors"]["unknown"] == 3


def test_thousands_of_labels_of_ones_own_are_read():
    given = [f"Sector {number} {'abcdefgh'[number % 8] * 4}" for number in range(1500)]
    assert labels(*given) == given
