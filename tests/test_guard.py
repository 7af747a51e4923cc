"""The fenced child: limits that hold, no network, errors that come back as one line."""
# ruff: noqa: E501 - texts that are data stay on one line

import io
import os
import signal
import subprocess
import sys
import time

import pytest

SRC = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

PRELUDE = """
import os, signal, sys, time
import pyoxigraph as ox
from kgtool import errors
from kgtool.queries.fence import run_limited

def tried(work, prepare=lambda: None, **limits):
    began = time.monotonic()
    try:
        said = run_limited(prepare, lambda prepared: work(), **limits)
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
    print(f"<{said}>")
    return time.monotonic() - began

"""


def fenced(program, **options):
    """What a program says that runs work in a child; in a process of its own, since a fork mustn't meet threads."""
    done = subprocess.run(
        [sys.executable, "-c", PRELUDE + program], capture_output=True, text=True, timeout=60, check=False, **options
    )
    assert "Traceback" not in done.stderr or "in the child" in done.stdout, done.stderr
    return done.stdout, done.stderr


def kgtool(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "kgtool", *arguments], capture_output=True, text=True, timeout=60, check=False, **options
    )


@pytest.fixture(scope="module")
def nest(tmp_path_factory):
    """A graph on which a short query can take for ever: 3,000 nodes in a ring, with long labels."""
    path = tmp_path_factory.mktemp("nest") / "ring.nt"
    with path.open("w", encoding="utf-8") as file:
        for i in range(3_000):
            file.write(f"<http://e/{i}> <http://e/p> <http://e/{(i + 1) % 3000}> .\n")
            file.write(f'<http://e/{i}> <http://e/l> "{"a" * 200}{i}" .\n')
    assert kgtool("info", "-i", str(path)).returncode == 0  # builds its store
    return str(path)


# ---- what comes back -----------------------------------------------------------------------------------


def test_output_and_exit_code_come_back():
    out, err = fenced('tried(lambda: print("häi") or sys.stderr.write("psst\\n") and 3)')
    assert out == "häi\n<3>\n"
    assert err == "psst\n"


@pytest.mark.parametrize("kind", ["UsageError", "InputError", "LimitError", "RefusedError", "UnknownTermError"])
def test_errors_cross_the_pipe(kind):
    out, _ = fenced(f'def fail(): raise errors.{kind}("a.ttl:3: what, where\\nand next")\ntried(fail)')
    assert out == f"<{kind}: a.ttl:3: what, where\nand next>\n"


def test_a_bug_in_the_child_is_told_as_one():
    out, _ = fenced("tried(lambda: {}['no such key'])")
    assert out.startswith("<RuntimeError: in the child:")
    assert "KeyError: 'no such key'" in out


def test_output_before_an_error_is_kept():
    out, _ = fenced('def fail():\n print("so far")\n raise errors.InputError("then this")\ntried(fail)')
    assert out == "so far\n<InputError: then this>\n"


def test_large_output_streams_through():
    out, _ = fenced('tried(lambda: sys.stdout.write("x" * 10_000_000) * 0)')
    assert len(out) == 10_000_000 + len("<0>\n")


def test_a_stream_without_a_buffer_gets_text():
    from kgtool.queries.fence import _pass_on

    stream = io.StringIO()
    _pass_on("ä".encode(), stream)
    assert stream.getvalue() == "ä"


# ---- limits --------------------------------------------------------------------------------------------


def test_time_is_kept_and_preparing_is_no_part_of_it():
    out, _ = fenced(
        "def spin():\n while True: pass\n"
        "took = tried(spin, prepare=lambda: time.sleep(1), seconds=0.5)\n"
        "print(1.4 < took < 10)"
    )
    assert out.splitlines() == [
        "<LimitError: the query was stopped after 0.5 s. Raise --timeout, or ask for less.>",
        "True",
    ]


def test_memory_is_kept_in_python_and_in_the_engine():
    out, err = fenced(
        "tried(lambda: len(bytearray(10**9)), memory=10**8)\n"
        "store = ox.Store()\n"
        "store.extend(ox.Quad(ox.NamedNode(f'http://x/{i}'), ox.NamedNode('http://p'), ox.Literal(i)) for i in range(500))\n"
        "cross = 'SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?c'\n"
        "tried(lambda: len(list(store.query(cross))), memory=10**8)"
    )
    assert out == "<LimitError: the query needs more than 95 MiB. Allow it more memory, or ask for less.>\n" * 2
    assert err == ""  # the dying engine's own words stay out of sight


def test_what_overflows_the_stack_ends_the_child_alone():
    out, err = fenced(
        "text = 'SELECT * { FILTER(' + '(' * 100_000 + '1' + ')' * 100_000 + ') }'\n"
        "tried(lambda: len(list(ox.Store().query(text))))"
    )
    assert out.startswith("<LimitError: the query brought the engine down")
    assert err == ""


def test_a_slow_reader_costs_the_query_nothing():
    program = 'tried(lambda: sys.stdout.write("x" * 3_000_000) * 0, seconds=1)\nprint("end")'
    process = subprocess.Popen([sys.executable, "-c", PRELUDE + program], stdout=subprocess.PIPE)
    time.sleep(2.5)
    out = process.stdout.read()
    process.wait()
    assert out.endswith(b"x<0>\nend\n")


def test_the_child_dies_with_its_parent(tmp_path):
    program = (
        f"def work():\n open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))\n time.sleep(60)\ntried(work)"
    )
    process = subprocess.Popen([sys.executable, "-c", PRELUDE + program])
    place = tmp_path / "pid"
    for _ in range(200):
        if place.exists() and place.read_text():
            break
        time.sleep(0.05)
    child = int(place.read_text())
    process.kill()
    process.wait()
    for _ in range(100):
        try:
            with open(f"/proc/{child}/stat", encoding="ascii") as file:
                if file.read().rpartition(")")[2].split()[0] == "Z":
                    return
        except (FileNotFoundError, ProcessLookupError):
            return
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    pytest.fail("the child outlived its parent")


@pytest.mark.skipif(sys.platform != "linux", reason="seccomp is Linux's")
def test_neither_sockets_nor_programs_can_be_opened_even_by_threads():
    out, _ = fenced(
        "def work():\n"
        " import socket, threading\n"
        " def each():\n"
        "  for attempt in (socket.socket, lambda: socket.socket(socket.AF_UNIX), lambda: os.execv('/bin/true', ['true'])):\n"
        "   try: attempt(); print('open')\n"
        "   except PermissionError: print('denied')\n"
        " each()\n thread = threading.Thread(target=each); thread.start(); thread.join()\n"
        " return 0\n"
        "tried(work)"
    )
    assert out == "denied\n" * 6 + "<0>\n"


@pytest.mark.skipif(sys.platform != "linux", reason="seccomp is Linux's")
def test_a_clause_that_the_check_would_miss_still_reaches_nobody():
    out, _ = fenced(
        "import socket\n"
        "listener = socket.create_server(('127.0.0.1', 0)); listener.settimeout(0.3)\n"
        "url = f'http://127.0.0.1:{listener.getsockname()[1]}/'\n"
        "tried(lambda: len(list(ox.Store().query('SELECT * { SERVICE <' + url + '> {} }'))))\n"
        "try: listener.accept(); print('reached')\n"
        "except TimeoutError: print('nobody came')"
    )
    assert out.endswith("nobody came\n")


def test_what_a_platform_lacks_is_named(monkeypatch):
    from kgtool.queries import fence as child
    from kgtool.queries import sockets

    if sys.platform == "linux" and sockets.unsupported() is None:
        assert sockets.deny_sockets.__doc__
    monkeypatch.setattr(sys, "platform", "sunos5")
    assert sockets.unsupported() == "no seccomp on sunos5"
    assert sockets.deny_sockets() == "no seccomp on sunos5"
    assert any("ban on sockets" in missing for missing in child.missing_fences())


# ---- hostile queries -----------------------------------------------------------------------------------

P = "<http://e/p>"
L = "<http://e/l>"
HOSTILE = {
    "cross product": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "counted cross product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "sorted cross product": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f DESC(?a)",
    "closures that meet": f"SELECT (COUNT(*) AS ?n) {{ ?a {P}+ ?b . ?b {P}+ ?c }}",
    "a closure of alternatives": f"SELECT (COUNT(*) AS ?n) {{ ?a ({P}|^{P}|!{L})+ ?b }}",
    "grouping": f"SELECT ?a (GROUP_CONCAT(?z) AS ?all) {{ ?a {P}* ?b . ?b {L} ?z }} GROUP BY ?a",
    "regular expressions": f'SELECT * {{ ?a {L} ?x . ?b {L} ?y . ?c {L} ?z FILTER REGEX(CONCAT(?x, ?y, ?z), "(a*)*(a*)*$b") }}',
    "growing strings": "SELECT * { "
    + 'BIND("aaaaaaaaaaaaaaaa" AS ?v0) '
    + " ".join(f"BIND(CONCAT({', '.join([f'?v{i}'] * 16)}) AS ?v{i + 1})" for i in range(9))
    + " }",
    "distinct": "SELECT DISTINCT ?a ?f ?i { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "existence": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER NOT EXISTS { ?c ?x ?f . ?f ?y ?a } }",
}


@pytest.mark.parametrize("query", HOSTILE.values(), ids=HOSTILE)
def test_hostile_queries_end_in_one_line(query, nest):
    began = time.monotonic()
    done = kgtool(
        "query", "-e", query, "-i", nest, "--timeout", "0.4", "--memory", "400M", "-o", os.devnull, "--format", "csv"
    )
    took = time.monotonic() - began
    assert done.returncode == 4, done.stderr
    assert done.stderr.count("\n") == 1
    assert took < 10
    if os.environ.get("KGTOOL_MEASURE"):
        print(f"{took:.2f} s: {done.stderr.strip()}")  # noqa: T201 - what was asked for


def test_what_a_stopped_query_was_writing_is_swept_away(nest, tmp_path):
    target = tmp_path / "rows.csv"
    target.write_text("old\n", encoding="utf-8")
    done = kgtool("query", "-e", HOSTILE["cross product"], "-i", nest, "--timeout", "0.4", "-o", str(target))
    assert done.returncode == 4
    assert target.read_text(encoding="utf-8") == "old\n"
    assert os.listdir(tmp_path) == ["rows.csv"]


# ---- in the command ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("SELECT * { SERVICE <http://127.0.0.1:9/> {} }", 5, "SERVICE"),
        ("DELETE WHERE { ?s ?p ?o }", 5, "update"),
        ("SELECT * FROM <http://127.0.0.1:9/> { ?s ?p ?o }", 0, ""),
        ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", 0, ""),
        ("SELECT * { ?s ", 2, "syntax error"),
        ("ASK { <http://e/1> <http://e/p> <http://e/2> }", 0, ""),
        ("ASK { <http://e/1> <http://e/p> <http://e/9> }", 1, ""),
    ],
)
def test_exit_codes_of_fenced_queries(text, code, said, nest):
    done = kgtool("query", "-e", text, "-i", nest)
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "root:" not in done.stdout


@pytest.mark.parametrize("size", ["much", "-1", "0", "1X", "nan", "1e9"])
def test_a_size_that_is_none_is_refused(size):
    done = kgtool("query", "-e", "ASK {}", "--memory", size)
    assert done.returncode == 2
    assert "500M" in done.stderr


def test_inside_a_program_with_threads_a_query_is_fenced_all_the_same(nest, capfd):
    """This test's own process has opened stores: the command line then runs in a fresh one."""
    from kgtool.cli import run
    from kgtool.store import cache
    from kgtool.store.beside import can_fork
    from kgtool.store.opening import open_store

    open_store([nest]).query("ASK {}")
    assert cache.opened_here
    assert not can_fork()
    assert run(["query", "-e", HOSTILE["counted cross product"], "-i", nest, "--timeout", "0.4"]) == 4
    assert run(["query", "-e", "SELECT (1 AS ?one) {}", "-i", nest]) == 0
    told = capfd.readouterr()
    assert told.out.split() == ["one", "1"]
    assert "stopped after 0.4 s" in told.err


def test_neither_a_trace_nor_a_search_loads_the_guard():
    program = (
        "import sys\nfrom kgtool.cli import run\n"
        "assert run(['trace', 'magnesium deficiency', 'muscle cramp', '-k', '1']) == 0\n"
        "assert run(['search', 'calcium']) == 0\n"
        "sys.exit(sorted(name for name in sys.modules if name in ('kgtool.queries.fence', 'kgtool.queries.safety')) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=SRC)
    assert done.returncode == 0, done.stderr
