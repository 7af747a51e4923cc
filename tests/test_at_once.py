"""Questions asked together have the answers that each has alone, by as few requests as the longest of them takes."""

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtool import open as open_graph
from kgtool.errors import InputError, LimitError, UsageError
from kgtool.reading.rows import rows
from kgtool.sparql import columns, together
from kgtool.store.at_once import AtOnce
from kgtool.store.embedded import EmbeddedStore
from kgtool.store.wrapped import Wrapped

DATA = "<http://e.org/a> <http://e.org/p> <http://e.org/b>, 1, 'x'@en, [ <http://e.org/p> 2.50 ] ."


def near():
    store = ox.Store()
    store.load(DATA, ox.RdfFormat.TURTLE)
    return EmbeddedStore(store)


class Far(Wrapped):
    """A store whose requests are counted; `refuses` tells which it doesn't take."""

    far = True

    def __init__(self, store, refuses=lambda _: None):
        super().__init__(store)
        self.requests, self.refuses = [], refuses

    def query(self, sparql, dataset=None):
        self.requests.append(sparql)
        if error := self.refuses(sparql):
            raise error
        return super().query(sparql, dataset)


def asked(*patterns):
    """A question that asks one pattern after the other."""
    return lambda store: [sorted(rows(store, pattern), key=str) for pattern in patterns]


ALL = "SELECT ?s ?o WHERE { ?s <http://e.org/p> ?o FILTER(!isBlank(?s) && !isBlank(?o)) }"
NONE = "SELECT ?s WHERE { ?s <http://e.org/none> ?o }"
NUMBER = "SELECT (COUNT(*) AS ?n) (0 AS ?part) WHERE { ?s ?p ?o }"
FEW = "SELECT DISTINCT ?part ?o WHERE { VALUES (?part ?o) { (1 2) (UNDEF 'a\\n{\"') } } ORDER BY ?part LIMIT 1"


@given(st.lists(st.lists(st.sampled_from([ALL, NONE, NUMBER, FEW]), max_size=3), max_size=4))
def test_they_are_answered_as_each_alone(questions):
    plain, far = near(), Far(near())
    with AtOnce(far) as ask:
        answers = [ask(asked(*question)) for question in questions]
    assert [answer.value for answer in answers] == [asked(*question)(plain) for question in questions]
    assert len(far.requests) == max(map(len, questions), default=0)


def test_a_near_store_is_asked_as_ever():
    store = Far(near())
    store.far = False
    with AtOnce(store) as ask:
        one, other = ask(asked(ALL)), ask(asked(NONE))
        assert len(one.value[0]) == 3
    assert [text.endswith(end) for text, end in zip(store.requests, (ALL, NONE), strict=True)] == [True, True]
    assert other.value == [[]]


def test_questions_of_questions_go_along():
    def nested(store):
        with AtOnce(store) as ask:
            found = [ask(asked(ALL, NUMBER)), ask(asked(FEW))]
        return [one.value for one in found]

    far = Far(near())
    with AtOnce(far) as ask:
        one, other = ask(nested), ask(asked(NONE, NONE, ALL))
    assert one.value == nested(near())
    assert other.value == asked(NONE, NONE, ALL)(near())
    assert len(far.requests) == 3


@pytest.mark.parametrize("error", [UsageError("too long"), InputError("HTTP 500")])
def test_a_store_that_takes_no_such_request_is_asked_one_by_one(error):
    far = Far(near(), lambda text: error if "UNION" in text else None)
    with AtOnce(far) as ask:
        one, other = ask(asked(ALL, NUMBER)), ask(asked(FEW))
    assert (one.value, other.value) == (asked(ALL, NUMBER)(near()), asked(FEW)(near()))
    assert len(far.requests) == 4


def test_the_first_error_is_raised_and_ends_every_question():
    def fails(store):
        asked(ALL)(store)
        raise KeyError("mine")

    def both(store, one, other):
        with AtOnce(store) as ask:
            ask(one), ask(other)

    def stubborn(store):
        for _ in range(9):
            try:
                asked(ALL)(store)
            except KeyError:
                ended.append(True)

    far, ended = Far(near()), []
    with pytest.raises(KeyError, match="mine"):
        both(far, stubborn, fails)
    assert (len(far.requests), len(ended)) == (1, 8)
    far = Far(near(), lambda _: LimitError("late"))
    with pytest.raises(LimitError, match="late"):
        both(far, asked(ALL), asked(NONE))
    assert len(far.requests) == 1


def test_what_a_question_leaves_behind_still_answers():
    """A store made of the one that a question was given."""
    far = Far(near())
    with AtOnce(far) as ask:
        left, _ = ask(Wrapped), ask(asked(ALL))
    assert asked(ALL)(left.value) == asked(ALL)(near())


def test_blank_nodes_and_types_come_through():
    far, select = Far(near()), "SELECT ?o WHERE { ?s ?p ?o }"
    with AtOnce(far) as ask:
        values = ask(lambda store: {str(row["o"]) for row in store.query(select)})
        ask(asked(ALL))
    whole = {str(row["o"]) for row in near().query(select)}
    assert {v for v in values.value if v[:2] != "_:"} == {v for v in whole if v[:2] != "_:"}
    assert len(values.value) == len(whole)


def test_the_text_is_one_query_with_each_prefix_once():
    text, part = together(["PREFIX a: <b:c>\nSELECT ?part WHERE { ?part a:d 'SELECT' }", f"PREFIX a: <b:c>\n{NUMBER}"])
    assert part == "part_"
    assert text.count("PREFIX") == 1
    assert columns(text) == ["part_", "part", "n"]
    assert list(ox.Store().query(text))


def test_a_far_graph_answers_as_a_near_one():
    plain = open_graph()
    far = open_graph(use_cache=False)
    far.store = Far(far.store)
    ends = ("magnesium", "muscle cramp")
    assert far.explain(*ends) == plain.explain(*ends)
    symptoms = {"symptoms": ["tetany", "fatigue"], "takes": ["diuretics"], "having": ["hypocalcemia"]}
    assert far.causes_of(**symptoms) == plain.causes_of(**symptoms)
    assert far.nutrient("magnesium") == plain.nutrient("magnesium")
