"""Which predicates of foreign graphs are steps: what files of signs say, in whichever way they say it.

A predicate has a sign when it stands below a step, however far, or has `nc:sign` itself. One that points from effect to
cause is signed through `owl:inverseOf`: a named inverse that is signed, or `[ owl:inverseOf P ]`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, cast

import pyoxigraph as ox

from kgtool.errors import InputError
from kgtool.model import Sign
from kgtool.store.files import quads
from kgtool.vocabulary import LABEL, NC, OWL, RDFS, STEPS, slug

_BELOW, _SIGN, _RULE, _INVERSE = RDFS + "subPropertyOf", NC + "sign", NC + "rule", OWL + "inverseOf"
_PROJECTS, _CHAIN = NC + "projectsTo", OWL + "propertyChainAxiom"
_READ = (_BELOW, _SIGN, _RULE, _INVERSE, _PROJECTS, _CHAIN)
_STEP: Mapping[Sign, str] = {sign: step for step, sign in STEPS.items()}


class Signs(NamedTuple):
    """The signed predicates of foreign graphs.

    forward   predicate → sign.
    backward  predicate that points from effect to cause → its sign, and the predicate for the way back.
    rules     property that a chain gives → the sign of the step that it stands below.
    below     those of all that stand below a step already; told: those that have `nc:sign` already.
    """

    forward: dict[str, Sign]
    backward: dict[str, tuple[Sign, str]]
    rules: dict[str, Sign]
    below: frozenset[str]
    told: frozenset[str]

    @property
    def both_ways(self) -> dict[str, Sign]:
        """The signs of the predicates for either way."""
        return {**self.forward, **{predicate: sign for predicate, (sign, _) in self.backward.items()}}


def read_signs(files: Sequence[str]) -> Signs:
    """The predicates that files of signs put below a step, however far below, with their signs.

    Raises InputError for what can't be read, and for a predicate that is said to have both signs.
    """
    return signs_in(quad for path in files for quad in quads(path))


def refuse_signless(path: str) -> None:
    """Return when a file of signs says some sign.

    Raises InputError.
    """
    found = signs_in(quads(path), rules=True)
    if not (found.forward or found.backward):
        raise InputError(
            f"{path}: gives no predicate a sign. Put one below nc:stepPromotes or nc:stepInhibits by "
            'rdfs:subPropertyOf, or give it nc:sign "+" or "-".'
        )


def signs_in(statements: Iterable[ox.Quad], rules: bool = False) -> Signs:
    """The signed predicates that statements give; those of claims and rules don't count.

    rules  count rules too.

    Raises InputError for a predicate that is said to have both signs.
    """
    wider: dict[str, list[str]] = {}
    said: dict[str, set[str]] = {}
    inverses: list[tuple[str, str]] = []
    others: set[str] = set()
    for quad in statements:
        predicate, subject, object_ = quad.predicate.value, _name(quad.subject), _name(quad.object)
        if predicate == _BELOW:
            wider.setdefault(object_, []).append(subject)
        elif predicate == _SIGN:
            said.setdefault(subject, set()).add(getattr(quad.object, "value", ""))
        elif predicate == _INVERSE:
            inverses.append((subject, object_))
        elif predicate == _PROJECTS:
            others |= {subject, object_}
        elif predicate in (_RULE, _CHAIN) and not rules:
            others.add(subject)
    signs, below = _below(wider)
    for predicate, told in said.items():
        for sign in told & {"+", "-"}:
            if signs.setdefault(predicate, cast("Sign", sign)) != sign and predicate not in others:
                raise InputError(
                    f'{predicate} has nc:sign "{sign}" and stands below nc:{slug(_STEP[signs[predicate]])}, '
                    "which says the other. Mend the file of signs."
                )
    ruled = {p: sign for p, sign in signs.items() if p in others and not p.startswith((NC, "_:"))}
    signs = {p: sign for p, sign in signs.items() if p not in others and not p.startswith(NC)}
    backward: dict[str, tuple[Sign, str]] = {}
    for one, other in inverses:
        for there, back in ((one, other), (other, one)):
            if there in signs and not back.startswith("_:") and back not in signs:
                forward = f"urn:kgtool:inverse:{back}" if there.startswith("_:") else there
                backward[back] = (signs[there], forward)
    named = {p: sign for p, sign in signs.items() if not p.startswith("_:")}
    return Signs(named, backward, ruled, frozenset(below), frozenset(said))


def signs_of(said: Mapping[str, Sequence[ox.Quad]]) -> dict[str, Sign]:
    """The signed predicates that quads give, which are sorted by their own predicates.

    Raises InputError as `signs_in` does.
    """
    return signs_in(quad for predicate in _READ for quad in said.get(predicate, ())).forward


def _below(wider: Mapping[str, Sequence[str]]) -> tuple[dict[str, Sign], set[str]]:
    signs: dict[str, Sign] = {}
    for step, sign in STEPS.items():
        front = [step]
        while front:
            new = [sub for wide in front for sub in wider.get(wide, ()) if sub not in signs and sub not in STEPS]
            signs |= dict.fromkeys(new, sign)
            front = new
    return signs, set(signs)


def sign_quads(store: ox.Store) -> list[ox.Quad]:
    """What a store lacks so that every signed predicate is a step: super-properties, signs, and edges turned round.

    Raises InputError as `signs_in` does.
    """
    found = signs_in(q for p in _READ for q in store.quads_for_pattern(None, ox.NamedNode(p), None, None))
    new = [*_declarations(found)]
    for back, (_, forward) in sorted(found.backward.items()):
        for quad in store.quads_for_pattern(None, ox.NamedNode(back), None, None):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                new.append(ox.Quad(quad.object, ox.NamedNode(forward), quad.subject))
    return new


def _declarations(found: Signs) -> Iterator[ox.Quad]:
    for predicate, sign in sorted({**found.forward, **found.rules}.items()):
        if predicate not in found.below:
            yield ox.Quad(ox.NamedNode(predicate), ox.NamedNode(_BELOW), ox.NamedNode(_STEP[sign]))
        if predicate not in found.told:
            yield ox.Quad(ox.NamedNode(predicate), ox.NamedNode(_SIGN), ox.Literal(sign))
    for back, (sign, forward) in sorted(found.backward.items()):
        if forward not in found.forward:
            node = ox.NamedNode(forward)
            yield ox.Quad(node, ox.NamedNode(_BELOW), ox.NamedNode(_STEP[sign]))
            yield ox.Quad(node, ox.NamedNode(_SIGN), ox.Literal(sign))
            yield ox.Quad(node, ox.NamedNode(LABEL), ox.Literal(f"inverse of {slug(back)}", language="en"))


def _name(node: object) -> str:
    return str(node) if isinstance(node, ox.BlankNode) else str(getattr(node, "value", ""))
