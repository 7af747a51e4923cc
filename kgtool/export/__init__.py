"""The graph in the forms that other programs read. Each format has a file here; all start from the same statements."""

from collections.abc import Callable, Collection, Sequence

from kgtool.export.statements import Statements, read_statements
from kgtool.store.inputs import ontology_files

# Name → what it is. The order is that of the help page.
FORMATS = {
    "ttl": "Turtle, laid out for version control",
    "owl": "RDF/XML with the ontology inside, for Protégé and other OWL tools",
    "nt": "N-Triples, sorted",
    "nq": "N-Quads, sorted",
    "jsonld": "JSON-LD, claims holding their evidence",
    "trig": "TriG, one named graph a source",
    "nanopub": "one nanopublication a claim, in TriG",
    "tsv": "the tables that a graph is built from",
    "kgx": "nodes.tsv and edges.tsv in Biolink terms",
    "sssom": "the matches to public identifiers, as an SSSOM table",
    "void": "a description of the data set (VoID, DCAT), in Turtle",
    "html": "a page that documents the ontology, or the classes and properties of -i",
}
ENDINGS = {
    ".ttl": "ttl",
    ".owl": "owl",
    ".rdf": "owl",
    ".nt": "nt",
    ".nq": "nq",
    ".jsonld": "jsonld",
    ".trig": "trig",
    ".html": "html",
    ".zip": "kgx",
}
# Without the ontology this would say less than it seems to: an undeclared property is an annotation to OWL tools.
_WHOLE = {"owl"}
_ONE_GRAPH = {"ttl", "owl", "nt"}
# One file has one header: OWL tools take no other, and look for what it imports.
_ONE_FILE = {"ttl", "owl", "nt", "nq", "jsonld", "trig", "void"}


def export(
    inputs: Sequence[str] = (),
    form: str = "ttl",
    *,
    merged: bool = False,
    steps: bool = False,
    inferred: bool = False,
    light: bool = False,
    records: bool = False,
    warn: Callable[[str], None] = lambda _: None,
    part: "tuple[Collection[str], Collection[str]] | None" = None,
) -> dict[str, bytes]:
    """The statements of `inputs`, or of the shipped graph, as the files of one format, by their names.

    All formats but tsv and kgx are one file, named "". What merged, steps and inferred add: see `read_statements`.

    form  one of FORMATS.
    warn  gets a sentence for what the format can't carry.
    light with edges and the sources behind them in place of claims and evidence; with the ontology.
    records what light leaves out, in a file that imports the light one.
    part  the IRIs of claims and of terms that alone are written, with what they lead to.

    The same statements give the same bytes, however they are spread over files. Raises InputError for what can't be
    read or can't be said in the format, UsageError for an endpoint.
    """
    if form == "html" and not inputs:
        inputs = ontology_files()
    statements = read_statements(
        inputs, merged or form in _WHOLE, steps or light or records, inferred, joined=form in _ONE_FILE
    )
    if light or records:
        from kgtool.export import light as parting

        statements = parting.records(statements) if records else parting.light(statements)
    elif form == "owl":
        from kgtool.export.light import labelled

        statements = labelled(statements)
    if part:
        from kgtool.export.part import part_of

        statements = part_of(statements, *part)
    if form in _ONE_GRAPH and statements.has_named_graphs:
        warn(f"{form} holds one graph: the named graphs were joined into it. trig, nq and jsonld keep them apart.")
    if form == "tsv":
        from kgtool.importing.unbuilding import tables_of

        return tables_of(statements.quads, warn)
    if form == "kgx":
        from kgtool.export.kgx import kgx

        return kgx(statements, warn)
    if form == "sssom":
        from kgtool.export.sssom import sssom

        return {"": sssom(statements, warn)}
    return {"": _writer(form)(statements)}


def _writer(form: str) -> Callable[[Statements], bytes]:
    from importlib import import_module

    module, function = {
        "ttl": ("turtle", "turtle"),
        "owl": ("rdfxml", "rdfxml"),
        "nt": ("ntriples", "ntriples"),
        "nq": ("ntriples", "nquads"),
        "jsonld": ("jsonld", "jsonld"),
        "trig": ("sources", "trig_by_source"),
        "nanopub": ("nanopub", "nanopub"),
        "void": ("void", "void"),
        "html": ("html", "html"),
    }[form]
    writer: Callable[[Statements], bytes] = getattr(import_module(f"kgtool.export.{module}"), function)
    return writer


__all__ = ["ENDINGS", "FORMATS", "Statements", "export", "read_statements"]
