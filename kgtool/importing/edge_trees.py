"""Graphs in trees: DrugMechDB's YAML, node-link JSON of BEL, INDRA's statements, and KGX as one JSON object."""

import json
import os
from collections.abc import Iterator, Mapping
from typing import Any

from kgtool.errors import InputError, UsageError
from kgtool.importing.edge_tables import Columns, Row, of_record
from kgtool.store.syntax import ending
from kgtool.store.unpacking import plain_bytes

_LARGEST = 1 << 30  # bytes of a file that has to be read as a whole
_DEEPEST = 100
# INDRA's kinds of statement by what they do; the ends' names differ from kind to kind.
_INDRA = {
    "Activation": ("subj", "obj", "+"),
    "Inhibition": ("subj", "obj", "-"),
    "IncreaseAmount": ("subj", "obj", "+"),
    "DecreaseAmount": ("subj", "obj", "-"),
    "Influence": ("subj", "obj", ""),
    "Gap": ("gap", "ras", "-"),
    "Gef": ("gef", "ras", "+"),
}
_NAMESPACES = {
    "FPLX": "fplx",
    "HGNC": "hgnc",
    "CHEBI": "CHEBI",
    "GO": "GO",
    "MESH": "mesh",
    "UP": "uniprot",
    "UN": "un",
}


def is_tree(path: str) -> bool:
    """Whether the ending is one of a file that is read as a whole."""
    return ending(path) in {".json", ".yaml", ".yml"}


def tree_rows(path: str, mapping: Columns) -> Iterator[Row]:
    """The nodes and edges of a file; what it holds tells which kind of graph it is.

    Raises InputError for a file that can't be read or is no known kind of graph, UsageError where PyYAML is missing.
    """
    told = _read(path)
    name = os.path.basename(path)
    if isinstance(told, dict) and isinstance(told.get("links"), list) and isinstance(told.get("nodes"), list):
        return _bel(name, told)
    if isinstance(told, dict) and isinstance(told.get("statements"), list):
        return _indra(name, told["statements"])
    if isinstance(told, dict):
        told = _dict(_dict(told.get("message")).get("knowledge_graph")) or told
        if isinstance(told.get("edges"), list | dict):
            return _kgx(name, told, mapping)
    if isinstance(told, list) and told and isinstance(told[0], dict):
        if "links" in told[0]:
            return _drugmechdb(name, told)
        if "type" in told[0] and ("evidence" in told[0] or "subj" in told[0]):
            return _indra(name, told)
        return (of_record(f"{name}#{number}", one, mapping) for number, one in enumerate(told, 1))
    raise InputError(f"{path}: no graph that is known: neither KGX, BEL, INDRA nor DrugMechDB. A table is read as CSV.")


def _read(path: str) -> Any:
    try:
        with plain_bytes(path) as file:
            data = file.read(_LARGEST + 1)
    except (OSError, EOFError) as error:
        raise InputError(f"{path}: {getattr(error, 'strerror', None) or error}.") from error
    if len(data) > _LARGEST:
        raise InputError(f"{path}: larger than 1 GiB, and has to be read as a whole. Use JSON Lines.")
    try:
        if ending(path) == ".json":
            from kgtool.store.hostile import refuse_bad_json

            refuse_bad_json(path, data)
            return json.loads(data)
        return _yaml(path, data)
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8. Save it as UTF-8.") from error
    except ValueError as error:
        raise InputError(f"{path}: no JSON ({error}).") from error


def _yaml(path: str, data: bytes) -> Any:
    try:
        import yaml
    except ModuleNotFoundError as error:
        raise UsageError("YAML needs PyYAML: pip install pyyaml.") from error
    try:
        for event in yaml.parse(data, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            if isinstance(event, yaml.AliasEvent):  # a few lines of aliases unfold to gigabytes
                line = event.start_mark.line + 1
                raise InputError(f"{path}:{line}: an alias, which may grow without end. Write out what it stands for.")
        return yaml.load(data, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - a safe loader
    except (yaml.YAMLError, RecursionError) as error:
        raise InputError(f"{path}: no YAML ({' '.join(str(error).split())}).") from error


def _kgx(name: str, told: Mapping[str, Any], mapping: Columns) -> Iterator[Row]:
    for part in ("nodes", "edges"):
        found = told.get(part) or []
        if isinstance(found, dict):  # by their ids, as in answers of Translator
            found = [{"id": key, **_dict(one)} for key, one in found.items()]
        for number, one in enumerate(found if isinstance(found, list) else (), 1):
            yield of_record(f"{name}#{part}/{number}", one, mapping)


def _drugmechdb(name: str, paths: list[Any]) -> Iterator[Row]:
    for path in paths:
        graph = _dict(_dict(path).get("graph"))
        key = str(graph.get("_id") or "")
        place = f"{name}#{key or 'path'}"
        for node in _list(_dict(path).get("nodes")):
            yield Row(place, _text(iri=node.get("id"), label=node.get("name"), category=node.get("label")), True)
        cited = path.get("references") or path.get("reference") or ()
        sources = "\n".join(" ".join(str(one).split()) for one in cited)
        for number, link in enumerate(_list(path.get("links")), 1):
            values = _text(subject=link.get("source"), predicate=link.get("key"), object=link.get("target"))
            yield Row(place, {**values, "source": sources, "record": f"{key} {number}"})


def _bel(name: str, told: Mapping[str, Any]) -> Iterator[Row]:
    ids = []
    for number, node in enumerate(_list(told["nodes"])):
        concept = _dict(node.get("concept")) or node
        prefix, local = concept.get("namespace"), concept.get("identifier") or concept.get("name")
        # Only the plain thing is the same as its concept: an activity or a modified protein is a term of its own.
        plain = prefix and local and not (node.get("variants") or node.get("members"))
        iri = f"{prefix}:{local}".replace(" ", "%20") if plain else str(node.get("bel") or node.get("id") or number)
        ids.append(iri)
        yield Row(f"{name}#nodes/{number}", _text(iri=iri, label=concept.get("name") or node.get("bel")), True)
    by_key = {
        str(node.get("id", number)): iri
        for (number, node), iri in zip(enumerate(_list(told["nodes"])), ids, strict=True)
    }
    for number, link in enumerate(_list(told["links"]), 1):
        citation = _dict(link.get("citation"))
        kind, reference = (
            citation.get("namespace") or citation.get("type"),
            citation.get("identifier") or citation.get("reference"),
        )
        yield Row(
            f"{name}#links/{number}",
            _text(
                subject=by_key.get(str(link.get("source")), link.get("source")),
                predicate=link.get("relation"),
                object=by_key.get(str(link.get("target")), link.get("target")),
                source=f"{kind}:{reference}" if kind and reference else None,
                quotation=link.get("evidence"),
                record=link.get("key") or f"links/{number}",
            ),
        )


def _indra(name: str, statements: list[Any]) -> Iterator[Row]:
    for number, told in enumerate(_list(statements), 1):
        place = f"{name}#{told.get('id') or number}"
        start, end, sign = _INDRA.get(str(told.get("type")), ("subj", "obj", ""))
        ends = [_dict(told.get(part)) for part in (start, end)]
        if not all(ends):
            yield Row(place, {}, False, f"{told.get('type') or 'a statement'} has no two ends with a direction")
            continue
        turned = {0: "", 1: ""}
        for at, one in enumerate(ends):
            polarity = _dict(one.get("delta")).get("polarity")
            turned[at] = "decreased" if polarity == -1 else "increased" if polarity == 1 else ""
            ends[at] = _dict(one.get("concept")) or one
            yield Row(place, _text(iri=_indra_iri(ends[at]), label=ends[at].get("name")), True)
        values = _text(subject=_indra_iri(ends[0]), object=_indra_iri(ends[1]), predicate=told.get("type"), sign=sign)
        directions = _text(subject_direction=turned[0], object_direction=turned[1])
        for one in _list(told.get("evidence")) or [{}]:
            epistemics = _dict(one.get("epistemics"))
            more = _text(
                source=f"PMID:{one['pmid']}" if one.get("pmid") else one.get("source_api"),
                quotation=one.get("text"),
                kind=one.get("source_api"),
                negated="true" if epistemics.get("negated") else None,
                modality="hypothesis" if epistemics.get("hypothesis") or epistemics.get("hedgings") else None,
                record=told.get("id") or str(number),
            )
            yield Row(place, {**values, **directions, **more})


def _indra_iri(agent: Mapping[str, Any]) -> str:
    refs = _dict(agent.get("db_refs"))
    for key, prefix in _NAMESPACES.items():
        if isinstance(refs.get(key), str):
            return f"{prefix}:{refs[key].removeprefix(prefix + ':')}"
    return str(agent.get("name") or "")


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _text(**values: object) -> dict[str, str]:
    return {name: str(value) for name, value in values.items() if value not in (None, "")}
