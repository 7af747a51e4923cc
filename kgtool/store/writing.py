"""Files are written aside and moved into place: whoever reads one sees the old one or the new one, never half."""

import contextlib
import os
from collections.abc import Iterator
from typing import IO

from kgtool.errors import InputError


def write_atomically(path: str, data: bytes) -> None:
    """Write `data` to `path` as a whole: whoever looks finds the old file or the new one, never half.

    Raises InputError when the folder is missing, read-only or full; the old file is then as it was.
    """
    with replacing(path) as file:
        file.write(data)


@contextlib.contextmanager
def replacing(path: str) -> Iterator[IO[bytes]]:
    """A file to write to, which takes the place of `path` once all is written; on an error `path` stays as it was.

    Raises InputError when the folder is missing, read-only or full.
    """
    import tempfile

    aside = None
    if "\0" in path:
        raise InputError(f"{path}: can't be written (no file's name holds a NUL).")
    try:
        if os.path.exists(path) and not os.path.isfile(path):  # a pipe or device has no half-written state
            with open(path, "wb") as stream:
                yield stream
            return
        place = os.path.realpath(path)
        handle, aside = tempfile.mkstemp(prefix=_aside(os.getpid()), dir=os.path.dirname(place))
        with open(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        mode = os.stat(place).st_mode if os.path.exists(place) else 0o666 & ~_umask()
        os.chmod(aside, mode & 0o777)
        os.replace(aside, place)
        aside = None
    except OSError as error:
        raise InputError(f"{path}: can't be written ({error.strerror or error}).") from error
    finally:
        if aside:
            with contextlib.suppress(OSError):
                os.unlink(aside)


def sweep_asides(path: str, process: int) -> None:
    """Remove what a process that was killed while it wrote `path` left beside it."""
    folder = os.path.dirname(os.path.realpath(path))
    with contextlib.suppress(OSError):
        for name in os.listdir(folder):
            if name.startswith(_aside(process)):
                os.unlink(os.path.join(folder, name))


def _aside(process: int) -> str:
    return f".kgtool-{process}-"


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
