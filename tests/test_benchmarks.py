"""The graphs that the benchmarks are measured on hold what they promise."""

import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgtool import open as open_graph
from kgtool.logic.chains import chains
from kgtool.reading.hops import hops_between
from kgtool.reading.reader import support_of
from kgtool.validate import validate
from kgtool.vocabulary import NC

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))

from generate import World, write
from run import BY_HAND, by_hand


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    world = World(10_000)
    path = tmp_path_factory.mktemp("made") / "graph.nt"
    write(world, str(path))
    return world, path


def test_a_graph_has_about_the_triples_asked_for_and_is_the_same_each_time(made):
    world, path = made
    text = path.read_text(encoding="utf-8")
    assert 0.7 * world.triples < text.count("\n") < 1.5 * world.triples
    assert "".join(World(10_000).lines()) == text
    assert "".join(World(10_000, seed=2).lines()) != text


def test_it_has_derived_hops_disputes_kinds_and_both_signs(made):
    store = open_graph(str(made[1])).store
    for pattern in (
        "?d nc:byRule nc:cascade",
        "?e nc:stance nc:disputes",
        "?a nc:kindOf ?b",
        "?a nc:stepInhibits ?b",
    ):
        assert bool(store.query(f"PREFIX nc: <{NC}> ASK {{ {pattern} }}")), pattern
    edges = next(iter(store.query(f"SELECT (COUNT(*) AS ?n) {{ ?a <{NC}stepPromotes>|<{NC}stepInhibits> ?b }}")))
    triples = sum(1 for _ in ox.parse(path=str(made[1])))
    assert 12 < triples / int(edges["n"].value) < 17


def test_it_is_valid(made):
    assert {f.severity for f in validate([str(made[1])]).findings} <= {"warning"}


def test_a_question_has_as_many_chains_as_it_says(made):
    world, path = made
    graph = open_graph(str(path))
    for question in world.questions(2):
        cause, effect = graph.find(question.cause).iri, graph.find(question.effect).iri
        hops = hops_between(graph.store, [cause], [effect], question.steps)
        assert sum(1 for _ in chains(hops, [cause], [effect], question.steps)) == question.walks
        assert support_of(graph.store, hops)[0].keys() == hops


def test_feedback_loops_are_there_when_asked_for():
    world = World(10_000, cyclic=True)
    back = [edge for layer in range(12) for edge in world.edges(layer, 1) if edge.layer < layer]
    assert back
    assert not [edge for layer in range(12) for edge in World(10_000).edges(layer, 1) if edge.layer <= layer]


def test_a_run_leaves_what_the_page_says_by_hand(tmp_path):
    page = tmp_path / "page.md"
    assert by_hand(page) == ""
    page.write_text(f"# Benchmarks\n\n| old |\n\n{BY_HAND}\n\nby hand\n", encoding="utf-8")
    assert by_hand(page) == f"\n{BY_HAND}\n\nby hand\n"
