"""What is worked out once, when files are made into a store, so that a trace needs no SPARQL: its notes.

A store in memory or far away does without.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import TypeVar

import pyoxigraph as ox

from kgtool.errors import InputError
from kgtool.logic.trust import Weight, weigh
from kgtool.model import Claim, Grounds, Hop, Traits
from kgtool.reading import noted
from kgtool.reading.evidence import all_conclusions, claims_of, grounds_of, named_in
from kgtool.reading.foreign import is_statement
from kgtool.reading.hops import STEPS
from kgtool.reading.rows import IRI, rows, triples, values
from kgtool.reading.seams import crossings
from kgtool.reading.terms import labels, own_labels, ranked_names, stand_for
from kgtool.reading.traits import all_traits
from kgtool.store.notes import Note
from kgtool.store.opening import EmbeddedStore, Store

_AT_ONCE = 250_000  # hops, or terms, that are read up on in one go, at some kilobytes each
_BATCH = 10_000  # else so many
Item = TypeVar("Item")


def indexed(store: ox.Store) -> Iterator[Note]:
    """The notes for a freshly filled Oxigraph store, which holds steps."""
    yield from _notes(EmbeddedStore(store))


def support_of(store: Store, hops: Collection[Hop]) -> tuple[dict[Hop, Grounds], dict[str, Claim]]:
    """The grounds of each hop, and every claim that they name.

    Raises InputError as `grounds_of` does, and for claims without an IRI.
    """
    grounds, claims = noted.support(store, hops)
    if rest := [hop for hop in hops if hop not in grounds]:
        asked = grounds_of(store, rest)
        named = {c for g in asked.values() for c in g.claims}
        claims |= claims_of(store, named - claims.keys())
        for hop, g in sorted(asked.items()):
            if not claims.keys() >= set(g.claims):
                raise InputError(
                    f"a claim that gives the hop {hop.subject} → {hop.object} has no IRI, "
                    "so that its evidence can't be asked for. Give it one."
                )
        grounds |= asked
    return grounds, claims


def _notes(store: Store) -> Iterator[Note]:
    hops = sorted(
        Hop(s, STEPS[p], o)
        for s, p, o in rows(store, f"SELECT ?s ?p ?o WHERE {{ {triples('', 'p', STEPS)} }}", only_iris=True)
        if s and p and o
    )
    called = sorted(ranked_names(store))
    terms = sorted({*(iri for iri, _, _ in called), *(end for hop in hops for end in (hop.subject, hop.object))})
    named = set(terms)
    for hop, grounds, claims, weight in _supported(store, hops):
        yield noted.card(hop, grounds, claims, weight)
        named.update(iri for claim in grounds.claims for iri in named_in(claims[claim]))
        named.update(p.rule for p in (*grounds.premises, *grounds.further) if p.rule)
    yield from _of_terms(store, terms, hops)
    crossed = crossings(store)
    named.update(iri for seams in crossed.values() for seam in seams for iri in seam)
    known = own_labels(store)
    known |= labels(store, named - known.keys())
    for iri in sorted(named | known.keys()):
        yield "label", iri, f"={known[iri]}" if iri in known else ""
    yield "seams", "all", "yes" if crossed else ""
    for claim, seams in crossed.items():
        yield noted.note("seam", claim, seams)
    by_name: dict[str, list[tuple[str, str, str]]] = {}
    for iri, name, rank in called:
        by_name.setdefault(name.casefold(), []).append((str(rank), name, iri))
    for folded, found in sorted(by_name.items()):
        yield noted.note("name", folded, found)


def _supported(store: Store, hops: list[Hop]) -> Iterator[tuple[Hop, Grounds, Mapping[str, Claim], Weight]]:
    """The hops with what they rest on, but for those that can't be judged: an error only to those who ask for them."""
    for some, everything in _batches(hops):
        between = "" if everything else values("s", sorted({hop.subject for hop in some}))
        found = grounds_of(store, some, between, strict=False)
        claims = claims_of(store, {c for g in found.values() for c in g.claims}, everything)
        for hop, grounds in found.items():
            if all(c in claims and (is_statement(c) or IRI.fullmatch(c)) for c in grounds.claims):
                try:
                    weight = weigh(grounds, claims)
                except InputError:
                    continue
                yield hop, grounds, claims, weight


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
        for (cause, sign, effect), source, how in all_conclusions(store, "" if everything else values("s", some)):
            concluded[cause].append((sign, effect, source, how))
        for term in some:
            yield noted.note("concluded", term, sorted(concluded[term]))
    standing, known = stand_for(store), all_traits(store)
    for term in terms:
        yield noted.note("stands for", term, standing.get(term, ()))
    for term in terms:
        yield noted.traits_note(term, known.get(term, Traits()))


def _batches(items: list[Item]) -> Iterator[tuple[list[Item], bool]]:
    """All items, in as many parts as memory asks for, and whether one part holds them all."""
    everything = len(items) <= _AT_ONCE
    size = max(len(items), 1) if everything else _BATCH
    for at in range(0, len(items), size):
        yield items[at : at + size], everything
