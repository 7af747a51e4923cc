"""RDF files: which there are, in which format, and their quads, read strictly."""

import os
from collections.abc import Iterator, Sequence

import pyoxigraph as ox

from kgtool.errors import InputError

FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
}
_ENDINGS = ", ".join(FORMATS)


def format_of(path: str) -> ox.RdfFormat:
    """The RDF format that a file's ending stands for.

    Raises InputError for an ending that isn't one of `FORMATS`.
    """
    ending = os.path.splitext(path)[1].lower()
    if ending not in FORMATS:
        raise InputError(f"{path}: unknown kind of file. The ending tells the format; known: {_ENDINGS}.")
    return FORMATS[ending]


def rdf_files(inputs: Sequence[str]) -> list[str]:
    """The RDF files that `inputs` (files and folders) name, each once: folders are searched to the bottom.

    Raises InputError for a path that doesn't exist, a file of unknown format or a folder without RDF files.
    """
    found: dict[str, None] = {}
    for path in inputs:
        if os.path.isdir(path):
            inside = sorted(_inside(path))
            if not inside:
                raise InputError(f"{path}: no RDF file in this folder. Known endings: {_ENDINGS}.")
            found.update(dict.fromkeys(inside))
        elif os.path.exists(path):
            format_of(path)
            found[path] = None
        else:
            raise InputError(f"{path}: no such file or folder.")
    return list(found)


def _inside(folder: str) -> Iterator[str]:
    for entry in os.scandir(folder):
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            yield from _inside(entry.path)
        elif os.path.splitext(entry.name)[1].lower() in FORMATS:
            yield entry.path


def quads(path: str) -> Iterator[ox.Quad]:
    """The quads of one file, in its order; blank nodes are renamed so that files don't share any.

    Raises InputError, with the line, where the file isn't well formed.
    """
    with unreadable_as_error(path):
        yield from ox.parse(path=path, format=format_of(path), base_iri=_base_of(path), rename_blank_nodes=True)


def _base_of(path: str) -> str:
    from urllib.request import pathname2url

    return "file://" + pathname2url(os.path.abspath(path))


class unreadable_as_error:  # noqa: N801 - reads as a statement: with unreadable_as_error(path):
    """Turns what a parser raises over `path` into one InputError that names file and line."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, SyntaxError):
            line = f":{error.lineno}" if error.lineno else ""
            raise InputError(f"{self.path}{line}: {error.msg}") from error
        if isinstance(error, OSError):
            raise InputError(f"{self.path}: {error.strerror or error}.") from error
        if isinstance(error, ValueError):  # pyoxigraph's word for text that isn't UTF-8
            raise InputError(f"{self.path}: {error}.") from error


def write_atomically(path: str, data: bytes) -> None:
    """Write `data` to `path` as a whole: whoever looks finds the old file or the new one, never half.

    Raises InputError when the folder is missing, read-only or full; the old file is then as it was.
    """
    import contextlib
    import tempfile

    aside = None
    try:
        if os.path.exists(path) and not os.path.isfile(path):  # a pipe or device has no half-written state
            with open(path, "wb") as stream:
                stream.write(data)
            return
        place = os.path.realpath(path)
        handle, aside = tempfile.mkstemp(prefix=".kgtool-", dir=os.path.dirname(place))
        with open(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        mode = os.stat(place).st_mode if os.path.exists(place) else 0o666 & ~_umask()
        os.chmod(aside, mode & 0o777)
        os.replace(aside, place)
    except OSError as error:
        if aside:
            with contextlib.suppress(OSError):
                os.unlink(aside)
        raise InputError(f"{path}: can't be written ({error.strerror or error}).") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
