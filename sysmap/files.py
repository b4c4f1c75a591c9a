"""Files written whole or not at all, and cells that stay text, both ways."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import pandas as pd

from sysmap.destinations import TEMPORARY, put, put_folder, send, settled, stream_at
from sysmap.errors import MissingFileError, SysmapError
from sysmap.swapping import swap

# What a spreadsheet program would run as a formula, with the full-width forms that some fold to it.
_LIVE = re.compile(r"'*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
SHEET_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


@contextmanager
def whole(path: str | os.PathLike[str], *, private: bool = False) -> Iterator[Path]:
    """Return a temporary path beside `path`, and put it in the place of `path` if nothing fails.

    The old file stays as it was until the new one is complete and on disk; the new one has its
    rights. A link stays a link: the file that it leads to is written. A pipe or a device is sent
    the whole content at the end. The temporary file keeps the suffixes, because writers choose a
    format by them. A `private` file is for its owner alone, where the system knows such rights.

    Raises
    ------
    MissingFileError
        If the folder does not exist or cannot be written to.
    SysmapError
        If what is there is a folder, is read-only or is no ordinary file.
    """
    stream = stream_at(path)
    target = settled(path) if stream is None else Path(path)
    suffix = "".join(target.suffixes[-2:]) if len(target.suffixes) > 1 else target.suffix
    folder = target.parent if stream is None else None
    try:
        handle, name = tempfile.mkstemp(dir=folder, prefix=TEMPORARY, suffix=suffix)
    except OSError as error:
        raise MissingFileError(
            f"cannot write {target.name} to the folder {target.parent}: {error.strerror or error}"
        ) from error
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        if stream is not None:
            send(temporary, stream)
        else:
            put(temporary, target, private=private)
    except BrokenPipeError:
        raise  # who read it has had enough
    except OSError as error:
        raise SysmapError(f"cannot write {path}: {error.strerror or error}; nothing was changed") from error
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def whole_folder(
    path: str | os.PathLike[str], *, leaving: Iterable[str] = (), last: str = ""
) -> Iterator[Path]:
    """Return a temporary folder, and put all that is in it into the folder `path` if nothing fails.

    All of it is put there or nothing. What the folder holds besides stays as it is.

    Parameters
    ----------
    path
        The folder; it is made if it does not exist.
    leaving
        Names of files that are to be gone from it afterwards.
    last
        The file without which the folder cannot be read: it is put there last.

    Raises
    ------
    MissingFileError
        If the folder cannot be made or written to.
    SysmapError
        If a file in it cannot be replaced.
    """
    target = Path(os.path.realpath(path))
    made = _missing_above(target)
    try:
        new = not target.exists()
        target.parent.mkdir(parents=True, exist_ok=True)
        # A name with a point before it: nobody reads what an interrupted writing left behind.
        temporary = Path(tempfile.mkdtemp(dir=target.parent if new else target, prefix=TEMPORARY))
    except (OSError, ValueError) as error:
        _remove_empty(made)
        reason = getattr(error, "strerror", None) or error
        raise MissingFileError(f"cannot write to the folder {path}: {reason}") from error
    try:
        yield temporary
        if new:
            put_folder(temporary, target)
        else:
            swap(temporary, target, leaving, last)
    except OSError as error:
        raise SysmapError(
            f"cannot write to the folder {path}: {error.strerror or error}; nothing was changed; if one of "
            "its files is open in another program, close it there"
        ) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
        _remove_empty(made)


def _missing_above(folder: Path) -> list[Path]:
    """List the folders above one that do not exist, the innermost first."""
    return [parent for parent in folder.parents if not os.path.lexists(parent)]


def _remove_empty(folders: Iterable[Path]) -> None:
    """Remove folders that were made for something that then failed."""
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()


def write_text(path: str | os.PathLike[str], text: str) -> None:
    """Write a text as UTF-8 with plain line ends, whole or not at all."""
    with whole(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def guarded(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet program would run as a formula."""
    return f"'{text}" if _LIVE.match(text) else text


def unguarded(text: str) -> str:
    """Take away the apostrophe that `guarded` has put there."""
    return text[1:] if text.startswith("'") and _LIVE.match(text[1:]) else text


def write_csv(frame: pd.DataFrame, path: str | os.PathLike[str], *, index: bool = True) -> None:
    """Write a frame as CSV (UTF-8 with mark, so that Excel reads it), text kept from running as formulas.

    Numbers are written so that they read back as the same number; missing values are blank.
    """
    with whole(path) as temporary, temporary.open("w", encoding="utf-8-sig", newline="") as file:
        _write_rows(frame.reset_index() if index else frame, file)


def csv_text(frame: pd.DataFrame) -> str:
    """Return a frame as the text of a CSV file, without its index, text kept from running as formulas."""
    file = io.StringIO(newline="")
    _write_rows(frame, file)
    return file.getvalue()


def _write_rows(table: pd.DataFrame, file: TextIO) -> None:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([guarded(str(name)) for name in table.columns])
    for row in table.itertuples(index=False, name=None):
        writer.writerow([_csv_cell(value) for value in row])


def write_zip(path: str | os.PathLike[str], parts: Mapping[str, bytes]) -> None:
    """Write parts as a zip file whose bytes depend on the content alone."""
    with whole(path) as temporary:
        temporary.write_bytes(zip_bytes(parts))


def zip_bytes(parts: Mapping[str, bytes], *, packed: bool = True) -> bytes:
    """Return parts as the bytes of a zip file, which depend on the content alone.

    Packed, they also depend on the library that packs; not packed they are the same on every machine.
    """
    stamp = max(creation_time(), datetime(1980, 1, 1)).timetuple()[:6]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
            # The same on every system, whatever it would note of its own.
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, content)
    return made.getvalue()


def restamped(data: bytes, change: Callable[[bytes], bytes] = bytes) -> bytes:
    """Return the bytes of a zip file with one date on every part: the same content is the same file.

    Parameters
    ----------
    data
        What another package wrote, with the date of the clock on its parts.
    change
        What becomes of the content of each part.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as parts, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for name in parts.namelist():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            out.writestr(entry, change(parts.read(name)))
    return made.getvalue()


def write_workbook(
    sheets: Mapping[str, pd.DataFrame], path: str | os.PathLike[str], *, index: bool = True
) -> None:
    """Write frames as the sheets of a workbook in which every text is text.

    Header rows are frozen, columns are as wide as their content. The bytes depend on the
    content alone: the date of creation comes from ``SOURCE_DATE_EPOCH``.
    """
    import xlsxwriter

    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
        "in_memory": True,
    }
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, options) as book:
        book.set_properties({"created": creation_time()})
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        for name, frame in sheets.items():
            sheet = book.add_worksheet(SHEET_FORBIDDEN.sub(" ", name)[:31])
            table = frame.reset_index() if index else frame
            for column, title in enumerate(table.columns):
                sheet.write_string(0, column, str(title), bold)
                longest = max(
                    [len(str(title)), *(len(str(plain(v))) for v in table.iloc[:, column].head(200))]
                )
                sheet.set_column(column, column, min(max(8, longest + 2), 60))
            for line, row in enumerate(table.itertuples(index=False, name=None), start=1):
                for column, value in enumerate(row):
                    _write_cell(sheet, line, column, plain(value))
            sheet.freeze_panes(1, 1 if index else 0)
    with whole(path) as temporary:
        temporary.write_bytes(content.getvalue())


def creation_time() -> datetime:
    """Return the time to stamp on a file: ``SOURCE_DATE_EPOCH``, else 1 January 1980, never the clock."""
    epoch = int(os.environ.get("SOURCE_DATE_EPOCH", "315532800"))
    return datetime.fromtimestamp(epoch, UTC).replace(tzinfo=None)


def plain(value: Any) -> Any:
    """Turn a cell of a frame into a plain value: text, number, truth or None for missing."""
    if isinstance(value, tuple | list):
        return "; ".join(map(str, value))
    if isinstance(value, str | bool | int) or value is None:
        return value
    if hasattr(value, "item"):
        value = value.item()
    if value is pd.NaT or value is pd.NA or (isinstance(value, float) and value != value):
        return None
    return value if isinstance(value, str | bool | int | float) else str(value)


def _csv_cell(value: Any) -> str:
    value = plain(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return guarded(value) if isinstance(value, str) else repr(value)


def _write_cell(sheet: Any, line: int, column: int, value: Any) -> None:
    if isinstance(value, bool):
        sheet.write_string(line, column, "yes" if value else "no")
    elif isinstance(value, str):
        sheet.write_string(line, column, value[:32_767])
    elif value is not None and abs(value) != float("inf"):
        sheet.write_number(line, column, value)
