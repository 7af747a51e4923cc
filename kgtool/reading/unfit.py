"""What of foreign graphs can't be traced, and why: predicates without a sign, ends without a name."""

from collections.abc import Collection, Mapping

from kgtool.logic.curies import Prefixes
from kgtool.model.overview import Unfit, Unsigned
from kgtool.reading.edge_nodes import NONE, EdgeNodes, SignOf, edge_nodes, may_lack_sign, signs_said
from kgtool.reading.foreign import foreign_signs
from kgtool.reading.rows import as_number, counted, rows, values
from kgtool.store import Store
from kgtool.store.at_once import AtOnce


def unfit(store: Store) -> Unfit | None:
    """The predicates that join named things and have no sign, how many signed ones occur, and ends without a name.

    None where the store holds no foreign graph.
    """
    with AtOnce(store) as ask:
        triples = ask(joining)
        blank, seams = ask(lambda store: counted(store, _BLANK)), ask(lambda store: counted(store, SEAMS))
    return told(store, triples.value, blank.value, seams.value)


def joining(store: Store) -> dict[str, int]:
    """How many triples between IRIs there are of each predicate."""
    select = "SELECT ?p (COUNT(*) AS ?n) WHERE { ?s ?p ?o FILTER(isIRI(?s) && isIRI(?o)) } GROUP BY ?p"
    return {p: as_number(n) for p, n in rows(store, select) if p and n and n != "0"}


_BLANK = "?s nc:stepPromotes|nc:stepInhibits ?o FILTER(isBlank(?s) || isBlank(?o))"
SEAMS = (
    "{ ?s a nc:Seam } UNION { SELECT DISTINCT ?state ?of WHERE "
    "{ nc:lowLevelActs nc:rule ?rule . ?state nc:lowLevelOf|nc:highLevelOf ?of } }"
)
_LEFT_OUT = "SELECT ?p ?why WHERE { ?p nc:leftUnsigned ?why }"


def told(store: Store, triples: Mapping[str, int], blank: int, seams: int) -> Unfit | None:
    """What can't be traced; None where nothing tells of a foreign graph.

    triples  how many triples between IRIs there are of each predicate, signed or not.
    blank    how many steps have a blank end; seams: how many names of other graphs are joined with a term.
    """
    forward, prefixes, sign_of = foreign_signs(store), Prefixes(), _sign_of(store)
    nodes = NONE if store.far else edge_nodes(store, sign_of)  # a store far away is read for its triples alone
    unsigned = _unsigned(store, triples, nodes, sign_of)
    backward = {} if store.far else signs_said(store).backward
    named = {*triples, *nodes.signed, *map(prefixes.predicate, nodes.signed)}
    used = len((named | {backward[p][1] for p in named & backward.keys()}) & forward.keys())
    found = Unfit(unsigned, dict(sorted(nodes.of_form.items())), used, len(forward), blank + nodes.blank, seams)
    return found if unsigned or nodes.of_form or used or found.blank or seams else None


def unsigned_at(store: Store, terms: Collection[str], forward: bool) -> tuple[Unsigned, ...]:
    """The predicates without a sign whose edges lead from some terms, or to them, in whatever form."""
    here, there = ("subject", "object") if forward else ("object", "subject")
    among, sign_of = values(here, sorted(terms)), _sign_of(store)
    joining = rows(
        store,
        f"SELECT ?p (COUNT(*) AS ?n) WHERE {{ {among} ?subject ?p ?object FILTER(isIRI(?{there})) }} GROUP BY ?p",
    )
    triples = {p: as_number(n) for p, n in joining if p and n != "0"}
    return _unsigned(store, triples, edge_nodes(store, sign_of, among), sign_of)


def _sign_of(store: Store) -> SignOf:
    prefixes, signs = Prefixes(), foreign_signs(store)
    if not store.far:
        signs |= signs_said(store).both_ways
    return lambda name: signs.get(name) or signs.get(prefixes.predicate(name))


def _unsigned(store: Store, triples: Mapping[str, int], nodes: EdgeNodes, sign_of: SignOf) -> tuple[Unsigned, ...]:
    there = {(p, ""): n for p, n in triples.items() if may_lack_sign(p) and not sign_of(p)} | dict(nodes.unsigned)
    prefixes, left_out = Prefixes(), {p: why for p, why in (() if store.far else rows(store, _LEFT_OUT)) if p and why}
    return tuple(
        Unsigned(p, form, n, left_out.get(p) or left_out.get(prefixes.predicate(p), ""))
        for (p, form), n in sorted(there.items(), key=lambda item: (-item[1], item[0]))
    )
