"""The answer to "why" as a person reads it: what is said outright, then the routes from cause to effect."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kgtool.logic.routes import is_lesser
from kgtool.logic.trust import IN_ANIMALS
from kgtool.model import ORIGINS, Chain, Hop, Route, Trace
from kgtool.render.claims import NO_TEXTS
from kgtool.render.headline import both_ways, firmness, is_loose, is_told_elsewhere, other_way, outright, title
from kgtool.render.hops import arrow, evidence_lines, grounds_text, sources_of
from kgtool.render.lines import WIDE, beside, broken, listed, row, wrapped
from kgtool.render.words import DISCLAIMER, PLAIN, Style, counted, label_of, words

_IN_FULL = 3
_BRANCHES = 3  # so many chains of a route are drawn
_LOOSE = ": pieced together from several sources, or by way of something broad"
_Row = tuple[str, Hop | None, str, str]  # what stands before the label, the hop, the label, the note


def routes_text(
    trace: Trace,
    style: Style = PLAIN,
    evidence: bool = False,
    width: int = WIDE,
    texts: Mapping[str, str] = NO_TEXTS,
    brief: bool = True,
) -> str:
    """What is said outright of each net effect, and the routes to it: the first in full, the others a line each.

    evidence  list, below each hop, every passage that it rests on.
    brief     of each net effect tell the mechanisms alone, where there are some or sources say it outright, and leave
              out what stands less firmly than its opposite; what is left out is counted.
    """
    blocks: list[str] = list(both_ways(trace, width))
    if trace.stopped:
        blocks.append(wrapped("Not all chains were looked at: these are the best among those that were.", width))
    place = 0
    told_kinds = False
    for effect, routes in _by_effect(trace).items():
        if brief and _is_left_out(trace, effect):
            continue
        if effect.object in trace.kinds and not told_kinds:
            told_kinds = True
            named = listed([label_of(trace.labels, t.iri) for t in trace.effects if t.iri not in trace.kinds], "or")
            blocks.append(wrapped(f"What counts as a kind of {named}:", width))
        lines = [title(trace, effect, style, width), *outright(trace, effect, width)]
        if evidence and effect in trace.grounds:
            for line in evidence_lines(trace, trace.grounds[effect], texts):
                lines += (style.faint(one) for one in broken(line, width, "   ", "     "))
        shown = _explaining(trace, effect, routes) if brief else routes
        in_full = True
        for route in shown:
            place += 1
            if place <= _IN_FULL and (route.kind == "mechanism" or not brief or route == shown[0]):
                lines += ["", *_full(trace, route, place, style, evidence, width, texts)]
                in_full = True
            else:
                lines += [""] * in_full + _short(trace, route, place, width)
                in_full = False
        if brief and (more := _beside(trace, effect, len(shown))):
            lines += ["", wrapped(more, width)]
        blocks.append("\n".join(lines))
    if trace.unlisted or any(route.shorter for route in trace.routes):
        number = counted(len(trace.chains) + trace.unlisted, "chain")
        ways = sum(own.mechanisms + own.loose for own in trace.footings.values())
        more = f" by {counted(ways, 'route')}; -n {ways} lists these, --all" if brief and ways > place else "; --all"
        blocks.append(wrapped(f"In all {number}{more} lists every one.", width))
    if brief and (left := [e for e in trace.footings if e.object not in trace.kinds and _is_left_out(trace, e)]):
        ends = {(e.subject, e.object) for e in left if is_loose(trace, e)}
        ends -= {(e.subject, e.object) for e in trace.footings if not _is_left_out(trace, e)}
        pairs = [" to ".join(label_of(trace.labels, iri) for iri in pair) for pair in sorted(ends)]
        if pairs:
            blocks.append(wrapped(f"Loose chains alone lead from {listed(pairs)}; -n shows them.", width))
    return "\n\n".join([*blocks, DISCLAIMER])


def _by_effect(trace: Trace) -> dict[Hop, list[Route]]:
    """The routes by their net effect; what a chain of one hop gives as well. What was asked for comes before kinds."""
    found: dict[Hop, list[Route]] = {}
    for route in trace.routes:
        found.setdefault(Hop(route.cause, route.sign, route.effect), []).append(route)
    for chain in trace.chains:
        if len(chain.hops) == 1:
            found.setdefault(chain.hops[0], [])
    return dict(sorted(found.items(), key=lambda item: (item[0].object in trace.kinds, firmness(trace, item[0]))))


def _is_left_out(trace: Trace, effect: Hop) -> bool:
    """Whether the opposite stands more firmly, or it is loosely reached and a mere kind, or other ends stand firmer.

    A nutrient stands for its lack and its excess, a process for its decrease and its increase: such are other ends.
    """
    if is_lesser(effect, trace.footings):
        return True
    return is_loose(trace, effect) and (effect.object in trace.kinds or is_told_elsewhere(trace))


def _explaining(trace: Trace, effect: Hop, routes: Sequence[Route]) -> list[Route]:
    """The mechanisms; the best of the others where nothing better is known of the effect."""
    if trace.footings[effect].level in ("loose", "none"):
        return list(routes[:_IN_FULL])
    return [route for route in routes if route.kind == "mechanism"]


def _beside(trace: Trace, effect: Hop, shown: int) -> str:
    """What there is besides the routes that are shown, in a sentence or two."""
    own = trace.footings[effect]
    parts = []
    if own.level == "outright" and not own.mechanisms:
        parts.append("No mechanism is told for it.")
    if left := own.mechanisms + own.loose - shown:
        loose = own.loose if own.level not in ("loose", "none") else 0
        kind = f", {'' if left == 1 else 'all ' if left == loose else f'{loose} of them '}loose" if loose else ""
        parts.append(f"{counted(left, 'more route')}{kind}{_LOOSE if loose else ''}.")
    parts.append(other_way(trace, effect))
    return " ".join(filter(None, parts))


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
    drawn = _drawn(trace, route)
    rows += _tree(trace, drawn)
    labelled = [(before + (f"{arrow(trace, hop)} " if hop else "") + label, note) for before, hop, label, note in rows]
    for (before, hop, *_), lines in zip(rows, beside(labelled, width), strict=True):
        for number, (left, note) in enumerate(lines):
            mark = arrow(trace, hop) if hop and not number else ""
            yield row(left, note, mark, style, hop.sign if hop else "")
        if evidence and hop:
            for line in evidence_lines(trace, trace.grounds[hop], texts):
                indent = before + "      "
                yield from (style.faint(one) for one in broken(line, width, indent, indent + "  "))
    left_out = route.ways - len(drawn)
    notes = []
    if left_out > 0:
        notes.append(f"{counted(left_out, 'more way')} by this route")
    if route.shorter:
        notes.append(f"said shorter in {counted(route.shorter, 'way')}")
    if notes:
        text = "; ".join(notes)
        yield from (style.faint(line) for line in broken(f"{text[:1].upper()}{text[1:]}.", width, "   ", "   "))


def _drawn(trace: Trace, route: Route) -> list[Chain]:
    """The best chains of a route, as far as they are no worse joined than the first; of a loose one the best alone."""
    if route.kind != "mechanism":
        return [trace.chains[route.best]]
    best, *others = [trace.chains[place] for place in route.chains]
    mark = _joined(best)
    alike = [chain for chain in others if all(one <= other for one, other in zip(_joined(chain), mark, strict=True))]
    return [best, *alike][:_BRANCHES]


def _joined(chain: Chain) -> tuple[int, ...]:
    loose = chain.memberships + chain.turns + chain.bridges + chain.signs + chain.joins + chain.gaps + chain.reliefs
    return loose, chain.tellers, ORIGINS.index(chain.origin), chain.disputed


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
        if chain.tellers > 2:
            return [f"loose: pieced together from {chain.tellers} sources"]
        vague = [label_of(trace.labels, iri) for iri in chain.terms[1:-1] if iri in trace.umbrellas]
        if vague and chain.joins:
            return [f"loose: {listed(vague)} may mean several things"]
        if chain.reliefs:
            within = [*chain.hops[1:-1], *chain.hops[:1], *chain.hops[-1:]]
            against = next(hop.object for hop in within if hop.sign == "-")
            return [f"loose: holds only where there is {label_of(trace.labels, against)} already"]
        if chain.signs:
            return ["loose: joined by a symptom, of which no one passage says both"]
        if IN_ANIMALS in chain.conditions and not chain.gaps:
            return ["loose: told of animals alone"]
        return ["loose: joined by a broad term, or by what is so for some only"]
    return []


def _short(trace: Trace, route: Route, place: int, width: int) -> list[str]:
    chain = trace.chains[route.best]
    inner = " → ".join(label_of(trace.labels, iri) for iri in chain.terms[1:-1])
    quality = {"loose": "loose, ", "none": "no explanation, "}.get(route.kind, "")
    number = "by definition" if route.sources is None else f"{counted(route.sources, 'source')} or more a step"
    return broken(f"through {inner} ({quality}{chain.origin}; {number})", width, f"{place}  ", "   ")
