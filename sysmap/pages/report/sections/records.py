"""How the records were treated, and other explanations to weigh."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from sysmap.findings.comparison.comparison import Comparison
from sysmap.findings.comparison.organisations import panel_in_words
from sysmap.pages.report.blocks import Block, Heading, Items, Paragraph, items, table_of
from sysmap.pages.report.material import Material
from sysmap.pages.report.words import paragraph, sentence, wave_word
from sysmap.records.record_set import left_empty
from sysmap.records.values.accounting import in_words
from sysmap.text import counted, number

_MOST_PROBLEMS = 40
_SOURCES = {
    "given": "given in the records",
    "register": "from a register",
    "pattern": "told from the name, and to be checked",
    "unknown": "not known",
}


def how_records_were_treated(given: Material) -> Iterator[Block]:
    """Say what was read, matched, set aside and left out, and by which rules."""
    yield Heading("How the records were treated")
    records, said = given.last.records, given.last.records.summary
    layout = said["layout"]
    shape = layout if isinstance(layout, str) else " and ".join(layout)
    sources = ", ".join(sorted({PurePath(source).name for source in said["sources"]})) or "data frames"
    yield Paragraph(
        paragraph(
            [
                f"Read {'' if given.public else f'from {sources}, '}in the layout {shape.replace('_', ' ')}",
                f"{counted(said['partners'], 'partner record')} and "
                f"{counted(said['collaborations'], 'collaboration record')}",
            ]
        )
    )
    yield items(map(sentence, _treated(given)))
    problems = records.problems
    if problems.empty:
        if not given.public:
            yield Paragraph("Nothing in the records was doubtful when they were read.")
        return
    counts = problems.groupby(["table", "column", "message"], sort=True, dropna=False).size()
    frame = counts.rename("times").reset_index().sort_values("times", ascending=False, kind="stable")
    shown = frame.head(_MOST_PROBLEMS).replace("", "–")
    more = f" (the {len(shown)} commonest of {len(frame)})" if len(shown) < len(frame) else ""
    words = {
        "table": "Table",
        "column": "Column",
        "message": "What was found, and what was done",
        "times": "Times",
    }
    yield table_of(f"Doubts about the records, and how they were settled{more}", shown, words)


def _treated(given: Material) -> Iterator[str]:
    records = given.last.records
    said = records.summary
    sectors = [
        f"{counted(count, 'organisation')} {_SOURCES[how]}" for how, count in said["sectors"].items() if count
    ]
    yield f"Sectors: {', '.join(sectors)}" if sectors else "Sectors: none"
    partners = records.partners
    if "name_as_written" in partners:
        differ = (partners["name_as_written"].fillna("") != "") & (
            partners["name_as_written"] != partners["name"]
        )
        if differ.any():
            yield (
                f"Names: {counted(int(differ.sum()), 'organisation')} stand under another name than "
                f"in the file, by a decision kept in aliases.csv or by the spelling of the records"
            )
    if records.open_names:
        yield f"{counted(records.open_names, 'name')} looked up in a register are not yet decided by a person"
    if not given.public:
        yield f"Cells: {in_words(said['cells'])}"
    for reason, count in said["set_aside"].items():
        yield f"{counted(count, 'row')} set aside: {reason}"
    if not said["set_aside"] and not given.public:
        yield "No row was set aside"
    if said["dropped"] and not given.public:
        yield f"Columns not read, as they hold personal data: {', '.join(map(str, said['dropped']))}"
    empty = left_empty(records.blanks)
    if empty:
        yield f"{counted(empty, 'question')} put and left empty: a blank is not read as “no tie”"
    if len(records.blanks) > empty:
        number = counted(len(records.blanks) - empty, "question")
        yield f"{number} that somebody said they cannot answer: not read as “no tie” either"
    if len(records.succession):
        yield f"{counted(len(records.succession), 'row')} of mergers, splits and renamings recorded"
    for system in given.systems:
        for note in system.notes:
            yield f"{wave_word(system)}: {note}"
    rules = given.last.rules.in_words()
    yield (
        f"Rules of the map: {', '.join(rules)}"
        if rules
        else "Rules of the map: every kind and strength, and a tie where either side reported it"
    )
    if given.public:
        yield (
            "This is a copy for the public: notes, ratings, who reported what and who answered, single "
            "payments, names of files and columns of the users' own are not in it"
        )


def other_explanations(given: Material) -> Iterator[Block]:
    """List what else would look the same in the records."""
    yield Heading("Other explanations to weigh")
    if given.change is None:
        yield Paragraph(
            "What would also look like this on the map of one wave, whatever the organisations do:"
        )
        yield Items(_ONE_WAVE)
        return
    change = given.change
    yield Paragraph("What would also look like a change between two waves, whatever the organisations did:")
    moved = change.organisations["status"].value_counts()
    lineages = [
        f"{number(int(moved[word]))} {word}"
        for word in ("merged", "absorbed", "split", "renamed")
        if word in moved
    ]
    joined, left = (int(moved.get(word, 0)) for word in ("joined", "left"))
    yield Items(
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
                f"{counted(joined, 'organisation')} joined the list and {left} left it. A longer list "
                f"reminds people of more ties.",
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
