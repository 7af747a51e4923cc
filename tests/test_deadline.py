"""`--timeout` is a deadline: it ends whatever is being done, and no answer that is there is lost to it."""

import importlib
import json
import random
import signal
import subprocess
import sys
import time

import pytest

from kgtool.cli import run

UP = "<http://purl.obolibrary.org/obo/RO_0002213>"
TELLING = {
    "trace.trace_text": ["trace", "salmon", "hypocalcemia"],
    "trace.picture": ["trace", "salmon", "hypocalcemia", "--format", "dot"],
    "explain.explanation_text": ["explain", "salmon", "hypocalcemia"],
    "causes_of.candidates_text": ["causes-of", "tetany"],
    "nutrient.page_text": ["nutrient", "calcium"],
    "foods.foods_text": ["foods", "calcium"],
    "show.portrait_text": ["show", "tetany"],
    "search.terms_text": ["search", "calcium"],
    "conflicts.gist_text": ["conflicts"],
    "view.picture": ["view", "tetany"],
    "info.overview_text": ["info"],
    "export.export": ["export"],
}


def slowly(*_, **__):
    time.sleep(20)


@pytest.mark.skipif(sys.platform == "win32", reason="no clock that interrupts")
@pytest.mark.parametrize("what", TELLING)
def test_the_deadline_covers_what_comes_after_the_search(what, monkeypatch, capfd):
    monkeypatch.setattr(f"kgtool.cli.{what}", slowly)
    began = time.monotonic()
    assert run([*TELLING[what], "--timeout", "0.6"]) == 4
    assert time.monotonic() - began < 5
    told = capfd.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert "Raise --timeout" in told.err


def test_no_deadline_is_left_behind(monkeypatch, capfd):
    assert run(["search", "hypocalcemia"]) == 0  # it is in the cache now
    capfd.readouterr()
    assert run(["search", "hypocalcemia", "--timeout", "1"]) == 0
    time.sleep(1.2)  # nothing ends this process
    assert capfd.readouterr().err == ""
    output = importlib.import_module("kgtool.cli.output")
    as_before = output._write
    monkeypatch.setattr(output, "_write", lambda *both: (time.sleep(1.2), as_before(*both)))
    assert run(["search", "hypocalcemia", "--timeout", "1"]) == 0  # whoever reads may take the time that it takes
    assert "hypocalcemia" in capfd.readouterr().out


def test_an_engine_that_hears_no_signal_is_ended():
    program = """if True:
        import pyoxigraph as ox
        import kgtool.cli.search
        from kgtool.__main__ import main

        store = ox.Store()
        a, p = ox.NamedNode("urn:a"), ox.NamedNode("urn:p")
        store.extend(ox.Quad(a, p, ox.Literal(str(n))) for n in range(30_000))
        kgtool.cli.search.terms_text = lambda _: store.query("SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d }")
        main()
    """
    command = [sys.executable, "-c", program, "search", "calcium", "--timeout", "0.6"]
    began = time.monotonic()
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert time.monotonic() - began < 10
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.startswith("kgtool: the time was up (0.6 s)")


@pytest.mark.parametrize(
    "command", [["trace", "salmon", "hypocalcemia"], ["causes-of", "tetany"], ["nutrient", "calcium"]]
)
def test_what_time_has_cut_says_so(command, monkeypatch, capfd, tmp_path):
    """The last portion is cut off, as if there were no time to judge it; the exit code is 4."""
    from kgtool.answers import judging

    portions = judging._portions
    monkeypatch.setattr(judging, "_portions", lambda paths, until, after: portions(paths[:1], until, after))
    path = tmp_path / "o.json"
    assert run([*command, "--timeout", "60", "--format", "json", "-o", str(path)]) == 4
    assert "the time was up (" in json.loads(path.read_text("utf-8"))["truncated"]
    capfd.readouterr()
    assert run([*command, "--timeout", "60"]) == 4
    told = capfd.readouterr()
    assert "the time was up (" in " ".join((told.out + told.err).lower().split())


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="another signal")
def test_ctrl_c_ends_a_query_of_the_catalogue(tmp_path):
    """An engine's own code hears of no signal, so a process that can be killed asks it."""
    path, chance = tmp_path / "loops.nt", random.Random(1)
    path.write_text(
        "".join(f"<urn:{chance.randrange(300)}> {UP} <urn:{chance.randrange(300)}> .\n" for _ in range(2_000))
    )
    command = [sys.executable, "-m", "kgtool", "query", "-i", str(path), "feedback-loops"]
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - no threads here
    )
    time.sleep(3)
    if process.poll() is not None:
        pytest.skip("the query was answered too soon to be interrupted")
    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    _, said = process.communicate(timeout=30)
    assert (process.returncode, said) == (130, b"\nkgtool: stopped.\n")
    assert time.monotonic() - began < 5
