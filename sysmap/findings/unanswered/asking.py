"""How a result asks what its silent organisations could change, without knowing who works it out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sysmap.errors import ChoiceError
from sysmap.late import by_kind
from sysmap.text import with_article


class Answerable:
    """A result of which can be said what could differ if all had answered."""

    def if_answered(self, lines: Mapping[str, float] | None = None, *, draws: int = 20, seed: int = 0) -> Any:
        """Say what could differ if those who were silent had answered.

        Parameters
        ----------
        lines
            Of a scorecard: lines of your own by measure of totals, such as ``{"cross_density": 0.2}``. With
            how many more ties would the value be on the other side? Measures that set ties beside ties, such
            as the share that crosses, have the ends of what chance gives as lines anyhow (given how busy each
            is, where that is the fair one).
        draws, seed
            How often ties that nobody could report are drawn, and from which seed; fewer than 2 give no
            range.

        Returns
        -------
        IfAnswered
            Tipping points (``to_frame()``), ranges, and organisations that were named and are on no list.

        Raises
        ------
        ChoiceError
            If a measure is not on the scorecard, a line is no number, lines are given of a comparison, or
            the map has more than 2,000 organisations.
        """
        return answered_by_all(self, lines=lines, draws=draws, seed=seed)


@by_kind("sysmap.findings.unanswered.if_answered")
def answered_by_all(result: Any, **_how: Any) -> Any:
    """Say what could differ if all had answered; each kind of result registers how that is worked out.

    Raises
    ------
    ChoiceError
        If nothing can be said of this kind of result.
    """
    raise ChoiceError(f"nothing is said of the silent organisations of {with_article(type(result).__name__)}")
