"""The columns of a file of what was said in the room, and what each action takes: declared here alone.

The file is a ledger. A step is a row, in the order in which it was said, and no row is ever changed or
taken out: undoing is a step as well. The page that writes such files takes its lists from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

SUFFIX = ".said.csv"
REPORTER = "said in the room"
"""How ``reported_by`` begins of a tie that was added or changed by what was said; the date follows."""
BETWEEN_KINDS = "; "
"""What stands between several kinds of one tie, as in every file that sysmap writes."""

UNDECIDED = "contradiction"
"""How the note of an undoing begins in a joined file that waits for a decision; the question follows."""

COLUMNS = (
    *("step", "time", "action", "organisation", "organisation_id", "other", "other_id"),
    *("kind", "strength", "sector", "note", "said_by", "undoes", "map", "wave", "checksum"),
)
"""The headers of a file, in their order. All of them are there, whatever is blank below them."""

ALWAYS = ("step", "time", "action", "checksum")
"""What no step leaves blank."""
OF_EVERY_STEP = (*ALWAYS, "said_by", "map", "wave")
"""What any step may hold, whatever its action takes."""
PUBLIC = (
    *("step", "action", "organisation", "organisation_id", "other", "other_id"),
    *("kind", "strength", "sector", "wave"),
)
"""What a copy for the public may hold: neither free text, nor who said it, nor when, nor in which file."""


@dataclass(frozen=True, kw_only=True)
class Action:
    """Something that can be said.

    Attributes
    ----------
    name
        What the column ``action`` holds.
    needs
        The columns that must be filled.
    takes
        Those that may be filled; what is in neither, nor in `OF_EVERY_STEP`, stays blank.
    one_of
        Columns of which at least one must be filled.
    meaning
        What it does to the map, in a sentence.
    """

    name: str
    needs: tuple[str, ...]
    takes: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    meaning: str

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that a step of it may hold, in the order of the file."""
        return tuple(name for name in COLUMNS if name in {*self.needs, *self.takes, *OF_EVERY_STEP})


_ENDS, _IDS = ("organisation", "other"), ("organisation_id", "other_id")

ACTIONS: dict[str, Action] = {
    action.name: action
    for action in (
        Action(
            name="add organisation",
            needs=("organisation",),
            takes=("organisation_id", "sector", "note"),
            meaning=(
                "An organisation that was forgotten is on the map of this wave: one of the records, or a new "
                "one, whose id is blank in the file and is its name afterwards."
            ),
        ),
        Action(
            name="add tie",
            needs=_ENDS,
            takes=(*_IDS, "kind", "strength", "note"),
            meaning="Two organisations work together; where they have a tie already, in this kind as well.",
        ),
        Action(
            name="strike tie",
            needs=_ENDS,
            takes=(*_IDS, "note"),
            meaning="The tie between two organisations is taken away, all kinds of it.",
        ),
        Action(
            name="change tie",
            needs=_ENDS,
            takes=(*_IDS, "kind", "strength", "note"),
            one_of=("kind", "strength"),
            meaning=(
                "The tie between two organisations is of this kind, and no other, and of this strength. What "
                "is blank stays as it was."
            ),
        ),
        Action(
            name="no tie",
            needs=_ENDS,
            takes=(*_IDS, "note"),
            meaning="Two organisations do not work together: there is no tie, whether there was one or not.",
        ),
        Action(
            name="change sector",
            needs=("organisation", "sector"),
            takes=("organisation_id", "note"),
            meaning="An organisation belongs to this sector.",
        ),
        Action(
            name="note",
            needs=("organisation", "note"),
            takes=("organisation_id", "other", "other_id"),
            meaning="A note on an organisation, or on the tie between two. It changes nothing on the map.",
        ),
        Action(
            name="undo",
            needs=("undoes",),
            takes=("note",),
            meaning=(
                "An earlier step is taken back. To do it again, the undoing is undone: its number stands in "
                "undoes."
            ),
        ),
    )
}
"""Every action, by its name."""


def for_a_page() -> dict[str, Any]:
    """Return what a page needs to know to write such a file, as plain data.

    ``columns`` in their order; ``actions``, by name, with what each ``needs``, ``takes`` and needs
    ``one_of``; and ``between_kinds``.
    """
    actions = {
        name: {"needs": action.needs, "takes": action.takes, "one_of": action.one_of}
        for name, action in ACTIONS.items()
    }
    return {"columns": COLUMNS, "actions": actions, "between_kinds": BETWEEN_KINDS}
