"""A SPARQL text that a user brings → nothing, or the reason why it isn't run.

pyoxigraph has no switch for SERVICE, and no two parsers read every text alike: where a string ends, or whether `<`
opens an IRI, depends on what the rest of the text lets the grammar do. So the text isn't parsed here. It is scanned in
*every* way in which a parser could cut it into comments, strings, IRIs and code, and it is refused when, in one of
them, the word stands in the code with something after it that the clause would need. A name counts as code, because a
name that makes no valid IRI is cut in two by some parsers, and its second half may be the word.
"""

import re
from collections.abc import Iterator

from kgtool.errors import RefusedError

# Where a scan of code has to stop and look: the word itself, and whatever may hide or show it.
_STOP = (
    r"(?P<word>{word})|(?P<dead>//)|(?P<variable>[?$][A-Za-z0-9_À-ÖØ-öø-ʯ]+)|(?P<escape>\\.)"
    r"|(?P<comment>\#)|(?P<quote>['\"])|(?P<angle><)"
)
_IRI = re.compile(r"<[^\x00-\x20<>\"{}|^`]*>")
_SHORT = {q: re.compile(rf"{q}(?:[^{q}\\]|\\.)*{q}", re.DOTALL) for q in "'\""}
_LONG = {q: re.compile(rf"{q * 3}(?:{q}{{0,2}}(?:[^{q}\\]|\\.))*{q * 3}", re.DOTALL) for q in "'\""}
_PLAIN_ESCAPES = re.compile(r"(?:[^\\]|\\[tbnrf\"'\\])*", re.DOTALL)
_UNICODE_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")

# What a SERVICE clause has between its word and its brace: SILENT perhaps, then one variable, IRI or prefixed name.
_TARGET = re.compile(r"\s*(?:silent)?\s*(?:<[^<>]*>|[?$]\S+|\S*:\S*)\s*", re.IGNORECASE)
_SOURCE = re.compile(r"\s*(?:#|named\b|<|[^\s{}()]*:)", re.IGNORECASE)

_PROLOGUE = re.compile(
    r"(?:\s|\#[^\n]*(?:\n|$)|base\s*<[^<>]*>|prefix\s*[^\s:]*:\s*<[^<>]*>)*", re.IGNORECASE | re.DOTALL
)
_UPDATE = re.compile(r"(?:insert|delete|load|clear|create|drop|copy|move|add|with)(?![\w:])", re.IGNORECASE | re.ASCII)


def refuse_unsafe(text: str, *, refuse_from: bool = False) -> None:
    """Return when no reading of a query could open a connection or change data.

    refuse_from  refuse FROM and FROM NAMED too, for engines that would go and fetch the graph. For Oxigraph they only
                 name graphs of the store.

    Raises RefusedError with the reason and the place. A text that merely holds the word (in a string, a comment,
    an IRI, a variable, a name) passes wherever it can be shown that no clause begins there.
    """
    readings = [text]
    if "\\" in text and (decoded := _decoded(text)) != text:
        readings.append(decoded)  # some parsers decode \u0053 before they look at anything else
    for reading in readings:
        if _UPDATE.match(reading, _PROLOGUE.match(reading).end()):  # type: ignore[union-attr]
            raise RefusedError(
                "this is a SPARQL update, and kgtool only reads. Write a SELECT, ASK, CONSTRUCT or DESCRIBE."
            )
        for place in _in_code(reading, "service"):
            if _begins_service(reading, place + len("service")):
                raise RefusedError(
                    f"{_where(reading, place)}: the query may hold a SERVICE clause, which would open a connection. "
                    "Leave the clause out, or ask that endpoint itself with -i URL."
                )
        if refuse_from:
            for place in _in_code(reading, "from"):
                if not re.match(r"[\w:.\-]", reading[place - 1 : place]) and _SOURCE.match(reading, place + 4):
                    raise RefusedError(f"{_where(reading, place)}: FROM would fetch a graph. Leave it out.")


def _decoded(text: str) -> str:
    def character(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        return chr(code) if code <= 0x10FFFF else match[0]

    return _UNICODE_ESCAPE.sub(character, text)


def _where(text: str, place: int) -> str:
    return f"line {text.count(chr(10), 0, place) + 1}, column {place - text.rfind(chr(10), 0, place)}"


def _begins_service(text: str, end: int) -> bool:
    """Whether what follows the word could be the rest of a clause: a target, and an opening brace."""
    brace = text.find("{", end)
    if brace < 0:
        return False
    between = text[end:brace]
    return "#" in between or _TARGET.fullmatch(between) is not None


def _in_code(text: str, word: str) -> Iterator[int]:
    """The places where `word`, in whatever letter case, stands in the code in some reading of the text.

    Readings that come to stand at the same place are the same from there on, so each place is looked at once and the
    time is linear in the text but for its long strings.
    """
    # Upper-casing these letters gives S and I, which is enough for some parsers.
    spelt = word.replace("s", "[sſ]").replace("i", "[iıİ]")
    if not re.search(spelt, text, re.IGNORECASE):
        return
    stops = re.compile(_STOP.format(word=spelt), re.IGNORECASE | re.DOTALL | re.VERBOSE)
    starts, seen = [0], set()
    while starts:
        place: int | None = starts.pop()
        while place is not None and (stop := stops.search(text, place)) and stop.start() not in seen:
            at = stop.start()
            seen.add(at)
            place = stop.end()
            if stop["word"]:
                yield at
            elif stop["dead"]:  # no grammar has two slashes in its code: this reading isn't one
                place = None
            elif stop["comment"]:
                place = _after(text, "\n", at)
                if (early := _after(text, "\r", at)) is not None and (place is None or early < place):
                    starts.append(early)  # for some parsers a comment ends here
            elif stop["quote"]:
                ends = _ends_of_string(text, at)
                place = ends.pop() if ends else None
                starts.extend(ends)
            elif stop["angle"] and (iri := _IRI.match(text, at)):
                starts.append(iri.end())  # an IRI, or else the operator: both are followed


def _after(text: str, character: str, place: int) -> int | None:
    found = text.find(character, place)
    return None if found < 0 else found + 1


def _ends_of_string(text: str, place: int) -> list[int]:
    """Where a string that opens at `place` may end: a long one whose escapes are in doubt may be two short ones."""
    quote = text[place]
    long, short = _LONG[quote].match(text, place), _SHORT[quote].match(text, place)
    if long and _PLAIN_ESCAPES.fullmatch(text, place, long.end()):
        return [long.end()]
    return [match.end() for match in (long, short) if match]
