"""A report as a curator reads it on a terminal."""

from itertools import groupby

import pyoxigraph as ox

from kgtool.render.words import PLAIN, Style, counted, printable
from kgtool.validate.findings import Finding
from kgtool.validate.outcome import Report
from kgtool.validate.sentences import short
from kgtool.validate.shapes import Value


def report_text(report: Report, limit: int | None = None, style: Style = PLAIN) -> str:
    """The findings, rule by rule, the worst first; then the sum.

    limit  how many findings to list; the rest is counted, and said to be.
    """
    blocks = []
    left = len(report.findings) if limit is None else limit
    for (severity, name, message), group in groupby(report.findings, lambda f: (f.severity, f.rule, f.message)):
        found = list(group)
        shown = found[:left]
        if not shown:
            break
        left -= len(shown)
        rule = report.rules[name]
        whole = total(found, report)
        count = f"{len(shown):,} of {whole:,}" if len(shown) < whole else f"{whole:,}"
        lines = [f"{severity}  {style.bold(printable(name))}  ({count})", f"  {printable(message)}"]
        if rule.why:
            lines.append(style.faint(f"  Why: {printable(rule.why)}"))
        lines += [line for finding in shown for line in _lines(finding, report, style)]
        blocks.append("\n".join(lines))
    blocks.append("\n".join(summary(report, limit)))
    return "\n\n".join(blocks) + "\n"


def _lines(finding: Finding, report: Report, style: Style) -> list[str]:
    where = str(finding.place) if finding.place else "not in the files"
    lines = [f"  {style.bold(printable(where))}"]
    lines.append(f"    {told(finding.culprit, report)}")
    if said := breach(finding, report):
        lines.append(f"    {said}")
    lines += [f"    as {told(node, report)} at {printable(str(place))}" for node, place in finding.also]
    return lines + [f"    {said}" for said in [following(finding)] if said]


def following(finding: Finding) -> str:
    """How many findings only follow from this one, and by which rules; empty where none does."""
    told_beside = {node for node, _ in finding.also}
    rules = [f.rule for f in finding.further if f.culprit not in told_beside]
    number = len(rules)
    if not number:
        return ""
    return f"{number:,} more follow{'s' * (number == 1)} from it: {', '.join(map(printable, sorted(set(rules))))}"


def breach(finding: Finding, report: Report) -> str:
    """Path and value of a finding, in one line: `nc:stance = nc:maybe`; empty where there is neither."""
    parts = []
    if finding.path:
        parts.append(printable(finding.path))
    if finding.value is not None and finding.value not in (finding.culprit, finding.focus):
        parts.append("= " + told(finding.value, report))
    return " ".join(parts)


def told(term: Value, report: Report) -> str:
    """A term, its label first: `muscle cramp (term:muscle-cramp)`."""
    label = report.labels.get(term.value) if isinstance(term, ox.NamedNode) else None
    text = short(term)
    return printable(f"{label} ({text})" if label else text)


def total(found: list[Finding], report: Report) -> int:
    """How many findings there are of this kind, kept or not."""
    if report.totals is None:
        return len(found)
    kinds = {(f.severity, f.rule, f.component) for f in found}
    of_kind = [f for f in report.findings if (f.severity, f.rule, f.component) in kinds]
    return len(found) if len({f.message for f in of_kind}) > 1 else sum(report.totals[kind] for kind in kinds)


def summary(report: Report, limit: int | None = None) -> list[str]:
    """What was found, in what, by what; and what is not shown."""
    counts = [counted(n, severity) for severity, n in report.counts.items() if n and severity != "info"]
    if report.counts["info"]:
        counts.append(f"{report.counts['info']:,} info")
    found = ", ".join(counts) or "Nothing to mend"
    lines = [
        f"{found}: {counted(len(report.files), 'file')}, {counted(report.triples, 'triple')}, "
        f"{counted(report.shapes, 'shape') + ', ' if report.graph else ''}checked by {report.engine}."
    ]
    if hidden := report.hidden(limit):
        lines.append(hidden)
    return lines
