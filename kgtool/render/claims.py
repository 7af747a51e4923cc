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


def hedges_of(details: Mapping[str, str]) -> list[str]:
    """Importance, counts and amounts, and of whom they are told, as a reader says them."""
    told = [words(details["importance"])] if "importance" in details else []
    if "shareAtMost" in details:
        told.append(f"at most {_percent(details['shareAtMost'])}")
    if "shareAtLeast" in details:
        told.append(f"at least {_percent(details['shareAtLeast'])}")
    if "countAtLeast" in details:
        told.append(f"{details['countAtLeast']} or more")
    if "value" in details or "high" in details:
        low, high = details.get("value"), details.get("high")
        amount = f"{low}–{high}" if low and high else low or f"up to {high}"
        whom = [details[name] for name in ("sex", "stage", "population") if name in details]
        ages = [details.get("ageFrom", ""), details.get("ageTo", "")]
        if any(ages):
            whom.append(f"aged {'–'.join(ages)}" if all(ages) else f"from {ages[0]}" if ages[0] else f"up to {ages[1]}")
        by = [details[name] for name in ("authority", "year") if name in details]
        text = " ".join([amount, details.get("unit", ""), *(f"({part})" for part in (", ".join(whom + by),) if part)])
        told.append(" ".join(text.split()))
    return [printable(one) for one in told]


def _percent(share: str) -> str:
    try:
        return f"{100 * float(share):g} %"
    except ValueError:
        return share


def evidence_text(e: Evidence, labels: Mapping[str, str], details: Mapping[str, str] = NO_TEXTS) -> str:
    """One piece of evidence in a line: who, where, and how it is hedged.

    details  its further hedges: importance, counts, amounts.
    """
    if not e.source:
        return "stated without evidence"
    hedges = [e.stance] if e.stance != "supports" else []
    hedges.append(e.modality)
    hedges += [h for h in (e.directness, e.mode) if h and h not in ("unspecified", "causing")]
    hedges += [words(h) for h in (*e.conditions, e.frequency, *e.manifestations) if h]
    hedges += hedges_of(details)
    section = printable(labels.get(e.section) or e.section)
    record = " ".join(labels.get(e.passage, "").split())  # what a record of another graph quotes
    quotation = f" — “{printable(record[:_MOST_QUOTED])}{'…' * (len(record) > _MOST_QUOTED)}”" if record else ""
    return f"{source_name(e.source, labels)}, “{section}”: {', '.join(hedges)}{quotation}"


def source_name(iri: str, labels: Mapping[str, str]) -> str:
    """What a source goes by in a line: a label that is one word, such as PMID:12345, else its slug."""
    label = labels.get(iri, "")
    return printable(label if label and not any(map(str.isspace, label)) else slug(iri))
