"""Finds the passage of a text that an author names by line, by cell or by some of its words. Pure.

Positions count Unicode code points of the text, from 0, the end exclusive. A passage lies within one line.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from kgtool.logic.spans import Block

_WIDE = 400  # a table row longer than this is cited by its cell
_RUN = 4  # so many words in a row say enough: where two sentences hold them, the first is taken
_GAP = re.compile(r"\s*(?:…|\.\.\.)\s*")
# Where a sentence ends: a full stop and the like, closing marks, a space, and something that begins one.
_STOP = re.compile(r"(?<=[.!?])(?:[\"'”’)\]]|\[[^\]]{1,12}\])*\s+(?=[\"'“‘(\[]?[A-Z0-9])")
_SHORT = re.compile(r"(?:\b(?:e\.g|i\.e|cf|vs|etc|Fig|Figs|Dr|Mr|Mrs|No|ca|al|approx|St|U\.S|spp|sp)|\b[A-Z])\.$")
_ALIKE = {"'": "['‘’]", "’": "['‘’]", "‘": "['‘’]", '"': '["“”]', "“": '["“”]', "”": '["“”]'}
_ALIKE |= dict.fromkeys("-–—‑", "[-–—‑]")


class NotFoundError(ValueError):
    """No passage, or more than one, is what was named. column: which of line, cell and words is to be mended."""

    def __init__(self, column: str, what: str) -> None:
        super().__init__(what)
        self.column = column


class Heading(NamedTuple):
    """A part of a text, from its heading line to the next one. slug and label are its own within the text."""

    slug: str
    label: str
    start: int
    end: int


class Text:
    """A text with its lines, ready to be searched many times."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._lines: list[Block] = []
        start = 0
        for line in text.split("\n"):
            inner = line.strip()
            begin = start + (line.index(inner) if inner else 0)
            self._lines.append(Block(begin, begin + len(inner), inner))
            start += len(line) + 1
        self._starts = [line.start for line in self._lines]

    def find(self, line: str = "", words: str = "", cell: str = "") -> Block:
        """The passage that is named: a line, a cell of it, or the sentences of it that hold the words.

        line   its number, from 1; "" to search the whole text for the words.
        cell   its number in a table row, from 1.
        words  as they stand there, letter case and width of spaces aside; `first … last` for a run over more.

        Raises NotFoundError.
        """
        if line:
            found = self._line(line)
        elif words:
            found = self._only(words)
        else:
            raise NotFoundError("line", "no passage is named. Give its line, or some words of it.")
        if cell:
            return self._cell(found, cell)
        if not words:
            return found
        spans = self._spans(found, words)
        if not spans:
            near = self._elsewhere(words)
            hint = f" They stand in line {near}." if near else " Give them as they stand there."
            raise NotFoundError("words", f'line {line} doesn\'t hold "{words}".{hint}')
        if _is_row(found):
            return found if len(found.text) <= _WIDE else self._cell_at(found, *spans[0])
        around = sorted({self._sentences(found, *span) for span in spans})
        if len({sentence.text for sentence in around}) > 1 and len(words.split()) < _RUN:
            raise NotFoundError("words", f'{len(around)} sentences of the line hold "{words}". Give more of them.')
        return around[0]

    def header(self, passage: Block) -> Block | None:
        """The header row of the table that a passage stands in; None where it is none, or the header itself."""
        number = bisect_right(self._starts, passage.start) - 1
        if not _is_row(self._lines[number]):
            return None
        first = number
        while first and _is_row(self._lines[first - 1]):
            first -= 1
        return self._lines[first] if first < number else None

    def headings(self) -> list[Heading]:
        """The parts of the text by its `#` lines; one for what stands before them, or for all where there is none."""
        marks = [line for line in self._lines if re.match(r"#{1,6}\s+\S", line.text)]
        named = [(line.start, re.sub(r"^#+\s+|\s+#+$", "", line.text)) for line in marks]
        inside = [line for line in self._lines if line.text]
        if not inside:
            return []
        if not named or inside[0].start < named[0][0]:
            named.insert(0, (inside[0].start, "Opening" if named else "The whole text"))
        ends = [start for start, _ in named[1:]] + [len(self.text)]
        slugs: dict[str, int] = {}
        labels: dict[str, int] = {}
        result = []
        for (start, label), end in zip(named, ends, strict=True):
            short = re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")[:60].strip("-") or "part"
            inner = self.text[start:end].rstrip()
            result.append(Heading(_own(short, slugs, "-"), _own(label, labels, " "), start, start + len(inner)))
        return result

    def _line(self, line: str) -> Block:
        if not re.fullmatch("[0-9]{1,9}", line) or not 1 <= int(line) <= len(self._lines):
            raise NotFoundError("line", f"{line} is no line of this text, which has {len(self._lines):,}.")
        found = self._lines[int(line) - 1]
        if not found.text:
            raise NotFoundError("line", f"line {line} is empty.")
        return found

    def _only(self, words: str) -> Block:
        held = [line for line in self._lines if line.text and self._spans(line, words)]
        if len(held) != 1:
            what = f"{len(held)} lines hold" if held else "no line holds"
            remedy = "Give more of them, or the line." if held else "Give them as they stand there."
            raise NotFoundError("words", f'{what} "{words}". {remedy}')
        return held[0]

    def _elsewhere(self, words: str) -> int:
        return next((n for n, line in enumerate(self._lines, 1) if line.text and self._spans(line, words)), 0)

    def _spans(self, line: Block, words: str) -> list[tuple[int, int]]:
        """Where the words stand in a line, as offsets within it."""
        parts = [_pattern(part) for part in _GAP.split(words) if part.strip()]
        if not parts:
            return []
        spans = []
        for found in parts[0].finditer(line.text):
            end = found.end()
            for part in parts[1:]:
                later = part.search(line.text, end)
                if not later:
                    break
                end = later.end()
            else:
                spans.append((found.start(), end))
        return spans[:1] if len(parts) > 1 else spans

    def _sentences(self, line: Block, start: int, end: int) -> Block:
        bounds = [0]
        for stop in _STOP.finditer(line.text):
            if not _SHORT.search(line.text[: stop.start()]):
                bounds.append(stop.end())
        bounds.append(len(line.text))
        first = max(bound for bound in bounds[:-1] if bound <= start)
        last = min(bound for bound in bounds[1:] if bound >= end)
        return self._within(line, first, last)

    def _cell(self, line: Block, cell: str) -> Block:
        spans = list(_cells(line.text))
        if not _is_row(line):
            raise NotFoundError("cell", "the line is no table row (… | …), so it has no cells.")
        if not re.fullmatch("[0-9]{1,4}", cell) or not 1 <= int(cell) <= len(spans):
            raise NotFoundError("cell", f"{cell} is no cell of this row, which has {len(spans)}.")
        found = self._within(line, *spans[int(cell) - 1])
        if not found.text:
            raise NotFoundError("cell", f"cell {cell} of this row is empty.")
        return found

    def _cell_at(self, line: Block, start: int, end: int) -> Block:
        held = [(a, b) for a, b in _cells(line.text) if a <= start and end <= b]
        return self._within(line, *held[0]) if held else line

    def _within(self, line: Block, start: int, end: int) -> Block:
        inner = line.text[start:end].strip()
        begin = line.start + start + (line.text[start:end].index(inner) if inner else 0)
        return Block(begin, begin + len(inner), inner)


def _pattern(words: str) -> re.Pattern[str]:
    alike = ["".join(_ALIKE.get(letter, re.escape(letter)) for letter in word) for word in words.split()]
    return re.compile(r"\s+".join(alike), re.IGNORECASE)


def _is_row(line: Block) -> bool:
    return line.text.startswith("|") or " | " in line.text


def _cells(row: str) -> Iterator[tuple[int, int]]:
    """The spans between the bars of a table row, which may begin and end with one."""
    bars = [found.start() for found in re.finditer(r"(?<!\\)\|", row)]
    starts = [bar + 1 for bar in bars if row[bar + 1 :].strip()]
    ends = [bar for bar in bars if row[:bar].strip()]
    yield from zip(
        starts if row.startswith("|") else [0, *starts], ends if row.endswith("|") else [*ends, len(row)], strict=True
    )


def _own(name: str, used: dict[str, int], between: str) -> str:
    used[name] = used.get(name, 0) + 1
    return name if used[name] == 1 else f"{name}{between}{used[name]}" if between == "-" else f"{name} ({used[name]})"


def part_of(passage: Block, parts: Iterable[Heading]) -> Heading | None:
    """The smallest of the parts that holds the passage."""
    held: Sequence[Heading] = [p for p in parts if p.start <= passage.start and passage.end <= p.end]
    return min(held, key=lambda part: part.end - part.start, default=None)
