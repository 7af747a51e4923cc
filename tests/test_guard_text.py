"""The check of queries against what pyoxigraph really sends: a canary on the loopback interface counts its requests.

KGTOOL_FUZZ sets the number of generated queries (100,000 take ten seconds).
"""
# ruff: noqa: E501 - texts that are data stay on one line

import contextlib
import os
import random
import socket
import threading

import pyoxigraph as ox
import pytest

from kgtool.errors import RefusedError
from kgtool.queries.safety import refuse_unsafe

CASES = int(os.environ.get("KGTOOL_FUZZ", "10000"))

# These make pyoxigraph 0.5.13 open a connection. URL and BASE are filled in.
SENT = {
    "plain": "SELECT * { SERVICE <URL> {} }",
    "lower case, no spaces": "select*{service<URL>{}}",
    "prefixed name, no space": "PREFIX : <BASE> SELECT * { SERVICE:q{} }",
    "silent, no space": "PREFIX : <BASE> SELECT * { SERVICESILENT:q{} }",
    "after a number": "SELECT * { OPTIONAL { ?s ?p 1SERVICE<URL>{} } }",
    "after a truth value": "SELECT * { OPTIONAL { ?s ?p trueSERVICE<URL>{} } }",
    "after a datatype": 'SELECT * { OPTIONAL { ?s ?p "1"^^<http://x>SERVICE<URL>{} } }',
    "a name that makes no IRI (port)": "PREFIX e: <http://127.0.0.1:> SELECT * { OPTIONAL { ?s ?p e:SERVICE<URL>{} } }",
    "a name that makes no IRI (host)": "PREFIX e: <http://[::1]> SELECT * { OPTIONAL { ?s ?p e:SERVICE<URL>{} } }",
    "a comment that ends at a carriage return": "SELECT * { #x\rSERVICE<URL>{} \n}",
    "a long string that isn't one (bad escape)": 'SELECT * { VALUES ?x { """ " # \\q \n} SERVICE <URL> {} #"""\n }',
    "a long string that isn't one (bad code point)": 'SELECT * { VALUES ?x { """ " # \\uD800 \n} SERVICE <URL> {} #"""\n }',
    "a long string in apostrophes": "SELECT * { VALUES ?x { ''' ' # \\q \n} SERVICE <URL> {} #'''\n }",
    "an IRI that is a comparison": "SELECT * { FILTER(1<2#http://x> \n) SERVICE<URL>{} }",
    "a quote that isn't one": 'SELECT * { BIND("\\u0022 AS ?x) } #" AS ?x) SERVICE <URL> {} }',
    "inside EXISTS": "SELECT * { FILTER(1=1&&EXISTS{SERVICE<URL>{}}) }",
    "DESCRIBE": "DESCRIBE ?x { SERVICE<URL>{} }",
    "ASK": "ASK { SERVICE<URL>{} }",
    "a sub-select": "SELECT * { { SELECT * { SERVICE <URL> { ?s ?p ?o } } } }",
    "CONSTRUCT": "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "a comment before the brace": "SELECT * { SERVICE <URL> # {\n {} }",
    "a comment before the target": "SELECT * { SERVICE # ?x . { \n<URL>{} }",
    "a variable that a triple binds": "SELECT * { ?s <http://p> ?u SERVICE ?u {} }",
    "an escaped IRI": "SELECT * { SERVICE <URL\\u0041> {} }",
    "after an escaped name": "PREFIX e: <http://x/> SELECT * { OPTIONAL { ?s ?p e:a\\' } SERVICE <URL> {} #'\n }",
    "after an IRI with an apostrophe": "SELECT * { OPTIONAL { ?s ?p <http://x/'> } SERVICE <URL> {} #'\n }",
    "after two slashes": "SELECT * { FILTER(1<2) OPTIONAL { ?s ?p <http://x//y> } SERVICE <URL> {} }",
}

HONEST = {
    "no such word": "SELECT * { ?s ?p ?o }",
    "in a string": 'SELECT * { ?s ?p "the service <http://x> { } of a plant" }',
    "in a long string": 'SELECT * { ?s ?p """say "service <http://x> {" twice""" }',
    "in a long string over lines": "SELECT * { ?s ?p '''a\nservice <http://x> {\n''' }",
    "in a comment": "# a service <http://x> {} that isn't\nSELECT * { ?s ?p ?o }",
    "in a comment at the end": "SELECT * { ?s ?p ?o } # service <http://x> {}",
    "in an IRI": "SELECT * { ?s <http://service.example/service#service> ?o . { ?s ?p ?o } }",
    "a relative IRI": "BASE <http://x/> SELECT * { ?s <#service> ?o . { ?s ?p ?o } }",
    "a variable": "SELECT ?service { ?service a ?my_service . { ?service ?p $service } }",
    "a variable before a group": "SELECT * { ?s ?p ?service { ?a ?b ?c } }",
    "a prefixed name": "PREFIX ex: <http://x/> SELECT * { ?s ex:service ?o . { ?s ex:customer-service ?o } }",
    "a prefix": "PREFIX service: <http://x/> SELECT * { ?s service:name ?o ; service:of ?x . { ?s ?p ?o } }",
    "a condition": 'SELECT * { ?s ?p ?o FILTER(?o < 5 && REGEX(?l, "service")) FILTER(?o > 3) }',
    "an escaped quote": 'SELECT * { ?s ?p "a \\" service <http://x> {" }',
    "\\u in a string": 'SELECT * { ?s ?p "\\u00e4 service <http://x> {" }',
    "update words": "SELECT ?load ?insert { ?load ?insert 'DELETE' . ?with ?add 'LOAD <x>' }",
    "FROM": "SELECT * FROM <http://g> FROM NAMED <http://h> { ?s ?p ?o }",
    "MINUS and VALUES": "SELECT * { VALUES ?s { <http://service/> } MINUS { ?s ?p 'service' } }",
}

PIECES = [
    *("SERVICE", "service", "SeRvIcE", "SERVICE SILENT", "SERVICE<URL>{}", " SERVICE <URL> {} ", "\\u0053ERVICE"),
    *(
        "<URL>",
        "{}",
        "{",
        "}",
        '"',
        "'",
        '"""',
        "'''",
        "#",
        "# ",
        "\n",
        "\r",
        "\\",
        "\\u0022",
        "\\u0027",
        "\\u003C",
        "\\q",
    ),
    *(
        "\\uD800",
        "\\n",
        '\\"',
        "<",
        ">",
        "<<",
        ">>",
        "?",
        "$",
        "x",
        "?x",
        ":",
        "e:",
        "_:b",
        "@en",
        "^^",
        ".",
        ";",
        ",",
        "/",
    ),
    *(
        "//",
        "|",
        "^",
        "*",
        "+",
        "!",
        "(",
        ")",
        "[]",
        "1",
        "1.",
        "true",
        "a",
        " ",
        "é",
        "ſ",
        "\u2028",
        "\t",
        "%41",
        "\\'",
    ),
    *(
        "OPTIONAL {",
        "FILTER(1<2)",
        "BIND(1 AS ?y)",
        'BIND("',
        '" AS ?z)',
        "VALUES ?x { ",
        "UNION {",
        "GRAPH ?g {",
        "MINUS {",
    ),
    *("?s ?p ", "PREFIX e: <http://127.0.0.1:>", "PREFIX : <BASE>", "PREFIX service: <BASE>", ":SERVICE", "e:SERVICE"),
]


@pytest.fixture(scope="module")
def canary():
    """A listener that counts who connects, and hangs up at once."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    counted = []

    def listen():
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                counted.append(True)
                connection.close()

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    base = f"http://127.0.0.1:{listener.getsockname()[1]}/"

    store = ox.Store()
    # Objects of every kind, so that no clause is left out because what stands before it matches nothing.
    for value in (ox.Literal(1), ox.Literal(True), ox.NamedNode(base + "q")):
        store.add(ox.Quad(ox.NamedNode("http://s"), ox.NamedNode("http://p"), value))

    def sends(query):
        before = len(counted)
        with contextlib.suppress(Exception):
            answer = store.query(query)
            if not isinstance(answer, ox.QueryBoolean):
                list(answer)
        return len(counted) > before

    yield base, sends
    listener.close()


def filled(query, base):
    return query.replace("URL", base + "q").replace("BASE", base)


def refused(query):
    try:
        refuse_unsafe(query)
    except RefusedError:
        return True
    return False


@pytest.mark.parametrize("query", SENT.values(), ids=SENT)
def test_what_the_engine_sends_is_refused(query, canary):
    base, _ = canary
    assert refused(filled(query, base))


def test_the_canary_sings(canary):
    """Most hostile cases really send: else all others here would show nothing."""
    base, sends = canary
    silent = [name for name, query in SENT.items() if not sends(filled(query, base))]
    assert silent == ["a variable that a triple binds"]  # this engine asks no endpoint that a variable names


@pytest.mark.parametrize("query", HONEST.values(), ids=HONEST)
def test_honest_queries_pass_and_send_nothing(query, canary):
    _, sends = canary
    refuse_unsafe(query)
    ox.Store().query(query)  # each of them is well formed
    assert not sends(query)


@pytest.mark.parametrize("word", ["\\u0053ERVICE", "SERVI\\u0043E", "ſERVICE", "SERVıCE", "S\\U00000045RVICE"])
def test_words_that_only_other_parsers_read_are_refused(word):
    assert refused(f"SELECT * {{ {word} <http://x> {{}} }}")


def mutated(rng):
    """A hostile or honest query with some pieces put in, taken out, doubled or swapped."""
    text = rng.choice([*SENT.values(), *HONEST.values()])
    for _ in range(rng.choice([0, 1, 1, 1, 2, 2, 3, 5])):
        at = rng.randrange(len(text) + 1)
        action = rng.random()
        if action < 0.6:
            text = text[:at] + rng.choice(PIECES) + text[at:]
        elif action < 0.75:
            text = text[:at] + text[at + rng.randrange(1, 4) :]
        elif action < 0.9:
            other = rng.choice([*SENT.values(), *HONEST.values()])
            cut = rng.randrange(len(other))
            text = text[:at] + other[cut : cut + rng.randrange(1, 40)] + text[at:]
        else:
            text = text[:at] + rng.choice(PIECES) + text[min(len(text), at + rng.randrange(1, 8)) :]
    return text


def test_no_generated_query_gets_past(canary):
    base, sends = canary
    rng = random.Random(20261122)
    sent = passed = 0
    for _ in range(CASES):
        query = filled(mutated(rng), base)
        goes_out, is_refused = sends(query), refused(query)
        assert is_refused or not goes_out, repr(query)
        sent += goes_out
        passed += not is_refused
    assert sent > CASES / 20, "too few of the queries send anything to show much"
    assert passed > CASES / 10, "a check that refuses everything shows nothing"
    print(f"{CASES} queries: {sent} would have been sent, {passed} passed, none of both")  # noqa: T201 - shown by pytest -s


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <http://a> <http://b> 1 }",
        "# a comment\nPREFIX ex: <http://x/>\nLOAD <http://127.0.0.1/x>",
        "load silent <file:///etc/passwd>",
        "BASE <http://x/> CLEAR ALL",
        "WITH <http://g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "\\u004COAD <http://x>",
    ],
)
def test_updates_are_refused_and_called_so(text):
    with pytest.raises(RefusedError, match="update"):
        refuse_unsafe(text)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", False),
        ("SELECT * from named <http://x> { ?s ?p ?o }", False),
        ("SELECT * FR\\u004FM <http://x> { ?s ?p ?o }", False),
        ("PREFIX e: <http://x/> ASK FROM e:g { ?s ?p ?o }", False),
        ("ASK FROM#\n<http://x> { ?s ?p ?o }", False),
        ("SELECT ?from { ?from <http://x/from> 'from <x>' }", True),
        ("PREFIX e: <http://x/> SELECT * { ?s e:from <http://x> } # from <x>", True),
    ],
)
def test_from_is_refused_where_the_engine_would_fetch(text, safe):
    if safe:
        refuse_unsafe(text, refuse_from=True)
    else:
        with pytest.raises(RefusedError, match="FROM"):
            refuse_unsafe(text, refuse_from=True)


def test_reasons_name_the_place():
    with pytest.raises(RefusedError, match=r"line 2, column 3: .*SERVICE"):
        refuse_unsafe("SELECT * {\n  SERVICE <http://x> {} }")


def test_the_check_is_quick_on_large_and_nasty_texts():
    import time

    for text in (
        "SELECT * { " + "?s ?p '''" + "service " * 100_000 + "''' }",
        "<" * 50_000 + "service",
        "'" * 50_000 + " service { ",
        '"""' + "\\q" * 50_000 + " service {",
        "#\r" * 50_000 + "service <x>",
        "service <x" * 20_000,
        "'''" + "''\\q" * 20_000 + " service",
    ):
        began = time.perf_counter()
        refused(text)
        assert time.perf_counter() - began < 5, text[:20]
