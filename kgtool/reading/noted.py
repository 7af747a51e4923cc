"""What was noted when a store was made: what `terms`, `hops` and `evidence` answer in SPARQL, only sooner.

Each function tells what it finds among the notes, and leaves out what has none. `notation` says how they are written.
"""

from collections.abc import Callable, Collection, Iterator
from functools import partial
from typing import TYPE_CHECKING

from kgtool.logic.spelling import spellings
from kgtool.logic.trust import Weight, weigh
from kgtool.model import Claim, Grounds, Hop, Seam, Sign, Traits
from kgtool.reading.notation import fields, fields_of, key, read_card, read_traits, read_weight
from kgtool.store import Store
from kgtool.vocabulary import TERM

if TYPE_CHECKING:
    from kgtool.model.overview import Unfit

BY_CLASS = 4  # the rank of a class's label, which its unlabelled instances go by where nothing else has that name
# Thousands are made for a trace, and Hop(…) is a function in Python, which takes twice as long.
_hop: Callable[[tuple[str, str, str]], Hop] = partial(tuple.__new__, Hop)


def called(store: Store, name: str) -> list[str]:
    """The IRIs of the terms of this name, in order: those of the lowest rank among the usual spellings, else all."""
    folded = name.casefold()
    found = [(int(rank), text, iri) for rank, text, iri in fields(store.notes("name", [folded]).get(folded, ""))]
    usual = spellings(name)
    near = [(rank, iri) for rank, text, iri in found if rank < BY_CLASS and text in usual]
    best = min(near)[0] if near else None
    return ours_first({iri for rank, iri in near if rank == best} if near else {iri for _, _, iri in found})


def names(store: Store) -> list[tuple[str, str]] | None:
    """Every (IRI, name) of the terms, in order; None without notes."""
    found = store.all_notes("name")
    if found is None:
        return None
    return sorted({(iri, name) for text in found for _, name, iri in fields(text)})


def classes(store: Store) -> list[str] | None:
    """The IRIs of the classes that some term is in; None without notes."""
    found = store.notes("classes", ["all"]).get("all")
    return None if found is None else [iri for (iri,) in fields(found)]


def has_notes(store: Store) -> bool:
    """Whether anything was noted, and so every name."""
    return bool(store.notes("seams", ["all"]))


def are_terms(store: Store, iris: Collection[str]) -> set[str]:
    """Those of the IRIs that are noted as terms."""
    return set(store.notes("from", iris))


def ours_first(iris: Collection[str]) -> list[str]:
    """The terms of ours among those of one name, in order; all where none is: no name gets unclear by loading more."""
    return sorted(iri for iri in iris if iri.startswith(TERM)) or sorted(iris)


def labels(store: Store, iris: Collection[str]) -> dict[str, str | None]:
    """The label of each IRI; None where it has none."""
    return {iri: text[1:] if text else None for iri, text in store.notes("label", iris).items()}


def stand_for(store: Store, terms: Collection[str]) -> dict[str, list[tuple[str, str]]]:
    """The states and kinds that a term stands for at the end of a question: ("state" or "kind", IRI) pairs."""
    noted = store.notes("stands for", terms)
    return {term: [(kind, iri) for kind, iri in fields(text)] for term, text in noted.items()}


def traits(store: Store, terms: Collection[str]) -> dict[str, Traits]:
    """What the ranking of chains needs to know of each term."""
    return {term: read_traits(text) for term, text in store.notes("traits", terms).items()}


def hops(store: Store, terms: Collection[str], forward: bool) -> dict[str, list[Hop]]:
    """The hops from each term, or those to it."""
    if forward:
        return {
            s: [_hop((s, line[0], line[1:])) for line in text.split("\n") if line]
            for s, text in store.notes("from", terms).items()
        }
    return {
        o: [_hop((line[1:], line[0], o)) for line in text.split("\n") if line]
        for o, text in store.notes("to", terms).items()
    }


def conclusions(store: Store, causes: Collection[str]) -> dict[str, list[tuple[Hop, str, str]]]:
    """What sources conclude about each cause: the net effect, the IRI of the source, and how it puts it."""
    return {
        cause: [
            (Hop(cause, sign, effect), source, how)  # type: ignore[arg-type]
            for sign, effect, source, how in fields(text)
        ]
        for cause, text in store.notes("concluded", causes).items()
    }


def settings(store: Store, causes: Collection[str], effects: Collection[str]) -> list[tuple[str, str, str]] | None:
    """(cause, effect, context) of the claims that have a context, sorted; None without notes."""
    if not has_notes(store):
        return None
    told = store.notes("settings", causes)
    found = ((cause, *line) for cause, text in told.items() for line in fields(text))
    return sorted((cause, effect, context) for cause, effect, context in found if effect in effects)


def unfit(store: Store) -> "tuple[bool, Unfit | None]":
    """Whether it was noted what of foreign graphs can't be traced, and that."""
    text = store.notes("unfit", ["all"]).get("all")
    if not text:
        return text is not None, None
    from kgtool.model.overview import Unfit, Unsigned

    numbers, forms, *lines = map(fields_of, text.split("\n"))
    unsigned = tuple(Unsigned(p, form, int(n), why) for p, form, n, why in lines)
    of_form = {form: int(n) for form, n in zip(forms[::2], forms[1::2], strict=False)}
    return True, Unfit(unsigned, of_form, *map(int, numbers))


def seams(store: Store, claims: Collection[str]) -> dict[str, tuple[Seam, ...]] | None:
    """The seams that each of the claims crosses; None where nothing was noted."""
    there = store.notes("seams", ["all"])
    if not there or not there.get("all"):
        return {} if there else None
    noted = store.notes("seam", claims)
    return {claim: tuple(Seam(*line) for line in fields(text)) for claim, text in noted.items()}


def support(store: Store, wanted: Collection[Hop]) -> tuple[dict[Hop, Grounds], dict[str, Claim]]:
    """The grounds of each hop, and the claims that they name."""
    claims: dict[str, Claim] = {}
    grounds = {hop: read_card(card, claims) for hop, card in _cards(store, wanted)}
    if bare := _bare(store, [hop for hop in wanted if hop not in grounds]):
        from kgtool.reading.foreign import grounds_of_bare

        for hop, predicates in bare.items():
            grounds[hop], said = grounds_of_bare(hop, predicates)
            claims |= said
    return grounds, claims


def weights(store: Store, wanted: Collection[Hop]) -> dict[Hop, Weight]:
    """What each hop contributes to the judgement of chains."""
    found = {hop: read_weight(card.partition("\n")[0]) for hop, card in _cards(store, wanted)}
    if bare := _bare(store, [hop for hop in wanted if hop not in found]):
        from kgtool.reading.foreign import grounds_of_bare

        found |= dict.fromkeys(bare, weigh(*grounds_of_bare(*next(iter(bare.items())))))  # they all weigh the same
    return found


def _bare(store: Store, wanted: Collection[Hop]) -> dict[Hop, list[str]]:
    """The predicates of the bare triples that give those of the hops that rest on such."""
    ends: dict[str, dict[Sign, set[str]]] = {}
    for subject, sign, object_ in wanted:
        ends.setdefault(subject, {}).setdefault(sign, set()).add(object_)
    found: dict[Hop, list[str]] = {}
    for subject, text in store.notes("bare", ends).items():
        for line in text.split("\n"):
            by, _, objects = line.partition(" ")
            sign = "-" if by[0] == "-" else "+"
            some, among = ends[subject].get(sign, set()), f" {objects} "
            # A hub has tens of thousands: to seek a few among them is quicker than to part them.
            there = some.intersection(objects.split(" ")) if len(some) > 9 else {o for o in some if f" {o} " in among}
            for object_ in there:
                found.setdefault(_hop((subject, sign, object_)), []).append(by[1:])
    return found


def _cards(store: Store, wanted: Collection[Hop]) -> Iterator[tuple[Hop, str]]:
    by_key = {key(hop): hop for hop in wanted}
    return ((by_key[key], card) for key, card in store.notes("grounds", by_key).items())
