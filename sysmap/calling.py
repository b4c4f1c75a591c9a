"""What a public verb may be given: each argument is of the kind its annotation says, or an error says so."""

from __future__ import annotations

import inspect
import os
import types
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import is_dataclass
from functools import cache, wraps
from io import IOBase
from numbers import Integral, Real
from typing import Any, Literal, ParamSpec, TypeVar, Union, get_args, get_origin, get_type_hints

import numpy as np

from sysmap.destinations import name_of
from sysmap.errors import ChoiceError, listed, unknown
from sysmap.inputs import told_of

P = ParamSpec("P")
R = TypeVar("R")
Hint = Any

_KINDS = {
    "SystemMap": "a map",
    "Records": "records",
    "SideBySide": "a comparison",
    "Comparison": "a comparison",
    "Introductions": "introductions",
    "DataFrame": "a data frame",
    "PathLike": "a path",
    "str": "a text",
    "bool": "True or False",
    "int": "a whole number",
    "float": "a number",
    "NoneType": "None",
    "Mapping": "a mapping",
    "dict": "a mapping",
    "Callable": "a function",
    "type": "a type",
}
_MOST = 40
# Values that fit wherever an equal one of the same kind fits. Of so many calls it is remembered.
_PLAIN = (str, int, bool, type(None))
_REMEMBERED = 1_000
# What no calculation can hold; nan and what has no end are for the verb to judge.
_LARGEST, _ENDLESS = 2**63, float("inf")


def verb(line: str, *, judges: Collection[str] = ()) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Have a function say what it takes when it is called with something else.

    Parameters
    ----------
    line
        A line that calls it as it should be; it ends the message.
    judges
        The parameters whose kind the function looks at by itself, because it can say more.

    Returns
    -------
    Callable
        A decorator. The function that it gives raises `ChoiceError` where an argument is not of
        the kind that its annotation says, is missing, or is not one of its own. What it gives back
        knows which files it was read from.
    """

    def declare(function: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(function)
        fitting: set[tuple[Hint, ...]] = set()

        @wraps(function)
        def called(*args: P.args, **kwargs: P.kwargs) -> R:
            # What can be gone through once is looked at here, and once more by the function.
            args = tuple(_kept(one) for one in args)  # type: ignore[assignment]
            kwargs = {name: _kept(one) for name, one in kwargs.items()}  # type: ignore[assignment]
            call = _alike(args, kwargs)
            if call is None or call not in fitting:
                wrong = _misfit(function, signature, args, kwargs, judges)
                if wrong:
                    raise ChoiceError(f"{function.__name__}: {wrong}; write {line}")
                if call is not None and len(fitting) < _REMEMBERED:
                    fitting.add(call)
            result = function(*args, **kwargs)
            # What holds the records it came from knows their files; a frame and a page are told.
            return told_of(result, (*args, *kwargs.values()))

        return called

    return declare


def _alike(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> tuple[Hint, ...] | None:
    """Return what calls have in common that fit alike: plain values, and the kinds of ours; None for others.

    A comparison makes thousands of calls: to look at the same arguments again costs more than most answers.
    """
    found: list[Hint] = [len(args), *kwargs]
    for value in (*args, *kwargs.values()):
        kind = type(value)
        if kind in _PLAIN:
            found.append((kind, value))
        elif is_dataclass(kind):
            found.append(kind)
        else:
            return None
    return tuple(found)


def _kept(value: Any) -> Any:
    return list(value) if isinstance(value, Iterator) and not isinstance(value, IOBase) else value


def _misfit(
    function: Callable[..., Any],
    signature: inspect.Signature,
    args: tuple[Any, ...],
    kwargs: Mapping[str, Any],
    judges: Collection[str],
) -> str:
    """Say in words what does not fit; nothing where all does."""
    try:
        given = signature.bind_partial(*args, **kwargs)
    except TypeError:
        return _unbound(signature, args, kwargs)
    hints = hints_of(function)
    for name, parameter in signature.parameters.items():
        value = given.arguments.get(name)
        if parameter.kind is parameter.VAR_POSITIONAL:
            values = value or ()
        elif parameter.kind is parameter.VAR_KEYWORD:
            values = tuple((value or {}).values())
        elif name in given.arguments:
            values = (value,)
        elif parameter.default is parameter.empty:
            return f"{name} is missing: {in_words(hints[name])}"
        else:
            values = ()
        for one in values:
            if name not in judges and not fits(one, hints[name]):
                return f"{name} must be {in_words(hints[name])}, not {_said(one)}"
    return ""


def _unbound(signature: inspect.Signature, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> str:
    """Say which arguments are not its own, are given twice, or are to be named."""
    by_place = [
        name
        for name, parameter in signature.parameters.items()
        if parameter.kind in (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    ]
    for name in kwargs:
        if name not in signature.parameters:
            return str(unknown("argument", name, signature.parameters))
        if name in by_place[: len(args)]:
            return f"{name} is given twice"
    named = [name for name in signature.parameters if name not in by_place]
    more = f"; name the others: {listed(f'{name}=' for name in named)}" if named else ""
    return f"{len(args)} arguments given one after another, and it takes {len(by_place)} so{more}"


@cache
def hints_of(function: Callable[..., Any]) -> dict[str, Hint]:
    """Return what the annotations of a function say, by parameter."""
    return get_type_hints(inspect.unwrap(function))


def fits(value: Any, hint: Hint) -> bool:
    """Return whether a value is of the kind that an annotation says."""
    origin: Any = get_origin(hint)
    parts = get_args(hint)
    if hint is Any or isinstance(hint, TypeVar):
        return True
    if hint is None or hint is types.NoneType:
        return value is None
    if origin in (Union, types.UnionType):
        # A path may hold bytes that are no letters, another text may not.
        if isinstance(value, str) and str in parts and any(get_origin(part) is os.PathLike for part in parts):
            return True
        return any(fits(value, part) for part in parts)
    if origin is Literal:
        return any(fits(value, type(part)) for part in parts)  # the verb lists the words there are
    if hint is str:
        return isinstance(value, str) and name_of(value) == value
    if hint is bool:
        return isinstance(value, bool | np.bool_)
    if hint in (int, float):
        number = Integral if hint is int else Real
        fit = isinstance(value, number) and not isinstance(value, bool | np.bool_)
        return fit and (abs(value) < _LARGEST or value != value or value in (_ENDLESS, -_ENDLESS))
    if origin is None:
        return isinstance(value, hint)
    return _container_fits(value, origin, parts)


def _container_fits(value: Any, origin: Any, parts: tuple[Hint, ...]) -> bool:
    if origin is Callable:
        return callable(value)
    if origin is type or not issubclass(origin, Iterable):
        return isinstance(value, origin)
    if issubclass(origin, Mapping):
        return isinstance(value, Mapping)  # the verb names the item that does not fit
    if isinstance(value, str | bytes) or not isinstance(value, Iterable):
        return False
    if origin is tuple and parts[-1:] != (Ellipsis,):
        values = tuple(value)
        return len(values) == len(parts) and all(map(fits, values, parts))
    return all(fits(one, parts[0]) for one in value)


def in_words(hint: Hint) -> str:
    """Write what an annotation says: ``a text or None``."""
    origin: Any = get_origin(hint)
    parts = get_args(hint)
    if origin in (Union, types.UnionType):
        return " or ".join(dict.fromkeys(map(in_words, parts)))
    if origin is Literal:
        return in_words(type(parts[0]))
    kind = origin or hint
    name = getattr(kind, "__name__", str(kind))
    if name in _KINDS:
        return _KINDS[name]
    if origin is tuple and parts[-1:] != (Ellipsis,):
        return f"{len(parts)} of these: {', '.join(map(in_words, parts))}"
    if isinstance(origin, type) and issubclass(origin, Iterable):
        return f"a list, each {in_words(parts[0])}" if parts and parts[0] is not Any else "a list"
    return "anything" if hint is Any else f"of the type {name}"


def _said(value: Any) -> str:
    """Write what was given."""
    if isinstance(value, str):
        half = "" if name_of(value) == value else ", which holds half a letter"
        return f"the text {name_of(value[:_MOST])!r}{half}"
    if value is None or isinstance(value, bool):
        return str(value)
    if isinstance(value, Real):
        return f"the number {value}"
    if isinstance(value, list | tuple | set):
        return f"a list: {str(list(value))[:_MOST]}"
    if isinstance(value, os.PathLike):
        return "a path"
    name = type(value).__name__
    return _KINDS.get(name, f"of the type {name}")
