"""The matches of terms to public identifiers, as an SSSOM table."""

import json
import re
from collections.abc import Callable, Mapping
from hashlib import sha256

import pyoxigraph as ox

from kgtool.errors import InputError
from kgtool.export.statements import Statements
from kgtool.vocabulary import LABEL, NC, OWL, PREFIXES, SKOS, curie

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
_DCTERMS = "http://purl.org/dc/terms/"
_HEADER = {_DCTERMS + "title": "title", _DCTERMS + "license": "license", OWL + "versionInfo": "version"}
_UNSPECIFIED = "https://w3id.org/sssom/license/unspecified"
"""What SSSOM puts where nobody says what a table may be used for."""


def sssom(statements: Statements, warn: Callable[[str], None] = lambda _: None) -> bytes:
    """One row a match: https://mapping-commons.github.io/sssom/, with the metadata as comments on top.

    Title, licence and version are those of the graph's header. What an identifier is called where it comes from, and
    the judgement behind its match, stand with the term.

    warn  is told of matches that aren't between two IRIs, which the table can't hold.

    Raises InputError where no term is matched to anything.
    """
    labels: dict[str, str] = {}
    notes: dict[tuple[str, str, str], str] = {}
    found: list[tuple[str, str, str]] = []
    header: dict[str, str] = {}
    lost = 0
    for triple in statements.triples():
        subject, value = triple.subject, triple.object
        matched = triple.predicate.value.removeprefix(SKOS) in _RELATIONS
        if not isinstance(subject, ox.NamedNode):
            lost += matched
            continue
        if subject.value == statements.heading and (name := _HEADER.get(triple.predicate.value)):
            if isinstance(value, ox.NamedNode | ox.Literal):
                header.setdefault(name, value.value)
        elif triple.predicate.value == LABEL and isinstance(value, ox.Literal) and value.language in ("en", None):
            labels[subject.value] = value.value
        elif triple.predicate.value in (_CALLED, _JUDGED) and isinstance(value, ox.Literal):
            identifier, _, said = value.value.partition(" ")
            notes[subject.value, triple.predicate.value, identifier] = said
        elif matched and isinstance(value, ox.NamedNode):
            found.append((subject.value, triple.predicate.value, value.value))
        else:
            lost += matched
    if not found:
        raise InputError("nothing to export: no term is matched to a public identifier (skos:exactMatch, …).")
    if lost:
        warn(f"sssom: matches left out, since they aren't between two IRIs: {lost}.")
    names = _Curies(statements.prefixes)
    rows = []
    for term, relation, target in sorted(found):
        called, judged = (notes.get((term, about, curie(target)), "") for about in (_CALLED, _JUDGED))
        cells = (names.name(term), labels.get(term, ""), names.name(relation), names.name(target), called)
        rows.append((*cells, "semapv:ManualMappingCuration", judged))
    table = ["\t".join(" ".join(cell.split()) for cell in row) for row in (COLUMNS, *rows)]
    digest = sha256("\n".join(table).encode()).hexdigest()[:32]
    head = [f"#mapping_set_id: {statements.heading or 'https://w3id.org/sssom/mappings/' + digest}"]
    if "title" in header:
        head.append(f"#mapping_set_title: {_scalar(header['title'])}")
    if "version" in header:
        head.append(f"#mapping_set_version: {json.dumps(header['version'], ensure_ascii=False)}")
    head += [f"#license: {_scalar(header.get('license', _UNSPECIFIED))}", "#curie_map:"]
    head += [f"#  {prefix}: {_scalar(namespace)}" for prefix, namespace in sorted(names.used.items())]
    return ("\n".join([*head, *table]) + "\n").encode("utf-8")


def _scalar(text: str) -> str:
    """A text as YAML writes it: in quotes where it could be read as something else."""
    text = " ".join(text.split())
    plain = re.fullmatch(r"[A-Za-z](?:[^:#]|:(?=\S)|(?<=\S)#)*", text) and not text.endswith(":")
    return text if plain and text.lower() not in _WORDS else json.dumps(text, ensure_ascii=False)


_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


class _Curies:
    """CURIEs for all IRIs, since SSSOM takes no others, and the prefixes that they use."""

    def __init__(self, declared: Mapping[str, str]) -> None:
        self._namespaces = {namespace: prefix for prefix, namespace in {**declared, **PREFIXES}.items() if prefix}
        self._ordered = sorted(self._namespaces, key=len, reverse=True)
        self.used = {"semapv": "https://w3id.org/semapv/vocab/", "skos": SKOS}

    def name(self, iri: str) -> str:
        """The CURIE: with a prefix of ours or of the files where one fits, else with one made for its namespace."""
        space = next((n for n in self._ordered if iri.startswith(n) and self._local(iri[len(n) :])), None)
        if space is None:
            space = iri[: max(iri.rfind(mark) for mark in "#/:") + 1]
            if space == iri:
                space = iri[:-1][: max(iri[:-1].rfind(mark) for mark in "#/:") + 1]
            if space not in self._namespaces:
                number = 1
                taken = set(self._namespaces.values()) | self.used.keys()
                while f"ns{number}" in taken:
                    number += 1
                self._namespaces[space] = f"ns{number}"
        prefix = self._namespaces[space]
        self.used[prefix] = space
        return f"{prefix}:{iri[len(space) :]}"

    @staticmethod
    def _local(text: str) -> bool:
        return bool(text) and "/" not in text and "#" not in text
