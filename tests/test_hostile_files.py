"""Files that mean harm, or come from a bad day: each is read rightly, or refused in one line that names it."""
# ruff: noqa: E501 - texts that are data stay on one line

import http.server
import os
import socket
import subprocess
import sys
import threading
import time

import pyoxigraph as ox
import pytest

from kgtool.cli import run
from kgtool.errors import InputError, KgtoolError, RefusedError
from kgtool.store import hostile
from kgtool.store.files import quads, quads_with_lines
from kgtool.store.inputs import rdf_files
from kgtool.store.writing import write_atomically

PREFIX = "@prefix : <http://x/> .\n"
RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="http://x/">'
HEAD = '<?xml version="1.0"?>\n'
ONE = '<rdf:Description rdf:about="http://x/a"><x:b>{}</x:b></rdf:Description></rdf:RDF>'
DEEP = 100_000


def entities(*declared, body="&z;"):
    return HEAD + "<!DOCTYPE rdf:RDF [" + "".join(declared) + "]>" + RDF + ONE.format(body)


LAUGHS = [f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "ha"}">' for i in range(10)]

# name: (content, what the one line says beside the name; None where the file is read)
FILES = {
    "mark.ttl": ("\ufeff" + PREFIX + ":a :b :c .", None),
    "mark.nt": ("\ufeff<http://x/a> <http://x/b> <http://x/c> .\n", None),
    "mark.trig": ("\ufeff" + PREFIX + ":g { :a :b :c }", None),
    "mark.owl": ("\ufeff" + HEAD + RDF + ONE.format("c"), None),
    "mark.jsonld": ('\ufeff{"@id": "http://x/a", "http://x/b": "c"}', None),
    "crlf.ttl": ((PREFIX + ":a :b :c .\n").replace("\n", "\r\n"), None),
    "crlf.nt": ("<http://x/a> <http://x/b> <http://x/c> .\r\n", None),
    "cr.ttl": ((PREFIX + ":a :b :c .\n").replace("\n", "\r"), None),
    "nul-in-literal.ttl": (PREFIX + ':a :b "x\0y" .', None),
    "deep.ttl": (PREFIX + ":a :b " + "[ :c " * 20_000 + ":d" + "]" * 20_000 + " .", None),
    "deep-lists.ttl": (PREFIX + ":a :b " + "(" * 20_000 + ")" * 20_000 + " .", None),
    "imports.ttl": ("<http://x/> <http://www.w3.org/2002/07/owl#imports> <http://127.0.0.1:9/x.ttl> .", None),
    "flat.owl": (entities('<!ENTITY z "http://x/">', '<!ENTITY y "http://y/">', body="&z;&y;&amp;&#233;"), None),
    "external-doctype.owl": (
        HEAD + '<!DOCTYPE rdf:RDF SYSTEM "http://127.0.0.1:9/x.dtd">' + RDF + ONE.format("c"),
        None,
    ),
    "latin1.ttl": ((PREFIX + ':a :b "café" .').encode("latin-1"), ":2: "),
    "latin1.owl": (
        (HEAD.replace("?>", ' encoding="ISO-8859-1"?>') + RDF + ONE.format("café")).encode("latin-1"),
        "UTF-8",
    ),
    "utf16.ttl": ((PREFIX + ":a :b :c .").encode("utf-16"), "UTF-8"),
    "utf16.owl": ((HEAD + RDF + ONE.format("c")).encode("utf-16"), None),
    "encoding.owl": (HEAD.replace("?>", ' encoding="klingon"?>') + RDF + ONE.format("c"), "encoding"),
    "nul.ttl": (PREFIX + ":a \0 :b .", ":2: "),
    "nul.owl": (HEAD + RDF + "\0</rdf:RDF>", ":2: "),
    "nul.jsonld": ('{"\0": 1}', ":1: "),
    "open.ttl": (PREFIX + ':a :b """never closed', ":"),
    "empty.owl": ("", ":1: no element found"),
    "empty.jsonld": ("", ":1: "),
    "half.owl": (HEAD + RDF + '<rdf:Description rdf:about="http://x/a">', ":2: no element found"),
    "relative.nt": ("<a> <b> <c> .", ":1: "),
    "noise.ttl": (bytes(range(256)) * 40, ":1: "),
    "noise.nq": (bytes(range(255, -1, -1)) * 40, ":1: "),
    "noise.owl": (bytes(range(256)) * 40, ":1: "),
    "noise.jsonld": (bytes(range(256)) * 40, ":1: "),
    "deep.trig": (PREFIX + "{" * DEEP, ":2: "),
    "deep-terms.ttl": (PREFIX + ":a :b " + "<<( :a :b " * DEEP + ":d" + " )>>" * DEEP + " .", ":2: nested"),
    "deep-terms-hidden.ttl": (PREFIX + ":a :b " + "<<( :a :b # )>>\n" * DEEP + ":d" + " )>>" * DEEP + " .", "nested"),
    "deep-terms.nq": (
        "<http://a> <http://b> " + "<<( <http://a> <http://b> " * DEEP + "<http://c>" + " )>>" * DEEP + " .",
        ":1: nested",
    ),
    "deep.jsonld": ('{"@id": "http://a", "http://x/b": ' * DEEP + "1" + "}" * DEEP, "nested"),
    "deep-arrays.jsonld": ("[" * DEEP + "]" * DEEP, "nested"),
    "deep-lists.jsonld": ('{"http://x/b": ' + '{"@list": [' * DEEP + "]}" * DEEP + "}", "nested"),
    "deep-context.jsonld": ('{"@context": ' * DEEP + "{}" + "}" * DEEP, "nested"),
    "deep.owl": (
        RDF + "<rdf:Description><x:b>" * DEEP + "</x:b></rdf:Description>" * DEEP + "</rdf:RDF>",
        ":1: nested",
    ),
    "laughs.owl": (entities(*LAUGHS, body="&l9;"), ":2: an entity is made of other entities"),
    "laughs-in-comment.owl": (entities("<!--", *LAUGHS, "-->", body="&l9;"), ":2: an entity is made of other entities"),
    "laughs-late.owl": (
        HEAD + RDF + "<!DOCTYPE a [" + "".join(LAUGHS) + "]>" + ONE.format("&l9;"),
        "an entity is made of",
    ),
    "square.owl": (entities(f'<!ENTITY z "{"a" * 100_000}">', body="&z;" * 100_000), "entities may grow"),
    "big.ttl": (PREFIX + ':a :b "' + "x" * 20_000_000 + '" .', "longer than 16 MiB"),
    "big-open.ttl": (PREFIX + ':a :b """' + "x\n" * 10_000_000, "longer than 16 MiB"),
    "big.jsonld": ('{"http://x/b": "' + "x" * 20_000_000 + '"}', "longer than 16 MiB"),
}
REFUSED = {
    "file-entity.owl": entities('<!ENTITY z SYSTEM "file:///etc/passwd">'),
    "public-entity.owl": entities('<!ENTITY z PUBLIC "x" "file:///etc/passwd">'),
    "parameter-entity.owl": entities('<!ENTITY % z SYSTEM "file:///etc/passwd">', "%z;", body="c"),
    "remote-context.jsonld": '{"@context": "http://127.0.0.1:9/c", "@id": "http://x/a", "b": "c"}',
    "file-context.jsonld": '{"@context": "file:///etc/passwd", "@id": "http://x/a", "b": "c"}',
    "scoped-context.jsonld": '{"@context": {"b": {"@id": "http://x/b", "@context": "file:///etc/passwd"}}, "b": {"c": 1}}',
    "imported-context.jsonld": '{"@context": {"@version": 1.1, "@import": "file:///etc/passwd"}, "@id": "http://x/a"}',
}


def write(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


@pytest.mark.parametrize("read", [quads, quads_with_lines], ids=lambda f: f.__name__)
@pytest.mark.parametrize("name", FILES)
def test_it_is_read_or_refused_in_one_line_and_soon(name, read, tmp_path):
    content, said = FILES[name]
    path = write(tmp_path, name, content)
    began = time.monotonic()
    if said is None:
        assert sum(1 for _ in read(path)) > 0
    else:
        with pytest.raises(InputError) as caught:
            list(read(path))
        assert str(caught.value).startswith(path)
        assert said in str(caught.value).removeprefix(path)
        assert "\n" not in str(caught.value)
    assert time.monotonic() - began < 10  # about a second on a machine that does nothing else


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_read_another_file_is_refused(name, tmp_path):
    path = write(tmp_path, name, REFUSED[name])
    with pytest.raises(RefusedError) as caught:
        list(quads(path))
    assert str(caught.value).startswith(path)


@pytest.mark.parametrize("name", [n for n in FILES if n.startswith("mark")])
def test_a_byte_order_mark_is_no_part_of_the_text(name, tmp_path):
    (quad,) = quads(write(tmp_path, name, FILES[name][0]))
    assert quad.subject == ox.NamedNode("http://x/a")


def test_a_large_literal_is_read_whole(tmp_path):
    long = "x" * 10_000_000
    (quad,) = quads(write(tmp_path, "large.ttl", f'{PREFIX}:a :b "{long}" .'))
    assert quad.object.value == long


def test_lines_stay_right_beside_a_literal_of_many_lines(tmp_path):
    text = PREFIX + ':a :b 1 .\n:a :b """' + "x\n" * 500 + '""" .\n:c :d 1 .\n\n:e :f 2 .'
    lines = [line for _, line in quads_with_lines(write(tmp_path, "long.ttl", text))]
    assert lines == [2, 503, 504, 506]


def test_nothing_is_fetched(tmp_path, capfd):
    """Neither imports nor contexts nor document types: a canary on the loopback interface hears nothing."""
    heard = []

    class Canary(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            heard.append(self.path)
            self.send_error(404)

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Canary)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = str(server.server_address[1])
    for name, content in {**REFUSED, **{n: FILES[n][0] for n in ("imports.ttl", "external-doctype.owl")}}.items():
        path = write(tmp_path, name, content.replace("127.0.0.1:9", f"127.0.0.1:{port}"))
        for command in ("info", "export", "validate"):
            assert run([command, "-i", path, *(["--no-cache"] if command == "info" else [])]) in (
                (0, 1) if name in FILES else (5,)
            ), (command, name)
    server.shutdown()
    assert heard == []
    told = capfd.readouterr()
    assert "root:" not in told.out + told.err


INJECTED = {
    "in a pattern": "http://x> ?n1 . SERVICE <URL> { ?s ?p ?o } ?n0 <http://x",
    "in VALUES": "http://x> } SERVICE <URL> { ?s ?p ?o } VALUES ?unused { <http://x",
    "in a list": "http://x>)) SERVICE <URL> { ?s ?p ?o } FILTER(?p IN (<http://x",
    "in a path": "http://x>)* ?o . SERVICE <URL> { ?s ?p ?o } ?s (<http://x",
}
PASTED = [
    "nc:promotes nc:projectsTo {0} .",
    "t:r nc:rule 'x' ; rdfs:subPropertyOf nc:stepPromotes ; owl:propertyChainAxiom ( {0} nc:decreaseOf ) .",
    "t:r nc:rule 'x' ; rdfs:subPropertyOf nc:stepPromotes ; owl:propertyChainAxiom ( [ owl:inverseOf {0} ] ) .",
    "nc:stepPromotes rdfs:subPropertyOf {0} . t:a nc:promotes {0} .",
    "c:1 a nc:Claim ; nc:subject t:a ; nc:predicate nc:promotes ; nc:object {0} ; nc:evidence e:1 . e:1 nc:stance nc:supports .",
    "c:1 a nc:Claim ; nc:subject t:a ; nc:predicate {0} ; nc:object t:b ; nc:evidence e:1 . e:1 nc:stance nc:supports .",
    "c:1 a nc:Claim ; nc:subject t:a ; nc:predicate nc:promotes ; nc:object t:b ; nc:evidence {0} .",
    "c:1 a nc:Claim ; nc:subject t:a ; nc:predicate nc:promotes ; nc:object t:b ; nc:evidence e:1 . "
    "e:1 nc:stance nc:supports ; nc:passage {0} . p:1 nc:source {0} ; nc:section {0} .",
    "t:a a {0} ; nc:deficiencyOf {0} ; skos:exactMatch {0} ; nc:kindOf {0} ; nc:stepPromotes t:b , {0} .",
    "t:r rdfs:subPropertyOf nc:stepPromotes ; nc:sign {0} ; nc:projectsTo {0} .",
    "_:b nc:stepPromotes _:b . _:b nc:subject _:b ; nc:object _:b ; nc:predicate nc:promotes ; nc:evidence _:b . t:a nc:stepPromotes _:b .",
    "t:r nc:rule 'x' ; rdfs:subPropertyOf nc:stepPromotes ; owl:propertyChainAxiom _:l . _:l rdf:first nc:enables ; rdf:rest _:l .",
]


def _pasted():
    """Every statement with every text; with one alone where it has to be quick."""
    for at, statement in enumerate(PASTED):
        for number, (name, injected) in enumerate(INJECTED.items()):
            marks = () if number == at % len(INJECTED) else pytest.mark.slow
            yield pytest.param(statement, injected, marks=marks, id=f"{at}-{name}")


@pytest.mark.parametrize(("statement", "injected"), list(_pasted()))
def test_no_text_of_a_graph_goes_on_as_a_query(statement, injected, tmp_path, monkeypatch, capfd):
    """A literal that stands where an IRI belongs could end the IRI in a query of ours, and go on with a SERVICE clause."""
    heard = []
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=lambda: heard.append(listener.accept()), daemon=True).start()
    literal = str(ox.Literal(injected.replace("URL", f"http://127.0.0.1:{listener.getsockname()[1]}/q")))
    prefixes = (
        "@prefix nc: <https://w3id.org/nutrition-causality/ontology#> . @prefix owl: <http://www.w3.org/2002/07/owl#> . "
        "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . "
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix t: <https://w3id.org/nutrition-causality/term/> . "
        "@prefix c: <http://c/> . @prefix e: <http://e/> . @prefix p: <http://p/> .\n"
    )
    said = statement.replace("{0}", literal)
    path = write(
        tmp_path,
        "graph.ttl",
        f"{prefixes}t:a rdfs:label 'a' . t:b rdfs:label 'b' . t:a nc:stepPromotes t:b ; <http://x> t:b .\n{said}",
    )
    for line in (
        ["trace", "t:a", "t:b"],
        ["trace", "--from", "t:a", "--evidence"],
        ["trace", "--to", "t:b"],
        ["show", "t:a"],
        ["search", "a"],
        ["info"],
        ["explain", "t:a", "t:b"],
        ["conflicts"],
        ["export", "--steps"],
    ):
        words = [f"<https://w3id.org/nutrition-causality/term/{w[2:]}>" if w.startswith("t:") else w for w in line]
        assert run([*words, "--no-cache", "-i", path]) in range(6), line
    assert run(
        [
            "trace",
            "<https://w3id.org/nutrition-causality/term/a>",
            "<https://w3id.org/nutrition-causality/term/b>",
            "-i",
            path,
        ]
    ) in range(6)
    listener.close()
    assert heard == []
    assert "Traceback" not in capfd.readouterr().err


# ---- what isn't a file ---------------------------------------------------------------------------------


def refused_by_name(path):
    def read():
        return [quad for file in rdf_files([str(path)]) for quad in quads(file)]

    with pytest.raises(InputError) as caught:
        read()
    return str(caught.value)


def test_folders_devices_and_pipes(tmp_path):
    (tmp_path / "folder.ttl").mkdir()
    assert "no RDF file in this folder" in refused_by_name(tmp_path / "folder.ttl")
    (tmp_path / "folder.ttl" / "sources.tsv").touch()
    assert "Run `kgtool build" in refused_by_name(tmp_path / "folder.ttl")
    os.mkfifo(tmp_path / "pipe.ttl")
    assert "neither a file nor a folder" in refused_by_name(tmp_path / "pipe.ttl")
    (tmp_path / "zero.ttl").symlink_to("/dev/zero")
    assert "neither a file nor a folder" in refused_by_name(tmp_path / "zero.ttl")
    assert rdf_files([str(write(tmp_path, "one.ttl", ""))]) == [str(tmp_path / "one.ttl")]
    assert [os.path.basename(f) for f in rdf_files([str(tmp_path)])] == ["one.ttl"]  # in a folder, they are passed by


def test_links_in_circles(tmp_path):
    (tmp_path / "circle.ttl").symlink_to(tmp_path / "circle.ttl")
    assert "symbolic links" in refused_by_name(tmp_path / "circle.ttl")
    (tmp_path / "astray.ttl").symlink_to(tmp_path / "nothing")
    assert "no such file" in refused_by_name(tmp_path / "astray.ttl")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "back").symlink_to(tmp_path)
    one = write(tmp_path / "in", "one.ttl", PREFIX)  # in a folder, links that lead nowhere are passed by
    assert rdf_files([str(tmp_path)]) == [one]


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="permissions of another kind")
def test_what_may_not_be_read(tmp_path):
    path = write(tmp_path, "closed.ttl", PREFIX)
    os.chmod(path, 0)
    closed = tmp_path / "folder"
    closed.mkdir(mode=0)
    for folder in (tmp_path, *tmp_path.parents[:2]):
        os.chmod(folder, 0o755)
    # Permissions don't hold the superuser back. What is needed is imported first: others may not read the libraries.
    program = (
        "import hashlib, os, shutil, sqlite3, sys, tempfile, threading, traceback, urllib.request, encodings.idna\n"
        "import kgtool\nfrom kgtool.store import cache, files, filling, hostile, opening\n"
        "from kgtool.errors import InputError\n"
        "if not os.geteuid(): os.seteuid(65534)\n"
        "for path in sys.argv[1:]:\n"
        " for use_cache in (True, False):\n"
        "  try: kgtool.open(path, use_cache=use_cache)\n"
        "  except InputError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, path, str(closed)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "KGTOOL_CACHE": str(tmp_path / "cache")},
    )
    said = [f"{place}: Permission denied." for place in (path, path, closed, closed)]
    assert done.stdout.splitlines() == said, done.stderr


def test_a_file_that_goes_away_is_an_error_with_a_name(tmp_path):
    path = write(tmp_path, "soon.ttl", PREFIX)
    (found,) = rdf_files([path])
    os.unlink(path)
    with pytest.raises(InputError, match=r"soon\.ttl: no such file"):
        list(quads(found))


# ---- what a file's text does to a terminal -------------------------------------------------------------

ESCAPES = "\x1b[2J\x1b]0;owned\x07\x9b31m\x08\r\u202egnal\u2066\u200f"


@pytest.fixture(scope="module")
def hostile_graph(tmp_path_factory):
    def quoted(text):
        return "".join(f"\\u{ord(c):04X}" if not c.isprintable() else c for c in text)

    nc, base = "https://w3id.org/nutrition-causality/ontology#", "https://w3id.org/nutrition-causality/"
    text = f"""@prefix nc: <{nc}> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix t: <{base}term/> .
t:one a owl:NamedIndividual , nc:Deficiency ; rdfs:label "bad {quoted(ESCAPES)} one"@en ; skos:altLabel "worse {quoted(ESCAPES)}"@en .
t:two a owl:NamedIndividual , nc:Symptom ; rdfs:label "bad {quoted(ESCAPES)} two"@en .
<{base}claim/one--promotes--two> a owl:NamedIndividual , nc:Claim ; nc:subject t:one ; nc:predicate nc:promotes ; nc:object t:two ;
  nc:evidence <{base}evidence/e> .
<{base}evidence/e> a owl:NamedIndividual , nc:Evidence ; nc:stance nc:supports ; nc:modality nc:asserted ; nc:passage <{base}passage/p> .
<{base}passage/p> a owl:NamedIndividual , nc:Passage ; nc:source <{base}source/s> ; nc:section <{base}section/x> .
<{base}section/x> rdfs:label "section {quoted(ESCAPES)}"@en .
<{base}source/s> a owl:NamedIndividual , nc:Source ; rdfs:label "source {quoted(ESCAPES)}"@en .
"""
    path = tmp_path_factory.mktemp("hostile") / "graph.ttl"
    path.write_text(text, encoding="utf-8")
    return str(path)


LABELS = "SELECT ?l { ?t <http://www.w3.org/2000/01/rdf-schema#label> ?l FILTER(CONTAINS(?l, 'bad')) }"
TELLING = {
    "trace": ["trace", "term:one", "term:two", "--evidence"],
    "trace as JSON": ["trace", "term:one", "term:two", "--format", "json"],
    "trace from": ["trace", "--from", "term:one"],
    "show": ["show", "term:two"],
    "show as JSON": ["show", "term:two", "--format", "json"],
    "search": ["search", "bad"],
    "search as JSON": ["search", "bad", "--format", "json"],
    "info": ["info"],
    "no chain": ["trace", "term:two", "term:one"],
    "near misses": ["show", "bad thing"],
    "ambiguous": ["query", "effects", "-p", "cause=bad"],
    "query": ["query", "-e", LABELS, "--format", "table"],
    "query that is wrong": ["query", "-e", f"SELECT {ESCAPES}"],
    "unknown name": ["show", ESCAPES],
    "unknown command": [ESCAPES],
    "unknown option": ["trace", f"--{ESCAPES}"],
    "unknown file": ["info", "-i", f"/{ESCAPES}.ttl"],
}


@pytest.mark.parametrize("arguments", TELLING.values(), ids=TELLING)
def test_no_label_steers_a_terminal(arguments, hostile_graph, capfd):
    run([*arguments, "-i", hostile_graph] if "-i" not in arguments else arguments)
    told = capfd.readouterr()
    text = told.out + told.err
    assert text
    assert [c for c in text if not c.isprintable() and c != "\n"] == []


def test_machine_formats_are_exact_in_a_pipe_and_harmless_on_a_terminal(hostile_graph):
    import pty

    line = [sys.executable, "-m", "kgtool", "query", "-e", LABELS, "--format", "csv", "-i", hostile_graph]
    piped = subprocess.run(line, capture_output=True, check=True).stdout.decode()
    assert ESCAPES.replace("\r", "") in piped.replace("\r", "")
    ours, theirs = pty.openpty()
    with subprocess.Popen(line, stdout=theirs, stderr=theirs) as process:
        process.wait()
    os.close(theirs)
    shown = os.read(ours, 1 << 16).decode().replace("\r\n", "\n")
    os.close(ours)
    assert "bad" in shown
    assert [c for c in shown if not c.isprintable() and c != "\n"] == []


# ---- writing -------------------------------------------------------------------------------------------


def test_a_disk_that_is_full_leaves_the_old_file(tmp_path):
    target = tmp_path / "out.ttl"
    target.write_text("old", encoding="utf-8")
    program = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n"
        "from kgtool.cli import run\n"
        f"sys.exit(run(['info', '--no-cache', '-o', {str(target)!r}, '--format', 'text']))"
    )
    command = [sys.executable, "-B", "-c", program]  # else it would write 100 bytes of whatever it compiles
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "can't be written" in done.stderr
    assert done.stderr.count("\n") == 1
    assert target.read_text(encoding="utf-8") == "old"
    assert os.listdir(tmp_path) == ["out.ttl"]


def test_a_writer_killed_at_any_moment_leaves_the_old_file_or_the_new(tmp_path):
    target = tmp_path / "out"
    target.write_bytes(b"old" * 100)
    program = (
        "import os, sys\nfrom kgtool.store.writing import write_atomically\n"
        "calls = {'fsync': os.fsync, 'replace': os.replace, 'chmod': os.chmod, 'stat': os.stat}\n"
        "def dying(name):\n"
        " def call(*a, **k):\n"
        "  if sys.argv[2] == 'after': calls[name](*a, **k)\n"
        "  os.kill(os.getpid(), 9)\n"
        " return call\n"
        "setattr(os, sys.argv[1], dying(sys.argv[1]))\n"
        f"write_atomically({str(target)!r}, b'new' * 100)"
    )
    for call in ("fsync", "replace", "chmod"):
        for when in ("before", "after"):
            target.write_bytes(b"old" * 100)
            done = subprocess.run([sys.executable, "-c", program, call, when], check=False)
            assert done.returncode == -9
            expected = b"new" if (call, when) == ("replace", "after") else b"old"
            assert target.read_bytes() == expected * 100


def test_where_nothing_can_be_written_it_says_so(tmp_path):
    for place in (tmp_path / "none" / "out.ttl", tmp_path):
        with pytest.raises(KgtoolError, match="can't be written") as caught:
            write_atomically(str(place), b"x")
        assert caught.value.exit_code == 3
    assert os.listdir(tmp_path) == []


def test_a_link_is_written_through_and_keeps_its_mode(tmp_path):
    real = tmp_path / "real.ttl"
    real.write_text("old", encoding="utf-8")
    real.chmod(0o640)
    (tmp_path / "link.ttl").symlink_to(real)
    write_atomically(str(tmp_path / "link.ttl"), b"new")
    assert real.read_bytes() == b"new"
    assert (tmp_path / "link.ttl").is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640


# ---- the checks themselves -----------------------------------------------------------------------------


def test_honest_depth_and_entities_pass():
    hostile.refuse_bad_json("x", b'{"a": "' + b"[{" * 5_000 + b'", "b": ' + b"[" * 90 + b"]" * 90 + b"}")
    hostile.refuse_bad_json("x", b"[" + b'{"a": [1]},' * 5_000 + b"{}]")
    hostile.refuse_bad_xml("x", (RDF + "<x:a>" * 1_000 + "</x:a>" * 1_000 + "</rdf:RDF>").encode())
    hostile.refuse_bad_xml("x", (RDF + "<x:a></x:a>" * 10_000 + "</rdf:RDF>").encode())
    hostile.refuse_bad_terms("x", b":a :b <<( :c :d :e )>> .\n" * 5_000)
    hostile.refuse_bad_terms("x", b":a :b '''" + b"<<( " * 5_000 + b"''' .")
    names = "".join(f'<!ENTITY n{i} "http://example.org/a/long/namespace/{i}#">\n' for i in range(50))
    hostile.refuse_bad_xml("x", entities(names, body="&n7;thing " * 5_000).encode())
