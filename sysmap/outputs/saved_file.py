"""Where a file was written: a path to code, a link in Jupyter."""

from __future__ import annotations

import html
import os
from pathlib import Path
from urllib.parse import quote

_PATH = type(Path())


class SavedFile(_PATH):  # type: ignore[valid-type, misc]  # which kind of path there is depends on the system
    """The path of what was saved: in Jupyter a link that opens it, all else as any path."""

    __slots__ = ()

    def __repr__(self) -> str:
        return repr(Path(self))

    def _repr_html_(self) -> str:
        # Jupyter looks from the folder of the notebook, which is where Python is too. The whole path of a
        # machine is not for everybody who reads the notebook.
        try:
            near = Path(os.path.relpath(self)).as_posix()
        except ValueError:  # on another drive of Windows
            return f"<p>Saved: {html.escape(self.name)}</p>"
        address = quote(near, errors="surrogateescape")
        name = html.escape(near.encode("utf-8", "replace").decode("utf-8"))
        return f'<p>Saved: <a href="{address}" target="_blank" rel="noopener">{name}</a></p>'
