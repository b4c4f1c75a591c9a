"""What the forms of the window hold, and what their answers settle: the questions of the assistant."""

from __future__ import annotations

from collections.abc import Mapping

from sysmap.assisting.session import ASKED, ReadingSession
from sysmap.errors import ChoiceError
from sysmap.records.record_set import Records
from sysmap.window.products import ProductChoices

NO_ANSWER = "no answer"
HIGHEST = 10
_ALL = "all"


def settle(session: ReadingSession, given: Mapping[str, str], *, is_read: bool) -> None:
    """Settle what a form says: what each sheet is, what columns mean, and what words stand for.

    Parameters
    ----------
    session
        What is settled so far.
    given
        The fields of the form by name: ``what-0``, ``mean-0-name``, ``word-0``, ``infer``.
    is_read
        Whether the files could be read before. Where they could not, what is shown is what is meant.
    """
    words = session.unknown_words()
    for place, sheet in enumerate(session.sheets):
        what = given.get(f"what-{place}", sheet.what)
        if what != sheet.what:
            session.choose(sheet, what)
            continue
        for column in ASKED.get(what, {}):
            header = given.get(f"mean-{place}-{column}", sheet.meanings.get(column, ""))
            if header != sheet.meanings.get(column, ""):
                session.mean(sheet, column, header)
    for place, word in enumerate(words):
        number = given.get(f"word-{place}", "")
        if number:
            session.stand_for(word, None if number == NO_ANSWER else float(number))
    session.infer_sectors("infer" in given)
    if not is_read:
        session.accept()


def waves_offered(records: Records) -> dict[str, tuple[tuple[str | None, ...], str]]:
    """Return what may be shown of the waves of records: by key the waves, and what it is called."""
    waves = tuple(records.waves_in_order)
    if len(waves) < 2:
        return {_ALL: (waves or (None,), waves[0] if waves else "all ties")}
    pairs = [(one, other) for place, one in enumerate(waves) for other in waves[place + 1 :]]
    offered: dict[str, tuple[tuple[str | None, ...], str]] = {}
    if len(waves) > 2:
        offered[_ALL] = (waves, f"all {len(waves)} waves, {waves[0]} to {waves[-1]}")
    both = [(pair, f"{pair[0]} and {pair[1]}, with what changed") for pair in pairs]
    alone = [((wave,), f"{wave} alone") for wave in waves]
    return offered | {str(place): each for place, each in enumerate([*both, *alone])}


def chosen(records: Records, boundaries: list[str], given: Mapping[str, str]) -> ProductChoices:
    """Return the choices that a form holds.

    Raises
    ------
    ChoiceError
        If it holds something that was not offered.
    """
    offered, boundary = waves_offered(records), given.get("boundary", "sector")
    if given.get("waves") not in offered or boundary not in {"sector", *boundaries}:
        raise ChoiceError("this cannot be chosen: load the page again")
    return ProductChoices(offered[given["waves"]][0], boundary, "public" in given)
