"""By which rules records become a map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

ReportRule = Literal["any", "confirmed", "directed"]
JoiningRule = Literal["apart", "joined"]
SaidRule = Literal["apart", "applied"]
REPORT_RULES, JOINING_RULES, SAID_RULES = map(get_args, (ReportRule, JoiningRule, SaidRule))
APPLIED: Final = "applied"
SAID_APPLIED = "with what was said in the room"


@dataclass(frozen=True)
class Rules:
    """How records became a map.

    The kinds taken, the least strength, whose report counts; whether pictures join organisations
    through their forums; whether units count as the organisation of which they are a part; the
    place whose organisations are on it; and whether what was said in the room is applied.
    """

    kinds: tuple[str, ...] | None = None
    at_least: float | None = None
    report: ReportRule = "any"
    forums: JoiningRule = "apart"
    units: JoiningRule = "apart"
    place: str | None = None
    said: SaidRule = "apart"

    def in_words(self) -> list[str]:
        """Say which rules are not the usual ones."""
        said = [f"kinds {', '.join(self.kinds)}"] if self.kinds is not None else []
        said += [f"strength {self.at_least:g} or more"] if self.at_least is not None else []
        said += {"confirmed": ["confirmed by both sides"], "directed": ["each report an arrow"]}.get(
            self.report, []
        )
        said += ["units joined"] if self.units == "joined" else []
        said += [f"place {self.place}"] if self.place is not None else []
        return said + ([SAID_APPLIED] if self.said == APPLIED else [])
