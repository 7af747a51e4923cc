"""Runs a SHACL engine. Both read the same triples and answer with the triples of a validation report.

`shacl`, written in Rust, is the default wherever it has wheels. pySHACL is the reference that tests hold it against,
and what checks elsewhere.
"""

import os
import re
from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple

import pyoxigraph as ox

from kgtool.errors import InputError, KgtoolError, UsageError
from kgtool.validate.parts import Counted, count_in_parts
from kgtool.validate.shapes import SH, Shapes

Engine = Literal["auto", "pyshacl", "fast"]
MOST_RESULTS = 20_000
"""At this many results the fast engine, in which each costs 10 kB, is stopped, and asked of parts of the data."""
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
        raise UsageError("the fast engine isn't installed. pip install shacl, or use --engine pyshacl.")
    return "pyshacl"


class Answer(NamedTuple):
    """An engine's name and version, and its report; where that holds only the first ones, what there is in all."""

    engine: str
    triples: list[ox.Triple]
    counted: Counted | None = None


def run(engine: Literal["pyshacl", "fast"], data: Iterator[ox.Triple], shapes: Shapes) -> Answer:
    """Check triples against `shapes`.

    Blank nodes of the data bear in the report the names that they have in `data`.

    Raises UnusableError for shapes that can't be used, and what reading the data raises.
    """
    return _run_fast(data, shapes) if engine == "fast" else _run_pyshacl(data, shapes)


# ---- pySHACL -------------------------------------------------------------------------------------------


def _run_pyshacl(data: Iterator[ox.Triple], shapes: Shapes) -> Answer:
    import logging

    import pyshacl
    import rdflib
    from pyshacl.constraints.sparql.sparql_based_constraint_components import SPARQLConstraintComponentValidator

    from kgtool.validate.rdflib_terms import from_rdflib, graph_of

    # Ill-typed literals are for the shapes to find; rdflib would log a traceback for each.
    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)
    quiet = logging.getLogger("pyshacl-validate")
    quiet.setLevel(logging.CRITICAL)
    graph = graph_of(data)
    # It finds the queries of an earlier check here, where these have their names.
    SPARQLConstraintComponentValidator.validator_cache.clear()
    try:
        _, report, text = pyshacl.validate(
            graph,
            shacl_graph=graph_of(shapes.triples()),
            inference="none",
            advanced=False,
            js=False,
            do_owl_imports=False,
            meta_shacl=False,
            inplace=True,  # nothing is inferred, so nothing is changed and no copy needed
            max_validation_depth=_DEEPEST,
        )
    except (MemoryError, KgtoolError):
        raise
    except Exception as error:  # rdflib raises this very class, and its parser one of its own
        raise _unusable(shapes, error) from error
    if not isinstance(report, rdflib.Graph):
        raise _unusable(shapes, text)
    triples = [ox.Triple(from_rdflib(s), from_rdflib(p), from_rdflib(o)) for s, p, o in report]
    return Answer(f"pySHACL {pyshacl.__version__}", triples)


# ---- shacl (Rust) --------------------------------------------------------------------------------------


def _run_fast(data: Iterator[ox.Triple], shapes: Shapes) -> Answer:
    import tempfile

    import shacl

    handle, path = tempfile.mkstemp(prefix="kgtool-", suffix=".nt")
    try:
        with open(handle, "wb") as file:
            ox.serialize(data, output=file, format=ox.RdfFormat.N_TRIPLES)
        text = ox.serialize(shapes.triples(), format=ox.RdfFormat.N_TRIPLES)
        assert text is not None

        def check(shapes_graph: str, most: int) -> bytes:
            try:
                compiled = shacl.Shapes.from_text(shapes_graph, format="ntriples")
                report = compiled.validate_file(path, max_results=most)
            except (ValueError, RuntimeError, OSError) as error:
                raise _unusable(shapes, error) from error
            return bytes(report.serialize("ntriples").encode())

        written = check(text.decode(), MOST_RESULTS)
        counted = None
        if written.count(f"<{SH}result>".encode()) < MOST_RESULTS:
            found = [quad.triple for quad in ox.parse(input=written, format=ox.RdfFormat.N_TRIPLES)]
        else:
            written = b""
            counted = count_in_parts(path, shapes, check)
            found = counted.triples
        names = _blank_nodes(path) if any(_number(n) is not None for t in found for n in t) else []
    finally:
        os.unlink(path)
    blank_in_shapes = len({n for t in shapes.triples() for n in (t.subject, t.object) if isinstance(n, ox.BlankNode)})
    triples = [_with_own_names(triple, names, blank_in_shapes) for triple in found]
    return Answer(f"shacl {shacl.__version__}", triples, counted)


def _blank_nodes(path: str) -> list[ox.BlankNode]:
    """The blank nodes of a file that pyoxigraph has written, in the order in which they first appear."""
    names: dict[bytes, None] = {}
    with open(path, "rb") as file:
        for line in file:
            subject, _, object_ = line.split(b" ", 2)
            for node in (subject, object_.split(b" ", 1)[0]):
                if node.startswith(b"_:"):
                    names[node[2:]] = None
    return [ox.BlankNode(name.decode()) for name in names]


def _with_own_names(triple: ox.Triple, names: Sequence[ox.BlankNode], offset: int) -> ox.Triple:
    """The triple with the engine's blank nodes turned back into the data's.

    The engine numbers blank nodes as they appear, those of the shapes first.
    """

    def own(node: Any) -> Any:
        return node if (number := _number(node)) is None else names[number - offset]

    return ox.Triple(own(triple.subject), triple.predicate, own(triple.object))


def _number(node: Any) -> int | None:
    """Which blank node of what it has read the engine means by one such as `_:0_b17`."""
    found = re.fullmatch(r"0_b(\d+)", node.value) if isinstance(node, ox.BlankNode) else None
    return int(found[1]) if found else None


class UnusableError(InputError):
    """Shapes that an engine can't use."""

    def __init__(self, shapes: Shapes, why: str) -> None:
        super().__init__(f"{', '.join(shapes.files)}: the shapes can't be used: {why}. Correct them.")
        self.why = why


def _unusable(shapes: Shapes, error: object) -> UnusableError:
    from kgtool.validate.shapes import SKOLEM

    text = " ".join(str(error).replace(SKOLEM, "_:").split()).rstrip(".")
    return UnusableError(shapes, text)
