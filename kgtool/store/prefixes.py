"""The prefixes that files declare for themselves."""

import re
from collections.abc import Iterable

from kgtool.store.syntax import FORMATS, ending

_HEAD = 1 << 18  # bytes of a file in which its prefixes stand
_DECLARED = {
    "turtle": re.compile(r"(?:^|\.|>)\s*@?prefix\s+([\w.-]*):\s*<([^<>\s]+)>", re.IGNORECASE | re.MULTILINE),
    "xml": re.compile(r"xmlns:([\w.-]+)\s*=\s*[\"']([^\"'\s]+)[\"']"),
}


def file_prefixes(files: Iterable[str]) -> dict[str, str]:
    """The prefixes that Turtle, TriG and RDF/XML files declare at their beginning; the first file's count."""
    found: dict[str, str] = {}
    for path in files:
        kind = ending(path)
        pattern = _DECLARED.get({".ttl": "turtle", ".trig": "turtle", ".rdf": "xml", ".owl": "xml"}.get(kind, ""))
        if kind in FORMATS and pattern:
            from kgtool.store.unpacking import plain_bytes

            try:
                with plain_bytes(path) as file:
                    head = file.read(_HEAD).decode("utf-8", "replace")
            except (OSError, EOFError):
                continue
            for prefix, namespace in pattern.findall(head):
                found.setdefault(prefix, namespace)
    return found
