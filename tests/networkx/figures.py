#!/usr/bin/env python3
"""The figures that tests/it/networkx.rs holds ours against, computed by NetworkX (https://networkx.org, BSD licence).

    python3 -m venv /tmp/nx && /tmp/nx/bin/pip install networkx==3.4.2 scipy
    /tmp/nx/bin/python tests/networkx/figures.py > tests/networkx/figures.json

Graphs: Zachary's karate club (W. W. Zachary, "An information flow model for conflict and fission in small groups", 1977, as
NetworkX has it, unweighted), and three random ones: a preferential attachment, a small world, a planted partition.
"""
import json
import random

import networkx as nx


def figures(name, graph, sample=None):
    graph = nx.convert_node_labels_to_integers(graph)
    chance = random.Random(7)
    # each undirected edge gets a direction, one in four both
    arcs = []
    for a, b in graph.edges():
        pair = (a, b) if chance.random() < 0.5 else (b, a)
        arcs.append(pair)
        if chance.random() < 0.25:
            arcs.append(pair[::-1])
    directed = nx.DiGraph()
    directed.add_nodes_from(graph)
    directed.add_edges_from(arcs)
    plain = nx.Graph()
    plain.add_nodes_from(graph)
    plain.add_edges_from(graph.edges())
    ranks = nx.pagerank(directed, alpha=0.85, tol=1e-13, max_iter=1000)
    between = nx.betweenness_centrality(plain)
    best = max(nx.community.modularity(plain, nx.community.louvain_communities(plain, seed=seed)) for seed in range(10))
    return {
        "name": name,
        "nodes": plain.number_of_nodes(),
        "arcs": sorted(arcs),
        "pagerank": [round(ranks[node], 12) for node in plain],
        "betweenness": [round(between[node], 12) for node in plain],
        "modularity": best,
    }


karate = nx.Graph(nx.karate_club_graph().edges())
graphs = [
    figures("karate club", karate),
    figures("preferential attachment", nx.barabasi_albert_graph(300, 2, seed=1)),
    figures("small world", nx.watts_strogatz_graph(200, 6, 0.1, seed=2)),
    figures("planted partition", nx.planted_partition_graph(8, 25, 0.3, 0.01, seed=3)),
]
print(json.dumps({"networkx": nx.__version__, "graphs": graphs}, separators=(",", ":")))
