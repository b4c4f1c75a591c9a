"""What was done with records: enough to do it again, as data and as code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from functools import partial
from pathlib import Path
from typing import Any

from sysmap.errors import ChoiceError
from sysmap.findings.comparison.compare import compare
from sysmap.findings.comparison.comparison import Comparison
from sysmap.findings.disclosure.plans import public_plan
from sysmap.findings.planning.plan import Plan
from sysmap.findings.planning.plan_files import checked
from sysmap.findings.scorecard import integration
from sysmap.network.build import build_map
from sysmap.network.rules import APPLIED
from sysmap.network.system import SystemMap
from sysmap.outputs.codes import Codes
from sysmap.outputs.saving import save
from sysmap.pages.map.page import render
from sysmap.pages.one_page.board_page import brief
from sysmap.pages.report.report import report
from sysmap.records.read import read_records
from sysmap.records.record_set import Records

RECORDS, OUTPUTS, PLAN = "records", "outputs", "plan.json"
RULES = ("uk", "as written")
# What names organisations, places or kinds of tie.
_NAMED = ("without", "place", "kinds", "touched")
Made = SystemMap | Comparison


@dataclass(frozen=True)
class Recipe:
    """How records became a map or a comparison.

    Attributes
    ----------
    waves : tuple of str or None
        One wave, or two that were compared; None where records have none.
    sectors
        How labels of sectors are read.
    building : dict
        What `build_map` was given besides the wave.
    comparing : dict
        What `compare` was given besides the maps; empty for one wave.
    public
        Whether everything is for the public.
    """

    waves: tuple[str | None, ...]
    sectors: str = RULES[0]
    building: dict[str, Any] = field(default_factory=dict)
    comparing: dict[str, Any] = field(default_factory=dict)
    public: bool = False

    @classmethod
    def of(cls, result: Made, *, public: bool) -> Recipe:
        """Tell of a result how it was made."""
        if isinstance(result, SystemMap):
            return cls((result.wave,), building=_building(result), public=public)
        comparing = {
            "primary": result.primary if result.primary_chosen else None,
            "plan": _plan(result, public=public),
            "measures": list(result.to_frame().index),
            "without": list(result.without),
            "permutations": result.permutations,
            "seed": result.seed,
            "touched": None if result.touched is None else result.touched.name,
            "tests": "said" if result.before.rules.said == APPLIED else "recorded",
        }
        waves = result.before.wave, result.after.wave
        return cls(waves, building=_building(result.before), comparing=comparing, public=public)

    @classmethod
    def read(cls, told: Any) -> Recipe:
        """Take a recipe from what a bundle says.

        Raises
        ------
        ChoiceError
            If it is no recipe.
        """
        names = {one.name for one in fields(cls)}
        kinds = {"waves": list, "sectors": str, "building": dict, "comparing": dict, "public": bool}
        if not isinstance(told, Mapping) or set(told) != names:
            raise ChoiceError("recipe.json does not say how this bundle was made")
        wrong = [name for name, kind in kinds.items() if not isinstance(told[name], kind)]
        if wrong or not 1 <= len(told["waves"]) <= 2 or told["sectors"] not in RULES:
            raise ChoiceError(f"recipe.json cannot be used: look at {', '.join(wrong or ['waves, sectors'])}")
        return cls(**{**told, "waves": tuple(told["waves"])})

    def coded(self, codes: Codes) -> Recipe:
        """Return the same with codes in the place of names."""
        known = {one: code for (_, identity), (code, name) in codes.rows.items() for one in (identity, name)}

        def in_codes(given: Any) -> Any:
            if isinstance(given, list):
                return [in_codes(one) for one in given]
            return known.get(given, given)

        building = {
            name: in_codes(value) if name in _NAMED else value for name, value in self.building.items()
        }
        comparing = {
            name: in_codes(value) if name in _NAMED else value for name, value in self.comparing.items()
        }
        if comparing.get("plan"):
            comparing["plan"] = dict(public_plan(Plan(comparing["plan"])).content)
        return replace(self, building=building, comparing=comparing)

    def facts(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {**asdict(self), "waves": list(self.waves)}

    def made(self, records: Records) -> Made:
        """Build the map, or compare the waves, as it was done.

        Raises
        ------
        SysmapError
            If these records cannot be used so.
        """
        maps = [build_map(records, wave, **self.building) for wave in self.waves]
        if len(maps) == 1:
            return maps[0]
        told = self.comparing.get("plan")
        return compare(*maps, **{**self.comparing, "plan": told and Plan(checked(told, PLAN))})

    def records_of(self, folder: Path) -> Records:
        """Read the records of a bundle."""
        return read_records(folder, sectors=self.sectors)

    def write(self, result: Made, folder: Path) -> None:
        """Write every output of a result into a folder."""
        for name, make in self.outputs(result).items():
            save(make(), folder / name, public=self.public)

    def outputs(self, result: Made) -> dict[str, Callable[[], Any]]:
        """Return what is written of a result, by the names of the files."""
        public = self.public
        made: dict[str, Callable[[], Any]] = {
            "map.html": lambda: render(result, public=public),
            "brief.html": lambda: brief(result, public=public),
            "report.html": lambda: report(result, public=public),
        }
        if isinstance(result, SystemMap):
            card = integration(result)
            return made | {f"scorecard{suffix}": lambda: card for suffix in (".json", ".xlsx")}
        made |= {f"comparison{suffix}": lambda: result for suffix in (".json", ".xlsx")}
        for which, system in (("before", result.before), ("after", result.after)):
            made[f"scorecard_{which}.json"] = partial(integration, system)
        return made

    @property
    def code(self) -> str:
        """The same as a script, for a person to read and to run."""
        lines = [
            '"""Makes the outputs of this bundle again, in the folder outputs_again: python run.py"""',
            "",
            "from pathlib import Path",
            "",
            "import sysmap as sm",
            "",
            "here = Path(__file__).parent",
            'again = here / "outputs_again"',
            "again.mkdir(exist_ok=True)",
            f'records = sm.read_records(here / "{RECORDS}", sectors={self.sectors!r})',
        ]
        built = [f"sm.build_map(records, {wave!r}{_arguments(self.building)})" for wave in self.waves]
        made = f"sm.compare({', '.join(built)}{_arguments(self.comparing)})" if len(built) == 2 else built[0]
        for_all = ", public=True" if self.public else ""
        lines += [f"result = {made}", ""]
        for what in ("render", "brief", "report"):
            name = "map" if what == "render" else what
            lines.append(f'sm.save(sm.{what}(result{for_all}), again / "{name}.html"{for_all})')
        if len(built) == 2:
            lines += [f'sm.save(result, again / "comparison{end}"{for_all})' for end in (".json", ".xlsx")]
            lines += [
                f'sm.save(sm.integration(result.{which}), again / "scorecard_{which}.json"{for_all})'
                for which in ("before", "after")
            ]
        else:
            lines += [
                f'sm.save(sm.integration(result), again / "scorecard{end}"{for_all})'
                for end in (".json", ".xlsx")
            ]
        return "\n".join([*lines, ""])


def _building(system: SystemMap) -> dict[str, Any]:
    """Return what `build_map` was given, where it is not the usual."""
    rules = asdict(system.rules)
    kinds = rules.pop("kinds")
    given = {"boundary": system.boundary, "kinds": None if kinds is None else list(kinds), **rules}
    usual = {"boundary": "sector", "kinds": None, **{**asdict(type(system.rules)()), "kinds": None}}
    return {name: value for name, value in given.items() if value != usual[name]}


def _plan(change: Comparison, *, public: bool) -> dict[str, Any] | None:
    """Return the plan of a comparison, without names in a bundle for the public."""
    if change.plan is None or not change.plan.content:
        return None
    plan = Plan(change.plan.content)
    return dict((public_plan(plan) if public else plan).content)


def _arguments(given: Mapping[str, Any]) -> str:
    known = {name: value for name, value in given.items() if name != "plan" and value not in (None, [])}
    plan = f', plan=here / "{PLAN}"' if given.get("plan") else ""
    return "".join(f", {name}={value!r}" for name, value in known.items()) + plan
