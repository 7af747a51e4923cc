"""The answer to "why" as a person reads it: what is said outright, then the routes from cause to effect."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kgtool.model import Chain, Hop, Outright, Route, Sign, Trace
from kgtool.render.claims import NO_TEXTS
from kgtool.render.hops import arrow, evidence_lines, grounds_text, sources_of
from kgtool.render.lines import WIDE, beside, broken, listed, row, wrapped
from kgtool.render.words import DISCLAIMER, PLAIN, Style, counted, label_of, words

_IN_FULL = 3
_BRANCHES = 4  # so many chains of a route are drawn
_VERBS: dict[Sign, str] = {"+": "promotes (+)", "-": "inhibits (−)"}
_Row = tuple[str, Hop | None, str, str]  # what stands before the label, the hop, the label, the note


def routes_text(
    trace: Trace,
    style: Style = PLAIN,
    evidence: bool = False,
    width: int = WIDE,
    texts: Mapping[str, str] = NO_TEXTS,
) -> str:
    """What is said outright of each net effect, and the routes to it: the first in full, the others a line each.

    evidence  list, below each hop, every passage that it rests on.
    """
    blocks: list[str] = list(_both_ways(trace, width))
    if trace.stopped:
        blocks.append(wrapped("Not all chains were looked at: these are the best among those that were.", width))
    place = 0
    told_kinds = False
    for effect, routes in _by_effect(trace).items():
        if effect.object in trace.kinds and not told_kinds:
            told_kinds = True
            named = listed([label_of(trace.labels, t.iri) for t in trace.effects if t.iri not in trace.kinds], "or")
            blocks.append(wrapped(f"What counts as a kind of {named}:", width))
        lines = [_title(trace, effect, style, width), *_outright(trace, effect, width)]
        if evidence and effect in trace.grounds:
            for line in evidence_lines(trace, trace.grounds[effect], texts):
                lines += (style.faint(one) for one in broken(line, width, "   ", "     "))
        for route in routes:
            place += 1
            if place <= _IN_FULL:
                lines += ["", *_full(trace, route, place, style, evidence, width, texts)]
            else:
                lines += (
                    ["", *_short(trace, route, place, width)]
                    if place == _IN_FULL + 1
                    else _short(trace, route, place, width)
                )
        blocks.append("\n".join(lines))
    if trace.unlisted or any(route.shorter for route in trace.routes):
        number = counted(len(trace.chains) + trace.unlisted, "chain")
        blocks.append(wrapped(f"In all {number}; --all lists every one.", width))
    return "\n\n".join([*blocks, DISCLAIMER])


def _by_effect(trace: Trace) -> dict[Hop, list[Route]]:
    """The routes by their net effect; what a chain of one hop gives as well. What was asked for comes before kinds."""
    found: dict[Hop, list[Route]] = {}
    for route in trace.routes:
        found.setdefault(Hop(route.cause, route.sign, route.effect), []).append(route)
    for chain in trace.chains:
        if len(chain.hops) == 1:
            found.setdefault(chain.hops[0], [])
    return dict(sorted(found.items(), key=lambda item: item[0].object in trace.kinds))


def _title(trace: Trace, effect: Hop, style: Style, width: int) -> str:
    ends = [label_of(trace.labels, iri) for iri in (effect.subject, effect.object)]
    if len(f"{ends[0]}  {_VERBS[effect.sign]}  {ends[1]}") <= width:
        return f"{style.bold(ends[0])}  {_VERBS[effect.sign]}  {style.bold(ends[1])}"
    return style.bold(ends[0]) + f"\n  {_VERBS[effect.sign]}  " + style.bold(ends[1])


def _both_ways(trace: Trace, width: int) -> Iterator[str]:
    """For each pair of ends that chains join with both signs, a sentence that says so and what each rests on."""
    ways: dict[tuple[str, str], dict[Sign, list[str]]] = {}
    for effect, routes in _by_effect(trace).items():
        by = [label_of(trace.labels, route.by) for route in routes if route.kind != "none"]
        if not by:
            continue
        ways.setdefault((effect.subject, effect.object), {})[effect.sign] = list(dict.fromkeys(by))
    for (cause, effect_), signs in ways.items():
        if len(signs) == 2:
            each = [f"it {_VERBS[sign]} by way of {_some(signs[sign])}" for sign in ("+", "-")]
            ends = [label_of(trace.labels, iri) for iri in (cause, effect_)]
            text = f"Both: of {ends[0]} and {ends[1]}, {each[0]}; {each[1]}. Nothing here says which outweighs."
            for loop in trace.loops:
                named = [label_of(trace.labels, iri) for iri in loop if iri in trace.labels]
                text += f" {_some(named)} feed back on one another."
            yield wrapped(text, width)


def _some(names: Sequence[str], most: int = 3) -> str:
    if not names:
        return "no term between"
    return listed(names) if len(names) <= most else f"{', '.join(names[:most])} and {len(names) - most} more"


def _outright(trace: Trace, effect: Hop, width: int) -> Iterator[str]:
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


def _full(
    trace: Trace,
    route: Route,
    place: int,
    style: Style,
    evidence: bool,
    width: int,
    texts: Mapping[str, str],
) -> Iterator[str]:
    best = trace.chains[route.best]
    name = label_of(trace.labels, route.by)
    first, *others = broken(f"through {name} · {_judged(trace, route, best)}", width, f"{place}  ", "   ")
    yield first.replace(name, style.bold(name), 1)
    yield from others
    rows: list[_Row] = [("   ", None, label_of(trace.labels, route.cause), "")]
    rows += _tree(trace, [trace.chains[at] for at in route.chains[:_BRANCHES]])
    labelled = [(before + (f"{arrow(trace, hop)} " if hop else "") + label, note) for before, hop, label, note in rows]
    for (before, hop, *_), lines in zip(rows, beside(labelled, width), strict=True):
        for number, (left, note) in enumerate(lines):
            mark = arrow(trace, hop) if hop and not number else ""
            yield row(left, note, mark, style, hop.sign if hop else "")
        if evidence and hop:
            for line in evidence_lines(trace, trace.grounds[hop], texts):
                indent = before + "      "
                yield from (style.faint(one) for one in broken(line, width, indent, indent + "  "))
    left_out = route.ways - min(len(route.chains), _BRANCHES)
    notes = []
    if left_out > 0:
        notes.append(f"{counted(left_out, 'more way')} by this route")
    if route.shorter:
        notes.append(f"said shorter in {counted(route.shorter, 'way')}")
    if notes:
        text = "; ".join(notes)
        yield from (style.faint(line) for line in broken(f"{text[:1].upper()}{text[1:]}.", width, "   ", "   "))


def _tree(trace: Trace, chains: Sequence[Chain]) -> list[_Row]:
    """The chains as one tree: shared steps once, branches below where they part; what was told already, not again."""
    told: set[tuple[Hop, ...]] = set()
    rows: list[_Row] = []

    def grow(paths: list[tuple[Hop, ...]], before: str) -> None:
        while paths:
            ahead = list(dict.fromkeys(path[0] for path in paths if path))
            if not ahead:
                return
            if len(ahead) == 1:
                paths = step(ahead[0], paths, before)
                continue
            for hop in ahead:
                last = hop == ahead[-1]
                corner, below = ("└", "   ") if last else ("├", "│  ")
                grow(step(hop, paths, before + corner), before + below)
            return

    def step(hop: Hop, paths: list[tuple[Hop, ...]], before: str) -> list[tuple[Hop, ...]]:
        onward = [path[1:] for path in paths if path and path[0] == hop]
        label, note = label_of(trace.labels, hop.object), _note(trace, hop, rows)
        if any(len(path) > 1 for path in onward) and all(path in told for path in onward):
            rows.append((before, hop, f"{label} …", f"{note}; then as above"))
            return []
        told.update(onward)
        rows.append((before, hop, label, note))
        return [path for path in onward if path]

    grow([chain.hops for chain in chains], "   ")
    return rows


def _note(trace: Trace, hop: Hop, rows: Sequence[_Row]) -> str:
    """What a hop rests on; after mere membership, whether those who say it of the group put the member there."""
    text = grounds_text(trace, hop)
    before = next((h for _, h, *_ in reversed(rows) if h and h.object == hop.subject and h in trace.memberships), None)
    if before and not sources_of(trace, before) & sources_of(trace, hop):
        group, member = (label_of(trace.labels, iri) for iri in (hop.subject, before.subject))
        text += f"; said of {group} by others than put {member} there"
    return text


def _judged(trace: Trace, route: Route, chain: Chain) -> str:
    parts = [*_quality(trace, route, chain), chain.origin, f"worded as {chain.modality}"]
    parts += [words(condition) for condition in chain.conditions]
    parts += ["disputed"] if chain.disputed else []
    return " · ".join(parts)


def _quality(trace: Trace, route: Route, chain: Chain) -> Iterable[str]:
    if route.kind == "none":
        return [
            "no explanation: class membership" if chain.memberships else "no explanation: a mere symptom in between"
        ]
    if route.kind == "loose":
        vague = [label_of(trace.labels, iri) for iri in chain.terms[1:-1] if iri in trace.umbrellas]
        if vague and chain.joins:
            return [f"loose: {listed(vague)} may mean several things"]
        return ["loose: a broad term joins what no source does"]
    return []


def _short(trace: Trace, route: Route, place: int, width: int) -> list[str]:
    chain = trace.chains[route.best]
    inner = " → ".join(label_of(trace.labels, iri) for iri in chain.terms[1:-1])
    quality = {"loose": "loose, ", "none": "no explanation, "}.get(route.kind, "")
    number = "by definition" if route.sources is None else f"{counted(route.sources, 'source')} at least"
    return broken(f"through {inner} ({quality}{chain.origin}, {number})", width, f"{place}  ", "   ")
