"""What was said in the room as one file that is read again."""

from __future__ import annotations

from pathlib import Path

from sysmap.errors import ChoiceError
from sysmap.files import write_csv
from sysmap.outputs.saving import output
from sysmap.records.said.declared import SUFFIX
from sysmap.records.said.joining import joined_ledger
from sysmap.records.said.reading import Said


@output(SUFFIX, of=Said)
def said_file(said: Said, path: Path) -> None:
    """What was said in the room, as one file that is read again."""
    if said.public:
        raise ChoiceError(
            f"a {SUFFIX} file says who said what and when, which a public copy must not: save it as .csv or "
            ".xlsx"
        )
    write_csv(joined_ledger(said.steps, said.contradictions), path, index=False)
