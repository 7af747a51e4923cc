"""Stores kept on disk in the user's cache folder, found again by what they were built from.

Two levels: a small file that holds the inputs' paths, sizes, times and inodes leads to the store's folder, which is
named by the inputs' content, the program's and pyoxigraph's versions. So an untouched input is never read again, and
a touched one with the same content is not built again.

A store is built in a folder aside, synced, and renamed into place, and it is renamed away before it is removed: nobody
ever sees half of one.
"""

import contextlib
import os
import re
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import pyoxigraph as ox

from kgtool import folders
from kgtool.errors import InputError, UsageError
from kgtool.store.integrity import UNREADABLE, is_damage, mark, seal, whole
from kgtool.version import __version__

_FORMAT = 27  # raised whenever a store is filled or indexed differently
_VERSIONS = f"kgtool {__version__}, format {_FORMAT}, pyoxigraph {ox.__version__}"
_BUILDING, _LEAVING = "building-", "leaving-"
_OLD = 6 * 60 * 60  # seconds after which what is being built or removed is taken for abandoned
_ATTEMPTS = 10
opened_here = False  # whether this process has opened a store on disk, and so runs RocksDB's threads
_SIZE_LIMIT = 20 * 2**30


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


class CacheUnusableError(Exception):
    """The cache folder can't be written; the answer has to come from memory."""


class Cached(NamedTuple):
    """A folder on disk that is as it was built."""

    folder: str


def open_store(folder: str) -> ox.Store:
    """The store in a cached folder. To open it takes a dozen milliseconds and starts threads.

    Raises OSError or RuntimeError when it is damaged or gone.
    """
    global opened_here  # noqa: PLW0603 - it tells of the process as a whole
    opened_here = True
    return ox.Store.read_only(folder)


class Entry(NamedTuple):
    """One cached store: its folder, its size in bytes, and when it was last built or found (seconds)."""

    folder: str
    size: int
    used: float


def open_cached(
    files: Sequence[str], build: Callable[[str], None], way: str = "", damaged: Callable[[], None] = lambda: None
) -> Cached:
    """The folder made of `files`, from the cache where it is there, else built into it.

    build    fills the folder that it is given.
    way      what besides the files makes one folder differ from another.
    damaged  is called where the folder is there, but not as it was built, and so is built anew.

    Raises CacheUnusableError when the cache folder can't be written, and whatever `build` raises.
    """
    root = folders.cache_directory()
    signature = _signature(files, way)
    pointer = os.path.join(root, "index", f"{zlib.crc32(signature):08x}")

    with contextlib.suppress(*UNREADABLE), open(pointer, "rb") as file:
        name, _, meant_for = file.read().partition(b"\n")
        if meant_for == signature:
            return Cached(whole(os.path.join(root, "stores", os.path.basename(name.decode()))))
    folder = os.path.join(root, "stores", _content_key(files, way))
    for again in (True, False):
        if not os.path.isdir(folder):
            break
        try:
            _point(root, pointer, signature, whole(folder))
            return Cached(folder)
        except UNREADABLE:  # or somebody has cleared the cache just now, and somebody else built it anew
            if not again and _discard(folder):
                damaged()
    return Cached(_build(root, files, pointer, build, way, (signature, folder)))


def drop(files: Sequence[str], way: str, known: bytes) -> bool:
    """Throw away the folder made of `files`, since it turned out to be damaged; whether it was still there.

    known  the mark of the one that was opened: what somebody has put in its place since stays.
    """
    folder = os.path.join(folders.cache_directory(), "stores", _content_key(files, way))
    return mark(folder) == known and _discard(folder)


def entries() -> Iterator[Entry]:
    """The cached stores."""
    root = os.path.join(folders.cache_directory(), "stores")
    with contextlib.suppress(OSError):
        for entry in sorted(os.scandir(root), key=lambda e: e.name):
            with contextlib.suppress(OSError):
                if entry.name.startswith((_BUILDING, _LEAVING)):
                    continue
                yield Entry(entry.path, _size(entry.path), entry.stat().st_mtime)


def clear() -> int:
    """Remove every cached store; the number of bytes that this frees. One that is being built goes on."""
    import shutil

    freed = 0
    for entry in entries():
        freed += entry.size
        _discard(entry.folder)
    root = folders.cache_directory()
    shutil.rmtree(os.path.join(root, "index"), ignore_errors=True)
    _sweep(os.path.join(root, "stores"))
    return freed


def _discard(folder: str) -> bool:
    """Remove a store at once for whoever looks; those who read it keep reading. Whether it was there."""
    import shutil
    import tempfile

    there = False
    with contextlib.suppress(OSError):
        away = tempfile.mkdtemp(prefix=_LEAVING, dir=os.path.dirname(folder))
        with contextlib.suppress(OSError):
            os.rename(folder, away)
            there = True
        shutil.rmtree(away, ignore_errors=True)
    return there


def _remove(folder: str) -> None:
    """Remove a folder in which, when somebody pressed Ctrl-C, another thread may still be writing."""
    import shutil

    for _ in range(_ATTEMPTS):
        shutil.rmtree(folder, ignore_errors=True)
        if not os.path.exists(folder):
            break
        time.sleep(0.02)


def _sweep(stores: str) -> None:
    """Remove what killed processes left behind."""
    import shutil

    with contextlib.suppress(OSError):
        for entry in list(os.scandir(stores)):
            with contextlib.suppress(OSError):
                left = entry.name.startswith((_BUILDING, _LEAVING))
                if left and time.time() - entry.stat().st_mtime > _OLD:
                    shutil.rmtree(entry.path, ignore_errors=True)


def _signature(files: Sequence[str], way: str) -> bytes:
    """What tells, without reading them, that files are as before. It isn't hashed: that would load OpenSSL."""
    parts = [_VERSIONS, way]
    for path in files:
        try:
            stat = os.stat(path)
        except OSError as error:
            raise InputError(f"{path}: {error.strerror or error}.") from error
        parts.append(f"{os.path.abspath(path)}\0{stat.st_size}\0{stat.st_mtime_ns}\0{stat.st_ino}")
    return "\n".join(parts).encode("utf-8", "surrogateescape")


def _content_key(files: Sequence[str], way: str) -> str:
    import hashlib

    # Most processors have SHA-256 built in, so that it is read at more than a gigabyte a second.
    digest = hashlib.sha256(f"{_VERSIONS}{way}".encode())
    for path in files:
        try:
            with open(path, "rb") as file:
                part = hashlib.file_digest(file, "sha256").digest()
        except OSError as error:
            raise InputError(f"{path}: {error.strerror or error}.") from error
        # Format and order matter for what a file says; its place doesn't.
        digest.update(os.path.splitext(path)[1].encode() + part)
    return digest.hexdigest()[:40]


def _build(
    root: str, files: Sequence[str], pointer: str, build: Callable[[str], None], way: str, known: tuple[bytes, str]
) -> str:
    """Build the folder of `files` aside and rename it into place; anew, where something came in between.

    That is: a file changed while it was read, or another process cleared the cache.

    known  the files' signature before their content was read for the name of the folder, and that folder.
    """
    import shutil
    import tempfile

    stores = os.path.join(root, "stores")
    for _ in range(_ATTEMPTS):
        signature, folder = known
        if (now := _signature(files, way)) != signature:
            signature, folder = known = now, os.path.join(stores, _content_key(files, way))
        try:
            os.makedirs(stores, exist_ok=True)
            os.makedirs(os.path.join(root, "index"), exist_ok=True)
            aside = tempfile.mkdtemp(prefix=_BUILDING, dir=stores)
        except OSError as error:
            raise CacheUnusableError(f"the cache folder {root} can't be written ({error.strerror}).") from error
        try:
            ready = os.path.join(folders.READY, os.path.basename(folder))
            if os.path.isdir(ready):
                shutil.copytree(ready, aside, dirs_exist_ok=True, copy_function=shutil.copyfile)
            else:
                build(aside)
            seal(aside)
            if _signature(files, way) != signature:
                continue
            try:
                os.rename(aside, folder)
                taken = False
            except OSError:
                taken = True  # another process built the same one first: theirs serves, if it is whole
            try:
                whole(folder)
            except UNREADABLE:
                if taken:
                    _discard(folder)
                continue
        except (OSError, RuntimeError) as error:
            if not is_damage(error):
                raise
            raise CacheUnusableError(f"the cache in {root} can't be built ({error}).") from error
        finally:
            _remove(aside)
        _point(root, pointer, signature, folder)
        _keep_below_limit(folder)
        _sweep(stores)
        return folder
    raise CacheUnusableError(f"the cache in {root}, or the input, changes faster than it can be read.")


def _point(root: str, pointer: str, signature: bytes, folder: str) -> None:
    """Let `pointer` lead to the store in `folder`. A cache that can't be written still serves."""
    import tempfile

    with contextlib.suppress(OSError):
        handle, aside = tempfile.mkstemp(dir=os.path.join(root, "index"))
        with open(handle, "wb") as file:
            file.write(os.path.basename(folder).encode() + b"\n" + signature)
        os.replace(aside, pointer)
        os.utime(folder)


def _keep_below_limit(newest: str) -> None:
    """Drop the stores that were not built or found for the longest time, until the rest fits."""
    kept, limit = 0, size_limit()
    for entry in sorted(entries(), key=lambda e: (e.folder != newest, -e.used)):
        kept += entry.size
        if kept > limit and entry.folder != newest:
            _discard(entry.folder)


def _size(folder: str) -> int:
    total = 0
    for entry in os.scandir(folder):
        with contextlib.suppress(OSError):
            total += entry.stat().st_size
    return total
