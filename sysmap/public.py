"""Every public name, and in which module it is: each is loaded when it is first used.

`sysmap` itself looks here (PEP 562). What is declared beside a name, such as measures, layouts, outputs and
charts, is loaded when it is first looked up.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sysmap.assisting.notebook import assistant
    from sysmap.checking.charts import check_chart
    from sysmap.checking.layouts import check_layout
    from sysmap.checking.measures import check_measure
    from sysmap.checking.outputs import check_output
    from sysmap.errors import (
        ChoiceError,
        ComparisonError,
        ContractError,
        ExtensionError,
        MissingFileError,
        RecordsError,
        SysmapError,
        UnsuitableMeasureError,
    )
    from sysmap.findings.comparison.compare import compare
    from sysmap.findings.comparison.comparison import Comparison
    from sysmap.findings.comparison_groups.contrasting import difference
    from sysmap.findings.comparison_groups.two_sides import Difference
    from sysmap.findings.forums import Forums, forums
    from sysmap.findings.grid import SectorGrid, sector_grid
    from sysmap.findings.introductions.dependence import dependence
    from sysmap.findings.introductions.introductions import introductions
    from sysmap.findings.many_places.portfolio import Portfolio, portfolio
    from sysmap.findings.many_waves.across_waves import Trajectory
    from sysmap.findings.many_waves.following import trajectory
    from sysmap.findings.mixing_models.mixing_model import MixingModel, mixing_model
    from sysmap.findings.money import Money, money
    from sysmap.findings.planning.plan import Plan, plan
    from sysmap.findings.scorecard import Scorecard, integration
    from sysmap.findings.scores import organisation_scores, sector_scores
    from sysmap.findings.unanswered.if_answered import IfAnswered
    from sysmap.measures.catalogue import catalogue, measure
    from sysmap.measures.reasons import noted, undefined
    from sysmap.network.build import build_map
    from sysmap.network.system import SystemMap
    from sysmap.outputs.archive.packing import bundle
    from sysmap.outputs.archive.verifying import Verification, verify
    from sysmap.outputs.saving import output, save
    from sysmap.pages.map.page import MapPage, render
    from sysmap.pages.one_page.board_page import Brief, brief
    from sysmap.pages.report.report import Report, report
    from sysmap.plotting import chart
    from sysmap.records.names.match import match_names
    from sysmap.records.names.register import read_register
    from sysmap.records.read import read_records
    from sysmap.records.record_set import Records
    from sysmap.records.said.reading import Said, read_said
    from sysmap.records.shapes.declaring import record_layout

HOMES = {
    "Brief": "sysmap.pages.one_page.board_page",
    "ChoiceError": "sysmap.errors",
    "Comparison": "sysmap.findings.comparison.comparison",
    "ComparisonError": "sysmap.errors",
    "ContractError": "sysmap.errors",
    "Difference": "sysmap.findings.comparison_groups.two_sides",
    "ExtensionError": "sysmap.errors",
    "Forums": "sysmap.findings.forums",
    "IfAnswered": "sysmap.findings.unanswered.if_answered",
    "MapPage": "sysmap.pages.map.page",
    "MissingFileError": "sysmap.errors",
    "MixingModel": "sysmap.findings.mixing_models.mixing_model",
    "Money": "sysmap.findings.money",
    "Plan": "sysmap.findings.planning.plan",
    "Portfolio": "sysmap.findings.many_places.portfolio",
    "Records": "sysmap.records.record_set",
    "RecordsError": "sysmap.errors",
    "Report": "sysmap.pages.report.report",
    "Said": "sysmap.records.said.reading",
    "Scorecard": "sysmap.findings.scorecard",
    "SectorGrid": "sysmap.findings.grid",
    "SysmapError": "sysmap.errors",
    "SystemMap": "sysmap.network.system",
    "Trajectory": "sysmap.findings.many_waves.across_waves",
    "UnsuitableMeasureError": "sysmap.errors",
    "Verification": "sysmap.outputs.archive.verifying",
    "assistant": "sysmap.assisting.notebook",
    "brief": "sysmap.pages.one_page.board_page",
    "build_map": "sysmap.network.build",
    "bundle": "sysmap.outputs.archive.packing",
    "catalogue": "sysmap.measures.catalogue",
    "chart": "sysmap.plotting",
    "check_chart": "sysmap.checking.charts",
    "check_layout": "sysmap.checking.layouts",
    "check_measure": "sysmap.checking.measures",
    "check_output": "sysmap.checking.outputs",
    "compare": "sysmap.findings.comparison.compare",
    "dependence": "sysmap.findings.introductions.dependence",
    "difference": "sysmap.findings.comparison_groups.contrasting",
    "forums": "sysmap.findings.forums",
    "integration": "sysmap.findings.scorecard",
    "introductions": "sysmap.findings.introductions.introductions",
    "match_names": "sysmap.records.names.match",
    "measure": "sysmap.measures.catalogue",
    "mixing_model": "sysmap.findings.mixing_models.mixing_model",
    "money": "sysmap.findings.money",
    "noted": "sysmap.measures.reasons",
    "organisation_scores": "sysmap.findings.scores",
    "output": "sysmap.outputs.saving",
    "plan": "sysmap.findings.planning.plan",
    "portfolio": "sysmap.findings.many_places.portfolio",
    "read_records": "sysmap.records.read",
    "read_register": "sysmap.records.names.register",
    "read_said": "sysmap.records.said.reading",
    "record_layout": "sysmap.records.shapes.declaring",
    "render": "sysmap.pages.map.page",
    "report": "sysmap.pages.report.report",
    "save": "sysmap.outputs.saving",
    "sector_grid": "sysmap.findings.grid",
    "sector_scores": "sysmap.findings.scores",
    "trajectory": "sysmap.findings.many_waves.following",
    "undefined": "sysmap.measures.reasons",
    "verify": "sysmap.outputs.archive.verifying",
}
__all__ = [
    "Brief",
    "ChoiceError",
    "Comparison",
    "ComparisonError",
    "ContractError",
    "Difference",
    "ExtensionError",
    "Forums",
    "IfAnswered",
    "MapPage",
    "MissingFileError",
    "MixingModel",
    "Money",
    "Plan",
    "Portfolio",
    "Records",
    "RecordsError",
    "Report",
    "Said",
    "Scorecard",
    "SectorGrid",
    "SysmapError",
    "SystemMap",
    "Trajectory",
    "UnsuitableMeasureError",
    "Verification",
    "assistant",
    "brief",
    "build_map",
    "bundle",
    "catalogue",
    "chart",
    "check_chart",
    "check_layout",
    "check_measure",
    "check_output",
    "compare",
    "dependence",
    "difference",
    "forums",
    "integration",
    "introductions",
    "match_names",
    "measure",
    "mixing_model",
    "money",
    "noted",
    "organisation_scores",
    "output",
    "plan",
    "portfolio",
    "read_records",
    "read_register",
    "read_said",
    "record_layout",
    "render",
    "report",
    "save",
    "sector_grid",
    "sector_scores",
    "trajectory",
    "undefined",
    "verify",
]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used."""
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(HOMES[name]), name)
    return found
