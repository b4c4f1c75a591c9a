"""A bundle made: records as they read back, what was done with them, and what came out of that."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sysmap.calling import verb
from sysmap.errors import ChoiceError, SysmapError
from sysmap.files import whole, zip_bytes
from sysmap.findings.comparison.comparison import Comparison
from sysmap.findings.planning.plan import Plan
from sysmap.findings.scorecard import integration
from sysmap.inputs import inputs_of, keep_apart
from sysmap.network.system import SystemMap
from sysmap.outputs.archive.described import described
from sysmap.outputs.archive.recipe import OUTPUTS, PLAN, RECORDS, RULES, Made, Recipe
from sysmap.outputs.codes import read_key
from sysmap.outputs.saved_file import SavedFile
from sysmap.outputs.saving import save
from sysmap.pages.report.dates import last_day
from sysmap.progress import step
from sysmap.records.names.lookup import ALIASES
from sysmap.records.read import read_records
from sysmap.records.record_set import Records
from sysmap.results import public_copy
from sysmap.text import with_article

_STEPS = 5
_PUBLIC = (
    "This is a copy for the public. It holds only what is declared public, and numbers are worked out on "
    "that: they differ from those of the full records where these say who answered."
)
_CODED = (
    "Codes stand for the names of organisations. The key is kept apart. Such a copy is pseudonymised, not "
    "anonymous: whoever knows the system may still tell an organisation."
)


@verb('bundle(compare(before, after), "bundle.zip")', judges=("system_or_comparison",))
def bundle(
    system_or_comparison: SystemMap | Comparison,
    path: str | os.PathLike[str],
    *,
    licence: str = "",
    pseudonyms: str | os.PathLike[str] | None = None,
    public: bool = False,
) -> Path:
    """Write a bundle that anybody can check: records, what was done with them, and what came out.

    It is a zip file with the records as tables, a map, a brief, a report, the scorecards and the comparison,
    the code that makes them again, seeds and versions, descriptions for people and programs, and the SHA-256
    of every file. `verify` checks it and makes everything again. The same records give the same bytes.

    Parameters
    ----------
    system_or_comparison
        A map of one wave, or what `compare` gives for two.
    path
        The file, ending in ``.zip``.
    licence
        What others may do with it, such as ``CC BY 4.0``, or the text of a licence.
    pseudonyms
        Write codes in the place of names, and the key to this file alone.
    public
        Bundle only what is declared public.

    Returns
    -------
    pathlib.Path
        The file written, whole or not at all; in Jupyter it shows itself as a link.

    Raises
    ------
    ChoiceError
        If the argument is neither a map nor a comparison, the name does not end in ``.zip``, both a public
        and a pseudonymised bundle are asked for, or the file is one of those that the records were read from.
    SysmapError
        If the records, written and read again, give other numbers: then nothing is written.
    """
    given, target = system_or_comparison, Path(path)
    if not isinstance(given, SystemMap | Comparison):
        kind = with_article(type(given).__name__)
        raise ChoiceError(f"bundle takes a map or a comparison, not {kind}: see build_map and compare")
    if target.suffix.casefold() != ".zip":
        raise ChoiceError(f"a bundle is a .zip file, not {target.suffix or target.name!r}")
    if public and pseudonyms is not None:
        raise ChoiceError("a bundle has names that are public or codes in their place: choose one of the two")
    keep_apart(inputs_of(given), target, *([] if pseudonyms is None else [pseudonyms]))
    last = given.after if isinstance(given, Comparison) else given
    records = last.records.recorded or last.records
    with TemporaryDirectory() as place:
        folder = Path(place)
        kept = folder / RECORDS
        save(public_copy(records) if public else records, kept, pseudonyms=pseudonyms)
        step("Bundle", 1, _STEPS)
        recipe = Recipe.of(given, public=public)
        if pseudonyms is not None:
            recipe = recipe.coded(read_key(Path(pseudonyms)))
        recipe, again = _read_again(recipe, records, kept)
        step("Bundle", 2, _STEPS)
        result = _made(recipe, again, copy=public or pseudonyms is not None)
        if not public and pseudonyms is None:
            _same_numbers(given, result)
        step("Bundle", 3, _STEPS)
        (folder / OUTPUTS).mkdir()
        recipe.write(result, folder / OUTPUTS)
        if recipe.comparing.get("plan"):
            save(Plan(recipe.comparing["plan"]), folder / PLAN)
        step("Bundle", 4, _STEPS)
        parts = {
            file.relative_to(folder).as_posix(): file.read_bytes()
            for file in sorted(folder.rglob("*"))
            if file.is_file() and not file.name.startswith(".")
        }
        parts |= {} if public or pseudonyms is not None else dict(_decisions(last.records))
        notes = [*([_PUBLIC] if public else []), *([_CODED] if pseudonyms is not None else [])]
        title = _title(result)
        files = described(
            parts, recipe, title=title, dated=last_day(last), licence=licence.strip(), notes=notes
        )
        with whole(target) as temporary:
            temporary.write_bytes(zip_bytes(files, packed=False))
    step("Bundle", _STEPS, _STEPS)
    return SavedFile(target)


def _made(recipe: Recipe, records: Records, *, copy: bool) -> Made:
    """Do again what was done.

    Raises
    ------
    ChoiceError
        If a copy without names or private parts does not hold what is needed for it.
    """
    try:
        return recipe.made(records)
    except SysmapError as error:
        if not copy:
            raise
        raise ChoiceError(
            f"nothing was written: of what such a copy holds, the same cannot be made again: {error}"
        ) from error


def _decisions(records: Records) -> Iterator[tuple[str, bytes]]:
    """Return the tables in which names were decided about, as they were read."""
    seen = set()
    for source in inputs_of(records):
        file = source / ALIASES if source.is_dir() else source
        if file.name == ALIASES and file.is_file() and file not in seen:
            seen.add(file)
            number = f"{len(seen)}/" if len(seen) > 1 else ""
            yield f"decisions/{number}{ALIASES}", file.read_bytes()


def _read_again(recipe: Recipe, records: Records, folder: Path) -> tuple[Recipe, Records]:
    """Read the records of a bundle so that sectors are those that they were."""
    families = ["sector", "sector_key"]
    wanted = records.partners[families].fillna("").astype(str).to_numpy().tolist()
    faults: SysmapError | None = None
    for rule in RULES:
        try:
            again = read_records(folder, sectors=rule)
        except SysmapError as error:
            faults = faults or error
            continue
        if rule == RULES[-1] or again.partners[families].fillna("").astype(str).to_numpy().tolist() == wanted:
            return replace(recipe, sectors=rule), again
    raise faults or SysmapError("the records cannot be read again")


def _same_numbers(given: Made, again: Made) -> None:
    """Refuse to bundle records that give other numbers when they are read again.

    Raises
    ------
    SysmapError
        If they do.
    """

    def numbers(result: Made) -> Any:
        found = result if isinstance(result, Comparison) else integration(result, draws=0)
        told = json.loads(json.dumps(found.facts(), default=str))
        return {key: part for key, part in told.items() if key not in ("notes", "system")}

    first, second = numbers(given), numbers(again)
    other = [key for key in first if first[key] != second.get(key)]
    if other:
        raise SysmapError(
            f"nothing was written: the records, written to a bundle and read again, give another "
            f"{', '.join(other)}. This is a fault of sysmap, please report it"
        )


def _title(result: Made) -> str:
    if isinstance(result, Comparison):
        return result.title
    return f"Who works with whom{f', {result.wave}' if result.wave else ''}, by {result.boundary}"
