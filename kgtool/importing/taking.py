"""`kgtool import claims` and `import terms`: rows that people bring go into a graph's tables, and Turtle is made."""

import os
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kgtool.importing.build import Built, write_files
from kgtool.importing.checking import check
from kgtool.importing.claims import Merged, merge
from kgtool.importing.folder import Tables, load
from kgtool.importing.freshness import ENDING, PASSAGES, SOURCES
from kgtool.importing.given import given
from kgtool.importing.sources import Texts
from kgtool.importing.terms import MergedTerms, merge_terms
from kgtool.importing.tsv import Table, read
from kgtool.importing.unbuilding import as_table, passages_table
from kgtool.store.writing import write_atomically


class Imported(NamedTuple):
    """What an import did to the rows, and to the files."""

    merged: Merged
    built: Built


def import_claims(
    folder: str,
    files: Sequence[str],
    texts: str | None = None,
    *,
    source: str = "",
    replace: bool = False,
    partial: bool = False,
) -> Imported:
    """Merge tables of claims into a graph's folder. All rows are checked before anything is written.

    The options are those of `merge`. Raises InputError, TableError and UsageError as it and `build` do.
    """
    return take(load(folder), [given(path) for path in files], texts, source=source, replace=replace, partial=partial)


def import_terms(folder: str, files: Sequence[str]) -> tuple[MergedTerms, Built]:
    """Merge tables of terms into a graph's folder. All rows are checked before anything is written.

    Raises InputError, TableError and UsageError as `merge_terms` and `build` do.
    """
    tables = load(folder)
    merged = merge_terms(tables, [given(path, "terms") for path in files])
    paths = {kind: f"terms/{kind}{ENDING}" for kind in merged.terms}
    changed = {paths[kind]: as_table("terms", rows) for kind, rows in merged.terms.items()}
    new = {kind: read(os.path.join(folder, *path.split("/")), changed[path]) for kind, path in paths.items()}
    after = tables._replace(terms=dict(tables.terms) | new, raw=dict(tables.raw) | changed)
    check(after)
    _write(tables, changed)
    return merged, write_files(after)


def take(
    tables: Tables,
    rows: Sequence[Table],
    texts: str | None,
    *,
    source: str = "",
    replace: bool = False,
    partial: bool = False,
) -> Imported:
    """The same with tables that were read already."""
    looked_up = Texts(texts) if texts else None
    merged = merge(tables, rows, looked_up, source=source, replace=replace, partial=partial)
    changed: dict[str, bytes] = {}
    for slug in merged.claims:
        changed[f"sources/{slug}{ENDING}"] = as_table("claims", merged.claims[slug])
        changed[f"sources/{slug}{PASSAGES}"] = passages_table(merged.places[slug])
    if merged.sources:
        rows_there = [row.cells for row in tables.sources.rows]
        changed[SOURCES] = as_table("sources", [*rows_there, *merged.sources])
    after = _with(tables, changed)
    check(after)
    _write(tables, changed)
    return Imported(merged, write_files(after))


def _write(tables: Tables, changed: Mapping[str, bytes]) -> None:
    for path, data in changed.items():
        if tables.raw.get(path) != data:
            place = os.path.join(tables.folder, *path.split("/"))
            os.makedirs(os.path.dirname(place), exist_ok=True)
            write_atomically(place, data)


def _with(tables: Tables, changed: Mapping[str, bytes]) -> Tables:
    """The tables as they are with these bytes in them."""

    def table(path: str) -> Table:
        return read(os.path.join(tables.folder, *path.split("/")), changed[path])

    sources = table(SOURCES) if SOURCES in changed else tables.sources
    slugs = {path.removeprefix("sources/").removesuffix(ENDING) for path in changed if path.startswith("sources/")}
    slugs = {slug for slug in slugs if not slug.endswith(PASSAGES.removesuffix(ENDING))}
    claims = dict(tables.claims) | {slug: table(f"sources/{slug}{ENDING}") for slug in slugs}
    passages = dict(tables.passages) | {slug: table(f"sources/{slug}{PASSAGES}") for slug in slugs}
    order = [row.get("slug") for row in sources.rows]
    order += [slug for slug in claims if slug not in order]
    return tables._replace(
        sources=sources,
        claims={slug: claims[slug] for slug in order if slug in claims},
        passages={slug: passages[slug] for slug in order if slug in passages},
        raw=dict(tables.raw) | dict(changed),
    )
