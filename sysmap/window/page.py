"""The page of the window: files, what was read of them, questions, and a button for all that can be made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from sysmap.assisting.session import ASKED, KINDS_OF_SHEET, SheetTaken, needed
from sysmap.errors import RecordsError, SysmapError
from sysmap.pages.document import page, script, style_sheet
from sysmap.records.returns.notice import NEEDED, SurveyNotice
from sysmap.text import cell_text, counted
from sysmap.window.answers import HIGHEST, NO_ANSWER, waves_offered
from sysmap.window.desk import ANNOTATED, SETTLED, SURVEYS, Desk
from sysmap.window.products import MORE_FILES, PRODUCTS, can_write

# The window sends forms to itself and listens for progress; everything else is refused, as on every page.
_ALLOWED = {"form-action": "'self'", "connect-src": "'self'"}
_BOUNDARIES = {"sector": "sector", "family": "family of sectors", "place": "place"}
NOTICE_ASKED = {
    "controller": "Who asks, and is responsible for the answers",
    "purpose": "What the answers are for",
    "lawful_basis": "On what legal basis",
    "retention": "How long answers are kept",
    "contact": "Whom to write to",
}
assert tuple(NOTICE_ASKED) == NEEDED
_MOST_PROBLEMS = 200


def desk_page(desk: Desk, problem: str = "") -> str:
    """Write the page of what lies on the desk.

    Parameters
    ----------
    desk
        What the window knows.
    problem
        What went wrong with what was just asked for.

    Returns
    -------
    str
    """
    parts = {**_said(desk), **_asked(desk), **_made(desk)}
    return _page("window.html", title=_title(desk), problem=problem, **parts)


def closed_page() -> str:
    """Write the page that is left when the window has ended."""
    return _page("window_closed.html", title="sysmap is closed")


def _page(template: str, **content: Any) -> str:
    scripts = [script("window.js")] if template == "window.html" else []
    return page(template, styles=[style_sheet("window.css")], scripts=scripts, allowed=_ALLOWED, **content)


def _title(desk: Desk) -> str:
    return "Map how organisations work together" if not desk.sources else " + ".join(_names(desk)[:3])


def _names(desk: Desk) -> list[str]:
    return [path.name for path in desk.sources]


def _said(desk: Desk) -> dict[str, Any]:
    """Say what was read, and what is wrong with it."""
    look, records = desk.look, desk.records
    problems = records.problems if records is not None else getattr(look.error, "problems", None)
    marked = isinstance(look.error, RecordsError) and desk.session is not None
    return {
        "files": _names(desk),
        "is_read": records is not None,
        "said": look.said if desk.sources else [],
        "ties": _table(look.ties, "The first ties") if records is not None and len(look.ties) else None,
        "problems": _problems(problems),
        "annotated": ANNOTATED if marked else "",
    }


def _problems(problems: pd.DataFrame | None) -> dict[str, Any] | None:
    if problems is None or problems.empty:
        return None
    asked = ("severity", "file", "sheet", "row", "column", "value", "message")
    shown = [name for name in asked if problems[name].astype(str).str.strip().any()]
    ordered = problems.sort_values("severity", kind="stable")[shown]
    faults = int((problems["severity"] == "fault").sum())
    count = f"{counted(faults, 'fault')} and {counted(len(problems) - faults, 'warning')}"
    return _table(ordered.rename(columns={"message": "what to do"}), count, most=_MOST_PROBLEMS)


def _table(frame: pd.DataFrame, caption: str, most: int | None = None) -> dict[str, Any]:
    shown = frame if most is None else frame.head(most)
    left = len(frame) - len(shown)
    return {
        "caption": caption + (f" (the first {most:,} of {len(frame):,})" if left else ""),
        "columns": [str(name).replace("_", " ") for name in frame.columns],
        "rows": [[cell_text(cell) for cell in row] for row in shown.itertuples(index=False, name=None)],
    }


def _asked(desk: Desk) -> dict[str, Any]:
    """List the questions of the assistant."""
    session = desk.session
    if session is None:
        return {
            "sheets": [],
            "words": [],
            "infer": False,
            "waves_of_files": _waves_of_files(desk),
            "settled": "",
        }
    unknown = session.unknown_words() if desk.records is None else []
    return {
        "sheets": [_sheet(place, sheet) for place, sheet in enumerate(session.sheets)],
        "words": [{"name": f"word-{place}", "word": word} for place, word in enumerate(unknown)],
        "numbers": [NO_ANSWER, *map(str, range(HIGHEST + 1))],
        "infer": session.options.get("sectors") == "infer",
        "waves_of_files": _waves_of_files(desk),
        "settled": SETTLED if desk.records is not None and session.given() else "",
    }


def _waves_of_files(desk: Desk) -> list[dict[str, str]]:
    proposed = desk.likely_waves
    return [
        {"file": name, "wave": desk.waves.get(name, ""), "likely": proposed[name]}
        for name in _names(desk)
        if name in proposed
    ]


def _sheet(place: int, sheet: SheetTaken) -> dict[str, Any]:
    return {
        "title": sheet.title,
        "what": {"name": f"what-{place}", "options": list(KINDS_OF_SHEET.items()), "value": sheet.what},
        "clear": sheet.is_clear,
        "preview": _table(sheet.preview, f"The columns of {sheet.title}", most=40),
        "columns": [
            {
                "name": f"mean-{place}-{column}",
                "label": said if column in needed(sheet.what) else f"{said} (if it is there)",
                "value": sheet.meanings.get(column, ""),
                "headers": sheet.headers,
            }
            for column, said in ASKED.get(sheet.what, {}).items()
        ],
    }


def _made(desk: Desk) -> dict[str, Any]:
    """List what can be made, and what was made."""
    records = desk.records
    offered = waves_offered(records) if records is not None else {}
    return {
        "waves": [
            {"key": key, "label": label, "chosen": waves == desk.choices.waves}
            for key, (waves, label) in offered.items()
        ],
        "boundaries": [
            {"key": key, "label": _BOUNDARIES[key], "chosen": key == desk.choices.boundary}
            for key in desk.boundaries
        ],
        "public": desk.choices.public,
        "products": [_product(name, desk) for name in PRODUCTS] if records is not None else [],
        "notice": _notice(desk),
        "more_files": "" if can_write(".docx") and can_write(".pptx") else MORE_FILES,
    }


def _product(name: str, desk: Desk) -> dict[str, Any]:
    product, made = PRODUCTS[name], desk.made.get(name)
    failed = isinstance(made, SysmapError)
    return {
        "name": name,
        "label": product.label,
        "said": product.said,
        "why_not": product.why_not(desk.choices),
        "problem": str(made).splitlines() if failed else [],
        "files": [] if made is None or failed else _files(name, product.files),
    }


def _files(name: str, files: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {"file": f"{name}{suffix}", "label": label, "opens": suffix == ".html"}
        for suffix, label in files.items()
        if can_write(suffix)
    ]


def _notice(desk: Desk) -> dict[str, Any] | None:
    """Return the form of the survey, which needs a list of organisations and no ties."""
    has_list = desk.session is not None and any(sheet.what == "partners" for sheet in desk.session.sheets)
    if desk.records is None and not has_list:
        return None
    told = desk.survey if isinstance(desk.survey, SurveyNotice) else SurveyNotice()
    failed = isinstance(desk.survey, SysmapError)
    return {
        "fields": [
            {"name": name, "label": label, "value": getattr(told, name)}
            for name, label in NOTICE_ASKED.items()
        ],
        "problem": str(desk.survey).splitlines() if failed else [],
        "files": _files("survey", SURVEYS) if isinstance(desk.survey, SurveyNotice) else [],
        "draft": bool(told.blank),
    }
