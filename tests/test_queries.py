"""The catalogue: every query against answers worked out by hand and against the articles; binding; the command."""

import csv
import io
import itertools
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtool import open as open_graph
from kgtool.cli import run
from kgtool.errors import InputError, RefusedError, UnholdableError, UnknownTermError, UsageError
from kgtool.queries import endpoint
from kgtool.queries.catalogue import catalogue, find_query, parse_query, prepare, refuse_unsafe
from kgtool.render.words import DISCLAIMER
from kgtool.sparql import changed, fill_blocks, place_before, tokens, undeclared_prefixes, values_blocks
from kgtool.vocabulary import TERM, curie

CASES = Path(__file__).parent / "queries"
SHIPPED = tomllib.loads((CASES / "shipped.toml").read_text(encoding="utf-8"))
QUERIES = catalogue()
NAMES = [query.name for query in QUERIES]
KINDS_OF_USERS = {
    "people",
    "causes",
    "effects",
    "treatment",
    "telling apart",
    "red flags",
    "tests",
    "foods",
    "mechanisms",
    "evidence",
    "sources",
    "statistics",
    "checks",
    "terms",
    "engineering",
    "graphs",
}


@pytest.fixture(scope="module")
def small():
    return open_graph(str(CASES / "data.ttl"), use_cache=False)


@pytest.fixture(scope="module")
def shipped():
    return open_graph()


@pytest.fixture(scope="module")
def textbooks():
    return open_graph(str(CASES / "textbooks.ttl"), use_cache=False)


def case_of(name, small, textbooks):
    """The graph that a case is asked of, and its expected rows: `textbooks.csv` are those of textbooks.ttl."""
    own = CASES / name / "data.ttl"
    if (rows := CASES / name / "textbooks.csv").exists():
        return textbooks, rows
    return open_graph(str(own), use_cache=False) if own.exists() else small, CASES / name / "expected.csv"


def parameters_of(name):
    path = CASES / name / "parameters.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def rows_of(answer):
    """Heading and rows as text; IRIs as CURIEs."""
    heading = [variable.value for variable in answer.variables]
    return [heading, *(["" if c is None else curie(c.value) for c in solution] for solution in answer)]


# ---- each query ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_query_gives_the_answer_worked_out_by_hand(name, small, textbooks):
    graph, rows = case_of(name, small, textbooks)
    answer = graph.query_rdf(name, **parameters_of(name))
    if isinstance(answer, ox.QueryTriples):
        expected = ox.parse(path=CASES / name / "expected.ttl")
        assert {str(t) for t in answer} == {str(quad.triple) for quad in expected}
    elif isinstance(answer, ox.QueryBoolean):
        expected = rows.read_text(encoding="utf-8").strip()
        assert str(bool(answer)).lower() == expected
    else:
        with open(rows, encoding="utf-8", newline="") as file:
            assert rows_of(answer) == list(csv.reader(file))


def test_every_case_belongs_to_a_query():
    assert sorted(path.name for path in CASES.iterdir() if path.is_dir()) == NAMES


def test_the_catalogue_holds_a_hundred_and_twenty_queries():
    assert len(NAMES) >= 120


@pytest.mark.parametrize("query", QUERIES, ids=NAMES)
def test_header_says_what_a_reader_needs(query):
    blocks = values_blocks(query.text)
    assert query.summary.endswith((".", "?"))
    assert query.tags
    assert set(query.tags) <= KINDS_OF_USERS
    assert all(parameter.name in blocks for parameter in query.parameters)
    assert re.search(r"^# \w", query.text, re.MULTILINE), "no comment says what a row is"
    assert not undeclared_prefixes(query.text), "the file must run unchanged elsewhere"
    if re.search(r"^SELECT", query.text, re.MULTILINE):
        assert re.search(r"^ORDER BY", query.text, re.MULTILINE), "without an order, two runs may differ"


@pytest.mark.parametrize("query", QUERIES, ids=NAMES)
def test_query_is_plain_sparql_for_another_engine(query):
    from rdflib.plugins.sparql.parser import parseQuery

    parseQuery(query.text)


@pytest.mark.parametrize("query", QUERIES, ids=NAMES)
def test_no_row_comes_twice(query, shipped):
    answer = shipped.query_rdf(query.name)
    if isinstance(answer, ox.QuerySolutions):
        rows = [tuple(row) for row in rows_of(answer)]
        assert len(rows) == len(set(rows))


# ---- the shipped graph ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_graph_answers_what_the_articles_say(name, shipped):
    fact = SHIPPED[name]
    answer = shipped.query_rdf(name, **fact.get("parameters", {}))
    if "answer" in fact:
        assert bool(answer) is fact["answer"]
        return
    heading, *rows = rows_of(answer)
    found = [dict(zip(heading, row, strict=True)) for row in rows]
    for wanted in fact["rows"]:
        assert any(wanted.items() <= row.items() for row in found), wanted
    for unwanted in fact.get("never", []):
        assert not any(unwanted.items() <= row.items() for row in found), unwanted


def test_forty_queries_are_held_against_the_articles():
    assert len(SHIPPED) >= 40
    assert set(SHIPPED) <= set(NAMES)


def test_asserting_sources_are_never_more_than_sources(shipped):
    heading, *rows = rows_of(shipped.query_rdf("direct-causes", symptom=["muscle cramp", "muscle fasciculation"]))
    assert len({row[0] for row in rows}) == 2
    for row in rows:
        cells = dict(zip(heading, row, strict=True))
        assert int(cells["asserting"]) <= int(cells["sources"])


# ---- tokens and binding --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("SELECT * { VALUES ?x { 1 } }", ["x"]),
        ("SELECT * { values $x{1} }", ["x"]),
        ("SELECT * { # VALUES ?x { 1 }\n }", []),
        ("SELECT * { FILTER(?y = 'VALUES ?x { 1 }') }", []),
        ('SELECT * { FILTER(?y = """VALUES ?x { 1 } " """) VALUES ?z { 2 } }', ["z"]),
        ("SELECT * { FILTER(?y = '''it's'''@en) VALUES ?z { 2 } }", ["z"]),
        (r"SELECT * { FILTER(?y = 'it\'s') VALUES ?z { 2 } }", ["z"]),
        ("SELECT * { ?y <http://example.org/VALUES#a'b> 1 VALUES ?z { 2 } }", ["z"]),
        ("SELECT * { FILTER(?a<'x>') VALUES ?z { 'y' } }", ["z"]),
        ("PREFIX ex: <http://example.org/> SELECT * { ?y ex:a\\#b\\'c 1 VALUES ?z { 2 } }", ["z"]),
        ("PREFIX ex: <http://example.org/> SELECT * { ?y ex:values ?x }", []),
        ("SELECT * { VALUES (?x) { (1) } }", []),
        ("SELECT * { VALUES ?x { '}' '{' # }\n 2 } VALUES ?y { 3 } }", ["x", "y"]),
        ("SELECT * { { VALUES ?x { 1 } } UNION { VALUES ?x { 2 } } }", ["x"]),
        ("SELECT * { VALUES # comment\n ?x # and { another\n { 1 } }", ["x"]),
    ],
)
def test_values_blocks_are_found_and_only_those(text, names):
    assert sorted(values_blocks(text)) == names


HOSTILE = st.text(alphabet=st.sampled_from("\"'\\}{#<>?$ \n\r\tuU0022é🍌VALUESx:;.@^\u2028\x00\x1b")) | st.text()


@settings(max_examples=200, deadline=None)
@given(HOSTILE)
def test_a_text_comes_back_as_it_was_given(value):
    text = "SELECT ?x ?y { # VALUES ?x { 'no' }\n VALUES ?x { 'default # }' } BIND('VALUES ?x { }' AS ?y) }"
    query = parse_query("own", "#+ parameters:\n#+   - x (text): any\n" + text, "own")
    try:
        prepared = prepare(query, {"x": [value, "second"]}, str)
    except UsageError:
        assert any("\ud800" <= c <= "\udfff" for c in value)
        return
    rows = [tuple(cell.value for cell in row) for row in ox.Store().query(prepared.text)]
    assert rows == [(value, "VALUES ?x { }"), ("second", "VALUES ?x { }")]


@settings(max_examples=100, deadline=None)
@given(st.lists(HOSTILE, max_size=3), st.sampled_from(["", "'", '"', "#", "<", "\\", "}"]))
def test_whatever_surrounds_it_a_block_is_filled_with_whole_terms(comments, mark):
    one_line = [re.sub(r"[\r\n]", " ", comment) for comment in comments]
    around = "".join(f"# {mark} {comment}\n" for comment in one_line)
    text = f"SELECT ?x {{\n{around}VALUES ?x {{ UNDEF }}\n{around}}}"
    bound = changed(text, fill_blocks(text, {"x": ["<http://example.org/a>", '"}"']}))
    assert [row[0].value for row in ox.Store().query(bound)] == ["http://example.org/a", "}"]


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="ab\n?{}'\"# <>:", max_size=60), st.data())
def test_positions_outside_edits_map_back(text, data):
    text = text + "\nVALUES ?x { 1 }\n" + text
    edits = fill_blocks(text, {name: ["2\n3"] for name in values_blocks(text)})
    new = changed(text, edits)
    mark = data.draw(st.integers(0, len(text)))
    if any(edit.start < mark < edit.end for edit in edits):
        return
    moved = mark + sum(len(e.text) - (e.end - e.start) for e in edits if e.end <= mark)
    place = new[:moved].count("\n") + 1, moved - (new.rfind("\n", 0, moved) + 1) + 1
    expected = text[:mark].count("\n") + 1, mark - (text.rfind("\n", 0, mark) + 1) + 1
    assert place_before(text, edits, *place) == expected


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_tokens_cover_any_text_in_order(text):
    found = list(tokens(text))
    assert all(text[t.start : t.end] == t.text for t in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


def test_all_blocks_of_a_name_are_filled(small):
    rows = rows_of(small.query_rdf("indirect-causes", symptom="muscle cramp"))[1:]
    assert [(row[0], row[3], row[5], row[7]) for row in rows] == [
        ("term:muscle-cramp", "decreased calcium absorption", "hypocalcemia", ""),
        ("term:muscle-cramp", "magnesium deficiency", "mineral deficiency", "electrolyte imbalance"),
        ("term:muscle-cramp", "mineral deficiency", "electrolyte imbalance", ""),
        ("term:muscle-cramp", "vitamin d deficiency", "decreased calcium absorption", "hypocalcemia"),
    ]


def test_a_number_narrows_the_answer(small):
    assert [row[2] for row in rows_of(small.query_rdf("red-flags", sources=2))[1:]] == ["term:persistent-fasciculation"]


@pytest.mark.parametrize(
    ("value", "bound"),
    [
        ("<http://example.org/new>", "<http://example.org/new>"),
        ("5", "5"),
        ("-0.5e3", "-0.5e3"),
        ("true", "true"),
        ("muscle cramp", f"<{TERM}muscle-cramp>"),
        ("MUSCLE twitch", f"<{TERM}muscle-fasciculation>"),
        ("term:muscle-cramp", f"<{TERM}muscle-cramp>"),
        ("HP:0002380", f"<{TERM}muscle-fasciculation>"),
    ],
)
def test_a_value_without_a_header_is_what_it_looks_like(value, bound, small):
    query = parse_query("own", "SELECT ?x { VALUES ?x { UNDEF } }", "own")
    prepared = prepare(query, {"x": [value]}, small.iri_of)
    assert prepared.text == f"SELECT ?x {{ VALUES ?x {{ {bound} }} }}"


@pytest.mark.parametrize(
    ("name", "parameters", "said"),
    [
        ("direct-causes", {"sympton": "x"}, "It takes symptom"),
        ("direct-causes", {"symptom": "muscle crump"}, 'Did you mean "muscle cramp"'),
        ("direct-causes", {"symptom": "<http://a b>"}, "no term is called"),
        ("SELECT ?x { VALUES ?x { UNDEF } }", {"x": "<http://a b>"}, "valid IRI"),
        ("evidence", {"claim": "claim:no-such"}, "no term is called"),
        ("red-flags", {"sources": "two"}, "whole number"),
        ("red-flags", {"sources": "2 } #"}, "whole number"),
        ("sources", {"x": "1"}, r"VALUES \?x"),
        ("direct-cause", {}, "Did you mean direct-causes"),
        ("../shapes/x", {}, "no query|syntax"),
        ("SELECT ?y { ?y ?p ?x }", {"x": "1"}, r"VALUES \?x"),
        ("named-terms", {"text": "\udcff"}, "UTF-8"),
    ],
)
def test_what_cannot_be_bound_is_refused_with_a_hint(name, parameters, said, small):
    with pytest.raises((UsageError, UnknownTermError), match=said):
        small.query_rdf(name, **parameters)


def test_syntax_errors_name_the_place_in_the_users_text(small):
    text = "SELECT ?x\n{ VALUES ?x { UNDEF } ?x a nc:Food . FILTER(}) }"
    with pytest.raises(UsageError, match=r'query:2:45: SPARQL syntax error: unexpected "}"'):
        small.query_rdf(text, x=["muscle cramp", "fatigue"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ASK {\n ?s ?p ?o } }", r'query:2:13: .*unexpected "}"'),
        ("ASK {\n { ?s ?p ?o }", r'query:1:5: .*"{" is never closed'),
        ("ASK { ?s ?p '}' } # }\n ORDER BY", r"query:2:10: .*ends too early"),
    ],
)
def test_a_bracket_without_a_partner_is_named_where_it_stands(text, said, small):
    with pytest.raises(UsageError, match=said):
        small.query_rdf(text)


def test_known_prefixes_need_no_declaration(small):
    assert rows_of(small.query_rdf("SELECT ?x { ?x a nc:FoodGroup }"))[1:] == [["term:dairy-products"]]
    with pytest.raises(UsageError, match="syntax error"):
        small.query_rdf("SELECT ?x { ?x a nosuchprefix:Food }")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }",
        "SELECT * { service silent ?x { ?s ?p ?o } }",
        "SELECT * { SERVICE#\n<http://example.org/> {} }",
        "PREFIX q: <http://example.org/> SELECT * { SERVICE:q{} }",
        'SELECT * { BIND("\\u0022 AS ?x) } #" AS ?x) SERVICE <http://example.org/> {} }',
        "INSERT DATA { <a:b> <a:c> <a:d> }",
        "PREFIX a: <a:> DELETE WHERE { ?s ?p ?o }",
        "# comment\nLOAD <file:///etc/passwd>",
    ],
)
def test_users_queries_open_nothing_and_change_nothing(text, small):
    with pytest.raises(RefusedError):
        small.query_rdf(text)


@pytest.mark.parametrize("text", ["SELECT ?service { ?service ?p ?load }", "# delete\nASK { ?s ?p 'insert' }"])
def test_harmless_words_are_not_refused(text):
    refuse_unsafe(text)


def test_files_that_are_no_queries_are_input_errors(tmp_path):
    (tmp_path / "latin.rq").write_bytes(b"SELECT * { ?x ?y '\xe9' }")
    (tmp_path / "head.rq").write_text("#+ summary: One.\n#+ parameters:\n#+   - x: no kind\nASK {}")
    with pytest.raises(InputError, match="UTF-8"):
        find_query("latin", str(tmp_path))
    with pytest.raises(UsageError, match=r"head\.rq:3"):
        find_query("head", str(tmp_path))


# ---- the command ---------------------------------------------------------------------------------------

SMALL = ("-i", str(CASES / "data.ttl"))


def ask(capfdbinary, *arguments):
    code = run(["query", *arguments, *SMALL])
    out, err = capfdbinary.readouterr()
    return code, out.decode(), err.decode()


def test_a_pipe_gets_csv_turtle_and_truth_values(capfdbinary):
    code, out, err = ask(capfdbinary, "shared-symptoms")
    assert (code, err) == (0, "")
    assert list(csv.reader(io.StringIO(out)))[1][:2] == [TERM + "muscle-fasciculation", "muscle fasciculation"]
    assert "\r\n" in out

    code, out, _ = ask(capfdbinary, "neighbourhood", "-p", "term=tetany")
    assert code == 0
    assert "@prefix term:" in out
    assert len(list(ox.parse(out, format=ox.RdfFormat.TURTLE))) == 6

    assert ask(capfdbinary, "is-concluded")[:2] == (0, "true\n")
    assert ask(capfdbinary, "is-concluded", "-p", "cause=stress", "-p", "effect=tetany")[:2] == (1, "false\n")


def test_a_table_shows_labels_counts_rows_and_says_what_it_is_not(capfdbinary):
    code, out, err = ask(
        capfdbinary, "common-foods-with-groups", "-p", "first=calcium", "-p", "second=vitamin D", "--format", "table"
    )
    assert code == 0
    assert [re.split(r" {2,}", line) for line in out.splitlines()] == [
        ["food", "firstNamed", "secondNamed"],
        ["─" * 14, "─" * 14, "─" * 14],
        ["dairy products", "dairy products", "dairy products"],
        ["milk", "dairy products", "dairy products"],
        ["milk", "milk", "dairy products"],
        ["sardines", "sardines", "sardines"],
    ]
    assert {line[16:20] for line in out.splitlines()[2:]} == {"dair", "milk", "sard"}
    assert err == f"4 rows. {DISCLAIMER}\n"
    assert ask(capfdbinary, "umbrella-terms", "--format", "table")[2] == "1 row\n"


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "xml"])
def test_row_formats_hold_the_same_rows(form, capfdbinary):
    code, out, _ = ask(capfdbinary, "nutrients", "--format", form)
    assert code == 0
    if form == "csv":
        assert len(list(csv.reader(io.StringIO(out)))) == 7
    else:
        read = ox.parse_query_results(out, getattr(ox.QueryResultsFormat, form.upper()))
        assert len(list(read)) == 6


@pytest.mark.parametrize("ending", ["ttl", "nt", "rdf", "trig", "jsonld"])
def test_the_ending_of_the_output_chooses_the_format(ending, tmp_path, capfdbinary):
    path = tmp_path / f"edges.{ending}"
    assert ask(capfdbinary, "edges", "-o", str(path))[:2] == (0, "")
    with open(CASES / "edges" / "expected.ttl", "rb") as file:
        expected = {str(quad.triple) for quad in ox.parse(file, format=ox.RdfFormat.TURTLE)}
    assert {str(quad.triple) for quad in ox.parse(path=path)} == expected


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((), 2, "name a query"),
        (("foods", "-e", "ASK {}"), 2, "one only"),
        (("fods",), 2, "Did you mean foods"),
        (("no-such.rq",), 3, "No such file"),
        (("foods", "-p", "nutrient"), 2, "NAME=VALUE"),
        (("foods", "-p", "nutrient=unobtainium"), 2, "no term is called"),
        (("foods", "--format", "ttl"), 2, "rows"),
        (("edges", "--format", "csv"), 2, "triples"),
        (("is-concluded", "--format", "nt"), 2, "true or false"),
        (("-e", "SELECT ?x {"), 2, '-e:1:11: SPARQL syntax error: "{" is never closed.'),
        (("-e", "SELECT * { SERVICE <http://example.org/> {} }"), 5, "SERVICE"),
        (("-e", "DROP ALL"), 5, "update"),
    ],
)
def test_what_goes_wrong_ends_in_one_line_and_the_right_code(arguments, code, said, capfdbinary):
    found, out, err = ask(capfdbinary, *arguments)
    assert (found, out) == (code, "")
    assert said in err
    assert err.count("\n") == 1


def test_a_time_limit_holds_for_the_catalogue_too(capfdbinary):
    assert ask(capfdbinary, "sources", "--timeout", "20")[0] == 0
    assert ask(capfdbinary, "sources", "--timeout", "0.000001")[0] == 4


def test_a_failed_answer_leaves_the_old_file(tmp_path, capfdbinary):
    path = tmp_path / "kept.csv"
    path.write_text("old")
    assert ask(capfdbinary, "edges", "-o", str(path))[0] == 2
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_empty_answer_is_an_answer(capfdbinary):
    assert ask(capfdbinary, "foods", "-p", "nutrient=magnesium")[:2] == (
        0,
        "nutrient,nutrientLabel,food,foodLabel,importance,sources\r\n",
    )


def test_a_file_of_ones_own_takes_parameters(tmp_path, capfdbinary):
    path = tmp_path / "own.rq"
    path.write_text("SELECT ?food { VALUES ?nutrient { UNDEF } ?food nc:sourceOf ?nutrient } ORDER BY ?food")
    code, out, _ = ask(capfdbinary, str(path), "-p", "nutrient=calcium", "-p", "nutrient=vitamin D", "--format", "tsv")
    assert (code, out.count("\n")) == (0, 6)


def test_show_prints_what_runs_elsewhere(capfdbinary):
    code, out, _ = ask(capfdbinary, "direct-causes", "--show", "-p", "symptom=muscle cramp")
    assert code == 0
    assert f"VALUES ?symptom {{ <{TERM}muscle-cramp> }}" in out
    code, again, _ = ask(capfdbinary, "-e", out)
    assert code == 0
    assert again == ask(capfdbinary, "direct-causes", "-p", "symptom=muscle cramp")[1]


def test_the_list_names_every_query(capfdbinary):
    code, out, _ = ask(capfdbinary, "--list")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()[1:] if not line.startswith(" ")] == NAMES
    code, out, _ = ask(capfdbinary, "--list", "--format", "json")
    assert code == 0
    listed = {query["name"]: query for query in json.loads(out)["queries"]}
    assert list(listed) == NAMES
    assert listed["red-flags"]["parameters"][1]["kind"] == "integer"


def test_no_control_character_reaches_a_table(capfdbinary):
    text = 'SELECT ?xLabel { BIND("a\\u001b[31mb\\nc" AS ?xLabel) }'
    assert ask(capfdbinary, "-e", text, "--format", "table")[1].splitlines()[-1] == "a\N{REPLACEMENT CHARACTER}[31mb c"


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo-terminal to write to")
@pytest.mark.parametrize("form", ["table", "csv", "ttl"])
def test_no_control_character_reaches_a_terminal(form):
    import os
    import pty

    text = 'SELECT ?x { BIND("a\\u001b[31mb\\u0007" AS ?x) }'
    if form == "ttl":
        text = 'CONSTRUCT { <a:b> <a:c> "a\\u001b[31mb\\u009b" } {}'
    reader, writer = pty.openpty()
    command = [sys.executable, "-m", "kgtool", "query", "--no-cache", "-e", text, "--format", form, *SMALL]
    subprocess.run(command, stdout=writer, check=True, timeout=60)
    os.close(writer)
    shown = os.read(reader, 10_000).decode()
    os.close(reader)
    assert "[31mb" in shown
    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert "\x9b" not in shown


def test_answers_are_the_same_in_every_process():
    command = [sys.executable, "-m", "kgtool", "query", "description", "-p", "term=hypocalcemia", *SMALL]
    found = {subprocess.run(command, capture_output=True, check=True, timeout=60).stdout for _ in range(3)}
    assert len(found) == 1


UNHOLDABLE = {
    "a triple in a triple": ("jsonld", "application/ld+json", "<urn:x:p> <<( <urn:a> <urn:b> 1 )>>"),
    "a predicate without a name": ("owl", "application/rdf+xml", "<http://e.org/12> 1"),
    "a control character": ("owl", "application/rdf+xml", '<urn:x:p> "\\u0001"'),
    "a direction": ("owl", "application/rdf+xml", '<urn:x:p> "x"@en--ltr'),
}


@pytest.mark.parametrize(("form", "media", "said"), UNHOLDABLE.values(), ids=UNHOLDABLE)
def test_what_a_format_cannot_hold_is_refused_here_and_by_an_endpoint(form, media, said, small, capfd):
    text = f"CONSTRUCT {{ <urn:s> {said} }} {{}}"
    assert run(["query", "-e", text, "--format", form]) == 3
    told = capfd.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1) and "can't" in told.err
    found = endpoint.answer(small.store, text, None, "http://e.org/")
    with pytest.raises(UnholdableError, match="can't hold"):
        endpoint.write(found, None, media, lambda _: io.BytesIO())


@pytest.mark.parametrize("text", ["\u0001", "\ufffe"])
def test_rows_in_xml_are_well_formed(text, tmp_path, capfd):
    path = tmp_path / "rows.srx"
    assert run(["query", "-e", f'SELECT ("a{text}" AS ?x) {{}}', "-o", str(path)]) == 3
    assert f"U+{ord(text):04X}" in capfd.readouterr().err and not path.exists()
    assert run(["query", "-e", 'SELECT ("a\U0001f600\t<&>" AS ?x) {}', "-o", str(path)]) == 0
