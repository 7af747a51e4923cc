"""`kgtool cite`: turns words of a source into a piece of evidence."""

import click

from kgtool.cli.options import input_options, opened, output_option, write
from kgtool.cli.texts import read_text
from kgtool.errors import UnknownTermError, UsageError
from kgtool.logic.spans import blocks_with, section_of
from kgtool.logic.spelling import near_misses
from kgtool.reading.places import cited_places, hedge_properties
from kgtool.render.citations import evidence_turtle
from kgtool.vocabulary import slug


@click.command(name="cite")
@click.argument("folder", metavar="DIR")
@click.argument("source", metavar="SLUG")
@click.argument("words")
@click.option("--claim", "ends", nargs=3, required=True, metavar="SUBJECT PREDICATE OBJECT", help="What the words say.")
@click.option("--hedge", "hedges", multiple=True, metavar="NAME", help="possible, whenSevere, indirect, …; repeatable.")
@output_option
@input_options
def command(
    folder: str, source: str, words: str, ends: tuple[str, str, str], hedges: tuple[str, ...], output: str
) -> int:
    """Turn the block of DIR/SLUG.txt that holds WORDS into the Turtle of a claim with its evidence.

    Paste it into the source's file in graphs/sources/. The words themselves are not copied, only their place.
    """
    graph = opened()
    known = {slug(c.iri): c for c in cited_places(graph.store)}
    if source not in known:
        raise UsageError(f'no source is called "{source}". There are: {", ".join(sorted(known))}.')
    cited = known[source]
    found = blocks_with(read_text(folder, source), words)
    if len(found) != 1:
        where = f"{len(found)} blocks of {source}.txt hold these words" if found else f"no block of {source}.txt holds"
        raise UsageError(f'{where}: "{words}". Give {"more of them" if found else "them as they stand there"}.')
    section = section_of(found[0], cited.sections)
    if section is None:
        raise UsageError(f"the block at {found[0].start} lies in no section of {source}; add its nc:Section first.")
    subject, object_ = (slug(graph.find(name).iri) for name in (ends[0], ends[2]))
    properties = hedge_properties(graph.store)
    for hedge in hedges:
        if hedge not in properties:
            near = ", ".join(near_misses(hedge, properties) or sorted(properties))
            raise UnknownTermError(f'no hedge is called "{hedge}". There are: {near}.')
    told = {"stance": ["supports"], "modality": ["asserted"]}
    if ends[1] in ("promotes", "inhibits"):
        told |= {"directness": ["unspecified"], "mode": ["causing"]}
    for hedge in hedges:
        name = properties[hedge]
        told[name] = [*told[name], hedge] if name in ("condition", "manifestation") and name in told else [hedge]
    claim = f"{subject}--{ends[1]}--{object_}"
    number = 1 + sum(e.source == cited.iri for e in graph.evidence_of(claim))
    pairs = [(name, value) for name, values in told.items() for value in values]
    write(evidence_turtle(cited, found[0], section, (subject, ends[1], object_), pairs, number), output)
    return 0
