"""Part of a graph: the statements about the claims that an answer rests on, and about all that they name."""

from collections.abc import Collection

import pyoxigraph as ox

from kgtool.export.statements import Statements
from kgtool.vocabulary import NC

_ONWARD = {
    NC + name for name in ("subject", "object", "context", "evidence", "passage", "section", "source", "citedBy")
}
_STRUCTURE = "Of"  # deficiencyOf, decreaseOf and the like join a state to what it is a state of


def part_of(statements: Statements, claims: Collection[str], terms: Collection[str]) -> Statements:
    """The statements whose subject is one of the claims or terms, or what these lead to: evidence, places, sources.

    claims, terms  IRIs. What a state is a state of comes along, since rules read it.
    """
    by_subject: dict[ox.NamedNode | ox.BlankNode | ox.Triple, list[ox.Quad]] = {}
    for quad in statements.quads:
        by_subject.setdefault(quad.subject, []).append(quad)
    kept: set[object] = set()
    front: list[object] = [ox.NamedNode(iri) for iri in (*claims, *terms) if not iri.startswith("<")]
    triples = {iri for iri in claims if iri.startswith("<")}
    while front:
        node = front.pop()
        if node in kept:
            continue
        kept.add(node)
        assert isinstance(node, ox.NamedNode)
        for quad in by_subject.get(node, ()):
            name = quad.predicate.value
            follows = name in _ONWARD or (name.startswith(NC) and name.endswith(_STRUCTURE))
            if follows and isinstance(quad.object, ox.NamedNode):
                front.append(quad.object)
    bare = {ox.NamedNode(iri) for iri in terms}
    return statements._replace(
        quads=tuple(
            quad
            for quad in statements.quads
            if quad.subject in kept and (quad.subject not in bare or _is_description(quad, triples))
        )
    )


def _is_description(quad: ox.Quad, triples: Collection[str]) -> bool:
    """Whether a statement about a term describes it, rather than being an edge that isn't among those kept."""
    if not isinstance(quad.object, ox.NamedNode):
        return True
    text = f"{quad.subject} {quad.predicate} {quad.object}"
    return text in triples or not triples or quad.predicate.value.startswith(("http://www.w3.org/", NC))
