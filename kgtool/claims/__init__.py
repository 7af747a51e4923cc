"""RDF rows → claims, terms and hops: the only seam between RDF and plain values.

Every function asks a `Store` in SPARQL 1.1, so files on disk and a remote endpoint are read by the same text.
"""

from kgtool.claims.evidence import claims_of, conclusions, grounds_of, named_in, what_is_there
from kgtool.claims.hops import STEPS, hops_between
from kgtool.claims.rows import literal, rows, values
from kgtool.claims.terms import by_iri, labels, named, names, narrower, states_of, umbrellas

__all__ = [
    "STEPS",
    "by_iri",
    "claims_of",
    "conclusions",
    "grounds_of",
    "hops_between",
    "labels",
    "literal",
    "named",
    "named_in",
    "names",
    "narrower",
    "rows",
    "states_of",
    "umbrellas",
    "values",
    "what_is_there",
]
