"""Chains → text for people and JSON for programs. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from kgtool.model import (
    Chain,
    Claim,
    Count,
    Evidence,
    Grounds,
    Hop,
    Overview,
    Portrait,
    PremiseSet,
    Term,
    Trace,
)
from kgtool.vocabulary import NC, curie, slug

DISCLAIMER = "Information from the cited sources, not medical advice."
_WORDS = {
    "whenSevere": "when severe",
    "whenModerate": "when moderate",
    "whenLongTerm": "in the long term",
    "whenExcessive": "when excessive",
    "whenDeficient": "when deficient",
    "someOnly": "some only",
    "notAlone": "not alone",
    "evenWhenReplete": "even when replete",
}


class Style:
    """Colours for a terminal, or none."""

    def __init__(self, colour: bool) -> None:
        self._colour = colour

    def bold(self, text: str) -> str:
        """For headings and labels."""
        return f"\x1b[1m{text}\x1b[0m" if self._colour else text

    def faint(self, text: str) -> str:
        """For what is there but need not be read."""
        return f"\x1b[2m{text}\x1b[0m" if self._colour else text

    def sign(self, text: str, sign: str) -> str:
        """For arrows: + and − differ by their character as well."""
        return (f"\x1b[32m{text}\x1b[0m" if sign == "+" else f"\x1b[31m{text}\x1b[0m") if self._colour else text


PLAIN = Style(colour=False)


def printable(text: str) -> str:
    """The text without control characters, so that no label can steer a terminal or break a table."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " if c.isspace() else "\N{REPLACEMENT CHARACTER}" for c in text)


def words(hedge: str) -> str:
    """A hedge as a reader says it."""
    return _WORDS.get(hedge, hedge)


def counted(number: int, noun: str) -> str:
    """`1 source`, `3 sources`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


# ---- text ----------------------------------------------------------------------------------------------


def trace_text(trace: Trace, style: Style = PLAIN, evidence: bool = False) -> str:
    """The chains as a person reads them.

    evidence  list, below each hop, every passage that it rests on.
    """
    blocks: list[str] = []
    heading = None
    for place, chain in enumerate(trace.chains, 1):
        verb = "promotes (+)" if chain.sign == "+" else "inhibits (−)"
        ends = [style.bold(label_of(trace.labels, iri)) for iri in (chain.terms[0], chain.terms[-1])]
        title = f"{ends[0]}  {verb}  {ends[1]}"
        lines = [title] if title != heading else []
        heading = title
        lines.append(f"{place}  {judgement(chain)}")
        width = max(len(label_of(trace.labels, hop.subject)) for hop in chain.hops)
        far = max(len(label_of(trace.labels, hop.object)) for hop in chain.hops)
        for hop in chain.hops:
            arrow = style.sign("─+→" if hop.sign == "+" else "─−⊣", hop.sign)
            subject = label_of(trace.labels, hop.subject).ljust(width)
            object_ = label_of(trace.labels, hop.object).ljust(far)
            lines.append(f"   {subject} {arrow} {object_}  {style.faint(grounds_text(trace, hop))}")
            if evidence:
                lines += (style.faint(f"      {line}") for line in _evidence_lines(trace, trace.grounds[hop]))
        blocks.append("\n".join(lines))
    text = "\n\n".join(blocks)
    if trace.truncated:
        text += f"\n\n{sentence(trace.truncated)}"
    return f"{text}\n\n{DISCLAIMER}"


def judgement(chain: Chain) -> str:
    """How far a chain can be trusted, in a line."""
    parts = [chain.origin, f"worded as {chain.modality}"]
    if chain.conditions:
        parts.append(", ".join(words(c) for c in chain.conditions))
    if chain.concluded:
        parts.append(f"concluded by {counted(len(chain.concluded), 'source')}")
    else:
        parts.append("no source draws this conclusion")
    if chain.disputed:
        parts.append("disputed")
    if chain.shortcut_of:
        parts.append(f"shortcut of {chain.shortcut_of}")
    return " · ".join(parts)


def grounds_text(trace: Trace, hop: Hop) -> str:
    """What one hop rests on, in a few words."""
    grounds = trace.grounds[hop]
    if grounds.derived:
        return "derived: " + "; or ".join(_by_rule(trace, premise) for premise in grounds.premises)
    evidence = [e for p in grounds.premises for c in p.claims for e in trace.claims[c].evidence if e.carries]
    sources = {e.source for e in evidence if e.source}
    parts = [counted(len(sources), "source") + _worded(evidence) if sources else "stated without evidence"]
    parts += [_by_rule(trace, premise) for premise in grounds.further]
    against = {
        e.source for p in grounds.premises for c in p.claims for e in trace.claims[c].evidence if e.stance != "supports"
    }
    if against:
        parts.append(f"disputed by {counted(len(against), 'source')}")
    return "; ".join(parts)


def _worded(evidence: Sequence[Evidence]) -> str:
    """`, "possible" in 2`: in how many of the sources no passage words it any stronger."""
    strongest: dict[str, str] = {}
    for e in evidence:
        strongest[e.source] = min(strongest.get(e.source, e.modality), e.modality)
    possible = sum(word == "possible" for word in strongest.values())
    if not possible:
        return ""
    return ', "possible"' if possible == len(strongest) else f', "possible" in {possible}'


def _by_rule(trace: Trace, premise: PremiseSet) -> str:
    told = []
    for iri in premise.claims:
        claim = trace.claims[iri]
        sources = {e.source for e in claim.evidence if e.carries}
        told.append(f"{claim_text(claim, trace.labels)} ({counted(len(sources), 'source')})")
    return " and ".join(told) or f"by definition ({label_of(trace.labels, premise.rule or '')})"


def claim_text(claim: Claim, labels: Mapping[str, str]) -> str:
    """A claim as a sentence: `vitamin D enables calcium absorption`."""
    text = " ".join(label_of(labels, iri) for iri in (claim.subject, claim.predicate, claim.object))
    return f"{text} (in {label_of(labels, claim.context)})" if claim.context else text


def _evidence_lines(trace: Trace, grounds: Grounds) -> Iterable[str]:
    for iri in grounds.claims:
        claim = trace.claims[iri]
        for e in claim.evidence:
            yield f"{claim_text(claim, trace.labels)}: {evidence_text(e, trace.labels)}"


def evidence_text(e: Evidence, labels: Mapping[str, str]) -> str:
    """One piece of evidence in a line: who, where, and how it is hedged."""
    hedges = [e.stance] if e.stance != "supports" else []
    hedges.append(e.modality)
    hedges += [h for h in (e.directness, e.mode) if h and h not in ("unspecified", "causing")]
    hedges += [words(h) for h in (*e.conditions, e.frequency, *e.manifestations) if h]
    section = printable(labels.get(e.section) or e.section)
    return f"{printable(slug(e.source))}, “{section}”: {', '.join(hedges)}"


def label_of(labels: Mapping[str, str], iri: str) -> str:
    """What to call an IRI: its label, else the IRI in short, fit for any terminal or page."""
    return printable(labels.get(iri) or curie(iri))


def sentence(text: str) -> str:
    """A note as a sentence of its own."""
    return text[:1].upper() + text[1:] + "."


def table(rows: Iterable[Sequence[str]], heading: Sequence[str] = ()) -> str:
    """Rows in aligned columns, two spaces apart; numbers to the right."""
    cells = [[printable(cell) for cell in row] for row in ([heading, *rows] if heading else rows)]
    if not cells:
        return ""
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    body = cells[1:] if heading else cells
    right = [all(row[i].replace(",", "").isdigit() for row in body) and bool(body) for i in range(len(widths))]
    return "\n".join(
        "  ".join(c.rjust(w) if r else c.ljust(w) for c, w, r in zip(row, widths, right, strict=True)).rstrip()
        for row in cells
    )


def overview_text(overview: Overview) -> str:
    """The counts as a person reads them."""
    blocks = [
        table([(name, f"{n:,}") for name, n in overview.totals.items()]),
        table([(c.label, f"{c.terms:,}") for c in overview.classes], ("class", "terms")),
        table(
            [(c.label, f"{c.claims:,}", f"{c.evidence:,}") for c in overview.predicates],
            ("predicate", "claims", "evidence"),
        ),
        table(
            [(slug(c.iri), f"{c.claims:,}", f"{c.evidence:,}", c.label) for c in overview.sources],
            ("source", "claims", "evidence", "title"),
        ),
        table(_versions(overview.versions)),
    ]
    return "\n\n".join(block for block in blocks if block)


def _versions(versions: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Programs one a line; ontologies of one version together, by the shortest IRI."""
    alike: dict[str, list[str]] = {}
    for name, version in versions.items():
        if "://" in name:
            alike.setdefault(version, []).append(name)
        else:
            yield name, version
    for version, iris in sorted(alike.items()):
        others = f" and {counted(len(iris) - 1, 'other')}" if iris[1:] else ""
        yield min(iris, key=len) + others, version


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


# ---- JSON ----------------------------------------------------------------------------------------------


def trace_json(trace: Trace) -> str:
    """The chains as one JSON object, `kgtool/trace/1`."""
    return to_json(
        {
            "schema": "kgtool/trace/1",
            "causes": [term_json(t.iri, {t.iri: t.label}) for t in trace.causes],
            "effects": [term_json(t.iri, {t.iri: t.label}) for t in trace.effects],
            "truncated": trace.truncated,
            "chains": [_chain_json(trace, chain) for chain in trace.chains],
        }
    )


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


def _chain_json(trace: Trace, chain: Chain) -> dict[str, Any]:
    return {
        "sign": chain.sign,
        "origin": chain.origin,
        "modality": chain.modality,
        "conditions": list(chain.conditions),
        "concluded": bool(chain.concluded),
        "concluded_by": [slug(s) for s in chain.concluded],
        "disputed": chain.disputed,
        "shortcut_of": chain.shortcut_of,
        "sources": [slug(s) for s in chain.sources],
        "hops": [_hop_json(trace, hop) for hop in chain.hops],
    }


def _hop_json(trace: Trace, hop: Hop) -> dict[str, Any]:
    grounds = trace.grounds[hop]
    rule = grounds.premises[0].rule
    claims = [trace.claims[iri] for iri in grounds.claims]
    return {
        "subject": term_json(hop.subject, trace.labels),
        "predicate": term_json(NC + ("promotes" if hop.sign == "+" else "inhibits"), {}),
        "object": term_json(hop.object, trace.labels),
        "sign": hop.sign,
        "derived": grounds.derived,
        "rule": term_json(rule, trace.labels) if rule else None,
        "claims": [claim.iri for claim in claims],
        "conditions": list(trace.conditions[hop]),
        "evidence": [evidence_json(e) for claim in claims for e in claim.evidence],
    }


def evidence_json(e: Evidence) -> dict[str, Any]:
    """One piece of evidence, with the hedges as local names."""
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
    }


def terms_text(terms: Iterable[Term]) -> str:
    """Terms, one a line: `term:muscle-cramp ! muscle cramp`."""
    return "\n".join(f"{curie(term.iri)} ! {printable(term.label)}" for term in terms)


def overview_json(overview: Overview) -> str:
    """The counts as one JSON object, `kgtool/info/1`."""
    return to_json(
        {
            "schema": "kgtool/info/1",
            "totals": overview.totals,
            "classes": [{**term_json(c.iri, {c.iri: c.label}), "terms": c.terms} for c in overview.classes],
            "predicates": [_count_json(c) for c in overview.predicates],
            "sources": [{"slug": slug(c.iri), **_count_json(c)} for c in overview.sources],
            "versions": overview.versions,
        }
    )


def _count_json(count: Count) -> dict[str, Any]:
    return {
        **term_json(count.iri, {count.iri: count.label}),
        "claims": count.claims,
        "evidence": count.evidence,
    }


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


def claim_json(claim: Claim, labels: Mapping[str, str]) -> dict[str, Any]:
    """A claim with its evidence."""
    return {
        "iri": claim.iri,
        "subject": term_json(claim.subject, labels),
        "predicate": term_json(claim.predicate, labels),
        "object": term_json(claim.object, labels),
        "context": term_json(claim.context, labels) if claim.context else None,
        "evidence": [evidence_json(e) for e in claim.evidence],
    }
