"""Full disks, closed outputs, odd settings and texts: one line each, and the right exit code."""

import os
import subprocess
import sys

import pytest

from kgtool.cli import run

KGTOOL = f'"{sys.executable}" -m kgtool'
COMMANDS = ["info", "query red-flags --format csv", "query -e 'SELECT * { ?s ?p ?o }' --format csv", "export", "--help"]


def shell(line):
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this platform has no device that is always full")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_full_disk_is_told(command):
    code, _, err = shell(f"{KGTOOL} {command} > /dev/full")
    assert (code, err.count("\n")) == (3, 1)
    assert "can't be written" in err


@pytest.mark.skipif(sys.platform == "win32", reason="a POSIX shell closes outputs so")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_closed_output_is_told(command):
    code, _, err = shell(f"{KGTOOL} {command} >&-")
    assert code == 3
    assert "can't be written" in err


@pytest.mark.skipif(sys.platform == "win32", reason="a POSIX shell closes outputs so")
def test_closed_errors_stop_nothing():
    code, out, _ = shell(f"{KGTOOL} info 2>&-")
    assert code == 0
    assert "triples" in out


@pytest.mark.parametrize(("size", "code"), [("5G", 0), ("500M", 0), ("1e3", 2), ("5x", 2), ("-1", 2)])
def test_a_limit_of_the_cache_is_a_size(monkeypatch, capsys, size, code):
    monkeypatch.setenv("KGTOOL_CACHE_LIMIT", size)
    assert run(["cache", "info"]) == code
    assert ("KGTOOL_CACHE_LIMIT" in capsys.readouterr().err) == bool(code)


@pytest.mark.parametrize("name", ["", "ftp://example.org/x.ttl", "file:///etc/passwd", "ssh://x"])
def test_what_is_neither_file_nor_endpoint(capsys, name):
    assert run(["info", "-i", name]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_query_may_begin_with_a_byte_order_mark_and_must_be_text(tmp_path, capfd):
    good, bad = tmp_path / "good.rq", tmp_path / "bad.rq"
    good.write_bytes(b"\xef\xbb\xbfSELECT (1 AS ?x) {}")
    bad.write_bytes(b'SELECT ("\xff" AS ?x) {}')
    assert run(["query", str(good), "--format", "csv"]) == 0
    assert capfd.readouterr().out.split() == ["x", "1"]
    assert run(["query", "-e", "\ufeffASK {}"]) == 0
    assert run(["query", str(bad)]) == 3
    done = subprocess.run(
        [sys.executable, "-m", "kgtool", "query", "-"], input=bad.read_bytes(), capture_output=True, check=False
    )
    assert (done.returncode, done.stderr.count(b"\n")) == (3, 1)


COMPLAINTS = {
    "SELECT ?x { ?x foo:bar ?y }": ("1:16", 'the prefix "foo:"'),
    "SELECT ?x (COUNT(?y) AS ?n) { ?x ?p ?y }": ("1:8", "?x is neither grouped nor counted"),
    "SELECT ?x {\n ?x ?p ?y } GROUP BY ?y": ("1:8", "GROUP BY"),
    "SELECT * { ?x ?p ?y } GROUP BY ?x": ("1:8", "SELECT *"),
    "SELECT ?x ?x { ?x ?p ?y }": ("1:11", "twice"),
    "SELECT (1 AS ?x) (2 AS ?x) {}": ("1:24", "twice"),
    "SELECT (?y AS ?x) { ?x ?p ?y }": ("1:15", "in the pattern already"),
    "SELECT ?x { BIND(1 AS ?x) BIND(2 AS ?x) }": ("1:23", "BIND"),
    "SELECT (nofn(?x) AS ?y) { ?x ?p ?y }": ("1:9", 'no function "nofn"'),
    'SELECT ?x { ?x ?p ?y FILTER regexp(?y, "a") }': ("1:29", "REGEX"),
    "SELECT ?x { ?x <rel> ?y }": ("1:16", "relative IRI"),
    "SELECT ?x {\n  ?x ?p <http://a b> }": ("2:9", "IRI"),
    'SELECT ?x { ?x ?p "abc }': ("1:19", "doesn't end"),
    "SELEC ?x {}": ("1:1", "SELECT"),
    "SELECT * { ?x <rel> ?y }": ("1:15", "relative IRI"),
    "SELECT ?x, ?y { ?x ?p ?y }": ("1:10", "comma"),
    "SELECT (CONCAT(?x, ?y) AS ?z) ?p, { ?x ?p ?y }": ("1:33", "comma"),
    "SELECT * { VALUES (?x ?y) { (1 2) (1) } }": ("1:37", "1 of 2 values"),
    "SELECT ?s { ?s ?p }": ("1:16", "ends after two"),
    "SELECT ?s { ?s ?p ?o ?x ?y ?z }": ("1:22", "a dot missing before this"),
    "SELECT ?s {} ORDER ?s": ("1:14", "followed by BY"),
    "SELECT ?s {} LIMIT ten": ("1:14", "a whole number"),
    "SELECT COUNT(?s) {}": ("1:8", "(COUNT(?x) AS ?n)"),
    "SELECT (COUNT(?s)) {}": ("1:8", "has a name"),
    "SELECT (1 AS n) {}": ("1:11", "followed by a variable"),
    "SELECT ?s {} HAVING COUNT(?s) > 1": ("1:21", "in brackets"),
    "SELECT ?s { ?s ?p ?o FILTER ?o > 5 }": ("1:22", "FILTER(…)"),
    "SELECT ?s { ?s ?p ?o FILTER(?o == 5) }": ("1:32", '"="'),
    "SELECT ?s { ?s ?p ?o FILTER(?o <> 5) }": ("1:32", '"!="'),
    "SELECT ?s { ?s ?p ?o FILTER(?o AND 1) }": ("1:32", '"&&"'),
    "SELECT ?s { ?s ?p ?o FILTER(?o LIKE 'a') }": ("1:32", "CONTAINS"),
    "SELECT ?s { ?s ?p ?o FILTER(REGEX(?o)) }": ("1:29", "takes 2 or 3 values, and gets 1"),
    "SELECT ?s { ?s ?p ?o FILTER(?s IN ?o) }": ("1:32", "IN (…, …)"),
    "SELECT (GROUP_CONCAT(?s, ',') AS ?x) {}": ("1:9", "SEPARATOR="),
    "SELECT ?s { BIND(1 ?x) }": ("1:13", "BIND(… AS ?name)"),
    "SELECT ?s { _:a ?p ?o OPTIONAL { _:a ?q ?r } }": ("1:34", "two patterns"),
    "SELECT ?s { ?s _:p ?o }": ("1:16", "can't be a predicate"),
    "SELECT ?s { VALUES (?s) { 1 } }": ("1:27", "each row"),
    "SELECT ?s { VALUES ?s { ?x } }": ("1:25", "UNDEF"),
    "SELECT ?s { OPTIONAL ?s ?p ?o }": ("1:13", "followed by {"),
    "SELECT ?s { GRAPH { ?s ?p ?o } }": ("1:13", "GRAPH ?g"),
    "SELECT { ?s ?p ?o }": ("1:8", "names no variable"),
    "SELECT ?s ?p ?o": ("1:14", "has no pattern"),
    "SELECT ?my-var {}": ("1:8", "?my_var"),
    "SELECT ?s { ?s ?p 'a'@en_US }": ("1:23", "en-US"),
    "SELECT\u00a0?s {}": ("1:7", "U+00A0 (no-break space)"),
    "SELECT ?s { ?s ?p \u201ca\u201d }": ("1:19", "U+201C"),
    "SELECT ?s {} -- all": ("1:14", 'begins with "#"'),
    "SELECT ?s {} ;": ("1:14", "one query is asked at a time"),
    "PREFIX e <http://e.org/> SELECT * {}": ("1:8", "ends in a colon"),
    "PREFIX e: http://e.org/ SELECT * {}": ("1:11", "stands in <…>"),
    "@prefix e: <http://e.org/> . SELECT * {}": ("1:1", "without @"),
    "SELECT (?p AS ?q) { ?s ?p ?o } GROUP BY ?s": ("1:9", "SAMPLE(?p)"),
    "MATCH (n) RETURN n": ("1:1", "no word of SPARQL"),
    "SELECT * { FILTER(NOT EXIST { ?x ?p ?y }) }": ("1:23", "did you mean EXISTS?\n"),
    "SELECT ?x { ?x ?p ?y OPTIONL { ?x ?q ?z } }": ("1:22", "OPTIONAL"),
}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("SELECT * { FILTER(<http://e.org/f>(1)) }", "1:19: there is no function <http://e.org/f>"),
        ("PREFIX f: <http://e.org/>\nASK { FILTER(f:g(1)) }", "2:14: there is no function f:g"),
        ("SELECT (<urn:f>(1) AS ?x) {}", "1:9: there is no function <urn:f>"),
    ],
)
def test_a_function_that_no_engine_has_is_named(capfd, text, place):
    assert run(["query", "-e", text]) == 2
    assert capfd.readouterr().err.startswith(f"kgtool: -e:{place}")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("SELECT (SUM(COUNT(?s)) AS ?n) { ?s ?p ?o }", "-e:1:13: COUNT can't stand in SUM"),
        ("SELECT ?s { ?s ?p ?o FILTER(COUNT(?o) > 1) }", "-e:1:29: COUNT can't stand in FILTER; HAVING"),
        ('SELECT ?s {\n ?s ?p ?o FILTER(REGEX(STR(?o), "[")) }', '-e:2:33: "[" is no regular expression'),
        ('ASK { FILTER(REPLACE("a", "(", "b") = "a") }', '-e:1:27: "(" is no regular expression'),
    ],
)
def test_what_an_engine_would_answer_nothing_of_is_refused(capfd, text, told):
    assert run(["query", "-e", text]) == 2
    assert told in capfd.readouterr().err


def test_what_looks_like_a_mistake_and_is_none_is_asked(capfd):
    text = (
        "SELECT (SUM(?n) AS ?all) (MAX(?n) AS ?most) { { SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o } GROUP BY ?s "
        'HAVING(COUNT(?o) > 1) } FILTER(REGEX("a|b", "^[a-c]|\\\\d+(?:x)?$", "i")) '
        'FILTER(REPLACE("ab", "(a)", "$1") = "ab") }'
    )
    assert run(["query", "-e", text, "--format", "csv"]) == 0
    assert capfd.readouterr().err == ""


@pytest.mark.skipif(sys.platform == "win32", reason="a POSIX shell closes inputs so")
@pytest.mark.parametrize("command", ["query -", "info -i - --input-format ttl"])
def test_a_closed_input_is_told(command):
    code, _, err = shell(f"{KGTOOL} {command} <&-")
    assert (code, err.count("\n")) == (3, 1)
    assert "standard input is closed" in err


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this platform has no device that is always full")
def test_an_error_that_cannot_be_told_keeps_its_code():
    assert shell(f"{KGTOOL} show nosuchterm 2>/dev/full")[0] == 2


@pytest.mark.parametrize(("text", "told"), COMPLAINTS.items(), ids=COMPLAINTS)
def test_a_syntax_error_names_its_cause_and_place(capfd, text, told):
    assert run(["query", "-e", text]) == 2
    said = capfd.readouterr().err
    place, words = told
    assert said.startswith(f"kgtool: -e:{place}: SPARQL syntax error: ")
    assert words in said
    assert said.count("\n") == 1
