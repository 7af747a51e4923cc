"""What explains several findings best, given what the patient takes, eats and is in."""

from collections.abc import Callable, Collection, Mapping, Sequence

from kgtool.answers.candidates import Question
from kgtool.answers.exposures import exposures
from kgtool.answers.judging import Judged, judged
from kgtool.answers.names import find
from kgtool.logic.bearing import Asked, Exposure, Link, links_of
from kgtool.logic.causes import Candidate, Candidates, Showing, explanations, mechanisms, rank, told_apart
from kgtool.logic.intakes import amounts_for
from kgtool.model import Chain, Claim, Term
from kgtool.reading import reader as read
from kgtool.reading.candidates import brought_by, nutrient_states, risks, tests_of
from kgtool.reading.details import details_of
from kgtool.reading.remembered import before
from kgtool.store import Store
from kgtool.store.at_once import AtOnce

LEADING = 3
"""The longest chain, in hops, by which an exposure bears on a candidate."""
_BEARING = "what bears on them"
_Search = Callable[[Store, Question], Judged]


def causes(
    store: Store,
    symptoms: Sequence[str],
    given: Mapping[Asked, Sequence[str]],
    most: int,
    anything: bool,
    max_steps: int,
    timeout: float | None,
    tell: Callable[[str], None],
) -> Candidates:
    """The candidates, the best first; `Graph.causes_of` tells what each parameter means."""
    with AtOnce(store) as ask:
        findings = ask(lambda store: _findings(store, symptoms, max_steps))
        given_terms = ask(lambda store: exposures(store, given))
        all_states = ask(nutrient_states)
    (asked, near), exposed, states = findings.value, given_terms.value, all_states.value
    own = {term for exposure in exposed for term in exposure.terms}
    cuts: list[str] = []
    late: set[str | None] = set()
    share = None if timeout is None else timeout / (len(asked) + 2)  # one a finding, two for what bears on the causes

    def search(store: Store, question: Question) -> Judged:
        return judged(store, question._replace(timeout=share), tell)

    def said(found: Judged, what: str) -> Judged:
        cuts.extend([f"{what}: {found.cut}"] if found.cut else [])
        late.add(found.stopped)
        return found

    starts = () if anything or not read.has_notes(store) else tuple(sorted(states | own))
    found: dict[str, list[Chain]] = {}
    for finding in asked:
        question = Question(starts, (finding.iri,), max_steps=max_steps, sign="+")
        # What an exposure brings by the state of a nutrient is that state's doing, which is a candidate itself.
        found[finding.iri] = [
            chain
            for chain in said(search(near, question), finding.label).chains
            if chain.terms[0] != finding.iri
            and (anything or chain.terms[0] in states or (chain.terms[0] in own and len(chain.hops) == 1))
        ]
    explained = explanations(found)
    everything = [*exposed, *(Exposure("has", term.label, (term.iri,)) for term in asked)]
    links: dict[str, list[Link]] = {}
    if explained:
        at_risk, far, close = _bearing(store, everything, explained, search)
        links = _links(everything, at_risk, explained, said(far, _BEARING), said(close, _BEARING))
    traits = read.traits(near, sorted(explained)) if explained else {}
    candidates = rank(explained, links, own, {cause for cause, is_ in traits.items() if is_.umbrella})
    if not anything and (fuller := _fuller(near, asked, candidates, states | own, search, said)):
        cuts.append(fuller)
    if len(candidates) > most:
        cuts.append(f"{len(candidates) - most:,} more explain fewer or less directly; raise -n to see them")
    best = [one._replace(how=mechanisms(one, found)) for one in candidates[:most]]
    shown = _told_apart(store, best, asked)
    labels = {term.iri: term.label for term in asked}
    rest = sorted(_named(shown, exposed) - labels.keys())
    labels |= read.labels(store, rest)
    return Candidates(tuple(shown), asked, tuple(exposed), labels, "; ".join(cuts) or None, "time" in late)


def _findings(store: Store, symptoms: Sequence[str], max_steps: int) -> tuple[tuple[Term, ...], Store]:
    """What the symptoms are, and a store that knows what lies before them: where nothing is noted, it is read now."""
    asked = tuple(dict.fromkeys(find(store, symptoms)))
    return asked, before(store, [finding.iri for finding in asked], max_steps)


def _fuller(
    store: Store,
    asked: Sequence[Term],
    candidates: Sequence[Candidate],
    nutrients: Collection[str],
    search: _Search,
    said: Callable[[Judged, str], Judged],
) -> str | None:
    """A sentence that names what else brings more of several findings outright than the best candidate explains."""
    explained = len(candidates[0].explained) if candidates else 0
    if len(asked) < 2 or explained == len(asked):
        return None
    brings: dict[str, int] = {}
    for finding in asked:
        hops = said(search(store, Question((), (finding.iri,), max_steps=1, sign="+")), finding.label).chains
        for cause in {chain.terms[0] for chain in hops} - {*nutrients, *(term.iri for term in asked)}:
            brings[cause] = brings.get(cause, 0) + 1
    best = min(brings, key=lambda cause: (-brings[cause], cause), default=None)
    if best is None or brings[best] <= explained:
        return None
    told = f"{read.labels(store, [best]).get(best, best)} is no lack or excess of a nutrient"
    return f"{told}, but brings {brings[best]} of {len(asked)}; --any ranks such causes"


def _bearing(
    store: Store, everything: Sequence[Exposure], explained: Mapping[str, Mapping[str, Chain]], search: _Search
) -> tuple[list[Claim], Judged, Judged]:
    """What all that the patient takes, eats, is in and has is at risk of, and how it leads to the causes.

    Two searches: the chains from it to the causes; the single hops from it, or from what it is at risk of, to the
    causes and to the steps of their chains.
    """
    terms = sorted({term for exposure in everything for term in (*exposure.terms, *exposure.kinds)})
    ends = set(explained)

    def close(store: Store) -> tuple[list[Claim], Judged]:
        at_risk = risks(store, terms)
        onward = {claim.object for claim in at_risk}
        to = tuple(sorted(ends | _steps(explained)))
        return at_risk, search(store, Question((*terms, *sorted(onward)), to, max_steps=1))

    with AtOnce(store) as ask:
        far = ask(lambda store: search(store, Question(tuple(terms), tuple(sorted(ends)), max_steps=LEADING)))
        near = ask(close)
    return near.value[0], far.value, near.value[1]


def _steps(explained: Mapping[str, Mapping[str, Chain]]) -> set[str]:
    return {term for by in explained.values() for chain in by.values() for term in chain.terms[1:-1]}


def _links(
    everything: Sequence[Exposure],
    at_risk: Sequence[Claim],
    explained: Mapping[str, Mapping[str, Chain]],
    far: Judged,
    near: Judged,
) -> dict[str, list[Link]]:
    """How all that the patient takes, eats, is in and has bears on the causes, and on the steps of their chains."""
    ends = explained.keys() | _steps(explained)
    defined = {hop for found in (far, near) for hop, weight in found.joints.weights.items() if weight.defined}
    long = [chain for chain in far.chains if len(chain.hops) > 1]
    return links_of(everything, at_risk, [c for c in (*near.chains, *long) if c.terms[-1] in ends], defined)


def _told_apart(store: Store, shown: Sequence[Candidate], asked: Sequence[Term]) -> list[Candidate]:
    causes = [c.cause for c in shown]
    if not causes:
        return []
    with AtOnce(store) as ask:
        tests_named = ask(lambda store: tests_of(store, causes))
        brought = ask(lambda store: brought_by(store, causes))
    named = tests_named.value
    every = {c.iri: c for tests in named.values() for said in tests.values() for c in said}
    amounts = amounts_for(every.values(), details_of(store, every.keys()))

    def tested(test: str, said: Sequence[Claim]) -> Showing:
        values = tuple(amounts[e.iri] for claim in said for e in claim.evidence if e.iri in amounts)
        return Showing(test, tuple(said), values, False)

    tests = {cause: [tested(test, said) for test, said in own.items()] for cause, own in named.items()}
    return told_apart(shown, brought.value, tests, [term.iri for term in asked])


def _named(shown: Sequence[Candidate], exposed: Sequence[Exposure]) -> set[str]:
    """Every IRI that the answer names."""
    found = {term for exposure in exposed for term in (*exposure.terms, *exposure.kinds)}
    for candidate in shown:
        found |= {candidate.cause, *candidate.apart, *(tested.test for tested in candidate.tests)}
        found |= {claim.object for tested in candidate.tests for claim in tested.claims}
        found |= {iri for chain in candidate.explained.values() for iri in chain.terms}
        found |= {iri for chain in candidate.how.values() for iri in chain.terms}
        found |= {iri for link in candidate.links for iri in link.terms}
    return found
