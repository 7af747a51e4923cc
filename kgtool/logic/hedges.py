"""Where sources say one claim of different cases, or with hedges that exclude each other. Pure."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import combinations

from kgtool.logic.sides import Conflict, Said, Side, parted, sources_of, supporting
from kgtool.model import Claim, Evidence

# The conditions that tell of some cases only, by what they limit. A gradient of degrees is no disagreement.
_LIMITS = {
    "whenSevere": "severity",
    "whenLongTerm": "duration",
    "whenHighDose": "dose",
    "someOnly": "part",
    "mostOnly": "part",
    "notAlone": "company",
}
# What says as much as a limit does, in other words.
_AKIN = {"whenSevere": {"whenModerate"}, "whenHighDose": {"whenExcessive"}}
_FREQUENT = ("mostCommon", "common")
PLAIN = "plain"
Details = Mapping[str, Mapping[str, str]]


def of_some_cases(
    claims: Iterable[Claim], whole: Collection[str], limited: Collection[str], remedies: Collection[str]
) -> Iterator[Conflict]:
    """Where some sources say a thing of severe cases, of some members and so on, and others without that limit.

    whole     the predicates for which "some" and "all" are different things to say.
    limited   those of which it matters that they hold in severe cases, in the long term or in high doses only.
    remedies  those that say that something helps: of these it matters whether it does so alone.

    One case for each subject, predicate and limit, whatever the objects.
    """
    counted = {"part": whole, "company": remedies}
    found: dict[tuple[str, str, str], tuple[list[Said], list[Said]]] = {}
    for claim in claims:
        pro = supporting(claim)
        for limit, about in _LIMITS.items():
            some = tuple(e for e in pro if limit in e.conditions)
            rest = tuple(e for e in pro if not _limited(e, limit) and e.mode != "aggravating")
            if parted(some, rest) and claim.predicate in counted.get(about, limited):
                sides = found.setdefault((claim.subject, claim.predicate, limit), ([], []))
                sides[0].append((claim, some))
                sides[1].append((claim, rest))
    for (subject, _, limit), (some_, plain) in found.items():
        yield Conflict("scope", _LIMITS[limit], subject, (Side(limit, tuple(some_)), Side(PLAIN, tuple(plain))))


def _limited(e: Evidence, limit: str) -> bool:
    return not {limit, *_AKIN.get(limit, ())}.isdisjoint(e.conditions)


def how_often(claim: Claim, contrary: Collection[frozenset[str]]) -> Iterator[Conflict]:
    """Where sources call the same common and uncommon; or the most common, and merely common."""
    by: dict[str, list[Evidence]] = {}
    for e in supporting(claim):
        if e.frequency:
            by.setdefault(e.frequency, []).append(e)
    for one, other in combinations(sorted(by), 2):
        sides = (Side(one, ((claim, tuple(by[one])),)), Side(other, ((claim, tuple(by[other])),)))
        if not parted(by[one], by[other]):
            continue
        if frozenset((one, other)) in contrary:
            yield Conflict("contrary", "frequency", claim.subject, sides)
        elif {one, other} == set(_FREQUENT):
            yield Conflict("scope", "frequency", claim.subject, sides)


def how_directly(claim: Claim) -> Iterator[Conflict]:
    """Where one source says that nothing lies between cause and effect, and another names what does."""
    direct = tuple(e for e in supporting(claim) if e.directness == "direct")
    indirect = tuple(e for e in supporting(claim) if e.directness == "indirect")
    if parted(direct, indirect) and sources_of(indirect) - sources_of(direct):
        sides = (Side("direct", ((claim, direct),)), Side("indirect", ((claim, indirect),)))
        yield Conflict("contrary", "directness", claim.subject, sides)


def what_part(claim: Claim) -> Iterator[Conflict]:
    """Where some sources say that it only makes what is there worse or more noticeable, others that it brings it."""
    pro = supporting(claim)
    only, rest = _by_source(pro, lambda e: e.mode == "aggravating" or "asMoreNoticeable" in e.manifestations)
    brought = tuple(e for e in rest if e.mode != "manifesting")
    if only and brought:
        sides = (Side("causing", ((claim, brought),)), Side("aggravating", ((claim, only),)))
        yield Conflict("role", "mode", claim.subject, sides)


def _by_source(
    evidence: tuple[Evidence, ...], holds: Callable[[Evidence], bool]
) -> tuple[tuple[Evidence, ...], tuple[Evidence, ...]]:
    """The evidence of the sources of which all holds, and that of the others which doesn't."""
    always = {source for source in sources_of(evidence) if all(holds(e) for e in evidence if e.source == source)}
    return (
        tuple(e for e in evidence if e.source in always),
        tuple(e for e in evidence if e.source not in always and not holds(e)),
    )


def how_important(claim: Claim, details: Details, whole: Collection[str]) -> Iterator[Conflict]:
    """Where one source calls it a minor one, or says to limit it, and another calls it a major one.

    whole  the predicates for which it differs already that another says so without reserve.
    """
    pro = supporting(claim)
    words = {e.iri: details.get(e.iri, {}).get("importance") for e in pro}
    for word, other in (("minor", "major"), ("limitIntake", "")):
        some = tuple(e for e in pro if words[e.iri] == word)
        rest = tuple(e for e in pro if words[e.iri] != word and e.source not in sources_of(some))
        firm = tuple(e for e in rest if other and words[e.iri] == other)
        if some and rest and (firm or claim.predicate in whole):
            sides = (Side(word, ((claim, some),)), Side(other if firm else PLAIN, ((claim, firm or rest),)))
            yield Conflict("contrary" if firm else "scope", "importance", claim.subject, sides)


def how_surely(claims: Iterable[Claim], remedies: Collection[str], symptoms: Collection[str]) -> Iterator[Conflict]:
    """Where some sources say without reserve that a remedy helps, and others only that it may; a case for each remedy.

    Of a lack or a disease, "may" mostly says that this is one way to treat it, and doubts nothing.

    remedies  the predicates that say that something helps; symptoms: the terms that are symptoms.
    """
    by_subject: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.predicate in remedies and claim.object in symptoms and supporting(claim):
            by_subject.setdefault(claim.subject, []).append(claim)
    for subject, group in by_subject.items():
        every = tuple(e for claim in group for e in supporting(claim))
        doubting, rest = _by_source(every, lambda e: e.modality == "possible")
        firm = tuple(e for e in rest if e.modality == "asserted")
        both = {e.claim for e in doubting} & {e.claim for e in firm}
        doubting, firm = (tuple(e for e in side if e.claim in both) for side in (doubting, firm))
        if both:
            sides = (Side("asserted", _shared(group, firm)), Side("possible", _shared(group, doubting)))
            yield Conflict("scope", "certainty", subject, sides)


def cause_or_link(claims: Iterable[Claim], raising: Collection[str], linking: Collection[str]) -> Iterator[Conflict]:
    """Where some sources call it a cause, and others speak of the same two as merely linked.

    It differs in more than the word where there may be no link at all.

    raising, linking  the predicates that say the one, and the other.
    """
    linked: dict[frozenset[str], list[Claim]] = {}
    causing = []
    for claim in claims:
        if claim.context is None and supporting(claim):
            if claim.predicate in linking:
                linked.setdefault(frozenset((claim.subject, claim.object)), []).append(claim)
            elif claim.predicate in raising:
                causing.append(claim)
    for claim in causing:
        firm = supporting(claim)
        others = linked.get(frozenset((claim.subject, claim.object)), [])
        merely = [(o, tuple(e for e in supporting(o) if e.source not in sources_of(firm))) for o in others]
        merely = [(other, evidence) for other, evidence in merely if evidence]
        if merely:
            sides = (Side("causing", ((claim, firm),)), Side("linked", tuple(merely)))
            doubted = any(e.modality == "possible" for _, evidence in merely for e in evidence)
            yield Conflict("role" if doubted else "wording", "cause or link", claim.subject, sides)


def _shared(claims: Iterable[Claim], evidence: tuple[Evidence, ...]) -> tuple[Said, ...]:
    """The claims with those pieces of the evidence that are theirs."""
    each = [(claim, tuple(e for e in evidence if e.claim == claim.iri)) for claim in claims]
    return tuple((claim, own) for claim, own in each if own)


def wordings(claim: Claim) -> Iterator[Conflict]:
    """Where sources merely put it more or less firmly."""
    pro = supporting(claim)
    firmest = {source: min(e.modality for e in pro if e.source == source) for source in sources_of(pro)}
    ways = sorted(set(firmest.values()))
    if len(ways) > 1:
        sides = [Side(word, ((claim, tuple(e for e in pro if firmest[e.source] == word)),)) for word in ways]
        yield Conflict("wording", "modality", claim.subject, tuple(sides))
