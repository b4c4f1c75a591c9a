"""Where everything stands in the workbook of a roster survey, which is sent out and comes back."""

from __future__ import annotations

START, LISTS = "Start here", "Lists"
WHO = "Your organisation"
ROSTER = ("Id", "Organisation")
# The columns of the sheet that carries the survey itself, so that a workbook says what it asked.
LIST_COLUMNS = (
    "id",
    "organisation",
    "sector",
    "place",
    "answer",
    "strength",
    "kind",
    "question",
    "sheet",
    "wave",
)
