"""The matches of terms to public identifiers, as an SSSOM table."""

import pyoxigraph as ox

from kgtool.errors import InputError
from kgtool.export.statements import Statements
from kgtool.vocabulary import BASE, LABEL, NC, PREFIXES, SKOS, curie

COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "comment",
)
_CALLED, _JUDGED = NC + "identifierLabel", NC + "judgement"
_RELATIONS = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")


def sssom(statements: Statements) -> bytes:
    """One row a match: https://mapping-commons.github.io/sssom/, with the metadata as comments on top.

    What an identifier is called where it comes from, and the judgement behind its match, stand with the term.

    Raises InputError where no term is matched to anything.
    """
    labels: dict[str, str] = {}
    notes: dict[tuple[str, str, str], str] = {}
    found: list[tuple[str, str, str]] = []
    for triple in statements.triples():
        subject, value = triple.subject, triple.object
        if not isinstance(subject, ox.NamedNode):
            continue
        if triple.predicate.value == LABEL and isinstance(value, ox.Literal) and value.language in ("en", None):
            labels[subject.value] = value.value
        elif triple.predicate.value in (_CALLED, _JUDGED) and isinstance(value, ox.Literal):
            identifier, _, said = value.value.partition(" ")
            notes[subject.value, triple.predicate.value, identifier] = said
        elif isinstance(value, ox.NamedNode) and triple.predicate.value.removeprefix(SKOS) in _RELATIONS:
            found.append((subject.value, triple.predicate.value, value.value))
    if not found:
        raise InputError("nothing to export: no term is matched to a public identifier (skos:exactMatch, …).")
    rows = []
    for term, relation, target in sorted(found):
        called, judged = (notes.get((term, about, curie(target)), "") for about in (_CALLED, _JUDGED))
        cells = (curie(term), labels.get(term, ""), curie(relation), curie(target), called)
        rows.append((*cells, "semapv:ManualMappingCuration", judged))
    used = sorted({cell.partition(":")[0] for row in rows for cell in (row[0], row[3])} | {"skos"})
    head = [
        f"#mapping_set_id: {BASE}mappings",
        "#mapping_set_title: Nutrition causality terms to public identifiers",
        "#license: https://creativecommons.org/licenses/by/4.0/",
        "#curie_map:",
        *(f"#  {prefix}: {PREFIXES[prefix]}" for prefix in used if prefix in PREFIXES),
        "#  semapv: https://w3id.org/semapv/vocab/",
    ]
    table = ["\t".join(" ".join(cell.split()) for cell in row) for row in (COLUMNS, *rows)]
    return ("\n".join([*head, *table]) + "\n").encode("utf-8")
