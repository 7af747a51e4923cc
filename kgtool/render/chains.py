"""Chains as text for people and as JSON."""

from collections.abc import Iterable, Sequence
from typing import Any

from kgtool.model import Chain, Evidence, Grounds, Hop, PremiseSet, Trace
from kgtool.render.claims import claim_text, evidence_text
from kgtool.render.objects import evidence_json, term_json, to_json
from kgtool.render.words import DISCLAIMER, PLAIN, Style, counted, label_of, sentence, words
from kgtool.vocabulary import NC, slug


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


def _evidence_lines(trace: Trace, grounds: Grounds) -> Iterable[str]:
    for iri in grounds.claims:
        claim = trace.claims[iri]
        for e in claim.evidence:
            yield f"{claim_text(claim, trace.labels)}: {evidence_text(e, trace.labels)}"


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
