"""What is told of a net effect before any route: what sources say outright, and whether the opposite stands too."""

from collections.abc import Iterator, Sequence

from kgtool.logic.routes import LEVELS, is_lesser, opposite
from kgtool.model import Hop, Outright, Sign, Trace
from kgtool.render.hops import grounds_text
from kgtool.render.lines import broken, listed, wrapped
from kgtool.render.words import Style, counted, label_of

VERBS: dict[Sign, str] = {"+": "promotes (+)", "-": "inhibits (−)"}
_TO: dict[Sign, str] = {"+": "to promoting it (+)", "-": "to inhibiting it (−)"}
_MOST_NAMED = 3


def title(trace: Trace, effect: Hop, style: Style, width: int) -> str:
    """Cause, sign and effect, in one line if it is wide enough."""
    ends = [label_of(trace.labels, iri) for iri in (effect.subject, effect.object)]
    if len(f"{ends[0]}  {VERBS[effect.sign]}  {ends[1]}") <= width:
        return f"{style.bold(ends[0])}  {VERBS[effect.sign]}  {style.bold(ends[1])}"
    return style.bold(ends[0]) + f"\n  {VERBS[effect.sign]}  " + style.bold(ends[1])


def firmness(trace: Trace, effect: Hop) -> int:
    """How firmly the ends of a net effect are joined, with either sign: the less, the firmer."""
    own = [trace.footings[end].level for end in (effect, opposite(effect)) if end in trace.footings]
    return min(map(LEVELS.index, own), default=len(LEVELS))


def is_loose(trace: Trace, effect: Hop) -> bool:
    """Whether no mechanism leads to a net effect, and no source says it."""
    return trace.footings[effect].level in ("loose", "none")


def is_told_elsewhere(trace: Trace) -> bool:
    """Whether some net effect that was asked for is told in a mechanism, or outright."""
    return any(not is_loose(trace, end) for end in trace.footings if end.object not in trace.kinds)


def both_ways(trace: Trace, width: int) -> Iterator[str]:
    """For each pair of ends that both signs join equally firmly, a sentence that says what each rests on."""
    for effect, own in trace.footings.items():
        other = trace.footings.get(opposite(effect))
        if effect.sign == "-" or other is None or other.level != own.level or own.level == "none":
            continue
        if own.level == "loose" and (effect.object in trace.kinds or is_told_elsewhere(trace)):
            continue
        ends = [label_of(trace.labels, iri) for iri in (effect.subject, effect.object)]
        each = [f"it {VERBS[end.sign]} {_by(trace, end)}" for end in (effect, opposite(effect))]
        both = "Both, over loose chains alone" if own.level == "loose" else "Both"
        text = f"{both}: of {ends[0]} and {ends[1]}, {each[0]}; {each[1]}. Nothing here says which outweighs."
        for loop in trace.loops:
            text += f" {some([label_of(trace.labels, iri) for iri in loop])} feed back on one another."
        yield wrapped(text, width)


def _by(trace: Trace, end: Hop) -> str:
    """What a net effect rests on."""
    by = [label_of(trace.labels, iri) for iri in trace.footings[end].by]
    way = f"by way of {some(by)}" if by else "in one step"
    said = trace.outright.get(end, Outright()).sources
    return f"as {counted(len(said), 'source')} say{'s' if len(said) == 1 else ''}" if said else way


def other_way(trace: Trace, effect: Hop) -> str:
    """That the opposite is joined too, but less firmly; nothing where it isn't so."""
    against = opposite(effect)
    if against not in trace.footings or not is_lesser(against, trace.footings):
        return ""
    own = trace.footings[against]
    by = [label_of(trace.labels, iri) for iri in own.by]
    through = f", through {some(by)}" if by else ""
    shown = f"--sign {against.sign} shows them"
    if own.level == "none":
        return f"Chains that explain nothing lead the other way too, {_TO[against.sign]}; {shown}."
    if own.level == "loose":
        return f"Loose ones also lead {_TO[against.sign]}{through}; {shown}."
    return f"Chains also lead {_TO[against.sign]}, though no source says so outright{through}; {shown}."


def some(names: Sequence[str], most: int = _MOST_NAMED) -> str:
    """The first few names, and how many more there are."""
    return listed(names) if len(names) <= most + 1 else f"{', '.join(names[:most])} and {len(names) - most} more"


def outright(trace: Trace, effect: Hop, width: int) -> Iterator[str]:
    """What sources say of the net effect as a whole, and the hop that gives it in one step."""
    said = trace.outright.get(effect, Outright())
    chain = next((chain for chain in trace.chains if chain.hops == (effect,)), None)
    step = chain.hops[0] if chain else None
    if chain and step and (trace.grounds[step].derived or step in trace.memberships or not said.sources):
        judged = f"{chain.origin}, worded as {chain.modality}"
        yield from broken(f"In one step ({judged}): {grounds_text(trace, step)}.", width)
    parts = []
    if said.sources:
        text = f"said outright by {counted(len(said.sources), 'source')}"
        if len(said.steps) < len(said.sources):
            named = f"{len(said.steps)} as one step" if said.steps else "always by way of something between"
            text += f", {named}"
        if step and not trace.grounds[step].derived and (more := _hedges(trace, step)):
            text += f" ({more})"
        parts.append(text)
    elif not step and is_loose(trace, effect):
        parts.append("no source says so, and none gives a mechanism; loose chains alone lead there")
    elif not step:
        parts.append("no source says so outright; it follows from what they say")
    parts += _against(said)
    if parts:
        text = "; ".join(parts)
        yield from broken(f"{text[:1].upper()}{text[1:]}.", width)


def _hedges(trace: Trace, step: Hop) -> str:
    _, comma, hedges = grounds_text(trace, step).partition(";")[0].partition(", ")
    return hedges if comma else ""


def _against(said: Outright) -> list[str]:
    what = "a direct effect" if said.direct else "it"
    told = []
    for sources, one, several in (
        (said.disputed, "denies {}", "deny {}"),
        (said.undecided, "leaves {} open", "leave {} open"),
    ):
        if sources:
            told.append(f"{len(sources)} {(one if len(sources) == 1 else several).format(what)}")
    return told
