"""The same command lines over an endpoint and from the files: what they print, byte for byte.

python tests/jena/commands.py fuseki|rdflib|oxigraph|serve|URL [NUMBER…]

starts a server with the export of the graph (`--steps`), or asks one that holds it at the URL, and runs the lines of
commands.txt, or those with these numbers, both ways; exit code 1 if any differs. What is said of a difference: the exit
codes, and the first line that isn't the same. $KGTOOL_GRAPHS names the graph, else it is the shipped one.

Fuseki comes from Maven, rdflib's server from `pip install rdflib-endpoint`, beside this Python; it is no part of the
suite. What may differ is told in docs/other-stores.md.
"""

import itertools
import os
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
PYTHON = Path(sys.executable)
LONGEST = 600  # seconds that a server may take to start
ENVIRONMENT = {**os.environ, "COLUMNS": "80"}
Printed = tuple[int, str, str]


def main(engine: str, *numbers: int) -> int:
    """Run all lines; 1 where some differ."""
    lines = (HERE / "commands.txt").read_text(encoding="utf-8").splitlines()
    differing = 0
    with served(engine) as url:
        for number, line in enumerate(lines, 1):
            if numbers and number not in numbers:
                continue
            began = time.monotonic()
            here, middle = printed(line), time.monotonic()
            there, end = printed(f"{line} -i {url}"), time.monotonic()
            same = here == there
            differing += not same
            took = f"{middle - began:.1f} s, {end - middle:.1f} s"
            print(f"{number} {'same' if same else 'DIFFERS'} ({here[0]}; {took}) {line}", flush=True)
            if not same:
                print(f"   {difference(here, there)}", flush=True)
    print(f"{len(numbers or lines)} command lines, {differing} differ")
    return 1 if differing else 0


def printed(line: str) -> Printed:
    """The exit code of a command line, and what it prints to stdout and stderr."""
    command = [PYTHON, "-m", "kgtool", *shlex.split(line)]
    done = subprocess.run(command, capture_output=True, env=ENVIRONMENT, stdin=subprocess.DEVNULL, check=False)
    return done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")


def difference(here: Printed, there: Printed) -> str:
    """What isn't the same, shortly."""
    if here[0] != there[0]:
        return f"exit codes {here[0]} and {there[0]}: {there[2][:300].strip()}"
    for one, other in zip(here[1:], there[1:], strict=True):
        for number, (a, b) in enumerate(itertools.zip_longest(one.splitlines(), other.splitlines()), 1):
            if a != b:
                return f"line {number}: {str(a)[:150]!r} from files, {str(b)[:150]!r} over the endpoint"
    return "the ends of lines"


@contextmanager
def served(engine: str) -> Iterator[str]:
    """The URL of a server that holds the export."""
    if "://" in engine:
        yield engine
        return
    with tempfile.TemporaryDirectory(prefix="kgtool-endpoint-") as folder:
        graph = Path(folder) / "graph.nt"
        subprocess.run([PYTHON, "-m", "kgtool", "export", "--steps", "-o", graph], check=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command, path = started(engine, graph, port)
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait(server, port)
            yield f"http://127.0.0.1:{port}{path}"
        finally:
            server.terminate()
            server.wait()


def started(engine: str, graph: Path, port: int) -> tuple[list[str], str]:
    """The command that serves a file, and the path of its endpoint."""
    if engine == "fuseki":
        jars = graph.parent / "jars"
        maven = ["mvn", "-q", "-B", "-f", str(HERE / "pom.xml"), "dependency:copy-dependencies"]
        subprocess.run([*maven, f"-DoutputDirectory={jars}"], check=True)
        server = "org.apache.jena.fuseki.main.cmds.FusekiMainCmd"
        return ["java", "-cp", f"{jars}/*", server, f"--port={port}", f"--file={graph}", "/graph"], "/graph/sparql"
    if engine == "rdflib":
        return [beside("rdflib-endpoint"), "serve", "--host", "127.0.0.1", "--port", str(port), str(graph)], "/"
    if engine == "oxigraph":
        store = str(graph.parent / "store")
        subprocess.run([beside("oxigraph"), "load", "--location", store, "--file", str(graph)], check=True)
        return [beside("oxigraph"), "serve-read-only", "--location", store, "--bind", f"127.0.0.1:{port}"], "/query"
    if engine == "serve":
        return [str(PYTHON), "-m", "kgtool", "serve", "--port", str(port), "-i", str(graph)], "/sparql"
    raise SystemExit(__doc__)


def beside(program: str) -> str:
    """A program of this Python's environment, or of the path."""
    own = PYTHON.parent / program
    return str(own) if own.exists() else shutil.which(program) or program


def wait(server: subprocess.Popen[bytes], port: int) -> None:
    """Until the server listens."""
    for _ in range(LONGEST * 5):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if server.poll() is not None:
            raise SystemExit("the server ended by itself")
        time.sleep(0.2)
    raise SystemExit("the server doesn't start")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:])))
