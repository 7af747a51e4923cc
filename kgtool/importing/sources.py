"""The texts of sources, and the facts about a source that a table of claims doesn't give."""

import os
import re
from collections.abc import Mapping
from typing import NamedTuple

from kgtool.errors import InputError
from kgtool.importing.tsv import Row, read
from kgtool.logic.passages import Text
from kgtool.logic.spans import sha256

_MANIFEST = "manifest.tsv"
# The column of sources.tsv that each column of a manifest fills. Only the first word of an address or date counts.
_FIELDS = {"title": "title", "publisher": "publisher", "author": "author", "licence": "licence", "kind": "kind"}
_WORDS = {"address": "address", "date": "date"}


class Read(NamedTuple):
    """The text of a source as it was read. digest: the SHA-256 of its bytes."""

    text: Text
    digest: str


class Texts:
    """The texts in one folder, `<slug>.txt` each, and what its manifest.tsv says of them if there is one."""

    def __init__(self, folder: str) -> None:
        if not os.path.isdir(folder):
            raise InputError(f"{folder}: no such folder of texts.")
        self._folder = folder
        path = os.path.join(folder, _MANIFEST)
        self._manifest = {row.get("slug"): row for row in read(path).rows} if os.path.isfile(path) else {}
        self._read: dict[str, Read] = {}

    def read(self, slug: str, source: Row) -> Read | None:
        """The text of a source, or None where the folder has none. source: its row, if it has one.

        Raises InputError where it can't be read or isn't UTF-8.
        """
        if slug not in self._read:
            path = os.path.join(self._folder, source.get("file") or f"{slug}.txt")
            if not os.path.isfile(path):
                return None
            try:
                with open(path, "rb") as file:
                    text = file.read().decode("utf-8")
            except OSError as error:
                raise InputError(f"{path}: can't be read ({error.strerror}).") from error
            except UnicodeDecodeError as error:
                raise InputError(f"{path}: isn't UTF-8 text (byte {error.start}).") from error
            if source.get("length"):
                start = int(source.get("offset") or 0)
                text = text[start : start + int(source.get("length"))]
            self._read[slug] = Read(Text(text), sha256(text.encode("utf-8")))
        return self._read[slug]

    def facts(self, slug: str) -> Mapping[str, str]:
        """A new row of sources.tsv: what the manifest says, else a title from the text's first line."""
        found = self._read[slug]
        said = self._manifest.get(slug, Row(0, {}))
        row = {"slug": slug, "digest": found.digest}
        row |= {column: said.get(name) for name, column in _FIELDS.items() if said.get(name)}
        row |= {column: said.get(name).split()[0] for name, column in _WORDS.items() if said.get(name)}
        if not row.get("title"):
            first = next((line for line in found.text.text.splitlines() if line.strip()), slug)
            row["title"] = re.sub(r"^#+\s+", "", first.strip())
        return row

    def expected(self, slug: str) -> str:
        """The digest that the manifest gives for a text, or ""."""
        return self._manifest.get(slug, Row(0, {})).get("sha256")
