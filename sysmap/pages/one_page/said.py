"""What a brief says: a question, three findings with their figures, who answered, limits, what comes next."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sysmap.findings.comparison.comparison import Comparison
from sysmap.findings.comparison.organisations import OVERSTATES
from sysmap.findings.comparison.words import SURE, UNSURE
from sysmap.findings.disclosure.answered import response_note
from sysmap.findings.introductions.dependence import departure
from sysmap.findings.words import in_a_sentence, range_in_words, value_in_words
from sysmap.measures.catalogue import catalogue
from sysmap.measures.evaluating import system_value
from sysmap.measures.reasons import REASONS
from sysmap.pages.one_page.figures import Bar, Figures
from sysmap.pages.one_page.ties_said import compared_ties, ties_in_words
from sysmap.pages.report.material import Material
from sysmap.pages.report.sections.few import few_behind
from sysmap.pages.report.words import sentence, wave_word
from sysmap.text import counted, number, percent

SHARE, DENSITY = "cross_share", "cross_density"
_MOST_RESTING = 2
_LONGEST, _ROOM = 60, 200
_SENTENCE = re.compile(r"(?<=[.!?]) (?=[A-Z])")
_WHY = "Why things are as they are. The records say who works with whom, not for what reason."
_ONE_WAVE = "Whether anything changed. That needs a second wave, asked in the same way."
_TWO_WAVES = (
    "Whether the same would have come without a programme. That needs places without it to compare with."
)
_UNREPORTED = "Which ties nobody reported. One that is not on the map may exist all the same."
_STEPS = "(how few steps it takes)"
# Less than that is little to lose.
_LITTLE = 0.05


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
        return f"How far do organisations {who} work together?"
    before, after = given.change.before.wave, given.change.after.wave
    return f"Do organisations {who} work together more in {after} than in {before}?"


def findings(given: Material) -> list[Finding]:
    """Return three findings: what changed, how much crosses beside chance, and on whom it rests."""
    found = [_changed(given)] if given.change is not None else [_apart(given)]
    order = (
        [found[0], _beside_chance(given)] if given.change is not None else [_beside_chance(given), found[0]]
    )
    return [*order, resting(given)]


def _different(given: Material) -> str:
    boundary = given.last.boundary
    return "of different sectors" if boundary == "sector" else f"that differ in {boundary}"


def _changed(given: Material) -> Finding:
    """Say whether the primary measure changed."""
    assert given.change is not None
    change = given.change
    entry, row = catalogue[change.primary], change.to_frame().loc[change.primary]
    first, last = float(row["before"]), float(row["after"])
    waves = change.before.wave or "before", change.after.wave or "after"
    label = _label(entry.name, given.last.boundary)
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
            f"{label[:1].upper()}{label[1:]} {way} from {written[0]} in {waves[0]} to {written[1]} in "
            f"{waves[1]}{_counts(given, first, last)}. {_weighed(given, waves, interval, rose=last > first)}"
        )
    elif p <= UNSURE:
        said = (
            f"It is not clear whether {label} changed: {levels}. The records fit no change at all, and any "
            f"change from {interval} (95 % interval)"
        )
    else:
        detectable = float(row["detectable"])
        least = "" if math.isnan(detectable) else value_in_words(entry, detectable, signed=True).lstrip("+")
        said = f"No change can be shown in {label}: {levels}."
        if least:
            said += f" A change of about {least} would have been found four times in five"
    return Finding(entry.question, sentence(said), figures)


def _counts(given: Material, first: float, last: float) -> str:
    """Give the pairs behind two densities, where the densities are nothing but their shares."""
    counts, pairs = compared_ties(given)
    if True not in counts or not pairs:
        return ""
    kept, new, lost = counts[True]
    shares = (kept + lost) / pairs, (kept + new) / pairs
    if given.change is None or given.change.primary != DENSITY or not np.allclose(shares, (first, last)):
        return ""
    return f" ({number(kept + lost)} of {counted(pairs, 'pair')}, then {number(kept + new)})"


def _weighed(given: Material, waves: tuple[str, str], interval: str, *, rose: bool) -> str:
    """Say how large a change is beside chance, and at once what could undo it."""
    assert given.change is not None and isinstance(given.given, Comparison)
    reach = f"he change may be anything from {interval} (95 % interval)"
    # A copy for the public compares whoever answered: that is not the same as not recorded.
    unrecorded = not any(given.given.panel.recorded)
    # Where no tie of the kind that counts went, nothing shows how ties come and go.
    counts, _ = compared_ties(given)
    _, new, lost = counts.get(True, (0, 1, 1)) if given.change.primary == DENSITY else (0, 1, 1)
    if given.change.diagnostics["flag"].get("changed_ties") and not (new and lost):
        said = f"But no such tie was {'lost' if rose else 'new'} in these records"
        said += ", and who answered is not recorded" if unrecorded else ""
        alike = f"a {'longer' if rose else 'shorter'} list alone would look the same"
        return f"{said}: {alike}. Apart from that, t{reach}"
    said = f"Ties that come and go by themselves would seldom give as much. T{reach}"
    if unrecorded:
        return f"{said}. But who answered is not recorded: part of it may be who was asked"
    if not any(given.change.panel.recorded):
        return f"{said}. But this copy compares all that are listed: part of it may be who answered"
    if rose and any(OVERSTATES in note for note in given.change.who):
        after, before = waves[1], waves[0]
        return f"{said}. But those silent in {after} had fewer partners in {before}, which overstates a rise"
    return said


def _label(name: str, boundary: str) -> str:
    """Return what a measure is called inside a sentence: the density between sectors without the term."""
    if name != DENSITY:
        return in_a_sentence(catalogue[name].label)
    if boundary == "sector":
        return "the share of pairs from different sectors that work together"
    return f"how often pairs that differ in {boundary} work together"


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
    former = float(given.cards[0].to_frame().loc[SHARE]["value"]) if given.change else math.nan
    earlier = given.systems[0].wave or "before"
    known = [note] if note else []
    known += [] if math.isnan(former) else [f"{percent(former)} in {earlier}"]
    count = f" ({'; '.join(known)})" if known else ""
    whole = f"{start}{percent(value)} of ties are between organisations {_different(given)}{count}"
    busy = card.activity is not None and card.activity.differs and not math.isnan(row["low_busy"])
    low, high, expected = (
        float(row[f"{name}{'_busy' if busy else ''}"]) for name in ("low", "high", "expected")
    )
    bars = [] if math.isnan(former) else [Bar(earlier, (former,), percent(former))]
    bars.append(Bar(wave or "recorded", (value,), percent(value), main=True))
    if math.isnan(low):
        return Finding(entry.question, sentence(whole), Figures(entry.label, tuple(bars), share=True))
    boundary = given.last.boundary
    grid = given.grids[-1].to_frame()
    if not (grid.loc[grid["relation"] == "within", "possible"] > 0).any():
        said = f"{whole}. It cannot be less: no two organisations are of the same {boundary}"
        return Finding(entry.question, sentence(said), Figures(entry.label, tuple(bars), share=True))
    fair = f"If {boundary} made no difference" + (" and everybody were as busy as they are" if busy else "")
    beside = (
        "Fewer cross than by chance"
        if value < low
        else "More cross than by chance"
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
        return f"All organisations are of one {given.last.boundary}."
    joined = int((between["ties"] > 0).sum())
    wave = f"In {given.last.wave}, " if given.change else ""
    if not joined:
        said = f"no pair of {what} has a tie"
    elif len(between) == 1:
        said = f"the one pair of {what} has at least one tie"
    else:
        many = "all" if joined == len(between) else f"{number(joined)} of"
        said = f"{many} {len(between)} pairs of {what} have at least one tie"
    said = f"{wave}{said}" if wave else f"{said[:1].upper()}{said[1:]}"
    gaps = widest_gaps(given)
    if gaps:
        a, b, possible = gaps[0]
        none = "the one possible tie" if possible == 1 else f"none of {number(possible)} possible ties"
        was = "was not reported" if possible == 1 else "was reported"
        if len(gaps) == 1:
            said += f". The largest gap is between {in_a_pair(a, b)}: {none} {was}"
        else:
            such = ", and between ".join(in_a_pair(*gap[:2]) for gap in gaps[:2])
            many = "" if len(gaps) == 2 else f"{number(len(gaps))} gaps are equally large, such as "
            said += f". {many or 'The largest gaps are '}between {such}: {none} {was} of each"
    return said


def widest_gaps(given: Material) -> list[tuple[str, str, int]]:
    """Return those pairs of sectors without a tie that have most possible ties: one, or several alike."""
    rows = without_ties(given)
    return [row for row in rows if row[2] == rows[0][2]]


def in_a_pair(first: str, second: str) -> str:
    """Write two labels in a sentence: in quotes where one of them has an *and* of its own."""
    if any(" and " in label for label in (first, second)):
        first, second = f"“{first}”", f"“{second}”"
    return f"{first} and {second}"


def _between(given: Material) -> pd.DataFrame:
    """Return the pairs of different sectors between which a tie is possible."""
    grid = given.grids[-1].to_frame()
    return grid[(grid["relation"] == "between") & (grid["possible"] > 0)]


def _labels(given: Material) -> str:
    return "sectors" if given.last.boundary == "sector" else f"labels of {given.last.boundary}"


def without_ties(given: Material) -> list[tuple[str, str, int]]:
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
        return Finding("How large is it?", sentence(ties_in_words(given)))
    if frame.empty or not frame["loss"].iloc[0] > 0:
        return Finding(asked, "No single organisation holds the others together on this map.")
    name = str(frame["organisation"].iloc[0])
    gone, boundary = departure(given.last, [name]), given.last.boundary
    alike = len(frame) > 1 and math.isclose(frame["loss"].iloc[0], frame["loss"].iloc[1])
    near = "the closeness between their sectors"
    if boundary != "sector":
        near = f"their closeness across {boundary}"
    lost = f"lose {percent(gone.loss_share)} of {near} {_STEPS}"
    whole = not math.isnan(gone.loss_share)
    if not gone.cut_off and whole and gone.loss_share < _LITTLE:
        said = f"Little rests on any one organisation. Even if {shortened(name)} left"
        parts = [f"the others would {lost}, and that is the most"]
    else:
        most = "As much rests on {} as on any other" if alike else "More rests on {} than on any other"
        said = f"{most.format(shortened(name))}. If it left and no new tie took its place"
        parts = [f"{counted(gone.cut_off, 'organisation')} would be cut off"] if gone.cut_off else []
        parts += [f"the others would {lost}"] if whole else []
    top = frame.head(_MOST_RESTING)
    bars = tuple(
        Bar(
            shortened(str(row.organisation)),
            (float(row.loss_share),),
            percent(float(row.loss_share)),
            main=not place,
        )
        for place, row in enumerate(top.itertuples())
        if row.loss_share == row.loss_share and row.loss_share > 0
    )
    figures = Figures("Closeness that the others would lose", bars, share=True) if bars else None
    return Finding(asked, sentence(f"{said}, {' and '.join(parts)}"), figures)


def shortened(name: str) -> str:
    """Cut a name that is too long for one page."""
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}…"


def answered(given: Material) -> str:
    """Say who answered, of every wave, and over whom the waves are compared."""
    by_note: dict[str, list[str]] = {}
    for system in given.systems:
        note = response_note(system)
        by_note.setdefault(note, []).extend([wave_word(system)] if system.wave else [])
    # What is the same for both waves is said once.
    waves = [
        sentence(f"{' and '.join(of)}: {note[:1].lower()}{note[1:]}" if of else note)
        for note, of in by_note.items()
    ]
    return " ".join([*waves, *([given.change.who[1]] if given.change else [])])


def limits(given: Material) -> list[str]:
    """Say what nobody can tell from these records, and what makes them weak."""
    said = [_TWO_WAVES if given.change else _ONE_WAVE, _WHY, _UNREPORTED]
    flags = _cautions(given)
    if flags:
        others = len(flags) - 1
        first, whole = _beginning(_bounded(given, flags[0]))
        more = f" The report names {counted(others, 'more caution')}." if others else ""
        if not whole and not more:
            more = " The report says more."
        said = [*said[:2], f"{sentence(first)}{more}"]
    return said


def _bounded(given: Material, flag: str) -> str:
    """Say how far pairs that nobody could report could move the change, in place of how to read levels."""
    assert given.change is not None
    table, name = given.change.diagnostics, given.change.primary
    row = "bounds_change" if name == DENSITY else f"bounds_change:{name}"
    if flag != table["flag"].get("observable_pairs") or row not in table.index:
        return flag
    low, high = float(table.at[row, "low"]), float(table.at[row, "high"])
    if math.isnan(low) or not low < high:
        return flag
    reach = range_in_words(catalogue[name], low, high).replace(" to ", " and ")
    pairs = _SENTENCE.split(flag)[0].partition(",")[0].rstrip(".")
    return (
        f"{pairs}. Whatever their ties, finding 1 is a change between {reach}, before chance is allowed for."
    )


def _beginning(text: str) -> tuple[str, bool]:
    """Return as many sentences of a text as there is room for on one page, and whether that is all of it."""
    sentences = _SENTENCE.split(text)
    while len(sentences) > 1 and len(" ".join(sentences)) > _ROOM:
        sentences.pop()
    found = " ".join(sentences)
    return found, found == text


def _cautions(given: Material) -> list[str]:
    """Return what makes the change weak, then what is weak about levels alone."""
    if given.change is None:
        return []
    by_name = given.change.diagnostics["flag"]
    # Which p are hidden where organisations have moved is for those who see them.
    levels, hidden = (by_name.get(name, "") for name in ("observable_pairs", "drift"))
    return sorted((flag for flag in given.change.flags if flag != hidden), key=lambda flag: flag == levels)
