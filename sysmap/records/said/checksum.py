"""The checksum by which a file tells of which ties it was said."""

from __future__ import annotations

import hashlib
import json

import pandas as pd

LENGTH = 16


def ties_checksum(collaborations: pd.DataFrame, wave: str | None) -> str:
    """Return the checksum of the recorded ties of a wave.

    It is the first 16 hexadecimal digits of the SHA-256 of a text in UTF-8. The text has one line for each
    pair of organisations and kind of tie between them: a JSON list, without spaces, of the two ids (the
    lower first, letter by letter), the kind (``""`` for none) and the highest strength recorded (as
    ``format(strength, ".12g")`` writes it, ``""`` for none). The lines are sorted, with a line feed
    between them. Who reported a tie, its direction, how often it was reported and the order of rows make
    no difference.

    Parameters
    ----------
    collaborations
        The table of a record set.
    wave
        The wave; None takes all rows.
    """
    rows = collaborations if wave is None else collaborations[collaborations["wave"] == wave]
    if rows.empty:
        return _digest("")
    source, target = rows["source"].astype(object), rows["target"].astype(object)
    turned = source > target
    pairs = pd.DataFrame(
        {
            "low": target.where(turned, source),
            "high": source.where(turned, target),
            "kind": rows["kind"].fillna(""),
            "strength": rows["strength"].astype(float),
        }
    )
    highest = pairs.groupby(["low", "high", "kind"], sort=False)["strength"].max()
    lines = [
        _line([*names, "" if strength != strength else format(strength, ".12g")])
        for names, strength in zip(highest.index, highest.to_numpy(), strict=True)
    ]
    return _digest("\n".join(sorted(lines)))


def _line(cells: list[str]) -> str:
    return json.dumps(cells, ensure_ascii=False, separators=(",", ":"))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]
