"""Headers of survey exports: the question, and the row of it that a column is about.

One reader for all tools. Every way to write a question and a row into one header is tried, and the one
that splits most headers into rows that are organisations is taken: the shape decides.
"""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sysmap.records.columns.kinds import looks_like_an_organisation
from sysmap.records.surveys.export import Question
from sysmap.records.values.cells import clean
from sysmap.vocabulary import fold

BETWEEN = " - "
Known = Callable[[str], bool]
_CHOICE = re.compile(r"(.*\S)\s*\(choice\s*=\s*(.+?)\s*\)")
# What stands between a question and its row. The first alone tells by itself; the others only where
# the rows are organisations: a colon, a point or a stroke stands in many headers.
_MARKS = (
    BETWEEN, " – ", " — ", " | ", "|", " >> ", ">>", " > ", ">", " / ", "/", ": ", ":", "___", "__",
    ". ", ".", "...",
)  # fmt: skip
# The mark of REDCap stands in no other header.
_SURE = (BETWEEN, "___")
_NUMBERED_ITEM = re.compile(
    r"(?:Q?\d{1,3}(?:[._]\w{1,3})*|[a-z])\s*[.):]\s*(?=\S)|Q\d{1,3}(?:[._]\w{1,3})*\s+"
)
_NUMBERED_ROW = re.compile(
    r"(Q?\d{1,3})(?:[._](?:\d{1,3}|[a-z])|[a-z])[.):_]?\s*[-–:]?\s+(\S.*)", re.IGNORECASE
)
_QUESTION_NUMBER = re.compile(r"(Q?\d{1,3})[.):_]?\s+\S.*", re.IGNORECASE)
_NUMBER_ALONE = re.compile(r"\W*\d{1,3}\W*")
_CODED = re.compile(r"(Q?\d{1,3})(?:[._](?:\d{1,3}|[a-z]|SQ\d{1,3})|[a-z])\s*[:.)-]?\s+(\S.*)", re.IGNORECASE)
_REPEATED = re.compile(r"(.*\S)\d+")
_SAYS = re.compile(r"[^\W_]")
_LONGEST_ITEM, _MOST_WORDS, _MOST_PIECES = 120, 9, 8


@dataclass(frozen=True)
class _Split:
    """One way to split a header: where the stem ends or begins, and what is left."""

    way: str
    stem: str
    item: str


def bracketed(header: str) -> Question:
    """Split a header into the question and what the last pair of brackets holds."""
    text, _ = clean(header)
    stem, item = _in_brackets(text)
    return Question(header, stem, item) if item else Question(header, text)


def _in_brackets(text: str) -> tuple[str, str]:
    depth = 0
    for place in range(len(text) - 1, -1, -1):
        depth += (text[place] == "]") - (text[place] == "[")
        if text[-1:] != "]" or (depth == 0 and place == len(text) - 1):
            break
        if depth == 0:
            return text[:place].strip(), text[place + 1 : -1].strip()
    return text, ""


def shared_stem(texts: Sequence[str]) -> str:
    """Return the longest beginning that texts share and that ends in `` - ``, and is none of them whole."""
    shared = os.path.commonprefix(list(texts))
    while shared and (not shared.endswith(BETWEEN) or shared in texts):
        shared = shared[: shared[:-1].rfind(BETWEEN) + len(BETWEEN)] if BETWEEN in shared[:-1] else ""
    return shared


def questions_of(
    headers: Sequence[str],
    known: Known | None = None,
    texts: Mapping[str, str] | None = None,
    numbers: Mapping[str, str] | None = None,
) -> list[Question]:
    """Make questions of the headers of any export, in whichever way they name the rows of a grid.

    Parameters
    ----------
    headers
        The headers of the columns.
    known
        Tells whether a text names an organisation met elsewhere: in a list, or as somebody's own.
    texts
        What the headers say, where a row below says it.
    numbers
        What tells questions apart that are put in the same words.

    Returns
    -------
    list of Question
        ``Question [Row]``, ``Question (choice=Row)``, and ``Question - Row`` and the like where several
        headers share the question. Others are statements that stand alone.
    """
    is_known = known or (lambda _text: False)
    said = {header: clean((texts or {}).get(header, header))[0] for header in headers}
    apart = numbers or {}
    found: dict[str, Question] = {}
    left: dict[str, str] = {}
    for header, text in said.items():
        choice = _CHOICE.fullmatch(text)
        stem, item = (choice[1], choice[2]) if choice else _in_brackets(text)
        if item:
            found[header] = Question(header, stem, item, number=apart.get(header, ""))
        elif not is_known(text):
            left[header] = text
    left = _without_codes(left)
    for header, question in _of_kinds(left, is_known, apart):
        found[header] = question
    left = {header: text for header, text in left.items() if header not in found}
    for header, split in _grouped(left, is_known, apart):
        found[header] = Question(header, split.stem, split.item, number=apart.get(header, ""))
    rows = _numbered_rows({header: said[header] for header in left if header not in found}, is_known)
    found |= {header: Question(header, split.stem, split.item, number=split.way) for header, split in rows}
    alone = {
        question.column: question
        for question in statements([header for header in said if header not in found], said)
    }
    questions = [found.get(header) or alone[header] for header in said]
    return _unnumbered(_with_kinds(questions, is_known))


def _without_codes(texts: Mapping[str, str]) -> dict[str, str]:
    """Take from headers the codes by which the columns of one question are told apart: ``Q7_3: ...``."""
    coded = {header: match for header, text in texts.items() if (match := _CODED.fullmatch(text))}
    times = Counter(match[1] for match in coded.values())
    return {
        header: coded[header][2] if header in coded and times[coded[header][1]] > 1 else text
        for header, text in texts.items()
    }


def _grouped(
    texts: Mapping[str, str], known: Known, numbers: Mapping[str, str]
) -> Iterator[tuple[str, _Split]]:
    """Split headers that share a question; of several ways each header takes that of the best group."""
    groups: dict[tuple[str, str, str], dict[str, _Split]] = defaultdict(dict)
    for header, text in texts.items():
        for split in _splits(text):
            groups[numbers.get(header, ""), split.way, split.stem].setdefault(header, split)
    whole = set(texts.values())
    # Of one header that could be split in many ways no group is looked at twice.
    scored = sorted(
        ((_score(group, known), key) for key, group in groups.items() if len(group) > 1),
        key=lambda scored: (scored[0], len(scored[1][2])),
        reverse=True,
    )
    taken: set[str] = set()
    for score, key in scored:
        group = {header: split for header, split in groups[key].items() if header not in taken}
        sure = key[1] in _SURE and f"{key[2]}{BETWEEN}" not in whole
        about = 2 * score[1] >= len(groups[key])
        if len(group) < 2 or not (sure or about) or len({fold(one.item) for one in group.values()}) < 2:
            continue
        taken |= set(group)
        yield from group.items()


def _of_kinds(
    texts: Mapping[str, str], known: Known, numbers: Mapping[str, str]
) -> Iterator[tuple[str, Question]]:
    """Split headers that name a question, an organisation and a kind of tie, with one mark between them."""
    groups: dict[tuple[str, str, str, bool], dict[str, tuple[str, str]]] = defaultdict(dict)
    for header, text in texts.items():
        for mark in _MARKS:
            pieces = [piece.strip() for piece in text.split(mark)]
            if 2 < len(pieces) <= _MOST_PIECES and all(map(_SAYS.search, pieces)):
                number = numbers.get(header, "")
                behind, before = mark.join(pieces[:-2]), mark.join(pieces[2:])
                groups[number, mark, behind, False][header] = (pieces[-2], pieces[-1])
                groups[number, mark, before, True][header] = (pieces[0], pieces[1])
    taken: set[str] = set()
    for (number, _, stem, _), group in sorted(groups.items(), key=lambda item: -len(item[1])):
        turned = _turn(set(group.values()), known)
        if turned is None or taken & set(group):
            continue
        taken |= set(group)
        for header, pair in group.items():
            item, kind = pair if turned else pair[::-1]
            yield header, Question(header, stem, item, number=number, kind=kind)


def _turn(pairs: set[tuple[str, str]], known: Known) -> bool | None:
    """Return whether the first of two details is the organisation, and the second the kind of tie.

    None where they are no two details, each with the others of its like, or it cannot be told.
    """
    firsts, seconds = {first for first, _ in pairs}, {second for _, second in pairs}
    if min(len(firsts), len(seconds)) < 2 or 2 * len(pairs) <= len(firsts) * len(seconds):
        return None
    shares = [
        (_share(names, known), sum(map(_is_like_one, names)) / len(names)) for names in (firsts, seconds)
    ]
    if max(shares)[0] < 0.5 or shares[0] == shares[1]:
        return None
    return shares[0] > shares[1]


def _splits(text: str) -> Iterator[_Split]:
    for mark in _MARKS:
        pieces = text.split(mark)
        if not 1 < len(pieces) <= _MOST_PIECES:
            continue
        for place in range(1, len(pieces)):
            before, after = mark.join(pieces[:place]).strip(), mark.join(pieces[place:]).strip()
            if not _SAYS.search(before) or not _SAYS.search(after):
                continue
            if len(after) <= _LONGEST_ITEM and not _NUMBER_ALONE.fullmatch(before):
                yield _Split(mark, before, after)
            if len(before) <= _LONGEST_ITEM and mark != "___":
                yield _Split(f"before {mark}", after, before)


def _score(group: Mapping[str, _Split], known: Known) -> tuple[int, int, int, int]:
    """Say how much speaks for a group: its rows that are known, those like organisations, its length."""
    items = [split.item for split in group.values()]
    met = sum(1 for item in items if known(item))
    way = next(iter(group.values())).way
    first, mark = way.startswith("before "), way.removeprefix("before ").strip()
    # Between organisations and kinds of tie the mark may stand once more, in a name hardly ever.
    apart = {item for item in items if mark == BETWEEN.strip() or mark not in item}
    alike = sum(1 for item in items if known(item) or (item in apart and _is_like_one(item)))
    return met, alike, len(items), int(not first)


def _is_like_one(item: str) -> bool:
    """Tell a name of an organisation from a question that holds one."""
    return len(item.split()) <= _MOST_WORDS and item[-1:] != "?" and looks_like_an_organisation(item)


def _numbered_rows(texts: Mapping[str, str], known: Known) -> Iterator[tuple[str, _Split]]:
    """Split headers such as ``2.1. Northgate Council``: rows of the question 2, which may stand nowhere."""
    groups: dict[str, dict[str, str]] = defaultdict(dict)
    stems: dict[str, str] = {}
    for header, text in texts.items():
        row, question = _NUMBERED_ROW.fullmatch(text), _QUESTION_NUMBER.fullmatch(text)
        if row:
            groups[row[1]][header] = row[2].strip()
        elif question:
            stems.setdefault(question[1], text)
    for number, group in groups.items():
        met = sum(1 for item in group.values() if known(item) or looks_like_an_organisation(item))
        if len(group) > 1 and 2 * met >= len(group):
            for header, item in group.items():
                yield header, _Split(number, stems.get(number, ""), item)


def _with_kinds(questions: list[Question], known: Known) -> list[Question]:
    """Tell the kind of tie from the organisation where each column is about one of each: ``[A] [refers]``."""
    parts: dict[str, tuple[str, str, str]] = {}
    for question in questions:
        if question.item:
            parts |= {question.column: three} if (three := _two_details(question)) else {}
    by_stem: dict[tuple[str, str], list[Question]] = defaultdict(list)
    for question in questions:
        if question.column in parts:
            by_stem[question.number, parts[question.column][0]].append(question)
    changed: dict[str, Question] = {}
    for (_, stem), group in by_stem.items():
        turned = _turn({parts[question.column][1:] for question in group}, known)
        if turned is None:
            continue
        for question in group:
            _, one, other = parts[question.column]
            item, kind = (one, other) if turned else (other, one)
            changed[question.column] = replace(question, stem=stem, item=item, kind=kind)
    return [changed.get(question.column, question) for question in questions]


def _two_details(question: Question) -> tuple[str, str, str] | None:
    """Take the two details of a column apart, which follow each other in one way of writing."""
    stem, item = _in_brackets(question.stem)
    if item:
        return stem, item, question.item
    for mark in (BETWEEN, " – ", " | ", "|", ">>", "/", ":", "_"):
        if question.item.count(mark) == 1:
            first, second = (piece.strip() for piece in question.item.split(mark))
            if first and second:
                return question.stem, first, second
        if question.stem.count(mark) >= 1:
            before, _, last = question.stem.rpartition(mark)
            if before.strip() and last.strip() and not question.statement:
                return before.strip(), last.strip(), question.item
    return None


def _share(names: Iterable[str], known: Known) -> float:
    texts = list(names)
    return sum(1 for name in texts if known(name) or looks_like_an_organisation(name)) / len(texts)


def _unnumbered(questions: list[Question]) -> list[Question]:
    """Take the numbers from the rows of a question where each of them has one."""
    by_stem: dict[tuple[str, str], list[Question]] = defaultdict(list)
    for question in questions:
        if question.item and not question.statement:
            by_stem[question.number, question.stem].append(question)
    changed: dict[str, Question] = {}
    for group in by_stem.values():
        bare = [_NUMBERED_ITEM.sub("", question.item, count=1).strip() for question in group]
        starts = all(_NUMBERED_ITEM.match(question.item) for question in group)
        if len(group) > 1 and starts and all(bare) and max(Counter(map(fold, bare)).values()) == 1:
            changed |= {
                question.column: replace(question, item=item)
                for question, item in zip(group, bare, strict=True)
            }
    return [changed.get(question.column, question) for question in questions]


def statements(headers: Sequence[str], said: Mapping[str, str] | None = None) -> list[Question]:
    """Make a statement of each header, or of what is `said` below it.

    A digit that tells a repeated one apart is dropped.
    """
    texts = [clean((said or {}).get(header, header))[0] for header in headers]
    known = {fold(text) for text in texts}
    questions = []
    for header, text in zip(headers, texts, strict=True):
        match = _REPEATED.fullmatch(text)
        base = match[1] if match and fold(match[1]) in known else text
        # A question is put to the respondent; a statement is one line of a grid.
        asked = text.endswith(("?", ":"))
        questions.append(Question(header, text, "", True) if asked else Question(header, "", base, True))
    return questions
