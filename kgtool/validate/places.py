"""Finds, for what a check found, the file and line to mend and the labels to call things by.

The files are read a second time, and only when something was found, so that a large clean graph costs no memory.
"""

from collections.abc import Sequence
from typing import NamedTuple

import pyoxigraph as ox

from kgtool.importing.table_places import TablePlaces
from kgtool.validate.documents import Data
from kgtool.validate.findings import Finding
from kgtool.validate.shapes import Place, Value
from kgtool.vocabulary import LABEL, NC, SKOS

_NAMES = {LABEL: 0, SKOS + "prefLabel": 1, "http://purl.org/dc/terms/title": 2}
_CALLED = (LABEL, SKOS + "altLabel")
_CLAIM_PARTS = (NC + "subject", NC + "predicate", NC + "object", NC + "context")


class Located(NamedTuple):
    """The findings with their places, in the order of files and lines, and a label for what they name."""

    findings: tuple[Finding, ...]
    labels: dict[str, str]


class _Standing(NamedTuple):
    predicate: str
    object: Value
    place: Place


def locate(findings: Sequence[Finding], data: Data) -> Located:
    """Give every finding its place, as near as the data tells, and sort: worst first, then by rule, file and line."""
    if not findings:
        return Located((), {})
    wanted: set[Value] = set()
    for f in findings:
        wanted.update(n for n in (f.focus, f.culprit, f.value) if n is not None and not isinstance(n, ox.Literal))
    standing: dict[Value, list[_Standing]] = {}
    mentioned: dict[Value, Place] = {}
    names: dict[str, tuple[int, str]] = {}
    claims: dict[str, dict[str, str]] = {}
    called = _Called(findings)
    for path, line, triple in data.located():
        subject, predicate, object_ = triple.subject, triple.predicate.value, triple.object
        assert not isinstance(subject, ox.Triple)
        assert not isinstance(object_, ox.Triple)  # refused when the data was read
        if subject in wanted:
            standing.setdefault(subject, []).append(_Standing(predicate, object_, Place(path, line)))
        for term in (object_, triple.predicate):
            if term in wanted:
                mentioned.setdefault(term, Place(path, line))
        if not isinstance(subject, ox.NamedNode):
            continue
        called.note(subject, predicate, object_, Place(path, line))
        if predicate in _NAMES and isinstance(object_, ox.Literal):
            rank = (_rank(predicate, object_.language), object_.value)
            names[subject.value] = min(names.get(subject.value, rank), rank)
        elif predicate in _CLAIM_PARTS and subject in wanted and isinstance(object_, ox.NamedNode):
            claims.setdefault(subject.value, {})[predicate] = object_.value
    labels = {iri: name for iri, (_, name) in names.items()}
    labels |= {iri: told for iri, parts in claims.items() if iri not in labels and (told := _claim(parts, labels))}
    tables = TablePlaces()
    placed = [
        f._replace(place=_in_table(f, _place(f, standing, mentioned), standing, tables), also=called.also(f, tables))
        for f in findings
    ]
    used = {n.value for f in placed for n in (f.focus, f.culprit, f.value, f.path_node) if isinstance(n, ox.NamedNode)}
    used |= {node.value for f in placed for node, _ in f.also}
    return Located(tuple(sorted(placed, key=_order)), {iri: labels[iri] for iri in sorted(used) if iri in labels})


class _Called:
    """Who else bears the names of what was found; nothing is kept where no finding is about names."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self._wanted = any(_iri(f.focus) in _CALLED for f in findings)
        self._bearers: dict[tuple[str, str], list[tuple[ox.NamedNode, Place]]] = {}
        self._names: dict[tuple[str, str], list[str]] = {}

    def note(self, node: ox.NamedNode, predicate: str, name: object, place: Place) -> None:
        """One statement, of which only names are kept."""
        if self._wanted and predicate in _CALLED and isinstance(name, ox.Literal):
            folded = name.value.casefold()
            self._bearers.setdefault((predicate, folded), []).append((node, place))
            self._names.setdefault((predicate, node.value), []).append(folded)

    def also(self, f: Finding, tables: TablePlaces) -> tuple[tuple[ox.NamedNode, Place], ...]:
        """The other bearers: of a label those who have it as theirs, of a synonym those who have it as either."""
        focus = _iri(f.focus)
        if focus not in _CALLED:
            return ()
        found: dict[ox.NamedNode, Place] = {}
        for name in self._names.get((focus, _iri(f.culprit)), ()):
            for predicate in (focus,) if focus == LABEL else _CALLED:
                for node, place in self._bearers.get((predicate, name), ()):
                    cell = tables.find(place.file, node.value, predicate)
                    found.setdefault(node, Place(*cell) if cell else place)
        return tuple((node, place) for node, place in found.items() if node != f.culprit)


def _rank(predicate: str, language: str | None) -> int:
    """English before no language before any other; within each, labels before titles."""
    tag = (language or "").lower()
    return _NAMES[predicate] + (0 if tag == "en" or tag.startswith("en-") else 10 if not tag else 20)


def _claim(parts: dict[str, str], labels: dict[str, str]) -> str | None:
    """A claim has no label: it is called by what it says."""
    names = [labels.get(parts.get(part, "")) for part in _CLAIM_PARTS]
    if not all(names[:3]):
        return None
    said = " ".join(str(name) for name in names[:3])
    return f"{said} (in {names[3]})" if names[3] else said


def _place(f: Finding, standing: dict[Value, list[_Standing]], mentioned: dict[Value, Place]) -> Place | None:
    """The line of the value, else of the property, else of the node; for a node that is only mentioned, of that."""
    about = standing.get(f.culprit, [])
    if isinstance(f.path_node, ox.NamedNode):
        under = [s for s in about if s.predicate == f.path_node.value]
        exact = [s.place for s in under if f.value is not None and _same(s.object, f.value)]
        if exact:
            return exact[0]
        if under:  # one too many is the last one; of one too few the first shows where they stand
            return under[-1 if f.component == "MaxCountConstraintComponent" else 0].place
    elif f.value is not None:
        exact = [s.place for s in about if _same(s.object, f.value)]
        if exact:
            return exact[0]
        if not isinstance(f.value, ox.Literal) and f.path_node is not None:
            back = [s.place for s in standing.get(f.value, []) if s.object == f.focus]
            if back:
                return back[0]
    if about:  # a shape for what a property joins has the property as its focus
        return next((s.place for s in about if s.predicate == _iri(f.focus)), about[0].place)
    return mentioned.get(f.culprit)


def _in_table(
    f: Finding, place: Place | None, standing: dict[Value, list[_Standing]], tables: TablePlaces
) -> Place | None:
    """The row and column that a generated statement was made from, else the place itself."""
    if not place or not isinstance(f.culprit, ox.NamedNode):
        return place
    there = [s.predicate for s in standing.get(f.culprit, ()) if s.place == place]
    predicate = _iri(f.path_node) or next(iter(there), "")
    cell = tables.find(place.file, f.culprit.value, predicate)
    return Place(*cell) if cell else place


def _iri(term: Value | None) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""


def _same(found: Value, value: Value) -> bool:
    if isinstance(found, ox.Literal) and isinstance(value, ox.Literal) and found.language and value.language:
        return found.value == value.value and found.language.lower() == value.language.lower()
    return found == value


def _order(f: Finding) -> tuple[object, ...]:
    from kgtool.validate.findings import SEVERITIES

    where = f.place or Place("\uffff", 0)
    return (
        SEVERITIES.index(f.severity),
        f.rule,
        *where,
        str(f.focus),
        f.path or "",
        str(f.value),
        f.component,
        f.message,
    )
