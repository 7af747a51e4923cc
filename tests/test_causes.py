"""What explains several findings best: the order by its definition, and the five articles read as a person would."""

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kgtool.cli import run
from kgtool.logic.bearing import Exposure, Link, links_of
from kgtool.logic.causes import Candidate, Showing, explanations, rank, told_apart
from kgtool.model import Chain, Claim, Evidence, Hop

CAUSES, FINDINGS, STEPS = "abcd", "xy", "mn"
ORIGINS = ["stated", "assembled", "composed"]
EXPOSURES = [
    Exposure("takes", "drug", ("p", "q"), ("r",)),
    Exposure("stage", "time", ("s",)),
    *(Exposure("has", f, (f,)) for f in FINDINGS),
]


def chain(terms, sign="+", origin="stated", **more):
    signs = ["+"] * (len(terms) - 2) + [sign]
    hops = tuple(Hop(a, by, b) for a, by, b in zip(terms, signs, terms[1:], strict=False))
    held = {"modality": "asserted", "disputed": False, "joins": 0, "sources": ("S1",), "weakest": 1, **more}
    return Chain(
        hops,
        sign,
        origin,
        held["modality"],
        (),
        (),
        held["disputed"],
        held["joins"],
        held["sources"],
        memberships=held.get("memberships", 0),
        weakest=held["weakest"],
    )


def judged(ends):
    return st.builds(
        chain,
        ends,
        st.just("+"),
        st.sampled_from(ORIGINS),
        modality=st.sampled_from(["asserted", "possible"]),
        disputed=st.booleans(),
        joins=st.integers(0, 1),
        memberships=st.sampled_from([0, 0, 0, 1]),
        weakest=st.integers(0, 3),
    )


def paths(starts, ends, inner=STEPS):
    return st.builds(
        lambda a, between, b: (a, *between, b),
        st.sampled_from(starts),
        st.lists(st.sampled_from(inner), unique=True),
        ends,
    )


explaining = st.lists(judged(paths(CAUSES, st.sampled_from(FINDINGS))), max_size=14)


@st.composite
def links(draw):
    exposure = draw(st.sampled_from(EXPOSURES))
    onto = draw(st.sampled_from(CAUSES + STEPS))
    sources = tuple(sorted(draw(st.sets(st.sampled_from(["S1", "S2", "S3"])))))
    return Link(
        exposure,
        onto,
        draw(st.booleans()),
        None,
        chain((exposure.terms[0], onto), draw(st.sampled_from("+-")), sources=sources, weakest=len(sources)),
        sources,
    )


def sound(one):
    return one.origin != "composed" and not one.joins


@given(explaining)
def test_the_best_explanation_is_the_sound_one_that_most_sources_bear_out(found):
    told = explanations({f: [c for c in found if c.terms[-1] == f] for f in FINDINGS})
    for cause in CAUSES:
        for finding in FINDINGS:
            there = [c for c in found if (c.terms[0], c.terms[-1]) == (cause, finding) and not c.memberships]
            best = told.get(cause, {}).get(finding)
            assert (best is None) == (not there)
            if best:
                better = [c for c in there if (sound(c), c.weakest) > (sound(best), best.weakest)]
                alike = [c for c in there if (sound(c), c.weakest) == (sound(best), best.weakest)]
                assert not better
                assert best == alike[0]


def criteria(cause, explained, about, own, vague):
    """The definition in docs/model.md, word by word: for each criterion how well a cause fares, more being better."""
    chains = list(explained[cause].values())
    onto = [k for k in about if k.onto == cause]
    outright = [k for k in onto if k.outright]
    leading = {k.exposure.name for k in outright if k.sign == "+" and k.exposure.asked == "has"}
    steps = {t for c in chains for t in c.terms[1:-1]}

    def balance(some):
        total = 0
        for exposure in {k.exposure for k in some}:
            said = sum(k.support if k.sign == "+" else -k.support for k in some if k.exposure == exposure)
            total += 1 if said > 0 else -1 if said < 0 else 0
        return total

    rest = {k.exposure for k in about} - {k.exposure for k in outright}
    less = [k for k in onto if k.exposure in rest]
    leads = {k.exposure for k in less if k.sign == "+"}
    for exposure in rest - leads:  # of the steps of its chains that an exposure outright leads to, the surest counts
        by_way = [k for k in about if k.exposure == exposure and k.onto in steps and k.outright and k.sign == "+"]
        if by_way and exposure.asked != "has":
            less.append(max(by_way, key=lambda k: k.support))
    return [
        len({f for f, c in explained[cause].items() if sound(c)} | leading),
        cause not in vague,
        balance(outright) + (cause in own),
        len(explained[cause].keys() | leading),
        balance(less),
        -sum(c.joins for c in chains),
        sum(c.weakest for c in chains) + sum(k.support for k in outright if k.sign == "+"),
        len(
            {
                k.exposure
                for k in about
                if k.onto in steps and k.outright and k.sign == "+" and k.exposure.asked != "has"
            }
        ),
        -sum(c.disputed for c in chains),
        sum(c.modality == "asserted" for c in chains),
        -sum(ORIGINS.index(c.origin) for c in chains),
        -sum(len(c.hops) for c in chains),
        -ord(cause),
    ]


# Causes that explain alike, so that what leads to them decides; and such that explain each in its own way.
ALIKE = [chain((cause, step, "x"), weakest=2) for cause, step in zip("abc", "mnm", strict=True)]


def leading(exposure, onto, *sources):
    way = chain((exposure.terms[0], onto), sources=sources, weakest=len(sources))
    return Link(exposure, onto, True, None, way, sources)


@settings(deadline=None)
@example(ALIKE, [leading(EXPOSURES[0], "b", "S1", "S2"), leading(EXPOSURES[1], "a", "S1")], set(), set())
@given(
    st.one_of(st.just(ALIKE), explaining),
    st.lists(links(), max_size=8),
    st.sets(st.sampled_from(CAUSES), max_size=1),
    st.sets(st.sampled_from(CAUSES), max_size=2),
)
def test_the_order_is_that_of_the_definition(found, about, own, vague):
    one_each = {(k.exposure, k.onto, k.sign): k for k in about}.values()
    by_term = {t: [k for k in one_each if k.onto == t] for t in CAUSES + STEPS}
    explained = explanations({f: [c for c in found if c.terms[-1] == f] for f in FINDINGS})
    ranked = [c.cause for c in rank(explained, by_term, own, vague)]
    left = set(explained)
    expected = []
    while left:  # the best by elimination, one criterion after another
        best = sorted(left)
        for place in range(13):
            fares = {cause: criteria(cause, explained, list(one_each), own, vague)[place] for cause in best}
            best = [cause for cause in best if fares[cause] == max(fares.values())]
        expected += best
        left -= set(best)
    assert ranked == expected


def risk(subject, state, *sources):
    evidence = [
        Evidence(f"e{s}", "c", s, "", f"p{s}", "supports", "asserted", None, None, (), None, ()) for s in sources
    ]
    return Claim(f"{subject}-{state}", subject, "atRiskOf", state, None, tuple(evidence))


risky = st.builds(
    lambda subject, state, sources: risk(subject, state, *sorted(sources)),
    st.sampled_from("pqrs"),
    st.sampled_from(CAUSES + STEPS),
    st.sets(st.sampled_from(["S1", "S2", "S3"]), min_size=1),
)


@given(
    st.lists(judged(paths("pqrs" + STEPS, st.sampled_from(CAUSES))), max_size=10),
    st.lists(risky, max_size=5, unique_by=lambda c: c.iri),
    st.booleans(),
)
def test_what_bears_on_a_cause_is_found_as_by_trying_all(chains, risks, by_definition):
    defined = {hop for c in chains for hop in c.hops[1:]} if by_definition else set()
    told = links_of(EXPOSURES, risks, chains, defined)
    for exposure in EXPOSURES:
        for cause in CAUSES:
            ways = {}
            for level in (exposure.kinds, exposure.terms):  # what is said of itself replaces what is said of its kinds
                there = [
                    (True, frozenset(e.source for e in r.evidence))
                    for r in risks
                    if r.subject in level and r.object == cause
                ]
                for c in chains:
                    if c.terms[-1] != cause or c.memberships:
                        continue
                    outright = c.origin == "stated" or sum(h not in defined for h in c.hops) <= 1 or len(c.hops) == 1
                    if c.terms[0] in level and (
                        outright or (c.origin == "assembled" and not c.disputed and not c.joins)
                    ):
                        there.append((outright, frozenset(c.sources)))
                    if len(c.hops) == 1 and any(r.object == c.terms[0] and r.subject in level for r in risks):
                        there.append((False, frozenset()))
                ways = there or ways
            links = [k for k in told.get(cause, []) if k.exposure == exposure]
            assert len(links) == bool(ways)
            if ways:
                assert links[0].outright == any(outright for outright, _ in ways)
                if links[0].outright:
                    assert set(links[0].sources) == {s for outright, said in ways if outright for s in said}


def test_what_several_bring_tells_none_apart():
    both = [Candidate(c, {}) for c in "ab"]
    told = told_apart(
        both,
        {"a": {"x": 1, "w": 3, "y": 1}, "b": {"y": 2, "z": 1}},
        {"a": [Showing("blood", (), (), False), Showing("t", (), (), False)], "b": [Showing("blood", (), (), False)]},
        asked={"z"},
    )
    assert [(c.cause, c.apart) for c in told] == [("a", ("w", "x")), ("b", ())]
    assert [(t.test, t.alone) for t in told[0].tests] == [("t", True), ("blood", False)]


# ---- as a person asks ----


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


def test_a_drug_leads_to_a_candidate_and_is_one_itself(capsys):
    _, told = asked(capsys, "muscle cramp", "muscle weakness", "--takes", "diuretics")
    first = told["candidates"][0]
    assert first["cause"]["label"] == "hypokalemia"
    (way,) = first["comes_of"]
    assert (way["asked"], way["sign"], way["outright"]) == ("takes", "+", True)
    assert [term["label"] for term in way["terms"]] == ["diuretics", "hypokalemia"]
    assert way["sources"] == ["minerals-and-muscle-function"]
    _, told = asked(capsys, "muscle fasciculation", "--takes", "diuretics", "-n", "100")
    assert [c["cause"]["label"] for c in told["candidates"] if c["given"]] == ["diuretics"]


@pytest.mark.parametrize(
    ("option", "name", "says"),
    [
        ("--takes", "diuretik", "Did you mean"),
        ("--diet", "vegan", "The graph says nothing of vegan."),
        ("--takes", "potassium", "is a nutrient or a process"),
        ("--with", " ", "an empty name"),
    ],
)
def test_an_unknown_exposure_is_refused(capsys, option, name, says):
    assert run(["causes-of", "muscle cramp", option, name]) == 2
    assert says in capsys.readouterr().err


def test_the_text_says_what_bears_on_a_candidate_and_fits(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    assert run(["causes-of", "muscle cramp", "--takes", "diuretics", "--with", "lack of sleep"]) == 0
    told = capsys.readouterr().out
    assert "takes diuretics  ─+→ hypokalemia, 1 source" in told
    assert "-n" in told
    assert max(map(len, told.splitlines())) <= 60
