"""The data graph as pySHACL gets it: plain triples for the parameters of SHACL Core, pyoxigraph for queries.

rdflib needs 20 ms to read a query and seconds to join a few thousand triples; pyoxigraph answers in its place wherever
the answer is sure to be the same. It isn't
- for a query that can meet a literal which pyoxigraph's store would rewrite, 0.70 as 0.7;
- for one that passes a variable on which is bound beforehand, as in BIND ($this AS ?x): there pyoxigraph takes it for
  unbound, though in patterns, comparisons and most functions it doesn't.
There rdflib, which leaves literals as they are written and such variables bound, answers after all.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pyoxigraph as ox
import rdflib
from rdflib.plugins.stores.memory import SimpleMemory
from rdflib.query import Result

from kgtool.guard.text import refuse_unsafe
from kgtool.sparql import Token, tokens
from kgtool.vocabulary import RDF, XSD

# In a query whose tokens stand one space apart.
_PASSED_ON = (
    r"(?:\b(?:BOUND|COALESCE|IF) \(|,|\W \() [?$]{name}(?!\w)"  # as an argument, or in brackets of its own
    r"|[?$]{name} AS\b"
)
_ANYTHING = ox.NamedNode("urn:kgtool:anything")


def graph_of(triples: Iterable[ox.Triple]) -> rdflib.Graph:
    """The triples as a graph of rdflib's, which answers queries fast."""
    kept = list(dict.fromkeys(triples))
    store = _Answering(kept)
    graph = rdflib.Graph(store, bind_namespaces="none")
    store.graphs = (graph,)
    known: dict[Any, Any] = {}
    for triple in kept:
        row: list[Any] = []
        for term in triple:
            made = known.get(term)
            if made is None:
                made = known[term] = to_rdflib(term)
            row.append(made)
        store.add((row[0], row[1], row[2]), graph)
    return graph


def to_rdflib(term: Any) -> Any:
    """A term of pyoxigraph's as rdflib has it, written the same."""
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    if term.datatype.value == XSD + "string":
        return rdflib.Literal(term.value)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)


def from_rdflib(term: Any) -> Any:
    """A term of rdflib's as pyoxigraph has it, written the same."""
    if isinstance(term, rdflib.URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, rdflib.BNode):
        return ox.BlankNode(str(term))
    if term.language:
        return ox.Literal(str(term), language=term.language)
    return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)) if term.datatype else None)


class _Answering(SimpleMemory):
    """rdflib's simplest store, which has pyoxigraph answer queries."""

    # There is one graph in it; but pySHACL wraps every graph into a Dataset, which asks for these.
    context_aware = True
    graph_aware = True

    def __init__(self, triples: list[ox.Triple]) -> None:
        super().__init__()
        self.graphs: tuple[rdflib.Graph, ...] = ()
        self._triples = triples
        self._store: ox.Store | None = None
        self._rewritten: set[str] = set()
        self._sure: dict[str, bool] = {}

    def __len__(self, context: Any = None) -> int:
        return len(self._triples)  # asked for often, and counted anew each time by the class above

    def triples(self, triple_pattern: Any, context: Any = None) -> Iterator[tuple[Any, Iterator[rdflib.Graph]]]:
        """The triples of a pattern, each with the graphs that hold it."""
        for triple, _ in super().triples(triple_pattern, context):
            yield triple, iter(self.graphs)

    def query(
        self,
        query: Any,
        initNs: Mapping[str, Any],  # noqa: ARG002, N803 - rdflib's name; pySHACL writes prefixes into the query
        initBindings: Mapping[str, Any],  # noqa: N803 - rdflib's name
        queryGraph: str,  # noqa: ARG002, N803 - rdflib's name; there is one graph
        **_: Any,
    ) -> Result:
        """The answer to a query, or NotImplementedError, at which rdflib answers itself."""
        if self._store is None:
            self._store = ox.Store()
            self._store.bulk_extend(ox.Quad(*triple) for triple in self._triples)
            self._rewritten = _rewritten(self._triples)
        bound = {str(name): term for name, term in initBindings.items()}
        if query not in self._sure:
            refuse_unsafe(query, refuse_from=True)  # the whole text, with what pySHACL has put into it
            met = bool(self._rewritten) and _meets(query, bound, self._rewritten)
            self._sure[query] = not met and not _passes_on(query, bound)
        given = {ox.Variable(name): from_rdflib(term) for name, term in bound.items()}
        if not self._sure[query] or _rewrites(given.values()):
            raise NotImplementedError
        try:
            answer = self._store.query(query, substitutions=given)
        except (SyntaxError, ValueError, RuntimeError) as error:
            raise NotImplementedError from error
        if isinstance(answer, ox.QuerySolutions):
            result = Result("SELECT")
            result.vars = [rdflib.Variable(v.value) for v in answer.variables]
            result.bindings = [
                {name: to_rdflib(term) for name, term in zip(result.vars, row, strict=True) if term is not None}
                for row in answer
            ]
            return result
        if isinstance(answer, ox.QueryBoolean):
            result = Result("ASK")
            result.askAnswer = bool(answer)
            return result
        raise NotImplementedError


def _rewritten(triples: Iterable[ox.Triple]) -> set[str]:
    """The predicates that lead to a literal which pyoxigraph's store would write otherwise."""
    written: dict[ox.Literal, set[str]] = {}
    for triple in triples:
        object_ = triple.object
        if isinstance(object_, ox.Literal) and not object_.language and object_.datatype.value != XSD + "string":
            written.setdefault(object_, set()).add(triple.predicate.value)
    return {predicate for literal in _rewrites(written) for predicate in written[literal]}


def _rewrites(terms: Iterable[Any]) -> set[ox.Literal]:
    literals = {t for t in terms if isinstance(t, ox.Literal)}
    store = ox.Store()
    store.extend(ox.Quad(_ANYTHING, _ANYTHING, literal) for literal in literals)
    return literals - {quad.object for quad in store if isinstance(quad.object, ox.Literal)}


def _passes_on(query: str, bound: Iterable[str]) -> bool:
    """Whether a query asks if a bound variable is bound, or makes it the value of something else."""
    text = " ".join(token.text for token in tokens(query))
    return any(re.search(_PASSED_ON.format(name=re.escape(name)), text, re.IGNORECASE) for name in bound)


def _meets(query: str, bound: Mapping[str, Any], predicates: set[str]) -> bool:
    """Whether a query may come by what one of these predicates leads to.

    It may if it names one, if a variable or all but some predicates stand where a predicate does, or if a path can end
    where it starts. Where its tokens leave that open, it may.
    """
    words = [Token("mark", "", 0, 0), *_patterns(query), Token("mark", "", 0, 0), Token("mark", "", 0, 0)]
    for before, token, after in zip(words, words[1:], words[2:], strict=False):
        named = token.text
        if token.kind == "variable":
            if (before.text != ";" and not _is_term(before)) or not _is_term(after, opening=True):
                continue
            if named[1:] not in bound:
                return True
            named = str(bound[named[1:]])
        if token.kind in ("iri", "name", "variable"):
            end = named.strip("<>") if token.kind != "name" else named.partition(":")[2]
            if not end or "\\" in end or any(predicate.endswith(end) for predicate in predicates):
                return True
        if token.text == "." and after.text.isdigit() and before.kind == "variable":  # .5, behind a predicate
            return True
        if token.text == "a" and RDF + "type" in predicates:
            return True
        if token.text == "!" and (after.kind in ("iri", "name") or after.text in ("(", "^", "a")):
            return True
    return any(_may_stay(words, number) for number in range(2, len(words)))


def _patterns(query: str) -> Iterator[Token]:
    """The tokens of a query but for its prefixes, and for what its SELECTs return, group and order by."""
    skipping = ""
    for token in tokens(query):
        word = token.text.upper()
        if skipping == "PREFIX":
            skipping = "" if token.kind == "iri" else skipping
        elif word in ("PREFIX", "SELECT", "GROUP", "ORDER"):
            skipping = word
        elif word in ("{", "}", "WHERE", "HAVING"):
            skipping = ""
        if not skipping and word != "PREFIX":
            yield token


def _is_term(token: Token, *, opening: bool = False) -> bool:
    """Whether a token can be, or end, a subject; or be, or open, an object."""
    known = token.kind in ("iri", "name", "variable", "string")
    return (
        known
        or token.text in (("(", "[", "+", "-", "<", "true", "false") if opening else (")", "]", ">"))
        or (token.text.isdigit())
    )


def _may_stay(words: list[Token], number: int) -> bool:
    """Whether a path that takes no step or more ends here, and has no other step before."""
    mark, last, first = words[number], words[number - 1], words[number - 2]
    if (
        mark.kind != "mark"
        or mark.text not in ("*", "?")
        or not (last.kind in ("iri", "name") or last.text in (")", "a"))
    ):
        return False
    if first.text == "^":
        first = words[number - 3]
    return last.text == ")" or first.text != "/"
