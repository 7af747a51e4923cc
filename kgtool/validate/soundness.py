"""Refuses shapes that would pass everything, or run something: before they are used, and once the data is known.

A shapes graph with a misspelt parameter or class finds nothing, and says that all is well. So what can't be meant is an
error; what may be meant, but has no effect or can find nothing, is an error too, unless the user says otherwise
(`lenient`).
"""

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

import pyoxigraph as ox

from kgtool.errors import InputError, KgtoolError, RefusedError
from kgtool.validate import terms
from kgtool.validate.census import Census
from kgtool.validate.naming import declared_prefixes, names_in
from kgtool.validate.parameters import _QUERIES, check_value
from kgtool.validate.queries import VALIDATORS, refuse_bad_queries
from kgtool.validate.shapes import SH, TARGETS, Node, Place, Shapes, Statement, Value
from kgtool.vocabulary import OWL, RDF, curie

_Doubt = tuple[Place | None, str]
_LOOKALIKE = re.compile(r"https?://(www\.)?w3\.org/(ns|1999|2000)/shacl?\b(?!-test#)", re.IGNORECASE)
# Where a term of SHACL is only named, and nothing of it used: as a path or target of shapes for shapes, in a list.
_NAMING = {SH + n for n in ("path", "inversePath", "targetSubjectsOf", "targetObjectsOf", "targetClass", "class")}
_NAMING |= {SH + "hasValue", RDF + "first"}


def refuse_unsound(shapes: Shapes, lenient: bool = False) -> list[str]:
    """Return when the shapes are well formed, as far as one sees without the data, and run nothing but queries.

    lenient  let pass what SHACL gives no meaning (unknown names, counts without a path, a switch that is 1) and
             imports, which are never followed: they come back as sentences.

    Raises InputError with file and line for what can't be meant, RefusedError for code, imports, and queries that
    could open a connection.
    """
    notes: list[str] = []
    for statement in shapes.statements:
        notes += _let_pass(_unread(statement), lenient)
        check_value(statement, shapes)
    notes += _let_pass(_imports(shapes), lenient)
    refuse_bad_queries(shapes)
    _check_components(shapes)
    if not any(True for _ in _judging(shapes)):
        raise InputError(
            f"{', '.join(shapes.files)}: no shapes. Without any, everything would pass; is this the right file?"
        )
    notes += _let_pass(_without_shapes(shapes), lenient)
    for shape in _judging(shapes):
        _check_parts(shape, shapes)
        notes += _let_pass(_counts_without_object(shape, shapes), lenient)
    return notes


def _without_shapes(shapes: Shapes) -> Iterator[InputError]:
    """The files that say nothing in the terms of SHACL."""
    saying = {s.place.file for s in shapes.statements if any(SH in str(term) for term in (s.predicate, s.object))}
    for path in shapes.files:
        if path not in saying:
            yield InputError(f"{path}: no shapes in this file, so it checks nothing; is this the right one?")


def _let_pass(errors: Iterable[KgtoolError], lenient: bool) -> list[str]:
    notes = []
    for error in errors:
        if not lenient:
            raise error
        notes.append(str(error))
    return notes


def refuse_vacuous(shapes: Shapes, census: Census, lenient: bool) -> list[str]:
    """Return when every shape can find something in data of this kind; with `lenient`, what can't, as sentences.

    Raises InputError with file and line.
    """
    found = [*_idle(shapes), *_unknown_classes(shapes, census), *_unknown_names(shapes, census)]
    if found and not lenient:
        place, text = found[0]
        more = f" ({len(found) - 1} more of this kind)" if len(found) > 1 else ""
        raise InputError(f"{place}: {text}{more} --lenient-shapes lets it pass.")
    return [f"{place}: {text}" for place, text in found]


# ---- one statement -------------------------------------------------------------------------------------


def _unread(statement: Statement) -> Iterator[InputError]:
    """What looks like SHACL and isn't. Raises RefusedError for what isn't run here."""
    named = [statement.predicate]
    named += [n.value for n in (statement.subject, statement.object) if isinstance(n, ox.NamedNode)]
    for iri in named:
        if iri == SH and statement.predicate == OWL + "imports":
            continue  # which says the right thing of it
        if not iri.startswith(SH):
            if statement.predicate == iri and _LOOKALIKE.match(iri):
                yield InputError(f"{statement.place}: <{iri}> is not in the namespace of SHACL, which is <{SH}>.")
            continue
        name = iri[len(SH) :]
        if terms.is_code(name) and not (statement.predicate in _NAMING and iri != statement.predicate):
            raise RefusedError(
                f"{statement.place}: sh:{name} belongs to rules, functions or scripts, which are not run. "
                "Say it with sh:sparql or the parameters of SHACL Core."
            )
        if name not in terms.KNOWN and not terms.is_code(name):
            near = get_close_matches(name, terms.KNOWN, n=1)
            hint = f" Did you mean sh:{near[0]}?" if near else " Correct its spelling."
            yield InputError(f"{statement.place}: SHACL has no sh:{name}, so it would have no effect.{hint}")
    if terms.PROPERTIES.get(statement.predicate.removeprefix(SH)) == "boolean" and statement.object.value == "1":
        yield InputError(f"{statement.place}: SHACL takes only true for true, so this 1 has no effect. Write true.")


def _imports(shapes: Shapes) -> Iterator[RefusedError]:
    here = {
        s.subject
        for s in shapes.statements
        if s.predicate == RDF + "type" and s.object == ox.NamedNode(OWL + "Ontology")
    }
    for statement in shapes.statements:
        if statement.predicate == OWL + "imports" and statement.object not in here:
            yield RefusedError(
                f"{statement.place}: nothing is fetched, so this import is not followed. "
                "Name a file that holds it with --shapes, or remove the line."
            )


# ---- one shape -----------------------------------------------------------------------------------------


def _judging(shapes: Shapes) -> Iterator[Node]:
    """Every shape, and every node that bears a constraint as if it were one."""
    parameters = {p for n in shapes.subjects() for p in shapes.values(n, "parameter")}
    bearing = (n for n in shapes.subjects() if n not in parameters and _asks(n, shapes))
    yield from dict.fromkeys([*shapes.shapes(), *bearing])


def _asks(node: Node, shapes: Shapes) -> bool:
    return any(shapes.values(node, name) for name in terms.CONSTRAINTS)


def _check_parts(shape: Node, shapes: Shapes) -> None:
    place = shapes.place(shape)
    paths = shapes.values(shape, "path")
    if len(paths) > 1:
        raise InputError(f"{place}: {_name(shape)} has {len(paths)} paths. Make one shape for each.")
    typed = ox.NamedNode(SH + "PropertyShape") in shapes.values(shape, RDF + "type")
    if typed and not paths and not next(_counts_without_object(shape, shapes), None):
        raise InputError(
            f"{place}: {_name(shape)} is a sh:PropertyShape without sh:path. Add it, or make it a sh:NodeShape."
        )
    for name in terms.SINGLE:
        if (count := len(set(shapes.values(shape, name)))) > 1:
            raise InputError(
                f"{place}: {_name(shape)} has {count} values of sh:{name}, which takes one. Remove a value."
            )
    for inner in shapes.values(shape, "property"):
        if not shapes.values(inner, "path"):
            raise InputError(f"{place}: a sh:property of {_name(shape)} has no sh:path. Add it, or use sh:node.")
    if any(shapes.values(inner, "path") for inner in shapes.values(shape, "node")):
        raise InputError(f"{place}: a sh:node of {_name(shape)} has a sh:path, which SHACL forbids. Use sh:property.")
    for query in shapes.values(shape, "sparql"):
        if not shapes.values(query, "select"):
            raise InputError(f"{place}: the sh:sparql of {_name(shape)} has no sh:select, so it asks nothing. Add it.")


def _check_components(shapes: Shapes) -> None:
    kind = ox.NamedNode(SH + "ConstraintComponent")
    for node in shapes.subjects():
        own = kind in shapes.values(node, RDF + "type") and not node.value.startswith(SH)
        if own and not any(shapes.values(node, name) for name in VALIDATORS):
            raise InputError(
                f"{shapes.place(node)}: this constraint component has no validator, so it checks nothing. "
                "Add sh:validator."
            )


def _counts_without_object(shape: Node, shapes: Shapes) -> Iterator[InputError]:
    """What a shape counts or compares without saying of what."""
    for name in terms.OF_PROPERTIES:
        if shapes.values(shape, name) and (lacking := shapes.lacks_object(shape, name)):
            yield InputError(
                f"{shapes.place(shape)}: {_name(shape)} has sh:{name} but no sh:{lacking}, so nothing is counted. "
                f"Add sh:{lacking}."
            )


def _idle(shapes: Shapes) -> Iterator[_Doubt]:
    """The shapes that no target and no other shape leads to, and those that ask nothing."""
    judging = list(_judging(shapes))
    own = {
        p.value
        for n in shapes.subjects()
        for parameter in shapes.values(n, "parameter")
        for p in shapes.values(parameter, "path")
        if isinstance(p, ox.NamedNode)
    }
    reached: set[Value] = {s for s in judging if shapes.has_target(s)}
    waiting: list[Value] = list(reached)
    while waiting:
        node = waiting.pop()
        inner = [*shapes.inner(node), *(v for p in own for v in shapes.values(node, p))]
        if inner_new := [n for n in inner if n not in reached]:
            reached.update(inner_new)
            waiting += inner_new
    for shape in judging:
        if shapes.deactivated(shape):
            continue
        if shape not in reached:
            yield (
                shapes.place(shape),
                f"{_name(shape)} has no target, and no shape uses it, so it checks nothing. Add a target.",
            )
        elif (
            _says_what_for(shape, shapes) and not _asks(shape, shapes) and not any(shapes.values(shape, p) for p in own)
        ):
            yield (
                shapes.place(shape),
                f"{_name(shape)} asks nothing of what it is for. Add a constraint, such as sh:minCount.",
            )
        for used in shapes.inner(shape):
            if not isinstance(used, ox.Literal) and shapes.place(used) is None:
                yield (
                    shapes.place(shape),
                    f"{_name(shape)} uses the shape {_name(used)}, which no file describes, so it asks nothing. "
                    "Correct its name, or add it with --shapes.",
                )


def _says_what_for(shape: Node, shapes: Shapes) -> bool:
    """Whether the shape has a target of its own: a class that is a shape may well ask nothing."""
    return any(shapes.values(shape, name) for name in TARGETS)


def _unknown_classes(shapes: Shapes, census: Census) -> Iterator[_Doubt]:
    declared = {n for n in shapes.subjects() if shapes.is_class(n)}
    for statement in shapes.statements:
        if statement.predicate not in (SH + "targetClass", SH + "class"):
            continue
        wanted = statement.object
        if not isinstance(wanted, ox.NamedNode) or wanted in declared or census.knows_class(wanted.value):
            continue
        near = get_close_matches(wanted.value, census.classes, n=1)
        hint = f"Did you mean {curie(near[0])}?" if near else "Correct its spelling, or declare it."
        yield statement.place, f"neither the ontology nor the data has a class {curie(wanted.value)}. {hint}"


def _unknown_names(shapes: Shapes, census: Census) -> Iterator[_Doubt]:
    """Names in the ontology's own namespaces that it doesn't describe: in values, in lists, in queries."""
    prefixes = declared_prefixes(shapes)
    seen: set[str] = set()
    for statement in shapes.statements:
        named: Iterable[str] = ()
        if isinstance(statement.object, ox.NamedNode):
            named = [statement.object.value]
        elif statement.predicate.removeprefix(SH) in _QUERIES and isinstance(statement.object, ox.Literal):
            named = names_in(statement.object.value, prefixes)
        for iri in named:
            if iri in seen or not census.misses(iri):
                continue
            seen.add(iri)
            near = get_close_matches(iri, census.described, n=1, cutoff=0.8)
            hint = f"Did you mean {curie(near[0])}?" if near else "Correct its spelling, or declare it."
            yield statement.place, f"the ontology has no {curie(iri)}, so nothing can match it. {hint}"


def _name(shape: Node) -> str:
    from kgtool.validate.shapes import SKOLEM

    if isinstance(shape, ox.NamedNode) and not shape.value.startswith(SKOLEM):
        return curie(shape.value)
    return "this shape"
