"""What must be so of the shipped graph: made from its tables, clean, credited, with every citation in place."""

import json
import os
import subprocess
import sys

import pytest

from kgtool import open as open_graph
from kgtool.answers.nearby import nearby, settings
from kgtool.importing.building import turtle_files
from kgtool.importing.checking import check
from kgtool.importing.folder import load
from kgtool.logic.causes import is_sound
from kgtool.render.nutrient import page_text
from tests.conftest import ROOT

GRAPHS = ROOT / "graphs"
# The nutrients of the reference tables of which no text says anything.
SILENT = {"linoleic acid", "α-linolenic acid"}


@pytest.fixture(scope="module")
def tables():
    return load(str(GRAPHS))


def kgtool(*arguments):
    own = {name: value for name, value in os.environ.items() if name != "KGTOOL_GRAPHS"}
    command = [sys.executable, "-m", "kgtool", *arguments]
    return subprocess.run(command, cwd=ROOT, env=own, capture_output=True, encoding="utf-8", check=False)


def test_the_committed_files_are_what_the_tables_make(tables):
    check(tables)
    made = turtle_files(tables)
    assert [path for path, data in made.items() if (GRAPHS / path).resolve().read_bytes() != data] == [], "kgtool build"
    committed = {str(path.relative_to(GRAPHS)) for path in GRAPHS.rglob("*.ttl")}
    assert committed == {path for path in made if path.endswith(".ttl")}


@pytest.mark.slow
def test_nothing_is_to_mend():
    done = kgtool("validate", "--engine", "fast", "--format", "json")
    assert done.returncode == 0, done.stdout[:3000]
    assert json.loads(done.stdout)["findings"] == []


def test_every_source_is_credited_with_its_licence(tables):
    told = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
    for row in tables.sources.rows:
        assert row.get("licence") and row.get("kind") and f"`{row.get('slug')}`" in told, row.get("slug")
        assert not row.get("address") or row.get("address") in told


@pytest.mark.slow
def test_coverage_is_told_as_it_is():
    told = kgtool("info", "--coverage", "--format", "md").stdout
    page = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
    assert told == page, "kgtool info --coverage -o docs/coverage.md"


@pytest.mark.slow
def test_every_citation_is_where_it_says(shared):
    done = kgtool("check-evidence", str(shared / "sources"))
    assert done.returncode == 0, done.stdout[-2000:]


def test_every_nutrient_with_a_reference_intake_is_spoken_of(tables, shared):
    spoken = {row.get(end) for table in tables.claims.values() for row in table.rows for end in ("subject", "object")}
    names = {name: row.get("slug") for _, _, row in tables.term_rows() for name in _names(row)}
    rows = (shared / "reference" / "dri.tsv").read_text(encoding="utf-8").splitlines()
    column = rows[0].split("\t").index("nutrient")
    asked = {row.split("\t")[column].lower().removeprefix("total ") for row in rows[1:]}
    assert {nutrient for nutrient in asked if names.get(nutrient) not in spoken} == SILENT


def test_what_is_told_of_animals_is_marked(tables):
    acting = {"promotes", "inhibits", "enhances", "impairs", "enables", "restrains", "depletes", "raises", "treats"}
    unmarked = [
        row.values
        for table in tables.claims.values()
        for row in table.rows
        if row.get("population") == "animals"
        and row.get("predicate") in acting
        and "inAnimals" not in row.get("conditions")
    ]
    assert unmarked == []


def _names(row):
    return [name.lower() for name in (row.get("label"), *row.items("synonyms"))]


# ---- read as a dietitian ----


@pytest.fixture(scope="module")
def shipped():
    return open_graph(str(GRAPHS), str(ROOT / "ontology"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("symptoms", "known", "first", "ways"),
    [
        pytest.param(
            ["fatigue", "pale skin", "heavy menstrual bleeding"],
            {"diet": ["vegan"]},
            "iron deficiency",
            {("vegan", "+"), ("heavy menstrual bleeding", "+")},
            id="a vegan woman with heavy periods",
        ),
        pytest.param(
            ["tingling"],
            {"takes": ["metformin", "proton pump inhibitors"], "stage": ["olderAge"]},
            "vitamin B12 deficiency",
            {("metformin", "+"), ("proton pump inhibitors", "+"), ("olderAge", "+")},
            id="a man of 70 on metformin and a proton pump inhibitor",
        ),
        pytest.param(
            ["bowed legs"], {"stage": ["childhood"]}, "vitamin D deficiency", {("childhood", "+")}, id="a child"
        ),
        pytest.param(
            ["goiter"],
            {"having": ["people living far from the sea"]},
            "iodine deficiency",
            {("people living far from the sea", "+")},
            id="a village far from the sea",
        ),
        pytest.param(
            ["confusion"],
            {"having": ["alcohol use disorder"]},
            "vitamin B1 deficiency",
            {("alcohol use disorder", "+")},
            id="an alcoholic patient",
        ),
        pytest.param(
            ["confusion"],
            {"takes": ["alcohol"]},
            "vitamin B1 deficiency",
            {("alcohol", "+")},
            id="somebody who drinks",
        ),
        pytest.param(
            ["hair loss", "garlic breath odor"],
            {"takes": ["selenium"]},
            "selenium excess",
            {("selenium", "+")},
            id="a user of supplements",
        ),
    ],
)
def test_the_right_cause_stands_first_with_what_leads_to_it(shipped, symptoms, known, first, ways):
    told = shipped.causes_of(symptoms, **known)
    best = told.candidates[0]
    assert told.labels[best.cause] == first
    assert best.accounted(sound=True) == len(symptoms)
    assert {(link.exposure.name, link.sign) for link in best.links} >= ways
    assert best.apart or best.tests


@pytest.mark.slow
def test_what_is_no_lack_or_excess_is_named_where_it_brings_more_of_the_findings(shipped):
    told = shipped.causes_of(["joint pain", "fatigue", "weight loss", "abdominal pain", "gray or bronze skin"])
    assert told.truncated.startswith("hemochromatosis is no lack or excess") and "5 of 5; --any" in told.truncated


@pytest.mark.slow
def test_what_is_said_in_one_setting_alone_is_found_there(shipped):
    ends = [shipped.find("magnesium excess")], [shipped.find("hypocalcemia")]
    assert [setting.label for *_, setting in settings(shipped.store, *ends)] == ["kidney failure"]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "lines"), [("vitamin B12", 60), ("iron", 72), ("iodine", 65)])
def test_a_nutrient_fits_a_screen_and_a_half_and_says_how(shipped, name, lines):
    page = shipped.nutrient(name)
    assert len(page_text(page, width=80).splitlines()) <= lines
    assert page.chains and all(is_sound(chain) for chain in page.chains)
    drugs = {entry.other for entry in page.sections.get("lowering", ())}
    assert drugs.isdisjoint(entry.other for entry in page.sections.get("relief", ()))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cause", "effect", "sign", "by"),
    [
        ("vitamin D deficiency", "muscle fasciculation", "+", "hypocalcemia"),
        ("metformin", "peripheral neuropathy", "+", "vitamin B12 deficiency"),
        ("phytate", "iron deficiency", "+", "decreased iron absorption"),
        ("folate deficiency", "neural tube defect", "+", "decreased neural tube closure"),
        ("niacin deficiency", "dermatitis", "+", "pellagra"),
        ("zinc excess", "copper deficiency", "+", "decreased copper absorption"),
        ("salmon", "hypocalcemia", "-", "vitamin D deficiency"),
        ("loop diuretics", "muscle cramp", "+", "hypocalcemia"),
        ("sodium excess", "hypertension", "+", None),
        ("zinc deficiency", "poor wound healing", "+", None),
    ],
)
def test_what_a_clinician_tells_first_stands_first(shipped, cause, effect, sign, by):
    """The sign that sources say or tell stands before the other, and the mechanism before what is pieced together."""
    answer = shipped.trace(cause, effect)
    first = answer.routes[0]
    assert first.sign == sign
    if by:
        assert (answer.labels[first.by], first.kind) == (by, "mechanism")
    text = str(answer)
    assert not text.startswith("Both")
    assert f"promotes (+)  {effect}" not in text or sign == "+"


@pytest.mark.slow
def test_of_a_nutrient_what_sources_say_comes_before_loose_chains(shipped):
    text = str(shipped.trace("vitamin C", "iron absorption"))
    assert text.startswith("vitamin C excess  promotes (+)  increased iron absorption\nIn one step")
    assert "Loose chains alone lead from vitamin C deficiency" in text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cause", "effect", "named"),
    [("oxalate", "kidney stones", "high oxalate intake"), ("vitamin B6 excess", "neuropathy", "sensory neuropathy")],
)
def test_where_nothing_leads_terms_of_a_like_name_are_named(shipped, cause, effect, named):
    answer = shipped.trace(cause, effect)
    assert not answer.chains
    assert named in [term.label for end in nearby(shipped.store, answer.causes, answer.effects) for term in end]
