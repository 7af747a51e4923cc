"""Counts more findings than an engine can hold: the data is checked part by part, and each report is dropped.

An engine keeps 10 kB for a finding. A part is some shapes, or of one that finds very much some focus nodes: as many as
the part before lets expect. Of each constraint the first FIRST findings are kept, and the others counted.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from itertools import groupby
from typing import NamedTuple

import pyoxigraph as ox

from kgtool.validate.shapes import SH, TARGETS, Node, Shapes, Value
from kgtool.vocabulary import OWL, RDF, RDFS

PART = 20_000
"""At how many results a part is too large."""
FIRST = 1_000
_MOST_NODES = 30_000
_GROWTH = 4
_MARK = ox.NamedNode("urn:kgtool:part")
_NODE, _OBJECTS = ox.NamedNode(SH + "targetNode"), ox.NamedNode(SH + "targetObjectsOf")
_TYPE, _SUBCLASS = ox.NamedNode(RDF + "type"), ox.NamedNode(RDFS + "subClassOf")
_CLASSES = (RDFS + "Class", OWL + "Class")
_RESULT, _SHAPE, _COMPONENT, _QUERY, _PATH = (
    f"<{SH}{name}>".encode()
    for name in ("result", "sourceShape", "sourceConstraintComponent", "sourceConstraint", "resultPath")
)

Constraint = tuple[str | None, str, str | None]
"""What `Counted.totals` counts by: the IRIs of a shape, of a component, and of a query of it."""


class Counted(NamedTuple):
    """All findings, counted by what they breach, and the triples of the first ones.

    complete  False where one node alone has more results than fit: then it has at least so many.
    """

    triples: list[ox.Triple]
    totals: dict[Constraint, int]
    complete: bool


def count_in_parts(path: str, shapes: Shapes, check: Callable[[str, int], bytes]) -> Counted:
    """Check the data in `path` part by part.

    path   N-Triples. It has lines more while a part is checked: those that name the blank nodes of it.
    check  given a shapes graph as N-Triples and the most results that it may give, the report as N-Triples.
    """
    totals: Counter[Constraint] = Counter()
    kept: list[bytes] = []
    complete = True
    active = [s for s in shapes.shapes() if shapes.has_target(s) and not shapes.deactivated(s)]

    def by_shapes(start: int, size: int) -> int | None:
        report = check(_for_shapes(shapes, set(active[start : start + size])).decode(), FIRST)
        if (results := report.count(_RESULT)) < FIRST:
            _count(report, totals, kept)
            return results
        if size > 1:
            return None
        by_nodes(active[start])
        return PART

    def by_nodes(shape: Node) -> None:
        nonlocal complete
        plain, nodes = _for_shapes(shapes, set()), _focus_nodes(path, shape, shapes)

        def some(start: int, size: int) -> int | None:
            nonlocal complete
            report = _check_nodes(path, plain, shape, nodes[start : start + size], check)
            if (results := report.count(_RESULT)) >= PART and size > 1:
                return None
            _count(report, totals, kept)
            complete = complete and results < PART
            return results

        _in_slices(len(nodes), FIRST, _MOST_NODES, some)

    _in_slices(len(active), 1, len(active), by_shapes)
    first = ox.parse(input=b"".join(kept), format=ox.RdfFormat.N_TRIPLES, rename_blank_nodes=False)
    return Counted([quad.triple for quad in first], dict(totals), complete)


def _in_slices(number: int, size: int, most: int, count: Callable[[int, int], int | None]) -> None:
    """Count one slice after another, given its start and size; one that has too many results (None) is halved."""
    start = 0
    while start < number:
        size = min(size, number - start)
        results = count(start, size)
        if results is None:
            size //= 2
            continue
        start += size
        size = min(most, max(1, int(size * min(_GROWTH, 0.8 * PART / max(1, results)))))


def _count(report: bytes, totals: Counter[Constraint], kept: list[bytes]) -> None:
    """Count the results of a report, which tells of one after another, and keep the lines of the first ones.

    Each report begins to count its blank nodes anew, so what is kept gets names of its own.
    """
    seen: set[int] = set()
    for _, lines in groupby(BytesIO(report), key=lambda line: line.split(b" ", 1)[0]):
        said = [line.split(b" ", 2)[1:] for line in lines]
        about = {predicate: object_[:-3] for predicate, object_ in said}
        if _SHAPE not in about:
            continue
        shape, component, query = (_iri(about.get(name)) for name in (_SHAPE, _COMPONENT, _QUERY))
        assert component
        breached = (shape, component, query)
        # One and the same is found twice where it breaks a rule in two ways; paths are copied for each result.
        what = hash((breached, *(tuple(line) for line in said if line[0] != _PATH or line[1].startswith(b"<"))))
        if what not in seen:
            seen.add(what)
            totals[breached] += 1
        if totals[breached] <= FIRST:
            name = b"_:kept%d" % len(kept)
            text = b"".join(b" ".join((name, *line)) for line in said)
            kept.append(b"_:report %s %s .\n%s" % (_RESULT, name, text))


def _iri(term: bytes | None) -> str | None:
    return term[1:-1].decode() if term else None


# ---- what a shape is for ------------------------------------------------------------------------------


def _focus_nodes(path: str, shape: Node, shapes: Shapes) -> list[Value]:
    """What a shape is for, in the order of the data."""
    targets = set(_targets(shape, shapes))
    above: dict[Value, set[Value]] = {}
    for subject, predicate, object_ in _file(path):
        if predicate == _SUBCLASS:
            above.setdefault(subject, set()).add(object_)
    found: dict[Value, None] = {value: None for name, value in targets if name == "targetNode"}
    wanted: dict[Value, bool] = {}
    for subject, predicate, object_ in _file(path):
        if predicate == _TYPE:
            if object_ not in wanted:
                wanted[object_] = any(("targetClass", class_) in targets for class_ in _closure(object_, above))
            if wanted[object_]:
                found[subject] = None
        if ("targetSubjectsOf", predicate) in targets:
            found[subject] = None
        if ("targetObjectsOf", predicate) in targets:
            found[object_] = None
    return list(found)


def _targets(shape: Node, shapes: Shapes) -> Iterator[tuple[str, Value]]:
    for name in TARGETS:
        yield from ((name, value) for value in shapes.values(shape, name))
    if isinstance(shape, ox.NamedNode) and shapes.is_class(shape):
        yield "targetClass", shape


def _closure(start: Value, above: dict[Value, set[Value]]) -> set[Value]:
    found, waiting = {start}, [start]
    while waiting:
        new = above.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found


def _file(path: str) -> Iterator[tuple[Node, ox.NamedNode, Value]]:
    for triple in ox.parse(path=path, format=ox.RdfFormat.N_TRIPLES, rename_blank_nodes=False):
        assert not isinstance(triple.subject, ox.Triple)
        assert not isinstance(triple.object, ox.Triple)
        yield triple.subject, triple.predicate, triple.object


# ---- one part --------------------------------------------------------------------------------------------


def _for_shapes(shapes: Shapes, some: set[Node]) -> bytes:
    """The shapes graph as N-Triples, in which only some shapes are for anything."""
    others = {shape for shape in shapes.shapes() if shape not in some}
    targets = {SH + name for name in TARGETS}

    def is_target(triple: ox.Triple) -> bool:
        if triple.subject not in others:
            return False
        by_class = isinstance(triple.object, ox.NamedNode) and triple.object.value in _CLASSES
        return triple.predicate.value in targets or (by_class and triple.predicate == _TYPE)

    written = ox.serialize((t for t in shapes.triples() if not is_target(t)), format=ox.RdfFormat.N_TRIPLES)
    assert written is not None
    return written


def _check_nodes(
    path: str, plain: bytes, shape: Node, nodes: Sequence[Value], check: Callable[[str, int], bytes]
) -> bytes:
    """Check some focus nodes. A target can't name a blank node, so those are the objects of a property."""
    blank = [node for node in nodes if isinstance(node, ox.BlankNode)]
    targets = [ox.Triple(shape, _NODE, node) for node in nodes if not isinstance(node, ox.BlankNode)]
    if blank:
        targets.append(ox.Triple(shape, _OBJECTS, _MARK))
    with open(path, "r+b") as file:
        end = file.seek(0, 2)
        try:
            ox.serialize((ox.Triple(_MARK, _MARK, node) for node in blank), output=file, format=ox.RdfFormat.N_TRIPLES)
            file.flush()
            text = plain + (ox.serialize(targets, format=ox.RdfFormat.N_TRIPLES) or b"")
            return check(text.decode(), PART)
        finally:
            file.truncate(end)
