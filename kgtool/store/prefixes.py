"""The prefixes that files declare for themselves."""

import re
from collections.abc import Iterable, Iterator

from kgtool.store.syntax import ending

_HEAD = 1 << 16  # bytes of a file in which its prefixes stand
_DECLARED = re.compile(r"(?:\s|#[^\n]*\n)*@?(?:prefix\s+([\w.-]*):|base)\s*<([^<>\s]*)>\s*\.?", re.IGNORECASE)
_IN_XML = re.compile(r"xmlns:([\w.-]+)\s*=\s*[\"']([^\"'\s]+)[\"']")


def file_prefixes(files: Iterable[str]) -> dict[str, str]:
    """The prefixes that Turtle, TriG and RDF/XML files declare at their beginning; the first file's count."""
    found: dict[str, str] = {}
    for path in files:
        kind = ending(path)
        if kind in (".ttl", ".trig", ".rdf", ".owl"):
            from kgtool.store.unpacking import plain_bytes

            try:
                with plain_bytes(path) as file:
                    head = file.read(_HEAD).decode("utf-8-sig", "replace")
            except (OSError, EOFError):
                continue
            for prefix, namespace in _in_turtle(head) if kind in (".ttl", ".trig") else _IN_XML.findall(head):
                found.setdefault(prefix, namespace)
    return found


def _in_turtle(head: str) -> Iterator[tuple[str, str]]:
    at = 0
    while declared := _DECLARED.match(head, at):
        prefix, namespace = declared.groups()
        if prefix is not None and namespace:
            yield prefix, namespace
        at = declared.end()
