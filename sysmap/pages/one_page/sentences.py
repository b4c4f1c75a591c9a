"""The sentences of a brief, each of which a person may change before it is saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping

from sysmap.errors import ChoiceError, unknown
from sysmap.text import html_table, with_article


class Sentences(MutableMapping[str, str]):
    """The sentences of a brief by what they are, such as ``finding_1``.

    One is changed by setting it, left out by setting it to ``""``, and put back by deleting the change. The
    page says which were changed. None can be added.

    Parameters
    ----------
    made
        The sentences as made from the records.
    """

    def __init__(self, made: Mapping[str, str]) -> None:
        self._made = dict(made)
        self._changed: dict[str, str] = {}

    def __getitem__(self, name: str) -> str:
        return self._changed.get(self._known(name), self._made[name])

    def __setitem__(self, name: str, text: str) -> None:
        """Change a sentence.

        Raises
        ------
        ChoiceError
            If there is no sentence of that name, or it is no text.
        """
        if not isinstance(text, str):
            raise ChoiceError(f"a sentence is a text, not {with_article(type(text).__name__)}")
        text = " ".join(text.split())
        if text == self._made[self._known(name)]:
            self._changed.pop(name, None)
        else:
            self._changed[name] = text

    def __delitem__(self, name: str) -> None:
        """Put a sentence back as it was made."""
        self._changed.pop(self._known(name), None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)

    @property
    def changed(self) -> tuple[str, ...]:
        """The names of those that were changed, in the order of the page."""
        return tuple(name for name in self._made if name in self._changed)

    def starting(self, start: str) -> list[str]:
        """Return the texts whose name starts so, without those that were left out."""
        return [self[name] for name in self._made if name.startswith(start) and self[name]]

    def __repr__(self) -> str:
        return "\n".join(f"{name}: {self[name]}" for name in self)

    def _repr_html_(self) -> str:
        import pandas as pd

        frame = pd.DataFrame({"name": list(self), "sentence": [self[name] for name in self]})
        return html_table(frame, "Sentences of the brief")

    def _known(self, name: object) -> str:
        if not isinstance(name, str) or name not in self._made:
            raise unknown("sentence of this brief", name, self._made)
        return name
