"""Whether a folder on disk is as it was built.

Damage is found by the sizes and times of its files, each time that it is opened, and by their checksum, once a day.
RocksDB's own checksums aren't enough: it opens a store with a truncated manifest and finds it empty, and an error that
it raises inside a FILTER only drops the row.
"""

import contextlib
import os
import time
import zlib

_SUMS = "SUMS"
_RECENT = 24 * 60 * 60  # seconds for which a checksum isn't looked at again
UNREADABLE = (OSError, RuntimeError, ValueError)


def whole(folder: str, thoroughly: bool = False) -> str:
    """The folder of a store, when its files are as they were built.

    thoroughly  look at the checksum whenever it was looked at last.

    Raises OSError when it is damaged or gone.
    """
    place = os.path.join(folder, _SUMS)
    with open(place, "rb") as file:
        recorded = file.read()
        age = time.time() - os.fstat(file.fileno()).st_mtime
    if _stamps(folder) != recorded.partition(b"\n\n")[0]:
        raise OSError(f"{folder} isn't as it was built")
    if thoroughly or not -_RECENT < age < _RECENT:
        if _sums(folder) != recorded:
            raise OSError(f"{folder} isn't as it was built")
        with contextlib.suppress(OSError):
            os.utime(place)
    return folder


def seal(folder: str) -> None:
    """Record what is in a folder now, and see to it that all of it is on the disk."""
    with open(os.path.join(folder, _SUMS), "xb") as file:
        file.write(_sums(folder))
    _sync(folder)


def mark(folder: str) -> bytes:
    """What tells this build of a folder from every other; nothing where it is gone."""
    with contextlib.suppress(OSError), open(os.path.join(folder, _SUMS), "rb") as file:
        return file.read()
    return b""


def is_damage(error: Exception) -> bool:
    """Whether an error that a store raised tells of the store, rather than of the question."""
    return isinstance(error, OSError) or (
        isinstance(error, RuntimeError) and str(error).startswith(("Corruption", "IO error", "Invalid argument"))
    )


def _stamps(folder: str) -> bytes:
    """The name, size and time of each file of a store, but for those that RocksDB only writes."""
    kept = (entry for entry in os.scandir(folder) if not entry.name.startswith(("LOCK", "LOG", _SUMS)))
    told = [(entry.name, entry.stat()) for entry in kept]
    return "\n".join(sorted(f"{name} {stat.st_size} {stat.st_mtime_ns}" for name, stat in told)).encode()


def _sums(folder: str) -> bytes:
    """The stamps, and below them the checksum of all files together."""
    stamps = _stamps(folder)
    checksum = 0
    for line in stamps.splitlines():
        with open(os.path.join(folder, line.split()[0].decode()), "rb") as file:
            while block := file.read(1 << 20):
                checksum = zlib.crc32(block, checksum)
    return stamps + b"\n\n%08x" % checksum


def _sync(folder: str) -> None:
    if os.name != "posix":
        return
    for place in [*(entry.path for entry in os.scandir(folder)), folder]:
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
