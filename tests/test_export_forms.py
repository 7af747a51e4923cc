"""Every form of export says what the statements say, no more and no less, and says it in the same bytes."""

import csv
import io
import json
import random
import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtool.errors import InputError, LimitError
from kgtool.export.jsonld import jsonld
from kgtool.export.kgx import EDGE_COLUMNS, biolink_names, kgx
from kgtool.export.labels import canonical
from kgtool.export.names import join_prefixes, language_tag
from kgtool.export.nanopub import NP, nanopub
from kgtool.export.nodes import group
from kgtool.export.ntriples import nquads, ntriples
from kgtool.export.rdfxml import rdfxml
from kgtool.export.sources import by_source, graph_of, trig_by_source
from kgtool.export.statements import Statements, read_statements
from kgtool.export.turtle import trig, turtle
from kgtool.export.void import VOID, void
from kgtool.vocabulary import BASE, NC, PROLOGUE, RDF, RDFS, XSD

GRAPHS = {turtle: "TURTLE", rdfxml: "RDF_XML", ntriples: "N_TRIPLES", jsonld: "JSON_LD", trig: "TRIG"}
DATASETS = {nquads: "N_QUADS", trig: "TRIG", jsonld: "JSON_LD"}
quick = settings(max_examples=120, deadline=None)


def stated(quads, declared=()):
    return Statements(tuple(sorted(canonical(quads), key=str)), join_prefixes(declared), None)


def read(data, form):
    return canonical(ox.parse(data, format=getattr(ox.RdfFormat, form), rename_blank_nodes=True))


def of_turtle(text):
    parser = ox.parse(PROLOGUE + text, format=ox.RdfFormat.TURTLE)
    return stated(list(parser), [parser.prefixes])


# ---- any graph at all ----

IRIS = [
    f"{BASE}term/a",
    f"{BASE}term/a.b-c",
    f"{BASE}term/trailing.",
    f"{NC}Claim",
    f"{BASE}claim/a--promotes--b--in--c",
    "http://purl.obolibrary.org/obo/HP_0002380",
    "https://example.org/ünïcode/路",
    "https://example.org/a%20b?c=d&e='f'#g",
    "term:an-iri-whose-scheme-looks-like-a-prefix",
    "urn:x",
    RDF + "nil",
]
PREDICATES = [
    RDF + "type",
    RDF + "first",
    RDF + "rest",
    NC + "evidence",
    NC + "passage",
    NC + "subject",
    "http://www.w3.org/2000/01/rdf-schema#label",
    "https://example.org/p",
    "https://example.org/other#label",
    "https://example.org/id",
    "https://example.org/type",
]
# What XML 1.0 leaves out.
UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
blank = st.sampled_from([ox.BlankNode(f"n{i}") for i in range(5)])
iri = st.sampled_from([ox.NamedNode(i) for i in IRIS])
texts = st.text(st.characters(codec="utf-8"), max_size=8) | st.sampled_from(
    ["", " a ", '"', "\\", "a\tb", "a\nb", "\r", "\r\n", "]]>", "&<>'", "@id", "_:b", "term:a", "\u0085\u2028", "1"]
)
numbers = st.sampled_from(
    ["1.50", "01", "+1", "-0", "1.", ".5", "1e5", "1.0E-3", "INF", "true", "1", "12345678901234567890", "x"]
)
datatypes = st.sampled_from([XSD + d for d in ("integer", "decimal", "double", "boolean", "date")] + ["urn:type"])
literal = (
    st.builds(ox.Literal, texts)
    | st.builds(lambda t, lang: ox.Literal(t, language=lang), texts, st.sampled_from(["en", "en-gb", "zh-hant-tw"]))
    | st.builds(lambda t, d: ox.Literal(t, datatype=ox.NamedNode(d)), numbers, datatypes)
)
predicate = st.sampled_from([ox.NamedNode(p) for p in PREDICATES])
quads = st.builds(ox.Quad, iri | blank, predicate, iri | blank | literal)
named = st.builds(ox.Quad, iri | blank, predicate, iri | blank | literal, st.just(ox.DefaultGraph()) | iri | blank)
some = st.lists(quads, max_size=14)


@pytest.mark.parametrize("form", GRAPHS, ids=lambda form: form.__name__)
@quick
@given(some)
def test_a_graph_comes_back_the_same(form, graph):
    statements = stated(graph)
    if form is rdfxml and any(UNSAYABLE.search(q.object.value) for q in graph):
        with pytest.raises(InputError, match="XML can't hold the character"):
            form(statements)
        return
    data = form(statements)
    assert read(data, GRAPHS[form]) == set(statements.quads)


def test_a_circle_of_holders_loses_nothing():
    evidence, first = ox.NamedNode(NC + "evidence"), ox.NamedNode(RDF + "first")
    a, b = ox.NamedNode("urn:a"), ox.BlankNode("b")
    statements = stated([ox.Quad(b, evidence, a), ox.Quad(a, first, b)])
    assert read(jsonld(statements), GRAPHS[jsonld]) == set(statements.quads)


def test_labels_in_a_circle_lose_nothing():
    a, b = ox.NamedNode("urn:a"), ox.BlankNode("b")
    quads = [ox.Quad(a, ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), b)]
    quads += [ox.Quad(b, ox.NamedNode(NC + p), a) for p in ("source", "subject")]
    statements = stated(quads)
    assert read(jsonld(statements), GRAPHS[jsonld]) == set(statements.quads)


@pytest.mark.parametrize("form", DATASETS, ids=lambda form: form.__name__)
@quick
@given(st.lists(named, max_size=14))
def test_a_dataset_comes_back_the_same(form, dataset):
    statements = stated(dataset)
    assert read(form(statements), DATASETS[form]) == set(statements.quads)


@pytest.mark.parametrize("form", [*GRAPHS, nquads], ids=lambda form: form.__name__)
@settings(max_examples=60, deadline=None)
@given(some, st.randoms(use_true_random=False))
def test_neither_order_nor_labels_of_blank_nodes_change_a_byte(form, graph, chance):
    labels = [f"other{i}" for i in range(5)]
    chance.shuffle(labels)
    renamed = {ox.BlankNode(f"n{i}"): ox.BlankNode(label) for i, label in enumerate(labels)}
    again = [ox.Quad(renamed.get(q.subject, q.subject), q.predicate, renamed.get(q.object, q.object)) for q in graph]
    chance.shuffle(again)
    try:
        before = form(stated(graph))
    except InputError:
        return
    assert form(stated(again + again[:3])) == before


@pytest.mark.slow
@quick
@given(st.integers(0, 60), st.integers(1, 3))
def test_nesting_has_an_end_and_no_list_is_lost(depth, items):
    """Blank nodes nested to any depth, in lists and out of them, need no deep stack and come back whole."""
    inner = "1"
    for level in range(depth):
        inner = f"( {' '.join([inner] * items if level < 2 else [inner])} )" if level % 2 else f"[ <urn:p> {inner} ]"
    statements = of_turtle(f"<urn:s> <urn:p> {inner} .")
    for form in (turtle, jsonld):
        data = form(statements)
        assert read(data, GRAPHS[form]) == set(statements.quads)
        assert max(line.count("[") + line.count("(") for line in data.decode().splitlines()) < 40


def test_a_circle_of_blank_nodes_keeps_a_label():
    statements = of_turtle("_:a <urn:p> _:b . _:b <urn:p> _:a . <urn:s> <urn:q> [ <urn:p> 1 ] , ( ) .")
    text = turtle(statements).decode()
    assert text.count("_:c14n") == 2  # the label is stated once and referred to once
    assert "[ <urn:p> 1 ]" in text
    assert len(group(statements.triples()).inline) == 2


def all_tied(number):
    nodes = [ox.BlankNode(f"n{i}") for i in range(number)]
    return [ox.Quad(a, ox.NamedNode("urn:p"), b) for a in nodes for b in nodes if a != b]


def torus(size):
    def node(x, y):
        return ox.BlankNode(f"n{x % size}-{y % size}")

    ways = ((0, 1), (1, 0), (0, -1), (-1, 0))
    cells = [(x, y, dx, dy) for x in range(size) for y in range(size) for dx, dy in ways]
    return [ox.Quad(node(x, y), ox.NamedNode("urn:p"), node(x + dx, y + dy)) for x, y, dx, dy in cells]


@pytest.mark.parametrize("graph", [all_tied(12), torus(6)], ids=["all tied to each other", "torus"])
def test_blank_nodes_too_alike_to_be_put_in_order_are_refused(graph):
    with pytest.raises(LimitError, match="Give them names"):
        canonical(graph)


def test_many_blank_nodes_that_look_alike_are_no_trouble():
    pairs = [(ox.BlankNode(f"a{i}"), ox.NamedNode("urn:p"), ox.BlankNode(f"b{i}")) for i in range(2000)]
    circle = [(ox.BlankNode(f"c{i}"), ox.NamedNode("urn:p"), ox.BlankNode(f"c{(i + 1) % 40}")) for i in range(40)]
    leaves = [(ox.BlankNode("hub"), ox.NamedNode("urn:q"), ox.BlankNode(f"d{i}")) for i in range(50)]
    quads = [ox.Quad(*triple) for triple in pairs + circle + leaves]
    assert canonical(quads) == canonical(quads[::-1])


# ---- Turtle ----


def test_turtle_is_laid_out_for_version_control():
    text = turtle(
        of_turtle(
            """
            term:b a nc:Food ; skos:altLabel "two"@en , "one"@en ; rdfs:label "b"@en ; nc:n 1.50 , 01 , true .
            <urn:o> a owl:Ontology .
            nc:r owl:propertyChainAxiom ( nc:p [ owl:inverseOf nc:q ] ) .
            [] a owl:AllDisjointClasses ; owl:members ( nc:A nc:B ) .
            """
        )
    ).decode()
    assert text == (
        "@prefix nc: <https://w3id.org/nutrition-causality/ontology#> .\n"
        "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "@prefix term: <https://w3id.org/nutrition-causality/term/> .\n"
        "\n"
        "<urn:o> a owl:Ontology .\n"
        "\n"
        "nc:r owl:propertyChainAxiom ( nc:p [ owl:inverseOf nc:q ] ) .\n"
        "\n"
        "term:b a nc:Food ;\n"
        '    rdfs:label "b"@en ;\n'
        '    skos:altLabel "one"@en ,\n'
        '        "two"@en ;\n'
        "    nc:n 01 ,\n"
        "        1.50 ,\n"
        "        true .\n"
        "\n"
        "[] a owl:AllDisjointClasses ;\n"
        "    owl:members ( nc:A nc:B ) .\n"
    )


def test_one_more_statement_is_one_more_line():
    before = turtle(of_turtle("term:a rdfs:label 'a' ; skos:altLabel 'b' . term:c nc:x [ nc:y 1 ] .")).splitlines()
    after = turtle(of_turtle("term:a rdfs:label 'a' ; skos:altLabel 'b' ; nc:z [ nc:y 2 ] . term:c nc:x [ nc:y 1 ] ."))
    new = [line for line in after.splitlines() if line not in before]
    # The line, and the one before it, which now ends in a semicolon.
    assert new == [b'    skos:altLabel "b" ;', b"    nc:z [ nc:y 2 ] ."]


@pytest.mark.parametrize(
    ("tag", "written"),
    [
        ("en-gb", "en-GB"),
        ("ZH-HANT-tw", "zh-Hant-TW"),
        ("de-1996", "de-1996"),
        ("en-x-us-abcd", "en-x-us-abcd"),
        ("x-ab", "x-ab"),
    ],
)
def test_language_tags_are_written_as_rfc_5646_recommends(tag, written):
    assert language_tag(tag) == written
    for form in GRAPHS:
        assert written.encode() in form(
            stated([ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal("a", language=tag))])
        )


def test_prefixes_of_the_files_shorten_what_ours_do_not():
    declared = [
        {"ex": "https://example.org/", "nc": "https://example.org/else#", "mine": NC},
        {"ex": "https://example.org/b/"},
    ]
    for order in (declared, declared[::-1]):
        joined = join_prefixes(order)
        assert joined["ex"] == "https://example.org/"  # of two meanings the first by its IRI
        assert joined["nc"] == NC
        assert "mine" not in joined


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_other_parsers_read_the_same_graph():
    rdflib = pytest.importorskip("rdflib")
    from rdflib.compare import isomorphic

    statements = of_turtle(
        """
        claim:a--promotes--b a nc:Claim ; nc:subject term:a ; nc:evidence ev:1 . ev:1 nc:passage psg:1 ; nc:share 0.50 .
        psg:1 nc:spanStart 3 ; nc:source src:one .
        term:a rdfs:label "a \\"b\\" <c>"@en-GB , "d" ; skos:exactMatch HP:0002380 .
        nc:r owl:propertyChainAxiom ( nc:p [ owl:inverseOf nc:q ] ) . _:x nc:p _:y . _:y nc:p _:x .
        """
    )
    expected = rdflib.Graph().parse(data=ntriples(statements), format="nt")
    assert len(expected) == len(statements.quads)
    for form, name in ((turtle, "turtle"), (rdfxml, "xml"), (jsonld, "json-ld"), (trig, "trig")):
        found = rdflib.Dataset(default_union=True) if name == "trig" else rdflib.Graph()
        found.parse(data=form(statements), format=name)
        same = rdflib.Graph()
        for s, p, o in found.triples((None, None, None)):
            same.add((s, p, o))
        assert isomorphic(same, expected), name


# ---- RDF/XML ----


@pytest.mark.parametrize("char", ["\x00", "\x0b", "\ufffe", "\x1f"])
def test_rdfxml_refuses_what_xml_cannot_hold(char):
    with pytest.raises(InputError, match=f"U\\+{ord(char):04X}.*choose ttl"):
        rdfxml(stated([ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:x:p"), ox.Literal(f"a{char}b"))]))


@pytest.mark.parametrize(("iri", "why"), [("https://example.org/1", "end in a name"), (RDF + "li", "needs the word")])
def test_rdfxml_refuses_predicates_that_it_cannot_name(iri, why):
    with pytest.raises(InputError, match=why):
        rdfxml(stated([ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode(iri), ox.Literal("a"))]))


@pytest.mark.parametrize("form", [rdfxml, jsonld], ids=lambda form: form.__name__)
def test_what_belongs_to_rdf_1_2_is_refused_where_it_cannot_be_said(form):
    triple = ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.NamedNode("urn:c"))
    statements = stated([ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:x:p"), triple)])
    with pytest.raises(InputError, match=r"RDF 1\.2"):
        form(statements)
    for able in (turtle, ntriples):
        assert read(able(statements), GRAPHS[able]) == set(statements.quads)


# ---- JSON-LD ----

TOLD = """
term:a a nc:Deficiency ; rdfs:label "A"@en ; skos:exactMatch HP:0000001 ; nc:deficiencyOf term:n .
term:b a nc:Symptom ; rdfs:label "B|b\\t1"@en ; skos:altLabel "bee"@en .
term:n a nc:Nutrient ; rdfs:label "N"@en .
src:one a nc:Source ; rdfs:label "One"@en . src:two a nc:Source ; rdfs:label "Two"@en .
psg:1 a nc:Passage ; nc:source src:one ; nc:section sec:1 ; nc:spanStart 1 . sec:1 a nc:Section ; nc:source src:one .
psg:2 a nc:Passage ; nc:source src:two .
claim:a--promotes--b a nc:Claim ; nc:subject term:a ; nc:predicate nc:promotes ; nc:object term:b ;
  nc:evidence ev:1 , ev:2 .
ev:1 a nc:Evidence ; nc:passage psg:1 ; nc:stance nc:supports ; nc:modality nc:possible .
ev:2 a nc:Evidence ; nc:passage psg:2 ; nc:stance nc:disputes .
claim:a--inhibits--b a nc:Claim ; nc:subject term:a ; nc:predicate nc:inhibits ; nc:object term:b ;
  nc:evidence ev:3 .
ev:3 a nc:Evidence ; nc:passage psg:2 ; nc:stance nc:undecided .
claim:c a nc:Claim ; nc:subject term:a ; nc:predicate nc:promotes ; nc:object term:b ;
  nc:context term:b ; nc:evidence ev:4 .
ev:4 a nc:Evidence ; nc:passage psg:2 ; nc:stance nc:supports .
<urn:graph> a owl:Ontology ; dcterms:title "T"@en ; dcterms:license <urn:licence> .
"""


@pytest.fixture
def told():
    return of_turtle(TOLD)._replace(heading="urn:graph")


def test_a_web_developer_finds_everything_about_a_claim_in_one_place(told):
    document = json.loads(jsonld(told))
    claim = next(node for node in document["@graph"] if node["id"] == "claim:a--promotes--b")
    assert claim["subject"] == {"id": "term:a", "label": "A"}
    assert claim["predicate"] == "nc:promotes"
    first = next(e for e in claim["evidence"] if e["id"] == "ev:1")
    assert first["modality"] == "nc:possible"
    assert first["passage"]["spanStart"] == 1
    assert first["passage"]["source"] == {"id": "src:one", "label": "One"}
    top = {node["id"] for node in document["@graph"]}
    assert not top & {"ev:1", "psg:1"}  # they are in their claim, and nowhere else
    assert all(
        value.startswith("http")
        for value in document["@context"].values()
        if isinstance(value, str) and value[0] != "@"
    )


# ---- by source ----


def test_each_source_has_a_graph_and_a_shared_claim_stands_in_both(told):
    graphs = by_source(told).graphs()
    one, two = (graphs[graph_of(ox.NamedNode(f"{BASE}source/{name}"))] for name in ("one", "two"))
    subject = ox.NamedNode(NC + "subject")
    assert [t.subject.value for t in one if t.predicate == subject] == [BASE + "claim/a--promotes--b"]
    assert len([t for t in two if t.predicate == subject]) == 3
    assert not [t for t in one if "ev" in str(t) and str(t).count("evidence/2")]
    assert {t for triples in graphs.values() for t in triples} == set(told.triples())
    again = ox.Dataset(ox.parse(trig_by_source(told), format=ox.RdfFormat.TRIG))
    assert set(again) == set(by_source(told).quads)


def test_named_graphs_of_the_input_are_kept():
    quad = ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.NamedNode("urn:o"), ox.NamedNode("urn:g"))
    assert set(ox.parse(trig_by_source(stated([quad])), format=ox.RdfFormat.TRIG)) == {quad}


# ---- nanopublications ----


def test_nanopublications_are_well_formed_and_hold_every_claim(told):
    quads = list(ox.parse(nanopub(told), format=ox.RdfFormat.TRIG))
    store = ox.Dataset(quads)
    kind = ox.NamedNode(NP + "Nanopublication")
    heads = [q for q in quads if q.object == kind]
    assert len(heads) == 3
    used = []
    for head in heads:
        itself, graph = head.subject, head.graph_name
        parts = {}
        for name in ("hasAssertion", "hasProvenance", "hasPublicationInfo"):
            (link,) = [q for q in quads if q.subject == itself and q.predicate.value == NP + name]
            assert link.graph_name == graph
            parts[name] = link.object
        used += [graph, *parts.values()]
        assert len({graph, *parts.values()}) == 4
        assert [q for q in store.quads_for_subject(parts["hasAssertion"]) if q.graph_name == parts["hasProvenance"]]
        assert [q for q in store.quads_for_subject(itself) if q.graph_name == parts["hasPublicationInfo"]]
        assert [q for q in quads if q.graph_name == parts["hasAssertion"]]
    assert {q.graph_name for q in quads} == set(used)
    assert len(used) == len(set(used))
    told_of = {q.triple for q in quads}
    wanted = ("claim/", "evidence/", "passage/")
    assert {t for t in told.triples() if t.subject.value.startswith(tuple(BASE + w for w in wanted))} <= told_of


def test_without_claims_there_is_nothing_to_publish():
    with pytest.raises(InputError, match="no claim"):
        nanopub(of_turtle("term:a a nc:Food ."))


def test_json_ld_says_of_a_blank_node_once_what_evidence_of_several_claims_has():
    graph = of_turtle("claim:1 nc:evidence ev:1 . claim:2 nc:evidence ev:1 . ev:1 nc:note [ rdfs:label 'a' ] .")
    assert read(jsonld(graph), "JSON_LD") == canonical(graph.quads)


# ---- KGX ----


def rows(data):
    return list(csv.DictReader(io.StringIO(data.decode()), delimiter="\t", quoting=csv.QUOTE_NONE))


def test_kgx_holds_terms_and_the_claims_that_take_a_side(told):
    said = []
    files = kgx(told, said.append)
    nodes = {row["id"]: row for row in rows(files["nodes.tsv"])}
    assert set(nodes) == {"term:a", "term:b", "term:n"}
    assert nodes["term:a"]["category"] == "biolink:PhenotypicFeature"
    assert nodes["term:a"]["same_as"] == "HP:0000001"
    assert nodes["term:b"]["name"] == "B/b 1"  # neither a tab nor the separator gets into a cell
    edges = {row["id"]: row for row in rows(files["edges.tsv"])}
    assert set(edges) == {"ev:1", "ev:2", "term:a nc:deficiencyOf term:n"}
    back = {
        (e["subject"], e["original_predicate"], e["object"], e["negated"])
        for e in edges.values()
        if e["modality"] or e["id"] == "ev:2"
    }
    assert back == {("term:a", "nc:promotes", "term:b", "false"), ("term:a", "nc:promotes", "term:b", "true")}
    assert edges["ev:1"]["predicate"] == "biolink:affects"
    assert edges["ev:1"]["object_direction_qualifier"] == "increased"
    assert edges["ev:1"]["modality"] == "nc:possible"
    assert edges["ev:2"]["primary_knowledge_source"] == "src:two"
    assert said[0].endswith("only in a context: 1.")
    assert said[1].endswith("leaves its claim open: 1.")
    assert "sections, spans and digests" in said[2]
    assert tuple(rows(files["edges.tsv"])[0]) == EDGE_COLUMNS


def test_every_row_of_the_biolink_table_names_something_of_the_ontology():
    from kgtool import folders

    known = {str(t.subject)[1:-1] for t in read_statements([folders.ONTOLOGY]).triples()}
    names = biolink_names()
    assert names.keys() <= known
    categories = {theirs.name for theirs in names.values()}
    for theirs in names.values():
        assert theirs.name.startswith("biolink:")
        assert theirs.subjects | theirs.objects <= categories


def biolink_rules():
    path = Path(__file__).with_name("lists") / "biolink-rules.tsv"
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    return {row["name"]: row for row in csv.DictReader(lines, delimiter="\t")}


def test_kgx_names_what_biolink_has_and_keeps_to_its_domains_and_ranges():
    """No mixin, nothing abstract, no slot that is needed and missing, and no end of an edge without a node."""
    from kgtool.export import export

    rules = biolink_rules()
    known = {theirs.name.removeprefix("biolink:") for theirs in biolink_names().values()}
    assert known | {"related_to", "NamedThing"} == rules.keys()
    files = export([], "kgx", warn=lambda _: None)
    nodes, edges = rows(files["nodes.tsv"]), rows(files["edges.tsv"])
    is_a = {}
    for node in nodes:
        kinds = [rules[kind.removeprefix("biolink:")] for kind in node["category"].split("|")]
        assert all(node[slot] for kind in kinds for slot in kind["needs"].split())
        is_a[node["id"]] = {name for kind in kinds for name in kind["is"].split()}
    assert len(is_a) == len(nodes) > 100
    for edge in edges:
        rule = rules[edge["predicate"].removeprefix("biolink:")]
        assert rule["domain"] in is_a[edge["subject"]], edge
        assert rule["range"] in is_a[edge["object"]], edge
        assert all(edge[slot] for slot in ("id", "knowledge_level", "agent_type", "primary_knowledge_source"))
    assert len({edge["id"] for edge in edges}) == len(edges) > 500


def test_every_class_of_terms_has_a_category_of_its_own_in_kgx():
    """All but what is no term: records, and what qualifies evidence."""
    from kgtool import folders
    from kgtool.export.kgx import _Tables
    from kgtool.export.names import Names

    found = read_statements([folders.ONTOLOGY])
    tables = _Tables({}, Names(found.prefixes), None)
    of = {RDFS + "subClassOf": set(), RDF + "type": set()}
    for triple in found.triples():
        if triple.predicate.value in of:
            of[triple.predicate.value].add((str(triple.subject)[1:-1], str(triple.object)[1:-1]))
    wider = of[RDFS + "subClassOf"]
    values = ("Directness", "Kind", "LifeStage", "Modality", "Mode", "Sex", "Stance")
    spared = {NC + name for name in ("Record", "Qualifier", *values)}
    while more := {kind for kind, above in wider if above in spared} - spared:
        spared |= more
    classes = {iri for iri, kind in of[RDF + "type"] if kind.endswith("owl#Class") and iri.startswith(NC)}
    assert [iri for iri in sorted(classes - spared) if not tables._nearest(iri)] == []


def test_ends_of_edges_without_a_class_of_ours_are_nodes_of_kgx_too():
    graph = of_turtle(
        "term:a a nc:Condition . <urn:b> a <urn:Thing> ; rdfs:label 'bee' . "
        "claim:1 nc:subject term:a ; nc:predicate nc:promotes ; nc:object <urn:b> ; nc:evidence ev:1 . "
        "claim:2 nc:subject <urn:c> ; nc:predicate nc:promotes ; nc:object term:a ; nc:evidence ev:2 . "
    )
    nodes = {row["id"]: (row["category"], row["name"]) for row in rows(kgx(graph)["nodes.tsv"])}
    assert nodes["urn:b"] == ("biolink:NamedThing", "bee")
    assert nodes["urn:c"] == ("biolink:NamedThing", "")
    assert len(nodes) == 3


def test_kgx_edges_lead_as_biolink_leads_them_and_all_have_a_source():
    graph = of_turtle(
        "<urn:graph> a owl:Ontology . term:a a nc:Condition . term:t a nc:Test . term:m a nc:Nutrient . "
        "term:f a nc:Food . term:e a nc:Exposure . term:g a nc:Nutrient . "
        + "".join(
            f"claim:{n} nc:subject term:{s} ; nc:predicate nc:{p} ; nc:object term:{o} ; nc:evidence ev:{n} . "
            f"ev:{n} nc:stance nc:supports . "
            for n, (s, p, o) in enumerate(
                [
                    ("a", "diagnosedBy", "t"),
                    ("e", "diagnosedBy", "t"),
                    ("f", "sourceOf", "m"),
                    ("e", "sourceOf", "m"),
                    ("m", "memberOf", "g"),
                ]
            )
        )
    )._replace(heading="urn:graph")
    files = kgx(graph)
    edges = rows(files["edges.tsv"])
    assert {(e["subject"], e["predicate"].removeprefix("biolink:"), e["object"]) for e in edges} == {
        ("term:t", "diagnoses", "term:a"),
        ("term:e", "related_to", "term:t"),
        ("term:f", "has_nutrient", "term:m"),
        ("term:e", "related_to", "term:m"),
        ("term:g", "has_member", "term:m"),
    }
    (turned,) = [e for e in edges if e["predicate"] == "biolink:diagnoses"]
    assert (turned["original_subject"], turned["original_predicate"]) == ("term:a", "nc:diagnosedBy")
    assert {e["primary_knowledge_source"] for e in edges} == {"urn:graph"}
    prefixes = json.loads(files["prefixes.json"])
    assert prefixes["term"] == BASE + "term/" and "biolink" in prefixes


def test_terms_of_no_known_class_give_no_tables():
    with pytest.raises(InputError, match="no term"):
        kgx(of_turtle("<urn:a> a <urn:Thing> ."))


# ---- VoID ----


def test_void_counts_what_is_there(told):
    found = list(ox.parse(void(told), format=ox.RdfFormat.TURTLE))

    def value(name, of="urn:graph"):
        return [q.object.value for q in found if str(q.subject) == f"<{of}>" and q.predicate.value == VOID + name]

    assert value("triples") == [str(len(told.quads))]
    assert value("distinctSubjects") == [str(len({q.subject for q in told.quads}))]
    claims = [q.subject for q in found if q.object == ox.NamedNode(NC + "Claim")]
    assert [q.object.value for q in found if q.subject in claims and q.predicate.value == VOID + "entities"] == ["3"]
    assert value("uriSpace") == [BASE]


def test_agents_and_licences_are_described_as_dcat_ap_has_them(told):
    header = "<urn:graph> dcterms:publisher 'P' ; dcterms:creator <urn:c> ; dcterms:issued '2026' ; "
    header += "<https://schema.org/codeRepository> <urn:code> ."
    more = of_turtle(f"@prefix dcterms: <http://purl.org/dc/terms/> . {header}")
    store = ox.Store()
    store.load(void(told._replace(quads=(*told.quads, *more.quads))), ox.RdfFormat.TURTLE)
    ask = """PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX foaf: <http://xmlns.com/foaf/0.1/>
        PREFIX dcat: <http://www.w3.org/ns/dcat#> ASK {
        <urn:graph> dcterms:title ?t ; dcterms:description ?d ; dcterms:issued ?i ;
            dcterms:publisher [ a foaf:Agent ; foaf:name "P" ] ; dcterms:creator <urn:c> ;
            dcterms:license <urn:licence> ;
            dcat:distribution [ a dcat:Distribution ; dcat:accessURL <urn:code> ; dcterms:license <urn:licence> ] .
        <urn:c> a foaf:Agent . <urn:licence> a dcterms:LicenseDocument }"""
    assert store.query(ask)


def test_a_shuffled_dataset_has_the_same_description(told):
    shuffled = list(told.quads)
    random.Random(7).shuffle(shuffled)
    assert void(stated(shuffled)._replace(heading="urn:graph")) == void(told)


LOOK_ALIKES = {
    "a list of equal items": (":a :p ( " + "1 " * 2_000 + ") .", 4_001),
    "a list of equal lists": (":a :p ( " + "( 1 1 ) " * 400 + ") .", 2_401),
    "nested": (":a :p " + "[ :p " * 3_000 + "1" + " ]" * 3_000 + " .", 3_001),
    "equal brothers": (":a :p " + ", ".join(["[ :q 1 ]"] * 2_000) + " .", 4_000),
    "equal roots": ("[] :p 1 . " * 3_000, 3_000),
}


@pytest.mark.parametrize(("text", "number"), LOOK_ALIKES.values(), ids=LOOK_ALIKES)
def test_look_alikes_in_lists_and_trees_are_all_kept(text, number):
    quads = list(ox.parse(f"@prefix : <http://e/> . {text}".encode(), format=ox.RdfFormat.TURTLE))
    assert len(canonical(quads)) == len(canonical(reversed(quads))) == number


blank = st.integers(0, 5).map(lambda i: ox.BlankNode(f"b{i}"))
iri = st.integers(0, 1).map(lambda i: ox.NamedNode(f"http://e/{i}"))
knotted = st.lists(st.builds(ox.Quad, blank | iri, iri, blank | iri), max_size=9)


@quick
@given(knotted, st.permutations(range(6)), st.randoms(use_true_random=False))
def test_labels_depend_on_what_is_said_alone(quads, new, random):
    """Against RDFC-1.0 as an oracle: the same graph under other labels is the same, and nothing is lost."""
    names = {ox.BlankNode(f"b{i}"): ox.BlankNode(f"c{n}") for i, n in enumerate(new)}
    other = [ox.Quad(names.get(q.subject, q.subject), q.predicate, names.get(q.object, q.object)) for q in quads]
    random.shuffle(other)
    found = canonical(quads)
    assert found == canonical(other)
    ours, theirs = ox.Dataset(found), ox.Dataset(quads)
    for dataset in (ours, theirs):
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert ours == theirs
