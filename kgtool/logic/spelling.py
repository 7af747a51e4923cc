"""A person's words → ways to write them, and near misses among the names that there are. Pure."""

from collections.abc import Iterable


def near_misses(word: str, names: Iterable[str], most: int = 5) -> list[str]:
    """The names that `word` was probably meant to be, the nearest first.

    Names that contain every word of it come first, then those within a typing error or two, by difflib's ratio of
    matching blocks (Ratcliff and Obershelp's gestalt matching), cut at 0.6.
    """
    from difflib import get_close_matches

    folded: dict[str, str] = {}
    for name in names:
        folded.setdefault(name.casefold(), name)
    parts = word.casefold().split()
    holding = sorted((n for n in folded if parts and all(p in n for p in parts)), key=lambda n: (len(n), n))
    close = get_close_matches(word.casefold(), folded, n=most, cutoff=0.6)
    return [folded[n] for n in dict.fromkeys([*close, *holding])][:most]


def ranked_matches(text: str, names: Iterable[tuple[str, str]]) -> list[str]:
    """The IRIs of the terms with a name that holds every word of `text`, the best match first.

    names  (IRI, name) pairs; a term may have several names.

    Best is: the name is the text; begins with it; holds it as a word; holds it. Then the shorter name, then the IRI.
    """
    wanted = text.casefold().strip()
    parts = wanted.split()
    best: dict[str, tuple[int, int, str]] = {}
    for iri, name in names:
        folded = name.casefold()
        if not parts or not all(part in folded for part in parts):
            continue
        if folded == wanted:
            rank = 0
        elif folded.startswith(wanted):
            rank = 1
        elif all(any(w.startswith(part) for w in folded.split()) for part in parts):
            rank = 2
        else:
            rank = 3
        key = (rank, len(folded), iri)
        if iri not in best or key < best[iri]:
            best[iri] = key
    return sorted(best, key=best.__getitem__)


def spellings(name: str) -> list[str]:
    """The usual ways to write a name, its own first: letter case counts among names no further."""
    return list(dict.fromkeys((name, name.lower(), name[:1].upper() + name[1:], name[:1].upper() + name[1:].lower())))
