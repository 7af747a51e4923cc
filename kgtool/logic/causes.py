"""Which single cause explains several symptoms best, and what tells the candidates apart. Pure."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from kgtool.model import ORIGINS, Chain, Term


class Candidate(NamedTuple):
    """A cause that explains at least one of the symptoms.

    cause      its IRI.
    explained  symptom → the most trusted chain from the cause to it.
    apart      IRIs of states that it brings and no other candidate does.
    tests      IRIs of the tests that show it.
    """

    cause: str
    explained: dict[str, Chain]
    apart: tuple[str, ...]
    tests: tuple[str, ...]


class Candidates(NamedTuple):
    """The answer to what explains several symptoms: candidates, the best first, and the label of every IRI."""

    candidates: tuple[Candidate, ...]
    symptoms: tuple[Term, ...]
    labels: dict[str, str]
    truncated: str | None


def rank(found: Mapping[str, Sequence[Chain]]) -> list[Candidate]:
    """The candidates, the best first.

    found  symptom → promoting chains to it, in order of trust.

    Ranked by how many symptoms a cause explains, then as chains are: by memberships and bridges, umbrellas and gaps in
    its chains, by how many are disputed, by the sources of their weakest hops, by their origins and how many are
    asserted; then by their length, and by IRI.
    """
    explained: dict[str, dict[str, Chain]] = {}
    for symptom, chains in found.items():
        for chain in chains:
            explained.setdefault(chain.terms[0], {}).setdefault(symptom, chain)
    candidates = [Candidate(cause, by, (), ()) for cause, by in explained.items()]
    return sorted(candidates, key=_merit)


def _merit(candidate: Candidate) -> tuple[object, ...]:
    chains = candidate.explained.values()
    return (
        -len(chains),
        sum(chain.memberships + chain.bridges for chain in chains),
        sum(chain.signs for chain in chains),
        sum(chain.joins for chain in chains),
        sum(chain.gaps for chain in chains),
        sum(chain.disputed for chain in chains),
        -sum(chain.weakest or 0 for chain in chains),
        sum(ORIGINS.index(chain.origin) for chain in chains),
        -sum(chain.modality == "asserted" for chain in chains),
        sum(len(chain.hops) for chain in chains),
        candidate.cause,
    )


def told_apart(
    candidates: Sequence[Candidate],
    brought: Mapping[str, Collection[str]],
    tests: Mapping[str, Collection[str]],
    asked: Collection[str],
) -> list[Candidate]:
    """The candidates, each with what it alone brings, and its tests.

    brought  cause → the states that some source says it brings; tests: cause → its tests; asked: the symptoms.
    """
    told = []
    for candidate in candidates:
        others = {s for c in candidates if c.cause != candidate.cause for s in brought.get(c.cause, ())}
        alone = set(brought.get(candidate.cause, ())) - others - set(asked)
        told.append(candidate._replace(apart=tuple(sorted(alone)), tests=tuple(sorted(tests.get(candidate.cause, ())))))
    return told
