"""The default graph is the set of all triples; a dataset clause overrules it."""

import pytest

from kgtool import open as open_graph
from kgtool.cli import run

DATA = "@prefix : <http://e.org/> . :g1 { :s :q 1 . } :g2 { :s :q 1 . :s :q 2 . } :z :q 9 ."
Q = "?s <http://e.org/q> ?o"


@pytest.mark.parametrize("use_cache", [True, False])
@pytest.mark.parametrize(
    ("text", "values"),
    [
        (f"SELECT ?o {{ {Q} }}", [1, 2, 9]),
        (f"SELECT ?o FROM <http://e.org/g1> {{ {Q} }}", [1]),
        (f"SELECT ?o FROM <http://e.org/g2> {{ {Q} }}", [1, 2]),
        (f"SELECT ?o FROM <http://e.org/none> {{ {Q} }}", []),
        (f"SELECT ?o {{ GRAPH ?g {{ {Q} }} }}", [1, 1, 2]),
        (f"SELECT ?o FROM NAMED <http://e.org/g2> {{ GRAPH ?g {{ {Q} }} }}", [1, 2]),
    ],
)
def test_a_triple_counts_once_and_from_says_where(tmp_path, use_cache, text, values):
    path = tmp_path / "g.trig"
    path.write_text(DATA)
    assert sorted(row["o"] for row in open_graph(str(path), use_cache=use_cache).query(text)) == values


@pytest.mark.slow
def test_the_shipped_graph_counts_the_same_as_a_dataset(tmp_path):
    path = tmp_path / "graph.trig"
    assert run(["export", "-o", str(path)]) == 0
    plain, dataset = open_graph().overview().totals, open_graph(str(path)).overview().totals
    assert {k: v for k, v in dataset.items() if k != "triples"} == {k: v for k, v in plain.items() if k != "triples"}
