"""What files say, kept on disk, so that they needn't be parsed again with other signs or beside one more file.

Every node has a number, the place of its line in one text: first IRIs, then what other nodes are in N-Triples. All
else are columns of such numbers.
"""

import os
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from itertools import chain, islice

import pyoxigraph as ox

from kgtool.store import cache
from kgtool.store.beside import beside
from kgtool.store.cache_size import discard
from kgtool.store.facts import Facts, Node, Pairs, Unnamed
from kgtool.store.integrity import seal, whole
from kgtool.store.notes import opened

_FILE, _WAY = "facts.sqlite", "parsed"
_TABLE = "CREATE TABLE part (kind TEXT, name TEXT, subjects BLOB, counts BLOB, objects BLOB, PRIMARY KEY (kind, name))"
_IRIS, _OTHERS, _PAIRS, _REST, _RECORDS = "IRIs", "other nodes", "pairs", "rest", "records"
Part = tuple[str, str, bytes, bytes, bytes]


class _Numbers(dict[Node, int]):
    """The number of each node; one that has none yet gets the next."""

    def __missing__(self, node: Node) -> int:
        self[node] = number = len(self)
        return number


class Parsed:
    """What was parsed before of some files, which are read as one.

    files  their paths.
    """

    def __init__(self, files: Sequence[str]) -> None:
        self._files = files
        self._read = cache.signature(files, _WAY)

    def found(self, seen: set[str]) -> Facts | None:
        """What they say, where it was kept.

        seen  the folders of others, which learns this one. Where it is there already, the files are copies of some
              others, and their blank nodes would not be told apart.
        """
        there = cache.find(self._files, _WAY)
        if not there or there.folder in seen:
            return None
        seen.add(there.folder)
        try:
            return read_facts(whole(there.folder, thoroughly=True))
        except OSError:
            discard(there.folder)
            return None

    @contextmanager
    def kept(self, facts: Facts, waiting: Callable[[], object]) -> Iterator[None]:
        """Keep what they say: another process writes it while the block runs, or this one before, where none can be.

        Nothing is kept where the block is left before its end, the disk is full, or the files have changed since.

        waiting  is called again and again while that process is waited for.
        """
        with cache.room_for(self._files, _WAY, self._read) as room:
            if not room:
                yield
                return
            folder, put = room

            def write() -> None:
                write_facts(folder, facts)
                seal(folder)

            with beside(write, waiting) as done:
                written = None
                if not done:
                    with suppress(OSError):
                        write()
                        written = True
                yield
                if written or (done and done()):
                    put()


def write_facts(folder: str, facts: Facts) -> None:
    """Write facts, of which nothing is in the frame yet, into an empty folder.

    Raises OSError.
    """
    try:
        with closing(sqlite3.connect(os.path.join(folder, _FILE), isolation_level=None)) as file:
            file.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_TABLE}")
            file.executemany("INSERT INTO part VALUES (?, ?, ?, ?, ?)", _parts(facts))
    except sqlite3.Error as error:
        raise OSError(f"{folder}: {error}") from error


def read_facts(folder: str) -> Facts:
    """The facts that were written into a folder.

    Raises OSError when they are damaged or gone.
    """
    path = os.path.join(folder, _FILE)
    try:
        with closing(opened(path)) as file:
            return _read(file)
    except (sqlite3.Error, ValueError, LookupError, SyntaxError) as error:
        raise OSError(f"{path}: {error}") from error


def _parts(facts: Facts) -> Iterator[Part]:
    numbers = _Numbers(zip(facts.names, range(len(facts.names)), strict=True))

    def column(nodes: Iterable[Node]) -> bytes:
        return array("I", map(numbers.__getitem__, nodes)).tobytes()

    for predicate, pairs in facts.of.items():
        counts = array("I", map(len, pairs.values()))
        several = counts.tobytes() if len(pairs) < sum(counts) else b""
        yield _PAIRS, predicate, column(pairs), several, column(chain.from_iterable(pairs.values()))
    for predicate, told in facts.rest.items():
        yield _REST, predicate, column(s for s, _ in told), b"", column(o for _, o in told)
    for kind, nodes in facts.records.items():
        yield _RECORDS, kind, column(nodes), b"", b""
    others = islice(numbers, len(facts.names), None)
    yield _OTHERS, "", "\n".join(map(_written, others)).encode(), b"", b""
    yield _IRIS, "", "\n".join(facts.names).encode(), b"", b""


def _read(file: sqlite3.Connection) -> Facts:
    def parts(kind: str) -> sqlite3.Cursor:
        return file.execute("SELECT name, subjects, counts, objects FROM part WHERE kind = ? ORDER BY rowid", (kind,))

    (iris,), (others,) = ([text.decode() for _, text, *_ in parts(kind)] for kind in (_IRIS, _OTHERS))
    nodes: list[Node] = [*iris.split("\n")] if iris else []
    facts = Facts()
    single: list[tuple[Node, ...]] = list(zip(nodes))
    facts.names = dict(zip(nodes, single, strict=True))  # type: ignore[arg-type]
    others_read = list(_read_nodes(others))
    nodes += others_read
    single += zip(others_read)
    node = nodes.__getitem__
    for predicate, subjects, counts, objects in parts(_PAIRS):
        if counts:
            facts.of[predicate] = _several(nodes, single, map(_column, (subjects, counts, objects)))
        else:
            values = map(single.__getitem__, _column(objects))
            facts.of[predicate] = dict(zip(map(node, _column(subjects)), values, strict=True))
    for predicate, subjects, _, objects in parts(_REST):
        facts.rest[predicate] = list(zip(map(node, _column(subjects)), map(node, _column(objects)), strict=True))
    for kind, subjects, *_ in parts(_RECORDS):
        facts.records[kind] = list(map(node, _column(subjects)))
    return facts


def _several(nodes: list[Node], single: list[tuple[Node, ...]], columns: "Iterable[array[int]]") -> Pairs:
    subjects, counts, objects = columns
    following = iter(objects)
    return {
        nodes[s]: single[next(following)] if n == 1 else tuple([nodes[o] for o in islice(following, n)])
        for s, n in zip(subjects, counts, strict=True)
    }


def _column(numbers: bytes) -> "array[int]":
    column = array("I")
    column.frombytes(numbers)
    return column


def _written(node: Node) -> str:
    if isinstance(node, Unnamed):
        return f"_:{node}"
    return f"<<( {node} )>>" if isinstance(node, ox.Triple) else str(node)


def _read_nodes(text: str) -> Iterator[Node]:
    """Nodes that are no IRIs, one a line."""
    lines = text.split("\n") if text else []
    triples = "".join(f"_:s <urn:p> {line} .\n" for line in lines if not line.startswith("_:")).encode()
    values = (quad.object for quad in ox.parse(input=triples, format=ox.RdfFormat.N_TRIPLES, lenient=True))
    for line in lines:
        yield Unnamed(line[2:]) if line.startswith("_:") else next(values)
