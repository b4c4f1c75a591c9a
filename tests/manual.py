"""The README and the pages of the manual, and the part that the catalogue writes.

python tests/manual.py  brings the table of measures up to date.
"""

from __future__ import annotations

import re
from pathlib import Path

import sysmap as sm

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
README = ROOT / "README.md"
MEASURES = DOCS / "measures.md"
PAGES = (README, *sorted(DOCS.glob("*.md")))
BEGIN, END = "<!-- measures: begin -->", "<!-- measures: end -->"
_BLOCK = re.compile(r"^```(\S*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def text_of(page: Path) -> str:
    """Return the text of a page."""
    return page.read_text(encoding="utf-8")


def whole() -> str:
    """Return the README and the manual, page after page."""
    return "\n".join(map(text_of, PAGES))


def code_blocks(page: Path, language: str) -> list[str]:
    """Return the blocks of a language on a page; of those without one, what stands in them is typed."""
    # Fences open and close in turn: the end of one block must not be taken for the start of another.
    return [text for of, text in _BLOCK.findall(text_of(page)) if of == language]


def typed(page: Path) -> list[str]:
    """Return the lines of a page that call sysmap."""
    return [
        line for block in code_blocks(page, "") for line in block.splitlines() if line.startswith("sysmap ")
    ]


def measures_table() -> str:
    """Write the measures as a Markdown table, one row each."""
    rows = ["| measure | level | question | better |", "|---|---|---|---|"]
    rows += [
        f"| `{name}` | {entry.level} | {entry.question} | {entry.better} |"
        for name, entry in sm.catalogue.items()
    ]
    return "\n".join(rows)


def with_table(text: str) -> str:
    """Put the table between its two markers."""
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}\n{measures_table()}\n{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    MEASURES.write_text(with_table(text_of(MEASURES)), encoding="utf-8", newline="\n")
