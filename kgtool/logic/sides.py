"""A disagreement and its sides, as plain values."""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from kgtool.model import Claim, Evidence

Kind = Literal["contradiction", "sign", "contrary", "amount", "role", "scope", "wording", "within"]
KINDS: dict[Kind, str] = {
    "contradiction": "One says what another denies or leaves open",
    "sign": "One says that it raises, another that it lowers the same",
    "contrary": "What they say can't both be so",
    "amount": "They give different amounts for the same people",
    "role": "They give it different parts to play",
    "scope": "They differ on when, for whom or how often it holds",
    "wording": "They merely word it differently",
    "within": "One text alone says both",
}

Said = tuple[Claim, tuple[Evidence, ...]]
"""A claim, and the evidence for it that counts here."""


class Side(NamedTuple):
    """What some sources say. says: a hedge ("whenSevere"), an IRI, or one of the words that `render` knows."""

    says: str
    said: tuple[Said, ...]

    @property
    def sources(self) -> set[str]:
        """The IRIs of the sources that say it; none of what is stated without evidence."""
        return {e.source for _, evidence in self.said for e in evidence if e.source}


class Conflict(NamedTuple):
    """What sources disagree about, and the sides they take.

    about    what differs: "stance", "sign", "severity", "frequency", "amount", …
    subject  the IRI of what is disputed about, or of whose effects are.
    """

    kind: Kind
    about: str
    subject: str
    sides: tuple[Side, ...]

    @property
    def claims(self) -> list[Claim]:
        """All claims concerned, each once."""
        return list(dict.fromkeys(claim for side in self.sides for claim, _ in side.said))

    @property
    def sources(self) -> set[str]:
        """The IRIs of all sources that take a side."""
        return {source for side in self.sides for source in side.sources}

    def speaks_of(self, term: str) -> bool:
        """Whether it is about a term, or some claim concerned is."""
        return term == self.subject or any(term in (c.subject, c.object, c.context) for c in self.claims)


def supporting(claim: Claim) -> tuple[Evidence, ...]:
    """The evidence that speaks for a claim."""
    return tuple(e for e in claim.evidence if e.stance == "supports")


def sources_of(evidence: Iterable[Evidence]) -> set[str]:
    """The IRIs of the sources of some evidence."""
    return {e.source for e in evidence}


def across(sides: Sequence[Side]) -> bool:
    """Whether different sources stand on different sides, or nobody knows which: else one text weighs both."""
    return len({frozenset(side.sources) for side in sides}) > 1 or not any(side.sources for side in sides)


def parted(one: Iterable[Evidence], other: Iterable[Evidence]) -> bool:
    """Whether different sources stand on the two sides: else a source only says more at one place."""
    left, right = sources_of(one), sources_of(other)
    return len(left | right) > 1 and bool(left) and bool(right) and left != right
