"""Exports of graphs that others made: what they say of themselves, and nothing of ours."""

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtool.cli.main import run
from kgtool.export import FORMATS, export
from kgtool.vocabulary import SKOS

HEADER = """@prefix e: <http://e.org/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix dcterms: <http://purl.org/dc/terms/> .
<http://e.org/set> a owl:Ontology ; dcterms:license <http://e.org/all-rights-reserved> ; dcterms:title "A: set #1" ;
    owl:versionInfo "1.0" .
"""
LOCAL = st.lists(st.sampled_from(["a", "1", "/", ":", "%20", "é", "~", "-", ".", "_"]), max_size=6).map("".join)
IRIS = st.builds("".join, st.tuples(st.sampled_from(["http://e.org/", "https://x.org/a#", "urn:ex:", "tag:a"]), LOCAL))


def written(tmp_path, text, name="g.ttl"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.fixture
def asked(capfd):
    """The exit code, output and complaints of a command."""

    def ask(*arguments):
        code = run(arguments)
        return code, *capfd.readouterr()

    return ask


def table(text):
    """The metadata lines, the CURIE map and the rows of an SSSOM table."""
    yaml = pytest.importorskip("yaml", reason="the metadata are YAML")
    lines = text.splitlines()
    head = yaml.safe_load("\n".join(line[1:] for line in lines if line.startswith("#")))
    return head, [line.split("\t") for line in lines if not line.startswith("#")][1:]


def test_sssom_tells_of_the_graph_that_it_is_of(tmp_path):
    path = written(tmp_path, HEADER + 'e:a skos:exactMatch <http://purl.obolibrary.org/obo/CHEBI_1> , "word" , [] .')
    warned = []
    head, rows = table(export([path], "sssom", warn=warned.append)[""].decode())
    assert head["mapping_set_id"] == "http://e.org/set"
    assert head["license"] == "http://e.org/all-rights-reserved"
    assert head["mapping_set_title"] == "A: set #1"
    assert head["mapping_set_version"] == "1.0"
    assert head["curie_map"]["e"] == "http://e.org/"
    assert [row[:4:3] for row in rows] == [["e:a", "CHEBI:1"]]
    assert warned == ["sssom: matches left out, since they aren't between two IRIs: 2."]


def test_sssom_of_a_graph_without_header_claims_no_licence(tmp_path):
    path = written(tmp_path, f"<urn:ex:a> <{SKOS}exactMatch> <urn:ex:b> .", "g.nt")
    text = export([path], "sssom")[""].decode()
    assert table(text)[0]["license"] == "https://w3id.org/sssom/license/unspecified"
    assert "nutrition" not in text.lower()


@given(st.lists(st.tuples(IRIS, IRIS), min_size=1, max_size=6))
def test_every_curie_of_sssom_leads_back_to_its_iri(tmp_path_factory, pairs):
    data = "".join(f"<{s}> <{SKOS}exactMatch> <{o}> .\n" for s, o in pairs)
    path = written(tmp_path_factory.mktemp("sssom"), data, "g.nt")
    head, rows = table(export([path], "sssom")[""].decode())

    def iri(curie):
        prefix, _, local = curie.partition(":")
        return head["curie_map"][prefix] + local

    assert {(iri(row[0]), iri(row[3])) for row in rows} == set(pairs)


@given(st.lists(st.tuples(IRIS, IRIS, IRIS), min_size=1, max_size=6))
def test_void_describes_any_graph_by_its_own_iris(tmp_path_factory, triples):
    data = "".join(f"<{s}> <{p}> <{o}> .\n" for s, p, o in triples)
    path = written(tmp_path_factory.mktemp("void"), data, "g.nt")
    told = {t.predicate.value.rpartition("#")[2]: t.object.value for t in parsed(export([path], "void")[""])}
    assert any(s.startswith(told["uriSpace"]) for s, _, _ in triples)
    assert int(told["entities"]) == len({s for s, _, _ in triples if s.startswith(told["uriSpace"])})
    assert int(told["triples"]) == len(set(triples))


def parsed(data):
    blank = ox.BlankNode
    return [q for q in ox.parse(data, format=ox.RdfFormat.TURTLE) if isinstance(q.subject, blank)]


@pytest.mark.parametrize("form", sorted(FORMATS))
@pytest.mark.parametrize(
    "data",
    [
        "<urn:a> <urn:ex:p> <urn:b> .",
        "<http://e.org/s> <http://e.org/123> <http://e.org/o> .",
        '<x:> <x:> "\\u0001" .',
        "_:a <http://e.org/p> _:a .",
        f"<urn:a:> <{SKOS}exactMatch> <tag:> .",
        "<http://e.org> <http://e.org> <http://e.org> .",
    ],
)
def test_an_odd_graph_is_exported_or_refused_in_a_line(tmp_path, asked, form, data):
    path = written(tmp_path, data + "\n", "g.nt")
    code, _, said = asked("export", "-i", path, "--format", form, "-o", str(tmp_path / "out"))
    assert code in (0, 3), said
    assert "Traceback" not in said


def test_the_answer_of_a_query_is_rdfxml_or_refused_as_an_export_is(tmp_path, asked):
    whole = ["--no-cache", "-e", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(STRSTARTS(STR(?s), 'http://e.org')) }"]
    path = written(tmp_path, '<http://e.org/s> <http://e.org/123> "x" .', "g.nt")
    out = tmp_path / "x.owl"
    code, _, said = asked("query", "-i", path, *whole, "-o", str(out))
    assert code == 3
    assert "can't name the predicate" in said
    assert not out.exists()
    path = written(tmp_path, '<http://e.org/s> <urn:x:p> "a\\r<b" ; <http://e.org/q> [] .', "h.ttl")
    code, _, said = asked("query", "-i", path, *whole, "-o", str(out))
    assert code == 0, said
    there = {(q.predicate.value, type(q.object)) for q in ox.parse(path=str(out), format=ox.RdfFormat.RDF_XML)}
    assert there == {("urn:x:p", ox.Literal), ("http://e.org/q", ox.BlankNode)}
    assert "a\r<b" in {q.object.value for q in ox.parse(path=str(out), format=ox.RdfFormat.RDF_XML)}


def test_a_list_of_equal_items_is_constructed_in_a_moment(tmp_path, asked):
    path = written(tmp_path, f"<http://e.org/s> <http://e.org/p> ( {'[ ] ' * 3000}) .")
    whole = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(ISBLANK(?s) || STRSTARTS(STR(?s), 'http://e.org')) }"
    code, out, said = asked("query", "-i", path, "--no-cache", "--timeout", "20", "-e", whole)
    assert code == 0, said
    assert len(list(ox.parse(out.encode(), format=ox.RdfFormat.TURTLE))) >= 6001


@pytest.mark.parametrize("form", ["tsv", "graphml", "cx2", "dagitty", "kgx", "nanopub", "sssom"])
def test_where_a_format_would_hold_nothing_that_is_said(tmp_path, form, capfd):
    (tmp_path / "g.ttl").write_text("<urn:a> <urn:p> <urn:b> .")
    assert run(["export", "-i", str(tmp_path / "g.ttl"), "--format", form, "-o", str(tmp_path / "o.zip")]) == 3
    assert "nothing to export" in capfd.readouterr().err and not (tmp_path / "o.zip").exists()
