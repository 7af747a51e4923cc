"""RDF rows → claims, terms and hops: the only seam between RDF and plain values.

Every function asks a `Store` in SPARQL 1.1, so files on disk and a remote endpoint are read by the same text.
"""

from kgtool.reading.evidence import claims_of, conclusions, grounds_of, lacks_steps, named_in, sources
from kgtool.reading.hops import STEPS, hops_between
from kgtool.reading.noted import weights
from kgtool.reading.noting import indexed, support_of
from kgtool.reading.rows import literal, rows, values
from kgtool.reading.terms import (
    STATE_OF,
    as_terms,
    called,
    find,
    find_folded,
    labels,
    names,
    narrower,
    umbrellas,
    widen,
)

__all__ = [
    "STATE_OF",
    "STEPS",
    "as_terms",
    "called",
    "claims_of",
    "conclusions",
    "find",
    "find_folded",
    "grounds_of",
    "hops_between",
    "indexed",
    "labels",
    "lacks_steps",
    "literal",
    "named_in",
    "names",
    "narrower",
    "rows",
    "sources",
    "support_of",
    "umbrellas",
    "values",
    "weights",
    "widen",
]
