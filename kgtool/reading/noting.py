"""What is worked out once, when files are made into a store, so that a trace needs no SPARQL: its notes.

A store in memory or far away does without.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Protocol, TypeVar

import pyoxigraph as ox

from kgtool.errors import InputError
from kgtool.logic.trust import weigh
from kgtool.model import Hop, Traits, names_of
from kgtool.model.overview import Unfit
from kgtool.reading import notation
from kgtool.reading.evidence import all_conclusions, claims_of
from kgtool.reading.foreign import Bare, is_statement, take_bare
from kgtool.reading.gathered import Gathered, Supported
from kgtool.reading.grounds import grounds_of
from kgtool.reading.naming import IRI
from kgtool.reading.rows import rows, triples, values
from kgtool.reading.seams import crossings
from kgtool.reading.settings import all_settings
from kgtool.reading.terms import labels, own_labels, ranked_names, stand_for, used_classes
from kgtool.reading.traits import all_traits
from kgtool.reading.unfit import unfit
from kgtool.store import Store
from kgtool.store.deriving import Derived
from kgtool.store.embedded import EmbeddedStore
from kgtool.store.notes import Note
from kgtool.vocabulary import STEPS, TERM

_AT_ONCE = 250_000  # hops, or terms, that are read up on in one go, at some kilobytes each
_BATCH = 10_000  # else so many
Item = TypeVar("Item")


class Many(Protocol):
    """What there is much of in a graph, whichever way it is found."""

    def hops(self) -> Iterable[Hop]:
        """All hops between IRIs."""
        ...

    def called(self) -> Iterable[tuple[str, str, int]]:
        """Every (IRI, name, rank) of the terms."""
        ...

    def supported(self, hops: list[Hop]) -> tuple[Iterable[Supported], Iterable[Supported]]:
        """What all hops rest on that rest on something, in parts, of which some can be worked out aside."""
        ...

    def conclusions(self, terms: list[str]) -> Iterator[tuple[list[str], Iterable[tuple[Hop, str, str]]]]:
        """What sources conclude about all terms, in parts: the causes of a part, and what `all_conclusions` gives."""
        ...

    def settings(self) -> Iterable[tuple[str, str, str]]:
        """The cause, the effect and the context of all claims that sources support in a setting alone."""
        ...

    def unfit(self) -> Unfit | None:
        """What of foreign graphs can't be traced."""
        ...


def indexed(found: ox.Store | Derived) -> tuple[Iterator[Note], Iterable[Note]]:
    """The notes for a freshly filled Oxigraph store; or the same ones for what was gathered from files.

    They come in two parts, of which the second can be worked out by another process, and may hold what the first does.
    """
    if isinstance(found, ox.Store):
        embedded = EmbeddedStore(found)
        return _notes(embedded, Asked(embedded))
    found.complete_frame()
    embedded = EmbeddedStore(found.facts.frame)
    return _notes(embedded, Gathered(embedded, found))


def _notes(store: Store, many: Many) -> tuple[Iterator[Note], Iterable[Note]]:
    hops = sorted(many.hops())
    here, aside = many.supported(hops)
    return _here(store, many, hops, here), _cards_aside(store, aside) if aside else ()


def _cards_aside(store: Store, parts: Iterable[Supported]) -> Iterator[Note]:
    named: set[str] = set()
    yield from _cards(parts, named)
    yield from _label_notes(labels(store, named), named)


def _cards(parts: Iterable[Supported], named: set[str]) -> Iterator[Note]:
    """The notes of what hops rest on; `named` gets the IRIs that they name."""
    bare: Bare = {}
    for held, claims, some in parts:
        for subject, triples_ in some.items():
            there = bare.setdefault(subject, {})
            for by, objects in triples_.items():
                there.setdefault(by, []).extend(objects)
        named |= names_of(claims.values())
        named.update(p.rule for g in held.values() for p in (*g.premises, *g.further) if p.rule)
        lines_of: dict[str, str] = {}
        for hop, grounds in held.items():
            if all(c in lines_of or (c in claims and (is_statement(c) or IRI.fullmatch(c))) for c in grounds.claims):
                try:
                    weight = weigh(grounds, claims)
                except InputError:
                    continue  # it can't be judged: an error only to those who ask for it
                yield notation.card(hop, grounds, claims, weight, lines_of)
    for subject in sorted(bare):
        yield notation.bare_note(subject, bare[subject])
        named.update(by[1:] for by in bare[subject])


def _label_notes(known: Mapping[str, str], named: Iterable[str]) -> Iterator[Note]:
    for iri in sorted({*named, *known}):
        yield "label", iri, f"={known[iri]}" if iri in known else ""


def _here(store: Store, many: Many, hops: list[Hop], parts: Iterable[Supported]) -> Iterator[Note]:
    called = sorted(many.called())
    terms = sorted(set[str]().union(*(map(itemgetter(at), found) for found, at in ((called, 0), (hops, 0), (hops, 2)))))
    named = set(terms)
    yield from _cards(parts, named)
    yield from _of_terms(store, many, terms, hops)
    crossed = crossings(store)
    named.update(iri for seams in crossed.values() for seam in seams for iri in seam)
    known = own_labels(store)
    known |= labels(store, named - known.keys())
    yield from _label_notes(known, named)
    yield "seams", "all", "yes" if crossed else ""
    for claim, seams in crossed.items():
        yield notation.note("seam", claim, seams)
    within: dict[str, set[tuple[str, str]]] = {}
    for cause, effect, context in many.settings():
        if cause.startswith(TERM) and effect.startswith(TERM):
            within.setdefault(cause, set()).add((effect, context))
    for cause, told in sorted(within.items()):
        yield notation.note("settings", cause, sorted(told))
    yield notation.unfit_note(many.unfit())
    yield notation.note("classes", "all", ([iri] for iri in sorted(used_classes(store))))
    by_name: dict[str, list[tuple[str, str, str]]] = {}
    for iri, name, rank in called:
        by_name.setdefault(name.casefold(), []).append((str(rank), name, iri))
    for folded, found in sorted(by_name.items()):
        yield notation.note("name", folded, found)
    yield from notation.index_notes(list(dict.fromkeys((iri, name) for iri, name, _ in called)))


class Asked:
    """What there is much of, as SPARQL finds it in a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def hops(self) -> Iterator[Hop]:
        """All hops between IRIs."""
        select = f"SELECT ?s ?p ?o WHERE {{ {triples('', 'p', STEPS)} }}"
        for s, p, o in rows(self._store, select, only_iris=True):
            if s and p and o:
                yield Hop(s, STEPS[p], o)

    def called(self) -> Iterator[tuple[str, str, int]]:
        """Every (IRI, name, rank) of the terms."""
        return ranked_names(self._store)

    def supported(self, hops: list[Hop]) -> tuple[Iterator[Supported], tuple[()]]:
        """What all hops rest on that rest on something, in parts."""
        return self._supported(hops), ()

    def _supported(self, hops: list[Hop]) -> Iterator[Supported]:
        for some, everything in _batches(hops):
            between = "" if everything else values("s", sorted({hop.subject for hop in some}))
            found = grounds_of(self._store, some, between, strict=False)
            claims = claims_of(self._store, {c for g in found.values() for c in g.claims}, everything)
            bare: Bare = {}
            take_bare(found, claims, bare)
            yield found, claims, bare

    def conclusions(self, terms: list[str]) -> Iterator[tuple[list[str], Iterable[tuple[Hop, str, str]]]]:
        """What sources conclude about all terms, in parts."""
        for some, everything in _batches(terms):
            yield some, all_conclusions(self._store, "" if everything else values("s", some))

    def settings(self) -> Iterator[tuple[str, str, str]]:
        """The cause, the effect and the context of all claims that sources support in a setting alone."""
        return all_settings(self._store)

    def unfit(self) -> Unfit | None:
        """What of foreign graphs can't be traced."""
        return unfit(self._store)


def _of_terms(store: Store, many: Many, terms: list[str], hops: list[Hop]) -> Iterator[Note]:
    for term, ways in _grouped(terms, hops, 0):
        yield notation.ways("from", term, [(sign, object_) for _, sign, object_ in ways])
    for term, ways in _grouped(terms, sorted(hops, key=itemgetter(2)), 2):
        yield notation.ways("to", term, [(sign, subject) for subject, sign, _ in ways])
    for some, told in many.conclusions(terms):
        concluded = defaultdict(list)
        for (cause, sign, effect), source, how in told:
            concluded[cause].append((sign, effect, source, how))
        for term in some:
            yield notation.note("concluded", term, sorted(concluded[term]))
    yield from _standing(store, terms)
    known = all_traits(store)
    for term in terms:
        yield notation.traits_note(term, known.get(term, Traits()))


def _standing(store: Store, terms: list[str]) -> Iterator[Note]:
    standing = stand_for(store)
    for term in terms:
        yield notation.note("stands for", term, standing.get(term, ()))


def _grouped(terms: list[str], hops: list[Hop], end: int) -> Iterator[tuple[str, Iterable[Hop]]]:
    """Each term with its hops: both are in the order of the terms, which stand at that end of the hops."""
    groups = groupby(hops, itemgetter(end))
    term, found = next(groups, (None, iter(())))
    for asked in terms:
        if asked != term:
            yield asked, ()
            continue
        yield asked, found
        term, found = next(groups, (None, iter(())))


def _batches(items: list[Item]) -> Iterator[tuple[list[Item], bool]]:
    """All items, in as many parts as memory asks for, and whether one part holds them all."""
    everything = len(items) <= _AT_ONCE
    size = max(len(items), 1) if everything else _BATCH
    for at in range(0, len(items), size):
        yield items[at : at + size], everything
