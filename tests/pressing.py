"""Everything on a map page pressed in an order drawn at random, the page looked over after each press."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

SCRIPT = Path(__file__).with_name("pressing.js")
KEYS = (
    "ArrowLeft",
    "ArrowRight",
    "ArrowUp",
    "ArrowDown",
    "+",
    "-",
    "0",
    "Enter",
    "Escape",
    "x",
    "Control+ArrowLeft",
)
# How a person goes about it: mostly controls, some in a row, often the map itself, now and then the keyboard.
WAYS = {"controls": 6, "key": 4, "click": 3, "hover": 1, "drag": 1, "wheel": 1, "double": 1}
IN_A_ROW = 8

STATES = ("a neighbourhood alone", "somebody left out", "somebody chosen", "nobody shown")

# Nothing may be under the pointer, the key may not be the map's, the place may be here already.
MAY_DO_NOTHING = ("hover", "drag", "wheel", "double", "key x", "key Control+ArrowLeft")


class Presses:
    """A person who presses anything, remembering what was pressed."""

    def __init__(self, opened: Any, seed: int) -> None:
        self.opened, self.page = opened, opened.page
        self.random = Random(seed)
        self.done: list[str] = []
        self.page.evaluate(SCRIPT.read_text(encoding="utf-8"))

    def step(self) -> list[str]:
        """Press something, or several controls in a row; give what is wrong after it."""
        (way,) = self.random.choices(list(WAYS), list(WAYS.values()))
        if way == "controls":
            shares = [
                [self.random.random() for _ in range(4)] for _ in range(self.random.randint(1, IN_A_ROW))
            ]
            pressed, wrong = self.page.evaluate("shares => window.presses.inARow(shares)", shares)
            self.done += pressed
            return wrong + self.opened.faults
        if way == "key":
            key = min(KEYS, key=lambda key: (self.done.count(f"key {key}"), self.random.random()))
            self.page.evaluate("() => { sysmap.at('map').focus(); window.presses.remember(); }")
            self.page.keyboard.press(key)
            self.done.append(f"key {key}")
        else:
            shares = [self.random.random() for _ in range(3)]
            x, y = self.page.evaluate("shares => window.presses.spot(...shares)", shares)
            self._point(way, x, y)
            self.done.append(way)
        quietly = self.done[-1] in MAY_DO_NOTHING
        return self.page.evaluate("quietly => window.presses.faults(quietly)", quietly) + self.opened.faults

    def _point(self, way: str, x: float, y: float) -> None:
        mouse = self.page.mouse
        if way == "click":
            mouse.click(x, y)
        elif way == "double":
            mouse.dblclick(x, y)
        elif way == "wheel":
            mouse.move(x, y)
            mouse.wheel(0, self.random.choice((-300, 300)))
        else:
            mouse.move(x, y)
            if way == "drag":
                mouse.down()
                mouse.move(x + self.random.uniform(-80, 80), y + self.random.uniform(-80, 80), steps=3)
                mouse.up()

    def go(self, steps: int) -> Counter[str]:
        """Press so many times, and on until all was pressed that there is; give how often each was.

        It stops where something is wrong, or where after four times as many something was never pressed.
        """
        while len(self.done) < steps or (len(self.done) < 4 * steps and self.never()):
            wrong = self.step()
            assert not wrong, f"press {len(self.done)}, after {self.done[-8:]}: {wrong}"
        assert self.never() == []
        return Counter(self.done)

    def never(self) -> list[str]:
        """Return what was not pressed yet, and the states that were not met."""
        keys = [f"key {key}" for key in KEYS if f"key {key}" not in self.done]
        met = {state.split(": ")[1] for state in self.page.evaluate("window.presses.states()")}
        return keys + self.page.evaluate("window.presses.never()") + [one for one in STATES if one not in met]
