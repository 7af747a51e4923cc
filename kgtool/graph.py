"""The graph as its users meet it: open it, find terms, trace chains. The command line uses nothing else."""

import time
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Literal

from kgtool import reading as read
from kgtool.errors import InputError, LimitError, UnknownTermError, UsageError
from kgtool.logic.chains import Path, best_of_each_end, chains, judge, mark_shortcuts, restricted, sign_of, weigh
from kgtool.logic.spelling import near_misses, ranked_matches
from kgtool.model import Chain, Claim, Evidence, Grounds, Hop, Overview, Portrait, Sign, Term
from kgtool.notebook import Answer
from kgtool.store.opening import Answer as RdfAnswer
from kgtool.store.opening import Store, open_store
from kgtool.vocabulary import BASE, slug

if TYPE_CHECKING:
    from kgtool.answers.explanation import Gap
    from kgtool.logic.arguments import Explanation
    from kgtool.logic.causes import Candidates
    from kgtool.logic.conflicts import Conflict
    from kgtool.table import Table

MOST_CHAINS = 10_000
"""Chains are enumerated up to this many, then ranked; what was cut is said."""


class Graph:
    """An opened knowledge graph. Make one with `open_graph`."""

    def __init__(self, store: Store, tell: Callable[[str], None] = lambda _: None) -> None:
        self.store = store
        self._tell = tell

    # ---- terms ----

    def find(self, name: str) -> Term:
        """The term that `name` (a label, synonym, CURIE or IRI; letter case aside) stands for.

        Raises UnknownTermError when there is none, or more than one: its text offers the candidates.
        """
        return self._find([name])[0]

    def _find(self, names: Sequence[str]) -> list[Term]:
        asked = [name.strip() for name in names]
        if not all(asked):
            raise UnknownTermError("an empty name stands for no term.")
        noted = {name: found for name in asked if (found := read.called(self.store, name))}
        known = {term.iri: term for term in read.as_terms(self.store, {i for found in noted.values() for i in found})}
        there = {name: [known[iri] for iri in found] for name, found in noted.items()}
        if rest := [name for name in asked if name not in there]:
            there |= read.find(self.store, rest)
        return [self._only(name, there.get(name) or read.find_folded(self.store, name)) for name in asked]

    def _only(self, name: str, found: list[Term]) -> Term:
        if len(found) == 1:
            return found[0]
        if found:
            listed = "\n".join(f"  <{term.iri}> ! {term.label}" for term in found)
            raise UnknownTermError(f'"{name}" stands for several terms; say which by its IRI:\n{listed}')
        near = near_misses(name, (text for _, text in read.names(self.store)))
        hint = "Did you mean " + ", ".join(f'"{n}"' for n in near) + "?" if near else "kgtool search TEXT finds terms."
        raise UnknownTermError(f'no term is called "{name}". {hint}')

    def iri_of(self, name: str) -> str:
        """The IRI of a term, by any of its names, or of anything else that the graph describes, by its IRI or CURIE.

        Raises UnknownTermError as `find` does.
        """
        from kgtool.queries.catalogue import described

        return described(self.store, name.strip()) or self.find(name).iri

    def search(self, text: str, limit: int | None = None) -> list[Term]:
        """The terms with a label or synonym that holds every word of `text`, the best match first."""
        found = ranked_matches(text, read.names(self.store))[:limit]
        known = read.labels(self.store, found)
        return [Term(iri, known.get(iri, iri)) for iri in found]

    def show(self, name: str) -> Portrait:
        """Everything said about the term that `name` stands for.

        Raises UnknownTermError as `find` does.
        """
        from kgtool.reading.portrait import portrait

        return portrait(self.store, self.find(name))

    def overview(self) -> Overview:
        """What is loaded, counted, with the versions of what reads it."""
        import platform

        from pyoxigraph import __version__ as pyoxigraph_version

        from kgtool import __version__
        from kgtool.reading.portrait import overview

        told = overview(self.store)
        own = {"kgtool": __version__, "pyoxigraph": pyoxigraph_version, "Python": platform.python_version()}
        return told._replace(versions={**own, **told.versions})

    # ---- queries ----

    def query(self, name_or_text: str, **parameters: str | int | Iterable[str | int]) -> "Table | bool":
        """The answer to a query of the catalogue, by its name, or to any SPARQL text: rows of plain values.

        IRIs and texts come as str, numbers and truth values as Python's, unbound cells as None; triples as rows of
        subject, predicate and object. An ASK query is answered with a bool.

        parameters  values by name, several as a list: the name of a term, a number or a text, as the query's header
                    says; without a header an IRI in <>, a number, true or false, and else the name of a term.

        Raises UsageError for an unknown name, a bad value or a syntax error; RefusedError for a text that would open
        connections or change data.
        """
        from kgtool.reading.plain import plain

        return plain(self.store, lambda: self.query_rdf(name_or_text, **parameters))

    def query_rdf(self, name_or_text: str, **parameters: str | int | Iterable[str | int]) -> RdfAnswer:
        """The answer to the same as `query` takes, in pyoxigraph's own values, found as they are read."""
        from kgtool.queries.catalogue import find_query, is_name, parse_query, prepare, refuse_unsafe

        shipped = is_name(name_or_text)
        query = find_query(name_or_text) if shipped else parse_query("query", name_or_text, "query")
        given = {
            name: [str(one) for one in ([value] if isinstance(value, str | int) else value)]
            for name, value in parameters.items()
        }
        prepared = prepare(query, given, self.iri_of)
        if not shipped:
            refuse_unsafe(prepared.text)
        return prepared.ask(self.store)

    def evidence_of(self, claim: str) -> tuple[Evidence, ...]:
        """All evidence of the claim with this IRI or slug; none where there is no such claim."""
        iri = claim if "://" in claim else f"{BASE}claim/{claim}"
        found = read.claims_of(self.store, [iri]).get(iri)
        return found.evidence if found else ()

    # ---- chains ----

    def trace(
        self,
        cause: str | Sequence[str] | None = None,
        effect: str | Sequence[str] | None = None,
        *,
        most: int = 10,
        max_steps: int = 6,
        sign: Sign | Literal["any"] = "any",
        via: Sequence[str] = (),
        avoid: Sequence[str] = (),
        sources: Sequence[str] = (),
        without: Sequence[str] = (),
        stated: bool = False,
        exclude_disputed: bool = False,
        timeout: float | None = None,
    ) -> Answer:
        """The causal chains from `cause` to `effect`, in order of trust.

        cause, effect     names of terms, one or several. A nutrient or process stands for each of its states; an effect
                          includes its narrower terms. With one of the two left out, everything downstream or upstream
                          is ranked by the best chain to each, for each sign.
        most              the number of chains to return.
        max_steps         the longest chain, in hops; at least 1.
        sign              keep chains of this sign only.
        via, avoid        keep only chains that run through every term of `via` (or a kind of it) and through none of
                          `avoid`.
        sources, without  slugs of the sources whose evidence alone counts, and of those whose evidence doesn't.
        stated            keep only chains that one passage states, or one source ("assembled") joins.
        exclude_disputed  leave out what has disputing or undecided evidence.
        timeout           seconds after which the search stops; chains found until then are answered.

        Raises UnknownTermError for a name that isn't there, UsageError when neither end is given or a source is
        unknown, InputError for a store that holds claims and no steps, LimitError when the time was up before any
        chain was found.
        """
        if most < 1 or max_steps < 1:
            raise UsageError("the number of steps and of chains must be at least 1.")
        asked = [_as_list(cause), _as_list(effect), list(via), list(avoid)]
        if not (asked[0] or asked[1]):
            raise UsageError("a trace needs a cause, an effect or both.")
        found_terms = iter(self._find([name for names in asked for name in names]))
        ends = [[next(found_terms).iri for _ in names] for names in asked]
        causes, effects = read.widen(self.store, ends[0], ends[1])
        deadline = None if timeout is None else time.monotonic() + timeout
        through = [set(read.widen(self.store, (), [iri])[1]) for iri in ends[2]]
        around = set(read.widen(self.store, ends[3], ())[0])
        counts = self._evidence_filter(sources, without)

        self._tell("gathering the steps between both ends")
        hops = read.hops_between(self.store, causes, effects, max_steps)
        if not hops:
            self._refuse_stepless_store()
        hops = {hop for hop in hops if not {hop.subject, hop.object} & around}
        support = None
        if counts or exclude_disputed:
            support = restricted(*read.support_of(self.store, hops), counts or (lambda _: True), exclude_disputed)
            hops = set(support[0])
        searched = chains(hops, causes, effects, max_steps, deadline)
        paths, cut = _enumerate(searched, sign, through, self._tell)
        if cut == "time" and not paths:
            raise LimitError(f"no chain was found within {timeout:g} s. Raise --timeout or lower --max-steps.")

        used = {hop for path in paths for hop in path}
        self._tell(f"reading the evidence of {len(used):,} steps")
        weights = {} if support else read.weights(self.store, used)
        if len(weights) < len(used):
            support = support or read.support_of(self.store, used)
            weights = {hop: weigh(support[0][hop], support[1]) for hop in used}
        starts, stops = {path[0].subject for path in paths}, {path[-1].object for path in paths}
        concluded = read.conclusions(self.store, sorted(starts), sorted(stops)) if used else {}
        if support and counts:
            allowed = {e.source for claim in support[1].values() for e in claim.evidence}
            concluded = {hop: tuple(s for s in by if s in allowed) for hop, by in concluded.items()}
        umbrellas = self._umbrellas(used)
        found = judge(paths, weights, concluded, umbrellas)
        if stated:
            found = [chain for chain in found if chain.origin != "composed"]
        if not (causes and effects):
            found = best_of_each_end(found)
        shown = mark_shortcuts(found[:most])
        self._tell("")
        truncated = _what_was_cut(cut, len(found), most, timeout)
        support = support or read.support_of(self.store, {hop for chain in shown for hop in chain.hops})
        return self._told((causes, effects), shown, (truncated, cut), *support, umbrellas)

    def around(self, name: str, *, depth: int = 1, most: int = 60) -> Answer:
        """The hops around a term, each as a chain of its own: the nearest first, then in order of trust.

        name   a term; a nutrient or process stands for each of its states.
        depth  how many hops to go from the term, with and against their direction; at least 1.
        most   the number of hops to return.

        Raises UnknownTermError for a name that isn't there, UsageError for a depth or number below 1, InputError for
        a store that holds claims and no steps.
        """
        if depth < 1 or most < 1:
            raise UsageError("the depth and the number of steps must be at least 1.")
        centre, _ = read.widen(self.store, [self.find(name).iri], ())
        found: dict[Hop, int] = {}
        for steps in range(depth, 0, -1):
            near = read.hops_between(self.store, centre, (), steps) | read.hops_between(self.store, (), centre, steps)
            found |= {hop: steps for hop in near if hop.subject != hop.object}
        if not found:
            self._refuse_stepless_store()
        grounds, claims = read.support_of(self.store, found.keys())
        ends = [sorted({hop.subject for hop in found}), sorted({hop.object for hop in found})]
        concluded = read.conclusions(self.store, *ends) if found else {}
        umbrellas = self._umbrellas(found)
        weights = {hop: weigh(g, claims) for hop, g in grounds.items()}
        around = judge([(hop,) for hop in found], weights, concluded, umbrellas)
        around.sort(key=lambda chain: found[chain.hops[0]])
        cut = f"{len(around) - most:,} more found; raise -k to see them" if len(around) > most else None
        return self._told((centre, centre), around[:most], (cut, None), grounds, claims, umbrellas)

    def _umbrellas(self, hops: Collection[Hop]) -> set[str]:
        """Those of the terms that the hops join that stand for several different things."""
        terms = {iri for hop in hops for iri in (hop.subject, hop.object)}
        return read.umbrellas(self.store, sorted(terms)) if terms else set()

    def _evidence_filter(self, sources: Sequence[str], without: Sequence[str]) -> Callable[[Evidence], bool] | None:
        """Whether a piece of evidence counts, by the slug or IRI of its source; None where all does."""
        if not (sources or without):
            return None
        there = {slug(iri): iri for iri in read.sources(self.store)}
        for name in (*sources, *without):
            if name not in there and name not in there.values():
                from kgtool.logic.spelling import near_misses

                near = near_misses(name, there) or sorted(there)
                raise UsageError(f'no source is called "{name}". There are: {", ".join(near)}.')
        only = {there.get(name, name) for name in sources}
        never = {there.get(name, name) for name in without}
        return lambda e: (not only or e.source in only) and e.source not in never

    def explain(self, cause: str, effect: str, *, max_steps: int = 6, timeout: float | None = None) -> "Explanation":
        """What `cause` does to `effect`: the sets of claims that carry each conclusion, and those it falls without.

        Names are taken as `trace` takes them. Chains are at most `max_steps` long; `timeout` is in seconds.

        Raises UnknownTermError for a name that isn't there, UsageError for fewer than one step, InputError for a
        store that holds claims and no steps, LimitError when the time was up before any chain was found.
        """
        from kgtool.answers.explanation import explanation

        if max_steps < 1:
            raise UsageError("the number of steps must be at least 1.")
        ends = self._find([cause, effect])
        found = explanation(self.store, ends[0], ends[1], max_steps, MOST_CHAINS, timeout)
        if not found.arguments:
            self._refuse_stepless_store()
        return found

    def why_not(self, cause: str, effect: str, *, max_steps: int = 6) -> "Gap":
        """What comes nearest to a chain from `cause` to `effect`, where there is none; raises as `explain` does."""
        from kgtool.answers.explanation import gap

        if max_steps < 1:
            raise UsageError("the number of steps must be at least 1.")
        ends = self._find([cause, effect])
        return gap(self.store, ends[0], ends[1], max_steps)

    def conflicts(self, *, max_steps: int = 6) -> "tuple[list[Conflict], dict[str, str]]":
        """Where sources contradict or hedge each other, the gravest first, and the label of every IRI involved.

        max_steps  how long a chain may be that still explains a conclusion.
        """
        from kgtool.logic.conflicts import conflicts, in_order, unexplained
        from kgtool.reading import contrast

        claims = contrast.all_claims(self.store).values()
        found = conflicts(
            claims,
            contrast.contrary_hedges(self.store),
            contrast.predicate_signs(self.store),
            contrast.aspects(self.store),
            contrast.contrary_terms(self.store),
        )
        net = contrast.predicate_signs(self.store, conclusions=True)
        found += unexplained(claims, net, contrast.all_hops(self.store), max_steps)
        named = {iri for c in found for claim in (c.left, c.right) if claim for iri in read.named_in(claim)}
        return in_order(found), read.labels(self.store, sorted(named))

    def net_effects(self) -> list[Hop]:
        """Every (term, sign, term) that some walk over the hops joins: what follows, whoever says so or doesn't.

        A walk may pass a term twice, so a feedback loop can give a pair both signs.
        """
        from kgtool.reading.net_effects import net_effects, signs_of

        return list(net_effects(self.store, signs=signs_of(self.store)))

    def causes_of(
        self,
        symptoms: Sequence[str],
        *,
        most: int = 5,
        anything: bool = False,
        max_steps: int = 6,
        timeout: float | None = None,
    ) -> "Candidates":
        """Which single nutrient state explains the most of the symptoms, and what would tell the candidates apart.

        symptoms   names of terms; each includes its kinds.
        most       the number of candidates to return.
        anything   take any cause, not only a lack or an excess of a nutrient.
        max_steps  the longest chain, in hops.
        timeout    seconds after which the search for one symptom stops.

        Raises as `trace` does.
        """
        from kgtool.logic.causes import Candidates, rank, told_apart
        from kgtool.reading.candidates import brought_by, nutrient_states, tests_for

        asked = tuple(dict.fromkeys(self._find(symptoms)))
        found: dict[str, list[Chain]] = {}
        labels = {term.iri: term.label for term in asked}
        cuts = []
        for term in asked:
            answer = self.trace(None, f"<{term.iri}>", most=MOST_CHAINS, max_steps=max_steps, sign="+", timeout=timeout)
            found[term.iri] = [c for c in answer.chains if c.terms[0] != term.iri]
            labels |= answer.labels
            cuts += [f"{term.label}: {answer.truncated}"] if answer.stopped else []
        candidates = rank(found)
        if not anything:
            states = nutrient_states(self.store, sorted({c.cause for c in candidates}))
            candidates = [c for c in candidates if c.cause in states]
        if len(candidates) > most:
            cuts.append(f"{len(candidates) - most:,} more explain fewer or less directly; raise -k to see them")
        shown = candidates[:most]
        causes = [c.cause for c in shown]
        shown = told_apart(
            shown, brought_by(self.store, causes), tests_for(self.store, causes), [term.iri for term in asked]
        )
        rest = sorted({iri for c in shown for iri in (*c.apart, *c.tests)} - labels.keys())
        labels |= read.labels(self.store, rest)
        return Candidates(tuple(shown), asked, labels, "; ".join(cuts) or None)

    def _refuse_stepless_store(self) -> None:
        if read.lacks_steps(self.store):
            raise InputError(
                "this store holds claims but no steps, so nothing can be traced in it. "
                "Fill it from `kgtool export --steps`, which writes the edges and derived hops too."
            )

    def _told(
        self,
        ends: tuple[list[str], list[str]],
        shown: list[Chain],
        cut: tuple[str | None, Literal["number", "time"] | None],
        grounds: dict[Hop, Grounds],
        claims: dict[str, Claim],
        umbrellas: Collection[str],
    ) -> Answer:
        """The answer, cut down to what its chains rest on, with a label for everything it names."""
        kept = {hop: grounds[hop] for chain in shown for hop in chain.hops}
        kept_claims = {c: claims[c] for g in kept.values() for c in g.claims}
        iris = {*ends[0], *ends[1]}
        for hop, g in kept.items():
            iris |= {hop.subject, hop.object, *(p.rule for p in (*g.premises, *g.further) if p.rule)}
        for claim in kept_claims.values():
            iris |= read.named_in(claim)
        for chain in shown:
            iris |= set(chain.concluded)
        known = read.labels(self.store, sorted(iri for iri in iris if iri))
        causes, effects = (tuple(Term(iri, known.get(iri, iri)) for iri in end) for end in ends)
        conditions = {hop: tuple(sorted(weigh(g, claims).conditions)) for hop, g in kept.items()}
        shown_umbrellas = tuple(sorted({iri for chain in shown for iri in chain.terms} & set(umbrellas)))
        return Answer(causes, effects, tuple(shown), *cut, kept, kept_claims, conditions, known, shown_umbrellas)


def _enumerate(
    paths: Iterable[Path], sign: Sign | Literal["any"], through: Sequence[set[str]], tell: Callable[[str], None]
) -> tuple[list[Path], Literal["number", "time"] | None]:
    found: list[Path] = []
    try:
        for path in paths:
            if sign in ("any", sign_of(path)) and all(_runs_through(path, terms) for terms in through):
                if len(found) == MOST_CHAINS:
                    return found, "number"
                found.append(path)
                if not len(found) % 256:
                    tell(f"searching: {len(found):,} chains so far")
    except TimeoutError:
        return found, "time"
    return found, None


def _as_list(names: str | Sequence[str] | None) -> list[str]:
    return [names] if isinstance(names, str) else list(names or ())


def _runs_through(path: Path, terms: set[str]) -> bool:
    return path[0].subject in terms or any(hop.object in terms for hop in path)


def _what_was_cut(cut: Literal["number", "time"] | None, there: int, most: int, timeout: float | None) -> str | None:
    """What an answer leaves out and how to get it, or None where it is whole."""
    parts = []
    if cut == "number":
        parts.append(
            f"the search stopped at {MOST_CHAINS:,} chains, the shortest first; lower --max-steps to rank all of them"
        )
    elif cut == "time":
        parts.append(f"the search stopped after {timeout:g} s; raise --timeout to search on")
    if there > most:
        parts.append(f"{there - most:,} more found; raise -k to see them")
    return "; ".join(parts) or None


def open_graph(
    *inputs: str,
    use_cache: bool = True,
    warn: Callable[[str], None] = lambda _: None,
    signs: Sequence[str] = (),
    timeout: float | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Graph:
    """Open RDF files, folders or one endpoint URL; nothing for the shipped graph.

    use_cache  keep what is made of the files on disk, so that the next opening takes milliseconds.
    warn       gets a sentence when something went wrong that didn't stop the answer.
    signs      files that say which predicates of a foreign graph promote and inhibit, besides the shipped ones for
               the Relation Ontology and the Biolink Model.
    timeout    seconds to wait for one answer of an endpoint.
    tell       gets a few words on what is being done, now and then; none when it is over.

    Raises InputError for what can't be read (file and line are named), UsageError for an endpoint beside files.
    """
    return Graph(open_store(inputs, use_cache, warn, read.indexed, signs, timeout, tell), tell)
