"""Graphs that others made become claims: the same chains and signs as an independent search, with their evidence."""

import gzip
import json
import random

import networkx as nx
import pytest

from kgtool import open as open_graph
from kgtool.cli import run
from kgtool.errors import InputError, UsageError
from kgtool.importing.graph_import import import_graph
from kgtool.importing.signs_draft import draft
from kgtool.logic.curies import Cited
from kgtool.logic.edges import Edge
from kgtool.store.edge_claims import Claims

KGX_NODES = "id\tcategory\tname\tsynonym\n" + "".join(
    f"EX:{n}\tbiolink:PhenotypicFeature\tthing {n}\tno. {n}|number {n}\n" for n in "abcde"
)
GOCAM = """
@prefix obo: <http://purl.obolibrary.org/obo/> . @prefix m: <http://model.geneontology.org/> .
@prefix lego: <http://geneontology.org/lego/> . @prefix dc: <http://purl.org/dc/elements/1.1/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
obo:GO_0004672 a owl:Class ; rdfs:label "protein kinase activity" .
obo:GO_0006915 a owl:Class ; rdfs:label "apoptotic process" .
obo:ECO_0000314 a owl:Class ; rdfs:label "direct assay evidence used in manual assertion" .
m:a a owl:NamedIndividual , obo:GO_0004672 ; obo:RO_0002629 m:b . m:b a owl:NamedIndividual , obo:GO_0006915 .
m:e1 a owl:NamedIndividual , obo:ECO_0000314 ; dc:source "PMID:1" ; dc:date "2020-02-02" .
[] a owl:Axiom ; owl:annotatedSource m:a ; owl:annotatedProperty obo:RO_0002629 ; owl:annotatedTarget m:b ;
   lego:evidence m:e1 ; dc:date "2021-01-01" .
"""


@pytest.fixture
def imported(tmp_path):
    """Imports files, checks that the claims are valid, and opens them."""

    def make(*paths, **more):
        found = import_graph([str(p) for p in paths], **more)
        out = tmp_path / "claims.ttl"
        out.write_bytes(found.turtle)
        assert run(["validate", "-i", str(out), "--fail-on", "info"]) == 0
        return open_graph(str(out)), found

    return make


def written(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def signed_pairs(edges, most=6):
    """(cause, effect, sign) of every simple path, found by networkx."""
    graph = nx.MultiDiGraph()
    graph.add_edges_from((s, o, {"sign": sign}) for s, sign, o in edges)
    found = set()
    for cause in graph:
        for effect in graph:
            if cause != effect:
                for path in nx.all_simple_edge_paths(graph, cause, effect, cutoff=most):
                    signs = [graph.edges[step]["sign"] for step in path]
                    found.add((cause, effect, "-" if signs.count("-") % 2 else "+"))
    return found


def traced_pairs(graph, ends, most=6):
    found = set()
    for cause in ends:
        for effect in ends:
            if cause != effect:
                for chain in graph.trace(cause, effect, most=10_000, max_steps=most).chains:
                    found.add((cause, effect, chain.sign))
    return found


@pytest.mark.parametrize("seed", range(3))
def test_chains_of_a_table_are_those_of_networkx(tmp_path, imported, seed):
    pick = random.Random(seed)
    names = [f"https://example.org/n{n}" for n in range(7)]
    edges = {(*pick.sample(names, 2), pick.choice("+-")) for _ in range(12)}
    rows = "".join(f"{s},{sign},{o},PMID:{n}\n" for n, (s, o, sign) in enumerate(sorted(edges), 1))
    graph, found = imported(written(tmp_path, "g.csv", "subject,sign,object,pmid\n" + rows))
    assert found.report.edges == len(edges)
    used = {end for s, o, _ in edges for end in (s, o)}
    assert traced_pairs(graph, used) == signed_pairs((s, sign, o) for s, o, sign in edges)


def test_kgx_tables_and_json_lines_say_the_same(tmp_path, imported):
    edges = (
        "id\tsubject\tpredicate\tobject\tnegated\tpublications\tprimary_knowledge_source\n"
        "e1\tEX:a\tbiolink:causes\tEX:b\tfalse\tPMID:1|PMID:2\tinfores:x\n"
        "e2\tEX:b\tbiolink:treats\tEX:c\tfalse\tPMID:1\tinfores:x\n"
        "e3\tEX:a\tbiolink:causes\tEX:d\ttrue\t\tinfores:x\n"
        "e4\tEX:a\tbiolink:in_taxon\tEX:e\tfalse\t\tinfores:x\n"
    )
    nodes = written(tmp_path, "nodes.tsv", KGX_NODES)
    graph, found = imported(nodes, written(tmp_path, "edges.tsv", edges), name="x")
    assert found.report.unsigned == {"biolink:in_taxon": 1}
    assert (found.report.claims, found.report.negated, found.report.dangling) == (3, 1, [])
    answer = graph.trace("thing a", "thing c")
    (chain,) = answer.chains
    assert (chain.sign, chain.origin) == ("-", "assembled")
    assert graph.find("number b").label == "thing b"
    assert not graph.trace("thing a", "thing d").chains, "a negated edge is evidence against its claim, and no hop"
    said = {answer.labels[e.source] for claim in answer.claims.values() for e in claim.evidence}
    assert said == {"PMID:1", "PMID:2"}
    lines = []
    for table in (KGX_NODES, edges):
        header, *rows = (line.split("\t") for line in table.splitlines())
        lines += [json.dumps({k: v for k, v in zip(header, row, strict=True) if v}) for row in rows]
    text = "\n".join(lines).replace('"PMID:1|PMID:2"', '["PMID:1", "PMID:2"]').replace('"false"', "false")
    other = import_graph([str(written(tmp_path, "g.jsonl", text))], name="x")
    assert claims_of(other.turtle) == claims_of(found.turtle)


def claims_of(turtle):
    import pyoxigraph as ox

    record, digest = "ontology#record", "ontology#textDigest"
    kept = {t for t in ox.parse(turtle, format=ox.RdfFormat.TURTLE) if not str(t.predicate).endswith((record, digest))}
    kinds = ("subject", "predicate", "object", "stance", "modality")
    return {(str(t.subject), str(t.object)) for t in kept if str(t.predicate).endswith(tuple(f"#{k}>" for k in kinds))}


def test_biolink_qualifiers_turn_signs_and_name_aspects(shared, imported):
    graph, found = imported(shared / "cases" / "foreign" / "17_kgx_qualified_edges.tsv")
    assert found.report.aspects == ["degradation of NCBIGene:2099"]
    claims = {
        (row["s"].rpartition("/")[2], row["p"].rpartition("#")[2], row["stance"].rpartition("#")[2])
        for row in graph.query(
            "PREFIX nc: <https://w3id.org/nutrition-causality/ontology#> SELECT ?s ?p ?stance "
            "{ ?c nc:subject ?s ; nc:predicate ?p ; nc:evidence/nc:stance ?stance }"
        )
    }
    assert claims == {
        ("CHEBI_33216", "inhibits", "supports"),  # decreased degradation
        ("CHEBI_16811", "inhibits", "supports"),  # less of the one, more of the other
        ("CHEBI_33216", "promotes", "disputes"),  # negated
    }


def test_a_gocam_model_keeps_its_evidence(tmp_path, imported):
    graph, _ = imported(written(tmp_path, "model.ttl", GOCAM))
    answer = graph.trace("protein kinase activity", "apoptotic process")
    (chain,) = answer.chains
    (claim,) = answer.claims.values()
    (evidence,) = claim.evidence
    assert chain.sign == "+"
    assert answer.labels[evidence.source] == "PMID:1"
    assert answer.labels[evidence.section] == "direct assay evidence used in manual assertion"


@pytest.mark.slow
def test_physiomap_is_in_with_the_same_chains(shared, imported, tmp_path):
    import re

    path = shared / "reference" / "foreign" / "physiomap.ttl"
    _, found = imported(path)
    report = found.report
    assert found.forms["physiomap-relation"] == 2266
    text = path.read_text(encoding="utf-8")
    node = "<https://w3id.org/physiomap/node/([^>]+)>"
    relations = re.findall(
        rf'a pmo:CausalRelation ; pmo:hasSource {node} ; pmo:hasTarget {node} ; pmo:sign "(.)"', text
    )
    assert len(relations) == 2266
    loops = sum(s == o for s, o, _ in relations)
    assert report.loops == 2 * loops  # the relation and the triple beside it
    assert report.claims == len({r for r in relations if r[0] != r[1]})
    assert report.open == sum(sign == "?" for *_, sign in relations)
    graph = open_graph(str(tmp_path / "claims.ttl"))
    base = "https://w3id.org/physiomap/node/"
    edges = {(s, sign, o) for s, o, sign in relations if s != o and sign != "?"}
    network = nx.MultiDiGraph()
    network.add_edges_from((s, o, {"sign": sign}) for s, sign, o in edges)
    pick = random.Random(7)
    starts = pick.sample(sorted(network), 12)
    for cause in starts:
        reached = {
            (path_[-1][1], "-" if [network.edges[e]["sign"] for e in path_].count("-") % 2 else "+")
            for effect in nx.single_source_shortest_path_length(network, cause, cutoff=3)
            if effect != cause
            for path_ in nx.all_simple_edge_paths(network, cause, effect, cutoff=3)
        }
        answer = graph.trace(base + cause, most=10_000, max_steps=3)
        found_ = {(chain.hops[-1].object.removeprefix(base), chain.sign) for chain in answer.chains}
        assert found_ == reached


TREES = {
    "mech.yaml": """
- graph: {_id: DB1_MESH_1, drug: d, disease: x}
  nodes:
  - {id: 'MESH:D1', label: Drug, name: the drug}
  - {id: 'UniProt:P1', label: Protein, name: the target}
  - {id: 'MESH:D2', label: Disease, name: the disease}
  links:
  - {source: 'MESH:D1', target: 'UniProt:P1', key: decreases activity of}
  - {source: 'UniProt:P1', target: 'MESH:D2', key: causes}
  references: ['https://go.drugbank.com/drugs/DB1']
""",
    "bel.json": json.dumps(
        {
            "nodes": [
                {"id": 0, "bel": "a(C:x)", "concept": {"namespace": "mesh", "identifier": "D1", "name": "the drug"}},
                {"id": 1, "bel": "p(H:T)", "concept": {"namespace": "hgnc", "identifier": "1", "name": "the target"}},
                {"id": 2, "bel": 'path(MESH:"the disease")', "concept": {"name": "the disease"}},
            ],
            "links": [
                {"source": 0, "target": 1, "relation": "directlyDecreases", "evidence": "It blocks.",
                 "citation": {"namespace": "pubmed", "identifier": "1"}},
                {"source": 1, "target": 2, "relation": "increases", "citation": {"type": "PubMed", "reference": "2"}},
                {"source": 1, "target": 2, "relation": "association"},
            ],
        }
    ),
    "indra.json": json.dumps(
        [
            {
                "type": "Inhibition", "id": "s1",
                "subj": {"name": "the drug", "db_refs": {"CHEBI": "CHEBI:1"}},
                "obj": {"name": "the target", "db_refs": {"HGNC": "1"}},
                "evidence": [{"source_api": "reach", "pmid": "1", "text": "It blocks.", "epistemics": {}}],
            },
            {
                "type": "Influence", "id": "s2",
                "subj": {"concept": {"name": "the target", "db_refs": {"HGNC": "1"}}, "delta": {"polarity": -1}},
                "obj": {"concept": {"name": "the disease", "db_refs": {"MESH": "D2"}}, "delta": {"polarity": -1}},
                "evidence": [{"source_api": "eidos", "text": "t", "epistemics": {"hedgings": ["may"]}}],
            },
            {"type": "Complex", "id": "s3", "members": [{"name": "a"}]},
        ]
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TREES)
def test_trees_are_read(tmp_path, imported, name):
    graph, _ = imported(written(tmp_path, name, TREES[name]))
    (chain,) = graph.trace("the drug", "the disease").chains
    assert [hop.sign for hop in chain.hops] == ["-", "+"]


def test_the_forms_of_edges_give_claims_with_their_sources(shared, imported):
    cases = {
        "04_kgx_association.ttl": ({"PMID:1"}, "promotes"),
        "06_wikipathways_rdf.ttl": ({"https://identifiers.org/wikipathways/WP1"}, "inhibits"),
        "07_owl_restriction.ttl": ({"07_owl_restriction.ttl"}, "promotes"),
        "09_sparql_star_free_rdf_reification.ttl": ({"PMID:1"}, "promotes"),
        "10_named_graph.trig": ({"PMID:1"}, "promotes"),
        "11_rdf12.ttl": ({"PMID:1"}, "promotes"),
        "25_physiomap_edge.ttl": ({"OpenStax Anatomy & Physiology 2e"}, "promotes"),
    }
    for name, (sources, predicate) in cases.items():
        graph, _ = imported(shared / "cases" / "foreign" / name)
        (row,) = graph.query(
            "PREFIX nc: <https://w3id.org/nutrition-causality/ontology#> "
            "SELECT ?p { ?c nc:predicate ?p ; nc:evidence ?e }"
        )
        assert row["p"].endswith("#" + predicate), name
        labels = {
            r["l"]
            for r in graph.query("PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> SELECT ?l { ?s rdfs:label ?l }")
        }
        assert sources <= labels, name


def test_report_and_draft(tmp_path, capsys, monkeypatch):
    text = (
        "subject,relation,object,source\n"
        "hypocalcemia,causes,twitching of the eyelid,doi:10.1000/xyz\n"
        "UNKNOWN:1,is blocked by,EX:2,\n"
        "EX:2,frobnicates,EX:3,\n"
        "EX:2,EX:activates_it,EX:3,\n"
        "EX:2,causes\n"
        '=HYPERLINK("http://x"),causes,EX:3,\n'
    )
    path, out, signs = written(tmp_path, "e.csv", text), tmp_path / "o.ttl", tmp_path / "signs.ttl"
    assert run(["import", "graph", str(path), "-o", str(out), "--draft-signs", str(signs)]) == 0
    told = capsys.readouterr().out
    assert "1 claim about 2 terms from 2 sources" in told
    assert "Met: 1 name" in told
    assert "3 predicates" in told
    assert "e.csv:6: 2 cells where the header has 4" in told
    assert "is no name of a term" in told
    assert run(["trace", "-i", str(out), "term:hypocalcemia", "twitching of the eyelid"]) == 0
    assert "DOI:10.1000/xyz" in out.read_text()
    drafted = signs.read_text()
    assert "# <urn:kgtool:predicate:frobnicates>" in drafted
    assert "\n[ owl:inverseOf <urn:kgtool:predicate:is-blocked-by> ] rdfs:subPropertyOf nc:stepInhibits" in drafted
    assert "\n<urn:curie:EX:activates_it> rdfs:subPropertyOf nc:stepPromotes" in drafted
    assert draft({}).count("rdfs:subPropertyOf") == 0


def test_the_same_input_gives_the_same_bytes(shared):
    path = str(shared / "reference" / "foreign" / "physiomap.ttl")
    assert import_graph([path]).turtle == import_graph([path]).turtle


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("latin.csv", "subject,sign,object\nä,+,b\n".encode("latin-1"), "latin.csv:2: not UTF-8"),
        ("wide.csv", b",".join(b"c%d" % n for n in range(1_000_000)), "1,000,000 columns"),
        ("nul.csv", b"subject,sign,object\na\0,+,b\n", "NUL"),
        ("none.csv", b"x,y\n1,2\n", "no columns for the ends"),
        ("empty.csv", b"", "no columns for the ends"),
        ("bomb.yaml", b"a: &a [x,x]\nb: &b [*a,*a]\n", "alias"),
        ("deep.json", b"[" * 100_000, "nested"),
        ("odd.json", b'{"a": 1}', "no graph that is known"),
        ("cut.csv.gz", gzip.compress(b"subject,sign,object\n" * 100, mtime=0)[:30], "cut.csv.gz"),
    ],
)
def test_hostile_files_are_refused_in_one_line(tmp_path, name, data, word):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(InputError) as error:
        import_graph([str(path)])
    assert word in str(error.value)
    assert len(str(error.value)) < 1_000


def test_ten_thousand_errors_are_counted_and_a_few_listed(tmp_path):
    path = written(tmp_path, "g.csv", "subject,sign,object\n" + "a,perhaps,b\n" * 10_000 + "a,+,b\n")
    report = import_graph([str(path)]).report
    assert (report.bad_rows, len(report.problems), report.claims) == (10_000, 20, 1)


def test_packed_files_and_utf16_are_read(tmp_path, shared):
    path = tmp_path / "g.csv"
    path.write_bytes("subject,sign,object\nä,+,b\n".encode("utf-16"))
    assert import_graph([str(path)]).report.claims == 1
    with gzip.open(tmp_path / "h.tsv.gz", "wt") as file:
        file.write("subject\tsign\tobject\na\t-\tb\n")
    assert import_graph([str(tmp_path / "h.tsv.gz")]).report.claims == 1


def test_a_title_in_two_lines_is_one_source(tmp_path, imported):
    edge = {"subject": "thing a", "predicate": "biolink:causes", "object": "thing b"}
    for number, cited in enumerate(("A title\nin two lines", ["A title\nin two lines", "PMID:2"])):
        path = written(tmp_path, f"g{number}.jsonl", json.dumps({**edge, "publications": cited}) + "\n")
        graph, _ = imported(path, name="x")
        answer = graph.trace("thing a", "thing b")
        said = {answer.labels[e.source] for claim in answer.claims.values() for e in claim.evidence}
        assert said == {"A title in two lines", *(["PMID:2"] if number else [])}


def test_a_failed_import_leaves_the_old_file(tmp_path, capsys):
    out = written(tmp_path, "out.ttl", "old")
    bad = written(tmp_path, "bad.csv", "x,y\n")
    assert run(["import", "graph", str(bad), "-o", str(out)]) == 3
    assert out.read_text() == "old"


def test_a_mapping_of_ones_own(tmp_path):
    mapping = written(
        tmp_path,
        "m.toml",
        '[edges]\nsubject = "von"\nobject = "nach"\nsign = "wie"\n[signs]\nplus = ["fördert"]\nminus = ["hemmt"]\n',
    )
    path = written(tmp_path, "g.tsv", "von\tnach\twie\nA\tB\themmt\nB\tC\tfördert\n")
    report = import_graph([str(path)], mapping=str(mapping)).report
    assert (report.claims, report.bad_rows) == (2, 0)


@pytest.mark.slow
def test_physiomap_and_the_shipped_graph_are_one(shared, imported, tmp_path, capsys):
    """Twenty states of ours are levels of its variables: chains cross there, with the right signs, and say so."""
    _, found = imported(shared / "reference" / "foreign" / "physiomap.ttl")
    assert found.report.levels > 20
    claims = str(tmp_path / "claims.ttl")
    both = open_graph("shipped", claims)
    expected = [
        ("hypocalcemia", "+", "pth"),
        ("hyperkalemia", "+", "aldosterone"),
        ("hypokalemia", "-", "aldosterone"),
        ("vitamin B12 deficiency", "-", "plasma_methylcobalamin"),
        ("magnesium deficiency", "-", "pth"),
        ("dehydration", "-", "blood_volume"),
        ("iron deficiency", "-", "hepcidin"),
        ("rapid heartbeat", "-", "end_diastolic_volume"),
        ("calcitriol", "-", "decreased calcium absorption"),
        ("adipose_tissue_mass", "+", "vitamin D deficiency"),
        ("motor_unit_recruitment", "-", "reduced strength"),
        ("estradiol", "-", "weak bones"),
    ]
    base, text = "https://w3id.org/physiomap/node/", found.turtle.decode()
    for cause, sign, effect in expected:
        ends = [base + end if f"{base}{end}>" in text else end for end in (cause, effect)]
        assert {c.sign for c in both.trace(*ends, max_steps=1).chains} == {sign}, (cause, effect)
    assert both.overview().unfit.seams > 10
    assert run(["trace", "-i", "shipped", "-i", claims, "hypocalcemia", base + "pth", "--max-steps", "1"]) == 0
    assert "hypocalcemia is a low level of" in " ".join(capsys.readouterr().out.split())
    assert not open_graph("shipped", claims, seams=False).trace("hypocalcemia", base + "pth").chains


KGX_EDGES = (
    "subject\tpredicate\tobject\tqualified_predicate\tobject_direction_qualifier\tnegated\tpublications\n"
    "EX:a\tbiolink:affects\tEX:b\tbiolink:causes\tincreased\tFalse\t['PMID:1', 'PMID:2']\n"
    "EX:b\tbiolink:affects\tEX:c\tbiolink:causes\tdownregulated\t\tPMID:1; PMID:2\n"
    "EX:c\tbiolink:causes\tEX:a\t\t\tTrue\tPMID:3\n"
    "EX:c\tbiolink:affects\tEX:a\t\t\t\t\n"
)
TRANSLATOR = {
    "message": {
        "knowledge_graph": {
            "nodes": {f"EX:{n}": {"name": f"thing {n}", "categories": ["biolink:NamedThing"]} for n in "abc"},
            "edges": {
                "e1": {
                    "subject": "EX:a", "predicate": "biolink:affects", "object": "EX:b",
                    "qualifiers": [
                        {"qualifier_type_id": "biolink:object_direction_qualifier", "qualifier_value": "increased"}
                    ],
                    "attributes": [{"attribute_type_id": "biolink:publications", "value": ["PMID:1", "PMID:2"]}],
                },
                "e2": {
                    "subject": "EX:b", "predicate": "biolink:treats", "object": "EX:c",
                    "sources": [{"resource_role": "primary_knowledge_source", "resource_id": "infores:x"}],
                },
            },
        }
    }
}  # fmt: skip
RDF_EDGES = {
    "statements.ttl": """
[] a rdf:Statement ; rdf:subject e:a ; rdf:predicate obo:RO_0002213 ; rdf:object e:b ; dcterms:source "PMID:1" .
[] a rdf:Statement ; rdf:subject e:b ; rdf:predicate obo:RO_0002212 ; rdf:object e:c ; dcterms:source "PMID:2" .""",
    "annotations.ttl": """
e:a obo:RO_0002213 e:b {| dcterms:source "PMID:1" |} .
e:b obo:RO_0002212 e:c ~ e:r1 . e:r1 dcterms:source "PMID:2" .""",
    "oban.ttl": """
e:as1 a oban:association ; oban:association_has_subject e:a ; oban:association_has_predicate obo:RO_0002213 ;
  oban:association_has_object e:b ; dcterms:source "PMID:1" .
e:as2 a oban:association ; oban:association_has_subject e:b ; oban:association_has_predicate obo:RO_0002212 ;
  oban:association_has_object e:c ; dcterms:source "PMID:2" .""",
    "restrictions.ttl": """
e:a rdfs:subClassOf [ a owl:Restriction ; owl:onProperty obo:RO_0002213 ; owl:someValuesFrom e:b ] .
e:b owl:equivalentClass [ owl:intersectionOf ( e:z
  [ a owl:Restriction ; owl:onProperty obo:RO_0002212 ; owl:someValuesFrom e:c ] ) ] .""",
}
PROLOGUE = """
@prefix e: <https://example.org/> . @prefix obo: <http://purl.obolibrary.org/obo/> .
@prefix oban: <http://purl.org/oban/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix dcterms: <http://purl.org/dc/terms/> .
e:a rdfs:label "thing a" . e:b rdfs:label "thing b" . e:c rdfs:label "thing c" .
"""
SIGNED = (
    "cause,effect,mor,pmid,negated\nthing a,thing b,1,1;2,\nthing b,thing c,⊣,3,no\nthing c,thing a,+,4,yes\n"
    "thing c,thing a,?,5,\n"
)
WHOLE = {
    "edges.tsv": KGX_EDGES,
    "translator.json": json.dumps(TRANSLATOR),
    "signed.csv": SIGNED,
    **{name: PROLOGUE + text for name, text in RDF_EDGES.items()},
}


@pytest.mark.slow
@pytest.mark.parametrize("name", [*WHOLE, *TREES, "model.ttl"])
def test_every_kind_of_file_goes_in_through_all_answers_and_out_again(tmp_path, imported, capsys, name):
    text = {**WHOLE, **TREES, "model.ttl": GOCAM}[name]
    nodes = [written(tmp_path, "nodes.tsv", KGX_NODES)] if name == "edges.tsv" else []
    graph, _ = imported(*nodes, written(tmp_path, name, text))
    steps = signed_steps(graph)
    assert len(steps) == (1 if name == "model.ttl" else 2)
    network = nx.DiGraph()
    network.add_edges_from((s, o, {"sign": sign}) for s, sign, o in steps)
    assert traced_pairs(graph, network) == signed_pairs(steps)
    start, end = nx.dag_longest_path(network)[:: len(steps)]
    claims = ["-i", str(tmp_path / "claims.ttl")]
    for asked in (["explain", start, end], ["trace", start, end], ["show", start, "--evidence"]):
        assert run([*asked, *claims]) == 0, asked
    assert run(["conflicts", *claims, "--all"]) in (0, 1)
    capsys.readouterr()
    (tmp_path / "out").mkdir()
    for form in ("kgx", "nt", "jsonld"):
        out = tmp_path / "out" / (form if form == "kgx" else f"g.{form}")
        assert run(["export", *claims, "--format", form, "-o", str(out)]) == 0
        if form == "kgx":
            back = import_graph([str(out / "nodes.tsv"), str(out / "edges.tsv")])
            out = tmp_path / "out" / "back.ttl"
            out.write_bytes(back.turtle)
        assert signed_steps(open_graph(str(out))) == steps, form


def signed_steps(graph):
    """(cause, sign, effect) of every step, as SPARQL finds them."""
    answer = graph.query(
        "PREFIX nc: <https://w3id.org/nutrition-causality/ontology#> SELECT DISTINCT ?s ?sign ?o "
        "{ { ?s nc:stepPromotes ?o BIND('+' AS ?sign) } UNION { ?s nc:stepInhibits ?o BIND('-' AS ?sign) } }"
    )
    return {(row["s"], row["sign"], row["o"]) for row in answer}


def test_a_predicate_from_effect_to_cause_is_turned_round(tmp_path, imported):
    signs = written(
        tmp_path,
        "signs.ttl",
        "@prefix nc: <https://w3id.org/nutrition-causality/ontology#> . @prefix owl: <http://www.w3.org/2002/07/owl#> ."
        '[ owl:inverseOf <urn:kgtool:predicate:is-blocked-by> ] nc:sign "-" . '
        '[ owl:inverseOf <urn:x:due_to> ] nc:sign "+" .',
    )
    table = written(tmp_path, "e.csv", "subject,relation,object\nthe target,is blocked by,the drug\n")
    triples = written(tmp_path, "e.nt", "<urn:x:pain> <urn:x:due_to> <urn:x:wound> .\n")
    statement = written(
        tmp_path,
        "s.ttl",
        PROLOGUE + '[] rdf:subject e:b ; rdf:predicate <urn:x:due_to> ; rdf:object e:a ; dcterms:source "PMID:1" .',
    )
    term = "https://w3id.org/nutrition-causality/term/"
    for path, step in (
        (table, (f"{term}the-drug", "-", f"{term}the-target")),
        (triples, ("urn:x:wound", "+", "urn:x:pain")),
        (statement, ("https://example.org/a", "+", "https://example.org/b")),
    ):
        graph, found = imported(path, signs=[str(signs)])
        assert signed_steps(graph) == {step}
        assert not found.report.unsigned
    read = open_graph(str(statement), signs=[str(signs)])
    (chain,) = read.trace("thing a", "thing b").chains
    assert chain.sources


def test_what_has_no_label_goes_by_its_identifier(tmp_path, imported, capsys):
    imported(written(tmp_path, "e.csv", "subject,sign,object\nMONDO:1,+,MONDO:2\nMONDO:2,+,MONDO:3\n"))
    assert run(["trace", "-i", str(tmp_path / "claims.ttl"), "MONDO:1", "MONDO:3"]) == 0
    told = capsys.readouterr().out
    assert "MONDO:2" in told
    assert "external term" not in told


def test_folders_and_archives_are_named_as_such(tmp_path):
    (tmp_path / "kg.tar.gz").write_bytes(b"")
    for name, word in ((".", "a folder; name the files"), ("kg.tar.gz", "an archive; unpack it")):
        with pytest.raises(UsageError, match=word):
            import_graph([str(tmp_path / name)])


def test_the_order_of_edges_makes_no_difference():
    sources = ["A Title, of 2001", "a title of 2001", "", "PMID:1", "x" * 300]
    edges = [Edge(f"urn:{n % 3}", "p", "+", "urn:o", source=source) for n, source in enumerate(sources * 3)]
    there, back = Claims(Cited("x", "x")), Claims(Cited("x", "x"))
    for edge in edges:
        there.add(edge)
    for edge in reversed(edges):
        back.add(edge)
    assert list(there.triples()) == list(back.triples())
    assert len(there.sources) == 4
