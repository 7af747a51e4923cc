"""`kgtool show`: everything said about a term."""

import click

from kgtool.cli.options import input_options, number_option, one_name, opened, output_option, passages_in, texts_option
from kgtool.cli.output import format_for, style, width, write
from kgtool.errors import UsageError
from kgtool.model.overview import Portrait
from kgtool.render.terms import portrait_json, portrait_text
from kgtool.vocabulary import slug

_MOST = 5


@click.command(name="show")
@click.argument("term")
@click.argument("more", nargs=-1, metavar="")
@click.option("--about", metavar="TERM", help="Only the claims that join it to this other term.")
@click.option("--source", metavar="SLUG", help="Only what this source says.")
@click.option("--kind", metavar="PREDICATE", help="Only the claims of this predicate, by its name or label.")
@click.option("--evidence", is_flag=True, help="List each piece of evidence with its hedges.")
@texts_option
@number_option("Show at most N claims of a predicate.  [default: 5; all where something narrows it]")
@click.option("--format", type=click.Choice(["text", "json"]), help="Default: by the ending of -o, else text.")
@output_option
@input_options
def command(
    term: str,
    more: tuple[str, ...],
    about: str | None,
    source: str | None,
    kind: str | None,
    evidence: bool,
    texts: str | None,
    most: int | None,
    format: str | None,
    output: str,
) -> int:
    """What is said about TERM: what it is, and every claim about it, what most sources say first.

    TERM may be a class too: what it is, and the terms in it.
    """
    chosen = format_for(output, format, {".json": "json", ".txt": "text"}, "text")
    one_name("show", [term, *more], 1)
    graph = opened()
    portrait: Portrait = graph.show(term)
    if about is not None:
        other = graph.find(about).iri
        joined = tuple(c for c in portrait.claims if other in (c.subject, c.object, c.context))
        portrait = portrait._replace(claims=joined)
    if source is not None:
        portrait = _by_source(portrait, source)
    if kind is not None:
        portrait = _of_kind(portrait, kind)
    if chosen == "json":
        write(portrait_json(portrait), output)
    else:
        passages = passages_in(texts, graph)
        listed = evidence or bool(passages)
        whole = about or source or kind or listed
        number = most or (None if whole else _MOST)
        write(portrait_text(portrait, style(output), listed, width(output), passages, number), output)
    return 0


def _by_source(portrait: Portrait, name: str) -> Portrait:
    there = {slug(e.source) for c in portrait.claims for e in c.evidence}
    if name not in there:
        known = ", ".join(sorted(there)) or "none"
        raise UsageError(f"--source {name}: says nothing of {portrait.term.label}. Sources that do: {known}.")
    kept = [c._replace(evidence=tuple(e for e in c.evidence if slug(e.source) == name)) for c in portrait.claims]
    return portrait._replace(claims=tuple(c for c in kept if c.evidence))


def _of_kind(portrait: Portrait, name: str) -> Portrait:
    there = {c.predicate: portrait.labels.get(c.predicate, slug(c.predicate)) for c in portrait.claims}
    wanted = {p for p, label in there.items() if name.casefold() in (slug(p).casefold(), label.casefold())}
    if not wanted:
        known = ", ".join(sorted(map(slug, there))) or "none"
        raise UsageError(f"--kind {name}: no claim about {portrait.term.label} is of this kind. There are: {known}.")
    return portrait._replace(claims=tuple(c for c in portrait.claims if c.predicate in wanted))
