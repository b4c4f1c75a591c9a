"""Names looked up when records are read: other spellings of partners, sectors from a register, open names."""

from __future__ import annotations

import pandas as pd
import pytest

import sysmap as sm

REGISTER = pd.DataFrame(
    {
        "id": ["N1", "N2", "C1", "P1"],
        "name": [
            "Northshire Hospitals NHS Trust",
            "Southshire Hospitals NHS Trust",
            "Northshire County Council",
            "Northshire Police",
        ],
        "sector": ["nhs_provider", "nhs_provider", "local_authority", "police_justice"],
    }
)
PARTNERS = pd.DataFrame(
    {
        "name": [
            "Northshire Hospitals NHS Trust",
            "Northshire County Council",
            "Northshire Police",
            "Lantern",
        ],
        "sector": ["NHS provider", "Council", "Police", "Voluntary"],
    }
)


def ties(*pairs: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(pairs, columns=["source", "target"])


def test_a_sure_spelling_of_a_partner_is_that_partner():
    records = sm.read_records(
        partners=PARTNERS,
        collaborations=ties(("NORTHSHIRE HOSPITALS N.H.S. TRUST", "Lantern")),
        register=REGISTER,
    )
    assert list(records.collaborations["source"]) == ["Northshire Hospitals NHS Trust"]


def test_without_a_register_another_spelling_is_a_fault():
    with pytest.raises(sm.RecordsError, match="is not a partner"):
        sm.read_records(
            partners=PARTNERS, collaborations=ties(("NORTHSHIRE HOSPITALS N.H.S. TRUST", "Lantern"))
        )


def test_a_name_that_is_another_bodys_stays_a_fault():
    with pytest.raises(sm.RecordsError, match="Southshire Hospitals NHS Trust: is not a partner"):
        sm.read_records(
            partners=PARTNERS,
            collaborations=ties(("Southshire Hospitals NHS Trust", "Lantern")),
            register=REGISTER,
        )


def test_names_that_nobody_decided_are_counted_and_said_on_every_map():
    records = sm.read_records(
        partners=PARTNERS, collaborations=ties(("Northshire Police", "Lantern")), register=REGISTER
    )
    assert records.open_names == 1
    assert "1 name not yet checked" in repr(records)
    assert "1 name not yet checked" in sm.build_map(records).notes


def test_a_decision_settles_a_name_for_good(tmp_path):
    PARTNERS.to_csv(tmp_path / "partners.csv", index=False)
    ties(("The Lighthouse", "Northshire Police")).to_csv(tmp_path / "collaborations.csv", index=False)
    (tmp_path / "aliases.csv").write_text(
        "name_as_written,id,valid_from,valid_to,source,decided_by,decided_on,note\n"
        "The Lighthouse,Lantern,,,review,Jo,2026-01-05,\nLantern,,,,review,Jo,2026-01-05,\n",
        encoding="utf-8",
    )
    records = sm.read_records(tmp_path, register=REGISTER)
    assert list(records.collaborations["source"]) == ["Lantern"]
    assert records.open_names == 0
    assert records.problems.empty


def test_a_register_gives_the_sectors_that_are_missing():
    records = sm.read_records(
        partners=PARTNERS.drop(columns="sector"),
        collaborations=ties(("Northshire Police", "Lantern")),
        register=REGISTER,
        sectors="infer",
    )
    assert list(records.partners["sector_source"]) == ["register", "register", "register", ""]
    assert list(records.partners["sector_key"])[:3] == ["nhs_provider", "local_authority", "police_justice"]


def test_a_sector_chosen_in_the_review_is_the_sector_of_that_organisation(tmp_path):
    aliases = tmp_path / "aliases.csv"
    aliases.write_text(
        "name_as_written,id,source,note\nLantern,Lantern,new organisation,sector: Voluntary and community\n",
        encoding="utf-8",
    )
    partners = PARTNERS.assign(sector=["NHS provider", "Council", "Police", ""])
    options = {"partners": partners, "collaborations": ties(("Lantern", "Northshire Police"))}
    records = sm.read_records(**options, aliases=aliases, sectors="infer")
    assert list(records.partners["sector_key"])[-1] == "vcse"
    assert sm.read_records(**options, sectors="infer").partners["sector"].iloc[-1] is None
