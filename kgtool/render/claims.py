"""Claims and evidence as sentences."""

from collections.abc import Mapping

from kgtool.model import Claim, Evidence
from kgtool.render.words import label_of, printable, words
from kgtool.vocabulary import slug

_MOST_QUOTED = 200


def claim_text(claim: Claim, labels: Mapping[str, str]) -> str:
    """A claim as a sentence: `vitamin D enables calcium absorption`."""
    text = " ".join(label_of(labels, iri) for iri in (claim.subject, claim.predicate, claim.object))
    return f"{text} (in {label_of(labels, claim.context)})" if claim.context else text


NO_TEXTS: Mapping[str, str] = {}
"""No passage is at hand."""


def quoted(e: Evidence, texts: Mapping[str, str]) -> str:
    """The passage that a piece of evidence cites, to stand behind it; nothing where its text isn't at hand."""
    text = texts.get(e.passage)
    return f" — “{printable(text)}”" if text else ""


def evidence_text(e: Evidence, labels: Mapping[str, str]) -> str:
    """One piece of evidence in a line: who, where, and how it is hedged."""
    if not e.source:
        return "stated without evidence"
    hedges = [e.stance] if e.stance != "supports" else []
    hedges.append(e.modality)
    hedges += [h for h in (e.directness, e.mode) if h and h not in ("unspecified", "causing")]
    hedges += [words(h) for h in (*e.conditions, e.frequency, *e.manifestations) if h]
    section = printable(labels.get(e.section) or e.section)
    quoted = " ".join(labels.get(e.passage, "").split())
    quotation = f" — “{printable(quoted[:_MOST_QUOTED])}{'…' * (len(quoted) > _MOST_QUOTED)}”" if quoted else ""
    return f"{source_name(e.source, labels)}, “{section}”: {', '.join(hedges)}{quotation}"


def source_name(iri: str, labels: Mapping[str, str]) -> str:
    """What a source goes by in a line: a label that is one word, such as PMID:12345, else its slug."""
    label = labels.get(iri, "")
    return printable(label if label and not any(map(str.isspace, label)) else slug(iri))
