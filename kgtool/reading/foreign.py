"""Graphs that know no claims: each of their signed triples counts as one, with what `owl:Axiom` annotations say of it.

Which predicates have a sign is data: ontology/signs/*.ttl, and the files that `--signs` adds. A statement is named by
its triple as N-Triples writes it. GO-CAM models keep evidence as an individual of an ECO class with a source and a
date; other graphs put the source on the axiom itself. Both are read.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from kgtool.model import Claim, Evidence, Grounds, Hop, PremiseSet, Sign
from kgtool.reading.rows import as_sign, rows, triples
from kgtool.store import Store
from kgtool.vocabulary import node

Bare = dict[str, dict[str, list[str]]]
"""Triples that nobody claims or annotates, and nothing else gives the hop: subject → sign and predicate → objects."""
_NAMED = "FILTER(isIRI(?s) && isIRI(?o))"
_BATCH = 5_000  # statements asked for in one request
_DC = "PREFIX dc: <http://purl.org/dc/elements/1.1/> PREFIX dct: <http://purl.org/dc/terms/> "
_EVIDENCE = "(<http://geneontology.org/lego/evidence>|<http://purl.obolibrary.org/obo/RO_0002612>)"


def foreign_signs(store: Store) -> dict[str, Sign]:
    """The predicates that are steps by themselves, with their signs: a store far away is told, others know."""
    return dict(store.signs) or {
        p: as_sign(sign)
        for p, sign in rows(
            store,
            "SELECT DISTINCT ?p ?sign WHERE { VALUES (?step ?sign) { (nc:stepPromotes '+') (nc:stepInhibits '-') } "
            "?p rdfs:subPropertyOf+ ?step FILTER(?p NOT IN (nc:stepPromotes, nc:stepInhibits)) "
            "FILTER NOT EXISTS { ?p nc:rule ?rule } FILTER NOT EXISTS { ?claimed nc:projectsTo ?p } }",
        )
        if p
    }


def statements(store: Store, between: str) -> dict[Hop, set[str]]:
    """The signed triples, by the hop that each gives. between: a VALUES of ?s and ?o, or nothing for all."""
    signs = foreign_signs(store)
    found: dict[Hop, set[str]] = {}
    if signs:
        for s, p, o in rows(store, f"SELECT ?s ?p ?o WHERE {{ {triples(between, 'p', sorted(signs))} {_NAMED} }}"):
            if not (s and p and o):
                continue
            found.setdefault(Hop(s, signs[p], o), set()).add(named_statement(s, p, o))
    return found


def named_statement(subject: str, predicate: str, object_: str) -> str:
    """What a triple between IRIs goes by."""
    return f"<{subject}> <{predicate}> <{object_}>"


def statements_about(store: Store, iri: str) -> list[str]:
    """The signed triples with this term at either end that no claim states, in order."""
    found = {**statements(store, f"VALUES ?s {{ {node(iri)} }}"), **statements(store, f"VALUES ?o {{ {node(iri)} }}")}
    return _unclaimed(store, found)


def both_signs(store: Store) -> list[str]:
    """The signed triples that no claim states, of pairs that some triple or claim says to fall and to rise together."""
    pairs = [
        f"({node(s)} {node(o)})"
        for s, o in rows(
            store,
            "SELECT DISTINCT ?s ?o WHERE { ?s nc:stepPromotes ?o ; nc:stepInhibits ?o "
            "FILTER NOT EXISTS { ?d nc:derivedSubject ?s ; nc:derivedObject ?o } }",
        )
        if s and o
    ]
    if not pairs:
        return []
    return _unclaimed(store, statements(store, f"VALUES (?s ?o) {{ {' '.join(sorted(pairs))} }}"))


def _unclaimed(store: Store, found: Mapping[Hop, Collection[str]]) -> list[str]:
    """Those of some statements, by their hops, that no claim states, in order."""
    if not found:
        return []
    pairs = " ".join(sorted(f"({node(hop.subject)} {node(hop.object)})" for hop in found))
    claimed = {
        (s, sign, o)
        for s, sign, o in rows(
            store,
            f"SELECT DISTINCT ?s ?sign ?o WHERE {{ VALUES (?s ?o) {{ {pairs} }} "
            "?c nc:subject ?s ; nc:object ?o ; nc:predicate ?p . ?p nc:sign ?sign }",
        )
    }
    return sorted(s for hop, said in found.items() if hop not in claimed for s in said)


def is_statement(claim: str) -> bool:
    """Whether this names a triple rather than a claim."""
    return claim.startswith("<")


def claims_of_statements(store: Store, named: Sequence[str]) -> dict[str, Claim]:
    """The statements as claims. One that nobody annotated has one piece of evidence without a source: itself."""
    found: dict[str, Claim] = {}
    for at in range(0, len(named), _BATCH):
        found |= _batch_of_statements(store, named[at : at + _BATCH])
    return found


def _batch_of_statements(store: Store, named: Sequence[str]) -> dict[str, Claim]:
    said: dict[str, set[Evidence]] = {}
    listed = " ".join(f"({statement})" for statement in sorted(named))
    for s, p, o, axiom, source, kind, date in rows(
        store,
        _DC + "SELECT DISTINCT ?s ?p ?o (STR(?axiom) AS ?a) ?source ?kind ?date WHERE { "
        f"VALUES (?s ?p ?o) {{ {listed} }} "
        "?axiom owl:annotatedSource ?s ; owl:annotatedProperty ?p ; owl:annotatedTarget ?o . "
        f"OPTIONAL {{ ?axiom {_EVIDENCE} ?e . OPTIONAL {{ ?e a ?class FILTER(?class != owl:NamedIndividual) "
        "OPTIONAL { ?class rdfs:label ?name } BIND(COALESCE(?name, STR(?class)) AS ?kind) } "
        "OPTIONAL { ?e dc:source|dct:source ?ofEvidence } OPTIONAL { ?e dc:date|dct:date ?evidenceDate } } "
        "OPTIONAL { ?axiom dc:source|dct:source ?ofAxiom } OPTIONAL { ?axiom dc:date|dct:date ?axiomDate } "
        "BIND(COALESCE(?ofEvidence, ?ofAxiom) AS ?source) BIND(COALESCE(?evidenceDate, ?axiomDate) AS ?date) }",
    ):
        statement = f"<{s}> <{p}> <{o}>"
        if source:
            place = ", ".join(part for part in (kind and kind.rpartition("/")[2], date) if part)
            said.setdefault(statement, set()).add(_evidence(statement, source, place, axiom or ""))
    return {statement: statement_as_claim(statement, said.get(statement, ())) for statement in sorted(named)}


def statement_as_claim(statement: str, said: Collection[Evidence] = ()) -> Claim:
    """A statement as a claim, with the evidence that something annotates it with, or else itself."""
    s, p, o = (part[1:-1] for part in statement.split(" "))
    evidence = sorted(said) or [_evidence(statement, "", "", "")]
    return Claim(statement, s, p, o, None, tuple(evidence))


def _evidence(statement: str, source: str, place: str, axiom: str) -> Evidence:
    return Evidence(
        axiom or statement, statement, source, place, source, "supports", "asserted", None, None, (), None, ()
    )


def grounds_of_bare(hop: Hop, predicates: Iterable[str]) -> tuple[Grounds, dict[str, Claim]]:
    """The grounds of a hop that rests on bare triples, and these as claims."""
    said = {name: statement_as_claim(name) for name in (f"<{hop.subject}> <{p}> <{hop.object}>" for p in predicates)}
    return Grounds(tuple(PremiseSet(None, (name,)) for name in sorted(said)), ()), said


def take_bare(grounds: dict[Hop, Grounds], claims: Mapping[str, Claim], bare: Bare) -> None:
    """Move hops that rest on nothing but triples of which nobody says anything from their grounds to the bare ones."""

    def is_unsaid(name: str) -> bool:
        return is_statement(name) and name in claims and not any(e.source for e in claims[name].evidence)

    for hop in [hop for hop, g in grounds.items() if not g.further and (of := g.claims) and all(map(is_unsaid, of))]:
        for name in grounds.pop(hop).claims:
            bare.setdefault(hop.subject, {}).setdefault(hop.sign + claims[name].predicate, []).append(hop.object)
