import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kgtool import open as open_graph
from kgtool.errors import InputError
from kgtool.reading import noting
from kgtool.store import filling
from kgtool.store.opening import open_store
from kgtool.vocabulary import NC

POSITIVELY = "http://purl.obolibrary.org/obo/RO_0002304"
EX = "@prefix ex: <http://example.org/> .\n"


def everything_in(store):
    """The triples of a store with IRIs and literals only, how many there are in all, and its notes."""
    quads = list(store.opened())
    with closing(sqlite3.connect(Path(store._cached.folder) / "notes.sqlite")) as file:
        notes = sorted(file.execute("SELECT * FROM whole"))
    assert len(notes) > 500
    return sorted(q for q in map(str, quads) if "_:" not in q), len(quads), notes


@pytest.fixture(params=["in memory", "on disk"])
def way(request, monkeypatch):
    """Both ways to make a store: worked out in memory or, for large inputs, on disk and in batches."""
    if request.param == "on disk":
        monkeypatch.setattr(filling, "_MOST_IN_MEMORY", 0)
        monkeypatch.setattr(noting, "_AT_ONCE", 0)
        monkeypatch.setattr(noting, "_BATCH", 7)
    return request.param


@pytest.mark.slow
def test_large_inputs_give_the_same_store(monkeypatch, tmp_path):
    monkeypatch.setenv("KGTOOL_CACHE", str(tmp_path / "one"))
    small = everything_in(open_store(index=noting.indexed))
    monkeypatch.setenv("KGTOOL_CACHE", str(tmp_path / "other"))
    monkeypatch.setattr(filling, "_MOST_IN_MEMORY", 0)
    monkeypatch.setattr(noting, "_AT_ONCE", 0)
    monkeypatch.setattr(noting, "_BATCH", 7)
    large = everything_in(open_store(index=noting.indexed))
    assert large == small


def test_blank_nodes_of_two_files_stay_apart_and_keep_their_steps(way, tmp_path, monkeypatch):
    monkeypatch.setenv("KGTOOL_CACHE", str(tmp_path / "cache"))
    for name in ("one", "two"):
        (tmp_path / f"{name}.ttl").write_text(f"{EX}ex:{name} <{POSITIVELY}> _:b . _:b <{POSITIVELY}> ex:end{name} .")
    store = open_store([str(tmp_path / "one.ttl"), str(tmp_path / "two.ttl")], index=noting.indexed)
    step = f"<{NC}stepPromotes>"
    rows = store.query(f"SELECT ?a ?z WHERE {{ ?a {step} ?b . ?b {step} ?z FILTER(isBlank(?b)) }}")
    ends = sorted((row["a"].value[-3:], row["z"].value[-3:]) for row in rows)
    assert ends == [("one", "one"), ("two", "two")]


def test_a_bad_file_is_named_with_its_line(way, tmp_path, monkeypatch):
    monkeypatch.setenv("KGTOOL_CACHE", str(tmp_path / "cache"))
    path = tmp_path / "bad.ttl"
    path.write_text(EX + "ex:a ex:b ex:c .\nex:a ex:b .\n")
    with pytest.raises(InputError, match=r"bad\.ttl:3: "):
        open_graph(str(path))
    assert list((tmp_path / "cache" / "stores").iterdir()) == []


def test_what_is_being_done_is_told_and_ends(way, tmp_path, monkeypatch):
    monkeypatch.setenv("KGTOOL_CACHE", str(tmp_path / "cache"))
    path = tmp_path / "some.ttl"
    path.write_text(EX + "ex:a ex:b ex:c .")
    told = []
    open_graph(str(path), tell=told.append)
    assert any("some.ttl" in message for message in told)
    assert told[-1] == ""
