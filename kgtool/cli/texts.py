"""The texts of sources, as far as a reader holds them: <slug>.txt in one folder."""

import os

from kgtool.cli.output import warn
from kgtool.errors import InputError
from kgtool.graph import Graph
from kgtool.logic.spans import sha256
from kgtool.model.citations import Cited
from kgtool.reading.places import cited_places, headings
from kgtool.vocabulary import slug


def read_source(folder: str, source: Cited) -> bytes | None:
    """The bytes of a source's text, or None where the folder doesn't have its file.

    Raises InputError when the folder is missing, the file can't be read, or it isn't UTF-8.
    """
    if not os.path.isdir(folder):
        raise InputError(f"{folder}: no such folder.")
    path = os.path.join(folder, os.path.basename(source.file) or f"{slug(source.iri)}.txt")
    if not os.path.exists(path):
        return None
    try:
        with open(path, "rb") as file:
            data = file.read()
        text = data.decode("utf-8")
    except OSError as error:
        raise InputError(f"{path}: can't be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: isn't UTF-8 text ({error.reason} at byte {error.start}).") from error
    return data if source.length is None else text[source.offset : source.offset + source.length].encode("utf-8")


def passages(folder: str, graph: Graph) -> dict[str, str]:
    """The text of each passage, by its IRI, as far as the folder holds it and its digest fits.

    A passage that hangs on a heading or the header of a table has that before it.
    """
    above = headings(graph.store)
    found: dict[str, str] = {}
    changed = []
    for source in cited_places(graph.store):
        data = read_source(folder, source)
        if data is None:
            continue
        text = data.decode("utf-8")
        for place in source.passages:
            passage = text[place.start : place.end]
            if sha256(passage.encode("utf-8")) != place.digest:
                changed.append(slug(source.iri))
                continue
            start, end = above.get(place.iri, (0, 0))
            found[place.iri] = " ".join(f"{text[start:end]} … {passage}".split()) if end else " ".join(passage.split())
    if changed:
        named = ", ".join(sorted(set(changed)))
        warn(f"{folder}: {len(changed)} passages of {named} aren't what was cited, and are left out")
    return found
