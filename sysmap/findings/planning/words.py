"""A plan in sentences: what programmes like it would show, and what more organisations would do."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sysmap.findings.comparison.estimating.limits import FEWEST_TIES, SMALLEST_PANEL
from sysmap.findings.planning.chances import Chances
from sysmap.findings.planning.power import PlannedDesign, PowerCell
from sysmap.findings.planning.shares import of_ten
from sysmap.findings.planning.waves import ACTIVITY
from sysmap.findings.words import in_a_sentence, value_in_words
from sysmap.measures.catalogue import Measure
from sysmap.text import counted, number, percent

Larger = Sequence[tuple[PlannedDesign, PowerCell]]
"""Larger plans, and what each would show."""
MIDDLE_RESPONSE, MIDDLE_EFFECT = 0.75, 1.5
MOSTLY = 0.5
"""From this share of programmes refused on, the plan says so first."""


def reference(design: PlannedDesign) -> tuple[float, float]:
    """Return the response and effect that sentences are about: nearest to 75 %, and to a rise by half."""
    response = min(design.responses, key=lambda one: (abs(one - MIDDLE_RESPONSE), one))
    return response, min(design.effects, key=lambda one: (abs(one - MIDDLE_EFFECT), one))


def reading(design: PlannedDesign, cells: Sequence[PowerCell], larger: Larger) -> tuple[str, ...]:
    """Say what a plan could show.

    Parameters
    ----------
    design
        The plan.
    cells
        What was simulated of it.
    larger
        What was simulated of larger ones, in their order, with the response and effect of `reference`.
    """
    response, effect = reference(design)
    found = {(cell.response, cell.effect): cell for cell in cells}
    here = found[response, effect]
    mostly = here.refused >= MOSTLY
    said = [_refused(design, here, larger)] if mostly else []
    said.append(
        f"With {who(design)} and {percent(response)} answering, {_change(design, here)} would be shown in "
        f"{of_ten(here.power)} such programmes{'' if mostly else _more(design, found, larger)}."
    )
    others = [found[response, each] for each in design.effects if each not in (effect, 1.0)]
    if others and not mostly:
        first, *rest = others
        also = "".join(f", one to {_after(design, cell)} in {of_ten(cell.power)}" for cell in rest)
        said.append(f"A change to {_after(design, first)} would be shown in {of_ten(first.power)}{also}.")
    said += [
        f"Where nothing changes, one would be shown in {percent(found[response, each].power)}."
        for each in design.effects
        if each == 1
    ]
    least = dict.fromkeys([found[max(design.responses), effect], here])
    amounts = [
        f"{value_in_words(design.primary, cell.detectable, signed=True).lstrip('+')} with "
        f"{percent(cell.response)} answering"
        for cell in least
        if not math.isnan(cell.detectable) and cell.refused < MOSTLY
    ]
    if amounts:
        said.append(f"The smallest change found four times in five would be about {', '.join(amounts)}.")
    return tuple(said)


def who(design: PlannedDesign) -> str:
    """Say how many organisations and places are planned."""
    size = counted(design.place.roster.size, "organisation")
    if design.together == 1:
        return size
    each = "each" if design.together > 1 else ""
    beside = (
        f" and {counted(design.comparison_places, 'comparison place')}" if design.comparison_places else ""
    )
    return f"{counted(design.places, 'place')}{beside} of {size} {each}".rstrip()


def _change(design: PlannedDesign, cell: PowerCell) -> str:
    """Say which change is looked for: ``a rise of the density between sectors from 11 % to 15 %``."""
    label = in_a_sentence(design.primary.label)
    before, after = levels(design.primary, design.place.chances, cell)
    if cell.effect == 1:
        return f"a change of the {label} that is none"
    if math.isnan(before) or math.isnan(after):
        return f"a change of the {label} when ties between sectors are {cell.effect:g} times as many"
    word = "rise" if after > before else "fall"
    beside = ", with none in the comparison places," if design.comparison_places else ""
    return f"a {word} of the {label} from {_level(design.primary, before)} to {_after(design, cell)}{beside}"


def _after(design: PlannedDesign, cell: PowerCell) -> str:
    """Write the level after the change."""
    return _level(design.primary, levels(design.primary, design.place.chances, cell)[1])


def levels(primary: Measure, chances: Chances, cell: PowerCell) -> tuple[float, float]:
    """Return the measure before and after: as planned where the chances say it, else as simulated."""
    if primary.name == "cross_density":
        return chances.between, min(1.0, chances.between * cell.effect)
    return cell.before, cell.after


def _level(entry: Measure, value: float) -> str:
    """Write a level without decimals of a per cent, where two levels can be told apart without."""
    if entry.unit == "share" and value >= 0.095:
        return percent(value)
    return value_in_words(entry, value)


def _more(
    design: PlannedDesign,
    found: dict[tuple[float, float], PowerCell],
    larger: Larger,
) -> str:
    """Say what more answers, or more organisations, would make of it."""
    response, effect = reference(design)
    here = found[response, effect]
    ways = []
    higher = sorted(one for one in design.responses if one > response)
    if higher:
        ways.append((f"reaching {percent(higher[0])}", found[higher[0], effect].power))
    if larger:
        more, cell = larger[-1]
        asked = (
            f"asking {counted(more.place.roster.size, 'organisation')}"
            if more.together == 1
            else f"having {_places(more)}"
        )
        ways.append((asked, cell.power))
    said = of_ten(here.power)
    as_good = [(way, of_ten(share)) for way, share in ways if share >= here.power]
    parts = [f"{way} would make it {share}" for way, share in as_good if share != said]
    parts += [f"{way} would change little" for way, share in as_good if share == said]
    return f"; {', and '.join(parts)}" if parts else ""


def _places(design: PlannedDesign) -> str:
    beside = f" and {design.comparison_places} to compare with" if design.comparison_places else ""
    return f"{counted(design.places, 'place')}{beside}"


def _refused(design: PlannedDesign, here: PowerCell, larger: Larger) -> str:
    """Say that mostly nothing could be tested, and what would suffice."""
    few = here.answering_both < SMALLEST_PANEL + 1
    why = (
        f"about {number(here.answering_both, 2)} would answer both waves, and {SMALLEST_PANEL} are needed"
        if few
        else f"fewer than {FEWEST_TIES} ties that bear on it would come or go"
    )
    said = (
        f"With {who(design)} and {percent(here.response)} answering, nothing could be tested in "
        f"{of_ten(here.refused)} such programmes: {why}."
    )
    enough = [(more, cell) for more, cell in larger if cell.refused <= 1 - 0.8]
    if not enough:
        return f"{said} Take what is asked for a description of each wave, not for a test of change."
    more, cell = enough[0]
    what = (
        f"{counted(more.place.roster.size, 'organisation')} of these sectors"
        if more.together == 1
        else _places(more)
    )
    return f"{said} About {what} would suffice for a test in {of_ten(1 - cell.refused)}."


def assumptions(design: PlannedDesign) -> tuple[str, ...]:
    """Say what was simulated, sentence by sentence."""
    story, place = design.place.story, design.place
    said = [
        f"Two waves of {who(design)} were drawn {design.draws:,} times for each effect (seed {design.seed}), "
        "and compared as compare does it.",
        place.chances.in_words(),
        f"{percent(story.persistence)} of ties are kept, where they do not become fewer on the whole.",
        "Organisations differ in how active they are (standard deviation of the logarithm "
        f"{ACTIVITY:g}), and that moves by itself in each wave (drift {story.movement:g}).",
        "Organisations answer each wave independently, with the same chance: where those that answered once "
        "answer again, more answer both waves than here.",
        "An effect multiplies the chance of a tie between sectors in the second wave.",
    ]
    if design.comparison_places:
        said.append("In the comparison places nothing changes on the whole.")
    if design.together > 1:
        said.append(
            "The effect is the same in every place; where true effects differ, more places are needed. "
            "Places of a programme are drawn from those simulated."
        )
    return tuple(said)
