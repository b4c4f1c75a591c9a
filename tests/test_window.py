"""The window for people who do not type: nobody else gets in, and all it does is what the commands do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from windows import Visitor, opened

import sysmap as sm
from sysmap.assisting.session import ReadingSession
from sysmap.outputs.saving import Output, outputs
from sysmap.window import products
from sysmap.window.application import Window
from sysmap.window.desk import ANNOTATED, SETTLED, SURVEYS, Desk
from sysmap.window.file_names import free_name
from sysmap.window.page import NOTICE_ASKED
from sysmap.window.products import PRODUCTS, ProductChoices

TIES = (
    "Organisation A,Organisation B,How much\nNorthgate Council,Eastway NHS Trust,3\n"
    "Northgate Council,Millbrook Mind,1\nEastway NHS Trust,Westfield Police,2\n"
)
PARTNERS = (
    "name,Kind of body\nNorthgate Council,Local authority\nEastway NHS Trust,NHS provider\n"
    "Millbrook Mind,Voluntary\nWestfield Police,Police\n"
)
FILES = (("ties.csv", TIES.encode()), ("bodies.csv", PARTNERS.encode()))


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with opened(tmp_path_factory.mktemp("window")) as one:
        yield one


@pytest.fixture
def visitor(served):
    """A window in which nothing lies."""
    served.send("clear")
    return served


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    """A window in which the example was read: two waves."""
    with opened(tmp_path_factory.mktemp("window")) as one:
        assert 'data-testid="is-read"' in one.send("example").text
        yield one


# -- Who gets in --


def refused(visitor: Visitor, method: str, path: str, **headers: str) -> bool:
    answer = visitor.ask(method, path, b"" if method == "POST" else None, headers)
    return (
        answer.status == 403 and "Refused" in answer.text and visitor.window.address.token not in answer.text
    )


def places(window: Window) -> list[tuple[str, str]]:
    """Return every address of the window, with how it is asked for."""
    return [
        (next(iter(route.methods - {"HEAD"})), re.sub(r"\{\w+\}", "map", route.path))
        for route in window.application().routes
    ]


def test_nobody_gets_in_without_the_token_another_host_or_from_another_site(visitor):
    host, token = visitor.host, visitor.window.address.token
    all_places = places(visitor.window)
    assert len(all_places) > 10
    for method, path in all_places:
        for wrong in ("", "x" * len(token), token[:-1], token.swapcase()):
            assert refused(visitor, method, path.replace(token, wrong), Origin=f"http://{host}"), path
        for name in (
            "evil.example",
            f"evil.example:{visitor.window.address.port}",
            f"{host}.evil.example",
            "",
        ):
            assert refused(visitor, method, path, Host=name, Origin=f"http://{name}"), (path, name)
        for origin in ("null", "http://evil.example", f"https://{host}", f"http://{host}.evil.example"):
            assert refused(visitor, method, path, Origin=origin), (path, origin)
        if method == "POST":
            assert refused(visitor, method, path), path  # a form that does not say where it was


def test_a_page_is_not_kept_not_framed_and_sends_its_address_nowhere(visitor):
    headers = visitor.get().headers
    assert headers["Cache-Control"] == "no-store" and headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin" and headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src &#39;none&#39;" in visitor.get().text or "default-src 'none'" in visitor.get().text


def test_it_listens_to_this_computer_alone_and_each_window_has_a_token_of_its_own(tmp_path):
    from sysmap.window.admission import Address
    from sysmap.window.serving import listening

    with listening(0) as here:
        assert here.getsockname()[0] == "127.0.0.1"
        with pytest.raises(sm.SysmapError, match="leave out --port"):
            listening(here.getsockname()[1])
    tokens = {Address(1).token for _ in range(50)}
    assert len(tokens) == 50 and min(map(len, tokens)) >= 43
    assert not any(token in repr(Address(1, token)) for token in tokens)


# -- Files --


@given(st.text(max_size=140), st.sets(st.sampled_from(["a.csv", "con.csv", "file", "x"])))
@settings(max_examples=200, deadline=None)
def test_a_name_that_came_in_is_one_that_every_system_can_have(name, taken):
    free = free_name(name, taken)
    assert free and free.casefold() not in taken and len(free) < 260
    assert (
        not re.search(r'[\x00-\x1f<>:"/\\|?*]', free) and free.strip(" ") == free and not free.endswith(".")
    )
    assert free.split(".")[0].casefold() not in {"con", "prn", "aux", "nul", "com1", "lpt1"}


@pytest.mark.parametrize("name", ["../../ties.csv", "..\\..\\ties.csv", "C:\\ties.csv", "/etc/ties.csv"])
def test_a_name_is_never_a_path(visitor, name):
    assert free_name(name, ()) == "ties.csv"
    visitor.put((name.replace("\\", "\\\\"), TIES.encode()))
    assert [path.name for path in visitor.window.desk.sources] == ["ties.csv"]
    assert all(path.parent == visitor.window.desk.folder / "records" for path in visitor.window.desk.sources)


def test_files_that_come_later_are_read_with_the_first(visitor):
    visitor.put(FILES[0])
    page = visitor.put(("ties.csv", b"from,to\nA,B\n"), FILES[1])
    assert [path.name for path in visitor.window.desk.sources] == ["ties.csv", "ties-2.csv", "bodies.csv"]
    assert all(name in page.text for name in ("ties-2.csv", "bodies.csv"))
    visitor.send("clear")
    assert not visitor.window.desk.sources and not list(visitor.window.desk.folder.iterdir())


def test_what_is_no_file_of_records_is_said_and_nothing_can_be_made(visitor):
    page = visitor.put(("photo.jpg", b"\xff\xd8\xff\x00"))
    assert 'data-testid="not-read"' in page.text and "photo.jpg" in page.text
    assert 'data-testid="make-map"' not in page.text
    assert visitor.get("made/map.html").status == 404 and visitor.get("made/../../etc").status == 404


def test_text_of_files_is_text(visitor):
    bad = "<script>alert(1)</script>"
    page = visitor.put((f"{bad}.csv", f"name,sector\n{bad},{bad}\n".encode()), ("t.csv", FILES[0][1]))
    assert bad not in page.text


# -- The questions --


def test_a_form_settles_what_the_assistant_settles(visitor):
    page = visitor.put(*FILES)
    assert "If it is so, say so below." in page.text and "sm.read_records" not in page.text
    assert str(visitor.window.desk.folder) not in page.text
    visitor.send("settle", **{"what-0": "collaborations", "mean-0-strength": "How much"})
    session = ReadingSession(*visitor.window.desk.sources)
    session.accept()
    expected = session.look().records
    read = visitor.window.desk.records
    assert read is not None and read.collaborations.equals(expected.collaborations)
    assert read.partners.equals(expected.partners)
    # The other way round: what a person changes is what is read.
    turned = {"mean-0-source": "Organisation B", "mean-0-target": "Organisation A"}
    visitor.send("settle", **turned)
    assert [sheet.meanings for sheet in visitor.window.desk.session.sheets][0]["source"] == "Organisation B"


def test_how_a_file_is_read_is_kept_by_the_person_and_found_again_beside_it(visitor):
    visitor.put(*FILES)
    page = visitor.send("settle")
    assert f"made/{SETTLED}" in page.text
    kept = visitor.get(f"made/{SETTLED}")
    name = re.search(r'filename="([^"]+)"', kept.headers["Content-Disposition"])[1]
    visitor.send("clear")
    page = visitor.put(*FILES, (name, kept.content))
    assert 'data-testid="is-read"' in page.text and len(visitor.window.desk.sources) == 2


def test_files_of_several_waves_are_asked_about_with_the_years_in_their_names(visitor):
    ties = b"source,target\nA,B\n"
    partners = b"name,sector\nA,Police\nB,Council\nC,Charity\n"
    page = visitor.put(("ties 2022.csv", ties), ("ties 2024.csv", ties), ("partners.csv", partners))
    assert "(perhaps 2022)" in page.text and "(perhaps 2024)" in page.text
    visitor.send("waves", **{"wave-0": "2022", "wave-1": "2024", "wave-2": ""})
    assert visitor.window.desk.records.waves_in_order == ("2022", "2024")


def test_a_copy_in_which_what_is_wrong_is_marked_can_be_taken(visitor):
    ties = b"source,target\nA,Nobody\n"
    page = visitor.put(("collaborations.csv", ties), ("partners.csv", b"name,sector\nA,Police\n"))
    assert f"made/{ANNOTATED}" in page.text and "Nobody" in page.text
    assert visitor.get(f"made/{ANNOTATED}").content.startswith(b"PK")


# -- What is made --


MADE = {
    "map": sm.MapPage,
    "brief": sm.Brief,
    "report": sm.Report,
    "comparison": sm.Comparison,
    "measures": sm.Scorecard,
    "records": sm.Records,
}


@pytest.mark.parametrize("name", PRODUCTS)
def test_what_is_made_is_a_result_of_the_verbs_and_its_file_the_one_that_save_writes(
    known, name, tmp_path, few_redraws
):
    page = known.send(f"make/{name}")
    product, desk = PRODUCTS[name], known.window.desk
    assert type(desk.made[name]) is MADE[name]
    assert all(f"made/{name}{suffix}" in page.text for suffix in product.files)
    first = next(iter(product.files))
    taken, shown = known.get(f"made/{name}{first}"), known.get(f"made/{name}{first}?show")
    assert "attachment" in taken.headers["Content-Disposition"]
    assert "inline" in shown.headers["Content-Disposition"]
    assert taken.content == sm.save(desk.made[name], tmp_path / f"a{first}").read_bytes() == shown.content


def test_every_file_that_is_offered_can_be_written():
    assert set(MADE) == set(PRODUCTS)
    for name, kind in MADE.items():
        fitting = [entry for entry in outputs.values() if kind.__name__ in entry.kinds]
        fitting += [entry for entry in outputs.values() if issubclass(kind, tuple(known_types(entry)))]
        assert set(PRODUCTS[name].files) <= {entry.suffix for entry in fitting}, name


def known_types(entry: Output) -> list[type]:
    return [one for one in entry.of if isinstance(one, type)]


def test_files_of_packages_that_are_not_there_are_not_offered(known, monkeypatch):
    known.send("make/brief")
    assert "made/brief.docx" in known.get().text and "made/brief.pptx" in known.get().text
    monkeypatch.setattr(products, "find_spec", lambda _: None)
    page = known.get().text
    assert "made/brief.html" in page and "made/brief.docx" not in page and "made/brief.pptx" not in page
    assert "For Word and slides" in page


def test_what_is_made_is_put_away_when_something_else_is_chosen(known):
    known.send("make/measures")
    page = known.send("choose", waves="1", boundary="sector")
    assert known.window.desk.choices.waves == ("2022",) and not known.window.desk.made
    assert page.text.count("It needs two waves or more.") == 1
    assert known.get("made/measures.html").status == 404
    known.send("choose", waves="9", boundary="password")
    assert known.window.desk.choices == ProductChoices(("2022",))
    known.send("choose", waves="0", boundary="sector", public="on")
    assert known.window.desk.choices == ProductChoices(("2022", "2024"), "sector", True)
    known.send("choose", waves="0", boundary="sector")


def test_what_cannot_be_made_is_said_beside_its_button(known, monkeypatch):
    def refuse(*_: object) -> None:
        raise sm.ComparisonError("too few answered")

    monkeypatch.setitem(
        PRODUCTS, "brief", PRODUCTS["measures"].__class__(**{**vars(PRODUCTS["brief"]), "make": refuse})
    )
    assert "too few answered" in known.send("make/brief").text


def test_a_survey_is_a_draft_until_people_are_told_what_they_must_be(visitor):
    page = visitor.put(("partners.csv", b"name,sector\nA,Police\nB,Council\nC,Charity\n"))
    assert 'data-testid="make-survey"' in page.text and 'data-testid="make-map"' not in page.text
    assert "do not send it out" in visitor.send("survey").text
    page = visitor.send("survey", **dict.fromkeys(NOTICE_ASKED, "Riverside Council"))
    assert "do not send it out" not in page.text
    for suffix in SURVEYS:
        assert visitor.get(f"made/survey{suffix}").status == 200


# -- Its end --


def test_it_ends_with_the_window_and_nothing_of_it_stays(tmp_path, monkeypatch):
    import tempfile
    import threading

    from sysmap.window import serving, watching

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(watching, "PATIENCE", 0.1)
    said: list[str] = []
    shown: list[str] = []
    monkeypatch.setattr(
        serving.webbrowser, "open", lambda url: shown.append(Path(url[7:]).read_text("utf-8"))
    )
    thread = threading.Thread(target=lambda: serving.open_window(said=said.append))
    thread.start()
    while not said:
        thread.join(0.01)
    url = re.search(r"http://127\.0\.0\.1:(\d+)/([^/]+)/", said[0])
    assert url[0] in shown[0], "the browser is shown a file, so that the token is in no list of processes"
    import http.client

    line = http.client.HTTPConnection("127.0.0.1", int(url[1]), timeout=10)
    line.request("GET", f"/{url[2]}/alive")
    assert line.getresponse().read(5) == b"retry"
    assert thread.is_alive() and list(tmp_path.iterdir())
    line.close()
    thread.join(30)
    assert not thread.is_alive() and not list(tmp_path.iterdir())


def test_while_it_works_the_page_hears_how_far_it_is(tmp_path):
    import asyncio

    from sysmap.window.watching import Watch

    async def heard() -> list[str]:
        watch, got = Watch(), []

        async def listen() -> None:
            async for part in watch.line():
                got.append(part)

        listening = asyncio.create_task(listen())
        await asyncio.sleep(0.01)
        await asyncio.to_thread(watch.progress, "Comparing", 1_000, 1_000)
        await asyncio.sleep(0.01)
        watch.end()
        await listening
        return got

    assert asyncio.run(heard())[1:] == ['data: "Comparing: 1,000 of 1,000"\n\n']


def test_an_empty_desk_says_what_is_not_there(tmp_path):
    desk = Desk(tmp_path)
    desk.make("map")
    assert "no records" in str(desk.made["map"])
