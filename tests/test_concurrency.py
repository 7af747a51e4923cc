"""The cache under use: many processes at once, killed builders, damaged files. No error, and no wrong answer.

KGTOOL_ROUNDS sets the rounds that each of eight processes goes through, KGTOOL_DAMAGES how many stores are damaged.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kgtool import open as open_graph
from kgtool.cli import run
from kgtool.store import cache, cache_size
from kgtool.store.opening import open_store

ROUNDS = int(os.environ.get("KGTOOL_ROUNDS", "3"))
DATA = """@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix ex: <http://example.org/> .
""" + "".join(f'ex:t{i} rdfs:label "thing number {i}"@en .\n' for i in range(60))
QUESTION = 'SELECT ?s ?l { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?l FILTER(STRSTARTS(?l, "thing")) }'


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A cache folder for one test alone."""
    monkeypatch.setenv("KGTOOL_CACHE", str(tmp_path / "cache"))
    return tmp_path


def data(folder, name="data.ttl", text=DATA):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def answer(*inputs, question=QUESTION, warn=None):
    from kgtool.reading.rows import rows

    return sorted(rows(open_store(inputs, warn=warn or refuse_to_warn), question))


def refuse_to_warn(message):
    raise AssertionError(message)


def warn_of_damage(message):
    assert message == "the cache was damaged; it is built anew."


def stores(folder):
    return sorted((folder / "cache" / "stores").iterdir())


# ---- many at once --------------------------------------------------------------------------------------

WORKER = """
import random, sys
from kgtool.store import cache, cache_size
from kgtool.reading.rows import rows
from kgtool import open as open_graph

rng = random.Random(int(sys.argv[1]))
def warn(message): raise SystemExit("warned: " + message)
for _ in range(int(sys.argv[2])):
    if rng.random() < 0.3:
        cache_size.clear()
        continue
    number = rng.randrange(3)
    graph = open_graph(sys.argv[3 + number], warn=warn)
    if rng.random() < 0.2:
        cache_size.clear()  # while we read
    found = graph.search("thing number")
    if len(found) != 20 + number or graph.find("thing number 7").iri != "http://example.org/t7":
        raise SystemExit(f"{len(found)} answers from input {number}")
print("fine")
"""


def test_eight_processes_build_read_and_clear_one_cache(folder):
    inputs = []
    for number in range(3):
        lines = DATA.splitlines(keepends=True)[: 22 + number]
        inputs.append(data(folder, f"{number}.ttl", "".join(lines)))
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, str(seed), str(ROUNDS), *inputs],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for seed in range(8)
    ]
    said = [worker.communicate()[0] for worker in workers]
    assert said == ["fine\n"] * 8
    assert [w.returncode for w in workers] == [0] * 8
    left = [place.name for place in (folder / "cache" / "stores").glob("*-*")]
    assert left == []  # nothing half built, nothing half removed


def test_clearing_while_a_store_is_read_changes_no_answer(folder):
    path = data(folder)
    store = open_store([path], warn=refuse_to_warn)
    rows = iter(store.query(QUESTION))
    first = next(rows)
    assert cache_size.clear() > 0
    assert len([first, *rows]) == 60
    assert list(cache_size.entries()) == []
    assert len(answer(path)) == 60


def test_a_killed_builder_leaves_the_cache_usable_and_is_swept(folder, monkeypatch):
    path = data(folder)
    program = (
        "import os, sys\nfrom kgtool.store import cache\nfrom kgtool.store.opening import open_store\n"
        "cache.seal = lambda folder: os.kill(os.getpid(), 9)\nopen_store([sys.argv[1]])"
    )
    assert subprocess.run([sys.executable, "-c", program, path], check=False).returncode == -signal.SIGKILL
    (left,) = stores(folder)
    assert left.name.startswith("building-")
    assert list(cache_size.entries()) == []  # it doesn't count as a store
    assert len(answer(path)) == 60
    assert left.exists()  # for all we know somebody still builds there
    os.utime(left, (time.time() - 86_400,) * 2)
    cache_size.clear()
    assert stores(folder) == []


def test_a_file_that_changes_while_it_is_read_is_read_again(folder):
    path = data(folder)
    built = []

    def build(target):
        import pyoxigraph as ox

        store = ox.Store(target)
        store.load(path=path)
        store.flush()
        built.append(len(store))
        if len(built) == 1:
            data(folder, text=DATA + 'ex:more rdfs:label "thing number 60"@en .\n')

    found = cache.open_cached([path], build)
    assert built == [60, 61]
    assert len(cache.open_store(found.folder)) == 61
    assert len(list(cache_size.entries())) == 1


def test_a_file_that_never_stays_the_same_is_answered_from_memory(folder):
    path = data(folder)

    def build(target):
        import pyoxigraph as ox

        ox.Store(target).flush()
        Path(path).write_text(DATA + "#" * random.randrange(1, 10_000), encoding="utf-8")

    with pytest.raises(cache.CacheUnusableError, match="changes"):
        cache.open_cached([path], build)
    assert list(cache_size.entries()) == []


# ---- damage --------------------------------------------------------------------------------------------


def store_on_disk(folder):
    """The folder of the store, which SPARQL is asked of; its notes lie in another."""
    (manifest,) = (folder / "cache" / "stores").glob("*/MANIFEST*")
    return manifest.parent


def damaged(path, rng):
    """Damage one file of a store in one of four ways; what was done."""
    files = sorted(f for f in path.iterdir() if f.stat().st_size and not f.name.startswith(("LOG", "LOCK")))
    file = rng.choice(files)
    content = bytearray(file.read_bytes())
    way = rng.choice(["bit", "truncated", "zeroed", "gone"])
    at = rng.randrange(len(content))
    if way == "bit":
        content[at] ^= 1 << rng.randrange(8)
    elif way == "truncated":
        content = content[:at]
    elif way == "zeroed":
        content[at : at + 512] = bytes(len(content[at : at + 512]))
    file.write_bytes(content)
    if way == "gone":
        file.unlink()
    return f"{file.name} {way} at {at}"


def test_a_damaged_cache_is_noticed_and_built_anew(folder, monkeypatch):
    path = data(folder)
    whole = answer(path)
    found = [t.iri for t in open_graph(path).search("thing")]
    rng = random.Random(7)
    for number in range(int(os.environ.get("KGTOOL_DAMAGES", "8"))):
        copy = folder / f"copy{number}"
        shutil.copytree(folder / "cache", copy)
        monkeypatch.setenv("KGTOOL_CACHE", str(copy))
        place = rng.choice(sorted((copy / "stores").iterdir()))  # the store or its notes
        done = damaged(place, rng)
        assert answer(path, warn=warn_of_damage) == whole, done
        graph = open_graph(path, warn=warn_of_damage)
        assert [t.iri for t in graph.search("thing")] == found, done
        assert graph.find("thing number 9").label == "thing number 9", done
        del graph
        shutil.rmtree(copy)


def test_a_truncated_manifest_is_no_empty_store(folder):
    path = data(folder)
    whole = answer(path)
    place = store_on_disk(folder)
    (manifest,) = place.glob("MANIFEST*")
    manifest.write_bytes(manifest.read_bytes()[:900])
    said = []
    assert answer(path, warn=said.append) == whole
    assert said == ["the cache was damaged; it is built anew."]
    assert answer(path) == whole


def rot(place):
    """Damage every table in its middle as a failing disk would: sizes and times stay as they were."""
    for table in place.glob("*.sst"):
        before = table.stat()
        content = bytearray(table.read_bytes())
        content[len(content) // 3] ^= 0xFF
        table.write_bytes(content)
        os.utime(table, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_rot_that_nothing_else_shows_is_found_within_a_day(folder):
    path = data(folder)
    whole = answer(path)
    place = store_on_disk(folder)
    rot(place)
    os.utime(place / "SUMS", (time.time() - 90_000,) * 2)
    assert answer(path, warn=warn_of_damage) == whole
    place = store_on_disk(folder)
    assert time.time() - (place / "SUMS").stat().st_mtime < 1_000


CHAIN = """
@prefix ex: <http://example.org/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix b: <https://w3id.org/biolink/vocab/> .
ex:a rdfs:label "aa" ; b:causes ex:b . ex:b rdfs:label "bb" ; b:causes ex:c . ex:c rdfs:label "cc" .
ex:x skos:altLabel "aa" ; rdfs:label "xx" ; b:causes ex:c .
"""


def test_a_note_with_a_flipped_bit_changes_no_answer(folder):
    path = data(folder, "chain.ttl", CHAIN)
    open_graph(path)
    whole = open_graph(path).trace("aa", "cc")
    assert [chain.terms[0] for chain in whole.chains] == ["http://example.org/a"]
    rng = random.Random(11)
    for _ in range(int(os.environ.get("KGTOOL_DAMAGES", "8")) * 3):
        (notes,) = (folder / "cache" / "stores").glob("*/notes.sqlite")
        before, content = notes.stat(), bytearray(notes.read_bytes())
        used = [at for at, byte in enumerate(content) if byte]
        at, bit = rng.choice(used), rng.randrange(8)
        content[at] ^= 1 << bit
        notes.write_bytes(content)
        os.utime(notes, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert open_graph(path, warn=warn_of_damage).trace("aa", "cc") == whole, f"bit {bit} of byte {at}"
        cache_size.clear()
        open_graph(path)


def test_a_store_is_not_built_again_without_need(folder, monkeypatch):
    path = data(folder)
    answer(path)
    monkeypatch.setattr(cache, "_build", None)
    assert len(answer(path)) == 60
    place = store_on_disk(folder)
    os.utime(place / "SUMS", (time.time() - 90_000,) * 2)
    assert len(answer(path)) == 60  # read through, found whole


@pytest.mark.parametrize("arguments", [["-o"], []], ids=["to a file", "to a pipe"])
def test_damage_that_shows_among_the_rows_of_a_query(folder, arguments, capfd):
    path = data(folder, text=DATA + "".join(f'ex:x{i} ex:p "{"y" * 200}{i}" .\n' for i in range(5_000)))
    count = "SELECT ?s ?o { ?s <http://example.org/p> ?o }"
    output = [*arguments, str(folder / "rows.csv")] if arguments else []
    line = ["query", "-e", count, "-i", path, "--format", "csv", *output]
    assert run(line) == 0
    whole = Path(output[1]).read_bytes() if output else capfd.readouterr().out.encode()
    place = store_on_disk(folder)
    rot(place)
    code = run(line)
    said = capfd.readouterr()
    if code:  # some rows had gone out before: it must say so, and the next time all is well
        assert not output
        assert code == 3
        assert "ask once more" in said.err
        code = run(line)
        said = capfd.readouterr()
    assert code == 0
    again = Path(output[1]).read_bytes() if output else said.out.encode()
    assert sorted(again.splitlines()) == sorted(whole.splitlines())


def test_a_cache_folder_that_is_a_file_is_answered_from_memory(folder, capfd):
    (folder / "cache").write_text("not a folder", encoding="utf-8")
    assert run(["search", "thing number 9", "-i", data(folder)]) == 0
    told = capfd.readouterr()
    assert "thing number 9" in told.out
    assert "from memory" in told.err
