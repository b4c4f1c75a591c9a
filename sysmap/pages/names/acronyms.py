"""The acronyms by which organisations on a map are known."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from sysmap.records.names.acronyms import acronyms, is_acronym
from sysmap.records.names.normalising import basic

_BEHIND = re.compile(r"\(([^()\s]+)\)\s*$")


def acronyms_of(names: Iterable[tuple[str, str]]) -> list[str]:
    """Return the acronym of each organisation; empty where none is known, or two would share it.

    It is what stands in brackets behind a name, how the name was written in the records, or the one by
    which a body is known everywhere.

    Parameters
    ----------
    names
        The name of each organisation, and how it was written where that differs.
    """
    everywhere = {basic(entry.name): entry.acronym for entries in acronyms().values() for entry in entries}
    found = [_acronym(name, written, everywhere) for name, written in names]
    shared = {acronym for acronym, times in Counter(found).items() if times > 1}
    return ["" if acronym in shared else acronym for acronym in found]


def _acronym(name: str, written: str, everywhere: dict[str, str]) -> str:
    behind = _BEHIND.search(name)
    if behind and is_acronym(behind[1]):
        return behind[1]
    if is_acronym(written) and written != name:
        return written
    return everywhere.get(basic(name), "")
