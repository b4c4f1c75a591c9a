"""A plan: what a comparison of two waves could show, and how it is to be made, written down beforehand."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from sysmap.calling import verb
from sysmap.errors import ChoiceError, choice, listed
from sysmap.findings.comparison.comparability import measures_of
from sysmap.findings.comparison.estimating.primary import DEFAULT_PRIMARY
from sysmap.findings.draws import checked_draws
from sysmap.findings.many_places.pooling import FEWEST_PLACES
from sysmap.findings.planning.chances import chances_of
from sysmap.findings.planning.fields import FIELDS, at, is_open
from sysmap.findings.planning.plan_files import read_plan
from sysmap.findings.planning.power import PlannedDesign, power
from sysmap.findings.planning.protocol import protocol
from sysmap.findings.planning.roster import roster_of
from sysmap.findings.planning.sealing import Edited, day_in_words, edited, sealed, short
from sysmap.findings.planning.simulating import PlannedPlace
from sysmap.findings.planning.waves import PERSISTENCE, Story
from sysmap.findings.shares_and_counts import level_in_words, size_in_words
from sysmap.measures.catalogue import Measure, catalogue
from sysmap.network.system import SystemMap
from sysmap.plotting import draw
from sysmap.results import Result, ResultTable, notes_table
from sysmap.shown import Text, Texts
from sysmap.text import counted, number, percent

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLUMNS = (
    *("organisations", "answering_both", "before", "after", "detectable", "power", "refused"),
    *("answering_both_error", "detectable_error", "power_error", "refused_error"),
)
REPORTS = {
    "any": "a report by one end is a tie (any)",
    "confirmed": "a tie is what both ends report (confirmed)",
    "directed": "each report is an arrow (directed)",
}
_ENDING = ".json"


@dataclass(frozen=True, eq=False, repr=False)
class Plan(Result):
    """A plan of a comparison of two waves: its protocol, and what it could show.

    Attributes
    ----------
    content : Mapping
        What the JSON file holds: the fields of the protocol, its date, version and sums.
    public : bool
        Whether it is a copy for the public.
    """

    content: Mapping[str, Any]
    public: bool = field(default=False, kw_only=True)

    def to_frame(self) -> pd.DataFrame:
        """Return what was simulated.

        Returns
        -------
        pandas.DataFrame
            Index ``response, effect``: the share of organisations that answer each wave, and by what the
            chance of a tie between sectors is multiplied. ``organisations``: in each place.
            ``answering_both``: how many would answer both waves. ``before, after``: the primary measure, in
            its unit, as a mean. ``detectable``: the smallest detectable change, as a mean over programmes
            that could be tested, ``nan`` where none could. ``power``: the share of programmes that show a
            change in the direction of the effect. ``refused``: the share in which nothing could be tested.
            ``answering_both_error, detectable_error, power_error, refused_error``: Monte Carlo errors.
        """
        rows = at(self.content, "power.table")
        frame = pd.DataFrame(rows, columns=["response", "effect", *COLUMNS]).set_index(["response", "effect"])
        return frame.astype(float).astype({"organisations": int})

    @property
    def primary(self) -> Measure:
        """The primary measure."""
        return catalogue[at(self.content, "primary.measure")]

    @property
    def reading(self) -> Text:
        """What the table says, in sentences."""
        return Text(" ".join(self.sentences))

    @property
    def sentences(self) -> Texts:
        """What could be shown, in sentences."""
        return Texts(at(self.content, "power.reading"))

    @property
    def sha256(self) -> str:
        """The SHA-256 of the JSON in canonical form, as it was written."""
        return str(self.content["sha256"])

    @property
    def edited(self) -> Edited:
        """What was edited by hand since."""
        return edited(self.content)

    @property
    def open_questions(self) -> dict[str, str]:
        """What only its user can say and nobody has said, by the place in the file."""
        return {
            one.path: one.question
            for one in FIELDS
            if one.question and is_open(at(self.content, one.path)) and not self._is_left_out(one.path)
        }

    def _is_left_out(self, path: str) -> bool:
        return self.public and path == "boundary.drawn_up_by"

    @property
    def title(self) -> str:
        """What is planned."""
        return str(self.content["title"])

    @property
    def made(self) -> str:
        """Which plan it is: ``Plan of 12 March 2026, version 1 (3f9a…)``."""
        day = day_in_words(self.content["date"])
        return f"Plan of {day}, version {self.content['version']} ({short(self.sha256)})"

    @property
    def notes(self) -> Texts:
        """What it could show, what was simulated, and what is still to be said or was edited."""
        said = [*self.sentences, *at(self.content, "power.assumptions")]
        said.append(f"{self.made}. SHA-256 of its JSON in canonical form: {self.sha256}.")
        return Texts([*said, *edited_in_words(self.edited), *self._open_in_words()])

    def _open_in_words(self) -> list[str]:
        if not self.open_questions:
            return []
        count = counted(len(self.open_questions), "question")
        return [f"{count} only you can answer, in the JSON file: {listed(self.open_questions)}."]

    def plot(self, what: str = "power") -> Figure:
        """Draw the plan.

        Parameters
        ----------
        what
            ``"power"``, the only picture there is: how often a change would be shown by how many answer, a
            line for each effect.

        Returns
        -------
        matplotlib.figure.Figure
            A figure that `save` writes as ``.svg`` or ``.png``; its ``alt`` says in a sentence what it shows.

        Raises
        ------
        ChoiceError
            If there is no such picture.
        """
        return draw(self, what)

    def tables(self) -> list[ResultTable]:
        """Return what was simulated, the protocol, who is to be asked, and the notes."""
        people = at(self.content, "roster.organisations")
        return [
            ResultTable("power", "power", self.to_frame()),
            ResultTable("", "protocol", self.protocol_frame()),
            *([ResultTable("", "organisations", pd.DataFrame(people))] if people else []),
            notes_table(self.notes),
        ]

    def facts(self) -> dict[str, Any]:
        """Return what JSON says: the plan as it stands."""
        return dict(self.content)

    def protocol_frame(self) -> pd.DataFrame:
        """Return the protocol as a table: ``field, what it says``; long lists are said in numbers."""
        rows = [
            (one.label, field_in_words(self.content, one.path))
            for one in FIELDS
            if one.section not in ("title", "power") and not self._is_left_out(one.path)
        ]
        return pd.DataFrame([row for row in rows if row[1]], columns=["field", "what it says"])

    def tables_shown(self) -> dict[str, pd.DataFrame]:
        """Return the power and the protocol to look at."""
        return {"Power": self.power_in_words(), "Protocol": self.protocol_frame()}

    def power_in_words(self) -> pd.DataFrame:
        """Return what was simulated, in units."""
        name, frame = self.primary.name, self.to_frame().reset_index()
        return pd.DataFrame(
            {
                "answering each wave": frame["response"].map(percent),
                "ties between sectors": [f"× {effect:g}" for effect in frame["effect"]],
                "answering both": [number(round(both, 1)) for both in frame["answering_both"]],
                "before": [level_in_words(name, value) for value in frame["before"]],
                "after": [level_in_words(name, value) for value in frame["after"]],
                "shown in": _shares(frame, "power"),
                "nothing could be tested in": _shares(frame, "refused"),
                "smallest detectable change": [size_in_words(name, value) for value in frame["detectable"]],
            }
        )


def _shares(frame: pd.DataFrame, what: str) -> list[str]:
    """Write shares of programmes, each with twice its Monte Carlo error."""
    return [
        f"{percent(share)} (±{number(200 * error, 1)})"
        for share, error in zip(frame[what], frame[f"{what}_error"], strict=True)
    ]


def content_of(given: str | os.PathLike[str] | Plan) -> Mapping[str, Any]:
    """Return what stands in a plan, or in the file of one."""
    return given.content if isinstance(given, Plan) else read_plan(given)


def measures_in(content: Mapping[str, Any] | None) -> tuple[str, list[str] | None]:
    """Return the primary measure and all measures of a plan; of none the default, and None."""
    if content is None:
        return DEFAULT_PRIMARY, None
    primary = at(content, "primary.measure")
    return primary, [primary, *content["secondary"]]


def edited_in_words(found: Edited) -> tuple[str, ...]:
    """Say what of a plan was edited by hand after its sum was taken."""
    said = []
    if found.answered:
        what = "question was" if len(found.answered) == 1 else "questions were"
        said.append(f"Open {what} answered by hand after the sum was taken: {listed(found.answered)}.")
    if found.changed:
        said.append(f"Changed by hand after the sum was taken: {listed(found.changed)}.")
    if found.elsewhere:
        said.append("Changed by hand after the sum was taken: its date, version or sums.")
    return tuple(said)


def field_in_words(content: Mapping[str, Any], path: str) -> str:
    """Write what stands in a field of a plan; nothing for what is empty or usual."""
    value = at(content, path)
    if path == "primary.measure":
        return f"{catalogue[value].label} ({value})"
    if path == "secondary":
        return ", ".join(f"{catalogue[name].label} ({name})" for name in value)
    if path == "roster.sectors":
        return ", ".join(f"{name} {count}" for name, count in value.items())
    if path == "roster.organisations":
        return f"{counted(len(value), 'organisation')}, listed below" if value else "not listed by name"
    if path in ("rules.forums", "rules.units") and value == "apart":
        return ""
    if value is None or value == "":
        return ""
    if path == "rules.report":
        return REPORTS[value]
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


@verb('plan("partners.csv")')
def plan(
    partners: Any,
    *,
    pilot: SystemMap | None = None,
    density: float | None = None,
    within: float | None = None,
    between: float | None = None,
    persistence: float = PERSISTENCE,
    response: float | Sequence[float] = (1.0, 0.9, 0.75, 0.6),
    effect: float | Sequence[float] = (1.25, 1.5, 2.0),
    primary: str = DEFAULT_PRIMARY,
    measures: str | Iterable[str] | None = None,
    places: int = 1,
    comparison_places: int = 0,
    drift: float = 0.3,
    draws: int = 500,
    seed: int = 0,
) -> Plan:
    """Plan a comparison of two waves: what it could show, and how it is to be made.

    Two waves are drawn again and again and compared by the code of `compare`. With what is known, the
    protocol is written; what only you can say stands in it as an open question.

    Parameters
    ----------
    partners
        The organisations to be asked: records, a table with sectors (a frame or a file), or how many there
        are of each sector, ``{"NHS provider": 6, "Council": 4}``. Or the ``.json`` of a plan, to go on with
        it after answering its questions; then nothing is simulated, and nothing else counts.
    pilot
        A map of an earlier or smaller survey, whose ties say how likely a tie is.
    density
        The share of possible ties that you expect to be there.
    within
        The chance of a tie within a sector; give that between sectors too.
    between
        The chance of a tie between sectors. Without any of these four a default for the number of
        organisations is taken.
    persistence
        The share of ties that is kept from wave to wave.
    response
        The shares of organisations that answer each wave.
    effect
        By what the programme multiplies the chance of a tie between sectors.
    primary
        The one measure that is to decide.
    measures
        The other measures to be looked at. None takes the headline ones.
    places
        The number of places that have the programme; from 3 on their changes are pooled.
    comparison_places
        The number of places beside them without it: the difference of the changes is tested.
    drift
        How much the activity of organisations moves between waves by itself.
    draws
        How many programmes are drawn for each effect.
    seed
        Seed of the random numbers: the same seed gives the same numbers.

    Returns
    -------
    Plan
        `save` writes it as ``.json`` (to be edited, and given to `compare`), ``.docx`` or ``.html``.

    Raises
    ------
    ChoiceError
        If something given cannot be used; the message lists all that is wrong.
    RecordsError
        If the table of partners has faults.
    """
    if isinstance(partners, str | os.PathLike) and os.fspath(partners).casefold().endswith(_ENDING):
        return Plan(read_plan(partners))
    responses, effects = (
        tuple(float(one) for one in ([given] if isinstance(given, int | float) else given))
        for given in (response, effect)
    )
    wrong = [
        *_wrong_list("response", responses, most=1.0),
        *_wrong_list("effect", effects, most=20.0),
        *_wrong_number("persistence", persistence, most=1.0),
        *_wrong_number("drift", drift, most=2.0),
        *_wrong_places(places, comparison_places),
    ]
    drawn = checked_draws(draws, seed)
    if drawn.count < max(2, places, comparison_places):
        wrong.append(f"{choice('draws', draws)} is too few: at least 2 are drawn, and one for each place")
    if wrong:
        raise ChoiceError("; ".join(wrong))
    entries, first = measures_of(measures, primary)
    if "system" in first.needs:
        raise ChoiceError(
            f"{primary} is worked out from records, which a plan has not: choose another primary"
        )
    roster = roster_of(partners)
    chances = chances_of(roster.codes, pilot=pilot, density=density, within=within, between=between)
    design = PlannedDesign(
        PlannedPlace(roster, chances, Story(movement=float(drift), persistence=float(persistence))),
        first,
        tuple(dict.fromkeys(sorted(responses, reverse=True))),
        tuple(dict.fromkeys(sorted(effects))),
        int(places),
        int(comparison_places),
        drawn.count,
        drawn.seed,
    )
    secondary = [entry.name for entry in entries if entry is not first]
    return Plan(sealed(protocol(design, power(design), secondary=secondary, pilot=pilot)))


def _wrong_list(name: str, given: tuple[float, ...], *, most: float) -> list[str]:
    if not given:
        return [f"{choice(name)} is empty: give at least one number"]
    return [fault for one in given for fault in _wrong_number(name, one, most=most, least="above 0")]


def _wrong_number(name: str, given: float, *, most: float, least: str = "from 0") -> list[str]:
    low = given > 0 if least == "above 0" else given >= 0
    if math.isfinite(given) and low and given <= most:
        return []
    return [f"{choice(name, given)} is no number {least} to {most:g}"]


def _wrong_places(places: int, beside: int) -> list[str]:
    if places < 1 or beside < 0:
        return [f"{choice('places')} is at least 1 and {choice('comparison_places')} at least 0"]
    if not beside and 1 < places < FEWEST_PLACES:
        return [
            f"{choice('places', places)} cannot be pooled: at least {FEWEST_PLACES} are needed, or 1 place "
            f"on its own, or {choice('comparison_places')} beside them"
        ]
    return []
