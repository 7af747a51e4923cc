"""USDA FoodData Central, as USDA ships it (a folder or a zip of CSV), into one SQLite file of foods and amounts.

Most rows of `food.csv` are samples and acquisitions: only foods that a person would name are kept, and of foundation
foods only those that `foundation_food.csv` lists as current. Rows are read one by one. What was read is written beside
the target and takes its place when all is there; a run that was stopped is taken up where it stood.
"""

import csv
import os
import sqlite3
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from typing import IO, NamedTuple

from kgtool.errors import InputError, RefusedError
from kgtool.store.unpacking import plain_bytes

KEPT = ("foundation_food", "sr_legacy_food", "survey_fndds_food", "branded_food", "experimental_food")
_STEP = 100_000  # rows between two commits
_MOST_GROWTH = 100  # times that a zip may unpack to its size
_LARGEST = 64 << 30  # bytes
_SCHEMA = """
CREATE TABLE IF NOT EXISTS food (fdc_id INTEGER PRIMARY KEY, description TEXT, kind TEXT, category TEXT, date TEXT);
CREATE TABLE IF NOT EXISTS current (fdc_id INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS nutrient (id INTEGER PRIMARY KEY, name TEXT, unit TEXT, number TEXT);
CREATE TABLE IF NOT EXISTS derivation (id INTEGER PRIMARY KEY, description TEXT);
CREATE TABLE IF NOT EXISTS amount (fdc_id INTEGER, nutrient_id INTEGER, amount REAL, data_points INTEGER,
  derivation_id INTEGER);
CREATE TABLE IF NOT EXISTS portion (fdc_id INTEGER, seq INTEGER, amount REAL, unit TEXT, modifier TEXT, grams REAL);
CREATE TABLE IF NOT EXISTS unit (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE IF NOT EXISTS category (id TEXT PRIMARY KEY, name TEXT);
CREATE TABLE IF NOT EXISTS foodon (fdc_id INTEGER, iri TEXT);
CREATE TABLE IF NOT EXISTS done (file TEXT PRIMARY KEY, rows INTEGER, bad INTEGER);
CREATE TABLE IF NOT EXISTS kept (kind TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS made_of (signature TEXT);
"""
_OF_A_FOOD = "EXISTS (SELECT 1 FROM food WHERE fdc_id = ?1)"


class _Table(NamedTuple):
    """How one CSV is read: its columns, and the statement that takes them; columns behind a ? may be missing."""

    file: str
    columns: tuple[str, ...]
    insert: str
    needed: bool = False


_TABLES = (
    _Table("measure_unit.csv", ("id", "name"), "INSERT OR REPLACE INTO unit VALUES (?,?)"),
    _Table("food_category.csv", ("id", "description"), "INSERT OR REPLACE INTO category VALUES (?,?)"),
    _Table(
        "nutrient.csv",
        ("id", "name", "unit_name", "nutrient_nbr"),
        "INSERT OR REPLACE INTO nutrient VALUES (?,?,?,?)",
        True,
    ),
    _Table("food_nutrient_derivation.csv", ("id", "description"), "INSERT OR REPLACE INTO derivation VALUES (?,?)"),
    _Table("foundation_food.csv", ("fdc_id",), "INSERT OR REPLACE INTO current VALUES (?)"),
    _Table(
        "food.csv",
        ("fdc_id", "description", "data_type", "?food_category_id", "?publication_date"),
        "INSERT OR REPLACE INTO food SELECT ?1,?2,?3,?4,?5 WHERE ?3 IN (SELECT kind FROM kept) AND "
        "(?3 <> 'foundation_food' OR NOT EXISTS (SELECT 1 FROM current) OR "
        "EXISTS (SELECT 1 FROM current WHERE fdc_id = ?1))",
        True,
    ),
    _Table(
        "food_nutrient.csv",
        ("fdc_id", "nutrient_id", "amount", "?data_points", "?derivation_id"),
        "INSERT INTO amount SELECT ?1,?2,CAST(?3 AS REAL),?4,?5 WHERE ?3 <> '' AND " + _OF_A_FOOD,
        True,
    ),
    _Table(
        "food_portion.csv",
        ("fdc_id", "?seq_num", "?amount", "?measure_unit_id", "?modifier", "gram_weight"),
        "INSERT INTO portion SELECT ?1,?2,?3,(SELECT name FROM unit WHERE id = ?4),?5,CAST(?6 AS REAL) "  # noqa: S608 - of constants
        "WHERE ?6 <> '' AND " + _OF_A_FOOD,
    ),
    _Table(
        "food_attribute.csv",
        ("fdc_id", "?name", "value"),
        "INSERT INTO foodon SELECT ?1,?3 WHERE ?3 LIKE 'http://purl.obolibrary.org/obo/FOODON_%' AND " + _OF_A_FOOD,
    ),
)


class Imported(NamedTuple):
    """What became of FoodData Central: how many foods by kind, amounts, portions, nutrients, and unreadable rows."""

    foods: dict[str, int]
    amounts: int
    portions: int
    nutrients: int
    bad: int
    resumed: bool


def import_fdc(source: str, target: str, tell: Callable[[str], None] = lambda _: None) -> Imported:
    """Read FoodData Central from a folder or a zip into the SQLite file `target`.

    tell  gets a few words on what is being done, now and then.

    Raises InputError for what can't be read or written, RefusedError for a zip that would unpack without end. The old
    file is then as it was.
    """
    place = target + ".part"
    try:
        signature = _signature(source)
        with _files(source) as files:
            missing = [table.file for table in _TABLES if table.needed and table.file not in files]
            if missing:
                raise InputError(f"{source}: no {missing[0]} (packed or not), so this isn't FoodData Central's CSV.")
            with closing(sqlite3.connect(place)) as base:
                resumed = _begun(base, signature)
                for table in _TABLES:
                    if table.file in files:
                        _read(base, table, files[table.file], tell)
                tell("making the indexes")
                base.execute("CREATE INDEX IF NOT EXISTS by_nutrient ON amount (nutrient_id, amount)")
                base.execute("CREATE INDEX IF NOT EXISTS by_food ON portion (fdc_id)")
                base.execute("CREATE INDEX IF NOT EXISTS by_amount ON amount (fdc_id, nutrient_id)")
                base.execute("CREATE INDEX IF NOT EXISTS by_foodon ON foodon (fdc_id)")
                base.commit()
                found = _counted(base, resumed)
                base.execute("PRAGMA journal_mode = DELETE")  # so that it can be read where nothing can be written
        os.replace(place, target)
    except sqlite3.DatabaseError as error:
        raise InputError(f"{place}: {error}. Remove it, and import anew.") from error
    except OSError as error:
        raise InputError(f"{error.filename or source}: {error.strerror or error}.") from error
    finally:
        tell("")
    return found


def _begun(base: sqlite3.Connection, signature: str) -> bool:
    """Prepare the file; whether it holds a part of the same import already."""
    base.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -32000;" + _SCHEMA)
    known = base.execute("SELECT signature FROM made_of").fetchone()
    if known and known[0] == signature:
        return bool(base.execute("SELECT COUNT(*) FROM done").fetchone()[0])
    for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        base.execute(f"DELETE FROM {name}")  # noqa: S608 - the names are those of the schema
    base.execute("INSERT INTO made_of VALUES (?)", (signature,))
    base.executemany("INSERT INTO kept VALUES (?)", [(kind,) for kind in KEPT])
    base.commit()
    return False


def _signature(source: str) -> str:
    paths = [os.path.join(source, name) for name in sorted(os.listdir(source))] if os.path.isdir(source) else [source]
    return "\n".join(f"{os.path.abspath(p)} {os.stat(p).st_size} {os.stat(p).st_mtime_ns}" for p in paths)


@contextmanager
def _files(source: str) -> Iterator[dict[str, Callable[[], IO[bytes]]]]:
    """The CSV files of a folder or zip by their names, wherever in it they lie; nothing is unpacked to the disk."""
    if os.path.isdir(source):
        found: dict[str, Callable[[], IO[bytes]]] = {}
        for folder, _, names in os.walk(source):
            for name in sorted(names, reverse=True):  # what isn't packed comes last, and counts
                if name.endswith((".csv", ".csv.gz")):
                    found[name.removesuffix(".gz")] = partial(plain_bytes, os.path.join(folder, name))
        yield found
        return
    if not zipfile.is_zipfile(source):
        os.stat(source)
        raise InputError(f"{source}: neither a folder nor a zip. Give the folder or zip that USDA's site hands out.")
    with zipfile.ZipFile(source) as archive:
        members = {os.path.basename(m.filename): m for m in archive.infolist() if m.filename.endswith(".csv")}
        size = sum(m.file_size for m in members.values())
        if size > _LARGEST or size > _MOST_GROWTH * max(os.path.getsize(source), 1 << 20):
            raise RefusedError(f"{source}: unpacks to {size >> 20:,} MB, which is more than its size allows for.")
        yield {name: partial(archive.open, member) for name, member in members.items()}


def _read(
    base: sqlite3.Connection, table: _Table, opened: Callable[[], IO[bytes]], tell: Callable[[str], None]
) -> None:
    begun = base.execute("SELECT rows, bad FROM done WHERE file = ?", (table.file,)).fetchone()
    done, bad = begun or (0, 0)
    if done < 0:
        return  # read to its end before
    batch: list[tuple[str, ...]] = []
    number = 0
    with opened() as file:
        reader = csv.reader(_text(table.file, file))
        places = _places(table, next(reader, []))
        try:
            for number, row in enumerate(reader, 1):
                if number <= done:
                    continue
                if len(row) <= max(places) or not row[places[0]].isascii() or not row[places[0]].strip():
                    bad += bool(row)
                    continue
                batch.append(tuple(row[at] if at >= 0 else "" for at in places))
                if len(batch) >= _STEP:
                    _write(base, table, batch, number, bad)
                    tell(f"{table.file}: {number:,} rows")
        except csv.Error as error:
            raise InputError(f"{table.file}:{number + 2}: {error}.") from error
        except (OSError, EOFError, zipfile.BadZipFile) as error:
            raise InputError(f"{table.file}: {error}.") from error
    _write(base, table, batch, -1, bad)


def _write(base: sqlite3.Connection, table: _Table, batch: list[tuple[str, ...]], number: int, bad: int) -> None:
    base.executemany(table.insert, batch)
    base.execute("INSERT OR REPLACE INTO done VALUES (?,?,?)", (table.file, number, bad))
    base.commit()
    batch.clear()


def _places(table: _Table, header: Sequence[str]) -> list[int]:
    at = {name.strip().strip('"').lstrip("\ufeff").lower(): number for number, name in enumerate(header)}
    places = [at.get(name.lstrip("?"), -1) for name in table.columns]
    if lacking := [n for n, place in zip(table.columns, places, strict=True) if place < 0 and not n.startswith("?")]:
        raise InputError(f"{table.file}:1: the column {lacking[0]} is missing.")
    return places


def _text(name: str, file: IO[bytes]) -> Iterator[str]:
    number = 0
    while line := file.readline(1 << 20):
        number += 1
        if len(line) >= 1 << 20:
            raise InputError(f"{name}:{number}: a line longer than 1 MiB. This is no table.")
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise InputError(f"{name}:{number}: not UTF-8.") from error


def _counted(base: sqlite3.Connection, resumed: bool) -> Imported:
    def one(sql: str) -> int:
        return int(base.execute(sql).fetchone()[0] or 0)

    return Imported(
        dict(base.execute("SELECT kind, COUNT(*) FROM food GROUP BY kind ORDER BY kind")),
        one("SELECT COUNT(*) FROM amount"),
        one("SELECT COUNT(*) FROM portion"),
        one("SELECT COUNT(*) FROM nutrient"),
        one("SELECT SUM(bad) FROM done"),
        resumed,
    )
