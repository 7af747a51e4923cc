"""Endpoints of the wild: what they send is read exactly, or refused in one line with the right exit code."""

import gc
import gzip
import http.server
import json
import re
import socket
import threading
import time
import zlib
from email.message import Message
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtool.cli import run
from kgtool.errors import InputError, LimitError, UsageError
from kgtool.store.exchange import Reply
from kgtool.store.inputs import shown
from kgtool.store.remote import RemoteStore
from kgtool.store.replies import read_reply

JSON = "application/sparql-results+json"


def results(rows, names=("s",)):
    bindings = [{n: {"type": "uri", "value": f"http://e.org/{value}"} for n in names} for value in rows]
    return json.dumps({"head": {"vars": list(names)}, "results": {"bindings": bindings}}).encode()


@pytest.fixture
def endpoint():
    """An endpoint that answers with what a function of (query, handler) gives: (status, headers, body)."""
    servers = []

    def start(answer):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                self.reply(parse_qs(urlsplit(self.path).query))

            def do_POST(self):
                self.reply(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))

            def reply(self, fields):
                status, headers, body = answer(fields.get("query", [""])[0], self)
                self.send_response(status)
                for name, value in {"Content-Type": JSON, "Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_address[1]}/sparql"

    yield start
    for server in servers:
        server.shutdown()


@pytest.fixture
def raw():
    """A server that sends what it is given, piece by piece with a pause, and hangs up."""
    listeners = []

    def start(*pieces, pause=0.0):
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def serve():
            while True:
                try:
                    peer, _ = listener.accept()
                except OSError:
                    return
                with peer:
                    peer.recv(65_536)
                    try:
                        for piece in pieces:
                            peer.sendall(piece)
                            time.sleep(pause)
                    except OSError:
                        pass

        threading.Thread(target=serve, daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}/sparql"

    yield start
    for listener in listeners:
        listener.close()


def head(kind=JSON, extra=b""):
    return b"HTTP/1.1 200 OK\r\nContent-Type: " + kind.encode() + b"\r\n" + extra + b"\r\n"


GOOD = results(["a"])
BROKEN = {
    "a cut chunk": [head(extra=b"Transfer-Encoding: chunked\r\n"), b'40\r\n{"head"'],
    "a short length": [head(extra=b"Content-Length: 999\r\n"), GOOD],
    "garbage": [b"\x00\x01\x02 no http\r\n\r\n"],
    "nothing": [b""],
    "a huge header": [b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n"],
    "too many headers": [b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 5_000 + b"\r\n"],
    "JSON that breaks off": [head(), GOOD[:-9]],
    "JSON that holds an error": [head(), b'{"error": "boom"}'],
    "an invalid IRI": [head(), GOOD.replace(b"http://e.org/a", b"no iri at > all")],
    "an invalid language": [head(), GOOD.replace(b'"uri"', b'"literal", "xml:lang": "not a tag!"')],
    "compressed garbage": [head(extra=b"Content-Encoding: gzip\r\n"), b"not gzip"],
    "another compression": [head(extra=b"Content-Encoding: br\r\n"), b"\x0b\x02\x80"],
    "a redirect to nowhere": [b"HTTP/1.1 302 Found\r\nLocation: http://[bad/\r\n\r\n"],
    "a redirect to a file": [b"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n\r\n"],
    "CSV": [head("text/csv"), b"s\r\na\r\n"],
    "words": [head("text/plain"), b"Virtuoso 37000 Error SP030: SPARQL compiler"],
    "a page": [head("text/html"), b"<html>hello</html>"],
    "a file": [head("text/turtle"), b"<a:a> <a:b> 1 ."],
    "an empty body": [head(), b""],
    "a chunk of an odd size": [head(extra=b"Transfer-Encoding: chunked\r\n"), b"zz\r\n{}"],
    "a chunk below nothing": [head(extra=b"Transfer-Encoding: chunked\r\n"), b"-5\r\n{}"],
    "a length that cuts": [head(extra=b"Content-Length: 20\r\n"), GOOD],
    "a status line alone": [b"HTTP/1.1 200 OK\r\n"],
    "no status": [b"HTTP/1.1 abc OK\r\n\r\n"],
    "a status of its own": [b"HTTP/1.1 999 What\r\n\r\nx"],
    "accepted, and nothing more": [b"HTTP/1.1 202 Accepted\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n"],
    "no content": [b"HTTP/1.1 204 No Content\r\n\r\n"],
    "results without rows": [head(), b'{"results": {}}'],
    "a head alone": [head(), b'{"head": {"vars": ["s"]}}'],
    "a truth value": [head(), b'{"head": {}, "boolean": true}'],
    "null": [head(), b"null"],
    "a row that is null": [head(), b'{"head": {"vars": ["s"]}, "results": {"bindings": [null]}}'],
    "a value that is none": [head(), GOOD.replace(b'"http://e.org/a"', b"NaN")],
    "a number as a value": [head(), GOOD.replace(b'"http://e.org/a"', b"1")],
    "half a character": [head(), GOOD.replace(b"http://e.org/a", b"\\ud800").replace(b"uri", b"literal")],
    "an invalid datatype": [head(), GOOD.replace(b'"uri"', b'"literal", "datatype": "no pe"')],
    "an unknown kind of term": [head(), GOOD.replace(b'"uri"', b'"thing"')],
    "a column that isn't declared": [head(), GOOD.replace(b'{"s": {"type"', b'{"z": {"type"')],
    "very deep JSON": [head(), b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":' + b"[" * 100_000],
    "two answers": [head(), GOOD + GOOD],
    "a call": [head(), b"cb(" + GOOD + b")"],
    "UTF-16": [head(), GOOD.decode().encode("utf-16")],
    "XML that breaks off": [head("application/sparql-results+xml"), b"<sparql xmlns='http://www.w3.org/2005/spar"],
    "half a table": [head("text/tab-separated-values"), b"?s\n<http://e.org/a"],
    "compression that breaks off": [head(extra=b"Content-Encoding: gzip\r\n"), gzip.compress(GOOD)[:-9]],
    "a compression with codes": [head(extra=b"Content-Encoding: \x1b[31mzs\r\n"), b"x"],
    "a redirect to a program": [b"HTTP/1.1 301 Moved\r\nLocation: javascript:alert(1)\r\n\r\n"],
    "a redirect with a password": [b"HTTP/1.1 302 Found\r\nLocation: http://you:hidden@elsewhere.example/\r\n\r\n"],
    "a redirect to no port": [b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:0/\r\n\r\n"],
    "see other, where": [b"HTTP/1.1 303 See Other\r\n\r\n"],
    "many statuses": [b"HTTP/1.1 404 \x1b[31mred\r\nContent-Type: text/plain\r\n\r\n\x1b]0;title\x07\n\nsecond line"],
    "a page in another language": [head("text/html; charset=no-such"), b"<title>\xe4\x1b[31m</title>"],
    "TLS": [b"\x15\x03\x01\x00\x02\x02\x16"],
    "a picture": [head("image/png"), b"\x89PNG"],
    "an unauthorised one": [b"HTTP/1.1 401 No\r\nWWW-Authenticate: Digest realm=x\r\nContent-Length: 0\r\n\r\n"],
    "an unacceptable one": [b"HTTP/1.1 406 No\r\nContent-Length: 0\r\n\r\n"],
    "a failure in many lines": [
        b"HTTP/1.1 500 E\r\nContent-Type: text/plain\r\n\r\njava.lang.Error: x\n\tat y\n\tat z"
    ],
    "a failure in bytes": [b"HTTP/1.1 500 E\r\n\r\n", bytes(range(256))],
}


@pytest.mark.parametrize("pieces", BROKEN.values(), ids=BROKEN)
def test_a_broken_answer_is_one_line_and_nothing_is_printed(raw, capsys, pieces):
    code = run(["query", "-i", raw(*pieces), "-e", "SELECT ?s { ?s ?p ?o }", "--format", "csv"])
    told = capsys.readouterr()
    assert (code, told.out) == (3, "")
    assert told.err.count("\n") == 1
    assert told.err[:-1].isprintable()


EVERY = [
    ["query", "-e", "ASK {}"],
    ["query", "-e", "CONSTRUCT WHERE { ?s ?p ?o }"],
    ["query", "sources"],
    ["info"],
    ["info", "--coverage"],
    ["show", "tetany"],
    ["trace", "magnesium", "tetany", "--source", "x"],
    ["trace", "--from", "http://e.org/a"],
    ["explain", "http://e.org/a", "tetany"],
    ["causes-of", "http://e.org/a", "--diet", "vegan", "--takes", "metformin"],
    ["foods", "magnesium"],
    ["foods", "--for", "tetany"],
    ["nutrient", "http://e.org/a"],
    ["conflicts"],
    ["conflicts", "--unexplained"],
    ["view", "tetany", "--format", "dot"],
    ["search", "vitamin"],
    ["check-evidence", "."],
]


@pytest.mark.parametrize(
    "command",
    [pytest.param(c, marks=[] if c[0] in ("query", "trace") else pytest.mark.slow, id=" ".join(c)) for c in EVERY],
)
def test_every_command_says_so_in_one_line(raw, endpoint, capfd, command):
    """Whatever an endpoint answers to all that is asked, rows of something else and a refusal included."""
    none = results([], ("s",))
    empty = results([], ("part", "s", "p", "o"))
    for url in (
        raw(*BROKEN["JSON that breaks off"]),
        raw(*BROKEN["a failure in many lines"]),
        raw(*BROKEN["very deep JSON"]),
        endpoint(lambda *_: (200, {}, none)),
        endpoint(lambda *_: (200, {}, empty)),
        endpoint(lambda *_: (400, {"Content-Type": "text/plain"}, b"\x1b[31mparse error\nat line 1")),
    ):
        code = run([*command, "-i", url.replace("//", "//me:hidden@")])
        gc.collect()  # nothing is left behind that could complain later
        told = capfd.readouterr()
        own = command[0] == "query" and not told.err.count("can't be read")
        assert code == 3 or (own and code in (0, 2)), (url, told.err)
        assert told.out == "" or code == 0
        assert told.err.count("\n") == (code != 0), told.err
        assert told.err.replace("\n", "").isprintable()
        assert "hidden" not in told.err


@pytest.mark.parametrize("command", [["causes-of", "tetany"], ["explain", "a", "b"], ["info"]])
def test_every_command_ends_in_time(raw, capfd, command):
    began = time.monotonic()
    assert run([*command, "-i", raw(head(), *[b" "] * 100, pause=0.2), "--timeout", "0.7"]) == 4
    assert time.monotonic() - began < 3
    assert capfd.readouterr().err.count("\n") == 1


def test_the_time_limit_is_a_deadline_for_a_byte_now_and_then(raw):
    started = time.monotonic()
    for pieces in ([head(), *[b" "] * 100], [b"H"] * 100):
        with pytest.raises(LimitError, match="--timeout"):
            RemoteStore(raw(*pieces, pause=0.2), timeout=0.6).query("SELECT * { ?s ?p ?o }")
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "url",
    [
        *("http://", "http://[bad", "http://a b/", "http://x:99999/", "http://x:port/", "https://", "HTTP://:80/"),
        *("http://h:0/", "http://h..h/", f"http://{'a' * 70}.example/", "http://127.0.0.1:+9/", "http://h/\u202ex"),
        *("http://me:hidden/x@h/", "http://me:hidden#x@h/", "http://me:hidden@h:port/", "http://me:hidden@[h/"),
    ],
)
def test_a_malformed_url_is_a_usage_error(capsys, url):
    assert run(["info", "-i", url]) == 2
    told = capsys.readouterr().err
    assert "no valid URL" in told
    assert "hidden" not in told


def test_urls_as_people_write_them_are_asked(endpoint):
    seen = []

    def answer(query, handler):
        seen.append((handler.path.partition("?")[0], query))
        return 200, {}, GOOD

    url = endpoint(answer)
    for written in (
        url.upper().replace("SPARQL", "sparql"),
        f"{url}#top",
        url.replace("sparql", "sparql/ü"),
        f"{url}?",
    ):
        assert run(["query", "-e", "SELECT ?s {}", "-i", written]) == 0
    assert [path for path, _ in seen] == ["/sparql", "/sparql", "/sparql/%C3%BC", "/sparql"]
    assert {query for _, query in seen} == {"SELECT ?s {}"}


@pytest.mark.parametrize(
    "arguments",
    [["validate", "-i"], ["export", "-o", "-", "-i"], ["diff", "x"], ["trace", "a", "b", "--signs"], ["reason", "-i"]],
)
def test_no_command_prints_a_password(capsys, arguments):
    assert run([*arguments, "http://me:hidden@127.0.0.1:9/"]) in (2, 3)
    assert "hidden" not in "".join(capsys.readouterr())


@pytest.mark.parametrize("option", [["--mappings", "physiomap"], ["--no-seams"]])
def test_what_joins_files_is_refused_beside_an_endpoint(capsys, option):
    assert run(["info", "-i", "http://127.0.0.1:9/", *option]) == 2
    assert "are for files" in capsys.readouterr().err


def test_passwords_in_a_url_are_used_and_never_printed(endpoint, capsys):
    seen = []

    def answer(_, handler):
        seen.append(handler.headers.get("Authorization"))
        return 500, {"Content-Type": "text/plain"}, b"no"

    url = endpoint(answer).replace("http://", "http://me:se%20cret@")
    assert run(["info", "-i", url]) == 3
    assert "cret" not in "".join(capsys.readouterr())
    assert seen[0] == "Basic bWU6c2UgY3JldA=="
    assert shown(url) == RemoteStore(url).url == url.replace("me:se%20cret@", "")


def pages(rows, cap, told):
    def answer(query, _):
        limit, offset = cap, 0
        if "OFFSET" in query:
            words = query.split()
            limit, offset = min(cap, int(words[words.index("LIMIT") + 1])), int(words[-1])
        found = sorted(rows)[offset : offset + limit]
        return 200, ({"X-SPARQL-MaxRows": str(cap)} if told else {}), results(found)

    return answer


@pytest.mark.parametrize(
    ("number", "cap", "told"), [(25, 10, True), (20, 10, True), (10, 10, True), (2_500, 1_000, False)]
)
def test_a_cap_on_rows_is_noticed_and_the_rest_is_asked_for(endpoint, number, cap, told):
    rows = [f"{i:05}" for i in range(number)]
    store = RemoteStore(endpoint(pages(rows, cap, told)))
    found = [row["s"].value.rpartition("/")[2] for row in store.query("SELECT ?s { ?s ?p ?o }")]
    assert sorted(found) == rows


def capped(rows, cap, triples, asked):
    """An endpoint over so many triples that gives at most `cap` rows, and says nothing of that."""

    def answer(query, _):
        asked.append(query)
        limit, offset = (
            int(found[1]) if (found := re.search(rf"{w} (\d+)", query)) else 0 for w in ("LIMIT", "OFFSET")
        )
        there = ["x"] * triples if "?one" in query else rows
        names = ("one",) if "?one" in query else ("s",)
        return 200, {}, results(there[offset:][: min(limit or cap, cap)], names)

    return answer


@pytest.mark.parametrize("triples", [1_000_000, 100])
def test_an_odd_cap_that_nobody_speaks_of_is_noticed(endpoint, triples):
    rows, asked = [f"{i:05}" for i in range(12_345)], []
    store = RemoteStore(endpoint(capped(rows, 9_973, triples, asked)))
    assert len(list(store.query("SELECT ?s { ?s ?p ?o }"))) == len(rows)
    assert len(asked) == 5


def test_of_large_answers_one_request_tells_that_they_are_whole(endpoint):
    rows, asked = [f"{i:05}" for i in range(6_001)], []
    store = RemoteStore(endpoint(capped(rows, 10**9, 30_000, asked)))
    for _ in range(3):
        assert len(list(store.query("SELECT ?s { ?s ?p ?o }"))) == len(rows)
    assert len(asked) == 4
    few = RemoteStore(endpoint(capped(rows[:4_999], 10**9, 0, asked)))
    assert len(list(few.query("SELECT ?s { ?s ?p ?o }"))) == 4_999
    assert len(asked) == 5


def test_a_partial_answer_that_cannot_be_paged_is_said(endpoint):
    store = RemoteStore(endpoint(lambda *_: (206, {"X-SQL-State": "S1TAT"}, GOOD)))
    with pytest.raises(LimitError, match="cut its answer"):
        store.query("SELECT ?s { ?s ?p ?o } LIMIT 5")


@pytest.mark.parametrize("code", [301, 302, 307, 308])
@pytest.mark.parametrize("length", [10, 4_000])
def test_a_redirect_keeps_the_question(endpoint, code, length):
    asked = []

    def answer(query, handler):
        if handler.path.startswith("/sparql"):
            return code, {"Location": "/other"}, b""
        asked.append(query)
        return 200, {}, GOOD

    question = f"SELECT ?s {{ ?s ?p ?o }} # {'x' * length}"
    list(RemoteStore(endpoint(answer)).query(question))
    assert asked == [question]


def test_a_server_that_knows_no_pages_is_told(endpoint):
    same = results([f"{i:04}" for i in range(1_000)])
    with pytest.raises(LimitError, match="the same rows whatever page"):
        RemoteStore(endpoint(lambda *_: (200, {}, same))).query("SELECT ?s { ?s ?p ?o }")


def test_an_answer_that_unpacks_without_end_is_refused(endpoint, monkeypatch):
    monkeypatch.setattr("kgtool.store.exchange._MOST", 1_000_000)
    packed = gzip.compress(b" " * 2_000_000)
    with pytest.raises(InputError, match="more than 1 MB"):
        RemoteStore(endpoint(lambda *_: (200, {"Content-Encoding": "gzip"}, packed))).query("ASK {}")


@pytest.mark.parametrize("bare", [False, True])
def test_deflate_is_read_with_and_without_its_header(endpoint, bare):
    packed = zlib.compress(GOOD)[2:-4] if bare else zlib.compress(GOOD)
    store = RemoteStore(endpoint(lambda *_: (200, {"Content-Encoding": "deflate"}, packed)))
    assert len(list(store.query("SELECT ?s {}"))) == 1


def test_of_a_page_the_title_is_told(endpoint):
    page = b"<!DOCTYPE html>\n<html><head><title>Down for\nmaintenance</title></head><body>x</body></html>"
    with pytest.raises(InputError, match=r"HTTP 500, Down for"):
        RemoteStore(endpoint(lambda *_: (500, {"Content-Type": "text/html"}, page))).query("ASK {}")


def test_a_redirect_to_another_host_is_told(endpoint):
    with pytest.raises(InputError, match="on another host"):
        RemoteStore(endpoint(lambda *_: (302, {"Location": "http://example.org/"}, b""))).query("ASK {}")
    with pytest.raises(InputError, match="without end"):
        RemoteStore(endpoint(lambda *_: (302, {"Location": "/sparql"}, b""))).query("ASK {}")


def test_who_takes_no_get_is_asked_by_post(endpoint):
    def answer(_, handler):
        return (405, {}, b"") if handler.command == "GET" else (200, {}, GOOD)

    assert len(list(RemoteStore(endpoint(answer)).query("SELECT ?s { ?s ?p ?o }"))) == 1


@pytest.mark.parametrize(
    ("code", "error"), [(413, LimitError), (500, InputError), (404, InputError), (400, UsageError)]
)
def test_statuses_are_told_as_what_they_are(endpoint, code, error):
    with pytest.raises(error, match=f"HTTP {code}"):
        RemoteStore(endpoint(lambda *_: (code, {"Content-Type": "text/plain"}, b"because"))).query("ASK {}")


def test_compressed_and_other_types_are_read(endpoint):
    store = RemoteStore(endpoint(lambda *_: (200, {"Content-Encoding": "gzip"}, gzip.compress(GOOD))))
    assert len(list(store.query("SELECT ?s {}"))) == 1
    store = RemoteStore(endpoint(lambda *_: (200, {"Content-Type": "application/json; charset=utf-8"}, GOOD)))
    assert len(list(store.query("SELECT ?s {}"))) == 1
    rdf = b'<R:RDF xmlns:R="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/"><e:X R:about="http://e/a"/></R:RDF>'
    store = RemoteStore(endpoint(lambda *_: (200, {"Content-Type": "application/rdf+xml"}, rdf)))
    assert len(list(store.query("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"))) == 1


def test_each_form_asks_for_its_own_kind_of_answer(endpoint):
    accepted = []

    def answer(_, handler):
        accepted.append(handler.headers["Accept"])
        return 200, {"Content-Type": "application/n-triples"}, b""

    store = RemoteStore(endpoint(answer))
    list(store.query("DESCRIBE <http://e/a>"))
    with pytest.raises(InputError):
        store.query("SELECT * {}")
    assert "results" not in accepted[0] and "triples" not in accepted[1]


@pytest.mark.parametrize("command", [["info"], ["show", "http://e/a"], ["trace", "a", "b"], ["conflicts"]])
@pytest.mark.parametrize("body", [results(["a"], ("x", "y")), results(["a"], ()), b'{"head":{},"boolean":true}'])
def test_an_answer_to_another_question_is_one_line(endpoint, capsys, command, body):
    assert run([*command, "-i", endpoint(lambda *_: (200, {}, body))]) == 3
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)


def test_what_should_be_a_number_and_is_none_is_one_line(endpoint, capsys):
    def answer(query, _):
        names = re.findall(
            r"\?(\w+)", re.sub(r"\(.*?AS (\?\w+)\)", r"\1", query.partition("SELECT")[2].partition("{")[0])
        )
        return 200, {}, results(["a"], names)

    assert run(["info", "-i", endpoint(answer)]) == 3
    assert "where a number was asked for" in capsys.readouterr().err


def test_the_blank_nodes_of_virtuoso_are_blank_nodes(endpoint):
    body = b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"bnode","value":"nodeID://b10005"}}]}}'
    (row,) = RemoteStore(endpoint(lambda *_: (200, {}, body))).query("SELECT ?s { ?s ?p ?o }")
    assert row["s"].value == "b10005"


ODD = [
    b"<",
    b">",
    b'"',
    b"{",
    b"}",
    b"\x00",
    b"\xff",
    b"null",
    b"1e999",
    b"\\ud800",
    b"nodeID://",
    b"&#0;",
    b"\xef\xbb\xbf",
    b"\r",
]
KINDS = [
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/turtle",
    "application/json",
]
TOLD = [
    GOOD,
    b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"literal","value":"x","xml:lang":"en"}}]}}',
    b'<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="s"/></head>'
    b"<results><result><binding name='s'><bnode>b0</bnode></binding></result></results></sparql>",
    b"s,p\r\nhttp://e.org/a,x\r\n",
    b"<http://e.org/a> <http://e.org/p> 'x' .",
]


@given(
    st.sampled_from(TOLD),
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 9), st.sampled_from(ODD)), min_size=1, max_size=4),
    st.sampled_from(KINDS),
    st.sampled_from(["SELECT", "ASK", "CONSTRUCT"]),
)
def test_a_mutated_answer_is_read_to_its_end_or_refused(body, changes, kind, form):
    for at, length, put in changes:
        place = at % (len(body) + 1)
        body = body[:place] + put + body[place + length :]
    headers = Message()
    headers["Content-Type"] = kind
    try:
        answer, number = read_reply("http://e/", Reply(200, headers, body), form)
    except InputError:
        return
    if form == "SELECT":
        assert len(list(answer)) == number
