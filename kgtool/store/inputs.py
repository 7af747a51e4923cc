"""What `-i` names: which RDF files there are, or an endpoint; and which files the program brings along."""

import os
import re
import stat
from collections.abc import Iterator, Sequence

from kgtool import folders
from kgtool.errors import InputError, UsageError
from kgtool.store.syntax import ENDINGS, FORMATS, STANDARD_INPUT, ending, format_of

SHIPPED = "shipped"  # what -i calls the shipped graph


def is_url(name: str) -> bool:
    """Whether an input names an endpoint rather than a file."""
    return name.lower().startswith(("http://", "https://"))


def shown(url: str) -> str:
    """The URL without user and password, fit to be printed."""
    scheme, there, rest = url.partition("://")
    host = re.split("[/?#]", rest, maxsplit=1)[0]
    if "@" not in host and not re.fullmatch(r"([^:]*|\[.*\])(:\d*)?", host):
        host = rest  # no port stands there: a password that holds a /, ? or #
    user = host.rpartition("@")[0]
    return f"{scheme}{there}{rest[len(user) + 1 if user or host.startswith('@') else 0 :]}"


def rdf_files(inputs: Sequence[str]) -> list[str]:
    """The RDF files that `inputs` (files, folders, "shipped") name, each once: folders are searched to the bottom.

    Raises InputError for a path that doesn't exist, a file of unknown format or a folder without RDF files.
    """
    found: dict[str, None] = {}
    for path in (folders.GRAPHS if name == SHIPPED and not os.path.exists(name) else name for name in inputs):
        if not path:
            raise UsageError("an empty -i names nothing. Leave it out for the shipped graph.")
        if path == STANDARD_INPUT:
            format_of(path)
            found[path] = None
            continue
        if "://" in path and not os.path.exists(path):
            raise UsageError(
                f"{path}: files are read, and endpoints asked over http and https; nothing else. "
                "Download it, and name the file."
            )
        try:
            status = os.stat(path)
        except OSError as error:
            raise _unreadable(path, error) from error
        except ValueError as error:
            raise InputError(f"{path}: no file has such a name.") from error
        if stat.S_ISDIR(status.st_mode):
            inside = sorted(_inside(path, {(status.st_dev, status.st_ino)}))
            if not inside:
                if os.path.exists(os.path.join(path, "sources.tsv")):
                    raise InputError(
                        f"{path}: the tables of a graph, and no RDF made of them. Run `kgtool build {path}`."
                    )
                raise InputError(f"{path}: no RDF file in this folder. Known endings: {ENDINGS}.")
            found.update(dict.fromkeys(inside))
        elif stat.S_ISREG(status.st_mode):
            format_of(path)
            found[path] = None
        else:
            raise InputError(f"{path}: neither a file nor a folder. Save what comes out of it to a file first.")
    return list(found)


def ontology_files() -> list[str]:
    """The files of the shipped ontology, in order."""
    return _in(folders.ONTOLOGY, ".ttl")


def sign_files() -> list[str]:
    """The shipped files that give signs to the predicates of other vocabularies, in order."""
    return _in(folders.SIGNS, ".ttl")


def form_files() -> list[str]:
    """The shipped forms in which graphs of others keep edges, in order."""
    return _in(folders.FORMS, ".rq")


def _in(folder: str, ending: str) -> list[str]:
    return sorted(os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(ending))


def _inside(folder: str, seen: set[tuple[int, int]]) -> Iterator[str]:
    """The RDF files of a folder and of those in it; links are followed, but no folder is entered twice."""
    try:
        entries = list(os.scandir(folder))
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if os.path.isdir(entry.path):  # unlike the entry's own is_dir, this raises nothing over links in a circle
                status = entry.stat()
                if (status.st_dev, status.st_ino) not in seen:
                    seen.add((status.st_dev, status.st_ino))
                    yield from _inside(entry.path, seen)
            elif ending(entry.name) in FORMATS and os.path.isfile(entry.path):
                yield entry.path
    except OSError as error:
        raise _unreadable(folder, error) from error


def _unreadable(path: str, error: OSError) -> InputError:
    if isinstance(error, FileNotFoundError):
        return InputError(f"{path}: no such file or folder.")
    return InputError(f"{path}: {error.strerror or error}.")
