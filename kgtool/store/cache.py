"""Stores kept on disk in the user's cache folder, found again by what they were built from.

Two levels: a small file that holds the inputs' paths, sizes, times and inodes leads to the store's folder, which is
named by the inputs' content, the program's and pyoxigraph's versions. So an untouched input is never read again, and
a touched one with the same content is not built again.

A store is built in a folder aside, synced, and renamed into place, and it is renamed away before it is removed: nobody
ever sees half of one.
"""

import contextlib
import functools
import os
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import pyoxigraph as ox

from kgtool import folders
from kgtool.errors import InputError
from kgtool.store.integrity import UNREADABLE, is_damage, mark, seal, whole
from kgtool.version import __version__

_FORMAT = 29  # raised whenever a store is filled or indexed differently
_VERSIONS = f"kgtool {__version__}, format {_FORMAT}, pyoxigraph {ox.__version__}"
_ATTEMPTS = 10
opened_here = False  # whether this process has opened a store on disk, and so runs RocksDB's threads


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


def open_cached(
    files: Sequence[str], build: Callable[[str], None], way: str = "", damaged: Callable[[], None] = lambda: None
) -> Cached:
    """The folder made of `files`, from the cache where it is there, else built into it.

    build    fills the folder that it is given.
    way      what besides the files makes one folder differ from another.
    damaged  is called where the folder is there, but not as it was built, and so is built anew.

    Raises CacheUnusableError when the cache folder can't be written, and whatever `build` raises.
    """
    known = signature(files, way)
    if found := find(files, way, damaged):
        return found
    return Cached(_build(files, build, way, (known, _place(files, way))))


def find(files: Sequence[str], way: str, damaged: Callable[[], None] = lambda: None) -> Cached | None:
    """The folder made of `files` where the cache has it; the rest is as for `open_cached`."""
    known = signature(files, way)
    with contextlib.suppress(*UNREADABLE), open(_pointer(known), "rb") as file:
        name, _, meant_for = file.read().partition(b"\n")
        if meant_for == known:
            folder = os.path.join(folders.cache_directory(), "stores", os.path.basename(name.decode()))
            return Cached(whole(folder))
    folder = _place(files, way)
    for again in (True, False):
        if not os.path.isdir(folder):
            break
        try:
            _point(known, whole(folder))
            return Cached(folder)
        except UNREADABLE:
            from kgtool.store.cache_size import discard

            # It may also be that somebody has cleared the cache just now, and somebody else built it anew.
            if not again and discard(folder):
                damaged()
    return None


@contextlib.contextmanager
def room_for(files: Sequence[str], way: str, read: bytes) -> Iterator[tuple[str, Callable[[], None]] | None]:
    """An empty folder, and what seals it, when it is filled, and puts it into the cache as that of `files`.

    None where the cache can't be written. What isn't put there when the block ends is thrown away.

    read  the files' signature before they were read.
    """
    from kgtool.store.cache_size import remove

    try:
        aside = _aside()
    except OSError:
        yield None
        return

    def put() -> None:
        with contextlib.suppress(OSError, InputError):
            if signature(files, way) == read:
                os.rename(aside, folder := _place(files, way))
                _point(read, folder)

    try:
        yield aside, put
    finally:
        remove(aside)


def drop(files: Sequence[str], way: str, known: bytes) -> bool:
    """Throw away the folder made of `files`, since it turned out to be damaged; whether it was still there.

    known  the mark of the one that was opened: what somebody has put in its place since stays.
    """
    from kgtool.store.cache_size import discard

    folder = _place(files, way)
    return mark(folder) == known and discard(folder)


def signature(files: Sequence[str], way: str) -> bytes:
    """What tells, without reading them, that files are as before. It isn't hashed: that would load OpenSSL."""
    parts = [_VERSIONS, way]
    for path in files:
        try:
            stat = os.stat(path)
        except OSError as error:
            raise InputError(f"{path}: {error.strerror or error}.") from error
        parts.append(f"{os.path.abspath(path)}\0{stat.st_size}\0{stat.st_mtime_ns}\0{stat.st_ino}")
    return "\n".join(parts).encode("utf-8", "surrogateescape")


def _pointer(known: bytes) -> str:
    """The small file that leads to the folder of files with this signature."""
    return os.path.join(folders.cache_directory(), "index", f"{zlib.crc32(known):08x}")


def _place(files: Sequence[str], way: str) -> str:
    """Where the folder of `files` belongs, by their content."""
    import hashlib

    digest = hashlib.sha256(f"{_VERSIONS}{way}".encode())
    for path in files:
        # Format and order matter for what a file says; its place doesn't.
        digest.update(os.path.splitext(path)[1].encode() + _digest(path, signature([path], "")))
    return os.path.join(folders.cache_directory(), "stores", digest.hexdigest()[:40])


@functools.cache
def _digest(path: str, _: bytes) -> bytes:
    """The digest of a file as long as it has this signature."""
    import hashlib

    try:
        with open(path, "rb") as file:
            # Most processors have SHA-256 built in, so that it is read at more than a gigabyte a second.
            return hashlib.file_digest(file, "sha256").digest()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}.") from error


def _aside() -> str:
    """A new folder in the cache to build in. Raises OSError where it can't be written."""
    import tempfile

    from kgtool.store.cache_size import BUILDING

    root = folders.cache_directory()
    os.makedirs(os.path.join(root, "stores"), exist_ok=True)
    os.makedirs(os.path.join(root, "index"), exist_ok=True)
    return tempfile.mkdtemp(prefix=BUILDING, dir=os.path.join(root, "stores"))


def _build(files: Sequence[str], build: Callable[[str], None], way: str, known: tuple[bytes, str]) -> str:
    """Build the folder of `files` aside and rename it into place; anew, where something came in between.

    That is: a file changed while it was read, or another process cleared the cache.

    known  the files' signature before their content was read for the name of the folder, and that folder.
    """
    import shutil

    from kgtool.store.cache_size import discard, keep_below_limit, remove, sweep

    root = folders.cache_directory()
    for _ in range(_ATTEMPTS):
        read, folder = known
        if (now := signature(files, way)) != read:
            read, folder = known = now, _place(files, way)
        try:
            aside = _aside()
        except OSError as error:
            raise CacheUnusableError(f"the cache folder {root} can't be written ({error.strerror}).") from error
        try:
            ready = os.path.join(folders.READY, os.path.basename(folder))
            if os.path.isdir(ready):
                shutil.copytree(ready, aside, dirs_exist_ok=True, copy_function=shutil.copyfile)
            else:
                build(aside)
            seal(aside)
            if signature(files, way) != read:
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
                    discard(folder)
                continue
        except (OSError, RuntimeError) as error:
            if not is_damage(error):
                raise
            raise CacheUnusableError(f"the cache in {root} can't be built ({error}).") from error
        finally:
            remove(aside)
        _point(read, folder)
        keep_below_limit(folder)
        sweep(os.path.join(root, "stores"))
        return folder
    raise CacheUnusableError(f"the cache in {root}, or the input, changes faster than it can be read.")


def _point(known: bytes, folder: str) -> None:
    """Let the signature `known` lead to the store in `folder`. A cache that can't be written still serves."""
    import tempfile

    pointer = _pointer(known)
    with contextlib.suppress(OSError):
        handle, aside = tempfile.mkstemp(dir=os.path.dirname(pointer))
        with open(handle, "wb") as file:
            file.write(os.path.basename(folder).encode() + b"\n" + known)
        os.replace(aside, pointer)
        os.utime(folder)
