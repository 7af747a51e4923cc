import os
import signal
import subprocess
import sys
import time

import pytest

from kgtool.cli import progress, run

pty = pytest.importorskip("pty", reason="terminals of another kind")


@pytest.fixture(autouse=True)
def screen(monkeypatch):
    """A terminal of twenty columns, with the first second gone by."""
    monkeypatch.setattr(progress, "_PATIENCE", 0)
    monkeypatch.setattr(progress, "_begun", None)
    monkeypatch.setattr(progress, "_width", 0)
    monkeypatch.setenv("COLUMNS", "20")


def test_a_shorter_message_covers_the_longer_one_and_the_end_erases_all(capsys):
    progress.tell("reading 10 %")
    progress.tell("done")
    progress.tell("")
    assert capsys.readouterr().err == "\rreading 10 %\rdone        \r    \r"


def test_a_message_stays_on_one_line(capsys):
    progress.tell("reading\n" + "x" * 40)
    assert capsys.readouterr().err == "\rreading?" + "x" * 11


def test_nothing_is_said_of_what_takes_no_second(capsys, monkeypatch):
    monkeypatch.setattr(progress, "_PATIENCE", 60)
    progress.tell("reading")
    progress.tell("")
    assert capsys.readouterr().err == ""


def large(tmp_path):
    path = tmp_path / "large.nt"
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f'<http://example.org/t{n}> {label} "thing {n}"@en .\n' for n in range(40_000))
    return path


@pytest.mark.parametrize(
    ("command", "begun", "seconds"),
    [
        (["search", "thing 39999"], "building-*", 0),
        pytest.param(["query", "-e", "ASK { ?s ?p ?o }"], "building-*/CURRENT", 0, marks=pytest.mark.slow),
        pytest.param(["query", "-e", "ASK { ?s ?p ?o }"], "building-*/CURRENT", 0.3, marks=pytest.mark.slow),
    ],
)
def test_ctrl_c_while_the_cache_is_built_leaves_no_broken_store(tmp_path, command, begun, seconds):
    cache = tmp_path / "cache"
    line = [sys.executable, "-m", "kgtool", *command, "-i", str(large(tmp_path))]
    process = subprocess.Popen(
        line,
        env={**os.environ, "KGTOOL_CACHE": str(cache)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        # What runs in the background of a shell doesn't hear Ctrl-C, and nor do its children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - no threads here
    )
    deadline = time.monotonic() + 20
    while not list(cache.glob(f"stores/{begun}")) and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(seconds)
    if process.poll() is not None:
        pytest.skip("the store was built too soon to be interrupted")
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert (process.returncode, said) == (130, b"\nkgtool: stopped.\n")
    # The engine's threads may still write into the folder aside while it is removed; what they leave is swept later.
    # The notes may be whole by then; what is half built has no sums.
    kept = [store for store in cache.glob("stores/*") if not store.name.startswith("building-")]
    assert all((store / "SUMS").exists() and (store / "notes.sqlite").exists() for store in kept)
    again = subprocess.run(line, env={**os.environ, "KGTOOL_CACHE": str(cache)}, capture_output=True, check=False)
    assert (again.returncode, again.stderr) == (0, b"")


def test_a_terminal_hears_of_what_takes_long(tmp_path):
    ours, theirs = pty.openpty()
    program = "import sys\nfrom kgtool.cli import progress, run\nprogress._PATIENCE = 0\nrun(sys.argv[1:])"
    line = [sys.executable, "-c", program, "trace", "thing 7", "thing 8", "-i", str(large(tmp_path))]
    process = subprocess.Popen(
        line,
        env={**os.environ, "KGTOOL_CACHE": str(tmp_path / "cache"), "COLUMNS": "80"},
        stderr=theirs,
    )
    process.wait(timeout=60)
    os.close(theirs)
    said = os.read(ours, 65_536).decode()
    os.close(ours)
    assert "large.nt: " in said
    assert "making the index" in said
    shown, _, complaint = said.partition("kgtool:")
    assert complaint.startswith(" there is no causal chain")
    assert shown.endswith(" \r")  # the line of progress was erased before


def test_the_time_limit_covers_reading(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("KGTOOL_CACHE", str(tmp_path / "cache"))
    path = tmp_path / "g.nt"
    causes = "<http://purl.obolibrary.org/obo/RO_0002213>"
    path.write_text("".join(f"<urn:x:{n}> {causes} <urn:x:{n + 1}> .\n" for n in range(5_000)))
    arguments = ["trace", "-i", str(path), "urn:x:0", "urn:x:2"]
    assert run([*arguments, "--timeout", "0.001"]) == 4
    assert "before the files were read. Raise --timeout" in capsys.readouterr().err
    assert not list((tmp_path / "cache" / "stores").iterdir())
    assert run([*arguments, "--timeout", "100"]) == 0
