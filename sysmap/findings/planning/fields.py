"""What stands in a plan, field by field: what each may hold, and what only its user can answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

FORMAT = "sysmap plan 1"
OPEN = "OPEN: "
"""What an open question begins with: whoever answers it writes over it."""

Kind = Literal["text", "date", "texts", "table", "counts", "people", "choice", "number or none"]


@dataclass(frozen=True)
class Field:
    """A field of a plan.

    Attributes
    ----------
    path
        Where it stands: the names of the objects around it and its own, with dots.
    label
        What it is called in the protocol.
    kind
        What it may hold.
    question
        What stands open in it until somebody answers; empty where the program fills it in.
    choices
        The words that it may be.
    """

    path: str
    label: str
    kind: Kind = "text"
    question: str = ""
    choices: tuple[str, ...] = ()

    @property
    def open(self) -> str:
        """The open question, as it stands in a plan."""
        return f"{OPEN}{self.question}"

    @property
    def section(self) -> str:
        """The first name of the path."""
        return self.path.partition(".")[0]


def _wave(name: str, ordinal: str) -> tuple[Field, ...]:
    path, begins, ends = f"waves.{name}", f"{ordinal} wave begins", f"{ordinal} wave ends"
    return (
        Field(f"{path}.name", f"{ordinal} wave", question="What is this wave called in the records (2026)?"),
        Field(f"{path}.start", begins, "date", "On which day does asking begin, as 2026-03-01?"),
        Field(f"{path}.end", ends, "date", "On which day does asking end, as 2026-04-30?"),
    )


FIELDS = (
    Field("title", "Title"),
    Field("purpose", "Purpose", question="What shall the comparison show, and who will decide what by it?"),
    Field("boundary.rule", "Boundary"),
    Field(
        "boundary.who_is_on_the_list",
        "Who is on the list",
        question="Who is on it, by which rule?",
    ),
    Field("boundary.drawn_up_by", "Who drew up the list", question="Who drew up the list of organisations?"),
    Field("roster.sectors", "Organisations by sector", "counts"),
    Field("roster.organisations", "Organisations", "people"),
    *_wave("first", "First"),
    *_wave("second", "Second"),
    Field("question.wording", "Question", question="In which words is one asked about others?"),
    Field("question.scale", "Scale", question="Which answers are there, and what does each stand for?"),
    Field("rules.report", "Rule of reports", "choice", choices=("any", "confirmed", "directed")),
    Field("rules.kinds", "Kinds of tie", "texts"),
    Field("rules.at_least", "Least strength", "number or none"),
    Field("rules.forums", "Forums", "choice", choices=("apart", "joined")),
    Field("rules.units", "Units", "choice", choices=("apart", "joined")),
    Field("primary.measure", "Primary measure"),
    Field("primary.direction", "Direction", "choice", choices=("rise", "fall", "either")),
    Field("secondary", "Secondary measures", "texts"),
    Field("compared", "Who is compared"),
    Field("missing", "What counts as missing"),
    Field("comparison", "Planned comparison"),
    Field("power.assumptions", "What was simulated", "texts"),
    Field("power.table", "Power", "table"),
    Field("power.reading", "What the table says", "texts"),
    Field(
        "smallest_change.size",
        "Smallest change that would matter",
        question="Which change in the primary measure is the smallest that would matter?",
    ),
    Field("smallest_change.why", "Why", question="Why would a smaller change not matter?"),
    Field("notes", "Notes"),
)
"""Every field of a plan, in its order."""
BY_PATH = {field.path: field for field in FIELDS}
ABOUT = ("format", "date", "version", "sysmap", "earlier", "fields", "sha256")
"""What else stands in the file: what it is, when it was made, and the sums over it."""


def at(content: Mapping[str, Any], path: str) -> Any:
    """Return what stands in a field; None where it is not there."""
    found: Any = content
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values by path as objects in objects."""
    made: dict[str, Any] = {}
    for path, value in values.items():
        *around, name = path.split(".")
        inner = made
        for one in around:
            inner = inner.setdefault(one, {})
        inner[name] = value
    return made


def is_open(value: Any) -> bool:
    """Return whether what stands in a field is a question that nobody has answered."""
    return isinstance(value, str) and (value.startswith(OPEN.strip()) or not value.strip())
