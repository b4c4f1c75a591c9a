"""Correcting the map in the room: by form, keyboard and pointer; and the ledger as a file."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pandas as pd
import pytest
from browser import open_page
from conftest import RIVERSIDE
from test_maps import column, data_of
from test_page_measures import MEASURES

import sysmap as sm
from sysmap.measures.evaluating import chosen, system_value
from sysmap.records.said.declared import COLUMNS

pytestmark = pytest.mark.usefixtures("few_redraws")

COUNCIL, POLICE, ADVICE = "Riverside Borough Council", "Marlshire Police", "Riverside Voluntary Action"
CORRECTIONS = Path(__file__).with_name("correcting.js")
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def after(riverside_maps):
    return riverside_maps[1]


@pytest.fixture(scope="module")
def path(after, tmp_path_factory):
    return sm.save(sm.render(after, editing=True), tmp_path_factory.mktemp("editing") / "map.html")


@pytest.fixture
def opened(browser, path):
    page = open_page(browser, path, reduced_motion="reduce")
    yield Person(page)
    assert page.faults == []


class Person:
    """Somebody at the page, who uses the form as it is meant."""

    def __init__(self, opened):
        self.opened, self.page, self.by = opened, opened.page, opened.by

    def names(self, one, other=""):
        self.page.locator("#said-organisation").fill(one)
        self.page.locator("#said-other").fill(other)

    def choose(self, field, words):
        self.page.locator(f"#said-{field}").select_option(words)

    def press(self, testid):
        self.by(testid).click()
        return self.by("live").text_content()

    def say(self, testid, one, other="", **how):
        self.names(one, other)
        for field, words in how.items():
            if field in ("sector", "kind"):
                self.choose(field, words)
            else:
                self.page.locator(f"#said-{field}").fill(words)
        said = self.press(testid)
        assert said.startswith("Step "), said
        return said

    def steps(self):
        return [(step["action"], step["organisation"], step["other"]) for step in self.run("sysmap.said()")]

    def run(self, script, *given):
        return self.page.evaluate(script, *given)

    def saved(self):
        with self.page.expect_download() as download:
            self.by("save-said").click()
        assert download.value.suggested_filename.endswith(".said.csv")
        return download.value.path().read_text(encoding="utf-8-sig")

    def open(self, text, name="room.said.csv"):
        data = text if isinstance(text, bytes) else text.encode()
        file = {"name": name, "mimeType": "text/csv", "buffer": data}
        self.by("open-said").set_input_files(file)
        self.page.wait_for_function("() => !sysmap.at('live').textContent.startsWith('Reading ')")
        return self.by("live").text_content()


def drawn_again(opened, after):
    """Return what Python finds on the ties and organisations that the page shows now."""
    seen = opened.run("""() => ({ ties: sysmap.visible().ties, everyone: sysmap.shown.organisations
        .map((place) => [sysmap.organisations[place].name, sysmap.organisations[place].label]) })""")
    partners = pd.DataFrame(seen["everyone"], columns=["name", "group"]).assign(sector="Other")
    ties = pd.DataFrame([tie[:2] for tie in seen["ties"]], columns=["source", "target"])
    records = sm.read_records(partners=partners, collaborations=ties, sectors="as written")
    system = sm.build_map(records, boundary="group")
    return {name: system_value(chosen(name, "system")[0], system).value for name in MEASURES}


def test_only_a_page_that_is_asked_to_be_can_be_corrected(after):
    plain, editing = sm.render(after), sm.render(after, editing=True)
    assert "editing" not in data_of(plain) and 'data-testid="edit"' not in plain.html
    content = data_of(editing)["editing"]
    assert content["checksum"] == after.checksum and tuple(content["columns"]) == COLUMNS
    assert "Private" in content["sectors"]  # nobody on the map is, but somebody may have been forgotten
    assert {name for name, _, _ in content["roster"]}.isdisjoint(after.organisations["name"])
    public = data_of(sm.render(after, editing=True, public=True))["editing"]
    assert public["roster"] == [] and not public["asks_who"]


@pytest.mark.parametrize(
    ("rules", "words"),
    [({"kinds": "refers to"}, "refers to"), ({"at_least": 3}, "3"), ({"report": "confirmed"}, "confirmed")],
)
def test_a_map_of_some_ties_says_that_a_step_is_of_all(riverside, after, rules, words):
    kinds = riverside.collaborations["kind"].unique()
    given = {**rules, **({"kinds": kinds[0]} if "kinds" in rules else {})}
    page = sm.render(sm.build_map(riverside, "2024", **given), editing=True).html
    (hint,) = re.findall('<p id="said-partly" class="hint">(.*?)</p>', page)
    assert (given.get("kinds") or words) in hint and "also those not shown" in hint
    assert "said-partly" not in sm.render(after, editing=True).html


def test_twenty_corrections_by_hand_are_drawn_counted_saved_and_read(opened, browser, path, after, tmp_path):
    opened.by("edit").click()
    recorded = opened.run("sysmap.measures()")["recorded"]
    for name in MEASURES:
        wanted = system_value(chosen(name, "system")[0], after).value
        assert recorded[name] == pytest.approx(wanted, rel=0, abs=1e-9), name
    say = opened.say
    say("strike-tie", COUNCIL, POLICE, by="the council")
    say("add-organisation", "Forgotten Friends", sector="Voluntary and community", note="since 2019")
    say("add-organisation", HOSTILE, sector="Private")
    for other in (COUNCIL, POLICE, HOSTILE):
        say("add-tie", "Forgotten Friends", other)
    said = say("add-tie", "Old Quay Surgery", "Tannery End Primary School", kind="refers to", strength="2")
    assert "Share of ties that cross" in said
    say("change-tie", "Old Quay Surgery", "Tannery End Primary School", strength="3")
    say("change-sector", "Capstan Quay Homes", sector="Private")
    say("no-tie", "Northbank Heron Academy", "Old Quay Boxing Club")
    say("note", POLICE, note="=1+1 is only a text")
    say("note", POLICE, ADVICE, note='a "quoted", note')
    others = ["Northbank Food Pantry", "Slipway Recovery Project", "Lantern Yard Wellbeing"]
    for one in others:
        say("add-tie", one, "Marlshire Fire & Rescue Service")
        say("strike-tie", one, "Marlshire Fire & Rescue Service")
    assert len(opened.steps()) == 18
    # One by a name that only its initials tell, one by the pointer.
    opened.names("Ty Dwr", "Northbank Parish Council")
    assert opened.press("no-tie").startswith("Step 19: Tŷ Dŵr Women's Refuge and Northbank Parish")
    opened.by("draw-tie").click()
    where = {mark["id"]: mark for mark in opened.run("sysmap.marks()")}
    ends = opened.run("names => names.map(name => sysmap.byName.get(name))", ["Old Quay Surgery", COUNCIL])
    start, end = (where[place] for place in ends)
    opened.page.mouse.move(start["x"], start["y"])
    opened.page.mouse.down()
    opened.page.mouse.move((start["x"] + end["x"]) / 2, (start["y"] + end["y"]) / 2, steps=4)
    opened.page.mouse.move(end["x"], end["y"], steps=4)
    opened.page.mouse.up()
    opened.by("draw-tie").click()
    assert opened.steps()[-1] == ("add tie", "Old Quay Surgery", COUNCIL) and len(opened.steps()) == 20
    found = opened.run("sysmap.measures()")["said"]
    wanted = drawn_again(opened, after)
    for name in MEASURES:
        assert found[name] == pytest.approx(wanted[name], rel=0, abs=1e-9), name
    assert found["cross_share"] != recorded["cross_share"]
    # It is told apart everywhere, and what is hostile stays a text.
    assert opened.page.locator("#editing img, #tables img, #details img").count() == 0
    assert (
        "with what was said in the room: 2 organisations added, 1 moved"
        in opened.page.locator("#filters").text_content()
    )
    assert "tie said in the room" in opened.page.locator("#key").text_content()
    assert any("step 2" in row[-1] for row in opened.opened.rows("table-organisations"))
    assert len(opened.opened.rows("table-said")) == 20
    assert opened.opened.violations() == []
    text = opened.saved()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert tuple(rows[0]) == COLUMNS and [row["step"] for row in rows] == [str(n + 1) for n in range(20)]
    assert {row["checksum"] for row in rows} == {after.checksum} and {row["wave"] for row in rows} == {"2024"}
    assert rows[10]["note"] == "'=1+1 is only a text"
    shown = opened.opened.visible()
    # Read by Python and applied it is the same map.
    file = tmp_path / "room.said.csv"
    file.write_text(text, encoding="utf-8")
    applied = sm.build_map(sm.read_records(RIVERSIDE, said=file), "2024", said="applied")
    for name in MEASURES:
        wanted = system_value(chosen(name, "system")[0], applied).value
        assert found[name] == pytest.approx(wanted, rel=0, abs=1e-9), name
    drawn = data_of(sm.render(applied))
    names = column(drawn["marks"]["name"])
    ends = zip(column(drawn["lines"]["a"]), column(drawn["lines"]["b"]), strict=True)
    assert sorted(sorted([names[a], names[b]]) for a, b in ends) == sorted(
        sorted(tie[:2]) for tie in shown["ties"]
    )
    assert sorted(names) == sorted(shown["organisations"])
    labels = dict(opened.run("sysmap.organisations.map(({ name, label }) => [name, label])"))
    assert dict(zip(names, column(drawn["marks"]["label"]), strict=True)) == labels
    again = Person(open_page(browser, path, reduced_motion="reduce"))
    again.by("edit").click()
    assert again.open(text) == "20 steps from room.said.csv added"
    assert again.run("sysmap.said()") == opened.run("sysmap.said()")
    assert again.opened.visible()["ties"] == shown["ties"]
    assert set(again.opened.visible()["organisations"]) == set(shown["organisations"])
    assert again.run("sysmap.measures()") == opened.run("sysmap.measures()")
    assert again.open(text) == "Everything in room.said.csv is here already"
    assert again.opened.faults == []


def test_every_step_is_undone_and_done_again_by_a_step_and_outlives_a_reload(opened):
    opened.by("edit").click()
    opened.say("add-organisation", "Forgotten Friends")
    opened.say("add-tie", "Forgotten Friends", POLICE)
    opened.say("strike-tie", COUNCIL, POLICE)
    three = opened.steps()
    shown = opened.opened.visible()
    assert opened.press("undo").startswith("Undone: Riverside Borough Council and Marlshire Police")
    assert opened.steps() == three[:2]
    assert opened.press("redo").startswith("Done again")
    assert opened.steps() == three and opened.opened.visible() == shown
    assert [step["action"] for step in opened.run("sysmap.ledger")][3:] == ["undo", "undo"]
    # Whatever rests on a step goes with it.
    opened.page.locator("[aria-label='Take back step 1']").click()
    assert opened.by("live").text_content() == "Step 1 is taken back, and 1 later step that depended on it"
    assert opened.steps() == [("strike tie", COUNCIL, POLICE)]
    opened.press("undo")
    assert opened.steps() == three
    # The map as recorded, without a step being taken back.
    opened.by("said-shown").uncheck()
    assert {COUNCIL, POLICE} in [{one, other} for one, other, _ in opened.opened.visible()["ties"]]
    assert opened.steps() == three
    opened.page.reload()
    opened.page.wait_for_function("() => window.sysmap?.ready === true")
    assert opened.steps() == three
    opened.press("undo")
    assert opened.steps() == three[:2]


def test_what_cannot_be_said_is_answered_and_no_step(opened):
    opened.by("edit").click()
    for testid, one, other, words in [
        ("add-tie", "", "", "Type the name"),
        ("add-tie", "Nobody at all", "", "No organisation on the map is called “Nobody at all”"),
        ("add-tie", COUNCIL, COUNCIL, "cannot have a tie to itself"),
        ("add-tie", COUNCIL, POLICE, "have a tie on this map already"),
        ("strike-tie", COUNCIL, "Old Quay Boxing Club", "have no tie on the map"),
        ("change-tie", COUNCIL, POLICE, "Choose the kind of the tie, or type its strength"),
        ("add-organisation", COUNCIL, "", "is on the map already"),
        ("note", COUNCIL, "", "Write the note first"),
        ("save-said", "", "", "nothing to save"),
    ]:
        opened.names(one, other)
        assert words in opened.press(testid), testid
        assert opened.run("sysmap.ledger.length") == 0
    assert "Nothing has been said yet" in opened.press("forget-said")
    # A name like others can be added all the same: their list does not stand over the button.
    opened.page.locator("#said-organisation").fill("Old Quay")
    assert opened.page.locator("#said-organisation-list li").count() > 1
    assert opened.press("add-organisation").startswith("Step 1: Old Quay is added")


def test_a_file_that_is_damaged_forged_or_of_another_map_is_refused_whole(opened, after):
    opened.by("edit").click()
    opened.say("add-organisation", "Forgotten Friends")
    opened.say("add-tie", "Forgotten Friends", POLICE, strength="2")
    good = opened.saved()
    opened.say("no-tie", "Old Quay Surgery", COUNCIL)
    before = opened.run("sysmap.said()")
    lines = good.splitlines()
    # A tie that, as was said here, is none.
    contrary = lines[2].replace("2,", "1,", 1).replace("Forgotten Friends,,", "Old Quay Surgery,,")
    contrary = contrary.replace(f"{POLICE},RV11", f"{COUNCIL},RV08")
    for text, words in [
        (good.replace(after.checksum, "0" * 16), "row 2, it was said of another map"),
        (good.replace("checksum", "sum", 1), "the column checksum is missing"),
        (good.replace(",2024,", ",2022,"), "it was said of the wave “2022”"),
        (good.replace("RV11", "RV12"), "RV12 is not the id of Marlshire Police"),
        (good.replace("add tie", "add ties"), "“add ties” is not an action"),
        (good.replace("Marlshire Police,RV11", "Marlshire Poodles,"), "Marlshire Poodles is not on the map"),
        (good.replace(",2,", ",two,"), "“two” is not a strength"),
        ("\n".join([lines[0], lines[2]]), "step should be 1, not “2”"),
        (good.replace("+00:00", ""), "time must be a date and time with a time zone"),
        (good.replace("Forgotten", "For\u202egotten"), "a letter that cannot be seen"),
        (good[:-4] + '"', "a quotation mark is not closed"),
        ("\n".join([lines[0], contrary]), "and what was said here is the opposite"),
        (b"\xff\xfe\x00", "not a text file in UTF-8"),
        ("", "are missing"),
    ]:
        said = opened.open(text)
        assert "room.said.csv was not opened" in said and words in said, said
        assert opened.run("sysmap.said()") == before
    assert opened.page.locator("#said-faults li").count() >= 1
    assert opened.opened.violations() == []


def test_everything_is_said_by_keyboard_alone_on_a_telephone_and_in_a_room(opened):
    page, keys = opened.page, opened.page.keyboard
    page.set_viewport_size({"width": 320, "height": 640})
    page.locator("#edit").focus()
    keys.press("Enter")
    assert page.evaluate("document.activeElement.id") == "said-organisation"
    keys.type("Riverside Vol")
    keys.press("ArrowDown")
    keys.press("Enter")
    keys.press("Enter")
    assert page.evaluate("document.activeElement.id") == "said-other"
    keys.type("Old Quay Surg")
    keys.press("ArrowDown")
    keys.press("Enter")
    assert "if they had a tie" in opened.by("live-measures").text_content()
    keys.press("Enter")
    assert opened.steps() == [("add tie", ADVICE, "Old Quay Surgery")]
    for _ in range(30):
        keys.press("Tab")
        if page.evaluate("document.activeElement.id") == "note":
            break
    assert page.evaluate("document.activeElement.id") == "note"
    keys.press("Shift+Tab")
    keys.type("they share a desk")
    keys.press("Tab")
    keys.press("Enter")
    assert opened.steps()[1] == ("note", ADVICE, "")
    keys.press("Control+z")
    assert len(opened.steps()) == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert opened.opened.violations() == []
    page.set_viewport_size({"width": 1366, "height": 768})
    page.locator("#map").focus()
    keys.press("r")
    page.wait_for_function("() => document.documentElement.classList.contains('room')")
    assert opened.by("ledger").is_visible() and opened.by("edit").is_visible()
    assert opened.opened.violations() == []


def test_two_waves_are_corrected_in_the_later_one(browser, riverside_change, tmp_path):
    page = sm.save(sm.render(riverside_change, editing=True), tmp_path / "two.html")
    opened = Person(open_page(browser, page, reduced_motion="reduce"))
    opened.by("edit").click()
    opened.by("view-before").check()
    before = opened.opened.visible()
    opened.by("view-changed").check()
    opened.say("add-organisation", "Forgotten Friends", sector="Housing")
    opened.say("add-tie", "Forgotten Friends", POLICE)
    assert ["Forgotten Friends", POLICE, "new"] in opened.opened.visible()["ties"]
    opened.by("view-before").check()
    assert opened.opened.visible() == before
    opened.by("view-after").check()
    assert "Forgotten Friends" in opened.opened.visible()["organisations"]
    opened.by("view-overview").check()
    assert opened.opened.violations() == [] and opened.opened.faults == []
    # Where the browser keeps nothing, it warns before leaving.
    opened.run("""() => { Storage.prototype.setItem = () => { throw new Error("full"); }; }""")
    opened.by("view-overview").uncheck()
    opened.say("strike-tie", "Forgotten Friends", POLICE)
    assert opened.page.locator("#said-lost").is_visible()
    with opened.page.expect_event("dialog") as asked:
        opened.page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    opened.run("sysmap.forgetSaid()")


def test_two_tables_are_joined_and_what_contradicts_is_not(opened, browser, path):
    opened.by("edit").click()
    opened.say("add-organisation", "Forgotten Friends", sector="Housing", by="table one")
    opened.say("add-tie", "Forgotten Friends", POLICE)
    opened.say("strike-tie", COUNCIL, POLICE)
    one = opened.saved()
    other = Person(open_page(browser, path, reduced_motion="reduce"))
    other.by("edit").click()
    other.say("add-tie", "Old Quay Surgery", ADVICE, by="table two")
    other.press("undo")
    other.say("strike-tie", COUNCIL, POLICE)
    other.say("add-organisation", "Forgotten Friends", sector="Housing")
    other.say("add-tie", "Forgotten Friends", ADVICE)
    assert opened.open(other.saved(), "two.said.csv") == "1 step from two.said.csv added"
    assert opened.steps()[-1] == ("add tie", "Forgotten Friends", ADVICE) and len(opened.steps()) == 4
    other.say("change-sector", "Forgotten Friends", sector="Private")
    before = opened.run("sysmap.ledger")
    said = opened.open(other.saved(), "two.said.csv")
    assert "belongs to Private, and what was said here is Housing" in said
    assert opened.run("sysmap.ledger") == before
    other.press("undo")
    for person, strength in ((opened, "1"), (other, "3")):
        person.say("change-tie", "Forgotten Friends", ADVICE, strength=strength)
    before = opened.run("sysmap.ledger")
    said = opened.open(other.saved(), "two.said.csv")
    assert f"between Forgotten Friends and {ADVICE} another kind or strength" in said
    assert opened.run("sysmap.ledger") == before
    other.press("undo")
    other.say("change-tie", "Forgotten Friends", ADVICE, strength="1")
    assert opened.open(other.saved(), "two.said.csv").endswith("from two.said.csv added")
    # The file that was saved first is how this one begins.
    assert opened.open(one) == "Everything in room.said.csv is here already"
    assert other.opened.faults == []


def test_whatever_is_said_in_whatever_order_what_is_drawn_is_what_is_counted(opened):
    first = opened.opened.visible()
    opened.page.evaluate(CORRECTIONS.read_text(encoding="utf-8"))
    found = opened.run("seed => window.correct(seed, 80)", 16)
    assert found["wrong"] == [] and found["steps"] > 30
    assert (
        opened.run("""async () => {
        const undo = sysmap.at("undo");
        while (undo.getAttribute("aria-disabled") === "false") { undo.click(); await null; }
        return sysmap.said().length;
    }""")
        == 0
    )
    assert opened.opened.visible() == first
