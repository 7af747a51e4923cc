"""Words, labels and tables for people: one set for all that is told."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from kgtool.vocabulary import curie

DISCLAIMER = "Information from the cited sources, not medical advice."


_WORDS = {
    "whenSevere": "when severe",
    "whenModerate": "when moderate",
    "whenLongTerm": "in the long term",
    "whenExcessive": "when excessive",
    "whenDeficient": "when deficient",
    "someOnly": "some only",
    "notAlone": "not alone",
    "evenWhenReplete": "even when replete",
    "whenHighDose": "in high doses",
    "whenUntreated": "when untreated",
    "inAnimals": "in animals",
    "mostOnly": "most, not all",
    "mostCommon": "the most common",
    "asSevere": "in a severe form",
    "asWidespread": "in many places",
    "asPainful": "with pain",
    "asProlonged": "for long",
    "asBenign": "in a harmless form",
    "asMoreNoticeable": "only more noticed",
    "limitIntake": "to be limited",
    "major": "of great importance",
    "minor": "of little importance",
}


class Style:
    """Colours for a terminal, or none."""

    def __init__(self, colour: bool) -> None:
        self._colour = colour

    def bold(self, text: str) -> str:
        """For headings and labels."""
        return f"\x1b[1m{text}\x1b[0m" if self._colour else text

    def faint(self, text: str) -> str:
        """For what is there but need not be read."""
        return f"\x1b[2m{text}\x1b[0m" if self._colour else text

    def sign(self, text: str, sign: str) -> str:
        """For arrows: + and − differ by their character as well."""
        return (f"\x1b[32m{text}\x1b[0m" if sign == "+" else f"\x1b[31m{text}\x1b[0m") if self._colour else text


PLAIN = Style(colour=False)


def printable(text: str) -> str:
    """The text without control characters, so that no label can steer a terminal or break a table."""
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() or c in _JOINERS else " " if c.isspace() else "\N{REPLACEMENT CHARACTER}" for c in text
    )


def words(hedge: str) -> str:
    """A hedge as a reader says it."""
    return _WORDS.get(hedge, hedge)


def counted(number: int, noun: str) -> str:
    """`1 source`, `3 sources`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def label_of(labels: Mapping[str, str], iri: str) -> str:
    """What to call an IRI: its label, else the IRI in short, fit for any terminal or page."""
    return printable(labels.get(iri) or curie(iri))


def sentence(text: str) -> str:
    """A note as a sentence of its own."""
    return text[:1].upper() + text[1:] + "."


def columns(text: str) -> int:
    """How many columns of a terminal a text takes: two for wide characters, none for marks on the one before."""
    if text.translate(_OURS).isascii():
        return len(text)
    taken = 0
    before = ""
    for c in text:
        if unicodedata.category(c) in ("Mn", "Me", "Cf") or "\u1160" <= c <= "\u11ff":
            taken += c == _AS_EMOJI and _wide(before) == 1
        elif before != _JOINERS[1] and not (c in _SKINS and before):
            taken += _wide(c)
        before = c
    return taken


_OURS = str.maketrans("", "", "─→⊣−…·–—‘’“”")  # what we write beyond ASCII ourselves, a column each
_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
_AS_EMOJI = "\N{VARIATION SELECTOR-16}"
_SKINS = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"


def _wide(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char or " ") in "WF" else 1


def padded(text: str, width: int, right: bool = False) -> str:
    """The text with spaces behind it, or to its left, that make it so many columns wide."""
    space = " " * (width - columns(text))
    return space + text if right else text + space


def table(rows: Iterable[Sequence[str]], heading: Sequence[str] = (), rule: bool = False) -> str:
    """Rows in aligned columns, two spaces apart; numbers to the right, below a rule where one is asked for."""
    cells = [[printable(cell) for cell in row] for row in ([heading, *rows] if heading else rows)]
    if not cells:
        return ""
    widths = [max(columns(row[i]) for row in cells) for i in range(len(cells[0]))]
    body = cells[1:] if heading else cells
    numbers = [bool(body) and all(row[i].replace(",", "").isdigit() for row in body) for i in range(len(widths))]
    right = [number and not rule for number in numbers]
    if rule:
        cells.insert(1, ["─" * width for width in widths])
    return "\n".join("  ".join(map(padded, row, widths, right)).rstrip() for row in cells)
