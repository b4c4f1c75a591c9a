"""In a sentence or two: what could be tested with these organisations, and what would have sufficed."""

from __future__ import annotations

from collections.abc import Sequence

from sysmap.findings.comparison.estimating.limits import FEWEST_TIES, SMALLEST_PANEL
from sysmap.findings.planning.chances import Chances
from sysmap.findings.planning.foreseen import (
    ENOUGH,
    RESPONSE,
    Foreseen,
    foreseen,
    organisations_for_ties,
    organisations_to_answer,
)
from sysmap.findings.planning.shares import of_ten
from sysmap.text import counted, percent

MOST = 400
"""With more organisations nothing is said: a second wave could show what there is to show."""
_STEP = 5
_FEW = 0.2


def with_these(sizes: Sequence[int], chances: Chances, response: float | None = None) -> str:
    """Say what a second wave of these organisations could show; nothing for very many, or for one sector.

    Parameters
    ----------
    sizes
        Organisations of each sector.
    chances
        How likely ties are in the first wave.
    response
        The share that answered the first wave; None where that is not known.
    """
    n = sum(sizes)
    if not 0 < n <= MOST or len([size for size in sizes if size]) < 2:
        return ""
    everybody = foreseen(sizes, chances.between)
    share = RESPONSE if response is None else response
    some = foreseen(sizes, chances.between, response=share)
    as_now = " as in this wave" if response is not None else ""
    said = [f"With these {n} organisations, if all answer both waves, {_shown(everybody, 'a rise of the ')}."]
    if share < 1:
        said.append(f"With {percent(share)} answering each wave{as_now}, {_shown(some)}.")
    more = _enough(sizes, chances, share)
    if some.power < ENOUGH and more:
        said.append(
            f"About {more} organisations of these sectors would show such a rise in about 8 of 10, with "
            f"{percent(share)} answering."
        )
    return " ".join(said)


def _shown(found: Foreseen, rise: str = "") -> str:
    """Say how often something could be tested, and a rise be shown."""
    what = f"{rise}density between sectors by half" if rise else "such a rise"
    power = f"{what} would be shown in {of_ten(found.power)} such programmes"
    if found.refused < _FEW / 4:
        return power
    return f"nothing could be tested in {of_ten(found.refused)} such programmes, and {power}"


def _enough(sizes: Sequence[int], chances: Chances, response: float) -> int:
    """Return how many organisations of these sectors would show a rise four times in five; 0 for none."""
    n = sum(sizes)
    start = n + _STEP - n % _STEP
    for more in range(start, MOST + 1, _STEP):
        scaled = [max(1, round(size * more / n)) for size in sizes if size]
        if foreseen(scaled, chances.of(more).between, response=response).power >= ENOUGH:
            return more
    return 0


def enough_to_answer(n: int, panel: int) -> str:
    """Say what would have sufficed where fewer than 10 answered both waves.

    Parameters
    ----------
    n
        How many are on the list of both waves.
    panel
        How many answered both.
    """
    said = []
    if n >= SMALLEST_PANEL > panel:
        said.append(f"{SMALLEST_PANEL} of the {n} on both lists answering both times would have sufficed")
    if 0 < panel < n and (more := organisations_to_answer(panel / n)):
        said.append(f"with as many answering as here ({panel} of {n}), about {more} on the list would have")
    if n < SMALLEST_PANEL:
        said.append(f"a list of {SMALLEST_PANEL} is the least, and about 20 where few ties come and go")
    return "; ".join(said)


def enough_ties(label: str, changed: int, n: int) -> str:
    """Say what would have sufficed where too few ties that bear on a measure came or went.

    Parameters
    ----------
    label
        What the measure is called.
    changed
        How many such ties came or went.
    n
        How many organisations were compared.
    """
    ties = counted(changed, "tie that bears on it", "ties that bear on it")
    said = f"{label} could not be tested: {ties} came or went, and at least {FEWEST_TIES} are needed."
    more = organisations_for_ties(changed, n)
    if not more:
        return said
    return (
        f"{said} About {more} organisations, with as many ties that come and go for each as here, would have "
        "had enough in about 8 of 10 such comparisons."
    )
