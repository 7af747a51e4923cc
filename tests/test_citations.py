"""Cited spans against texts: the shipped graph against the real ones where they are there, and planted faults."""

import hashlib
import json
import shutil

import pytest

from kgtool.cli import run
from kgtool.folders import GRAPHS
from kgtool.importing.folder import load
from kgtool.logic.spans import check
from kgtool.model.citations import Cited, Place

TEXT = "Heading\n\n  First block, here.  \nSecond blöck.\r\n"
SHA = lambda text: hashlib.sha256(text.encode()).hexdigest()  # noqa: E731
DIGEST = SHA(TEXT)
SECTION = Place("s", 0, len(TEXT))


def passage(start, end, text=None, section="s"):
    return Place("p", start, end, section, SHA(TEXT[start:end] if text is None else text))


def faults(place, digest=DIGEST):
    return [f.what for f in check([Cited("x", "X", digest, (SECTION,), (place,))], {"x": TEXT.encode()}).faults]


FIRST = TEXT.index("First"), TEXT.index("  \n")
SECOND = TEXT.index("Second"), TEXT.index("\r")


@pytest.mark.parametrize("span", [FIRST, SECOND])
def test_a_good_citation_has_no_fault(span):
    assert faults(passage(*span)) == []


@pytest.mark.parametrize(
    ("place", "fault"),
    [
        (passage(*FIRST, text="other words"), "another SHA-256"),
        (passage(FIRST[0], SECOND[1]), "more than one block"),
        (passage(FIRST[0] - 1, FIRST[1]), "begins or ends with a space"),
        (passage(FIRST[0], len(TEXT) + 5), "outside the text"),
        (passage(*FIRST, section="elsewhere"), "isn't one of this source"),
    ],
)
def test_a_planted_fault_is_named(place, fault):
    (what,) = faults(place)
    assert fault in what


def test_another_text_is_noticed():
    assert "isn't the one that was cited" in faults(passage(*FIRST), digest=SHA("x"))[0]


def test_a_span_outside_its_section_is_noticed():
    section = Place("s", SECOND[0], SECOND[1])
    (fault,) = check([Cited("x", "X", SHA(TEXT), (section,), (passage(*FIRST),))], {"x": TEXT.encode()}).faults
    assert "outside its section" in fault.what


def test_a_source_without_a_text_is_a_fault():
    assert "no text" in check([Cited("x", "X", "", (), ())], {}).faults[0].what


# ---- on the real texts ----


def test_every_span_of_the_graph_fits_the_texts(shared, capsys):
    assert run(["check-evidence", str(shared / "sources"), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["faults"] == []
    assert told["sources"] == 5
    assert told["passages"] > 200


def test_a_changed_text_is_found(shared, tmp_path, capsys):
    for path in (shared / "sources").glob("*.txt"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    changed = tmp_path / "twitching-all-over.txt"
    changed.write_text(changed.read_text().replace("Magnesium", "Manganese"))
    assert run(["check-evidence", str(tmp_path)]) == 1
    assert "src:twitching-all-over: the text isn't the one" in capsys.readouterr().out


@pytest.fixture
def graph(tmp_path):
    return shutil.copytree(GRAPHS, tmp_path / "graphs")


MINERALS = "minerals-and-muscle-function"


def test_cite_writes_a_row_that_checks(shared, graph, capsys):
    words = "It facilitates the absorption of calcium"
    arguments = ["cite", str(shared / "sources"), MINERALS, words, "--into", str(graph), "--hedge", "possible"]
    before = len(load(str(graph)).claims[MINERALS].rows)
    assert run([*arguments, "--claim", "vitamin D", "enables", "calcium absorption"]) == 0
    assert f"sources/{MINERALS}.ttl: written." in capsys.readouterr().out
    rows = load(str(graph)).claims[MINERALS].rows
    assert len(rows) == before + 1
    (row,) = [row for row in rows if row.get("subject") == "vitamin-d" and row.get("modality") == "possible"]
    start, end = map(int, row.get("passage").split("-"))
    text = (shared / "sources" / f"{MINERALS}.txt").read_text(encoding="utf-8")
    assert words in text[start:end]
    assert run(["check-evidence", str(shared / "sources"), "-i", str(graph)]) == 0
    capsys.readouterr()
    assert run([*arguments, "--claim", "vitamin D", "enables", "calcium absorption"]) == 0
    assert "there already" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "hedge", "code", "message"),
    [
        ("muscle", "possible", 3, "Give more"),
        ("no such words", "possible", 3, "no line"),
        ("It facilitates", "posible", 2, "possible"),
    ],
)
def test_cite_refuses_what_is_not_clear(shared, graph, capsys, words, hedge, code, message):
    arguments = ["cite", str(shared / "sources"), MINERALS, words, "--hedge", hedge, "--into", str(graph)]
    assert run([*arguments, "--claim", "vitamin D", "enables", "calcium absorption"]) == code
    assert message in capsys.readouterr().err


def test_a_missing_folder_is_unreadable_input(capsys, tmp_path):
    assert run(["check-evidence", str(tmp_path / "none")]) == 3
