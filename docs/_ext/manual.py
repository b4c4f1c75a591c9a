"""What the manual takes from the program: every public name, and every measure in full."""

from __future__ import annotations

import ast
import csv
import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

import sysmap as sm

ROOT = Path(__file__).resolve().parent.parent.parent
BETTER = {
    "higher": "Higher is better.",
    "lower": "Lower is better.",
    "depends": "Neither is better by itself.",
}


class PublicNames(SphinxDirective):
    """Every public name with its docstring: verbs, what they answer, errors."""

    def run(self) -> list[nodes.Node]:
        """Write the sections."""
        names = sorted(sm.__all__, key=str.casefold)
        verbs = [name for name in names if inspect.isfunction(getattr(sm, name))]
        classes = [name for name in names if inspect.isclass(getattr(sm, name))]
        errors = [name for name in classes if issubclass(getattr(sm, name), Exception)]
        groups = [
            ("What you call", [f".. autofunction:: sysmap.{name}" for name in verbs]),
            (
                "What it answers",
                [f".. autoclass:: sysmap.{name}\n   :members:" for name in classes if name not in errors],
            ),
            ("Errors", [f".. autoclass:: sysmap.{name}\n   :no-members:" for name in errors]),
        ]
        text = "\n\n".join("\n".join([title, "-" * len(title), "", "\n\n".join(of)]) for title, of in groups)
        return self.parse_text_to_nodes(text, allow_section_headings=True)


def worked() -> dict[str, str]:
    """Return the arithmetic of each measure on the small system of the tests, as it is written there."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "tests").glob("test_*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
            if getattr(target, "id", "") == "WORKED" and isinstance(node.value, ast.Dict):
                for key, value in zip(node.value.keys, node.value.values, strict=True):
                    if isinstance(key, ast.Constant) and not isinstance(value, ast.Dict):
                        found.setdefault(str(key.value), ast.unparse(value))
    return found


class EveryMeasure(SphinxDirective):
    """Every measure: what it asks, formula, example, source and caveat."""

    def run(self) -> list[nodes.Node]:
        """Write a section for each."""
        return self.parse_text_to_nodes("\n".join(self._lines()), allow_section_headings=True)

    def _lines(self) -> Iterator[str]:
        examples = worked()
        for name, entry in sm.catalogue.items():
            title = f"{entry.label} (``{name}``)"
            yield from (
                title,
                "^" * len(title),
                "",
                entry.question,
                "",
                _items("Formula", entry.formula, True),
            )
            if name in examples:
                yield _items("On the small system", examples[name], True)
            yield _items("How to read it", f"{BETTER[entry.better]} {entry.caveat}")
            if entry.reasons:
                yield _items("Not defined", "; ".join(why.replace("_", " ") for why in entry.reasons))
            yield from (_items("Source", entry.source), "")


def _items(title: str, text: str, code: bool = False) -> str:
    shown = f"``{text}``" if code else text.replace("*", r"\*").replace("|", r"\|").replace("`", "``")
    return f":{title}: {shown}"


# What answers a question comes before what lists everything.
WEIGHTS = {
    "CHANGELOG": 0.25,
    "CONTRIBUTING": 0.5,
    "docs/api": 0.5,
    "docs/command_line": 0.7,
    "docs/measures": 0.8,
}
LONGEST = 4_000


def sections_of(page: str, tree: nodes.document) -> Iterator[dict[str, object]]:
    """Return the sections of a page for the search: where each is, its title and its own text."""
    top = next(iter(tree.findall(nodes.section)), None)
    if top is None:
        return
    name = top.next_node(nodes.title).astext()
    weight = WEIGHTS.get(page, 0.6 if page.startswith(("notebooks/", "examples/")) else 1.0)
    for section in tree.findall(nodes.section):
        own = [part for part in section.children if not isinstance(part, (nodes.section, nodes.title))]
        text = " ".join(" ".join(_words(part) for part in own).split())[:LONGEST]
        anchor = "" if section is top else f"#{section['ids'][0]}"
        title = section.next_node(nodes.title).astext()
        yield {"href": f"{page}.html{anchor}", "title": title, "page": name, "text": text, "weight": weight}


def _words(part: nodes.Node) -> str:
    """Return the text of a part of a page, without what a cell of a notebook shows."""
    if isinstance(part, nodes.raw) or "cell_output" in getattr(part, "attributes", {}).get("classes", ()):
        return ""
    if isinstance(part, (nodes.Text, nodes.literal_block)) or not part.children:
        return part.astext()
    apart = " " if not isinstance(part, nodes.TextElement) else ""
    return apart.join(_words(child) for child in part.children)


def glossary_of(tree: nodes.document) -> Iterator[dict[str, object]]:
    """Return each word of the glossary for the search."""
    for row in tree.findall(nodes.row):
        word, meaning = (entry.astext() for entry in row.children)
        yield {
            "href": "docs/glossary.html",
            "title": word,
            "page": "Glossary",
            "text": meaning,
            "weight": 0.9,
        }


def write_sections(app: Sphinx, error: Exception | None) -> None:
    """Write what the search looks through, as a script: a page from a disk may load no other kind of file."""
    if error or app.builder.format != "html":
        return
    pages = sorted(app.env.found_docs)
    found = [each for page in pages for each in sections_of(page, app.env.get_doctree(page))]
    found += glossary_of(app.env.get_doctree("docs/glossary"))
    with (ROOT / "docs" / "search_words.csv").open(encoding="utf-8", newline="") as file:
        meant = {row["said"]: row["meant"] for row in csv.DictReader(file)}
    said = json.dumps({"sections": found, "meant": meant}, ensure_ascii=False, separators=(",", ":"))
    target = Path(app.outdir) / "_static" / "sections.js"
    target.write_text(f"window.manual = {said};\n", encoding="utf-8", newline="\n")


# What the theme and the notebooks leave out, and people need who do not see a page or do not use a mouse.
MENDED = (
    ('<aside class="sidebar-drawer">', '<aside class="sidebar-drawer" aria-label="Contents">'),
    ('<aside class="toc-drawer', '<aside aria-label="On this page" class="toc-drawer'),
    ('<p class="caption" role="heading">', '<p class="caption" role="heading" aria-level="2">'),
    ("<pre>", '<pre tabindex="0">'),
    ('<div class="table-wrapper', '<div tabindex="0" class="table-wrapper'),
    ("<th></th>", "<td></td>"),
)
_SAVED = re.compile(r'<a href="([^":/#?]+)"[^>]*>(.*?)</a>', re.DOTALL)


def mend_pages(app: Sphinx, error: Exception | None) -> None:
    """Mend what pages lack; what a notebook has saved is named, and led to only where it is."""
    if error or app.builder.format != "html":
        return
    for page in Path(app.outdir).rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        for without, having in MENDED:
            text = text.replace(without, having)
        if page.parent.name == "notebooks":
            text = _SAVED.sub(lambda link: link[0] if (page.parent / link[1]).exists() else link[2], text)  # noqa: B023
        page.write_text(text, encoding="utf-8", newline="\n")


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx."""
    app.connect("build-finished", write_sections)
    app.connect("build-finished", mend_pages)
    app.add_directive("public-names", PublicNames)
    app.add_directive("every-measure", EveryMeasure)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
