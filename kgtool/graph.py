"""The graph as its users meet it: find terms, trace chains, ask. What works on files stands in rooms of its own."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Literal

from kgtool.answers.candidates import MOST_CHAINS, Question, at_least_one
from kgtool.answers.names import described, find, iri_by_slug, iris_of, names_in
from kgtool.answers.trace import around, trace
from kgtool.errors import UnknownTermError, UsageError
from kgtool.logic.spelling import key
from kgtool.model import Evidence, Hop, Sign, Term
from kgtool.notebook.answer import Answer
from kgtool.reading import reader as read
from kgtool.store import Answer as RdfAnswer
from kgtool.store import Store
from kgtool.vocabulary import BASE

if TYPE_CHECKING:
    from kgtool.answers.gap import Gap
    from kgtool.logic.bearing import Asked
    from kgtool.logic.sides import Said
    from kgtool.notebook.pages import Covered, Paged, Ranked
    from kgtool.notebook.readable import Conflicts, Explained, Loaded, Shown, Terms
    from kgtool.table import Table


class Graph:
    """An opened knowledge graph. Make one with `kgtool.open`."""

    def __init__(self, store: Store, tell: Callable[[str], None] = lambda _: None) -> None:
        self.store = store
        self._tell = tell

    def __repr__(self) -> str:
        from kgtool.errors import KgtoolError

        try:
            held = self.overview().totals
        except KgtoolError as error:
            return f"<Graph that can't be read: {error}>"
        counts = [f"{held[name]:,} {name}" for name in ("triples", "terms", "claims", "sources")]
        return f"<Graph of {', '.join(counts)}: trace, explain, show, search, …>"

    # ---- terms ----

    def find(self, name: str) -> Term:
        """The term that `name` (a label, synonym, CURIE or IRI; letter case aside) stands for.

        Raises UnknownTermError when there is none, or more than one: its text offers the candidates.
        """
        return find(self.store, [name])[0]

    def iri_of(self, name: str) -> str:
        """The IRI of a term, by any of its names, or of anything else that the graph describes, by its IRI or CURIE.

        Raises UnknownTermError as `find` does.
        """
        return described(self.store, name.strip()) or iri_by_slug(self.store, name.strip()) or self.find(name).iri

    def search(self, text: str, limit: int | None = None) -> "Terms":
        """The terms with a label or synonym that holds every word of `text`, the best match first."""
        from kgtool.notebook.readable import Terms
        from kgtool.reading.index import matches

        found = matches(self.store, text)
        known = read.labels(self.store, found[:limit])
        return Terms([Term(iri, known.get(iri, iri)) for iri in found[:limit]], len(found))

    def classes(self, text: str) -> list[Term]:
        """The classes of terms with a label that holds every word of `text`, in order of their IRIs."""
        wanted = set(key(text).split())
        return [c for c in read.classes_of_terms(self.store) if wanted and wanted <= set(key(c.label).split())]

    def show(self, name: str) -> "Shown":
        """Everything said about the term that `name` stands for.

        Raises UnknownTermError as `find` does.
        """
        from kgtool.notebook.readable import Shown
        from kgtool.reading.portrait import class_called, class_portrait, portrait

        try:
            return Shown(*portrait(self.store, self.find(name)))
        except UnknownTermError:
            if iri := class_called(self.store, name.strip()):
                return Shown(*class_portrait(self.store, iri))
            raise

    def overview(self) -> "Loaded":
        """What is loaded, counted, with the versions of what reads it."""
        from kgtool.notebook.readable import Loaded
        from kgtool.reading.portrait import overview

        return Loaded(*overview(self.store))

    def coverage(self) -> "Covered":
        """What the sources tell of each nutrient, by kinds of knowledge; what they are silent about as well."""
        from kgtool.answers.coverage import coverage
        from kgtool.notebook.pages import Covered

        return Covered(coverage(self.store))

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
        from kgtool.queries.catalogue import ask

        return ask(self.store, name_or_text, parameters, self.iri_of)

    def evidence_of(self, claim: str) -> tuple[Evidence, ...]:
        """All evidence of the claim with this IRI or slug; none where there is no such claim."""
        iri = claim if "://" in claim else f"{BASE}claim/{claim}"
        from kgtool.reading.evidence import claims_of

        found = claims_of(self.store, [iri]).get(iri)
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
        every: bool = False,
        timeout: float | None = None,
    ) -> Answer:
        """The causal chains from `cause` to `effect`, in order of trust, and the routes that they take.

        cause, effect     names of terms, one or several. A nutrient or process stands for each of its states; an effect
                          includes its narrower terms. With one of the two left out, everything downstream or upstream
                          is ranked by the best chain to each, for each sign.
        most              the number of routes to return, and of chains at least; with one end left out, of chains.
        max_steps         the longest chain, in hops; at least 1.
        sign              keep chains of this sign only.
        via, avoid        keep only chains that run through every term of `via` (or a kind of it) and through none of
                          `avoid`.
        sources, without  slugs of the sources whose evidence alone counts, and of those whose evidence doesn't.
        stated            keep only chains that one passage states, or one source ("assembled") joins.
        exclude_disputed  leave out what has disputing or undecided evidence.
        every             all chains and routes, those too that explain nothing, whatever `most` is.
        timeout           seconds that it may take; chains found and judged by then are answered.

        Raises UnknownTermError for a name that isn't there, UsageError when neither end is given or a source is
        unknown, InputError for a store that holds claims and no steps, LimitError when the time was up before any
        chain was found.
        """
        at_least_one("the number of steps and of chains", most, max_steps)
        ends = (names_in(cause), names_in(effect))
        if not any(ends):
            raise UsageError("a trace needs a cause, an effect or both.")
        causes, effects, through, around = iris_of(self.store, *ends, via, avoid)
        counted = (tuple(sources), tuple(without), stated, exclude_disputed, every, timeout)
        question = Question(causes, effects, most, max_steps, sign, through, around, *counted)
        return Answer(*trace(self.store, question, self._tell))

    def around(self, name: str, *, depth: int = 1, most: int = 60, timeout: float | None = None) -> Answer:
        """The hops around a term, each as a chain of its own: the nearest first, then in order of trust.

        name     a term; a nutrient or process stands for each of its states.
        depth    how many hops to go from the term, with and against their direction; at least 1.
        most     the number of hops to return.
        timeout  seconds that it may take; what is judged by then is answered.

        Raises UnknownTermError for a name that isn't there, UsageError for a depth or number below 1, InputError for
        a store that holds claims and no steps.
        """
        at_least_one("the depth and the number of steps", depth, most)
        return Answer(*around(self.store, self.find(name).iri, depth, most, timeout))

    def explain(self, cause: str, effect: str, *, max_steps: int = 6, timeout: float | None = None) -> "Explained":
        """What `cause` does to `effect`: the sets of claims that carry each conclusion, and those it falls without.

        Names are taken as `trace` takes them. Chains are at most `max_steps` long; `timeout` is in seconds.

        Raises UnknownTermError for a name that isn't there, UsageError for fewer than one step, InputError for a
        store that holds claims and no steps, LimitError when the time was up before any chain was found.
        """
        from kgtool.answers.explanation import explanation
        from kgtool.notebook.readable import Explained

        at_least_one("the number of steps", max_steps)
        ends = find(self.store, [cause, effect])
        return Explained(*explanation(self.store, ends[0], ends[1], max_steps, MOST_CHAINS, timeout))

    def why_not(self, cause: str, effect: str, *, max_steps: int = 6) -> "Gap":
        """What comes nearest to a chain from `cause` to `effect`, where there is none; raises as `explain` does."""
        from kgtool.answers.gap import gap

        at_least_one("the number of steps", max_steps)
        ends = find(self.store, [cause, effect])
        return gap(self.store, ends[0], ends[1], max_steps)

    def conflicts(self) -> "Conflicts":
        """What sources disagree about, each case once, the gravest first; and the label of every IRI involved."""
        from kgtool.answers.conflicts import disagreements
        from kgtool.notebook.readable import Conflicts

        return Conflicts(*disagreements(self.store))

    def unexplained(self, *, max_steps: int = 6) -> "tuple[list[Said], dict[str, str]]":
        """The conclusions that some source states and no chain explains, and the label of every IRI involved.

        max_steps  how long a chain may be that still explains one.
        """
        from kgtool.answers.conflicts import unexplained_conclusions

        return unexplained_conclusions(self.store, max_steps)

    def net_effects(self) -> list[Hop]:
        """Every (term, sign, term) that some walk over the hops joins: what follows, whoever says so or doesn't.

        A walk may pass a term twice, so a feedback loop can give a pair both signs.
        """
        from kgtool.reading.net_effects import net_effects, signs_of

        return list(net_effects(self.store, signs=signs_of(self.store)))

    def nutrient(
        self,
        name: str,
        *,
        sex: str | None = None,
        age: float | None = None,
        stage: str | None = None,
        max_steps: int = 4,
        timeout: float | None = None,
    ) -> "Paged":
        """A nutrient on a page: what it does, what its lack and excess bring, tests, intakes, foods, drugs, ….

        sex, age, stage  whose intakes: "female" or "male", years, and a life stage such as "pregnancy".
        max_steps        the longest chain, in hops.
        timeout          seconds that it may take; chains that there was no time to find are left out.

        Raises UnknownTermError for a name that isn't there, UsageError for a term that is no nutrient.
        """
        from kgtool.answers.nutrient import page
        from kgtool.notebook.pages import Paged

        return Paged(*page(self.store, self.find(name), sex, age, stage, max_steps, timeout))

    def causes_of(
        self,
        symptoms: Sequence[str],
        *,
        takes: Sequence[str] = (),
        diet: Sequence[str] = (),
        stage: Sequence[str] = (),
        having: Sequence[str] = (),
        most: int = 5,
        anything: bool = False,
        max_steps: int = 4,
        timeout: float | None = None,
    ) -> "Ranked":
        """Which single nutrient state explains best what a patient has, takes, eats and is in; what tells them apart.

        symptoms            names of what the patient has; each includes its kinds.
        takes, diet, stage  names of drugs and supplements, of diets, and of stages of life that may bring a candidate.
        having              names of anything else that may: a condition, a group that the patient belongs to.
        most                the number of candidates to return.
        anything            take any cause, not only a lack or an excess of a nutrient.
        max_steps           the longest chain from a candidate to a symptom, in hops.
        timeout             seconds that it may take: each of its searches, one a symptom and two more, gets a share.

        Raises as `trace` does.
        """
        from kgtool.answers.causes import causes
        from kgtool.notebook.pages import Ranked

        at_least_one("the number of steps and of candidates", most, max_steps)
        given: dict[Asked, Sequence[str]] = {"takes": takes, "diet": diet, "stage": stage, "with": having}
        return Ranked(*causes(self.store, symptoms, given, most, anything, max_steps, timeout, self._tell))
