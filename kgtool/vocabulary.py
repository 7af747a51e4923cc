"""The few IRIs that code names, and the prefixes that shorten the others."""

from collections.abc import Mapping
from typing import Literal

BASE = "https://w3id.org/nutrition-causality/"
NC = BASE + "ontology#"
TERM = BASE + "term/"
STEPS: Mapping[str, Literal["+", "-"]] = {NC + "stepPromotes": "+", NC + "stepInhibits": "-"}
"""The two steps that everything traceable comes down to, and their signs."""
NCS = BASE + "shape#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
OBO = "http://purl.obolibrary.org/obo/"
MEMBERSHIP = NC + "inheritsFrom"  # the rule whose hops say that one thing belongs to another, and no more
ACCUMULATION = NC + "accumulation"  # the rule by which what raises a level leads to too much: only where it goes so far
LEVELS = (NC + "lowLevelOf", NC + "highLevelOf")  # a state, and the variable that is low or high then
LABEL = RDFS + "label"
DEFINITION = OBO + "IAO_0000115"

# The longest namespace that fits wins, so that HP:0002380 comes before obo:HP_0002380.
PREFIXES = {
    "nc": NC,
    "ncs": NCS,
    "term": TERM,
    "claim": BASE + "claim/",
    "ev": BASE + "evidence/",
    "psg": BASE + "passage/",
    "sec": BASE + "section/",
    "src": BASE + "source/",
    "drv": BASE + "derivation/",
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "skos": SKOS,
    "sh": "http://www.w3.org/ns/shacl#",
    "dcterms": "http://purl.org/dc/terms/",
    "sdo": "https://schema.org/",
    "vann": "http://purl.org/vocab/vann/",
    "obo": OBO,
    "BFO": OBO + "BFO_",
    "CDNO": OBO + "CDNO_",
    "CHEBI": OBO + "CHEBI_",
    "FOODON": OBO + "FOODON_",
    "GO": OBO + "GO_",
    "HP": OBO + "HP_",
    "IAO": OBO + "IAO_",
    "MONDO": OBO + "MONDO_",
    "NCIT": OBO + "NCIT_",
    "ONS": OBO + "ONS_",
    "RO": OBO + "RO_",
    "UBERON": OBO + "UBERON_",
    "LOINC": "https://loinc.org/",
}
_BY_LENGTH = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))
PROLOGUE = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())


def curie(iri: str) -> str:
    """The IRI with its longest known prefix, or the IRI itself where none fits."""
    for prefix, namespace in _BY_LENGTH:
        if iri.startswith(namespace) and len(iri) > len(namespace):
            local = iri[len(namespace) :]
            return iri if "/" in local or "#" in local else f"{prefix}:{local}"
    return iri


def expand(name: str) -> str | None:
    """The IRI of a CURIE with a known prefix (letter case of the prefix aside), else None."""
    prefix, colon, local = name.partition(":")
    if not colon or not local or local.startswith("//"):
        return None
    namespace = PREFIXES.get(prefix) or PREFIXES.get(prefix.upper()) or PREFIXES.get(prefix.lower())
    return namespace + local if namespace else None


def slug(iri: str) -> str:
    """The last part of an IRI: the slug of a source, the name of a rule."""
    return iri.rpartition("/")[2].rpartition("#")[2]


# What no IRI holds. A text from a graph goes into a query only by way of `node`, or it could end the IRI and go on.
_FORBIDDEN = frozenset('<>"{}|^`\\' + "".join(map(chr, range(0x21))))


def node(iri: str) -> str:
    """An IRI as SPARQL writes it; for a text that is none (a literal's, a blank node's), one that nothing bears."""
    return f"<{iri}>" if iri[:1].isalpha() and ":" in iri and _FORBIDDEN.isdisjoint(iri) else "<kgtool:none>"
