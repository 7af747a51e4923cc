"""The search against brute force and networkx; the judgement against its definition, spelt out again."""

from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtool.logic.chains import chains
from kgtool.logic.trust import Joints, best_of_each_end, judge, sign_of, weigh
from kgtool.model import Hop, Traits
from kgtool.vocabulary import BASE
from tests.graphs import TERMS, grounded, hop_sets
from tests.oracle import all_chains

ENDS = st.sets(st.sampled_from(TERMS), max_size=2)


@settings(max_examples=300, deadline=None)
@given(hop_sets, ENDS, ENDS, st.integers(1, 5))
def test_chains_are_those_of_brute_force_in_its_order(hops, causes, effects, max_steps):
    found = list(chains(hops, causes, effects, max_steps))
    expected = all_chains(hops, causes, effects, max_steps)
    assert sorted(found) == sorted(expected)
    assert [len(path) for path in found] == sorted(len(path) for path in found)
    for start in {path[0].subject for path in found}:
        own = [path for path in found if path[0].subject == start]
        assert own == sorted(own, key=lambda path: (len(path), path))


@settings(max_examples=200, deadline=None)
@given(hop_sets, st.sampled_from(TERMS), st.sampled_from(TERMS), st.integers(1, 6))
def test_chains_are_those_of_networkx(hops, cause, effect, max_steps):
    if cause == effect:
        return
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(TERMS)
    graph.add_edges_from((hop.subject, hop.object, hop.sign) for hop in hops)
    expected = {
        tuple(Hop(s, sign, o) for s, o, sign in path)
        for path in nx.all_simple_edge_paths(graph, cause, effect, cutoff=max_steps)
    }
    assert set(chains(hops, {cause}, {effect}, max_steps)) == expected


@given(hop_sets, st.randoms())
def test_the_order_does_not_depend_on_the_order_of_the_hops(hops, random):
    shuffled = sorted(hops)
    random.shuffle(shuffled)
    assert list(chains(shuffled, TERMS[:1], (), 4)) == list(chains(sorted(hops), TERMS[:1], (), 4))


def test_a_feedback_loop_ends():
    a, b, c = TERMS[:3]
    loop = {Hop(a, "+", b), Hop(b, "+", a), Hop(b, "-", c)}
    assert list(chains(loop, {a}, {c}, 50)) == [(Hop(a, "+", b), Hop(b, "-", c))]


def test_a_deadline_that_has_passed_raises():
    nodes = [f"{BASE}term/{i}" for i in range(12)]
    full = {Hop(a, "+", b) for a in nodes for b in nodes if a != b}
    with pytest.raises(TimeoutError):
        list(chains(full, nodes[:1], nodes[1:2], 11, deadline=0.0))


@given(st.lists(st.sampled_from(["+", "-"]), min_size=1, max_size=6))
def test_signs_multiply(signs):
    product = 1
    for sign in signs:
        product *= 1 if sign == "+" else -1
    assert sign_of(Hop("a", sign, "b") for sign in signs) == ("+" if product == 1 else "-")


def supports(claims, iri, place):
    return any(e.carries and place(e) for e in claims[iri].evidence)


def joined_at(path, grounds, claims, places, place):
    """Whether one place supports a premise set of every hop: the definition, word by word."""
    return any(
        all(
            any(all(supports(claims, c, lambda e, p=p: place(e) == p) for c in s.claims) for s in grounds[hop].premises)
            for hop in path
        )
        for p in places
    )


def weighed(grounds, claims, umbrellas):
    traits = {term: Traits(umbrella=term in umbrellas) for term in TERMS}
    return Joints({hop: weigh(g, claims) for hop, g in grounds.items()}, traits)


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(grounded(), st.data())
def test_judgement_follows_its_definition(graph, data):
    grounds, claims = graph
    umbrellas = data.draw(ENDS)
    paths = list(chains(grounds, (), (), 4))[:60]
    concluded = {
        Hop(path[0].subject, sign_of(path), path[-1].object): ("source",) for path in data.draw(st.just(paths[:2]))
    }
    every = [e for claim in claims.values() for e in claim.evidence]
    passages, sources = {e.passage for e in every}, {e.source for e in every}
    for chain in judge(paths, weighed(grounds, claims, umbrellas), concluded):
        path = chain.hops
        if joined_at(path, grounds, claims, passages, lambda e: e.passage):
            expected = "stated"
        elif joined_at(path, grounds, claims, sources, lambda e: e.source):
            expected = "assembled"
        else:
            expected = "composed"
        assert chain.origin == expected

        def best(iri):
            return max(e.modality == "asserted" for e in claims[iri].evidence if e.carries)

        weakest = min(max(min(best(c) for c in s.claims) for s in grounds[hop].premises) for hop in path)
        assert chain.modality == ("possible", "asserted")[weakest]
        assert chain.disputed == any(
            e.stance != "supports"
            for hop in path
            for s in grounds[hop].premises
            for c in s.claims
            for e in claims[c].evidence
        )
        assert bool(chain.concluded) == (Hop(path[0].subject, chain.sign, path[-1].object) in concluded)
        joins = 0
        for here, there in pairwise(path):
            if here.object in umbrellas and not joined_at(
                (here, there), grounds, claims, passages, lambda e: e.passage
            ):
                joins += 1
        assert chain.joins == joins


def test_the_best_chain_of_each_end_is_the_first_of_its_sign():
    a, b, c = TERMS[:3]
    hops = {Hop(a, "+", b), Hop(b, "+", c), Hop(a, "+", c), Hop(a, "-", c)}
    from kgtool.model import Chain

    ranked = [
        Chain(path, sign_of(path), "stated", "asserted", (), (), False, 0, ()) for path in chains(hops, {a}, {c}, 3)
    ]
    kept = best_of_each_end(ranked)
    assert [(len(chain.hops), chain.sign) for chain in kept] == [(1, "+"), (1, "-")]
