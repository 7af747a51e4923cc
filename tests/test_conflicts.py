"""Conflicts between sources: each kind planted and found, nothing found where sources agree."""

import json

import pytest

from kgtool.cli import run
from kgtool.logic.conflicts import conflicts, unexplained
from kgtool.model import Claim, Evidence, Hop

CONTRARY = {frozenset(p) for p in (("direct", "indirect"), ("common", "uncommon"), ("whenSevere", "whenModerate"))}
SIGNS = {"enables": "+", "restrains": "-", "promotes": "+"}


def said(source, stance="supports", modality="asserted", directness="unspecified", conditions=(), frequency=None):
    return Evidence(
        f"{source}-{stance}-{modality}-{directness}-{conditions}-{frequency}",
        "c", f"src:{source}", "", f"psg:{source}", stance, modality, directness, "causing", conditions, frequency, (),
    )  # fmt: skip


def claim(*evidence, s="a", p="promotes", o="b", context=None):
    return Claim(f"{s}--{p}--{o}", s, p, o, context, evidence)


def found(*claims, wider=None, excluding=None):
    return [(c.kind, c.about) for c in conflicts(claims, CONTRARY, SIGNS, wider or {}, excluding or {})]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (said("x"), said("y"), []),
        (said("x"), said("y", "disputes"), [("stance", "stance")]),
        (said("x"), said("x", "undecided"), [("stance", "stance")]),
        (said("x", directness="direct"), said("y", directness="indirect"), [("contrary", "directness")]),
        (said("x", frequency="common"), said("y", frequency="uncommon"), [("contrary", "frequency")]),
        (said("x", frequency="common"), said("y"), [("hedge", "frequency")]),
        (said("x", conditions=("whenSevere",)), said("x"), [("scope", "condition")]),
        (said("x", conditions=("whenSevere",)), said("y", conditions=("whenModerate",)), [("contrary", "condition")]),
        (said("x", modality="possible"), said("y"), [("hedge", "modality")]),
        (said("x", modality="possible"), said("x"), []),
    ],
)
def test_evidence_of_one_claim(one, other, expected):
    assert found(claim(one, other)) == expected


def test_sign_against_sign_on_one_thing_and_on_its_aspects():
    blocks, carries = claim(said("x"), p="restrains", o="influx"), claim(said("y"), p="enables", o="transport")
    assert found(claim(said("x"), p="restrains"), claim(said("y"), p="enables")) == [("sign", "sign")]
    assert found(blocks, carries) == []
    assert found(blocks, carries, wider={"influx": ["transport"]}) == [("sign", "sign")]


def test_features_that_exclude_each_other():
    one, other = claim(said("x"), p="hasFeature", o="hot"), claim(said("y"), p="hasFeature", o="cold")
    assert found(one, other, excluding={"hot": ["cold"], "cold": ["hot"]}) == [("contrary", "object")]
    elsewhere = other._replace(context="winter")
    assert found(one, elsewhere, excluding={"hot": ["cold"], "cold": ["hot"]}) == []


def test_a_conclusion_is_explained_by_a_chain_of_its_sign():
    stated = claim(said("x", directness="indirect"))
    two_steps = {Hop("a", "+", "m"), Hop("m", "+", "b")}
    assert unexplained([stated], SIGNS, two_steps, 6) == []
    assert len(unexplained([stated], SIGNS, {Hop("a", "+", "m"), Hop("m", "-", "b")}, 6)) == 1
    assert len(unexplained([stated], SIGNS, two_steps, 1)) == 1


@pytest.mark.parametrize(
    ("term", "kind", "words"),
    [
        ("vitamin D deficiency", "stance", "vitamin D deficiency promotes muscle fasciculation"),
        ("vitamin B12 deficiency", "contrary", "uncommon"),
        ("hypokalemia", "scope", "hypokalemia promotes muscle fasciculation"),
        ("magnesium", "sign", "calcium"),
        ("dehydration", "contrary", "unrelated to vitamin deficiency"),
    ],
)
def test_the_shipped_graph_shows_its_known_conflicts(capsys, term, kind, words):
    assert run(["conflicts", term, "--kind", kind]) == 0
    assert words in capsys.readouterr().out


def test_json_holds_both_sides(capsys):
    run(["conflicts", "--kind", "stance", "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    assert told["conflicts"]
    assert all(c["left"]["evidence"] and c["right"]["evidence"] for c in told["conflicts"])


def test_what_is_left_out_is_said(capsys):
    run(["conflicts", "-n", "1"])
    assert "raise --limit" in capsys.readouterr().err
