"""A graph's folder: which tables it has, and which Turtle is made from which of them.

graph.tsv                      what the graph is called, one key a row
terms/<kind>.tsv               what there is, one term a row             → terms/<kind>.ttl
sources.tsv                    one source a row
sources/<slug>.tsv             what it says, one piece of evidence a row  → sources/<slug>.ttl
sources/<slug>.passages.tsv    its sections and passages
"""

import os
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kgtool.errors import InputError
from kgtool.importing.freshness import ENDING, PASSAGES, SOURCES
from kgtool.importing.tsv import Row, Table, read

GRAPH = "graph.tsv"
PASSAGE_COLUMNS = ("slug", "label", "section", "start", "end", "heading", "digest")
_NONE: Mapping[str, str] = {}


class Tables(NamedTuple):
    """All tables of a graph. raw: the bytes of each, by its path below the folder (with /)."""

    folder: str
    head: Mapping[str, str]
    terms: Mapping[str, Table]
    sources: Table
    claims: Mapping[str, Table]
    passages: Mapping[str, Table]
    raw: Mapping[str, bytes]

    def source(self, slug: str) -> Row:
        """The row of a source; an empty one where it has none."""
        return next((row for row in self.sources.rows if row.get("slug") == slug), Row(0, _NONE))

    def term_rows(self) -> Iterator[tuple[str, Table, Row]]:
        """Each term with its kind and table, in order."""
        for kind, table in self.terms.items():
            for row in table.rows:
                yield kind, table, row


def is_folder(folder: str) -> bool:
    """Whether the folder holds tables of a graph."""
    return os.path.isfile(os.path.join(folder, GRAPH)) or os.path.isfile(os.path.join(folder, SOURCES))


def load(folder: str) -> Tables:
    """Read all tables below a folder.

    Raises InputError where there are none or one can't be read, TableError where one isn't well formed.
    """
    if not is_folder(folder):
        raise InputError(
            f"{folder}: no tables of a graph here (graph.tsv, sources.tsv). `kgtool init DIR` starts some."
        )
    raw: dict[str, bytes] = {}

    def table(*parts: str) -> Table:
        path = os.path.join(folder, *parts)
        if not os.path.exists(path):
            return Table(path, (), ())
        with open(path, "rb") as file:
            raw["/".join(parts)] = file.read()
        return read(path, raw["/".join(parts)])

    head = {row.get("key"): row.get("value") for row in table(GRAPH).rows}
    listed = [key.partition("/")[2] for key in head if key.startswith("terms/")]
    kinds = [kind for kind in listed if os.path.exists(os.path.join(folder, "terms", kind + ENDING))]
    kinds += [kind for kind in _tables_in(os.path.join(folder, "terms")) if kind not in listed]
    sources = table(SOURCES)
    there = _tables_in(os.path.join(folder, "sources"))
    slugs = [row.get("slug") for row in sources.rows]
    slugs += [slug for slug in there if slug not in slugs]
    return Tables(
        folder,
        head,
        {kind: table("terms", kind + ENDING) for kind in kinds},
        sources,
        {slug: table("sources", slug + ENDING) for slug in slugs},
        {slug: table("sources", slug + PASSAGES) for slug in slugs},
        raw,
    )


def _tables_in(folder: str) -> list[str]:
    if not os.path.isdir(folder):
        return []
    names = {
        name.removesuffix(PASSAGES).removesuffix(ENDING)
        for name in os.listdir(folder)
        if name.endswith(ENDING) and not name.startswith(".")
    }
    return sorted(names)
