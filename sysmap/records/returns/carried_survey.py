"""The survey that a page carries, so that what comes back can be read with the list that was sent out."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from sysmap.records.returns.notice import OwnQuestion, SurveyNotice
from sysmap.records.returns.roster_survey import ITEMS, RosterSurvey

MARK, ELEMENT = "sysmap-survey", "survey"
_FILE_LIMIT, _HEAD = 20_000_000, 8_000
_CODE = re.compile(rf'<meta name="{MARK}" content="(survey-[0-9a-f]{{16}})">')
_DATA = re.compile(rf'<script type="application/json" id="{ELEMENT}">(.*?)</script>', re.DOTALL)


def code_of_page(path: Path) -> str:
    """Return the code of the survey whose page a file is; empty where it is none."""
    try:
        with path.open("rb") as file:
            found = _CODE.search(file.read(_HEAD).decode("utf-8", "replace"))
    except OSError:
        return ""
    return found[1] if found else ""


def survey_of_page(path: Path) -> RosterSurvey | None:
    """Return the survey that a page carries; None where it is none, or was changed."""
    code = code_of_page(path)
    if not code or path.stat().st_size > _FILE_LIMIT:
        return None
    found = _DATA.search(path.read_bytes().decode("utf-8", "replace"))
    try:
        survey = _survey(json.loads(found[1])) if found else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return survey if survey is not None and survey.code == code else None


def _survey(data: dict[str, Any]) -> RosterSurvey:
    own = tuple(OwnQuestion(str(one["text"]), tuple(map(str, one["choices"]))) for one in data["own"])
    return RosterSurvey(
        roster=tuple(
            (str(one["id"]), str(one["name"]), str(one["sector"]), str(one["place"]))
            for one in data["roster"]
        ),
        scale=tuple((str(word), float(strength)) for word, strength in data["scale"]),
        questions=tuple((str(one["kind"]), str(one["asks"]), "") for one in data["kinds"]),
        wave=str(data["wave"]),
        items=tuple(item for item in ITEMS if item in [one["item"] for one in data["items"]]),
        notice=SurveyNotice(questions=own, deadline=str(data["deadline"]), contact=str(data["contact"])),
    )
