"""XML from files of other people: what is refused before it is parsed, and how it is gone through."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element, iterparse

DEPTH_LIMIT = 100
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# A declaration in UTF-8, and in UTF-16 of either byte order.
_DTD = re.compile(
    rb"<!(DOCTYPE|ENTITY)"
    rb"|<\x00!\x00(D\x00O\x00C\x00T|E\x00N\x00T\x00I)"
    rb"|\x00<\x00!\x00(D\x00O\x00C\x00T|E\x00N\x00T\x00I)"
)
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"'>]{1,40})["']""")
_ENCODINGS = {b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"ascii", b"iso-8859-1"}


class TooMuchError(Exception):
    """A file holds more than is read; the message says of what, and what to do."""


def is_markup(data: bytes) -> bool:
    """Return whether a text begins as XML does."""
    return _without_mark(data[:400]).replace(b"\x00", b"").lstrip().startswith(b"<")


def declares_a_type(data: bytes) -> bool:
    """Return whether a document type is declared: the way to have a reader expand or fetch something."""
    return _DTD.search(data) is not None


def hidden_encoding(data: bytes) -> str:
    """Return the encoding of a text if it is none in which a declaration could be seen; else nothing."""
    found = _ENCODING.match(_without_mark(data[:400]).replace(b"\x00", b""))
    return found[1].decode("latin-1") if found and found[1].lower() not in _ENCODINGS else ""


def elements_in(data: bytes) -> int:
    """Count the elements of a text without parsing it; what is no element is counted with them."""
    return data.count(b"<") - data.count(b"</")


def _without_mark(data: bytes) -> bytes:
    return next((data[len(mark) :] for mark in _MARKS if data.startswith(mark)), data)


def walk(file: IO[bytes]) -> Iterator[tuple[bool, str, Element]]:
    """Go through the elements of a text in which no document type is declared.

    Yields
    ------
    tuple
        Whether an element begins, its name without a namespace, and the element, which is whole
        only where it ends. Whoever is done with one clears it.

    Raises
    ------
    TooMuchError
        If elements lie too deep in one another.
    """
    depth = 0
    names: dict[str, str] = {}
    for event, element in iterparse(file, ("start", "end")):
        begins = event == "start"
        depth += 1 if begins else -1
        if depth > DEPTH_LIMIT:
            raise TooMuchError(f"elements lie more than {DEPTH_LIMIT} deep in one another")
        name = names.get(element.tag)
        if name is None:
            name = names[element.tag] = element.tag.rpartition("}")[2]
        yield begins, name, element
