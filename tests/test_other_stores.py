"""What docs/other-stores.md promises: stores that know nothing of kgtool answer the shipped queries from an export."""

import re
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgtool import folders
from kgtool.export import export
from kgtool.store.opening import open_store

CASES = Path(__file__).parent / "queries"
QUERIES = sorted(Path(folders.QUERIES).glob("*.rq"))
TEXTS = ("", "string", "langString")


def data_of(query):
    """The graph that a query's case is asked of."""
    return str(CASES / ("textbooks.ttl" if (CASES / query.stem / "textbooks.csv").exists() else "data.ttl"))


@cache
def exported(data):
    return export([data], "nt", steps=True)[""]


@cache
def oxigraph(data):
    store = ox.Store()
    store.load(exported(data), ox.RdfFormat.N_TRIPLES)
    return store


@cache
def rdflib_graph(data):
    rdflib = pytest.importorskip("rdflib")
    return rdflib.Graph().parse(data=exported(data), format="nt")


@cache
def kgtools(data):
    return open_store([data])


def texts_of(answer):
    """The rows of rdflib's answer or Oxigraph's, without numbers and truth values, which each writes its own way."""
    if isinstance(answer, ox.QueryBoolean) or getattr(answer, "type", "") == "ASK":
        return bool(answer)
    return sorted([text for cell in row if (text := bare(cell))] for row in answer)


def bare(cell):
    """A cell's text and kind; nothing for blank nodes and for literals of other types."""
    kind = type(cell).__name__
    if kind in ("NamedNode", "URIRef"):
        return "iri", getattr(cell, "value", str(cell))
    if kind != "Literal" or str(getattr(cell.datatype, "value", cell.datatype or "")).rpartition("#")[2] not in TEXTS:
        return None
    return "text", cell.value if isinstance(cell, ox.Literal) else str(cell)


def patterns_of(part):
    """The triple patterns of each group in rdflib's reading of a query."""
    if isinstance(part, dict):
        if getattr(part, "name", "") == "BGP":
            yield part["triples"]
        part = list(part.values())
    if isinstance(part, list | tuple):
        for each in part:
            yield from patterns_of(each)


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_no_group_names_two_constants_of_two_things(query):
    """rdflib begins with such patterns, and so with all claims times all evidence."""
    pytest.importorskip("rdflib")
    from rdflib import RDF
    from rdflib.plugins.sparql import prepareQuery
    from rdflib.term import BNode, Variable

    for group in patterns_of(prepareQuery(query.read_text(encoding="utf-8")).algebra):
        free = [
            {node for node in triple if isinstance(node, Variable | BNode)} for triple in group if triple[1] != RDF.type
        ]
        assert len({min(open_) for open_ in free if len(open_) == 1}) <= 1


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_a_plain_store_answers_as_kgtool_does(query):
    text, data = query.read_text(encoding="utf-8"), data_of(query)
    assert str_rows(oxigraph(data).query(text)) == str_rows(kgtools(data).query(text))


def str_rows(answer):
    """An answer as something to compare, whatever order its rows come in."""
    if isinstance(answer, ox.QueryBoolean):
        return bool(answer)
    if isinstance(answer, ox.QueryTriples):
        return sorted(map(str, answer))
    return sorted([str(cell) for cell in row] for row in answer)


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_another_engine_answers_alike(query):
    text, data = query.read_text(encoding="utf-8"), data_of(query)
    assert texts_of(rdflib_graph(data).query(text)) == texts_of(oxigraph(data).query(text))


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_a_query_keeps_to_what_all_engines_take(query):
    """EXISTS as a value is refused by Virtuoso; a filter on a variable that UNDEF leaves open loses rows in Jena."""
    text = re.sub(r"#[^\n]*", "", re.sub(r"<[^>\s]*>", "<>", query.read_text(encoding="utf-8")))
    assert not re.search(r"(?:BIND|IF|=)\s*\(?\s*(?:NOT\s+)?EXISTS", text)
    body, _, behind = text.rpartition("}\nORDER BY")
    for name in re.findall(r"VALUES \?(\w+) \{ UNDEF \}", body):
        assert not re.search(rf"\n  FILTER\(!?[^)]*\?{name}\b", body), behind
