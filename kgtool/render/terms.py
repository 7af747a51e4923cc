"""Terms, and everything said about one, as text and as JSON."""

from collections.abc import Iterable

from kgtool.model import Portrait, Term
from kgtool.render.claims import claim_text, evidence_text
from kgtool.render.objects import claim_json, term_json, to_json
from kgtool.render.words import DISCLAIMER, PLAIN, Style, label_of, printable
from kgtool.vocabulary import curie


def portrait_text(portrait: Portrait, style: Style = PLAIN) -> str:
    """Everything said about a term, as a person reads it."""
    head = [f"{curie(portrait.term.iri)} ! {style.bold(printable(portrait.term.label))}"]
    if portrait.classes:
        head.append(", ".join(map(printable, portrait.classes)))
    if portrait.definition:
        head.append(printable(portrait.definition))
    if portrait.synonyms:
        head.append("also called: " + ", ".join(map(printable, portrait.synonyms)))
    head += [f"{'exactly' if how == 'exactMatch' else 'closely'} matches {curie(iri)}" for how, iri in portrait.matches]
    head += [" ".join(label_of(portrait.labels, iri) for iri in triple) for triple in portrait.structure]
    blocks = ["\n".join(head)]
    for title, chosen in (
        ("It", [c for c in portrait.claims if c.subject == portrait.term.iri]),
        ("Of it", [c for c in portrait.claims if c.object == portrait.term.iri]),
        ("In it", [c for c in portrait.claims if portrait.term.iri not in (c.subject, c.object)]),
    ):
        if chosen:
            lines = [style.bold(title)]
            for claim in sorted(chosen, key=lambda c: claim_text(c, portrait.labels)):
                lines.append(f"  {claim_text(claim, portrait.labels)}")
                lines += (style.faint(f"    {evidence_text(e, portrait.labels)}") for e in claim.evidence)
            blocks.append("\n".join(lines))
    return "\n\n".join([*blocks, DISCLAIMER])


def terms_text(terms: Iterable[Term]) -> str:
    """Terms, one a line: `term:muscle-cramp ! muscle cramp`."""
    return "\n".join(f"{curie(term.iri)} ! {printable(term.label)}" for term in terms)


def portrait_json(portrait: Portrait) -> str:
    """Everything said about a term as one JSON object, `kgtool/show/1`."""
    known = portrait.labels
    return to_json(
        {
            "schema": "kgtool/show/1",
            "term": term_json(portrait.term.iri, known),
            "classes": list(portrait.classes),
            "definition": portrait.definition,
            "synonyms": list(portrait.synonyms),
            "matches": [{"relation": how, "iri": iri, "curie": curie(iri)} for how, iri in portrait.matches],
            "structure": [
                dict(
                    zip(
                        ("subject", "predicate", "object"),
                        (term_json(iri, known) for iri in triple),
                        strict=True,
                    )
                )
                for triple in portrait.structure
            ],
            "claims": [claim_json(claim, known) for claim in portrait.claims],
        }
    )
