"""Which predicates of foreign graphs are steps: what files of signs say, in whichever way they say it.

A predicate has a sign when it stands below a step or a signed predicate, however far, or has `nc:sign` itself. One that
points from effect to cause is signed through `owl:inverseOf`: a named inverse that is signed, or `[ owl:inverseOf P ]`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, cast

import pyoxigraph as ox

from kgtool.errors import InputError
from kgtool.model import Sign
from kgtool.store.facts import Node, as_quads
from kgtool.store.files import quads
from kgtool.store.inputs import ontology_files
from kgtool.vocabulary import LABEL, NC, OWL, RDFS, STEPS, slug

_BELOW, _SIGN, _RULE, _INVERSE = RDFS + "subPropertyOf", NC + "sign", NC + "rule", OWL + "inverseOf"
_SAME, _PROJECTS, _CHAIN = OWL + "equivalentProperty", NC + "projectsTo", OWL + "propertyChainAxiom"
_READ = (_BELOW, _SAME, _SIGN, _RULE, _INVERSE, _PROJECTS, _CHAIN)
SAID = (_BELOW, _SAME, _SIGN, _INVERSE)
"""The predicates by which files of signs speak."""
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
    return signs_in(quad for path in (*ontology_files(), *files) for quad in quads(path))


def refuse_signless(path: str) -> None:
    """Return when a file of signs says some sign.

    Raises InputError.
    """
    statements = list(quads(path))
    for quad in statements:
        sign = getattr(quad.object, "value", "")
        if quad.predicate.value == _SIGN and sign not in ("+", "-"):
            raise InputError(
                f'{path}: {slug(_name(quad.subject))} has the nc:sign "{sign}". A sign is "+" or "-"; mend the file.'
            )
    ontology = (quad for ours in ontology_files() for quad in quads(ours))
    found = signs_in([*statements, *ontology], rules=True)
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
    below: dict[str, list[str]] = {}
    same: list[tuple[str, str]] = []
    said: dict[str, set[str]] = {}
    inverses: dict[str, list[str]] = {}
    others: set[str] = set()
    for quad in statements:
        predicate, subject, object_ = quad.predicate.value, _name(quad.subject), _name(quad.object)
        if predicate != _SIGN and not (_is_node(quad.subject) and _is_node(quad.object)):
            continue  # nothing of this kind is said of a text
        if predicate == _BELOW:
            below.setdefault(object_, []).append(subject)
        elif predicate == _SAME:
            same += [(subject, object_), (object_, subject)]
        elif predicate == _SIGN:
            said.setdefault(subject, set()).add(getattr(quad.object, "value", ""))
        elif predicate == _INVERSE:
            inverses.setdefault(subject, []).append(object_)
            inverses.setdefault(object_, []).append(subject)
        elif predicate == _PROJECTS:
            others |= {subject, object_}
        elif predicate in (_RULE, _CHAIN) and not rules:
            others.add(subject)
    told = frozenset(_below(below))
    for one, other in same:
        below.setdefault(one, []).append(other)
    ways = _ways(below, said, inverses)
    for (predicate, _), both in ways.items():
        if len(both) > 1 and predicate not in others and not predicate.startswith((NC, "_:")):
            raise _both_signs(predicate, said)
    signs = {p: sign for (p, forth), (sign, *_) in ways.items() if forth and not p.startswith((NC, "_:"))}
    ruled = {p: sign for p, sign in signs.items() if p in others}
    named = {p: sign for p, sign in signs.items() if p not in others}
    backward: dict[str, tuple[Sign, str]] = {}
    for (back, forth), (sign, *_) in ways.items():
        if not forth and not back.startswith((NC, "_:")) and back not in named and back not in others:
            inverse = (there for there in sorted(inverses.get(back, ())) if there in named)
            backward[back] = (sign, next(inverse, f"urn:kgtool:inverse:{back}"))
    return Signs(named, backward, ruled, told, frozenset(said))


def _ways(
    wider: Mapping[str, Sequence[str]], said: Mapping[str, set[str]], inverses: Mapping[str, Sequence[str]]
) -> dict[tuple[str, bool], list[Sign]]:
    """The signs of each property, read forth (true) and back (false), in the order in which they are come upon.

    What stands below a property has its signs; an inverse has them the other way round.
    """
    ways: dict[tuple[str, bool], list[Sign]] = {}
    front: list[tuple[str, bool, Sign]] = [(step, True, sign) for step, sign in STEPS.items()]
    front += [(p, True, cast("Sign", sign)) for p, signs in said.items() for sign in sorted(signs & {"+", "-"})]
    while front:
        predicate, forth, sign = front.pop()
        signs = ways.setdefault((predicate, forth), [])
        if sign not in signs:
            signs.append(sign)
            front += [(sub, forth, sign) for sub in wider.get(predicate, ()) if sub not in STEPS]
            front += [(other, not forth, sign) for other in inverses.get(predicate, ())]
    return ways


def _both_signs(predicate: str, said: Mapping[str, set[str]]) -> InputError:
    own = said.get(predicate, set()) & {"+", "-"}
    if len(own) == 1:
        (sign,) = own
        step = slug(next(step for step, other in STEPS.items() if other != sign))
        what = f'has nc:sign "{sign}" and stands below nc:{step}, or what is signed like it, which says the other'
    else:
        what = "is given both signs, by nc:sign or by what it stands below"
    return InputError(f"{predicate} {what}. Mend the file of signs.")


def signs_of(said: Mapping[str, Sequence[tuple[Node, Node]]]) -> dict[str, Sign]:
    """The signed predicates that triples give: subjects and objects, by their predicates.

    Raises InputError as `signs_in` does.
    """
    return signs_in(as_quads((s, predicate, o) for predicate in _READ for s, o in said.get(predicate, ()))).forward


def _below(wider: Mapping[str, Sequence[str]]) -> set[str]:
    """All that stands below a step."""
    found: set[str] = set()
    front = list(STEPS)
    while front:
        front = [sub for wide in front for sub in wider.get(wide, ()) if sub not in found and sub not in STEPS]
        found |= set(front)
    return found


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


def _is_node(term: object) -> bool:
    return isinstance(term, ox.NamedNode | ox.BlankNode)


def _name(node: object) -> str:
    return str(node) if isinstance(node, ox.BlankNode) else str(getattr(node, "value", ""))
