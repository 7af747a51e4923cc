"""`kgtool build`: the files that tables make, written where they differ; what no table makes any more is removed."""

import os
from collections.abc import Mapping
from typing import NamedTuple

from kgtool.errors import InputError
from kgtool.importing.building import turtle_files
from kgtool.importing.checking import check
from kgtool.importing.folder import Tables, load
from kgtool.importing.freshness import MARK, made_from
from kgtool.store.writing import write_atomically


class Built(NamedTuple):
    """What a build did, as paths below the folder. same: how many files were as they had to be."""

    written: tuple[str, ...]
    removed: tuple[str, ...]
    same: int


def build(folder: str) -> Built:
    """Make all Turtle, imports and catalogs of a graph's folder from its tables. Nothing is written if any is wrong.

    Raises InputError where a file can't be read or written, TableError for what is wrong in the tables.
    """
    tables = load(folder)
    check(tables)
    return write_files(tables)


def write_files(tables: Tables) -> Built:
    """The same from tables that were read and checked already."""
    files = turtle_files(tables)
    written, same = [], 0
    for path, data in files.items():
        place = os.path.join(tables.folder, *path.split("/"))
        if _read(place) == data:
            same += 1
            if any(os.path.exists(t) and os.stat(t).st_mtime > os.stat(place).st_mtime for t in made_from(place)):
                os.utime(place)  # so that nobody compares digests to see that it is fresh
            continue
        write_atomically(place, data)
        written.append(path)
    removed = leftovers(tables.folder, files)
    for path in removed:
        os.unlink(os.path.join(tables.folder, *path.split("/")))
    return Built(tuple(written), tuple(removed), same)


def leftovers(folder: str, files: Mapping[str, bytes]) -> list[str]:
    """Turtle that was generated from tables which are gone."""
    found = []
    for part in ("terms", "sources"):
        place = os.path.join(folder, part)
        for name in sorted(os.listdir(place)) if os.path.isdir(place) else ():
            path = f"{part}/{name}"
            if name.endswith(".ttl") and path not in files and MARK.encode() in _read(os.path.join(place, name))[:2000]:
                found.append(path)
    return found


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise InputError(f"{path}: can't be read ({error.strerror}).") from error
