"""Files that would take for ever are refused, or read, in two seconds and 300 MB: limits before work."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

# Two seconds of a machine that makes a hundred thousand small rows of text in YARDSTICK seconds; a slower
# one, or one that does other things beside, gets more in proportion.
SECONDS, YARDSTICK, MEGABYTES = 2.0, 0.1, 300
# Reads each file in a process of its own, made by copying one that has everything loaded already.
READ_EACH = """
import json, os, sys, time
import sysmap as sm
import sysmap.public, openpyxl.utils.datetime, openpyxl.styles.numbers
from sysmap.errors import SysmapError
ties = sys.argv[1]
yardstick = []
for _ in range(5):
    began = time.process_time()
    rows = [f"O{number},NHS,{number}".split(",") for number in range(100_000)]
    yardstick.append(time.process_time() - began)
    del rows
print(sorted(yardstick)[2], flush=True)
for path in sys.argv[2:]:
    out, into = os.pipe()
    child = os.fork()
    if not child:
        try:
            alone = not path.endswith(".csv")
            sm.read_records(*([path] if alone else [path, ties]))
            said = "read"
        except SysmapError as error:
            said = "refused: " + str(error)[:300]
        except BaseException as error:
            said = f"RAW {type(error).__name__}: {error}"[:300]
        os.write(into, said.encode("utf-8", "replace"))
        os._exit(0)
    os.close(into)
    _, status, used = os.wait4(child, 0)
    size = used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    said = os.read(out, 4000).decode("utf-8", "replace")
    print(json.dumps([path, said or f"died: {status}", used.ru_utime + used.ru_stime, size]), flush=True)
"""
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
START = f'<worksheet xmlns="{MAIN}"><sheetData>'
END = "</sheetData></worksheet>"
GRAPHML = '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'


def cell(address: str, text: object) -> str:
    return f'<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>'


def row(number: int, *texts: object) -> str:
    return f"<row r='{number}'>" + "".join(map(cell, [f"A{number}", f"B{number}"], texts)) + "</row>"


TIES = START + row(1, "source", "target") + row(2, "O2", "O3") + END
HEADER = row(1, "name", "sector")
ROWS = HEADER + "".join(row(number, f"O{number}", "NHS") for number in range(2, 6))
FORMULA = "<row r='9'><c r='A9'><f>1</f></c></row>"


def book(partners: str, *, shared: str = "", styles: str = "", names: str = "", more: int = 0) -> bytes:
    """Write a workbook by hand: what no program for people would write."""
    sheets = [("partners", partners), ("ties", TIES)] + [(f"s{number}", TIES) for number in range(more)]
    related = [(f"r{at}", "worksheet", f"worksheets/sheet{at}.xml") for at in range(len(sheets))]
    parts = {f"xl/worksheets/sheet{at}.xml": text for at, (_, text) in enumerate(sheets)}
    for kind, text in (("sharedStrings", shared), ("styles", styles)):
        if text:
            related.append((kind, kind, f"{kind}.xml"))
            parts[f"xl/{kind}.xml"] = text
    listed = "".join(
        f'<sheet name="{name}" sheetId="{at}" r:id="r{at}"/>' for at, (name, _) in enumerate(sheets)
    )
    parts["xl/workbook.xml"] = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets>{names}</workbook>'
    )
    parts["xl/_rels/workbook.xml.rels"] = relations(related)
    parts["_rels/.rels"] = relations([("r1", "officeDocument", "xl/workbook.xml")])
    parts["[Content_Types].xml"] = f'<Types xmlns="{PACKAGE}/content-types"/>'
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return content.getvalue()


def relations(entries: list[tuple[str, str, str]]) -> str:
    inside = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for key, kind, target in entries
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inside}</Relationships>'


def lines(header: str, one: Callable[[int], str], count: int) -> str:
    return "\n".join([header, *(one(number) for number in range(count))]) + "\n"


def graphml(inside: str) -> str:
    return f'{GRAPHML}{inside}<graph edgedefault="undirected"/></graphml>'


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OASIS = "urn:oasis:names:tc:opendocument:xmlns"
ODS = (
    f'<o:document-content xmlns:o="{OASIS}:office:1.0" xmlns:t="{OASIS}:table:1.0" '
    f'xmlns:x="{OASIS}:text:1.0"><o:body><o:spreadsheet><t:table t:name="s">'
)
REPEATED = 't:number-rows-repeated="1048576"'


def zipped(name: str, text: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(name, text)
    return content.getvalue()


MARKS = "\u0301" * 16_000 + "\u0327" * 16_000
FILES: dict[str, Callable[[], str | bytes]] = {
    # CSV: wide, tall, long.
    "right_edge.csv": lambda: lines(
        "name,sector" + "," * 16_382, lambda at: f"O{at},NHS" + "," * 16_382, 180
    ),
    "right_edge_headers.csv": lambda: lines(
        "name,sector," + ",".join(f"h{at}" for at in range(16_382)),
        lambda at: f"O{at},NHS" + ",x" * 16_382,
        60,
    ),
    "blank_headers.csv": lambda: lines("name,sector" + "," * 900, lambda at: f"O{at},NHS" + ",x" * 900, 50),
    "same_headers.csv": lambda: lines("name,sector" + ",h" * 900, lambda at: f"O{at},NHS" + ",x" * 900, 50),
    "long_header.csv": lambda: lines("name,sector," + "x" * 140_000, lambda at: f"O{at},NHS,1", 3),
    "quoted_header.csv": lambda: lines(f'name,sector,"{"x" * 140_000}"', lambda at: f"O{at},NHS,1", 3),
    "no_separator.csv": lambda: "a:" * 500_000,
    "only_quotes.csv": lambda: '"' * 3_000_000,
    "only_commas.csv": lambda: "name,sector\nA,NHS" + "," * 20_000_000,
    "blank_rows.csv": lambda: "name,sector\n" + "\n" * 5_000_000,
    "rows_of_commas.csv": lambda: "name,sector\n" + ",\n" * 2_000_000,
    "long_cell.csv": lambda: "name,sector\nA,NHS\nB,NHS\n" + "x" * 5_000_000 + ",NHS\n",
    "one_line.csv": lambda: "x" * 30_000_000,
    "unclosed_quotes.csv": lambda: "name,sector\n" + 'A,"NHS\n' * 300_000,
    "ragged_rows.csv": lambda: "name,sector\n" + "a,b,c\n" * 100_000,
    "carriage_returns.csv": lambda: "name,sector\r" + "\r" * 3_000_000,
    "many_marks.csv": lambda: lines("name,sector", lambda at: f"A{at}{MARKS},NHS", 30),
    "endless_marks.csv": lambda: "name,sector\nA" + "\u0301\u0327" * 500_000 + ",NHS\nB,NHS\n",
    "marked_header.csv": lambda: lines(
        "name,sector,x" + "\u0301\u0327" * 15_000, lambda at: f"O{at},NHS,", 3
    ),
    # Workbooks.
    "last_column.xlsx": lambda: book(
        START
        + HEADER
        + "".join(f"<row r='{at}'>{cell(f'A{at}', at)}{cell(f'XFD{at}', 1)}</row>" for at in range(2, 20_000))
        + END
    ),
    "allowed_column.xlsx": lambda: book(
        START
        + HEADER
        + "".join(f"<row r='{at}'>{cell(f'ALL{at}', 1)}</row>" for at in range(2, 60_000))
        + END
    ),
    "unclosed_tag.xlsx": lambda: book(START + ROWS + FORMULA + "</sheetData>" + "<c r='A1'>" * 300_000),
    "tags_in_comment.xlsx": lambda: book(
        START + ROWS + FORMULA + "</sheetData><!--" + "<c r='A1'>" * 300_000 + "--></worksheet>"
    ),
    "rows_in_comment.xlsx": lambda: book(
        START + ROWS + "</sheetData><autoFilter ref='A1'/><!--" + "<row " * 300_000 + "--></worksheet>"
    ),
    "values_in_comment.xlsx": lambda: book(
        START + ROWS + "<row r='9'><c r='A9'><f>1</f><!--" + "<v " * 300_000 + "--></c></row>" + END
    ),
    "one_wide_row.xlsx": lambda: book(START + HEADER + "<row r='2'>" + "<c/>" * 2_000_000 + "</row>" + END),
    "far_row.xlsx": lambda: book(
        START + HEADER + "<row r='999999999'>" + cell("A999999999", 1) + "</row>" + END
    ),
    "far_column.xlsx": lambda: book(START + HEADER + f"<row r='2'>{cell('ZZZZZZZ2', 1)}</row>" + END),
    "empty_rows.xlsx": lambda: book(
        START + HEADER + "".join(f"<row r='{at}'/>" for at in range(2, 300_000)) + END
    ),
    "deep.xlsx": lambda: book(
        START + HEADER + END[:12] + "<a>" * 500_000 + "</a>" * 500_000 + "</worksheet>"
    ),
    "merged.xlsx": lambda: book(
        START
        + ROWS
        + "</sheetData><mergeCells>"
        + "".join(f'<mergeCell ref="C{at}:D{at}"/>' for at in range(200_000))
        + "</mergeCells></worksheet>"
    ),
    "errors.xlsx": lambda: book(
        START
        + HEADER
        + "".join(f'<row r="{at}"><c r="A{at}" t="e"><v>#REF!</v></c></row>' for at in range(2, 50_000))
        + END
    ),
    "formulas.xlsx": lambda: book(
        START
        + HEADER
        + "".join(f'<row r="{at}"><c r="A{at}"><f>1</f></c></row>' for at in range(2, 50_000))
        + END
    ),
    "names.xlsx": lambda: book(
        START + ROWS + END,
        names="<definedNames>" + '<definedName name="n">A</definedName>' * 100_000 + "</definedNames>",
    ),
    "looks.xlsx": lambda: book(
        START + ROWS + END,
        styles=f'<styleSheet xmlns="{MAIN}"><cellXfs>' + "<xf/>" * 1_500_000 + "</cellXfs></styleSheet>",
    ),
    "texts.xlsx": lambda: book(
        START + ROWS + END,
        shared=f'<sst xmlns="{MAIN}">' + "".join(f"<si><t>{at}</t></si>" for at in range(300_000)) + "</sst>",
    ),
    "pieces.xlsx": lambda: book(
        START + ROWS + END, shared=f'<sst xmlns="{MAIN}"><si>' + "<r><t>a</t></r>" * 300_000 + "</si></sst>"
    ),
    "many_sheets.xlsx": lambda: book(START + ROWS + END, more=3_000),
    "many_parts.xlsx": lambda: b"PK\x05\x06" * 1_000_000,
    # Graphs and JSON.
    "deep.json": lambda: "[" * 100_000 + "]" * 100_000,
    "deep_objects.json": lambda: '{"a":' * 100_000 + "1" + "}" * 100_000,
    "long_number.json": lambda: '{"elements":[{"label":' + "9" * 1_000_000 + "}]}",
    "many_lists.json": lambda: json.dumps({f"t{at}": [{"a": 1}] for at in range(100_000)}),
    "many_fields.json": lambda: json.dumps({"elements": [{f"k{at}": 1} for at in range(300_000)]}),
    "many_objects.json": lambda: '{"elements":[' + "{}," * 4_000_000 + "{}]}",
    "deep.graphml": lambda: graphml("<graph>" * 200_000 + "</graph>" * 200_000),
    "nodes_in_nodes.graphml": lambda: graphml("<node><graph>" * 50_000 + "</graph></node>" * 50_000),
    "many_elements.graphml": lambda: graphml("<a/>" * 3_000_000),
    "many_keys.graphml": lambda: graphml(
        "".join(f'<key id="k{at}" for="node"><default>x</default></key>' for at in range(20_000))
        + "".join(f'<node id="n{at}"/>' for at in range(5_000))
    ),
    "many_attributes.gexf": lambda: (
        '<gexf><graph><attributes class="node">'
        + "".join(f'<attribute id="{at}"><default>x</default></attribute>' for at in range(20_000))
        + "</attributes><nodes>"
        + "".join(f'<node id="n{at}"/>' for at in range(5_000))
        + "</nodes></graph></gexf>"
    ),
    "unclosed.graphml": lambda: "<a" * 1_000_000,
    "many_labels.dl": lambda: "dl n=1000000 format=fullmatrix\ndata:\n" + "1 " * 1_000_000,
    "half_matrix.dl": lambda: "dl n=20000 format=lowerhalf\ndata:\n1 2\n",
    "counted_lists.dl": lambda: "dl n=20000 format=nodelist1b\ndata:\n" + "0\n" * 19_999,
    # Files of network programs.
    "huge.net": lambda: "*Vertices 1000000000\n*Edges\n1 2\n",
    "one_line.net": lambda: "*Vertices 3\n*Arcslist\n1 " + "2 " * 5_000_000,
    "many_arcs.net": lambda: "*Vertices 3\n*Arcslist\n" + ("1 " + "2 " * 500_000 + "\n") * 9,
    "many_networks.paj": lambda: "*Vertices 3\n*Edges\n1 2\n" * 300_000,
    "deep.gml": lambda: "graph [ " * 400_000,
    "many_words.gml": lambda: "graph [ " + "node [ id 1 ] " * 1_000_000 + "]",
    "many_columns.vna": lambda: "*Tie data\n" + "x " * 900_000 + "\n",
    "same_ids.json": lambda: '{"nodes":[' + '{"id":1},' * 300_000 + '{"id":1}],"links":[]}',
    # Other office files.
    "repeated.ods": lambda: zipped(
        "content.xml",
        ODS + f"<t:table-row {REPEATED}><t:table-cell o:value-type='string'><x:p>a</x:p></t:table-cell>"
        "</t:table-row></t:table></o:spreadsheet></o:body></o:document-content>",
    ),
    "wide.ods": lambda: zipped("content.xml", ODS + "<t:table-row>" + "<t:table-cell/>" * 500_000),
    "before.docx": lambda: zipped(
        "word/document.xml",
        f'<w:document xmlns:w="{WORD}"><w:body><w:tbl><w:tr>'
        '<w:trPr><w:gridBefore w:val="999999999"/></w:trPr>'
        "<w:tc/></w:tr></w:tbl></w:body></w:document>",
    ),
    "many_lines.dl": lambda: "dl n=10 format=edgelist1\ndata:\n" + "1 2 1\n" * 1_200_000,
}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, float, float]]:
    """Return what came of reading each file, the seconds it took on a usual machine, and the megabytes."""
    folder = tmp_path_factory.mktemp("limits")
    ties = folder / "ties.csv"
    ties.write_text("source,target\nO2,O3\n", encoding="utf-8")
    found = {}
    for name, make in FILES.items():
        content = make()
        path = folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    words = [sys.executable, "-c", READ_EACH, str(ties), *(str(folder / name) for name in FILES)]
    ended = subprocess.run(
        words, capture_output=True, encoding="utf-8", check=True, cwd=Path(__file__).resolve().parent.parent
    )
    yardstick, *answers = ended.stdout.splitlines()
    slower = max(1.0, float(yardstick) / YARDSTICK)
    for line in answers:
        path, said, seconds, megabytes = json.loads(line)
        found[Path(path).name] = said, seconds / slower, megabytes
    return found


pytestmark = [
    pytest.mark.measured,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows does not copy processes"),
]


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_would_take_for_ever_is_refused_or_read_at_once(outcomes, name):
    said, seconds, megabytes = outcomes[name]
    assert said.startswith(("read", "refused: ")), said
    assert seconds < SECONDS, f"{seconds:.1f} s: {said}"
    assert megabytes < MEGABYTES, f"{megabytes:.0f} MB: {said}"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("last_column.xlsx", "a value in column XFD, row 2: at most 1,000 columns are read, up to ALL"),
        ("allowed_column.xlsx", "more than 15,000,000 cells"),
        ("right_edge_headers.csv", "16,384 columns; at most 1,000 are allowed"),
        ("long_header.csv", "a header of 140,000 letters; at most 32,767 are allowed"),
        ("only_commas.csv", "more than 1,000,000 columns"),
        ("one_line.csv", "a line of more than 20,000,000 letters"),
        ("deep.xlsx", "elements lie more than 100 deep in one another"),
        ("merged.xlsx", "merged cells C0:D0: unmerge them"),
        ("looks.xlsx", "holds more than 500,000 elements that are no cells"),
        ("many_sheets.xlsx", "3,002 sheets; at most 1,000 are read"),
        ("many_lists.json", "100,000 lists in this file; at most 100 are read"),
        ("many_elements.graphml", "more than 2,000,000 elements"),
        ("many_keys.graphml", "20,000 attributes are declared; at most 1,000"),
        ("ragged_rows.csv", "100,000 faults in the records"),
    ],
)
def test_what_there_is_too_much_of_is_said(outcomes, name, words):
    assert words in outcomes[name][0]
