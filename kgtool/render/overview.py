"""What a graph holds, counted, as text and as JSON."""

from collections.abc import Iterator, Mapping
from typing import Any

from kgtool.model.overview import Count, Overview, Unfit
from kgtool.render.lines import WIDE, beside, fitted
from kgtool.render.objects import term_json, to_json
from kgtool.render.words import counted, table
from kgtool.vocabulary import curie, slug

_MOST = 12


def overview_text(overview: Overview, width: int = WIDE) -> str:
    """The counts as a person reads them, in lines of `width` columns."""
    blocks = [
        table([(name, f"{n:,}") for name, n in overview.totals.items()]),
        table([(c.label, f"{c.terms:,}") for c in overview.classes], ("class", "terms")),
        table(
            [(c.label, f"{c.claims:,}", f"{c.evidence:,}") for c in overview.predicates],
            ("predicate", "claims", "evidence"),
        ),
        fitted(
            [(f"{c.claims:,}", f"{c.evidence:,}", f"{slug(c.iri)}: {c.label}") for c in overview.sources],
            ("claims", "evidence", "source"),
            width,
        )
        if overview.sources
        else "",
        *([unfit_text(overview.unfit)] if overview.unfit else []),
        "\n".join(left + version for line in beside([*_versions(overview.versions)], width) for left, version in line),
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


def unfit_text(unfit: Unfit) -> str:
    """What of foreign graphs can't be traced, and where graphs meet: lines, or nothing."""
    lines = []
    if unfit.seams:
        lines.append(f"Graphs meet in {counted(unfit.seams, 'seam')}: terms with a name, or a level, in each.")
    if unfit.unsigned:
        lines.append(
            f"{counted(len(unfit.unsigned), 'predicate')} without a sign, so never a step "
            f"(of those with one, {unfit.used} of {unfit.known} occur):"
        )
        shown = [(f"  {curie(p)}", f"{n:,}") for p, n in list(unfit.unsigned.items())[:_MOST]]
        lines.append(table(shown, ("  predicate", "triples")))
        if len(unfit.unsigned) > _MOST:
            lines.append(f"  … and {len(unfit.unsigned) - _MOST:,} more")
        lines.append("`kgtool info --draft-signs FILE` drafts signs; `--signs FILE` reads them.")
    if unfit.blank:
        lines.append(
            f"{counted(unfit.blank, 'step')} with an end that has no name (a blank node): give it an IRI to trace it."
        )
    return "\n".join(lines)


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
            **({"foreign": _unfit_json(overview.unfit)} if overview.unfit else {}),
        }
    )


def _unfit_json(unfit: Unfit) -> dict[str, Any]:
    return {
        "unsigned": [{"iri": p, "curie": curie(p), "triples": n} for p, n in unfit.unsigned.items()],
        "signed_in_use": unfit.used,
        "signed_known": unfit.known,
        "steps_with_blank_ends": unfit.blank,
        "seams": unfit.seams,
    }


def _count_json(count: Count) -> dict[str, Any]:
    return {
        **term_json(count.iri, {count.iri: count.label}),
        "claims": count.claims,
        "evidence": count.evidence,
    }
