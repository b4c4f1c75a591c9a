"""Which of the raw tables of some files are exports of a survey, where other columns name people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sysmap.records.containers import open_all
from sysmap.records.layouts.declaring import Arrived, fitting
from sysmap.records.problems import Problems


def survey_exports(
    sources: Sequence[Any], layout: str | None = None, columns: Mapping[str, str] | None = None
) -> dict[tuple[str, str], int]:
    """Give the file and sheet of every survey export among files, with the number of its header rows."""
    unheard = Problems()
    groups = open_all(sources, {}, unheard)
    found = {}
    for wave, tables in groups.items():
        beside = groups.get("", {}) if wave else None
        fit = fitting(Arrived(tables, columns=columns, beside=beside, problems=unheard), layout)
        for name, raw in tables.items():
            origin = raw.attrs["origin"]
            if fit is not None and fit.survey and fit.recognises(Arrived({name: raw}, problems=unheard)):
                found[origin.file, origin.sheet] = fit.header_rows
    return found
