"""Text that fits a window: wrapped lines, and labels with notes beside them."""

from collections.abc import Iterable, Sequence

from kgtool.render.words import Style, columns, padded, printable, table

WIDE = 100
"""Columns where nobody says how wide the window is."""
_NARROWEST = 24  # a note beside a label gets at least so many columns, or goes below it


def wrapped(text: str, width: int = WIDE, indent: str = "", further: str | None = None) -> str:
    """A text in lines of at most `width` columns, broken between words only.

    indent, further  what stands before the first line, and before the others.
    """
    return "\n".join(broken(text, width, indent, indent if further is None else further))


def broken(text: str, width: int, indent: str = "", further: str = "") -> list[str]:
    """The lines of a text: none is wider than `width`, but for a word that is; indented as `wrapped` has it."""
    lines: list[str] = []
    line = indent
    empty = True
    for word in text.split():
        if not empty and columns(line) + 1 + columns(word) > width:
            lines.append(line)
            line, empty = further, True
        line += word if empty else f" {word}"
        empty = False
    return [*lines, line] if not empty or not lines else lines


def beside(rows: Sequence[tuple[str, str]], width: int = WIDE, gap: int = 2) -> list[list[tuple[str, str]]]:
    """For each label with its note, the lines that tell them, each in its two parts.

    rows  labels, indented as they are to stand, and notes.

    The notes stand in a column where that leaves room for them, else below their labels.
    """
    longest = max((columns(label) for label, note in rows if note), default=0)
    room = width - longest - gap
    told: list[list[tuple[str, str]]] = []
    for label, note in rows:
        if not note:
            told.append([(label, "")])
        elif room >= _NARROWEST:
            first, *others = broken(note, room)
            told.append([(padded(label, longest + gap), first), *((" " * (longest + gap), line) for line in others)])
        else:
            below = " " * (len(label) - len(label.lstrip()) + 4)
            told.append([(label, ""), *((below, line) for line in broken(note, width - len(below)))])
    return told


def fitted(rows: Sequence[Sequence[str]], heading: Sequence[str], width: int = WIDE) -> str:
    """Rows in aligned columns; the last column is broken to fit, or stands below the others if they leave no room."""
    lines = table([cells[:-1] for cells in rows], heading[:-1]).split("\n")
    last = [heading[-1], *(printable(cells[-1]) for cells in rows)]
    longest = max(map(columns, lines))
    told = beside([(padded(line, longest), note) for line, note in zip(lines, last, strict=True)], width)
    return "\n".join((left + note).rstrip() for parts in told for left, note in parts)


def narrowed(rows: Sequence[Sequence[str]], heading: Sequence[str], width: int = WIDE) -> str:
    """Rows in aligned columns; what is too long in the first column, as an IRI may be, goes without its middle."""
    if not rows:
        return ""
    others = table([cells[1:] for cells in rows], heading[1:]).split("\n")
    room = max(width - 2 - max(map(columns, others)), _NARROWEST)
    return table([(_abridged(printable(first), room), *rest) for first, *rest in rows], heading)


def _abridged(text: str, most: int) -> str:
    """The text in at most so many columns, with … for its middle; of an IRI the end says more than the beginning."""
    kept = most - 1
    while columns(text) > most:
        text, kept = f"{text[: kept // 3]}…{text[kept // 3 - kept :]}", kept - 1
    return text


def listed(names: Iterable[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    *first, end = names
    return f"{', '.join(first)} {last} {end}" if first else end


def row(left: str, note: str, mark: str, style: Style, sign: str) -> str:
    """A line of a label and its note, the first mark in it coloured by its sign."""
    coloured = left.replace(mark, style.sign(mark, sign), 1) if mark else left
    return (coloured + style.faint(note) if note else coloured).rstrip()
