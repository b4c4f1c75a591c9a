"""Sectors that nobody gave: what identifiers say, what a name suggests, and which counts first."""

from __future__ import annotations

import pandas as pd
import pytest

from sysmap.records.names.classify import (
    Inferred,
    inferred_sector,
    inferred_sectors,
    may_be_one_sector,
    sector_of_identifiers,
    sector_of_name,
    sector_of_nhs_code,
)
from sysmap.vocabulary import sectors


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Northshire Service Users Forum", "lived_experience"),
        ("Healthwatch Northshire", "lived_experience"),
        ("Northtown Carers Trust", "lived_experience"),
        ("High Street Surgery", "primary_care"),
        ("Northtown South PCN", "primary_care"),
        ("NHS Northshire ICB", "nhs_commissioner"),
        ("NHS Northshire Clinical Commissioning Group", "nhs_commissioner"),
        ("Northshire Fire & Rescue Service", "fire"),
        ("Northshire Constabulary", "police_justice"),
        ("Northtown Youth Offending Team", "police_justice"),
        ("Northshire Hospitals NHS Trust", "nhs_provider"),
        ("Northtown University Health Board", "nhs_provider"),
        ("Northshire County Council", "local_authority"),
        ("Northshire CC", "local_authority"),
        ("Public Health Northshire", "local_authority"),
        ("University of Northshire", "education"),
        ("Northtown Academies Trust", "education"),
        ("Northtown Homes", "housing"),
        ("Jobcentre Plus", "central_gov"),
        ("NHS England", "central_gov"),
        ("Northshire Mind", "vcse"),
        ("Northtown Food Bank Ltd", "vcse"),
        ("The Wallace Foundation", "vcse"),
        ("Acme Ltd", "private"),
        ("Northshire Council of Mosques", "vcse"),
        ("Northtown Town Council CIC", "vcse"),
        ("PCC of St Mary Church", "vcse"),
        ("Parochial Church Council of the Ecclesiastical Parish of St Mary's Church", "vcse"),
        ("Northtown Department Store Ltd", "private"),
        ("Church Road Garage Ltd", "private"),
        ("Peace of Mind Care Ltd", "private"),
        ("Borough Council of King's Lynn and West Norfolk", "local_authority"),
        ("Council of the Isles of Scilly", "local_authority"),
        ("Northtown Town Council", "local_authority"),
        ("St Helens Borough Council", "local_authority"),
        ("Northshire PCC", "police_justice"),
        ("Academy of Northtown Academies Trust Ltd", "education"),
        ("Department for Education", "central_gov"),
        ("Kent and Medway NHS and Social Care Partnership Trust", "nhs_provider"),
        ("Royal Borough of Greenwich", "local_authority"),
        ("Homes England", "central_gov"),
    ],
)
def test_a_pattern_gives_the_sector(name, key):
    assert sector_of_name(name) == key
    assert key in sectors()


@pytest.mark.parametrize(
    "name",
    [
        "Royal College of Nursing",
        "University Hospital Northtown",
        "Hope Nursing Homes",
        "Public Health England",
        "Northshire Partnership",
        "Minding Northtown",
        "Northshire Youth Council",
        "Northshire Rural Community Council",
        "Emergency Department, Northshire Hospital",
        "Police Treatment Centres",
        "Police Community Clubs of Northshire",
        "Academy of Music Ltd",
    ],
)
def test_a_pattern_is_not_fooled(name):
    assert sector_of_name(name) == ""


def test_a_council_for_voluntary_service_is_no_council():
    assert sector_of_name("Northshire Council for Voluntary Service") == "vcse"


@pytest.mark.parametrize(
    ("identifiers", "key"),
    [
        ("GB-NHS:RV5", "nhs_provider"),
        ("GB-NHS:00C", "nhs_commissioner"),
        ("GB-NHS:A81001", "primary_care"),
        ("GB-LAE:NSH", "local_authority"),
        ("GB-CHC:1145080", "vcse"),
        ("GB-CHC:1145080|GB-COH:01234567", "vcse"),
        ("GB-EDU:133|GB-CHC:1", "education"),
        ("GB-SHPE:L0001", "housing"),
        ("GB-GOR:D1", "central_gov"),
        ("GB-COH:01234567", "private"),
        ("gb-coh-01234567", "private"),
        ("GSS:E10000027", ""),
        ("something else", ""),
        ("", ""),
    ],
)
def test_identifiers_say_the_sector(identifiers, key):
    assert sector_of_identifiers(identifiers) == key


def test_a_community_interest_company_is_voluntary():
    assert sector_of_identifiers("GB-COH:01234567", "Northshire Care CIC") == "vcse"


def test_the_shape_of_an_nhs_code_may_say_nothing():
    assert sector_of_nhs_code("G6V2S") == ""


def test_identifiers_count_before_the_register_and_the_register_before_the_name():
    assert inferred_sector("Northshire Council", "GB-CHC:1", "housing") == Inferred("vcse", "register")
    assert inferred_sector("Northshire Council", "", "housing") == Inferred("housing", "register")
    assert inferred_sector("Northshire Council") == Inferred("local_authority", "pattern")
    assert inferred_sector("Northshire Together") == Inferred("", "")


def test_a_table_of_partners_is_inferred_row_by_row():
    frame = pd.DataFrame({"name": ["Acme Ltd", "B"], "identifiers": [None, "GB-LAE:B"]}, index=[5, 7])
    found = inferred_sectors(frame)
    assert found.to_dict("index") == {
        5: {"sector_key": "private", "sector_source": "pattern"},
        7: {"sector_key": "local_authority", "sector_source": "register"},
    }
    assert list(frame.columns) == ["name", "identifiers"]


def test_a_family_may_be_one_of_its_sectors_and_an_own_sector_any():
    assert may_be_one_sector("nhs", "nhs_provider")
    assert not may_be_one_sector("nhs", "fire")
    assert not may_be_one_sector("vcse", "fire")
    assert may_be_one_sector("alliance", "fire") and may_be_one_sector("", "fire")
