"""What a check found: plain values, made from the triples of a validation report."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import pyoxigraph as ox

from kgtool.validate.sentences import sentence
from kgtool.validate.shapes import SH, Node, Place, Shapes, Value

SEVERITIES = ("violation", "warning", "info")


class Finding(NamedTuple):
    """One breach of one rule.

    severity   "violation", "warning" or "info"; a severity of the user's own counts as a violation.
    rule       the name of the nearest shape that has one.
    shape      the shape itself: a part of the named one, maybe.
    component  the local name of the kind of constraint, "MinCountConstraintComponent".
    culprit    the node that has to be mended: the focus node, or what a query returned as the value.
    path       the property path from the focus node, as SPARQL writes it.
    message    what is wrong, and what to do.
    also       the other nodes of a breach that takes two, such as terms with one name, and where they stand.
    further    the findings that only follow from this one.
    times      how many results of the engine say this very thing: a value that breaks a rule in two ways gives two.
    """

    severity: str
    rule: str
    shape: Node
    component: str
    component_iri: str
    severity_iri: str
    focus: Value
    culprit: Value
    path: str | None
    path_node: Value | None
    value: Value | None
    constraint: Value | None
    message: str
    place: Place | None = None
    times: int = 1
    also: tuple[tuple[ox.NamedNode, Place], ...] = ()
    further: "tuple[Finding, ...]" = ()


def read_findings(report: Iterable[ox.Triple], shapes: Shapes) -> list[Finding]:
    """The findings of a validation report, in no particular order."""
    results: set[Value] = set()
    about: dict[Value, dict[str, list[Value]]] = {}
    for triple in report:
        assert not isinstance(triple.subject, ox.Triple)
        assert not isinstance(triple.object, ox.Triple)
        about.setdefault(triple.subject, {}).setdefault(triple.predicate.value, []).append(triple.object)
        if triple.predicate.value == SH + "result":
            results.add(triple.object)
    told = Counter(_finding(about[result], shapes) for result in results)
    return [f._replace(times=1 if _is_by_query(f) else times) for f, times in told.items()]


def _is_by_query(finding: Finding) -> bool:
    """Whether a query found it: one engine gives a result for each of its rows, the other for each that differs."""
    return finding.constraint is not None or not finding.component_iri.startswith(SH)


def _finding(result: dict[str, list[Value]], shapes: Shapes) -> Finding:
    def one(name: str) -> Value | None:
        return next(iter(result.get(SH + name, ())), None)

    focus, shape, value = one("focusNode"), one("sourceShape"), one("value")
    component, severity, constraint = one("sourceConstraintComponent"), one("resultSeverity"), one("sourceConstraint")
    assert focus is not None
    assert isinstance(shape, ox.NamedNode | ox.BlankNode)
    assert isinstance(component, ox.NamedNode)
    assert isinstance(severity, ox.NamedNode)
    path = one("resultPath")
    if isinstance(path, ox.BlankNode):  # the engines copy compound paths; the original is easier to read
        path = next(iter(shapes.values(shape, "path")), None)
    kind = component.value.rpartition("#")[2].rpartition("/")[2]
    named = shapes.named(shape)
    return Finding(
        severity=_level(severity.value),
        rule=local_name(named.value) if named else "unnamed shape",
        shape=shape,
        component=kind,
        component_iri=component.value,
        severity_iri=severity.value,
        focus=_lowered(focus),
        culprit=_culprit(focus, value, path),
        path=shapes.path_text(path),
        path_node=path,
        value=None if value is None else _lowered(value),
        constraint=constraint,
        message=_message(result.get(SH + "resultMessage", []), shapes, shape, component, constraint, kind),
    )


def _level(severity: str) -> str:
    name = severity.removeprefix(SH).lower()
    return name if name in SEVERITIES else "violation"


def _culprit(focus: Value, value: Value | None, path: Value | None) -> Value:
    """Without a path, a value other than the focus node is what a query found."""
    return focus if path is not None or value is None or isinstance(value, ox.Literal) else value


def _lowered(term: Value) -> Value:
    """Language tags in lower case: one engine writes them so, and they mean the same."""
    if isinstance(term, ox.Literal) and term.language:
        return ox.Literal(term.value, language=term.language.lower())
    return term


def _message(
    told: list[Value], shapes: Shapes, shape: Node, component: ox.NamedNode, constraint: Value | None, kind: str
) -> str:
    kinds = ("validator", "propertyValidator" if shapes.values(shape, "path") else "nodeValidator")
    validators = [v for n in kinds for v in shapes.values(component, n)]
    authored = any(shapes.values(node, "message") for node in (shape, constraint, component, *validators))
    texts = [t for t in told if isinstance(t, ox.Literal)]
    if authored and texts:
        # English, else without a language, else whichever comes first in the alphabet of tags.
        best = min(texts, key=lambda t: (not (t.language or "").lower().startswith("en"), t.language or "", t.value))
        return " ".join(best.value.split())
    return sentence(kind, shapes, shape)


def local_name(iri: str) -> str:
    """The last part of an IRI."""
    return iri.rpartition("#")[2].rpartition("/")[2] or iri
