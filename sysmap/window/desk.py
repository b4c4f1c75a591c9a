"""What lies before the person who uses the window: files, how they are read, what was made of them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from sysmap.assisting.session import Look, ReadingSession
from sysmap.errors import ChoiceError, RecordsError, SysmapError
from sysmap.outputs.annotated import annotate
from sysmap.outputs.survey import survey_of, write_survey
from sysmap.records.read import read_records
from sysmap.records.record_set import Records
from sysmap.records.remembered import ENDING
from sysmap.records.returns.notice import SurveyNotice
from sysmap.window.file_names import free_name
from sysmap.window.products import PRODUCTS, ProductChoices

# Files of how records are read and of what is wrong with them, and surveys.
ANNOTATED, SETTLED = "what-to-mend.xlsx", f"how-it-is-read{ENDING}"
SURVEYS = {".html": "web page", ".xlsx": "Excel"}
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass
class Desk:
    """All that the window knows; nothing of it stays when the window ends.

    Attributes
    ----------
    folder
        Where files are kept until the window ends.
    sources
        The files and folders to read, in the order in which they came.
    waves
        By the name of a file, the wave of its rows; none where the files say it themselves.
    session, look
        How the files are read, and what came of it.
    choices
        What everything is made with.
    made
        By the name of a product, what was made; or the error that says why not.
    survey
        The notice of the survey that was made, or the error; None before.
    """

    folder: Path
    sources: list[Path] = field(default_factory=list)
    waves: dict[str, str] = field(default_factory=dict)
    session: ReadingSession | None = None
    look: Look = field(default_factory=Look)
    choices: ProductChoices = field(default_factory=ProductChoices)
    made: dict[str, Any] = field(default_factory=dict)
    survey: SurveyNotice | SysmapError | None = None

    @property
    def records(self) -> Records | None:
        """What was read, if it could be."""
        return self.look.records

    @property
    def likely_waves(self) -> dict[str, str]:
        """By the name of a file, the year in it: what is proposed where there are several files."""
        if len(self.sources) < 2:
            return {}
        years = {path.name: _YEAR.findall(path.stem) for path in self.sources}
        return {name: found[0] if len(set(found)) == 1 else "" for name, found in years.items()}

    @property
    def boundaries(self) -> list[str]:
        """The columns whose crossing can be looked at: those that say something."""
        partners = self.records.partners if self.records is not None else pd.DataFrame()
        asked = (name for name in ("sector", "family", "place") if name in partners)
        return [name for name in asked if partners[name].replace("", None).nunique() > 1]

    def take(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Take files that were put into the window, beside those that are there, and read them all."""
        place = self.folder / "records"
        place.mkdir(exist_ok=True)
        for name, content in files:
            path = place / free_name(name, {one.name for one in self.sources})
            path.write_bytes(content)
            # How a file is read lies beside it and is found there.
            if not path.name.endswith(ENDING):
                self.sources.append(path)
        self.read()

    def read(self, waves: Mapping[str, str] | None = None) -> None:
        """Read the files from the beginning, with nothing settled but the waves that they are of."""
        self.waves = {name: wave for name, wave in (waves or {}).items() if wave}
        of_waves: dict[str, list[Path]] = {}
        for path in self.sources:
            if path.name in self.waves:
                of_waves.setdefault(self.waves[path.name], []).append(path)
        plain = [path for path in self.sources if path.name not in self.waves]
        self.session = None
        try:
            self.session = ReadingSession(*plain, *([of_waves] if of_waves else []))
        except SysmapError as error:
            self.look = Look(error=error)
        self.look_again()

    def look_again(self) -> None:
        """Read with what is settled; what was made of other records is put away."""
        if self.session is not None:
            self.look = self.session.look()
        waves = tuple(self.records.waves_in_order) if self.records is not None else ()
        self.choices, self.survey = ProductChoices(waves or (None,)), None
        self.made.clear()

    def cleared(self) -> Desk:
        """Put everything away, and what was taken and made with it; give an empty desk."""
        for place in ("records", "made", "Riverside"):
            shutil.rmtree(self.folder / place, ignore_errors=True)
        return Desk(self.folder)

    def choose(self, choices: ProductChoices) -> None:
        """Make everything with these choices from now on."""
        if choices != self.choices:
            self.choices = choices
            self.made.clear()

    def make(self, name: str) -> None:
        """Make a product and its first file; or keep the error."""
        product = PRODUCTS[name]
        try:
            if self.records is None:
                raise ChoiceError("no records are read yet")
            self.made[name] = product.make(self.records, self.choices)
            self.file(f"{name}{next(iter(product.files))}")
        except SysmapError as error:
            self.made[name] = error

    def ask(self, notice: SurveyNotice) -> None:
        """Make a survey of the organisations, to be sent out if its notice is whole, else as a draft."""
        self.survey = notice
        try:
            self.file("survey.html")
        except SysmapError as error:
            self.survey = error

    def file(self, name: str) -> Path:
        """Write a file that may be taken from the window, unless it is written already.

        Raises
        ------
        ChoiceError
            If there is no such file.
        SysmapError
            If it cannot be written.
        """
        what, suffix = name.partition(".")[0], name[name.find(".") :]
        place = self.folder / "made"
        place.mkdir(exist_ok=True)
        path = place / name
        made = self.made.get(what)
        if what in PRODUCTS and suffix in PRODUCTS[what].files and made is not None:
            if isinstance(made, SysmapError):
                raise made
            return PRODUCTS[what].write(made, path, self.choices)
        if what == "survey" and suffix in SURVEYS and isinstance(self.survey, SurveyNotice):
            return self._survey(self.survey, path)
        if name == ANNOTATED and self.session is not None and isinstance(self.look.error, RecordsError):
            given = self.session.given()
            how: dict[str, Any] = {"layout": given.get("layout"), "columns": given.get("columns")}
            annotate(self.session.sources, self.look.error.problems, path, **how)
            return path
        if name == SETTLED and self.session is not None:
            return self.session.save()
        raise ChoiceError(f"nothing called {name} was made")

    def _survey(self, notice: SurveyNotice, path: Path) -> Path:
        assert self.session is not None
        nothing = pd.DataFrame({"source": [], "target": []})
        records = self.records
        if records is None:
            records = read_records(*self.session.sources, **self.session.given(), collaborations=nothing)
        return write_survey(survey_of(records, notice=notice), path, draft=bool(notice.blank))
