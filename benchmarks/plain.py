"""What a competent analyst writes with pandas, networkx and pyvis: the same measures, fewer draws."""

from __future__ import annotations

SCRIPT = """
import sys
from pathlib import Path
import networkx as nx
import numpy as np
import pandas as pd
from pyvis.network import Network

folder, out, draws = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
partners = pd.read_csv(folder / "partners.csv")
ties = pd.read_csv(folder / "collaborations.csv", dtype={"wave": str})
sector = dict(zip(partners["id"], partners["sector"]))
names = sorted(sector)
random = np.random.default_rng(0)


def graph_of(pairs):
    graph = nx.Graph()
    graph.add_nodes_from(names)
    graph.add_edges_from(pairs)
    return graph


def distances(graph):
    place = {name: number for number, name in enumerate(names)}
    matrix = np.full((len(names), len(names)), np.inf)
    for source, lengths in nx.all_pairs_shortest_path_length(graph):
        for target, length in lengths.items():
            matrix[place[source], place[target]] = length
    return matrix


def of_totals(graph, label):
    between = sum(label[a] != label[b] for a, b in graph.edges)
    within = graph.number_of_edges() - between
    sizes = pd.Series(label).value_counts()
    possible = len(names) * (len(names) - 1) / 2
    inside = (sizes * (sizes - 1) / 2).sum()
    ties = between + within
    return {
        "density": ties / possible,
        "cross_share": between / ties,
        "ei": (between - within) / ties,
        "ratio": between / ties / (1 - inside / possible),
        "cross_density": between / (possible - inside),
        "within_density": within / inside,
    }


def of_distances(matrix, codes):
    cross = codes[:, None] != codes[None, :]
    reached = matrix[cross]
    reachable = np.isfinite(reached)
    return {"cross_efficiency": (1 / reached).mean(), "cross_distance": reached[reachable].mean()}


def codes_of(label):
    return pd.factorize(np.array([label[name] for name in names]))[0]


def measures(graph, label):
    return {**of_totals(graph, label), **of_distances(distances(graph), codes_of(label))}


pages, graphs = [], {}
for wave, rows in ties.groupby("wave"):
    graph = graphs[wave] = graph_of(zip(rows["source"], rows["target"]))
    value = measures(graph, sector)
    partners_of = [degree for _, degree in graph.degree]
    value["centralisation"] = (max(partners_of) * len(names) - sum(partners_of)) / (
        (len(names) - 1) * (len(names) - 2)
    )
    value["weak_points"] = len(list(nx.articulation_points(graph)))
    matrix, shuffled = distances(graph), []
    for _ in range(draws):
        label = dict(zip(names, random.permutation([sector[name] for name in names])))
        shuffled.append({**of_totals(graph, label), **of_distances(matrix, codes_of(label))})
    band = pd.DataFrame(shuffled).quantile([0.025, 0.975])
    scores = pd.DataFrame(
        {
            "partners": dict(graph.degree),
            "betweenness": nx.betweenness_centrality(graph),
            "closeness": nx.closeness_centrality(graph),
            "constraint": nx.constraint(graph),
            "effective_size": nx.effective_size(graph, nodes=list(graph)),
            "core": nx.core_number(graph),
        }
    )
    pages += [pd.Series(value).to_frame(wave).to_html(), band.to_html(), scores.to_html()]
    drawn = Network(cdn_resources="in_line")
    for name in names:
        drawn.add_node(name, group=sector[name])
    for a, b in graph.edges:
        drawn.add_edge(a, b)
    (out / f"plain {wave}.html").write_text(drawn.generate_html(), encoding="utf-8")

first, last = (set(map(frozenset, graph.edges)) for graph in graphs.values())
changed = [tuple(sorted(pair)) for pair in sorted(map(sorted, first ^ last))]
kept = [tuple(pair) for pair in first & last]
swaps = []
for _ in range(draws):
    heads = random.random(len(changed)) < 0.5
    one = measures(graph_of(kept + [pair for pair, head in zip(changed, heads) if head]), sector)
    other = measures(graph_of(kept + [pair for pair, head in zip(changed, heads) if not head]), sector)
    swaps.append({name: other[name] - one[name] for name in one})
observed = [measures(graph, sector) for graph in graphs.values()]
change = {name: observed[1][name] - observed[0][name] for name in observed[0]}
far = pd.DataFrame(swaps).abs() >= pd.Series(change).abs()
p = (1 + far.sum()) / (draws + 1)
pages.append(pd.DataFrame({"change": change, "p": p}).to_html())
(out / "plain.html").write_text("\\n".join(pages), encoding="utf-8")
"""
