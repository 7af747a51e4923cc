"""The formats that a report can be told in, and which one a file's ending stands for."""

from typing import Literal

from kgtool.render.words import PLAIN, Style
from kgtool.validate.outcome import Report

Format = Literal["text", "json", "md", "sarif", "ttl", "html"]
FORMATS: tuple[Format, ...] = ("text", "json", "md", "sarif", "ttl", "html")
ENDINGS: dict[str, str] = {
    ".txt": "text",
    ".json": "json",
    ".md": "md",
    ".sarif": "sarif",
    ".ttl": "ttl",
    ".html": "html",
}


def tell(report: Report, format: Format, limit: int | None = None, style: Style = PLAIN) -> str:  # noqa: A002
    """The report in one format; `limit` is the number of findings to list, and what it leaves out is said.

    The Turtle report is the answer of a SHACL processor, so it is always whole.
    """
    if format == "json":
        from kgtool.render.report.json import report_json

        return report_json(report, limit)
    if format == "md":
        from kgtool.render.report.markdown import report_markdown

        return report_markdown(report, limit)
    if format == "sarif":
        from kgtool.render.report.sarif import report_sarif

        return report_sarif(report, limit)
    if format == "ttl":
        from kgtool.render.report.turtle import report_turtle

        return report_turtle(report)
    if format == "html":
        from kgtool.render.report.html import report_html

        return report_html(report, limit)
    from kgtool.render.report.text import report_text

    return report_text(report, limit, style)
