"""The options of commands are those of the public functions: none is missing, none says something else."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, Literal

import click
import pytest
from click.testing import CliRunner
from conftest import single_commands

import sysmap as sm
from sysmap.cli import commands
from sysmap.cli.generated import Typed, first_sentences, options_of
from sysmap.outputs.survey import survey_of, write_survey
from sysmap.records.returns.read_survey import read_survey

MAP = (sm.read_records, sm.build_map)
# The public functions that a command calls with what it was given, and the least that is typed to call it.
CALLS: dict[str, tuple[tuple[Callable[..., Any], ...], tuple[str, ...]]] = {
    "bundle": ((*MAP, sm.compare, sm.bundle), ("records.csv",)),
    "check": ((sm.read_records,), ("records.csv",)),
    "compare": ((*MAP, sm.compare), ("records.csv",)),
    "depend": ((*MAP, sm.dependence), ("records.csv",)),
    "difference": ((sm.portfolio, sm.difference), ("programme", "comparison")),
    "export": ((*MAP, sm.save), ("records.csv", "-o", "map.gexf")),
    "forums": ((*MAP, sm.forums), ("records.csv",)),
    "introduce": ((*MAP, sm.introductions), ("records.csv",)),
    "map": ((*MAP, sm.render), ("records.csv",)),
    "measure": ((*MAP, sm.integration), ("records.csv",)),
    "mixing": ((*MAP, sm.mixing_model), ("records.csv",)),
    "money": ((*MAP, sm.money), ("records.csv",)),
    "organisations": ((*MAP, sm.organisation_scores), ("records.csv",)),
    "plan": ((sm.plan,), ("partners.csv",)),
    "portfolio": ((sm.portfolio,), ("places",)),
    "brief": ((*MAP, sm.compare, sm.brief), ("records.csv",)),
    "report": ((*MAP, sm.compare, sm.report), ("records.csv",)),
    "said": ((sm.read_said,), ("room.said.csv",)),
    "sectors": ((*MAP, sm.sector_scores), ("records.csv",)),
    "verify": ((sm.verify,), ("bundle.zip",)),
    "survey make": ((survey_of, write_survey), ("partners.csv",)),
    "survey read": ((read_survey,), ("returned",)),
    "trajectory": ((*MAP, sm.trajectory), ("records.csv",)),
}
WITHOUT = {
    "completion": "prints what a shell runs",
    "demo": "always writes the same files",
    "measures": "lists the catalogue",
    "open": "shows a page on which everything is chosen",
    "read": "asks question by question for what read_records takes",
    "survey words": "always writes the same table",
    "names": "looks names up step by step; it shares --register and --layout with the others",
}
NO_OPTION = {
    ("bundle", sm.compare, "measures"): "a bundle holds the headline measures",
    ("compare", sm.build_map, "wave"): "two waves are compared: --before and --after",
    ("trajectory", sm.build_map, "wave"): "several waves are followed: --waves",
    ("difference", sm.portfolio, "draws"): "what chance would give a place is not shown",
    ("difference", sm.portfolio, "seed"): "nothing random is drawn",
    ("difference", sm.portfolio, "cost_per_answer"): "next steps are not shown",
    ("difference", sm.difference, "comparison"): "it is the second folder",
    ("export", sm.save, "pseudonyms"): "the key to the codes is written from Python alone",
    ("said", sm.read_said, "records"): "the records are --of",
    ("brief", sm.compare, "measures"): "a brief shows the primary measure",
    ("measure", sm.integration, "partners"): "it stands beside a frame of ties, which Python alone can give",
    ("report", sm.compare, "measures"): "a report shows the headline measures",
}
# Parameters whose name another function of the same command has as well.
CALLED = {(sm.build_map, "said"): "room"}
# Options whose value the command turns into something else before it calls.
OTHERWISE = {
    ("plan", sm.plan, "pilot"): "records, of which the command builds the map",
    ("map", sm.render, "introductions"): "how many, from which the command makes the layer",
}


def command_called(words: str) -> click.Command:
    return single_commands(commands)[words]


def optional(verb: Callable[..., Any]) -> dict[str, Any]:
    """Return the defaults of the parameters that may be left out."""
    parameters = inspect.signature(verb).parameters.values()
    return {each.name: each.default for each in parameters if each.default is not each.empty}


EVERY = [
    pytest.param(words, verb, name, id=f"{words}: {verb.__name__} {name}")
    for words, (verbs, _) in CALLS.items()
    for verb in verbs
    for name in optional(verb)
    if (words, verb, name) not in NO_OPTION
]


def test_every_command_says_which_functions_it_calls():
    assert {*CALLS, *WITHOUT} == {*single_commands(commands)}


@pytest.mark.parametrize(("words", "verb", "name"), EVERY)
def test_every_parameter_of_a_function_is_an_option_of_its_command(words, verb, name):
    known = [option for each in command_called(words).params for option in each.opts]
    name = CALLED.get((verb, name), name)
    assert (f"--{name.replace('_', '-')}" if len(name) > 1 else f"-{name}") in known


@pytest.mark.parametrize(("words", "verb", "name"), EVERY)
def test_what_is_not_typed_is_as_the_signature_has_it(words, verb, name, tmp_path, monkeypatch):
    if (words, verb, name) in OTHERWISE:
        return
    monkeypatch.chdir(tmp_path)
    context = command_called(words).make_context(words, [*CALLS[words][1]])
    given, default = context.params[CALLED.get((verb, name), name)], optional(verb)[name]
    assert (tuple(given) if isinstance(given, list) else given) == default


@pytest.mark.parametrize("words", CALLS)
def test_help_is_for_those_who_type(words):
    """It is a sentence without the marks of code, and speaks of nothing that only Python has."""
    for option in command_called(words).params:
        if isinstance(option, click.Option):
            assert option.help[0].isupper() and option.help.endswith("."), option.name
            assert not [mark for mark in ("`", "None", "True", "frame") if mark in option.help], option.name


@pytest.mark.parametrize(("words", "verb", "name"), NO_OPTION)
def test_exceptions_are_of_parameters_that_there_are(words, verb, name):
    assert name in optional(verb) and verb in CALLS[words][0]
    assert f"--{name.replace('_', '-')}" not in [
        option for each in command_called(words).params for option in each.opts
    ]


# -- Made of a function that is not there yet --


def drawn(
    system: str,
    *,
    how_often: int = 99,
    rule: Literal["one", "two"] = "one",
    least: float | None = None,
    without: tuple[str, ...] = (),
    kinds: list[str] | None = None,
    loud: bool = False,
) -> dict[str, Any]:
    """Draw something.

    Parameters
    ----------
    system
        What is drawn.
    how_often
        How often, e.g. 99 times, it is drawn
        at random. None would be too few.
    rule
        Which of the rules, ``"one"`` or ``"two"``. The second is slower.
    least, loud
        Said of `both`.
    without : tuple of str
        Who is left out.

    Returns
    -------
    dict
        What it was given.
    """
    return locals()


def called(*typed: str) -> Any:
    """Call a command that is made of `drawn`."""
    options = options_of(
        drawn, kinds=Typed(metavar="KIND[,KIND]", into=lambda text: text.split(","), also="With commas.")
    )
    found = {}

    def run(**given: Any) -> None:
        found.update(drawn("a", **options.arguments(given)))

    for option in reversed(options.options):
        run = option(run)
    result = CliRunner().invoke(click.command("drawn")(run), [*typed], terminal_width=100)
    return result if result.exit_code or "--help" in typed else found


def test_the_first_sentence_of_each_parameter_is_read():
    assert first_sentences(drawn) == {
        "system": "What is drawn.",
        "how_often": "How often, e.g. 99 times, it is drawn at random.",
        "rule": "Which of the rules, one or two.",
        "least": "Said of both.",
        "loud": "Said of both.",
        "without": "Who is left out.",
    }


def test_a_function_without_a_docstring_has_options_that_say_nothing():
    def silent(*, way: str = "a") -> None: ...

    assert first_sentences(silent) == {}
    assert len(options_of(silent).options) == 1


def test_what_is_not_typed_is_left_as_it_is():
    assert called() == drawn("a")


def test_what_is_typed_is_given_to_the_function():
    typed = ["--how-often", "5", "--rule", "two", "--least", "0.5", "--without", "x", "--without", "y"]
    assert called(*typed, "--kinds", "a,b", "--loud") == drawn(
        "a", how_often=5, rule="two", least=0.5, without=("x", "y"), kinds=["a", "b"], loud=True
    )


@pytest.mark.parametrize("typed", [["--rule", "three"], ["--how-often", "-1"], ["--least", "much"]])
def test_what_is_none_of_the_possible_is_refused(typed):
    assert called(*typed).exit_code == 2


def test_help_says_the_sentence_the_default_and_what_only_the_command_line_has():
    said = " ".join(called("--help").output.split())
    assert "--how-often NUMBER How often, e.g. 99 times, it is drawn at random. [default: 99; x>=0]" in said
    assert "--rule [one|two] Which of the rules, one or two. [default: one]" in said
    assert "--without TEXT Who is left out. May be given several times." in said
    assert "--kinds KIND[,KIND] With commas." in said


def test_some_may_be_left_to_others():
    options = options_of(drawn)
    assert options.but("rule", "least").names == ("how_often", "without", "kinds", "loud")
    assert options.only("rule").arguments({"rule": "two", "more": 1}) == {"rule": "two"}


def test_a_parameter_that_is_not_there_is_refused():
    with pytest.raises(TypeError, match="drawn has no such parameters: hwo_often"):
        options_of(drawn, hwo_often=Typed())


def test_half_a_letter_in_a_list_is_refused_as_in_a_text(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for option, typed in (("--kinds", "funds,\udcff"), ("--columns", "source=\udcff"), ("--place", "\udcff")):
        result = CliRunner().invoke(commands, ["measure", "records.csv", option, typed])
        assert result.exit_code == 2 and "is not text in UTF-8" in result.output, option
