"""What a graph holds, counted, as text and as JSON."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kgtool.logic.curies import shortened
from kgtool.model.overview import Count, Overview, Unfit, Unsigned
from kgtool.render.lines import WIDE, beside, broken, fitted, narrowed
from kgtool.render.objects import term_json, to_json
from kgtool.render.words import counted, table
from kgtool.vocabulary import curie, slug

_MOST = 12


def overview_text(overview: Overview, width: int = WIDE) -> str:
    """The counts as a person reads them, in lines of `width` columns."""
    blocks = [
        table([(name, f"{n:,}") for name, n in overview.totals.items()]),
        narrowed([(c.label, f"{c.terms:,}") for c in overview.classes], ("class", "terms"), width),
        narrowed(
            [(c.label, f"{c.claims:,}", f"{c.evidence:,}") for c in overview.predicates],
            ("predicate", "claims", "evidence"),
            width,
        ),
        fitted(
            [(f"{c.claims:,}", f"{c.evidence:,}", f"{slug(c.iri)}: {c.label}") for c in overview.sources],
            ("claims", "evidence", "source"),
            width,
        )
        if overview.sources
        else "",
        *([unfit_text(overview.unfit, width)] if overview.unfit else []),
        untraced_text(overview.untraced, width),
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


def unfit_text(unfit: Unfit, width: int = WIDE) -> str:
    """What of foreign graphs can't be traced, and where graphs meet: lines, or nothing."""
    lines = []
    if unfit.seams:
        lines.append(f"Graphs meet in {counted(unfit.seams, 'seam')}: terms with a name, or a level, in each.")
    if unfit.forms:
        named = (f"{n:,} of the form {form}" for form, n in unfit.forms.items())
        lines += broken(f"Edges that are nodes or OWL restrictions: {', '.join(named)}.", width, "", "  ")
    if unfit.unsigned:
        lines += broken(
            f"{counted(len(unfit.edges), 'predicate')} without a sign, so never a step "
            f"(of those with one, {unfit.used} of {unfit.known} occur):",
            width,
        )
        rows = [
            (f"  {shortened(one.predicate)}", f"{one.edges:,}", one.form or "triple") for one in unfit.unsigned[:_MOST]
        ]
        whys = dict.fromkeys(one.why for one in unfit.unsigned[:_MOST] if one.why)
        marks = {why: f"[{number}]" for number, why in enumerate(whys, 1)}
        shown = [(*row, marks.get(one.why, "")) for row, one in zip(rows, unfit.unsigned, strict=False)]
        head = ("  predicate", "edges", "form")
        lines.append(narrowed(shown, (*head, "why"), width) if marks else narrowed(rows, head, width))
        for why, mark in marks.items():
            lines += broken(f"{mark} {why}", width, "  ", "      ")
        if len(unfit.unsigned) > _MOST:
            lines.append(f"  … and {len(unfit.unsigned) - _MOST:,} more")
        lines.append("`kgtool info --draft-signs FILE` drafts signs; `--signs FILE` reads them.")
    if unfit.blank:
        lines += broken(
            f"{counted(unfit.blank, 'step')} with an end that has no name (a blank node): give it an IRI to trace it.",
            width,
        )
    return "\n".join(lines)


def untraced_text(forms: Mapping[str, int], width: int = WIDE) -> str:
    """Which edges of an endpoint no trace finds, and how they can be traced; nothing where there are none."""
    if not forms:
        return ""
    named = ", ".join(f"{f'{n:,} ' if n else ''}of the form {form}" for form, n in forms.items())
    told = f"Edges that are nodes or OWL restrictions, of which an endpoint's traces know nothing: {named}."
    how = "`kgtool import graph URL -o FILE` makes claims of them, and -i FILE traces these."
    return "\n".join([*broken(told, width, "", "  "), *broken(how, width)])


def unjoined_text(
    name: str, forward: bool, unsigned: Sequence[Unsigned], blank: bool = False, width: int = WIDE
) -> str:
    """That no signed edge leads from a term, or to it, and which edges without a sign do.

    blank  whether there are edges with ends that have no name: one of them may.
    """
    way, other = ("from", "to") if forward else ("to", "from")
    told = f"No signed edge leads {way} {name}{f' {other} anything that has a name' if blank else ''}."
    if unsigned:
        named = ", ".join(
            f"{shortened(one.predicate)} ({one.edges:,}{f', {one.form}' if one.form else ''})"
            for one in unsigned[:_MOST]
        )
        more = f" and {len(unsigned) - _MOST:,} more" if len(unsigned) > _MOST else ""
        told += f" Without a sign there {'is' if len(unsigned) == 1 else 'are'} {named}{more}."
    return "\n".join(broken(told, width))


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
            **({"untraced": overview.untraced} if overview.untraced else {}),
        }
    )


def _unfit_json(unfit: Unfit) -> dict[str, Any]:
    return {
        "unsigned": [
            {"iri": one.predicate, "curie": curie(one.predicate), "edges": one.edges, "form": one.form or "triple"}
            | ({"left_out_because": one.why} if one.why else {})
            for one in unfit.unsigned
        ],
        "forms": unfit.forms,
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
