"""`kgtool validate`: both engines find the same, at the right lines, and what would pass vacuously is refused."""

import json
import random
import re
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgtool.errors import InputError, RefusedError, UsageError
from kgtool.render.report import tell
from kgtool.validate import validate
from kgtool.validate.shapes import SH

ROOT = Path(__file__).parent.parent
ENGINES = ("pyshacl", "fast")
PREFIXES = """@prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
SHAPES = """
ex:person-has-a-name a sh:PropertyShape ;
    sh:description "Nobody finds a person without a name." ;
    sh:targetClass ex:Person ;
    sh:path ex:name ;
    sh:minCount 1 ;
    sh:datatype xsd:string ;
    sh:message "This person has no name. Add ex:name."@en , "Diese Person hat keinen Namen."@de .

ex:person-is-sound a sh:NodeShape ;
    sh:targetClass ex:Person ;
    sh:property [ sh:path ex:age ; sh:maxCount 1 ; sh:minInclusive 0 ; sh:severity sh:Warning ] ;
    sh:property [ sh:path ex:height ; sh:datatype xsd:integer ; sh:minInclusive 0 ] ;
    sh:property [ sh:path [ sh:inversePath ex:parent ] ; sh:maxCount 2 ; sh:severity sh:Info ] ;
    sh:property [ sh:path ( ex:parent ex:name ) ; sh:nodeKind sh:Literal ] ;
    sh:property [ sh:path [ sh:alternativePath ( ex:friend ex:colleague ) ] ; sh:class ex:Person ] ;
    sh:or ( [ sh:path ex:name ; sh:minLength 2 ] [ sh:path ex:nick ; sh:minCount 1 ] ) .

ex:age-is-below-the-oldest a sh:NodeShape ;
    sh:targetNode ex:Person ;
    sh:message "This person is older than any." ;
    sh:sparql [
        sh:select "SELECT $this ?value WHERE { ?value a $this ; <http://example.org/age> ?age FILTER (?age > 130) }" ] .
"""


def write(folder, name, text):
    path = folder / name
    path.write_text(PREFIXES + text, encoding="utf-8")
    return str(path)


def check(folder, data, shapes=SHAPES, engine="pyshacl", **options):
    pytest.importorskip("shacl", reason="the fast engine has no wheel here") if engine == "fast" else None
    return validate(
        [write(folder, "data.ttl", data)],
        shapes=[write(folder, "shapes.ttl", shapes)],
        own_shapes=False,
        background=False,
        engine=engine,
        **options,
    )


def essence(report):
    """What both engines have to agree on: all but the wording that they make up themselves."""
    return [f._replace(constraint=None) for f in report.findings]


# ---- the two engines -----------------------------------------------------------------------------------

FAULTS = {
    "no name": ("{who} a ex:Person .\n", {"person-has-a-name"}),
    "name of the wrong type": ("{who} a ex:Person ; ex:name 7 ; ex:nick 'x' .\n", {"person-has-a-name"}),
    "negative age": ("{who} a ex:Person ; ex:name 'Jo' ; ex:age -1 .\n", {"person-is-sound"}),
    "decimal age": ("{who} a ex:Person ; ex:name 'Jo' ; ex:age -1.50 .\n", {"person-is-sound"}),
    "two ages": ("{who} a ex:Person ; ex:name 'Jo' ; ex:age 1 , 2 .\n", {"person-is-sound"}),
    "great age": ("{who} a ex:Person ; ex:name 'Jo' ; ex:age 131 .\n", {"age-is-below-the-oldest"}),
    "friend of no kind": ("{who} a ex:Person ; ex:name 'Jo' ; ex:friend ex:stone{n} .\n", {"person-is-sound"}),
    "blank friend": ("{who} a ex:Person ; ex:name 'Jo' ; ex:colleague [ ex:nick 'p' ] .\n", {"person-is-sound"}),
    "parent named by an IRI": (
        "{who} a ex:Person ; ex:name 'Jo' ; ex:parent ex:p{n} . ex:p{n} ex:name ex:q .\n",
        {"person-is-sound"},
    ),
    "text in a language": ("{who} a ex:Person ; ex:name 'Jo'@en-GB .\n", {"person-has-a-name"}),
    "short name": ("{who} a ex:Person ; ex:name 'J' .\n", {"person-is-sound"}),
    # Not an age: in a query's FILTER, rdflib compares ill-typed numbers where SPARQL has an error.
    "ill-typed height": ("{who} a ex:Person ; ex:name 'Jo' ; ex:height 'x'^^xsd:integer .\n", {"person-is-sound"}),
    "many children": (
        "{who} a ex:Person ; ex:name 'Jo' . ex:a{n} ex:parent {who} . ex:b{n} ex:parent {who} . ex:c{n} ex:parent {who} .\n",  # noqa: E501 - a graph in one line
        {"person-is-sound"},
    ),
}
SOUND = "{who} a ex:Person ; ex:name 'Jo {n}' ; ex:age {n} .\n"


def planted(seed):
    """A data graph with some faults in it, and the rules that have to be named."""
    chance = random.Random(seed)
    text, expected = "", set()
    for n in range(chance.randint(1, 12)):
        who = chance.choice((f"ex:who{n}", f"_:who{n}"))
        if chance.random() < 0.5:
            text += SOUND.format(who=who, n=n)
        else:
            fault, rules = FAULTS[chance.choice(sorted(FAULTS))]
            text += fault.format(who=who, n=n)
            expected |= rules
    return text, expected


@pytest.mark.parametrize("seeds", [range(n, n + 20) for n in range(0, 120, 20)], ids=lambda r: f"{r.start}-{r.stop}")
def test_both_engines_find_every_planted_fault(tmp_path, seeds):
    pytest.importorskip("shacl", reason="the fast engine has no wheel here")
    for seed in seeds:
        data, expected = planted(seed)
        reference = check(tmp_path, data, engine="pyshacl")
        fast = check(tmp_path, data, engine="fast")
        assert essence(reference) == essence(fast), seed
        assert {f.rule for f in reference.findings} == expected, seed
        assert all(f.place for f in reference.findings), seed


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_at_its_line(tmp_path, fault):
    text, expected = FAULTS[fault]
    sound = "".join(SOUND.format(who=f"ex:sound{n}", n=n) for n in range(5))
    report = check(tmp_path, sound + text.format(who="ex:culprit", n=99))
    assert {f.rule for f in report.findings} == expected
    assert {f.place.line for f in report.findings} == {len(PREFIXES.splitlines()) + 5 + 1}


@pytest.mark.slow
def test_both_engines_agree_on_the_cases_of_the_shapes(tmp_path):
    pytest.importorskip("shacl", reason="the fast engine has no wheel here")
    cases = sorted((ROOT / "tests" / "shapes").glob("*/fail.ttl"))
    for case in random.Random(7).sample(cases, min(3, len(cases))):
        reports = [validate([str(case)], engine=engine) for engine in ENGINES]
        assert essence(reports[0]) == essence(reports[1]), case
        assert {f.rule for f in reports[0].findings} == {case.parent.name}


def test_the_same_blank_node_in_two_files_is_two(tmp_path):
    one = write(tmp_path, "one.ttl", "_:x a ex:Person .\n")
    two = write(tmp_path, "two.ttl", "_:x ex:name 'Jo' .\n")
    shapes = write(tmp_path, "shapes.ttl", SHAPES)
    for engine in ENGINES:
        if engine == "fast":
            pytest.importorskip("shacl", reason="the fast engine has no wheel here")
        report = validate([one, two], shapes=[shapes], own_shapes=False, background=False, engine=engine)
        assert "person-has-a-name" in {f.rule for f in report.findings}


def test_auto_takes_the_fast_engine_where_it_is_installed(tmp_path, monkeypatch):
    import importlib.util

    there = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "shacl" else there(name))
    assert check(tmp_path, "ex:a a ex:Person .", engine="auto").engine.startswith("pySHACL")
    with pytest.raises(UsageError, match="isn't installed"):
        check(tmp_path, "ex:a a ex:Person .", engine="fast")


# ---- what is said --------------------------------------------------------------------------------------


def test_english_comes_first_and_own_words_where_a_shape_has_none(tmp_path):
    messages = {f.message for f in check(tmp_path, "ex:a a ex:Person ; ex:name 'J' ; ex:age -1 .").findings}
    assert any("This is below 0." in m for m in messages)
    assert {f.message for f in check(tmp_path, "ex:a a ex:Person .").findings} >= {
        "This person has no name. Add ex:name."
    }


def test_the_user_reads_label_sentence_place_and_advice(tmp_path):
    report = check(tmp_path, "ex:a a ex:Person ;\n  rdfs:label 'Ann Example' ;\n  ex:name 'Ann' ;\n  ex:age 131 .")
    text = tell(report, "text")
    assert "violation  age-is-below-the-oldest  (1)" in text
    assert "Ann Example (http://example.org/a)" in text
    assert "data.ttl:3" in text
    assert text.splitlines()[-1].startswith("1 violation: 1 file, 4 triples, 3 shapes, checked by pySHACL")


def many(tmp_path):
    return check(tmp_path, "".join(f"ex:p{n} a ex:Person ; ex:nick '{n}' .\n" for n in range(9)))


def test_a_limit_is_never_silent(tmp_path):
    report = many(tmp_path)
    assert "4 of 9" in tell(report, "text", 4)
    assert "5 findings not shown; raise --limit" in tell(report, "text", 4)
    told = json.loads(tell(report, "json", 4))
    assert len(told["findings"]) == 4
    assert told["truncated"].startswith("5 more")
    assert told["counts"]["violation"] == 9
    for form in ("md", "html"):
        assert "5 findings not shown" in tell(report, form, 4).replace("\\", "")
    notes = json.loads(tell(report, "sarif", 4))["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    assert "5 findings not shown" in notes[0]["message"]["text"]


@pytest.mark.parametrize("part", [8, 50])
def test_more_than_the_fast_engine_can_hold_is_counted_in_parts(tmp_path, monkeypatch, part):
    data = "".join(f"ex:p{n} a ex:Person ; ex:nick '{n}', 'x{n}' ; ex:knows [ a ex:Child ] .\n" for n in range(9))
    data += "ex:Child rdfs:subClassOf ex:Person . [] ex:nick 'alone' .\n"
    more = (
        "[] a sh:NodeShape ; sh:targetSubjectsOf ex:nick ; sh:nodeKind sh:BlankNode ; sh:severity sh:Warning .\n"
        "[] a sh:NodeShape ; sh:targetObjectsOf ex:nick, ex:knows ; sh:targetNode 'q' ; sh:maxLength 1 .\n"
    )
    whole = check(tmp_path, data, SHAPES + more, engine="fast")
    assert len(whole.findings) > 30
    for name, value in (("engines.MOST_RESULTS", 5), ("parts.PART", part), ("parts.FIRST", 3)):
        monkeypatch.setattr(f"kgtool.validate.{name}", value)
    report = check(tmp_path, data, SHAPES + more, engine="fast")
    assert (report.counts, report.rule_counts) == (whole.counts, whole.rule_counts)
    assert set(report.findings) < set(whole.findings)
    assert report.truncated.startswith(f"{len(whole.findings)} findings")
    assert report.truncated in report.notes
    assert report.fails("violation")
    told = json.loads(tell(report, "json"))
    assert told["truncated"] == report.truncated
    assert told["rules"] == whole.rule_counts
    assert f"{len(whole.findings) - len(report.findings)} findings not shown." in tell(report, "text")
    assert check(tmp_path, data[: data.index("ex:p3")], engine="fast").truncated is None


def test_one_node_with_too_many_findings_has_at_least_so_many(tmp_path, monkeypatch):
    for name, value in (("engines.MOST_RESULTS", 5), ("parts.PART", 6), ("parts.FIRST", 3)):
        monkeypatch.setattr(f"kgtool.validate.{name}", value)
    shapes = "ex:s a sh:NodeShape ; sh:targetNode ex:hub ; sh:property [ sh:path ex:p ; sh:nodeKind sh:IRI ] ."
    report = check(tmp_path, "ex:hub ex:p " + ", ".join(f"'{n}'" for n in range(20)) + " .", shapes, engine="fast")
    assert report.truncated.startswith("at least 6 findings.")
    assert len(report.findings) == 3


def test_json_holds_what_the_text_does(tmp_path):
    told = json.loads(tell(many(tmp_path), "json"))
    first = told["findings"][0]
    assert told["schema"] == "kgtool/validate/1"
    assert not told["conforms"]
    assert first["rule"]["name"] == "person-has-a-name"
    assert first["rule"]["why"] == "Nobody finds a person without a name."
    assert first["line"] == 3
    assert first["culprit"]["iri"] == "http://example.org/p0"


def test_sarif_points_to_lines(tmp_path):
    log = json.loads(tell(many(tmp_path), "sarif"))
    (run_,) = log["runs"]
    assert log["version"] == "2.1.0"
    rules = run_["tool"]["driver"]["rules"]
    for result in run_["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert result["locations"][0]["physicalLocation"]["region"]["startLine"] >= 1


@pytest.mark.parametrize("engine", ENGINES)
def test_the_turtle_report_is_shacls_own(tmp_path, engine):
    report = check(
        tmp_path,
        "ex:a a ex:Person ; ex:name 'Jo' ; ex:friend ex:stone .\nex:a ex:parent ex:b . ex:b ex:name ex:q .",
        engine=engine,
    )
    store = ox.Store()
    store.bulk_load(tell(report, "ttl").encode(), ox.RdfFormat.TURTLE)
    prologue = f"PREFIX sh: <{SH}> PREFIX ex: <http://example.org/> "
    assert store.query(
        prologue
        + "ASK { [] a sh:ValidationReport ; sh:conforms false ; sh:result ?r . ?r sh:focusNode ex:a ; sh:value ex:stone ; sh:sourceConstraintComponent sh:ClassConstraintComponent ; sh:resultPath/sh:alternativePath/<http://www.w3.org/1999/02/22-rdf-syntax-ns#first> ex:friend }"  # noqa: E501 - a graph in one line
    )
    assert store.query(
        prologue
        + "ASK { FILTER NOT EXISTS { ?r a sh:ValidationResult FILTER NOT EXISTS { ?r sh:focusNode ?f ; sh:resultSeverity ?s ; sh:sourceShape ?p ; sh:sourceConstraintComponent ?c } } }"  # noqa: E501 - a graph in one line
    )
    sound = tell(check(tmp_path, "ex:a a ex:Person ; ex:name 'Jo' .", engine=engine), "ttl")
    assert re.search(r"sh:conforms (true|\"true\")", sound)


def test_html_escapes_what_a_graph_says(tmp_path):
    evil = "<script>alert(1)</script>"
    report = check(tmp_path, f"ex:a a ex:Person ; rdfs:label '{evil}' ; ex:name '{evil}'@en .")
    page = tell(report, "html")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "http-equiv" in page
    assert "<script" not in tell(report, "md")


def test_no_label_steers_the_terminal(tmp_path):
    report = check(tmp_path, "ex:a a ex:Person ; rdfs:label '\\u001b[31mred' .")
    assert "\x1b" not in tell(report, "text")


# ---- shapes that would pass everything -----------------------------------------------------------------

ONE = """
ex:s a sh:PropertyShape ;
    sh:targetClass ex:Person ;
    sh:path ex:name ;
    sh:minCount 1 ;
    sh:in ( "a" "b" ) .
"""
MUTANTS = {
    "target dropped": ("sh:targetClass ex:Person ;", "", "no target"),
    "target misspelt": ("sh:targetClass", "sh:targetClas", "Did you mean sh:targetClass"),
    "class misspelt": ("ex:Person", "ex:Persn", "Did you mean http://example.org/Person"),
    "parameter misspelt": ("sh:minCount", "sh:minCuont", "Did you mean sh:minCount"),
    "parameter in another case": ("sh:minCount", "sh:mincount", "Did you mean sh:minCount"),
    "value misspelt": ("sh:minCount 1", "sh:nodeKind sh:Iri", "SHACL has no sh:Iri"),
    "bound is a text": ("sh:minCount 1", 'sh:minCount "1"', "has to be an integer"),
    "list is a value": ('( "a" "b" )', '"a"', "has to be a list"),
    "path dropped": ("sh:path ex:name ;", "", "no sh:path"),
    "path doubled": ("sh:path ex:name ;", "sh:path ex:name , ex:nick ;", "2 paths"),
    "pattern broken": ('sh:in ( "a" "b" )', 'sh:pattern "("', "no regular expression"),
    "another namespace": (
        "@prefix sh: <http://www.w3.org/ns/shacl#>",
        "@prefix sh: <https://www.w3.org/ns/shacl#>",
        "not in the namespace of SHACL",
    ),
    "everything dropped": (ONE, "ex:s a ex:Shape .", "no shapes"),
    "query dropped": ("sh:minCount 1", "sh:sparql [ sh:message 'x' ]", "no sh:select"),
    "constraints dropped": ('sh:minCount 1 ;\n    sh:in ( "a" "b" ) .', "sh:message 'x' .", "asks nothing"),
}


def check_mutant(tmp_path, before, after, **options):
    data = write(tmp_path, "data.ttl", "ex:p a ex:Person ; ex:name 'a' .")
    path = tmp_path / "shapes.ttl"
    text = PREFIXES + ONE
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    return validate([data], shapes=[str(path)], own_shapes=False, background=False, engine="pyshacl", **options)


def test_the_unchanged_shape_passes(tmp_path):
    assert not check_mutant(tmp_path, "ex:s", "ex:s").findings


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_mutant_is_refused_with_its_line(tmp_path, mutant):
    before, after, said = MUTANTS[mutant]
    with pytest.raises(InputError, match=said) as caught:
        check_mutant(tmp_path, before, after)
    assert "shapes.ttl" in str(caught.value)
    if mutant != "everything dropped":
        assert re.search(r"shapes\.ttl:\d+: ", str(caught.value))


@pytest.mark.parametrize("mutant", ["target dropped", "class misspelt", "constraints dropped"])
def test_legal_shapes_that_find_nothing_pass_when_asked_to(tmp_path, mutant):
    before, after, said = MUTANTS[mutant]
    notes = check_mutant(tmp_path, before, after, lenient=True).notes
    assert any(re.search(said, note) for note in notes)


def test_a_loosened_bound_changes_what_is_found(tmp_path):
    data = "ex:p a ex:Person ; ex:nick 'x' ."
    assert check(tmp_path, data, ONE).findings
    assert not check(tmp_path, data, ONE.replace("sh:minCount 1", "sh:minCount 0")).findings


def test_a_name_that_the_ontology_lacks_is_refused(tmp_path):
    shapes = "ex:s a sh:PropertyShape ; sh:targetClass <https://w3id.org/nutrition-causality/ontology#Claim> ; sh:path <https://w3id.org/nutrition-causality/ontology#evidnce> ; sh:maxCount 9 ."  # noqa: E501 - a graph in one line
    data = write(tmp_path, "data.ttl", "ex:p a <https://w3id.org/nutrition-causality/ontology#Claim> .")
    with pytest.raises(InputError, match="Did you mean nc:evidence"):
        validate([data], shapes=[write(tmp_path, "shapes.ttl", shapes)], own_shapes=False, engine="pyshacl")
    in_query = 'ex:s a sh:NodeShape ; sh:targetNode ex:p ; sh:sparql [ sh:prefixes ex:o ; sh:select "SELECT $this WHERE { $this nc:stanc ?x }" ] . ex:o sh:declare [ sh:prefix "nc" ; sh:namespace "https://w3id.org/nutrition-causality/ontology#"^^xsd:anyURI ] .'  # noqa: E501 - a graph in one line
    with pytest.raises(InputError, match="Did you mean nc:stance"):
        validate([data], shapes=[write(tmp_path, "shapes.ttl", in_query)], own_shapes=False, engine="pyshacl")


def test_shapes_of_use_to_others_need_no_target(tmp_path):
    shapes = (
        ONE
        + "ex:t a sh:NodeShape ; sh:targetClass ex:Person ; sh:node ex:u ; sh:or ( ex:v ) . ex:u sh:property ex:w . ex:w sh:path ex:nick ; sh:maxCount 5 . ex:v sh:nodeKind sh:IRI ."  # noqa: E501 - a graph in one line
    )
    assert not check(tmp_path, "ex:p a ex:Person ; ex:name 'a' .", shapes).findings


def test_a_class_that_is_a_shape_targets_its_instances(tmp_path):
    shapes = "ex:Person a rdfs:Class , sh:NodeShape ; sh:property [ sh:path ex:name ; sh:minCount 1 ] ."
    assert len(check(tmp_path, "ex:p a ex:Person .", shapes).findings) == 1


UNSAFE = {
    "a query that calls out": 'sh:sparql [ sh:select "SELECT $this WHERE { SERVICE <http://example.org/> { $this ?p ?o } }" ]',  # noqa: E501 - a graph in one line
    "the same, disguised": 'sh:sparql [ sh:select "SELECT $this WHERE { SERVI\\\\u0043E <http://example.org/> { $this ?p ?o } }" ]',  # noqa: E501 - a graph in one line
    "a query that reads files": 'sh:sparql [ sh:select "SELECT $this FROM <file:///etc/passwd> WHERE { $this ?p ?o }" ]',  # noqa: E501 - a graph in one line
    "a script": "sh:js [ sh:jsFunctionName 'f' ]",
    "a target by query": 'sh:target [ a sh:SPARQLTarget ; sh:select "SELECT ?this WHERE { ?this ?p ?o }" ]',
    "a rule": "sh:rule [ a sh:TripleRule ]",
    "a function": "sh:expression ex:f",
}


@pytest.mark.parametrize("kind", UNSAFE)
def test_shapes_run_nothing_and_open_nothing(tmp_path, kind):
    with pytest.raises(RefusedError, match=r"shapes\.ttl:\d+"):
        check(tmp_path, "ex:p a ex:Person .", ONE + f"ex:bad a sh:NodeShape ; sh:targetNode ex:p ; {UNSAFE[kind]} .")


def test_imports_are_refused_unless_the_file_is_there(tmp_path):
    with pytest.raises(RefusedError, match="nothing is fetched"):
        check(
            tmp_path,
            "ex:p a ex:Person .",
            ONE + "ex:o <http://www.w3.org/2002/07/owl#imports> <http://example.org/other> .",
        )
    here = (
        "ex:o <http://www.w3.org/2002/07/owl#imports> ex:other . ex:other a <http://www.w3.org/2002/07/owl#Ontology> ."
    )
    assert check(tmp_path, "ex:p a ex:Person ; ex:name 'a' .", ONE + here).notes == ()


def test_a_prefix_cannot_smuggle_a_clause(tmp_path):
    shapes = ONE + 'ex:o sh:declare [ sh:prefix "a" ; sh:namespace "http://x> SELECT * {} #"^^xsd:anyURI ] .'
    with pytest.raises(InputError, match="not one that SPARQL can read"):
        check(tmp_path, "ex:p a ex:Person .", shapes)


# ---- the command ---------------------------------------------------------------------------------------


def command(*arguments):
    done = subprocess.run(
        [sys.executable, "-m", "kgtool", "validate", *arguments], capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr
    return done


def test_exit_codes(tmp_path):
    shapes = ("--no-own-shapes", "--no-background", "--engine", "pyshacl", "--shapes", write(tmp_path, "s.ttl", SHAPES))
    bad = write(tmp_path, "bad.ttl", "ex:a a ex:Person ; ex:name 'Jo' ; ex:age -1 .")
    empty = write(tmp_path, "empty.ttl", "")
    warning = command("-i", bad, *shapes)
    assert warning.returncode == 0
    assert "1 warning" in warning.stdout
    assert command("-i", bad, *shapes, "--fail-on", "warning").returncode == 1
    nothing = command("-i", empty, *shapes)
    assert nothing.returncode == 3
    assert "no triples" in nothing.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--no-own-shapes"], 2),
        (["-i", "http://localhost:1/sparql"], 2),
        (["-i", "no-such-file.ttl"], 3),
        (["--shapes", "no-such-file.ttl"], 3),
        (["-o", "report.docx"], 2),
    ],
)
def test_what_a_user_can_get_wrong_is_one_line(arguments, code, tmp_path):
    if arguments[0] == "-o":
        arguments = ["-o", str(tmp_path / arguments[1])]
    done = command(*arguments)
    assert done.returncode == code
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_format_by_the_files_ending(tmp_path):
    data = write(tmp_path, "d.ttl", "ex:a a ex:Person .")
    shapes = write(tmp_path, "s.ttl", SHAPES)
    out = tmp_path / "report.sarif"
    command("-i", data, "--shapes", shapes, "--no-own-shapes", "--no-background", "-o", str(out))
    assert json.loads(out.read_text())["version"] == "2.1.0"


@pytest.mark.parametrize("engine", ENGINES)
def test_a_shape_without_a_name_is_told_by_its_place(tmp_path, engine):
    shapes = "ex:s a sh:NodeShape ; sh:targetNode ex:a ;\n  sh:node [ sh:nodeKind sh:Literal ] ."
    report = check(tmp_path, "ex:a ex:p 1 .", shapes, engine)
    assert re.search(r"does not meet the shape at \S*shapes\.ttl:4\. ", report.findings[0].message)
    assert all("urn:kgtool" not in tell(report, form) for form in ("text", "json", "md", "sarif", "ttl", "html"))


def test_a_target_that_is_named_counts_as_found(tmp_path):
    report = check(tmp_path, "ex:a ex:p 1 .", "ex:s a sh:NodeShape ; sh:targetNode ex:a ; sh:nodeKind sh:Literal .")
    assert len(report.findings) == 1
    assert not report.notes
    ours = validate([write(tmp_path, "foreign.ttl", "ex:p ex:q ex:r .")])  # their targets are the ontology's own terms
    assert any("little or nothing" in note for note in ours.notes)


def test_data_that_no_shape_is_for_is_said_to_be_unchecked(tmp_path):
    report = check(tmp_path, "ex:p ex:q ex:r .", ONE, lenient=True)
    assert any("little or nothing" in note for note in report.notes)


@pytest.mark.parametrize("engine", ["fast", "pyshacl"])
def test_json_ld_names_no_line_rather_than_a_wrong_one(tmp_path, engine):
    data, shapes = tmp_path / "d.jsonld", tmp_path / "s.ttl"
    data.write_text('{\n"@context": {"e": "http://e.org/"},\n"@id": "e:b", "e:p": "two"\n}\n', encoding="utf-8")
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e.org/> .\n"
        "e:S a sh:NodeShape ; sh:targetSubjectsOf e:p ; sh:property [ sh:path e:p ; sh:nodeKind sh:IRI ] .\n",
        encoding="utf-8",
    )
    report = validate([str(data)], shapes=[str(shapes)], own_shapes=False, engine=engine)
    assert [str(f.place) for f in report.findings] == [str(data)]
    found = json.loads(tell(report, "json"))["findings"]
    assert [f["line"] for f in found] == [None]
    assert "region" not in tell(report, "sarif")


@pytest.mark.parametrize("engine", ["fast", "pyshacl"])
def test_a_property_shape_without_path_is_named(tmp_path, engine):
    shapes = tmp_path / "s.ttl"
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e.org/> .\n"
        "e:Q a sh:PropertyShape ; sh:targetSubjectsOf e:p ; sh:nodeKind sh:IRI .\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError, match=r"s\.ttl:2: .*Q is a sh:PropertyShape without sh:path"):
        validate([str(shapes)], shapes=[str(shapes)], own_shapes=False, engine=engine)


MISSPELT = {
    "a property of evidence": ("nc:modality nc:possible", "nc:modalty nc:possible"),
    "a property that leads to evidence": ("nc:evidence ev:x", "nc:evidense ev:x"),
    "a class": ("nc:Passage", "nc:Pasage"),
    "a predicate": ("nc:predicate nc:promotes", "nc:predicate nc:promots"),
    "a section": ("nc:section sec:s--one", "nc:section sec:s--two"),
    "a source": ("sec:s--one a owl:NamedIndividual , nc:Section ; nc:source src:s", None),
}
ONE_CLAIM = """
src:s a owl:NamedIndividual , nc:Source ; rdfs:label "S"@en ; nc:textDigest "{digest}" .
sec:s--one a owl:NamedIndividual , nc:Section ; nc:source src:s ; rdfs:label "One"@en ; nc:spanStart 0 ; nc:spanEnd 9 .
psg:s--1-2 a owl:NamedIndividual , nc:Passage ; nc:source src:s ; nc:section sec:s--one ; nc:spanStart 1 ;
    nc:spanEnd 2 ; nc:spanDigest "{digest}" .
term:a a owl:NamedIndividual , nc:Condition ; rdfs:label "a"@en ; obo:IAO_0000115 "A first condition."@en .
term:b a owl:NamedIndividual , nc:Condition ; rdfs:label "b"@en ; obo:IAO_0000115 "A second condition."@en .
claim:a--promotes--b a owl:NamedIndividual , nc:Claim ; nc:subject term:a ; nc:predicate nc:promotes ;
    nc:object term:b ; nc:evidence ev:x .
ev:x a owl:NamedIndividual , nc:Evidence ; nc:passage psg:s--1-2 ; nc:stance nc:supports ;
    nc:modality nc:possible ; nc:directness nc:unspecified ; nc:mode nc:causing .
""".replace("{digest}", 64 * "0").replace("ev:x", "ev:a--promotes--b--s--1-2")


@pytest.mark.parametrize("name", MISSPELT)
def test_a_fault_is_told_once_with_what_follows_from_it(tmp_path, name):
    from kgtool.vocabulary import PREFIXES as KNOWN

    head = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in KNOWN.items())
    right, wrong = MISSPELT[name]
    right, wrong = (text and text.replace("ev:x", "ev:a--promotes--b--s--1-2") for text in (right, wrong))
    data = tmp_path / "g.ttl"
    data.write_text(head + ONE_CLAIM)
    assert not validate([str(data)]).findings
    assert right in ONE_CLAIM
    data.write_text(head + ONE_CLAIM.replace(right, wrong or right.replace("src:s", "src:t")))
    (fault,) = validate([str(data)]).findings
    assert fault.further
    assert fault.place.file == str(data)
    written = ox.parse(tell(validate([str(data)]), "ttl").encode(), format=ox.RdfFormat.TURTLE)
    results = [quad for quad in written if quad.predicate.value.endswith("#result")]
    assert len(results) == 1 + len(fault.further)
