"""A canary in every field of every table: in no file for the public is one that nobody declared public."""

from __future__ import annotations

import base64
import dataclasses
import html
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner
from conftest import commands_of, verbs_work_once

import sysmap as sm
from sysmap.cli import commands
from sysmap.findings.comparison.comparison import Comparison
from sysmap.findings.comparison.side_by_side import SideBySide
from sysmap.findings.comparison_groups.sides import PlaceChange
from sysmap.findings.comparison_groups.touched import Touched
from sysmap.findings.comparison_groups.two_sides import Difference
from sysmap.findings.forums import Forums
from sysmap.findings.grid import SectorGrid
from sysmap.findings.many_places.place import Place
from sysmap.findings.many_places.portfolio import Portfolio
from sysmap.findings.many_waves.across_waves import Trajectory
from sysmap.findings.many_waves.several import SeveralWaves
from sysmap.findings.money import Money
from sysmap.findings.planning.named import NamedPlan, PlanDeparture
from sysmap.findings.scorecard import Scorecard
from sysmap.network.system import SystemMap
from sysmap.outputs.saving import outputs
from sysmap.pages.map.page import MapPage
from sysmap.pages.one_page.board_page import Brief
from sysmap.pages.report.report import Report
from sysmap.records.said.declared import COLUMNS, SUFFIX
from sysmap.records.tables.columns import Column
from sysmap.records.tables.declared import RATINGS, TABLES

pytestmark = pytest.mark.usefixtures("few_redraws", "few_dots", "blank_pictures_in_word")

SECTORS = ["NHS canary", "Police canary", "Care canary"]
WAVES = ["cnrwaveswavexq 2022", "cnrwaveswavexq 2024"]
FILE, SHEET, AUTHOR, FREE = "cnrthenameofafilexq", "cnrsheetxq", "cnrauthorxq", "cnracolumnofmyownxq"
NUMBERS = {
    ("money", "amount"): 66123457,
    ("facts", "value"): 98765.25,
    ("asked", "respondents"): 4391,
    **{("collaborations", name): round(3.8712345 + place / 1e8, 8) for place, name in enumerate(RATINGS, 1)},
}
DATES = {
    ("collaborations", "start"): "2021-07-13",
    ("collaborations", "end"): "2031-08-17",
    ("money", "start"): "2021-07-19",
    ("money", "end"): "2031-08-23",
    ("facts", "start"): "2021-07-21",
    ("facts", "end"): "2031-08-27",
}
# What must be one of a few words, or name an organisation, is filled so that records can be read.
MEANT = {
    ("partners", "parent"): "",
    ("forums", "host"): "id 01",
    ("facts", "precision"): "exact",
    ("money", "precision"): "exact",
    ("money", "currency"): "GBP",
    ("money", "source"): "id 01",
    ("money", "target"): "id 02",
    ("succession", "kind"): "",
    ("succession", "date"): "2023-02-03",
    ("succession", "to"): "id 03",
    ("memberships", "organisation"): "id 01",
    ("asked", "wave"): WAVES[0],
    ("places", "place"): "cnrpartnersplacexq",
    ("programmes", "place"): "cnrpartnersplacexq",
    ("programmes", "arm"): "programme",
    ("waves", "scale"): "1 to 4",
    ("waves", "cap"): "5",
}


def canary(table: str, column: str) -> str:
    return f"cnr{table}{column.replace('_', '')}xq"


def cell(table: str, column: Column) -> object:
    place = (table, column.name)
    for known in (MEANT, NUMBERS, DATES):
        if place in known:
            return known[place]
    return None if column.accepts == "date" else canary(table, column.name)


def filled(table: str, rows: list[dict[str, object]]) -> pd.DataFrame:
    """Return a table with a canary in every cell that the rows do not say."""
    columns = TABLES[table].columns
    return pd.DataFrame(
        [{column.name: row.get(column.name, cell(table, column)) for column in columns} for row in rows]
    )


def tables() -> dict[str, pd.DataFrame]:
    ids = [f"id {number:02}" for number in range(1, 13)]
    ends = [(i, (i + step) % 12, wave) for wave in (0, 1) for step in (1, 4 + wave, 6) for i in range(12)]
    return {
        "partners": filled(
            "partners",
            [
                {"id": one, "name": f"{canary('partners', 'name')} {one}", "sector": SECTORS[place % 3]}
                for place, one in enumerate(ids)
            ],
        ).assign(**{FREE: canary("partners", "own"), "region": canary("partners", "region")}),
        "collaborations": filled(
            "collaborations",
            [
                {"source": ids[a], "target": ids[b], "wave": WAVES[w], "strength": 1 + a % 4, "directed": "n"}
                for a, b, w in ends
            ],
        ),
        "memberships": filled("memberships", [{"wave": ""}, {"organisation": "id 02", "wave": ""}]),
        "forums": filled("forums", [{"forum": canary("memberships", "forum")}]),
        "asked": filled(
            "asked",
            [
                {"wave": wave, "organisation": one, "answered": "n" if one == "id 12" else "y"}
                for wave in WAVES
                for one in ids
            ],
        ),
        "money": filled("money", [{}, {"source": "id 04", "target": "id 05", "amount": 5}]),
        "succession": filled("succession", [{}]),
        "places": filled("places", [{}]),
        "programmes": filled("programmes", [{}]),
        "waves": filled(
            "waves",
            [
                {"wave": WAVES[0], "start": "2022-03", "end": "2022-04"},
                {"wave": WAVES[1], "start": "2024-03"},
            ],
        ),
        "facts": filled("facts", [{}]),
    }


SAID_AT = "2031-09-13T03:07:00+01:00"


def said(system: sm.SystemMap) -> pd.DataFrame:
    """Return what was said in the room of a map, with a canary in every field of free text."""
    texts = {name: canary("said", name) for name in ("note", "said_by", "map")}
    of = {"time": SAID_AT, "wave": WAVES[1], "checksum": system.checksum, **texts}
    name = canary("partners", "name")
    ends = {"organisation": f"{name} id 01", "other": f"{name} id 03"}
    rows = [
        {"step": 1, "action": "add tie", **ends, "kind": canary("collaborations", "kind"), **of},
        {"step": 2, "action": "add organisation", "organisation": f"{name} new", **of},
        {"step": 3, "action": "note", **ends, **of},
    ]
    blank = dict.fromkeys(COLUMNS, "")
    return pd.DataFrame([{**blank, **row} for row in rows])


def forbidden() -> dict[str, list[str]]:
    """Return for every field that is not public what must not be found."""
    found = {place: [place] for place in (FILE, SHEET, AUTHOR, FREE)}
    found |= {name: [canary("partners", name)] for name in ("own", "region")}
    found |= {f"said.{name}": [canary("said", name)] for name in ("note", "said_by", "map")}
    found["said.time"] = [SAID_AT[:10]]
    # Who helps a programme along is public as a code alone.
    found["programmes.enabler"] = [canary("programmes", "enabler")]
    for name, table in TABLES.items():
        for column in table.columns:
            place = (name, column.name)
            if column.public and not column.only and column.name in table.public:
                continue
            if place in NUMBERS:
                number = NUMBERS[place]
                found[".".join(place)] = [f"{number}", f"{number:,}"]
            elif place in DATES:
                found[".".join(place)] = [DATES[place]]
            elif place not in MEANT and column.accepts == "text":
                found[".".join(place)] = [canary(*place)]
    return found


@pytest.fixture(scope="module")
def source(tmp_path_factory) -> Path:
    """A workbook whose name, sheets and properties hold canaries too."""
    path = tmp_path_factory.mktemp("canaries") / f"{FILE}.xlsx"
    system = sm.build_map(sm.read_records(**tables(), sectors="as written"), WAVES[1])
    with pd.ExcelWriter(path, engine="openpyxl") as book:
        for name, frame in {**tables(), "said": said(system)}.items():
            frame.to_excel(book, sheet_name=name, index=False)
        pd.DataFrame({"x": [1]}).to_excel(book, sheet_name=SHEET, index=False)
        book.book.properties.creator = AUTHOR
    return path


@pytest.fixture(scope="module")
def records(source) -> sm.Records:
    return sm.read_records(source, sectors="as written")


@pytest.fixture(scope="module")
def results(records) -> dict[str, Any]:
    """Everything that can be made of records, for the public."""
    maps = [sm.build_map(records, wave, forums="joined") for wave in WAVES]
    planned = sm.plan(records, pilot=maps[1], draws=4, response=1.0, effect=1.5)
    change = sm.compare(*maps, plan=planned, permutations=0)
    followed = sm.trajectory(*maps, draws=99)
    last = maps[1]
    card, grid = sm.integration(last, draws=20), sm.sector_grid(last, draws=20)
    suggested = sm.introductions(last, public=True)
    return {
        "records": records,
        "map": last,
        "map with what was said": sm.build_map(records, WAVES[1], said="applied"),
        "said": sm.Said.of(records),
        "map by place": sm.build_map(records, WAVES[1], boundary="place"),
        "map of units": sm.build_map(records, WAVES[1], units="joined"),
        "page": sm.render(last, introductions=suggested, public=True),
        "page of two": sm.render(change, steps="proposed", view="changed", public=True),
        "brief": sm.brief(last, public=True),
        "brief of two": sm.brief(change, public=True),
        "report": sm.report(last, public=True),
        "report of two": sm.report(change, public=True),
        "scorecard": card,
        "intervals": card.intervals(),
        "grid": grid,
        "comparison": change,
        "organisations": sm.organisation_scores(last, draws=20),
        "sectors": sm.sector_scores(last),
        "introductions": suggested,
        "dependence": sm.dependence(last),
        "mixing model": sm.mixing_model(last),
        "odds chart": sm.mixing_model(last).plot(),
        "money": sm.money(last),
        "forums": sm.forums(last, draws=20),
        "portfolio": sm.portfolio(records, draws=20),
        "trajectory": followed,
        "trajectory chart": followed.plot(),
        "lives chart": followed.plot("lives"),
        "difference": sm.difference({"North": change}, {"South": change}),
        "plan": planned,
        "power chart": planned.plot(),
        "catalogue": sm.catalogue,
        "chance chart": card.plot(),
        "answered chart": card.plot("answered"),
        "grid chart": grid.plot(),
        **{f"{what} chart of two": change.plot(what) for what in ("change", "ties", "answered")},
    }


# -- Reading whatever was written, down to the last letter --


def decoded(path: Path) -> str:
    """Return everything that is in a file or a folder, names included, in plain letters."""
    if path.is_dir():
        return "\n".join(
            f"{file.name}\n{decoded(file)}" for file in sorted(path.rglob("*")) if file.is_file()
        )
    return _plain(path.read_bytes())


def _plain(data: bytes) -> str:
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "\n".join(f"{name}\n{_plain(archive.read(name))}" for name in archive.namelist())
    if data.startswith(b"\x89PNG"):
        return "\n".join(_chunks(data))
    text = data.decode("utf-8-sig", "replace")
    parts = [text, html.unescape(html.unescape(text)), re.sub(r"<[^>]*>", "", text)]
    for found in re.findall(r'<script id="data" type="application/json">(.*?)</script>', text, re.DOTALL):
        parts.append(json.dumps(json.loads(found), ensure_ascii=False))
    for found in re.findall(r"base64,([A-Za-z0-9+/=]+)", text):
        parts.append(_plain(base64.b64decode(found)))
    return "\n".join(parts)


def _chunks(data: bytes) -> Iterator[str]:
    """Return the texts that a PNG file carries beside its picture."""
    place = 8
    while place < len(data):
        size = int.from_bytes(data[place : place + 4], "big")
        kind, body = data[place + 4 : place + 8], data[place + 8 : place + 8 + size]
        if kind in (b"tEXt", b"iTXt", b"eXIf"):
            yield body.decode("utf-8", "replace")
        elif kind == b"zTXt":
            yield zlib.decompress(body.partition(b"\0")[2][1:]).decode("utf-8", "replace")
        place += 12 + size


def written(
    result: Any, folder: Path, *, public: bool, but: tuple[str, ...] = ()
) -> Iterator[tuple[str, str]]:
    """Write a result in every form that there is for it, and give what is in the files."""
    for name, entry in outputs.items():
        if entry.distance(result) is not None and entry.suffix not in but:
            path = folder / (f"out.{entry.suffix.lstrip('.')}" if entry.suffix else name)
            if public and entry.suffix == SUFFIX:
                continue  # a public copy is no file of what was said: that is refused
            yield entry.suffix or "a folder", decoded(sm.save(result, path, public=public))


# -- The test of the test: canaries are found where they are --


def test_every_canary_that_must_not_be_found_is_found_in_a_copy_that_holds_everything(records, tmp_path):
    texts = [text for _, text in written(records, tmp_path, public=False)]
    last = sm.build_map(records, WAVES[1])
    everything = "\n".join([*texts, sm.render(last).html])
    unseen = {SHEET, AUTHOR}  # nothing that is written says them even so
    missing = [field for field, words in forbidden().items() if not any(word in everything for word in words)]
    assert set(missing) == unseen


def test_what_is_public_is_in_the_copy(records, tmp_path):
    for suffix, text in written(records, tmp_path, public=True):
        for place in (
            ("partners", "name"),
            ("collaborations", "kind"),
            ("memberships", "forum"),
            ("waves", "label"),
        ):
            assert canary(*place) in text, (suffix, place)


@pytest.mark.parametrize("kind", ["a PNG file", "a page", "a zip file in a zip file"])
def test_what_is_wrapped_is_unwrapped(kind):
    def zipped(data: bytes) -> bytes:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("x", data)
        return file.getvalue()

    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    about = PngInfo()
    about.add_text("Description", "a canary", zip=True)
    png = io.BytesIO()
    Image.new("L", (2, 2)).save(png, "png", pnginfo=about)
    page = f'<img src="data:image/png;base64,{base64.b64encode(png.getvalue()).decode()}">'.encode()
    data = {"a PNG file": png.getvalue(), "a page": page, "a zip file in a zip file": zipped(zipped(page))}[
        kind
    ]
    assert "a canary" in _plain(data)


# -- The test --


WHAT = [
    *(
        "records",
        "map",
        "map with what was said",
        "said",
        "map by place",
        "map of units",
        "page",
        "page of two",
        "brief",
        "brief of two",
        "report",
        "report of two",
    ),
    *(
        "scorecard",
        "intervals",
        "grid",
        "comparison",
        "organisations",
        "sectors",
        "introductions",
        "dependence",
    ),
    *(
        "mixing model",
        "odds chart",
        "money",
        "forums",
        "portfolio",
        "difference",
        "plan",
        "power chart",
        "catalogue",
        "chance chart",
        "answered chart",
        "grid chart",
    ),
    *("change chart of two", "ties chart of two", "answered chart of two"),
    *("trajectory", "trajectory chart", "lives chart"),
]


@pytest.mark.parametrize("what", WHAT)
def test_no_file_for_the_public_holds_what_nobody_declared_public(results, what, tmp_path):
    forms = list(written(results[what], tmp_path, public=True))
    assert forms
    for suffix, text in forms:
        text = text.casefold()
        found = [field for field, words in forbidden().items() if any(word in text for word in words)]
        assert found == [], suffix


_READ: dict[str, sm.Records] = {}


def read_once(*sources: object, **more: object) -> sm.Records:
    """Read a source once, for all commands that are given it in the same words."""
    words = repr((sources, sorted(more.items(), key=str)))
    if words not in _READ:
        _READ[words] = sm.read_records(*sources, **more)
    return _READ[words]


def beside(source: Path, folder: Path) -> Path:
    """Return the same records as those of a place without the programme."""
    sheets = pd.read_excel(source, sheet_name=None, dtype=str)
    own = sheets["programmes"]
    sheets["programmes"] = own.assign(arm="comparison", place=own["place"] + "two")
    sheets["partners"] = sheets["partners"].assign(place=sheets["partners"]["place"] + "two")
    path = folder / source.name
    with pd.ExcelWriter(path, engine="openpyxl") as book:
        for name, frame in sheets.items():
            frame.to_excel(book, sheet_name=name, index=False)
    return path


PUBLIC_COMMANDS = sorted(
    name
    for name, command in commands_of(commands).items()
    if any(each.name == "public" for each in command.params)
)


@pytest.fixture(scope="module")
def found_once() -> Iterator[None]:
    """Work out once what a command prints, what it prints as JSON and what it writes."""
    with verbs_work_once():
        yield


@pytest.mark.usefixtures("found_once")
@pytest.mark.parametrize("name", PUBLIC_COMMANDS)
def test_no_command_says_or_writes_in_public_what_nobody_declared_public(source, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sysmap.cli.options.read_records", read_once)
    taken = {each.name for each in commands_of(commands)[name].params}
    words = [name, str(source), "--public"]
    if name == "said":
        ledger = tmp_path.parent / "room.said.csv"
        said(sm.build_map(read_once(str(source), sectors="as written"), WAVES[1])).to_csv(ledger, index=False)
        words = [name, str(ledger), "--public"]
    if name == "difference":
        words = [name, str(source), str(beside(source, tmp_path.parent)), "--public"]
    words += ["--sectors", "as written"] if "sector_rule" in taken else []
    words += ["--wave", WAVES[1]] if "wave" in taken and "before" not in taken else []
    words += ["--draws", "20"] if "draws" in taken else []
    words += ["--permutations", "0"] if "permutations" in taken else []
    ways = [["--format", how] for how in ("table", "json")] if "how" in taken else []
    # In every form each result is written above: here it is whether a command writes the public copy.
    files = {"map": ["x.html", "x.positions.csv"], "export": ["x.json"], "bundle": ["x.zip"]}
    for way in [*ways, *(["-o", file] for file in files.get(name, ["x.html"]))]:
        result = CliRunner().invoke(commands, [*words, *way])
        assert result.exit_code == 0, result.output
        text = result.output + "".join(decoded(path) for path in tmp_path.iterdir())
        text = text.replace(str(source), "").casefold()
        found = [field for field, hidden in forbidden().items() if any(word in text for word in hidden)]
        assert found == [], way


def test_every_command_that_shows_results_has_a_way_to_be_public():
    assert set(commands_of(commands)) - set(PUBLIC_COMMANDS) == {
        "check",
        "completion",
        "demo",
        "measures",
        "names",
        "open",
        "read",
        "survey",
        "verify",
    }


def test_every_kind_of_result_and_of_file_is_tried(results):
    assert set(results) == set(WHAT)
    for name, entry in outputs.items():
        assert any(entry.distance(result) is not None for result in results.values()), name
    assert {type(result) for result in results.values()} >= {MapPage, Report, Brief}


# Every part of a result, thought of one by one: what a copy for the public does with it is in `findings`.
PARTS = {
    SystemMap: "organisations tied wave boundary rules records notes strength_usable forums rated "
    "public answers kinds_told said",
    Comparison: "before after organisations tie_changes ties formation three_ways decomposition diagnostics "
    "movers flags methods primary without permutations seed panel who _frame primary_chosen primary_said "
    "plan order said touched",
    Touched: "name is_forum organisations contrasts densities",
    SideBySide: "before after organisations tie_changes order",
    SeveralWaves: "maps order",
    Trajectory: "maps order trend ties fates adjacent primary primary_chosen since confidence draws seed "
    "flags who methods unit years matched _frame",
    Scorecard: "system draws seed _frame activity _headlines",
    SectorGrid: "system draws seed _frame",
    Money: "system flows shares said _frame",
    Forums: "system draws seed members meetings organisations _frame",
    Portfolio: "places primary pooled draws seed public _frame primary_chosen in_pool cost_per_answer",
    Difference: "sides primary primary_chosen confidence levels places earlier by_lot flags said_before "
    "said_by_lot is_sure cautions public _frame",
    PlaceChange: "name comparison earlier earlier_reason began named",
    sm.Plan: "content public",
    NamedPlan: "measure date version sha256 departures late content",
    PlanDeparture: "what text names",
    Place: "name programme enabler maps waves share expected low high comparison change change_low "
    "change_high error funding payments currency reason ties arm began ended",
    sm.Records: "partners collaborations memberships forums asked money succession places programmes waves "
    "facts blanks problems summary waves_in_order columns open_names inputs said contradictions recorded",
    sm.Said: "steps contradictions warnings public inputs",
}


@pytest.mark.parametrize("kind", PARTS)
def test_no_result_has_a_part_of_which_nobody_thought_what_may_be_public(kind):
    parts = {field.name for field in dataclasses.fields(kind)}
    assert parts <= set(PARTS[kind].split()), (
        "say in findings/public_*.py what of it may be public, then here"
    )


@pytest.mark.parametrize("name", TABLES)
def test_every_column_of_every_table_is_declared(records, name):
    """What reading gives is declared public or not where the table is; the rest is the user's own."""
    table = TABLES[name]
    known = {*table.names, *table.added_names}
    others = set(getattr(records, name).columns) - known
    assert others == ({FREE, "region"} if table.own_columns else set())
    assert not table.public.keys() - known


def test_a_column_is_private_unless_it_is_declared_public():
    assert not Column("anything").public
    table = TABLES["partners"]
    assert "anything" not in table.public and {"note", "identifiers"}.isdisjoint(table.public)
    # Where a row cannot be understood without a private column, the table leaves as a whole.
    assert TABLES["asked"].public == TABLES["money"].public == TABLES["facts"].public == {}
