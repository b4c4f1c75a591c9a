"""The assistant in Jupyter: each sheet with its guessed meaning, drop-downs, and what comes of them."""

from __future__ import annotations

import html
import importlib
from typing import Any

from sysmap.assisting.session import ASKED, KINDS_OF_SHEET, ReadingSession, SheetTaken, needed
from sysmap.calling import verb
from sysmap.errors import SysmapError
from sysmap.records.record_set import Records
from sysmap.text import html_notes, html_table

_NONE = "(none)"
_NO_ANSWER = "no answer"
_ASKED, _SAID = "sysmap-asked", "sysmap-said"
# A question and its choice stand side by side where there is room, and one below the other where not.
_STYLE = f"""<style>
.{_ASKED} {{flex-wrap: wrap; height: auto; max-width: 100%}}
.{_ASKED} > label {{white-space: normal; overflow: visible; height: auto !important; line-height: 1.4;
  padding: 0.3em 0; max-width: 100%}}
.{_ASKED} > select {{flex: 1 1 10em; min-width: 0; max-width: 100%; min-height: 2em}}
.{_SAID} li {{overflow-wrap: anywhere}}
@media (max-width: 640px) {{
  .{_ASKED} > label {{width: 100% !important; text-align: left !important}}
  .{_SAID} ul {{padding-left: 1.2em}}
}}
</style>"""


@verb('assistant("survey.xlsx")')
def assistant(*sources: Any, **options: Any) -> Assistant:
    """Show what files are taken for, let it be corrected, and give the line of code that does the same.

    Parameters
    ----------
    *sources
        Files, as `read_records` takes them.
    **options
        Options of `read_records` that are settled already.

    Returns
    -------
    Assistant
        It shows itself in Jupyter. `records` is what is read with what is settled so far.

    Raises
    ------
    SysmapError
        If ipywidgets is not installed.
    """
    return Assistant(ReadingSession(*sources, **options))


class Assistant:
    """The assistant: it shows itself in Jupyter.

    Attributes
    ----------
    session
        What is settled so far.
    """

    def __init__(self, session: ReadingSession) -> None:
        self.session = session
        self._widgets = _widgets()
        self._result = self._widgets.HTML()
        self._result.add_class(_SAID)
        self._line = self._widgets.Textarea(layout={"width": "100%", "height": "4.5em"})
        self._words = self._widgets.VBox()
        self._accept = self._widgets.Button(
            description="Read it as shown above",
            button_style="primary",
            layout={"width": "auto", "align_self": "flex-start"},
        )
        self._accept.on_click(lambda _button: self._settle(self.session.accept))
        self._saved = self._widgets.HTML()
        self._look = session.look()
        self._page = self._made()
        self._show()

    @property
    def records(self) -> Records:
        """The records as they are read with what is settled so far.

        Raises
        ------
        RecordsError
            If they cannot be read yet.
        """
        if self._look.records is None:
            raise self._look.error or SysmapError("nothing is read yet")
        return self._look.records

    @property
    def line(self) -> str:
        """The line of code that reads the files so."""
        return self.session.line()

    def save(self) -> str:
        """Remember beside the file how it is read, so that it is not asked again; give the file's name."""
        return str(self.session.save())

    def _repr_mimebundle_(self, **_: Any) -> Any:
        return self._page._repr_mimebundle_()

    def _made(self) -> Any:
        widgets = self._widgets
        save = widgets.Button(
            description="Remember this beside the file", layout={"width": "auto", "align_self": "flex-start"}
        )
        save.on_click(lambda _button: self._save())
        infer = widgets.Checkbox(
            value=self.session.options.get("sectors") == "infer",
            description="work out sectors that are not given, from the names",
            indent=False,
            layout={"width": "auto", "max_width": "100%"},
        )
        infer.add_class(_ASKED)
        infer.observe(lambda change: self._settle(self.session.infer_sectors, change["new"]), "value")
        return widgets.VBox(
            [
                widgets.HTML(_STYLE),
                *(self._sheet(sheet) for sheet in self.session.sheets),
                infer,
                self._accept,
                self._words,
                self._result,
                widgets.HTML("<b>The line of code that does the same</b>"),
                self._line,
                save,
                self._saved,
            ]
        )

    def _sheet(self, sheet: SheetTaken) -> Any:
        """Make the part of one sheet: what it holds, what it is, and what its columns mean."""
        widgets = self._widgets
        table = html_table(sheet.preview, sheet.title, most=40, index=False)
        what = widgets.Dropdown(
            options=[(said, key) for key, said in KINDS_OF_SHEET.items()],
            value=sheet.what,
            description="This is",
            layout={"width": "32em"},
        )
        columns = widgets.VBox()

        def ask() -> None:
            columns.children = [self._column(sheet, column) for column in ASKED.get(sheet.what, {})]

        def choose(change: Any) -> None:
            self.session.choose(sheet, change["new"])
            ask()
            self._show()

        what.observe(choose, "value")
        what.add_class(_ASKED)
        ask()
        return widgets.VBox([widgets.HTML(_scrolled(table)), what, columns])

    def _column(self, sheet: SheetTaken, column: str) -> Any:
        label = ASKED[sheet.what][column] + ("" if column in needed(sheet.what) else " (if there)")
        box = self._widgets.Dropdown(
            options=[_NONE, *sheet.headers],
            value=sheet.meanings.get(column) or _NONE,
            description=label,
            style={"description_width": "18em"},
            layout={"width": "44em"},
        )

        def mean(change: Any) -> None:
            header = "" if change["new"] == _NONE else change["new"]
            self._settle(self.session.mean, sheet, column, header)

        box.observe(mean, "value")
        box.add_class(_ASKED)
        return box

    def _word(self, word: str) -> Any:
        box = self._widgets.Dropdown(
            options=["", _NO_ANSWER, *range(11)],
            value="",
            description=f"“{word}” stands for",
            style={"description_width": "18em"},
            layout={"width": "30em"},
        )

        def settle(change: Any) -> None:
            if change["new"] != "":
                number = None if change["new"] == _NO_ANSWER else float(change["new"])
                self._settle(self.session.stand_for, word, number)

        box.observe(settle, "value")
        box.add_class(_ASKED)
        return box

    def _settle(self, how: Any, *given: Any) -> None:
        how(*given)
        self._show()

    def _show(self) -> None:
        """Read again, and show what comes of it."""
        self._look = self.session.look()
        words = self.session.unknown_words() if self._look.records is None else []
        self._words.children = [self._word(word) for word in words]
        waits = self._look.records is None and any(
            sheet.what and sheet.meanings and not sheet.settled for sheet in self.session.sheets
        )
        self._accept.layout.display = "" if waits else "none"
        parts = [html_notes(self._look.said)]
        if self._look.records is not None:
            parts.append(_scrolled(html_table(self._look.ties, "The first ties", index=False)))
        self._result.value = "".join(parts)
        self._line.value = self.line

    def _save(self) -> None:
        try:
            said = f"Written: {self.save()}. read_records uses it unasked, and says so."
        except SysmapError as error:
            said = str(error)
        self._saved.value = html.escape(said)


def _scrolled(table: str) -> str:
    """Let a table that is wider than its place be moved in it."""
    return f'<div style="overflow-x: auto">{table}</div>'


def _widgets() -> Any:
    try:
        return importlib.import_module("ipywidgets")
    except ImportError as error:
        raise SysmapError(
            'the assistant needs ipywidgets: python -m pip install "sysmap[notebook]"; or answer the same '
            "questions on the command line: sysmap read FILE"
        ) from error
