"""What ``sysmap check`` shows of columns: no line is wider than the terminal, but what is to be copied."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from sysmap.cli import commands


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_no_line_is_wider_than_the_terminal(tmp_path, monkeypatch, width):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", str(width))
    (tmp_path / "a.csv").write_text(
        "Id,Your organisation,Which of the following organisations do you work with most?,Comments\n"
        "1,Harbourside Council,Kestrel NHS Foundation Trust;Larkfield Age UK,thanks for asking us\n"
        "2,Kestrel NHS Foundation Trust,Harbourside Council;Larkfield Age UK,\n"
        "3,Larkfield Age UK,Harbourside Council;Kestrel NHS Foundation Trust,\n",
        encoding="utf-8",
    )
    said = CliRunner().invoke(commands, ["check", "a.csv"]).output
    assert "names of organisations" in " ".join(said.split())
    assert [line for line in said.splitlines() if len(line) > width and " --" not in line] == []


def test_where_the_output_goes_elsewhere_a_column_is_a_line_of_a_table(tmp_path, monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    (tmp_path / "a.csv").write_text("From,To\nA Council,B Trust\nB Trust,C Police\n", encoding="utf-8")
    said = CliRunner().invoke(commands, ["check", str(tmp_path / "a.csv")]).output
    assert "column  holds" in said and "source of collaborations" in said
