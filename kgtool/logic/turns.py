"""Where a chain turns back on itself, or holds only for who has something already. Pure. Definitions: docs/model.md."""

from collections.abc import Iterable, Mapping

from kgtool.logic.chains import Path
from kgtool.model import Traits

_OPPOSITE = {"-": "+~", "+": "-~", "~": "-+"}


def turns_and_reliefs(path: Path, traits: Mapping[str, Traits]) -> tuple[int, int]:
    """How often a chain turns, and how often it relieves.

    It turns where it comes to the opposite of a state that it holds, or works against what works against.
    Less iron absorption works against too much iron, and too much iron brings on what lowers iron: true of whoever
    has too much, and no way in which less absorption brings anything about. What works against the opposite of a state
    says over again what leads to that state. A variable and its low or high level are one thing likewise: what raises
    plasma calcium doesn't bring on hypocalcemia by the calcitonin that this calls for.

    It relieves where it works against an inner term: what follows holds only for who has that already. A food or
    medicine that meets a lack in its first step does what it is taken for, so that isn't counted; but where the cause
    is too little or too much of something itself, or the term that of a process, it is; and where it lowers too much of
    one nutrient that would have brought about the state of another. So it does where it runs through the state of a
    nutrient and ends by working against that of another, which the body makes up for.
    """
    terms = [path[0].subject, *(hop.object for hop in path)]
    poles = [traits[term].poles if term in traits else frozenset() for term in terms]
    held: set[str] = set()
    turns = 0
    for own in poles:
        turns += any(other + pole[1:] in held for pole in own for other in _OPPOSITE[pole[0]])
        held |= own
    inner = [hop[1] == "-" for hop in path[:-1]]
    # One disorder that works against another: the body makes up for it.
    ends_against = path[-1][1] == "-" and _is_nutrients(traits, terms[-1:]) and _is_nutrients(traits, terms[1:-1])
    if not any(inner):
        return turns, int(ends_against)
    doubled = zip(inner, path[1:], poles[1:-1], strict=True)
    turns += sum(against and onward.sign == "-" and _is_state(own) for against, onward, own in doubled)
    reliefs = sum(inner) + ends_against
    if inner[0] and not _is_state(poles[0]):
        too_much = any(pole[0] == "+" for pole in poles[1])
        further = too_much and _is_nutrients(traits, terms[2:-1])
        reliefs -= not _is_state(poles[1]) or (traits[path[0].object].nutrient and not further)
    return turns, reliefs


def _is_nutrients(traits: Mapping[str, Traits], terms: Iterable[str]) -> bool:
    """Whether one of the terms is the state of a nutrient."""
    return any(traits[term].nutrient for term in terms if term in traits)


def _is_state(poles: frozenset[str]) -> bool:
    return any(pole[0] != "~" for pole in poles)
