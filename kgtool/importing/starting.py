"""`kgtool init`: a graph of one's own to begin with. Tables with their headers, and one claim from a text of ours."""

import os
import re

from kgtool.errors import UsageError
from kgtool.importing.build import build
from kgtool.importing.columns import ontology
from kgtool.importing.folder import GRAPH, load
from kgtool.importing.freshness import SOURCES
from kgtool.importing.taking import take
from kgtool.importing.tsv import Row, Table, written
from kgtool.importing.unbuilding import as_table
from kgtool.store.writing import write_atomically

_TERMS = {
    "nutrients": {"slug": "iron", "classes": "Nutrient", "label": "iron", "definition": "A mineral that blood needs."},
    "foods": {"slug": "lentils", "classes": "Food", "label": "lentils", "definition": "The seeds of Lens culinaris."},
    "states": {
        "slug": "iron-deficiency",
        "classes": "Deficiency",
        "label": "iron deficiency",
        "definition": "Less iron in the body than it needs.",
        "deficiencyOf": "iron",
    },
}
_TEXT = "# An example\n\nLentils are a good source of iron.\n"
_CLAIM = {"subject": "lentils", "predicate": "sourceOf", "object": "iron", "line": "3", "importance": "major"}


def start(folder: str) -> list[str]:
    """Start a graph in a folder that isn't there, or is empty; the files that were made, below it.

    Raises UsageError where something is in it, InputError where it can't be written.
    """
    if os.path.exists(folder) and (not os.path.isdir(folder) or os.listdir(folder)):
        raise UsageError(f"{folder}: something is there already. Name a folder that is empty, or doesn't exist.")
    name = re.sub(r"[^a-z0-9]+", "-", os.path.basename(os.path.abspath(folder)).lower()).strip("-") or "graph"
    head = {
        "iri": f"https://example.org/{name}",
        "version": "0.1.0",
        "file": name,
        "title": f"The graph {name}",
        "description": "What this graph is about, in one sentence.",
    }
    files = {GRAPH: written(("key", "value"), [{"key": key, "value": value} for key, value in head.items()])}
    for kind in dict.fromkeys(ontology().kinds.values()):
        files[f"terms/{kind}.tsv"] = as_table("terms", [_TERMS[kind]] if kind in _TERMS else [], kind)
    files[SOURCES] = as_table("sources", [])
    files["texts/example.txt"] = _TEXT.encode()
    for path, data in files.items():
        place = os.path.join(folder, *path.split("/"))
        os.makedirs(os.path.dirname(place), exist_ok=True)
        write_atomically(place, data)
    os.makedirs(os.path.join(folder, "sources"), exist_ok=True)
    take(load(folder), [Table("example", tuple(_CLAIM), (Row(0, _CLAIM),))], os.path.join(folder, "texts"))
    build(folder)
    return sorted(os.path.relpath(os.path.join(place, n), folder) for place, _, names in os.walk(folder) for n in names)
