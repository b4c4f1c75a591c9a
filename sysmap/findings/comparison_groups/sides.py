"""The two sides of a difference: which places each has, which waves of each are compared, who is left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sysmap.errors import ChoiceError, ComparisonError, listed
from sysmap.findings.comparison.compare import compare
from sysmap.findings.comparison.comparison import Comparison
from sysmap.findings.many_places.place import NOT_COMPARED, Place, wave_maps
from sysmap.findings.many_places.portfolio import Portfolio
from sysmap.network.roster import wave_dates
from sysmap.network.rules import APPLIED
from sysmap.network.said_maps import built_alike
from sysmap.network.system import SystemMap
from sysmap.records.many_places import PlaceRecords
from sysmap.records.tables.declared import COMPARISON, PROGRAMME
from sysmap.text import with_article

Given = Comparison | Iterable[Comparison] | Mapping[str, Comparison] | Portfolio
NO_EARLIER = "no wave before the two compared"
_ARMS_WANTED = (
    "write programme or comparison for each place into a column arm of the table programmes, or give the "
    "programme places and the comparison places apart"
)


@dataclass(frozen=True, eq=False)
class PlaceChange:
    """The change of one place.

    Attributes
    ----------
    name : str
        The place.
    comparison : Comparison
        Its two waves.
    earlier : Comparison or None
        The wave before these and the first of them; None where there is none that can be compared.
    earlier_reason : str
        Why there is none; ``""`` where there is.
    began : str
        When the programme began, where the records say.
    named : bool
        Whether anybody named the primary measure; if not, it is the default.
    """

    name: str
    comparison: Comparison
    earlier: Comparison | None = None
    earlier_reason: str = ""
    began: str = ""
    named: bool = False

    @property
    def cautions(self) -> tuple[str, ...]:
        """What makes its change weak, in sentences; what is weak about levels alone is left out."""
        levels = self.comparison.diagnostics["flag"].get("observable_pairs", "")
        return tuple(flag for flag in self.comparison.flags if flag != levels)


@dataclass(frozen=True, eq=False)
class Sides:
    """Programme places and comparison places.

    Attributes
    ----------
    programme, comparison : tuple of PlaceChange
        The places of each side whose waves could be compared, by name.
    left_out : tuple of (str, str, str)
        Side, place and reason of each that could not.
    """

    programme: tuple[PlaceChange, ...]
    comparison: tuple[PlaceChange, ...]
    left_out: tuple[tuple[str, str, str], ...] = ()

    @property
    def places(self) -> tuple[PlaceChange, ...]:
        """All places, those of the programme first."""
        return (*self.programme, *self.comparison)


@dataclass(frozen=True, eq=False)
class _Candidate:
    """A place of a portfolio with the measure to compare, or a comparison that was given."""

    name: str
    place: Place | None = None
    primary: str = ""
    named: bool = False
    comparison: Comparison | None = None


def sides_of(programme: Given, comparison: Given | None) -> Sides:
    """Tell the sides apart and compare the waves of each place.

    Raises
    ------
    ChoiceError
        If a side is of no kind that can be one, or the records do not say which side a place is on.
    ComparisonError
        If a side has no place whose waves can be compared.
    """
    if comparison is not None:
        given = {
            PROGRAMME: _candidates(programme, PROGRAMME),
            COMPARISON: _candidates(comparison, COMPARISON),
        }
    elif isinstance(programme, Portfolio):
        _refuse_unsaid(programme)
        given = {
            arm: [
                each for each in _of_portfolio(programme) if each.place is not None and each.place.arm == arm
            ]
            for arm in (PROGRAMME, COMPARISON)
        }
    else:
        raise ChoiceError(
            "there is no comparison side: give one comparison or several for each side, or a portfolio that "
            f"holds both; {_ARMS_WANTED}"
        )
    _refuse_twice([each.name for some in given.values() for each in some])
    shared = _shared_waves(list(given.values()))
    began = min(
        (each.place.began for each in given[PROGRAMME] if each.place and each.place.began), default=""
    )
    found: dict[str, list[PlaceChange]] = {PROGRAMME: [], COMPARISON: []}
    left: list[tuple[str, str, str]] = []
    for arm, some in given.items():
        for each in sorted(some, key=lambda one: (one.name.casefold(), one.name)):
            one = _compared(each, shared, began)
            if isinstance(one, PlaceChange):
                found[arm].append(one)
            else:
                left.append((arm, each.name, one))
        if not found[arm]:
            why = "; ".join(f"{name}: {reason}" for side, name, reason in left if side == arm)
            raise ComparisonError(
                f"no {arm} place has two waves that can be compared ({why}); each side needs at least one"
            )
    return Sides(tuple(found[PROGRAMME]), tuple(found[COMPARISON]), tuple(left))


def _of_portfolio(portfolio: Portfolio) -> list[_Candidate]:
    return [
        _Candidate(place.name, place, portfolio.primary, portfolio.primary_chosen)
        for place in portfolio.places
    ]


def _refuse_unsaid(portfolio: Portfolio) -> None:
    """Ask about places of which the records do not say on which side they are."""
    unsaid = [place.name for place in portfolio.places if not place.arm]
    if unsaid:
        raise ChoiceError(
            f"the records do not say whether {listed(unsaid)} had the programme or "
            f"{'stands' if len(unsaid) == 1 else 'stand'} beside it: {_ARMS_WANTED}"
        )
    for arm in (PROGRAMME, COMPARISON):
        if all(place.arm != arm for place in portfolio.places):
            raise ChoiceError(f"no place of the portfolio is a {arm} place: {_ARMS_WANTED}")


def _candidates(given: Given, arm: str) -> list[_Candidate]:
    """Return the places of a side, as it was given."""
    if isinstance(given, Portfolio):
        wrong = [place.name for place in given.places if place.arm not in ("", arm)]
        if wrong:
            raise ChoiceError(
                f"{listed(wrong)} {'is' if len(wrong) == 1 else 'are'} given as {with_article(arm)} place "
                f"and "
                "the table programmes says otherwise (column arm): mend one of the two"
            )
        return _of_portfolio(given)
    if isinstance(given, Comparison):
        given = [given]
    if not isinstance(given, Iterable) or isinstance(given, str):
        raise ChoiceError(
            f"the {arm} side is {_kind(given)}: give a comparison, several, or what portfolio gives"
        )
    if isinstance(given, Mapping):
        pairs = [(str(name), one) for name, one in given.items()]
    else:
        some = list(given)
        pairs = [(_name(one, arm, number if len(some) > 1 else 0), one) for number, one in enumerate(some, 1)]
    for _, one in pairs:
        if not isinstance(one, Comparison):
            raise ChoiceError(
                f"the {arm} side holds {_kind(one)}: give what compare(before, after) gives for each place"
            )
    if not pairs:
        raise ChoiceError(f"the {arm} side holds no place: give at least one comparison")
    return [_Candidate(name, comparison=one) for name, one in pairs]


def _kind(given: object) -> str:
    return with_article(type(given).__name__)


def _name(given: object, arm: str, number: int) -> str:
    """Name the place of a comparison: as its maps or its only programme say, else by its number."""
    if isinstance(given, Comparison):
        if given.before.rules.place is not None:
            return given.before.rules.place
        rows = given.before.records.programmes
        if len(rows) == 1 and rows["place"].iloc[0]:
            return str(rows["place"].iloc[0])
    return f"{arm} place {number}" if number else f"the {arm} place"


def _refuse_twice(names: Sequence[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ChoiceError(
            f"{listed(twice)} {'stands' if len(twice) == 1 else 'stand'} there twice: give each place once, "
            'or tell them apart by name: {"North": compare(...), "South": compare(...)}'
        )


def _shared_waves(given: Sequence[Sequence[_Candidate]]) -> set[str]:
    """Return the waves that places of both sides have, by their labels."""
    sides = [{wave for each in some if each.place for wave in each.place.waves} for some in given]
    return set.intersection(*sides)


def _compared(given: _Candidate, shared: set[str], began: str) -> PlaceChange | str:
    """Compare the waves of a place, or say why they are not compared."""
    if given.comparison is not None:
        rows = given.comparison.before.records.programmes
        said = str(rows["start"].iloc[0] or "") if len(rows) == 1 else ""
        return with_earlier(given.name, given.comparison, said, named=given.comparison.primary_chosen)
    place = given.place
    assert place is not None  # one of the two is there
    if not place.maps:
        return place.reason
    own = place.began or began
    there = wave_maps(PlaceRecords(place.name, place.maps[0].records, place.maps[0].rules.place))
    some = [one for one in there if one.wave in shared]
    before, after = _ends(some if len(some) > 1 else there, own)
    if before is None:
        return f"one wave only ({after.wave})" if after.wave else "one wave only"
    found = place.comparison
    if found is None or (found.before.wave, found.after.wave) != (before.wave, after.wave):
        try:
            found = compare(
                before,
                after,
                primary=given.primary if given.named else None,
                measures=given.primary,
                permutations=0,
            )
        except ComparisonError as refused:
            return f"{NOT_COMPARED}: {str(refused).partition(';')[0]}"
    return with_earlier(place.name, found, own, named=given.named)


def _ends(maps: Sequence[SystemMap], began: str) -> tuple[SystemMap | None, SystemMap]:
    """Return the last wave that began before the programme did, else the first one; and the last of all."""
    *others, last = maps
    if not others:
        return None, last
    ahead = [one for one in others if began and _start(one) and _start(one) < began]
    return (ahead[-1] if ahead else others[0]), last


def _start(system: SystemMap) -> str:
    return str(wave_dates(system.records, system.wave)[0] or "")


def began_before_its_first_wave(place: PlaceChange) -> bool:
    """Return whether the records say that the programme had begun when the first wave did."""
    return bool(place.began) and place.began < _start(place.comparison.before)


def with_earlier(name: str, comparison: Comparison, began: str, *, named: bool) -> PlaceChange:
    """Add the change from the wave before those compared to the first of them."""
    before = comparison.before
    waves = list(before.records.waves_in_order)
    ahead = waves[: waves.index(before.wave)] if before.wave in waves else []
    found, reason = None, NO_EARLIER
    if ahead:
        try:
            first = built_alike(before, ahead[-1], before.rules.said)
            if len(first.ties) or any(cell is True for cell in first.organisations["asked"]):
                found = compare(
                    first,
                    built_alike(before, before.wave, before.rules.said),
                    primary=comparison.primary,
                    measures=comparison.primary,
                    without=comparison.without,
                    permutations=0,
                    tests="said" if before.rules.said == APPLIED else "recorded",
                )
                reason = ""
        except (ComparisonError, ChoiceError) as refused:
            reason = f"{NOT_COMPARED}: {str(refused).partition(';')[0]}"
    return PlaceChange(name, comparison, found, reason, began, named)
