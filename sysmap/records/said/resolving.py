"""Steps against the records: of which map they were said, of which organisations, kinds and sectors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sysmap.errors import choice, listed
from sysmap.records.problems import Origin, Problems
from sysmap.records.said.checksum import ties_checksum
from sysmap.records.said.declared import BETWEEN_KINDS
from sysmap.records.said.ledgers import TABLE, Ledger
from sysmap.records.said.steps import Step
from sysmap.records.tables.lineage import standing
from sysmap.records.tables.sector_labels import AS_WRITTEN, SectorChoice, meanings, refusals
from sysmap.records.tables.units import top_parents
from sysmap.vocabulary import UNKNOWN, fold, sectors, sectors_meant

if TYPE_CHECKING:
    from sysmap.records.record_set import Records

ANY = "any"
Pair = tuple[str, str]
_NEAR, _LOOKED_UP, _LONGEST_NEAR = 3, 20, 100


def kinds_in(text: str, known: Mapping[str, str]) -> list[str]:
    """Return the kinds of tie that a cell names, as the records write them; an unknown one as it is."""
    parts = [text] if fold(text) in known else text.split(BETWEEN_KINDS)
    found = (known.get(fold(part), part.strip()) for part in parts if part.strip())
    return list(dict.fromkeys(found))


@dataclass
class Resolver:
    """What the records know, and what the steps read so far have added to it.

    Attributes
    ----------
    records
        The records that the steps are about.
    how
        How labels of sectors are read.
    anyhow
        Whether files said of another map are taken.
    problems
        Where faults and warnings are noted.
    added
        The organisations that steps have added, by folded name.
    said_before
        The pairs, by wave, of which a step of any file said that they work together.
    looked_up
        How many names that nobody has were met.
    """

    records: Records
    how: SectorChoice
    anyhow: bool
    problems: Problems
    added: dict[str, str] = field(default_factory=dict)
    said_before: set[tuple[str, Pair]] = field(default_factory=set)
    looked_up: int = 0

    @cached_property
    def names(self) -> dict[str, str]:
        """The name of every partner, by id."""
        return dict(zip(self.records.partners["id"], self.records.partners["name"], strict=True))

    @cached_property
    def spellings(self) -> dict[str, list[str]]:
        """The ids that a folded name may mean: repeated names stand on a map with the id behind them."""
        found: dict[str, list[str]] = {}
        partners = self.records.partners
        for one, name, written in zip(
            partners["id"], partners["name"], partners["name_as_written"], strict=True
        ):
            for text in {fold(name), fold(f"{name} ({one})"), fold(f"{name} [{one}]"), fold(written or name)}:
                found.setdefault(text, []).append(one)
        return found

    @cached_property
    def kinds(self) -> dict[str, str]:
        """The kinds of tie that the records have, by folded kind."""
        return {fold(kind): kind for kind in self.records.collaborations["kind"].unique() if kind}

    @cached_property
    def sectors(self) -> dict[str, str]:
        """The sectors that the records have, by folded label."""
        return {fold(label): label for label in self.records.partners["sector"].dropna().unique()}

    @cached_property
    def waves(self) -> dict[str, str]:
        """The waves by folded label; ``""`` where there are none, or one alone."""
        order = self.records.waves_in_order
        known = {fold(wave): wave for wave in order}
        return known | ({"": order[0]} if len(order) == 1 else {} if order else {"": ""})

    @cached_property
    def checksums(self) -> dict[str, str]:
        """The checksum of the recorded ties of each wave."""
        ties = self.records.collaborations
        return {wave: ties_checksum(ties, wave or None) for wave in set(self.waves.values())}

    @cached_property
    def tied(self) -> dict[str, set[Pair]]:
        """The pairs with a recorded tie in each wave, units apart and joined."""
        tops, found = top_parents(self.records.partners), dict[str, set[Pair]]()
        ties = self.records.collaborations
        for wave in set(self.waves.values()):
            names = dict(standing(self.records, wave or None).names)
            rows = ties[ties["wave"] == wave] if wave else ties
            ends = rows[["source", "target"]].drop_duplicates()
            pairs = found.setdefault(wave, set())
            for source, target in ends.itertuples(index=False, name=None):
                one, other = names.get(source, source), names.get(target, target)
                pairs.add(pair_of(one, other))
                pairs.add(pair_of(tops.get(one, one), tops.get(other, other)))
        return found

    def resolved(self, ledger: Ledger) -> tuple[list[Step], list[list[Step]]]:
        """Return the steps of a file in force, with ids, kinds, sectors and waves as the records have them.

        Whatever cannot be understood is a fault. Steps that were taken back are looked at too, as far as
        they could be wrong by themselves; those that wait for a decision come second, by question.
        """
        of_map = self._of_this_map(ledger)
        ties: dict[tuple[str, Pair], bool] = {}
        here, ever = dict[str, str](), dict[str, str]()
        steps, every = [], dict[int, Step]()
        for step, active in zip(ledger.steps, ledger.active, strict=True):
            if not step.organisation:
                continue
            # What was taken back may speak of an organisation that was taken back as well.
            settled = self._settled(step, here if active else ever, active=active)
            if settled is not None and step.action == "add organisation":
                ever.setdefault(fold(step.organisation), settled.organisation_id)
            if settled is None:
                continue
            every[step.step] = settled
            if of_map and active:
                self._check_tie(settled, ties)
            if active:
                steps.append(settled)
                if settled.action == "add tie":
                    self.said_before.add((settled.wave, pair_of(settled.organisation_id, settled.other_id)))
        self.added |= here
        undecided = [[every[one] for one in each if one in every] for each in ledger.undecided.values()]
        return steps, [steps for steps in undecided if steps]

    def _of_this_map(self, ledger: Ledger) -> bool:
        """Tell whether all steps of a file were said of these records; note what was said of others."""
        others: dict[tuple[str, str, str], list[Step]] = {}
        fits = True
        for step in ledger.steps:
            if fold(step.wave) not in self._known_waves(step):
                fits = False
                continue
            wave = self._known_waves(step)[fold(step.wave)]
            if step.checksum != self.checksums[wave]:
                others.setdefault((step.map, step.wave, step.checksum), []).append(step)
        for (title, said_wave, checksum), steps in others.items():
            wave = self._known_waves(steps[0])[fold(said_wave)]
            of_wave = f" of {wave}" if wave else ""
            about = (
                f"said of another map: {title or 'one without a title'}"
                f"{f', {said_wave}' if said_wave else ''} (checksum {checksum}); the ties{of_wave} in these "
                f"records have the checksum {self.checksums[wave]}"
            )
            origin, row = Origin(ledger.file), steps[0].row
            if self.anyhow:
                self.problems.warning(origin, f"{about}: taken all the same", table=TABLE, row=row)
            else:
                remedy = (
                    f"read the records of that map, or take it all the same with {choice('said_of', ANY)}"
                )
                self.problems.fault(origin, f"{about}: {remedy}", table=TABLE, row=row, column="checksum")
        return fits and not others

    def _known_waves(self, step: Step) -> dict[str, str]:
        """Return the waves that may be meant: of another map, the only wave whatever it is called."""
        if self.anyhow and len(set(self.waves.values())) == 1:
            return self.waves | {fold(step.wave): next(iter(self.waves.values()))}
        return self.waves

    def _settled(self, step: Step, here: dict[str, str], *, active: bool) -> Step | None:
        before = len(self.problems.faults)
        waves = self._known_waves(step)
        if fold(step.wave) not in waves:
            there = listed(self.records.waves_in_order)
            said = (
                f"no wave {step.wave!r} in these records"
                if step.wave
                else "blank, and these records have several waves"
            )
            self._fault(step, f"{said}; the waves are: {there}", "wave")
            return None
        found: dict[str, Any] = {"wave": waves[fold(step.wave)]}
        if step.action == "add organisation":
            found["organisation_id"] = self._new(step, here, active=active)
        else:
            found["organisation_id"] = self._known(step, "organisation", here)
        if step.other:
            found["other_id"] = self._known(step, "other", here)
            if found["other_id"] and found["other_id"] == found["organisation_id"]:
                self._fault(step, "an organisation cannot have a tie with itself", "other")
        if step.sector:
            found["sector"] = self._sector(step)
        if step.kind:
            found["kind"] = BETWEEN_KINDS.join(kinds_in(step.kind, self.kinds))
        return replace(step, **found) if len(self.problems.faults) == before else None

    def _new(self, step: Step, here: dict[str, str], *, active: bool) -> str:
        """Return the id of an organisation that a step adds: of a new one its name."""
        folded, name = fold(step.organisation), " ".join(step.organisation.split())
        if folded in self.spellings or fold(step.organisation_id) not in ("", folded):
            # The records know it: it was not on the map of this wave.
            return self._known(step, "organisation", {})
        if name in self.names:
            self._fault(step, "this is the id of another organisation: give a name", "organisation")
        elif active and folded in here:
            self._fault(step, "an earlier step added it already: undo this step", "organisation")
        elif active:
            # Another table may have added it too: it is one organisation, in the spelling met first.
            here[folded] = self.added.get(folded, name)
            return here[folded]
        return name

    def _known(self, step: Step, column: str, here: Mapping[str, str]) -> str:
        """Return the id of an organisation that a step speaks of; a fault where it is none."""
        name, given = getattr(step, column), getattr(step, f"{column}_id")
        folded, added = fold(name), self.added | dict(here)
        if given in self.names:
            if given in self.spellings.get(folded, ()):
                return str(given)
            self._fault(step, f"{given} is the id of {self.names[given]}, not of this organisation", column)
            return ""
        if given and fold(given) != folded and not self.anyhow:
            self._fault(
                step, "no organisation on this map has this id: correct it or leave it blank", f"{column}_id"
            )
            return ""
        if folded in added:
            return added[folded]
        found = list(dict.fromkeys(self.spellings.get(folded, ())))
        if len(found) == 1:
            return found[0]
        if found:
            self._fault(
                step, f"several organisations have this name: say which by its id, {listed(found)}", column
            )
            return ""
        near = self._near(name, added)
        hint = f"did you mean {' or '.join(near)}? If not," if near else "if it was forgotten,"
        self._fault(
            step,
            f"not on this map, and not added by an earlier step in force: {hint} put a step 'add "
            "organisation' before this one",
            column,
        )
        return ""

    def _near(self, name: str, added: Mapping[str, str]) -> list[str]:
        """Return names like one that nobody has; of many such names only for the first, as it takes long."""
        self.looked_up += 1
        names = [*self.names.values(), *added.values()] if self.looked_up <= _LOOKED_UP else []
        return get_close_matches(name[:_LONGEST_NEAR], names, n=_NEAR, cutoff=0.6)

    def _sector(self, step: Step) -> str:
        """Return a sector as the records write it: their own labels, then those that are known."""
        text = step.sector
        if fold(text) in self.sectors:
            return self.sectors[fold(text)]
        if fold(text) == fold(UNKNOWN):
            return UNKNOWN.lower()
        counts = Counter([*self.records.partners["sector"].dropna(), text])
        meant = meanings(counts, self.how)
        refused = refusals(counts, meant, self.how)
        if text in refused:
            self._fault(step, refused[text], "sector")
            return ""
        several = [sectors()[key].label for key in sectors_meant(text)]
        if self.how.rule != AS_WRITTEN and fold(text) not in self.how.meant and len(several) != 1:
            about = f"may mean {listed(several)}" if several else "no sector of these records or of sysmap"
            self.problems.warning(
                Origin(step.file),
                f"{about}: it stands as a sector of its own",
                table=TABLE,
                row=step.row,
                column="sector",
                value=text,
            )
        return meant[text][1]

    def _check_tie(self, step: Step, ties: dict[tuple[str, Pair], bool]) -> None:
        """Refuse to strike or change a tie where there is none; note which there are after a step."""
        if not step.other:
            return
        key = step.wave, pair_of(step.organisation_id, step.other_id)
        there = ties.get(key, key[1] in self.tied[step.wave] or key in self.said_before)
        if step.action in ("strike tie", "change tie") and not there:
            verb = step.action.split()[0]
            self._fault(
                step,
                f"there is no tie between these two to {verb}: to say that they do not work together, use "
                "'no tie'",
                "other",
            )
        if step.action != "note":
            ties[key] = step.action in ("add tie", "change tie")

    def _fault(self, step: Step, message: str, column: str) -> None:
        value = getattr(step, column)
        self.problems.fault(Origin(step.file), message, table=TABLE, row=step.row, column=column, value=value)


def pair_of(one: str, other: str) -> Pair:
    """Return two organisations as a pair, whichever was named first."""
    return (one, other) if one <= other else (other, one)
