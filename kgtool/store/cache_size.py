"""What the disk cache holds, how it is kept below its limit, and how folders leave it.

One is renamed away before it is removed, so that nobody ever sees half of it; those who read it keep reading.
"""

import contextlib
import os
import re
import time
from collections.abc import Iterator
from typing import NamedTuple

from kgtool import folders
from kgtool.errors import UsageError

BUILDING, LEAVING = "building-", "leaving-"
"""What the names of folders begin with that are being built, or removed."""
_OLD = 6 * 60 * 60  # seconds after which such a folder is taken for abandoned
_ATTEMPTS = 10
_SIZE_LIMIT = 20 * 2**30


class Entry(NamedTuple):
    """One cached store: its folder, its size in bytes, and when it was last built or found (seconds)."""

    folder: str
    size: int
    used: float


def size_limit() -> int:
    """The bytes that the cache may take: $KGTOOL_CACHE_LIMIT, as 5G or in bytes, else 20 GiB.

    Raises UsageError for anything else.
    """
    given = os.environ.get("KGTOOL_CACHE_LIMIT")
    return size_in_bytes(given, "KGTOOL_CACHE_LIMIT") if given else _SIZE_LIMIT


def size_in_bytes(size: str, name: str) -> int:
    """The bytes that a size such as 500M or 2G means. name: of the setting, for errors.

    Raises UsageError for anything else.
    """
    found = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)\s*([kmgt]?)(?:i?b)?", size.strip().lower())
    if not found or not float(found[1]):
        raise UsageError(f'{name} "{size}": write a size as 500M or 2G.')
    return int(float(found[1]) * 1024 ** " kmgt".index(found[2] or " "))


def entries() -> Iterator[Entry]:
    """The cached stores."""
    root = os.path.join(folders.cache_directory(), "stores")
    with contextlib.suppress(OSError):
        for entry in sorted(os.scandir(root), key=lambda e: e.name):
            with contextlib.suppress(OSError):
                if entry.name.startswith((BUILDING, LEAVING)):
                    continue
                yield Entry(entry.path, _size(entry.path), entry.stat().st_mtime)


def clear() -> int:
    """Remove every cached store; the number of bytes that this frees. One that is being built goes on."""
    import shutil

    freed = 0
    for entry in entries():
        freed += entry.size
        discard(entry.folder)
    root = folders.cache_directory()
    shutil.rmtree(os.path.join(root, "index"), ignore_errors=True)
    sweep(os.path.join(root, "stores"))
    return freed


def discard(folder: str) -> bool:
    """Remove a store at once for whoever looks; those who read it keep reading. Whether it was there."""
    import shutil
    import tempfile

    there = False
    with contextlib.suppress(OSError):
        away = tempfile.mkdtemp(prefix=LEAVING, dir=os.path.dirname(folder))
        with contextlib.suppress(OSError):
            os.rename(folder, away)
            there = True
        shutil.rmtree(away, ignore_errors=True)
    return there


def remove(folder: str) -> None:
    """Remove a folder in which, when somebody pressed Ctrl-C, another thread may still be writing."""
    import shutil

    for _ in range(_ATTEMPTS):
        shutil.rmtree(folder, ignore_errors=True)
        if not os.path.exists(folder):
            break
        time.sleep(0.02)


def sweep(stores: str) -> None:
    """Remove what killed processes left behind."""
    import shutil

    with contextlib.suppress(OSError):
        for entry in list(os.scandir(stores)):
            with contextlib.suppress(OSError):
                left = entry.name.startswith((BUILDING, LEAVING))
                if left and time.time() - entry.stat().st_mtime > _OLD:
                    shutil.rmtree(entry.path, ignore_errors=True)


def keep_below_limit(newest: str) -> None:
    """Drop the stores that were not built or found for the longest time, until the rest fits."""
    kept, limit = 0, size_limit()
    for entry in sorted(entries(), key=lambda e: (e.folder != newest, -e.used)):
        kept += entry.size
        if kept > limit and entry.folder != newest:
            discard(entry.folder)


def _size(folder: str) -> int:
    total = 0
    for entry in os.scandir(folder):
        with contextlib.suppress(OSError):
            total += entry.stat().st_size
    return total
