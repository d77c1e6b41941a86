#!/usr/bin/env python3
"""Holds the measures in `foamsite graph` of real vaults against NetworkX.

    compare.py FOAMSITE VAULT...

Fails where PageRank or exact betweenness differ by more than 1e-6, or modularity falls more than 2 % short of Louvain's.
"""
import json
import subprocess
import sys

import networkx as nx


def compare(program, vault):
    run = subprocess.run([program, "graph", vault], capture_output=True, text=True)
    data = json.loads(run.stdout)
    notes = {note["path"]: note for note in data["notes"]}
    count = {}
    for link in data["links"]:
        source, target = link["source"], link["target"]
        if target in notes and source != target:
            count[source, target] = count.get((source, target), 0) + 1
    directed = nx.DiGraph()
    directed.add_nodes_from(notes)
    directed.add_edges_from(count)
    ranks = nx.pagerank(directed, alpha=0.85, tol=1e-13, max_iter=1000)
    rank_off = max(abs(ranks[path] - note["pagerank"]) for path, note in notes.items())

    lists = [path for path, note in notes.items() if note["role"] != "note"]
    plain = nx.Graph()
    plain.add_nodes_from(notes)
    plain.add_edges_from((a, b) for a, b in count if a not in lists and b not in lists)
    between = nx.betweenness_centrality(plain)
    between_off = max(abs(between[path] - note["betweenness"]) for path, note in notes.items())

    # the weights that communities are found with: src/insight/mod.rs, `ties`
    ties = nx.Graph()
    ties.add_nodes_from(notes)
    for (a, b), n in count.items():
        if not ties.has_edge(a, b):
            both = n + count.get((b, a), 0)
            ties.add_edge(a, b, weight=min(both, 3) * (0.1 if a in lists or b in lists else 1.0))
    parts = {}
    for path, note in notes.items():
        parts.setdefault(note["community"], set()).add(path)
    louvain = max(nx.community.modularity(ties, nx.community.louvain_communities(ties, seed=seed)) for seed in range(5))
    ours = nx.community.modularity(ties, parts.values())
    fine = rank_off < 1e-6 and between_off < 1e-6 and ours >= louvain * 0.98
    print(f"{'ok  ' if fine else 'FAIL'} {vault}: {len(notes)} notes; PageRank off by {rank_off:.1e}, betweenness by {between_off:.1e}; "
          f"modularity {ours:.4f}, NetworkX's Louvain {louvain:.4f}")
    return fine


if __name__ == "__main__":
    results = [compare(sys.argv[1], vault) for vault in sys.argv[2:]]
    sys.exit(not all(results))
