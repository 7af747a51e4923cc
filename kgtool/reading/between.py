"""What a store says of the claims between some terms and some others, whether they give hops or not."""

from collections.abc import Collection, Iterator

from kgtool.model import Sign
from kgtool.reading.rows import among, rows, values
from kgtool.reading.terms import STATE_OF
from kgtool.store import Store

_PAIRS_TOGETHER = 150


def claims_between(store: Store, subjects: Collection[str], objects: Collection[str], signed: bool) -> dict[str, str]:
    """The IRIs of the claims from one of `subjects` to one of `objects`, with the signs of their predicates.

    signed  only those with a predicate that has a sign; else all, and no sign is told.
    """
    if not subjects or not objects:
        return {}
    sign = "?p nc:sign ?sign ." if signed else ""
    to, rest = set(objects), f"{sign} {among('o', objects)}"
    found: dict[str, str] = {}
    order = sorted(subjects)
    for at in range(0, len(order), _PAIRS_TOGETHER):
        block = values("s", order[at : at + _PAIRS_TOGETHER])
        found |= {
            c: told or ""
            for c, o, told in rows(
                store,
                f"SELECT DISTINCT ?c ?o ?sign WHERE {{ {block} ?c nc:subject ?s ; nc:predicate ?p ; nc:object ?o . "
                f"{rest} }}",
            )
            if c and o in to
        }
    return found


def signed_predicates(store: Store) -> dict[str, tuple[Sign, bool]]:
    """The predicates that have a sign, with it, and whether they state a net effect."""
    return {
        p: ("-" if sign == "-" else "+", net in ("true", "1"))
        for p, sign, net in rows(
            store, "SELECT ?p ?sign ?net WHERE { ?p nc:sign ?sign OPTIONAL { ?p nc:conclusion ?net } }"
        )
        if p
    }


def symmetric_predicates(store: Store) -> set[str]:
    """The predicates that hold both ways."""
    return {p for (p,) in rows(store, "SELECT ?p WHERE { ?p a owl:SymmetricProperty }") if p}


def bearers_of(store: Store, states: Collection[str]) -> Iterator[tuple[str, str]]:
    """Those of the terms that are states, each with the nutrient or process that it is a state of."""
    for state, bearer in rows(store, f"SELECT ?s ?n WHERE {{ {values('s', sorted(states))} ?s {STATE_OF} ?n }}"):
        if state and bearer:
            yield state, bearer
