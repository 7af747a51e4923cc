"""Two versions of a graph: what is said that wasn't, and above all which conclusions follow that didn't.

Both are read with the ontology in use, so a difference is one of the graphs, not of the rules.
"""

import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import pyoxigraph as ox

from kgtool.answers.changes import NONE, Changed, Difference, Nodes, Other, Reworded, Turned, Wording
from kgtool.answers.versions import as_path
from kgtool.export.labels import canonical
from kgtool.logic.spreading import spread
from kgtool.logic.trust import Joints, best_of_each_end, judge, weigh
from kgtool.model import Claim, Grounds, Hop, Sign
from kgtool.reading import reader as read
from kgtool.reading.evidence import claims_of
from kgtool.reading.net_effects import all_hops, net_effects_of, onward_hops, signs_of
from kgtool.reading.statements import statements
from kgtool.store import Store
from kgtool.store.files import reading, unreadable_as_error
from kgtool.store.inputs import rdf_files
from kgtool.store.opening import open_store
from kgtool.vocabulary import NC, curie

MAX_STEPS = 6
"""Chains are judged up to this length; a net effect that only longer ones carry has no wording."""
_SECONDS = 60.0
_COMPARING = 0.85  # so much of the time; in the rest what was found is told
_MOST_CHAINS = 20_000
"""Of more chains than this from one term, the first few of each length are judged for each end."""

_KINDS = ("Claim", "Evidence", "Passage", "Section", "Source")


def difference(
    left: str, right: str, signs: Sequence[str] = (), use_cache: bool = True, timeout: float | None = None
) -> Difference:
    """What `right` has that `left` hasn't, and the reverse.

    left, right  each a file, a folder, a git revision of the checkout around the working folder, or REVISION:PATH in
                 it; a revision alone stands for its folder graphs.
    signs        files that say which predicates of foreign graphs promote and inhibit.
    use_cache    keep what is made of the files on disk.
    timeout      seconds that reading and comparing may take; without it conclusions are compared for a minute. Those
                 nearest to what differs come first.

    Two graphs are the same if they are so but for the labels of their blank nodes, graph by graph.

    Raises InputError for what can't be read, UsageError for what is neither a path nor a revision, LimitError for
    blank nodes that are too alike to be compared.
    """
    deadline = None if timeout is None else time.monotonic() + _COMPARING * timeout
    with as_path(left) as one, as_path(right) as other:
        if _contents(one) == _contents(other):
            return NONE
        quads = _quads(one), _quads(other)
        only = [quads[i] - quads[1 - i] for i in (0, 1)]
        if not any(only):
            return NONE
        stores = [open_store([name], use_cache, index=read.notes_of, signs=signs) for name in (one, other)]
        subjects = {q.subject.value for q in only[0] | only[1] if isinstance(q.subject, ox.NamedNode)}
        found = _compared(stores[0], stores[1], subjects, deadline, timeout or _SECONDS)
        removed = _untold(only[0], found.nodes, [iri for group in found.nodes.values() for iri in group.removed])
        added = _untold(only[1], found.nodes, [iri for group in found.nodes.values() for iri in group.added])
        return found._replace(removed=removed, added=added)


# ---- the two versions ----------------------------------------------------------------------------------


def _contents(path: str) -> list[bytes]:
    """The digests of the RDF files below a path, whatever their names."""
    from hashlib import sha256

    digests = []
    for file_name in rdf_files([path]):
        with open(file_name, "rb") as file:
            digests.append(sha256(file.read()).digest())
    return sorted(digests)


def _quads(path: str) -> set[ox.Quad]:
    """The statements below a path, each once in each of its graphs."""
    quads: list[ox.Quad] = []
    for name in rdf_files([path]):
        with unreadable_as_error(name):
            quads.extend(reading(name))
    return canonical(quads)


# ---- the comparison ------------------------------------------------------------------------------------


def _compared(
    left: Store, right: Store, subjects: Collection[str], deadline: float | None, seconds: float
) -> Difference:
    nodes = {kind: _nodes(left, right, kind, subjects) for kind in ("term", *(k.lower() for k in _KINDS))}
    sides = [_Hops(store) for store in (left, right)]
    starts = _starts_of(*sides)
    deadline = deadline or time.monotonic() + seconds
    turned: list[Turned] = []
    only: tuple[list[Hop], list[Hop]] = ([], [])
    wording: tuple[dict[Hop, Wording], dict[Hop, Wording]] = ({}, {})
    reworded: list[Reworded] = []
    truncated = None
    for number, start in enumerate(starts):
        if number and time.monotonic() > deadline:
            truncated = (
                f"the conclusions on {number:,} of {len(starts):,} causes were compared in {seconds:g} s, nearest to "
                "what differs first; raise --timeout to compare the others"
            )
            break
        net = [frozenset(net_effects_of(side.onward, start)) for side in sides]
        signs = [_signs(effects) for effects in net]
        pairs = {pair for pair, before in signs[0].items() if signs[1].get(pair, before) != before}
        turned += [Turned(*pair, signs[0][pair], signs[1][pair]) for pair in pairs]
        for place, side in enumerate(sides):
            only[place].extend(e for e in net[place] - net[1 - place] if (e.subject, e.object) not in pairs)
            wording[place].update(side.wordings(start))
        both = ((e, wording[0].get(e), wording[1].get(e)) for e in net[0] & net[1])
        reworded += [Reworded(*one) for one in both if one[1] != one[2]]
    iris = {iri for group in nodes.values() for iri in (*group.added, *group.removed, *(c.iri for c in group.changed))}
    iris |= {iri for side in only for e in side for iri in (e.subject, e.object)}
    iris |= {iri for t in turned for iri in (t.cause, t.effect)}
    iris |= {iri for r in reworded for iri in (r.effect.subject, r.effect.object)}
    iris |= {p for group in nodes.values() for c in group.changed for p, _ in (*c.removed, *c.added)}
    known = {**_told(left, iris), **_told(right, iris)}
    return Difference(
        tuple((e, wording[1].get(e)) for e in sorted(only[1])),
        tuple((e, wording[0].get(e)) for e in sorted(only[0])),
        tuple(sorted(turned)),
        tuple(sorted(reworded, key=lambda one: one.effect)),
        {kind: group for kind, group in nodes.items() if group},
        (),
        (),
        known,
        truncated,
    )


def _untold(quads: Iterable[ox.Quad], nodes: Mapping[str, Nodes], whole: Collection[str]) -> tuple[Other, ...]:
    """The statements of one side that the nodes which came, went or changed don't tell of, in order.

    whole  the nodes that this side alone has.
    """
    ours = frozenset(whole)
    parts = {
        (one.iri, predicate, value)
        for group in nodes.values()
        for one in group.changed
        for predicate, value in (*one.added, *one.removed)
    }
    evidence = NC + "evidence"  # what comes or goes with a piece of evidence is told of that
    found = set()
    for quad in quads:
        subject = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
        there = (subject, quad.predicate.value, str(quad.object))
        if there in parts:
            continue
        plain = not isinstance(quad.object, ox.BlankNode)
        if subject in ours and plain:
            continue
        if there[1] == evidence and str(quad.object)[1:-1] in ours:
            continue
        graph = "" if isinstance(quad.graph_name, ox.DefaultGraph) else str(quad.graph_name)
        found.add(Other(str(quad.subject), quad.predicate.value, str(quad.object), graph))
    return tuple(sorted(found))


def _signs(effects: Iterable[Hop]) -> dict[tuple[str, str], tuple[Sign, ...]]:
    found: dict[tuple[str, str], tuple[Sign, ...]] = {}
    for effect in sorted(effects):
        found[effect.subject, effect.object] = (*found.get((effect.subject, effect.object), ()), effect.sign)
    return found


class _Hops:
    """The hops of one version, with what they rest on."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.all = all_hops(store, signs_of(store))
        self.onward = onward_hops(store, signs=signs_of(store))
        self.grounds: dict[Hop, Grounds]
        self.claims: dict[str, Claim]
        self.grounds, self.claims = read.support_of(store, self.all)
        self.traits = read.traits(store, sorted({hop.object for hop in self.all})) if self.all else {}
        self.joints = Joints({hop: weigh(g, self.claims) for hop, g in self.grounds.items()}, self.traits)

    def rest_of(self, hop: Hop) -> tuple[object, ...] | None:
        """All that the judgement of a hop depends on."""
        grounds = self.grounds.get(hop)
        return grounds and (grounds, [self.claims[c] for c in grounds.claims], self.traits[hop.object])

    def wordings(self, start: str) -> dict[Hop, Wording]:
        """How the best chain for each net effect of a term is worded."""
        *_, last = spread(self._from, [start], MAX_STEPS, _MOST_CHAINS)
        found = {}
        for best in best_of_each_end(judge(last.paths, self.joints, {})):
            effect = Hop(start, best.sign, best.terms[-1])
            found[effect] = Wording(best.origin, best.modality, best.disputed)
        return found

    def _from(self, terms: Iterable[str]) -> Iterator[Hop]:
        ways = (Hop(term, sign, to) for term in terms for sign, to in self.onward.get(term, ()))
        return (hop for hop in ways if hop in self.all)  # what ends in a blank node has no name to tell


def _starts_of(one: _Hops, other: _Hops) -> list[str]:
    """The terms from which some walk takes a hop that isn't the same in both versions, those nearest to it first."""
    changed = {hop for hop in one.all | other.all if one.rest_of(hop) != other.rest_of(hop)}
    backward: dict[str, set[str]] = {}
    for hop in one.all | other.all:
        backward.setdefault(hop.object, set()).add(hop.subject)
    found: dict[str, None] = {}
    front = {hop.subject for hop in changed}
    while front:
        found |= dict.fromkeys(sorted(front))
        front = {s for o in front for s in backward.get(o, ())} - found.keys()
    return list(found)


def _nodes(left: Store, right: Store, kind: str, subjects: Collection[str]) -> Nodes:
    one, other = statements(left, kind, subjects), statements(right, kind, subjects)
    return Nodes(
        tuple(sorted(other.keys() - one.keys())),
        tuple(sorted(one.keys() - other.keys())),
        tuple(
            Changed(iri, tuple(sorted(one[iri] - other[iri])), tuple(sorted(other[iri] - one[iri])))
            for iri in sorted(one.keys() & other.keys())
            if one[iri] != other[iri]
        ),
    )


def _told(store: Store, iris: Iterable[str]) -> Mapping[str, str]:
    """A label for each IRI: its own, or a claim's sentence."""
    known = read.labels(store, sorted(iris))
    claims = claims_of(store, {iri for iri in iris if iri not in known})
    names = read.labels(store, sorted({n for claim in claims.values() for n in claim.named}))
    return {**known, **{iri: _sentence(claim, names) for iri, claim in claims.items()}}


def _sentence(claim: Claim, names: Mapping[str, str]) -> str:
    text = " ".join(names.get(iri) or curie(iri) for iri in (claim.subject, claim.predicate, claim.object))
    return f"{text} (in {names.get(claim.context) or curie(claim.context)})" if claim.context else text
