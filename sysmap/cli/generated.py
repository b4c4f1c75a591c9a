"""Options made of what a public function says of itself, in its signature and in its docstring."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any, Literal, get_args, get_origin

import click

from sysmap.calling import hints_of

Command = Callable[..., Any]
# Numbers that say how many or how often; none is below 0.
_NUMBERS: dict[object, click.ParamType] = {int: click.IntRange(min=0), float: click.FLOAT}
_OFTEN = "May be given several times."


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What is different where a parameter is typed on the command line.

    Attributes
    ----------
    metavar, type, nargs
        As click has them, where the annotation does not tell.
    shown
        The default that the help names, where the parameter says it by None.
    several
        Whether each item of a list is typed as an option of its own.
    into
        Turns what was typed into what the function takes.
    also
        What the command line has to say beside the sentence of the docstring.
    called
        What the option is called, where another function of the command has a parameter of this name.
    """

    metavar: str | None = None
    type: click.ParamType | None = None
    nargs: int = 1
    shown: str | bool | None = None
    several: bool = False
    into: Callable[[Any], Any] | None = None
    also: str = ""
    called: str = ""


@dataclass(frozen=True)
class VerbOptions:
    """The parameters of a public function that are options of a command.

    Attributes
    ----------
    verb
        The function.
    names
        The parameters, in the order of its signature.
    typed
        By parameter, what the command line has otherwise.
    """

    verb: Callable[..., Any]
    names: tuple[str, ...]
    typed: Mapping[str, Typed]

    def only(self, *names: str) -> VerbOptions:
        """Return some of them."""
        return replace(self, names=tuple(name for name in self.names if name in names))

    def but(self, *names: str) -> VerbOptions:
        """Return all but some."""
        return replace(self, names=tuple(name for name in self.names if name not in names))

    @cached_property
    def options(self) -> list[Callable[[Command], Command]]:
        """Return an option for each of them, as decorators of a command."""
        return [_option(self.verb, name, self.typed.get(name, Typed())) for name in self.names]

    def arguments(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Take what the function is called with out of what a command was given."""
        return {name: given[self.typed.get(name, Typed()).called or name] for name in self.names}


def options_of(verb: Callable[..., Any], **typed: Typed) -> VerbOptions:
    """Return the options of a public function: all its parameters that may be left out.

    Parameters
    ----------
    verb
        The function.
    **typed
        By parameter, what the command line has otherwise.
    """
    parameters = _parameters(verb)
    names = tuple(name for name, parameter in parameters.items() if parameter.default is not parameter.empty)
    strange = sorted(set(typed) - set(names))
    if strange:
        raise TypeError(f"{verb.__name__} has no such parameters: {', '.join(strange)}")
    return VerbOptions(verb, names, typed)


@cache
def _parameters(verb: Callable[..., Any]) -> Mapping[str, inspect.Parameter]:
    return inspect.signature(verb).parameters


def _option(verb: Callable[..., Any], name: str, typed: Typed) -> Callable[[Command], Command]:
    default, hint = _parameters(verb)[name].default, hints_of(verb)[name]
    several = typed.several or default == ()
    said = [first_sentences(verb).get(name, ""), typed.also, _OFTEN if several else ""]
    name = typed.called or name
    shown = typed.shown if typed.shown is not None else default not in (None, ()) and default is not False
    how: dict[str, Any] = {"help": " ".join(filter(None, said)), "show_default": shown}
    if hint is bool:
        return click.option(_flag(name), name, is_flag=True, default=default, **how)

    def meant(_ctx: click.Context, _param: click.Parameter, value: Any) -> Any:
        if value is None or value == ():
            return default
        return typed.into(value) if typed.into else value

    kind = typed.type or _kind(hint)
    number = isinstance(kind, click.types.IntParamType | click.types.FloatParamType)
    return click.option(
        _flag(name),
        name,
        type=kind,
        nargs=typed.nargs,
        multiple=several,
        default=_as_typed(default, several),
        callback=meant,
        metavar=typed.metavar or ("NUMBER" if number else None),
        **how,
    )


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}" if len(name) > 1 else f"-{name}"


def _kind(hint: Any) -> click.ParamType:
    """Return the kind of an option: one of the known words, a number, or else a text."""
    known = [part for part in (hint, *get_args(hint)) if get_origin(part) is Literal]
    if known:
        return click.Choice(get_args(known[0]))
    numbers = [part for part in (hint, *get_args(hint)) if part in _NUMBERS]
    return _NUMBERS[numbers[0]] if numbers else click.STRING


def _as_typed(default: Any, several: bool) -> Any:
    """Write a default as it would be typed: several times, or as a list with commas."""
    if several:
        return (default,) if isinstance(default, str) else default
    if isinstance(default, Sequence) and not isinstance(default, str):
        return ",".join(map(str, default))
    return default


@cache
def first_sentences(function: Callable[..., Any]) -> dict[str, str]:
    """Return the first sentence that a numpydoc docstring says of each parameter, in plain text."""
    lines = (inspect.getdoc(function) or "").splitlines()
    said: dict[str, list[str]] = {}
    if "Parameters" not in lines:
        return {}
    start = lines.index("Parameters") + 2  # below the heading and its line
    for number, line in enumerate(lines[start:], start):
        if lines[number + 1 : number + 2] and lines[number + 1].startswith("---"):
            break
        if line[:1].strip():
            names = line.partition(" :")[0]
            words: list[str] = []
            said |= {name.strip(" *"): words for name in names.split(",")}
        else:
            words += line.split()
    return {name: _first_sentence(" ".join(words)) for name, words in said.items()}


def _first_sentence(words: str) -> str:
    """Cut off what follows the first sentence, and the marks of code: words of code lose their quotes."""
    sentence = re.match(r".*?[.!?](?= [A-Z`\"]|$)", words)
    plain = sentence[0] if sentence else words
    return plain.replace('``"', "").replace('"``', "").replace("`", "")
