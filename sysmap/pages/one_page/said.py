"""What a brief says: a question, three findings with their figures, who answered, limits, what comes next."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from sysmap.findings.comparison.side_by_side import STATUSES
from sysmap.findings.comparison.words import SURE, UNSURE
from sysmap.findings.disclosure.answered import response_note
from sysmap.findings.introductions.dependence import departure
from sysmap.findings.words import in_a_sentence, range_in_words, value_in_words
from sysmap.measures.catalogue import catalogue
from sysmap.measures.evaluating import system_value
from sysmap.measures.reasons import REASONS
from sysmap.pages.one_page.figures import Bar, Figures
from sysmap.pages.report.material import Material
from sysmap.pages.report.sections.few import few_behind
from sysmap.pages.report.words import sentence, wave_word
from sysmap.text import counted, number, percent

SHARE = "cross_share"
_MOST_NEXT, _MOST_RESTING = 2, 2
_LONGEST = 60
_WHY = "Why anything is as it is: the records say who works with whom, not for what reason."
_ONE_WAVE = "Whether anything changed: that needs a second wave, asked in the same way."
_TWO_WAVES = (
    "Whether a programme, or a trend that would have come anyway, stands behind a change: that needs places "
    "without the programme to compare with."
)
_UNREPORTED = "Ties that nobody reported: one that is not on the map may exist all the same."


@dataclass(frozen=True)
class Finding:
    """A finding: the question that it answers, the sentence, and its figures, if it has any."""

    question: str
    sentence: str
    figures: Figures | None = None


def question(given: Material) -> str:
    """Return the question that the brief answers."""
    who = _different(given)
    if given.change is None:
        return f"How far do organisations of {who} work together?"
    before, after = given.change.before.wave, given.change.after.wave
    return f"Do organisations of {who} work together more in {after} than in {before}?"


def findings(given: Material) -> list[Finding]:
    """Return three findings: what changed, how much crosses beside chance, and on whom it rests."""
    found = [_changed(given)] if given.change is not None else [_apart(given)]
    order = (
        [found[0], _beside_chance(given)] if given.change is not None else [_beside_chance(given), found[0]]
    )
    return [*order, resting(given)]


def _different(given: Material) -> str:
    boundary = given.last.boundary
    return "different sectors" if boundary == "sector" else f"a different {boundary}"


def _changed(given: Material) -> Finding:
    """Say whether the primary measure changed."""
    assert given.change is not None
    change = given.change
    entry, row = catalogue[change.primary], change.to_frame().loc[change.primary]
    first, last = float(row["before"]), float(row["after"])
    waves = change.before.wave or "before", change.after.wave or "after"
    label = in_a_sentence(entry.label)
    if math.isnan(first) or math.isnan(last):
        reason = REASONS.get(row["undefined"], row["undefined"])
        return Finding(entry.question, sentence(f"Whether {label} changed cannot be said: {reason}"))
    written = [value_in_words(entry, value) for value in (first, last)]
    bars = tuple(
        Bar(wave, (value,), text, main=number == 1)
        for number, (wave, value, text) in enumerate(zip(waves, (first, last), written, strict=True))
        if value >= 0
    )
    figures = Figures(entry.label, bars, share=entry.unit == "share") if len(bars) == 2 else None
    levels = f"{written[0]} in {waves[0]}, {written[1]} in {waves[1]}"
    p = float(row["p_adjusted"])
    if math.isnan(p):
        reason = REASONS.get(row["undefined"], row["undefined"])
        said = f"Whether {label} changed was not tested: {reason}. It was {levels}"
        return Finding(entry.question, sentence(said), figures)
    interval = range_in_words(entry, float(row["low"]), float(row["high"]))
    if p <= SURE:
        way = "rose" if last > first else "fell"
        said = (
            f"{entry.label} {way} from {written[0]} to {written[1]}. That is more than the usual coming and "
            f"going of ties would explain. The change is {value_in_words(entry, last - first, signed=True)} "
            f"(95 % interval {interval})"
        )
    elif p <= UNSURE:
        said = (
            f"It is not clear whether {label} changed: {levels}. The records fit no change at all, and "
            f"changes of {interval} (95 % interval)"
        )
    else:
        least = value_in_words(entry, float(row["detectable"]), signed=True).lstrip("+")
        said = (
            f"No change can be shown in {label}: {levels}. These records could have shown a change of about "
            f"{least} or more"
        )
    return Finding(entry.question, sentence(said), figures)


def _beside_chance(given: Material) -> Finding:
    """Say how much crosses, beside the chance that is fair to it."""
    card, entry = given.cards[-1], catalogue[SHARE]
    row = card.to_frame().loc[SHARE]
    wave = given.last.wave
    start = f"In {wave}, " if wave else ""
    if row["undefined"]:
        reason = REASONS.get(row["undefined"], row["undefined"])
        return Finding(
            entry.question, sentence(f"{start}the share of ties that cross is not defined: {reason}")
        )
    value = float(row["value"])
    note = system_value(entry, given.last).note
    whole = f"{start}{percent(value)} of ties are between {_different(given)}{f' ({note})' if note else ''}"
    busy = card.activity is not None and card.activity.differs and not math.isnan(row["low_busy"])
    low, high, expected = (
        float(row[f"{name}{'_busy' if busy else ''}"]) for name in ("low", "high", "expected")
    )
    bars = [Bar(wave or "recorded", (value,), percent(value), main=True)]
    if math.isnan(low):
        return Finding(entry.question, sentence(whole), Figures(entry.label, tuple(bars), share=True))
    boundary = given.last.boundary
    fair = f"If {boundary} made no difference" + (" and everybody were as busy as they are" if busy else "")
    beside = (
        f"So ties stay inside one {boundary} more often than chance would have it"
        if value < low
        else f"So ties reach beyond one {boundary} more often than chance would have it"
        if value > high
        else "That is within what chance gives"
    )
    said = f"{whole}. {fair}, it would be about {percent(expected)}. {beside}"
    reach = f"{100 * low:.0f} to {percent(high)}"
    bars.append(Bar("by chance", (high - low,), reach, start=low))
    return Finding(entry.question, sentence(said), Figures(entry.label, tuple(bars), share=True))


def _apart(given: Material) -> Finding:
    """Say between how many pairs of sectors there is no tie."""
    asked = "Between whom is there no tie?"
    between = _between(given)
    what = _labels(given)
    if between.empty:
        return Finding(asked, joined_pairs(given))
    joined = int((between["ties"] > 0).sum())
    bars = (
        Bar("with a tie", (float(joined),), number(joined), main=True),
        Bar("without", (float(len(between) - joined),), number(len(between) - joined)),
    )
    return Finding(asked, sentence(joined_pairs(given)), Figures(f"Pairs of {what}", bars))


def joined_pairs(given: Material) -> str:
    """Say how many pairs of sectors have a tie in the last wave, and where the largest gap is."""
    between, what = _between(given), _labels(given)
    if between.empty:
        return f"All organisations are of one of the {what}."
    joined = int((between["ties"] > 0).sum())
    wave = f"In {given.last.wave}, " if given.change else ""
    pairs = counted(len(between), f"pair of {what}", f"pairs of {what}")
    said = f"{wave}{joined} of {pairs} have at least one tie"
    for a, b, possible in _without_ties(given)[:1]:
        said += (
            f". The largest gap is between {a} and {b}: none of {number(possible)} possible ties was reported"
        )
    return said


def _between(given: Material) -> pd.DataFrame:
    """Return the pairs of different sectors between which a tie is possible."""
    grid = given.grids[-1].to_frame()
    return grid[(grid["relation"] == "between") & (grid["possible"] > 0)]


def _labels(given: Material) -> str:
    return "sectors" if given.last.boundary == "sector" else f"labels of {given.last.boundary}"


def _without_ties(given: Material) -> list[tuple[str, str, int]]:
    """Return the pairs of sectors without a tie that may be told, that with most possible ties first."""
    few = few_behind(given, len(given.systems) - 1)
    rows = [
        (str(row.sector_a), str(row.sector_b), int(row.possible))
        for row in given.grids[-1].to_frame().itertuples()
        if row.relation == "between" and row.possible and not row.ties and not few(row.sector_a, row.sector_b)
    ]
    return sorted(rows, key=lambda row: (-row[2], row[:2]))


def resting(given: Material) -> Finding:
    """Say on whom most rests; on a map too large for it, how many ties there are, and became of them."""
    asked = "What rests on one organisation?"
    frame = given.resting
    if frame is None:
        return Finding("How large is it?", sentence(_ties(given)))
    if frame.empty or not frame["loss"].iloc[0] > 0:
        return Finding(asked, "No single organisation holds the others together on this map.")
    name = str(frame["organisation"].iloc[0])
    gone = departure(given.last, [name])
    said = f"Most rests on {_short(name)}. If it left"
    parts = []
    if gone.cut_off:
        parts.append(f"{counted(gone.cut_off, 'organisation')} would be cut off from the rest")
    if not math.isnan(gone.loss_share):
        parts.append(
            f"the others would lose {percent(gone.loss_share)} of the closeness between their sectors"
        )
    top = frame.head(_MOST_RESTING)
    bars = tuple(
        Bar(
            _short(str(row.organisation)),
            (float(row.loss_share),),
            percent(float(row.loss_share)),
            main=not place,
        )
        for place, row in enumerate(top.itertuples())
        if row.loss_share == row.loss_share and row.loss_share > 0
    )
    figures = Figures("Closeness that the others would lose", bars, share=True) if bars else None
    return Finding(asked, sentence(f"{said}, {' and '.join(parts)}"), figures)


def _short(name: str) -> str:
    """Cut a name that is too long for one page."""
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}…"


def _ties(given: Material) -> str:
    if given.change is None:
        return f"The map shows {given.last.headline()}"
    ties = given.change.tie_changes["status"].value_counts()
    kept, new, lost = (int(ties.get(word, 0)) for word in STATUSES)
    return f"{counted(kept, 'tie')} stayed, {new} are new and {lost} were lost"


def answered(given: Material) -> str:
    """Say who answered, of every wave, and over whom the waves are compared."""
    waves = [
        sentence(f"{wave_word(system)}: {response_note(system)}" if system.wave else response_note(system))
        for system in given.systems
    ]
    return " ".join([*waves, *([given.change.who[1]] if given.change else [])])


def limits(given: Material) -> list[str]:
    """Say what nobody can tell from these records, and what makes them weak."""
    said = [_TWO_WAVES if given.change else _ONE_WAVE, _WHY, _UNREPORTED]
    flags = list(given.change.flags) if given.change else []
    if flags:
        more = f" The report names {counted(len(flags) - 1, 'more caution')}." if len(flags) > 1 else ""
        said = [*said[:2], f"{sentence(flags[0])}{more}"]
    return said


def to_talk_about(given: Material) -> Iterator[str]:
    """Name introductions worth a conversation, and sectors between which nothing was reported."""
    if given.suggested is not None:
        names = given.last.organisations["name"]
        rows = given.suggested.to_frame().head(_MOST_NEXT).itertuples()
        for row, known in zip(rows, given.suggested.introducers, strict=False):
            ends = f"{_short(row.organisation_a)} to {_short(row.organisation_b)}"
            by = f" {_short(names[known[0]])} works with both." if known else ""
            yield f"Introduce {ends}?{by}"
    empty = _without_ties(given)
    if empty:
        a, b, possible = empty[0]
        yield (
            f"No tie between {a} and {b} was reported, of {number(possible)} possible ones. Is one needed?"
        )


def ties_drawn(given: Material) -> Figures:
    """Return the one chart: ties between and within, and what became of them."""
    names = ("between", "within")
    if given.change is None:
        row = given.last.ties["crosses"].value_counts() if len(given.last.ties) else {}
        counts = [int(row.get(crosses, 0)) for crosses in (True, False)]
        bars = tuple(
            Bar(name, (float(count),), number(count)) for name, count in zip(names, counts, strict=True)
        )
        return Figures(_title_of_ties(given), bars)
    changes = given.change.tie_changes
    rows = []
    for name, crosses in zip(names, (True, False), strict=True):
        found = changes.loc[changes["crosses"] == crosses, "status"].value_counts()
        counts = [int(found.get(word, 0)) for word in STATUSES]
        rows.append(Bar(name, tuple(map(float, counts)), " + ".join(map(number, counts))))
    return Figures(_title_of_ties(given), tuple(rows), names=STATUSES)


def _title_of_ties(given: Material) -> str:
    what = "sectors" if given.last.boundary == "sector" else f"labels of {given.last.boundary}"
    return f"Ties between and within {what}" + (", kept, new and lost" if given.change else "")


def picture_caption(given: Material) -> str:
    """Say what the map shows."""
    what = "sector" if given.last.boundary == "sector" else given.last.boundary
    if given.change is None:
        return f"Each disc is a {what}; ribbons are ties between two. {sentence(_ties(given))}"
    return (
        f"Each disc is a {what}; ribbons are ties between two, with those that came (+) and went (−). "
        f"{sentence(_ties(given))}"
    )
