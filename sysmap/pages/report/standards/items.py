"""An item of a reporting standard: where it is answered, what the run says, what the user can add."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sysmap.pages.report.material import Material
from sysmap.pages.report.words import sentence

Says = Callable[[Material], str]


@dataclass(frozen=True)
class StandardItem:
    """An item in our own words.

    Attributes
    ----------
    part
        The part of the standard, or its number there.
    text
        What is to be reported.
    where
        The section of the report that has it, if any.
    says
        What the run says of it, if it can.
    asks
        The questions that only the user can answer, by their names.
    """

    part: str
    text: str
    where: str = ""
    says: Says | None = None
    asks: tuple[str, ...] = ()

    def row(self, given: Material) -> tuple[str, str, str, str]:
        """Return it as a row of a table."""
        said = sentence(self.says(given)) if self.says else ""
        where = f"See “{self.where}”." if self.where else ""
        added = [
            f"{name}: {given.about[name]}" if given.about[name] else f"{name}: open." for name in self.asks
        ]
        return self.part, self.text, f"{said} {where}".strip() or "–", " ".join(added) or "–"
