"""The plain values that everything above the store works with: frozen, comparable, free of any RDF library.

They are NamedTuples because a handful of dataclasses costs every command some milliseconds.
Definitions of origin, modality, concluded, disputed and shortcut: docs/model.md.
"""

import re
from collections.abc import Iterable
from typing import Literal, NamedTuple

from kgtool.vocabulary import BASE

Sign = Literal["+", "-"]
Origin = Literal["stated", "assembled", "composed"]
Modality = Literal["asserted", "possible"]

_PASSAGE, _SPAN = BASE + "passage/", re.compile(r"--\d+-\d+$")

ORIGINS: tuple[Origin, ...] = ("stated", "assembled", "composed")


class Term(NamedTuple):
    """Something that the graph speaks of, by its IRI and its English label."""

    iri: str
    label: str


class Dataset(NamedTuple):
    """The graphs that a query is asked of, by their IRIs.

    default  those that make its default graph; "" is the store's own.
    named    those that it can tell apart.
    """

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


class Hop(NamedTuple):
    """One signed step of a chain, between two terms named by their IRIs."""

    subject: str
    sign: Sign
    object: str


class PremiseSet(NamedTuple):
    """Claims that together give a hop: one claim that states it, or those of one application of a rule.

    rule    the IRI of the rule, or None where a claim states the hop.
    claims  their IRIs, in order; none where the rule reads definitions only.
    """

    rule: str | None
    claims: tuple[str, ...]


class Evidence(NamedTuple):
    """What one passage of one source says of one claim. The hedges are local names ("whenSevere")."""

    iri: str
    claim: str
    source: str
    section: str
    passage: str
    stance: str
    modality: str
    directness: str | None
    mode: str | None
    conditions: tuple[str, ...]
    frequency: str | None
    manifestations: tuple[str, ...]

    @property
    def carries(self) -> bool:
        """Whether it supports its claim as a step: for it, and not by way of something unnamed between."""
        return self.stance == "supports" and self.directness != "indirect"


How = tuple[str, str, str | None, str | None, tuple[str, ...], str | None, tuple[str, ...]]
"""The fields of evidence behind the passage."""


class Claim(NamedTuple):
    """What somebody says: subject, predicate, object (IRIs), and all the evidence for and against it."""

    iri: str
    subject: str
    predicate: str
    object: str
    context: str | None
    evidence: tuple[Evidence, ...]

    @property
    def named(self) -> set[str]:
        """The IRIs that the claim and its evidence name, for looking up their labels."""
        return names_of((self,))


def names_of(claims: Iterable[Claim]) -> set[str]:
    """The IRIs that claims and their evidence name, for looking up their labels."""
    said = list(claims)
    evidence = [e for claim in said for e in claim.evidence]
    named = {end for c in said for end in c[1:4]} | {c.context for c in said if c.context}
    named |= {place for e in evidence for place in e[2:4] if place}
    # A record of another graph has its quotation for a label; passages of text, which are many, have none.
    passages = {e.passage for e in evidence if e.passage.startswith(_PASSAGE)}
    return named | {passage for passage in passages if not _SPAN.search(passage)}


class Grounds(NamedTuple):
    """What a hop rests on.

    premises  the premise sets that give it, each enough by itself.
    further   for a stated hop: the rule applications that give it too (the mechanism behind it).
    """

    premises: tuple[PremiseSet, ...]
    further: tuple[PremiseSet, ...]

    @property
    def derived(self) -> bool:
        """Whether only rules give the hop: no source states it as a step."""
        return self.premises[0].rule is not None

    @property
    def claims(self) -> tuple[str, ...]:
        """The IRIs of all claims involved, the premises' first, each once."""
        if len(self.premises) == 1 and not self.further:  # as nearly always, and this is asked of every hop
            return self.premises[0].claims
        return tuple(dict.fromkeys(c for part in (self.premises, self.further) for p in part for c in p.claims))


class Chain(NamedTuple):
    """A signed causal chain that visits no term twice, judged by what its hops rest on.

    sources      the slugs of the sources that one passage or one source joins it in ("stated", "assembled"), or
                 all those that support a hop of it ("composed").
    concluded    IRIs of the sources that draw the conclusion (start, end, sign) themselves.
    conditions   hedges that all supporting evidence of some premise has ("whenSevere").
    joins        how many hops meet, between passages, in a term that stands for several things.
    memberships  how many hops only say that one thing belongs to another.
    bridges      how many symptoms join hops that no source joins.
    gaps         how many broad terms join hops that no source joins, or hops of which the second holds for some only.
    signs        how many symptoms join hops that no passage joins, but where they bring about the state of a nutrient.
    tellers      how few sources can tell it one after another; none is needed for what holds by definition.
    reliefs      how many inner terms it works against: what follows holds only for who has those already.
    turns        how often it comes to the opposite of a state that it holds, or works against what works against.
    weakest      how many sources say the hop that the fewest say; None where all holds by definition.
    """

    hops: tuple[Hop, ...]
    sign: Sign
    origin: Origin
    modality: Modality
    conditions: tuple[str, ...]
    concluded: tuple[str, ...]
    disputed: bool
    joins: int
    sources: tuple[str, ...]
    memberships: int = 0
    bridges: int = 0
    gaps: int = 0
    signs: int = 0
    weakest: int | None = 0
    turns: int = 0
    tellers: int = 1
    reliefs: int = 0

    @property
    def terms(self) -> tuple[str, ...]:
        """The IRIs of its terms, from cause to effect."""
        return (self.hops[0].subject, *(hop.object for hop in self.hops))


class Traits(NamedTuple):
    """What the ranking of chains needs to know of a term; all unknown of a term that has no class of ours.

    umbrella  it stands for several different things.
    broad     it has no exact public identifier, is no state of a nutrient, and no decrease or increase of a mechanism.
    symptom   it is a symptom.
    nutrient  it is a state of a nutrient, or of several.
    wider     IRIs of the terms that it is a kind of.
    poles     what it is too little or too much of: "-" or "+" and the IRI of a nutrient, process or variable, each; a
              variable of which something is a low or high level has "~" and its own IRI.
    """

    umbrella: bool = False
    broad: bool = False
    symptom: bool = False
    nutrient: bool = False
    wider: frozenset[str] = frozenset()
    poles: frozenset[str] = frozenset()


class Route(NamedTuple):
    """A way in which a cause comes to an effect: chains that pass one characteristic term, and what says them shorter.

    by         the IRI of that term: the last state of a nutrient on the way, else the first umbrella, else the first
               term.
    kind       "mechanism", "loose" (some joint is an umbrella or a gap) or "none" (no explanation).
    best       the place of the chain that says the best of all of them in most detail; chains: the places of all that
               no other says in more detail, in order.
    collapsed  the places of the chains that one of its own says in more detail.
    sources    how many sources say the weakest hop of its best chain; None where all of it holds by definition.
    ways       how many chains it has in all; shorter: how many are collapsed in all.
    """

    by: str
    kind: Literal["mechanism", "loose", "none"]
    cause: str
    effect: str
    sign: Sign
    best: int
    chains: tuple[int, ...]
    collapsed: tuple[int, ...]
    sources: int | None
    ways: int
    shorter: int


class Footing(NamedTuple):
    """How firmly a net effect stands, and what it rests on.

    level       "outright": sources say it so; else by the best chain: "told" (a mechanism that one source gives),
                "composed" (one from several sources), "loose" or "none" (no explanation).
    by          the terms that its routes go by, the best first, without those that explain nothing.
    mechanisms  how many of these are mechanisms; loose: how many aren't.
    """

    level: Literal["outright", "told", "composed", "loose", "none"]
    by: tuple[str, ...]
    mechanisms: int
    loose: int


class Outright(NamedTuple):
    """What sources say themselves of a net effect. All are IRIs of sources, in order.

    sources    those that say it; steps: those of them that say it as one step, naming nothing between.
    disputed   those that deny it; undecided: those that leave it open.
    direct     whether these speak of a direct effect alone.
    """

    sources: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    disputed: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    direct: bool = True


class Trace(NamedTuple):
    """The answer to one question for chains, with all that is needed to tell it.

    causes, effects  the terms that the ends were looked for among; empty where that end was left open.
    chains           in order of trust.
    truncated        what was cut and how to get it, or None.
    stopped          which bound ended the search early, or None.
    grounds, claims  of every hop of the chains, and of every claim that they rest on.
    conditions       of every hop: the hedges that all supporting evidence of its premises has.
    labels           of every IRI that occurs.
    umbrellas        IRIs of those terms of the chains that stand for several different things, in order.
    routes           the ways in which the chains lead from cause to effect, the best first; none where an end was
                     left open. They name chains by their places; those that aren't among `chains` are left out.
    outright         what sources say themselves of each net effect that was asked for.
    kinds            IRIs of the effects that are kinds of those that were asked for, in order.
    memberships      the hops that only say that one thing belongs to another.
    footings         of every net effect that chains give between both ends: how firmly it stands.
    unlisted         how many chains were found and aren't among `chains`; where both ends were given, routes tell them.
    loops            where the same ends are joined with both signs: the terms on the way that lead to one another.
    seams            the seams between graphs that claims of the chains cross, by the claim's IRI.
    """

    causes: tuple[Term, ...]
    effects: tuple[Term, ...]
    chains: tuple[Chain, ...]
    truncated: str | None
    stopped: Literal["number", "time"] | None
    grounds: dict[Hop, Grounds]
    claims: dict[str, Claim]
    conditions: dict[Hop, tuple[str, ...]]
    labels: dict[str, str]
    umbrellas: tuple[str, ...] = ()
    routes: tuple[Route, ...] = ()
    outright: dict[Hop, Outright] = {}  # noqa: RUF012 - never changed
    kinds: tuple[str, ...] = ()
    memberships: frozenset[Hop] = frozenset()
    loops: tuple[tuple[str, ...], ...] = ()
    unlisted: int = 0
    seams: dict[str, tuple["Seam", ...]] = {}  # noqa: RUF012 - never changed
    footings: dict[Hop, Footing] = {}  # noqa: RUF012 - never changed


class Seam(NamedTuple):
    """Where graphs meet: the term that stands for a thing, another graph's name for it, and the mapping's predicate."""

    term: str
    other: str
    by: str
