"""Names as people type them: what each stands for, and what is said where there is none."""

import pytest

from kgtool import open as open_graph
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
