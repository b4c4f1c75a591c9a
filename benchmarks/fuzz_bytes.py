"""Ways in which a file arrives damaged: its bytes, and what is nested in JSON and XML."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any
from xml.etree import ElementTree

from benchmarks.fuzz_texts import HEADERS, TEXTS, odd

byte_mutators: dict[str, Callable[[bytes, Random], bytes]] = {}


def of_bytes(function: Callable[[bytes, Random], bytes]) -> Callable[[bytes, Random], bytes]:
    """Declare a way of changing bytes, called as the function is."""
    byte_mutators[function.__name__.replace("_", " ")] = function
    return function


@of_bytes
def bytes_gone(data: bytes, random: Random) -> bytes:
    place = random.randrange(len(data) + 1)
    return data[:place] + data[place + random.choice((1, 1, 3, 40)) :]


@of_bytes
def bytes_changed(data: bytes, random: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(random.randint(1, 4)):
        if changed:
            changed[random.randrange(len(changed))] = random.choice((0, 10, 13, 34, 44, 59, 60, 65, 128, 255))
    return bytes(changed)


@of_bytes
def bytes_put_in(data: bytes, random: Random) -> bytes:
    place = random.randrange(len(data) + 1)
    return data[:place] + random.choice(TEXTS).encode() + data[place:]


@of_bytes
def cut_off(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(len(data) + 1)]


@of_bytes
def piece_repeated(data: bytes, random: Random) -> bytes:
    place = random.randrange(len(data) + 1)
    piece = data[place : place + random.choice((5, 50, 500))]
    return data[:place] + piece * random.randint(1, 20) + data[place:]


@of_bytes
def another_encoding(data: bytes, random: Random) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(
        random.choice(("utf-8-sig", "cp1252", "utf-16", "utf-16-be", "utf-32", "cp437")), "replace"
    )


@of_bytes
def other_line_ends(data: bytes, random: Random) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\n", random.choice((b"\r", b"\r\n", b"\n\n", b"\x0b")))


@of_bytes
def another_separator(data: bytes, random: Random) -> bytes:
    return data.replace(b",", random.choice((b";", b"\t", b"|", b" ")))


def of_json(data: bytes, random: Random) -> bytes:
    """Change something inside a JSON text: take out, replace, repeat or bury a value."""
    try:
        whole = json.loads(data)
    except ValueError:
        return data
    inside: list[tuple[Any, Any]] = []
    waiting = [whole]
    while waiting:
        one = waiting.pop()
        keys = list(one) if isinstance(one, dict) else list(range(len(one))) if isinstance(one, list) else []
        inside += [(one, key) for key in keys]
        waiting += [one[key] for key in keys]
    if not inside:
        return data
    parent, key = random.choice(inside)
    way = random.randrange(6)
    if way == 0:
        del parent[key]
    elif way == 1 and isinstance(parent, dict):
        parent[random.choice((*HEADERS, odd(random)))] = parent.pop(key)
    elif way == 2 and isinstance(parent, list):
        parent.insert(key, parent[key])
    elif way == 3:
        for _ in range(random.choice((1, 5, 3_000))):
            parent[key] = [parent[key]]
            parent, key = parent[key], 0
    else:
        parent[key] = random.choice(
            (None, True, 0, -1, 1.5, 10**30, [], {}, "", odd(random), parent[key], [None])
        )
    try:
        return json.dumps(whole, ensure_ascii=random.random() < 0.5).encode("utf-8", "replace")
    except RecursionError:
        return data


def of_xml(data: bytes, random: Random) -> bytes:
    """Change something inside an XML text: take out, repeat or rename an element, or change its words."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        return data
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError):
        return data
    pairs = [(parent, child) for parent in root.iter() for child in parent]
    if not pairs:
        return data
    parent, child = random.choice(pairs)
    way = random.randrange(6)
    if way == 0:
        parent.remove(child)
    elif way == 1:
        parent.extend([child] * random.choice((1, 2, 50)))
    elif way == 2:
        child.tag = random.choice((*("node", "edge", "data", "key", "graph", "c", "v"), str(child.tag) + "s"))
    elif way == 3 and child.attrib:
        child.attrib[random.choice(sorted(child.attrib))] = _xml_text(odd(random))
    elif way == 4 and child.attrib:
        del child.attrib[random.choice(sorted(child.attrib))]
    else:
        child.text = _xml_text(odd(random))
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _xml_text(text: str) -> str:
    return "".join(letter if letter >= " " or letter in "\t\n\r" else "?" for letter in text)
