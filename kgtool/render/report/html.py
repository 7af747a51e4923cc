"""A report as one self-contained page: no script, nothing fetched, everything from the graph escaped."""

from html import escape
from itertools import groupby

from kgtool.render.report.text import breach, following, summary, told
from kgtool.render.words import printable
from kgtool.validate.findings import Finding
from kgtool.validate.outcome import Report

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Validation report</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }}
h2 {{ margin-top: 2.5rem; font-size: 1.15rem; }}
.violation, .warning, .info {{ font-size: .8rem; padding: .15rem .5rem; border-radius: .5rem; color: #fff; }}
.violation {{ background: #a31621; }} .warning {{ background: #8a5a00; }} .info {{ background: #2b5c8a; }}
.why {{ opacity: .75; }}
table {{ border-collapse: collapse; width: 100%; }}
th, td {{ text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; }}
th, td {{ border-bottom: 1px solid #8884; overflow-wrap: anywhere; }}
code {{ font-size: .9em; }}
</style>
</head>
<body>
<h1>Validation report</h1>
{body}
</body>
</html>
"""

_TABLE = """<table>
<thead><tr><th scope="col">Where</th><th scope="col">What</th><th scope="col">Value</th></tr></thead>
<tbody>"""


def report_html(report: Report, limit: int | None = None) -> str:
    """One section a rule, with a table of places; the sum comes first."""
    parts = [f"<p>{_text(line)}</p>" for line in (*summary(report, limit), *report.notes)]
    shown = report.findings if limit is None else report.findings[:limit]
    for (severity, name, message), group in groupby(shown, lambda f: (f.severity, f.rule, f.message)):
        found = list(group)
        rule = report.rules[name]
        parts.append(f'<section>\n<h2><span class="{severity}">{severity}</span> {_text(name)} ({len(found)})</h2>')
        parts.append(f"<p>{_text(message)}</p>")
        if rule.why:
            parts.append(f'<p class="why">Why: {_text(rule.why)}</p>')
        parts.append(_TABLE)
        parts += [_row(finding, report) for finding in found]
        parts.append("</tbody>\n</table>\n</section>")
    return _PAGE.format(body="\n".join(parts))


def _row(finding: Finding, report: Report) -> str:
    where = str(finding.place) if finding.place else "not in the files"
    cells = (f"<code>{_text(where)}</code>", _text(told(finding.culprit, report)), _text(_what(finding, report)))
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _what(finding: Finding, report: Report) -> str:
    return "; ".join(filter(None, (breach(finding, report), following(finding))))


def _text(text: str) -> str:
    return escape(printable(text))
