"""Names as people type them: what each stands for, and what is said where there is none."""

import random
from difflib import get_close_matches

import pytest

from kgtool import open as open_graph
from kgtool.cli import run
from kgtool.errors import UnknownTermError
from kgtool.logic.spelling import key, near_misses, state_named


@pytest.fixture(scope="module")
def graph():
    return open_graph()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("muscle cramps", "muscle cramp"),
        ("cramps", "muscle cramp"),
        ("vitamin-d deficiency", "vitamin D deficiency"),
        ("vitamin B-12", "vitamin B12"),
        ("hypomagnesaemia", "magnesium deficiency"),
        ("paraesthesia", "paresthesia"),
        ("Mg", "magnesium"),
        ("K", "potassium"),
        ("low Mg", "magnesium deficiency"),
        ("lack of potassium", "hypokalemia"),
        ("high potassium", "hyperkalemia"),
        ("muscle-fasciculation", "muscle fasciculation"),
        ("vit B12 deficiency", "vitamin B12 deficiency"),
        ("tired", "fatigue"),
        ("numb feet", "numbness"),
    ],
)
def test_a_name_is_taken_as_people_type_it(graph, typed, meant):
    assert graph.find(typed).label == meant


def test_a_nutrient_that_is_not_there_is_no_other_one(graph):
    for name in ("iodine", "iodine deficiency"):
        with pytest.raises(UnknownTermError, match="says nothing of iodine; it knows these nutrients: calcium, iron"):
            graph.find(name)


def test_one_of_a_class_is_told_to_be_one(graph):
    with pytest.raises(UnknownTermError, match='it is one of: "proton pump inhibitors"'):
        graph.find("omeprazole")


def test_a_slug_of_a_source_is_a_parameter(graph):
    rows = graph.query("source-claims", source="minerals-and-muscle-function")
    assert rows


@pytest.mark.parametrize(
    ("one", "other"),
    [("anaemia", "anemia"), ("oedema", "edema"), ("fibre", "fiber"), ("goitre", "goiter"), ("coeliac", "celiac")],
)
def test_british_spelling_is_american_spelling(one, other):
    assert key(one) == key(other)


@pytest.mark.parametrize("word", ["tetanus", "weakness", "pelvis", "gas", "ms"])
def test_what_ends_in_s_is_not_always_a_plural(word):
    assert key(word) == word


def test_a_typing_error_is_near_and_another_word_is_not():
    assert near_misses("tetanny", ["tetany", "tremor"]) == ["tetany"]
    assert near_misses("iodine", ["nicotine", "iron"]) == []
    assert near_misses("cramps", ["arms"]) == []


def test_lack_and_excess_are_told_from_a_name():
    assert state_named("low Mg") == ("Mg", True)
    assert state_named("vitamin A toxicity") == ("vitamin A", False)
    assert state_named("tetany") is None


def curied(path, namespace, other="http://purl.obolibrary.org/obo/HP_"):
    """A graph that binds HP: to a namespace of its own, with a term in it, and one by another namespace."""
    path.write_text(
        f"# a head\n@base <urn:b> . PREFIX HP: <{namespace}>\n@prefix : <urn:default#> . @prefix x: <{other}>.\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix obo: <http://purl.obolibrary.org/obo/> .\n"
        f'HP:1 rdfs:label "one of {namespace}" ; obo:RO_0002213 x:2 . x:2 rdfs:label "two" . :3 rdfs:label "three" .\n'
    )
    return str(path)


@pytest.mark.parametrize("use_cache", [True, False])
def test_a_curie_goes_by_the_prefixes_of_the_file_the_first_ones_first(tmp_path, use_cache):
    one, other = curied(tmp_path / "one.ttl", "urn:one#"), curied(tmp_path / "other.ttl", "urn:other#")
    for files, own in (([one], "urn:one#"), ([one, other], "urn:one#"), ([other, one], "urn:other#")):
        graph = open_graph(*files, use_cache=use_cache)
        assert graph.find("HP:1").iri == graph.iri_of("HP:1") == f"{own}1"
        assert graph.find("HP:2").label == "two", "what the file's own prefix leads nowhere for goes by ours"
        assert graph.find("hp:2").label == "two"
        assert graph.find(":3").label == "three"
        assert graph.trace("HP:1", "HP:2").chains[0].hops[0].subject == f"{own}1"
        with pytest.raises(UnknownTermError):
            graph.find("HP:4")


def test_prefixes_of_rdf_xml_and_the_shipped_graph_clash_by_order(tmp_path):
    path = tmp_path / "own.owl"
    path.write_text(
        '<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"\n'
        ' xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#" xmlns:term="urn:own#">\n'
        '<rdf:Description rdf:about="urn:own#tetany"><rdfs:label>own tetany</rdfs:label></rdf:Description></rdf:RDF>'
    )
    assert open_graph(str(path), "shipped").find("term:tetany").label == "own tetany"
    assert open_graph("shipped", str(path)).find("term:tetany").label == "tetany"


@pytest.mark.parametrize(
    "line", [["trace", "twin", "x"], ["trace", "x", "twin"], ["show", "twin"], ["explain", "twin", "x"]]
)
def test_ten_candidates_and_a_count_are_told(tmp_path, capsys, line):
    path = tmp_path / "twins.nt"
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    names = "".join(f'<urn:t{n:02}> {label} "twin" .\n' for n in range(15))
    path.write_text(names + f'<urn:x> {label} "x" .\n<urn:x> <http://purl.obolibrary.org/obo/RO_0002213> <urn:t00> .\n')
    assert run([*line, "-i", str(path)]) == 2
    told = capsys.readouterr().err
    assert told.count("! twin") == 10
    assert "stands for 15 terms" in told
    assert "and 5 more" in told


def test_near_misses_are_those_of_difflib_alone():
    r = random.Random(3)
    names = list(dict.fromkeys("".join(r.choices("abcdeé", k=r.randint(3, 9))) for _ in range(400)))
    for word in names[:40]:
        typed = word[:2] + r.choice("abx") + word[2:]
        close = get_close_matches(typed, names, n=5, cutoff=0.8)
        assert near_misses(typed, names)[: len(close)] == close
