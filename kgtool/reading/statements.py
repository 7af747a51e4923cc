"""What is stated of each node of a kind, for comparing two versions of a graph."""

from collections.abc import Collection

import pyoxigraph as ox

from kgtool.reading.rows import PROLOGUE, only_terms, values
from kgtool.store import Store
from kgtool.vocabulary import LABEL

Statement = tuple[str, str]
"""A predicate and a value, as N-Triples writes it."""

_ALL = 20_000
"""Of more nodes than this all are asked for, and the others left out."""


def statements(store: Store, kind: str, nodes: Collection[str]) -> dict[str, set[Statement]]:
    """What is stated of those nodes that are of a kind; edges and hops are left out, for they follow from claims."""
    if not nodes:
        return {}
    among = values("s", sorted(nodes)) if len(nodes) <= _ALL else ""
    if kind == "term":
        chosen = (
            f"{only_terms('s')} "
            f"?s <{LABEL}> ?label . FILTER NOT EXISTS {{ ?any nc:projectsTo ?p }} "
            "FILTER NOT EXISTS { ?p nc:rule ?code } FILTER(?p NOT IN (nc:stepPromotes, nc:stepInhibits))"
        )
    else:
        # Evidence that comes or goes is told as such, not as a change of its claim.
        chosen = f"?s a nc:{kind.capitalize()} . FILTER(?p != nc:evidence)"
    answer = store.query(
        f"{PROLOGUE} SELECT DISTINCT ?s ?p ?o WHERE {{ {among} ?s ?p ?o . FILTER(isIRI(?s)) {chosen} }}"
    )
    assert isinstance(answer, ox.QuerySolutions)
    found: dict[str, set[Statement]] = {}
    for row in answer:
        subject, predicate, value = row["s"], row["p"], row["o"]
        assert isinstance(subject, ox.NamedNode)
        if subject.value not in nodes:
            continue
        assert isinstance(predicate, ox.NamedNode)
        # Blank nodes have no name by which two versions could be compared.
        text = "[]" if isinstance(value, ox.BlankNode) else str(value)
        found.setdefault(subject.value, set()).add((predicate.value, text))
    return found
