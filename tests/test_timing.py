"""When waves were and which came first: `records/timing.py`, `timing_words.py` and `survey_days.py`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
from conftest import asked, partners, reports

import sysmap as sm
from sysmap.records.surveys.days import days_answered
from sysmap.records.tables.lineage import lineages
from sysmap.records.tables.timing import earlier, when

pytestmark = pytest.mark.usefixtures("few_redraws")

SECTORS = dict(zip("ABCDEFGHIJKL", ["NHS", "Police", "Voluntary"] * 4, strict=True))
RING = "A-B B-C C-D D-E E-F F-G G-H H-I I-J J-K K-L A-L"
REMEDY = "give its first and last day in a table waves (columns wave, start, end)"
JANUARY = pd.DataFrame({"from": ["A"], "to": ["C"], "date": ["2025-01-15"], "kind": ["absorbed"]})
DATED = {"start": "2025-03-03", "end": "2025-03-28"}


def read(
    labels: tuple[str, ...] = ("2022", "2025"),
    *,
    days: dict[str, dict[str, str]] | None = None,
    columns: dict[str, object] | None = None,
    **tables: pd.DataFrame,
) -> sm.Records:
    """Read waves with the same ties in each, every tie dated where `days` has its wave."""
    ties = [reports(RING, wave).assign(**(days or {}).get(wave, {})) for wave in labels]
    return sm.read_records(
        partners=partners(SECTORS).assign(**(columns or {})),
        collaborations=pd.concat(ties, ignore_index=True),
        sectors="as written",
        **tables,
    )


def notes(records: sm.Records, wave: str = "2025") -> str:
    return " / ".join(sm.build_map(records, wave).notes)


def table(**rows: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        [(wave.replace("_", " "), *days) for wave, days in rows.items()], columns=["wave", "start", "end"]
    )


# -- When a wave was --


def test_the_table_waves_says_it_before_records_and_label() -> None:
    records = read(
        days={"2025": DATED},
        waves=pd.DataFrame(
            {"wave": ["2022", "2025"], "start": ["", "2025-05-01"], "end": ["", "2025-05-31"]}
        ),
    )
    found = when(records, "2025")
    assert (found.first, found.last, found.by) == ("2025-05-01", "2025-05-31", "table")


def test_else_the_dates_of_its_records_say_it() -> None:
    records = read(days={"2025": DATED})
    found = when(records, "2025")
    assert (found.first, found.last, found.by) == ("2025-03-03", "2025-03-28", "records")
    assert when(records, "2022").by == "label"
    # A table of waves that begins with dates holds every wave, in the order of time.
    assert records.waves["wave"].tolist() == ["2022", "2025"]
    assert records.waves_in_order == ("2022", "2025")


def test_else_the_year_of_its_label_is_taken_whole() -> None:
    found = when(read(), "2025")
    assert (found.first, found.last, found.by) == ("2025-01-01", "2025-12-31", "label")
    assert when(read(("first go", "2025")), "first go").by == ""


def test_records_dated_outside_the_year_of_the_label_do_not_say_when_the_wave_was() -> None:
    assert when(read(days={"2025": {"start": "2019-04-01"}}), "2025").by == "label"


def test_ties_that_began_in_several_years_do_not_say_when_a_wave_was() -> None:
    starts = ["2015", "2019", "2021-05-01"] * 4
    assert when(read(("before", "after"), days={"after": {"start": starts}}), "after").by == ""


def test_ties_of_which_some_have_no_date_do_not_say_when_a_wave_was() -> None:
    starts = ["2025-02-01", *[""] * 11]
    assert when(read(days={"2025": {"start": starts}}), "2025").by == "label"


def test_dates_of_records_that_would_turn_the_waves_round_are_none_of_theirs() -> None:
    records = read(
        ("before", "after"), days={"before": {"start": "2025-06-01"}, "after": {"start": "2024-06-01"}}
    )
    assert [when(records, wave).by for wave in ("before", "after")] == ["", ""]
    assert records.waves_in_order == ("before", "after")


def test_dates_of_records_put_waves_in_order_that_nothing_else_does() -> None:
    labels = ("Autumn", "Spring")
    records = read(labels, days={"Autumn": {"start": "2025-10-01"}, "Spring": {"start": "2025-04-01"}})
    assert records.waves_in_order == ("Spring", "Autumn")
    assert earlier(records, *labels) == ("Spring", "by their dates")


def test_what_was_read_says_the_same_when_it_is_saved_and_read_again(tmp_path: Path) -> None:
    records = read(days={"2025": DATED}, succession=JANUARY)
    again = sm.read_records(sm.save(records, tmp_path / "records"), sectors="as written")
    assert when(again, "2025").first == "2025-03-03"
    for wave in ("2022", "2025"):
        one, other = (sm.build_map(each, wave) for each in (records, again))
        assert list(one.organisations.index) == list(other.organisations.index)


# -- Which came first --


@pytest.mark.parametrize(
    ("labels", "found"),
    [
        (("2024", "2022"), ("2022", "by their dates")),
        (("2022-10", "2022-03"), ("2022-03", "by their dates")),
        (("Follow-up 2024", "Baseline 2022"), ("Baseline 2022", "by their labels")),
        (("12 March 2024", "15 March 2022"), ("15 March 2022", "by their labels")),
        (("Wave 10", "Wave 9"), ("Wave 9", "by their labels")),
        (("After", "Before"), ("Before", "by their labels")),
        (("Autumn", "Spring"), None),
        (("2022", "2022-10"), None),
        (("2022", "later"), None),
        (("2022 second", "2022 first"), None),
    ],
)
def test_dates_and_labels_tell_which_wave_came_first(
    labels: tuple[str, str], found: tuple[str, str] | None
) -> None:
    records = read(labels)
    assert earlier(records, *labels) == earlier(records, *labels[::-1]) == found


def test_the_table_waves_tells_it_by_its_dates_else_by_its_rows() -> None:
    labels = ("Autumn", "Spring")
    rows = pd.DataFrame({"wave": ["Spring", "Autumn"]})
    assert earlier(read(labels, waves=rows), *labels) == ("Spring", "by the table waves")
    dates = table(Autumn=("2024-10-01", ""), Spring=("2024-04-01", ""))
    records = read(labels, waves=dates)
    assert earlier(records, *labels) == ("Spring", "by their dates")
    assert records.waves_in_order == ("Spring", "Autumn")
    (warning,) = records.problems.loc[records.problems["table"] == "waves", "message"]
    assert warning.startswith("the rows do not stand in the order of time: taken as Spring, Autumn")


def test_labels_tell_it_where_the_terms_of_two_waves_overlap() -> None:
    labels = ("2025", "2024")
    rows = table(**{"2025": ("2024-12-01", "2025-03-01"), "2024": ("2024-09-01", "2025-01-15")})
    assert earlier(read(labels, waves=rows), *labels) == ("2024", "by their labels")


def test_rows_that_begin_with_the_newest_year_are_a_warning() -> None:
    records = read(waves=pd.DataFrame({"wave": ["2025", "2022"], "label": ["after", "before"]}))
    assert "the rows do not stand in the order of time" in " ".join(records.problems["message"])
    assert earlier(records, "2025", "2022") == ("2022", "by their dates")


# -- What rests on it, said --


def test_a_merger_before_the_survey_leaves_no_trace_of_the_old_name_on_its_map() -> None:
    # The survey of March 2025 names A, which was absorbed in January.
    records = read(days={"2025": DATED}, succession=JANUARY)
    system = sm.build_map(records, "2025")
    assert "A" not in system.organisations.index
    assert (
        "2025 is taken as 2025-03-03 to 2025-03-28, by the dates of its records; if that is wrong, " + REMEDY
    ) in system.notes


def test_without_days_the_whole_year_is_taken_and_said_with_what_rests_on_it() -> None:
    system = sm.build_map(read(succession=JANUARY), "2025")
    assert "A" in system.organisations.index  # it may have come after: a tie names it
    assert (
        "the records do not say when in 2025 the wave was, so the whole of 2025 is taken; what is dated "
        "inside it may have come before or after: A was absorbed by C (2025-01-15); to settle it, " + REMEDY
    ) in system.notes
    assert "what is dated inside it" not in notes(read(succession=JANUARY), "2022")
    assert "the whole of 2022 is taken" in notes(read(succession=JANUARY), "2022")


def test_what_to_write_settles_it() -> None:
    written = table(**{"2022": ("2022-03-01", "2022-03-31"), "2025": ("2025-03-03", "2025-03-28")})
    records = read(succession=JANUARY, waves=written)
    assert "A" not in sm.build_map(records, "2025").organisations.index
    assert "taken" not in notes(records)


def test_openings_closures_and_memberships_inside_the_year_are_said_too() -> None:
    columns = {"opened": ["2025-06", *[""] * 11], "closed": [*[""] * 11, "2025-02-01"]}
    seats = pd.DataFrame({"organisation": ["A", "B"], "forum": "Board", "start": ["2025-04-01", "2019"]})
    said = notes(read(columns=columns, memberships=seats))
    assert "A opened (2025-06); L closed (2025-02-01); 1 membership began or ended" in said


def test_money_that_began_or_ended_inside_the_year_is_said() -> None:
    rows = {
        "source": ["A", "B"],
        "target": ["C", "D"],
        "amount": ["100", "200"],
        "start": ["2025-04", "2019"],
    }
    found = sm.money(sm.build_map(read(money=pd.DataFrame(rows)), "2025"))
    assert any("the whole of 2025 is taken: 1 flow began or ended inside it." in note for note in found.notes)


def test_many_are_counted_and_not_all_named() -> None:
    said = notes(read(columns={"closed": ["2025-06"] * 7 + [""] * 5}))
    assert "D closed (2025-06); and 3 more;" in said


def test_where_nothing_rests_on_the_day_nothing_is_said() -> None:
    assert sm.build_map(read(), "2025").notes == ()


def test_a_map_of_a_place_names_no_other_places() -> None:
    columns = {"closed": ["2025-06", "2025-06", *[""] * 10], "place": ["North", "South"] * 6}
    records = read(columns=columns)
    said = " ".join(sm.build_map(records, "2025", place="North").notes)
    assert "A closed" in said
    assert "B closed" not in said


def test_waves_without_any_date_say_how_mergers_are_taken() -> None:
    undated = JANUARY.assign(date="")
    records = read(("before", "after"), succession=undated)
    assert "nothing says when before was; mergers, splits and renames are taken as after it" in notes(
        records, "before"
    )
    assert "nothing says when after was; mergers, splits and renames are taken as before it" in notes(
        records, "after"
    )
    change = sm.compare(*(sm.build_map(records, wave) for wave in ("before", "after")), permutations=0)
    assert any(
        "every merger, split and rename listed is taken as between them" in note for note in change.notes
    )


def test_mergers_without_a_date_count_as_between_waves_that_surveys_date() -> None:
    days = {"before": {"start": "2022-03-01"}, "after": {"start": "2025-03-01"}}
    steps = pd.DataFrame(
        {"from": ["A", "D"], "to": ["C", "F"], "date": ["", "2025-06-01"], "kind": "absorbed"}
    )
    records = read(("before", "after"), days=days, succession=steps)
    assert [lineage.name_id for lineage in lineages(records, "before", "after")] == ["C"]
    assert "mergers, splits and renames without a date are taken as after it" in notes(records, "before")
    systems = [sm.build_map(records, wave) for wave in ("before", "after")]
    assert ["A" in system.organisations.index for system in systems] == [True, True]  # a tie names it
    assert "D" in systems[1].organisations.index
    change = sm.compare(*systems, permutations=0)
    assert any("Some mergers, splits or renames have no date" in note for note in change.notes)


def test_records_without_waves_say_that_closures_are_not_looked_at() -> None:
    records = sm.read_records(
        partners=partners(SECTORS).assign(closed=["1999", *[""] * 11]),
        collaborations=reports(RING, ""),
        sectors="as written",
    )
    (note,) = sm.build_map(records).notes
    assert note.startswith("nothing says when the records were made; what had opened, closed or ended is not")


@pytest.mark.parametrize(
    ("date", "wave", "taken"),
    [("2022-06-01", "2022", "before it"), ("2025-01-15", "2025", "between the waves")],
)
def test_a_comparison_says_which_mergers_count_by_the_whole_year_alone(
    date: str, wave: str, taken: str
) -> None:
    records = read(succession=JANUARY.assign(date=date))
    change = sm.compare(*(sm.build_map(records, label) for label in ("2022", "2025")), permutations=0)
    (flag,) = (flag for flag in change.flags if "whole of" in flag)
    assert flag == (
        f"The records do not say when in {wave} the wave was, so the whole of {wave} is taken. Dated inside "
        f"it, and taken as {taken}: A was absorbed by C ({date}). To settle it, {REMEDY}."
    )
    assert bool(lineages(records, "2022", "2025")) is (taken == "between the waves")
    assert flag in change.notes


def test_a_comparison_says_between_which_days_mergers_count() -> None:
    records = read(succession=JANUARY.assign(date="2023-05"), days={"2025": DATED})
    change = sm.compare(*(sm.build_map(records, label) for label in ("2022", "2025")), permutations=0)
    assert change.flags == () or not any("whole of" in flag for flag in change.flags)
    assert any(
        "dated after 2022-12-31 and not after 2025-03-28 count as between the waves (2022 by the year in its "
        "label, 2025 by the dates of its records)" in note
        for note in change.notes
    )


def test_what_is_said_reaches_scorecard_report_and_page() -> None:
    records = read(succession=JANUARY, asked=asked({"2022": SECTORS, "2025": SECTORS}, {}))
    change = sm.compare(*(sm.build_map(records, label) for label in ("2022", "2025")), permutations=0)
    words = "the whole of 2025 is taken"
    assert words in " ".join(sm.integration(change.after, draws=0).notes)
    assert words in sm.report(change).html
    assert words in sm.render(change.after).html


# -- When the answers of a survey came in --


def survey(cells: list[object], header: str = "Timestamp", **more: list[object]) -> tuple[str, str] | None:
    return days_answered(pd.DataFrame({header: cells, **more}, dtype=object))


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (["2025/03/03 9:00:00 am GMT", "2025/03/28 10:00:00 am GMT"], ("2025-03-03", "2025-03-28")),
        (["2025-03-28 09:07:00", "2025-03-03"], ("2025-03-03", "2025-03-28")),
        (["03/03/2025 09:00:00", "28/03/2025 10:00"], ("2025-03-03", "2025-03-28")),
        (["3/3/25 9:00:00", "3/28/25 10:00:00"], ("2025-03-03", "2025-03-28")),
        ([datetime(2025, 3, 3, 9, 0), datetime(2025, 3, 28)], ("2025-03-03", "2025-03-28")),
        (["45719.4", 45744.0], ("2025-03-03", "2025-03-28")),
        (["2025-03-03", "", None], ("2025-03-03", "2025-03-03")),
        # The third of April, or the fourth of March: nobody can tell.
        (["03/04/2025 09:00:00", "05/04/2025"], None),
        (["2025-03-03", "in spring"], None),
        (["2025-02-31"], None),
        (["28/28/2025"], None),
        ([], None),
    ],
)
def test_days_are_read_where_they_can_be_told(cells: list[object], days: tuple[str, str] | None) -> None:
    assert survey(cells) == days


def test_the_day_an_answer_was_sent_stands_before_the_day_it_was_begun() -> None:
    assert survey(["2025-03-01"], "Start time", **{"Completion time": ["2025-03-09"]}) == ("2025-03-09",) * 2


def test_surveymonkey_writes_the_month_first() -> None:
    more = {"Respondent ID": ["1"], "Collector ID": ["2"]}
    assert survey(["03/04/2025 09:00:00"], "End Date", **more) == ("2025-03-04", "2025-03-04")


def forms(path: Path, *, month: int) -> Path:
    """Write an export of Google Forms in which each of twelve answers."""
    others = {
        f"How often? [{name}]": ["Weekly" if name != one else "" for one in SECTORS] for name in SECTORS
    }
    times = [f"2025/{month:02}/{day + 3:02} 9:00:00 am GMT" for day in range(len(SECTORS))]
    frame = pd.DataFrame({"Timestamp": times, "Which organisation?": list(SECTORS), **others})
    frame.to_csv(path, index=False)
    return path


def test_a_survey_of_march_2025_labelled_2025_was_in_march(tmp_path: Path) -> None:
    people = tmp_path / "partners.csv"
    partners(SECTORS).to_csv(people, index=False)
    exports = {wave: forms(tmp_path / f"{wave}.csv", month=3) for wave in ("2025",)}
    records = sm.read_records(people, exports, succession=JANUARY, sectors="as written")
    found = when(records, "2025")
    assert (found.first, found.last, found.by) == ("2025-03-03", "2025-03-14", "records")
    system = sm.build_map(records, "2025")
    assert "A" not in system.organisations.index
    assert any("2025 is taken as 2025-03-03 to 2025-03-14" in note for note in system.notes)
    later = {"2025": forms(tmp_path / "early.csv", month=1)}
    early = sm.read_records(people, later, succession=JANUARY, sectors="as written")
    assert "A" in sm.build_map(early, "2025").organisations.index


def test_answers_that_came_in_over_new_year_are_those_of_the_label(tmp_path: Path) -> None:
    export = forms(tmp_path / "2024.csv", month=12)
    text = (
        export.read_text(encoding="utf-8").replace("2025/12/14", "2025/01/14").replace("2025/12", "2024/12")
    )
    export.write_text(text, encoding="utf-8")
    records = sm.read_records({"2024": export}, sectors="infer")
    found = when(records, "2024")
    assert (found.first, found.last) == ("2024-12-03", "2025-01-14")


def test_answers_typed_in_another_year_do_not_move_the_wave_and_are_a_warning(tmp_path: Path) -> None:
    records = sm.read_records({"2022": forms(tmp_path / "2022.csv", month=3)}, sectors="infer")
    assert when(records, "2022").by == "label"
    (warning,) = records.problems.loc[records.problems["table"] == "waves", "message"]
    assert warning.startswith(
        "the answers came in from 2025-03-03 to 2025-03-14, outside 2022: the label stands"
    )


def test_an_only_survey_without_a_label_has_its_days_too(tmp_path: Path) -> None:
    records = sm.read_records(forms(tmp_path / "survey.csv", month=3), sectors="infer")
    assert when(records, None).first == "2025-03-03"
    again = sm.read_records(sm.save(records, tmp_path / "copy.xlsx"))
    assert when(again, None).first == "2025-03-03"
