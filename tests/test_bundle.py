"""A bundle: the same bytes each time, every changed byte found, and the same numbers out again."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import json
import os
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from depth import times
from test_departures import PARTNERS, TIES

import sysmap as sm
from sysmap.cli import commands
from sysmap.errors import ChoiceError, MissingFileError, SysmapError
from sysmap.files import zip_bytes
from sysmap.findings import degree_preserving
from sysmap.findings.introductions import search
from sysmap.outputs.archive import verifying
from sysmap.outputs.archive.described import manifest_of, sha256
from sysmap.outputs.archive.recipe import Recipe

pytestmark = pytest.mark.usefixtures("few_redraws")
NOTHING = ({}, pd.DataFrame(columns=["file", "where", "was", "now"]), [])


LEFT_OUT = "Organisation 07"


@pytest.fixture(scope="module")
def small_records() -> sm.Records:
    """Two waves of 15 organisations; single waves of the larger example are bundled below."""
    names = [(wave, name) for wave in ("2025", "2026") for name in PARTNERS["name"]]
    asked = pd.DataFrame(names, columns=["wave", "organisation"]).assign(answered="y")
    return sm.read_records(partners=PARTNERS, collaborations=TIES, asked=asked)


@pytest.fixture(scope="module")
def change(small_records: sm.Records) -> sm.Comparison:
    measures = ["cross_share", "cross_distance"]
    maps = [sm.build_map(small_records, wave) for wave in ("2025", "2026")]
    return sm.compare(*maps, measures=measures, without=LEFT_OUT, permutations=99, seed=3)


@pytest.fixture(scope="module")
def made(change: sm.Comparison, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sm.bundle(change, tmp_path_factory.mktemp("bundles") / "bundle.zip", licence="CC BY 4.0")


@pytest.fixture(scope="module")
def files(made: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(made) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def not_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at bytes alone: making everything again takes seconds."""
    monkeypatch.setattr(verifying, "_again", lambda _files: NOTHING)


@pytest.fixture
def two_outputs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make two of the outputs: what else is in a bundle does not go by how many there are."""
    outputs = Recipe.outputs
    monkeypatch.setattr(Recipe, "outputs", lambda *of: dict(list(outputs(*of).items())[:2]))


def packed(path: Path, files: dict[str, bytes]) -> Path:
    path.write_bytes(zip_bytes(dict(sorted(files.items())), packed=False))
    return path


def listed(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return files with a manifest that fits them, as somebody who knows how would make one."""
    rest = {name: data for name, data in sorted(files.items()) if name != "manifest-sha256.txt"}
    lines = "".join(f"{sha256(data)}  {name}\n" for name, data in rest.items())
    return rest | {"manifest-sha256.txt": lines.encode()}


def test_two_runs_give_the_same_bytes(change: sm.Comparison, made: Path, tmp_path: Path) -> None:
    again = sm.bundle(change, tmp_path / "again.zip", licence="CC BY 4.0")
    assert again.read_bytes() == made.read_bytes()


def test_it_comes_out_again_byte_for_byte(made: Path) -> None:
    found = sm.verify(made)
    assert found.ok
    frame = found.to_frame()
    assert set(frame["bundled"]) == {"as it was written"}
    assert set(frame.loc[frame.index.str.startswith("outputs/"), "again"]) == {"the same bytes"}
    assert f"SHA-256 of the bundle: {sha256(made.read_bytes())}." in found.notes


def test_it_holds_what_was_done_and_describes_itself(files: dict[str, bytes], change: sm.Comparison) -> None:
    recipe = json.loads(files["recipe.json"])
    assert recipe["comparing"]["without"] == [LEFT_OUT]
    assert (recipe["comparing"]["permutations"], recipe["comparing"]["seed"]) == (99, 3)
    told = json.loads(files["outputs/comparison.json"])
    assert told["measures"] == json.loads(json.dumps(change.facts(), default=str))["measures"]
    package = json.loads(files["datapackage.json"])
    for resource in package["resources"]:
        data = files[resource["path"]]
        assert resource["hash"] == f"sha256:{sha256(data)}"
        assert resource["bytes"] == len(data)
        frame = pd.read_csv(io.BytesIO(data), encoding="utf-8-sig")
        assert [field["name"] for field in resource["schema"]["fields"]] == list(frame.columns)
    graph = {one["@id"]: one for one in json.loads(files["ro-crate-metadata.json"])["@graph"]}
    parts = {one["@id"] for one in graph["./"]["hasPart"]}
    assert parts == set(files) - {"ro-crate-metadata.json"}
    for name in parts - {"manifest-sha256.txt"}:
        assert graph[name]["sha256"] == sha256(files[name]), name
    assert files["LICENCE.txt"] == b"CC BY 4.0\n"
    assert manifest_of(files["manifest-sha256.txt"].decode()) == {
        name: sha256(data) for name, data in files.items() if name != "manifest-sha256.txt"
    }


def test_its_code_makes_the_same_files(files: dict[str, bytes], tmp_path: Path) -> None:
    for name, data in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    # The other process redraws ties as seldom as this one, and looks at as few sets of introductions.
    (tmp_path / "few").mkdir()
    few = f"""from sysmap.findings import degree_preserving, scorecard
from sysmap.findings.introductions import search

degree_preserving.MOST_DRAWS, search.SETS = {degree_preserving.MOST_DRAWS}, {search.SETS}
"""
    (tmp_path / "few" / "sitecustomize.py").write_text(few, encoding="utf-8")
    path = os.pathsep.join([str(tmp_path / "few"), str(Path(sm.__file__).parents[1])])
    where = {**os.environ, "PYTHONPATH": path}
    run = subprocess.run(
        [sys.executable, str(tmp_path / "run.py")],
        env=where,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert run.returncode == 0, run.stderr
    names = {name for name in files if name.startswith("outputs/")}
    assert {f"outputs/{file.name}" for file in (tmp_path / "outputs_again").iterdir()} == names
    for name in names:
        assert (tmp_path / "outputs_again" / Path(name).name).read_bytes() == files[name], name


@pytest.mark.usefixtures("not_again")
def test_every_changed_byte_is_found(made: Path, tmp_path: Path) -> None:
    data = made.read_bytes()
    chosen = random.Random(1)
    bad = tmp_path / "bad.zip"
    for number in range(times(60)):
        # Half of them where the archive lists its files.
        place = chosen.randrange(len(data) - 3_000 if number % 2 else 0, len(data))
        other = bytearray(data)
        other[place] ^= 1 << chosen.randrange(8)
        bad.write_bytes(other)
        with contextlib.suppress(SysmapError):
            assert not sm.verify(bad).ok, place
    for other in (data[:-1], data + b"\n", data[:1000], b""):
        bad.write_bytes(other)
        with contextlib.suppress(SysmapError):
            assert not sm.verify(bad).ok


@pytest.mark.usefixtures("not_again")
@pytest.mark.parametrize(
    ("change_of", "words"),
    [
        (lambda files: files | {"outputs/new.html": b"x"}, "outputs/new.html: not of this bundle."),
        (
            lambda files: {name: data for name, data in files.items() if name != "records/asked.csv"},
            "records/asked.csv: missing.",
        ),
        (lambda files: files | {"LICENCE.txt": b"public domain\n"}, "LICENCE.txt: changed."),
    ],
)
def test_what_was_changed_is_named(files: dict[str, bytes], tmp_path: Path, change_of, words: str) -> None:
    found = sm.verify(packed(tmp_path / "bad.zip", change_of(dict(files))))
    assert words in found.faults
    assert "this is not what was bundled" in found.title


def test_who_changes_a_record_and_the_list_alike_is_found_by_the_numbers(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    name = "records/collaborations.csv"
    rows = files[name].decode("utf-8-sig").splitlines(keepends=True)
    other = files | {name: "".join([rows[0], *rows[9:]]).encode()}
    found = sm.verify(packed(tmp_path / "bad.zip", listed(other)))
    assert not found.ok
    assert len(found.moved)
    assert any("came out otherwise" in fault for fault in found.faults)
    assert found.to_frame().at["outputs/comparison.json", "again"] == "numbers moved"
    was = json.loads(files["outputs/comparison.json"])["measures"]["cross_distance"]["before"]
    row = found.moved[found.moved["where"] == "measures.cross_distance.before"].iloc[0]
    assert row["was"] == was != row["now"]


def test_an_output_changed_with_the_list_is_found(files: dict[str, bytes], tmp_path: Path) -> None:
    name = "outputs/brief.html"
    other = listed(files | {name: files[name].replace(b"Organisation 03", b"Organisation 30")})
    found = sm.verify(packed(tmp_path / "bad.zip", other))
    assert found.to_frame().at[name, "again"] == "other bytes"


@pytest.mark.parametrize(
    "recipe",
    [
        b"",
        b"[]",
        b"{}",
        b'{"waves": ["2025"], "sectors": "mine", "building": {}, "comparing": {}, "public": false}',
        b'{"waves": ["1999"], "sectors": "uk", "building": {}, "comparing": {}, "public": false}',
        b'{"waves": ["2025"], "sectors": "uk", "building": {"records": 3}, "comparing": {}, "public": false}',
        b'{"waves": ["2025"], "sectors": "uk", "building": {"kinds": 3}, "comparing": {}, "public": false}',
    ],
)
def test_a_recipe_that_cannot_be_followed_is_a_fault(
    files: dict[str, bytes], tmp_path: Path, recipe: bytes
) -> None:
    found = sm.verify(packed(tmp_path / "bad.zip", listed(files | {"recipe.json": recipe})))
    assert any(fault.startswith("The outputs could not be made again: ") for fault in found.faults)


@pytest.mark.parametrize("name", ["../up.txt", "/etc/x", "a/../../b", "C:\\x", "a\\b", "Records/ASKED.csv"])
def test_names_that_lead_elsewhere_are_refused(files: dict[str, bytes], tmp_path: Path, name: str) -> None:
    path = packed(tmp_path / "bad.zip", files | {name: b"x", name.casefold() + " ": b""})
    if name.startswith("Records"):
        path = packed(tmp_path / "bad.zip", files | {name: b"x"})
    with pytest.raises(ChoiceError, match="cannot stand in one folder"):
        sm.verify(path)


def test_what_is_no_bundle_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.zip").write_text("no archive", encoding="utf-8")
    with pytest.raises(ChoiceError, match="damaged, or no bundle"):
        sm.verify(tmp_path / "text.zip")
    with pytest.raises(MissingFileError, match="cannot read"):
        sm.verify(tmp_path / "none.zip")
    with zipfile.ZipFile(tmp_path / "other.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x", "x" * 1000)
    with pytest.raises(ChoiceError, match="packed by another program"):
        sm.verify(tmp_path / "other.zip")
    with pytest.raises(ChoiceError, match=r"its manifest-sha256\.txt is missing"):
        sm.verify(packed(tmp_path / "bare.zip", {"x": b"x"}))


def test_a_map_of_other_rules_comes_out_again(riverside: sm.Records, tmp_path: Path) -> None:
    system = sm.build_map(riverside, "2024", report="confirmed", at_least=2)
    path = sm.bundle(system, tmp_path / "map.zip")
    with zipfile.ZipFile(path) as archive:
        assert json.loads(archive.read("recipe.json"))["building"] == {"at_least": 2.0, "report": "confirmed"}
    assert sm.verify(path).ok


@pytest.mark.parametrize("how", ["public", "pseudonyms"])
def test_copies_without_names_or_private_parts_come_out_again(
    change: sm.Comparison, tmp_path: Path, how: str
) -> None:
    (tmp_path / "keys").mkdir()
    options = {"public": True} if how == "public" else {"pseudonyms": tmp_path / "keys" / "key.csv"}
    path = sm.bundle(change, tmp_path / "b.zip", **options)
    assert sm.verify(path).ok
    everything = b"".join(zipfile.ZipFile(path).read(name) for name in zipfile.ZipFile(path).namelist())
    if how == "pseudonyms":
        assert not [name for name in PARTNERS["name"] if name.encode() in everything]
    else:
        assert b"answered" not in zipfile.ZipFile(path).read("records/partners.csv")


def test_what_was_said_in_the_room_comes_along(riverside_folder: Path, tmp_path: Path) -> None:
    said = Path(sm.__file__).parents[1] / "examples" / "riverside" / "first_table.said.csv"
    records = sm.read_records(riverside_folder, said=said, said_of="any")
    path = sm.bundle(sm.build_map(records, "2024", said="applied"), tmp_path / "said.zip")
    with zipfile.ZipFile(path) as archive:
        assert "records/said.csv" in archive.namelist()
        assert json.loads(archive.read("recipe.json"))["building"] == {"said": "applied"}
    assert sm.verify(path).ok


@pytest.mark.usefixtures("two_outputs")
def test_decisions_on_names_come_along(riverside_folder: Path, tmp_path: Path) -> None:
    table = "name_as_written,id\nMarlshire Constabulary,RV11\n"
    (riverside_folder / "aliases.csv").write_text(table, encoding="utf-8")
    path = sm.bundle(sm.build_map(sm.read_records(riverside_folder), "2024"), tmp_path / "names.zip")
    with zipfile.ZipFile(path) as archive:
        assert archive.read("decisions/aliases.csv").decode() == table


def test_records_that_do_not_read_back_alike_are_not_bundled(
    change: sm.Comparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Recipe, "made", lambda *_: dataclasses.replace(change, seed=4))
    with pytest.raises(SysmapError, match="give another seed"):
        sm.bundle(change, tmp_path / "b.zip")
    assert not (tmp_path / "b.zip").exists()


@pytest.mark.parametrize(
    ("path", "more", "words"),
    [
        ("bundle.txt", {}, "a bundle is a .zip file"),
        ("bundle.zip", {"public": True, "pseudonyms": "key.csv"}, "choose one of the two"),
    ],
)
def test_what_cannot_be_is_refused(
    change: sm.Comparison, tmp_path: Path, path: str, more: dict, words: str
) -> None:
    with pytest.raises(ChoiceError, match=words):
        sm.bundle(change, tmp_path / path, **more)
    assert list(tmp_path.iterdir()) == []


def test_every_rule_of_a_map_is_in_the_recipe(small: sm.SystemMap) -> None:
    """A rule that is new must be told of: what `build_map` takes is what the recipe gives it."""
    import inspect

    rules = {one.name for one in dataclasses.fields(type(small.rules))} | {"boundary"}
    taken = set(inspect.signature(sm.build_map).parameters) - {"records", "wave"}
    assert rules == taken
    recipe = Recipe.of(small, public=False)
    assert Recipe.read(json.loads(json.dumps(recipe.facts()))) == recipe


def test_every_choice_of_a_comparison_is_in_the_recipe(change: sm.Comparison) -> None:
    import inspect

    taken = set(inspect.signature(sm.compare).parameters) - {"before", "after"}
    assert set(Recipe.of(change, public=False).comparing) == taken


@pytest.mark.usefixtures("two_outputs")
def test_the_commands(small_records: sm.Records, tmp_path: Path) -> None:
    to, folder = tmp_path / "bundle.zip", sm.save(small_records, tmp_path / "records")
    words = ["bundle", str(folder), "-o", str(to), "--permutations", "9"]
    run = CliRunner().invoke(commands, words)
    assert run.exit_code == 0, run.output
    checked = CliRunner().invoke(commands, ["verify", str(to)])
    assert checked.exit_code == 0, checked.output
    assert "nothing was changed" in checked.output
    data = bytearray(to.read_bytes())
    data[data.index(b"CC BY") if b"CC BY" in data else data.index(b"No licence")] ^= 1
    to.write_bytes(data)
    checked = CliRunner().invoke(commands, ["verify", str(to), "--format", "json"])
    assert checked.exit_code != 0
