"""Everything said about one term, and what a store holds, counted."""

import platform
from collections.abc import Sequence

import pyoxigraph as ox

from kgtool.model import Term
from kgtool.model.overview import Count, Overview, Portrait
from kgtool.reading.details import details_of
from kgtool.reading.edge_nodes import untraced
from kgtool.reading.evidence import claims_of, claims_where
from kgtool.reading.foreign import is_statement, statements_about
from kgtool.reading.naming import iris_of
from kgtool.reading.reader import as_terms, labels, unfit
from kgtool.reading.rows import NOT_TERMS, as_number, counted, literal, only_terms, rows, values
from kgtool.reading.terms import stand_for
from kgtool.store import Store
from kgtool.store.at_once import Answered, AtOnce
from kgtool.store.edge_forms import ENDS
from kgtool.version import __version__
from kgtool.vocabulary import DEFINITION, OWL, RDF, SKOS, STEPS, node

# Structure holds by definition: a property of the ontology that isn't one of claims, edges or steps.
_STRUCTURE = (
    "?p a owl:ObjectProperty FILTER(STRSTARTS(STR(?p), STR(nc:))) "
    "FILTER NOT EXISTS { ?edge nc:projectsTo ?p } FILTER NOT EXISTS { ?p nc:sign ?sign } "
    "FILTER(?p NOT IN (nc:subject, nc:object, nc:context, nc:derivedSubject, nc:derivedObject))"
)


def portrait(store: Store, term: Term) -> Portrait:
    """Everything said about one term."""
    own: dict[str, set[str]] = {}
    name = node(term.iri)
    by_definition = (
        f"SELECT ?s ?p ?o WHERE {{ {{ {name} ?p ?o FILTER(!isBlank(?o)) {_STRUCTURE} }} "
        f"UNION {{ ?s ?p {name} . {_STRUCTURE} }} }}"
    )
    cited = f"?c nc:subject|nc:object|nc:context {name}"
    with AtOnce(store) as ask:
        defined = ask(lambda store: list(rows(store, by_definition)))
        values_said = ask(
            lambda store: list(rows(store, f"SELECT ?p ?v WHERE {{ {name} ?p ?v FILTER(!isBlank(?v)) }}"))
        )
        ours = ask(lambda store: claims_where(store, cited))
        bare = ask(lambda store: claims_of(store, statements_about(store, term.iri)))
        standing = ask(lambda store: stand_for(store, f"VALUES ?t {{ {name} }}").get(term.iri, []))
    structure = {(s or term.iri, p, o or term.iri) for s, p, o in defined.value if p}
    for p, v in values_said.value:
        if p and v is not None and (term.iri, p, v) not in structure:
            own.setdefault(p, set()).add(v)
    claims = (*ours.value.values(), *bare.value.values())
    classes = {c for c in own.get(RDF + "type", ()) if not c.startswith(OWL)}
    iris = {term.iri, *classes, *(iri for triple in structure for iri in triple)}
    for claim in claims:
        iris |= claim.named
    with AtOnce(store) as ask:
        named = ask(lambda store: labels(store, sorted(iris)))
        details = ask(lambda store: details_of(store, [claim.iri for claim in claims if not is_statement(claim.iri)]))
        instances = ask(lambda store: as_terms(store, {iri for what, iri in standing.value if what == "instance"}))
    known = {**named.value, term.iri: term.label}
    definition = sorted(own.get(DEFINITION, own.get(SKOS + "definition", ())))
    return Portrait(
        term,
        tuple(sorted(known.get(c, c) for c in classes)),
        definition[0] if definition else None,
        tuple(sorted(own.get(SKOS + "altLabel", ()))),
        tuple((name, iri) for name in ("exactMatch", "closeMatch") for iri in sorted(own.get(SKOS + name, ()))),
        tuple(sorted(structure)),
        claims,
        known,
        details.value,
        stands_for=tuple(sorted(instances.value, key=lambda one: (one.label, one.iri))),
    )


def class_called(store: Store, name: str) -> str | None:
    """The IRI of the class with this label, or of this CURIE or IRI; None where there is none."""
    iris = iris_of(name, store)
    by_label = f"?c rdfs:label ?label FILTER(LCASE(STR(?label)) = {literal(name.lower())})"
    which = values("c", iris) if iris else by_label
    found = {c for (c,) in rows(store, f"SELECT ?c WHERE {{ {which} ?c a owl:Class }}") if c}
    return next((iri for iri in (iris or sorted(found)) if iri in found), None)


def class_portrait(store: Store, iri: str) -> Portrait:
    """What a class is, and the terms in it and in the classes below it."""
    plain = portrait(store, Term(iri, labels(store, [iri]).get(iri, iri)))
    found = {t for (t,) in rows(store, f"SELECT DISTINCT ?t WHERE {{ ?t a/rdfs:subClassOf* {node(iri)} }}") if t}
    return plain._replace(members=tuple(sorted(as_terms(store, found), key=lambda term: term.label)))


def overview(store: Store) -> Overview:
    """What a store holds, counted, with the versions of what reads it."""

    def count(pattern: str) -> Answered[int]:
        return ask(lambda store: counted(store, pattern))

    def tallies(select: str) -> Answered[dict[str, tuple[int, int]]]:
        return ask(lambda store: {iri: (as_number(n), as_number(m)) for iri, n, m in rows(store, select) if iri})

    with AtOnce(store) as ask:
        of_class = tallies(
            "SELECT ?class (COUNT(DISTINCT ?t) AS ?n) (0 AS ?m) WHERE { ?class a owl:Class "
            # The records are by far the most, and the last filter is costly.
            f"FILTER(?class NOT IN ({', '.join(name for name in NOT_TERMS if name.startswith('nc:'))})) "
            f"FILTER(STRSTARTS(STR(?class), STR(nc:))) ?t a ?class {only_terms('t')} }} GROUP BY ?class"
        )
        by_predicate = tallies(
            "SELECT ?p (COUNT(DISTINCT ?c) AS ?n) (COUNT(DISTINCT ?e) AS ?m) WHERE { "
            "?c nc:subject ?s ; nc:predicate ?p OPTIONAL { ?c nc:evidence ?e } } GROUP BY ?p"
        )
        by_source = tallies(
            "SELECT ?source (COUNT(DISTINCT ?c) AS ?n) (COUNT(DISTINCT ?e) AS ?m) WHERE { "
            "?c nc:evidence ?e . ?e nc:passage/nc:source ?source } GROUP BY ?source"
        )
        said = ask(lambda store: list(rows(store, "SELECT ?o ?v WHERE { ?o a owl:Ontology ; owl:versionInfo ?v }")))
        triples = count("?s ?p ?o")
        evidence = count("{ SELECT DISTINCT ?e WHERE { ?c nc:evidence ?e } }")
        passages = count("?p a nc:Passage")
        up, down = count("?a nc:stepPromotes ?b"), count("?a nc:stepInhibits ?b")
    with AtOnce(store) as ask:
        lacking = ask(unfit)
        hidden = ask(lambda asked: untraced(asked) if store.far else {})
        named = ask(lambda store: labels(store, [*of_class.value, *by_predicate.value, *by_source.value]))
    unsigned = [one.predicate for one in lacking.value.unsigned if not one.form] if lacking.value else []
    terms = counted(store, _terms(unsigned))
    known = named.value
    own = {"kgtool": __version__, "pyoxigraph": ox.__version__, "Python": platform.python_version()}
    versions = sorted((iri, version) for iri, version in said.value if iri and version)
    return Overview(
        {
            "triples": triples.value,
            "terms": terms,
            "claims": sum(n for n, _ in by_predicate.value.values()),
            "evidence": evidence.value,
            "passages": passages.value,
            "sources": len(by_source.value),
            "promoting steps": up.value,
            "inhibiting steps": down.value,
        },
        tuple(
            Count(iri, known.get(iri, iri), terms=n) for iri, (n, _) in sorted(of_class.value.items(), key=_most_first)
        ),
        tuple(
            Count(iri, known.get(iri, iri), claims=n, evidence=m)
            for iri, (n, m) in sorted(by_predicate.value.items(), key=_most_first)
        ),
        tuple(Count(iri, known.get(iri, iri), claims=n, evidence=m) for iri, (n, m) in sorted(by_source.value.items())),
        {**own, **dict(versions)},
        lacking.value,
        hidden.value,
    )


def _terms(unsigned: Sequence[str]) -> str:
    """A pattern for the terms: what isn't ours may be a class, or bear a name of another kind, or none.

    unsigned  the predicates of triples that could be causal and have no sign.
    """
    steps = values("by", STEPS)
    ways = [f"?t rdfs:label ?l {only_terms('t')}", f"{steps} ?t ?by ?o", f"{steps} ?s ?by ?t"]
    ends = [f"{values('by', ENDS)} ?s ?by ?t .", "?t rdfs:subClassOf|owl:equivalentClass ?o FILTER(isBlank(?o))"]
    if unsigned:
        by = values("by", unsigned)
        ends += [f"{by} ?t ?by ?o FILTER(isIRI(?o))", f"{by} ?s ?by ?t FILTER(isIRI(?s))"]
    ways += [f"{end} ?t a owl:Class FILTER(!STRSTARTS(STR(?t), STR(nc:)))" for end in ends]
    return f"{{ SELECT DISTINCT ?t WHERE {{ {{ {' } UNION { '.join(ways)} }} FILTER(isIRI(?t)) }} }}"


def _most_first(item: tuple[str, tuple[int, int]]) -> tuple[int, str]:
    return -item[1][0], item[0]
