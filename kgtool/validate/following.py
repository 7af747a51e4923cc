"""Which findings only follow from another one: a fault is told once, where it has to be mended.

A shape that finds faults which bring others says with `ncs:underlies` how early it comes: a misspelt class (1) makes
its individual one without a class (2), and a claim that names that has no object. A finding follows from such a fault
where its shape looks at it: where properties that the shape names lead to it. A misspelt property is looked at by the
shapes that name one spelt nearly so. Findings of a shape that is `ncs:toldTogether` and share a term are one fault.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyoxigraph as ox

from kgtool.logic.spelling import near_misses
from kgtool.validate.documents import Data
from kgtool.validate.findings import Finding, local_name
from kgtool.validate.naming import names_in
from kgtool.validate.shapes import SH, SKOLEM, Node, Shapes, Value
from kgtool.vocabulary import NC, NCS

_UNDERLIES, _TOGETHER = NCS + "underlies", NCS + "toldTogether"
_LAST = 1_000  # behind all that say when they come
Links = Mapping[Value, Sequence[tuple[str, Value]]]


def told_once(findings: Sequence[Finding], data: Data, shapes: Shapes) -> tuple[Finding, ...]:
    """The findings that follow from no other, in their order, each with those that follow from it."""
    ranks = [_rank(f, shapes) for f in findings]
    joined = {f.rule for f in findings if shapes.values(shapes.named(f.shape), _TOGETHER)}
    if len(findings) < 2 or (min(ranks) == _LAST and not joined):
        return tuple(findings)
    nodes = {node for f in findings for node in (f.focus, f.culprit)}
    words = {f.culprit.value for f in findings if isinstance(f.culprit, ox.NamedNode)}
    links: dict[Value, list[tuple[str, Value]]] = {}
    used: dict[str, set[Value]] = {}
    for _, triple in data.triples():
        subject, predicate, object_ = triple.subject, triple.predicate.value, triple.object
        assert not isinstance(subject, ox.Triple)
        assert not isinstance(object_, ox.Triple)
        if subject in nodes:
            links.setdefault(subject, []).append((predicate, object_))
        if predicate in words:
            used.setdefault(predicate, set()).update((subject, object_))
    named = {f.rule: _named_by(shapes.named(f.shape) or f.shape, shapes) for f in findings}
    faults = _Faults(findings, ranks, used)
    above: dict[int, int] = {}
    for place, f in enumerate(findings):
        root = faults.seen_by(f, _seen({f.focus, f.culprit}, links, named[f.rule]), named[f.rule])
        if root is not None and ranks[root] < ranks[place]:
            above[place] = root
    further: dict[int, list[Finding]] = {}
    for place in above:
        further.setdefault(_top(place, above), []).append(findings[place])
    told = [f._replace(further=tuple(further.get(place, ()))) for place, f in enumerate(findings) if place not in above]
    for rule in joined:
        told = _joined(told, rule, links)
    return tuple(told)


def _joined(findings: list[Finding], rule: str, links: Links) -> list[Finding]:
    """The findings, with those of a rule that share a term made one: the others stand with the first."""
    ends = {
        place: {f.culprit, *(o for _, o in links.get(f.culprit, ()) if not str(o).startswith(f"<{NC}"))}
        for place, f in enumerate(findings)
        if f.rule == rule
    }
    holders: dict[Value, list[int]] = {}
    for place, terms in ends.items():
        for term in terms:
            holders.setdefault(term, []).append(place)
    gone: dict[int, int] = {}
    for first in ends:
        waiting = [] if first in gone else [first]
        while waiting:
            for term in ends[waiting.pop()]:
                near = [place for place in holders.pop(term, ()) if place != first and place not in gone]
                gone.update(dict.fromkeys(near, first))
                waiting += near
    for place, first in sorted(gone.items()):
        other, one = findings[place], findings[first]
        if isinstance(other.culprit, ox.NamedNode) and other.place:
            one = one._replace(also=(*one.also, (other.culprit, other.place)))
        findings[first] = one._replace(further=(*one.further, other, *other.further))
    return [f for place, f in enumerate(findings) if place not in gone]


def _rank(f: Finding, shapes: Shapes) -> int:
    said = shapes.values(shapes.named(f.shape), _UNDERLIES)
    return min((int(v.value) for v in said if isinstance(v, ox.Literal) and v.value.isdecimal()), default=_LAST)


class _Faults:
    """The findings that may bring others, by what these have to look at."""

    def __init__(self, findings: Sequence[Finding], ranks: Sequence[int], used: Mapping[str, set[Value]]) -> None:
        self._ranks = ranks
        # The earliest of those with the same culprit and path is enough: they are looked at alike.
        self._at: dict[Value, dict[str, int]] = {}
        self._bearers: dict[Value, list[tuple[str, int]]] = {}
        words: dict[str, int] = {}
        for place in sorted((p for p, rank in enumerate(ranks) if rank < _LAST), key=lambda p: (ranks[p], p)):
            fault = findings[place]
            if isinstance(fault.path_node, ox.NamedNode):
                self._at.setdefault(fault.culprit, {}).setdefault(fault.path_node.value, place)
            elif isinstance(fault.culprit, ox.NamedNode):
                if fault.culprit.value in used:
                    words.setdefault(fault.culprit.value, place)
                else:
                    self._at.setdefault(fault.culprit, {}).setdefault("", place)
        for word, place in words.items():  # a property, misspelt
            for bearer in used[word]:
                self._bearers.setdefault(bearer, []).append((word, place))

    def seen_by(self, f: Finding, seen: set[Value], named: set[str]) -> int | None:
        """The earliest fault that the shape of a finding looks at, given what it sees and names."""
        places = [place for node in seen for path, place in self._at.get(node, {}).items() if not path or path in named]
        borne = {pair for node in {f.focus, f.culprit, *seen} for pair in self._bearers.get(node, ())}
        spelt = [local_name(name) for name in named] if borne else []
        places += [place for word, place in borne if near_misses(local_name(word), spelt, most=1)]
        return min(places, key=lambda place: (self._ranks[place], place), default=None)


def _seen(start: Iterable[Value], links: Links, named: set[str]) -> set[Value]:
    """What is reached from some nodes by properties that a shape names."""
    seen: set[Value] = set()
    waiting = list(start)
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting += [object_ for predicate, object_ in links.get(node, ()) if predicate in named]
    return seen


def _named_by(shape: Node, shapes: Shapes) -> set[str]:
    """The IRIs that a shape names, in its parts and queries as well."""
    return set(_names(shape, shapes, set()))


def _names(node: Value, shapes: Shapes, seen: set[Value]) -> Iterator[str]:
    if isinstance(node, ox.Literal) or node in seen:
        return
    seen.add(node)
    for predicate, value in shapes.about(node):
        if isinstance(value, ox.Literal):
            if predicate in (SH + "select", SH + "ask"):
                yield from names_in(value.value, shapes.prefixes(node))
        elif isinstance(value, ox.NamedNode) and not value.value.startswith(SKOLEM):
            if predicate != SH + "prefixes":
                yield value.value
        else:
            yield from _names(value, shapes, seen)


def _top(place: int, above: Mapping[int, int]) -> int:
    while place in above:
        place = above[place]
    return place
