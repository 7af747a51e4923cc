"""What gives a hop: the claims that state it, the signed triple that it is, and the rules that apply."""

from collections.abc import Collection, Container, Iterable, Mapping
from typing import NamedTuple

from kgtool.errors import InputError
from kgtool.model import Grounds, Hop, PremiseSet, Sign
from kgtool.reading.foreign import foreign_signs, named_statement
from kgtool.reading.rows import as_sign, rows, triples
from kgtool.store import Store
from kgtool.vocabulary import node


def grounds_of(
    store: Store, hops: Collection[Hop], between: str | None = None, strict: bool = True
) -> dict[Hop, Grounds]:
    """The premise sets of each hop, and what else gives it.

    between  a VALUES block that binds ?s, ?o or both, or nothing for all there is, to read by instead of naming each
             hop: quicker where most of what is read then is wanted.
    strict   else a hop that nothing gives is left out.

    Raises InputError for a hop that nothing gives: the store then holds steps without the claims they came from.
    """
    stated: dict[Hop, set[str]] = {}
    applied: dict[Hop, dict[str, tuple[str, set[str]]]] = {}
    if not hops:
        return {}
    if between is None:
        pairs = " ".join(f"({node(s)} {node(o)})" for s, o in sorted({(hop.subject, hop.object) for hop in hops}))
        between = f"VALUES (?s ?o) {{ {pairs} }}"
    signs = foreign_signs(store)
    # An edge is there exactly when some evidence carries its claim, so the evidence needn't be read for that.
    found = list(
        rows(
            store,
            "SELECT ?s ?o ?p ?claim ?derivation ?rule ?edge ?sign WHERE {\n"
            f"  {{ {between} ?claim nc:subject ?s ; nc:object ?o ; nc:predicate ?p\n"
            "    FILTER EXISTS { ?p nc:projectsTo ?any } FILTER NOT EXISTS { ?claim nc:context ?context } }\n"
            f"  UNION {{ {between}\n"
            "    ?derivation nc:derivedSubject ?s ; nc:derivedObject ?o ; nc:byRule ?rule . ?rule nc:sign ?sign\n"
            "    OPTIONAL { ?derivation nc:premise ?claim } }\n"
            f"  UNION {{ {_EDGES} }} UNION {{ {_carried(between)} }} "
            + (f"UNION {{ {triples(between, 'p', sorted(signs))} }} }}" if signs else "}"),
        )
    )
    edges = {p: (edge, as_sign(sign)) for s, _, p, *_, edge, sign in found if p and edge and not s}
    carrying = dict(edges.values())
    carried: set[Hop] = set()
    unclaimed: dict[Hop, set[str]] = {}
    for s, o, p, claim, derivation, rule, _, sign in found:
        if not (s and o):
            continue
        if derivation and rule:
            premises = applied.setdefault(Hop(s, as_sign(sign), o), {}).setdefault(derivation, (rule, set()))[1]
            premises |= {claim} if claim else set()
        elif claim and p:
            if p in edges:
                stated.setdefault(Hop(s, edges[p][1], o), set()).add(claim)
        elif p:
            carried |= {Hop(s, carrying[p], o)} if p in carrying else set()
            if p in signs:
                unclaimed.setdefault(Hop(s, signs[p], o), set()).add(named_statement(s, p, o))
    return joined_grounds(hops, Givers(stated, applied, unclaimed, carried), strict)


class Givers(NamedTuple):
    """What gives hops.

    stated    the claims that state a hop; unclaimed: the signed triples that are the hop.
    applied   hop → derivation → the rule and its premises.
    carried   the hops that some evidence carries the claim of.
    """

    stated: Mapping[Hop, set[str]]
    applied: Mapping[Hop, Mapping[str, tuple[str, set[str]]]]
    unclaimed: Mapping[Hop, set[str]]
    carried: Container[Hop]


def joined_grounds(hops: Iterable[Hop], by: Givers, strict: bool = True) -> dict[Hop, Grounds]:
    """The grounds of hops, of what gives them. strict: else a hop that nothing gives is left out.

    Raises InputError for a hop that nothing gives.
    """
    grounds = {}
    for hop in hops:
        own = tuple(PremiseSet(None, (c,)) for c in sorted(by.stated.get(hop, ()))) if hop in by.carried else ()
        if not own:  # else the triple is what the claim was made of
            own = tuple(PremiseSet(None, (c,)) for c in sorted(by.unclaimed.get(hop, ())))
        ruled = tuple(sorted(PremiseSet(rule, tuple(sorted(c))) for rule, c in by.applied.get(hop, {}).values()))
        if not own and not ruled:
            if not strict:
                continue
            raise InputError(
                f"no claim and no rule gives the hop {hop.subject} → {hop.object}: "
                "the store's steps and claims don't fit. Fill it anew from `kgtool export --steps`."
            )
        grounds[hop] = Grounds(own, ruled) if own else Grounds(ruled, ())
    return grounds


# The predicates whose claims state a step by themselves, with the edge and the sign of each.
_EDGES = (
    "VALUES ?step { nc:stepPromotes nc:stepInhibits } ?edge rdfs:subPropertyOf ?step . ?p nc:projectsTo ?edge ; "
    "nc:sign ?sign FILTER NOT EXISTS { ?p nc:rule ?ruled }"
)


def _carried(between: str) -> str:
    """A pattern for the edges of ?s and ?o; between: see `grounds_of`."""
    # Which predicates are edges is sought at each triple only where these are few.
    return (
        f"{between} ?s ?p ?o FILTER EXISTS {{ ?any nc:projectsTo ?p }}"
        if between
        else "?any nc:projectsTo ?p . ?s ?p ?o"
    )


def edges_of_claims(store: Store) -> dict[str, tuple[str, Sign]]:
    """The predicates whose claims state a step by themselves: predicate → (edge, sign)."""
    found = rows(store, f"SELECT ?p ?edge ?sign WHERE {{ {_EDGES} }} ORDER BY ?p")
    return {p: (edge, as_sign(sign)) for p, edge, sign in found if p and edge}
