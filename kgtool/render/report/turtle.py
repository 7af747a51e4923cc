"""A report as SHACL itself defines one: a graph with a sh:ValidationReport."""

from collections.abc import Iterator

import pyoxigraph as ox

from kgtool.validate.findings import Finding
from kgtool.validate.outcome import Report
from kgtool.validate.shapes import SH, SKOLEM, Shapes, Value
from kgtool.vocabulary import PREFIXES, RDF, XSD


def report_turtle(report: Report) -> str:
    """The report graph; findings in their order, the same bytes for the same report."""
    head = ox.BlankNode("report")
    triples = [
        _triple(head, RDF + "type", ox.NamedNode(SH + "ValidationReport")),
        _triple(head, SH + "conforms", ox.Literal("false" if report.findings else "true", datatype=_BOOLEAN)),
    ]
    each = (one for finding in report.findings for one in (finding, *finding.further) for _ in range(one.times))
    for number, finding in enumerate(each, 1):
        result = ox.BlankNode(f"result{number}")
        triples.append(_triple(head, SH + "result", result))
        triples += _result(result, finding, report.graph)
    used = {p: ns for p, ns in PREFIXES.items() if p in ("sh", "nc", "ncs", "term", "claim", "ev", "psg", "rdf", "xsd")}
    written = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=used)
    assert written is not None
    # Only literals hold control characters, and there Turtle may write them by their number.
    return "".join(c if c.isprintable() or c in "\n\t" else f"\\u{ord(c):04X}" for c in written.decode())


_BOOLEAN = ox.NamedNode(XSD + "boolean")


def _result(result: ox.BlankNode, f: Finding, shapes: Shapes | None) -> Iterator[ox.Triple]:
    yield _triple(result, RDF + "type", ox.NamedNode(SH + "ValidationResult"))
    yield _triple(result, SH + "focusNode", f.focus)
    if f.path_node is not None:
        path, structure = _path(f.path_node, shapes, result.value)
        yield _triple(result, SH + "resultPath", path)
        yield from structure
    if f.value is not None:
        yield _triple(result, SH + "value", f.value)
    yield _triple(result, SH + "resultSeverity", ox.NamedNode(f.severity_iri))
    yield _triple(result, SH + "sourceConstraintComponent", ox.NamedNode(f.component_iri))
    yield _triple(result, SH + "sourceShape", _unnamed(f.shape))
    if f.constraint is not None:
        yield _triple(result, SH + "sourceConstraint", _unnamed(f.constraint))
    yield _triple(result, SH + "resultMessage", ox.Literal(f.message))


def _path(path: Value, shapes: Shapes | None, stem: str) -> tuple[Value, list[ox.Triple]]:
    """The path, copied with blank nodes of the report's own, no two the same, and the triples that it is made of."""
    triples: list[ox.Triple] = []
    made = 0

    def fresh() -> ox.BlankNode:
        nonlocal made
        made += 1
        return ox.BlankNode(f"{stem}path{made}")

    def sequence(parts: list[Value], above: tuple[Value, ...]) -> Value:
        following: Value = ox.NamedNode(RDF + "nil")
        for part in reversed(parts):
            node = fresh()
            triples.append(_triple(node, RDF + "first", copied(part, above)))
            triples.append(_triple(node, RDF + "rest", following))
            following = node
        return following

    def copied(part: Value, above: tuple[Value, ...]) -> Value:
        if not isinstance(part, ox.BlankNode) or shapes is None:
            return part
        if part in above:  # a path in a circle has no end
            return fresh()
        name, parts = shapes.path_parts(part)
        above = (*above, part)
        if not name:
            return sequence(parts, above)
        node = fresh()
        inside = sequence(parts, above) if name == "alternativePath" else copied(parts[0], above)
        triples.append(_triple(node, SH + name, inside))
        return node

    return copied(path, ()), triples


def _unnamed(node: Value) -> Value:
    """The node as its file has it: blank where we gave it a name."""
    if isinstance(node, ox.NamedNode) and node.value.startswith(SKOLEM):
        return ox.BlankNode("shape" + node.value[len(SKOLEM) :])
    return node


def _triple(subject: Value, predicate: str, object_: Value) -> ox.Triple:
    assert not isinstance(subject, ox.Literal)
    return ox.Triple(subject, ox.NamedNode(predicate), object_)
