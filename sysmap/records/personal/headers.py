"""What a header says: whether its column is about people, and how sure that is.

A header is read as a short phrase. Some words tell by themselves ("date of birth"); others only at its
head: a "lead officer" is a person, an "officer group" and a "lead organisation" are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from sysmap.records.values.cells import clean
from sysmap.vocabulary import fold_header, folded_label, word_table

# What a column says of people: certainly, or unless what stands in it says otherwise ("Lead": yes, no).
CERTAIN, ROLE = "certain", "role"
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_NUMBERED = re.compile(r"(?<=[^\W\d])\d{1,2}$")
_JOINING = ("of", "for", "to", "from", "at", "in", "on", "with")
_ASKING = (
    "how",
    "when",
    "what",
    "which",
    "why",
    "i",
    "is",
    "are",
    "do",
    "doe",
    "does",
    "has",
    "have",
    "can",
    "did",
)
_NAMING = ("name", "surname", "initial", "initials", "id", "ref", "reference", "no", "number", "num")
_OF_A_PERSON = {
    *("religion", "ethnicity", "nationality", "disability", "language", "dob", "email"),
    *("name", "initial", "photo", "signature", "gp", "role", "job", "title", "position", "postcode"),
    *("address", "age", "gender", "sex", "group", "ethnicity", "reference", "id", "surname"),
}
# Before these, contact is something that happens, and nobody.
_MEETING = {"first", "last", "initial", "face", "patient", "client", "user", "outpatient", "regular", "no"}
_WHICH_LINE = {"direct", "work", "day", "daytime", "evening", "alternative", "alt"}
_PLACES = ("address", "postcode", "post code", "street", "address line", "house number")
# A column Name names the person who filled in a form; in other files it names the organisation.
_IN_SURVEYS = {"name", "user name", "title", "telephone", "address", "postcode", "post code"}
# Words of headers that tell nothing of people, beside which others are told apart: ``keycontact``.
_OTHERS = {
    *("by", "of", "id", "ip", "no", "ni", "org", "key", "main", "nhs", "project", "strategic", "operational"),
    "clinical",
}
# And these are a part of too many words.
_PARTS_OF_WORDS = {"car", "chi", "head", "sub", "con"}
_TOOLS = re.compile(r"customdata\d+|externalreference|location(latitude|longitude)|recipientind:.*")


@cache
def personal_words() -> dict[str, frozenset[str]]:
    """Give, by their kind, the words by which a header shows that its column is about people, folded."""
    known: dict[str, set[str]] = {}
    for row in word_table("personal_words.csv"):
        known.setdefault(row["kind"], set()).add(folded_label(row["words"]))
    return {kind: frozenset(words) for kind, words in known.items()}


def personal_headers(headers: Iterable[str], *, survey: bool = False) -> list[str]:
    """Return the headers, of those there are, that say that their column is about people.

    Parameters
    ----------
    headers
        The headers as written.
    survey
        Whether they are of a survey export, where a column Name names a person.
    """
    return [header for header in headers if header_says(header, survey=survey)]


@lru_cache(10_000)
def header_says(header: str, *, survey: bool = False) -> str:
    """Tell how surely a header says that its column is about people: certain, role, or not at all ("")."""
    text = clean(header)[0]
    if _TOOLS.fullmatch(fold_header(text)):
        return CERTAIN
    inside = _BRACKETS.findall(text)
    outside = _BRACKETS.sub(" ", text)
    found = [_judged(part, survey) for part in (text, outside, *inside) if part.strip()]
    return CERTAIN if CERTAIN in found else ROLE if ROLE in found else ""


def _judged(text: str, survey: bool) -> str:
    """Judge a header as written, with its words told apart where they are written as one."""
    found = []
    for spaced in dict.fromkeys((text, _CAMEL.sub(" ", text))):
        plain = [_NUMBERED.sub("", word) for word in folded_label(spaced).split()]
        words = [word for word in plain if word and not word.isdigit()]
        if words and all(len(word) == 1 for word in words):
            words = ["".join(words)]
        if len(words) == 1 and words[0] not in _lexicon():
            words = _told_apart(words[0]) or words
        plural = re.sub(r"[\W\d_]", "", spaced).casefold().endswith("s")
        found.append(_says(words, plural, survey) if words else "")
    return CERTAIN if CERTAIN in found else ROLE if ROLE in found else ""


def _says(words: list[str], plural: bool, survey: bool) -> str:
    known, text = personal_words(), " ".join(words)
    if any(f" {phrase} " in f" {text} " for phrase in known["phrase"]):
        return CERTAIN
    if plural and text in ("age", "user"):
        return ""
    if words[0] == "your" and words[-1] in ("role", "job", "title", "position"):
        return CERTAIN
    if text in known["exact"] or (survey and text in _IN_SURVEYS) or _done_by(words):
        return CERTAIN
    if words[0] in _ASKING:
        return ""
    joint = next((place for place, word in enumerate(words) if word in _JOINING and place), 0)
    if joint:
        return _joined(words[:joint], words[joint + 1 :], plural)
    return _reached(words) or _lives(words, survey) or _headed(words, plural)


def _done_by(words: list[str]) -> bool:
    """Tell a phrase such as ``last updated by (initials)``."""
    if "by" not in words[1:]:
        return False
    place = words.index("by", 1)
    after = set(words[place + 1 :])
    done = personal_words()["done"]
    before = {words[place - 1], " ".join(words[max(0, place - 2) : place])}
    naming = after & {"name", "initial", "signature", "whom", "who"}
    return bool(before & done or naming) and after <= {*naming, "print", "capital", "staff"}


def _joined(before: list[str], after: list[str], plural: bool) -> str:
    """Judge ``name of contact``, ``head of service``, ``number of trustees``, ``telephone of the office``."""
    what, whose = before[-1], _headed(after, plural=False) if after else ""
    if _is_reach(before) or _is_mail(before):
        return "" if _is_reach(before) and _is_of_an_organisation(after) and not whose else CERTAIN
    named = {"contact", "lead", *personal_words()["only_named"]}
    if what in _OF_A_PERSON and after and (whose or _ends_in(after, named)):
        return CERTAIN
    if what in personal_words()["counted"]:
        return ""
    if before == ["head"] or before == ["deputy", "head"]:
        return ROLE
    return ROLE if after and _headed(before, plural) else ""


def _is_mail(words: list[str]) -> bool:
    return bool(_ends_in(_without_details(words)[0], personal_words()["mail"])) or bool(
        _ends_in(words, personal_words()["mail"])
    )


def _is_reach(words: list[str]) -> bool:
    left = [word for word in _without_details(words)[0] if word not in _WHICH_LINE] or words
    return bool(_ends_in(left, personal_words()["reach"]))


def _is_of_an_organisation(words: list[str]) -> bool:
    """Return whether words say an organisation and no person: ``practice``, not ``practice contact``."""
    text = f" {' '.join(words)} "
    people = personal_words()["person"] | {"home", "my", "your", "personal", "private"}
    return any(f" {word} " in text for word in personal_words()["organisation"]) and not any(
        f" {word} " in text for word in people
    )


def _reached(words: list[str]) -> str:
    """Judge e-mail addresses and telephones; that of an office or a switchboard is an organisation's."""
    if _is_mail(words):
        return CERTAIN
    if not _is_reach(words):
        return ""
    mobile = bool({"mobile", "mob", "cell", "bleep", "pager"} & set(words))
    return "" if _is_of_an_organisation(words) and not mobile else CERTAIN


def says_an_organisations(header: str) -> bool:
    """Return whether a header names a telephone or a place of an organisation, which is nobody's own."""
    words = folded_label(_CAMEL.sub(" ", clean(header)[0])).split()
    return _is_of_an_organisation(words)


def _lives(words: list[str], survey: bool) -> str:
    """Judge addresses: those of people, or in the answers to a survey."""
    if {"personal", "private", "home"} & set(words) and {"address", "postcode", "street"} & set(words):
        return CERTAIN
    place = _ends_in(words, {*_PLACES, "address line", "line"})
    if not place or _is_of_an_organisation(words):
        return ""
    before = set(words[: len(words) - len(place.split())])
    people = personal_words()["home"] | personal_words()["person"] | personal_words()["only_named"]
    return CERTAIN if before & people or (survey and not before) else ""


def _headed(words: list[str], plural: bool) -> str:
    """Judge by the word at the head: who is named by it, and what is said of them."""
    known = personal_words()
    left, details = _without_details(words)
    person = _ends_in(left, known["person"] | (known["only_named"] if details else frozenset()))
    if not person:
        # Whoever is named is a person, unless the word says that a place, a service or a body is.
        named = "name" in details and not plural and len(left) <= 3
        return ROLE if named and not _ends_in(left, known["named_things"] | {"name"}) else ""
    if "number" in details and plural:
        return ""
    before = left[: len(left) - len(person.split())]
    if person == "contact" and before and before[-1] in _MEETING and not details:
        return ""
    if details & set(_NAMING):
        return "" if person == "respondent" and not details & {"name", "surname", "initial"} else CERTAIN
    if person in known["only_named"]:
        alone = not before or before[-1] in ("named", "lead", "allocated")
        return ROLE if alone and not plural and person != "staff" else ""
    return "" if plural and person in known["countable"] else ROLE


def _without_details(words: list[str]) -> tuple[list[str], set[str]]:
    """Take from the end what is said of somebody: ``contact name``, ``officer e-mail address``."""
    left = list(words)
    while len(left) > 1 and left[-1] in personal_words()["detail"]:
        left.pop()
    return left, set(words[len(left) :])


def _ends_in(words: list[str], terms: Iterable[str]) -> str:
    """Return the longest of some terms in which words end; empty where none is."""
    for length in range(min(3, len(words)), 0, -1):
        end = " ".join(words[-length:])
        if end in terms:
            return end
    return ""


def _told_apart(word: str) -> list[str]:
    """Tell the words apart of a header that is written as one: ``contactname``; none where that fails."""
    ways: list[list[str] | None] = [[], *([None] * len(word))]
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 16), end):
            way = ways[start]
            if way is not None and word[start:end] in _lexicon():
                longer = [*way, word[start:end]]
                best = ways[end]
                ways[end] = longer if best is None or len(longer) < len(best) else best
    return ways[-1] or []


@cache
def _lexicon() -> frozenset[str]:
    words = {word for terms in personal_words().values() for term in terms for word in term.split()}
    return frozenset({word for word in words if len(word) > 2} - _PARTS_OF_WORDS | _OTHERS)
