"""Which encoding a text file is in: settled by rule over the whole file, nothing guessed silently."""

from __future__ import annotations

import codecs
import re

import numpy as np

from sysmap.records.problems import Reading

EMPTY = "the file is empty; a header row and one row for each record are needed"
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_NOT_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
# So much of a file is looked at at a time: the whole of it as text takes several times its size.
_PIECE = 4_000_000


def text_of(data: bytes, here: Reading) -> str | None:
    """Decode a text file by the rules of CSV files; None, with the fault noted, where that cannot be done."""
    encoding = encoding_of(data, here)
    return None if encoding is None else data.decode(encoding)


def encoding_of(data: bytes, here: Reading) -> str | None:
    """Find the encoding of a whole file; None, with the fault noted, where there is none."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        here.warning("read as UTF-16")
        return _utf_16(data, here)
    if b"\x00" in data:
        here.fault(
            "a NUL byte: the file is damaged, or not a CSV file; save it again as 'CSV UTF-8'",
            row=_row_after(data[: data.index(b"\x00")]),
        )
        return None
    start = 3 if data.startswith(codecs.BOM_UTF8) else 0
    if not data[start:_PIECE].strip() and not data[start:].strip():
        here.fault(EMPTY)
        return None
    wrong = _no_utf8(data, start)
    if wrong is None:
        return "utf-8-sig"
    if _UTF8_SEQUENCE.search(data) or _NOT_CP1252.search(data):
        here.fault(
            "this row is not in the encoding of the others (UTF-8): save the file again as 'CSV UTF-8'",
            row=_row_after(data[:wrong]),
        )
        return None
    here.warning(
        "read as Windows-1252 (cp1252), because it is not UTF-8: "
        "check letters such as é and ’, and save as 'CSV UTF-8'",
    )
    return "cp1252"


def _no_utf8(data: bytes, start: int) -> int | None:
    """Return the place of the first byte that is no UTF-8; None where all are."""
    for begin in range(start, len(data), _PIECE):
        # A letter may lie across the end of a piece: a few bytes more are looked at, twice.
        end = min(begin + _PIECE + 3, len(data))
        offset = begin
        while offset > start and data[offset] & 0xC0 == 0x80 and offset > begin - 3:
            offset -= 1
        try:
            codecs.utf_8_decode(data[offset:end], "strict", end == len(data))
        except UnicodeDecodeError as error:
            return offset + error.start
    return None


def _utf_16(data: bytes, here: Reading) -> str | None:
    try:
        text = data.decode("utf-16")
    except UnicodeDecodeError:
        here.fault(
            "the file is damaged or incomplete, it is not UTF-16: save it again as 'CSV UTF-8'",
        )
        return None
    if "\x00" in text:
        here.fault(
            "a NUL character: the file is damaged; save it again as 'CSV UTF-8'",
            row=_row_after(text[: text.index("\x00")].encode("utf-8", "replace")),
        )
        return None
    if not text.strip("\ufeff \t\r\n"):
        here.fault(EMPTY)
        return None
    return "utf-16"


def _row_after(before: bytes) -> int:
    """Return the row that follows some bytes; line ends inside quotation marks start no row."""
    found, quoted, last = 1, False, 0
    for begin in range(0, len(before), _PIECE):
        letters = np.frombuffer(before, np.uint8, min(_PIECE, len(before) - begin), begin)
        inside = np.logical_xor.accumulate(letters == ord('"')) ^ quoted
        following = np.concatenate([[last], letters[:-1]])
        ends = (letters == ord("\r")) | ((letters == ord("\n")) & (following != ord("\r")))
        found += int((ends & ~inside).sum())
        quoted, last = bool(inside[-1]), int(letters[-1])
    return found
