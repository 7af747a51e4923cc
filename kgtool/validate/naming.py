"""The names that queries of shapes use, and the prefixes that these declare."""

import re
from collections.abc import Iterator

from kgtool.validate.shapes import Shapes


def declared_prefixes(shapes: Shapes) -> dict[str, str]:
    """The namespaces that shapes declare, by prefix."""
    found: dict[str, str] = {}
    for node in shapes.subjects():
        for prefix in shapes.values(node, "prefix"):
            for namespace in shapes.values(node, "namespace"):
                found[prefix.value] = namespace.value
    return found


def names_in(query: str, prefixes: dict[str, str]) -> Iterator[str]:
    """The IRIs that stand in a query as prefixed names."""
    bare = re.sub(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|#[^\n]*|<[^<>\s]*>", " ", query)
    for prefix, local in re.findall(r"(?<![\w:])([^\W\d]?[\w-]*):([\w-]+)", bare):
        if prefix in prefixes:
            yield prefixes[prefix] + local
