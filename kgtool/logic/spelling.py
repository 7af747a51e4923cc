"""A person's words → ways to write them, and near misses among the names that there are. Pure."""

import re
from collections.abc import Collection, Iterable
from functools import cache


def near_misses(word: str, names: Iterable[str], most: int = 5) -> list[str]:
    """The names that `word` was probably meant to be, the nearest first.

    Those within a typing error or two come first, by difflib's ratio of matching blocks (Ratcliff and Obershelp's
    gestalt matching), cut where a word becomes another one; then those that hold every word of it as a whole word.
    """
    from difflib import get_close_matches

    folded: dict[str, str] = {}
    for name in names:
        folded.setdefault(name.casefold(), name)
    wanted = word.casefold()
    parts = set(key(word).split())
    holding = sorted((n for n in folded if parts and parts <= set(key(n).split())), key=lambda n: (len(n), n))
    letters = set(wanted)  # each that one has and the other lacks takes from the ratio
    alike = [n for n in folded if 5 * len(letters.symmetric_difference(n)) <= len(n) + len(wanted)]
    close = get_close_matches(wanted, alike, n=most, cutoff=0.8)
    return [folded[n] for n in dict.fromkeys([*close, *holding])][:most]


_APART = re.compile(r"[^\w%+]+")
_SHORT = re.compile(r"\bvit\b")
_NUMBERED = re.compile(r"\b([a-z]) (?=\d)")  # B-12, B 12
_ACCENTS = re.compile("[\u0300-\u036f]")  # of Latin, Greek and Cyrillic; other marks are letters to their readers
_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})


def folded(text: str) -> str:
    """A text whatever its letter case, accents, ligatures and white space; ß is ss."""
    return " ".join((text.casefold() if text.isascii() else text.translate(_FOLDS)).split())


class _Folds(dict[int, str]):
    """What each letter is folded to, worked out when it is first met."""

    def __missing__(self, letter: int) -> str:
        from unicodedata import normalize

        apart = normalize("NFKD", normalize("NFKD", chr(letter)).casefold())
        return self.setdefault(letter, _ACCENTS.sub("", apart).translate(_LETTERS))


_FOLDS = _Folds()


def holding(text: str, words: Collection[str]) -> list[tuple[int, str]]:
    """The number and the text of each line of a text that holds every one of some words."""
    if not all(word in text for word in words):
        return []
    lines = list(enumerate(text.split("\n")))
    for word in words:
        lines = [(number, line) for number, line in lines if word in line]
    return lines


def key(name: str) -> str:
    """What names have in common that differ in case, accents, hyphens, plural or British spelling only, in order."""
    plain = _SHORT.sub("vitamin", _APART.sub(" ", folded(name).replace("'s ", " ")))
    words = _NUMBERED.sub(r"\1", plain).split()
    return " ".join(map(_root, words))


@cache
def _root(word: str) -> str:
    return _singular(_american(word))


# British spellings, by parts of words; nutrition and medicine only.
_BRITISH = (
    (r"aemi(?=a|c)", "emi"),
    (r"^haem", "hem"),
    (r"^oed", "ed"),
    (r"^oes", "es"),
    (r"^foet", "fet"),
    (r"^paed", "ped"),
    (r"rrhoe", "rrhe"),
    (r"aesthes", "esthes"),
    (r"(?<=[a-z]{2})our(?=$|s$|ed$|ing$)", "or"),
    (r"^(fib|lit|cent|met|goit)re", r"\1er"),
    (r"^coel", "cel"),
    (r"is(?=e$|es$|ed$|ing$|ation$)", "iz"),
    (r"ys(?=e$|es$|ed$|ing$)", "yz"),
    (r"^sulph", "sulf"),
    (r"^wholem", "whole m"),
)
_ANY_BRITISH = "|".join(british for british, _ in _BRITISH)
_NO_PLURAL = re.compile(r"(ss|us|is|as|os|[^a-z]s)$")


def _american(word: str) -> str:
    if re.search(_ANY_BRITISH, word):
        for british, american in _BRITISH:
            word = re.sub(british, american, word)
    return word


def _singular(word: str) -> str:
    if len(word) < 4 or not word.endswith("s") or _NO_PLURAL.search(word):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if re.search(r"(ss|x|ch|sh|o)es$", word):
        return word[:-2]
    return word[:-1]


_LACK = (
    r"(?:low|lacking|lack of|not enough|insufficient|too little|deficiency of|deficiency in)\s+(.+)"
    r"|(.+?)\s+(?:deficiency|deficient|deficit|lack|insufficiency)"
)
_EXCESS = r"(?:high|too much|excess|excessive|elevated|excess of)\s+(.+)|(.+?)\s+(?:excess|overload|toxicity|overdose)"


def state_named(name: str) -> tuple[str, bool] | None:
    """What a name speaks of as lacking (True) or as too much (False), and which: `low Mg` is a lack of `Mg`."""
    for pattern, lack in ((_LACK, True), (_EXCESS, False)):
        if found := re.fullmatch(pattern, " ".join(name.split()), re.IGNORECASE):
            return next(part for part in found.groups() if part), lack
    return None


def ranked_matches(text: str, names: Iterable[tuple[str, str]]) -> list[str]:
    """The IRIs of the terms of some names, the best match for `text` first.

    names  (IRI, folded name) pairs of the names that hold every word of it; a term may have several.

    Best is: the name is the text; begins with it; holds it as a word; holds it. Then the shorter name, then the IRI.
    """
    wanted = folded(text)
    begun = [f" {part}" for part in wanted.split()]

    def distance(name: str) -> int:
        if name.startswith(wanted):
            return 0 if name == wanted else 1
        apart = f" {name}"
        return 2 if all(part in apart for part in begun) else 3

    found = sorted([(distance(name), len(name), iri) for iri, name in names]) if begun else []
    return list(dict.fromkeys([iri for *_, iri in found]))


def spellings(name: str) -> list[str]:
    """The usual ways to write a name, its own first: letter case counts among names no further."""
    return list(dict.fromkeys((name, name.lower(), name[:1].upper() + name[1:], name[:1].upper() + name[1:].lower())))
