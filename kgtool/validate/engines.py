"""Runs a SHACL engine. Both read the same triples and answer with the triples of a validation report.

pySHACL is the reference. `shacl`, written in Rust, is some twenty times as fast; it is used where it is installed.
"""

import os
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal

import pyoxigraph as ox

from kgtool.errors import InputError, UsageError
from kgtool.validate.shapes import Shapes

if TYPE_CHECKING:
    import rdflib

Engine = Literal["auto", "pyshacl", "fast"]
_DEEPEST = 60  # shapes within shapes; pySHACL's own limit of 15 is met by lists of lists


def chosen(engine: Engine) -> Literal["pyshacl", "fast"]:
    """The engine that `auto` stands for here.

    Raises UsageError when the fast one is asked for and not installed.
    """
    if engine == "pyshacl":
        return engine
    from importlib.util import find_spec

    if find_spec("shacl"):
        return "fast"
    if engine == "fast":
        raise UsageError("the fast engine is not installed. pip install 'kgtool[fast]', or use --engine pyshacl.")
    return "pyshacl"


def run(engine: Literal["pyshacl", "fast"], data: Iterator[ox.Triple], shapes: Shapes) -> tuple[str, list[ox.Triple]]:
    """Check triples against `shapes`: the engine's name and version, and its report.

    Blank nodes of the data bear in the report the names that they have in `data`.

    Raises InputError for shapes that can't be used, and what reading the data raises.
    """
    return _run_fast(data, shapes) if engine == "fast" else _run_pyshacl(data, shapes)


# ---- pySHACL -------------------------------------------------------------------------------------------


def _run_pyshacl(data: Iterator[ox.Triple], shapes: Shapes) -> tuple[str, list[ox.Triple]]:
    import logging

    import pyshacl
    import rdflib

    # Ill-typed literals are for the shapes to find; rdflib would log a traceback for each.
    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)
    quiet = logging.getLogger("pyshacl-validate")
    quiet.setLevel(logging.CRITICAL)
    graph = _rdflib_graph(data)
    try:
        _, report, text = pyshacl.validate(
            graph,
            shacl_graph=_rdflib_graph(shapes.triples()),
            inference="none",
            advanced=False,
            js=False,
            do_owl_imports=False,
            meta_shacl=False,
            inplace=True,  # nothing is inferred, so nothing is changed and no copy needed
            max_validation_depth=_DEEPEST,
        )
    except (RuntimeError, ValueError, NotImplementedError, re.error) as error:
        raise _unusable(shapes, error) from error
    if not isinstance(report, rdflib.Graph):
        raise _unusable(shapes, text)
    triples = [ox.Triple(_from_rdflib(s), _from_rdflib(p), _from_rdflib(o)) for s, p, o in report]
    return f"pySHACL {pyshacl.__version__}", triples


def _rdflib_graph(triples: Iterator[ox.Triple]) -> "rdflib.Graph":
    import rdflib

    graph = rdflib.Graph(bind_namespaces="none")
    known: dict[Any, Any] = {}

    def term(node: Any) -> Any:
        made = known.get(node)
        if made is None:
            if isinstance(node, ox.NamedNode):
                made = rdflib.URIRef(node.value)
            elif isinstance(node, ox.BlankNode):
                made = rdflib.BNode(node.value)
            elif node.language:
                made = rdflib.Literal(node.value, lang=node.language)
            elif node.datatype.value == "http://www.w3.org/2001/XMLSchema#string":
                made = rdflib.Literal(node.value)
            else:
                made = rdflib.Literal(node.value, datatype=rdflib.URIRef(node.datatype.value), normalize=False)
            known[node] = made
        return made

    for triple in triples:
        graph.add((term(triple.subject), term(triple.predicate), term(triple.object)))
    return graph


def _from_rdflib(node: Any) -> Any:
    import rdflib

    if isinstance(node, rdflib.URIRef):
        return ox.NamedNode(str(node))
    if isinstance(node, rdflib.BNode):
        return ox.BlankNode(str(node))
    if node.language:
        return ox.Literal(str(node), language=node.language)
    return ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype)) if node.datatype else None)


# ---- shacl (Rust) --------------------------------------------------------------------------------------


def _run_fast(data: Iterator[ox.Triple], shapes: Shapes) -> tuple[str, list[ox.Triple]]:
    import tempfile

    import shacl

    names: list[ox.BlankNode] = []
    handle, path = tempfile.mkstemp(prefix="kgtool-", suffix=".nt")
    try:
        with open(handle, "wb") as file:
            ox.serialize(_remembering(data, names), output=file, format=ox.RdfFormat.N_TRIPLES)
        text = ox.serialize(shapes.triples(), format=ox.RdfFormat.N_TRIPLES)
        assert text is not None
        try:
            report = shacl.Shapes.from_text(text.decode(), format="ntriples").validate_file(path)
        except (ValueError, RuntimeError, OSError) as error:
            raise _unusable(shapes, error) from error
    finally:
        os.unlink(path)
    blank_in_shapes = len({n for t in shapes.triples() for n in (t.subject, t.object) if isinstance(n, ox.BlankNode)})
    written = report.serialize("ntriples").encode()
    answer = [
        _with_own_names(quad.triple, names, blank_in_shapes)
        for quad in ox.parse(input=written, format=ox.RdfFormat.N_TRIPLES)
    ]
    return f"shacl {shacl.__version__}", answer


def _remembering(triples: Iterator[ox.Triple], names: list[ox.BlankNode]) -> Iterator[ox.Triple]:
    """Hand the triples on, and keep their blank nodes in the order in which they first appear."""
    seen: set[str] = set()
    for triple in triples:
        for node in (triple.subject, triple.object):
            if isinstance(node, ox.BlankNode) and node.value not in seen:
                seen.add(node.value)
                names.append(node)
        yield triple


def _with_own_names(triple: ox.Triple, names: Sequence[ox.BlankNode], offset: int) -> ox.Triple:
    """The triple with the engine's blank nodes (`_:0_b17`) turned back into the data's.

    The engine numbers blank nodes as they appear, those of the shapes first.
    """

    def own(node: Any) -> Any:
        if isinstance(node, ox.BlankNode) and (found := re.fullmatch(r"0_b(\d+)", node.value)):
            return names[int(found[1]) - offset]
        return node

    return ox.Triple(own(triple.subject), triple.predicate, own(triple.object))


def _unusable(shapes: Shapes, error: object) -> InputError:
    from kgtool.validate.shapes import SKOLEM

    text = " ".join(str(error).replace(SKOLEM, "_:").split()).rstrip(".")
    return InputError(f"{', '.join(shapes.files)}: the shapes can't be used: {text}. Correct them.")
