"""Two versions of a graph: what is said that wasn't, and above all which conclusions follow that didn't.

Both are read with the ontology in use, so a difference is one of the graphs, not of the rules.
"""

from collections.abc import Iterable, Mapping, Sequence

import pyoxigraph as ox

from kgtool.answers.changes import NONE, Changed, Difference, Nodes, Other, Reworded, Turned, Wording
from kgtool.answers.versions import as_path
from kgtool.export.labels import canonical
from kgtool.logic.chains import chains
from kgtool.logic.trust import Joints, best_of_each_end, judge, weigh
from kgtool.model import Claim, Grounds, Hop, Sign
from kgtool.reading import reader as read
from kgtool.reading.evidence import claims_of
from kgtool.reading.net_effects import all_hops, net_effects, signs_of
from kgtool.reading.statements import statements
from kgtool.store import Store
from kgtool.store.files import reading, unreadable_as_error
from kgtool.store.inputs import rdf_files
from kgtool.store.opening import open_store
from kgtool.vocabulary import NC, curie

MAX_STEPS = 6
"""Chains are judged up to this length; a net effect that only longer ones carry has no wording."""

_KINDS = ("Claim", "Evidence", "Passage", "Section", "Source")


def difference(left: str, right: str, signs: Sequence[str] = (), use_cache: bool = True) -> Difference:
    """What `right` has that `left` hasn't, and the reverse.

    left, right  each a file, a folder, a git revision of the checkout around the working folder, or REVISION:PATH in
                 it; a revision alone stands for its folder graphs.
    signs        files that say which predicates of foreign graphs promote and inhibit.
    use_cache    keep what is made of the files on disk.

    Two graphs are the same if they are so but for the labels of their blank nodes, graph by graph.

    Raises InputError for what can't be read, UsageError for what is neither a path nor a revision, LimitError for
    blank nodes that are too alike to be compared.
    """
    with as_path(left) as one, as_path(right) as other:
        if _contents(one) == _contents(other):
            return NONE
        quads = _quads(one), _quads(other)
        only = [quads[i] - quads[1 - i] for i in (0, 1)]
        if not any(only):
            return NONE
        found = _compared(*(open_store([name], use_cache, index=read.notes_of, signs=signs) for name in (one, other)))
        removed, added = (_untold(statements, found.nodes) for statements in only)
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


def _compared(left: Store, right: Store) -> Difference:
    nodes = {kind: _nodes(left, right, kind) for kind in ("term", *(k.lower() for k in _KINDS))}
    hops = [_Hops(store) for store in (left, right)]
    net = [frozenset(net_effects(store, signs=signs_of(store))) for store in (left, right)]
    signs = [_signs(effects) for effects in net]
    turned = tuple(
        Turned(cause, effect, before, signs[1][cause, effect])
        for (cause, effect), before in sorted(signs[0].items())
        if signs[1].get((cause, effect), before) != before
    )
    pairs = {(t.cause, t.effect) for t in turned}
    only = [[e for e in sorted(net[i] - net[1 - i]) if (e.subject, e.object) not in pairs] for i in (0, 1)]
    touched = _starts_of(hops[0], hops[1]) | {e.subject for side in only for e in side}
    wording = [side.wordings(touched) for side in hops]
    reworded = tuple(
        Reworded(e, wording[0].get(e), wording[1].get(e))
        for e in sorted(net[0] & net[1])
        if e.subject in touched and wording[0].get(e) != wording[1].get(e)
    )
    iris = {iri for group in nodes.values() for iri in (*group.added, *group.removed, *(c.iri for c in group.changed))}
    iris |= {iri for side in only for e in side for iri in (e.subject, e.object)}
    iris |= {iri for t in turned for iri in (t.cause, t.effect)}
    iris |= {iri for r in reworded for iri in (r.effect.subject, r.effect.object)}
    iris |= {p for group in nodes.values() for c in group.changed for p, _ in (*c.removed, *c.added)}
    known = {**_told(left, iris), **_told(right, iris)}
    return Difference(
        tuple((e, wording[1].get(e)) for e in only[1]),
        tuple((e, wording[0].get(e)) for e in only[0]),
        turned,
        reworded,
        {kind: group for kind, group in nodes.items() if group},
        (),
        (),
        known,
    )


def _untold(quads: Iterable[ox.Quad], nodes: Mapping[str, Nodes]) -> tuple[Other, ...]:
    """The statements that the nodes which came, went or changed don't tell of, in order."""
    whole = {iri for group in nodes.values() for iri in (*group.added, *group.removed)}
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
        if subject in whole and plain:
            continue
        if there[1] == evidence and str(quad.object)[1:-1] in whole:
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
        self.grounds: dict[Hop, Grounds]
        self.claims: dict[str, Claim]
        self.grounds, self.claims = read.support_of(store, self.all)
        self.traits = read.traits(store, sorted({hop.object for hop in self.all})) if self.all else {}
        self.joints = Joints({hop: weigh(g, self.claims) for hop, g in self.grounds.items()}, self.traits)

    def rest_of(self, hop: Hop) -> tuple[object, ...] | None:
        """All that the judgement of a hop depends on."""
        grounds = self.grounds.get(hop)
        return grounds and (grounds, [self.claims[c] for c in grounds.claims], self.traits[hop.object])

    def wordings(self, starts: Iterable[str]) -> dict[Hop, Wording]:
        """How the best chain for each net effect of these terms is worded."""
        found = {}
        for start in sorted(starts):
            paths = list(chains(self.all, [start], (), MAX_STEPS)) if any(h.subject == start for h in self.all) else []
            for best in best_of_each_end(judge(paths, self.joints, {})):
                effect = Hop(start, best.sign, best.terms[-1])
                found[effect] = Wording(best.origin, best.modality, best.disputed)
        return found


def _starts_of(one: _Hops, other: _Hops) -> set[str]:
    """The terms from which some walk takes a hop that isn't the same in both versions."""
    changed = {hop for hop in one.all | other.all if one.rest_of(hop) != other.rest_of(hop)}
    backward: dict[str, set[str]] = {}
    for hop in one.all | other.all:
        backward.setdefault(hop.object, set()).add(hop.subject)
    found = {hop.subject for hop in changed}
    front = found
    while front:
        front = {s for o in front for s in backward.get(o, ())} - found
        found = found | front
    return found


def _nodes(left: Store, right: Store, kind: str) -> Nodes:
    one, other = statements(left, kind), statements(right, kind)
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
