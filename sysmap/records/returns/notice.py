"""What a survey says of itself, from ``notice.toml``: who asks and why, its title, its own questions."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from sysmap.errors import RecordsError, listed
from sysmap.records.containers.toml_files import read_toml, refuse_unknown, text_of
from sysmap.records.problems import Origin, Problems
from sysmap.records.values.cells import clean
from sysmap.vocabulary import fold

NEEDED = ("controller", "purpose", "lawful_basis", "retention", "contact")
_MORE = ("rights", "sharing", "dpia", "language")
_SURVEY = ("title", "deadline", "sender", "introduction", "thanks")
_QUESTION = ("text", "kind", "choices")
_MOST_QUESTIONS, _MOST_CHOICES = 50, 50


@dataclass(frozen=True)
class OwnQuestion:
    """A question of the survey's own, to be answered in words or, with `choices`, by one of them."""

    text: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class SurveyNotice:
    """What a survey says of itself.

    Attributes
    ----------
    controller, purpose, lawful_basis, retention, contact
        What everybody must be told before they answer.
    rights, sharing, dpia, language
        What may be said besides; the language of these texts.
    title, deadline, sender, introduction, thanks
        What stands above and below the questions.
    questions
        The survey's own questions.
    wording
        The question about a kind of tie, or the sentence on which somebody is rated, in own words.
    """

    controller: str = ""
    purpose: str = ""
    lawful_basis: str = ""
    retention: str = ""
    contact: str = ""
    rights: str = ""
    sharing: str = ""
    dpia: str = ""
    language: str = ""
    title: str = ""
    deadline: str = ""
    sender: str = ""
    introduction: str = ""
    thanks: str = ""
    questions: tuple[OwnQuestion, ...] = ()
    wording: tuple[tuple[str, str], ...] = field(default=())

    @property
    def blank(self) -> list[str]:
        """What is missing before the survey may be sent out."""
        return [name for name in NEEDED if not getattr(self, name)]

    def refuse_blank(self) -> None:
        """Refuse a survey that does not say what everybody must be told.

        Raises
        ------
        RecordsError
            If anything of it is blank.
        """
        if self.blank:
            verb = "is" if len(self.blank) == 1 else "are"
            problems = Problems()
            problems.fault(Origin("notice"), f"{', '.join(self.blank)} {verb} blank")
            raise RecordsError(
                f"notice: {', '.join(self.blank)} {verb} blank. Before they answer, people must be told who "
                "asks, what for, on what legal basis, how long answers are kept and whom to write to. Write "
                'a file notice.toml with a line such as controller = "Riverside Council" for each, and give '
                "it with --notice notice.toml. To look at the page first, use --draft",
                problems.to_frame(),
            )

    def worded_for(self, asked: Sequence[str]) -> SurveyNotice:
        """Return the notice with its wordings by what is asked, however that is spelt.

        Parameters
        ----------
        asked
            The kinds of tie and the ratings that the survey asks about.

        Raises
        ------
        RecordsError
            If a wording is for nothing that is asked, or two are for the same.
        """
        problems, known = Problems(), {fold(name): name for name in asked}
        words: dict[str, str] = {}
        for name, text in self.wording:
            found = known.get(fold(name))
            if found is None:
                near = get_close_matches(fold(name), known, 1)
                hint = f"did you mean {known[near[0]]}?" if near else f"it asks about {listed(asked)}"
                problems.fault(
                    Origin("notice"), f"not asked about in this survey: {hint}", column="wording", value=name
                )
            elif found in words:
                problems.fault(
                    Origin("notice"), "has a wording already: keep one", column="wording", value=name
                )
            else:
                words[found] = text
        problems.raise_faults()
        return replace(self, wording=tuple(words.items()))


def read_notice(path: str | os.PathLike[str]) -> SurveyNotice:
    """Read ``notice.toml``.

    Raises
    ------
    RecordsError
        If anything in it is not what it must be: one error with every fault.
    MissingFileError
        If there is no such file.
    """
    problems = Problems()
    here = Origin(Path(path).name)
    told = read_toml(path, "a notice", here, problems)
    made = _made(told, here, problems)
    problems.raise_faults()
    return made


def _made(told: Mapping[str, Any], here: Origin, problems: Problems) -> SurveyNotice:
    survey, wording, own = told.get("survey", {}), told.get("wording", {}), told.get("question", [])
    for name, part, kind in (("survey", survey, dict), ("wording", wording, dict), ("question", own, list)):
        if not isinstance(part, kind):
            begun = "[[question]]" if kind is list else f"[{name}]"
            problems.fault(here, f"must be a section of its own: begin it with {begun}", column=name)
    problems.raise_faults()
    refuse_unknown(told, (*NEEDED, *_MORE, "survey", "wording", "question"), here, problems)
    refuse_unknown(survey, _SURVEY, here, problems)
    texts = {
        name: text_of(part[name], name, here, problems)
        for part, names in ((told, (*NEEDED, *_MORE)), (survey, _SURVEY))
        for name in names
        if name in part
    }
    if len(own) > _MOST_QUESTIONS:
        problems.fault(here, f"more than {_MOST_QUESTIONS} questions of your own")
    questions = [_question(each, number, here, problems) for number, each in enumerate(own, start=1)]
    said = tuple((clean(name)[0], text_of(text, name, here, problems)) for name, text in wording.items())
    return SurveyNotice(**texts, questions=tuple(filter(None, questions)), wording=said)


def _question(given: object, number: int, here: Origin, problems: Problems) -> OwnQuestion | None:
    column = f"question {number}"
    if not isinstance(given, dict):
        problems.fault(here, "not a question: begin each with [[question]]", column=column)
        return None
    refuse_unknown(given, _QUESTION, here, problems)
    text = text_of(given.get("text", ""), column, here, problems)
    kind, choices = given.get("kind", "choice" if "choices" in given else "text"), given.get("choices", [])
    if not text:
        problems.fault(here, "has no text: add one", column=column)
    if kind not in ("text", "choice"):
        problems.fault(here, 'its kind must be "text" or "choice"', column=column, value=kind)
    if not isinstance(choices, list) or not all(isinstance(one, str) and clean(one)[0] for one in choices):
        problems.fault(here, 'choices are a list of texts: ["yes", "no"]', column=column)
        return None
    words = tuple(clean(one)[0] for one in choices)
    if (kind == "choice") != bool(words) or len(set(words)) < len(words) or len(words) > _MOST_CHOICES:
        problems.fault(
            here, f"a choice needs 1 to {_MOST_CHOICES} choices, each once; a text has none", column=column
        )
    return OwnQuestion(text, words)


TEXTS = tuple(each.name for each in fields(SurveyNotice) if each.name not in ("questions", "wording"))
