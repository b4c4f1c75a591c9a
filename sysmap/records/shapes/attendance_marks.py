"""What a mark in a register of attendance says: there, not there, or something that has to be asked."""

from __future__ import annotations

from collections.abc import Iterable

from sysmap.errors import listed
from sysmap.records.problems import shown
from sysmap.vocabulary import fold

_PRESENT = {
    *(
        "present",
        "p",
        "pres",
        "attended",
        "att",
        "attending",
        "in attendance",
        "yes",
        "y",
        "true",
        "1",
        "✓",
        "✔",
    ),
    *("☑", "✅", "√", "in person", "online", "virtual", "virtually", "remote", "teams", "zoom", "by phone"),
    *("via teams", "dialled in", "deputy", "dep", "sub", "substitute", "deputy sent", "sent deputy", "chair"),
    *("●", "■"),
}
_ABSENT = {
    *(
        "",
        "-",
        "n/a",
        "na",
        "nan",
        "0",
        "no",
        "n",
        "false",
        "absent",
        "abs",
        "ab",
        "did not attend",
        "dna",
        "✗",
        "✘",
    ),
    *(
        "❌",
        "☒",
        "☐",
        "not present",
        "not attended",
        "no show",
        "vacant",
        "not invited",
        "not a member",
        "non",
    ),
}
_APOLOGIES = {
    *(
        "apologies",
        "apology",
        "apols",
        "apol",
        "apologies received",
        "apologies sent",
        "sent apologies",
        "ap",
    ),
    *("apologies given", "app", "apps", "s/a", "ap."),
}
_CROSSES = {"x", "×", "✕", "✖"}
THERE, AWAY, SENT = "present", "absent", "apologies"


def meanings(cells: Iterable[str]) -> tuple[dict[str, str], str]:
    """Return what each mark of a register says, folded; and why they cannot be told, if that is so.

    A cross is a presence where it is the only mark for it, and an "A" an absence only beside such a mark.
    """
    marks = {fold(cell).rstrip(".") for cell in cells}
    meant = dict.fromkeys(marks & _PRESENT, THERE)
    meant |= dict.fromkeys(marks & _ABSENT, AWAY)
    meant |= dict.fromkeys(marks & _APOLOGIES, SENT)
    rest = marks - set(meant)
    crosses = rest & _CROSSES
    there = any(what == THERE for what in meant.values())
    if crosses and there:
        return meant, (
            "a cross and another mark for a presence: which one says that somebody was there? Write "
            "Present for those who were, and leave the others blank"
        )
    meant |= dict.fromkeys(crosses, THERE)
    rest -= crosses
    if rest == {"a"}:
        if not there and not crosses:
            return meant, "A may mean attended or absent: write Present, and leave the others blank"
        meant["a"] = SENT
        rest = set()
    if rest:
        words = listed([repr(shown(mark)) for mark in sorted(rest)], 10)
        return meant, f"marks of which it is not known what they say: {words}; write Present or Apologies"
    return meant, "" if there or crosses else "no mark says that anybody was there"


def are_marks(cells: Iterable[str]) -> bool:
    """Return whether most of the distinct marks are those of a register, and one may be a presence."""
    marks = {fold(cell).rstrip(".") for cell in cells}
    known = _PRESENT | _ABSENT | _APOLOGIES | _CROSSES | {"a"}
    return bool(marks & (_PRESENT | _CROSSES | {"a"})) and 3 * len(marks & known) >= 2 * len(marks)
