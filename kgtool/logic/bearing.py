"""How what a patient takes, eats, is in and has bears on what it might come from. Pure."""

from collections.abc import Collection, Iterable, Sequence
from typing import Literal, NamedTuple

from kgtool.logic.routes import kind_of
from kgtool.model import ORIGINS, Chain, Claim, Hop, Sign

Asked = Literal["has", "takes", "diet", "stage", "with"]


class Exposure(NamedTuple):
    """Something of a patient that may bring a candidate about, or work against one.

    asked  by which option it was named; "has" for a finding, which may be a cause as well.
    name   what to call it.
    terms  the IRIs that stand for it: a drug and the people who take it; kinds: those of what these are kinds of.
    """

    asked: Asked
    name: str
    terms: tuple[str, ...]
    kinds: tuple[str, ...] = ()


class Link(NamedTuple):
    """How an exposure bears on a term.

    onto      the IRI of that term.
    outright  whether one statement says so, definitions aside.
    risk      the claim that it puts at risk of something, where the way begins with one: no hop, since it says not why.
    chain     from there, or from the exposure, to the term; None where the risk is of the term itself.
    sources   the IRIs of the sources that say it outright, in whatever way; else those that join the chain.
    """

    exposure: Exposure
    onto: str
    outright: bool
    risk: Claim | None
    chain: Chain | None
    sources: tuple[str, ...]

    @property
    def sign(self) -> Sign:
        """Whether it brings the term about or works against it."""
        return self.chain.sign if self.chain else "+"

    @property
    def terms(self) -> tuple[str, ...]:
        """The IRIs from the exposure to the term."""
        onward = self.chain.terms if self.chain else (self.onto,)
        return (self.risk.subject, *onward) if self.risk else onward

    @property
    def support(self) -> int:
        """How many sources say it outright; else at the step that the fewest say."""
        return len(self.sources) if self.outright or not self.chain else self.chain.weakest or 0


def links_of(
    exposures: Sequence[Exposure], risks: Iterable[Claim], chains: Sequence[Chain], defined: Collection[Hop]
) -> dict[str, list[Link]]:
    """How exposures bear on terms: term → for each exposure and sign the surest way, the surest first.

    risks    claims that a term of an exposure is at risk of something.
    chains   from terms of exposures, and from what they are at risk of, in order of trust.
    defined  the hops that hold by definition.

    A way is outright where one passage says all of it, or one hop that doesn't hold by definition; else it has to be a
    mechanism that one source joins, undisputed, or a risk of what brings the term in one hop. What is said of an
    exposure itself goes before what is said of its kinds.
    """
    ways: dict[tuple[Exposure, str], list[Link]] = {}
    at_risk: dict[str, list[Claim]] = {}
    for risk in risks:
        at_risk.setdefault(risk.object, []).append(risk)
    for exposure in exposures:
        for own in (exposure.terms, exposure.kinds):
            there = {**ways}
            for link in _ways(exposure, set(own), at_risk, chains, defined):
                if (exposure, link.onto) not in there and link.onto not in (*exposure.terms, *exposure.kinds):
                    ways.setdefault((exposure, link.onto), []).append(link)
    found: dict[str, list[Link]] = {}
    for (_, onto), links in ways.items():
        for sign in "+-":
            alike = [link for link in links if link.sign == sign]
            if alike:
                best = min(alike, key=_telling)
                said = {source for link in alike if link.outright for source in link.sources}
                found.setdefault(onto, []).append(best._replace(sources=tuple(sorted(said))) if said else best)
    for links in found.values():
        links.sort(key=_surest)
    return found


def _ways(
    exposure: Exposure,
    own: Collection[str],
    at_risk: dict[str, list[Claim]],
    chains: Sequence[Chain],
    defined: Collection[Hop],
) -> Iterable[Link]:
    for risk in (risk for same in at_risk.values() for risk in same if risk.subject in own):
        sources = sorted({e.source for e in risk.evidence if e.stance == "supports" and e.source})
        yield Link(exposure, risk.object, True, risk, None, tuple(sources))
    for chain in chains:
        if kind_of(chain) == "none":
            continue
        onto, outright = chain.terms[-1], _outright(chain, defined)
        surely = kind_of(chain) == "mechanism" and chain.origin != ORIGINS[-1] and not chain.disputed
        surely &= all(hop.sign == "+" for hop in chain.hops[:-1])  # what eases something on the way says nothing here
        if chain.terms[0] in own and (outright or surely):
            yield Link(exposure, onto, outright, None, chain, chain.sources)
        if len(chain.hops) == 1:
            for risk in at_risk.get(chain.terms[0], ()):
                if risk.subject in own and risk.subject != onto:
                    yield Link(exposure, onto, False, risk, chain, chain.sources)


def _outright(chain: Chain, defined: Collection[Hop]) -> bool:
    return chain.origin == ORIGINS[0] or len(chain.hops) == 1 or sum(hop not in defined for hop in chain.hops) <= 1


def _telling(link: Link) -> tuple[object, ...]:
    """The order of ways from one exposure to one term: outright ones first, of these the longest, which says how."""
    length = len(link.terms)
    return not link.outright, bool(link.risk), -length if link.outright else 0, -link.support, length


def _surest(link: Link) -> tuple[object, ...]:
    return not link.outright, link.sign != "+", link.exposure.asked == "has", -link.support, link.exposure
