"""What opens a file of each kind, by its suffix, and what to do about kinds that are not read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sysmap.records.containers.documents import read_json
from sysmap.records.containers.graphs.gml import read_gml
from sysmap.records.containers.graphs.pajek import read_pajek
from sysmap.records.containers.graphs.ucinet_binary import DATA, HEADER, read_ucinet_pair
from sysmap.records.containers.graphs.vna import read_vna
from sysmap.records.containers.spss import read_spss
from sysmap.records.containers.zipped_tables import read_zip
from sysmap.records.engines.parquet import SUFFIX, read_parquet
from sysmap.records.problems import Reading
from sysmap.records.raw import RawTable

Opener = Callable[[Path, Reading], dict[str, RawTable]]
OPENERS: dict[str, Opener] = {
    ".json": read_json,
    ".cyjs": read_json,
    ".net": read_pajek,
    ".paj": read_pajek,
    ".gml": read_gml,
    ".vna": read_vna,
    HEADER: read_ucinet_pair,
    DATA: read_ucinet_pair,
    ".sav": read_spss,
    ".zsav": read_spss,
    ".zip": read_zip,
    SUFFIX: read_parquet,
}
_DATABASE = "a database is not read: export the tables partners and collaborations as .csv or .xlsx"
_SHORTCUT = "a link to a document on the web, which holds no rows: download it there as .xlsx or .csv"
_APPLE = "is not read: export it (File, Export To) as .xlsx or .csv"
_PDF = "a PDF is not read: ask for the file that it was made of, or copy the table into .xlsx"
# Said of a file whose kind is known and not read: each says how to get at what it holds.
WAYS_OUT = {
    ".doc": "an old Word document is not read: save it as .docx, and each table in it is read",
    ".rtf": "a rich text document is not read: save it as .docx, and each table in it is read",
    ".odt": "an OpenDocument text is not read: save it as .docx, and each table in it is read",
    ".pdf": _PDF,
    ".mdb": _DATABASE,
    ".accdb": _DATABASE,
    ".gsheet": _SHORTCUT,
    ".gdoc": _SHORTCUT,
    ".url": _SHORTCUT,
    ".numbers": f"a Numbers spreadsheet {_APPLE}",
    ".pages": f"a Pages document {_APPLE.replace('.xlsx or .csv', '.docx')}",
    ".xlsb": "a binary workbook is not read: save it as .xlsx",
    ".fods": "a flat OpenDocument spreadsheet is not read: save it as .ods or .xlsx",
    ".gephi": "a Gephi project is not read: in Gephi export the graph (File, Export, Graph file) as .gexf",
    ".cys": "a Cytoscape session is not read: in Cytoscape export the network as .cyjs or .graphml",
    ".sif": "a .sif is not read: in Cytoscape export the network as .cyjs or .graphml",
    ".por": "a portable file of SPSS is not read: save it in SPSS as .sav",
    ".dta": "a file of Stata is not read: export it from Stata as .csv",
    ".sas7bdat": "a file of SAS is not read: export it from SAS as .csv",
    ".rds": "a file of R is not read: write it from R as .csv",
    ".rdata": "a file of R is not read: write it from R as .csv",
    ".htm": "a web page is not read: open it in a spreadsheet program and save it as .xlsx",
    ".html": "a web page is not read: open it in a spreadsheet program and save it as .xlsx",
}
READ = (
    ".csv, .xlsx, .ods, .xls, tables in .docx, .sav, .json, .cyjs, .graphml, .gexf, .gml, .net, "
    f".paj, .vna, .dl, {SUFFIX} and {HEADER} with {DATA}"
)


def said_of(suffix: str) -> str:
    """Say what to do about a file of a kind that is not read."""
    return WAYS_OUT.get(
        suffix,
        f"a file of this kind ({suffix or 'no suffix'}) is not read: save it as .csv or .xlsx (read "
        f"are {READ})",
    )
