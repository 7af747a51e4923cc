"""The terms of a store, as SPARQL finds them: their names, states and kinds."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from kgtool import folders
from kgtool.logic.spelling import spellings
from kgtool.model import Term
from kgtool.reading import noted
from kgtool.reading.naming import IRI
from kgtool.reading.rows import NOT_TERMS, TERM_CLASSES, as_number, at_a_step, literal, only_terms, rows, values
from kgtool.store import Store
from kgtool.store.at_once import AtOnce
from kgtool.vocabulary import BASE, NC, expand, node

# A state of X is a deficiency, an excess, a decrease, an increase or a disturbance of X.
STATE_OF = "(nc:deficiencyOf|nc:excessOf|nc:decreaseOf|nc:increaseOf|nc:disturbanceOf)"
_KIND_STEP = "(nc:kindOf|nc:inheritsFrom)"
KIND_OF = _KIND_STEP + "+"
# The same where the wider term is known: Virtuoso follows no path backwards that begins at its first step.
_KINDS_OF = f"{_KIND_STEP} ?between . ?between {_KIND_STEP}*"
_ENABLED_BY = "<http://purl.obolibrary.org/obo/RO_0002333>"  # joins an activity to its gene
_LABELS = (
    ("nc:heading", -1),  # a section is named beside its source
    ("rdfs:label", 0),
    ("skos:prefLabel", 1),
    ("<https://schema.org/name>", 2),
    ("<http://schema.org/name>", 2),
    ("<https://w3id.org/biolink/vocab/name>", 2),
)
_QUOTED = ("nc:quotation", 9)  # what a record goes by
_OBO = "http://www.geneontology.org/formats/oboInOwl#"


def labels(store: Store, iris: Iterable[str]) -> dict[str, str]:
    """The label of each IRI that has one: in the user's language, else in English, else without one, else any.

    What has none goes by its class, and an activity by its gene as well.
    """
    asked = [iri for iri in iris if IRI.fullmatch(iri)]
    own = own_labels(store, values("t", asked)) if asked else {}
    unlabelled = [iri for iri in asked if iri not in own and not iri.startswith(BASE)]
    return {**_labels_of_classes(store, unlabelled), **own}


def own_labels(store: Store, which: str = "") -> dict[str, str]:
    """The labels of the IRIs that a VALUES block binds ?t to, or of all that have one themselves."""
    found: dict[str, tuple[int, int, str]] = {}
    ranks = {expand(name) or name[1:-1]: rank for name, rank in (*_LABELS, _QUOTED)}
    listed = ", ".join(map(node, ranks))
    # A second VALUES beside the terms would multiply with them in some engines.
    by = f"{which} ?t ?by ?label FILTER(?by IN ({listed}))" if which else f"{values('by', ranks)} ?t ?by ?label"
    own = folders.language()
    for iri, label, language, kind in rows(
        store,
        f"SELECT ?t ?label (LANG(?label) AS ?lang) ?by WHERE {{ {by} FILTER(isIRI(?t) && isLiteral(?label)) }}",
    ):
        if not iri or not kind or not (label and label.strip()):
            continue
        rank = (_foreignness(language or "", own), ranks[kind], label)
        if iri not in found or rank < found[iri]:
            found[iri] = rank
    return {iri: label for iri, (*_, label) in found.items()}


def _foreignness(language: str, own: str) -> int:
    """How far a language is from the user's: his own, English, none, any other."""
    tag = language.lower().partition("-")[0]
    return 0 if tag == own else 1 if tag == "en" else 2 if not tag else 3


def _labels_of_classes(store: Store, iris: Collection[str]) -> dict[str, str]:
    """The labels of what the IRIs are instances of: individuals of other graphs often bear none themselves."""
    if not iris:
        return {}
    best: dict[str, str] = {}
    for iri, label, gene in rows(
        store,
        f"SELECT ?t ?label ?gene WHERE {{ {values('t', iris)} ?t a ?class . ?class rdfs:label ?label "
        "FILTER(?class != nc:ExternalTerm) "
        f"OPTIONAL {{ ?t {_ENABLED_BY} ?by . OPTIONAL {{ ?by rdfs:label ?own }} "
        "OPTIONAL { ?by a ?kind . ?kind rdfs:label ?general } BIND(COALESCE(?own, ?general) AS ?gene) } }",
    ):
        if iri and label:
            name = f"{label} ({gene})" if gene else label
            best[iri] = min(name, best.get(iri, name))
    return best


def find(store: Store, asked: Mapping[str, str | None]) -> dict[str, list[Term]]:
    """What each name (a label, synonym, CURIE or IRI) stands for, all in one request.

    An IRI stands for itself where the store speaks of it, else for the terms that it exactly matches; a label comes
    before a synonym. Letter case counts only as far as a few usual spellings go.

    asked  the names, with the IRI that each is, or None.
    """
    iris = {name: iri for name, iri in asked.items() if iri}
    literals = " ".join(
        f"({literal(name)} {literal(text)}{tag})" for name in asked for text in spellings(name) for tag in ("@en", "")
    )
    pairs = " ".join(f"({literal(name)} {node(iri)})" for name, iri in iris.items())
    parts = [f"VALUES (?asked ?name) {{ {literals} }} ?t {by} ?name BIND({rank} AS ?rank)" for by, rank in _NAMES]
    if pairs:
        mapped = "(skos:exactMatch, skos:closeMatch, owl:sameAs, nc:otherName)"
        there = (
            "FILTER(EXISTS { ?t ?p ?o FILTER(?p != owl:sameAs) } || "
            f"EXISTS {{ ?s ?q ?t FILTER(?q NOT IN {mapped}) }})"
        )
        parts.append(f"VALUES (?asked ?t) {{ {pairs} }} {there} BIND(0 AS ?rank)")
        parts.append(f"VALUES (?asked ?iri) {{ {pairs} }} ?t skos:exactMatch ?iri BIND(1 AS ?rank)")
        parts.append(f"VALUES (?asked ?iri) {{ {pairs} }} ?iri (owl:sameAs|^owl:sameAs)+ ?t {there} BIND(1 AS ?rank)")
    found: dict[str, dict[int, set[str]]] = {}
    known: dict[str, str] = {}
    for name, iri, rank, label, language in rows(
        store,
        "SELECT DISTINCT ?asked ?t ?rank ?label (LANG(?label) AS ?lang) WHERE { "
        f"{{ {{ {' } UNION { '.join(parts)} }} FILTER(isIRI(?t)) {only_terms('t')} }} UNION "
        f"{{ {TERM_CLASSES} {{ {' } UNION { '.join(parts)} }} }} OPTIONAL {{ ?t rdfs:label ?label }} }}",
    ):
        if not (name and iri and rank):
            continue
        found.setdefault(name, {}).setdefault(as_number(rank), set()).add(iri)
        if label and label.strip() and folders.language() == "en" and (language == "en" or iri not in known):
            known[iri] = label
    best = {name: noted.ours_first(ranked[min(ranked)]) for name, ranked in found.items()}
    unnamed = sorted({iri for iris in best.values() for iri in iris} - known.keys())
    known |= labels(store, unnamed) if unnamed else {}
    return {name: sorted(Term(iri, known.get(iri, iri)) for iri in iris) for name, iris in best.items()}


_LABEL_RANK = 2
_NAMES = (
    *((by, _LABEL_RANK) for by, _ in _LABELS),
    ("skos:altLabel", 3),
    (f"<{_OBO}hasExactSynonym>", 3),
    (f"<{_OBO}hasRelatedSynonym>", 3),
    ("<http://purl.obolibrary.org/obo/IAO_0000118>", 3),  # alternative label
    ("<https://w3id.org/biolink/vocab/synonym>", 3),
    ("<https://schema.org/alternateName>", 3),
)


def ranked_names(store: Store) -> Iterator[tuple[str, str, int]]:
    """Every (IRI, name, rank) of the terms: what comes by a lower rank is meant first."""
    kinds = " ".join(f"({by} {rank})" for by, rank in _NAMES)
    listed = " ".join(NOT_TERMS)
    fit = f'FILTER(isIRI(?t) && isLiteral(?name)) FILTER(!STRSTARTS(STR(?t), "{NC}"))'
    said = (
        "SELECT DISTINCT ?t ?name ?rank (LANG(?name) AS ?language) WHERE { "
        f"VALUES (?by ?rank) {{ {kinds} }} ?t ?by ?name {fit} }}"
    )
    of_classes = (
        f"SELECT DISTINCT ?t ?name WHERE {{ ?class rdfs:label ?name . ?t a ?class "
        f"FILTER(?class NOT IN (nc:ExternalTerm, {', '.join(NOT_TERMS)})) {fit} }}"
    )
    with AtOnce(store) as ask:
        # What isn't a term is asked for once and left out here: engines look for it anew at every name.
        records = ask(lambda store: _iris(store, f"SELECT ?t WHERE {{ VALUES ?class {{ {listed} }} ?t a ?class }}"))
        classes = ask(lambda store: _iris(store, f"SELECT ?t WHERE {{ {TERM_CLASSES} }}"))
        named = ask(lambda store: list(rows(store, said)))
        by_class = ask(lambda store: list(rows(store, of_classes)))
    others = records.value - classes.value
    labelled: set[str] = set()
    told: set[tuple[str, str, int]] = set()
    for iri, text, rank, language in named.value:
        if iri and text and text.strip() and rank and iri not in others:
            labelled |= {iri} if rank == str(_LABEL_RANK) else set()
            # A label in another language is meant no sooner than a synonym.
            one = (iri, text, as_number(rank) if language in ("en", "") else max(as_number(rank), _LABEL_RANK + 1))
            if one not in told:
                told.add(one)
                yield one
    for iri, text in by_class.value:
        if iri and text is not None and iri not in others and iri not in labelled:
            yield iri, text, noted.BY_CLASS


def _iris(store: Store, select: str) -> set[str]:
    return {iri for (iri,) in rows(store, select) if iri}


def other_names(store: Store, iris: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The other names of some IRIs, by exact matches from or to them."""
    asked = list(iris)
    for s, o in rows(store, f"SELECT ?s ?o WHERE {{ {values('s', asked)} ?s skos:exactMatch|owl:sameAs ?o }}", True):
        if s and o:
            yield s, o
    for s, o in rows(store, f"SELECT ?s ?o WHERE {{ {values('o', asked)} ?s skos:exactMatch|owl:sameAs ?o }}", True):
        if s and o and s not in asked:
            yield o, s


def stand_for(store: Store, ends: str = "") -> dict[str, list[tuple[str, str]]]:
    """What the terms that a VALUES block binds ?t to, or all, stand for: (what, IRI) pairs.

    what  "state", "kind" (of the term or of its states) or "instance" (of a class of others; an activity of a gene).
    """
    found: dict[str, set[tuple[str, str]]] = {}
    for t, state, kind, instance in rows(
        store,
        f"SELECT DISTINCT ?t ?state ?kind ?instance WHERE {{ {{ {ends} ?state {STATE_OF} ?t }} "
        f"UNION {{ {ends} ?kind {_KINDS_OF} ?t }} "
        f"UNION {{ {ends} ?state {STATE_OF} ?t . ?kind {_KINDS_OF} ?state }} "
        f"UNION {{ {ends} ?instance rdf:type|({_ENABLED_BY}/rdf:type) ?t . ?t a owl:Class "
        f"FILTER(!STRSTARTS(STR(?t), STR(nc:))) FILTER({at_a_step('instance')}) }} "
        f"UNION {{ {ends} ?instance {_ENABLED_BY} ?t FILTER({at_a_step('instance')}) }} }}",
        only_iris=True,
    ):
        if not t:
            continue
        told = (("state", state), ("kind", kind), ("instance", instance))
        found.setdefault(t, set()).update((what, iri) for what, iri in told if iri)
    return {t: sorted(pairs) for t, pairs in found.items()}


def used_classes(store: Store) -> set[str]:
    """The IRIs of the classes that something labelled is in, as SPARQL finds them."""
    return {c for (c,) in rows(store, "SELECT DISTINCT ?c WHERE { ?c a owl:Class . ?t a ?c . ?t rdfs:label ?l }") if c}


def states_of(store: Store, bearers: Collection[str], lack: bool) -> set[str]:
    """The deficiencies of some nutrients, or else their excesses."""
    by = "nc:deficiencyOf" if lack else "nc:excessOf"
    return {s for (s,) in rows(store, f"SELECT ?s WHERE {{ {values('n', bearers)} ?s {by} ?n }}") if s}


def nutrients(store: Store) -> set[str]:
    """The nutrients that a store knows."""
    return {n for (n,) in rows(store, "SELECT ?n WHERE { ?n a nc:Nutrient }") if n}
