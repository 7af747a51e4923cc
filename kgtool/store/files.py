"""RDF files: their quads, read strictly."""

import codecs
import io
import os
import stat
from collections.abc import Callable, Iterator
from typing import IO, BinaryIO, cast

import pyoxigraph as ox

from kgtool.errors import InputError, RefusedError
from kgtool.store import hostile
from kgtool.store.syntax import STANDARD_INPUT, format_of, is_plainly_other, mismatch
from kgtool.store.unpacking import fault, is_packed, plain_bytes

_PATIENCE = 1_000
_HEAD = 1 << 13  # bytes that tell one syntax from another


def quads(path: str, tell: Callable[[int], None] | None = None, strictly: bool = True) -> Iterator[ox.Quad]:
    """The quads of one file, in its order; blank nodes are renamed so that files don't share any.

    tell      gets the number of bytes read, every few megabytes.
    strictly  else IRIs and language tags aren't looked at, which takes a third of the time. Of a well-formed file the
              quads are the same.

    Raises InputError, with the line, where the file isn't well formed.
    """
    with unreadable_as_error(path):
        yield from reading(path, tell, strictly)


def load(store: ox.Store, path: str, tell: Callable[[int], None] | None = None) -> None:
    """Load one file into a store; blank nodes are renamed so that files don't share any.

    tell  gets the number of bytes read, every few megabytes. Without it the file is read at once, and then parsed
          without any need of Python, so that other threads can go on.

    Raises InputError, with the line, where the file isn't well formed; part of it may be in the store then.
    """
    with unreadable_as_error(path), _checked(path) as file:
        source = cast("IO[bytes]", Counted(file, tell)) if tell else file.read()
        store.bulk_load(input=source, format=format_of(path), base_iri=_base_of(path))


class Counted:
    """A file that tells, every few megabytes, how much of it was read.

    The parser's calls to `read` are also where Python notices that somebody pressed Ctrl-C.
    """

    def __init__(self, file: IO[bytes], tell: Callable[[int], None]) -> None:
        self._file = file
        self._tell = tell
        self._read = 0

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes; nothing at the end."""
        part = self._file.read(size)
        before = self._read >> 21
        self._read += len(part)
        if self._read >> 21 != before:
            self._tell(self._read)
        return part


def reading(path: str, tell: Callable[[int], None] | None = None, strictly: bool = True) -> ox.QuadParser:
    """The parser over one file: an iterator of its quads, which then knows its prefixes. The rest is as for `quads`.

    Raises InputError and RefusedError for a file that would bring it down; what it raises itself is left as it is.
    """
    file = _checked(path)
    source = cast("IO[bytes]", Counted(file, tell)) if tell else file
    return ox.parse(
        input=source,
        format=format_of(path),
        base_iri=_base_of(path),
        rename_blank_nodes=True,
        lenient=not strictly,
    )


def _checked(path: str) -> BinaryIO:
    """The file, open behind its byte order mark if it has one, and free of what would bring the parser down.

    Raises InputError and RefusedError (`kgtool.store.hostile`), OSError.
    """
    kind = format_of(path)
    if path != STANDARD_INPUT and not stat.S_ISREG(os.stat(path).st_mode):
        raise InputError(f"{path}: this isn't a file.")
    file = plain_bytes(path)  # closed when the parser lets go of it
    whole = kind in (ox.RdfFormat.RDF_XML, ox.RdfFormat.JSON_LD)
    if whole and is_plainly_other(head := file.read(_HEAD)):
        raise InputError(mismatch(path, head, plainly=True) or path)
    file.seek(0)
    if whole or _holds(file, b"<<("):
        file.seek(0)
        data = file.read()
        if kind == ox.RdfFormat.RDF_XML:
            from kgtool.store.rdfxml import in_utf_8, plain_xml

            text = in_utf_8(data)
            hostile.refuse_bad_xml(path, text)
            if (plain := plain_xml(text, _base_of(path))) is not data:
                file.close()
                return io.BytesIO(plain)
        elif kind == ox.RdfFormat.JSON_LD:
            hostile.refuse_bad_json(path, data)
        else:
            hostile.refuse_bad_terms(path, data)
    file.seek(0)
    if file.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
        file.seek(0)
    return file


def _holds(file: BinaryIO, letters: bytes) -> bool:
    last, rare = b"", letters[-1:]  # one letter is sought ten times as fast as three
    while block := file.read(1 << 20):
        if (rare in block and letters in block) or letters in last + block[: len(letters)]:
            return True
        last = block[1 - len(letters) :]
    return False


def quads_with_lines(path: str) -> Iterator[tuple[ox.Quad, int]]:
    """The quads of one file, each with the line that it ends on, the first being 1; blank nodes as in `quads`.

    The parser gets one line at a time, so what has been read when a quad comes out is where it stands. Of a list, some
    quads come a little later than their own line. JSON-LD is read as a whole: 0 stands for a line that isn't known.

    Raises InputError, with the line, where the file isn't well formed.
    """
    with unreadable_as_error(path), _checked(path) as file:
        lines = _Lines(file)
        whole = format_of(path) == ox.RdfFormat.JSON_LD
        source = cast("IO[bytes]", lines)  # of a file, the parser needs no more than this
        for quad in ox.parse(input=source, format=format_of(path), base_iri=_base_of(path), rename_blank_nodes=True):
            yield quad, 0 if whole else lines.read_so_far
            lines.idle = 0


class _Lines:
    """A file that hands out one line a read, and counts them.

    While a literal over many thousands of lines is read, no quad comes out and the parser begins it anew with every
    line; so lines are then handed out in ever larger heaps, until the next quad.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._ended = 0
        self.read_so_far = 0
        self.idle = 0  # reads since the last quad

    def read(self, size: int = -1) -> bytes:
        """The rest of the current line, at most `size` bytes of it; nothing at the end."""
        self.idle += 1
        if self.idle <= _PATIENCE:
            part = self._file.readline(size)
        else:
            part = self._file.read(min(size, 1 << min(self.idle - _PATIENCE, 24)))
        self._ended += part.count(b"\n")
        if part:
            self.read_so_far = self._ended + (not part.endswith(b"\n"))
        return part


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
            if "LoadDocumentCallback" in error.msg:
                raise RefusedError(
                    f"{self.path}: its JSON-LD context lies elsewhere, and nothing is fetched. "
                    "Put the context into the file."
                ) from error
            _say_if_other(self.path, error)
            number = error.lineno or _line_of_fault(self.path)
            line = f":{number}" if number else ""
            said = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in error.msg)  # it quotes the file
            raise InputError(f"{self.path}{line}: {said}") from error
        if isinstance(error, FileNotFoundError):
            raise InputError(f"{self.path}: no such file or folder.") from error
        if isinstance(error, MemoryError) and "buffer" in str(error):
            raise InputError(f"{self.path}: one literal or name is longer than 16 MiB. Shorten or split it.") from error
        if isinstance(error, OSError | EOFError) or type(error).__name__ == "error":  # the last is zlib's
            said = getattr(error, "strerror", None) or (fault(self.path, error) if is_packed(self.path) else str(error))
            raise InputError(f"{self.path}: {said.rstrip('.')}.") from error
        if isinstance(error, InputError):
            if not isinstance(error, RefusedError):
                _say_if_other(self.path, error)
        elif isinstance(error, ValueError):  # pyoxigraph's word for text that isn't UTF-8
            _say_if_other(self.path, error)
            raise InputError(f"{self.path}: {error}.") from error


def _line_of_fault(path: str) -> int | None:
    """The line at which the parser stops; None where it can't be told. For RDF/XML, whose errors name none."""
    if format_of(path) != ox.RdfFormat.RDF_XML:
        return None
    lines = None
    try:
        lines = _Lines(_checked(path))
        for _ in ox.parse(input=cast("IO[bytes]", lines), format=ox.RdfFormat.RDF_XML, base_iri=_base_of(path)):
            lines.idle = 0
    except SyntaxError:
        return lines.read_so_far if lines and lines.idle <= _PATIENCE else None
    except (OSError, EOFError, ValueError, InputError):
        pass
    return None


def _say_if_other(path: str, error: Exception) -> None:
    """Raise what there is to say of a file that couldn't be read since it is in another syntax; return if it isn't."""
    if path != STANDARD_INPUT and not os.path.isfile(path):
        return  # opening a pipe waits for whoever writes to it
    try:
        with plain_bytes(path) as file:
            said = mismatch(path, file.read(_HEAD))
    except (OSError, EOFError, InputError):
        return
    if said:
        raise InputError(said) from error
