"""Candidates for what explains several symptoms, as text and as JSON."""

from collections.abc import Mapping, Sequence

from kgtool.logic.causes import Candidate
from kgtool.model import Chain, Term
from kgtool.render.lines import WIDE, beside, broken, wrapped
from kgtool.render.objects import term_json, to_json
from kgtool.render.words import DISCLAIMER, PLAIN, Style, counted, printable, words
from kgtool.vocabulary import slug


def candidates_text(
    candidates: Sequence[Candidate],
    symptoms: Sequence[Term],
    labels: Mapping[str, str],
    truncated: str | None,
    style: Style = PLAIN,
    width: int = WIDE,
) -> str:
    """The candidates as a person reads them: what each explains, through what, and what would tell it apart."""
    blocks = []
    for place, candidate in enumerate(candidates, 1):
        name = style.bold(_name(labels, candidate.cause))
        lines = [f"{place}  {name}  explains {len(candidate.explained)} of {len(symptoms)}"]
        rows = [
            (f"   {printable(symptom.label)}", _how(candidate.explained.get(symptom.iri), labels))
            for symptom in symptoms
        ]
        lines += (f"{left}{note}".rstrip() for told in beside(rows, width) for left, note in told)
        for what, found in (("it alone of all these also brings", candidate.apart), ("shown by", candidate.tests)):
            if found:
                lines += broken(f"{what}: {', '.join(_name(labels, iri) for iri in found)}", width, "   ", "      ")
        blocks.append("\n".join(lines))
    if truncated:
        blocks.append(wrapped(f"{truncated[:1].upper()}{truncated[1:]}.", width))
    return "\n\n".join([*blocks, DISCLAIMER])


def _how(chain: Chain | None, labels: Mapping[str, str]) -> str:
    """Through what a cause comes to a symptom, and how far that can be trusted."""
    if chain is None:
        return "–"
    way = " → ".join(_name(labels, iri) for iri in chain.terms[1:-1])
    parts = [f"through {way}" if way else "named outright", chain.origin, f"worded as {chain.modality}"]
    parts += [words(condition) for condition in chain.conditions]
    parts += ["class membership, no effect"] if chain.memberships else []
    parts += ["disputed"] if chain.disputed else []
    parts += [] if chain.weakest is None else [counted(chain.weakest, "source") + (" at least" if way else "")]
    return " · ".join(parts)


def candidates_json(
    candidates: Sequence[Candidate], symptoms: Sequence[Term], labels: Mapping[str, str], truncated: str | None
) -> str:
    """The candidates as one JSON object, `kgtool/causes-of/1`."""
    return to_json(
        {
            "schema": "kgtool/causes-of/1",
            "symptoms": [term_json(t.iri, {t.iri: t.label}) for t in symptoms],
            "truncated": truncated,
            "candidates": [
                {
                    "cause": term_json(c.cause, labels),
                    "explains": [
                        {
                            "symptom": term_json(iri, labels),
                            "origin": chain.origin,
                            "modality": chain.modality,
                            "disputed": chain.disputed,
                            "concluded": bool(chain.concluded),
                            "sources": [slug(s) for s in chain.sources],
                            "terms": [term_json(t, labels) for t in chain.terms],
                        }
                        for iri, chain in c.explained.items()
                    ],
                    "apart": [term_json(iri, labels) for iri in c.apart],
                    "tests": [term_json(iri, labels) for iri in c.tests],
                }
                for c in candidates
            ],
        }
    )


def _name(labels: Mapping[str, str], iri: str) -> str:
    return printable(labels.get(iri, iri))
