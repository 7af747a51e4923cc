"""Explanations and gaps, as plain English and as JSON."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from kgtool.answers.explanation import Gap, Missing
from kgtool.logic.arguments import Argument, Explanation, Support
from kgtool.model import Claim, Hop, PremiseSet, Sign, Term
from kgtool.render.claims import claim_text, evidence_text
from kgtool.render.objects import claim_json, term_json, to_json
from kgtool.render.words import DISCLAIMER, PLAIN, Style, counted, printable, words
from kgtool.vocabulary import curie, slug

_VERB: dict[Sign, str] = {"+": "promotes", "-": "inhibits"}
_ARROW: dict[Sign, str] = {"+": "─+→", "-": "─−⊣"}
_MOST_MISSING = 10
_OBSTACLE = {
    "conclusion": "states a net effect, and no hop bears it out",
    "indirect": "is said only by way of something in between, which no source spells out",
    "context": "is said only for a context",
    "disputed": "is only denied or left open",
    "premise": "gives no hop by any rule",
    "unsigned": "says neither that it raises nor that it lowers",
}


def explanation_text(told: Explanation, sets: int = 1, style: Style = PLAIN) -> str:
    """The verdict as a person reads it; `sets` is how many minimal sets to show of each way."""
    effect = _either(told.effects)
    blocks = []
    if told.kinds:
        many = "counts as a kind" if len(told.kinds) == 1 else "count as kinds"
        blocks.append(f"{_capital(_listed(told.kinds))} {many} of {effect}.")
    for argument in told.arguments:
        blocks += _argument(told, argument, effect, sets, style)
    if told.said:
        blocks.append(
            "\n".join([style.bold("What the sources say of it outright"), *_said(told.said, told.labels, style)])
        )
    loops = _by_walks_alone(told)
    if loops:
        blocks.append(loops)
    return "\n\n".join([*blocks, DISCLAIMER])


def _argument(told: Explanation, argument: Argument, effect: str, sets: int, style: Style) -> Iterator[str]:
    cause = _label(told.labels, argument.cause)
    title = (
        f"{style.bold(cause)}  {_VERB[argument.sign]} ({'+' if argument.sign == '+' else '−'})  {style.bold(effect)}"
    )
    yield f"{title}\n{' '.join(_sentences(told, argument, cause, effect))}"
    ways = by_first_parting(argument.supports)
    shared = _shared_way(argument.supports)
    straight = f"Straight from {_label(told.labels, shared[-1])}" if shared else "Directly"
    others = other_ways(argument.supports)
    place = 0
    for way, supports in ways.items():
        heading = f"By way of {_label(told.labels, way)}" if way else straight
        left = len(supports) - sets
        lines = [style.bold(heading)]
        for support in supports[:sets]:
            place += 1
            lines += _support(told, support, place, others, style)
        if left > 0:
            lines.append(style.faint(f"   and {counted(left, 'more set')} by this way; -k {len(supports)} shows them"))
        yield "\n".join(lines)
    yield "\n".join([style.bold("What would end it"), *_cuts(told, argument)])
    if argument.truncated:
        yield argument.truncated[:1].upper() + argument.truncated[1:] + "."


def by_first_parting(supports: Sequence[Support]) -> dict[str | None, list[Support]]:
    """The sets by the first term on their way that not all of them pass, None where there is none after the others.

    Ways and sets come in the order of trust.
    """
    shared = len(_shared_way(supports))
    ways: dict[str | None, list[Support]] = {}
    for support in supports:
        ways.setdefault(support.route[shared] if len(support.route) > shared else None, []).append(support)
    return ways


def _shared_way(supports: Sequence[Support]) -> tuple[str, ...]:
    """The terms that all sets pass first, in the same order; none for a set alone."""
    if len(supports) == 1:
        return ()
    routes = [support.route for support in supports]
    shared: tuple[str, ...] = ()
    for terms in zip(*routes, strict=False):
        if len(set(terms)) > 1:
            break
        shared = (*shared, terms[0])
    return shared


def _sentences(told: Explanation, argument: Argument, cause: str, effect: str) -> Iterator[str]:
    """The verdict in words: how it stands, who says so, who doesn't, and what it rests on."""
    opposite = [a for a in told.arguments if a.cause == argument.cause and a.sign != argument.sign]
    yield (
        f"{_capital(cause)} {_VERB[argument.sign]} {effect}, by {counted(argument.chains, 'chain')} of at most "
        f"{counted(told.max_steps, 'step')}"
        + (
            f"; but {counted(opposite[0].chains, 'chain')} to the opposite too."
            if opposite
            else "; no chain says the opposite."
        )
    )
    stated = [c for c in told.said if c.subject == argument.cause and not c.context]
    agreeing = {source for support in argument.supports for source in support.chain.concluded}
    if len(agreeing) == 1:
        yield "1 source draws this conclusion itself."
    elif agreeing:
        yield f"{len(agreeing)} sources draw this conclusion themselves."
    else:
        yield "No source draws this conclusion itself; it follows from what they say."
    against = [
        e for c in stated if told.signs[c.predicate] == argument.sign for e in c.evidence if e.stance != "supports"
    ]
    for stance, does in (("disputes", "denies"), ("undecided", "leaves open")):
        deniers = {e.source for e in against if e.stance == stance}
        direct = all(e.directness == "direct" for e in against if e.stance == stance)
        if deniers:
            many = does.replace("denies", "deny").replace("leaves", "leave") if len(deniers) > 1 else does
            yield f"{counted(len(deniers), 'source')} {many} {'a direct effect' if direct else 'it'}."
    if argument.supports:
        best = argument.supports[0].chain
        many = "1 minimal set of claims carries it"
        if len(argument.supports) > 1:
            many = f"{len(argument.supports):,} minimal sets of claims carry it, each enough by itself"
        yield f"{many}; the best is {best.origin} and worded as {best.modality}."


def _support(
    told: Explanation, support: Support, place: int, others: Mapping[Hop, Sequence[PremiseSet]], style: Style
) -> Iterator[str]:
    chain = support.chain
    parts = [chain.origin, f"worded as {chain.modality}", *(words(c) for c in chain.conditions)]
    parts += ["disputed"] if chain.disputed else []
    yield f"{place}  {' · '.join(parts)}"
    width = max(len(_label(told.labels, hop.subject)) for hop in chain.hops)
    far = max(len(_label(told.labels, hop.object)) for hop in chain.hops)
    for hop, way in zip(chain.hops, support.choice, strict=True):
        by = "; or ".join(_by(told, hop, one) for one in (way, *(w for w in others[hop] if w != way)))
        start, end = _label(told.labels, hop.subject).ljust(width), _label(told.labels, hop.object).ljust(far)
        yield f"   {start} {style.sign(_ARROW[hop.sign], hop.sign)} {end}  {style.faint(by)}"


def _by(told: Explanation, hop: Hop, way: PremiseSet) -> str:
    """What one hop rests on: who states it, or the rule that derives it and from what."""
    if way.rule is None:
        return "said by " + _sources(told.claims[way.claims[0]])
    claims = [told.claims[c] for c in way.claims]
    parts = " and ".join(f"{claim_text(claim, told.labels)} ({_sources(claim)})" for claim in claims)
    if [(claim.subject, claim.object) for claim in claims] == [(hop.subject, hop.object)]:
        return f"since {parts}"
    rule = _label(told.labels, way.rule)
    return f"follows by {rule} from: {parts}" if parts else f"follows by {rule} from definitions alone"


def other_ways(supports: Iterable[Support]) -> dict[Hop, list[PremiseSet]]:
    """For each hop, the premise sets that give it in one support or another."""
    ways: dict[Hop, list[PremiseSet]] = {}
    for support in supports:
        for hop, way in zip(support.chain.hops, support.choice, strict=True):
            known = ways.setdefault(hop, [])
            known += [way] if way not in known else []
    return ways


def _sources(claim: Claim) -> str:
    carrying = {e.source for e in claim.evidence if e.carries}
    against = {e.source for e in claim.evidence if e.stance != "supports"}
    text = counted(len(carrying), "source")
    firm = any(e.carries and e.modality == "asserted" for e in claim.evidence)
    text += "" if firm else ', as "possible"'
    return text + (f", disputed by {len(against)}" if against else "")


def _cuts(told: Explanation, argument: Argument) -> Iterator[str]:
    if argument.by_definition:
        yield "Nothing: one chain holds by definition alone."
        return
    if not argument.cuts:
        yield "No cut was found in the time."
        return
    size = len(argument.cuts[0])
    within = "" if told.max_steps >= 50 else f" of at most {counted(told.max_steps, 'step')}"
    if size == 1:
        yield (
            f"Refuting this one claim leaves no chain{within}:"
            if len(argument.cuts) == 1
            else (f"Refuting any one of these {len(argument.cuts)} claims leaves no chain{within}:")
        )
        for (claim,) in argument.cuts:
            yield f"   {claim_text(told.claims[claim], told.labels)}"
        return
    common = set(argument.cuts[0]).intersection(*argument.cuts[1:])
    fewest = f"No fewer than {size} claims" if argument.smallest else f"These {size} claims, or fewer,"
    yield f"No single claim. {fewest} have to be refuted together to leave no chain{within}:"
    for claim in sorted(common):
        yield f"   {claim_text(told.claims[claim], told.labels)}"
    if len(argument.cuts) > 1:
        ways = (
            f"{len(argument.cuts)} ways, such as"
            if argument.truncated is None
            else f"{len(argument.cuts)} ways or more, such as"
        )
        yield f"and, in one of {ways}:" if common else f"in one of {ways}:"
        for claim in sorted(set(argument.cuts[0]) - common):
            yield f"   {claim_text(told.claims[claim], told.labels)}"


def _said(claims: Iterable[Claim], labels: Mapping[str, str], style: Style) -> Iterator[str]:
    for claim in claims:
        yield f"   {claim_text(claim, labels)}"
        for stance, heading in (("disputes", "against"), ("undecided", "left open"), ("supports", "for")):
            yield from (
                style.faint(f"      {heading}: {evidence_text(e, labels)}")
                for e in claim.evidence
                if e.stance == stance
            )


def _by_walks_alone(told: Explanation) -> str:
    """The net effects that only longer chains or feedback loops give."""
    shown = {(argument.cause, argument.sign) for argument in told.arguments}
    others = [effect for effect in told.net if (effect.subject, effect.sign) not in shown]
    return "\n".join(
        f"By more than {told.max_steps} steps, or through a feedback loop, {_label(told.labels, e.subject)} also "
        f"{_VERB[e.sign]} {_label(told.labels, e.object)}."
        for e in others
    )


# ---- why not -------------------------------------------------------------------------------------------


def gap_text(told: Gap, style: Style = PLAIN) -> str:
    """Why there is no chain, and what comes nearest to one."""
    cause, effect = _either(told.causes), _either(told.effects)
    lines = [
        f"No chain of at most {counted(told.max_steps, 'step')} leads from {style.bold(cause)} to {style.bold(effect)}."
    ]
    for sign in told.longer:
        lines.append(f"A longer chain, or one through a feedback loop, {_VERB[sign]} it after all: raise --max-steps.")
    if told.reverse:
        lines.append(f"The other way there is one: kgtool explain {_quoted(effect)} {_quoted(cause)}.")
    lines.append(_reach(f"{_capital(cause)} leads to", told.downstream, told.labels, "nothing: no hop starts from it"))
    lines.append(_reach(f"{_capital(effect)} comes from", told.upstream, told.labels, "nothing: no hop leads to it"))
    blocks = ["\n".join(lines)]
    if told.missing:
        shown = told.missing[:_MOST_MISSING]
        listed = [line for one in shown for line in _missing(told, one)]
        left = len(told.missing) - len(shown)
        listed += [f"   and {left} more; --format json lists them"] if left else []
        blocks.append("\n".join([style.bold("What would join the two, if it gave a hop"), *listed]))
    else:
        blocks.append("No claim joins anything that the one leads to with anything that the other comes from.")
    return "\n\n".join([*blocks, DISCLAIMER])


def _reach(start: str, reached: Sequence[tuple[str, int]], labels: Mapping[str, str], none: str) -> str:
    if not reached:
        return f"{start} {none}."
    near = ", ".join(_label(labels, iri) for iri, _ in reached[:5])
    more = f" and {len(reached) - 5} more" if len(reached) > 5 else ""
    return f"{start} {near}{more}."


def _missing(told: Gap, one: Missing) -> Iterator[str]:
    claim = one.claim
    sources = counted(len({e.source for e in claim.evidence}), "source")
    yield f"   {claim_text(claim, told.labels)} ({sources})"
    ends = [
        f"{counted(one.before, 'hop')} from {_either(told.causes)}" if one.before else "",
        f"{counted(one.after, 'hop')} from {_either(told.effects)}" if one.after else "",
    ]
    where = " and ".join(end for end in ends if end) or "joins the two themselves"
    yield f"      {_OBSTACLE[one.why]}; {where}"


# ---- JSON ----------------------------------------------------------------------------------------------


def explanation_json(told: Explanation, missing: Gap | None = None) -> str:
    """The verdict as one JSON object, `kgtool/explain/1`; every minimal set is in it."""
    known = told.labels
    named = {**told.claims, **{claim.iri: claim for claim in told.said}}
    return to_json(
        {
            "schema": "kgtool/explain/1",
            "causes": [_term_json(t) for t in told.causes],
            "effects": [_term_json(t) for t in told.effects],
            "kinds_of_effects": [_term_json(t) for t in told.kinds],
            "max_steps": told.max_steps,
            "net_effects": [_hop_json(effect, known) for effect in told.net],
            "conclusions": [_argument_json(told, argument) for argument in told.arguments],
            "said": {
                stance: [e.iri for claim in told.said for e in claim.evidence if e.stance == stance]
                for stance in ("supports", "disputes", "undecided")
            },
            "claims": [claim_json(named[c], known) for c in sorted(named)],
            "why_not": None if missing is None else _gap_json(missing),
        }
    )


def _argument_json(told: Explanation, argument: Argument) -> dict[str, Any]:
    return {
        "cause": term_json(argument.cause, told.labels),
        "sign": argument.sign,
        "chains": argument.chains,
        "truncated": argument.truncated,
        "minimal_sets": [
            {
                "claims": list(support.claims),
                "route": [term_json(iri, told.labels) for iri in support.route],
                "origin": support.chain.origin,
                "modality": support.chain.modality,
                "conditions": list(support.chain.conditions),
                "concluded_by": [slug(s) for s in support.chain.concluded],
                "disputed": support.chain.disputed,
                "hops": [
                    {
                        **_hop_json(hop, told.labels),
                        "rule": term_json(way.rule, told.labels) if way.rule else None,
                        "claims": list(way.claims),
                    }
                    for hop, way in zip(support.chain.hops, support.choice, strict=True)
                ],
            }
            for support in argument.supports
        ],
        "single_claims": [cut[0] for cut in argument.cuts if len(cut) == 1],
        "cuts": [list(cut) for cut in argument.cuts],
        "cuts_are_smallest": argument.smallest,
        "by_definition": argument.by_definition,
    }


def _gap_json(told: Gap) -> dict[str, Any]:
    def reach(found: Iterable[tuple[str, int]]) -> list[dict[str, Any]]:
        return [{**term_json(iri, told.labels), "hops": hops} for iri, hops in found]

    return {
        "longer": list(told.longer),
        "reverse": told.reverse,
        "downstream": reach(told.downstream),
        "upstream": reach(told.upstream),
        "missing": [
            {
                "why": one.why,
                "hops_before": one.before,
                "hops_after": one.after,
                "backwards": one.turned,
                "claim": claim_json(one.claim, told.labels),
            }
            for one in told.missing
        ],
    }


def _term_json(term: Term) -> dict[str, str]:
    return term_json(term.iri, {term.iri: term.label})


def _hop_json(hop: Hop, labels: Mapping[str, str]) -> dict[str, Any]:
    return {"subject": term_json(hop.subject, labels), "sign": hop.sign, "object": term_json(hop.object, labels)}


def _label(labels: Mapping[str, str], iri: str) -> str:
    return printable(labels.get(iri) or curie(iri))


def _either(terms: Sequence[Term]) -> str:
    return " or ".join(printable(term.label) for term in terms)


def _listed(terms: Sequence[Term]) -> str:
    names = [printable(term.label) for term in terms]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _quoted(text: str) -> str:
    return f'"{text}"'
