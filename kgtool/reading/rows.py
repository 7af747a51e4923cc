"""Rows of a store as plain text, and plain text as SPARQL."""

import re
from collections.abc import Collection, Iterable, Iterator

import pyoxigraph as ox

from kgtool.errors import InputError, UsageError
from kgtool.model import Sign
from kgtool.sparql import columns
from kgtool.store import Store
from kgtool.store.edge_forms import ENDS, FRAMES
from kgtool.vocabulary import NC, OWL, RDF, RDFS, SKOS, STEPS, node

PROLOGUE = (
    f"PREFIX nc: <{NC}>\nPREFIX rdfs: <{RDFS}>\nPREFIX rdf: <{RDF}>\nPREFIX skos: <{SKOS}>\nPREFIX owl: <{OWL}>\n"
)
NOT_TERMS = (
    *("nc:Claim", "nc:Evidence", "nc:Passage", "nc:Section", "nc:Source", "nc:Derivation", "nc:NetEffect", "nc:Hop"),
    "nc:Seam",
    *("owl:Class", "owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty", "owl:Ontology"),
)
Row = tuple[str | None, ...]
_FEW = 30
_IRI_OR_NOTHING = frozenset((ox.NamedNode, type(None)))


def rows(store: Store, pattern: str, only_iris: bool = False) -> Iterator[Row]:
    """The rows of a SELECT as plain text: IRIs and literals by their value, unbound cells as None.

    only_iris  leave out the rows in which some cell is neither an IRI nor unbound.

    From a cached store all are read before the first is handed out, because damage may show in the last.
    """
    if store.far:  # questions may take turns in threads, where no answer of pyoxigraph may be left behind
        try:
            yield from list(_read(store, pattern, only_iris))
        except UsageError as error:
            raise InputError(f"{error} That is what it says of a query of kgtool's own.") from error
        return
    if not store.repairable:
        yield from _read(store, pattern, only_iris)
        return
    try:
        found = list(_read(store, pattern, only_iris))
    except (OSError, RuntimeError) as error:
        if not store.repaired(error):
            raise InputError(f"the store can't be read: {error}") from error
        found = list(_read(store, pattern, only_iris))
    yield from found


def _read(store: Store, pattern: str, only_iris: bool) -> Iterator[Row]:
    answer = store.query(PROLOGUE + pattern)
    if not isinstance(answer, ox.QuerySolutions):
        raise InputError("the store answered a SELECT query with something other than rows.")
    asked = columns(pattern)
    told = [variable.value for variable in answer.variables]
    if told != asked:
        del answer
        raise InputError(f"the store answered with the columns {told} where {asked} were asked for.")
    for solution in answer:
        if not only_iris or _IRI_OR_NOTHING.issuperset(map(type, solution)):
            yield tuple([None if cell is None else cell.value for cell in solution])


def as_number(text: str | None) -> int:
    """A whole number as a store writes it; nothing is 0.

    Raises InputError for any other text.
    """
    try:
        return int(text or 0)
    except ValueError as error:
        raise InputError(f'the store answered "{text}" where a number was asked for.') from error


def counted(store: Store, pattern: str) -> int:
    """How many solutions a pattern has.

    Raises InputError where the store doesn't answer with a number.
    """
    found = list(rows(store, f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}"))
    if len(found) != 1:
        raise InputError(f"the store answered with {len(found)} rows where a number was asked for.")
    return as_number(found[0][0])


def values(variable: str, iris: Iterable[str]) -> str:
    """A VALUES block that binds `variable` to each IRI."""
    return f"VALUES ?{variable} {{ {' '.join(map(node, iris))} }}"


def among(variable: str, iris: Collection[str]) -> str:
    """A filter that keeps some IRIs; nothing where they are none, or many, of which Jena takes each by itself."""
    return f"FILTER(?{variable} IN ({', '.join(map(node, sorted(iris)))}))" if 0 < len(iris) <= _FEW else ""


def triples(between: str, predicate: str, iris: Iterable[str]) -> str:
    """A pattern for the triples of ?s and ?o whose predicate, a variable of this name, is one of the IRIs.

    between  a VALUES block that binds ?s, ?o or both; or nothing, for all triples. A group has one VALUES block: two
             multiply, and without any all triples would be read.
    """
    if between:
        return f"{between} ?s ?{predicate} ?o FILTER(?{predicate} IN ({', '.join(map(node, iris))}))"
    return f"{values(predicate, iris)} ?s ?{predicate} ?o"


def only_terms(variable: str) -> str:
    """A filter that keeps what the graph speaks of: no claims, evidence or parts of the ontology.

    Classes of others that are terms are sought by `TERM_CLASSES`: one filter for both takes engines minutes.
    """
    return (
        f'FILTER(!STRSTARTS(STR(?{variable}), "{NC}")) '
        f"FILTER NOT EXISTS {{ VALUES ?notTerm {{ {' '.join(NOT_TERMS)} }} ?{variable} a ?notTerm }}"
    )


def literal(text: str) -> str:
    """The text as a SPARQL string literal."""
    return str(ox.Literal(text))


def at_a_step(variable: str, before: str = "") -> str:
    """A condition that something is the end of a step. A path of four ways would be tried from its wrong end."""
    ways = (f"?{variable} {step} ?end" for step in _STEPS), (f"?end {step} ?{variable}" for step in _STEPS)
    return "(" + " || ".join(f"EXISTS {{ {before} {way} }}" for some in ways for way in some) + ")"


def at_an_edge(variable: str) -> str:
    """A condition that something is the end of an edge that could be a step: of a triple, a node or a restriction."""
    joins = f"isIRI(?else) && !REGEX(STR(?by), {literal(_FRAMED)})"
    says_so = "isBlank(?else) && ?by IN (rdfs:subClassOf, owl:equivalentClass)"  # one triple: engines join much else
    return (
        f"(EXISTS {{ ?else ?by ?{variable} FILTER({joins} || ?by IN ({_ENDS})) }} || "
        f"EXISTS {{ ?{variable} ?by ?else FILTER({joins} || {says_so}) }})"
    )


_FRAMED = f"^({'|'.join(map(re.escape, FRAMES))})"
_ENDS = ", ".join(map(node, ENDS))
_STEPS = tuple(map(node, STEPS))
_OTHERS = "?t a owl:Class FILTER(!STRSTARTS(STR(?t), STR(nc:)))"
# In two parts, since Oxigraph works out all instances at steps where one filter asks for all of it.
TERM_CLASSES = (
    f"{{ SELECT DISTINCT ?t WHERE {{ {{ {_OTHERS} FILTER({at_a_step('t')} || {at_a_step('i', '?i a ?t .')}) }} "
    f"UNION {{ {_OTHERS} FILTER({at_an_edge('t')}) }} }} }}"
)
"""A pattern for the classes of others that are terms (?t): they are the end of what could be a step, or some instance
of them is the end of one."""


def as_sign(text: str | None) -> Sign:
    """A sign as the ontology writes it.

    Raises InputError for any other text.
    """
    if text == "+":
        return "+"
    if text == "-":
        return "-"
    raise InputError(f'the store has nc:sign "{text}"; a sign is "+" or "-".')
