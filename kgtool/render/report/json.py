"""A report as JSON, for programs."""

from collections import Counter
from typing import Any

import pyoxigraph as ox

from kgtool.render.objects import to_json
from kgtool.validate.findings import Finding
from kgtool.validate.outcome import Report
from kgtool.validate.shapes import Value
from kgtool.vocabulary import curie


def report_json(report: Report, limit: int | None = None) -> str:
    """The report as one JSON object; `truncated` says what a limit left out."""
    shown = report.findings if limit is None else report.findings[:limit]
    hidden = len(report.findings) - len(shown)
    return to_json(
        {
            "schema": "kgtool/validate/1",
            "conforms": not report.findings,
            "engine": report.engine,
            "files": list(report.files),
            "triples": report.triples,
            "shapes": report.shapes,
            "counts": report.counts,
            "rules": report.rule_counts,
            "notes": list(report.notes),
            "truncated": report.truncated or (f"{hidden} more found; raise --limit to see them" if hidden else None),
            "findings": [_finding(f, report) for f in shown],
        }
    )


def _finding(f: Finding, report: Report) -> dict[str, Any]:
    rule = report.rules[f.rule]
    return {
        "severity": f.severity,
        "rule": {"name": rule.name, "iri": rule.iri, "why": rule.why},
        "message": f.message,
        "component": f.component,
        "focus": _term(f.focus, report),
        "culprit": _term(f.culprit, report),
        "path": f.path,
        "value": None if f.value is None else _term(f.value, report),
        "file": f.place.file if f.place else None,
        "line": (f.place.line or None) if f.place else None,
        "column": f.place.column or None if f.place else None,
        "further": dict(sorted(Counter(one.rule for one in f.further).items())),
        "also": [
            {**_term(node, report), "file": place.file, "line": place.line or None, "column": place.column or None}
            for node, place in f.also
        ],
    }


def _term(term: Value, report: Report) -> dict[str, Any]:
    if isinstance(term, ox.Literal):
        return {"literal": term.value, "datatype": term.datatype.value, "language": term.language}
    if isinstance(term, ox.BlankNode):
        return {"blank": term.value}
    return {"iri": term.value, "curie": curie(term.value), "label": report.labels.get(term.value)}
