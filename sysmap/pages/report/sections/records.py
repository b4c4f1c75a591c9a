"""How the records were treated: what was read, matched, set aside and left out, and by which rules."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from sysmap.pages.report.blocks import Block, Heading, Paragraph, items, table_of
from sysmap.pages.report.material import Material
from sysmap.pages.report.words import paragraph, sentence, wave_word
from sysmap.records.record_set import left_empty
from sysmap.records.values.accounting import in_words
from sysmap.text import counted

_MOST_PROBLEMS = 40
_SOURCES = {
    "given": "given in the records",
    "register": "from a register",
    "pattern": "told from the name, and to be checked",
    "unknown": "not known",
}


def how_records_were_treated(given: Material) -> Iterator[Block]:
    """Say how much was read and set aside, and by which rules."""
    records = given.last.records
    yield Heading("How the records were treated")
    yield Paragraph(_answer(given), answer=True)
    yield items(map(sentence, _treated(given)))
    if len(records.problems):
        yield Paragraph(
            f"{counted(len(records.problems), 'doubt')} about cells and rows, and how they were settled, "
            f"{'is' if len(records.problems) == 1 else 'are'} in the annex."
        )
    elif not given.public:
        yield Paragraph("Nothing in the records was doubtful when they were read.")


def records_in_full(given: Material) -> Iterator[Block]:
    """Say from what was read and what became of each cell, and list every doubt."""
    records, said = given.last.records, given.last.records.summary
    yield Heading("Records and doubts about them")
    layout = said["layout"]
    shape = layout if isinstance(layout, str) else " and ".join(layout)
    sources = ", ".join(sorted({PurePath(source).name for source in said["sources"]})) or "data frames"
    yield Paragraph(
        paragraph(
            [
                f"Read {'' if given.public else f'from {sources}, '}in the layout {shape.replace('_', ' ')}",
                *([] if given.public else [f"Cells: {in_words(said['cells'])}"]),
            ]
        )
    )
    problems = records.problems
    if problems.empty:
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


def _answer(given: Material) -> str:
    said = given.last.records.summary
    read = (
        f"{counted(said['partners'], 'partner record')} and "
        f"{counted(said['collaborations'], 'collaboration record')} were read"
    )
    aside = sum(said["set_aside"].values())
    if aside:
        return f"{read}; {counted(aside, 'row')} {'was' if aside == 1 else 'were'} set aside."
    return f"{read}." if given.public else f"{read}; no row was set aside."


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
    for reason, count in said["set_aside"].items():
        yield f"{counted(count, 'row')} set aside: {reason}"
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
