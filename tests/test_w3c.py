"""What the W3C's suites for SHACL and RDF 1.1 syntax taught, on data of our own; and the suites, where they are.

KGTOOL_W3C names a folder that holds them somewhere inside, as their publishers lay them out. They are no part of this
repository.
"""

import os
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgtool.errors import InputError, KgtoolError, RefusedError
from kgtool.render.report import tell
from kgtool.store.files import quads, quads_with_lines
from kgtool.validate import validate

ENGINES = ("pyshacl", "fast")
PREFIXES = """@prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
DECLARED = "ex:names sh:declare [ sh:prefix 'ex' ; sh:namespace 'http://example.org/'^^xsd:anyURI ] . "
DATA = "ex:a a ex:Tree ; ex:height 3 , 9 ; ex:near ex:b . ex:b a ex:Tree ; ex:height 4 . "
NODE = "ex:s a sh:NodeShape ; sh:targetClass ex:Tree ; "
PROPERTY = "ex:s a sh:PropertyShape ; sh:targetClass ex:Tree ; sh:path ex:height ; "


@pytest.fixture
def check(tmp_path):
    def run(shapes, data=DATA, engine="pyshacl", **options):
        if engine == "fast":
            pytest.importorskip("shacl", reason="the fast engine has no wheel here")
        files = {"data": tmp_path / "data.ttl", "shapes": tmp_path / "shapes.ttl"}
        files["data"].write_text(PREFIXES + data, encoding="utf-8")
        files["shapes"].write_text(PREFIXES + shapes, encoding="utf-8")
        return validate(
            [str(files["data"])],
            shapes=[str(files["shapes"])],
            own_shapes=False,
            background=False,
            engine=engine,
            **options,
        )

    return run


def found(report):
    return {(f.component.removesuffix("ConstraintComponent"), str(f.focus), str(f.value)) for f in report.findings}


def select(query, more=""):
    return DECLARED + NODE + f'sh:sparql [ {more} sh:prefixes ex:names ; sh:select """{query}""" ] .'


# ---- what a shapes file may hold -----------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES)
def test_a_file_of_shapes_may_hold_its_test(check, engine):
    manifest = """
    <> a <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#Manifest> .
    ex:test a <http://www.w3.org/ns/shacl-test#Validate> ; <http://www.w3.org/ns/shacl-test#dataGraph> <> ;
        ex:result [ a sh:ValidationReport ; sh:conforms false ; sh:result [ sh:focusNode ex:a ; sh:value 9 ] ] .
    """
    assert found(check(PROPERTY + "sh:maxInclusive 5 ." + manifest, engine=engine)) == {
        ("MaxInclusive", "<http://example.org/a>", '"9"^^<http://www.w3.org/2001/XMLSchema#integer>')
    }
    with pytest.raises(InputError, match="not in the namespace of SHACL"):
        check(PROPERTY + "<http://www.w3.org/ns/shacl-core#maxInclusive> 5 .", engine=engine)


INEFFECTIVE = {
    "a misspelt parameter": (PROPERTY + "sh:minCount 1 ; sh:maxCuont 1 .", InputError, "SHACL has no sh:maxCuont"),
    "another namespace": (
        PROPERTY + "sh:minCount 1 ; <http://www.w3.org/ns/shacl-core#maxCount> 1 .",
        InputError,
        "not in the namespace of SHACL",
    ),
    "a count without a path": (NODE + "sh:nodeKind sh:IRI ; sh:maxCount 1 .", InputError, "no sh:path"),
    "a count of nothing": (PROPERTY + "sh:minCount 1 ; sh:qualifiedMinCount 1 .", InputError, "qualifiedValueShape"),
    "a switch that is 1": (NODE + "sh:nodeKind sh:IRI ; sh:closed '1'^^xsd:boolean .", InputError, "only true"),
    "an import": (PROPERTY + "sh:minCount 1 . ex:o owl:imports ex:other .", RefusedError, "nothing is fetched"),
    "a shape that nobody describes": (
        NODE + "sh:node ex:missing .",
        InputError,
        "ex.*missing, which no file describes",
    ),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("kind", INEFFECTIVE)
def test_what_has_no_effect_is_refused_unless_asked_to_let_it_pass(check, kind, engine):
    shapes, error, said = INEFFECTIVE[kind]
    with pytest.raises(error, match=rf"shapes\.ttl:\d+: .*{said}") as caught:
        check(shapes, engine=engine)
    report = check(shapes, engine=engine, lenient=True)
    assert not report.findings
    assert len(report.notes) == 1
    assert report.notes[0] in str(caught.value)


@pytest.mark.parametrize("lenient", [False, True])
def test_a_term_of_what_is_not_run_may_be_named_and_not_used(check, lenient):
    for_shapes = "ex:s a sh:NodeShape ; sh:targetObjectsOf sh:entailment ; sh:nodeKind sh:IRI ."
    used = " ex:o sh:entailment <http://www.w3.org/ns/entailment/RDFS> ."
    report = check(for_shapes, data="ex:o sh:entailment 'RDFS' .", lenient=lenient)
    assert {f.component for f in report.findings} == {"NodeKindConstraintComponent"}
    with pytest.raises(RefusedError, match="sh:entailment"):
        check(for_shapes + used, lenient=lenient)


def test_a_parameter_with_one_value_has_no_second(check):
    with pytest.raises(InputError, match="2 values of sh:in, which takes one"):
        check(PROPERTY + "sh:in ( 3 ) , ( 4 ) .")


COMPONENT = "ex:k a sh:ConstraintComponent ; sh:parameter [ sh:path ex:most ] "
ILL_FORMED = {
    "a path without steps": (
        "ex:s a sh:PropertyShape ; sh:targetNode ex:a ; sh:path () ; sh:maxCount 0 .",
        "sh:path is",
    ),
    "nothing to choose from": (
        "ex:s a sh:PropertyShape ; sh:targetNode ex:a ; sh:path [ sh:alternativePath () ] ; sh:maxCount 0 .",
        "sh:alternativePath is an empty list",
    ),
    "a node shape with a path": (NODE + "sh:node [ sh:path ex:near ; sh:minCount 1 ] .", "Use sh:property"),
    "a component that can't tell": (COMPONENT + ". " + NODE + "ex:most 1 ; sh:nodeKind sh:IRI .", "no validator"),
    "two queries in one": (
        NODE + "sh:sparql [ sh:select 'SELECT $this { $this ?p 3 }' , 'SELECT $this { $this ?p 4 }' ] .",
        "2 values of sh:select",
    ),
    "a class of characters that no engine has": (PROPERTY + r"sh:pattern '^\\i+$' .", r"no engine here knows \\i "),
    "a pattern that is none": (PROPERTY + r"sh:pattern '\\\\p{2}(' .", "no regular expression: missing"),
}


@pytest.mark.parametrize("kind", ILL_FORMED)
def test_what_would_pass_everything_is_refused_with_its_line(check, kind):
    shapes, said = ILL_FORMED[kind]
    with pytest.raises(InputError, match=rf"shapes\.ttl:\d+: .*{said}"):
        check(shapes, lenient=True)


def test_an_import_of_shacl_is_an_import(check):
    shapes = PROPERTY + "sh:maxInclusive 3 . ex:o a owl:Ontology ; owl:imports sh: ."
    with pytest.raises(RefusedError, match=r"shapes\.ttl:4: nothing is fetched"):
        check(shapes)
    report = check(shapes, lenient=True)
    assert len(report.findings) == 2
    assert len(report.notes) == 1


@pytest.mark.parametrize("pattern", [r"^\\p{Lu}+$", r"^\\p{L}\\P{Lu}*$"])
def test_classes_of_characters_are_for_the_engine_that_has_them(check, pattern):
    shapes = f"ex:s a sh:NodeShape ; sh:targetNode 'A' , 'a1A' ; sh:pattern '{pattern}' ."
    with pytest.raises(InputError, match=r"shapes\.ttl:4: pySHACL knows no \\p\{Lu?\} in a pattern"):
        check(shapes)
    assert {str(f.focus) for f in check(shapes, engine="fast").findings} == {'"a1A"'}


@pytest.mark.parametrize("engine", ENGINES)
def test_an_escaped_backslash_begins_no_class_of_characters(check, engine):
    shapes = r"ex:s a sh:NodeShape ; sh:targetNode 'C:\\pp' , 'C:A' ; sh:pattern '^C:\\\\p{2}' ."
    assert {str(f.focus) for f in check(shapes, engine=engine).findings} == {'"C:A"'}


SWITCHES = {
    "closed": NODE + "sh:closed {} .",
    "uniqueLang": "ex:s a sh:PropertyShape ; sh:targetNode ex:a ; sh:path ex:called ; sh:uniqueLang {} .",
    "deactivated": PROPERTY + "sh:maxCount 0 ; sh:deactivated {} .",
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", SWITCHES)
def test_a_switch_is_on_where_it_is_true(check, name, engine):
    data = DATA + "ex:a ex:called 'oak'@en , 'oak tree'@en ."
    on, off, one = (
        found(check(SWITCHES[name].format(value), data, engine, lenient=True))
        for value in ("true", "false", "'1'^^xsd:boolean")
    )
    assert on != off
    assert one == off


@pytest.mark.parametrize("engine", ENGINES)
def test_a_query_that_is_switched_off_finds_nothing(check, engine):
    query = "SELECT $this ?value WHERE { $this ex:near ?value }"
    assert len(check(select(query, "sh:deactivated false ;"), engine=engine).findings) == 1
    assert not check(select(query, "sh:deactivated true ;"), engine=engine).findings


# ---- reports -------------------------------------------------------------------------------------------


def report_graph(report):
    store = ox.Store()
    store.load(input=tell(report, "ttl").encode(), format=ox.RdfFormat.TURTLE)
    return store


def ask(store, pattern):
    ns = "PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX ex: <http://example.org/> "
    return len(list(store.query(f"{ns} SELECT * WHERE {{ {pattern} }}")))


@pytest.mark.parametrize("engine", ENGINES)
def test_equal_results_are_one_finding_and_as_many_results(check, engine):
    report = check(
        "ex:s a sh:NodeShape ; sh:targetNode ex:a ; sh:class ex:Bush , ex:Fern .", engine=engine, lenient=True
    )
    assert [f.times for f in report.findings] == [2]
    assert ask(report_graph(report), "?r sh:focusNode ex:a ; sh:sourceShape ex:s") == 2
    assert tell(report, "text").count("http://example.org/a") == 1


@pytest.mark.parametrize("engine", ENGINES)
def test_a_query_finds_a_thing_once(check, engine):
    report = check(select("SELECT $this ?value WHERE { ?any ex:height ?x . $this ex:near ?value }"), engine=engine)
    assert [(f.times, str(f.value)) for f in report.findings] == [(1, "<http://example.org/b>")]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_path_is_copied_whole_and_shares_nothing(check, engine):
    back = "_:back sh:inversePath ex:near . "
    shapes = back + "ex:s a sh:PropertyShape ; sh:targetNode ex:b ; sh:path ( _:back _:back ) ; sh:minCount 1 ."
    store = report_graph(check(shapes, engine=engine))
    assert ask(store, "?r sh:resultPath/<http://www.w3.org/1999/02/22-rdf-syntax-ns#rest>* ?l . ?l ?p ?o") == 4
    assert ask(store, "?step sh:inversePath ex:near") == 2


@pytest.mark.parametrize("engine", ENGINES)
def test_a_path_of_two_kinds_is_the_first(check, engine):
    both = "[ rdf:first ex:near ; rdf:rest ( ex:height ) ; sh:inversePath ex:near ]"
    report = check(f"ex:s a sh:PropertyShape ; sh:targetNode ex:a ; sh:path {both} ; sh:maxCount 0 .", engine=engine)
    assert [f.path for f in report.findings] == ["http://example.org/near/http://example.org/height"]
    assert not ask(report_graph(report), "?path sh:inversePath ?any")


# ---- queries -------------------------------------------------------------------------------------------

BAD_QUERIES = {
    "no syntax": ("SELECT $this WHERE { $this ?p }", "line 1 of the query, column 31: unexpected"),
    "no end": ("SELECT $this WHERE { $this ?p ?o", "ends too early"),
    "no prefix": ("SELECT $this WHERE { $this foo:p ?o }", 'the prefix of "foo:p"'),
    "MINUS": ("SELECT $this WHERE { $this ?p ?o MINUS { $this ex:q ?o } }", "no MINUS"),
    "VALUES": ("SELECT $this WHERE { $this ?p ?o VALUES ?o { 1 } }", "no VALUES"),
    "a second meaning": ("SELECT $this WHERE { BIND (1 AS $this) }", r"names \$this anew"),
    "not returned": ("SELECT ?value WHERE { $this ?p ?value }", r"this query doesn't return \$this"),
    "not handed on": (
        "SELECT $this WHERE { $this ?p ?o { SELECT DISTINCT ?o (COUNT(?x) AS ?n) WHERE { ?x ?y ?o } GROUP BY ?o } }",
        r"inside this query doesn't return \$this",
    ),
    "a function of somebody's": (
        "SELECT $this WHERE { $this ?p ?o FILTER (ex:like(?o)) }",
        "no engine here has the function <http://example.org/like>",
    ),
    "a function in the head": ("SELECT $this (ex:like($this) AS ?n) WHERE { $this ?p ?o }", "function <.*like>"),
    "a form of its own": ("CONSTRUCT { $this ?p ?o } WHERE { $this ?p ?o }", "of the form CONSTRUCT. Make it SELECT"),
    "a question": ("ASK { $this ?p ?o }", "of the form ASK. Make it SELECT"),
    "all handed on": ("SELECT $this WHERE { { SELECT * WHERE { $this ?p ?o } } }", r"doesn't return \$this"),
}


@pytest.mark.parametrize("kind", BAD_QUERIES)
def test_a_query_that_shacl_forbids_is_refused_before_it_runs(check, kind):
    query, said = BAD_QUERIES[kind]
    nobody = select(query).replace("ex:Tree", "ex:Nobody")  # no focus node: an engine would not even look at it
    with pytest.raises(InputError, match=rf"shapes\.ttl:\d+: .*{said}"):
        check(nobody, lenient=True)


def test_a_validator_that_asks_is_an_ask(check):
    component = COMPONENT + "; sh:validator [ sh:ask 'SELECT $this { $this ?p $value }' ] . " + NODE + "ex:most 1 ."
    with pytest.raises(InputError, match=r"shapes\.ttl:\d+: .*of the form SELECT. Make it ASK"):
        check(component)


VALIDATORS = {
    "a value of its own": ("propertyValidator", "SELECT $this ?value { $this $PATH/ex:height ?value }", False),
    "values that are counted": (
        "propertyValidator",
        "SELECT $this { $this $PATH ?value } GROUP BY $this HAVING (COUNT(?value) > $most)",
        False,
    ),
    "a value of a node": ("nodeValidator", "SELECT $this ?value { $this ?p ?value }", False),
    "the value nodes": (
        "propertyValidator",
        "SELECT $this ?value { $this $PATH ?value FILTER (?value > $most) }",
        True,
    ),
    "another variable": ("nodeValidator", "SELECT $this { $this ex:height ?any FILTER (?any > $most) }", True),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("kind", VALIDATORS)
def test_a_validator_does_not_compute_what_the_engines_bind(check, kind, engine):
    name, query, good = VALIDATORS[kind]
    shape = (PROPERTY if name == "propertyValidator" else NODE) + "ex:most 5 ."
    shapes = DECLARED + COMPONENT + f"; sh:{name} [ sh:prefixes ex:names ; sh:select '{query}' ] . " + shape
    if good:
        assert [str(f.focus) for f in check(shapes, engine=engine).findings] == ["<http://example.org/a>"]
    else:
        with pytest.raises(InputError, match=r"shapes\.ttl:\d+: .*bind \?value to one value node"):
            check(shapes, engine=engine)


GOOD_QUERIES = {
    "the words in names": ("SELECT $this WHERE { $this ex:VALUES|ex:height ?as }", {"a", "b"}),
    "handed on": (
        "SELECT $this WHERE { { SELECT $this (COUNT(?x) AS ?n) WHERE { $this ex:height ?x } GROUP BY $this } "
        "FILTER (?n > 1) }",
        {"a"},
    ),
    "bound in a group of its own": ("SELECT $this WHERE { { FILTER (bound($this)) } $this ex:near ?o }", {"a"}),
    "bound in half of a union": (
        "SELECT $this WHERE { { FILTER ($this = ex:a) } UNION { $this ex:height ?h FILTER ($this = ex:b) } }",
        {"a", "b"},
    ),
    "bound in an optional part": (
        "SELECT $this WHERE { OPTIONAL { $this ex:near ?o FILTER (bound($this)) } FILTER (!bound(?o)) }",
        {"b"},
    ),
    "bound inside EXISTS": (
        "SELECT $this WHERE { FILTER NOT EXISTS { ?other ex:near ?it FILTER (?it = $this) } }",
        {"a"},
    ),
    "bound in an expression": ("SELECT $this WHERE { BIND (($this = ex:b) AS ?is) FILTER (?is) }", {"b"}),
    "its own prefix": ("PREFIX x: <http://example.org/> SELECT * WHERE { $this x:near ?o }", {"a"}),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("kind", GOOD_QUERIES)
def test_a_query_that_shacl_allows_runs(check, kind, engine):
    query, names = GOOD_QUERIES[kind]
    report = check(select(query), engine=engine)
    assert {f.focus.value.rpartition("/")[2] for f in report.findings} == names


@pytest.mark.parametrize("engine", ENGINES)
def test_blank_nodes_are_bound_and_found_like_others(check, engine):
    data = "[] a ex:Tree ; ex:near [ ex:height 4 ] . ex:a a ex:Tree ; ex:near [ ex:height 5 ] ."
    beside = "[ sh:property [ sh:path ex:near ; sh:node [ sh:property [ sh:path ex:height ; sh:hasValue 4 ] ] ] ]"
    counted = f"sh:qualifiedValueShape {beside} ; sh:qualifiedMinCount 1 ; sh:qualifiedMaxCount 0"
    inside = f"sh:property [ sh:path ex:near ; {counted} ; sh:nodeKind sh:IRI ]"
    shapes = NODE + f"{inside} ; sh:node {beside} ; sh:not [ sh:nodeKind sh:BlankNode ] ."
    by_query = shapes + select("SELECT $this ?value WHERE { FILTER (isBlank($this)) $this ex:near ?value }")
    report = check(by_query.replace("ex:s a", "ex:t a", 1), data, engine)
    counts = {}
    for finding in report.findings:
        counts[finding.component] = counts.get(finding.component, 0) + 1
    assert counts == {
        "NodeKindConstraintComponent": 2,
        "QualifiedMaxCountConstraintComponent": 2,
        "NodeConstraintComponent": 1,
        "NotConstraintComponent": 1,
        "SPARQLConstraintComponent": 1,
    }
    assert all(f.place for f in report.findings)


@pytest.mark.parametrize("engine", ENGINES)
def test_prefixes_come_by_imports(check, engine):
    shapes = select("SELECT $this WHERE { $this ex:near ?o }").replace("sh:prefixes ex:names", "sh:prefixes ex:mine")
    imports = (
        "ex:mine owl:imports ex:between . ex:between a owl:Ontology ; owl:imports ex:names . ex:names a owl:Ontology . "
    )
    assert len(check(imports + shapes, engine=engine).findings) == 1


@pytest.mark.parametrize("engine", ENGINES)
def test_a_second_check_does_not_see_the_queries_of_the_first(check, engine):
    component = (
        "ex:k a sh:ConstraintComponent ; sh:parameter [ sh:path ex:most ] ; sh:validator [ a sh:SPARQLAskValidator ; "
        "sh:ask 'ASK { FILTER ($value %s $most) }' ] . ex:s a sh:NodeShape ; sh:targetNode 5 ; ex:most 5 . "
    )
    outcomes = [len(check(component % sign, engine=engine).findings) for sign in ("<", "<=", "<", "<=") * 3]
    assert outcomes == [1, 0] * 6


# ---- what an engine can't do ---------------------------------------------------------------------------

CIRCLE = (
    NODE + "sh:property [ sh:path ex:near ; sh:node ex:s ] ; sh:property [ sh:path ex:height ; sh:maxInclusive 8 ] ."
)
DENIED = {
    "not": NODE + "sh:not [ sh:property [ sh:path ex:near ; sh:node ex:s ; sh:minCount 1 ] ] .",
    "xone": NODE + "sh:xone ( ex:s [ sh:nodeKind sh:IRI ] ) .",
    "count": NODE + "sh:property [ sh:path ex:near ; sh:qualifiedValueShape ex:s ; sh:qualifiedMaxCount 1 ] .",
}


def test_a_shape_that_uses_itself_is_for_the_engine_that_follows_it(check):
    with pytest.raises(InputError, match=r"shapes\.ttl:\d+: .*uses itself, and pySHACL"):
        check(CIRCLE)
    chain = "".join(f"ex:t{n} ex:near ex:t{n + 1} . " for n in range(12)) + "ex:t0 a ex:Tree . ex:t12 ex:height 9 ."
    assert found(check(CIRCLE, chain, "fast")) == {("Node", "<http://example.org/t0>", "<http://example.org/t1>")}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("kind", DENIED)
def test_a_shape_that_denies_itself_means_nothing(check, kind, engine):
    with pytest.raises(InputError, match="has no meaning"):
        check(DENIED[kind], engine=engine)


def test_pyshacl_refuses_what_it_would_read_otherwise(check):
    shapes_graph = select("SELECT $this WHERE { GRAPH $shapesGraph { $currentShape a ?kind } }")
    with pytest.raises(InputError, match=r"\$shapesGraph. Use --engine fast"):
        check(shapes_graph)
    assert len(check(shapes_graph, engine="fast").findings) == 2
    spaced = "ex:s a sh:PropertyShape ; sh:targetNode ex:a ; sh:path ex:near ; sh:pattern 'a b$' ; sh:flags 'x' ."
    with pytest.raises(InputError, match="of flags, pySHACL knows"):
        check(spaced)
    assert found(check(spaced, engine="fast")) == {("Pattern", "<http://example.org/a>", "<http://example.org/b>")}


NO_CLAUSES = {
    "VALUES": "SELECT $this WHERE { $this ex:near ?values . }",
    "MINUS": "SELECT $this WHERE { $this ex:near ?o FILTER (STR(?o) != 'MINUS ') }",
    "SERVICE": "SELECT $this WHERE { $this ex:near ?o FILTER (STR(?o) != 'a SERVICE ') }",
}


@pytest.mark.parametrize("word", NO_CLAUSES)
def test_a_word_that_pyshacl_takes_for_a_clause_is_named(check, word):
    shapes = select(NO_CLAUSES[word])
    with pytest.raises(InputError, match=rf"shapes\.ttl:4: pySHACL takes the word {word} .* --engine fast"):
        check(shapes)
    assert len(check(shapes, engine="fast").findings) == 1


def test_what_pyshacl_trips_over_is_one_line(check):
    with pytest.raises(InputError, match=r"shapes\.ttl: the shapes can't be used: "):
        check(PROPERTY + "sh:maxInclusive 1.5 .", data="ex:a a ex:Tree ; ex:height 'NaN'^^xsd:double .")


HANDED_ON = {
    "a value that is not in the data": (select("SELECT $this (STR($this) AS ?value) WHERE { $this ex:near ?o }"), DATA),
    "a filter on a blank node": (
        "ex:k a sh:ConstraintComponent ; sh:parameter [ sh:path ex:kind ] ; sh:validator [ a sh:SPARQLAskValidator ; "
        f"sh:ask 'ASK {{ FILTER (isIRI($value) && $kind) }}' ] . {NODE} ex:kind true .",
        "[] a ex:Tree . ex:a a ex:Tree .",
    ),
}


@pytest.mark.parametrize("kind", HANDED_ON)
def test_what_the_fast_engine_cannot_do_is_handed_on_and_said(check, kind):
    shapes, data = HANDED_ON[kind]
    reference, handed_on = check(shapes, data), check(shapes, data, "fast")
    assert found(reference) == found(handed_on) != set()
    assert not reference.notes
    assert handed_on.engine == reference.engine
    assert any(note.endswith("so pySHACL checked, which is slower.") for note in handed_on.notes)


def test_what_neither_engine_can_do_is_refused(check):
    both = (
        "SELECT $this (STR($this) AS ?value) WHERE { GRAPH $shapesGraph { $currentShape a ?kind } "
        "{ SELECT $this WHERE { $this ex:near ?o } } }"
    )
    with pytest.raises(InputError, match="nor can pySHACL"):
        check(select(both), engine="fast")


# ---- RDF/XML -------------------------------------------------------------------------------------------

RDF_XML = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://example.org/">
<rdf:Description rdf:about="http://example.org/a">{}</rdf:Description></rdf:RDF>"""


@pytest.mark.parametrize(
    ("inside", "text"), [('<e:p rdf:parseType="Odd">text</e:p>', "text"), ('<e:p rdf:parseType="literal"/>', "")]
)
def test_a_property_that_the_parser_would_leave_out_is_a_literal_of_xml(tmp_path, inside, text):
    path = tmp_path / "a.rdf"
    path.write_text(RDF_XML.format(inside))
    (quad,) = quads(str(path))
    assert (quad.object.value, quad.object.datatype.value.rpartition("#")[2]) == (text, "XMLLiteral")


@pytest.mark.parametrize(
    "inside",
    [
        '<e:p rdf:parseType="Literal">x<b rdf:parseType="Odd"/></e:p>',
        '<e:p e:parseType="Odd"/>',
        '<e:p rdf:parseType="Resource"><e:q>1</e:q></e:p>',
    ],
)
def test_other_parse_types_are_read(tmp_path, inside):
    path = tmp_path / "a.rdf"
    path.write_text(RDF_XML.format(inside))
    assert list(quads(str(path)))


# ---- the suites ----------------------------------------------------------------------------------------

SUITES = os.environ.get("KGTOOL_W3C", "")
suites = pytest.mark.skipif(not SUITES, reason="KGTOOL_W3C names no folder with the W3C's suites")
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SHT = "http://www.w3.org/ns/shacl-test#"
ABOUT = ("focusNode", "resultPath", "resultSeverity", "sourceConstraintComponent", "sourceShape", "value")
# $shapesGraph is an option of SHACL, and pySHACL doesn't have it.
BEYOND = {("pyshacl", "shapesGraph-001")}


def entries(kind, ending="*.ttl"):
    """Every test of a kind (an IRI's beginning): the file it stands in, its graph, its node, its own kind."""
    for path in sorted(Path(SUITES).rglob(ending)) if SUITES else ():
        store = ox.Store()
        try:
            store.load(path=str(path), format=ox.RdfFormat.TURTLE, base_iri=path.absolute().as_uri())
        except (SyntaxError, ValueError):
            continue  # a test of syntax, which may well be wrong
        for quad in store.quads_for_pattern(None, ox.NamedNode(RDF + "type"), None):
            if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(kind):
                yield path, store, quad.subject, quad.object.value[len(kind) :]


def one(store, node, predicate):
    return next((q.object for q in store.quads_for_pattern(node, ox.NamedNode(predicate), None)), None)


def local(node):
    from urllib.parse import unquote

    return unquote(node.value.removeprefix("file://"))


def results(store, report):
    """A report as the suite compares it: its results with their paths, whatever the blank nodes are called."""
    sh = "http://www.w3.org/ns/shacl#"
    dataset = ox.Dataset()

    def copy(node):
        for quad in store.quads_for_pattern(node, None, None) if isinstance(node, ox.BlankNode) else ():
            if quad not in dataset:
                dataset.add(quad)
                copy(quad.object)

    for quad in store.quads_for_pattern(report, ox.NamedNode(sh + "result"), None):
        dataset.add(ox.Quad(ox.NamedNode(sh + "report"), quad.predicate, quad.object))
        for name in ABOUT:
            for part in store.quads_for_pattern(quad.object, ox.NamedNode(sh + name), None):
                dataset.add(part)
                if name == "resultPath":
                    copy(part.object)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return str(one(store, report, sh + "conforms")), {str(quad) for quad in dataset}


@suites
@pytest.mark.parametrize("engine", ENGINES)
def test_the_suite_of_shacl(engine):
    failed, passed = [], 0
    for _, store, node, _ in entries(SHT + "Validate"):
        action, expected = one(store, node, MF + "action"), one(store, node, MF + "result")
        data, shapes = (local(one(store, action, SHT + name)) for name in ("dataGraph", "shapesGraph"))
        name = node.value.rpartition("/")[2]
        try:
            report = validate([data], shapes=[shapes], own_shapes=False, background=False, lenient=True, engine=engine)
            told = report_graph(report)
            head = next(told.quads_for_pattern(None, ox.NamedNode("http://www.w3.org/ns/shacl#conforms"), None)).subject
            right = expected != ox.NamedNode(SHT + "Failure") and results(told, head) == results(store, expected)
        except KgtoolError:
            right = expected == ox.NamedNode(SHT + "Failure")
        if right:
            passed += 1
        elif (engine, name) not in BEYOND:
            failed.append(name)
    assert not failed
    assert passed > 100


@suites
def test_the_suites_of_syntax():
    failed, passed = [], 0
    for path, store, node, kind in entries("http://www.w3.org/ns/rdftest#Test", "manifest.ttl"):
        file = local(one(store, node, MF + "action"))
        if "non-normative" in path.parent.name or not os.path.isfile(file):
            continue
        for read in (quads, quads_with_lines):
            try:
                list(read(file))
                right = "Negative" not in kind
            except KgtoolError:
                right = "Negative" in kind
            passed += right
            if not right:
                failed.append(file)
    assert not failed
    assert passed > 1_000
