"""The sector of an organisation that nobody has given: from identifiers, a register, or its name.

Evidence is tried in this order, and its source is kept: a pattern is a guess for a person to check.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from sysmap.records.names.normalising import basic
from sysmap.vocabulary import families, fold, sectors, sectors_meant, slug

GIVEN, REGISTER, PATTERN = "given", "register", "pattern"
# Whose list an organisation is on says its sector. A charity or company number comes last: a
# university is a charity too, and many charities are companies.
_SCHEMES = {
    "GB-LAE": "local_authority",
    "GB-LAS": "local_authority",
    "GB-PLA": "local_authority",
    "GB-EDU": "education",
    "GB-SHPE": "housing",
    "GB-GOR": "central_gov",
    "GB-CHC": "vcse",
    "GB-SC": "vcse",
    "GB-NIC": "vcse",
}
_IDENTIFIER = re.compile(r"(GB-[A-Z]+)[:\-\s]+(\S.*)")
# The files of the NHS register by the shape of their codes: trusts, commissioners, practices and networks.
_NHS_CODES = (
    (re.compile(r"R[A-Z0-9]{2}"), "nhs_provider"),
    (re.compile(r"\d{2}[A-Z]|Q[A-Z0-9]{2}"), "nhs_commissioner"),
    (re.compile(r"[A-HJ-NPV-Y]\d{5}|U\d{5}|F[A-Z][A-Z0-9]{3}"), "primary_care"),
)
_CIC = r"\bcic\b|\bcommunity interest company\b"
_PATTERNS = tuple(
    (key, re.compile(pattern))
    for key, pattern in (
        (
            "lived_experience",
            r"\bservice users?\b|\blived experience\b|\bcarers\b|\bpatients? (participation|voice)\b"
            r"|\bppg\b|\bhealthwatch\b",
        ),
        (
            "primary_care",
            r"\bsurgery\b|\bmedical (centre|practice)\b|\bpcns?\b|\bprimary care networks?\b"
            r"|\bgp federation\b|\bpharmacy\b|\blmc\b",
        ),
        (
            "nhs_commissioner",
            r"\bicb\b|\bintegrated care board\b|\bccg\b|\bclinical commissioning\b|\bpct\b"
            r"|\bprimary care trust\b|\bcsu\b",
        ),
        ("fire", r"\bfire and rescue\b|\bfire service\b|\bfrs\b"),
        (
            "police_justice",
            r"\bpolice\b|\bconstabulary\b|\bpcc\b|\bprobation\b|\bhmp\b|\byouth (justice|offending)\b"
            r"|\bviolence reduction\b|\bcps\b",
        ),
        (
            "nhs_provider",
            r"\bnhs\b.*\btrust\b|\bnhs ?ft\b|\bambulance services?\b"
            r"|\bhospitals?\b.*\btrust\b|\bhealth board\b",
        ),
        (
            "local_authority",
            # A council for voluntary service is a charity; public health of a whole nation is not local.
            r"\bcouncil\b(?! for )|\b(london|royal) borough\b|\blb\b|\b(cc|dc|bc|mbc|mdc)$"
            r"|\bcombined (county )?authority\b"
            r"|\bpublic health (?!england|scotland|wales|agency|northern ireland)\w|\w public health\b",
        ),
        (
            "education",
            r"^(?!.*\bhospitals?\b).*(\bschools?\b|\bacademy\b|\bacademies trust\b|(?<!royal )\bcollege\b"
            r"|\buniversity\b)",
        ),
        ("housing", r"\bhousing\b|(?<!care )(?<!nursing )\bhomes\b(?! england)"),
        (
            "central_gov",
            r"\bnhs england\b|\bhomes england\b|^(the )?department\b|\bdepartments? (for|of)\b"
            r"|\bministry\b|\bdwp\b|\bjob ?centre\b|\bukhsa\b",
        ),
        (
            "vcse",
            r"\bmind\b|\bage uk\b|\bcitizens advice\b|\bcvs\b|\bcouncil for voluntary\b|\bhospice\b"
            rf"|\bfood ?banks?\b|\bchurch(es)?\b|\bmosques?\b|\b(trust|foundation)$|{_CIC}",
        ),
        ("private", r"\bltd\b|\blimited\b|\bplc\b|\bllp\b"),
    )
)
# Words of a sector in phrases that say something else: a church's council is no council, and its PCC
# no commissioner of police.
_MISLEADING = re.compile(
    r"\b(youth|young peoples?|childrens|arts?|sports?|research|students?|trades?|tenants?|residents?|parents?"
    r"|pupils?|interfaith|faiths?|muslim|hindu|sikh|jewish|christian|equality|medical|midwifery|british"
    r"|voluntary|rural community|parochial church|church) councils?\b"
    r"|(?<!county )(?<!city )(?<!borough )(?<!district )\bcouncils? of (?!the\b)"
    r"|\bparochial\b|\bpcc (of|for) (the (parish|parishes|ecclesiastical|benefice)|st|saints?|all saints"
    r"|holy|christ|our lady)\b|(?<=church )pcc\b|(?<=parish )pcc\b"
    r"|\bpolice (and )?(community |youth |boys |girls )*"
    r"(clubs?|charity|charities|museum|mutual|treatment centres?)\b"
    r"|\bdepartment(al)? stores?\b|\b(driving|dance|riding|language) schools?\b"
    r"|\b(academy|school|college) of (?!.*\btrust\b).*\b(ltd|limited)$"
    r"|\bchurch (street|road|lane|hill|view|farm|end|row|walk|way|close)\b|\bpeace of mind\b"
)
# What a community interest company is not, whatever its name says.
_PUBLIC = {"local_authority", "police_justice", "fire", "education", "housing", "central_gov"}


@dataclass(frozen=True)
class Inferred:
    """A sector that was worked out: its key (empty where unknown) and what it rests on."""

    key: str = ""
    source: str = ""


def inferred_sector(name: str, identifiers: str = "", registered: str = "") -> Inferred:
    """Work out the sector of an organisation: identifiers and register first, patterns last.

    Parameters
    ----------
    name
        The name of the organisation.
    identifiers
        ``scheme:value``, several separated by ``|``.
    registered
        The sector of the entry of a register that the name was matched with; empty for none.
    """
    key = sector_of_identifiers(identifiers, name) or registered
    if key:
        return Inferred(key, REGISTER)
    key = sector_of_name(name)
    return Inferred(key, PATTERN) if key else Inferred()


def inferred_sectors(partners: pd.DataFrame, registered: Sequence[str] | None = None) -> pd.DataFrame:
    """Work out the sector of each organisation of a table.

    Parameters
    ----------
    partners
        A frame with ``name`` and, if known, ``identifiers``.
    registered
        For each row, the sector of its entry in a register; empty for none.

    Returns
    -------
    pandas.DataFrame
        On the same index, ``sector_key`` (empty where unknown) and ``sector_source``.
    """
    texts = partners["identifiers"] if "identifiers" in partners else pd.Series("", index=partners.index)
    found = [
        inferred_sector(str(name), str(text or "") if text == text else "", key)
        for name, text, key in zip(partners["name"], texts, registered or [""] * len(partners), strict=True)
    ]
    return pd.DataFrame(
        {"sector_key": [one.key for one in found], "sector_source": [one.source for one in found]},
        index=partners.index,
        dtype=object,
    )


def sector_of_identifiers(identifiers: str, name: str = "") -> str:
    """Return the sector that identifiers say; empty where they say none.

    A GSS code says none: it names an area, not its council. A company number says private only
    where nothing else is known and the company is no community interest company.
    """
    schemes: dict[str, str] = {}
    for text in identifiers.split("|"):
        match = _IDENTIFIER.fullmatch(text.strip().upper())
        if match:
            schemes[match[1]] = match[2].strip()
    if "GB-NHS" in schemes and (key := sector_of_nhs_code(schemes["GB-NHS"])):
        return key
    for scheme, key in _SCHEMES.items():
        if scheme in schemes:
            return key
    if "GB-COH" in schemes and not schemes.keys() - {"GB-COH"}:
        return "vcse" if re.search(_CIC, basic(name)) else "private"
    return ""


def sector_of_nhs_code(code: str) -> str:
    """Return the sector whose file of the NHS register holds codes of this shape; empty where unknown."""
    return next((key for shape, key in _NHS_CODES if shape.fullmatch(code.strip().upper())), "")


def sector_of_name(name: str) -> str:
    """Return the sector that a name suggests, the first pattern that fits; empty where none does."""
    text = _MISLEADING.sub(" ", basic(name))
    without = _PUBLIC if re.search(_CIC, text) else frozenset[str]()
    return next((key for key, pattern in _PATTERNS if key not in without and pattern.search(text)), "")


def sector_key(label: str) -> str:
    """Return the key of a sector's label, by the spellings of the vocabulary; a slug for others."""
    meant = sectors_meant(label)
    return meant[0] if len(meant) == 1 else slug(label) if fold(label) else ""


def may_be_one_sector(one: str, other: str) -> bool:
    """Return whether two keys may mean the same sector: unknown ones may, and a family and its sectors."""
    if not one or not other or one == other:
        return True
    known = sectors()
    coarse = [key for key in (one, other) if key in families() and key not in known]
    if coarse:
        return len(coarse) == 1 and any(
            key in known and known[key].family == coarse[0] for key in (one, other)
        )
    # A sector of the user's own cannot be told apart from those of a register.
    return one not in known or other not in known
