"""What the manual takes from the program: every public name, and every measure in full."""

from __future__ import annotations

import ast
import inspect
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


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx."""
    app.add_directive("public-names", PublicNames)
    app.add_directive("every-measure", EveryMeasure)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
