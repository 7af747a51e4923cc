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


@pytest.mark.parametrize(("text", "told"), COMPLAINTS.items(), ids=COMPLAINTS)
def test_a_syntax_error_names_its_cause_and_place(capfd, text, told):
    assert run(["query", "-e", text]) == 2
    said = capfd.readouterr().err
    place, words = told
    assert said.startswith(f"kgtool: -e:{place}: SPARQL syntax error: ")
    assert words in said
    assert said.count("\n") == 1
