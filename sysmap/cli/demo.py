"""``sysmap demo``: the whole way on invented records, and what to open."""

from __future__ import annotations

from pathlib import Path

import click

from sysmap.cli.paths import WrittenPath
from sysmap.cli.showing import with_progress
from sysmap.errors import ChoiceError
from sysmap.files import whole_folder
from sysmap.findings.comparison.compare import compare
from sysmap.findings.comparison.comparison import Comparison
from sysmap.findings.scorecard import Scorecard, integration
from sysmap.findings.scores import organisation_scores
from sysmap.network.build import build_map
from sysmap.outputs.saving import save
from sysmap.pages.map.page import render
from sysmap.pages.one_page.board_page import brief
from sysmap.pages.report.report import report
from sysmap.records.example_records import copy_example
from sysmap.records.read import read_records

DEFAULT = "sysmap-demo"


@click.command()
@click.argument("folder", required=False, type=WrittenPath())
def demo(folder: Path | None) -> None:
    """Write example records, a map, a brief, a report and tables to FOLDER, and say what to open.

    The records are of Riverside, an invented local system before and after a programme.
    """
    target = _free(folder)
    with with_progress(quiet=False), whole_folder(target) as place:
        copy_example(place / "records")
        records = read_records(place / "records")
        before, after = (build_map(records, wave) for wave in records.waves_in_order)
        change, card = compare(before, after), integration(after)
        save(brief(change), place / "brief.html")
        save(report(change, title="Riverside: how organisations work together"), place / "report.html")
        # After the report, which asks of the maps what the page asks too, and more.
        save(render(change, title="Riverside: who works with whom"), place / "map.html")
        for name, result in (("scorecard", card), ("comparison", change)):
            save(result, place / f"{name}.html")
            save(result, place / f"{name}.xlsx")
    click.echo(_what_to_open(target, card, change))


def _free(folder: Path | None) -> Path:
    """Return a folder that is not there yet, so that nothing of anybody's is overwritten."""
    if folder is not None:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise ChoiceError(
                f"{folder} is there already and not an empty folder; name another: sysmap demo FOLDER"
            )
        return folder
    number, free = 1, Path(DEFAULT)
    while free.exists():
        number += 1
        free = Path(f"{DEFAULT}-{number}")
    return free


def _what_to_open(target: Path, card: Scorecard, change: Comparison) -> str:
    """Say what was written and what it shows, from the numbers themselves."""
    frame, label = change.to_frame(), card.to_frame().at["cross_share", "label"]
    pairs = change.ties[change.ties["relation"] == "between"].copy()
    gains = (pairs["new"] - pairs["lost"]).rename("gain")
    closest = pairs.loc[gains.sort_values(kind="stable").index[-1]]
    busiest = (
        organisation_scores(change.after, "betweenness")["betweenness"].sort_values(kind="stable").index[-1]
    )
    return "\n".join(
        [
            f"Riverside, an invented local system, is in the folder {target}:",
            "",
            f"  {target / 'map.html'}",
            "      Open this first, in any browser, also without a network. It shows who works with whom:",
            f"      {change.before.wave}, {change.after.wave} and what changed. Click an organisation; "
            "untick a sector.",
            f"  {target / 'brief.html'}",
            "      Then this: what was found, on one page for a board. For Word, or as slides:",
            f"      sysmap brief {target / 'records'} -o brief.docx   (or brief.pptx, brief.pdf)",
            f"  {target / 'report.html'}",
            "      All of it in plain words, with pictures, to read or to print. For Word:",
            f"      sysmap report {target / 'records'} -o report.docx",
            f"  {target / 'scorecard.html'}  (for Excel: scorecard.xlsx)",
            f"      {change.after.wave} in numbers. {label}: {card.headline('cross_share')}.",
            f"  {target / 'comparison.html'}  (for Excel: comparison.xlsx)",
            f"      Both waves side by side. {frame.at['cross_share', 'reading']}",
            f"      {change.primary_note}",
            f"      {closest['sector_a']} and {closest['sector_b']}: {closest['new']} new ties, "
            f"{closest['lost']} lost.",
            f"      Most routes between others pass through {busiest}: see its details on the map.",
            f"  {target / 'records'}",
            "      The records themselves: put your own in their place, then run",
            f"      sysmap map {target / 'records'}",
        ]
    )
