"""What is gathered in one pass over files, held against SPARQL over a store of the same: triples and notes."""

import re
from pathlib import Path
from unittest.mock import patch

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgtool import folders
from kgtool.errors import InputError
from kgtool.reading import reader
from kgtool.reading.noting import indexed
from kgtool.store import filling
from kgtool.store.facts import as_quads
from kgtool.store.fitting import Fit
from kgtool.store.inputs import ontology_files, rdf_files, sign_files
from kgtool.store.opening import open_store
from kgtool.vocabulary import NC, PROLOGUE, TERM
from tests.worlds import turtle, worlds

EX = PROLOGUE.replace("PREFIX", "@prefix").replace(">\n", "> .\n") + "@prefix ex: <http://example.org/> .\n"
EX += "@prefix oban: <http://purl.org/oban/> . @prefix biolink: <https://w3id.org/biolink/vocab/> .\n"
CASES = Path(__file__).parents[2] / "shared" / "cases" / "foreign"
_UNNAMED = re.compile(r"(_:)?\b[0-9a-f]{16,32}\b(?!-)")


def both_ways(files):
    """The derived triples and the notes of files, gathered, from what was kept of them too, and asked for.

    Blank nodes all have one name.
    """
    read = [*ontology_files(), *sign_files(), *files]
    fit = Fit(read)
    plain = ox.Store()
    filling._load_all(plain, read, lambda _: None)
    fit.joined(plain)
    stated = set(plain)
    filled = ox.Store()
    filling.fill(filled, read, fit=fit)
    derived = filling._gather(read, lambda _: None, fit)
    assert derived is not None
    with patch.object(filling, "_WORTH_KEEPING", 0):
        parsed, kept = (filling._gather(read, lambda _: None, Fit(read)) for _ in range(2))
    assert parsed is not None
    assert kept is not None
    added = ox.Store()
    added.extend(as_quads(derived.triples))
    yield triples(added, stated), triples(filled, stated)
    notes = noted(filled)
    yield from ((noted(found), notes) for found in (derived, parsed, kept))


def noted(found):
    here, aside = indexed(found)
    return sorted({nameless(note) for note in (*here, *aside)})


def triples(store, without):
    return sorted({nameless((str(quad),))[0] for quad in set(store) - without if "_:" not in str(quad)})


def nameless(note):
    return tuple(part if part.startswith("https://w3id") else _UNNAMED.sub("_:x", part) for part in note)


def assert_same(files):
    for gathered, asked in both_ways([str(path) for path in files]):
        assert set(gathered) - set(asked) == set()
        assert set(asked) - set(gathered) == set()
        assert gathered == asked


@pytest.mark.slow
@given(world=worlds)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_random_worlds(world, tmp_path_factory):
    path = tmp_path_factory.mktemp("world") / "world.ttl"
    path.write_text(turtle(world))
    assert_same([path])


def test_the_shipped_graph():
    assert_same(rdf_files([folders.GRAPHS]))


@pytest.mark.skipif(not CASES.is_dir(), reason="the cases of foreign graphs lie beside a checkout, and aren't here")
@pytest.mark.parametrize("path", sorted(CASES.glob("**/*")) if CASES.is_dir() else [], ids=lambda path: path.name)
def test_foreign_graphs(path):
    if not path.is_file() or path.suffix not in (".ttl", ".nt", ".nq", ".trig", ".owl", ".rdf", ".jsonld"):
        pytest.skip("no graph")
    try:
        assert_same([path])
    except InputError as error:
        pytest.skip(f"neither way reads it: {error}")


ODD = {
    "nothing": "",
    "several values": """
        claim:c a nc:Claim ; nc:subject term:a ; nc:predicate nc:promotes ; nc:object term:b ;
            nc:evidence ev:e, ev:f .
        ev:e nc:passage psg:p, psg:q ; nc:stance nc:supports, nc:disputes ; nc:modality nc:possible, nc:asserted ;
            nc:directness nc:direct, nc:unspecified ; nc:condition nc:whenSevere, nc:whenMild ;
            nc:manifestation nc:a, nc:b .
        ev:f nc:passage psg:r ; nc:stance nc:supports ; nc:directness nc:indirect ; nc:condition nc:whenSevere .
        psg:p nc:source src:one ; nc:section sec:s . psg:q nc:source src:two .""",
    "steps without claims": "term:a nc:stepPromotes term:b . term:b nc:stepInhibits term:c, 'text', _:x .",
    "derivations in the file": """
        term:a nc:stepPromotes term:b . <urn:d> a nc:Derivation ; nc:derivedSubject term:a ; nc:derivedObject term:b ;
            nc:byRule nc:fromDeficiency, nc:inheritsFrom ; nc:premise claim:none, claim:c .
        claim:c nc:subject term:a ; nc:predicate nc:enables ; nc:object term:b ; nc:evidence ev:e .""",
    "blank nodes everywhere": """
        [] nc:subject term:a ; nc:predicate nc:promotes ; nc:object term:b ; nc:evidence [ nc:stance nc:supports ;
            nc:passage [ nc:source src:one ] ] .
        claim:c nc:subject _:a ; nc:predicate nc:enables ; nc:object _:b ; nc:evidence [ nc:stance nc:supports ] .
        term:l nc:deficiencyOf _:a . term:m nc:decreaseOf _:b . _:a a ex:Kind . ex:Kind rdfs:label "kind" .
        _:a <http://purl.obolibrary.org/obo/RO_0002304> ex:end .""",
    "literals as ends": """
        claim:c nc:subject term:a ; nc:predicate nc:promotes ; nc:object "http://example.org/b" ; nc:context "x" .
        claim:d nc:subject term:a ; nc:predicate nc:promotes ; nc:object "b" ; nc:evidence ev:e .
        claim:e nc:subject term:a ; nc:predicate nc:inheritsFrom ; nc:object "c"@en, "c" ; nc:evidence ev:e .
        ev:e nc:stance nc:supports . ex:a <http://purl.obolibrary.org/obo/RO_0002304> "http://example.org/b", ex:b .""",
    "records that are terms": """
        claim:c a nc:Claim, ex:Kind ; rdfs:label "a claim" . ex:Kind rdfs:label "kind" .
        claim:c <http://purl.obolibrary.org/obo/RO_0002304> ev:e . ev:e a nc:Evidence .
        psg:p a nc:Passage ; skos:altLabel "a passage" . psg:q a nc:Passage, ex:Kind .""",
    "labels in languages and types": """
        term:a rdfs:label "eins"@de, "one"@en, "one" ; skos:prefLabel 1.50,
            "01"^^<http://www.w3.org/2001/XMLSchema#integer> .
        ex:b skos:altLabel true ; rdfs:label "EINS"@DE-at ; a ex:C . ex:C rdfs:label "c" .""",
    "what individuals are": """
        owl:NamedIndividual rdfs:label "an individual" . ex:a a owl:NamedIndividual .
        ex:a <http://purl.obolibrary.org/obo/RO_0002304> ex:b .""",
    "signs of the file's own": """
        ex:up rdfs:subPropertyOf ex:wide . ex:wide rdfs:subPropertyOf nc:stepPromotes . ex:down nc:sign "-" .
        ex:by owl:inverseOf ex:up . ex:back owl:inverseOf [ rdfs:subPropertyOf nc:stepInhibits ] .
        ex:a ex:up ex:b ; ex:wide ex:b . ex:b ex:down ex:c, ex:c . ex:d ex:by ex:c . ex:e ex:back ex:d .
        [] a owl:Axiom ; owl:annotatedSource ex:a ; owl:annotatedProperty ex:up ; owl:annotatedTarget ex:b ;
            dcterms:source "PMID:1" .""",
    "rules of the file's own": """
        ex:rule rdfs:subPropertyOf nc:stepInhibits ; nc:rule "X" ; nc:sign "-" ;
            owl:propertyChainAxiom ( ex:has nc:stepPromotes [ owl:inverseOf ex:in ] ) .
        ex:narrow rdfs:subPropertyOf ex:has . ex:claims nc:projectsTo ex:narrow, ex:other .
        ex:a ex:has ex:b . ex:z ex:in ex:y . ex:z ex:in ex:a .
        claim:c nc:subject ex:b ; nc:predicate nc:promotes ; nc:object ex:y ; nc:evidence ev:e .
        claim:d nc:subject ex:a ; nc:predicate ex:claims ; nc:object ex:b ; nc:evidence ev:e .
        ev:e nc:stance nc:supports .""",
    "terms that are one": """
        term:a skos:exactMatch ex:a . ex:a rdfs:label "of others" ; <http://purl.obolibrary.org/obo/RO_0002304> ex:b .
        term:a a nc:Condition ; rdfs:label "ours"@en . ex:b owl:sameAs ex:bb . ex:bb rdfs:label "twice" .
        claim:c a nc:Claim ; nc:subject ex:bb ; nc:predicate nc:promotes ; nc:object term:a ; nc:evidence ev:e .
        ev:e nc:stance nc:supports ; nc:passage psg:p . psg:p nc:source src:one .""",
    "signs on what forms read": """
        rdf:subject nc:sign "+" . oban:association_has_object rdfs:subPropertyOf nc:stepInhibits . ex:p nc:sign "-" .
        [] rdf:subject ex:a ; rdf:predicate ex:p ; rdf:object ex:b . ex:s rdf:subject ex:b ; rdf:object ex:c .
        ex:o oban:association_has_subject ex:a ; oban:association_has_predicate ex:p, rdf:type, ex:q ;
            oban:association_has_object ex:c .""",
    "edges without a sign, in several forms": """
        ex:1 biolink:subject ex:a ; biolink:predicate biolink:affects, "biolink:causes", ex:q ;
            biolink:object ex:b, [] .
        ex:c a owl:Class ; rdfs:label "c" ; rdfs:subClassOf [ owl:onProperty ex:q ; owl:someValuesFrom ex:d ] ;
            owl:equivalentClass [ owl:intersectionOf ( ex:e [ owl:onProperty ex:r ;
                owl:someValuesFrom [ a ex:f ] ] ) ] .
        ex:d a owl:Class ; rdfs:label "d" . ex:a ex:q ex:b . ex:b <http://purl.obolibrary.org/obo/RO_0002212> ex:c .
        [] rdf:subject ex:a ; rdf:predicate ex:q ; rdf:object ex:b . [] rdf:subject ex:a ; rdf:predicate rdf:type ;
            rdf:object ex:b . ex:p nc:leftUnsigned "why" . ex:a ex:p "text", ex:b .
        [] owl:annotatedSource ex:a ; owl:annotatedProperty ex:q ; owl:annotatedTarget ex:z .""",
    "no context where there is one": """
        claim:c nc:subject term:a ; nc:predicate nc:promotes ; nc:object term:b ; nc:context term:x, term:y ;
            nc:evidence ev:e . ev:e nc:stance nc:supports .
        claim:d nc:subject term:a ; nc:predicate nc:promotes ; nc:object term:b ; nc:evidence ev:e .""",
}


_ENDS = st.sampled_from(["ex:a", "ex:b", "ex:c", "_:x", "[]", '"EX:1"'])
_PREDICATES = st.sampled_from(
    ["ex:q", "ex:up", "ex:back", "biolink:affects", "biolink:caused_by", "rdf:type", "nc:record", "rdfs:subClassOf"]
)
_FORMS = st.sampled_from(
    [
        "{s} {p} {o} .",
        "ex:e{n} biolink:subject {s} ; biolink:predicate {p} ; biolink:object {o} .",
        "[] rdf:subject {s} ; rdf:predicate {p} ; rdf:object {o} .",
        "{s} {p} {o} . [] owl:annotatedSource {s} ; owl:annotatedProperty {p} ; owl:annotatedTarget {o} .",
        "{s} a owl:Class ; rdfs:label 'class' ; rdfs:subClassOf [ owl:onProperty {p} ; owl:someValuesFrom {o} ] .",
        "ex:e{n} oban:association_has_subject {s} ; oban:association_has_predicate {p} ; "
        "oban:association_has_object {o} .",
        "{s} {p} {o} {{| dcterms:source 'PMID:{n}' |}} .",
    ]
)


@pytest.mark.slow
@given(edges=st.lists(st.tuples(_FORMS, _ENDS, _PREDICATES, _ENDS), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_random_edges_in_all_forms(edges, tmp_path_factory):
    path = tmp_path_factory.mktemp("edges") / "edges.ttl"
    lines = ['ex:up nc:sign "+" . ex:back owl:inverseOf ex:up . ex:p nc:leftUnsigned "why" .']
    for n, (form, s, p, o) in enumerate(edges):
        subject = s if s.startswith(("ex:", "_:")) else "ex:d"
        lines.append(form.format(s=subject, p=p, o="ex:d" if "{{|" in form and o == "[]" else o, n=n))
    path.write_text(EX + "\n".join(lines))
    assert_same([path])


@pytest.mark.parametrize("name", ODD)
def test_odd_graphs(name, tmp_path):
    path = tmp_path / "odd.ttl"
    path.write_text(EX + ODD[name])
    assert_same([path])


def test_named_graphs(tmp_path):
    path = tmp_path / "named.trig"
    path.write_text(
        EX + "ex:g { ex:a <http://purl.obolibrary.org/obo/RO_0002304> ex:b . claim:c nc:subject ex:a ; nc:object ex:b "
        "; nc:predicate nc:promotes ; nc:evidence ev:e } ex:h { ev:e nc:stance nc:supports . ex:a "
        "<http://purl.obolibrary.org/obo/RO_0002304> ex:b } ex:g dcterms:source <https://pubmed.ncbi.nlm.nih.gov/1> ."
    )
    assert_same([path])


def test_a_rule_over_what_is_passed_over_is_left_to_sparql(tmp_path):
    path = tmp_path / "odd.ttl"
    rule = 'ex:rule rdfs:subPropertyOf nc:stepInhibits ; nc:rule "X" ; owl:propertyChainAxiom '
    path.write_text(f"{EX}{rule} ( rdf:type <{NC}record> ) .")
    read = [*ontology_files(), str(path)]
    assert filling._gather(read, lambda _: None, Fit(read)) is None


def test_settings_are_noted_and_no_store_is_made_for_them(tmp_path, monkeypatch):
    monkeypatch.setenv("KGTOOL_CACHE", str(tmp_path / "cache"))
    claims = [("a", "c", "supports"), ("a", "d", "disputes"), ("a", None, "supports")]
    said = "".join(
        f"term:c{n} nc:subject term:{s} ; nc:predicate nc:promotes ; nc:object term:b "
        f"; nc:evidence [ nc:stance nc:{how} ]" + (f" ; nc:context term:{context} .\n" if context else " .\n")
        for n, (s, context, how) in enumerate(claims)
    )
    path = tmp_path / "graph.ttl"
    path.write_text(EX + said, encoding="utf-8")
    a, b, c = (TERM + name for name in "abc")
    for use_cache in (True, False):
        store = open_store([str(path)], use_cache, index=indexed)
        assert reader.settings(store, [a], [b]) == [(a, b, c)]
        assert reader.settings(store, [b], [a]) == []
    assert len(list(tmp_path.glob("cache/stores/*"))) == 1
