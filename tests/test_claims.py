"""What is read from a store, against the same worked out from the definitions alone."""

import pyoxigraph as ox
import pytest
from hypothesis import given, settings

from kgtool import open as open_graph
from kgtool.errors import InputError, KgtoolError
from kgtool.graph import Graph
from kgtool.logic.trust import weigh
from kgtool.model import Hop
from kgtool.reading import reader as read
from kgtool.reading.grounds import grounds_of
from kgtool.reading.hops import hops_between
from kgtool.reading.places import cited_places
from kgtool.store.embedded import EmbeddedStore
from kgtool.store.opening import open_store
from kgtool.vocabulary import BASE, NC, XSD
from tests.worlds import hops_of, turtle, worlds


def store_of(folder, text):
    path = folder / "world.ttl"
    path.write_text(text)
    return open_store([str(path)], use_cache=False)


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(worlds)
def test_hops_and_their_grounds_are_those_of_the_definitions(tmp_path_factory, world):
    store = store_of(tmp_path_factory.mktemp("world"), turtle(world))
    expected = hops_of(world)
    everything = {f"{BASE}term/{t}" for hop in expected for t in (hop.subject.rpartition("/")[2],)} | {
        hop.object for hop in expected
    }
    found = hops_between(store, sorted(everything), (), 1)
    assert found == set(expected)
    for hop, grounds in grounds_of(store, found).items():
        stated, derived = expected[hop]
        own = {claim for p in grounds.premises if p.rule is None for claim in p.claims}
        ruled = {claim for p in (*grounds.premises, *grounds.further) if p.rule for claim in p.claims}
        assert (own, ruled) == (stated, derived)
        assert grounds.derived == (not stated)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(worlds)
def test_the_index_says_what_sparql_says(tmp_path_factory, world):
    path = tmp_path_factory.mktemp("world") / "world.ttl"
    path.write_text(turtle(world))
    plain = open_graph(str(path), use_cache=False)
    open_graph(str(path))  # builds the cache
    quick = open_graph(str(path))
    hops = sorted(hops_of(world))
    terms = sorted({end for hop in hops for end in (hop.subject, hop.object)})
    for ask in (read.labels, read.traits, lambda store, iris: read.widen(store, iris, iris)):
        assert ask(quick.store, terms) == ask(plain.store, terms)
    for ends in ((terms, ()), ((), terms), (terms[:1], terms[-1:])):
        assert hops_between(quick.store, *ends, 3) == hops_between(plain.store, *ends, 3)
    assert read.outright(quick.store, terms, ()) == read.outright(plain.store, terms, ())
    assert read.outright(quick.store, terms, terms[:2]) == read.outright(plain.store, terms, terms[:2])
    grounds, claims = read.support_of(plain.store, hops)
    assert read.support_of(quick.store, hops) == (grounds, claims)
    assert read.weights(quick.store, hops) == ({hop: weigh(g, claims) for hop, g in grounds.items()}, None)
    assert quick.store._store is None, "a note is missing: the store was opened"
    for name in ("the LACK1", "the n1", "the s2"):
        assert quick.find(name) == plain.find(name)


ODD = r"""
@prefix : <http://ex.org/> . @prefix nc: <https://w3id.org/nutrition-causality/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix dc: <http://purl.org/dc/elements/1.1/> .
@prefix b: <https://w3id.org/biolink/vocab/> .
:a rdfs:label "aa" ; b:causes :b . :b rdfs:label "b\tb\u0001.\n" ; b:causes :c . :c rdfs:label "cc" ; b:causes :d .
:d rdfs:label "" ; b:causes :z . :z rdfs:label "zed" .
[] a owl:Axiom ; owl:annotatedSource :a ; owl:annotatedProperty b:causes ; owl:annotatedTarget :b ;
   dc:source "Smith et al. 2003" , "Both et al." , "*" .
[] a owl:Axiom ; owl:annotatedSource :b ; owl:annotatedProperty b:causes ; owl:annotatedTarget :c ;
   dc:source "Jones\tet al.\n2004" , "\\s" .
:one a nc:Claim ; nc:subject :a ; nc:predicate nc:promotes ; nc:object :z ; nc:evidence :e1 .
:e1 a nc:Evidence ; nc:stance nc:supports ; nc:passage :p1 ; nc:frequency "a\tb" ; nc:condition "when severe" .
:p1 a nc:Passage ; nc:source "A B" ; nc:section "a  b" .
:two a nc:Claim ; nc:subject :a ; nc:predicate nc:promotes ; nc:object "x\ty\nz" ; nc:evidence :e1 .
:three a nc:Claim ; nc:subject :c ; nc:predicate nc:promotes ; nc:object :bad ; nc:evidence :e3 .
:e3 a nc:Evidence ; nc:stance nc:supports ; nc:modality nc:certain ; nc:passage :p1 .
:bad rdfs:label "bad" . :c nc:directlyPromotes :nothing . :nothing rdfs:label "nothing" .
[] a nc:Claim ; nc:subject :c ; nc:predicate nc:promotes ; nc:object :blank ; nc:evidence :e1 .
:blank rdfs:label "blank" .
:n1 rdfs:label "cat" . :n2 rdfs:label "CAT" . :n3 rdfs:label "alpha"@en , "beta"@en . :n4 skos:altLabel "beta" .
:n5 rdfs:label "Iron Def" . :n6 skos:altLabel "IRON def" . :n7 skos:altLabel "HP:0002411" .
:n8 skos:exactMatch <http://purl.obolibrary.org/obo/HP_0002411> . :K rdfs:label "kay" . :n9 a :K .
:n10 rdfs:label "Eisen"@de ; skos:altLabel "Eisen"@en . :n11 rdfs:label "Eisen"@en .
"""


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    """The same odd graph answered by SPARQL, and from notes."""
    path = tmp_path_factory.mktemp("odd") / "odd.ttl"
    path.write_text(ODD)
    open_graph(str(path))
    return open_graph(str(path), use_cache=False), open_graph(str(path))


def told(ask):
    try:
        return ask()
    except KgtoolError as error:
        return str(error)


@pytest.mark.parametrize("name", ["cat", "CAT", "Cat", "beta", "iron DEF", "HP:0002411", "kay", "eisen", "n\u0000x"])
def test_a_name_means_the_same_with_notes(odd, name):
    plain, quick = odd
    assert told(lambda: plain.find(name)) == told(lambda: quick.find(name))


@pytest.mark.parametrize("effect", ["cc", "http://ex.org/d", "zed", "bad", "nothing", "blank", "http://ex.org/b"])
def test_odd_texts_are_the_same_with_notes(odd, effect):
    plain, quick = odd
    expected = told(lambda: plain.trace("aa", effect))
    assert expected == told(lambda: quick.trace("aa", effect))
    assert isinstance(expected, str) == (effect in ("bad", "nothing", "blank"))


def test_sources_are_told_apart_by_their_whole_names(odd):
    (chain,) = odd[1].trace("aa", "cc").chains
    assert chain.origin == "composed"
    slugs = {source.rpartition("/")[2] for source in chain.sources}
    assert {"both-et-al", "jones-et-al", "s", "smith-et-al-2003"} < slugs  # and "*", which has no letter to go by
    assert len(slugs) == 6


@settings(max_examples=40, deadline=None)
@given(worlds)
def test_frontiers_hold_every_hop_that_a_chain_can_use(tmp_path_factory, world):
    from kgtool.logic.chains import chains

    store = store_of(tmp_path_factory.mktemp("world"), turtle(world))
    hops = set(hops_of(world))
    cause, effect = f"{BASE}term/lack1", f"{BASE}term/s1"
    for steps in (1, 2, 3, 6):
        gathered = hops_between(store, [cause], [effect], steps)
        assert gathered <= hops
        assert list(chains(gathered, [cause], [effect], steps)) == list(chains(hops, [cause], [effect], steps))


GRAPH = """
@prefix nc: <https://w3id.org/nutrition-causality/ontology#> .
@prefix term: <https://w3id.org/nutrition-causality/term/> .
@prefix claim: <https://w3id.org/nutrition-causality/claim/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix obo: <http://purl.obolibrary.org/obo/> .
term:zinc a nc:Nutrient ; rdfs:label "zinc"@en , "Zink"@de ; skos:altLabel "Zn"@en .
term:zinc-deficiency a nc:Deficiency ; rdfs:label "zinc deficiency"@en ; nc:deficiencyOf term:zinc .
term:zinc-excess a nc:Excess ; rdfs:label "zinc excess"@en ; nc:excessOf term:zinc .
term:rash a nc:Symptom ; rdfs:label "rash"@en ; skos:exactMatch obo:HP_0000988 .
term:mild-rash a nc:Symptom ; rdfs:label "mild rash"@en ; nc:kindOf term:rash .
term:one a nc:Symptom ; rdfs:label "double"@en . term:two a nc:Symptom ; rdfs:label "double"@en .
"""


@pytest.fixture(scope="module")
def zinc(tmp_path_factory):
    path = tmp_path_factory.mktemp("zinc") / "zinc.ttl"
    path.write_text(GRAPH)
    return open_graph(str(path), use_cache=False)


@pytest.mark.parametrize(
    "name", ["zinc", "ZINC", "Zn", "zn", "term:zinc", "TERM:zinc", f"{BASE}term/zinc", f"<{BASE}term/zinc>"]
)
def test_a_term_is_found_by_any_of_its_names(zinc, name):
    assert zinc.find(name) == (f"{BASE}term/zinc", "zinc")


def test_a_second_language_gives_no_second_label(zinc):
    assert [term.label for term in zinc.search("zinc")] == ["zinc", "zinc excess", "zinc deficiency"]


def test_a_public_identifier_finds_the_term_it_is_mapped_to(zinc):
    assert zinc.find("HP:0000988").label == "rash"


def test_a_misspelt_name_is_offered_the_right_one(zinc):
    with pytest.raises(read_error(), match='Did you mean "zinc deficiency"'):
        zinc.find("zink deficency")


def test_an_ambiguous_name_lists_the_candidates(zinc):
    with pytest.raises(read_error(), match=r"term/one> ! double\n.*term/two> ! double"):
        zinc.find("double")


def read_error():
    from kgtool.errors import UnknownTermError

    return UnknownTermError


def test_a_nutrient_stands_for_itself_and_its_states(zinc):
    states, *_ = read.widen(zinc.store, [f"{BASE}term/zinc"], [])
    assert [s.rpartition("/")[2] for s in states] == ["zinc", "zinc-deficiency", "zinc-excess"]


def test_an_effect_includes_its_kinds(zinc):
    kinds = read.widen(zinc.store, [], [f"{BASE}term/rash"]).effects
    assert [k.rpartition("/")[2] for k in kinds] == ["mild-rash", "rash"]


def test_a_store_with_claims_and_no_steps_says_so(zinc):
    store = ox.Store()
    store.load(
        (
            GRAPH + "claim:c nc:subject term:zinc-deficiency ; nc:predicate nc:promotes ; nc:object term:rash ; "
            "nc:evidence claim:e . claim:e nc:stance nc:supports ."
        ).encode(),
        ox.RdfFormat.TURTLE,
    )
    with pytest.raises(InputError, match="export --steps"):
        Graph(EmbeddedStore(store)).trace("zinc deficiency", "rash")


def test_a_step_that_nothing_gives_is_an_error(zinc):
    with pytest.raises(InputError, match="no claim and no rule"):
        grounds_of(zinc.store, [Hop(f"{BASE}term/zinc-deficiency", "+", f"{BASE}term/rash")])


@pytest.mark.parametrize(
    "odd", ['"ten"', '"1.5e0"^^xsd:double', '"-1"^^xsd:integer', "9" * 5000, "nc:Claim", "true", '"1\\n"']
)
def test_a_span_that_is_not_counted_is_named(tmp_path, odd):
    """A graph of anybody's making can hold anything in the place of a number."""
    place = "<http://example.org/p> nc:source <http://example.org/s> ; nc:spanStart 3 ; nc:spanEnd "
    prefixes = f"@prefix nc: <{NC}> . @prefix xsd: <{XSD}> . "
    assert not cited_places(store_of(tmp_path, prefixes + place + "10 ."))
    with pytest.raises(InputError, match=r"http://example\.org/p: a span .* kgtool validate names the line"):
        cited_places(store_of(tmp_path, prefixes + place + odd + " ."))
