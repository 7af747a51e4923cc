"""`--texts DIR`: the passages themselves, where a reader holds the texts."""

import hashlib

import click

from kgtool.cli.options import warn
from kgtool.cli.texts import read_source
from kgtool.graph import Graph
from kgtool.reading.places import cited_places, headings
from kgtool.vocabulary import slug

texts_option = click.option(
    "--texts",
    metavar="DIR",
    envvar="KGTOOL_TEXTS",
    help="Print the passages too, from the texts in DIR: <slug>.txt, as far as their digests fit.",
)


def passages_in(folder: str | None, graph: Graph) -> dict[str, str]:
    """The text of each passage, by its IRI, as far as the folder holds it and its digest fits.

    A passage that hangs on a heading or the header of a table has that before it.
    """
    if not folder:
        return {}
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
            if hashlib.sha256(passage.encode("utf-8")).hexdigest() != place.digest:
                changed.append(slug(source.iri))
                continue
            start, end = above.get(place.iri, (0, 0))
            found[place.iri] = " ".join(f"{text[start:end]} … {passage}".split()) if end else " ".join(passage.split())
    if changed:
        named = ", ".join(sorted(set(changed)))
        warn(f"{folder}: {len(changed)} passages of {named} aren't what was cited, and are left out")
    return found
