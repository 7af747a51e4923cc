"""Notes kept beside a store on disk: texts under keys, in one SQLite file, written once and then only read.

They are what a question would otherwise have to be worked out for each time. That no note is there says nothing: the
store itself has to be asked then. Each bears a checksum, because SQLite has none of its own.
"""

import os
import re
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import closing, nullcontext, suppress
from zlib import crc32

from kgtool.vocabulary import BASE

Note = tuple[str, str, str]
"""A kind, a key and a text."""

_FILE = "notes.sqlite"
_ASIDE = "notes-aside.sqlite"
_TOGETHER = 100  # keys asked for in one statement; more gains nothing
_MARK = "\x01"  # begins what stands for something else
# A long text stands in a table of its own, for SQLite reads the whole rows of an index that it passes on its way.
_LONG = 1_000  # bytes
_TABLES = """
CREATE TABLE note (kind TEXT, key TEXT, text BLOB, sum INTEGER, PRIMARY KEY (kind, key)) WITHOUT ROWID;
CREATE TABLE long (number INTEGER PRIMARY KEY, text BLOB);
CREATE VIEW whole AS SELECT kind, key, sum, CASE typeof(text)
    WHEN 'integer' THEN (SELECT long.text FROM long WHERE number = note.text) ELSE text END AS text FROM note;
"""


class Notes:
    """The notes in a folder.

    Raises OSError when they are damaged or gone, here and wherever they are read.
    """

    def __init__(self, folder: str) -> None:
        self._path = os.path.join(folder, _FILE)
        aside = os.path.join(folder, _ASIDE)
        try:
            self._file = opened(self._path)
            if os.path.exists(aside):
                self._file.execute("ATTACH ? AS aside", (_address(aside),))
                both = "SELECT * FROM main.whole UNION ALL SELECT * FROM aside.whole"
                self._file.execute(f"CREATE TEMP VIEW whole AS {both}")
        except sqlite3.Error as error:
            raise OSError(f"{self._path}: {error}") from error

    def get(self, kind: str, keys: Collection[str]) -> dict[str, str]:
        """The notes of a kind under those of the keys that have one."""
        names = {_shortened(key): key for key in keys}
        wanted = list(names)
        found: dict[str, str] = {}
        for at in range(0, len(wanted), _TOGETHER):
            some = wanted[at : at + _TOGETHER]
            marks = ",".join("?" * len(some))
            try:
                rows = self._file.execute(
                    f"SELECT key, text, sum FROM whole WHERE kind = ? AND key IN ({marks})",  # noqa: S608 - marks only
                    (kind, *some),
                ).fetchall()
            except sqlite3.Error as error:
                raise OSError(f"{self._path}: {error}") from error
            for key, text, checksum in rows:
                if key not in names or not isinstance(text, bytes) or _sum(kind, key, text) != checksum:
                    raise OSError(f"{self._path}: a note isn't as it was written")
                found[names[key]] = _full(text.decode())
        return found

    def all(self, kind: str) -> list[str]:
        """The notes of a kind, in the order of their keys."""
        select = "SELECT key, text, sum FROM whole WHERE kind = ? ORDER BY key"
        try:
            rows = self._file.execute(select, (kind,)).fetchall()
        except sqlite3.Error as error:
            raise OSError(f"{self._path}: {error}") from error
        for key, text, checksum in rows:
            if not isinstance(text, bytes) or _sum(kind, key, text) != checksum:
                raise OSError(f"{self._path}: a note isn't as it was written")
        return [_full(text.decode()) for text in {key: text for key, text, _ in rows}.values()]


def opened(path: str) -> sqlite3.Connection:
    """A file that nobody writes any more, for reading, in any thread. Raises sqlite3.Error."""
    return sqlite3.connect(_address(path), uri=True, check_same_thread=False)


def _address(path: str) -> str:
    place = re.sub(rb"[^\w./-]", _quoted, os.fsencode(os.path.abspath(path))).decode()
    # Immutable: neither locks nor journals need be looked for.
    return f"file:{place}?mode=ro&immutable=1"


def write_notes(
    folder: str,
    notes: Iterable[Note],
    others: Iterable[Note] = (),
    waiting: Callable[[], object] = lambda: None,
) -> None:
    """Write the notes of a folder that has none yet; quickest in the order of their kinds and keys.

    others   more notes, worked out in a second process where that can be, and then in a file aside. They may hold what
             the others hold, but nothing else under the same kind and key.
    waiting  is called again and again while that process is waited for.
    """
    from kgtool.store.beside import beside

    path, aside = os.path.join(folder, _FILE), os.path.join(folder, _ASIDE)
    child = beside(lambda: _begun(aside, others).close(), waiting) if others else nullcontext()
    try:
        with child as done, closing(_begun(path, notes)) as file:
            if not (done and done()):
                with suppress(FileNotFoundError):
                    os.remove(aside)
                _add(file, others)
    except sqlite3.Error as error:
        raise OSError(f"{folder}: {error}") from error


def _begun(path: str, notes: Iterable[Note]) -> sqlite3.Connection:
    """A file with notes in it, open for more."""
    file = sqlite3.connect(path, isolation_level=None)
    # Whoever makes the folder syncs it as a whole, and throws it away when it isn't finished.
    file.executescript(f"PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_TABLES}")
    _add(file, notes)
    return file


def _add(file: sqlite3.Connection, notes: Iterable[Note]) -> None:
    (first,) = file.execute("SELECT count(*) FROM long").fetchone()
    file.execute("BEGIN")
    file.executemany("INSERT OR IGNORE INTO note VALUES (?, ?, ?, ?)", _rows(file, notes, first))
    file.execute("COMMIT")


def _rows(file: sqlite3.Connection, notes: Iterable[Note], number: int) -> Iterator[tuple[str, str, bytes | int, int]]:
    """The rows of notes. number: of the first long text among them."""
    for kind, key, text in notes:
        short, written = _shortened(key), _shortened(text).encode()
        if len(written) > _LONG:
            file.execute("INSERT INTO long VALUES (?, ?)", (number, written))
            yield kind, short, number, _sum(kind, short, written)
            number += 1
        else:
            yield kind, short, written, _sum(kind, short, written)


def _quoted(found: re.Match[bytes]) -> bytes:
    return f"%{ord(found[0]):02X}".encode()


def _sum(kind: str, key: str, text: bytes) -> int:
    return crc32(text, crc32(f"{kind} {key}".encode()))


def _shortened(text: str) -> str:
    return text.replace(_MARK, _MARK + "!").replace(BASE, _MARK + ".")


def _full(text: str) -> str:
    return text.replace(_MARK + ".", BASE).replace(_MARK + "!", _MARK)
