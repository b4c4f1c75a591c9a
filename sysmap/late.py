"""What is registered on a floor above, and loaded when it is first asked for: who asks imports none of it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import singledispatch, wraps
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from functools import _SingleDispatchCallable

T = TypeVar("T")


def by_kind(home: str) -> Callable[[Callable[..., T]], _SingleDispatchCallable[T]]:
    """Return what makes a function that kinds of result register for, as `singledispatch` does.

    Parameters
    ----------
    home
        The module that registers for results of sysmap. It is loaded when the function is first called with a
        kind of which nothing is known yet.
    """

    def declare(function: Callable[..., T]) -> _SingleDispatchCallable[T]:
        @singledispatch
        @wraps(function)
        def answer(result: Any, *given: Any, **how: Any) -> T:
            if home not in sys.modules:
                import_module(home)
                return answer(result, *given, **how)
            return function(result, *given, **how)

        return answer

    return declare
