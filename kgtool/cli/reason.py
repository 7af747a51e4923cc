"""`kgtool reason`: what an OWL reasoner makes of the graph."""

import click

from kgtool import folders
from kgtool.cli.options import input_options, opened, output_option, shared
from kgtool.cli.output import format_for, style, write
from kgtool.errors import UsageError
from kgtool.reading.reader import labels
from kgtool.reasoning.hermit import reason
from kgtool.render.reasoning import findings_json, findings_text
from kgtool.store.inputs import is_url, rdf_files


@click.command(name="reason")
@click.option("--claims", is_flag=True, help="Read claims and evidence too, not only terms and edges; slower.")
@click.option("--materialise", "--materialize", is_flag=True, help="Write the net effects as Turtle to -o FILE.")
@click.option("--format", type=click.Choice(["text", "json"]), help="Default: by the ending of -o, else text.")
@output_option
@input_options
def command(claims: bool, materialise: bool, format: str | None, output: str) -> int:
    """OWL 2 DL profile, consistency, inferred classes and net effects.

    The reasoner, HermiT, reads the ontology, the terms and the edges of the claims; it needs Java. Where something
    can't be, the axioms that can't all hold are named. Exit code 1: inconsistent, not in OWL 2 DL, or with a class
    that nothing can be a member of.

    With --materialise the findings go to stderr and the net effects to -o FILE: each as a triple, and as a node that
    names the hops of the shortest walk that carries it. Nothing is written for a graph that isn't sound.
    """
    if materialise and output != "-" and not output.lower().endswith(".ttl"):
        raise UsageError(f"{output}: net effects are written as Turtle; end the file in .ttl.")
    if materialise and format:
        raise UsageError("--materialise writes Turtle; --format is for the findings. Ask for one of the two.")
    chosen = "text" if materialise else format_for(output, format, {".json": "json", ".txt": "text"}, "text")
    graph = opened()
    inputs = shared("inputs") or [folders.GRAPHS]
    files = [] if any(map(is_url, inputs)) or "-" in inputs else rdf_files(inputs)
    findings = reason(graph.store, claims=claims, timeout=shared("timeout"), files=files)
    effects = graph.net_effects() if findings.consistent else None
    iris = {*findings.unsatisfiable, *(iri for pair in findings.types for iri in pair)}
    iris |= {iri for effect in effects or () for iri in (effect.subject, effect.object)}
    known = labels(graph.store, sorted(iris))
    if materialise:
        click.echo(findings_text(findings, effects, known), err=True)
        if findings.sound:
            from kgtool.reasoning.materialising import net_effects_turtle

            write(net_effects_turtle(graph.store), output)
    elif chosen == "json":
        write(findings_json(findings, effects, known), output)
    else:
        write(findings_text(findings, effects, known, style(output)), output)
    return 0 if findings.sound else 1
