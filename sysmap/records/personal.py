"""Columns that hold personal data: dropped at reading, and said so."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sysmap.records.cells import clean
from sysmap.vocabulary import fold_header

_HEADERS = {
    "email",
    "emailaddress",
    "recipientemail",
    "firstname",
    "lastname",
    "surname",
    "recipientfirstname",
    "recipientlastname",
    "ipaddress",
    "locationlatitude",
    "locationlongitude",
    "externalreference",
}
_PATTERNS = re.compile(
    r"(your|work|contact|business|main|lead|respondents?|organisation'?s?)e-?mail(address(es)?)?|customdata\d+|(\w*[^\w])?(tele|mobile|home|work|office|contact|cell)?phone(no\.?|numbers?|\d+)?"
    r"|(mobile|tel)(no\.?|numbers?)?"
    r"|(charity)?trustees?(names?)?|recipientind:.*"
)
# A column "Name" names the person who filled in a form; in other files it names the organisation.
_IN_SURVEYS = {"name", "username", "respondentname", "yourname"}


def personal_headers(headers: Iterable[str], *, survey: bool = False) -> list[str]:
    """Give the headers, of those there are, of columns that hold personal data.

    Parameters
    ----------
    headers
        The headers as written.
    survey
        Whether they are of a survey export, where a column Name names a person.
    """
    return [header for header in headers if _is_personal(clean(header)[0], survey)]


def _is_personal(header: str, survey: bool) -> bool:
    folded = fold_header(header).rstrip(":?*")
    return (
        folded in _HEADERS
        or (survey and folded in _IN_SURVEYS)
        or bool(_PATTERNS.fullmatch(folded))
        or bool(re.fullmatch(r"[\w ]* (tele)?phone( (no\.?|number))?", header.casefold()))
    )
