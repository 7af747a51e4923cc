"""Which term a person means by a name; and what to say where there is none."""

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from kgtool import folders
from kgtool.errors import UnknownTermError
from kgtool.logic.spelling import folded, key, near_misses, state_named
from kgtool.model import Term
from kgtool.reading import reader as read
from kgtool.store import Store
from kgtool.vocabulary import BASE, slug

Names = Sequence[tuple[str, str]]
"""Every (IRI, name) of the terms."""
_MOST_NAMED = 12
_MOST_CANDIDATES = 10


def find(store: Store, names: Sequence[str]) -> list[Term]:
    """The terms that names (labels, synonyms, CURIEs, IRIs, slugs, symbols; as people type them) stand for.

    Raises UnknownTermError when one stands for none, or for several: its text says which there are.
    """
    asked = [name.strip() for name in names]
    return chosen(store, asked, known(store, asked))


def chosen(store: Store, asked: Sequence[str], there: Mapping[str, list[Term]]) -> list[Term]:
    """The one term of each name, of what `known` found for it; raises as `find` does."""
    for name in asked:
        if not there[name]:
            raise UnknownTermError(f'no term is called "{name}". {_advice(store, name, read.names(store))}')
    return [_only(name, there[name]) for name in asked]


def names_in(given: str | Sequence[str] | None) -> list[str]:
    """Names given as one, as several, or not at all."""
    return [given] if isinstance(given, str) else list(given or ())


def iris_of(store: Store, *groups: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The IRIs of the terms that each group of names stands for, asked for together.

    Raises UnknownTermError as `find` does.
    """
    found = iter(find(store, [name for group in groups for name in group]))
    return (tuple(next(found).iri for _ in group) for group in groups)


def known(store: Store, asked: Sequence[str]) -> dict[str, list[Term]]:
    """The terms that each name may stand for; none where the graph knows no such name.

    Raises UnknownTermError for an empty name.
    """
    if not all(asked):
        raise UnknownTermError("an empty name stands for no term.")
    there = read.find(store, asked)
    left = [name for name in asked if not there.get(name)]
    every = read.names(store) if left and not read.has_notes(store) else None
    there |= {name: found for name in left if (found := _folded(store, name, every))}
    if left := [name for name in left if name not in there]:
        by_key = _by_key(read.names(store) if every is None else every)
        there |= {name: _loosely(store, name, by_key) for name in left}
    return there


def _only(name: str, found: list[Term]) -> Term:
    if len(found) == 1:
        return found[0]
    listed = "\n".join(f"  <{term.iri}> ! {term.label}" for term in found[:_MOST_CANDIDATES])
    more = f"\n  … and {len(found) - _MOST_CANDIDATES:,} more" if len(found) > _MOST_CANDIDATES else ""
    number = f"{len(found):,}" if len(found) > _MOST_CANDIDATES else "several"
    raise UnknownTermError(f'"{name}" stands for {number} terms; say which by its IRI:\n{listed}{more}')


def _folded(store: Store, name: str, every: Names | None) -> list[Term]:
    """The terms of this name, letter case aside, else accents as well. every: nothing where case was looked at."""
    from kgtool.reading.index import named_with

    wanted = folded(name)
    same = {iri for iri, text in every or () if text.casefold() == name.casefold()}
    named = named_with(store, wanted.split()) if every is None else ((iri, folded(text)) for iri, text in every)
    return read.as_terms(store, read.ours_first(same or {iri for iri, text in named if text == wanted}))


def _by_key(every: Names) -> dict[str, set[str]]:
    """The terms by what their names have in common with other spellings of them, and by their slugs."""
    found: dict[str, set[str]] = {}
    for iri, text in every:
        found.setdefault(key(text), set()).add(iri)
        found.setdefault(slug(iri).casefold(), set()).add(iri)
    return found


def _loosely(store: Store, name: str, by_key: dict[str, set[str]]) -> list[Term]:
    """The terms that a name stands for, whatever its hyphens, plural or spelling; by slug, symbol or other name."""
    if not name.isascii() or "://" in name:
        return []
    for meant in _meanings(name):
        if found := by_key.get(key(meant)) or by_key.get(meant.casefold()):
            return read.as_terms(store, read.ours_first(found))
    if state := state_named(name):
        what, lack = state
        for meant in _meanings(what):
            if bearers := by_key.get(key(meant)):
                from kgtool.reading.terms import states_of

                if found := states_of(store, bearers, lack):
                    return read.as_terms(store, found)
    return []


def _meanings(name: str) -> list[str]:
    """The name and what it is another name of, the nearest first; a symbol counts in its own letter case only."""
    others = other_names()
    found = [name]
    while (meant := others.get(found[-1]) or others.get(key(found[-1]))) and meant not in found:
        found.append(meant)
    back = [one for one, meant in others.items() if key(meant) == key(name) and len(one) > 2]
    return found + back


def other_names() -> dict[str, str]:
    """Names that people use for things → what these are mostly called: symbols, common, chemical and brand names."""
    return {name: meant for kind, names in _listed_names().items() if kind != "member" for name, meant in names.items()}


@cache
def _listed_names() -> dict[str, dict[str, str]]:
    """The listed names by their kind; a "member" is one of what stands beside it, and no other name of it."""
    found: dict[str, dict[str, str]] = {}
    with open(os.path.join(folders.ONTOLOGY, "names.tsv"), encoding="utf-8") as file:
        for name, meant, kind in (line.rstrip("\n").split("\t") for line in [*file][1:]):
            found.setdefault(kind, {})[name if len(name) < 3 else key(name)] = meant
    return found


def _advice(store: Store, name: str, every: Names) -> str:
    what = state_named(name)
    bare = what[0] if what else name
    if group := _listed_names()["member"].get(key(bare)):
        return f'The graph knows no {bare} by itself; it is one of: "{group}".'
    others = other_names()
    spoken = others.get(bare) or others.get(key(bare)) or bare
    named = _nutrients(store) if _is_nutrient(bare) else []
    unknown = bool(named)
    near = near_misses(name, (text for _, text in every))
    if near and not unknown:
        return "Did you mean " + ", ".join(f'"{one}"' for one in near) + "?"
    if unknown:
        more = f" and {len(named) - _MOST_NAMED} more" if len(named) > _MOST_NAMED else ""
        listed = ", ".join(named[:_MOST_NAMED])
        return f"The graph says nothing of {spoken}; it knows these nutrients: {listed}{more}."
    return f"The graph says nothing of {spoken}. kgtool search TEXT finds terms by a word."


def _nutrients(store: Store) -> list[str]:
    """The labels of the nutrients that the graph knows, in order."""
    from kgtool.reading.terms import nutrients

    return sorted(term.label for term in read.as_terms(store, nutrients(store)))


def _is_nutrient(name: str) -> bool:
    """Whether people would call it a nutrient: by the list of names, as a vitamin, or as what is lacking."""
    listed = _listed_names()["nutrient"]
    known = {text if len(text) < 3 else key(text) for text in (*listed, *listed.values())}
    return name in known or key(name) in known or key(name).startswith("vitamin")


def described(store: Store, name: str) -> str | None:
    """The IRI that a CURIE or IRI stands for, if the store says anything of it."""
    from kgtool.queries.catalogue import is_described
    from kgtool.reading.naming import iris_of

    return next((iri for iri in iris_of(name, store) if is_described(store, iri)), None)


def iri_by_slug(store: Store, name: str) -> str | None:
    """The IRI of a source or other thing of ours with this slug; None where nothing is said of it."""
    from kgtool.queries.catalogue import is_described

    if not name.replace("-", "").isalnum():
        return None
    return next((iri for iri in (f"{BASE}source/{name}", f"{BASE}term/{name}") if is_described(store, iri)), None)
