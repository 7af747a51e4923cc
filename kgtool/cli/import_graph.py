"""`kgtool import graph`: a causal graph that others made, as claims."""

import click

from kgtool.cli.options import input_options, opened, output_option, shared
from kgtool.cli.output import tell, warn, write
from kgtool.errors import UnknownTermError
from kgtool.importing.graph_import import import_graph
from kgtool.render.imports import report_text
from kgtool.render.objects import to_json


@click.command(name="graph")
@click.argument("files", nargs=-1, required=True, metavar="FILE|URL...")
@click.option("--name", metavar="SLUG", help="What the graph goes by as a source. Default: by the first file's name.")
@click.option("--title", help="Its title. Default: the first file's name.")
@click.option("--mapping", metavar="NAME|FILE", help="Which column is what: kgx, edges, or a TOML file of your own.")
@click.option("--draft-signs", metavar="FILE", help="Write a draft of signs for the predicates that have none.")
@click.option("--format", type=click.Choice(["text", "json"]), default="text", help="Of the report. Default: text.")
@output_option
@input_options
def command(
    files: tuple[str, ...],
    name: str | None,
    title: str | None,
    mapping: str | None,
    draft_signs: str | None,
    format: str,
    output: str,
) -> int:
    """Turn a causal graph that others made into claims, as Turtle, and report what fits and what doesn't.

    FILE is KGX (TSV, JSON Lines, JSON), RDF (GO-CAM, OBO, Biolink, BEL, OBAN, WikiPathways, rdf:Statement, RDF 1.2,
    nanopublications: each form is known), a table of signed edges, DrugMechDB YAML, BEL or INDRA JSON; .gz as well.
    URL is a SPARQL endpoint, which is asked for all edges of these forms. Several files are one graph. A plain name
    becomes the term of that name in the graph of -i, or in the shipped one.

    \b
    kgtool import graph physiomap.ttl -o physiomap-claims.ttl
    kgtool trace -i shipped -i physiomap-claims.ttl hypocalcemia --from …

    Exit code 1: no edge has a sign.
    """  # noqa: D301 - \b is click's mark for lines that stay as they are
    graph = opened()

    def lookup(plain: str) -> str | None:
        try:
            return graph.find(plain).iri
        except UnknownTermError:
            return None

    found = import_graph(
        files,
        name=name,
        title=title,
        mapping=mapping,
        signs=shared("signs") or (),
        lookup=lookup,
        tell=tell,
        warn=warn,
        timeout=shared("timeout"),
    )
    write(found.turtle, output)
    if draft_signs:
        from kgtool.importing.signs_draft import draft

        write(draft({**found.report.left_open, **found.report.unsigned}), draft_signs)
    if format == "json":
        text = to_json({"schema": "kgtool/import-graph/1", "forms": found.forms, **found.report._asdict()})
    else:
        text = report_text(found.report, found.forms, draft_signs)
    click.echo(text, err=output == "-")
    return 0 if found.report.claims else 1
