"""What only the user of a report can say of it, from ``about.toml``: purpose, list, ethics, funding."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sysmap.errors import ChoiceError
from sysmap.inputs import paths_in
from sysmap.records.containers.toml_files import read_toml, refuse_unknown, text_of
from sysmap.records.personal.warnings import kinds_in
from sysmap.records.problems import Origin, Problems
from sysmap.text import with_article

QUESTIONS = {
    "purpose": "What was the map made for, and who will use it?",
    "idea": "Which idea of how organisations work together stands behind the question?",
    "drawn_by": "Who drew up the list of organisations, and by which rule?",
    "not_listed": "Who belongs to the system and is not on the list?",
    "place": "Which place or service do the records stand for?",
    "collection": "How were the records collected: survey, interviews, minutes, a register?",
    "respondents": "Who answered for each organisation, and could they know all its partners?",
    "tried_out": "Was the question tried out, and how is it known that people understood it alike?",
    "ethics": "Was ethical approval needed? Who gave it, when, under which number?",
    "consent": "What were people told, and what did they agree to?",
    "confidentiality": "Who may see the names, and how could the map harm somebody?",
    "equity": "Whose ties are seen less, such as those of small or unpaid groups? What was done about it?",
    "involvement": "Who of those on the map helped to plan it, and saw it before others?",
    "funding": "Who paid for it, and who decides what is published?",
    "interests": "Which interests of those who made it should be known?",
    "availability": "Where can the records be had, or why can they not?",
    "citation": "How are the records cited?",
}
"""Every name that ``about.toml`` may hold, with the question that it answers."""
LEFT_OUT = "Left out of this copy for the public."
# Somebody's name may stand there.
_PRIVATE = ("drawn_by",)


@dataclass(frozen=True)
class About:
    """What the user said.

    Attributes
    ----------
    answers
        By the names of `QUESTIONS`; what was not answered is not there.
    inputs : tuple of pathlib.Path
        The file that it was read from.
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    inputs: tuple[Path, ...] = ()

    def __getitem__(self, name: str) -> str:
        """Return an answer; nothing where there is none."""
        return self.answers.get(name, "")

    @property
    def open_questions(self) -> dict[str, str]:
        """The questions that nobody has answered, by name."""
        return {name: question for name, question in QUESTIONS.items() if not self[name]}

    def public(self) -> About:
        """Return the copy that may be public.

        Raises
        ------
        ChoiceError
            If an e-mail address, a phone number or the like stands in it; the message says where.
        """
        found = [
            f"{name} holds {' and '.join(kinds)}"
            for name, text in self.answers.items()
            if name not in _PRIVATE and (kinds := kinds_in(text))
        ]
        if found:
            raise ChoiceError(
                f"{'; '.join(found)}, which a public copy must not show: take it out of about= first"
            )
        shown = {name: LEFT_OUT if name in _PRIVATE else text for name, text in self.answers.items()}
        return About(shown, self.inputs)


def about_of(given: str | os.PathLike[str] | Mapping[str, str] | None) -> About:
    """Take what the user said from a file, or from a mapping of the same names.

    Raises
    ------
    ChoiceError
        If it is neither.
    RecordsError
        If a name is not known, or what stands there is no text: one error with every fault.
    MissingFileError
        If there is no such file.
    """
    if given is None:
        return About()
    if not isinstance(given, str | os.PathLike | Mapping):
        kind = with_article(type(given).__name__)
        raise ChoiceError(f"about is a file such as about.toml, or a mapping of names and texts, not {kind}")
    problems = Problems()
    told: Mapping[str, Any]
    read: tuple[Path, ...] = ()
    if isinstance(given, Mapping):
        here, told = Origin("about"), given
    else:
        here, read = Origin(Path(given).name), tuple(paths_in(given))
        told = read_toml(given, "what a report is about", here, problems)
    refuse_unknown(told, QUESTIONS, here, problems)
    answers = {name: text_of(told[name], name, here, problems) for name in QUESTIONS if name in told}
    problems.raise_faults()
    return About({name: text for name, text in answers.items() if text}, read)
