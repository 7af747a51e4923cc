"""RDF rows → claims, terms and hops: the only seam between RDF and plain values.

Every function asks a `Store` in SPARQL 1.1, so files on disk and a remote endpoint are read by the same text.
"""

from kgtool.reading.evidence import claims_of, lacks_steps, named_in, outright, sources
from kgtool.reading.grounds import grounds_of
from kgtool.reading.hops import STEPS, hops_between
from kgtool.reading.noted import has_notes, weights
from kgtool.reading.noting import indexed, support_of
from kgtool.reading.rows import literal, rows, values
from kgtool.reading.terms import (
    STATE_OF,
    as_iri,
    as_terms,
    called,
    classes_of_terms,
    find,
    find_folded,
    labels,
    names,
    narrower,
    nutrients,
    states_of,
    widen,
)
from kgtool.reading.traits import traits

__all__ = [
    "STATE_OF",
    "STEPS",
    "as_iri",
    "as_terms",
    "called",
    "claims_of",
    "classes_of_terms",
    "find",
    "find_folded",
    "grounds_of",
    "has_notes",
    "hops_between",
    "indexed",
    "labels",
    "lacks_steps",
    "literal",
    "named_in",
    "names",
    "narrower",
    "nutrients",
    "outright",
    "rows",
    "sources",
    "states_of",
    "support_of",
    "traits",
    "values",
    "weights",
    "widen",
]
