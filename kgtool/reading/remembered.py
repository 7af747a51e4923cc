"""What lies before some effects, read once for several questions: a store together with notes of it."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from kgtool.errors import InputError
from kgtool.logic.trust import weigh
from kgtool.model import Hop
from kgtool.reading import notation, noted
from kgtool.reading.evidence import all_conclusions
from kgtool.reading.hops import hops_between
from kgtool.reading.reader import labels, support_of, traits, widen
from kgtool.reading.rows import values
from kgtool.reading.seams import crossings
from kgtool.reading.terms import stand_for
from kgtool.store import Store
from kgtool.store.at_once import AtOnce
from kgtool.store.notes import Note
from kgtool.store.wrapped import Wrapped

_MOST_HOPS = 20_000
"""What more hops rest on isn't read at once: chains are cut before they have used them all."""


class Remembered(Wrapped):
    """A store that answers from some notes of it first."""

    def __init__(self, store: Store, notes: Iterable[Note]) -> None:
        super().__init__(store)
        self._known = {(kind, key): text for kind, key, text in notes}

    def notes(self, kind: str, keys: Collection[str]) -> dict[str, str]:
        """The notes of a kind under those of the keys that have one, here or in the store."""
        here = {key: self._known[kind, key] for key in keys if (kind, key) in self._known}
        return here | self._store.notes(kind, [key for key in keys if key not in here])


def before(store: Store, effects: Sequence[str], max_steps: int) -> Store:
    """The store, with notes of all that traces of up to `max_steps` to any of the effects ask for.

    Itself where it has notes of everything.

    Raises InputError as `support_of` does.
    """
    if noted.has_notes(store):
        return store
    standing = stand_for(store, values("t", effects))
    notes = [notation.note("stands for", term, standing.get(term, ())) for term in effects]
    ends = widen(Remembered(store, notes), (), effects).effects
    return Remembered(store, [*notes, *_notes(store, ends, max_steps)])


def _notes(store: Store, ends: Collection[str], max_steps: int) -> Iterator[Note]:
    hops = hops_between(store, (), ends, max_steps)
    terms = sorted({*ends, *(end for hop in hops for end in (hop.subject, hop.object))})
    backward: dict[str, list[Hop]] = {}
    for hop in sorted(hops):
        backward.setdefault(hop.object, []).append(hop)
    reached, front = set(ends), set(ends)
    for _ in range(max_steps):  # at the last of these terms nobody asked on
        for term in sorted(front):
            yield notation.ways("to", term, ((hop.sign, hop.subject) for hop in backward.get(term, ())))
        front = {hop.subject for term in front for hop in backward.get(term, ())} - reached
        reached |= front
    if len(hops) > _MOST_HOPS:
        return
    with AtOnce(store) as ask:
        support = ask(lambda store: support_of(store, hops))
        said = ask(lambda store: list(all_conclusions(store, values("o", ends))))
        known_traits = ask(lambda store: traits(store, terms))
        seams_crossed = ask(crossings)
    grounds, claims = support.value
    for hop, by in grounds.items():
        try:
            yield notation.card(hop, by, claims, weigh(by, claims))
        except InputError:
            continue  # it can't be judged: an error only to those who ask for it
    concluded: dict[str, list[tuple[str, str, str, str]]] = {}
    for (cause, sign, effect), source, how in said.value:
        concluded.setdefault(cause, []).append((sign, effect, source, how))
    of_terms = known_traits.value
    for term in terms:
        yield notation.note("concluded", term, sorted(concluded.get(term, ())))
        yield notation.traits_note(term, of_terms[term])
    crossed = seams_crossed.value
    yield "seams", "all", "yes" if crossed else ""
    for claim, seams in crossed.items():
        yield notation.note("seam", claim, seams)
    named = {*terms, *(iri for claim in claims.values() for iri in claim.named)}
    named |= {p.rule for by in grounds.values() for p in (*by.premises, *by.further) if p.rule}
    named |= {source for said in concluded.values() for *_, source, _ in said}
    named |= {iri for seams in crossed.values() for seam in seams for iri in seam}
    known = labels(store, sorted(named))
    for iri in sorted(named):
        yield "label", iri, f"={known[iri]}" if iri in known else ""
