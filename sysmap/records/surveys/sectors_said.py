"""The sectors of the organisations that answered, where the survey asked for them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sysmap.errors import listed
from sysmap.records.columns.kinds import Kind, kind_of
from sysmap.records.problems import shown
from sysmap.records.raw import RawTable
from sysmap.records.shapes.declaring import Arrived
from sysmap.records.surveys.counting import Person
from sysmap.records.surveys.export import Question, SurveyExport
from sysmap.records.surveys.words import NOBODY
from sysmap.vocabulary import fold, sectors_meant

_ASKS = ("sector", "type of organisation", "organisation type", "kind of organisation", "type of agency")


def sectors_said(
    survey: SurveyExport, people: Sequence[Person], questions: Iterable[Question], tables: Arrived
) -> dict[str, str]:
    """Return what respondents say of the sector of their organisations, by organisation.

    Of several answers for one organisation the commonest stands, and that is said.
    """
    column = next((question for question in questions if _asks_for_a_sector(survey, question)), None)
    if column is None:
        return {}
    cells = survey.answers[column.column]
    said: dict[str, Counter[str]] = defaultdict(Counter)
    for person in people:
        text = cells[person.row]
        if text and fold(text) not in NOBODY:
            said[person.organisation][text] += 1
    for organisation, labels in said.items():
        if len({fold(label) for label in labels}) > 1:
            tables.problems.warning(
                survey.origin,
                f"several sectors of one organisation: {listed(map(shown, sorted(labels)))}: the commonest "
                "stands",
                table="partners",
                column=column.title,
                value=organisation,
            )
    tables.account.use(tables[survey.name], [column.column])
    return {
        organisation: min(labels, key=lambda label: (-labels[label], label))
        for organisation, labels in said.items()
    }


def _asks_for_a_sector(survey: SurveyExport, question: Question) -> bool:
    title = fold(question.title)
    texts = [text for text in dict.fromkeys(survey.answers[question.column]) if text]
    if not texts or not any(words in title for words in _ASKS):
        return False
    known = sum(bool(sectors_meant(text)) for text in texts)
    return kind_of(question.title, texts).kind == Kind.SECTORS and 2 * known >= len(texts)


def with_sectors(partners: RawTable, said: Mapping[str, str]) -> list[RawTable]:
    """Return organisations with the sectors that were said; those of which none was said stand apart."""
    told = partners["id"].isin(list(said))
    if not told.any():
        return [partners]
    frame = partners.frame[told]
    given = partners.holding(frame.assign(sector=frame["id"].map(dict(said))))
    return [part for part in (given, partners.holding(partners.frame[~told])) if len(part)]
