"""What docs/protege.md promises, kept by the OWL API and HermiT, which Protégé is made of."""

import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from kgtool.errors import InputError
from kgtool.export import export, read_statements
from kgtool.export.rdfxml import rdfxml
from kgtool.folders import GRAPHS
from kgtool.vocabulary import BASE, LABEL, NC, OWL
from tests.conftest import ROOT
from tests.protege import CLASSES, opened

HALVES = ("light", "records")
DOCS = ROOT / "docs" / "protege.md"
QUERIES = re.findall(r"```manchester\n(.+?)\n```", DOCS.read_text(encoding="utf-8"))
# What each query of the page finds at least, in the one source below. A new query needs a line here.
FINDS = {
    "Deficiency and (deficiencyOf": "term/vitamin-d-deficiency",
    "Claim and (object value muscle-fasciculation)": "claim/vitamin-d-deficiency--promotes--muscle-fasciculation",
    "Claim and (object value muscle-fasciculation) and (evidence": "claim/vitamin-d-deficiency--promotes--",
    "Claim and (evidence some (stance": "claim/",
    "Evidence and (inverse (evidence)": "evidence/hypocalcemia--",
    "Deficiency and (promotes": "term/vitamin-d-deficiency",
    "Food and (inhibits": "term/salmon",
    "State and (inverse (promotes)": "term/hypocalcemia",
    "ProcessState and (inverse (lackOfEnabler)": "term/decreased-calcium-absorption",
}


def catalog(folder):
    names = ElementTree.parse(folder / "catalog-v001.xml").getroot()
    return [(entry.get("name"), (folder / entry.get("uri")).resolve()) for entry in names if entry.get("name")]


@pytest.mark.parametrize("folder", ["ontology", "graphs", "graphs/terms", "graphs/sources"])
def test_every_catalog_leads_each_import_to_the_file_that_bears_its_name(folder):
    entries = dict(catalog(ROOT / folder))
    for iri, path in entries.items():
        assert ox.Quad(
            ox.NamedNode(iri),
            ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
            ox.NamedNode(OWL + "Ontology"),
        ) in list(ox.parse(path=path)), path
    imported = {
        quad.object.value
        for path in (ROOT / folder).glob("*.ttl")
        for quad in ox.parse(path=path)
        if quad.predicate.value == OWL + "imports"
    }
    assert imported <= entries.keys()


def test_the_graph_opens_offline_with_all_its_imports():
    files = catalog(Path(GRAPHS))
    found = opened(Path(GRAPHS) / "nutrition-causality.ttl", files)
    # external.ttl is for graphs that others made, and no graph of ours imports it.
    assert found.ontologies == len({path for _, path in files if path.name != "external.ttl"})
    assert found.violations == []


@pytest.mark.slow
@pytest.mark.parametrize("form", ["owl", "ttl"])
def test_the_exported_file_is_owl_2_dl_and_rl(tmp_path, form):
    path = tmp_path / f"all.{form}"
    path.write_bytes(export((), form, steps=True, inferred=True)[""])
    found = opened(path)
    assert found.violations == []
    assert found.ontologies == 1
    # Each statement is an axiom, but for the header's type and those that lists and expressions are made of.
    assert found.axioms > 0.98 * len(read_statements(steps=True, inferred=True).quads)


@pytest.mark.slow
def test_the_light_file_is_owl_2_dl_and_answers(tmp_path):
    path = tmp_path / "light.owl"
    path.write_bytes(export((), "owl", light=True)[""])
    found = opened(path, queries=["Deficiency and (stepPromotes value muscle-fasciculation)"])
    assert found.violations == []
    assert found.consistent
    assert BASE + "term/vitamin-d-deficiency" in found.answers[0]


@pytest.mark.slow
def test_the_records_import_the_light_file(tmp_path):
    light, rest = tmp_path / "light.owl", tmp_path / "records.owl"
    light.write_bytes(export((), "owl", light=True)[""])
    rest.write_bytes(export((), "owl", records=True)[""])
    found = opened(rest, [(BASE + "graph", light)], queries=["Stance"])
    assert (found.ontologies, found.violations, found.consistent) == (2, [], True)
    assert NC + "disputes" in found.answers[0]


@pytest.mark.slow
def test_light_file_and_records_share_nothing_but_what_declares():
    halves = [set(ox.parse(export((), "nt", **{half: True})[""], format=ox.RdfFormat.N_TRIPLES)) for half in HALVES]
    assert {q.predicate.value.rpartition("#")[2] for q in halves[0] & halves[1]} <= {"type"}
    claims = {q.subject for q in read_statements().quads if q.object.value == NC + "Claim"}
    labelled = {q.subject for q in halves[1] if q.predicate.value == LABEL}
    assert claims and claims <= labelled
    assert not {q.subject for q in halves[0]} & claims
    assert not any(
        q.object.value == OWL + "TransitiveProperty" for q in halves[0] if isinstance(q.object, ox.NamedNode)
    )


def test_a_graph_without_a_header_has_no_second_file(tmp_path):
    (tmp_path / "g.nt").write_text("<urn:a> <urn:b> <urn:c> .\n", encoding="utf-8")
    with pytest.raises(InputError, match="owl:Ontology"):
        export([str(tmp_path / "g.nt")], "ttl", records=True)


def test_a_property_that_nobody_declares_is_found_out(tmp_path):
    (tmp_path / "bad.ttl").write_text(
        f"<urn:a> a <{OWL}NamedIndividual> ; <{NC}neverDeclared> <urn:b> . <urn:o> a <{OWL}Ontology> ."
    )
    (tmp_path / "bad.owl").write_bytes(export([str(tmp_path / "bad.ttl")], "owl")[""])
    assert any("neverDeclared" in violation for violation in opened(tmp_path / "bad.owl").violations)


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """The answers to the queries of the page, over what one source says of low vitamin D, low calcium, twitching."""
    sources = [Path(GRAPHS) / "terms", Path(GRAPHS) / "sources" / "vitamin-d-and-twitching.ttl"]
    statements = read_statements([str(path) for path in sources], steps=True)
    triples = [t for t in statements.triples() if isinstance(t.subject, ox.NamedNode)]
    names = ("vitamin-d-deficiency", "decreased-calcium-absorption", "hypocalcemia", "muscle-fasciculation")
    about = {f"{BASE}term/{name}" for name in (*names, "vitamin-d", "salmon", "calcium", "calcium-absorption")}
    ends = {}
    for triple in triples:
        if triple.predicate.value in (NC + "subject", NC + "object"):
            ends.setdefault(triple.subject.value, set()).add(triple.object.value)
    kept = about | {claim for claim, terms in ends.items() if terms <= about}
    disputing = {t.subject for t in triples if t.object == ox.NamedNode(NC + "disputes")}
    open_to_doubt = {t.subject.value for t in triples if t.predicate.value == NC + "evidence" and t.object in disputing}
    kept |= {min(open_to_doubt)}
    for _ in range(2):  # their evidence, and the passages of it
        held = (NC + "evidence", NC + "passage")
        kept |= {t.object.value for t in triples if t.subject.value in kept and t.predicate.value in held}

    def stays(node):
        made_of = ("term/", "claim/", "evidence/", "passage/", "derivation/", "section/")
        iri = node.value if isinstance(node, ox.NamedNode) else ""
        return iri in kept or not iri.startswith(tuple(BASE + part for part in made_of))

    small = [q for q in statements.quads if stays(q.subject) and stays(q.object)]
    path = tmp_path_factory.mktemp("owl") / "small.owl"
    path.write_bytes(rdfxml(statements._replace(quads=tuple(small))))
    found = opened(path, queries=QUERIES)
    assert found.consistent
    return dict(zip(QUERIES, found.answers, strict=True))


@pytest.mark.parametrize("query", QUERIES)
def test_the_queries_of_the_page_work(answers, query):
    promised = max((start for start in FINDS if query.startswith(start)), key=len)
    assert [iri for iri in answers[query] if iri.startswith(BASE + FINDS[promised])]


@pytest.mark.slow
def test_the_class_file_does_what_its_source_says(tmp_path):
    compiler = shutil.which("javac")
    if not compiler:
        pytest.skip("needs a Java compiler")
    from kgtool.reasoning.hermit import hermit

    command = [compiler, "--release", "8", "-Xlint:-options", "-nowarn", "-cp", hermit(), "-d", str(tmp_path)]
    subprocess.run([*command, str(CLASSES / "Opened.java")], check=True, capture_output=True)
    (tmp_path / "a.owl").write_bytes(export([str(ROOT / "ontology" / "nutrition.ttl")], "owl")[""])
    asked = {"queries": ["Stance", "contraryTo value supports"]}
    shipped = opened(tmp_path / "a.owl", **asked)
    assert shipped == opened(tmp_path / "a.owl", **asked, classes=tmp_path)
    assert all(shipped.answers)


def test_every_query_of_the_page_is_among_those_with_a_promise():
    assert len(QUERIES) == len(FINDS)
