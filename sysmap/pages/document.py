"""One file, no network: pages put together from a template, its styles, its scripts and their hashes."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from sysmap.pages.scripts import shortened
from sysmap.palette import CORES, DARK, HALVES, SHAPES, colours, custom_properties


def page(
    template: str,
    *,
    styles: Sequence[str] = (),
    scripts: Sequence[str] = (),
    allowed: Mapping[str, str] | None = None,
    **content: Any,
) -> str:
    """Put a page together so that a browser runs and loads nothing but what stands in it.

    Parameters
    ----------
    template
        The name of the HTML template.
    styles, scripts
        Style sheets and scripts, as text, in their order. Their hashes go into the page's
        content security policy, which refuses every other script, style and request.
    allowed
        What the policy of a page that is no file of its own allows besides, by directive.
    **content
        What the template shows; all of it is escaped.

    Returns
    -------
    str
    """
    from markupsafe import Markup

    rules = {
        "default-src": "'none'",
        "script-src": _hashes(scripts),
        "style-src": _hashes(styles),
        "img-src": "data: blob:",
        "base-uri": "'none'",
        "form-action": "'none'",
        **(allowed or {}),
    }
    return (
        _environment()
        .get_template(template)
        .render(
            policy=Markup("; ".join(f"{rule} {what}" for rule, what in rules.items())),
            styles=[Markup(text) for text in styles],
            scripts=[Markup(text) for text in scripts],
            **content,
        )
    )


def with_script(html: str, text: str) -> str:
    """Return a page with one more script at its end, which its policy lets run.

    Raises
    ------
    ValueError
        If it is no page that was put together here.
    """
    start, rule, rest = html.partition("script-src ")
    body, end, tail = rest.rpartition("</body>")
    if not rule or not end:
        raise ValueError("this is no page of sysmap")
    return f"{start}{rule}{_hashes([text])} {body}<script>{text}</script>\n{end}{tail}"


def template_text(name: str) -> str:
    """Return a style sheet or script of the templates' folder."""
    return files("sysmap.pages").joinpath("templates", name).read_text(encoding="utf-8")


def style_sheet(name: str) -> str:
    """Return a style sheet of the templates' folder, with the colours that it names before it."""
    text = template_text(name)
    return custom_properties(text) + _shortened(text, "{};,")


def script(name: str) -> str:
    """Return a script of the templates' folder as it goes into a page."""
    return shortened(template_text(name))


def _shortened(text: str, marks: str) -> str:
    """Leave out comments, indentation and spaces beside marks: who reads the scripts reads the templates."""
    lines = (line.strip() for line in text.splitlines())
    kept = (line for line in lines if line and not line.startswith("//"))
    return "\n".join(_without_spaces(line, marks) for line in kept)


def _without_spaces(line: str, marks: str) -> str:
    """Leave out spaces that say nothing; a line with what may be a template or a regular expression stays."""
    if "`" in line or "/" in line:
        return line
    # Every second part is a text in quotes.
    parts = re.split(r'("(?:[^"\\]|\\.)*")', line)
    parts[::2] = [re.sub(f" ?([{re.escape(marks)}]) ?", r"\1", part) for part in parts[::2]]
    return "".join(parts)


def colours_and_shapes() -> str:
    """Return a page's first script: it makes `sysmap`, which its modules share, with colours and shapes."""
    marks = {"shapes": SHAPES, "halves": HALVES, "cores": CORES}
    known = safe_json({"colours": colours(), "dark": DARK, **marks})
    return f'"use strict";\nwindow.sysmap = {known};\n'


def safe_json(data: Any) -> str:
    """Write data as JSON that may stand inside a script element: no ``<``, ``>``, ``&`` or line separator."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for letter in "&<>\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


def _hashes(texts: Sequence[str]) -> str:
    if not texts:
        return "'none'"
    digests = (hashlib.sha256(text.encode("utf-8")).digest() for text in texts)
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


@cache
def _environment() -> Any:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    return Environment(
        loader=FunctionLoader(template_text),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
