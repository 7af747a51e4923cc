"""The places of one source while claims are imported: its sections, its passages, and its text if that is there."""

from collections.abc import Iterable, Mapping

from kgtool.importing.folder import Tables
from kgtool.importing.sources import Read, Texts
from kgtool.importing.tsv import Row
from kgtool.logic.passages import Heading, NotFoundError, part_of
from kgtool.logic.spans import Block, sha256


class Places:
    """Where claims of a source stand. facts: its row of sources.tsv where it has none yet."""

    def __init__(self, tables: Tables, source: str, read: Read | None, facts: Mapping[str, str]) -> None:
        self.facts = facts
        self._read = read
        rows = tables.passages[source].rows if source in tables.passages else ()
        self._known = {f"{row.get('start')}-{row.get('end')}": dict(row.cells) for row in rows if not row.get("slug")}
        self._sections = [dict(row.cells) for row in rows if row.get("slug")]
        self._parts: list[Heading] | None = None
        self._new: dict[str, dict[str, str]] = {}

    @classmethod
    def open(cls, tables: Tables, source: str, texts: Texts | None) -> tuple["Places | None", str]:
        """The places of a source, and ""; or what is wrong with it, and how to mend that."""
        row = tables.source(source)
        if not row.line and not texts:
            known = ", ".join(sorted(tables.claims)) or "none yet"
            return None, f'no source is called "{source}" ({known}). Give its text with --texts, or add its row.'
        read = texts.read(source, row) if texts else None
        if texts and not read:
            return None, f"no text of this source is there: {row.get('file') or source + '.txt'}. Put it into --texts."
        if read and texts:
            for said, where in ((row.get("digest"), "sources.tsv"), (texts.expected(source), "manifest.tsv")):
                if said and said != read.digest:
                    return None, f"the text isn't the one that {where} cites: its SHA-256 differs. Find that one."
        facts = texts.facts(source) if read and texts and not row.line else {}
        return cls(tables, source, read, facts), ""

    def passage(self, row: Row) -> tuple[str, tuple[str, str] | None]:
        """The span `start-end` of the passage that a row names, and None; or "", the column at fault and the remedy."""
        span = row.get("passage")
        if span and (span in self._known or not self._read):
            remedy = "Give --texts, so that it is looked up, or a passage that is there."
            return span, None if span in self._known else ("passage", f"no passage {span} is known. {remedy}")
        if not self._read:
            return "", (
                "line",
                "a passage is found by line or words in its text only. Name the text's folder: --texts.",
            )
        try:
            named = (row.get("line"), row.get("words"), row.get("cell"))
            found = self._at(span) if span else self._read.text.find(*named)
        except NotFoundError as error:
            return "", (error.column, str(error))
        name = f"{found.start}-{found.end}"
        if name not in self._known and name not in self._new:
            self._new[name] = self._row(found)
        return name, None

    def _at(self, span: str) -> Block:
        assert self._read
        text = self._read.text.text
        start, _, end = span.partition("-")
        if not (start.isdigit() and end.isdigit() and int(start) < int(end) <= len(text)):
            raise NotFoundError("passage", f"{span} is no span of this text, which has {len(text):,} characters.")
        quoted = text[int(start) : int(end)]
        if "\n" in quoted or quoted != quoted.strip():
            raise NotFoundError("passage", f"{span} runs over a line's end, or begins or ends with a space. Narrow it.")
        return Block(int(start), int(end), quoted)

    def _row(self, found: Block) -> dict[str, str]:
        assert self._read
        row = {"start": str(found.start), "end": str(found.end), "digest": sha256(found.text.encode("utf-8"))}
        row["section"] = self._section(found)
        if header := self._read.text.header(found):
            row["heading"] = f"{header.start}-{header.end}"
        return row

    def _section(self, found: Block) -> str:
        """The section that holds a passage: one that is there, else the part under the text's own heading."""
        assert self._read
        held = [s for s in self._sections if int(s["start"]) <= found.start and found.end <= int(s["end"])]
        if held:
            return min(held, key=lambda section: int(section["end"]) - int(section["start"]))["slug"]
        if self._parts is None:
            self._parts = self._read.text.headings()
        part = part_of(found, self._parts)
        assert part, "every line lies under a heading, or before the first"
        taken = {section["slug"] for section in self._sections}
        slug = part.slug if part.slug not in taken else f"{part.slug}-at-{part.start}"
        self._sections.append({"slug": slug, "label": part.label, "start": str(part.start), "end": str(part.end)})
        return slug

    def rows(self, cited: Iterable[str]) -> list[dict[str, str]]:
        """The rows of the source's places once these passages are cited, and no others. Sections all stay."""
        wanted = set(cited)
        both = self._known | self._new
        return [*self._sections, *(row for span, row in both.items() if span in wanted)]
