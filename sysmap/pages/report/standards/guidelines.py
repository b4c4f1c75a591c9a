"""The items of two reporting standards, in our own words: SoNHR by its domains, GRAND by its numbers."""

from __future__ import annotations

from sysmap.pages.report.standards import facts
from sysmap.pages.report.standards.items import StandardItem

_WHO, _MAPS = "Who was asked, and who answered", "Who works with whom"
_MEASURES, _METHODS = "Headline measures beside chance", "Methods"
_RECORDS, _LIMITS = "How the records were treated", "Other explanations to weigh"
_CONCEPT, _DEFINED = "Conceptualization", "Operationalization"
_COLLECTED, _RESULTS = "Data collection and management", "Analyses and results"
_ETHICS = "Ethics and equity"

SONHR_SOURCE = (
    "Luke, Tsai, Carothers and others (2023), Introducing SoNHR: reporting guidelines for Social Networks in "
    "Health Research, PLOS ONE 18(12), e0285236. It has 18 recommendations in five domains. The table asks "
    "for what these domains are about, in our own words and not in the order or number of the "
    "recommendations: check the paper before you say that you follow it"
)
SONHR: tuple[StandardItem, ...] = (
    StandardItem(
        _CONCEPT, "The question, and why networks answer it", "", facts.question, ("purpose", "idea")
    ),
    StandardItem(_CONCEPT, "Kind of network, and of study", "", facts.design),
    StandardItem(_CONCEPT, "Which measure and which comparison were planned", "", facts.primary),
    StandardItem(_DEFINED, "Who belongs to the network", _WHO, facts.listed, ("drawn_by", "not_listed")),
    StandardItem(_DEFINED, "What a node is", _MAPS, facts.nodes),
    StandardItem(_DEFINED, "What a tie is, and which question was put", _WHO, facts.meaning_of_ties),
    StandardItem(_DEFINED, "Measures, with formula and source", _METHODS),
    StandardItem(_COLLECTED, "How, when and from whom", _WHO, facts.dates, ("collection", "respondents")),
    StandardItem(_COLLECTED, "Response", _WHO, facts.response),
    StandardItem(_COLLECTED, "Missing ties, and what became of them", _RECORDS, facts.imputed),
    StandardItem(
        _COLLECTED, "How far reports can be relied on", _MEASURES, facts.symmetrized, ("tried_out",)
    ),
    StandardItem(_COLLECTED, "How records were cleaned", _RECORDS, facts.excluded),
    StandardItem(_RESULTS, "Size, ties and other numbers of the network", _MAPS, facts.ties),
    StandardItem(_RESULTS, "Pictures that say what their marks mean", _MAPS),
    StandardItem(_RESULTS, "Methods that allow for ties depending on one another", _METHODS, facts.software),
    StandardItem(_RESULTS, "Limits, and what else would look the same", _LIMITS),
    StandardItem(_ETHICS, "Approval and consent", "", None, ("ethics", "consent")),
    StandardItem(_ETHICS, "Names on the map, and harm", "", facts.copy_kind, ("confidentiality",)),
    StandardItem(_ETHICS, "Who is seen less, and who took part", "", None, ("equity", "involvement")),
    StandardItem(_ETHICS, "Money and interests", "", None, ("funding", "interests")),
)
"""What the five domains of SoNHR are about."""

GRAND_SOURCE = (
    "Neal, Carley, Contractor and others (2026), Guidelines for Reporting About Network Data (GRAND), "
    "version 1.0, pre-print, www.grand-statement.org. The numbers are those of the guidelines, the words our "
    "own. Items for kinds of networks that sysmap does not make say so"
)
GRAND: tuple[StandardItem, ...] = (
    StandardItem("1.1", "Method by which the data were collected", "", None, ("collection",)),
    StandardItem("1.2", "Ethical approval", "", None, ("ethics",)),
    StandardItem("1.3", "Waves, and the time between them", _WHO, facts.waves),
    StandardItem("1.4", "Location", "", None, ("place",)),
    StandardItem("1.5", "Dates that the data stand for", _WHO, facts.dates),
    StandardItem("1.6", "Where the data can be had", "", None, ("availability",)),
    StandardItem("1.7", "How the data are cited", "", None, ("citation",)),
    StandardItem("2.1", "What nodes are", _MAPS, facts.nodes),
    StandardItem("2.2", "Number of nodes", _MAPS, facts.sizes),
    StandardItem("2.3", "How it was defined which nodes belong", _WHO, facts.listed, ("drawn_by",)),
    StandardItem("2.4", "Missing nodes, or response", _WHO, facts.response),
    StandardItem("2.5", "Limits on the number of ties of a node", "", facts.caps),
    StandardItem("3.1", "What edges are", _WHO, facts.meaning_of_ties),
    StandardItem("3.2", "Direction", "", facts.direction),
    StandardItem("3.3", "Weight", "", facts.weight),
    StandardItem("3.4", "Self-loops", "", lambda _: "No: an organisation has no tie with itself"),
    StandardItem("3.5", "Where edges can be, of several kinds of nodes", "", lambda _: "One kind of node"),
    StandardItem("3.6", "Hypergraph", "", lambda _: "No: a tie joins two"),
    StandardItem("3.7", "Number of edges", _MAPS, facts.ties),
    StandardItem("4.1", "Symmetrized", "", facts.symmetrized),
    StandardItem("4.2", "Dichotomized", "", facts.dichotomized),
    StandardItem("4.3", "Projected", "", facts.projected),
    StandardItem("4.4", "Excluded", _RECORDS, facts.excluded),
    StandardItem("4.5", "Aggregated", "", facts.aggregated),
    StandardItem("4.6", "Imputed", "", facts.imputed),
)
"""The items of GRAND."""
