"""What a run says of itself for a reporting standard: a sentence for each thing that is asked for."""

from __future__ import annotations

import math
from collections.abc import Callable

from sysmap.findings.disclosure.answered import FEW_RESPONDENTS, response_note
from sysmap.measures.reasons import REASONS
from sysmap.network.roster import wave_dates
from sysmap.network.system import SystemMap
from sysmap.pages.one_page import said
from sysmap.pages.report.material import Material
from sysmap.pages.report.words import TOO_FEW, span, wave_word
from sysmap.text import counted, number, percent
from sysmap.version import __version__


def each_wave(given: Material, say: Callable[[SystemMap], str]) -> str:
    """Say something of every wave."""
    every = given.followed.maps if given.followed else given.systems
    told = [(wave_word(system) if system.wave else "", say(system).rstrip(".")) for system in every]
    return "; ".join(f"{wave}: {text}" if wave else text for wave, text in told)


def question(given: Material) -> str:
    """Return the question that the report answers."""
    return said.question(given)


def design(given: Material) -> str:
    """Say of what the network is, and in how many waves."""
    count = len(given.followed.maps) if given.followed else len(given.systems)
    return f"A whole network of organisations, in {counted(count, 'wave')}"


def waves(given: Material) -> str:
    """Say how many waves there are, and of when."""
    count = len(given.followed.maps) if given.followed else len(given.systems)
    return f"{counted(count, 'wave')}: {dates(given)}"


def primary(given: Material) -> str:
    """Say which measure was named, and when."""
    return given.change.primary_note if given.change else "No change was tested: there is one wave"


def listed(given: Material) -> str:
    """Say how many are on the list and on each map."""
    partners = counted(len(given.last.records.partners), "organisation")
    return f"A list of {partners}; on the map, {sizes(given)}"


def nodes(given: Material) -> str:
    """Say what a node is."""
    labels = given.last.organisations["boundary"].dropna().nunique()
    what = "sector" if given.last.boundary == "sector" else f"label of {given.last.boundary}"
    return f"Organisations, each with its {what} ({counted(int(labels), 'kind')} of them)"


def sizes(given: Material) -> str:
    """Say how many organisations each map has."""
    return each_wave(given, lambda system: counted(len(system.organisations), "organisation"))


def ties(given: Material) -> str:
    """Say how many ties each map has."""
    return each_wave(given, lambda system: counted(len(system.ties), "tie"))


def meaning_of_ties(given: Material) -> str:
    """Say what a tie is."""
    kinds = sorted({kind for cell in given.last.ties["kinds"] for kind in cell if kind})
    of = f", of {counted(len(kinds), 'kind')}: {', '.join(kinds)}" if kinds else ""
    return f"Two organisations work together, as at least one of them reported{of}"


def direction(given: Material) -> str:
    """Say whether ties are arrows."""
    if given.last.directed:
        return "Directed: an arrow from who reported it to whom"
    return "Undirected"


def weight(given: Material) -> str:
    """Say whether ties have a strength, and what becomes of it."""
    known = given.last.ties["strength"].dropna()
    if known.empty:
        return "Unweighted"
    low, high, mean = (number(float(value)) for value in (known.min(), known.max(), known.mean()))
    return (
        f"Measures take ties as there or not. A strength is recorded for {len(known)} of "
        f"{counted(len(given.last.ties), 'tie')} of {wave_word(given.last)}: {low} to {high}, mean {mean}"
    )


def dates(given: Material) -> str:
    """Say when the records are of."""
    return each_wave(given, lambda system: span(*wave_dates(system.records, system.wave)) or "not recorded")


def response(given: Material) -> str:
    """Say who answered."""
    return each_wave(given, response_note)


def caps(given: Material) -> str:
    """Say whether people could name so many only."""
    waves = given.last.records.waves
    known = {str(row.wave): row.cap for row in waves.itertuples() if row.cap is not None and str(row.cap)}
    known = {wave: cap for wave, cap in known.items() if str(cap) not in ("nan", "<NA>")}
    if not known and given.public:
        return "A copy for the public does not say whether people could name only so many partners"
    if not known:
        return "The records do not say that people could name only so many partners"
    return "; ".join(f"{wave}: people could name at most {cap} partners" for wave, cap in known.items())


def symmetrized(given: Material) -> str:
    """Say whose report makes a tie, and how many were reported by both."""
    if given.last.directed:
        return "No: each report is an arrow"
    rule = "both ends" if given.last.rules.report == "confirmed" else "either end"
    frame = given.all_measures[-1].to_frame()
    value, why = (
        frame.loc["confirmation_rate", ["value", "undefined"]]
        if ("confirmation_rate" in frame.index)
        else (math.nan, FEW_RESPONDENTS)
    )
    if why == FEW_RESPONDENTS:
        rate = TOO_FEW
    elif math.isnan(value):
        rate = f"not defined ({REASONS.get(why, why)})"
    else:
        rate = percent(value)
    return f"Yes: a tie is there if {rule} reported it; share reported by both, where both could: {rate}"


def dichotomized(given: Material) -> str:
    """Say which strengths count."""
    least = given.last.rules.at_least
    return "No: ties of every strength count" if least is None else f"Yes: ties of strength {least:g} or more"


def projected(given: Material) -> str:
    """Say whether sitting on a forum makes a tie."""
    if given.last.rules.forums == "joined":
        return "Organisations on one forum are joined on pictures; no measure takes that for a tie"
    return "No"


def excluded(given: Material) -> str:
    """Say what was left out."""
    notes = [f"{wave_word(system)}: {note}" for system in given.systems for note in system.notes]
    aside = sum(given.last.records.summary["set_aside"].values())
    if aside:
        notes.append(f"{counted(aside, 'row')} set aside")
    if not notes and given.public:
        return "Rows that were set aside are not told in a copy for the public"
    return "; ".join(note.rstrip(".") for note in notes) or "Nothing, as far as the records tell"


def imputed(_: Material) -> str:
    """Say that nothing was filled in."""
    return "No: no tie was filled in; one that nobody reported is not on the map, and may exist"


def aggregated(given: Material) -> str:
    """Say what was put together."""
    folded = "each report is kept" if given.last.directed else "reports of the same two are one tie"
    units = (
        "; units count as the organisation of which they are a part"
        if (given.last.rules.units == "joined")
        else ""
    )
    merged = "; what merged, split or was renamed counts as one in a comparison" if given.change else ""
    return f"Yes: {folded}{units}{merged}"


def software(given: Material) -> str:
    """Say what it was made with."""
    card = given.cards[-1]
    return f"Made with sysmap {__version__}; {card.draws:,} shuffles, seed {card.seed}"


def copy_kind(given: Material) -> str:
    """Say whether names and answers are in the report."""
    if given.public:
        return "A copy for the public: without who answered, notes, ratings and figures that rest on few"
    return "Organisations are named, and so is who did not answer; public=True makes a copy without that"
