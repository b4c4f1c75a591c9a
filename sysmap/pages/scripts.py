"""Scripts as they go into a page: no comments, no idle spaces, short names for what is a script's own.

Whoever wants to read a script reads its template. Nothing is worked out of what a script does: a name that a
script declares is shortened where each of its uses is plain, and all of them get the same short one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count, product
from string import ascii_lowercase

_TOKEN = re.compile(
    r"""(?P<blank>(?:\s+|//[^\n]*|/\*.*?\*/)+)
    |(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<number>\d[\w.]*)
    |(?P<name>[A-Za-z_$][\w$]*)
    |(?P<mark>=>|\.\.\.|\?\.|\+\+|--|.)""",
    re.VERBOSE | re.DOTALL,
)
_PATTERN = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
_IN_TEMPLATE = re.compile(r"(?:[^`\\$]|\\.|\$(?!\{))*(?:`|\$\{)", re.DOTALL)
_ENDS_VALUE = re.compile(r"[\w$)\]}\"'`]$")
_WORD = re.compile(r"[\w$]{2}")

_VALUE_AFTER = {"await", "case", "delete", "in", "new", "of", "return", "throw", "typeof", "void", "yield"}
_OBJECT_AFTER = {*"=([:?&|,", "...", "return", "of", "const", "let", "in"}
_NAME_AFTER = {"(", "[", "{", ",", ":", "..."}
# Words of the language, and names that every script may use without declaring them.
_KNOWN = _VALUE_AFTER | {
    *("break", "catch", "class", "const", "continue", "default", "do", "else", "extends", "false", "finally"),
    *(
        "for",
        "function",
        "get",
        "if",
        "instanceof",
        "let",
        "null",
        "set",
        "static",
        "super",
        "switch",
        "this",
    ),
    *("true", "try", "undefined", "while", "async", "arguments", "eval", "globalThis", "isFinite", "isNaN"),
    *("parseFloat", "parseInt", "encodeURIComponent", "decodeURIComponent", "document", "performance"),
    *("setTimeout", "window", "sysmap", "vis"),
}


@dataclass(slots=True)
class _Token:
    """A word, a text or a mark.

    Attributes
    ----------
    kind, text
        What it is, and as it is written.
    inside
        The bracket in which it stands: ``(``, ``[``, ``{`` of a block, ``o`` of an object or of a pattern
        that takes one apart, ``c`` of a class, ``$`` of a template.
    broken
        Whether a new line begins before it.
    """

    kind: str
    text: str
    inside: str
    broken: bool


@cache
def shortened(script: str) -> str:
    """Return a script that does the same and is shorter."""
    tokens = list(_tokens(script))
    return _joined(tokens, _short_names(tokens))


def _tokens(script: str) -> Iterator[_Token]:
    brackets, place, broken = [""], 0, False
    # What stands before tells a pattern from a division, and an object from a block.
    last, in_head_of_class = "", False
    while place < len(script):
        letter, kind = script[place], ""
        if letter == "`" or (letter == "}" and brackets[-1] == "$"):
            found, kind = _IN_TEMPLATE.match(script, place + 1), "template"
            if letter == "}":
                brackets.pop()
        else:
            may_be_pattern = letter == "/" and (last in _VALUE_AFTER or not _ENDS_VALUE.search(last))
            found = _PATTERN.match(script, place) if may_be_pattern else None
            kind = "pattern" if found else ""
            found = found or _TOKEN.match(script, place)
        if found is None:
            raise ValueError(f"this is no script: {script[place : place + 40]!r}")
        kind, text = kind or str(found.lastgroup), script[place : found.end()]
        place = found.end()
        if kind == "blank":
            broken = broken or "\n" in text
            continue
        if kind == "mark" and text in ")]}":
            brackets.pop()
        yield _Token(kind, text, brackets[-1], broken)
        broken = False
        if kind == "template" and text.endswith("${"):
            brackets.append("$")
        elif text == "{":
            brackets.append("c" if in_head_of_class else "o" if last in _OBJECT_AFTER else "{")
        elif kind == "mark" and text in "([":
            brackets.append(text)
        in_head_of_class = text == "class" or (in_head_of_class and text != "{")
        last = text


def _short_names(tokens: list[_Token]) -> dict[str, str]:
    """Return a short name for each name that the script declares, the shortest for the most used."""
    names = [place for place, token in enumerate(tokens) if token.kind == "name"]
    uses = Counter(tokens[place].text for place in names if not _is_property(tokens, place))
    # What a class calls its parts is used from outside.
    unclear = {tokens[place].text for place in names if tokens[place].inside == "c"}
    declared = {name for name in _declared(tokens) if len(name) > 1 and name[0].islower()}
    taken = _KNOWN | {tokens[place].text for place in names}
    free = (name for name in _all_names() if name not in taken)
    chosen = sorted(declared - unclear - _KNOWN, key=lambda name: (-uses[name], name))
    return {name: short for name, short in zip(chosen, free, strict=False) if len(short) < len(name)}


def _all_names() -> Iterator[str]:
    for length in count(1):
        yield from map("".join, product(ascii_lowercase, repeat=length))


def _declared(tokens: list[_Token]) -> Iterator[str]:
    """Go through the names after a word of declaration, and the parameters."""
    opened: list[int] = []
    for place, token in enumerate(tokens):
        if token.text in ("const", "let", "function") and token.kind == "name":
            if tokens[place + 1].kind == "name":
                yield tokens[place + 1].text
            else:
                yield from _taken_apart(tokens, place + 1)
        elif token.text == "=>" and tokens[place - 1].kind == "name":
            yield tokens[place - 1].text
        elif token.kind == "mark" and token.text == "(":
            opened.append(place)
        elif token.kind == "mark" and token.text == ")":
            start = opened.pop()
            after, tested = _text(tokens, place + 1), _text(tokens, start - 1)
            if after == "=>" or (after == "{" and tested not in ("if", "for", "while", "switch")):
                yield from _taken_apart(tokens, start)


def _taken_apart(tokens: list[_Token], start: int) -> Iterator[str]:
    """Go through the names in a pattern or a list of parameters; one that stands in a default is none."""
    depth = 0
    for place in range(start, len(tokens)):
        token = tokens[place]
        if token.kind == "mark":
            depth += (token.text in "([{") - (token.text in ")]}")
            if not depth:
                return
        elif (
            token.kind == "name" and tokens[place - 1].text in _NAME_AFTER and not _is_property(tokens, place)
        ):
            yield token.text


def _is_property(tokens: list[_Token], place: int) -> bool:
    """Return whether a name is that of a property: it stays as it is."""
    before, after = _text(tokens, place - 1), _text(tokens, place + 1)
    starts = tokens[place].inside == "o" and before in ("{", ",", "get", "set", "async")
    return before in (".", "?.") or (starts and after in (":", "("))


def _joined(tokens: list[_Token], short: dict[str, str]) -> str:
    written: list[str] = []
    last = ";"
    for place, token in enumerate(tokens):
        text = token.text
        if token.kind == "name" and text in short and not _is_property(tokens, place):
            # In an object a name may be the key and the value at once: the key stays.
            both = token.inside == "o" and _text(tokens, place - 1) in ("{", ",")
            both = both and _text(tokens, place + 1) in (",", "}", "=")
            text = f"{text}:{short[text]}" if both else short[text]
        meeting = last[-1] + text[0]
        if token.broken:
            # A line may end a sentence, but for one that a mark has ended, or that goes on after it.
            written.append("" if meeting[0] in ";{,([" else "\n")
        elif _WORD.match(meeting) or meeting in ("++", "--", "//"):
            written.append(" ")
        written.append(text)
        last = text
    return "".join(written)


def _text(tokens: list[_Token], place: int) -> str:
    return tokens[place].text if 0 <= place < len(tokens) else ""
