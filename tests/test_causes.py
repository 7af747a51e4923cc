"""What explains several symptoms best: the ranking by its definition, and the shipped graph read as a person would."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from kgtool.cli import run
from kgtool.logic.causes import Candidate, rank, told_apart
from kgtool.model import Chain, Hop

chains = st.builds(
    lambda cause, symptom, origin, modality, disputed: Chain(
        (Hop(cause, "+", symptom),), "+", origin, modality, (), (), disputed, 0, ()
    ),
    st.sampled_from("abc"),
    st.sampled_from("xyz"),
    st.sampled_from(["stated", "assembled", "composed"]),
    st.sampled_from(["asserted", "possible"]),
    st.booleans(),
)


@settings(deadline=None)
@given(st.lists(chains, max_size=12))
def test_what_explains_more_comes_first_and_each_symptom_keeps_its_best_chain(found):
    by_symptom = {s: [c for c in found if c.terms[-1] == s] for s in "xyz"}
    ranked = rank(by_symptom)
    counts = [len(candidate.explained) for candidate in ranked]
    assert counts == sorted(counts, reverse=True)
    assert {c.cause for c in ranked} == {c.terms[0] for c in found}
    for candidate in ranked:
        for symptom, chain in candidate.explained.items():
            assert chain == next(c for c in by_symptom[symptom] if c.terms[0] == candidate.cause)


def test_what_several_bring_tells_none_apart():
    both = [Candidate(c, {}, (), ()) for c in "ab"]
    told = told_apart(both, {"a": {"x", "y"}, "b": {"y", "z"}}, {"a": {"t"}}, asked={"z"})
    assert [(c.cause, c.apart, c.tests) for c in told] == [("a", ("x",), ("t",)), ("b", (), ())]


def asked(capsys, *arguments):
    code = run(["causes-of", *arguments, "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


def test_restless_legs_and_cold_hands_speak_for_iron(capsys):
    code, told = asked(capsys, "restless legs syndrome", "cold hands and feet", "pale skin")
    assert code == 0
    assert told["candidates"][0]["cause"]["label"] == "iron deficiency"
    assert len(told["candidates"][0]["explains"]) == 3


def test_only_nutrient_states_unless_any_cause_is_asked_for(capsys):
    _, told = asked(capsys, "muscle fasciculation", "-k", "100")
    assert "stress" not in {c["cause"]["label"] for c in told["candidates"]}
    _, told = asked(capsys, "muscle fasciculation", "-k", "100", "--any")
    assert "stress" in {c["cause"]["label"] for c in told["candidates"]}


def test_nothing_explains_what_nothing_brings(capsys):
    assert run(["causes-of", "magnesium supplementation"]) == 1
    assert "nothing explains" in capsys.readouterr().err
