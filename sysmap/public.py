"""Every public name, and all that is declared: measures, layouts, outputs and charts.

`sysmap` itself loads this when a name is first used, because it takes most of a second.
"""

import sysmap.charts
import sysmap.pages.pictures.small_map
import sysmap.records.layouts  # noqa: F401  all that is declared there is known from the start
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
