"""What one hop of a chain rests on, in words."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from kgtool.model import Evidence, Grounds, Hop, PremiseSet, Sign, Trace
from kgtool.render.claims import NO_TEXTS, claim_text, evidence_text, quoted
from kgtool.render.words import counted, label_of, words
from kgtool.vocabulary import ACCUMULATION, curie, slug

ARROWS: dict[Sign, str] = {"+": "─+→", "-": "─−⊣"}
BELONGS = "─∈─"


def arrow(trace: Trace, hop: Hop) -> str:
    """What stands between the terms of a hop: its sign, or that the one only belongs to the other."""
    return BELONGS if hop in trace.memberships else ARROWS[hop.sign]


def grounds_text(trace: Trace, hop: Hop) -> str:
    """What one hop rests on, in a few words."""
    grounds = trace.grounds[hop]
    if hop in trace.memberships:
        sources = _sources(trace, [c for p in (*grounds.premises, *grounds.further) for c in p.claims])
        return f"counts as one: {counted(len(sources), 'source')}; class membership, no effect"
    over = "".join(f"; {text}" for text in seam_texts(trace, hop))
    if grounds.derived:
        return "derived: " + "; or ".join(_by_rule(trace, hop, premise) for premise in grounds.premises) + over
    evidence = _carrying(trace, grounds.premises)
    sources = {e.source for e in evidence if e.source}
    text = counted(len(sources), "source") if sources else "stated without evidence"
    further = sources | {s for p in grounds.further for s in _shared(trace, p)}
    if len(further) > len(sources):
        text += f" as one step, {len(further)} in all"
    parts = [", ".join([text, *_worded(evidence), *_limited(evidence)])]
    parts += ["holds by definition"] if any(not p.claims for p in grounds.further) else []
    against = {
        e.source for p in grounds.premises for c in p.claims for e in trace.claims[c].evidence if e.stance != "supports"
    }
    if against:
        parts.append(f"disputed by {counted(len(against), 'source')}")
    return "; ".join(parts) + over


def seam_texts(trace: Trace, hop: Hop) -> list[str]:
    """Over which seams between graphs a hop came, a few words each."""
    crossed = sorted({seam for claim in trace.grounds[hop].claims for seam in trace.seams.get(claim, ())})
    return [f"{label_of(trace.labels, s.term)} is {curie(s.other)} there ({slug(s.by)})" for s in crossed]


def sources_of(trace: Trace, hop: Hop) -> set[str]:
    """The sources that carry a hop, as a step or by a rule."""
    grounds = trace.grounds[hop]
    return {s for premise in (*grounds.premises, *grounds.further) for s in _shared(trace, premise)}


def evidence_lines(trace: Trace, grounds: Grounds, texts: Mapping[str, str] = NO_TEXTS) -> Iterable[str]:
    """All evidence that a hop rests on, a line each; after it the passage itself, where `texts` has it."""
    for iri in grounds.claims:
        claim = trace.claims[iri]
        for e in claim.evidence:
            yield f"{claim_text(claim, trace.labels)}: {evidence_text(e, trace.labels)}{quoted(e, texts)}"


def _carrying(trace: Trace, premises: Iterable[PremiseSet]) -> list[Evidence]:
    return [e for p in premises for c in p.claims for e in trace.claims[c].evidence if e.carries]


def _sources(trace: Trace, claims: Iterable[str]) -> set[str]:
    return {e.source for c in claims for e in trace.claims[c].evidence if e.carries and e.source}


def _shared(trace: Trace, premise: PremiseSet) -> set[str]:
    """The sources that say all claims of a premise set."""
    each = [_sources(trace, [c]) for c in premise.claims]
    return set.intersection(*each) if each else set()


def _worded(evidence: Sequence[Evidence]) -> list[str]:
    """`"possible" in 2`: in how many of the sources no passage words it any stronger."""
    strongest: dict[str, str] = {}
    for e in evidence:
        strongest[e.source] = min(strongest.get(e.source, e.modality), e.modality)
    hedged = Counter(word for word in strongest.values() if word != "asserted")
    return [f'"{word}"' if n == len(strongest) else f'"{word}" in {n}' for word, n in sorted(hedged.items())]


def _limited(evidence: Sequence[Evidence]) -> list[str]:
    """`when severe in 4 of 5`: in how many of the sources every passage narrows it so."""
    by_source: dict[str, list[Evidence]] = {}
    for e in evidence:
        by_source.setdefault(e.source, []).append(e)
    told = []
    for condition in sorted({condition for e in evidence for condition in e.conditions}):
        number = sum(all(condition in e.conditions for e in said) for said in by_source.values())
        if number:
            told.append(words(condition) + ("" if number == len(by_source) else f" in {number} of {len(by_source)}"))
    return told


def _by_rule(trace: Trace, hop: Hop, premise: PremiseSet) -> str:
    told = []
    for iri in premise.claims:
        claim = trace.claims[iri]
        number = counted(len(_sources(trace, [iri])), "source")
        told.append(f"{claim_text(claim, trace.labels)} ({number})")
    beyond = premise.rule == ACCUMULATION
    return (
        " and ".join(told) + _level(trace, hop, premise) + ("; too much only beyond the normal" * beyond)
        or f"by definition ({label_of(trace.labels, premise.rule or '')})"
    )


def _level(trace: Trace, hop: Hop, premise: PremiseSet) -> str:
    """Which end of a hop is a level of the variable that the claim speaks of, where a rule reads it so."""
    which = slug(premise.rule or "").partition("Level")[0]
    if which not in ("low", "high") or not premise.claims:
        return ""
    claim = trace.claims[premise.claims[0]]
    state, variable = (hop.object, claim.object) if hop.subject == claim.subject else (hop.subject, claim.subject)
    return f"; {label_of(trace.labels, state)} is a {which} level of {label_of(trace.labels, variable)}"
