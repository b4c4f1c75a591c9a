"""What two names that are much alike must agree on before one may stand for the other without a person."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sysmap.errors import listed
from sysmap.records.names.classify import may_be_one_sector, sector_of_name
from sysmap.records.names.normalising import (
    basic,
    bodies,
    core,
    directions,
    expand,
    forms,
    kinds_named,
    numbers,
)
from sysmap.vocabulary import sectors

# A word as near as this to another may be a misspelling of it.
_MISSPELT = 85.0
# From here on a name may be suggested in the place of another; so many are looked at.
_SUGGESTED, _LOOKED_AT = 80.0, 20
# Words that come and go in the names of one body, besides those that say what it does.
_COMES_AND_GOES = frozenset(
    ("city", "group", "service", "services", "teaching", "mayoral", "combined", "authority", "unitary", "uk")
)


def doubt(written: str, name: str, sector: str = "", known: bool = False) -> str:
    """Say what a name as written and one of a register do not agree on; empty where nothing is.

    Parameters
    ----------
    written, name
        The two names.
    sector
        The sector of the body in the register; empty for none.
    known
        Whether it is known that the name as written means a body of that sector.
    """
    for said in (kinds_named, directions):
        differ = sorted(said(written) ^ said(name))
        if differ:
            return f"only one of the two names says {listed(differ)}"
    if numbers(written) != numbers(name):
        return "the numbers in the two names differ"
    return (
        _of_other_form(written, name, known)
        or _of_other_sector(written, name, sector)
        or _words(written, name)
    )


def another_family(written: str, name: str, sector: str = "", of_written: str = "") -> bool:
    """Return whether two names are of organisations of different families of sectors, as far as is known.

    Parameters
    ----------
    written, name
        The name as written, and the other.
    sector
        The sector of the other; empty where its name must tell.
    of_written
        The same of the name as written.
    """
    one, other = (
        family_of(given) or family_of(sector_of_name(expand(text)))
        for text, given in ((written, of_written), (name, sector))
    )
    return bool(one and other and one != other)


def family_of(sector: str) -> str:
    """Return the family of a sector, by its key; empty where it is not known."""
    known = sectors()
    return known[sector].family if sector in known else ""


def of_another_kind(written: str, name: str, sector: str = "", of_written: str = "") -> bool:
    """Return whether a name can hardly mean the other: another family, and the words say another kind."""
    return another_family(written, name, sector, of_written) and kinds_named(written) != kinds_named(name)


def nearest_organisation(text: str, known: Mapping[str, str]) -> str:
    """Return the name that was probably meant, of names with their sectors; empty where none is near.

    One of the family that the text speaks of goes before one of another family.
    """
    from rapidfuzz import fuzz, process

    names = list(known)
    found = process.extract(
        text.casefold(),
        [name.casefold() for name in names],
        scorer=fuzz.ratio,
        score_cutoff=_SUGGESTED,
        limit=_LOOKED_AT,
    )
    near = [names[place] for _, _, place in found]
    near = [name for name in near if not of_another_kind(text, name, known[name])]
    return min(near, key=lambda name: another_family(text, name, known[name]), default="")


def another_word(written: str, name: str, words: Mapping[str, set[str]], own: str) -> str:
    """Say which word looks misspelt and is not: another organisation has it in its name.

    Parameters
    ----------
    written, name
        The two names.
    words
        The words of the names of a register, with the ids whose names hold them.
    own
        The id of the body that `name` belongs to.
    """
    of_name = core(name).split()
    for word in core(written).split():
        if word not in of_name and words.get(word, set()) - {own} and _near(word, of_name):
            return f"{word} is in the name of another organisation"
    return ""


def _of_other_form(written: str, name: str, known: bool) -> str:
    """Compare what the words say that `core` leaves out: a trust is no council, a county no district."""
    one, other = forms(written), forms(name)
    if (one and other and not one & other) or ("trust" in one and "trust" not in other):
        return f"one name says {listed(sorted(one))}, the other {listed(sorted(other))}"
    words, others = set(expand(written).split()), set(expand(name).split())
    if "council" in one and "county" in words ^ others and "city" not in words & others:
        return "only one of the two names says county"
    if known or (one and not ("nhs" in other and "nhs" not in one)):
        return ""
    if bodies(written) != bodies(name):
        return f"only one of the two names says {listed(sorted(bodies(written) ^ bodies(name)))}"
    if "nhs" in other and not bodies(written) and not kinds_named(written):
        return "the name of a place alone may mean another body"
    return ""


def _of_other_sector(written: str, name: str, sector: str) -> str:
    suggested, usual = sector_of_name(expand(written)), sector_of_name(expand(name))
    # There are three kinds of trust: as a last word it says no sector.
    if suggested == usual or (suggested == "vcse" and basic(written).split()[-1] in ("trust", "foundation")):
        return ""
    if suggested and not may_be_one_sector(suggested, sector or usual):
        return "the two names are of different sectors"
    return ""


def _words(written: str, name: str) -> str:
    """Compare the words themselves: one more, or another, may make another body of it."""
    one, other = core(written).split(), core(name).split()
    more = [word for word in one if word not in other and not _near(word, other)]
    less = [word for word in other if word not in one and not _near(word, one)]
    for word in more:
        if word not in _COMES_AND_GOES | bodies(written):
            return f"{word} is in the name as written only"
    for word in less:
        if word in _listed(name) and word not in _COMES_AND_GOES | bodies(name):
            return f"{word} is in the name of the register only"
    if "national" in less:
        return "only one of the two names says national"
    return ""


def _near(word: str, others: list[str]) -> bool:
    from rapidfuzz import fuzz

    return any(fuzz.ratio(word, other) >= _MISSPELT for other in others)


def _listed(name: str) -> set[str]:
    """Return the words of a name that stand beside a comma or "and": what a body covers."""
    text = re.sub(r"\s*(?:,|&)\s*", " and ", name)
    words = basic(text).split()
    beside = {words[place - 1] for place, word in enumerate(words) if word == "and" and place}
    return beside | {words[place + 1] for place, word in enumerate(words[:-1]) if word == "and"}
