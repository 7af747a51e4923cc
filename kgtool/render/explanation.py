"""Explanations, as plain English and as JSON."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from kgtool.answers.explanation import Gap
from kgtool.logic.arguments import Argument, Explanation, Support
from kgtool.model import Claim, Hop, PremiseSet, Sign, Term
from kgtool.render.claims import NO_TEXTS, claim_text, evidence_text, quoted
from kgtool.render.gap import gap_json
from kgtool.render.hops import BELONGS
from kgtool.render.lines import WIDE, beside, broken, row, wrapped
from kgtool.render.objects import claim_json, term_json, to_json
from kgtool.render.words import DISCLAIMER, PLAIN, Style, counted, printable, words
from kgtool.vocabulary import MEMBERSHIP, curie, slug

_VERB: dict[Sign, str] = {"+": "promotes", "-": "inhibits"}
_IN_FULL = 3
_ARROW: dict[Sign, str] = {"+": "─+→", "-": "─−⊣"}


def explanation_text(
    told: Explanation,
    sets: int = 1,
    style: Style = PLAIN,
    evidence: bool = False,
    width: int = WIDE,
    texts: Mapping[str, str] = NO_TEXTS,
) -> str:
    """The verdict as a person reads it.

    sets      how many minimal sets to show of each route; of the routes after the first three, a line each is shown.
    evidence  list all that is said outright, with its hedges.
    """
    effect = _either(told.effects)
    blocks = []
    if told.kinds:
        many = "counts as a kind" if len(told.kinds) == 1 else "count as kinds"
        blocks.append(wrapped(f"{_capital(_listed(told.kinds))} {many} of {effect}.", width))
    for argument in told.arguments:
        blocks += _argument(told, argument, effect, sets, style, width)
    if told.said:
        heading = style.bold("What the sources say of it outright")
        blocks.append("\n".join([heading, *_said(told.said, told.labels, style, evidence, width, texts)]))
    loops = _by_walks_alone(told)
    if loops:
        blocks.append(wrapped(loops, width))
    return "\n\n".join([*blocks, DISCLAIMER])


def _argument(told: Explanation, argument: Argument, effect: str, sets: int, style: Style, width: int) -> Iterator[str]:
    cause = _label(told.labels, argument.cause)
    title = (
        f"{style.bold(cause)}  {_VERB[argument.sign]} ({'+' if argument.sign == '+' else '−'})  {style.bold(effect)}"
    )
    yield f"{title}\n{wrapped(' '.join(_sentences(told, argument, cause, effect)), width)}"
    others = other_ways(argument.supports)
    place = 0
    short = []
    for number, (way, supports) in enumerate(by_route(argument.supports).items(), 1):
        if number > _IN_FULL and sets == 1:
            place += 1
            inner = " → ".join(_label(told.labels, iri) for iri in supports[0].route) or "nothing between"
            more = f" and {counted(len(supports) - 1, 'more set')}" if supports[1:] else ""
            short += broken(f"through {inner} ({supports[0].chain.origin}){more}", width, f"{place}  ", "   ")
            continue
        left = len(supports) - sets
        lines = [style.bold(f"By way of {_label(told.labels, way)}" if way else "Directly")]
        for support in supports[:sets]:
            place += 1
            lines += _support(told, support, place, others, style, width)
        if left > 0:
            lines.append(style.faint(f"   and {counted(left, 'more set')} by this way; -n {len(supports)} shows them"))
        yield "\n".join(lines)
    if short:
        yield "\n".join([style.bold("And in other ways"), *short])
    cuts = _cuts(told, argument)
    ends = (wrapped(line, width, "   " if line[:1] == " " else "", "      ") for line in cuts)
    yield "\n".join([style.bold("What would end it"), *ends])
    if argument.truncated:
        yield wrapped(f"{_capital(argument.truncated)}.", width)


def by_route(supports: Sequence[Support]) -> dict[str | None, list[Support]]:
    """The sets by the routes that their chains take, in order of trust; those without a term between last."""
    ways: dict[str | None, list[Support]] = {}
    for support in sorted(supports, key=lambda support: (support.by is None, support.rank)):
        ways.setdefault(support.by, []).append(support)
    return ways


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
    for stance, does in (("disputes", "denies {}"), ("undecided", "leaves {} open")):
        deniers = {e.source for e in against if e.stance == stance}
        direct = all(e.directness == "direct" for e in against if e.stance == stance)
        if deniers:
            many = does.replace("denies", "deny").replace("leaves", "leave") if len(deniers) > 1 else does
            yield f"{counted(len(deniers), 'source')} {many.format('a direct effect' if direct else 'it')}."
    if argument.supports:
        best = argument.supports[0].chain
        many = "1 minimal set of claims carries it"
        if len(argument.supports) > 1:
            many = f"{len(argument.supports):,} minimal sets of claims carry it, each enough by itself"
        yield f"{many}; the best is {best.origin} and worded as {best.modality}."


def _support(
    told: Explanation,
    support: Support,
    place: int,
    others: Mapping[Hop, Sequence[PremiseSet]],
    style: Style,
    width: int,
) -> Iterator[str]:
    chain = support.chain
    parts = ["no explanation: class membership"] if chain.memberships else []
    parts += [chain.origin, f"worded as {chain.modality}", *(words(c) for c in chain.conditions)]
    parts += ["disputed"] if chain.disputed else []
    yield from broken(" · ".join(parts), width, f"{place}  ", "   ")
    rows = [(f"   {_label(told.labels, chain.terms[0])}", "")]
    marks = [""]
    for hop, way in zip(chain.hops, support.choice, strict=True):
        by = "; or ".join(_by(told, hop, one) for one in (way, *(w for w in others[hop] if w != way)))
        mark = BELONGS if way.rule == MEMBERSHIP else _ARROW[hop.sign]
        marks.append(mark)
        rows.append((f"   {mark} {_label(told.labels, hop.object)}", by))
    signs = ["", *(hop.sign for hop in chain.hops)]
    for mark, sign, lines in zip(marks, signs, beside(rows, width), strict=True):
        yield from (row(left, note, "" if number else mark, style, sign) for number, (left, note) in enumerate(lines))


def _by(told: Explanation, hop: Hop, way: PremiseSet) -> str:
    """What one hop rests on: who states it, or the rule that derives it and from what."""
    if way.rule is None:
        claim = told.claims[way.claims[0]]
        return "said by " + _sources(claim) if any(e.source for e in claim.evidence) else "stated without evidence"
    claims = [told.claims[c] for c in way.claims]
    if way.rule == MEMBERSHIP:
        return f"counts as one: {' and '.join(map(_sources, claims))}; class membership, no effect"
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


def _said(
    claims: Iterable[Claim],
    labels: Mapping[str, str],
    style: Style,
    evidence: bool,
    width: int,
    texts: Mapping[str, str],
) -> Iterator[str]:
    for claim in claims:
        yield from broken(claim_text(claim, labels), width, "   ", "      ")
        for stance, heading in (("disputes", "against"), ("undecided", "left open"), ("supports", "for")):
            said = [e for e in claim.evidence if e.stance == stance]
            lines = [f"{heading}: {evidence_text(e, labels)}{quoted(e, texts)}" for e in said]
            if stance == "supports" and not evidence and said:
                sources = Counter(printable(slug(e.source)) for e in said)
                each = [f"{source} ({counted(number, 'passage')})" for source, number in sorted(sources.items())]
                lines = [f"for: {', '.join(each)}"]
            for line in lines:
                yield from (style.faint(one) for one in broken(line, width, "      ", "         "))


def _by_walks_alone(told: Explanation) -> str:
    """The net effects that only longer chains or feedback loops give."""
    shown = {(argument.cause, argument.sign) for argument in told.arguments}
    others = [effect for effect in told.net if (effect.subject, effect.sign) not in shown]
    return "\n".join(
        f"By more than {told.max_steps} steps, or through a feedback loop, {_label(told.labels, e.subject)} also "
        f"{_VERB[e.sign]} {_label(told.labels, e.object)}."
        for e in others
    )


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
            "why_not": None if missing is None else gap_json(missing),
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
