"""The DL language of UCINET: a header of keywords and labels, then matrices or lists of ties."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sysmap.errors import SysmapError, listed
from sysmap.records.problems import shown

FORMATS = {
    "fullmatrix": "fullmatrix", "fm": "fullmatrix", "edgelist1": "edgelist1", "el1": "edgelist1",
    "nodelist1": "nodelist1", "nl1": "nodelist1", "edgelist2": "edgelist2", "el2": "edgelist2",
    "nodelist2": "nodelist2", "nl2": "nodelist2", "nodelist1b": "nodelist1b", "nl1b": "nodelist1b",
    "lowerhalf": "lowerhalf", "lh": "lowerhalf", "upperhalf": "upperhalf", "uh": "upperhalf",
    "edgearray1": "edgearray1", "ea1": "edgearray1", "edgelist": "edgelist1", "nodelist": "nodelist1",
}  # fmt: skip
# Of these one triangle of a matrix is written: the other is the same.
HALVES = ("lowerhalf", "upperhalf")
# Where these words stand in a header, the data or the labels are in a file of their own.
_ELSEWHERE = {"datafile", "labelfile", "labelsfile", "rowlabelfile", "columnlabelfile", "matrixlabelfile"}
_TOKEN = re.compile(r"\"([^\"]*)\"|'([^']*)'|(=)|([^\s,=\"']+)")
_SIZES = ("n", "nr", "nc", "nm")
_SECTIONS = {
    ("labels",): "labels", ("row", "labels"): "rows", ("column", "labels"): "columns",
    ("col", "labels"): "columns", ("matrix", "labels"): "matrices", ("level", "labels"): "matrices",
    ("data",): "data",
}  # fmt: skip
LARGEST = 20_000


class DLError(SysmapError):
    """What keeps a DL file from being read, and the line where it stands."""

    def __init__(self, message: str, line: object = "", value: str = "") -> None:
        super().__init__(message)
        self.line = line
        self.value = value


@dataclass(frozen=True)
class Token:
    """One word of a DL file: its text, line, and whether it stood in quotation marks."""

    text: str
    line: int
    quoted: bool = False


@dataclass
class Header:
    """What the keywords and labels before the data say."""

    sizes: dict[str, int] = field(default_factory=dict)
    form: str = "fullmatrix"
    labels: dict[str, list[str]] = field(default_factory=dict)
    embedded: set[str] = field(default_factory=set)
    diagonal: bool = True

    @property
    def two_mode(self) -> bool:
        """Whether rows and columns are different things: organisations and what they are members of."""
        return (
            self.form.endswith("2")
            or bool({"nr", "nc"} & set(self.sizes))
            or ("columns" in self.labels and self.labels.get("rows") not in (None, self.labels["columns"]))
        )


def tokens(lines: Sequence[str], first: int = 1) -> Iterator[Token]:
    """Split lines into words: at spaces, commas, and equals signs, which are words of their own."""
    for number, line in enumerate(lines, start=first):
        for match in _TOKEN.finditer(line):
            quoted = match[1] if match[1] is not None else match[2]
            if quoted is not None:
                yield Token(" ".join(quoted.split()), number, True)
            else:
                yield Token(match[3] or match[4], number)


def read_header(lines: Sequence[str]) -> tuple[Header, list[str], int]:
    """Read what stands before the data.

    Returns
    -------
    tuple
        The header, the lines of the data, and the number of the first of them.

    Raises
    ------
    DLError
        If there is no data section, or a keyword cannot be understood.
    """
    start = next((number for number, line in enumerate(lines) if re.search(r"\bdata\s*:", line, re.I)), None)
    if start is None:
        _check_elsewhere(list(tokens(lines)))
        raise DLError("no line 'data:' before the data: add it")
    before, _, after = re.split(r"(\bdata\s*:)", lines[start], maxsplit=1, flags=re.I)
    words = list(tokens([*lines[:start], before]))
    _check_elsewhere(words)
    header = Header()
    place = 1 if words and words[0].text.casefold() == "dl" else 0
    section = ""
    while place < len(words):
        word = words[place]
        folded = word.text.casefold()
        keyword, length = _section(words, place)
        if keyword:
            place += length
            section = keyword
            if place < len(words) and words[place].text.casefold() in ("embedded", "embedded:"):
                header.embedded |= {"rows", "columns"} if keyword == "labels" else {keyword}
                section = ""
                place += 1
        elif not word.quoted and place + 1 < len(words) and words[place + 1].text == "=":
            value = words[place + 2].text if place + 2 < len(words) else ""
            _set(header, folded, value, word.line)
            section = ""
            place += 3
        elif not word.quoted and _is_setting(words, place, section):
            # The sign between a word and its value may be left out, as may the comma.
            _set(header, folded, words[place + 1].text, word.line)
            section = ""
            place += 2
        elif section:
            header.labels.setdefault(section, []).append(word.text)
            place += 1
        elif folded in ("diagonal", "diag"):
            header.diagonal = place + 1 >= len(words) or words[place + 1].text.casefold() != "absent"
            place += 2
        else:
            raise DLError("this word of the header is not known", word.line, word.text)
    return header, [after, *lines[start + 1 :]], start + 1


def _is_setting(words: list[Token], place: int, section: str) -> bool:
    """Return whether a word and the one after it say a size or the format, with no sign between them."""
    if section or place + 1 >= len(words):
        return False
    keyword, value = (token.text.casefold() for token in words[place : place + 2])
    return (keyword in _SIZES and value.isdigit()) or keyword == "format"


def _check_elsewhere(words: Sequence[Token]) -> None:
    """Refuse a header that names other files for the data or the labels."""
    for place, word in enumerate(words):
        if word.text != "=" or word.quoted:
            continue
        before = [each.text.casefold() for each in words[max(0, place - 2) : place] if not each.quoted]
        if _ELSEWHERE & {"".join(before), *before[-1:]}:
            raise DLError(
                "the data or labels are in another file: put them into this one, labels after "
                "labels: and data after data:",
                word.line,
                " ".join(before),
            )


def _section(words: list[Token], place: int) -> tuple[str, int]:
    """Return the section that begins at a place, and how many words its name takes; None where none does."""
    for names, section in _SECTIONS.items():
        found = words[place : place + len(names)]
        texts = [token.text.casefold() for token in found]
        if any(token.quoted for token in found) or len(found) < len(names):
            continue
        follows = place + len(names) < len(words) and words[place + len(names)].text.casefold() in (
            "embedded",
            "embedded:",
            ":",
        )
        if texts[:-1] == list(names[:-1]) and (
            texts[-1] == f"{names[-1]}:" or (texts[-1] == names[-1] and follows)
        ):
            return section, len(names) + (
                1 if texts[-1] == names[-1] and words[place + len(names)].text == ":" else 0
            )
    return "", 0


def _set(header: Header, keyword: str, value: str, line: int) -> None:
    if keyword in _SIZES:
        if not value.isascii() or not value.isdigit() or not 0 < int(value[:9]) <= LARGEST:
            raise DLError(f"{keyword}= is a number from 1 to {LARGEST:,}", line, value)
        header.sizes[keyword] = int(value)
    elif keyword == "format":
        if value.casefold() not in FORMATS:
            raise DLError(
                f"this format is not read; read are {listed(sorted(set(FORMATS.values())))}", line, value
            )
        header.form = FORMATS[value.casefold()]
    elif keyword in ("diagonal", "diag"):
        header.diagonal = value.casefold() != "absent"
    elif keyword != "title":
        raise DLError("this word of the header is not known", line, shown(keyword))
