"""Claims, evidence and terms as JSON objects, and JSON as this program writes it."""

from collections.abc import Mapping
from typing import Any

from kgtool.model import Claim, Evidence
from kgtool.vocabulary import curie, slug


def to_json(value: object) -> str:
    """JSON as this program writes it: indented, UTF-8, keys in the order given.

    What could steer a terminal is written by its number, as JSON can; it says the same.
    """
    import json

    text = json.dumps(value, ensure_ascii=False, indent=2)
    if text.replace("\n", "").isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text)


def term_json(iri: str, labels: Mapping[str, str]) -> dict[str, str]:
    """A term, a predicate or a rule: IRI, CURIE and label."""
    return {"iri": iri, "curie": curie(iri), "label": labels.get(iri, curie(iri))}


def evidence_json(e: Evidence, labels: Mapping[str, str] | None = None) -> dict[str, Any]:
    """One piece of evidence, with the hedges as local names; with labels, what a record of another graph quotes."""
    quoted = (labels or {}).get(e.passage)
    return {
        "claim": e.claim,
        "source": slug(e.source),
        "section": slug(e.section) if "://" in e.section else e.section,
        "passage": e.passage,
        "stance": e.stance,
        "modality": e.modality,
        "directness": e.directness,
        "mode": e.mode,
        "condition": list(e.conditions),
        "frequency": e.frequency,
        "manifestation": list(e.manifestations),
        **({"quotation": quoted} if quoted else {}),
    }


def claim_json(claim: Claim, labels: Mapping[str, str]) -> dict[str, Any]:
    """A claim with its evidence."""
    return {
        "iri": claim.iri,
        "subject": term_json(claim.subject, labels),
        "predicate": term_json(claim.predicate, labels),
        "object": term_json(claim.object, labels),
        "context": term_json(claim.context, labels) if claim.context else None,
        "evidence": [evidence_json(e, labels) for e in claim.evidence],
    }
