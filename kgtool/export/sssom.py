"""The matches of terms to public identifiers, as an SSSOM table."""

from typing import NamedTuple

import pyoxigraph as ox

from kgtool import folders
from kgtool.errors import InputError
from kgtool.export.statements import Statements
from kgtool.vocabulary import BASE, LABEL, PREFIXES, SKOS, curie, slug

COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "comment",
)
_RELATIONS = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")


class Note(NamedTuple):
    """What a public identifier is called where it comes from, and why it is matched the way it is."""

    label: str
    judgement: str


def sssom(statements: Statements) -> bytes:
    """One row a match: https://mapping-commons.github.io/sssom/, with the metadata as comments on top.

    The label of an identifier and the judgement behind its match come from ontology/mapping-notes.tsv.

    Raises InputError where no term is matched to anything.
    """
    labels: dict[str, str] = {}
    found: list[tuple[str, str, str]] = []
    for triple in statements.triples():
        subject, value = triple.subject, triple.object
        if not isinstance(subject, ox.NamedNode):
            continue
        if triple.predicate.value == LABEL and isinstance(value, ox.Literal) and value.language in ("en", None):
            labels[subject.value] = value.value
        elif isinstance(value, ox.NamedNode) and triple.predicate.value.removeprefix(SKOS) in _RELATIONS:
            found.append((subject.value, triple.predicate.value, value.value))
    if not found:
        raise InputError("nothing to export: no term is matched to a public identifier (skos:exactMatch, …).")
    notes = mapping_notes()
    rows = []
    for term, relation, target in sorted(found):
        note = notes.get((slug(term), curie(target)), Note("", ""))
        cells = (curie(term), labels.get(term, ""), curie(relation), curie(target), note.label)
        rows.append((*cells, "semapv:ManualMappingCuration", note.judgement))
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


def mapping_notes() -> dict[tuple[str, str], Note]:
    """The notes on matches, by the term's slug and the identifier's CURIE."""
    with open(folders.MAPPING_NOTES, encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if not line.startswith("#")]
    return {(term, target): Note(label, judgement) for term, target, label, judgement in rows}
