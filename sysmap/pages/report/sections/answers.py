"""Who answered, by sector and wave; who is silent, and how connected others say they are."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping

import pandas as pd

from sysmap.findings.comparison.side_by_side import UNKNOWN, labels_shown
from sysmap.findings.disclosure.answered import response_note
from sysmap.findings.recall import recall
from sysmap.findings.unanswered.words import OF_DRAWS, OF_TIPPING
from sysmap.network.graph.distances import LISTED_LIMIT
from sysmap.network.system import SystemMap
from sysmap.pages.report.blocks import Block, Heading, Paragraph, TableBlock, items, table_of
from sysmap.pages.report.material import Material
from sysmap.pages.report.pictures import image_of
from sysmap.pages.report.sections.purpose import purpose_and_boundary
from sysmap.pages.report.words import TOO_FEW, TOO_FEW_MEANS, boundary_word, paragraph, wave_word
from sysmap.text import counted, number, percent

RANGE_DRAWS, MOST_FOR_RANGES = 20, 300
MISSED_MEANS = (
    "This assumes that each end remembers a tie or not whatever the other end does, and that every tie is "
    "equally likely to be remembered. Strong ties are remembered more often than weak ones, so more ties may "
    "be missing than this says. None of them is added to the map."
)


def who_answered(given: Material) -> Iterator[Block]:
    """Say who was asked, what, and who answered; that it is not recorded where it is not."""
    yield Heading("Who was asked, and who answered")
    yield Paragraph(
        paragraph(f"{wave_word(system)}: {response_note(system)}" for system in given.systems), answer=True
    )
    yield from purpose_and_boundary(given)
    recorded = _recorded(given)
    if not recorded:
        return
    told = [place for place in recorded if not given.public or _sectors(given.systems[place])]
    if told:
        yield _by_sector(given, told, _told if given.public else _counted)
        if given.public:
            yield Paragraph(TOO_FEW_MEANS, aside=True)
    compared = "" if given.public else paragraph(_compared(given.systems[place]) for place in recorded)
    yield Paragraph(
        paragraph(
            [
                "Who did not answer may have ties that are not on the map. What others reported of them is",
                compared,
            ]
        )
    )


def answers_in_full(given: Material) -> Iterator[Block]:
    """Name who is silent, how many ties nobody reported, and what could differ if all had answered."""
    recorded = _recorded(given)
    if given.public or not recorded:
        return
    yield Heading("Who answered, and what the silent might add")
    yield image_of(f"Who answered, by {given.last.boundary}", given.change or given.cards[-1], "answered")
    missed = [said for place in recorded if (said := _missed(given.systems[place]))]
    if missed:
        yield Paragraph(paragraph(missed))
        yield Paragraph(MISSED_MEANS, aside=True)
    silent = pd.concat([_silent(given.systems[place]) for place in recorded])
    if len(silent):
        words = {
            "wave": "Wave",
            "name": "Organisation",
            "label": boundary_word(given.last),
            "partners": "Partners",
        }
        yield table_of("Who was asked and did not answer, with the partners that others name", silent, words)
        yield from _if_answered(given)


def _recorded(given: Material) -> list[int]:
    return [place for place, system in enumerate(given.systems) if _is_recorded(system)]


def _if_answered(given: Material) -> Iterator[Block]:
    """Say what could differ if all had answered: of crossing in the last wave, and of the primary change."""
    draws = RANGE_DRAWS if given.last.arrays.n <= MOST_FOR_RANGES else 0
    said: list[str] = []
    if given.last.arrays.n <= LISTED_LIMIT:
        found = given.cards[-1].if_answered(draws=draws)
        said += found.readings_of("cross_share")
        if given.change is not None:
            found = given.change.if_answered(draws=draws)
            said += found.readings_of(given.change.primary)
        said += found.lacking
    if said:
        yield Heading("If all had answered", level=3)
        yield items(said)
        yield Paragraph(paragraph([OF_TIPPING, *([OF_DRAWS] if draws else [])]), aside=True)


def _missed(system: SystemMap) -> str:
    """Say how many ties nobody may have reported, where both ends were asked."""
    found = recall(system)
    if not found or math.isnan(found["all"].share):
        return ""
    whole = found["all"]
    asked = whole.both + whole.one
    said = (
        f"{wave_word(system)}: of the {counted(asked, 'tie')} that both ends could report, {whole.both} "
        f"{'was' if whole.both == 1 else 'were'} reported by both. So each end reported about "
        f"{percent(whole.share)} of its ties"
    )
    if math.isnan(whole.low):
        return f"{said}, and none seems to be missing"
    between, within = found["between"].missed, found["within"].missed
    apart = ""
    if system.boundary == "sector" and not math.isnan(between) and not math.isnan(within):
        apart = f": about {round(between)} between sectors and {round(within)} within"
    return (
        f"{said}, and about {counted(round(whole.missed), 'tie')} between those who answered "
        f"{'was' if round(whole.missed) == 1 else 'were'} reported by nobody (95 % interval {whole.low:.0f} "
        f"to {whole.high:.0f}){apart}"
    )


def _is_recorded(system: SystemMap) -> bool:
    return system.answers is not None or not system.organisations["answered"].isna().all()


def _sectors(system: SystemMap) -> Mapping[str, tuple[int, int | str]]:
    """Return what a public copy says of the answers of each sector."""
    return system.answers.sectors if system.answers else {}


def _by_sector(
    given: Material, recorded: list[int], texts_of: Callable[[SystemMap], pd.DataFrame]
) -> TableBlock:
    columns, frames = [boundary_word(given.last)], []
    for place in recorded:
        system = given.systems[place]
        frames.append(texts_of(system))
        columns += [f"{what}, {wave_word(system)}" for what in ("Asked", "Answered", "Share")]
    table = pd.concat(frames, axis=1).fillna("–")
    table = table.reindex(sorted(table.index, key=lambda label: (label == UNKNOWN, label)))
    rows = tuple(
        (str(label), *row) for label, row in zip(table.index, table.to_numpy().tolist(), strict=True)
    )
    return TableBlock(
        f"Who was asked and who answered, by {given.last.boundary}",
        tuple(columns),
        rows,
    )


def _counted(system: SystemMap) -> pd.DataFrame:
    """Count by label who was asked and who answered, as texts."""
    organisations = system.organisations
    labels = labels_shown(organisations["boundary"])
    counts = pd.DataFrame(
        {
            column: organisations[column].map(lambda cell: cell is True).groupby(labels).sum()
            for column in ("asked", "answered")
        }
    )
    return _texts(
        {str(label): (int(asked), int(said)) for label, asked, said in counts.itertuples(name=None)}
    )


def _told(system: SystemMap) -> pd.DataFrame:
    """Return by label what may be said of who was asked and who answered, as texts."""
    return _texts(_sectors(system))


def _texts(counts: Mapping[str, tuple[int, int | str]]) -> pd.DataFrame:
    rows = {}
    for label, (asked, said) in counts.items():
        if isinstance(said, str):
            rows[label] = (str(asked), TOO_FEW, TOO_FEW)
        else:
            rows[label] = (str(asked), str(said), percent(said / asked) if asked else "–")
    return pd.DataFrame.from_dict(rows, orient="index", columns=["asked", "answered", "share"])


def _silent(system: SystemMap) -> pd.DataFrame:
    """List who was asked and did not answer, the best connected first."""
    organisations = system.organisations
    frame = pd.DataFrame(
        {
            "wave": wave_word(system),
            "name": organisations["name"],
            "label": labels_shown(organisations["boundary"]),
            "partners": system.arrays.partners,
        }
    )
    asked, answered = (
        organisations[column].map(lambda cell: cell is True) for column in ("asked", "answered")
    )
    return frame[asked & ~answered].sort_values(["partners", "name"], ascending=[False, True])


def _compared(system: SystemMap) -> str:
    partners = pd.Series(system.arrays.partners, index=system.organisations.index, dtype=float)
    asked, answered = (
        system.organisations[column].map(lambda cell: cell is True) for column in ("asked", "answered")
    )
    silent = asked & ~answered
    if not silent.any() or not answered.any():
        return ""
    return (
        f"{wave_word(system)}: the {counted(int(silent.sum()), 'organisation')} that did not answer have "
        f"{number(partners[silent].mean())} partners on average, as named by others; those that "
        f"answered have "
        f"{number(partners[answered].mean())}"
    )
