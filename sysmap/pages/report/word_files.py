"""Word documents and slides as bytes: the same content is the same file."""

from __future__ import annotations

import io
from typing import Any

from sysmap.errors import SysmapError
from sysmap.files import restamped


def need_docx() -> None:
    """Refuse to write for Word where the package that does it is not installed.

    Raises
    ------
    SysmapError
        If python-docx is not installed; the message says how to get it.
    """
    try:
        import docx  # noqa: F401
    except ImportError:
        raise SysmapError(
            "a Word document needs the package python-docx: python -m pip install python-docx, or save the "
            "report as .html"
        ) from None


def same_bytes(document: Any) -> bytes:
    """Save a document or slides with the same date on every part: the same content is the same file."""
    saved = io.BytesIO()
    document.save(saved)
    return restamped(saved.getvalue())
