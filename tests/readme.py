"""The part of README.md that the catalogue writes:  python tests/readme.py  brings it up to date."""

from __future__ import annotations

from pathlib import Path

import sysmap as sm

README = Path(__file__).resolve().parent.parent / "README.md"
BEGIN, END = "<!-- measures: begin -->", "<!-- measures: end -->"


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
    README.write_text(with_table(README.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
