from itertools import pairwise

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtool.model import Hop
from kgtool.reading.net_effects import all_hops, net_effects, shortest_walks
from kgtool.reasoning.materialising import passed_twice
from kgtool.vocabulary import STEPS, node

EDGE = {sign: predicate for predicate, sign in STEPS.items()}
TERMS = [f"https://example.org/{letter}" for letter in "abcde"]
HOP = st.builds(Hop, st.sampled_from(TERMS), st.sampled_from("+-"), st.sampled_from(TERMS))


def signed_paths(signs=STEPS):
    """The SPARQL property path of each net sign: an even number of − hops for +, an odd one for −.

    The odd one begins with plain steps, `p*/n/…`: with its start bound, that is far faster than any other order.
    A net sign that no walk can have has no path.
    """
    plus = "|".join(node(p) for p, sign in sorted(signs.items()) if sign == "+")
    minus = "|".join(node(p) for p, sign in sorted(signs.items()) if sign == "-")
    if not minus:
        return {"+": f"({plus})+"} if plus else {}
    between = f"({minus})/({plus})*/({minus})" if plus else f"({minus})/({minus})"
    even = f"{plus}|{between}" if plus else between
    odd = f"({plus})*/({minus})/({even})*" if plus else f"({minus})/({even})*"
    return {"+": f"({even})+", "-": odd}


def store_of(hops):
    store = ox.Store()
    store.extend(ox.Quad(ox.NamedNode(s), ox.NamedNode(EDGE[sign]), ox.NamedNode(o)) for s, sign, o in hops)
    return store


def by_fixpoint(hops):
    """The same pairs by joining until nothing is new: slow, and plainly right."""
    found = set(hops)
    while True:
        new = {
            Hop(a.subject, "+" if a.sign == b.sign else "-", b.object)
            for a in found
            for b in hops
            if a.object == b.subject
        } - found
        if not new:
            return found
        found |= new


def by_paths(store):
    """The same pairs by the property paths that any SPARQL engine answers."""
    return sorted(
        Hop(row[0].value, sign, row[1].value)
        for sign, path in signed_paths().items()
        for row in store.query(f"SELECT DISTINCT ?s ?o WHERE {{ ?s {path} ?o }}")
    )


def test_two_lowering_hops_raise():
    a, b, c = TERMS[:3]
    assert list(net_effects(store_of([Hop(a, "-", b), Hop(b, "-", c)]))) == [
        Hop(a, "+", c),
        Hop(a, "-", b),
        Hop(b, "-", c),
    ]


def test_a_loop_that_lowers_gives_both_signs():
    a, b = TERMS[:2]
    found = set(net_effects(store_of([Hop(a, "+", b), Hop(b, "-", a)])))
    assert found == {Hop(x, sign, y) for x in (a, b) for y in (a, b) for sign in "+-"}


@settings(max_examples=100, deadline=None)
@given(st.lists(HOP, max_size=9))
def test_paths_and_walks_find_what_a_fixpoint_finds(hops):
    expected = sorted(by_fixpoint(hops))
    assert list(net_effects(store_of(hops))) == by_paths(store_of(hops)) == expected
    walks = list(shortest_walks(hops))
    assert [effect for effect, _ in walks] == expected
    for effect, walk in walks:
        assert (walk[0].subject, walk[-1].object) == (effect.subject, effect.object)
        assert all(one.object == other.subject for one, other in pairwise(walk))
        assert (sum(hop.sign == "-" for hop in walk) % 2 == 1) == (effect.sign == "-")
        assert set(walk) <= set(hops)


@settings(max_examples=50, deadline=None)
@given(st.lists(HOP, max_size=9), st.sampled_from(TERMS))
def test_given_starts_give_their_part(hops, start):
    store = store_of(hops)
    assert list(net_effects(store, [start])) == [effect for effect in net_effects(store) if effect.subject == start]


def test_many_starts_take_several_requests():
    terms = [f"https://example.org/{n:04}" for n in range(2_400)]
    hops = [Hop(one, "+", other) for one, other in zip(terms[::2], terms[1::2], strict=True)]
    assert list(net_effects(store_of(hops))) == list(net_effects(store_of(hops), terms)) == hops


def test_a_shortest_walk_passes_a_term_twice_only_in_a_loop():
    a, b, c = TERMS[:3]
    walks = dict(shortest_walks([Hop(a, "+", b), Hop(b, "-", c), Hop(c, "+", b)]))
    assert passed_twice(walks[Hop(a, "+", b)]) == set()
    assert passed_twice(walks[Hop(a, "-", b)]) == {b}


@pytest.mark.parametrize(("signs", "nets"), [({}, ""), ({"x:p": "+"}, "+"), ({"x:n": "-"}, "+-")])
def test_foreign_signs_have_paths_of_their_own(signs, nets):
    paths = signed_paths(signs)
    assert set(paths) == set(nets)
    for path in paths.values():
        ox.Store().query(f"ASK {{ ?s {path} ?o }}")


def test_blank_nodes_carry_walks_but_are_no_ends():
    a, b = TERMS[:2]
    store = store_of([])
    middle, plus = ox.BlankNode(), ox.NamedNode(EDGE["+"])
    store.extend([ox.Quad(ox.NamedNode(a), plus, middle), ox.Quad(middle, plus, ox.NamedNode(b))])
    assert list(net_effects(store)) == list(net_effects(store, [a])) == [Hop(a, "+", b)]
    assert all_hops(store) == set()
