"""Headers that mean two things, and values that do: decided by what the column shows, and said."""

from __future__ import annotations

import pandas as pd
import pytest

import sysmap as sm

PARTNERS = pd.DataFrame(
    {"id": list("ABCD"), "name": ["Aa", "Bb", "Cc", "Dd"], "sector": ["NHS", "Council", "Police", "Police"]}
)
ENDS = {"source": ["A", "B", "C"], "target": ["B", "C", "D"]}


def read(**columns):
    return sm.read_records(partners=PARTNERS, collaborations=pd.DataFrame(columns))


def said(records) -> str:
    return " ".join(records.problems["message"])


@pytest.mark.parametrize("ends", [ENDS, {"from": ENDS["source"], "to": ENDS["target"]}])
@pytest.mark.parametrize("values", [["4", "1", "2"], ["12", "0.5", "3"]])
def test_value_alone_is_the_strength(ends, values):
    records = read(**ends, value=values)
    assert records.collaborations["strength"].tolist() == [float(value) for value in values]
    assert records.collaborations["value"].isna().all()
    assert "value is read as the strength" in said(records)
    # Whoever may have meant a rating is asked, with a line to copy.
    assert ("if it is a rating" in said(records)) == (values == ["4", "1", "2"])


@pytest.mark.parametrize("beside", ["strength", "weight", "trust", "value_power"])
def test_value_beside_a_strength_or_another_rating_is_a_rating(beside):
    records = read(**ENDS, value=["4", "1", "2"], **{beside: ["1", "2", "3"]})
    assert records.collaborations["value"].tolist() == [4.0, 1.0, 2.0]


def test_the_line_that_the_message_gives_makes_value_a_rating():
    ties = pd.DataFrame({**ENDS, "value": ["4", "1", "2"]})
    columns = {"source": "source", "target": "target", "value": "value"}
    records = sm.read_records(ties, partners=PARTNERS, columns=columns)
    assert records.collaborations["value"].tolist() == [4.0, 1.0, 2.0]
    assert records.collaborations["strength"].isna().all()


def test_a_rating_saved_and_read_again_stays_a_rating(tmp_path):
    ties = pd.DataFrame({**ENDS, "value": ["4", "1", "2"]})
    columns = {"source": "source", "target": "target", "value": "value"}
    sm.save(sm.read_records(ties, partners=PARTNERS, columns=columns), tmp_path / "saved")
    assert sm.read_records(tmp_path / "saved").collaborations["value"].tolist() == [4.0, 1.0, 2.0]


def test_a_type_of_words_for_direction_is_no_kind():
    records = read(**ENDS, Type=["Directed", "undirected", ""])
    assert records.collaborations["kind"].tolist() == ["", "", ""]
    assert records.collaborations["directed"].tolist() == [True, False, None]
    assert "read as the direction" in said(records)


def test_a_type_of_other_words_is_the_kind():
    records = read(**ENDS, Type=["plans", "directed", "refers"])
    assert records.collaborations["kind"].tolist() == ["plans", "directed", "refers"]


def test_the_column_directed_may_hold_the_words_of_programs():
    records = read(**ENDS, directed=["Directed", "Undirected", "mutual"])
    assert records.collaborations["directed"].tolist() == [True, False, False]


def test_from_and_to_beside_source_and_target_are_dates_where_they_hold_dates():
    records = read(**ENDS, **{"from": ["2021", "2022", ""], "to": ["2023", "2024", ""]})
    assert records.collaborations["start"].tolist() == ["2021", "2022", None]
    assert records.collaborations["end"].tolist() == ["2023", "2024", None]


@pytest.mark.parametrize(
    ("values", "advice"),
    [
        (["1,200", "300", "20"], "a comma between thousands: write 1200"),
        (["1,200", "0,5", "20"], "a decimal comma: write 1.200"),
        (["0,250", "3", "20"], "a decimal comma: write 0.250"),
        (["1,5", "3", "20"], "a decimal comma: write 1.5"),
        (["1,234,567", "3", "20"], "a comma between thousands: write 1234567"),
    ],
)
def test_a_comma_in_a_number_is_answered_by_what_the_column_shows(values, advice):
    with pytest.raises(sm.RecordsError) as error:
        read(**ENDS, strength=values)
    assert f"{values[0]}: {advice}" in str(error.value)


@pytest.mark.parametrize("amounts", [["1,200", "0,5"], ["0,250", "3"]])
def test_an_amount_with_a_decimal_comma_is_not_read_a_thousand_times_too_large(amounts):
    money = pd.DataFrame({"source": ["A", "B"], "target": ["B", "C"], "amount": amounts})
    with pytest.raises(sm.RecordsError, match="a decimal comma"):
        sm.read_records(partners=PARTNERS, collaborations=pd.DataFrame(ENDS), money=money)


GEXF = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" version="1.3"><graph defaultedgetype="undirected">
<nodes><node id="a" label="Aa"/><node id="b" label="Bb"/><node id="c" label="Cc"/></nodes>
<edges><edge id="0" source="a" target="b" {first}/><edge id="1" source="b" target="c"/></edges></graph>
</gexf>"""


def test_a_weight_left_out_of_gexf_is_1(tmp_path):
    path = tmp_path / "x.gexf"
    path.write_text(GEXF.format(first='weight="3.0"'), encoding="utf-8")
    records = sm.read_records(path, sectors="infer")
    assert records.collaborations["strength"].tolist() == [3.0, 1.0]
    assert "1 edge without a weight: 1, as GEXF defines it" in said(records)


def test_where_no_edge_of_gexf_has_a_weight_none_is_made_up(tmp_path):
    path = tmp_path / "x.gexf"
    path.write_text(GEXF.format(first=""), encoding="utf-8")
    assert sm.read_records(path, sectors="infer").collaborations["strength"].isna().all()


GRAPHML = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="s" for="node" attr.name="sector" attr.type="string"><default>Police</default></key>
<key id="w" for="edge" attr.name="weight" attr.type="double">{default}</key>
<graph edgedefault="undirected"><node id="Aa"/><node id="Bb"/><node id="Cc"/>
<edge source="Aa" target="Bb"><data key="w">3</data></edge><edge source="Bb" target="Cc"/></graph>
</graphml>"""


@pytest.mark.parametrize(("default", "strength"), [("<default>2</default>", 2.0), ("", None)])
def test_graphml_has_the_default_that_its_key_says_and_no_other(tmp_path, default, strength):
    path = tmp_path / "x.graphml"
    path.write_text(GRAPHML.format(default=default), encoding="utf-8")
    found = sm.read_records(path).collaborations["strength"].tolist()
    assert found[0] == 3.0
    assert found[1] == strength if strength else found[1] != found[1]


def test_a_weight_left_blank_in_a_table_of_gephi_is_1(tmp_path):
    (tmp_path / "n.csv").write_text("Id,Label,sector\na,Aa,NHS\nb,Bb,Police\nc,Cc,Police\n", encoding="utf-8")
    (tmp_path / "e.csv").write_text(
        "Source,Target,Type,Weight\na,b,Directed,3\nb,c,Undirected,\n", encoding="utf-8"
    )
    records = sm.read_records(tmp_path / "n.csv", tmp_path / "e.csv")
    assert records.collaborations["strength"].tolist() == [3.0, 1.0]
    assert records.collaborations["directed"].tolist() == [True, False]


def test_an_edge_of_a_dl_list_without_a_number_is_1(tmp_path):
    (tmp_path / "x.dl").write_text(
        "dl n=3 format=edgelist1\nlabels embedded\ndata:\nAa Bb 3\nBb Cc\n", encoding="utf-8"
    )
    assert sm.read_records(tmp_path / "x.dl").collaborations["strength"].tolist() == [3.0, 1.0]
