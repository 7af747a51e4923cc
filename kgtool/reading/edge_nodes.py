"""Edges of foreign graphs that are nodes, or restrictions of OWL: how many of which form, and which have no sign."""

from collections import Counter
from collections.abc import Callable, Collection
from typing import NamedTuple

import pyoxigraph as ox

from kgtool.errors import InputError, LimitError
from kgtool.logic.edges import edges_of
from kgtool.logic.words import Words, plain, read_words
from kgtool.model import Sign
from kgtool.reading.rows import Row, as_number, rows, triples, values
from kgtool.store import Store
from kgtool.store.at_once import Answered, AtOnce
from kgtool.store.edge_forms import FRAMES, begins, counting, name_of_form
from kgtool.store.inputs import form_files
from kgtool.store.signs import SAID, Signs, signs_in

SignOf = Callable[[str], "Sign | None"]


class EdgeNodes(NamedTuple):
    """Edges in other forms than plain triples.

    of_form   how many there are of each form.
    unsigned  of those that no triple stands beside: how many have no sign, by predicate and form.
    signed    the predicates of those that have a sign.
    blank     how many of these have an end without a name.
    """

    of_form: Counter[str]
    unsigned: Counter[tuple[str, str]]
    signed: set[str]
    blank: int


NONE = EdgeNodes(Counter(), Counter(), set(), 0)


def signs_said(store: Store) -> Signs:
    """The predicates that are signed by what a store says, whichever way they lead."""
    answer = store.query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {triples('', 'p', SAID)} }}")
    assert isinstance(answer, ox.QueryTriples)
    return signs_in(ox.Quad(*triple) for triple in answer)


def edge_nodes(store: Store, sign_of: SignOf, among: str = "") -> EdgeNodes:
    """The edges of a store in all forms but plain triples.

    sign_of  the sign of a predicate, by any name of it; among: a VALUES block for ?subject or ?object, or nothing.
    """
    found, words = EdgeNodes(Counter(), Counter(), set(), 0), read_words()
    for path in form_files():
        form = name_of_form(path)
        sparql, names = counting(path, among)
        for number, stands, blank, *said in rows(store, sparql):
            edges = as_number(number)
            found.of_form[form] += edges
            row = {name: text for name, text in zip(names, said, strict=True) if text is not None}
            predicate = row.get("predicate", "")
            if _has_sign(row, words, sign_of):
                found.signed.add(predicate)
                found = found._replace(blank=found.blank + (edges if blank == "true" else 0))
            elif stands != "true" and may_lack_sign(predicate, words):
                found.unsigned[predicate, form] += edges
    return found


def untraced(store: Store, among: str = "") -> dict[str, int]:
    """How many edges of each form a store far away holds that no triple stands beside, so that no trace finds them.

    among  as for `edge_nodes`. 0 stands for some, where the endpoint doesn't count them.
    """

    def any_of(path: str) -> Answered[list[Row]]:
        return ask(lambda store: list(rows(store, f"SELECT (1 AS ?n) WHERE {{ {begins(path)} }} LIMIT 1")))

    with AtOnce(store) as ask:
        there = {path: any_of(path) for path in form_files()}
    found: dict[str, int] = {}
    for path in (path for path, one in there.items() if one.value):
        try:
            told = [as_number(n) for n, stands, *_ in rows(store, counting(path, among)[0]) if stands != "true"]
        except (InputError, LimitError):
            told = [0]
        if told and not (among and told == [0]):
            found[name_of_form(path)] = sum(told)
    return found


def untraced_at(store: Store, causes: Collection[str], effects: Collection[str]) -> set[str]:
    """The forms of the edges from the causes, or to the effects, that no trace of a store far away finds."""
    ends = [values(end, sorted(iris)) for end, iris in (("subject", causes), ("object", effects)) if iris]
    return {form for among in ends for form in untraced(store, among)}


def _has_sign(row: dict[str, str], words: Words, sign_of: SignOf) -> bool:
    try:
        return all(edge.sign for edge in edges_of({**row, "subject": "s", "object": "o"}, words, sign_of))
    except ValueError:
        return False


def may_lack_sign(predicate: str, words: Words | None = None) -> bool:
    """Whether a predicate without a sign is worth a word: it is no part of what describes graphs.

    words  the words of which some leave the sign open, for the predicates of edges that are nodes.
    """
    if words and plain(predicate) in words.open_predicates:
        return True
    return bool(predicate) and not predicate.startswith(FRAMES) and ":inverse:" not in predicate
