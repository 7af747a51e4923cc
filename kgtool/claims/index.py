"""What is worked out once, when files are made into a store: terms by folded name, each hop's grounds as one card.

The index answers what `terms` and `evidence` answer through SPARQL, only sooner; it never knows more. It lies in a
graph of the store that queries don't see, one literal a note. A store in memory or far away does without.
"""

from collections.abc import Collection, Iterator

import pyoxigraph as ox

from kgtool.claims.evidence import claims_of, grounds_of
from kgtool.claims.hops import STEPS
from kgtool.claims.rows import rows, triples, values
from kgtool.claims.terms import labels, names
from kgtool.model import Claim, Evidence, Grounds, Hop, PremiseSet
from kgtool.store import EmbeddedStore, Store
from kgtool.vocabulary import BASE

_AT_ONCE = 250_000  # hops whose grounds are read in one go, at some kilobytes a hop; more are read in batches
_BATCH = 10_000
_SHORT = "\x01"  # stands for BASE in a card; no IRI holds it


def notes(store: Store) -> Iterator[tuple[str, str]]:
    """Every (key, note) of the index over a store that holds steps."""
    told: dict[str, list[str]] = {}
    for iri, name in names(store):
        told.setdefault(name.casefold(), []).append(iri)
    known = labels(store, sorted({iri for iris in told.values() for iri in iris}))
    for folded, iris in told.items():
        for iri in dict.fromkeys(iris):
            yield _name_key(folded, known.get(iri, "").casefold() == folded), iri
    hops = sorted(
        Hop(s, STEPS[p], o)
        for s, p, o in rows(store, f"SELECT ?s ?p ?o WHERE {{ {triples('', 'p', STEPS)} }}", only_iris=True)
        if s and p and o
    )
    if len(hops) <= _AT_ONCE:
        yield from _cards(store, hops, everything=True)
    else:
        for at in range(0, len(hops), _BATCH):
            yield from _cards(store, hops[at : at + _BATCH], everything=False)


def indexed(store: ox.Store) -> Iterator[tuple[str, str]]:
    """The notes of the index over a freshly filled Oxigraph store."""
    return notes(EmbeddedStore(store))


def support_of(store: Store, hops: Collection[Hop]) -> tuple[dict[Hop, Grounds], dict[str, Claim]]:
    """The grounds of each hop, and every claim that they name: from the index where there is one.

    Raises InputError as `grounds_of` does.
    """
    grounds: dict[Hop, Grounds] = {}
    claims: dict[str, Claim] = {}
    left = []
    for hop in hops:
        card = store.noted(_hop_key(hop))
        if card:
            grounds[hop] = _read_card(card[0], claims)
        else:
            left.append(hop)
    if left:
        rest = grounds_of(store, left)
        grounds |= rest
        claims |= claims_of(store, {c for g in rest.values() for c in g.claims} - claims.keys())
    return grounds, claims


def noted_terms(store: Store, name: str) -> list[str] | None:
    """The IRIs of the terms with this label, else with this synonym, letter case aside; None without an index."""
    folded = name.casefold()
    return store.noted(_name_key(folded, True)) or store.noted(_name_key(folded, False))


def _name_key(folded: str, is_label: bool) -> str:
    return f"kgtool:{'label' if is_label else 'synonym'}:{folded.encode().hex()}"


def _hop_key(hop: Hop) -> str:
    return f"kgtool:hop:{'p' if hop.sign == '+' else 'n'}:{hop.subject}%7C{hop.object}"


# ---- cards: one line a premise set, a claim or a piece of evidence; its fields between tabs ------------------


def _cards(store: Store, hops: list[Hop], everything: bool) -> Iterator[tuple[str, str]]:
    between = "" if everything else values("s", sorted({hop.subject for hop in hops}))
    grounds = grounds_of(store, hops, between)
    claims = claims_of(store, {c for g in grounds.values() for c in g.claims}, everything)
    told = {iri: _claim_lines(claim) for iri, claim in claims.items()}
    for hop, g in grounds.items():
        lines = ["\t".join(("P", p.rule or "", *p.claims)) for p in g.premises]
        lines += ["\t".join(("F", p.rule or "", *p.claims)) for p in g.further]
        lines += [told[iri] for iri in g.claims]
        yield _hop_key(hop), "\n".join(lines).replace(BASE, _SHORT)


def _claim_lines(claim: Claim) -> str:
    lines = ["\t".join(("C", claim.iri, claim.subject, claim.predicate, claim.object, claim.context or ""))]
    for e in claim.evidence:
        section = " ".join(e.section.split())
        hedges = (
            e.directness or "",
            e.mode or "",
            " ".join(e.conditions),
            e.frequency or "",
            " ".join(e.manifestations),
        )
        lines.append("\t".join(("E", *e[:3], section, e.passage, e.stance, e.modality, *hedges)))
    return "\n".join(lines)


def _read_card(card: str, claims: dict[str, Claim]) -> Grounds:
    """The grounds on a card; its claims go into `claims`."""
    premises: list[PremiseSet] = []
    further: list[PremiseSet] = []
    claim: list[str] = []
    evidence: list[Evidence] = []

    def keep() -> None:
        if claim and claim[0] not in claims:
            iri, subject, predicate, object_, context = claim
            claims[iri] = Claim(iri, subject, predicate, object_, context or None, tuple(evidence))

    for line in card.replace(_SHORT, BASE).split("\n"):
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
