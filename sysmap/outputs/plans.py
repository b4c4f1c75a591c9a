"""A plan as a protocol: JSON to go on with, a page and a Word document to read."""

from __future__ import annotations

import json
from pathlib import Path

from sysmap.findings.planning.plan import Plan
from sysmap.findings.planning.sealing import sealed_again
from sysmap.outputs.saving import output
from sysmap.pages.report.protocol import protocol_report


@output(".json", of=Plan)
def plan_json(plan: Plan, path: Path) -> None:
    """The plan as JSON, to be answered by hand and given to `compare`; one edited is a version of its own."""
    text = json.dumps(sealed_again(plan.content), ensure_ascii=False, allow_nan=False, indent=1)
    path.write_text(f"{text}\n", encoding="utf-8", newline="\n")


@output(".html", of=Plan)
def plan_html(plan: Plan, path: Path) -> None:
    """The protocol as one page, which prints on A4."""
    path.write_text(protocol_report(plan).html, encoding="utf-8", newline="\n")


@output(".docx", of=Plan)
def plan_docx(plan: Plan, path: Path) -> None:
    """The protocol for Word; needs the package python-docx."""
    path.write_bytes(protocol_report(plan).docx())
