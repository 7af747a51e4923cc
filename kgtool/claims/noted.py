"""What was noted when a store was made: what `terms`, `hops` and `evidence` answer in SPARQL, only sooner.

Each function tells what it finds among the notes, and leaves out what has none. `index` makes them.

| kind | key | text, a line each |
| --- | --- | --- |
| label of, synonym of | a name, case-folded | terms of that name |
| label | an IRI | its label, or nothing where it has none |
| stands for | a term | `state` or `kind`, and its IRI |
| umbrella | a term | `yes`, or nothing |
| from, to | a term | its hops: sign and other end |
| grounds | a hop | a card |
| concluded | a term | sign, effect and source of the conclusions about it |
"""

from collections.abc import Collection, Iterable, Iterator, Mapping

from kgtool.model import Claim, Evidence, Grounds, Hop, PremiseSet, Sign
from kgtool.notes import Note
from kgtool.store import Store
from kgtool.trace import Weight, weigh

_EVERYWHERE = "*"


def called(store: Store, name: str) -> list[str]:
    """The IRIs of the terms with this label, else with this synonym, letter case aside, in order."""
    folded = name.casefold()
    for kind in ("label of", "synonym of"):
        if found := store.notes(kind, [folded]):
            return found[folded].split("\n")
    return []


def labels(store: Store, iris: Collection[str]) -> dict[str, str]:
    """The label of each IRI; an empty one where it has none."""
    return store.notes("label", iris)


def stand_for(store: Store, terms: Collection[str]) -> dict[str, list[tuple[str, str]]]:
    """The states and kinds that a term stands for at the end of a question: ("state" or "kind", IRI) pairs."""
    noted = store.notes("stands for", terms)
    return {term: [(kind, iri) for kind, iri in _fields(text)] for term, text in noted.items()}


def umbrellas(store: Store, terms: Collection[str]) -> dict[str, bool]:
    """Whether each term stands for several different things."""
    return {term: bool(text) for term, text in store.notes("umbrella", terms).items()}


def hops(store: Store, terms: Collection[str], forward: bool) -> dict[str, list[Hop]]:
    """The hops from each term, or those to it."""
    if forward:
        return {
            s: [Hop(s, line[0], line[1:]) for line in text.split("\n") if line]  # type: ignore[arg-type]
            for s, text in store.notes("from", terms).items()
        }
    return {
        o: [Hop(line[1:], line[0], o) for line in text.split("\n") if line]  # type: ignore[arg-type]
        for o, text in store.notes("to", terms).items()
    }


def conclusions(store: Store, causes: Collection[str]) -> dict[str, list[tuple[Hop, str]]]:
    """What sources conclude about each cause: the net effect, and the IRI of the source."""
    return {
        cause: [(Hop(cause, sign, effect), source) for sign, effect, source in _fields(text)]  # type: ignore[arg-type]
        for cause, text in store.notes("concluded", causes).items()
    }


def support(store: Store, wanted: Collection[Hop]) -> tuple[dict[Hop, Grounds], dict[str, Claim]]:
    """The grounds of each hop, and the claims that they name."""
    claims: dict[str, Claim] = {}
    return {hop: _read_card(card, claims) for hop, card in _cards(store, wanted)}, claims


def weights(store: Store, wanted: Collection[Hop]) -> dict[Hop, Weight]:
    """What each hop contributes to the judgement of chains."""
    return {hop: _read_weight(card.partition("\n")[0]) for hop, card in _cards(store, wanted)}


def _cards(store: Store, wanted: Collection[Hop]) -> Iterator[tuple[Hop, str]]:
    by_key = {_key(hop): hop for hop in wanted}
    return ((by_key[key], card) for key, card in store.notes("grounds", by_key).items())


def _key(hop: Hop) -> str:
    return f"{hop.subject} {hop.sign} {hop.object}"


def _fields(text: str) -> Iterator[list[str]]:
    return (line.split("\t") for line in text.split("\n") if line)


# ---- making them ---------------------------------------------------------------------------------------


def note(kind: str, key: str, lines: Iterable[Iterable[str]]) -> Note:
    """A note of lines with their fields between tabs."""
    return kind, key, "\n".join(map("\t".join, lines))


def ways(kind: str, term: str, ends: Iterable[tuple[Sign, str]]) -> Note:
    """The note of the hops from a term, or to it, by their signs and other ends."""
    return kind, term, "\n".join(sign + end for sign, end in ends)


def card(hop: Hop, grounds: Grounds, claims: Mapping[str, Claim]) -> Note:
    """The note of what a hop rests on: a line for how it counts, one a premise set, a claim or a piece of evidence."""
    lines = [_weight_line(weigh(grounds, claims))]
    lines += ["\t".join(("P", p.rule or "", *p.claims)) for p in grounds.premises]
    lines += ["\t".join(("F", p.rule or "", *p.claims)) for p in grounds.further]
    for iri in grounds.claims:
        lines += _claim_lines(claims[iri])
    return "grounds", _key(hop), "\n".join(lines)


def _weight_line(weight: Weight) -> str:
    passages, sources = (
        _EVERYWHERE if found is None else " ".join(sorted(found)) for found in (weight.passages, weight.sources)
    )
    conditions = " ".join(sorted(weight.conditions))
    return "\t".join((passages, sources, str(weight.modality), conditions, "disputed" if weight.disputed else ""))


def _read_weight(line: str) -> Weight:
    passages, sources, modality, conditions, disputed = line.split("\t")
    return Weight(
        None if passages == _EVERYWHERE else frozenset(passages.split(" ") if passages else ()),
        None if sources == _EVERYWHERE else frozenset(sources.split(" ") if sources else ()),
        int(modality),
        frozenset(conditions.split(" ") if conditions else ()),
        bool(disputed),
    )


def _claim_lines(claim: Claim) -> Iterator[str]:
    yield "\t".join(("C", claim.iri, claim.subject, claim.predicate, claim.object, claim.context or ""))
    for e in claim.evidence:
        section = " ".join(e.section.split())
        hedges = (
            e.directness or "",
            e.mode or "",
            " ".join(e.conditions),
            e.frequency or "",
            " ".join(e.manifestations),
        )
        yield "\t".join(("E", *e[:3], section, e.passage, e.stance, e.modality, *hedges))


def _read_card(text: str, claims: dict[str, Claim]) -> Grounds:
    """The grounds on a card; its claims go into `claims`."""
    premises: list[PremiseSet] = []
    further: list[PremiseSet] = []
    claim: list[str] = []
    evidence: list[Evidence] = []

    def keep() -> None:
        if claim and claim[0] not in claims:
            iri, subject, predicate, object_, context = claim
            claims[iri] = Claim(iri, subject, predicate, object_, context or None, tuple(evidence))

    _, *lines = text.split("\n")
    for line in lines:
        kind, *fields = line.split("\t")
        if kind == "E":
            *first, directness, mode, conditions, frequency, manifestations = fields
            hedges = (tuple(conditions.split()), frequency or None, tuple(manifestations.split()))
            evidence.append(Evidence._make((*first, directness or None, mode or None, *hedges)))
        elif kind == "C":
            keep()
            claim, evidence = fields, []
        else:
            (premises if kind == "P" else further).append(PremiseSet(fields[0] or None, tuple(fields[1:])))
    keep()
    return Grounds(tuple(premises), tuple(further))
