"""Other explanations to weigh, and what these records cannot tell."""

from __future__ import annotations

from collections.abc import Iterator

from sysmap.findings.comparison.comparison import Comparison
from sysmap.findings.comparison.organisations import list_in_words, panel_in_words
from sysmap.pages.report.blocks import Block, Heading, Items, Paragraph, items
from sysmap.pages.report.material import Material
from sysmap.pages.report.words import sentence
from sysmap.text import number


def other_explanations(given: Material) -> Iterator[Block]:
    """List what else would look the same in the records, and what they cannot tell."""
    yield Heading("Other explanations to weigh")
    if given.change is None:
        yield Paragraph(
            "All of these would look the same on the map of one wave, whatever the organisations do. These "
            "records cannot tell them apart.",
            answer=True,
        )
        yield Items(_ONE_WAVE)
    else:
        yield Paragraph(
            "All of these would also look like a change between waves, whatever the organisations did. These "
            "records cannot tell them apart.",
            answer=True,
        )
        yield _of_waves(given, given.change)
    yield Heading("What this report cannot say", 3)
    waves = _MANY_WAVES if given.followed else _TWO_WAVES if given.change else _NO_CHANGE
    yield items((waves, *_LIMITS))


def _of_waves(given: Material, change: Comparison) -> Items:
    moved = change.organisations["status"].value_counts()
    lineages = [
        f"{number(int(moved[word]))} {word}"
        for word in ("merged", "absorbed", "split", "renamed")
        if word in moved
    ]
    return Items(
        (
            (
                "Reorganisation",
                f"Recorded between the waves: {', '.join(lineages)}. They count as one in both; what was not "
                "recorded does not."
                if lineages
                else "No merger, split or renaming is recorded between the waves. One that nobody wrote down "
                "looks like ties lost and ties gained.",
            ),
            ("Policy", "New duties, funding rules or guidance reach every organisation at the same time."),
            (
                "Different respondents",
                f"{_who_compared(given, change)} Another person may have filled in the form and know other "
                "partners.",
            ),
            (
                "A changed list",
                f"{_list_of(change)} A longer list reminds people of more ties.",
            ),
            (
                "Regression to the mean",
                "A system chosen when its ties were unusually few tends to show more the next time, "
                "whatever is done.",
            ),
            (
                "Learning the questionnaire",
                "Those who answer a second time know what is asked, and may report more, or less, than "
                "before.",
            ),
            (
                "Events",
                "An emergency, an inspection or a change of leadership between the waves brings people "
                "together, or apart.",
            ),
            (
                "A trend",
                "Ties may have been growing or thinning before the first wave. "
                f"{'These' if given.followed else 'Two'} waves cannot show it.",
            ),
        )
    )


_LIMITS = (
    "Why anything is as it is. The records say who works with whom, not for what reason.",
    "How well any organisation works, or what its ties were worth to the people it serves.",
    "Ties that nobody reported. A tie that is not on the map may exist all the same.",
    "Whether more ties would be better. Every tie takes time, and not every two organisations need one.",
)
_NO_CHANGE = "Whether anything changed: that needs a second wave, asked in the same way."
_TWO_WAVES = (
    "Whether a programme, or a trend that would have come anyway, stands behind a change: that needs "
    "comparable places, or several waves before the programme."
)
_MANY_WAVES = (
    "Whether a programme, or a trend that would have come anyway, stands behind a change: that needs "
    "a comparison group, or several waves before the programme."
)


def _list_of(change: Comparison) -> str:
    return list_in_words(change.organisations, (change.before.wave, change.after.wave))


def _who_compared(given: Material, change: Comparison) -> str:
    """Say how many answered both waves, as far as may be said."""
    if given.public:
        return change.who[1]
    return sentence(panel_in_words(change.panel, "of the organisations compared"))


_ONE_WAVE = (
    ("Who answered", "Silence looks like having no ties, unless others report them."),
    (
        "The list",
        "Ties to organisations that are not on the list cannot be reported. A longer list reminds "
        "people of more ties.",
    ),
    (
        "The question",
        "What counts as working together differs between people; a wide question finds more ties.",
    ),
    ("Who filled in the form", "One person rarely knows all the partners of a large organisation."),
    ("Duties", "Some ties are required by law or contract, and say little about willingness."),
    ("The moment", "A map of a busy month differs from one of a quiet month."),
)
