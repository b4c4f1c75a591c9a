"""Maps as the tables that other programs import: Kumu, Gephi and UCINET."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sysmap.files import csv_text, write_workbook, write_zip
from sysmap.network.roster import unique_names
from sysmap.network.system import SystemMap
from sysmap.outputs.graphs import UNKNOWN
from sysmap.outputs.saving import output

_NO_KIND = "kind not given"


@output(".kumu.xlsx", of=SystemMap)
def kumu(system: SystemMap, path: Path) -> None:
    """A workbook for Kumu: Elements, and Connections with a row for each kind of a tie."""
    # In Kumu a bar separates several elements.
    labels = unique_names(system.organisations["name"].str.replace("|", "/", regex=False))
    elements = pd.DataFrame(
        {"Label": labels, "Type": _sectors(system), "Place": system.organisations["place"]}
    )
    connections = pd.DataFrame(
        [
            (
                labels[tie.source],
                labels[tie.target],
                kind,
                "directed" if tie.directed else "undirected",
                tie.strength,
            )
            for tie in system.ties.itertuples()
            for kind in tie.kinds or ("",)
        ],
        columns=["From", "To", "Type", "Direction", "Strength"],
    )
    about = {"About": pd.DataFrame({"The map": [system.applied]})} if system.applied else {}
    write_workbook({"Elements": elements, "Connections": connections, **about}, path, index=False)


@output(".gephi.zip", of=SystemMap)
def gephi(system: SystemMap, path: Path) -> None:
    """Two tables for Gephi in a zip file: nodes.csv and edges.csv."""
    organisations, ties = system.organisations, system.ties
    nodes = pd.DataFrame(
        {
            "Id": organisations.index,
            "Label": organisations["name"].to_numpy(),
            "Sector": _sectors(system).to_numpy(),
            "Place": organisations["place"].to_numpy(),
        }
    )
    edges = pd.DataFrame(
        {
            "Source": ties["source"],
            "Target": ties["target"],
            "Type": ties["directed"].map({True: "Directed", False: "Undirected"}),
            "Weight": ties["strength"],
            "Kind": ties["kinds"].map("|".join),
        }
    )
    texts = {"nodes.csv": csv_text(nodes), "edges.csv": csv_text(edges)}
    if system.applied:
        texts["README.txt"] = f"The map is {system.applied}.\n"
    write_zip(path, {name: text.encode("utf-8") for name, text in texts.items()})


@output(".dl", of=SystemMap)
def ucinet(system: SystemMap, path: Path, by_kind: bool = True) -> None:
    """A text file for UCINET: a matrix of strengths for each kind of tie, or one for all.

    The format knows no missing strength: a tie without one stands as 1.
    """
    found = sorted({kind for kinds in system.ties["kinds"] for kind in kinds}) if by_kind else []
    kinds = [*found, *([""] if not found or not all(system.ties["kinds"]) else [])]
    size = len(system.organisations)
    # The label of a matrix is the one place for what must be said of a map.
    said = f" ({system.applied})" if system.applied else ""
    heading = f"dl n={size} nm={len(kinds)}" if found or said else f"dl n={size}"
    lines = [f"{heading} format=fullmatrix", "labels:", *map(_quoted, system.organisations["name"])]
    if found or said:
        lines += ["matrix labels:", *(_quoted(f"{kind or _NO_KIND}{said}") for kind in kinds)]
    lines.append("data:")
    place = {organisation: code for code, organisation in enumerate(system.organisations.index)}
    for kind in kinds:
        lines += _matrix(system, kind, place, everything=not found)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _matrix(system: SystemMap, kind: str, place: dict[str, int], *, everything: bool) -> list[str]:
    """Return the rows of the matrix of one kind; of ties without a kind for none."""
    cells = [["0"] * len(place) for _ in place]
    for tie in system.ties.itertuples():
        if everything or kind in tie.kinds or (not kind and not tie.kinds):
            a, b = place[tie.source], place[tie.target]
            strength = "1" if tie.strength != tie.strength else repr(float(tie.strength)).removesuffix(".0")
            cells[a][b] = strength
            if not tie.directed:
                cells[b][a] = strength
    return [" ".join(row) for row in cells]


def _quoted(label: str) -> str:
    """Write a label in quotation marks, which it cannot hold itself."""
    return '"' + label.replace('"', "'") + '"'


def _sectors(system: SystemMap) -> pd.Series:
    return system.organisations["sector"].map(
        lambda sector: sector if isinstance(sector, str) and sector else UNKNOWN
    )
