"""A later map that starts from an earlier one: `pages/standing.py` and `render(positions=...)`."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from conftest import draw

import sysmap as sm
from sysmap.pages.map.positions import joined_in

PATH = nx.path_graph(["a", "b", "c", "d", "e"])
STANDING = {"a": (0.0, 0.0), "c": (400.0, 0.0), "gone": (9.0, 9.0)}


def test_who_stood_somewhere_stays_and_who_is_new_joins_its_partners():
    spots = joined_in(sorted(PATH), PATH, STANDING)
    assert (spots["a"], spots["c"]) == ((0.0, 0.0), (400.0, 0.0))
    assert abs(spots["b"][0] - 200) < 60
    assert set(spots) == set(PATH)


def test_nobody_stands_in_the_place_of_another():
    star = nx.star_graph(12)
    graph = nx.relabel_nodes(star, {n: f"n{n:02}" for n in star})
    spots = joined_in(sorted(graph), graph, {"n00": (0.0, 0.0)})
    places = np.array(list(spots.values()))
    gaps = [np.hypot(*(one - other)) for at, one in enumerate(places) for other in places[at + 1 :]]
    assert min(gaps) > 40


def test_an_organisation_without_placed_partners_goes_below_the_map():
    graph = nx.Graph([("a", "b")])
    graph.add_node("z")
    spots = joined_in(["a", "b", "z"], graph, {"a": (0.0, 0.0), "b": (200.0, 50.0)})
    assert spots["z"][1] > 50


def test_a_later_map_starts_from_the_positions_of_an_earlier_one(tmp_path):
    first = sm.render(draw("A-B B-C C-D", A="x", B="x", C="y", D="y"))
    path = sm.save(first, tmp_path / "first.positions.csv")
    later = sm.render(draw("A-B B-C C-D D-E", A="x", B="x", C="y", D="y", E="y"), positions=pd.read_csv(path))
    before = first.positions.set_index("id")[["x", "y"]]
    after = later.positions.set_index("id")[["x", "y"]]
    assert after.loc[before.index].equals(before)
    assert "E" in after.index


def test_a_plain_name_of_the_file_does_as_well(tmp_path):
    page = sm.render(draw("A-B", A="x", B="y"))
    path = sm.save(page, tmp_path / "positions.csv")
    assert pd.read_csv(path).columns.tolist() == ["id", "name", "x", "y"]


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (pd.DataFrame({"id": ["A"], "x": [1]}), "lacks y"),
        (pd.DataFrame({"x": [1], "y": [2]}), "lacks id"),
        (pd.DataFrame({"id": ["A"], "x": ["far"], "y": [2]}), "other than numbers"),
    ],
)
def test_positions_that_are_none_are_refused(frame, said):
    with pytest.raises(sm.ChoiceError, match=said):
        sm.render(draw("A-B", A="x", B="y"), positions=frame)


def test_names_do_where_there_are_no_ids():
    frame = pd.DataFrame({"name": ["A", "B"], "x": [10, 90], "y": [5, 5]})
    page = sm.render(draw("A-B", A="x", B="y"), positions=frame)
    assert page.positions[["x", "y"]].to_numpy().tolist() == [[10, 5], [90, 5]]
