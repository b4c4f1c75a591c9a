"""Nobody undoes pseudonyms without the key: an attacker holds the list of partners, and the copy."""

from __future__ import annotations

import csv
import hashlib
import hmac
import random
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from test_public import content

import sysmap as sm
from sysmap.errors import ChoiceError
from sysmap.outputs import codes as coding
from sysmap.outputs.codes import Codes, read_key, write_key
from sysmap.outputs.pseudonyms import pseudonymised
from sysmap.records.tables.declared import TABLES
from sysmap.vocabulary import fold
from tests.depth import times

KEYS = times(30)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    (tmp_path / "apart").mkdir()
    return tmp_path / "apart" / "key.csv"


# -- The attacker orders the list of partners, and lays it beside the codes --


def _digest(name: str) -> Callable[[str], object]:
    return lambda text: hashlib.new(name, text.encode()).digest()


ORDERS: dict[str, Callable[[str], object]] = {
    "the alphabet": str.casefold,
    "the alphabet, backwards": lambda text: [-ord(letter) for letter in text],
    "length": len,
    "sha-256": _digest("sha256"),
    "sha-1": _digest("sha1"),
    "md5": _digest("md5"),
    "a keyed hash whose key is blank": lambda text: hmac.digest(b"", text.encode(), "sha256"),
    "a keyed hash, blank, of what it is": lambda text: hmac.digest(
        b"", f"organisation\\0{text}".encode(), "sha256"
    ),
    "Python's own numbers": lambda text: random.Random(text).random(),
}


def recovered(partners: pd.DataFrame, listed: list[str], truth: dict[str, str]) -> int:
    """Count the organisations an attacker names who takes codes, sector by sector, in their order."""
    sector = dict(zip(partners["id"], partners["sector"], strict=True))
    guess, codes = defaultdict(list), defaultdict(list)
    for one in listed:
        guess[sector[one]].append(one)
    for one, code in truth.items():
        codes[sector[one]].append(code)
    return sum(
        truth[one] == code
        for label, ones in guess.items()
        for one, code in zip(ones, sorted(codes[label]), strict=True)
    )


@pytest.fixture(scope="module")
def many_keys(riverside, tmp_path_factory):
    """Copies of the demo records under many new keys: for each the true codes, and the copy."""
    drawn = random.Random(18)
    folder = tmp_path_factory.mktemp("keys")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(coding.secrets, "token_hex", lambda size: f"{drawn.getrandbits(8 * size):0{2 * size}x}")
        made = [pseudonymised(riverside, folder / f"{number}.csv") for number in range(KEYS)]
    return [(codes.of("organisation"), copy) for copy, codes in made]


@pytest.mark.parametrize("by", ["id", "name"])
@pytest.mark.parametrize("order", [*ORDERS, "the order of the file"])
def test_no_order_of_the_list_of_partners_finds_more_than_guessing(many_keys, riverside, by, order):
    partners = riverside.partners
    listed = partners if order not in ORDERS else partners.sort_values(by, key=lambda c: c.map(ORDERS[order]))
    hits = [recovered(partners, list(listed["id"]), truth) for truth, _ in many_keys]
    # Whoever guesses an order finds one organisation of each sector on average, however large it is.
    by_guessing = partners["sector"].nunique()
    assert sum(hits) / KEYS < by_guessing + 5 * (by_guessing / KEYS) ** 0.5


def of_one_wave(frame: pd.DataFrame, column: str) -> list[str]:
    """List organisations in the order of rows; of one wave, since who was in which is no secret."""
    return list(dict.fromkeys(frame.loc[frame["wave"] == "2024" if "wave" in frame else slice(None), column]))


def test_rows_of_no_table_stand_in_the_order_of_the_file(many_keys, riverside):
    partners = riverside.partners
    for name in ("partners", "asked", "collaborations"):
        column = {"partners": "id", "asked": "organisation", "collaborations": "source"}[name]
        listed = of_one_wave(getattr(riverside, name), column)
        hits = []
        for truth, copy in many_keys:
            met = of_one_wave(getattr(copy, name), column)
            sector = dict(zip(partners["id"], partners["sector"], strict=True))
            back = {code: one for one, code in truth.items()}
            places = defaultdict(list)
            for code in met:
                places[sector[back[code]]].append(code)
            guess = {one: places[sector[one]].pop(0) for one in listed if places[sector[one]]}
            hits.append(sum(truth[one] == code for one, code in guess.items()))
        by_guessing = partners["sector"].nunique()
        assert sum(hits) / KEYS < by_guessing + 5 * (by_guessing / KEYS) ** 0.5, name


def test_another_key_gives_other_codes_and_the_same_key_the_same(tmp_path, riverside):
    keys = [tmp_path / f"key-{number}.csv" for number in range(2)]
    for number, each in enumerate([keys[0], keys[1], keys[0]]):
        (tmp_path / str(number)).mkdir()
        sm.save(riverside, tmp_path / str(number) / "copy.xlsx", pseudonyms=each)
    first, other, again = (content(tmp_path / str(number) / "copy.xlsx") for number in range(3))
    assert first == again != other
    assert read_key(keys[0]).secret != read_key(keys[1]).secret


def test_the_secret_alone_gives_the_same_codes_again(tmp_path, key, riverside):
    sm.save(riverside, tmp_path / "one", pseudonyms=key)
    write_key(Codes(read_key(key).secret), key.with_name("bare.csv"))
    sm.save(riverside, tmp_path / "two", pseudonyms=key.with_name("bare.csv"))
    assert content(tmp_path / "one") == content(tmp_path / "two")
    assert key.read_bytes() == key.with_name("bare.csv").read_bytes()


def test_the_secret_is_nowhere_but_in_the_key(tmp_path, key, riverside):
    text = content(sm.save(riverside, tmp_path / "one", pseudonyms=key))
    assert read_key(key).secret not in text


def test_a_key_without_a_secret_is_refused(tmp_path, key, riverside):
    key.write_text("code,what,id,name\nPOL-01,organisation,A,A\n", encoding="utf-8")
    with pytest.raises(ChoiceError, match="holds no secret.*another file"):
        sm.save(riverside, tmp_path / "copy", pseudonyms=key)
    assert not (tmp_path / "copy").exists()


# -- The copy is made of structure and codes: the same for records that say all else differently --


def everything(word: Callable[[str], str], *, day: str, backwards: bool = False) -> sm.Records:
    """Records with every table and column filled; `word` writes what is named and what is said freely."""
    sectors = ["Police", "Police", "NHS", "NHS", "NHS", "Voluntary", "Education"]
    ids = [word(f"id {letter}") for letter in "ABCDEFG"]
    a, b, c, d, e, f, g = ids
    board, fund = word("board"), word("fund")
    frames = {
        "partners": pd.DataFrame(
            {
                "id": ids,
                "name": [word(f"name {letter}") for letter in "ABCDEFG"],
                "sector": sectors,
                "place": [word("place x"), f"{word('place x')} | {word('place y')}", *[word("place y")] * 5],
                "parent": ["", a, "", "", "", "", ""],
                "identifiers": [word(f"GB-COH:{letter}") for letter in "ABCDEFG"],
                "opened": ["", "", "", f"2021-{day}", "", "", ""],
                "closed": ["", "", f"2023-{day}", "", "", "", ""],
                "note": word("a note"),
                "remark": word("a remark"),
            }
        ),
        "collaborations": pd.DataFrame(
            [
                (a, b, "works with", 2, "2022", a),
                (b, c, word("own kind"), 1, "2022", word("a person")),
                (c, d, word("other kind"), 1, "2022", "respondent 4"),
                (d, e, "funds", 3, "2024", d),
                (e, f, "works with", 2, "2024", "respondent 9"),
                (f, g, "works with", 2, "2024", f),
                (g, a, word("own kind"), 3, "2024", g),
            ],
            columns=["source", "target", "kind", "strength", "wave", "reported_by"],
        ).assign(
            start=[f"{2021 + row % 2}-{day}" for row in range(7)],
            trust=len(day) % 4 + 1,
            value=2,
            note=word("a note"),
        ),
        "memberships": pd.DataFrame(
            {
                "organisation": [a, b, f],
                "forum": [board, board, fund],
                "role": ["chair", word("own role"), ""],
                "unit": word("unit"),
                "start": [f"2023-{day}", "", ""],
                "end": ["", f"2023-{day}", ""],
                "note": word("a note"),
            }
        ),
        "forums": pd.DataFrame(
            {
                "forum": [board, fund],
                "kind": ["board", word("own kind of forum")],
                "host": [a, ""],
                "place": [word("place x"), ""],
                "start": [f"2019-{day}", ""],
                "planned_end": [f"2030-{day}", ""],
                "note": word("a note"),
            }
        ),
        "asked": pd.DataFrame(
            {
                "wave": ["2022"] * 6 + ["2024"] * 6,
                "organisation": [*ids[:6], *ids[1:]],
                "answered": ["y", "n", "y", "y", "y", "n"] * 2,
                "respondents": [len(day) % 3 + 1, 0, 1, 2, 3, 0] * 2,
                "mode": word("how"),
            }
        ),
        "money": pd.DataFrame(
            {
                "source": [a, fund],
                "target": [board, f],
                "amount": [len(word("m")) * 17, 5],
                "basis": word("b"),
            }
        ),
        "succession": pd.DataFrame(
            {"from": [word("old one")], "to": [d], "date": [f"2023-{day}"], "source": word("register")}
        ),
        "places": pd.DataFrame(
            {
                "place": [word("place x"), word("place y")],
                "code": [f"E0000000{len(word('p')) % 9}", ""],
                "kind": ["borough", word("kind of place")],
                "parent": ["", word("place z")],
            }
        ),
        "programmes": pd.DataFrame(
            {
                "programme": [word("programme")],
                "place": [word("place x")],
                "enabler": [word("enabler")],
                "aim": [word("aim")],
                "start": [f"2023-{day}"],
            }
        ),
        "waves": pd.DataFrame(
            {
                "wave": ["2022", "2024"],
                "label": word("label"),
                "question": word("question"),
                "scale": "1 to 4",
            }
        ),
        "facts": pd.DataFrame(
            {"subject": [f"organisation:{a}"], "measure": [word("staff")], "value": [len(word("f"))]}
        ),
    }
    if backwards:
        frames = {
            name: frame if name == "waves" else frame.iloc[::-1].reset_index(drop=True)
            for name, frame in frames.items()
        }
    return sm.read_records(**frames)


def plain(text: str) -> str:
    return f"Plain {text}"


def disguised(text: str) -> str:
    """Write a word otherwise: another order, another length."""
    return f"Zy{hashlib.md5(text.encode()).hexdigest()[: 4 + len(text) % 5]} quite different".title()


def test_the_copy_holds_nothing_of_names_texts_ratings_amounts_dates_and_order(tmp_path, key):
    sm.save(everything(plain, day="03-04"), tmp_path / "one", pseudonyms=key)
    with key.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    words = {
        plain(text): disguised(text)
        for text in [
            *(f"{what} {letter}" for letter in "ABCDEFG" for what in ("id", "name")),
            *("board", "fund", "own kind", "other kind", "a person", "old one", "programme", "enabler"),
            *("place x", "place y", "place z"),
        ]
    }
    places = {fold(text): fold(other) for text, other in words.items()}
    for row in rows:
        row["id"] = places[row["id"]] if row["what"] == "place" else words.get(row["id"], row["id"])
        row["name"] = words.get(row["name"], row["name"])
    other = key.with_name("other.csv")
    pd.DataFrame(rows).to_csv(other, index=False, encoding="utf-8-sig")
    sm.save(everything(disguised, day="11-28", backwards=True), tmp_path / "two", pseudonyms=other)
    assert content(tmp_path / "one") == content(tmp_path / "two")
    assert "Plain" not in content(tmp_path / "one")


def test_the_copy_has_the_same_maps_in_every_wave(tmp_path, key):
    own = everything(plain, day="06-30")
    copy = sm.read_records(sm.save(own, tmp_path / "copy", pseudonyms=key))
    codes = read_key(key).of("organisation")
    for wave in ("2022", "2024"):
        one, other = (sm.build_map(each, wave) for each in (own, copy))
        assert sorted(codes[each] for each in one.organisations.index) == list(other.organisations.index)
        for measure in ("cross_share", "deep_cross_share", "confirmation_rate"):
            values = [
                sm.integration(each, measure, draws=0).to_frame()["value"].item() for each in (one, other)
            ]
            assert values[0] == pytest.approx(values[1], nan_ok=True)
        seats = [each.forums[["forum", "organisation"]] for each in (one, other)]
        forums = read_key(key).of("forum")
        assert sorted((forums[f], codes[o]) for f, o in seats[0].itertuples(index=False)) == sorted(
            seats[1].itertuples(index=False, name=None)
        )


@pytest.mark.parametrize(
    ("start", "end"),
    [("2020", ""), ("2022-05", "2022-06"), ("2023-02", "2023-03"), ("2024-02", "2024-03"), ("2026", "2027")],
)
def test_a_term_reaches_the_same_waves_as_before(tmp_path, key, start, end):
    own = sm.read_records(
        partners=pd.DataFrame({"name": list("ABC"), "sector": ["NHS", "Police", "Council"]}),
        collaborations=pd.DataFrame({"source": ["A", "B"], "target": ["B", "C"], "wave": ["2022", "2024"]}),
        memberships=pd.DataFrame({"organisation": list("AB"), "forum": "x", "start": start, "end": end}),
    )
    copy = sm.read_records(sm.save(own, tmp_path / "copy", pseudonyms=key))
    assert set(copy.memberships["start"]) != {start}
    for wave in ("2022", "2024"):
        one, other = (sm.build_map(each, wave).forums for each in (own, copy))
        assert len(one) == len(other)


def test_columns_that_nobody_thought_of_leave_the_copy():
    """What is kept or coded is a list of what is, not of what is not: a new column is left out."""
    from sysmap.outputs.pseudonyms import _CODED, _KEPT, _left

    for name, table in TABLES.items():
        filled = {column.name: ["canary"] for column in (*table.columns, *table.added)}
        left = _left(name, pd.DataFrame(filled))
        shown = {column for column in left if len(left) and (left[column] == "canary").any()}
        dates = {column.name for column in table.columns if column.accepts == "date"}
        assert shown <= {*_KEPT.get(name, ()), *_CODED.get(name, ()), *dates}


def test_the_copy_says_who_can_still_be_told(tmp_path, key, riverside):
    (tmp_path / "out").mkdir()
    sm.save(riverside, tmp_path / "out" / "copy", pseudonyms=key)
    said = (tmp_path / "out" / "copy" / "about this copy.txt").read_text(encoding="utf-8")
    sizes = riverside.partners["sector"].value_counts()
    alone = sorted(sizes.index[sizes == 1])
    assert alone and f"one organisation alone, which the sector gives away: {', '.join(alone)}." in said
    assert "only one of the sector with that number of partners" in said


# -- Days of a wave that were those of its records --

DAYS = {
    "one year each": ({"2022": ("2022-03-07", "2022-06-19"), "2024": ("2024-02-11", "2024-02-23")}, {}),
    "one day": ({"2022": ("2022-03-07", "2022-03-07"), "2024": ("2024-02-11", "2024-02-11")}, {}),
    "months beside each other": (
        {"Wave 1": ("2022-03-07", "2022-03-19"), "Wave 2": ("2022-04-11", "2022-04-23")},
        {"start": "2022-03-24", "end": "2022-04-05"},
    ),
    "one month": ({"Wave 1": ("2022-03-07", "2022-03-10"), "Wave 2": ("2022-03-21", "2022-03-23")}, {}),
}


@pytest.mark.parametrize("name", DAYS)
def test_the_days_of_records_are_not_in_the_copy_and_who_is_on_each_map_stays(tmp_path, key, name):
    waves, term = DAYS[name]
    ties = [
        (a, b, wave, day)
        for wave, days in waves.items()
        for a, b, day in (("A", "B", days[0]), ("B", "C", days[1]), ("A", "C", days[0]))
    ]
    first, last = list(waves.values())
    own = sm.read_records(
        partners=pd.DataFrame(
            {
                "name": list("ABCDEFG"),
                "sector": ["NHS", "Police", "Council", "NHS", "Police", "Council", "NHS"],
                # Before, inside, between and after the waves, and on their days.
                "opened": ["", "", "", last[0], first[1], "2023-01", "2030"],
                "closed": ["", "", "", "", last[0], "", ""],
            }
        ),
        collaborations=pd.DataFrame(ties, columns=["source", "target", "wave", "start"]),
        memberships=pd.DataFrame(
            {"organisation": list("AB"), "forum": "x", "start": term.get("start", ""), "end": term.get("end")}
        ),
    )
    assert set(own.waves["dates_from"]) == {"records"}
    folder = sm.save(own, tmp_path / "copy", pseudonyms=key)
    text = content(folder)
    exact = {day for days in waves.values() for day in days}
    after = {(pd.Timestamp(day) + pd.Timedelta(days=1)).date().isoformat() for day in exact}
    assert not [day for day in exact | after if day in str(text)]
    if name == "one month":
        return  # no month tells these waves apart: the copy does not say when they were
    copy, codes = sm.read_records(folder), read_key(key).of("organisation")
    for wave in waves:
        one, other = (sm.build_map(each, wave) for each in (own, copy))
        assert sorted(codes[each] for each in one.organisations.index) == list(other.organisations.index)
        assert len(one.forums) == len(other.forums)
