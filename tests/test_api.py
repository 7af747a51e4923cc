"""The package as Python's users meet it: light to import, plain values, tables, and notebooks."""

import ast
import copy
import importlib
import pickle
import subprocess
import sys
import types
from decimal import Decimal
from pathlib import Path
from unicodedata import normalize

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kgtool
from kgtool.errors import InputError
from kgtool.reading.plain import plain, value
from kgtool.render.chains import trace_text
from kgtool.render.picture import FORMS
from kgtool.table import Table
from kgtool.vocabulary import LABEL, NC, XSD
from tests.test_picture import Page

PACKAGE = Path(kgtool.__file__).parent


@pytest.fixture(scope="module")
def graph():
    return kgtool.open()


@pytest.fixture(scope="module")
def answer(graph):
    return graph.trace("salmon", "hypocalcemia")


# ---- the package ---------------------------------------------------------------------------------------


def test_importing_the_package_imports_its_version_alone():
    code = "import sys; before = {*sys.modules}; import kgtool; print(*({*sys.modules} - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert sorted(done.stdout.split()) == ["kgtool", "kgtool.version"]


def test_every_name_is_there_and_told_to_type_checkers():
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    block, _ = (node for node in tree.body if isinstance(node, ast.If))
    told = {}
    for statement in (one for one in block.body if one.module.startswith("kgtool")):
        for alias in statement.names:
            told[alias.asname or alias.name] = getattr(importlib.import_module(statement.module), alias.name)
    assert {*told, "__version__", "open"} == {*kgtool.__all__}
    for name, found in told.items():
        assert getattr(kgtool, name) is found
    assert {*kgtool.__all__} <= {*dir(kgtool)}
    assert (PACKAGE / "py.typed").exists()


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nosuch'"):
        kgtool.nosuch  # noqa: B018 - looking it up is the test


def test_a_file_is_opened_like_the_shipped_graph(tmp_path):
    path = tmp_path / "g.ttl"
    path.write_text("<urn:a> <urn:p> 1 .")
    assert kgtool.open(str(path), use_cache=False).query("ASK { <urn:a> <urn:p> 1 }") is True
    with pytest.raises(kgtool.InputError):
        kgtool.open(str(tmp_path / "missing.ttl"))


# ---- answers to a trace --------------------------------------------------------------------------------


def test_an_answer_prints_what_the_command_prints(answer):
    assert str(answer) == trace_text(answer)
    assert repr(answer) == f"<{len(answer.chains)} chains from salmon to hypocalcemia>"


def test_an_answer_is_still_a_plain_trace(answer, graph):
    assert isinstance(answer, kgtool.Trace)
    assert answer == graph.trace("salmon", "hypocalcemia")
    assert copy.deepcopy(answer) == pickle.loads(pickle.dumps(answer)) == answer
    assert isinstance(answer._replace(chains=()), kgtool.Answer)
    assert repr(answer._replace(chains=answer.chains[:1])).startswith("<1 chain from")


def test_rows_hold_every_hop_of_every_chain(answer):
    rows = answer.rows()
    assert len(rows) == sum(len(chain.hops) for chain in answer.chains)
    hops = [(place, hop) for place, chain in enumerate(answer.chains, 1) for hop in chain.hops]
    for row, (place, hop) in zip(rows, hops, strict=True):
        assert (row["chain"], row["subject_iri"], row["sign"], row["object_iri"]) == (place, *hop)
        assert row["subject"] == answer.labels[hop.subject]
        assert row["chain_sign"] == answer.chains[place - 1].sign
        grounds = answer.grounds[hop]
        assert (row["rule"] is not None) == grounds.derived
        assert row["claims"] == "; ".join(c for premise in grounds.premises for c in premise.claims)
        assert row["number_of_sources"] == len([s for s in row["sources"].split("; ") if s])
    assert tuple(rows[0]) == rows.columns


def test_going_through_an_answer_gives_its_chains(answer, graph):
    assert list(answer) == list(answer.chains)
    assert len(answer) == len(answer.chains)
    assert answer[0] == answer.chains[0]
    assert not graph.trace("tetany", "salmon")
    assert pickle.loads(pickle.dumps(answer)).labels == answer.labels


@pytest.mark.parametrize(
    ("ask", "heads", "holds"),
    [
        (lambda g: g.conflicts(), ("kind", "case", "number_of_sources", "sources"), "contradiction"),
        (lambda g: g.show("tetany"), ("subject", "predicate", "object"), "hypocalcemia"),
        (lambda g: g.search("muscle"), ("label", "iri"), "muscle cramp"),
        (lambda g: g.overview(), ("what", "name", "number"), "claims"),
        (lambda g: g.explain("salmon", "hypocalcemia"), ("cause", "sign", "chain"), "salmon"),
        (lambda g: g.causes_of(["tetany"]), ("place", "candidate", "explains"), "hypocalcemia"),
        (lambda g: g.nutrient("magnesium"), ("section", "claim"), "muscle"),
        (lambda g: g.coverage(), ("nutrient", "roles", "lack"), "magnesium"),
    ],
    ids=["conflicts", "show", "search", "overview", "explain", "causes_of", "nutrient", "coverage"],
)
def test_answers_are_read_in_a_notebook(graph, ask, heads, holds):
    found = ask(graph)
    assert len(repr(found)) < 2_000
    assert found.rows().columns[: len(heads)] == heads
    page = Page(found._repr_html_())
    assert [tag for tag, _ in page.tags].count("th") == len(found.rows().columns)
    assert holds in "".join(page.texts)
    assert len(found._repr_html_()) < 60_000
    assert repr(found).splitlines()[0] == str(found).splitlines()[0]
    assert copy.deepcopy(found) == pickle.loads(pickle.dumps(found)) == found


@pytest.mark.parametrize("forms", [("NFC", "NFD"), ("NFD", "NFC")])
def test_accents_are_the_same_however_they_are_written(tmp_path, forms):
    own, given = (normalize(form, "Açaí café") for form in forms)
    data = f'<urn:a> <{NC}stepPromotes> <urn:b> ; <{LABEL}> "{own}" .\n<urn:b> <{LABEL}> "b" .\n'
    (tmp_path / "a.ttl").write_text(data, encoding="utf-8")
    graph = kgtool.open(str(tmp_path / "a.ttl"))
    assert graph.find(given.upper()).iri == "urn:a"
    assert [term.iri for term in graph.search(given[:3])] == ["urn:a"]


def test_an_answer_cut_at_a_prompt_says_so(graph):
    found = graph.conflicts()
    cases, labels = found
    assert cases == found.cases and labels == found.labels
    assert repr(found).endswith("more lines: print() shows them")
    left = int(repr(found).rpartition("… ")[2].split()[0].replace(",", ""))
    assert len(repr(found).splitlines()) - 1 + left == len(str(found).splitlines())


def test_a_graph_says_what_it_holds(graph, tmp_path):
    claims = graph.overview().totals["claims"]
    assert f"{claims:,} claims" in repr(graph)
    assert "can't be read" in repr(kgtool.open("http://127.0.0.1:9/sparql"))


def test_no_chain_is_an_empty_answer(graph):
    empty = graph.trace("tetany", "salmon")
    assert not empty.chains
    assert repr(empty) == "<0 chains from tetany to salmon>"
    assert empty.rows() == []
    for form in FORMS:
        assert empty.picture(form)


def test_notebooks_get_a_picture_without_ids_scripts_or_style_sheets(answer):
    told = answer._repr_html_()
    page = Page(told)
    tags = {tag for tag, _ in page.tags}
    assert {"svg", "details", "pre"} <= tags
    assert not tags & {"script", "style", "link", "iframe"}
    assert not any({"id", "class", "href"} & attributes.keys() for _, attributes in page.tags)
    assert str(answer) in "".join(page.texts)
    assert answer._repr_markdown_() == answer.picture("md")


def test_around_a_term(graph):
    around = graph.around("tetany")
    assert around.causes == around.effects == (graph.find("tetany"),)
    assert all(len(chain.hops) == 1 for chain in around.chains)
    with pytest.raises(kgtool.UsageError):
        graph.around("tetany", depth=0)
    with pytest.raises(kgtool.UnknownTermError):
        graph.around("tetanny")


# ---- answers to a query --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("literal", "expected"),
    [
        ("1", 1),
        ('"-07"^^xsd:nonPositiveInteger', -7),
        ("1.50", Decimal("1.50")),
        ("1e3", 1000.0),
        ('"INF"^^xsd:float', float("inf")),
        ("true", True),
        ('"0"^^xsd:boolean', False),
        ('"text"', "text"),
        ('"Text"@en', "Text"),
        ("<urn:a>", "urn:a"),
        ('"2026-01-01"^^xsd:date', "2026-01-01"),
        ("UNDEF", None),
    ],
)
def test_cells_are_plain_values(graph, literal, expected):
    (row,) = graph.query(f"SELECT ?x {{ VALUES (?x ?y) {{ ({literal} 1) }} }}")
    assert row == {"x": expected}
    assert type(row["x"]) is type(expected)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=12), st.sampled_from(["integer", "decimal", "double", "boolean", "float", "nonsense"]))
def test_a_literal_of_any_form_is_some_value(text, datatype):
    found = value(ox.Literal(text, datatype=ox.NamedNode(XSD + datatype)))
    assert found == text if isinstance(found, str) else str(found) is not None


def test_a_query_of_the_catalogue_gives_dicts(graph):
    rows = graph.query("direct-causes", symptom=["tetany"])
    assert rows
    assert rows.columns[:4] == ("symptom", "symptomLabel", "cause", "causeLabel")
    assert {row["symptomLabel"] for row in rows} == {"tetany"}
    assert all(isinstance(row["sources"], int) for row in rows)
    assert rows == [dict(row) for row in rows]


def test_other_kinds_of_queries(graph):
    assert graph.query("ASK { ?s ?p ?o }") is True
    assert graph.query("ASK { <urn:no> <urn:no> ?o }") is False
    triples = graph.query("CONSTRUCT { <urn:b> <urn:p> 2, 1 . _:x <urn:p> 1 } WHERE {}")
    assert triples.columns == ("subject", "predicate", "object")
    assert [row["object"] for row in triples if row["subject"] == "urn:b"] == [1, 2]
    none = graph.query("SELECT ?a ?b { <urn:no> ?a ?b }")
    assert none == []
    assert none.columns == ("a", "b")
    with pytest.raises(kgtool.RefusedError):
        graph.query("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }")


class Damaged:
    """A store whose rows break off as often as `times` says, and that can be mended once."""

    def __init__(self, times):
        self.times, self.mended = times, False

    def ask(self):
        self.times -= 1
        if self.times >= 0:
            raise OSError("corruption")
        return ox.Store().query("ASK {}")

    def repaired(self, error):
        mended, self.mended = not self.mended, True
        return mended


def test_an_answer_that_breaks_off_is_asked_for_once_more():
    once, for_good = Damaged(1), Damaged(1)
    for_good.mended = True
    assert plain(once, once.ask) is True
    with pytest.raises(InputError, match="broke off"):
        plain(for_good, for_good.ask)


# ---- tables --------------------------------------------------------------------------------------------

TABLE = Table(
    ("name", "number", "mixed", "both", "share"),
    [("a", 1, "x", 1, Decimal("0.5")), ("<b>", None, 2, 0.5, 1), ("c", 3, True, None, None)],
)


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_tables_hand_over_columns_of_one_kind(library, monkeypatch):
    stub = types.ModuleType(library)
    stub.DataFrame = lambda columns: columns
    monkeypatch.setitem(sys.modules, library, stub)
    assert getattr(TABLE, f"to_{library}")() == {
        "name": ["a", "<b>", "c"],
        "number": [1, None, 3],
        "mixed": ["x", "2", "True"],
        "both": [1.0, 0.5, None],
        "share": [Decimal("0.5"), Decimal(1), None],
    }


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_missing_library_is_said_with_the_remedy(library, answer, monkeypatch):
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(kgtool.UsageError, match=f"pip install {library}"):
        getattr(answer, f"to_{library}")()


def test_pandas_takes_them(answer, graph):
    pytest.importorskip("pandas", reason="needs pandas")
    frame = answer.to_pandas()
    assert list(frame.columns) == list(answer.rows().columns)
    assert frame.to_dict("records")[0]["subject"] == "salmon"
    assert TABLE.to_pandas().shape == (3, 5)
    assert list(graph.query("SELECT ?a { <urn:no> ?a ?b }").to_pandas().columns) == ["a"]


def test_polars_takes_them(answer, graph):
    pytest.importorskip("polars", reason="needs Polars")
    frame = answer.to_polars()
    assert frame.columns == list(answer.rows().columns)
    assert frame["subject"][0] == "salmon"
    assert TABLE.to_polars().shape == (3, 5)
    assert graph.query("SELECT ?a { <urn:no> ?a ?b }").to_polars().columns == ["a"]


def test_notebooks_show_tables_escaped_and_say_what_they_leave_out():
    told = TABLE._repr_html_()
    assert "<td>&lt;b&gt;</td>" in told
    assert "<b>" not in told
    long = Table(("n",), [(n,) for n in range(100)])._repr_html_()
    assert long.count("<td>") == 60
    assert "40 more rows." in long


def test_a_row_of_another_length_is_an_error():
    with pytest.raises(ValueError, match="shorter"):
        Table(("a", "b"), [(1,)])
