"""What was parsed once isn't parsed again with other signs, or beside another file; and it is the same."""

import os
from contextlib import ExitStack

import pytest

import kgtool
from kgtool.errors import InputError
from kgtool.store import beside, cache_size, filling, fitting, parsed
from kgtool.store.facts import Facts
from kgtool.store.files import quads

UP, DOWN = "http://example.org/raises", "http://example.org/lowers"
GRAPH = """
<http://example.org/a> <http://example.org/raises> <http://example.org/b> .
<http://example.org/b> <http://example.org/lowers> <http://example.org/c> .
<http://example.org/a> <http://www.w3.org/2000/01/rdf-schema#label> "Ä\\u2028\\n\\"a\\r\\t\\\\"@en .
<http://example.org/b> <http://www.w3.org/2000/01/rdf-schema#label> "b" .
<http://example.org/b> <http://example.org/size> "1"^^<http://www.w3.org/2001/XMLSchema#byte> .
_:x <http://example.org/of> _:y .
_:x <http://example.org/of> <<( <http://example.org/a> <http://example.org/raises> "x"@ar--rtl )>> .
<urn:claim> <https://w3id.org/nutrition-causality/ontology#evidence> <urn:e> .
<urn:claim> <https://w3id.org/nutrition-causality/ontology#evidence> <urn:f> .
<urn:claim> <https://w3id.org/nutrition-causality/ontology#evidence> "no node" .
<urn:other> <https://w3id.org/nutrition-causality/ontology#evidence> <urn:e> .
<urn:claim> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/nutrition-causality/ontology#Claim> .
"""


@pytest.fixture
def worth_keeping(tmp_path, monkeypatch):
    """Has every file kept that is parsed; gives the paths of those that are."""
    monkeypatch.setenv("KGTOOL_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(filling, "_WORTH_KEEPING", 0)
    read = []

    def reading(path, *others):
        read.append(os.path.basename(path))
        return quads(path, *others)

    monkeypatch.setattr(filling, "quads", reading)
    return read


@pytest.fixture
def graph(tmp_path):
    path = tmp_path / "graph.nt"
    path.write_text(GRAPH, encoding="utf-8")
    return str(path)


@pytest.fixture
def signs(tmp_path):
    def write(**of):
        path = tmp_path / "signs.ttl"
        lines = (f'<http://example.org/{name}> nc:sign "{sign}" .' for name, sign in of.items())
        path.write_text("\n".join(["@prefix nc: <https://w3id.org/nutrition-causality/ontology#> .", *lines]))
        return str(path)

    return write


def said(*files):
    with ExitStack() as until_kept:
        return filling._said(files, lambda _: None, until_kept)


def chains(*inputs, signs):
    found = kgtool.open(*inputs, signs=[signs]).trace("http://example.org/a", "http://example.org/c")
    return [(chain.sign, len(chain.hops)) for chain in found]


@pytest.mark.parametrize("forks", [True, False])
def test_what_was_kept_is_what_was_parsed(worth_keeping, monkeypatch, graph, forks):
    monkeypatch.setattr(beside, "can_fork", lambda: forks)
    monkeypatch.setattr(beside, "_cores", lambda: 2)
    first, second = said(graph), said(graph)
    assert worth_keeping == ["graph.nt"]
    for facts in (first, second):
        assert sum(map(len, facts.of.values())) == 2
        assert sum(map(len, facts.rest.values())) == 7
    assert (first.of, first.rest, first.records, first.names) == (second.of, second.rest, second.records, second.names)
    assert [list(map(type, pair)) for pairs in first.rest.values() for pair in pairs] == [
        list(map(type, pair)) for pairs in second.rest.values() for pair in pairs
    ]


def test_nothing_at_all_can_be_kept(tmp_path):
    parsed.write_facts(str(tmp_path), Facts())
    found = parsed.read_facts(str(tmp_path))
    assert not any([*found.of.values(), found.rest, *found.records.values(), found.names])


def test_with_other_signs_a_graph_is_not_parsed_again(worth_keeping, graph, signs):
    assert chains(graph, signs=signs(raises="+", lowers="-")) == [("-", 2)]
    assert worth_keeping.count("graph.nt") == 1
    assert chains(graph, signs=signs(raises="-", lowers="-")) == [("+", 2)]
    assert chains(graph, signs=signs(raises="-")) == []
    assert worth_keeping.count("graph.nt") == 1


def test_signs_are_no_graph_that_could_meet_others(worth_keeping, monkeypatch, graph, signs):
    """Ours with signs of one's own would be joined with nothing, at twice the time."""
    given = []

    class Noticed(fitting.Fit):
        def __init__(self, files, *others):
            given.append(list(files))
            super().__init__(files, *others)

    monkeypatch.setattr(fitting, "Fit", Noticed)
    assert chains(graph, signs=signs(raises="+", lowers="-")) == [("-", 2)]
    assert given
    assert all(files == [graph] for files in given)


def test_beside_one_more_file_a_graph_is_not_parsed_again(worth_keeping, graph, signs, tmp_path):
    more = tmp_path / "more.nt"
    more.write_text(f"<http://example.org/a> <{DOWN}> <http://example.org/c> .\n")
    given = signs(raises="+", lowers="-")
    assert chains(graph, signs=given) == [("-", 2)]
    assert sorted(chains(graph, str(more), signs=given)) == [("-", 1), ("-", 2)]
    assert worth_keeping.count("graph.nt") == worth_keeping.count("more.nt") == 1


def test_a_changed_file_is_parsed_again(worth_keeping, graph, signs):
    given = signs(raises="+", lowers="-")
    assert chains(graph, signs=given) == [("-", 2)]
    with open(graph, "a", encoding="utf-8") as file:
        file.write(f"<http://example.org/a> <{UP}> <http://example.org/c> .\n")
    assert sorted(chains(graph, signs=given)) == [("+", 1), ("-", 2)]
    assert worth_keeping.count("graph.nt") == 2


def test_copies_of_one_file_share_no_blank_nodes(worth_keeping, graph, tmp_path):
    said(graph)
    copy = tmp_path / "copy.nt"
    copy.write_text(GRAPH, encoding="utf-8")
    facts = said(graph, str(copy))
    assert len({s for s, _ in facts.rest["http://example.org/of"]}) == 2


def test_what_is_damaged_is_parsed_again(worth_keeping, graph):
    first = said(graph)
    (entry,) = cache_size.entries()
    for file in os.scandir(entry.folder):
        if file.name != "SUMS":
            os.truncate(file.path, file.stat().st_size // 2)
    assert said(graph).of == first.of
    assert worth_keeping == ["graph.nt"] * 2
    assert said(graph).of == first.of
    assert worth_keeping == ["graph.nt"] * 2


def test_a_damage_that_its_size_does_not_show_is_no_crash(tmp_path):
    facts = Facts()
    facts.rest["http://example.org/p"] = [("http://example.org/a", "http://example.org/b")]
    parsed.write_facts(str(tmp_path), facts)
    whole = (tmp_path / "facts.sqlite").read_bytes()
    for at in range(0, len(whole), 97):
        (tmp_path / "facts.sqlite").write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        try:
            parsed.read_facts(str(tmp_path))
        except OSError:
            continue


def test_a_flipped_bit_is_noticed_and_mended(worth_keeping, graph):
    first = said(graph)
    (entry,) = cache_size.entries()
    path = os.path.join(entry.folder, "facts.sqlite")
    with open(path, "rb") as file:
        written = file.read()
    times, at = os.stat(path), written.index(b"example.org/b")
    with open(path, "r+b") as file:
        file.seek(at)
        file.write(b"E")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    for _ in range(2):
        assert said(graph).rest.keys() == first.rest.keys()
        assert said(graph).names == first.names
    assert worth_keeping == ["graph.nt"] * 2


@pytest.mark.parametrize("forks", [True, False])
def test_what_is_not_well_formed_is_not_kept(worth_keeping, monkeypatch, tmp_path, forks):
    monkeypatch.setattr(beside, "can_fork", lambda: forks)
    path = tmp_path / "bad.nt"
    path.write_text(GRAPH + "<http://example.org/a b> <http://example.org/p> <http://example.org/c> .\n")
    with pytest.raises(InputError, match=r"bad\.nt:14"):
        said(str(path))
    assert list(cache_size.entries()) == []
    assert list((tmp_path / "cache").glob("stores/*")) == []


def test_what_is_given_up_leaves_nothing(worth_keeping, monkeypatch, graph, tmp_path):
    monkeypatch.setattr(beside, "can_fork", lambda: True)
    monkeypatch.setattr(beside, "_cores", lambda: 2)

    def given_up(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(filling, "_derived", given_up)
    with pytest.raises(KeyboardInterrupt):
        kgtool.open(graph).trace("http://example.org/a", "http://example.org/c")
    assert list((tmp_path / "cache").glob("stores/*")) == []
