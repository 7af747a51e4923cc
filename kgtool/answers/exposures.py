"""What a patient takes, eats and is in, as terms of the graph."""

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from typing import NamedTuple

from kgtool import folders
from kgtool.answers.names import chosen, known
from kgtool.errors import UnknownTermError
from kgtool.logic.bearing import Asked, Exposure
from kgtool.logic.spelling import key
from kgtool.model import Term
from kgtool.reading import reader as read
from kgtool.reading.candidates import wider
from kgtool.store import Store
from kgtool.store.at_once import AtOnce


class _Row(NamedTuple):
    asked: str
    names: frozenset[str]
    also: tuple[str, ...]


def exposures(store: Store, given: Mapping[Asked, Sequence[str]]) -> list[Exposure]:
    """What stands for each of the names that some options were given.

    An exposure is the term of the name, those that `ontology/exposures.tsv` has for it (who takes a drug, follows a
    diet or is in a stage of life), and all that these are kinds of. A nutrient or process is none: it stands for its
    lack as for its excess, and who takes it has neither by that.

    Raises UnknownTermError for a name that the graph knows in no such form, or that stands for several terms.
    """
    asked = [(option, name.strip()) for option, names in given.items() for name in dict.fromkeys(names)]
    there = known(store, sorted({n for option, name in asked for n in (name, *_also(option, name))}))
    with AtOnce(store) as ask:
        found = [ask(partial(_exposure, asked=(option, name), there=there)) for option, name in asked]
    return [one.value for one in found]


def _exposure(store: Store, asked: tuple[Asked, str], there: Mapping[str, list[Term]]) -> Exposure:
    """What stands for one name of one option. there: what the store knows under it and its further names."""
    option, name = asked
    also = [term for other in _also(option, name) for term in there[other]]
    own = [] if also and not there[name] else chosen(store, [name], there)
    terms = {term.iri: term.label for term in (*own, *also)}
    with AtOnce(store) as ask:
        stand_for = {iri: ask(partial(read.widen, causes=[iri], effects=())) for iri in terms}
        over = ask(lambda store: wider(store, list(terms)))
    terms = {iri: label for iri, label in terms.items() if stand_for[iri].value[0] == [iri]}
    if not terms:
        raise UnknownTermError(
            f'"{own[0].label}" is a nutrient or a process; the graph says nothing of who takes it or has it so. '
            f'Name a state of it: kgtool search "{own[0].label}".'
        )
    label = own[0].label if own and option in ("takes", "with") else name
    kinds = sorted({kind for term in terms for kind in over.value.get(term, ())} - terms.keys())
    return Exposure(option, label, tuple(terms), tuple(kinds))


def _also(option: str, name: str) -> list[str]:
    """Further names under which the graph may speak of the same."""
    plain = key(name)
    return list(dict.fromkeys(other.replace("{}", name) for row in _rows() for other in _fits(row, option, plain)))


def _fits(row: _Row, option: str, plain: str) -> Sequence[str]:
    return row.also if row.asked == option and (plain in row.names or "*" in row.names) else ()


@cache
def _rows() -> tuple[_Row, ...]:
    return tuple(_read())


def _read() -> Iterator[_Row]:
    with open(os.path.join(folders.ONTOLOGY, "exposures.tsv"), encoding="utf-8") as file:
        for line in list(file)[1:]:
            asked, names, also = line.rstrip("\n").split("\t")
            yield _Row(
                asked,
                frozenset(n if n == "*" else key(n) for n in names.split(";")),
                tuple(other.strip() for other in also.split(";")),
            )
