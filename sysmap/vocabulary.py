"""The words sysmap knows: the tables in ``sysmap/data/*.csv``, read once and never changed."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from sysmap import palette
from sysmap.letters import bare, composed

UNKNOWN = "Unknown"
_REMEMBERED = 10_000
# Words of labels that people shorten.
_WRITTEN_OUT = {
    **{"org": "organisation", "organization": "organisation", "assoc": "association", "assn": "association"},
    **{
        "vol": "voluntary",
        "dept": "department",
        "govt": "government",
        "gov": "government",
        "auth": "authority",
    },
    **{"center": "centre", "univ": "university", "uni": "university", "hosp": "hospital"},
    **{"met": "metropolitan", "ltd": "limited", "dom": "domiciliary", "prov": "provider"},
}
# Words at the end of a label that do not say which sector is meant.
_TAILS = {"sector", "organisation", "partner", "agency", "body"}
# No label that can stand is longer; what is, is no list of parts to look through.
_LONGEST_JOINED = 100
_SHORT = 3
_SHORT_PLURALS = {f"{word}s": word for word in ("gp", "la", "rp", "ha", "ft", "fe", "he", "up")}
_PLURALS = (
    *(("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x")),
    *(("eaux", "eau"), ("ss", "ss"), ("s", "")),
)
# What joins the parts of a label, outermost first; after the first kind, words narrow those before.
_JOINTS = (
    (re.compile(r"[()\[\]:]|\s[-–—]\s"), True),
    (re.compile(r"[,;/|+&]|\b(?:and|or)\b", re.IGNORECASE), False),
)


@dataclass(frozen=True)
class Sector:
    """A sector of the vocabulary: its key, label, family, and how it is drawn."""

    key: str
    label: str
    family: str
    shape: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class Family:
    """A family of sectors; the family decides the colour."""

    key: str
    label: str
    colour: str


@dataclass(frozen=True)
class ColumnHeading:
    """A column of a result as people read it: its heading, in which unit it is, and what it means."""

    words: str
    unit: str
    explanation: str = ""


@dataclass(frozen=True)
class Mark:
    """How the organisations of one sector are drawn."""

    key: str
    colour: str
    shape: str
    family: str
    pattern: str = "plain"


UNKNOWN_MARK = Mark(key="unknown", colour=palette.UNKNOWN, shape="dot", family="")


@cache
def families() -> dict[str, Family]:
    """Return the six families by key, in the order of the table."""
    return {
        row["key"]: Family(**row, colour=palette.FAMILIES[row["key"]]) for row in word_table("families.csv")
    }


@cache
def sectors() -> dict[str, Sector]:
    """Return the sectors of the vocabulary by key, in the order of the table."""
    spellings: dict[str, list[str]] = {}
    for row in word_table("sector_spellings.csv"):
        spellings.setdefault(row["sector"], []).append(row["spelling"])
    return {
        row["key"]: Sector(**row, aliases=tuple(spellings[row["key"]])) for row in word_table("sectors.csv")
    }


@cache
def sector_spellings() -> dict[str, tuple[str, ...]]:
    """Return every known spelling of a sector, folded, with the keys of the sectors that it may mean.

    Most mean one sector. Those that mean one of several ("Trust") are for the user to decide. Those that
    mean none are words of their own, which only look like a misspelling ("Careers"). The name of a family
    is a coarse sector, unless it is also the label or an alias of a sector.
    """
    known: dict[str, tuple[str, ...]] = {}
    for family in families().values():
        known |= dict.fromkeys((fold(family.key), fold(family.label)), (family.key,))
    for sector in sectors().values():
        known |= dict.fromkeys((fold(sector.key), fold(sector.label)), (sector.key,))
    for row in word_table("sector_spellings.csv"):
        known[fold(row["spelling"])] = tuple(filter(None, row["sector"].split("|")))
    return known


@cache
def sector_labels() -> dict[str, str]:
    """Return the labels of the sectors and of the families, which are coarse sectors, by key."""
    return {
        **{family.key: family.label for family in families().values()},
        **{sector.key: sector.label for sector in sectors().values()},
    }


@lru_cache(_REMEMBERED)
def sectors_meant(label: str) -> tuple[str, ...]:
    """Return the keys of the sectors that a label may mean: one, several, or none that is known.

    Case, spaces, hyphens, dots, ``&``, plurals and usual abbreviations do not count, nor do words that
    add nothing at the end ("sector", "organisation"). Words in brackets or after a dash narrow what
    stands before ("NHS (acute)"); of what is joined by "and" or a slash each part counts, so that
    "Charities and faith groups" mean one sector, and "NHS/Council" means one of two.
    """
    label = re.sub(r"\((e?s)\)", r"\1", label)
    words = folded_label(label).split()
    found = _spellings_joined().get("".join(words))
    while found is None and len(words) > 1 and words[-1] in _TAILS:
        words.pop()
        found = _spellings_joined().get("".join(words))
    if found is None and "nhs" in words and len(words) > 1:
        # Of what else a word may mean, "NHS" before it leaves what is of the NHS: "NHS mental health".
        meant = sectors_meant(" ".join(word for word in words if word != "nhs"))
        found = tuple(key for key in meant if key in sectors() and sectors()[key].family == "nhs") or None
    if found is not None:
        return found
    for joint, narrows in _JOINTS if len(label) <= _LONGEST_JOINED else ():
        for match in joint.finditer(label):
            before, after = label[: match.start()], label[match.end() :]
            # "Town and parish councils" are town councils and parish councils.
            shared = after.split()[-1:] if len(after.split()) > 1 and not narrows else []
            left = sectors_meant(" ".join([before, *shared])) or sectors_meant(before)
            if left and (right := sectors_meant(after)):
                return _together(left, right, narrows=narrows)
            if narrows and (left or sectors_meant(after)) and not (before.strip() and after.strip(" )]:")):
                return left or sectors_meant(after)
    return ()


def _together(one: tuple[str, ...], other: tuple[str, ...], *, narrows: bool) -> tuple[str, ...]:
    """Return what two parts mean in one label; where one narrows the other, the sector that both may mean."""
    both = [
        key
        for key in dict.fromkeys((*one, *other))
        if all(key in part or (key in sectors() and sectors()[key].family in part) for part in (one, other))
    ]
    if narrows and len(both) == 1 and 1 in (len(one), len(other)):
        return (both[0],)
    return tuple(dict.fromkeys((*one, *other)))


def folded_label(text: str) -> str:
    """Fold a label to its words: small letters, one number, abbreviations written out, no marks."""
    plain = re.sub(r"[.'’‘`]", "", fold(text)).replace("&", " and ").replace("+", " and ")
    words = [_WRITTEN_OUT.get(word, word) for word in re.findall(r"[^\W_]+", plain) if word != "the"]
    return " ".join(_WRITTEN_OUT.get(one, one) for one in map(_singular, words))


def _singular(word: str) -> str:
    if len(word) <= _SHORT:
        return _SHORT_PLURALS.get(word, word)
    for ending, single in _PLURALS:
        if word.endswith(ending):
            return word.removesuffix(ending) + single
    return word


@cache
def _spellings_joined() -> dict[str, tuple[str, ...]]:
    return {folded_label(spelling).replace(" ", ""): keys for spelling, keys in sector_spellings().items()}


def family_of(key: str) -> str:
    """Return the label of the family of a sector's key; empty for a sector of the user's own."""
    if key in sectors():
        return families()[sectors()[key].family].label
    return families()[key].label if key in families() else ""


def sector_marks(labels: Iterable[str]) -> dict[str, Mark]:
    """Give each sector label a colour with its pattern, and a shape; no two alike while they last.

    Sectors of the vocabulary look the same on every map. Others take, in the order of their
    labels, the pairs of family and shape that no sector of this map uses; beyond 48 sectors
    pairs repeat. Where labels were left as written, several may mean one sector: one looks like
    it, the others have its colour.
    """
    wanted = set(labels)
    meant = {label: sectors_meant(label) for label in wanted}
    keys = {label: found[0] if len(found) == 1 else "" for label, found in meant.items()}
    known: dict[str, Mark] = {}
    taken: set[tuple[str, str]] = set()
    for label in sorted(wanted, key=lambda label: (label not in sector_labels().values(), label)):
        if keys[label] in sectors():
            sector = sectors()[keys[label]]
            if (sector.family, sector.shape) not in taken:
                known[label] = _mark(sector.key, sector.family, sector.shape)
                taken.add((sector.family, sector.shape))
    for label in sorted(wanted - set(known)):
        key = keys[label]
        family = sectors()[key].family if key in sectors() else key
        pairs = sorted(palette.pairs(), key=lambda pair: pair[0] != family)
        free = [pair for pair in pairs if pair not in taken] or pairs
        taken.add(free[0])
        known[label] = _mark(key if key in families() else slug(label), *free[0], family_of(key))
    return {label: known[label] for label in sorted(known)}


def _mark(key: str, family: str, shape: str, label: str | None = None) -> Mark:
    found = families()[family]
    return Mark(key, found.colour, shape, found.label if label is None else label, palette.PATTERNS[family])


@cache
def table_names() -> dict[str, str]:
    """Return the other names of the tables of a record set, folded, with the table meant."""
    return {fold_header(row["alias"]): row["table"] for row in word_table("aliases.csv") if not row["column"]}


@cache
def header_aliases(table: str) -> dict[str, str]:
    """Return the other names of a table's columns, folded, with the column meant."""
    return {
        fold_header(row["alias"]): row["column"]
        for row in word_table("aliases.csv")
        if row["table"] == table and row["column"]
    }


@cache
def glossary() -> tuple[tuple[str, str], ...]:
    """Return the words that sysmap uses in a sense of its own, each with what it means."""
    return tuple((row["word"], row["means"]) for row in word_table("glossary.csv"))


@cache
def scales() -> dict[str, dict[str, float]]:
    """Return the known scales of tie strength: name of the scale to folded word to strength."""
    known: dict[str, dict[str, float]] = {}
    for row in word_table("scales.csv"):
        known.setdefault(row["scale"], {})[fold(row["word"])] = float(row["strength"])
    return known


@cache
def no_answers() -> frozenset[str]:
    """Return the words, folded, by which a respondent says nothing of a question: no answer, and never 0."""
    return frozenset(fold(row["word"]) for row in word_table("no_answers.csv"))


@cache
def tie_kinds() -> frozenset[str]:
    """Return the kinds of tie that are known, folded."""
    return frozenset(fold(row["kind"]) for row in word_table("kinds.csv"))


@cache
def dependences() -> frozenset[str]:
    """Return the kinds of tie, folded, that say who depends on whom, and not who works together."""
    return frozenset(fold(row["kind"]) for row in word_table("kinds.csv") if row["family"] == "dependence")


def fold(text: str) -> str:
    """Fold what does not tell labels apart: case, the amount of white space, and joiners."""
    if not text.isascii():
        text = composed("NFKC", bare(text))
    return " ".join(text.casefold().split())


@lru_cache(10_000)
def fold_header(text: str) -> str:
    """Fold a column's or table's name: case, white space, ``_``, ``-`` and quotes do not count."""
    return re.sub(r"[\s_\-'\"‘’“”\u200b-\u200f\ufeff]", "", composed("NFKC", text).casefold())


def slug(text: str) -> str:
    """Make a key of a label: lower-case letters and digits joined by ``_``."""
    return re.sub(r"\W+", "_", composed("NFKD", text).casefold()).strip("_") or "other"


def word_table(name: str) -> list[dict[str, str]]:
    """Return the rows of one of the tables of words."""
    text = files("sysmap").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def column_headings() -> dict[tuple[str, str], ColumnHeading]:
    """Return how people read the columns of results, by table (empty for all) and name of the column."""
    return {
        (row["sheet"], row["column"]): ColumnHeading(row["heading"], row["unit"], row["explanation"])
        for row in word_table("headings.csv")
    }


def heading_words(column: str, table: str = "") -> str:
    """Return what a column of a result is called where people read it, or its name where nothing is said."""
    known = column_headings()
    found = known.get((table, column)) or known.get(("", column))
    return found.words if found else column
