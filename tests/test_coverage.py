"""Coverage: the counts are those of the nutrients' pages, and silence is told as such."""

import json

import pytest

from kgtool import open as open_graph
from kgtool.cli import run
from kgtool.logic.nutrients import KINDS
from kgtool.store.foods import with_intakes
from kgtool.vocabulary import slug


@pytest.fixture(scope="module")
def graph():
    return open_graph()


@pytest.fixture(scope="module")
def found(graph):
    return {each.nutrient.label: each for each in graph.coverage()}


@pytest.mark.parametrize("name", ["calcium", "vitamin D", "vitamin B12", "phosphorus"])
def test_a_number_is_that_of_the_sources_on_the_nutrients_page(name, graph, found):
    page = graph.nutrient(name)
    for kind, sections in KINDS.items():
        entries = [entry for section in sections for entry in page.sections.get(section, ())]
        assert found[name].sources[kind] == {e.source for entry in entries for e in entry.claim.evidence}, kind


def test_every_nutrient_with_an_intake_has_a_row(found):
    assert with_intakes() <= {slug(each.nutrient.iri) for each in found.values()}
    assert found["selenium"].silent == tuple(KINDS)
    assert found["potassium"].silent == ("risk", "absorption", "tests", "treatments", "intakes")


def test_as_text_markdown_and_json(capfd, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert run(["info", "--coverage"]) == 0
    text = capfd.readouterr().out
    assert max(map(len, text.splitlines())) <= 80
    assert "potassium      2    2    1    1    –    1    –    1    –    –    –" in text
    assert "The graph says nothing of any of these kinds of: alpha linolenic acid, biotin," in text
    assert run(["info", "--coverage", "--format", "md"]) == 0
    assert "| potassium | 2 | 2 | 1 | 1 | – | 1 | – | 1 | – | – | – |" in capfd.readouterr().out
    assert run(["info", "--coverage", "--format", "json"]) == 0
    told = {each["label"]: each for each in json.loads(capfd.readouterr().out)["nutrients"]}
    assert told["potassium"]["sources"]["excess"] == ["minerals-and-muscle-function"]
    assert "risk" in told["potassium"]["says_nothing_of"]


@pytest.mark.parametrize("arguments", [["--format", "md"], ["--coverage", "--draft-signs", "x.tsv"]])
def test_what_does_not_go_together_is_refused(arguments, capfd):
    assert run(["info", *arguments]) == 2
    assert "--coverage" in capfd.readouterr().err
