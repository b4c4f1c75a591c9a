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
# How a person goes about it: mostly controls, often the map itself, now and then the keyboard.
WAYS = {"control": 12, "key": 4, "click": 3, "hover": 1, "drag": 1, "wheel": 1, "double": 1}

# Nothing may be under the pointer, the key may not be the map's, the place may be here already.
MAY_DO_NOTHING = ("hover", "drag", "wheel", "double", "key x", "key Control+ArrowLeft", "skips link")


class Presses:
    """A person who presses anything, remembering what was pressed."""

    def __init__(self, opened: Any, seed: int) -> None:
        self.opened, self.page = opened, opened.page
        self.random = Random(seed)
        self.done: list[str] = []
        self.page.evaluate(SCRIPT.read_text(encoding="utf-8"))

    def step(self) -> list[str]:
        """Press something; give what is wrong after it."""
        (way,) = self.random.choices(list(WAYS), list(WAYS.values()))
        shares = [self.random.random() for _ in range(4)]
        if way == "control":
            self.done.append(self.page.evaluate("shares => window.presses.press(...shares)", shares))
        elif way == "key":
            key = self.random.choice(KEYS)
            self.page.evaluate("() => { sysmap.at('map').focus(); window.presses.remember(); }")
            self.page.keyboard.press(key)
            self.done.append(f"key {key}")
        else:
            x, y = self.page.evaluate("shares => window.presses.spot(...shares)", shares)
            self._point(way, x, y)
            self.done.append(way)
        wrong = self.page.evaluate("window.presses.faults()")
        if self.done[-1] in MAY_DO_NOTHING:
            wrong = [fault for fault in wrong if fault != "nothing changed and nothing was said"]
        return wrong + self.opened.faults

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
        """Press so many times, or until something is wrong; give how often each thing was pressed."""
        for step in range(steps):
            wrong = self.step()
            assert not wrong, f"step {step}, after {self.done[-8:]}: {wrong}"
        return Counter(self.done)
