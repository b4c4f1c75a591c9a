"""Many waves for the public: followed again on the public maps, so that nothing rests on who answered."""

from __future__ import annotations

from dataclasses import replace
from weakref import WeakKeyDictionary

from sysmap.findings.disclosure.comparisons import WHOEVER
from sysmap.findings.disclosure.records import public_map, public_records
from sysmap.findings.many_waves.across_waves import Trajectory
from sysmap.findings.many_waves.following import trajectory
from sysmap.findings.many_waves.several import SeveralWaves
from sysmap.measures.catalogue import catalogue
from sysmap.shown import Text
from sysmap.text import counted

_EVERYBODY = (
    "This public copy follows everybody on the list of every wave, whoever answered: a change may come from "
    "who answered. Who holds the records can follow those that answered every wave."
)
# Five files of one trajectory are of one copy: its bands are drawn once.
_made: WeakKeyDictionary[SeveralWaves, SeveralWaves] = WeakKeyDictionary()


def public_waves(found: SeveralWaves) -> SeveralWaves:
    """Return a copy of many waves, or of their trajectory, with what may be public.

    Measures of who answered are not in it.

    Raises
    ------
    RecordsError, ChoiceError
        As of a map.
    """
    if found.maps[0].public:
        return found
    if found not in _made:
        _made[found] = _public(found)
    return _made[found]


def _public(found: SeveralWaves) -> SeveralWaves:
    """Work out such a copy."""
    records = public_records(found.maps[0].records)
    maps = tuple(public_map(system, records) for system in found.maps)
    if not isinstance(found, Trajectory):
        return replace(found, maps=maps)
    names = dict.fromkeys(str(name) for name in found.to_frame().index.get_level_values("measure"))
    again = trajectory(
        *maps,
        primary=found.primary,
        measures=[name for name in names if not catalogue[name].respondents],
        since=found.since or None,
        confidence=found.confidence,
        draws=found.draws,
        seed=found.seed,
    )
    if not any(system.answers for system in maps):
        return again
    who = f"{counted(again.matched.pairs.n, 'organisation')} on the list of every wave, {WHOEVER}."
    return replace(
        again,
        who=(who, *again.who[1:]),
        flags=(_EVERYBODY, *again.flags),
        methods=Text(
            again.methods.replace(
                "over the pairs that an organisation which answered every wave could report in all",
                "over all pairs, by what anybody reported",
            )
        ),
    )
