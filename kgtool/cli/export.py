"""`kgtool export`: the graph in the forms that other programs read."""

import os
import sys
from typing import TYPE_CHECKING

import click

from kgtool.cli.options import input_options, opened, output_option, say_if_stale, shared, time_left
from kgtool.cli.output import format_for, warn, write
from kgtool.errors import InputError, UsageError
from kgtool.export import ENDINGS, FORMATS, export

if TYPE_CHECKING:
    from kgtool.model import Trace

_NETWORKS = {
    "graphml": "GraphML, for Cytoscape, Gephi, yEd and networkx: terms and signed steps",
    "cx2": "CX2, for Cytoscape and NDEx",
    "dagitty": "a DAG for DAGitty; without signs, and without what closes a circle",
}
_ENDINGS = {**ENDINGS, ".graphml": "graphml", ".cx2": "cx2", ".dag": "dagitty"}
_LISTED = "\n".join(f"  {name:8} {summary}" for name, summary in {**FORMATS, **_NETWORKS}.items())


@click.command(
    name="export",
    help="""Write the graph, or the RDF files that -i names, for other programs.

The same statements always give the same bytes, so two exports can be compared.

\b
Formats:
"""
    + _LISTED
    + """

owl always includes the ontology. --steps and --inferred include it too. tsv and kgx go to a
folder, or to a file that ends in .zip.
""",
)
@click.option("--format", type=click.Choice([*FORMATS, *_NETWORKS]), help="Default: by the ending of -o, else ttl.")
@click.option("--merged", is_flag=True, help="With the ontology, under one header; nothing is imported any more.")
@click.option("--steps", is_flag=True, help="With edges, derived hops and steps, for stores that are to be traced.")
@click.option("--light", is_flag=True, help="For Protégé: edges with their sources in place of claims and evidence.")
@click.option("--records", is_flag=True, help="What --light leaves out, in a file that imports the light one.")
@click.option("--inferred", is_flag=True, help="With the net effects, as nc:promotes and nc:inhibits.")
@click.option("--from", "start", metavar="CAUSE", multiple=True, help="Only what lies downstream of CAUSE; repeatable.")
@click.option("--to", "end", metavar="EFFECT", multiple=True, help="Only what lies upstream of EFFECT; repeatable.")
@click.option(
    "--max-steps", default=6, show_default=True, type=click.IntRange(1, 50), help="Likewise: the longest chain."
)
@output_option
@input_options
def command(
    format: str | None,
    merged: bool,
    steps: bool,
    inferred: bool,
    light: bool,
    records: bool,
    start: tuple[str, ...],
    end: tuple[str, ...],
    max_steps: int,
    output: str,
) -> int:
    """Write the graph in one format."""
    chosen = format_for(output, format, _ENDINGS, "ttl")
    ways = {"merged": merged, "steps": steps, "inferred": inferred, "light": light, "records": records}
    _refuse(chosen, [f"--{name}" for name, wanted in ways.items() if wanted], bool(start or end))
    say_if_stale()
    found = _chains(start, end, max_steps) if start or end else None
    if found is not None and not found.chains:
        click.echo("kgtool: there is no causal chain between these, so there is nothing to export.", err=True)
        return 1
    if chosen in _NETWORKS:
        from kgtool.answers.network import network_of, network_of_chains
        from kgtool.render.networks import network_text

        store = opened().store
        network = network_of_chains(store, found) if found else network_of(store)
        if not network.edges:
            raise InputError(
                f"nothing to export: {chosen} holds signed steps, and none is there. `kgtool info` tells which "
                "predicates have no sign."
            )
        write(network_text(network, chosen, warn), output)
        return 0
    part = None
    if found:
        terms = {iri for chain in found.chains for iri in chain.terms}
        part = (found.claims.keys(), {*terms, *(s.other for seams in found.seams.values() for s in seams)})
    files = export(shared("inputs") or (), chosen, **ways, warn=warn, part=part)
    if chosen in ("tsv", "kgx"):
        _write_tables(files, output)
    else:
        write(files[""], output)
    return 0


def _refuse(chosen: str, ways: list[str], part: bool) -> None:
    """Raise UsageError for options that the format, or another option, leaves nothing to do."""
    if ways and chosen in _NETWORKS:
        raise UsageError(f"{ways[0]} is for RDF; {chosen} always holds the signed steps. Leave it out.")
    halves = [name for name in ways if name in ("--light", "--records")]
    if halves and (chosen in ("tsv", "kgx", "sssom", "nanopub", "void", "html") or part):
        raise UsageError(f"{halves[0]} makes one graph: choose ttl, owl, nt, nq, jsonld or trig, without a part.")
    if len(halves) == 2:
        raise UsageError("--light and --records are two files: write one after the other.")


def _chains(start: tuple[str, ...], end: tuple[str, ...], max_steps: int) -> "Trace":
    """Every chain from and to what was named, up to a limit that is told."""
    found = opened().trace(start, end, most=10_000, max_steps=max_steps, every=bool(start and end), timeout=time_left())
    if found.truncated:
        warn(found.truncated)
    return found


def _write_tables(files: dict[str, bytes], output: str) -> None:
    if output == "-" and sys.stdout.isatty():
        raise UsageError("tables make a ZIP, which isn't for a terminal. Name a folder or FILE.zip with -o.")
    if output == "-" or output.lower().endswith(".zip"):
        from kgtool.export.kgx import packed

        write(packed(files), output)
        return
    try:
        os.makedirs(output, exist_ok=True)
    except OSError as error:
        raise InputError(f"{output}: no folder can be made there ({error.strerror}).") from error
    for name, data in files.items():
        path = os.path.join(output, *name.split("/"))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        write(data, path)
