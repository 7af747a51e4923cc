"""What is worked out once, when files are made into a store, so that a trace needs no SPARQL: its notes.

A store in memory or far away does without.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import TypeVar

import pyoxigraph as ox

from kgtool.claims import noted
from kgtool.claims.evidence import all_conclusions, claims_of, grounds_of, named_in
from kgtool.claims.hops import STEPS
from kgtool.claims.rows import rows, triples, values
from kgtool.claims.terms import all_umbrellas, labels, names, own_labels, stand_for
from kgtool.model import Claim, Grounds, Hop
from kgtool.notes import Note
from kgtool.store import EmbeddedStore, Store

_AT_ONCE = 250_000  # hops, or terms, that are read up on in one go, at some kilobytes each
_BATCH = 10_000  # else so many
Item = TypeVar("Item")


def indexed(store: ox.Store) -> Iterator[Note]:
    """The notes for a freshly filled Oxigraph store, which holds steps."""
    yield from _notes(EmbeddedStore(store))


def support_of(store: Store, hops: Collection[Hop]) -> tuple[dict[Hop, Grounds], dict[str, Claim]]:
    """The grounds of each hop, and every claim that they name.

    Raises InputError as `grounds_of` does.
    """
    grounds, claims = noted.support(store, hops)
    if rest := [hop for hop in hops if hop not in grounds]:
        asked = grounds_of(store, rest)
        grounds |= asked
        claims |= claims_of(store, {c for g in asked.values() for c in g.claims} - claims.keys())
    return grounds, claims


def _notes(store: Store) -> Iterator[Note]:
    hops = sorted(
        Hop(s, STEPS[p], o)
        for s, p, o in rows(store, f"SELECT ?s ?p ?o WHERE {{ {triples('', 'p', STEPS)} }}", only_iris=True)
        if s and p and o
    )
    called = names(store)
    terms = sorted({*(iri for iri, _ in called), *(end for hop in hops for end in (hop.subject, hop.object))})
    named = set(terms)
    for hop, grounds, claims in _supported(store, hops):
        yield noted.card(hop, grounds, claims)
        named.update(iri for claim in grounds.claims for iri in named_in(claims[claim]))
        named.update(p.rule for p in (*grounds.premises, *grounds.further) if p.rule)
    yield from _of_terms(store, terms, hops)
    known = own_labels(store)
    known |= labels(store, named - known.keys())
    for iri in sorted(named | known.keys()):
        yield "label", iri, known.get(iri, "")
    yield from _of_names(called, known)


def _supported(store: Store, hops: list[Hop]) -> Iterator[tuple[Hop, Grounds, Mapping[str, Claim]]]:
    for some, everything in _batches(hops):
        found = grounds_of(store, some, "" if everything else values("s", sorted({hop.subject for hop in some})))
        claims = claims_of(store, {c for g in found.values() for c in g.claims}, everything)
        for hop, grounds in found.items():
            yield hop, grounds, claims


def _of_terms(store: Store, terms: list[str], hops: list[Hop]) -> Iterator[Note]:
    onward, backward = defaultdict(list), defaultdict(list)
    for subject, sign, object_ in hops:
        onward[subject].append((sign, object_))
        backward[object_].append((sign, subject))
    for term in terms:
        yield noted.ways("from", term, onward[term])
    for term in terms:
        yield noted.ways("to", term, backward[term])
    for some, everything in _batches(terms):
        concluded = defaultdict(list)
        for (cause, sign, effect), source in all_conclusions(store, "" if everything else values("s", some)):
            concluded[cause].append((sign, effect, source))
        for term in some:
            yield noted.note("concluded", term, sorted(concluded[term]))
    standing, several = stand_for(store), all_umbrellas(store)
    for term in terms:
        yield noted.note("stands for", term, standing.get(term, ()))
    for term in terms:
        yield "umbrella", term, "yes" if term in several else ""


def _batches(items: list[Item]) -> Iterator[tuple[list[Item], bool]]:
    """All items, in as many parts as memory asks for, and whether one part holds them all."""
    everything = len(items) <= _AT_ONCE
    size = max(len(items), 1) if everything else _BATCH
    for at in range(0, len(items), size):
        yield items[at : at + size], everything


def _of_names(called: list[tuple[str, str]], known: Mapping[str, str]) -> Iterator[Note]:
    told: dict[tuple[str, str], dict[str, None]] = {}
    for iri, name in called:
        folded = name.casefold()
        kind = "label of" if known.get(iri, "").casefold() == folded else "synonym of"
        told.setdefault((kind, folded), {})[iri] = None
    for (kind, folded), iris in sorted(told.items()):
        yield kind, folded, "\n".join(iris)
