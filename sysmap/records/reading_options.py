"""What a user may choose when reading, checked before anything is opened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from sysmap.errors import ChoiceError, choice, listed
from sysmap.records.containers.frames import pandas_frame
from sysmap.records.problems import shown
from sysmap.records.shapes.declaring import layouts
from sysmap.records.tables.declared import TABLES, table_called
from sysmap.records.tables.sector_labels import INFER, RULES, UK, SectorChoice, chosen_sector, why_no_label
from sysmap.vocabulary import fold, fold_header


def check_choices(
    sources: tuple[Any, ...], layout: str | None, frames: Mapping[str, Any]
) -> dict[str, pd.DataFrame]:
    """Check the sources and options of a reading; give the data frames by table, as those of pandas.

    Raises
    ------
    ChoiceError
        If an argument is none of the possible ones.
    """
    if not sources and not frames:
        raise ChoiceError("nothing to read: give files, a folder, or data frames such as partners=...")
    if layout is not None:
        _ = layouts[layout]
    given = {}
    for name, part in frames.items():
        if table_called(name) is None:
            raise ChoiceError(f"there is no table called {name!r}; there are: {listed(TABLES)}")
        frame = pandas_frame(part)
        if frame is None:
            raise ChoiceError(f"{name}= takes a data frame, not {type(part).__name__}")
        given[name] = frame
    return given


def check_sectors(sectors: object) -> SectorChoice:
    """Return how labels of sectors are read: a rule, or what the user says that some of them mean.

    Raises
    ------
    ChoiceError
        If it is no rule, and no mapping of labels to sectors.
    """
    if isinstance(sectors, str) and sectors in RULES:
        return SectorChoice(sectors)
    or_mapping = f"or says what labels mean, as in {choice('sectors', {'Growers': 'Private'})}"
    if isinstance(sectors, str):
        raise ChoiceError(
            f"{choice('sectors', sectors)} is not one of {listed(map(repr, RULES))}; it is one of them, "
            f"{or_mapping}"
        )
    wanted = f"{choice('sectors')} is one of {listed(map(repr, RULES))}, {or_mapping}"
    if not isinstance(sectors, Mapping) or not sectors:
        raise ChoiceError(f"{wanted}; {shown(sectors)!r} is none")
    rule, meant = UK, {}
    for label, sector in sectors.items():
        if not isinstance(label, str) or not isinstance(sector, str) or not sector.strip():
            raise ChoiceError(f"{wanted}; {shown(label)!r}: {shown(sector)!r} is no label with its sector")
        if not label.strip() and fold(sector) == INFER:
            rule = INFER
        elif not label.strip() or (reason := why_no_label(sector.strip())):
            raise ChoiceError(f"{wanted}; {shown(sector)!r}: {reason if label.strip() else 'no label'}")
        else:
            meant[fold(label)] = chosen_sector(label, " ".join(sector.split()))
    return SectorChoice(rule, meant)


def check_keep(keep: object) -> dict[str, str]:
    """Return the headers of the columns of their own that the user keeps, by their folded form.

    Raises
    ------
    ChoiceError
        If it is no header, and no list of headers.
    """
    named = [keep] if isinstance(keep, str) else [] if keep is None else keep
    if isinstance(named, Mapping) or not isinstance(named, Iterable):
        raise ChoiceError(f"{choice('keep')} takes headers of columns, not {type(keep).__name__}")
    headers = list(named)
    wrong = [header for header in headers if not isinstance(header, str) or not header.strip()]
    if wrong:
        raise ChoiceError(f"{choice('keep')} takes headers of columns; {shown(wrong[0])!r} is none")
    return {fold_header(header): header for header in headers}
