"""The page of a survey: one file that asks, keeps, draws and saves, and sends nothing by itself."""

from __future__ import annotations

from typing import Any

from sysmap.pages.document import colours_and_shapes, page, safe_json, script, style_sheet
from sysmap.pages.survey.words import ANSWER, QUESTION, SECTOR, PageWords
from sysmap.records.returns.carried_survey import ELEMENT
from sysmap.records.returns.notice import NEEDED
from sysmap.records.returns.roster_survey import RATING, RosterSurvey
from sysmap.records.returns.wording import manner_of, phrase_of, question_about
from sysmap.vocabulary import UNKNOWN_MARK, Mark, fold, sector_marks

TITLE = "Who works with whom"
EVERYONE = "everyone"
_SCRIPTS = (
    *("survey_parts.js", "survey_answers.js", "survey_digest.js", "survey_file.js", "survey_grid.js"),
    *("survey_partners.js", "survey_drawing.js", "survey_review.js", "survey.js"),
)
_NOTICE = (*NEEDED[:3], "sharing", NEEDED[3], "rights", "dpia", NEEDED[4])


def survey_page(
    survey: RosterSurvey,
    *,
    words: PageWords,
    draft: bool = False,
    only: str = "",
    token: str = EVERYONE,
) -> str:
    """Write the page of a survey.

    Parameters
    ----------
    survey
        What is asked.
    words
        The words of the page.
    draft
        Whether the page says that it is not for sending out.
    only
        The id of the organisation whose page it is; of everyone if not given.
    token
        What tells this page from those of others.

    Returns
    -------
    str
        A page that makes no request; all text of the survey is shown literally.
    """
    title = survey.notice.title or TITLE
    assert ELEMENT == "survey"  # as the template has it
    return page(
        "survey.html",
        styles=[style_sheet("survey.css")],
        scripts=[colours_and_shapes(), *(script(name) for name in _SCRIPTS)],
        title=title,
        language=words.language,
        code=survey.code,
        draft=draft,
        introduction=[line for line in survey.notice.introduction.splitlines() if line],
        notice=[(name, getattr(survey.notice, name)) for name in _NOTICE if getattr(survey.notice, name)],
        words=words.texts,
        say=lambda key: _said(key, words),
        data=_markup(safe_json(_data(survey, words, only, token))),
    )


def _said(key: str, words: PageWords) -> Any:
    """Return a text; one that has no translation says that it is English."""
    from markupsafe import escape

    text = escape(words.texts[key])
    return _markup(f'<span lang="en-GB">{text}</span>') if key in words.untranslated else text


def _markup(text: str) -> Any:
    from markupsafe import Markup

    return Markup(text)


def _data(survey: RosterSurvey, words: PageWords, only: str, token: str) -> dict[str, Any]:
    marks = sector_marks({sector for _, _, sector, _ in survey.roster if _is_sector(sector)})
    ids = [identity for identity, *_ in survey.roster]
    notice = survey.notice
    texts = words.texts
    wording = dict(notice.wording)
    return {
        "code": survey.code,
        "page": token,
        "only": ids.index(only) if only else None,
        "language": words.language,
        "wave": survey.wave,
        "roster": [
            {
                "id": identity,
                "name": name,
                "sector": sector,
                "place": place,
                "label": texts.get(SECTOR + sector, sector) if _is_sector(sector) else "",
                "mark": _mark(marks.get(sector, UNKNOWN_MARK)),
            }
            for identity, name, sector, place in survey.roster
        ],
        "scale": [[word, strength] for word, strength in survey.scale],
        "answers": {word: texts.get(ANSWER + word, word) for word, _ in survey.scale},
        "kinds": [_kind(survey, kind, wording, texts) for kind in survey.kinds],
        "several": texts[f"several_{manner_of(survey.scale)}"],
        "rating": list(RATING),
        "items": [{"item": item, "asks": wording.get(item, texts[item])} for item in survey.items],
        "own": [{"text": each.text, "choices": list(each.choices)} for each in survey.own],
        **{name: getattr(notice, name) for name in ("deadline", "contact", "sender", "thanks")},
        "words": dict(texts),
        "untranslated": list(words.untranslated),
    }


def _is_sector(sector: str) -> bool:
    return bool(sector) and fold(sector) != "unknown"


def _mark(how: Mark) -> dict[str, str]:
    return {"colour": how.colour, "shape": how.shape, "pattern": how.pattern}


def _kind(survey: RosterSurvey, kind: str, wording: dict[str, str], words: Any) -> dict[str, str]:
    """Return how a kind of tie is asked about, alone and beside others."""
    manner = manner_of(survey.scale)
    own = wording.get(kind) or words.get(QUESTION + kind)
    phrase = phrase_of(kind, words)
    line = words["several_line"].format(phrase=phrase) if phrase else kind
    return {
        "kind": kind,
        "asks": own or question_about(kind, manner, words),
        "short": own or line[:1].upper() + line[1:],
        "form": "strength" if survey.says_how_often else "kind",
    }
