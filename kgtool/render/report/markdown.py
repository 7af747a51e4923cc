"""A report as Markdown, for an issue or a pull request."""

from itertools import groupby

from kgtool.render.report.text import breach, following, summary, told
from kgtool.render.words import printable
from kgtool.validate.outcome import Report


def report_markdown(report: Report, limit: int | None = None) -> str:
    """One section a rule, with a table of places; the sum comes first."""
    blocks = ["# Validation report", *(_escaped(line) for line in summary(report, limit))]
    blocks += [f"> {_escaped(note)}" for note in report.notes]
    shown = report.findings if limit is None else report.findings[:limit]
    for (severity, name, message), group in groupby(shown, lambda f: (f.severity, f.rule, f.message)):
        rule = report.rules[name]
        blocks.append(f"## {severity.capitalize()}: {_escaped(name)}")
        blocks.append(_escaped(message))
        if rule.why:
            blocks.append(f"*Why: {_escaped(rule.why)}*")
        rows = ["| where | what | value |", "| --- | --- | --- |"]
        for finding in group:
            where = str(finding.place) if finding.place else "not in the files"
            what = told(finding.culprit, report)
            value = "; ".join(filter(None, (breach(finding, report), following(finding))))
            rows.append(f"| {_escaped(where)} | {_escaped(what)} | {_escaped(value)} |")
        blocks.append("\n".join(rows))
    return "\n\n".join(blocks) + "\n"


def _escaped(text: str) -> str:
    """The text without anything that Markdown, or the HTML in it, would take for markup."""
    text = printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join(f"\\{c}" if c in "\\`*_[]|#!~$@" else c for c in text)
