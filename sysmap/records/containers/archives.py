"""Workbooks as zip archives: what is refused before anything in them is parsed."""

from __future__ import annotations

import zipfile
from pathlib import Path

from sysmap.records.containers.xml_text import declares_a_type, elements_in, hidden_encoding, is_markup
from sysmap.records.problems import Reading, shown

ZIP_LIMIT = 100_000_000
_RATIO_LIMIT, _RATIO_FROM = 100, 10_000_000
_OLE = b"\xd0\xcf\x11\xe0"
_OLD = {".xlsx": ".xls", ".ods": ".xls", ".docx": ".doc", ".zip": ".zip"}
_PARTS_LIMIT = 5_000
# Of parts that are neither cells nor texts: looks, names, links.
_ELEMENTS_LIMIT = 500_000
_OF_CELLS = ("worksheets/", "sharedstrings", "content.xml", "word/document.xml")


def is_safe(path: Path, here: Reading, what: str = "workbook", suffix: str = ".xlsx") -> bool:
    """Return whether a workbook may be opened; if not, the fault is noted.

    Parameters
    ----------
    what, suffix
        What it is called in messages, and how it is to be saved.

    Notes
    -----
    Refused are what is no zip archive, what is damaged, what would unpack to more than the
    limit, and parts that declare a document type (the way to have a reader expand or fetch).
    """
    with path.open("rb") as file:
        start = file.read(4096)
    if not start.strip():
        here.fault("the file is empty; a workbook with the sheets partners and collaborations is needed")
    elif start.startswith(_OLE):
        here.fault(
            f"a password-protected {what} or an old {_OLD[suffix]}: save it as {suffix} without a password"
        )
    elif not start.startswith(b"PK"):
        here.fault(f"not a {what}, although its name ends so: save it as {suffix}, or name it .csv")
    else:
        return _zip_is_safe(path, here, what)
    return False


def _zip_is_safe(path: Path, here: Reading, what: str) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return _parts_are_safe(archive, here)
    except Exception as error:  # whatever the unpacking stumbles over, the file is at fault
        note_damaged(error, here, what)
        return False


def note_damaged(error: Exception, here: Reading, what: str = "workbook") -> None:
    """Note that a workbook cannot be read as it is."""
    ways = {"document": "open it in Word and save it", "archive": "unpack it and give the files"}
    here.fault(
        f"the {what} is damaged or incomplete ({type(error).__name__}): copy it again, or "
        f"{ways.get(what, 'open it in a spreadsheet program and save it')}",
    )


def _parts_are_safe(archive: zipfile.ZipFile, here: Reading) -> bool:
    parts = archive.infolist()
    if sum(part.file_size for part in parts) > ZIP_LIMIT or any(
        part.file_size > _RATIO_FROM and part.file_size > _RATIO_LIMIT * max(1, part.compress_size)
        for part in parts
    ):
        here.fault(
            f"refused: unpacked it would be over {ZIP_LIMIT // 1_000_000} MB, or a part is packed more than "
            f"{_RATIO_LIMIT} to 1, as no honest workbook is; save the tables alone as a new workbook or CSV",
        )
        return False
    if len(parts) > _PARTS_LIMIT:
        here.fault(f"refused: {len(parts):,} parts; save the tables alone as a new workbook")
        return False
    if any(part.flag_bits & 1 for part in parts):
        here.fault("a password-protected archive: save it as .xlsx without a password")
        return False
    if any(part.filename.startswith(("/", "\\")) or ".." in part.filename for part in parts):
        here.warning("holds an entry with a path outside itself: nothing is unpacked to disk")
    for part in parts:
        data = archive.read(part)
        reason = _why_unsafe(part.filename, data) if is_markup(data) else ""
        if reason:
            here.fault(f"refused: {reason}; save the tables as a new workbook")
            return False
    return True


def _why_unsafe(name: str, data: bytes) -> str:
    """Say why a part is not to be parsed; nothing where it may be."""
    if declares_a_type(data):
        return f"a document type declaration in {shown(name)}, which no spreadsheet program writes"
    if encoding := hidden_encoding(data):
        return f"{shown(name)} is in the encoding {shown(encoding)}, which no spreadsheet program writes"
    if not any(part in name.casefold() for part in _OF_CELLS) and elements_in(data) > _ELEMENTS_LIMIT:
        return f"{shown(name)} holds more than {_ELEMENTS_LIMIT:,} elements that are no cells"
    return ""
