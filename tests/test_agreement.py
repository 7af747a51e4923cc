"""Four ways to the same signed pairs: HermiT over the ontology's property chains, property paths, walks in Python,
and, where there is no loop, the tracer's chains."""

import random
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgtool import open as open_graph
from kgtool.folders import ONTOLOGY
from kgtool.logic.chains import chains
from kgtool.logic.trust import sign_of
from kgtool.model import Hop
from kgtool.reading.net_effects import all_hops, net_effects, shortest_walks
from kgtool.reasoning.hermit import NoReasonerError, ask_hermit, find_java, hermit, projection
from kgtool.store.embedded import EmbeddedStore
from kgtool.store.files import quads
from kgtool.vocabulary import NC, OWL, RDF, RDFS, STEPS
from tests.worlds import PREDICATES, Said, hops_of, turtle

EDGE = {"+": NC + "directlyPromotes", "-": NC + "directlyInhibits"}
STEP = {sign: predicate for predicate, sign in STEPS.items()}
NET = {NC + "promotes": "+", NC + "inhibits": "-"}
GRAPHS = 500


def needs_hermit():
    try:
        find_java(), hermit()
    except NoReasonerError as error:
        pytest.skip(str(error))


@cache
def random_graphs():
    """500 small signed graphs, every second one with room for loops, on terms of their own."""
    dice = random.Random(20)
    graphs = []
    for number in range(GRAPHS):
        size = dice.randint(2, 5)
        terms = [f"https://example.org/g{number:03}/{letter}" for letter in "abcde"[:size]]
        pairs = [(s, o) for i, s in enumerate(terms) for j, o in enumerate(terms) if (i != j if number % 2 else i < j)]
        chosen = dice.sample(pairs, min(len(pairs), dice.randint(1, size + 1)))
        graphs.append(frozenset(Hop(s, dice.choice("++-"), o) for s, o in chosen))
    return graphs


def brute_force(hops):
    """The signed pairs of walks, by joining until nothing is new."""
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


def by_paths(hops):
    store = ox.Store()
    store.extend(ox.Quad(ox.NamedNode(s), ox.NamedNode(STEP[sign]), ox.NamedNode(o)) for s, sign, o in hops)
    return set(net_effects(store))


def by_chains(hops):
    return {Hop(path[0].subject, sign_of(path), path[-1].object) for path in chains(hops, (), (), max_steps=len(hops))}


def by_hermit(triples, of=()):
    findings = ask_hermit(causal_part(triples), values=NET, of=of)
    assert findings.sound, findings
    return {Hop(s, NET[p], o) for p, s, o in findings.values}


def causal_part(triples):
    """Without the properties and individuals from which no net effect follows: HermiT's time grows with both."""
    about = {}
    for t in triples:
        about.setdefault(t.subject, []).append(t)
        if t.predicate.value == RDFS + "subPropertyOf":  # what is below a property can give it a value
            about.setdefault(t.object, []).append(ox.Triple(t.object, ox.NamedNode(OWL + "inverseOf"), t.subject))
    leads_on = {OWL + "propertyChainAxiom", OWL + "inverseOf", RDF + "first", RDF + "rest"}
    needed, left = set(), [ox.NamedNode(iri) for iri in NET]
    while left:
        node = left.pop()
        if node not in needed:
            needed.add(node)
            left += [t.object for t in about.get(node, ()) if t.predicate.value in leads_on]
    properties = {t.subject for t in triples if t.object == ox.NamedNode(OWL + "ObjectProperty")}
    # Signs of other vocabularies are declared as well; no term of this graph uses them.
    idle = {p for p in properties if p not in needed or not p.value.startswith(NC)}
    kept = [t for t in triples if not idle & {t.subject, t.predicate, t.object}]
    related = {node for t in kept if t.predicate in needed for node in (t.subject, t.object)}
    alone = {t.subject for t in kept if t.object == ox.NamedNode(OWL + "NamedIndividual")} - related
    return [t for t in kept if t.subject not in alone]


def on_a_loop(hops):
    return any(effect.subject == effect.object for effect in brute_force(hops))


def same(one, other, where=""):
    """Fails with the first pair that only one side has."""
    for pair in sorted(one ^ other):
        side = "only the first has" if pair in one else "only the second has"
        pytest.fail(f"{where}{side} {pair.subject} {pair.sign} {pair.object}")


def test_random_graphs_have_loops_and_others_have_none():
    looping = sum(map(on_a_loop, random_graphs()))
    assert GRAPHS * 0.2 < looping < GRAPHS * 0.6


@pytest.mark.parametrize("part", range(5))
def test_paths_walks_and_brute_force_agree(part):
    for number in range(part, GRAPHS, 5):
        hops = random_graphs()[number]
        expected = brute_force(hops)
        same(by_paths(hops), expected, f"graph {number}: ")
        same({effect for effect, _ in shortest_walks(hops)}, expected, f"graph {number}: ")


@pytest.mark.parametrize("part", range(5))
def test_chains_give_the_same_without_loops_and_a_part_with_them(part):
    for number in range(part, GRAPHS, 5):
        hops = random_graphs()[number]
        expected, found = brute_force(hops), by_chains(hops)
        if on_a_loop(hops):
            same(found - expected, set(), f"graph {number}: ")
        else:
            same(found, expected, f"graph {number}: ")


@pytest.mark.slow
def test_the_reasoner_agrees_on_random_graphs():
    # The first 40; benchmarks/agreement.py takes all 500 and the whole shipped graph.
    needs_hermit()
    graphs = random_graphs()[:40]
    same(by_hermit(joined(graphs)), frozenset().union(*map(brute_force, graphs)))


@pytest.mark.slow
def test_the_reasoner_agrees_on_every_rule(tmp_path):
    needs_hermit()
    for number in range(4):
        dice, world = random.Random(number), {}
        for predicate in sorted(PREDICATES):
            subjects, objects = PREDICATES[predicate]
            s, o = dice.choice(subjects), dice.choice(objects)
            if s != o:
                world[s, predicate, o] = Said(
                    s, predicate, o, None, (("one--1", "supports", "asserted", "unspecified"),)
                )
        path = tmp_path / f"world{number}.ttl"
        path.write_text(turtle(world.values()))
        graph = open_graph(str(path), use_cache=False)
        same(all_hops(graph.store), set(hops_of(world.values())), f"world {number}, hops: ")
        same(by_hermit(projection(graph.store)), brute_force(hops_of(world.values())), f"world {number}: ")


def joined(graphs):
    """Graphs that share no term in one ontology, with the classes, properties and rules."""
    hops = frozenset().union(*graphs)
    triples = ontology()
    for hop in sorted(hops):
        triples.append(ox.Triple(ox.NamedNode(hop.subject), ox.NamedNode(EDGE[hop.sign]), ox.NamedNode(hop.object)))
    for term in sorted({term for hop in hops for term in (hop.subject, hop.object)}):
        triples.append(ox.Triple(ox.NamedNode(term), ox.NamedNode(RDF + "type"), ox.NamedNode(OWL + "NamedIndividual")))
    return triples


def ontology():
    """What every graph is read with, as the reasoner gets it."""
    return projection(EmbeddedStore(store_of_files()))


def store_of_files():
    store = ox.Store()
    for path in sorted(Path(ONTOLOGY).glob("*.ttl")):
        store.bulk_extend(quads(str(path)))
    return store


@pytest.fixture(scope="module")
def shipped():
    return open_graph()


def test_all_agree_on_the_shipped_graph(shipped):
    hops = all_hops(shipped.store)
    expected = brute_force(hops)
    assert len(expected) > len(hops) > 0
    same(set(shipped.net_effects()), expected)
    same({effect for effect, _ in shortest_walks(hops)}, expected)


@pytest.mark.slow
def test_the_reasoner_agrees_on_the_shipped_graph(shipped):
    # It is given claims' edges and the rules, not the hops: so it derives these as the loader did.
    needs_hermit()
    starts = sorted({hop.subject for hop in all_hops(shipped.store)})[::8]
    walks = {effect for effect in shipped.net_effects() if effect.subject in starts}
    assert walks
    same(by_hermit(projection(shipped.store), of=starts), walks)


def test_chains_are_walks_on_the_shipped_graph(shipped):
    hops = all_hops(shipped.store)
    expected = brute_force(hops)
    looped = {effect.subject for effect in expected if effect.subject == effect.object}
    for start in sorted({hop.subject for hop in hops})[::10]:
        found = {
            Hop(path[0].subject, sign_of(path), path[-1].object) for path in chains(hops, [start], (), max_steps=8)
        }
        walks = {effect for effect in expected if effect.subject == start}
        same(found - walks, set())
        if not looped & {effect.object for effect in walks}:
            same(found, walks)
