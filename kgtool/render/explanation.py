"""Explanations, as plain English."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kgtool.logic.arguments import Argument, Explanation, Support
from kgtool.logic.routes import KINDS, kind_of
from kgtool.model import Claim, Hop, PremiseSet, Sign, Term
from kgtool.render.claims import NO_TEXTS, claim_text
from kgtool.render.cuts import cuts_lines
from kgtool.render.headline import some
from kgtool.render.hops import BELONGS
from kgtool.render.lines import WIDE, beside, broken, row, wrapped
from kgtool.render.voices import voices
from kgtool.render.words import DISCLAIMER, PLAIN, Style, counted, printable, words
from kgtool.vocabulary import MEMBERSHIP, curie

_VERB: dict[Sign, str] = {"+": "promotes", "-": "inhibits"}
_IN_FULL = 3
_IN_SHORT = 4
_MOST_SAID = 5
_ARROW: dict[Sign, str] = {"+": "─+→", "-": "─−⊣"}


def explanation_text(
    told: Explanation,
    sets: int | None = None,
    style: Style = PLAIN,
    evidence: bool = False,
    width: int = WIDE,
    texts: Mapping[str, str] = NO_TEXTS,
) -> str:
    """The verdict as a person reads it, what stands more firmly first.

    sets      how many minimal sets to show of each way, and all ways; None for the gist: the best set of the first
              three ways, the next a line each, and of what stands less firmly than its opposite a paragraph.
    evidence  list all that is said outright, with its hedges.
    """
    effect = _either(told.effects)
    blocks = []
    if told.kinds:
        many = "counts as a kind" if len(told.kinds) == 1 else "count as kinds"
        blocks.append(wrapped(f"{_capital(some([printable(t.label) for t in told.kinds]))} {many} of {effect}.", width))
    for argument in sorted(told.arguments, key=lambda one: (one.cause, _firmness(one))):
        own = _either([term for term in told.effects if term.iri in argument.effects]) or effect
        blocks += _argument(told, argument, own, sets, style, width)
    if told.said:
        heading = style.bold("What the sources say of it outright")
        shown = told.said if sets or evidence else told.said[:_MOST_SAID]
        lines = [heading, *voices(shown, told.labels, style, evidence, width, texts)]
        if len(shown) < len(told.said):
            left = counted(len(told.said) - len(shown), "more claim")
            lines += broken(f"{left}; --evidence lists all.", width, "   ", "   ")
        blocks.append("\n".join(lines))
    loops = _by_walks_alone(told)
    if loops:
        blocks.append(wrapped(loops, width))
    return "\n\n".join([*blocks, DISCLAIMER])


def _firmness(argument: Argument) -> tuple[object, ...]:
    """What conclusions on one cause are put in order by: first what sources say outright, then by the best chain."""
    said = any(support.chain.concluded for support in argument.supports)
    loose = KINDS.index(kind_of(argument.supports[0].chain)) if argument.supports else len(KINDS)
    composed = bool(argument.supports) and argument.supports[0].chain.origin == "composed"
    return not said, loose, composed


def _argument(
    told: Explanation, argument: Argument, effect: str, sets: int | None, style: Style, width: int
) -> Iterator[str]:
    cause = _label(told.labels, argument.cause)
    title = (
        f"{style.bold(cause)}  {_VERB[argument.sign]} ({'+' if argument.sign == '+' else '−'})  {style.bold(effect)}"
    )
    ways = by_route(argument.supports)
    firmness = _firmness(argument)
    lesser = any(_firmness(other) < firmness for other in _opposite(told, argument))
    sentences = _sentences(told, argument, cause, effect)
    if sets is None and lesser:
        text = f"{_capital(argument.truncated)}." if argument.truncated else ""
        if ways:  # else the time was up before any was found
            named = some([_label(told.labels, way) if way else "nothing between" for way in ways])
            text = f"Less firmly than the opposite, by way of {named}; -n 1 shows how."
        yield f"{title}\n{wrapped(' '.join((*sentences, text)), width)}"
        return
    best = _best_of(argument)
    yield f"{title}\n{wrapped(' '.join((*sentences, *best)), width)}"
    yield from _ways(told, ways, other_ways(argument.supports), sets, style, width)
    cuts = cuts_lines(told, argument, sets is None)
    ends = (wrapped(line, width, *(("   ", "      ") if line[:1] == " " else ("", ""))) for line in cuts)
    cut = [wrapped(f"{_capital(argument.truncated)}.", width)] if argument.truncated else []
    yield "\n".join([style.bold("What would end it"), *ends, *cut])


def _ways(
    told: Explanation,
    ways: Mapping[str | None, Sequence[Support]],
    others: Mapping[Hop, Sequence[PremiseSet]],
    sets: int | None,
    style: Style,
    width: int,
) -> Iterator[str]:
    """The sets by the ways that they take: the first in full; for the gist, the next that explain a line each."""
    most = sets or 1
    place = 0
    short: list[str] = []
    left_out = 0
    explains = any(kind_of(supports[0].chain) == "mechanism" for supports in ways.values())
    for number, (way, supports) in enumerate(ways.items(), 1):
        fit = not explains or kind_of(supports[0].chain) == "mechanism"
        if sets is None and (number > _IN_FULL or not fit):
            if not fit or len(short) >= _IN_SHORT:
                left_out += 1
                continue
            place += 1
            inner = " → ".join(_label(told.labels, iri) for iri in supports[0].route)
            more = f" and {counted(len(supports) - 1, 'more set')}" if supports[1:] else ""
            through = f"through {inner}" if inner else "in one step"
            short.append(wrapped(f"{through} ({supports[0].chain.origin}){more}", width, f"{place}  ", "   "))
            continue
        heading = f"By way of {_label(told.labels, way)}" if way else "Directly"
        lines = [] if sets is None else [style.bold(heading)]
        for support in supports[:most]:
            place += 1
            lines += _support(told, support, place, others, style, width, heading if sets is None else "")
        if (left := len(supports) - most) > 0:
            lines.append(style.faint(f"   and {counted(left, 'more set')} by this way; -n {len(supports)} shows them"))
        yield "\n".join(lines)
    heading = style.bold("And in other ways" if place > len(short) else "The ways")
    if left_out:
        short.append(wrapped(f"{counted(left_out, 'more way')}; -n 1 shows each.", width))
    if short:
        yield "\n".join([heading, *short])


def by_route(supports: Sequence[Support]) -> dict[str | None, list[Support]]:
    """The sets by the routes that their chains take, in order of trust; those without a term between last."""
    ways: dict[str | None, list[Support]] = {}
    for support in sorted(supports, key=lambda support: (support.by is None, support.rank)):
        ways.setdefault(support.by, []).append(support)
    return ways


def _sentences(told: Explanation, argument: Argument, cause: str, effect: str) -> Iterator[str]:
    """The verdict in words: how it stands, who says so, who doesn't, and what it rests on."""
    opposite = _opposite(told, argument)
    yield (
        f"{_capital(cause)} {_VERB[argument.sign]} {effect}, by {counted(argument.chains, 'chain')} of at most "
        f"{counted(told.max_steps, 'step')}"
        + (
            f"; but {counted(opposite[0].chains, 'chain')} to the opposite too."
            if opposite
            else "; no chain says the opposite."
        )
    )
    stated = [c for c in told.said if c.subject == argument.cause and c.object in argument.effects and not c.context]
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


def _opposite(told: Explanation, argument: Argument) -> list[Argument]:
    ends = (argument.cause, argument.effects)
    return [a for a in told.arguments if (a.cause, a.effects) == ends and a.sign != argument.sign]


def _best_of(argument: Argument) -> Iterator[str]:
    """How many sets carry a conclusion, and how the best of them stands."""
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
    heading: str,
) -> Iterator[str]:
    chain = support.chain
    parts = [heading] if heading else []
    parts += ["no explanation: class membership"] if chain.memberships else []
    parts += [chain.origin, f"worded as {chain.modality}", *(words(c) for c in chain.conditions)]
    parts += ["disputed"] if chain.disputed else []
    first, *further = broken(" · ".join(parts), width, f"{place}  ", "   ")
    yield first.replace(heading, style.bold(heading), 1) if heading else first
    yield from further
    rows = [(f"   {_label(told.labels, chain.terms[0])}", "")]
    marks = [""]
    for hop, way in zip(chain.hops, support.choice, strict=True):
        by = _bases(told, hop, [way, *(w for w in others[hop] if w != way)])
        mark = BELONGS if way.rule == MEMBERSHIP else _ARROW[hop.sign]
        marks.append(mark)
        rows.append((f"   {mark} {_label(told.labels, hop.object)}", by))
    signs = ["", *(hop.sign for hop in chain.hops)]
    for mark, sign, lines in zip(marks, signs, beside(rows, width), strict=True):
        yield from (row(left, note, "" if number else mark, style, sign) for number, (left, note) in enumerate(lines))


def _bases(told: Explanation, hop: Hop, ways: Sequence[PremiseSet]) -> str:
    """What one hop rests on: what is shown, the other that the most sources say, and how many there are besides."""
    first, *others = ways
    others.sort(key=lambda way: -min((len(_carrying(told.claims[c])) for c in way.claims), default=0))
    told_ = [_by(told, hop, way) for way in (first, *others[:1])]
    more = [f"in {counted(len(others) - 1, 'way')} more"] if others[1:] else []
    return "; or ".join([*told_, *more])


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
    carrying = _carrying(claim)
    against = {e.source for e in claim.evidence if e.stance != "supports"}
    text = counted(len(carrying), "source")
    firm = any(e.carries and e.modality == "asserted" for e in claim.evidence)
    text += "" if firm else ', as "possible"'
    return text + (f", disputed by {len(against)}" if against else "")


def _carrying(claim: Claim) -> set[str]:
    return {e.source for e in claim.evidence if e.carries}


def _by_walks_alone(told: Explanation) -> str:
    """The net effects that only longer chains or feedback loops give."""
    shown = {(argument.cause, argument.sign, effect) for argument in told.arguments for effect in argument.effects}
    others = [effect for effect in told.net if tuple(effect) not in shown]
    return "\n".join(
        f"By more than {told.max_steps} steps, or through a feedback loop, {_label(told.labels, e.subject)} also "
        f"{_VERB[e.sign]} {_label(told.labels, e.object)}."
        for e in others
    )


def _label(labels: Mapping[str, str], iri: str) -> str:
    return printable(labels.get(iri) or curie(iri))


def _either(terms: Sequence[Term]) -> str:
    return " or ".join(printable(term.label) for term in terms)


def _capital(text: str) -> str:
    return text if "://" in text.partition(" ")[0] else text[:1].upper() + text[1:]
