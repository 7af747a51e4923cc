"""Nanopublications: each claim as a small dataset of its own, with where it comes from and who offers it."""

from collections.abc import Iterator

import pyoxigraph as ox

from kgtool.errors import InputError
from kgtool.export.names import TYPE
from kgtool.export.statements import Statements
from kgtool.export.turtle import trig
from kgtool.vocabulary import BASE, NC, OWL

NP = "http://www.nanopub.org/nschema#"
NPX = "http://purl.org/nanopub/x/"
PROV = "http://www.w3.org/ns/prov#"
DCTERMS = "http://purl.org/dc/terms/"
_EVIDENCE, _PASSAGE = NC + "evidence", NC + "passage"
_PLACE = (NC + "section", NC + "source")

Triples = list[ox.Triple]


def nanopub(statements: Statements) -> bytes:
    """One nanopublication a claim, in TriG.

    The assertion says what the claim is, not that it is so: its evidence may dispute it. The provenance holds every
    evidence with its passage, section and source; the publication info the licence and creator that the graph's
    header gives. They bear no date and no signature, so that the same graph gives the same bytes: sign them with a
    nanopublication tool before you publish them.

    Raises InputError where there is no claim.
    """
    about: dict[object, Triples] = {}
    for triple in statements.triples():
        about.setdefault(triple.subject, []).append(triple)
    claim = ox.NamedNode(NC + "Claim")
    claims = [
        subject
        for subject, triples in about.items()
        if isinstance(subject, ox.NamedNode) and any(t.predicate.value == TYPE and t.object == claim for t in triples)
    ]
    if not claims:
        raise InputError("nothing to export: there is no claim (nc:Claim) to make a nanopublication of.")
    info = _publication_info(about, statements.heading)
    quads = {quad for subject in claims for quad in _nanopub(subject, about, info)}
    prefixes = {**statements.prefixes, "np": NP, "npx": NPX, "prov": PROV}
    return trig(Statements(tuple(sorted(quads, key=str)), prefixes, None))


def _nanopub(claim: ox.NamedNode, about: dict[object, Triples], info: Triples) -> Iterator[ox.Quad]:
    ours = BASE + "claim/"
    here = f"{BASE}nanopub/{claim.value.removeprefix(ours)}" if claim.value.startswith(ours) else f"{claim.value}#np"
    part = here + ("/" if claim.value.startswith(ours) else "-")
    itself = ox.NamedNode(here)
    head, assertion, provenance, pubinfo = (
        ox.NamedNode(part + name) for name in ("Head", "assertion", "provenance", "pubinfo")
    )
    yield ox.Quad(itself, ox.NamedNode(TYPE), ox.NamedNode(NP + "Nanopublication"), head)
    yield ox.Quad(itself, ox.NamedNode(NP + "hasAssertion"), assertion, head)
    yield ox.Quad(itself, ox.NamedNode(NP + "hasProvenance"), provenance, head)
    yield ox.Quad(itself, ox.NamedNode(NP + "hasPublicationInfo"), pubinfo, head)
    for triple in about[claim]:
        graph = provenance if triple.predicate.value == _EVIDENCE else assertion
        yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)
    told, sources = _where_told(claim, about)
    for triple in told:
        yield ox.Quad(triple.subject, triple.predicate, triple.object, provenance)
    for source in sources or [itself]:
        yield ox.Quad(assertion, ox.NamedNode(PROV + "wasDerivedFrom"), source, provenance)
    yield ox.Quad(itself, ox.NamedNode(NPX + "introduces"), claim, pubinfo)
    for triple in info:
        yield ox.Quad(itself, triple.predicate, triple.object, pubinfo)


def _where_told(claim: ox.NamedNode, about: dict[object, Triples]) -> tuple[Triples, list[ox.NamedNode]]:
    """What is said of a claim's evidence, its passages, sections and sources; and these sources."""
    told: Triples = []
    sources: dict[ox.NamedNode, None] = {}
    seen: set[object] = {claim}
    waiting = [t.object for t in about[claim] if t.predicate.value == _EVIDENCE]
    while waiting:
        node = waiting.pop(0)
        if node in seen:
            continue
        seen.add(node)
        for triple in about.get(node, ()):
            told.append(triple)
            if triple.predicate.value in (_PASSAGE, *_PLACE):
                waiting.append(triple.object)
            if triple.predicate.value == _PLACE[1] and isinstance(triple.object, ox.NamedNode):
                sources[triple.object] = None
    return told, list(sources)


def _publication_info(about: dict[object, Triples], heading: str | None) -> Triples:
    """Creator, licence and version, as the header of the graph gives them."""
    if heading is None:
        return []
    graph = ox.NamedNode(heading)
    kept = {DCTERMS + "creator", DCTERMS + "license", OWL + "versionInfo"}
    info = [t for t in about.get(graph, ()) if t.predicate.value in kept]
    return [*info, ox.Triple(graph, ox.NamedNode(DCTERMS + "isPartOf"), graph)]
