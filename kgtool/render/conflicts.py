"""Conflicts between sources, as text and as JSON."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from kgtool.logic.conflicts import KINDS, Conflict
from kgtool.model import Evidence
from kgtool.render.claims import claim_text, evidence_text
from kgtool.render.objects import claim_json, evidence_json, to_json
from kgtool.render.words import PLAIN, Style, counted


def conflicts_text(found: Sequence[Conflict], labels: Mapping[str, str], style: Style = PLAIN) -> str:
    """The conflicts by kind, each with both places."""
    blocks = []
    for kind, group in groupby(found, key=lambda c: c.kind):
        several = list(group)
        heading = f"{KINDS[kind][:1].upper()}{KINDS[kind][1:]}: {counted(len(several), 'case')}"
        blocks.append("\n".join([style.bold(heading), *(line for c in several for line in _lines(c, labels, style))]))
    return "\n\n".join(blocks)


def _lines(conflict: Conflict, labels: Mapping[str, str], style: Style) -> Iterator[str]:
    left, right = conflict.left, conflict.right
    about = "" if conflict.kind in ("stance", "sign", "unexplained") else f"  ({conflict.about})"
    if right and right.iri != left.iri:
        yield f"  {claim_text(left, labels)}{about}"
        yield from _side(conflict.left_evidence, labels, style)
        yield f"  {claim_text(right, labels)}"
        yield from _side(conflict.right_evidence, labels, style)
    else:
        yield f"  {claim_text(left, labels)}{about}"
        yield from _side(conflict.left_evidence, labels, style)
        if conflict.right_evidence:
            yield style.faint("    but")
            yield from _side(conflict.right_evidence, labels, style)


def _side(evidence: Iterable[Evidence], labels: Mapping[str, str], style: Style) -> Iterator[str]:
    return (style.faint(f"    {evidence_text(e, labels)}") for e in evidence)


def conflicts_json(found: Sequence[Conflict], labels: Mapping[str, str], truncated: str | None) -> str:
    """The conflicts as one JSON object, `kgtool/conflicts/1`."""
    return to_json(
        {
            "schema": "kgtool/conflicts/1",
            "truncated": truncated,
            "conflicts": [
                {
                    "kind": c.kind,
                    "about": c.about,
                    "left": {**claim_json(c.left, labels), "evidence": [evidence_json(e) for e in c.left_evidence]},
                    "right": {**claim_json(c.right, labels), "evidence": [evidence_json(e) for e in c.right_evidence]}
                    if c.right
                    else None,
                }
                for c in found
            ],
        }
    )
