"""Candidates for what explains several symptoms, as text and as JSON."""

from collections.abc import Mapping, Sequence

from kgtool.logic.causes import Candidate
from kgtool.model import Term
from kgtool.render.objects import term_json, to_json
from kgtool.render.words import DISCLAIMER, PLAIN, Style, counted, printable, table
from kgtool.vocabulary import slug


def candidates_text(
    candidates: Sequence[Candidate],
    symptoms: Sequence[Term],
    labels: Mapping[str, str],
    truncated: str | None,
    style: Style = PLAIN,
) -> str:
    """The candidates as a person reads them: what each explains, through what, and what would tell it apart."""
    blocks = []
    for place, candidate in enumerate(candidates, 1):
        name = style.bold(_name(labels, candidate.cause))
        head = f"{place}  {name}  explains {len(candidate.explained)} of {len(symptoms)}"
        rows = []
        for symptom in symptoms:
            chain = candidate.explained.get(symptom.iri)
            if chain is None:
                rows.append((f"   {printable(symptom.label)}", "–", "", ""))
                continue
            way = " → ".join(_name(labels, iri) for iri in chain.terms[1:-1])
            judged = f"{chain.origin}, worded as {chain.modality}" + (", disputed" if chain.disputed else "")
            through = f"through {way}" if way else "named outright"
            rows.append((f"   {printable(symptom.label)}", judged, counted(len(chain.hops), "step"), through))
        lines = [head, table(rows)]
        if candidate.apart:
            lines.append("   it alone also brings: " + ", ".join(_name(labels, iri) for iri in candidate.apart))
        if candidate.tests:
            lines.append("   shown by: " + ", ".join(_name(labels, iri) for iri in candidate.tests))
        blocks.append("\n".join(lines))
    if truncated:
        blocks.append(truncated[:1].upper() + truncated[1:] + ".")
    return "\n\n".join([*blocks, DISCLAIMER])


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
