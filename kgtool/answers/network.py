"""The signed network of a graph, or of the chains of an answer, as plain values for programs that draw networks."""

from collections.abc import Collection
from typing import NamedTuple

from kgtool.model import Hop, Trace
from kgtool.reading import reader as read
from kgtool.reading.net_effects import all_hops
from kgtool.store import Store


class Edge(NamedTuple):
    """One signed step. rule: the label of the rule that derives it, or nothing; sources: IRIs, in order."""

    hop: Hop
    rule: str
    sources: tuple[str, ...]
    disputed: bool


class Network(NamedTuple):
    """Terms and signed steps between them, in order. causes, effects: the ends that were asked for, if any."""

    labels: dict[str, str]
    edges: tuple[Edge, ...]
    causes: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()


def network_of(store: Store) -> Network:
    """All steps of a store."""
    return _network(store, all_hops(store))


def network_of_chains(store: Store, found: Trace) -> Network:
    """The steps of the chains of an answer."""
    network = _network(store, {hop for chain in found.chains for hop in chain.hops})
    ends = [tuple(sorted({chain.terms[at] for chain in found.chains})) for at in (0, -1)]
    return network._replace(causes=ends[0], effects=ends[1])


def _network(store: Store, hops: Collection[Hop]) -> Network:
    grounds, claims = read.support_of(store, hops) if hops else ({}, {})
    rules = {p.rule for g in grounds.values() for p in g.premises if p.rule}
    terms = {end for hop in hops for end in (hop.subject, hop.object)}
    labels = read.labels(store, sorted(terms | rules))
    edges = []
    for hop in sorted(hops):
        evidence = [e for iri in grounds[hop].claims for e in claims[iri].evidence]
        rule = grounds[hop].premises[0].rule
        edges.append(
            Edge(
                hop,
                labels.get(rule, rule) if rule else "",
                tuple(sorted({e.source for e in evidence if e.carries and e.source})),
                any(e.stance != "supports" for e in evidence),
            )
        )
    return Network({term: labels.get(term, term) for term in sorted(terms)}, tuple(edges))
