"""Conflicts between sources: each kind planted and found, nothing found where sources agree."""

import json

import pytest

from kgtool.cli import run
from kgtool.logic.conflicts import Contrast, conflicts, unexplained
from kgtool.logic.roles import Roles
from kgtool.model import Claim, Evidence, Hop

CONTRARY = {frozenset(p) for p in (("direct", "indirect"), ("common", "uncommon"), ("whenSevere", "whenModerate"))}
SIGNS = {"enables": "+", "restrains": "-", "promotes": "+"}
ROLES = Roles(
    {"promotes"},
    "redFlagFor",
    "pointsTo",
    {"definedAs"},
    {"s", "t"},
    {"flag": ["weak"]},
    {"lasting two": 14},
    {},
    ["asWide"],
)


def said(source, stance="supports", modality="asserted", **more):
    parts = {"directness": "unspecified", "mode": "causing", "conditions": (), "frequency": None, "forms": (), **more}
    name = f"{source}-{stance}-{modality}-{sorted(parts.items())}"
    hedges = (parts["directness"], parts["mode"], parts["conditions"], parts["frequency"], parts["forms"])
    return Evidence(name, "c", f"src:{source}", "", more.get("passage", f"psg:{source}"), stance, modality, *hedges)


def claim(*evidence, s="a", p="promotes", o="b", context=None):
    iri = f"{s}--{p}--{o}"
    return Claim(iri, s, p, o, context, tuple(e._replace(claim=iri) for e in evidence))


def found(*claims, **more):
    by = Contrast(
        CONTRARY,
        SIGNS,
        remedies={"treats"},
        whole={"sourceOf"},
        limited={"promotes"},
        linking={"link"},
        roles=ROLES,
    )._replace(**more)
    return [(c.kind, c.about) for c in conflicts(claims, by)]


SEVERE, MODERATE, SOME = ({"conditions": (hedge,)} for hedge in ("whenSevere", "whenModerate", "someOnly"))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (said("x"), said("y"), []),
        (said("x"), said("y", "disputes"), [("contradiction", "stance")]),
        (said("x"), said("y", "undecided"), [("contradiction", "stance")]),
        (said("x"), said("x", "undecided"), [("within", "stance")]),
        (said("x", "disputes"), said("y", "undecided"), [("within", "stance")]),
        (said("x", directness="indirect"), said("y", "disputes", directness="direct"), []),
        (said("x"), said("y", "disputes", directness="direct"), [("contradiction", "stance")]),
        (said("x", directness="direct"), said("y", directness="indirect"), [("contrary", "directness")]),
        (said("x", directness="direct"), said("x", directness="indirect"), []),
        (said("x", frequency="common"), said("y", frequency="uncommon"), [("contrary", "frequency")]),
        (said("x", frequency="common"), said("y", frequency="mostCommon"), [("scope", "frequency")]),
        (said("x", frequency="common"), said("y"), []),
        (said("x", **SEVERE), said("y"), [("scope", "severity")]),
        (said("x", **SEVERE), said("x"), []),
        (said("x", **SEVERE), said("y", **MODERATE), []),
        (said("x", **SOME), said("y"), []),
        (said("x"), said("y", "disputes", **SOME), []),
        (said("x", **SOME), said("y", "disputes", **SOME), [("contradiction", "stance")]),
        (said("x"), said("y", "disputes", frequency="always"), []),
        (said("x", conditions=("whenHighDose",)), said("y", conditions=("whenExcessive",)), []),
        (said("x", **SEVERE), said("y", mode="aggravating"), [("role", "mode")]),
        (said("x", mode="aggravating"), said("y"), [("role", "mode")]),
        (said("x", forms=("asMoreNoticeable",)), said("y"), [("role", "mode")]),
        (said("x", modality="possible"), said("y"), [("wording", "modality")]),
        (said("x", modality="possible"), said("x"), []),
    ],
)
def test_evidence_of_one_claim(one, other, expected):
    assert found(claim(one, other)) == expected


def test_one_case_for_all_that_is_said_of_severe_cases_only():
    several = [claim(said("x", **SEVERE), said("y"), o=o) for o in "bcd"]
    (case,) = conflicts(several, Contrast(limited={"promotes"}))
    assert [len(side.said) for side in case.sides] == [3, 3]


def test_sign_against_sign_on_one_thing_and_on_its_aspects():
    blocks, carries = claim(said("x"), p="restrains", o="influx"), claim(said("y"), p="enables", o="transport")
    assert found(claim(said("x"), p="restrains"), claim(said("y"), p="enables")) == [("sign", "b")]
    assert found(blocks, carries) == []
    assert found(blocks, carries, wider={"influx": ["transport"]}) == [("sign", "transport")]


def test_features_that_exclude_each_other():
    one, other = claim(said("x"), p="hasFeature", o="hot"), claim(said("y"), p="hasFeature", o="cold")
    assert found(one, other, excluding={"hot": ["cold"], "cold": ["hot"]}) == [("contrary", "object")]
    elsewhere = other._replace(context="winter")
    assert found(one, elsewhere, excluding={"hot": ["cold"], "cold": ["hot"]}) == []


def test_how_surely_a_remedy_helps():
    both = claim(said("x"), said("y", modality="possible"), p="treats", o="s")
    assert found(both) == [("scope", "certainty"), ("wording", "modality")]
    elsewhere = claim(said("y", modality="possible"), p="treats", o="t")
    assert found(claim(said("x"), p="treats", o="s"), elsewhere) == []
    lack = claim(said("x"), said("y", modality="possible"), p="treats", o="lack")  # it may be used: no doubt
    assert found(lack) == [("wording", "modality")]


def test_a_cause_here_and_a_mere_link_there():
    assert found(claim(said("x")), claim(said("y"), s="b", p="link", o="a")) == [("wording", "cause or link")]
    doubted = claim(said("y", modality="possible"), s="b", p="link", o="a")
    assert found(claim(said("x")), doubted) == [("role", "cause or link")]
    assert found(claim(said("x")), claim(said("x"), s="b", p="link", o="a")) == []


def test_a_trigger_here_and_a_symptom_there():
    trigger = claim(said("x"), said("z"), s="s", o="t")
    assert found(claim(said("x"), s="s", o="t"), claim(said("y"), s="lack", o="s")) == []
    lack = [claim(said("y"), s="lack", o="s"), claim(said("y"), s="lack", o="t")]
    assert found(trigger, *lack) == [("role", "trigger or symptom")]
    chain = [claim(said("y"), s="s", o="t"), *lack]  # one passage says all: a mechanism
    assert found(*chain) == []


def test_a_red_flag_here_and_the_usual_picture_there():
    flag = claim(said("x"), s="flag", p="redFlagFor", o="t")
    listed = [claim(said("y", mode="manifesting"), s="lack", o=o) for o in ("weak", "t")]
    assert found(flag, *listed) == [("role", "red flag or usual")]
    assert found(flag, *listed, claim(said("x"), s="flag", p="pointsTo", o="lack")) == []


def test_what_a_thing_is_and_how_long_it_may_last():
    assert found(claim(said("x"), p="definedAs"), claim(said("y"), p="definedAs", o="c")) == [
        ("contrary", "definition")
    ]
    assert found(claim(said("x"), p="definedAs"), claim(said("x"), p="definedAs", o="c")) == []
    two, few = (claim(said(by), s=f"lasting {n}", p="redFlagFor") for by, n in (("x", "two"), ("y", "few")))
    assert found(two, few) == [("contrary", "how long")]


def test_amounts_for_the_same_people_that_have_nothing_in_common():
    us, eu = said("x"), said("y")
    amount = claim(us, eu, p="hasRecommendedIntake")

    def given(one, other):
        told = ({"value": value, "unit": unit, **who} for value, unit, who in (one, other))
        return found(amount, details=dict(zip((us.iri, eu.iri), told, strict=True)))

    assert given(("15", "ug/d", {}), ("20", "ug/d", {})) == [("amount", "amount")]
    assert given(("15", "ug/d", {}), ("15", "ug/d", {})) == []
    assert given(("15", "ug/d", {}), ("5", "ug/d", {"high": "15"})) == []
    assert given(("15", "ug/d", {"sex": "female"}), ("20", "ug/d", {"sex": "male"})) == []
    assert given(("15", "ug/d", {}), ("20", "mg/d", {})) == []
    assert given(("15", "%", {}), ("20", "%", {})) == [("amount", "amount")]


def test_a_source_that_gives_both_amounts_differs_from_none():
    both, one = (said("x"), said("x", conditions=("whenSevere",))), said("y")
    amount = claim(*both, one, p="hasRecommendedIntake")
    values = zip((*both, one), ("15", "20", "20"), strict=True)
    assert found(amount, details={e.iri: {"value": value, "unit": "ug/d"} for e, value in values}) == []


def test_a_minor_one_here_and_a_source_there():
    one, other = said("x"), said("y")
    source = claim(one, other, p="sourceOf")
    assert found(source, details={one.iri: {"importance": "minor"}}) == [("scope", "importance")]
    both = {one.iri: {"importance": "minor"}, other.iri: {"importance": "major"}}
    assert found(source, details=both) == [("contrary", "importance")]


def test_a_conclusion_is_explained_by_a_chain_of_its_sign():
    stated = claim(said("x", directness="indirect"))
    two_steps = {Hop("a", "+", "m"), Hop("m", "+", "b")}
    assert unexplained([stated], SIGNS, two_steps, 6) == []
    assert len(unexplained([stated], SIGNS, {Hop("a", "+", "m"), Hop("m", "-", "b")}, 6)) == 1
    assert len(unexplained([stated], SIGNS, two_steps, 1)) == 1


@pytest.mark.parametrize(
    ("term", "kind", "words"),
    [
        ("vitamin D deficiency", "contradiction", "vitamin D deficiency promotes muscle fasciculation"),
        ("vitamin B12 deficiency", "contrary", "uncommon"),
        ("hypokalemia", "scope", "hypokalemia promotes muscle cramp"),
        ("magnesium", "sign", "calcium"),
        ("dehydration", "contrary", "unrelated to vitamin"),
        ("fatigue", "role", "a trigger"),
        ("widespread fasciculation", "role", "the usual"),
        ("serious neurological condition", "scope", "serious condition"),
    ],
)
def test_the_shipped_graph_shows_its_known_conflicts(capsys, term, kind, words):
    assert run(["conflicts", term, "--kind", kind]) == 0
    assert words in capsys.readouterr().out


def test_json_holds_all_sides(capsys):
    run(["conflicts", "--kind", "contradiction", "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    assert told["schema"] == "kgtool/conflicts/2"
    assert told["conflicts"]
    for conflict in told["conflicts"]:
        assert len(conflict["sides"]) > 1
        assert all(claim["evidence"] for side in conflict["sides"] for claim in side["claims"])


def test_what_is_left_out_is_said(capsys):
    run(["conflicts", "-n", "1"])
    assert "raise -n" in capsys.readouterr().err


def test_conclusions_without_a_chain_have_a_list_of_their_own(capsys):
    assert run(["conflicts", "--unexplained"]) == 0
    assert "treats" in capsys.readouterr().out
