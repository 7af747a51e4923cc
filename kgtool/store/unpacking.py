"""The bytes of files as they are meant: unpacked where they are packed, within limits; standard input read once."""

import io
import os
import sys
from functools import cache
from typing import BinaryIO, cast

from kgtool.errors import InputError
from kgtool.store.syntax import PACKED, STANDARD_INPUT

_FIRST = {"gz": b"\x1f\x8b", "bz2": b"BZh"}
MOST_GROWTH = 250
"""How many times its own size a packed file may grow; RDF grows tenfold to fiftyfold."""
_FREE = 1 << 26  # bytes that any file may grow to


def plain_bytes(path: str) -> BinaryIO:
    """A file's bytes, unpacked as they are read where it ends in .gz or .bz2; those of standard input for "-".

    Standard input has no name that could end in anything, so its first bytes tell.

    Raises OSError, and on reading EOFError for a packed file that was cut off, InputError for one that grows beyond
    measure.
    """
    file: str | io.BytesIO = path
    kind = path.lower().rpartition(".")[2]
    if path == STANDARD_INPUT:
        file = io.BytesIO(data := standard_input())
        kind = next((name for name, first in _FIRST.items() if data.startswith(first)), "")
    if kind == "gz":
        import gzip

        return io.BufferedReader(_Bounded(path, cast("BinaryIO", gzip.open(file, "rb"))))
    if kind == "bz2":
        import bz2

        return io.BufferedReader(_Bounded(path, cast("BinaryIO", bz2.open(file, "rb"))))
    if isinstance(file, io.BytesIO):
        return file
    if "\0" in path:
        raise InputError(f"{path}: no file has such a name.")
    return open(path, "rb")


def is_packed(path: str) -> bool:
    """Whether a file's name says that it is packed."""
    return path == STANDARD_INPUT or path.lower().endswith(PACKED)


def fault(path: str, error: BaseException | None) -> str:
    """What to tell of a packed file that can't be unpacked, and what to do."""
    kind = path.rpartition(".")[2]
    if isinstance(error, EOFError):
        return "it is cut short: what was packed has no end. Fetch or pack it anew"
    if path == STANDARD_INPUT:
        return "what was packed is damaged. Fetch or pack it anew"
    with open(path, "rb") as file:
        if not file.read(3).startswith(tuple(_FIRST.values())):
            return f"it isn't packed, though its name says so. Take .{kind} off its name"
    return "what was packed is damaged, or something stands behind it. Fetch or pack it anew"


@cache
def standard_input() -> bytes:
    """All of standard input, which can be read once only.

    Raises InputError where it is closed.
    """
    if sys.stdin is None:
        raise InputError("-: standard input is closed. Name a file, or send something in.")
    return sys.stdin.buffer.read()


class _Bounded(io.RawIOBase):
    """An unpacked file that ends with an error where it grows beyond measure."""

    def __init__(self, path: str, file: BinaryIO) -> None:
        self._path = path
        self._file = file
        self._most = MOST_GROWTH * size_of(path) + _FREE
        self._read = 0

    def readable(self) -> bool:
        """It is read, and nothing else."""
        return True

    def seekable(self) -> bool:
        """It can begin anew."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Unpack into the buffer; the number of bytes."""
        part = self._file.read(len(buffer))
        self._read += len(part)
        if self._read > self._most:
            raise InputError(
                f"{self._path}: it unpacks to more than {MOST_GROWTH} times its size, as made to fill a machine. "
                "If you trust it, unpack it yourself."
            )
        buffer[: len(part)] = part
        return len(part)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place in the unpacked bytes."""
        self._read = self._file.seek(offset, whence)
        return self._read

    def tell(self) -> int:
        """The place in the unpacked bytes."""
        return self._read

    def close(self) -> None:
        """Let go of the packed file."""
        self._file.close()
        super().close()


def size_of(path: str) -> int:
    """The bytes of a file as it lies there, or of standard input."""
    return len(standard_input()) if path == STANDARD_INPUT else os.path.getsize(path)
