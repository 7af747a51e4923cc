"""What a graph holds, counted, as text and as JSON."""

from collections.abc import Iterator, Mapping
from typing import Any

from kgtool.model import Count, Overview
from kgtool.render.objects import term_json, to_json
from kgtool.render.words import counted, table
from kgtool.vocabulary import slug


def overview_text(overview: Overview) -> str:
    """The counts as a person reads them."""
    blocks = [
        table([(name, f"{n:,}") for name, n in overview.totals.items()]),
        table([(c.label, f"{c.terms:,}") for c in overview.classes], ("class", "terms")),
        table(
            [(c.label, f"{c.claims:,}", f"{c.evidence:,}") for c in overview.predicates],
            ("predicate", "claims", "evidence"),
        ),
        table(
            [(slug(c.iri), f"{c.claims:,}", f"{c.evidence:,}", c.label) for c in overview.sources],
            ("source", "claims", "evidence", "title"),
        ),
        table(_versions(overview.versions)),
    ]
    return "\n\n".join(block for block in blocks if block)


def _versions(versions: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Programs one a line; ontologies of one version together, by the shortest IRI."""
    alike: dict[str, list[str]] = {}
    for name, version in versions.items():
        if "://" in name:
            alike.setdefault(version, []).append(name)
        else:
            yield name, version
    for version, iris in sorted(alike.items()):
        others = f" and {counted(len(iris) - 1, 'other')}" if iris[1:] else ""
        yield min(iris, key=len) + others, version


def overview_json(overview: Overview) -> str:
    """The counts as one JSON object, `kgtool/info/1`."""
    return to_json(
        {
            "schema": "kgtool/info/1",
            "totals": overview.totals,
            "classes": [{**term_json(c.iri, {c.iri: c.label}), "terms": c.terms} for c in overview.classes],
            "predicates": [_count_json(c) for c in overview.predicates],
            "sources": [{"slug": slug(c.iri), **_count_json(c)} for c in overview.sources],
            "versions": overview.versions,
        }
    )


def _count_json(count: Count) -> dict[str, Any]:
    return {
        **term_json(count.iri, {count.iri: count.label}),
        "claims": count.claims,
        "evidence": count.evidence,
    }
