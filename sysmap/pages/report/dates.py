"""The date that a document bears: of its records, never of the clock."""

from __future__ import annotations

import os
from datetime import datetime

from sysmap.files import creation_time
from sysmap.network.roster import wave_dates
from sysmap.network.system import SystemMap


def last_day(system: SystemMap) -> str:
    """Return the last day of a wave as far as the records tell, else nothing."""
    return wave_dates(system.records, system.wave)[1] or ""


def document_date(day: str) -> datetime:
    """Return the date of a document whose records end on a day; ``SOURCE_DATE_EPOCH`` may say another."""
    if "SOURCE_DATE_EPOCH" in os.environ or not day:
        return creation_time()
    return datetime.fromisoformat(day)
