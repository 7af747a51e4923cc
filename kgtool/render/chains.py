"""The answer to a question for chains, as text for people and as JSON."""

from collections.abc import Iterator, Mapping
from typing import Any

from kgtool.model import Chain, Footing, Hop, Outright, Route, Trace
from kgtool.render.claims import NO_TEXTS
from kgtool.render.hops import arrow, evidence_lines, grounds_text
from kgtool.render.lines import WIDE, beside, broken, row
from kgtool.render.objects import evidence_json, term_json, to_json
from kgtool.render.routes import routes_text
from kgtool.render.words import DISCLAIMER, PLAIN, Style, counted, label_of, words
from kgtool.vocabulary import NC, slug

_VERBS = {"+": "promotes (+)", "-": "inhibits (−)"}


def trace_text(
    trace: Trace,
    style: Style = PLAIN,
    evidence: bool = False,
    width: int = WIDE,
    every: bool = False,
    texts: Mapping[str, str] = NO_TEXTS,
    brief: bool = True,
) -> str:
    """The answer as a person reads it: routes, or with an end left open the ends that are reached.

    evidence  list, below each hop, every passage that it rests on.
    every     list the chains one by one instead.
    texts     passages, by their IRIs, to stand behind what cites them.
    brief     tell of the routes that explain best alone, and of the others how many there are.
    """
    if every or (evidence and not (trace.causes and trace.effects)):
        return "\n\n".join([*_listed(trace, style, evidence, width, texts), DISCLAIMER])
    if trace.causes and trace.effects:
        return routes_text(trace, style, evidence, width, texts, brief)
    return "\n\n".join([*_reached(trace, style, width), DISCLAIMER])


def _listed(trace: Trace, style: Style, evidence: bool, width: int, texts: Mapping[str, str]) -> Iterator[str]:
    heading = None
    for place, chain in enumerate(trace.chains, 1):
        ends = [style.bold(label_of(trace.labels, iri)) for iri in (chain.terms[0], chain.terms[-1])]
        title = f"{ends[0]}  {_VERBS[chain.sign]}  {ends[1]}"
        lines = [title] if title != heading else []
        heading = title
        lines += broken(judgement(chain), width, f"{place}  ", "   ")
        rows = [(f"   {label_of(trace.labels, chain.terms[0])}", "")]
        rows += [
            (f"   {arrow(trace, hop)} {label_of(trace.labels, hop.object)}", grounds_text(trace, hop))
            for hop in chain.hops
        ]
        for hop, told in zip((None, *chain.hops), beside(rows, width), strict=True):
            for number, (left, note) in enumerate(told):
                mark = arrow(trace, hop) if hop and not number else ""
                lines.append(row(left, note, mark, style, hop.sign if hop else ""))
            if hop and evidence:
                for line in evidence_lines(trace, trace.grounds[hop], texts):
                    lines += (style.faint(one) for one in broken(line, width, "         ", "           "))
        yield "\n".join(lines)


def _reached(trace: Trace, style: Style, width: int) -> Iterator[str]:
    """The ends that are reached from those that were given, each with the best chain to it in two lines."""
    lines = []
    heading = None
    for place, chain in enumerate(trace.chains, 1):
        start, end = (label_of(trace.labels, iri) for iri in (chain.terms[0], chain.terms[-1]))
        given, reached = (start, end) if trace.causes else (end, start)
        if given != heading:
            lines += ["", style.bold(f"{given} …" if trace.causes else f"… {given}")]
        heading = given
        verb = _VERBS[chain.sign]
        told = f"{verb} {style.bold(reached)}" if trace.causes else f"{style.bold(reached)} {verb}"
        number = "" if chain.weakest is None else f" · {counted(chain.weakest, 'source')}"
        number += " at least" if number and len(chain.hops) > 1 else ""
        inner = " → ".join(label_of(trace.labels, iri) for iri in chain.terms[1:-1])
        way = f"through {inner}" if inner else "in one step"
        lines.append(f"{place}  {told}")
        lines += broken(f"{way} · {chain.origin}{number}", width, "   ", "   ")
    yield "\n".join(lines[1:])


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
    return " · ".join(parts)


def trace_json(trace: Trace) -> str:
    """The answer as one JSON object, `kgtool/trace/2`."""
    return to_json(
        {
            "schema": "kgtool/trace/2",
            "causes": [term_json(t.iri, {t.iri: t.label}) for t in trace.causes],
            "effects": [term_json(t.iri, {t.iri: t.label}) for t in trace.effects],
            "kinds": [term_json(iri, trace.labels) for iri in trace.kinds],
            "truncated": _truncated(trace),
            "said": [_said_json(trace, effect, said) for effect, said in trace.outright.items()],
            "net_effects": [_footing_json(trace, effect, own) for effect, own in trace.footings.items()],
            "routes": [_route_json(trace, route) for route in trace.routes],
            "chains": [_chain_json(trace, chain) for chain in trace.chains],
        }
    )


def _truncated(trace: Trace) -> str | None:
    parts = [trace.truncated] if trace.truncated else []
    if trace.unlisted and trace.causes and trace.effects:
        parts.append(f"{counted(trace.unlisted, 'more chain')} found; --all lists every one")
    return "; ".join(parts) or None


def _said_json(trace: Trace, effect: Hop, said: Outright) -> dict[str, Any]:
    return {
        "cause": term_json(effect.subject, trace.labels),
        "sign": effect.sign,
        "effect": term_json(effect.object, trace.labels),
        "sources": [slug(s) for s in said.sources],
        "as_one_step": [slug(s) for s in said.steps],
        "disputed_by": [slug(s) for s in said.disputed],
        "undecided_by": [slug(s) for s in said.undecided],
        "direct_alone": said.direct,
    }


def _footing_json(trace: Trace, effect: Hop, own: Footing) -> dict[str, Any]:
    return {
        "cause": term_json(effect.subject, trace.labels),
        "sign": effect.sign,
        "effect": term_json(effect.object, trace.labels),
        "footing": own.level,
        "mechanisms": own.mechanisms,
        "loose": own.loose,
    }


def _route_json(trace: Trace, route: Route) -> dict[str, Any]:
    return {
        "by": term_json(route.by, trace.labels),
        "kind": route.kind,
        "cause": term_json(route.cause, trace.labels),
        "effect": term_json(route.effect, trace.labels),
        "sign": route.sign,
        "best": route.best,
        "chains": list(route.chains),
        "collapsed": list(route.collapsed),
        "ways": route.ways,
        "shorter": route.shorter,
        "sources": route.sources,
    }


def _chain_json(trace: Trace, chain: Chain) -> dict[str, Any]:
    return {
        "sign": chain.sign,
        "origin": chain.origin,
        "modality": chain.modality,
        "conditions": list(chain.conditions),
        "concluded": bool(chain.concluded),
        "concluded_by": [slug(s) for s in chain.concluded],
        "disputed": chain.disputed,
        "shortcut_of": None,  # routes tell it; the key stays for those who read it
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
        "membership": hop in trace.memberships,
        "derived": grounds.derived,
        "rule": term_json(rule, trace.labels) if rule else None,
        "claims": [claim.iri for claim in claims],
        "conditions": list(trace.conditions[hop]),
        "seams": [
            {"term": term_json(s.term, trace.labels), "other": s.other, "mapping": s.by}
            for claim in claims
            for s in trace.seams.get(claim.iri, ())
        ],
        "evidence": [evidence_json(e, trace.labels) for claim in claims for e in claim.evidence],
    }
