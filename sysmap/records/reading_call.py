"""The call by which records were read, so that a refusal can show it with what was missing."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sysmap.errors import choice, either, form_or_line, typed


@dataclass(frozen=True)
class ReadingCall:
    """A call of `read_records`: its sources and options, as they were given.

    Attributes
    ----------
    sources
        Files, folders, frames, or mappings of wave to these.
    frames
        Frames, or files, by the name of their table.
    options
        The options that were given, by name.
    """

    sources: Sequence[Any] = ()
    frames: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)

    def advised(self, **more: Any) -> str:
        """Return what to do about something that may be so: what follows "If it is so, " in a sentence."""
        return form_or_line(self.with_options(**more))

    def with_options(self, **more: Any) -> str:
        """Write the call, to be copied, with more options: in Python, or as a command where that is typed."""
        options = {**self.options, **more}
        before, named = self.options.get("columns"), more.get("columns")
        if isinstance(before, Mapping) and isinstance(named, Mapping):
            options["columns"] = {**before, **named}
        given = [_in_python(source) for source in self.sources]
        given += [f"{name}={_in_python(frame, name)}" for name, frame in self.frames.items()]
        said = [choice(name, value) for name, value in options.items() if value is not None]
        files = [each for source in self.sources for each in _typed(source)]
        return either(
            f"sm.read_records({', '.join([*given, *said])})", " ".join(["sysmap check", *files, *said])
        )


def _in_python(source: Any, name: str = "frame") -> str:
    if isinstance(source, str | os.PathLike):
        return json.dumps(os.fspath(source), ensure_ascii=False)
    if isinstance(source, Mapping):
        items = (f"{json.dumps(str(wave))}: {_in_python(part)}" for wave, part in source.items())
        return "{" + ", ".join(items) + "}"
    if isinstance(source, Sequence):
        return "[" + ", ".join(map(_in_python, source)) + "]"
    return name


def _typed(source: Any, wave: str = "") -> list[str]:
    if isinstance(source, Mapping):
        return [each for label, part in source.items() for each in _typed(part, str(label))]
    if isinstance(source, Sequence) and not isinstance(source, str):
        return [each for part in source for each in _typed(part, wave)]
    path = os.fspath(source) if isinstance(source, str | os.PathLike) else "FILE"
    return [typed(f"{wave}={path}" if wave else path)]
