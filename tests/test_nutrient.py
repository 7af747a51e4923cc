"""A nutrient on a page: what is said stands in its place, and amounts are those of the people asked about."""

import json

import pytest

from kgtool import open as open_graph
from kgtool.cli import run
from kgtool.errors import UsageError
from kgtool.logic.causes import is_sound
from kgtool.logic.intakes import amounts_for
from kgtool.logic.nutrients import Ties, placed
from kgtool.model import Claim, Evidence
from kgtool.vocabulary import NC

NOBODY = frozenset()
TIES = Ties(
    frozenset({"iron"}),
    frozenset({"lack"}),
    frozenset({"overload"}),
    frozenset({"absorption"}),
    frozenset({"excretion"}),
    frozenset({"less absorption"}),
    NOBODY,
    frozenset({"ferritin"}),
)
CLASSES = {"antacids": {"DrugClass"}, "liver": {"Food"}, "pill": {"Intervention"}}


def evidence(name, stance="supports", modality="asserted", source="a"):
    return Evidence(name, "c", source, "", "", stance, modality, None, None, (), None, ())


def claim(s, p, o, *said):
    return Claim(f"{s} {p} {o}", s, NC + p, o, None, said or (evidence("e"),))


@pytest.mark.parametrize(
    ("said", "section"),
    [
        (("iron", "enables", "hemoglobin synthesis"), "needed"),
        (("iron", "supportsFunction", "growth"), "functions"),
        (("lack", "promotes", "fatigue"), "lack"),
        (("overload", "promotes", "cirrhosis"), "excess"),
        (("bleeding", "promotes", "lack"), "lackFrom"),
        (("bleeding", "depletes", "iron"), "lackFrom"),
        (("transfusion", "raises", "iron"), "excessFrom"),
        (("phytate", "impairs", "absorption"), "hinders"),
        (("vitamin C", "enhances", "absorption"), "helps"),
        (("coffee", "enhances", "excretion"), "hinders"),
        (("antacids", "impairs", "absorption"), "lowering"),
        (("antacids", "promotes", "less absorption"), "lowering"),
        (("antacids", "inhibits", "lack"), "raising"),
        (("liver", "sourceOf", "iron"), "foods"),
        (("pill", "treats", "lack"), "treatment"),
        (("pill", "treats", "overload"), "relief"),
        (("pill", "inhibits", "overload"), "relief"),
        (("iron", "advisedAgainst", "malaria"), "caution"),
        (("vegans", "atRiskOf", "lack"), "risk"),
        (("pregnancy", "raisesNeedFor", "iron"), "need"),
        (("lack", "diagnosedBy", "ferritin"), "tests"),
        (("ferritin", "hasNormalRange", "adults"), "tests"),
        (("iron", "hasUpperLimit", "adults"), "limits"),
        (("fatigue", "promotes", "poor work"), None),
    ],
)
def test_each_statement_has_its_place(said, section):
    assert list(placed([claim(*said)], TIES, CLASSES)) == ([section] if section else [])


def test_what_is_denied_is_told_apart_and_what_most_say_comes_first():
    claims = [
        claim("lack", "promotes", "acne", evidence("1", stance="disputes")),
        claim("lack", "promotes", "pica"),
        claim("lack", "promotes", "fatigue", evidence("2"), evidence("3", source="b")),
    ]
    found = placed(claims, TIES, CLASSES)
    assert [entry.other for entry in found["lack"]] == ["fatigue", "pica"]
    assert [entry.other for entry in found["lackTold"]] == ["acne"]


def test_what_is_given_to_lower_a_nutrient_is_a_treatment_of_its_excess():
    classes = {**CLASSES, "chelator": {"Medication"}}
    claims = [claim("chelator", "treats", "overload"), claim("chelator", "depletes", "iron")]
    claims.append(claim("antacids", "depletes", "iron"))
    found = placed(claims, TIES, classes)
    assert [(s, [e.other for e in entries]) for s, entries in found.items()] == [
        ("lowering", ["antacids"]),
        ("relief", ["chelator", "chelator"]),
    ]


DETAILS = {
    "women": {"value": "18", "unit": "mg/d", "sex": "female", "ageFrom": "19", "ageTo": "50", "authority": "IOM"},
    "men": {"value": "8", "unit": "mg/d", "sex": "male", "ageFrom": "19"},
    "pregnant": {"value": "27", "unit": "mg/d", "stage": "pregnancy"},
    "bare": {"unit": "mg/d"},
}


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({}, {"women", "men", "pregnant"}),
        ({"sex": "female", "age": 30}, {"women"}),
        ({"sex": "male", "age": 70}, {"men"}),
        ({"age": 60}, {"men"}),
        ({"sex": "female", "age": 30, "stage": "pregnancy"}, {"women", "pregnant"}),
    ],
)
def test_amounts_are_those_of_the_people_asked_about(asked, wanted):
    said = claim("iron", "hasRecommendedIntake", "people", *map(evidence, DETAILS))
    assert set(amounts_for([said], DETAILS, **asked)) == wanted


def test_what_the_same_authority_set_earlier_is_superseded():
    details = {str(year): {"value": "5", "authority": "IOM", "year": str(year)} for year in (1997, 2011)}
    details["other"] = {"value": "5", "authority": "WHO", "year": "1990"}
    said = claim("vitamin D", "hasRecommendedIntake", "people", *map(evidence, details))
    assert {iri for iri, amount in amounts_for([said], details).items() if amount.superseded} == {"1997"}


# ---- the five articles ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def articles():
    return open_graph()


def test_page_of_the_articles_tells_what_they_say(articles):
    page = articles.nutrient("magnesium")
    others = {section: {page.labels[e.other] for e in entries} for section, entries in page.sections.items()}
    assert "muscle fasciculation" in others["lack"]
    assert "almonds" in others["foods"]
    assert {page.labels[chain.terms[0]] for chain in page.chains} == {"magnesium deficiency"}
    assert all(len(chain.hops) > 1 and is_sound(chain) for chain in page.chains)
    assert len(page.sources) == 5


def test_what_is_no_nutrient_is_refused(articles):
    with pytest.raises(UsageError, match="no nutrient"):
        articles.nutrient("muscle fasciculation")


def test_the_command_prints_text_markdown_and_json(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert run(["nutrient", "vitamin", "D"]) == 0
    text = capsys.readouterr().out
    assert "The graph says nothing of:" in text
    assert "With -n N also:" in text and "\nHas a part in: " not in text
    assert max(map(len, text.splitlines())) <= 80
    assert run(["nutrient", "vitamin D", "-n", "3"]) == 0
    whole = capsys.readouterr().out
    assert "With -n N also:" not in whole and "\nHas a part in: " in whole
    assert run(["nutrient", "vitamin D", "--format", "md"]) == 0
    assert capsys.readouterr().out.startswith("# vitamin D\n")
    assert run(["nutrient", "vitamin D", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["schema"] == "kgtool/nutrient/1"
    assert any(e["term"]["label"] == "muscle fasciculation" for e in told["sections"]["lack"])
