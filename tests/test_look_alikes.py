"""Generated graphs of the shapes that others publish, in each of their forms: the chains and signs of networkx."""

import json

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgtool import open as open_graph
from kgtool.importing.graph_import import import_graph

pytestmark = pytest.mark.slow
RO = {"+": "http://purl.obolibrary.org/obo/RO_0002213", "-": "http://purl.obolibrary.org/obo/RO_0002212"}
BASE = "https://example.org/n"
_PREFIXES = (
    "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix dcterms: <http://purl.org/dc/terms/> .\n"
    "@prefix b: <https://w3id.org/biolink/vocab/> .\n"
)
STATEMENT = (
    '[] a rdf:Statement ; rdf:subject <{s}> ; rdf:predicate <{p}> ; rdf:object <{o}> ; dcterms:source "PMID:{n}" .'
)
FORMS = {
    "triples.ttl": "<{s}> <{p}> <{o}> .",
    "statements.ttl": STATEMENT,
    "both.ttl": "<{s}> <{p}> <{o}> . " + STATEMENT,
    "annotations.ttl": '<{s}> <{p}> <{o}> {{| dcterms:source "PMID:{n}" |}} .',
    "axioms.ttl": "<{s}> <{p}> <{o}> . [] a owl:Axiom ; owl:annotatedSource <{s}> ; owl:annotatedProperty <{p}> ; "
    'owl:annotatedTarget <{o}> ; dcterms:source "PMID:{n}" .',
    "associations.ttl": "[] b:subject <{s}> ; b:predicate <{p}> ; b:object <{o}> .",
    "restrictions.ttl": "<{s}> a owl:Class ; rdfs:subClassOf [ a owl:Restriction ; owl:onProperty <{p}> ; "
    "owl:someValuesFrom <{o}> ] .",
}


@st.composite
def graphs(draw):
    """Signed edges among few nodes: a hub that all lead to or come from, a circle, opposite pairs, and what comes."""
    nodes = [f"{BASE}{n}" for n in range(draw(st.integers(3, 6)))]
    edges = set(draw(st.lists(st.tuples(*[st.sampled_from(nodes)] * 2, st.sampled_from("+-")), min_size=1, max_size=7)))
    signs = st.sampled_from("+-")
    shape = draw(st.sampled_from(["hub", "circle", "opposite", "none"]))
    if shape == "hub":
        inward = draw(st.booleans())
        edges |= {(n, nodes[0], draw(signs)) if inward else (nodes[0], n, draw(signs)) for n in nodes[1:]}
    elif shape == "circle":
        edges |= {(n, nodes[at - 1], draw(signs)) for at, n in enumerate(nodes)}
    elif shape == "opposite":
        edges |= {(s, o, "-" if sign == "+" else "+") for s, o, sign in edges}
    return nodes, sorted((s, o, sign) for s, o, sign in edges if s != o)


def expected(edges, cause, effect):
    """(terms, sign) of every simple path of at most six steps."""
    network = nx.MultiDiGraph()
    network.add_edges_from((s, o, {"sign": sign}) for s, o, sign in edges)
    if cause not in network or effect not in network:
        return set()
    return {
        ((cause, *(o for _, o, _ in path)), tuple(network.edges[step]["sign"] for step in path))
        for path in nx.all_simple_edge_paths(network, cause, effect, cutoff=6)
    }


def found(graph, cause, effect):
    chains = graph.trace(cause, effect, most=10_000, max_steps=6).chains
    for chain in chains:
        assert chain.sign == ("-" if [hop.sign for hop in chain.hops].count("-") % 2 else "+")
    return {(chain.terms, tuple(hop.sign for hop in chain.hops)) for chain in chains}


def check(graph, edges, nodes):
    used = {end for s, o, _ in edges for end in (s, o)}
    for cause in nodes:
        for effect in nodes:
            if cause != effect and {cause, effect} <= used:
                assert found(graph, cause, effect) == expected(edges, cause, effect), (cause, effect)


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=graphs())
def test_every_form_of_rdf_has_the_chains_of_networkx(tmp_path, form, made):
    nodes, edges = made
    lines = (FORMS[form].format(s=s, p=RO[sign], o=o, n=n) for n, (s, o, sign) in enumerate(edges, 1))
    path = tmp_path / form
    path.write_text(_PREFIXES + "\n".join(lines), encoding="utf-8")
    check(open_graph(str(path), use_cache=False), edges, nodes)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=graphs(), lists=st.booleans())
def test_kgx_has_the_chains_of_networkx_and_negated_edges_give_none(tmp_path, made, lists):
    nodes, edges = made
    path, claims = tmp_path / ("g.jsonl" if lists else "g.tsv"), tmp_path / "claims.ttl"
    columns = ("subject", "predicate", "object", "object_direction_qualifier", "negated", "publications")
    rows = [
        (s, "biolink:affects", o, "increased" if sign == "+" else "decreased", "false", f"PMID:{n}|PMID:0")
        for n, (s, o, sign) in enumerate(edges, 1)
    ]
    there = {(s, o) for s, o, _ in edges}
    rows += [(o, "biolink:causes", s, "", "true", "PMID:9") for s, o, _ in edges if (o, s) not in there]
    if lists:
        told = [{**dict(zip(columns, row, strict=True)), "publications": row[-1].split("|")} for row in rows]
        path.write_text("\n".join(map(json.dumps, told)))
    else:
        path.write_text("\n".join("\t".join(row) for row in (columns, *rows)) + "\n")
    claims.write_bytes(import_graph([str(path)]).turtle)
    check(open_graph(str(claims), use_cache=False), edges, nodes)
