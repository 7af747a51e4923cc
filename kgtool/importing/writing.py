"""Turtle as `build` writes it: one block a subject, one predicate a line, in the order given."""

import re
from collections.abc import Iterable, Sequence

from kgtool.vocabulary import PREFIXES, curie

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
# As ontology files spell them: annotation properties of OBO keep the prefix of the whole library.
_SPELT = {"IAO": "obo"}

Told = Sequence[tuple[str, Sequence[str]]]


class Document:
    """A Turtle file that grows block by block, and knows which prefixes it used."""

    def __init__(self, comment: Sequence[str]) -> None:
        self._comment = comment
        self._blocks: list[str] = []
        self._used: set[str] = set()

    def name(self, iri: str) -> str:
        """An IRI as it is written here: with its prefix where that is possible."""
        short = curie(iri)
        prefix, _, local = short.partition(":")
        if prefix in _SPELT:
            local, prefix = iri[len(PREFIXES[_SPELT[prefix]]) :], _SPELT[prefix]
        if prefix not in PREFIXES or not _LOCAL.fullmatch(local):
            return f"<{iri}>"
        self._used.add(prefix)
        return f"{prefix}:{local}"

    def use(self, *prefixes: str) -> None:
        """Declare prefixes that the blocks spell out themselves."""
        self._used.update(prefixes)

    def heading(self, text: str) -> None:
        """A comment that begins a part of the file."""
        self._blocks.append(f"\n# ---- {text} ----\n")

    def block(self, subject: str, told: Told) -> None:
        """One subject with what is told of it: (predicate, objects), all spelt already; what has no object is left."""
        lines = [
            f"{predicate} {(' , ' if predicate == 'a' else _AND).join(objects)}"
            for predicate, objects in told
            if objects
        ]
        self._blocks.append(f"{subject} " + " ;\n    ".join(lines) + " .\n")

    def bytes(self) -> bytes:
        """The file."""
        width = max((len(prefix) for prefix in self._used), default=0) + 1
        used = [f"@prefix {p + ':':{width}} <{n}> ." for p, n in PREFIXES.items() if p in self._used]
        head = [f"# {line}" if line else "#" for line in self._comment]
        return ("\n".join([*head, "", *used, ""]) + "\n" + "\n".join(self._blocks)).encode("utf-8")


_AND = " ,\n        "


def text(value: str, language: str = "@en") -> str:
    """A literal; language: "" for a plain string."""
    return '"' + "".join(_ESCAPES.get(letter, letter) for letter in value) + '"' + language


def ordered(items: Iterable[str]) -> list[str]:
    """Items in the one order that lists have."""
    return sorted(set(items))
