"""What files say of themselves, and what a catalogue of data sets asks of our description."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgtool.export import export
from kgtool.folders import GRAPHS
from kgtool.vocabulary import BASE, LABEL, NC, OWL, RDF, RDFS
from tests.conftest import ROOT

DCTERMS, DCAT, FOAF = "http://purl.org/dc/terms/", "http://www.w3.org/ns/dcat#", "http://xmlns.com/foaf/0.1/"
VANN, XSD = "http://purl.org/vocab/vann/", "http://www.w3.org/2001/XMLSchema#"
TYPE = ox.NamedNode(RDF + "type")
ONTOLOGY = ox.NamedNode(OWL + "Ontology")
TOLD = [OWL + "versionIRI", OWL + "versionInfo"]
TOLD += [DCTERMS + n for n in ("title", "description", "creator", "publisher", "issued", "modified", "license")]
TOLD += [DCTERMS + "bibliographicCitation"]


def read(path):
    return list(ox.parse(path=path))


def turtle(data):
    return [q.triple for q in ox.parse(data, format=ox.RdfFormat.TURTLE)]


def shipped():
    """Files of the checkout that are ontologies of their own: those of the ontology, and some of the graph."""
    found = [*(ROOT / "ontology").glob("*.ttl"), *(ROOT / "ontology" / "signs").glob("*.ttl")]
    found += [ROOT / "ontology" / "imports" / "levels.ttl", ROOT / "ontology" / "shapes" / "prefixes.ttl"]
    graph = ROOT / "graphs"
    return [
        *found,
        graph / "nutrition-causality.ttl",
        graph / "terms" / "foods.ttl",
        *(graph / "sources").glob("nih*.ttl"),
    ]


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.stem)
def test_a_file_says_what_it_is_of_when_and_whose(path):
    quads = read(path)
    heads = [q.subject for q in quads if q.predicate == TYPE and q.object == ONTOLOGY]
    assert len(heads) == 1
    said = [q.predicate.value for q in quads if q.subject == heads[0]]
    assert [name for name in TOLD if said.count(name) != 1] == []


@pytest.mark.parametrize("folder", ["ontology", "graphs/terms"])
def test_each_term_names_the_ontology_that_defines_it(folder):
    defines = ox.NamedNode(RDFS + "isDefinedBy")
    for path in sorted((ROOT / folder).glob("*.ttl")):
        quads = read(path)
        head = next(q.subject.value for q in quads if q.predicate == TYPE and q.object == ONTOLOGY)
        own = BASE + "term/" if folder.startswith("graphs") else NC
        labelled = {q.subject for q in quads if q.predicate.value == LABEL and q.subject.value.startswith(own)}
        by = {q.subject: q.object.value for q in quads if q.predicate == defines}
        assert labelled <= by.keys()
        assert {head.removesuffix("/terms/" + path.stem)} == set(by.values())


def test_a_header_says_what_the_table_of_the_graph_says(tmp_path):
    from kgtool.importing.build import build
    from kgtool.importing.starting import start

    start(str(tmp_path / "own"))
    said = {"publisher": "Ours", "issued": "2020-01-02", "repository": "https://example.org/code", "prior": "0.0.9"}
    with (tmp_path / "own" / "graph.tsv").open("a", encoding="utf-8") as file:
        file.writelines(f"{key}\t{value}\n" for key, value in said.items())
    build(str(tmp_path / "own"))
    about = {}
    for quad in read(tmp_path / "own" / "own.ttl"):
        about.setdefault(quad.predicate.value, []).append(quad.object.value)
    assert about[DCTERMS + "publisher"] == ["Ours"]
    assert about["https://schema.org/codeRepository"] == ["https://example.org/code"]
    assert about[OWL + "priorVersion"] == ["https://example.org/own/0.0.9"]
    assert DCTERMS + "bibliographicCitation" not in about
    back = export([str(tmp_path / "own")], "tsv")["graph.tsv"].decode()
    assert set(said.items()) <= {tuple(line.split("\t")) for line in back.splitlines()}


@pytest.mark.parametrize("form", ["ttl", "owl"])
def test_merged_keeps_the_prefix_and_the_namespace_of_the_ontology(form):
    kind = {"ttl": ox.RdfFormat.TURTLE, "owl": ox.RdfFormat.RDF_XML}[form]
    found = {(q.predicate.value, q.object.value) for q in ox.parse(export((), form, merged=True)[""], format=kind)}
    assert {(VANN + "preferredNamespacePrefix", "nc"), (VANN + "preferredNamespaceUri", NC)} <= found


def test_merged_keeps_the_prefixes_that_a_file_declares(tmp_path):
    (tmp_path / "own.ttl").write_text(
        f"@prefix sh: <http://www.w3.org/ns/shacl#> . <urn:o> a <{OWL}Ontology> ; <{OWL}imports> <urn:p> . "
        f'<urn:p> a <{OWL}Ontology> ; sh:declare [ sh:prefix "x" ; sh:namespace "urn:x:" ] ; <{RDFS}comment> "gone" .',
        encoding="utf-8",
    )
    told = export([str(tmp_path / "own.ttl")], "ttl", merged=True)[""].decode()
    assert 'sh:prefix "x"' in told and "gone" not in told


def test_no_two_sections_have_one_label():
    labels = {}
    for path in sorted(Path(GRAPHS).rglob("*.ttl")):
        quads = read(path)
        sections = {q.subject for q in quads if q.predicate == TYPE and q.object.value == NC + "Section"}
        for q in quads:
            if q.subject in sections and q.predicate.value == LABEL:
                labels.setdefault(q.object.value.casefold(), set()).add(q.subject)
    assert labels and [label for label, those in labels.items() if len(those) > 1] == []


# What DCAT-AP 3.0.1 asks: class, property, least and most, and of what class or kind the values are.
DATE = re.compile(XSD + "(date|dateTime|gYear|gYearMonth)")
ASKED = [
    ("Dataset", DCTERMS + "title", 1, None, "literal"),
    ("Dataset", DCTERMS + "description", 1, None, "literal"),
    ("Dataset", DCTERMS + "publisher", 0, 1, FOAF + "Agent"),
    ("Dataset", DCTERMS + "creator", 0, None, FOAF + "Agent"),
    ("Dataset", DCTERMS + "issued", 0, 1, "date"),
    ("Dataset", DCTERMS + "modified", 0, 1, "date"),
    ("Dataset", DCTERMS + "source", 0, None, DCAT + "Dataset"),
    ("Dataset", DCTERMS + "license", 0, None, DCTERMS + "LicenseDocument"),
    ("Dataset", DCAT + "version", 0, 1, "literal"),
    ("Dataset", DCAT + "distribution", 0, None, DCAT + "Distribution"),
    ("Distribution", DCAT + "accessURL", 1, None, "resource"),
    ("Distribution", DCAT + "mediaType", 0, 1, DCTERMS + "MediaType"),
    ("Distribution", DCTERMS + "license", 0, 1, DCTERMS + "LicenseDocument"),
    ("Agent", FOAF + "name", 1, None, "literal"),
]
FULL = f"""<urn:g> a <{OWL}Ontology> ; <{DCTERMS}title> "T", "U"@de ; <{DCTERMS}creator> "A" , <urn:b> ;
<{DCTERMS}publisher> "A" , "B" ; <{DCTERMS}issued> "2020-01-02" ; <{DCTERMS}modified> "2021-03" ;
<{DCTERMS}license> <urn:licence>, "by hand" ; <{OWL}versionInfo> "1" , "2" ;
<https://schema.org/codeRepository> <https://example.org/code> . <urn:s> a <{NC}Source> . <urn:b> <{FOAF}name> "B" ."""


@pytest.mark.parametrize("given", ["shipped", FULL, "<urn:a> <urn:b> <urn:c> ."], ids=["shipped", "full", "bare"])
def test_the_description_is_what_a_catalogue_takes(given, tmp_path):
    (tmp_path / "g.ttl").write_text(given, encoding="utf-8")
    triples = turtle(export(() if given == "shipped" else [str(tmp_path / "g.ttl")], "void")[""])
    kinds = {}
    for t in triples:
        if t.predicate == TYPE:
            kinds.setdefault(t.object.value, set()).add(t.subject)
    faults = []
    for name, path, least, most, of in ASKED:
        for node in kinds.get((FOAF if name == "Agent" else DCAT) + name, ()):
            values = [t.object for t in triples if t.subject == node and t.predicate.value == path]
            if len(values) < least or (most is not None and len(values) > most):
                faults.append((name, path, len(values)))
            for value in values:
                literal = isinstance(value, ox.Literal)
                right = {"literal": literal, "resource": not literal}
                right["date"] = literal and bool(DATE.fullmatch(value.datatype.value))
                if not right.get(of, value in kinds.get(of, ())):
                    faults.append((name, path, value))
    assert faults == []
    assert bool(kinds.get(DCAT + "Distribution")) == (given == FULL)
