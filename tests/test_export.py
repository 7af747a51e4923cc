"""What an export takes in (the ontology, the steps, the net effects), and the command that writes it."""

import itertools
import os
import re
import subprocess
import sys
import zipfile
from html.parser import HTMLParser

import pyoxigraph as ox
import pytest
from hypothesis import given, settings

from kgtool import folders
from kgtool.cli import run
from kgtool.errors import InputError, UsageError
from kgtool.export import ENDINGS, FORMATS, export, read_statements
from kgtool.export.labels import canonical
from kgtool.export.light import labelled
from kgtool.export.names import TYPE
from kgtool.graph import Graph
from kgtool.model import Hop
from kgtool.reading.net_effects import net_effects
from kgtool.store.embedded import EmbeddedStore
from kgtool.store.inputs import ontology_files, sign_files
from kgtool.store.opening import open_store
from kgtool.vocabulary import BASE, NC, OWL, PROLOGUE
from tests.graphs import hop_sets

HEADER = ox.NamedNode(OWL + "Ontology")
IMPORTS = ox.NamedNode(OWL + "imports")
TERMS = """
<urn:terms> a owl:Ontology .
term:low-d a owl:NamedIndividual , nc:Deficiency ; rdfs:label "low D"@en ; nc:deficiencyOf term:d .
term:d a owl:NamedIndividual , nc:Nutrient ; rdfs:label "D"@en .
term:uptake a owl:NamedIndividual , nc:Mechanism ; rdfs:label "uptake"@en .
term:less-uptake a owl:NamedIndividual , nc:ProcessState ; rdfs:label "less uptake"@en ; nc:decreaseOf term:uptake .
term:twitch a owl:NamedIndividual , nc:Symptom ; rdfs:label "twitch"@en ; skos:altLabel "tic"@en-GB ;
  skos:exactMatch HP:0002380 .
term:salmon a owl:NamedIndividual , nc:Food ; rdfs:label "salmon"@en .
"""
CLAIMS = """
<urn:claims> a owl:Ontology ; owl:imports <urn:terms> , <urn:elsewhere> ; owl:versionInfo "1" .
src:s a owl:NamedIndividual , nc:Source ; rdfs:label "S"@en .
psg:p a owl:NamedIndividual , nc:Passage ; nc:source src:s .
claim:d--enables--uptake a nc:Claim ; nc:subject term:d ; nc:predicate nc:enables ;
  nc:object term:uptake ; nc:evidence ev:1 .
claim:less--promotes--twitch a nc:Claim ; nc:subject term:less-uptake ; nc:predicate nc:promotes ;
  nc:object term:twitch ; nc:evidence ev:2 .
claim:salmon--sourceOf--d a nc:Claim ; nc:subject term:salmon ; nc:predicate nc:sourceOf ;
  nc:object term:d ; nc:evidence ev:3 .
ev:1 a nc:Evidence ; nc:passage psg:p ; nc:stance nc:supports ; nc:modality nc:asserted .
ev:2 a nc:Evidence ; nc:passage psg:p ; nc:stance nc:supports ; nc:modality nc:asserted ; nc:directness nc:direct ;
  nc:shareAtMost 0.50 .
ev:3 a nc:Evidence ; nc:passage psg:p ; nc:stance nc:supports ; nc:modality nc:asserted .
"""


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("small")
    (folder / "terms.ttl").write_text(PROLOGUE + TERMS)
    (folder / "claims.ttl").write_text(PROLOGUE + CLAIMS)
    return [str(folder / "claims.ttl"), str(folder / "terms.ttl")]


def pairs(statements, predicate):
    return {
        (t.subject.value.removeprefix(BASE), t.object.value.removeprefix(BASE))
        for t in statements.triples()
        if t.predicate.value == NC + predicate
    }


# ---- what is taken in ----


def test_without_options_the_files_are_written_as_they_stand(inputs):
    read = {quad for path in inputs for quad in ox.parse(path=path)}
    assert set(read_statements(inputs).quads) == read


def test_merged_has_one_header_and_imports_only_what_is_not_inside(inputs):
    statements = read_statements(inputs, merged=True)
    headers = [q.subject for q in statements.quads if q.object == HEADER]
    assert headers == [ox.NamedNode("urn:claims")]
    assert [q.object.value for q in statements.quads if q.predicate == IMPORTS] == ["urn:elsewhere"]
    assert ("term/low-d", "term/d") in pairs(statements, "deficiencyOf")
    declared = {q.subject.value for q in statements.quads if q.object.value.startswith(OWL)}
    used = {q.predicate.value for q in statements.quads if q.predicate.value.startswith(NC)}
    assert used <= declared


def test_files_of_which_none_imports_the_others_get_a_header_without_name(tmp_path, inputs):
    (tmp_path / "other.ttl").write_text(f"<urn:other> a <{OWL}Ontology> .")
    statements = read_statements([*inputs, str(tmp_path / "other.ttl")], merged=True)
    (header,) = [q.subject for q in statements.quads if q.object == HEADER]
    assert isinstance(header, ox.BlankNode)


def test_the_ontology_given_as_input_is_not_read_twice():
    merged, plain = (read_statements([folders.ONTOLOGY], merged=merged).quads for merged in (True, False))
    assert len(merged) < len(plain)  # by the headers and imports
    assert sum(q.object.value == OWL + "AllDisjointClasses" for q in merged if isinstance(q.object, ox.NamedNode)) == 2


def test_steps_are_those_that_a_store_makes(inputs):
    statements = read_statements(inputs, steps=True)
    assert pairs(statements, "stepPromotes") == {
        ("term/low-d", "term/less-uptake"),
        ("term/less-uptake", "term/twitch"),
    }
    assert pairs(statements, "stepInhibits") == {("term/salmon", "term/low-d")}
    made = read_statements(inputs, steps=True).triples()
    answer = open_store(inputs, use_cache=False).query(
        "PREFIX nc: <https://w3id.org/nutrition-causality/ontology#> CONSTRUCT { ?s ?p ?o } "
        "WHERE { ?s ?p ?o FILTER(ISIRI(?s) && ISIRI(?o)) }"
    )
    headers = {
        q.subject for path in [*ontology_files(), *sign_files()] for q in ox.parse(path=path) if q.object == HEADER
    }
    in_store = {t for t in answer if t.subject not in {*headers, ox.NamedNode("urn:terms")} and t.predicate != IMPORTS}
    named = {t for t in made if isinstance(t.subject, ox.NamedNode) and isinstance(t.object, ox.NamedNode)}
    assert {t for t in named if t.predicate != IMPORTS} == in_store


def test_a_plain_store_filled_from_steps_answers_traces_as_the_files_do(inputs):
    store = ox.Store()
    store.load(export(inputs, "nt", steps=True)[""], ox.RdfFormat.N_TRIPLES)
    for graph in (Graph(EmbeddedStore(store)), Graph(open_store(inputs, use_cache=False))):
        (chain,) = graph.trace("salmon", "twitch").chains
        assert chain.sign == "-"
        assert len(chain.hops) == 3


def test_literals_are_not_rewritten_on_the_way(inputs):
    for steps in (False, True):
        text = export(inputs, "ttl", steps=steps)[""].decode()
        assert "nc:shareAtMost 0.50" in text
        assert '"tic"@en-GB' in text


# ---- net effects ----


def test_inferred_has_the_net_effects_and_no_steps(inputs):
    statements = read_statements(inputs, inferred=True)
    assert pairs(statements, "promotes") == {
        ("term/low-d", "term/less-uptake"),
        ("term/low-d", "term/twitch"),
        ("term/less-uptake", "term/twitch"),
    }
    assert pairs(statements, "inhibits") == {("term/salmon", f"term/{t}") for t in ("low-d", "less-uptake", "twitch")}
    assert not pairs(statements, "stepPromotes")
    both = read_statements(inputs, steps=True, inferred=True)
    assert set(both.quads) == set(statements.quads) | set(read_statements(inputs, steps=True).quads)


@settings(max_examples=100, deadline=None)
@given(hop_sets)
def test_net_effects_are_the_signs_of_all_walks(hops):
    store = ox.Store()
    for hop in hops:
        step = NC + ("stepPromotes" if hop.sign == "+" else "stepInhibits")
        store.add(ox.Quad(ox.NamedNode(hop.subject), ox.NamedNode(step), ox.NamedNode(hop.object)))
    walks = set(hops)
    while True:
        longer = {
            Hop(a.subject, "+" if a.sign == b.sign else "-", b.object)
            for a, b in itertools.product(walks, hops)
            if a.object == b.subject
        }
        if longer <= walks:
            break
        walks |= longer
    found = list(net_effects(EmbeddedStore(store)))
    assert set(found) == walks
    assert len(found) == len(walks)


# ---- the command ----


@pytest.fixture
def kgtool(capfdbinary):
    def call(*arguments):
        code = run([str(a) for a in arguments])
        out, err = capfdbinary.readouterr()
        return code, out, err.decode()

    return call


def given_as(inputs):
    return [part for path in inputs for part in ("-i", path)]


@pytest.mark.parametrize("form", [f for f in FORMATS if f not in ("kgx", "tsv")])
def test_every_format_is_written_to_stdout_and_to_a_file_alike(kgtool, inputs, tmp_path, form):
    code, out, err = kgtool("export", *given_as(inputs), "--format", form)
    assert (code, err) == (0, "")
    assert out.endswith(b"\n")
    place = tmp_path / "out"
    assert kgtool("export", *given_as(inputs), "--format", form, "-o", place) == (0, b"", "")
    assert place.read_bytes() == out


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_ending_tells_the_format(kgtool, inputs, tmp_path, ending):
    code, _, _ = kgtool("export", *given_as(inputs), "-o", tmp_path / f"a{ending}")
    form = ENDINGS[ending]
    if form not in ("kgx", "tsv"):
        assert code == 0
        assert (tmp_path / f"a{ending}").read_bytes() == export(inputs, form)[""]


def test_the_order_of_the_inputs_changes_nothing(inputs):
    for form in FORMATS:
        assert export(inputs, form, merged=True) == export(inputs[::-1] + inputs[:1], form, merged=True), form


@pytest.mark.slow
def test_hash_seeds_change_nothing(inputs):
    code = (
        "import hashlib, sys; from kgtool.export import FORMATS, export\n"
        "for form in FORMATS:\n"
        "    files = export(sys.argv[1:], form, steps=True, inferred=True)\n"
        "    print(form, hashlib.sha256(repr(sorted(files.items())).encode()).hexdigest())"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code, *inputs],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": folders.HOME},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(said) == 1
    assert len(said.pop().splitlines()) == len(FORMATS)


def test_kgx_goes_to_a_folder_or_into_an_archive(kgtool, inputs, tmp_path):
    code, _, err = kgtool("export", *given_as(inputs), "--format", "kgx", "-o", tmp_path / "tables")
    assert code == 0
    assert "not carried" in err
    assert sorted(p.name for p in (tmp_path / "tables").iterdir()) == ["edges.tsv", "nodes.tsv", "prefixes.json"]
    for name in ("a.zip", "b.zip"):
        assert kgtool("export", *given_as(inputs), "-o", tmp_path / name)[0] == 0
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        for name in ("edges.tsv", "nodes.tsv"):
            assert archive.read(name) == (tmp_path / "tables" / name).read_bytes()


def test_named_graphs_are_joined_with_a_word_about_it(kgtool, tmp_path):
    (tmp_path / "a.trig").write_text("<urn:g> { <urn:s> <urn:x:p> <urn:o> }")
    code, out, err = kgtool("export", "-i", tmp_path / "a.trig", "--format", "nt")
    assert (code, out) == (0, b"<urn:s> <urn:x:p> <urn:o> .\n")
    assert "named graphs were joined" in err
    assert kgtool("export", "-i", tmp_path / "a.trig", "--format", "nq") == (
        0,
        b"<urn:s> <urn:x:p> <urn:o> <urn:g> .\n",
        "",
    )


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--format", "n3"], 2, "'n3' is not one of"),
        (["-o", "graph.docx"], 2, "no format goes with this ending"),
        (["-o", "/no/such/folder/graph.ttl"], 3, "can't be written"),
        (["--format", "kgx", "-o", "/dev/null/tables"], 3, "no folder can be made"),
        (["-i", "no-such.ttl"], 3, "no such file"),
        (["-i", "https://example.org/sparql"], 2, "an export is made from files"),
    ],
)
def test_errors_are_one_line_with_their_code(kgtool, arguments, code, says):
    got, out, err = kgtool("export", *arguments)
    assert (got, out) == (code, b"")
    *before, last = err.splitlines()
    assert says in last
    assert all(line.startswith("kgtool: warning: ") for line in before)


def test_an_empty_graph_is_an_error_and_leaves_the_old_file(kgtool, tmp_path):
    (tmp_path / "empty.ttl").write_text("# nothing\n")
    (tmp_path / "old.nt").write_text("old")
    code, _, err = kgtool("export", "-i", tmp_path / "empty.ttl", "-o", tmp_path / "old.nt")
    assert code == 3
    assert "nothing to export" in err
    assert (tmp_path / "old.nt").read_text() == "old"


def test_endpoints_and_empty_graphs_raise_what_the_docstring_says(tmp_path):
    with pytest.raises(UsageError):
        read_statements(["http://localhost:1/sparql"])
    (tmp_path / "empty.nt").write_text("")
    with pytest.raises(InputError):
        read_statements([str(tmp_path / "empty.nt")], merged=True)


# ---- the shipped graph ----


@pytest.mark.parametrize(
    ("form", "name"), [("ttl", "TURTLE"), ("owl", "RDF_XML"), ("jsonld", "JSON_LD"), ("trig", "TRIG")]
)
def test_the_shipped_graph_comes_back_the_same(form, name):
    statements = read_statements(merged=form == "owl", joined=True)
    statements = labelled(statements) if form == "owl" else statements
    found = canonical(ox.parse(export((), form)[""], format=getattr(ox.RdfFormat, name)))
    assert {q.triple for q in found} == set(statements.triples())


def test_one_file_has_one_header_that_leads_nowhere_and_says_what_its_terms_are():
    plain, joined = read_statements(), read_statements(joined=True)
    headers = {q.subject for q in plain.quads if q.object == HEADER}
    assert len(headers) > 10
    assert [q.subject.value for q in joined.quads if q.object == HEADER] == [BASE + "graph"]
    assert not [q for q in joined.quads if q.predicate == IMPORTS]
    kept = {q for q in plain.quads if q.subject not in headers}
    assert kept <= set(joined.quads)
    declared = {q.subject.value for q in joined.quads if q.predicate.value == TYPE and q.object.value.startswith(OWL)}
    assert {q.predicate.value for q in joined.quads if q.predicate.value.startswith(NC)} <= declared
    assert {q.object.value for q in kept if q.predicate.value == TYPE and q.object.value.startswith(NC)} <= declared


# ---- for Protégé ----


def test_the_light_form_holds_every_edge_with_the_sources_that_say_so_and_no_record():
    full, light = read_statements(steps=True), of_light()
    kinds = {NC + k for k in ("Claim", "Evidence", "Passage")}
    records = {q.subject for q in full.quads if q.predicate.value == TYPE and q.object.value in kinds}
    assert records
    assert not records & {part for q in light for part in (q.subject, q.object)}
    assert len(light) < len(full.quads) / 2
    edge = [ox.NamedNode(f"{BASE}{n}") for n in ("term/hypocalcemia", "term/tetany")]
    (stated,) = [q for q in light if [q.subject, q.object] == edge and "directly" in q.predicate.value]
    (axiom,) = [
        q.subject
        for q in light
        if q.predicate.value == OWL + "annotatedSource"
        and q.object == edge[0]
        and ox.Quad(q.subject, ox.NamedNode(OWL + "annotatedTarget"), edge[1]) in light
        and ox.Quad(q.subject, ox.NamedNode(OWL + "annotatedProperty"), stated.predicate) in light
    ]
    named = {q.object.value for q in light if q.subject == axiom and q.predicate.value.endswith("terms/source")}
    told = Graph(open_store()).show("hypocalcemia").claims
    (claim,) = [
        c for c in told if (c.subject, c.predicate, c.object) == (edge[0].value, NC + "promotes", edge[1].value)
    ]
    assert named == {e.source for e in claim.evidence if e.stance == "supports"}
    assert not [q for q in light if q.predicate.value == OWL + "propertyChainAxiom"]


def of_light():
    data = export((), "nt", light=True)[""]
    return {ox.Quad(q.subject, q.predicate, q.object) for q in ox.parse(data, ox.RdfFormat.N_TRIPLES)}


def test_records_have_labels_of_their_own_in_owl():
    triples = list(ox.parse(export((), "owl")[""], ox.RdfFormat.RDF_XML))
    labels = {q.subject: q.object.value for q in triples if q.predicate.value.endswith("rdf-schema#label")}
    kinds = {NC + k for k in ("Claim", "Evidence", "Passage", "Section", "Source")}
    records = [q.subject for q in triples if q.predicate.value == TYPE and q.object.value in kinds]
    assert len(records) > 1000
    assert all(labels[record].strip() for record in records)
    sections = [
        labels[q.subject] for q in triples if q.predicate.value == TYPE and q.object == ox.NamedNode(NC + "Section")
    ]
    assert len(sections) == len(set(sections))
    claim = ox.NamedNode(BASE + "claim/hypocalcemia--promotes--tetany")
    assert labels[claim] == "hypocalcemia promotes tetany"


def test_no_class_and_property_share_a_label():
    kinds, labels = {}, {}
    for path in ontology_files():
        for q in ox.parse(path=path):
            if q.predicate.value == TYPE and q.object.value.startswith(OWL):
                kinds.setdefault(q.subject, q.object.value)
            elif q.predicate.value.endswith("rdf-schema#label"):
                labels.setdefault(q.object.value, set()).add(q.subject)
    entities = {
        label: [e for e in those if "Property" in kinds.get(e, "") or "Class" in kinds.get(e, "")]
        for label, those in labels.items()
    }
    assert not [label for label, those in entities.items() if len(those) > 1]


# ---- the page ----


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.tags, self.text, self.named, self.headings = [], [], set(), [], set(), []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.add(tag)
        self.ids += [found["id"]] if "id" in found else []
        if found.get("rel") in ("canonical", "license"):  # they name something and load nothing
            self.named.add((tag, found["rel"], found["href"]))
        else:
            self.links += [found[a] for a in ("href", "src") if a in found]
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_data(self, data):
        self.text.append(data)


def test_the_page_tells_every_class_property_and_rule_and_loads_nothing():
    page = Page(export((), "html")[""].decode())
    assert all(link.startswith("#") for link in page.links)
    assert {link[1:] for link in page.links} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert not page.tags & {"script", "img", "iframe"}
    assert {"main", "header", "footer", "nav"} <= page.tags
    assert page.headings[0] == 1
    assert all(below <= above + 1 for above, below in itertools.pairwise(page.headings))
    licence = "https://creativecommons.org/licenses/by/4.0/"
    assert page.named == {
        ("link", "canonical", NC[:-1]),
        ("link", "license", licence),
        ("a", "license", licence),
    }
    text = " ".join(page.text)
    kinds = {OWL + k for k in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")}
    declared = {q.subject.value for path in ontology_files() for q in ox.parse(path=path) if q.object.value in kinds}
    assert len(declared) > 100
    assert [iri for iri in declared if iri not in text] == []
    assert all(re.search(rf"\bR{n}\b", text) for n in range(1, 7))


def test_the_page_escapes_what_it_is_told(tmp_path):
    (tmp_path / "a.ttl").write_text(
        f'{PROLOGUE}<urn:a> a owl:Class ; rdfs:label "<script>alert(1)</script> $classes"@en .'
    )
    text = export([str(tmp_path / "a.ttl")], "html")[""].decode()
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; $classes" in text
