"""Questions read off the texts, asked of the shipped graph: the words of the answer stand in what the command prints.

tests/questions.tsv holds a question, the command that answers it, words of the answer joined by ";", and the source
whose text gave them.
"""

import csv
import shlex

import pytest

from kgtool.cli import run
from kgtool.importing.folder import load
from tests.conftest import ROOT

with open(ROOT / "tests" / "questions.tsv", encoding="utf-8", newline="") as _file:
    QUESTIONS = list(csv.DictReader(_file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.slow
@pytest.mark.parametrize("asked", QUESTIONS, ids=[asked["question"] for asked in QUESTIONS])
def test_a_question_is_answered(asked, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    answer = tmp_path / "answer.txt"
    assert run([*shlex.split(asked["command"]), "-i", str(ROOT / "graphs"), "-o", str(answer)]) == 0
    said = " ".join(answer.read_text(encoding="utf-8").casefold().split())
    assert [words for words in asked["words"].split(";") if words.casefold() not in said] == [], said[:2000]


def test_the_questions_are_many_and_of_known_sources():
    sources = {row.get("slug") for row in load(str(ROOT / "graphs")).sources.rows}
    assert len({asked["question"] for asked in QUESTIONS}) == len(QUESTIONS) >= 60
    assert {asked["source"] for asked in QUESTIONS} <= sources
    assert len({asked["source"] for asked in QUESTIONS}) >= 20
