"""Names of organisations: what counts as the same name, and which name was probably meant.

A name is folded in three steps, each from the one before: `basic` (letters and spaces),
`expand` (abbreviations written out), `core` (words that many bodies share left out).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from sysmap.letters import bare, composed

_REMEMBERED = 100_000
_COMPASS = ("north", "south", "east", "west")
DIRECTIONS = frozenset(
    (*_COMPASS, *(f"{point}ern" for point in _COMPASS), "central", "mid", "greater", "upper", "lower")
    + ("new", "inner", "outer")
)
# Two names that do not agree on each of these are two kinds of body, however alike they are.
_KIND_WORDS = {
    "combined authority": r"combined (county )?authority",
    "police": r"police|constabulary",
    "fire": r"fire",
    "ambulance": r"ambulance",
    "integrated care": r"integrated care",
    "clinical commissioning": r"clinical commissioning",
    "national park": r"national park",
    "mental health": r"mental health",
    "children": r"children(s)?",
    "women": r"wom[ae]n(s)?",
    "community": r"community",
}
_KINDS = {kind: re.compile(rf"\b(?:{pattern})\b") for kind, pattern in _KIND_WORDS.items()}
_FOUNDATION = "nhs foundation trust"
_EXPANSIONS = tuple(
    (re.compile(pattern), text)
    for pattern, text in (
        # An apostrophe that was lost or turned into another sign leaves its s alone.
        (r"(\w{2}) s\b", r"\1s"),
        (r"\bn h s\b", "nhs"),
        (r"\b(?:nhs ?ft|foundation nhs trust|(?:nhs )?f(?:ou)?nd trust|(?:nhs )?ft)\b", _FOUNDATION),
        (r"\b(?:nhs )+nhs\b", "nhs"),
        (r"\bhosps?\b|\bhospitals\b", "hospital"),
        (r"\b(?:uni|univ)\b", "university"),
        (r"\bst\b", "saint"),
        (r"\bccg\b", "clinical commissioning group"),
        (r"\bicb\b", "integrated care board"),
        (r"\b(?:london borough|royal borough|lb)(?: of)?\b|\blbc\b", " "),
        (r"\bcc\b", "county council"),
        (r"\bdc\b", "district council"),
        (r"\b(?:bc|mbc|mdc)\b", "borough council"),
        (r"(?<=\w) (?:ua|unitary authority)$", ""),
        (r"\bca$", "combined authority"),
        (r"\bcity region$", "city region combined authority"),
    )
)
_FORMS = {
    "trust": frozenset(("nhs", "foundation", "trust")),
    "council": frozenset(("council", "borough", "county", "district", "metropolitan")),
    "company": frozenset(("limited", "ltd", "cic")),
}
_DROPPED = frozenset(("the", "of", "and")).union(*_FORMS.values())
_LONDON = frozenset(("lb", "lbc"))
# What tells a hospital or a college from the place whose name it has.
_BODIES = frozenset(
    ("hospital", "health", "healthcare", "care", "university", "college", "school", "academy", "housing")
    + ("homes", "church", "centre", "library", "museum", "association", "society", "partnership")
)
_SMALL = frozenset(("the", "of", "and", "for"))
# Last words that forms and spreadsheets cut off; shorter beginnings could be other words.
_LAST_WORDS = ("borough", "council", "district", "authority", "partnership", "service", "hospital", "trust")
_SHORTEST_TAIL = 4
_TAIL = re.compile(r"\b(nhs|foundation) ([a-z ]+)$")


@lru_cache(_REMEMBERED)
def basic(name: str) -> str:
    """Fold a name to what counts: case, ``&``, apostrophes, joiners, punctuation, a final "(the)" do not."""
    text = composed("NFKC", bare(name)).casefold()
    text = re.sub(r"\(the\)\s*$", "", text).replace("&", " and ")
    return " ".join(re.sub(r"[^\w\s]|_", " ", re.sub(r"['’`]", "", text)).split())


@lru_cache(_REMEMBERED)
def expand(name: str) -> str:
    """Write out what is abbreviated or cut off in a name, after `basic`."""
    text = _completed(basic(name))
    for pattern, written in _EXPANSIONS:
        text = pattern.sub(written, text)
    return " ".join(text.split()) or basic(name)


@lru_cache(_REMEMBERED)
def core(name: str) -> str:
    """Leave out the words that many bodies share, after `expand`; if nothing is left, keep that."""
    text = expand(name)
    return " ".join(word for word in text.split() if word not in _DROPPED) or text


@lru_cache(_REMEMBERED)
def kinds_named(name: str) -> frozenset[str]:
    """Return the kinds of body that a name says: police, fire, ambulance, mental health and so on."""
    text = expand(name)
    return frozenset(kind for kind, pattern in _KINDS.items() if pattern.search(text))


@lru_cache(_REMEMBERED)
def directions(name: str) -> frozenset[str]:
    """Return the words of direction in a name."""
    return frozenset(expand(name).split()) & DIRECTIONS


@lru_cache(_REMEMBERED)
def forms(name: str) -> frozenset[str]:
    """Return the forms that a name says by words that `core` leaves out: trust, nhs, council, company."""
    text = expand(name)
    words = {*text.split(), *basic(name).split()}
    found = {form for form, said in _FORMS.items() if said & words}
    if "nhs" in words or "foundation trust" in text:
        found.add("nhs")
    return frozenset(found | ({"council"} if words & _LONDON else set()))


@lru_cache(_REMEMBERED)
def bodies(name: str) -> frozenset[str]:
    """Return the words of a name that say what a body does: hospital, college, housing and so on."""
    return frozenset(core(name).split()) & _BODIES


@lru_cache(_REMEMBERED)
def numbers(name: str) -> tuple[str, ...]:
    """Return the numbers in a name; ``School 3`` is no misspelt ``School 2``."""
    return tuple(sorted(re.findall(r"\d+", basic(name))))


@lru_cache(_REMEMBERED)
def initials(name: str) -> frozenset[str]:
    """Return the acronyms that a name could have, of two letters or more.

    With and without the small words, and with the ends FT and T by which trusts call themselves.
    """
    words = basic(name).split()
    found = {_letters(words), _letters(word for word in words if word not in _SMALL)}
    if words and words[-1] == "trust":
        stem = [word for word in words if word not in ("nhs", "foundation", "trust")]
        for letters in (_letters(stem), _letters(word for word in stem if word not in _SMALL)):
            found |= {letters, f"{letters}t", f"{letters}ft", f"{letters}nhst", f"{letters}nhsft"}
    return frozenset(letters for letters in found if len(letters) > 1)


def _letters(words: Iterable[str]) -> str:
    return "".join(word[0] for word in words)


def nearest(text: str, names: Iterable[str]) -> str:
    """Return the name that was probably meant; empty where none is near."""
    from rapidfuzz import fuzz, process

    known = list(dict.fromkeys(names))
    folded = [name.casefold() for name in known]
    found = process.extractOne(text.casefold(), folded, scorer=fuzz.ratio, score_cutoff=80)
    return known[found[2]] if found else ""


def _completed(text: str) -> str:
    """Write last words in full where they were cut off: ``nhs tru``, ``foundation t``, ``london boro``."""
    tail = _TAIL.search(text)
    if tail:
        for full in ("foundation trust", "trust") if tail[1] == "nhs" else ("trust",):
            if full.startswith(tail[2]):
                return f"{text[: tail.start(2)]}{full}"
    *before, last = text.split() or [""]
    for word in _LAST_WORDS:
        if before and len(last) >= _SHORTEST_TAIL and word.startswith(last):
            return " ".join([*before, word])
    return text
