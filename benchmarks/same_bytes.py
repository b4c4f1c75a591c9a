"""Does everything that sysmap writes stay the same, byte for byte, while the code is laid out anew?

``python -m benchmarks.same_bytes write FOLDER`` writes what demo, examples, notebooks and exports
write to FOLDER; ``python -m benchmarks.same_bytes compare ONE TWO`` lists what differs between two such
folders and ends with 1 if anything does.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RIVERSIDE = ROOT / "sysmap" / "data" / "riverside"
EXAMPLES = ROOT / "examples"
# What differs between two runs of one notebook: numbers of objects in memory.
ADDRESS = re.compile(r"0x[0-9a-f]{6,}|\d+\.\d+ s(econds)?\b")


def results() -> Iterator[tuple[str, Any]]:
    """Return every kind of result, of the demo's records and of each example."""
    import sysmap as sm

    records = sm.read_records(RIVERSIDE)
    waves = list(records.summary["waves"])
    before, after = (sm.build_map(records, wave) for wave in (waves[0], waves[-1]))
    change = sm.compare(before, after)
    yield "records", records
    yield "system", after
    yield "scorecard", sm.integration(after)
    yield "scores", sm.organisation_scores(after)
    yield "sectors", sm.sector_scores(after)
    yield "grid", sm.sector_grid(after, draws=200)
    yield "change", change
    yield "introductions", sm.introductions(after)
    yield "dependence", sm.dependence(after)
    yield "page_of_one", sm.render(after, size_by="partners")
    yield "page_of_two", sm.render(change)
    yield "report_of_one", sm.report(after)
    yield "report_of_two", sm.report(change)
    yield "catalogue", sm.catalogue
    for chart in ("change", "ties", "answered"):
        yield f"chart_{chart}", change.plot(chart)
    yield "chart_chance", sm.integration(after).plot()
    yield "chart_grid", sm.sector_grid(after).plot()
    for name in ("safeguarding_hub", "food_poverty", "living_well_alliance"):
        told = sm.read_records(EXAMPLES / name / "records")
        waves = list(told.summary["waves"])
        last = sm.build_map(told, waves[-1] if waves else None, forums="joined")
        yield f"{name}_page", sm.render(last)
        yield f"{name}_report", sm.report(last)
        yield f"{name}_forums", sm.forums(last)
        yield f"{name}_money", sm.money(last)
    yield "places", sm.portfolio(EXAMPLES / "local_vision" / "places", draws=200)


def write_results(folder: Path) -> None:
    """Write every result with every suffix that fits it, whole and for the public."""
    from sysmap.outputs.saving import outputs, save

    for name, result in results():
        (folder / f"{name}.repr.txt").write_text(repr(result), encoding="utf-8")
        shown = getattr(result, "_repr_html_", None)
        if shown is not None:
            (folder / f"{name}.shown.html").write_text(str(shown()), encoding="utf-8")
        for output in outputs.values():
            if output.distance(result) is None:
                continue
            for public in (False, True):
                path = folder / f"{name}{'.public' if public else ''}{output.suffix}"
                try:
                    save(result, path, public=public)
                except Exception as error:  # what is refused, and in which words, must stay too
                    said = f"{type(error).__name__}: {error}".replace(str(folder), "FOLDER")
                    path.with_name(path.name + ".refused.txt").write_text(said, encoding="utf-8")


def write_commands(folder: Path) -> None:
    """Write what the commands print: their help, and what they say of the demo's records."""
    from click.testing import CliRunner

    from sysmap.cli import commands

    runner = CliRunner()
    sources = [str(RIVERSIDE)]
    lines = [[name, *sources] for name in ("check", "compare", "forums", "money")]
    lines += [
        [name, *sources, "--wave", "2024"]
        for name in ("measure", "organisations", "sectors", "introduce", "depend")
    ]
    lines += [["measures"], ["demo", str(folder / "demo")]]
    lines += [["--help"], *([name, "--help"] for name in sorted(commands.commands))]
    for line in lines:
        done = runner.invoke(commands, line)
        text = f"{done.exit_code}\n{done.output}".replace(str(ROOT), "ROOT").replace(str(folder), "FOLDER")
        name = "_".join(Path(word).name for word in line).replace("--", "")
        (folder / f"command_{name}.txt").write_text(text, encoding="utf-8")


def write_notebooks(folder: Path) -> None:
    """Run every notebook and write what its cells show."""
    import nbformat
    from nbclient import NotebookClient

    place = folder / "notebooks"
    place.mkdir()
    shutil.copytree(EXAMPLES, folder / "examples")
    shutil.copytree(ROOT / "sysmap" / "data", folder / "sysmap" / "data")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(place)}}).execute()
        shown = [cell.get("outputs", []) for cell in notebook.cells]
        text = ADDRESS.sub("-", json.dumps(shown, indent=1, sort_keys=True)).replace(str(folder), "FOLDER")
        (folder / f"notebook_{path.stem}.json").write_text(text, encoding="utf-8")


def checksums(folder: Path) -> dict[str, str]:
    """Return a checksum of every file below a folder; of a zip file, of each of its parts."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        name = path.relative_to(folder).as_posix()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                found |= {
                    f"{name}!{part}": hashlib.sha256(archive.read(part)).hexdigest()
                    for part in archive.namelist()
                }
        else:
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def main(arguments: list[str]) -> int:
    """Write, or compare."""
    os.environ.setdefault("SOURCE_DATE_EPOCH", "1700000000")
    if arguments[:1] == ["write"] and len(arguments) == 2:
        folder = Path(arguments[1]).resolve()
        folder.mkdir(parents=True)
        for step in (write_results, write_commands, write_notebooks):
            step(folder)
        print(f"{len(checksums(folder))} files and parts of files written to {folder}")
        return 0
    if arguments[:1] == ["compare"] and len(arguments) == 3:
        one, two = (checksums(Path(folder)) for folder in arguments[1:])
        differing = sorted(name for name in one.keys() | two.keys() if one.get(name) != two.get(name))
        print("\n".join(differing))
        print(f"{len(one.keys() | two.keys()) - len(differing)} the same, {len(differing)} differ")
        return 1 if differing or not one else 0
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
