"""`kgtool search`: find a term by its words."""

import click

from kgtool.cli.options import input_options, number_option, opened, output_option
from kgtool.cli.output import format_for, width, write
from kgtool.queries.catalogue import queries_like
from kgtool.render.lines import broken
from kgtool.render.objects import term_json, to_json
from kgtool.render.terms import terms_text
from kgtool.render.words import printable
from kgtool.vocabulary import curie

_MOST = 20


@click.command(name="search")
@click.argument("text")
@number_option("Show at most N terms.  [default: 20; all in JSON]", "limit")
@click.option("--format", type=click.Choice(["text", "json"]), help="Default: by the ending of -o, else text.")
@output_option
@input_options
def command(text: str, limit: int | None, format: str | None, output: str) -> int:
    """Find the terms with a label or synonym that holds every word of TEXT, the best match first.

    Queries of the catalogue, by their names, and classes, by their labels, follow. Exit code 1: there is none of these.
    """
    chosen = format_for(output, format, {".json": "json", ".txt": "text"}, "text")
    graph = opened()
    shown = graph.search(text, _MOST if limit is None and chosen == "text" else limit)
    cut = f"{len(shown)} of {shown.there:,} shown; raise -n to see the others" if len(shown) < shown.there else None
    queries, classes = queries_like(text), graph.classes(text)
    if chosen == "json":
        write(
            to_json(
                {
                    "schema": "kgtool/search/1",
                    "truncated": cut,
                    "terms": [term_json(t.iri, {t.iri: t.label}) for t in shown],
                    "queries": [{"name": q.name, "summary": q.summary} for q in queries],
                    "classes": [term_json(t.iri, {t.iri: t.label}) for t in classes],
                }
            ),
            output,
        )
    elif shown or queries or classes:
        lines = [terms_text(shown)] if shown else []
        for query in queries:
            lines += broken(f"kgtool query {query.name} ! {query.summary}", width(output), "", "    ")
        lines += [f"kgtool show {curie(t.iri)} ! {t.label}, a class" for t in classes]
        write("\n".join(lines), output)
    if not (shown or queries or classes):
        click.echo(f'kgtool: no term has "{printable(text)}" in its label or synonyms.', err=True)
    elif cut:
        click.echo(f"kgtool: {cut}", err=True)
    return 0 if shown or queries or classes else 1
