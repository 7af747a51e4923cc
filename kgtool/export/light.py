"""A graph without its records, for Protégé: terms, structure, and every edge with the sources behind it.

Claims, evidence and places are most of a graph and nothing that a reasoner needs; `records` has them. Hops that rules
derive are stated, so the chains of the rules go as well, and that net effects are transitive: reasoners spend nearly
all their time on these.
"""

from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from kgtool.errors import InputError
from kgtool.export.labels import canonical
from kgtool.export.names import TYPE
from kgtool.export.statements import Statements
from kgtool.vocabulary import LABEL, NC, OWL, STEPS

_SOURCE = "http://purl.org/dc/terms/source"
_RECORDS = {NC + name for name in ("Claim", "Evidence", "Passage", "Section", "Derivation", "Seam", "NetEffect")}
_CHAIN = OWL + "propertyChainAxiom"
_TRANSITIVE = ox.NamedNode(OWL + "TransitiveProperty")
Told = Mapping[object, Mapping[str, list[object]]]


def light(statements: Statements) -> Statements:
    """The statements, which hold edges and derivations, without records, steps and ways to make longer hops of shorter.

    Each edge that comes of claims or of a rule is annotated with the sources of what it comes of.
    """
    about = _told_of(statements)
    gone = _records(about) | _below((chain for told in about.values() for chain in told.get(_CHAIN, ())), about)
    gone.add(_TRANSITIVE)
    left_out = {*STEPS, _CHAIN}
    kept = [q for q in statements.quads if not (q.subject in gone or q.object in gone or q.predicate.value in left_out)]
    there = {(q.subject, q.predicate, q.object) for q in kept}
    declared = ox.Quad(ox.NamedNode(_SOURCE), ox.NamedNode(TYPE), ox.NamedNode(OWL + "AnnotationProperty"))
    notes = [declared]
    for number, (edge, sources) in enumerate(sorted(_sources(about).items(), key=str)):
        if edge in there and sources:
            axiom = ox.BlankNode(f"edge{number}")
            parts = zip(("annotatedSource", "annotatedProperty", "annotatedTarget"), edge, strict=True)
            told: list[tuple[str, object]] = [(TYPE, ox.NamedNode(OWL + "Axiom"))]
            told += [(OWL + name, part) for name, part in parts]
            told += [(_SOURCE, source) for source in sorted(sources, key=str)]
            notes += [ox.Quad(axiom, ox.NamedNode(p), o) for p, o in told]  # type: ignore[arg-type]
    return statements._replace(quads=tuple(sorted(canonical([*kept, *notes]), key=str)))


def records(statements: Statements) -> Statements:
    """What `light` leaves out of the same statements: claims, evidence, places, derivations, under a header of its own.

    It imports the light file by the header that both come from, and declares the classes and properties that it uses.
    Raises InputError where the statements have no one header.
    """
    if not statements.heading:
        raise InputError("--records makes a file that imports the one of --light, which needs one owl:Ontology for it.")
    about = _told_of(statements)
    there = _records(about)
    kept = [q for q in labelled(statements).quads if q.subject in there]
    used = {q.predicate for q in kept} | {q.object for q in kept if q.predicate.value == TYPE}
    kept += [q for q in statements.quads if q.predicate.value == TYPE and q.subject in used]
    head, light_one = f"{statements.heading}/records", ox.NamedNode(statements.heading)
    said = [(TYPE, ox.NamedNode(OWL + "Ontology")), (OWL + "imports", light_one)]
    carried = (OWL + "versionInfo", "http://purl.org/dc/terms/")
    said += [(p, o) for p, those in about[light_one].items() if p.startswith(carried) for o in those]  # type: ignore[misc]
    kept += [ox.Quad(ox.NamedNode(head), ox.NamedNode(p), o) for p, o in said]
    return statements._replace(quads=tuple(sorted(set(kept), key=str)), heading=head)


def _told_of(statements: Statements) -> dict[object, dict[str, list[object]]]:
    about: dict[object, dict[str, list[object]]] = {}
    for triple in statements.triples():
        about.setdefault(triple.subject, {}).setdefault(triple.predicate.value, []).append(triple.object)
    return about


def _records(about: Told) -> set[object]:
    return {node for node, told in about.items() if any(str(kind)[1:-1] in _RECORDS for kind in told.get(TYPE, ()))}


def _sources(about: Told) -> dict[tuple[object, object, object], set[object]]:
    """The sources of each edge: those of the claims that state it, and of the premises of what derives it."""
    found: dict[tuple[object, object, object], set[object]] = {}
    edges = {p: told[NC + "projectsTo"][0] for p, told in about.items() if NC + "projectsTo" in told}
    by_claim: dict[object, set[object]] = {}
    for claim, told in about.items():
        if not (evidence := told.get(NC + "evidence")):
            continue
        by_claim[claim] = {source for e in evidence for source in _carrying(about.get(e, {}), about)}
        for s, p, o in zip(*(told.get(NC + part, ()) for part in ("subject", "predicate", "object")), strict=False):
            if p in edges:
                found.setdefault((s, edges[p], o), set()).update(by_claim[claim])
    for told in about.values():
        for s, p, o in zip(*(told.get(NC + part, ()) for part in _DERIVED), strict=False):
            behind = {source for claim in told.get(NC + "premise", ()) for source in by_claim.get(claim, ())}
            found.setdefault((s, p, o), set()).update(behind)
    return found


_DERIVED = ("derivedSubject", "byRule", "derivedObject")


def _carrying(evidence: Mapping[str, list[object]], about: Told) -> Iterable[object]:
    """The sources of a piece of evidence that speaks for its claim."""
    if ox.NamedNode(NC + "supports") in evidence.get(NC + "stance", ()):
        for passage in evidence.get(NC + "passage", ()):
            yield from about.get(passage, {}).get(NC + "source", ())


def _below(starts: Iterable[object], about: Told) -> set[object]:
    """The blank nodes that lists begin with, and those that hang on them."""
    found: set[object] = set()
    front = list(starts)
    while front:
        node = front.pop()
        if isinstance(node, ox.BlankNode) and node not in found:
            found.add(node)
            front += [o for objects in about.get(node, {}).values() for o in objects]
    return found


def labelled(statements: Statements) -> Statements:
    """The statements with a label for each claim, piece of evidence, passage and derivation that has none.

    A claim is called by what it says, evidence by that and its source, a passage by its source and place.
    """
    about = _told_of(statements)

    def first(node: object, predicate: str) -> object:
        return min(about.get(node, {}).get(predicate, ()), key=str, default=None)

    def name(node: object) -> str:
        label = first(node, LABEL)
        return label.value if isinstance(label, ox.Literal) else str(node)[1:-1].rpartition("/")[2]

    def said(claim: object) -> str:
        return " ".join(name(first(claim, NC + part)) for part in ("subject", "predicate", "object"))

    def place(passage: object) -> str:
        span = "–".join(name(first(passage, NC + end)).strip('"') for end in ("spanStart", "spanEnd"))
        return f"{name(first(passage, NC + 'source'))}, {span}"

    claim_of = {e: claim for claim, told in about.items() for e in told.get(NC + "evidence", ())}
    new: list[ox.Quad] = []
    for node, told in about.items():
        kinds = {str(kind)[1:-1].removeprefix(NC) for kind in told.get(TYPE, ())}
        if not isinstance(node, ox.NamedNode) or LABEL in told:
            continue
        text = ""
        if "Claim" in kinds:
            text = said(node)
        elif "Evidence" in kinds:
            text = f"{said(claim_of.get(node))} – {place(first(node, NC + 'passage'))}"
        elif "Passage" in kinds:
            text = place(node)
        elif "Derivation" in kinds:
            ends = (name(first(node, NC + part)) for part in _DERIVED)
            text = " ".join(ends)
        if text:
            new.append(ox.Quad(node, ox.NamedNode(LABEL), ox.Literal(text, language="en")))
    return statements._replace(quads=tuple(sorted([*statements.quads, *new], key=str)))
