"""A graph that others made → claims, and a report of what fits and what doesn't."""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping
from typing import NamedTuple

from kgtool.importing.edge_tables import Row
from kgtool.logic.curies import Cited, Prefixes, slugged
from kgtool.logic.edges import Edge, UnsignedError, edges_of, turned
from kgtool.logic.words import Words
from kgtool.model import Sign
from kgtool.store.edge_claims import Claims
from kgtool.vocabulary import BASE

MOST_LISTED = 20
_TERM = BASE + "term/"


class Report(NamedTuple):
    """What became of a graph. Problems are (place, what) pairs, the first few of each; numbers count all.

    signed_by   how many edges got their sign from what: a sign, a direction, a predicate's sign, a word.
    unsigned    predicates without a sign, with their edges, which are left out.
    left_open   those of the open edges, which are kept.
    dangling    ends that no node describes, where nodes are there at all.
    clashes     labels that several terms bear.
    met         plain names that are terms of the shipped graph.
    levels      how many terms of the shipped graph are, by a shipped table, low or high levels of its variables.
    """

    rows: int
    edges: int
    claims: int
    terms: int
    sources: int
    signed_by: dict[str, int]
    open: int
    negated: int
    unsigned: dict[str, int]
    both_signs: list[tuple[str, str]]
    dangling: list[str]
    clashes: dict[str, list[str]]
    unknown_prefixes: dict[str, int]
    bad_names: list[str]
    blank: int
    loops: int
    aspects: list[str]
    met: int
    problems: list[tuple[str, str]]
    bad_rows: int
    levels: int = 0
    left_open: dict[str, int] = {}  # noqa: RUF012 - never changed


class Graph:
    """Takes rows, and gives claims and a report.

    dataset   the graph that is read: the source of edges that name none.
    signs     the signs of predicates; backward: those of them that lead from the effect to the cause.
    lookup    the IRI that a plain name stands for in the shipped graph, or None.
    """

    def __init__(
        self,
        dataset: Cited,
        words: Words,
        signs: Mapping[str, Sign],
        backward: Container[str],
        prefixes: Prefixes,
        lookup: Callable[[str], str | None] = lambda _: None,
    ) -> None:
        self.claims = Claims(dataset)
        self.labels: dict[str, str] = {}
        self._plain: dict[str, str] = {}
        self.synonyms: dict[str, set[str]] = {}
        self.same: dict[str, set[str]] = {}
        self._words = words
        self._signs = signs
        self._backward = backward
        self.prefixes = prefixes
        self._lookup = lookup
        self._described: set[str] = set()
        self._aspects: dict[str, str] = {}
        self._met: dict[str, str] = {}
        self._bad_names: Counter[str] = Counter()
        self._problems: list[tuple[str, str]] = []
        self._how: Counter[str] = Counter()
        self._unsigned: Counter[str] = Counter()
        self._left_open: Counter[str] = Counter()
        self._named: dict[str, str | None] = {}
        self._rows = self._edges = self._bad = self._open = self._negated = self._blank = self._loops = 0

    def take(self, rows: Iterable[Row]) -> None:
        """Take the nodes and edges of a file."""
        for row in rows:
            self._rows += 1
            try:
                if row.problem:
                    raise ValueError(row.problem)
                if row.is_node:
                    self._node(row.values)
                else:
                    self._edge(row)
            except UnsignedError as error:
                self._unsigned[str(error)] += 1
            except ValueError as error:
                self._bad += 1
                if len(self._problems) < MOST_LISTED:
                    self._problems.append((row.place, str(error)))

    def _node(self, values: Mapping[str, str]) -> None:
        iri = self._iri(values.get("iri", ""))
        if iri is None:
            raise ValueError(f'"{values.get("iri", "")}" is no identifier')
        self._described.add(iri)
        if label := " ".join(values.get("label", "").split()):
            self.labels.setdefault(iri, label)
        self.synonyms.setdefault(iri, set()).update(filter(None, map(str.strip, values.get("synonym", "").split("\n"))))
        for name in filter(None, values.get("same", "").split("\n")):
            if (other := self.prefixes.iri(name)) and other != iri:
                self.same.setdefault(iri, set()).add(other)

    def _edge(self, row: Row) -> None:
        values = row.values
        if any(values.get(end, "").startswith("_:") for end in ("subject", "object")):
            self._blank += 1
            return
        if self._predicate(values.get("predicate", "")) in self._backward:
            values = turned(values)
        for edge in edges_of({"record": row.place, **values}, self._words, self._sign_of):
            ends = [
                self._end(name, aspect, values.get(label, ""))
                for name, aspect, label in (
                    (edge.subject, edge.subject_aspect, "subject_label"),
                    (edge.object, edge.object_aspect, "object_label"),
                )
            ]
            if ends[0] == ends[1]:
                self._loops += 1
                continue
            self._count(edge)
            self.claims.add(edge._replace(subject=ends[0], object=ends[1], subject_aspect="", object_aspect=""))

    def _count(self, edge: Edge) -> None:
        self._edges += 1
        self._how[edge.how] += 1
        if edge.sign is None:
            self._open += 1
            self._left_open[edge.predicate] += bool(edge.predicate)
        self._negated += edge.negated

    def _sign_of(self, predicate: str) -> Sign | None:
        return self._signs.get(self._predicate(predicate))

    def _predicate(self, name: str) -> str:
        """The IRI under which files of signs speak of a predicate."""
        return name if name in self._signs else self.prefixes.predicate(name)

    def _end(self, name: str, aspect: str, label: str) -> str:
        iri = self._iri(name)
        if iri is None:
            self._bad_names[name] += 1
            raise ValueError(f'"{name[:80]}" is no name of a term')
        if label:
            self.labels.setdefault(iri, " ".join(label.split()))
        return self._aspect(iri, name, aspect) if aspect else iri

    def _aspect(self, iri: str, name: str, aspect: str) -> str:
        label = f"{aspect} of {self.label(iri) or name}"
        own = f"{_TERM}{slugged(f'{aspect} {iri}')}"
        self.labels.setdefault(own, label)
        self._aspects[own] = label
        return own

    def _iri(self, name: str) -> str | None:
        if name not in self._named:
            self._named[name] = self._resolved(name)
        return self._named[name]

    def _resolved(self, name: str) -> str | None:
        text = name.strip()
        if (iri := self.prefixes.iri(text)) is not None:
            return iri
        plain = " ".join(text.split())
        if not plain or "://" in plain or plain[0] in "=@" or len(plain) > 300 or not any(map(str.isalnum, plain)):
            return None
        if known := self._lookup(plain):
            self._met[plain] = known
            return known
        iri = _TERM + slugged(plain)
        self._plain.setdefault(iri, plain)
        return iri

    def label(self, iri: str) -> str | None:
        """The label of an end: the one that the graph gives it, else the plain name that it goes by."""
        return self.labels.get(iri) or self._plain.get(iri)

    def foreign_ends(self) -> set[str]:
        """The ends that the shipped graph doesn't name itself."""
        return self.claims.ends - {*self._met.values()}

    def report(self) -> Report:
        """What became of what was taken so far."""
        ends = self.claims.ends
        bearers: dict[str, set[str]] = {}
        for iri in ends:
            if label := self.label(iri):
                bearers.setdefault(label.casefold(), set()).add(iri)
        known = self._described | self._aspects.keys() | {*self._met.values()}
        return Report(
            self._rows,
            self._edges,
            self.claims.number,
            len(ends),
            len(self.claims.sources),
            dict(sorted(self._how.items())),
            self._open,
            self._negated,
            dict(self._unsigned.most_common()),
            self.claims.both_signs(),
            sorted(ends - known) if self._described else [],
            {label: sorted(iris) for label, iris in sorted(bearers.items()) if len(iris) > 1},
            dict(self.prefixes.unknown.most_common()),
            sorted(self._bad_names),
            self._blank,
            self._loops,
            sorted(self._aspects.values()),
            len(self._met),
            self._problems,
            self._bad,
            left_open=dict((+self._left_open).most_common()),
        )
