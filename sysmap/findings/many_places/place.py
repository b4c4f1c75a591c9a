"""One place of many: who answered, how much crosses beside chance, what changed, what it was given."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from sysmap.errors import ChoiceError, ComparisonError
from sysmap.findings.amounts import Interval, added
from sysmap.findings.comparison.compare import compare
from sysmap.findings.comparison.comparison import Comparison
from sysmap.findings.comparison.estimating.tests import primary_estimate
from sysmap.findings.draws import Draws
from sysmap.findings.scorecard import integration
from sysmap.measures.catalogue import catalogue
from sysmap.measures.evaluating import system_value
from sysmap.measures.reasons import REASONS
from sysmap.network.build import build_map
from sysmap.network.system import SystemMap
from sysmap.records.many_places import PlaceRecords
from sysmap.records.record_set import Records
from sysmap.vocabulary import fold

SHARE = "cross_share"
TEAM = "programme team"
NOT_COMPARED = "not compared"
_LEVELS = "observable_pairs"
_NOTHING = (math.nan, math.nan, math.nan, math.nan)


@dataclass(frozen=True, eq=False)
class Place:
    """What is found of one place.

    Attributes
    ----------
    name, programme, enabler : str
        The place, its programme, and who helps it along, as a code.
    maps : tuple of SystemMap
        Its earliest and its latest wave; one alone where there is one; none where nobody is listed.
    waves : tuple of str
        All its waves, in the order of time.
    share, expected, low, high : float
        The share of ties that cross in the latest wave, and mean and 95 % band of shuffled labels.
    ties : str
        Of how many ties that share is, in words; ``""`` where it is not defined.
    comparison : Comparison or None
        The primary measure in both waves; None where there is one wave or it was refused.
    change, change_low, change_high, error : float
        The change in the primary measure, its 95 % interval and standard error; the error also where
        too few ties changed for an interval, 0 where none did.
    funding : tuple of float
        What its programme was given, as an interval; ``nan`` where it is not recorded.
    payments : int
        How many rows of money that is the sum of.
    currency : str
        Of the funding; ``""`` where there is none, or several.
    arm, began, ended : str
        Whether the place had the programme (``programme``) or stands beside those that had
        (``comparison``), and when it began and ended; blank where the records do not say.
    reason : str
        Why there is no interval of a change, in words; ``""`` where there is one. A place without an
        interval of its own may be pooled all the same.
    """

    name: str
    programme: str
    enabler: str
    maps: tuple[SystemMap, ...]
    waves: tuple[str, ...]
    share: float
    expected: float
    low: float
    high: float
    ties: str
    comparison: Comparison | None
    change: float
    change_low: float
    change_high: float
    error: float
    funding: Interval
    payments: int
    currency: str
    reason: str
    arm: str = ""
    began: str = ""
    ended: str = ""

    @property
    def latest(self) -> SystemMap | None:
        """The map of the latest wave."""
        return self.maps[-1] if self.maps else None

    @property
    def cautions(self) -> tuple[str, ...]:
        """What makes the change weak, in sentences; what is weak about levels alone is left out."""
        if self.comparison is None:
            return ()
        levels = self.comparison.diagnostics["flag"].get(_LEVELS, "")
        return tuple(flag for flag in self.comparison.flags if flag != levels)

    def answered(self, wave: int = -1) -> tuple[int, int] | None:
        """Count those who answered and those asked in a wave; None where it is not recorded."""
        if not self.maps:
            return None
        asked, answered = (
            sum(cell is True for cell in self.maps[wave].organisations[column])
            for column in ("asked", "answered")
        )
        return (answered, asked) if asked else None


def place_found(given: PlaceRecords, *, primary: str, draws: Draws) -> Place:
    """Work out what is found of one place.

    Parameters
    ----------
    given
        Its records.
    primary
        The measure whose change is estimated.
    draws
        How many shuffles say what chance would give, and from which seed.
    """
    maps = wave_maps(given)
    ends = (maps[0], maps[-1]) if len(maps) > 1 else tuple(maps)
    share, ties = _NOTHING, ""
    if ends:
        row = integration(ends[-1], SHARE, draws=draws.count, seed=draws.seed).to_frame().loc[SHARE]
        share = float(row["value"]), float(row["expected"]), float(row["low"]), float(row["high"])
        ties = system_value(catalogue[SHARE], ends[-1]).note
    comparison, reason = _compared(ends, primary, draws.seed)
    change = _NOTHING
    if comparison is not None:
        change, reason = change_of(comparison, primary)
    funding, payments, currency = _funding(given)
    return Place(
        name=given.name,
        programme=given.programme,
        enabler=given.enabler,
        maps=ends,
        waves=tuple(one.wave or "" for one in maps),
        share=share[0],
        expected=share[1],
        low=share[2],
        high=share[3],
        ties=ties,
        comparison=comparison,
        change=change[0],
        change_low=change[1],
        change_high=change[2],
        error=change[3],
        funding=funding,
        payments=payments,
        currency=currency,
        reason=reason,
        arm=given.arm,
        began=given.began,
        ended=given.ended,
    )


def wave_maps(given: PlaceRecords) -> list[SystemMap]:
    """Build the map of each wave in which somebody of the place was asked, or has a tie."""
    try:
        built = [
            build_map(given.records, wave, place=given.place)
            for wave in (given.records.waves_in_order or (None,))
        ]
    except ChoiceError:
        return []  # nobody on the list is of this place
    there = [one for one in built if len(one.ties) or any(one.organisations["asked"].map(_is_true))]
    return there or built[-1:]


def _is_true(cell: object) -> bool:
    return cell is True


def _compared(maps: tuple[SystemMap, ...], primary: str, seed: int) -> tuple[Comparison | None, str]:
    """Compare the two waves of a place, or say why they are not compared."""
    if not maps:
        return None, "nobody on the list is of this place"
    if len(maps) == 1:
        return None, f"one wave only ({maps[0].wave})" if maps[0].wave else "one wave only"
    try:
        return compare(*maps, primary=primary, measures=primary, permutations=0, seed=seed), ""
    except ComparisonError as refused:
        return None, f"{NOT_COMPARED}: {str(refused).partition(';')[0]}"


def change_of(comparison: Comparison, primary: str) -> tuple[tuple[float, float, float, float], str]:
    """Return a change with its interval and standard error, and why it has no interval."""
    row = comparison.to_frame().loc[primary]
    change, low, high = (float(row[column]) for column in ("change", "low", "high"))
    error = primary_estimate(comparison.panel, catalogue[primary]).se
    if not math.isnan(low):
        return (change, low, high, error), ""
    reason = str(row["undefined"])
    said = REASONS.get(reason, reason)
    own = f"no interval of its own: {said}" if not math.isnan(change) else f"change not defined: {said}"
    return (change, low, high, error), own


def team_forums(records: Records, place: str | None, *programmes: str) -> list[str]:
    """Return the forums that are the team of a programme: of a place and its programmes, or of all."""
    teams = records.forums[records.forums["kind"] == TEAM]
    if place is not None:
        own = {fold(place), *map(fold, programmes)} - {""}
        teams = teams[teams["place"].map(fold).isin(own) | teams["forum"].map(fold).isin(own)]
    return list(teams["forum"])


def _funding(given: PlaceRecords) -> tuple[Interval, int, str]:
    """Add what the programme team of a place was given: the interval, of how many payments, the currency."""
    records = given.records
    teams = team_forums(records, given.place, given.programme)
    rows: pd.DataFrame = records.money[records.money["target"].isin(teams)]
    if rows.empty:
        return (math.nan, math.nan), 0, ""
    if rows["currency"].nunique() > 1:
        return (math.nan, math.nan), len(rows), ""
    return added(zip(rows["low"], rows["high"], strict=True)), len(rows), str(rows["currency"].iloc[0])
