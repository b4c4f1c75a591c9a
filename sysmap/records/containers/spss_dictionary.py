"""What a file of SPSS says before its cases: variables, their labels, the words that values stand for."""

from __future__ import annotations

import codecs
import struct
from collections import Counter
from dataclasses import dataclass, field

from sysmap.records.tables.declared import COLUMN_LIMIT

UNIT = 8
# How cases are packed: not at all, by bytes that stand for small numbers, by those and zlib.
NO_COMPRESSION, BYTES, ZLIB = 0, 1, 2
# Of a text longer than 255 letters each part but the last holds so many.
PART = 252
_CODE_PAGES = {2: "cp1252", 3: "cp1252", 65001: "utf-8", 28591: "cp1252", 20127: "cp1252"}


class SpssError(Exception):
    """What keeps a file of SPSS from being read."""


@dataclass
class SpssVariable:
    """A variable: its name and label, its place in a case, and what its values mean."""

    name: bytes
    width: int
    index: int
    units: int
    looks: int
    label: bytes = b""
    missing: list[bytes] = field(default_factory=list)
    ranged: bool = False
    words: dict[bytes, bytes] = field(default_factory=dict)
    parts: int = 1


@dataclass
class SpssFile:
    """What a file says before its cases, and how its numbers and texts are written."""

    order: str = "<"
    compression: int = 0
    cases: int = -1
    bias: float = 100.0
    units: int = 0
    encoding: str = "cp1252"
    not_known: float = -1.7976931348623157e308
    variables: list[SpssVariable] = field(default_factory=list)
    by_index: dict[int, SpssVariable] = field(default_factory=dict)
    long_names: dict[bytes, bytes] = field(default_factory=dict)

    def number(self, raw: bytes) -> float:
        """Return the number that eight bytes are."""
        return float(struct.unpack(f"{self.order}d", raw)[0])

    def text(self, raw: bytes) -> str:
        """Return a text without the blanks that fill it up."""
        return raw.rstrip(b" \x00").decode(self.encoding)


class SpssBytes:
    """The bytes of a file, taken one after the other."""

    def __init__(self, data: bytes, order: str) -> None:
        self.data, self.order, self.at = data, order, 0

    def take(self, length: int) -> bytes:
        """Take so many bytes; that there are not so many is an error."""
        if length < 0 or self.at + length > len(self.data):
            raise SpssError("the file ends too early: it is damaged or cut off")
        self.at += length
        return self.data[self.at - length : self.at]

    def whole(self) -> int:
        """Take a whole number of four bytes."""
        return int(struct.unpack(f"{self.order}i", self.take(4))[0])

    def double(self) -> int:
        """Take a whole number of eight bytes."""
        return int(struct.unpack(f"{self.order}q", self.take(8))[0])


def dictionary_of(data: bytes) -> tuple[SpssFile, SpssBytes]:
    """Read what stands before the cases; give that, and the bytes with the cases next.

    Raises
    ------
    SpssError
        If it cannot be read.
    Exception
        Whatever a damaged file makes the reading stumble over.
    """
    file = SpssFile()
    if data[64:68] in (b"\x00\x00\x00\x02", b"\x00\x00\x00\x03"):
        file.order = ">"
    given = SpssBytes(data, file.order)
    given.take(68)
    given.whole()  # the size of a case, which is often wrong
    file.compression, _, file.cases = given.whole(), given.whole(), given.whole()
    file.bias = file.number(given.take(UNIT))
    given.take(84)  # when it was written, and a title
    if file.compression not in (NO_COMPRESSION, BYTES, ZLIB) or not 0 <= file.bias <= 200:
        raise SpssError("the head of this file cannot be read: it is damaged")
    later: list[tuple[int, bytes]] = []
    while (kind := given.whole()) != 999:
        if kind == 2:
            _take_variable(file, given)
        elif kind == 3:
            _take_words(file, given)
        elif kind == 6:
            given.take(80 * given.whole())
        elif kind == 7:
            subtype, size, count = given.whole(), given.whole(), given.whole()
            later.append((subtype, given.take(size * count if size > 0 <= count else -1)))
        else:
            raise SpssError("a part of this file is of a kind that is not known: it is damaged")
    given.whole()
    for subtype, content in sorted(later, key=lambda part: part[0] != 20):
        _take_more(file, subtype, content)
    return file, given


def _take_variable(file: SpssFile, given: SpssBytes) -> None:
    kind, has_label, missing, looks = given.whole(), given.whole(), given.whole(), given.whole()
    given.take(4)
    name = given.take(8).rstrip(b" ")
    label = b""
    if has_label:
        length = given.whole()
        label = given.take(length + -length % 4)[:length] if length >= 0 else given.take(-1)
    values = [given.take(UNIT) for _ in range(min(abs(missing), 3))]
    file.units += 1
    if kind == -1 or not name:
        return
    if len(file.variables) > COLUMN_LIMIT:
        raise SpssError(f"more than {COLUMN_LIMIT:,} variables: save those that you need")
    if not 0 <= kind <= 255:
        raise SpssError("a variable of a kind that is not known: the file is damaged")
    units = max(1, -(-kind // UNIT))
    found = SpssVariable(name, kind, file.units - 1, units, looks >> 16 & 255, label, values, missing < 0)
    file.variables.append(found)
    file.by_index[file.units] = found


def _take_words(file: SpssFile, given: SpssBytes) -> None:
    """Take the words that values stand for, and note them at the variables that they are of."""
    words = {}
    for _ in range(given.whole()):
        value = given.take(UNIT)
        length = given.take(1)[0]
        words[value] = given.take(length + -(length + 1) % UNIT)[:length]
    if given.whole() != 4:
        raise SpssError("labels of values without their variables: the file is damaged")
    for _ in range(given.whole()):
        variable = file.by_index.get(given.whole())
        if variable is None:
            raise SpssError("labels of values of a variable that is not there: the file is damaged")
        variable.words.update(words)


def _take_more(file: SpssFile, subtype: int, content: bytes) -> None:
    """Take what later releases of SPSS say beside: the encoding, long names, long texts and their labels."""
    if subtype == 3 and len(content) >= 32 and file.encoding == "cp1252":
        code = struct.unpack(f"{file.order}8i", content[:32])[7]
        file.encoding = _known_encoding(_CODE_PAGES.get(code, f"cp{code}"))
    elif subtype == 4 and len(content) >= UNIT:
        file.not_known = file.number(content[:UNIT])
    elif subtype == 20:
        file.encoding = _known_encoding(content.rstrip(b"\x00 ").decode("ascii", "replace"))
    elif subtype == 13:
        pairs = (part.partition(b"=") for part in content.split(b"\t"))
        file.long_names = {short.upper(): long for short, _, long in pairs if long}
    elif subtype == 14:
        _join_parts(file, content)
    elif subtype == 21:
        _take_words_of_texts(file, SpssBytes(content, file.order))


def _known_encoding(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except (LookupError, ValueError) as error:
        raise SpssError(f"texts in the encoding {name[:40]!r}, which is not known") from error


def _join_parts(file: SpssFile, content: bytes) -> None:
    """Join the variables that are the parts of one text of more than 255 letters."""
    widths: dict[bytes, int] = {}
    for part in content.replace(b"\x00", b"").split(b"\t"):
        name, _, width = part.partition(b"=")
        if width:
            widths[name.upper()] = int(width)
    kept: list[SpssVariable] = []
    gone = 0
    for variable in file.variables:
        if gone:
            gone -= 1
            kept[-1].units += variable.units
            continue
        whole = widths.get(variable.name.upper(), 0)
        if whole > 255:
            variable.parts = -(-whole // PART)
            gone = variable.parts - 1
        kept.append(variable)
    file.variables = kept


def _take_words_of_texts(file: SpssFile, given: SpssBytes) -> None:
    known = {file.long_names.get(each.name.upper(), each.name): each for each in file.variables}
    while given.at < len(given.data):
        name = given.take(given.whole())
        given.whole()
        for _ in range(given.whole()):
            value = given.take(given.whole()).rstrip(b" ")
            word = given.take(given.whole())
            if name in known:
                known[name].words[value] = word


def headers_of(file: SpssFile) -> list[str]:
    """Call each variable by its label, by its name where it has none; two of one label are told apart."""
    names = [file.text(file.long_names.get(each.name.upper(), each.name)) for each in file.variables]
    called = [
        " ".join(file.text(each.label).split()) or name
        for each, name in zip(file.variables, names, strict=True)
    ]
    times = Counter(called)
    return [
        header if times[header] == 1 else f"{header} ({name})"
        for header, name in zip(called, names, strict=True)
    ]
