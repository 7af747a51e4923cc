"""What a picture shows, whatever it is drawn with: boxes for terms, arrows for hops, each hop once."""

from typing import Literal, NamedTuple

from kgtool.model import Hop, Sign, Trace
from kgtool.render.claims import claim_text, evidence_text
from kgtool.render.hops import grounds_text
from kgtool.render.words import label_of

Role = Literal["cause", "effect", "asked", ""]
VERB: dict[Sign, str] = {"+": "promotes", "-": "inhibits"}


class Box(NamedTuple):
    """A term.

    role      whether it is an end of the question: "asked" for one that is both.
    umbrella  whether it stands for several different things.
    """

    name: str
    label: str
    role: Role
    umbrella: bool


class Said(NamedTuple):
    """A claim as a sentence, and a line for each piece of its evidence."""

    claim: str
    evidence: tuple[str, ...]


class Arrow(NamedTuple):
    """A hop between two boxes, by their names.

    number           from 1, in the order of the chains.
    derived          whether only rules give it.
    disputed         whether a source speaks against it or leaves it open.
    subject, object  the labels of the boxes.
    grounds          what it rests on, in a few words; said: all claims involved.
    """

    number: int
    tail: str
    head: str
    sign: Sign
    derived: bool
    disputed: bool
    subject: str
    object: str
    grounds: str
    said: tuple[Said, ...]

    @property
    def sentence(self) -> str:
        """`hypocalcemia promotes tetany`."""
        return f"{self.subject} {VERB[self.sign]} {self.object}"

    @property
    def told(self) -> str:
        """The sentence with what the arrow's looks say besides, and what it rests on."""
        marks = [*(["derived by a rule"] if self.derived else []), *(["disputed"] if self.disputed else [])]
        return self.sentence + (f" ({', '.join(marks)})" if marks else "") + f": {self.grounds}"


class Drawing(NamedTuple):
    """Everything that a picture shows. numbers: the number of each hop's arrow."""

    title: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    numbers: dict[Hop, int]
    trace: Trace


def drawn(trace: Trace, title: str | None = None) -> Drawing:
    """The boxes and arrows of a trace, in the order in which its chains name them."""
    causes, effects = ({term.iri for term in end} for end in (trace.causes, trace.effects))
    names: dict[str, str] = {}
    numbers: dict[Hop, int] = {}
    for chain in trace.chains:
        for iri in chain.terms:
            names.setdefault(iri, f"n{len(names) + 1}")
        for hop in chain.hops:
            numbers.setdefault(hop, len(numbers) + 1)

    def role(iri: str) -> Role:
        if iri in causes:
            return "asked" if iri in effects else "cause"
        return "effect" if iri in effects else ""

    boxes = tuple(
        Box(name, label_of(trace.labels, iri), role(iri), iri in trace.umbrellas) for iri, name in names.items()
    )
    arrows = tuple(_arrow(trace, hop, number, names) for hop, number in numbers.items())
    return Drawing(_one_line(title or _question(trace)), boxes, arrows, numbers, trace)


def _arrow(trace: Trace, hop: Hop, number: int, names: dict[str, str]) -> Arrow:
    grounds = trace.grounds[hop]
    resting_on = [trace.claims[iri] for premise in grounds.premises for iri in premise.claims]
    ends = label_of(trace.labels, hop.subject), label_of(trace.labels, hop.object)
    return Arrow(
        number,
        names[hop.subject],
        names[hop.object],
        hop.sign,
        grounds.derived,
        any(e.stance != "supports" for claim in resting_on for e in claim.evidence),
        *ends,
        grounds_text(trace, hop),
        tuple(
            Said(claim_text(claim, trace.labels), tuple(evidence_text(e, trace.labels) for e in claim.evidence))
            for claim in (trace.claims[iri] for iri in grounds.claims)
        ),
    )


def _question(trace: Trace) -> str:
    """The question that a trace answers, as a heading; ends that led nowhere are left out of a long one."""
    shown = {iri for chain in trace.chains for iri in (chain.terms[0], chain.terms[-1])}
    start, end = (
        " or ".join(term.label for term in terms if len(terms) == 1 or term.iri in shown)
        for terms in (trace.causes, trace.effects)
    )
    return titled(start, end)


def titled(start: str, end: str) -> str:
    """What to call the chains between two ends, of which one may be open."""
    if start and end:
        return f"From {start} to {end}"
    return f"What leads to {end}" if end else f"What {start} leads to" if start else "Chains of cause and effect"


def _one_line(text: str) -> str:
    return label_of({text: text}, text)
