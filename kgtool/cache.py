"""Stores kept on disk in the user's cache folder, found again by what they were built from.

Two levels: a small file that holds the inputs' paths, sizes, times and inodes leads to the store's folder, which is
named by the inputs' content, the program's and pyoxigraph's versions. So an untouched input is never read again, and
a touched one with the same content is not built again.

A store is built in a folder aside, synced, and renamed into place: nobody ever sees half of one.
"""

import contextlib
import os
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import pyoxigraph as ox

from kgtool import __version__, layout

_FORMAT = 1  # raised whenever a store is filled or indexed differently
_VERSIONS = f"kgtool {__version__}, format {_FORMAT}, pyoxigraph {ox.__version__}"
SIZE_LIMIT = int(os.environ.get("KGTOOL_CACHE_LIMIT") or 20 * 2**30)


class CacheUnusableError(Exception):
    """The cache folder can't be written; the answer has to come from memory."""


class Cached(NamedTuple):
    """An open store, and how to build it anew when it turns out to be damaged."""

    store: ox.Store
    rebuild: Callable[[], ox.Store]


class Entry(NamedTuple):
    """One cached store: its folder, its size in bytes, and when it was last built or found (seconds)."""

    folder: str
    size: int
    used: float


def open_cached(files: Sequence[str], build: Callable[[str], None]) -> Cached:
    """The store built from `files`, from the cache where it is there, else built into it.

    build  fills the store in the folder that it is given.

    Raises CacheUnusableError when the cache folder can't be written, and whatever `build` raises.
    """
    root = layout.cache_directory()
    signature = _signature(files)
    pointer = os.path.join(root, "index", f"{zlib.crc32(signature):08x}")

    def rebuild() -> ox.Store:
        import tempfile

        folder = os.path.join(root, "stores", _content_key(files))
        with contextlib.suppress(OSError):
            os.rename(folder, tempfile.mkdtemp(prefix="broken-", dir=os.path.join(root, "stores")))
        return _build(root, folder, pointer, signature, build)

    try:
        with open(pointer, "rb") as file:
            name, _, meant_for = file.read().partition(b"\n")
        if meant_for == signature:
            return Cached(ox.Store.read_only(os.path.join(root, "stores", name.decode())), rebuild)
    except (OSError, ValueError):
        pass  # not there, or damaged: built below
    folder = os.path.join(root, "stores", _content_key(files))
    if os.path.isdir(folder):
        with contextlib.suppress(OSError):
            store = ox.Store.read_only(folder)
            _point(root, pointer, signature, folder)
            return Cached(store, rebuild)
        return Cached(rebuild(), rebuild)
    return Cached(_build(root, folder, pointer, signature, build), rebuild)


def entries() -> Iterator[Entry]:
    """The cached stores."""
    root = os.path.join(layout.cache_directory(), "stores")
    with contextlib.suppress(FileNotFoundError):
        for entry in sorted(os.scandir(root), key=lambda e: e.name):
            with contextlib.suppress(FileNotFoundError):
                yield Entry(entry.path, _size(entry.path), entry.stat().st_mtime)


def clear() -> int:
    """Remove every cached store; the number of bytes that this frees."""
    import shutil

    freed = sum(entry.size for entry in entries())
    root = layout.cache_directory()
    for part in ("stores", "index"):
        shutil.rmtree(os.path.join(root, part), ignore_errors=True)
    return freed


def _signature(files: Sequence[str]) -> bytes:
    """What tells, without reading them, that files are as before. It isn't hashed: that would load OpenSSL."""
    parts = [_VERSIONS]
    for path in files:
        stat = os.stat(path)
        parts.append(f"{os.path.abspath(path)}\0{stat.st_size}\0{stat.st_mtime_ns}\0{stat.st_ino}")
    return "\n".join(parts).encode("utf-8", "surrogateescape")


def _content_key(files: Sequence[str]) -> str:
    import hashlib

    digest = hashlib.blake2b(_VERSIONS.encode(), digest_size=20)
    for path in files:
        with open(path, "rb") as file:
            part = hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=20)).digest()
        # Format and order matter for what a file says; its place doesn't.
        digest.update(os.path.splitext(path)[1].encode() + part)
    return digest.hexdigest()


def _build(root: str, folder: str, pointer: str, signature: bytes, build: Callable[[str], None]) -> ox.Store:
    import shutil
    import tempfile

    stores = os.path.dirname(folder)
    try:
        os.makedirs(stores, exist_ok=True)
        os.makedirs(os.path.join(root, "index"), exist_ok=True)
        aside = tempfile.mkdtemp(prefix="building-", dir=stores)
    except OSError as error:
        raise CacheUnusableError(f"the cache folder {root} can't be written ({error.strerror}).") from error
    try:
        build(aside)
        _sync(aside)
        try:
            os.rename(aside, folder)
        except OSError:
            if not os.path.isdir(folder):  # somebody else built the same one first: theirs serves
                raise
        store = ox.Store.read_only(folder)
    except OSError as error:
        raise CacheUnusableError(f"the cache in {root} can't be built ({error}).") from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    _point(root, pointer, signature, folder)
    _keep_below_limit(folder)
    return store


def _point(root: str, pointer: str, signature: bytes, folder: str) -> None:
    """Let `pointer` lead to the store in `folder`. A cache that can't be written still serves."""
    import tempfile

    with contextlib.suppress(OSError):
        handle, aside = tempfile.mkstemp(dir=os.path.join(root, "index"))
        with open(handle, "wb") as file:
            file.write(os.path.basename(folder).encode() + b"\n" + signature)
        os.replace(aside, pointer)
        os.utime(folder)


def _sync(folder: str) -> None:
    if os.name != "posix":
        return
    for place in [*(entry.path for entry in os.scandir(folder)), folder]:
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _keep_below_limit(newest: str) -> None:
    """Drop the stores that were not built or found for the longest time, until the rest fits."""
    import shutil

    kept = 0
    for entry in sorted(entries(), key=lambda e: (e.folder != newest, -e.used)):
        kept += entry.size
        if kept > SIZE_LIMIT and entry.folder != newest:
            shutil.rmtree(entry.folder, ignore_errors=True)


def _size(folder: str) -> int:
    total = 0
    for entry in os.scandir(folder):
        with contextlib.suppress(FileNotFoundError):
            total += entry.stat().st_size
    return total
