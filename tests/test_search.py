"""Searching by words: the same with notes and without, and what a look at every name finds."""

import random
import unicodedata
from itertools import product

import pytest

from kgtool import open as open_graph
from kgtool.logic.spelling import folded, holding
from kgtool.reading import notation

RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SYLLABLES = ["ka", "Lo", "mi", "zü", "ren", "ß", "bél", "é", "Phi", "dro", "æ", "İ"]


def written(path, names):
    """A graph whose terms have these (IRI, name) pairs."""
    lines = [f'<{iri}> <{RDFS}label> "{name}" .' for iri, name in names]
    path.write_text("\n".join([*lines, f"<{names[0][0]}> <http://purl.obolibrary.org/obo/RO_0002213> <urn:z> .\n"]))
    return str(path)


def brute(text, names):
    """The IRIs that a search finds, by the definition."""
    wanted = folded(text)
    best = {}
    for iri, name in names:
        plain = folded(name)
        if all(word in plain for word in wanted.split()):
            starts = all(any(w.startswith(part) for w in plain.split()) for part in wanted.split())
            rank = 0 if plain == wanted else 1 if plain.startswith(wanted) else 2 if starts else 3
            best[iri] = min(best.get(iri, (9,)), (rank, len(plain), iri))
    return sorted(best, key=best.__getitem__)


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """Names, and the graphs that know them, with notes in several parts and without."""
    r = random.Random(15)
    words = ["".join(r.choices(SYLLABLES, k=r.randint(1, 3))) for _ in range(30)]
    names = [(f"urn:n{i % 150:03}", " ".join(r.choices(words, k=r.randint(1, 3)))) for i in range(200)]
    path = written(tmp_path_factory.mktemp("search") / "names.nt", names)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(notation, "_TOGETHER", 7)
        noted = open_graph(path)
    return names, [noted, open_graph(path, use_cache=False)]


def test_a_search_finds_what_a_look_at_every_name_finds(both):
    names, graphs = both
    r = random.Random(16)
    texts = ["", "z", "  "] + [" ".join(r.choices([*SYLLABLES, "ss", "KA", "zu", "bel", "e"], k=2)) for _ in range(40)]
    texts += ["".join(r.choices(SYLLABLES, k=2)) for _ in range(40)]
    hits = 0
    for text, graph in product(texts, graphs):
        expected = brute(text, names) if text.strip() else []
        found = graph.search(text, 5)
        assert [term.iri for term in found] == [iri for iri in expected if iri.startswith("urn:n")][:5], text
        assert found.there == len(expected)
        hits += len(expected)
    assert hits > 200


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("grossenordnung", "Größenordnung"),
        ("Grossenordnung", "Größenordnung"),
        ("GRÖSSENORDNUNG", "Größenordnung"),
        ("uberfunktion", "Überfunktion"),
        ("meniere", "Ménière"),
        ("Ménière", "Meniere's"),
        ("oedeme", "œdème"),
        ("Ångström", "Angstrom"),
        ("smørbrød", "Smorbrod"),
        ("ﬁbre", "fibre"),
    ],
)
def test_accents_and_ligatures_hide_no_name_either_way(tmp_path, typed, meant):
    path = written(tmp_path / "names.nt", [("urn:a", f"{meant} of  something"), ("urn:b", meant)])
    for form, graph in product(("NFC", "NFD"), (open_graph(path), open_graph(path, use_cache=False))):
        text = unicodedata.normalize(form, typed)
        assert {term.iri for term in graph.search(text)} == {"urn:a", "urn:b"}
        if folded(text) == folded(meant):
            assert graph.find(text).iri == "urn:b"


def test_marks_that_are_letters_to_their_readers_count():
    assert folded("が") != folded("か")
    assert folded("हिंदी") != folded("हद")


def test_a_name_by_its_case_comes_before_one_by_its_accents(tmp_path):
    path = written(tmp_path / "names.nt", [("urn:a", "MENIERE"), ("urn:b", "Ménière")])
    for graph in (open_graph(path), open_graph(path, use_cache=False)):
        assert [graph.find(name).iri for name in ("mEnIere", "ménière")] == ["urn:a", "urn:b"]


def test_lines_that_hold_words_are_found_with_their_numbers():
    assert holding("ab c\n\nc ab\nab", ["ab", "c"]) == [(0, "ab c"), (2, "c ab")]
    assert holding("", ["a"]) == []
