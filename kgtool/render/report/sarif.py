"""A report as SARIF 2.1.0, which code hosts show beside the lines of a pull request."""

from typing import Any
from urllib.parse import quote

from kgtool.render.objects import to_json
from kgtool.render.report.text import breach, following, told
from kgtool.validate.findings import Finding
from kgtool.validate.outcome import Report
from kgtool.version import __version__

_LEVELS = {"violation": "error", "warning": "warning", "info": "note"}


def report_sarif(report: Report, limit: int | None = None) -> str:
    """One SARIF run with one rule for each shape that was breached."""
    shown = report.findings if limit is None else report.findings[:limit]
    names = sorted(report.rules)
    notes = [*report.notes]
    if hidden := report.hidden(limit):
        notes.append(hidden)
    run = {
        "tool": {
            "driver": {
                "name": "kgtool",
                "semanticVersion": __version__,
                "properties": {"engine": report.engine},
                "rules": [_rule(report, name) for name in names],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [{"level": "note", "message": {"text": note}} for note in notes],
            }
        ],
        "results": [_result(finding, report, names) for finding in shown],
    }
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return to_json(log)


def _rule(report: Report, name: str) -> dict[str, Any]:
    rule = report.rules[name]
    return {
        "id": name,
        "shortDescription": {"text": rule.message},
        "fullDescription": {"text": rule.why or rule.message},
        "help": {"text": rule.message},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"shape": rule.iri} if rule.iri else {},
    }


def _result(finding: Finding, report: Report, names: list[str]) -> dict[str, Any]:
    said = breach(finding, report)
    about = told(finding.culprit, report) + (f", {said}" if said else "")
    more = following(finding)
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": names.index(finding.rule),
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{about}: {finding.message}" + (f" {more}." if more else "")},
    }
    if finding.place:
        uri = quote(finding.place.file.replace("\\", "/"))
        if finding.place.file.startswith("/"):
            uri = f"file://{uri}"
        where: dict[str, Any] = {"artifactLocation": {"uri": uri}}
        if finding.place.line:
            where["region"] = {"startLine": finding.place.line}
        result["locations"] = [{"physicalLocation": where}]
    return result
