"""What is stated of each node of a kind, for comparing two versions of a graph."""

import pyoxigraph as ox

from kgtool.reading.rows import PROLOGUE, only_terms
from kgtool.store import Store
from kgtool.vocabulary import LABEL

Statement = tuple[str, str]
"""A predicate and a value, as N-Triples writes it."""


def statements(store: Store, kind: str) -> dict[str, set[Statement]]:
    """What is stated of each node of a kind; edges and hops are left out, for they follow from claims."""
    if kind == "term":
        chosen = (
            f"{only_terms('s')} "
            f"?s <{LABEL}> ?label . FILTER NOT EXISTS {{ ?any nc:projectsTo ?p }} "
            "FILTER NOT EXISTS { ?p nc:rule ?code } FILTER(?p NOT IN (nc:stepPromotes, nc:stepInhibits))"
        )
    else:
        # Evidence that comes or goes is told as such, not as a change of its claim.
        chosen = f"?s a nc:{kind.capitalize()} . FILTER(?p != nc:evidence)"
    answer = store.query(f"{PROLOGUE} SELECT DISTINCT ?s ?p ?o WHERE {{ ?s ?p ?o . FILTER(isIRI(?s)) {chosen} }}")
    assert isinstance(answer, ox.QuerySolutions)
    found: dict[str, set[Statement]] = {}
    for row in answer:
        subject, predicate, value = row["s"], row["p"], row["o"]
        assert isinstance(subject, ox.NamedNode)
        assert isinstance(predicate, ox.NamedNode)
        # Blank nodes have no name by which two versions could be compared.
        text = "[]" if isinstance(value, ox.BlankNode) else str(value)
        found.setdefault(subject.value, set()).add((predicate.value, text))
    return found
