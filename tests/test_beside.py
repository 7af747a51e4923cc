"""Work in a second process: what it makes is the same, what it can't make the first one makes."""

import os
import subprocess
import sys
import time
from contextlib import ExitStack

import pytest

from kgtool import folders
from kgtool.errors import InputError
from kgtool.reading import gathered
from kgtool.reading.noting import indexed
from kgtool.store import beside as processes
from kgtool.store import filling
from kgtool.store.beside import beside
from kgtool.store.files import quads
from kgtool.store.fitting import Fit
from kgtool.store.inputs import ontology_files, rdf_files, sign_files
from kgtool.store.notes import Notes, _full

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no second process without fork")


@pytest.fixture
def forking(monkeypatch):
    """Has everything done in two processes that can be, however little it is."""
    monkeypatch.setattr(processes, "can_fork", lambda: True)
    monkeypatch.setattr(processes, "_cores", lambda: 2)
    monkeypatch.setattr(filling, "_SMALL", 0)
    monkeypatch.setattr(gathered, "_MANY", 0)
    return monkeypatch


def test_a_child_works_and_tells_that_it_has(forking, tmp_path):
    with beside(lambda: (tmp_path / "made").write_text(str(os.getpid()))) as done:
        assert done()
        assert done()  # asked again it says the same
    assert (tmp_path / "made").read_text() != str(os.getpid())


def test_what_a_child_raises_is_told_to_nobody(forking, capfd):
    with beside(lambda: 1 // 0) as done:
        assert not done()
    assert capfd.readouterr() == ("", "")


def test_a_child_is_killed_where_its_parent_goes_on_without_it(forking):
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt), beside(lambda: time.sleep(60)):
        raise KeyboardInterrupt
    with beside(lambda: time.sleep(60)):
        pass
    assert time.monotonic() - began < 30
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)  # none is left behind


def test_what_is_raised_while_a_child_is_waited_for_ends_it(forking):
    calls = iter(range(3))
    with pytest.raises(StopIteration), beside(lambda: time.sleep(60), waiting=lambda: next(calls)) as done:
        done()
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_no_child_where_there_is_one_core(forking):
    forking.setattr(processes, "_cores", lambda: 1)
    with beside(lambda: None) as done:
        assert done is None


def noted(folder, files):
    filling.build_notes(str(folder), files, indexed, pytest.fail, lambda _: None, Fit(files))
    notes = Notes(str(folder))
    select = "SELECT DISTINCT kind, key, sum, text FROM whole ORDER BY kind, key"
    rows = notes._file.execute(select).fetchall()
    for kind, key in {row[:2] for row in rows[::50]}:
        assert len(notes.get(kind, [_full(key)])) == 1
    for kind in {row[0] for row in rows}:
        assert len(notes.all(kind)) == sum(row[0] == kind for row in rows)
    return os.listdir(folder), rows


@pytest.mark.parametrize("share", [0, 0.3, 0.999])
def test_notes_are_the_same_from_one_process_and_from_two(forking, tmp_path, share):
    files = [*ontology_files(), *sign_files(), *rdf_files([folders.GRAPHS])]
    forking.setattr(gathered, "_HERE", share)
    places = [tmp_path / name for name in ("two", "killed", "one")]
    for place in places:
        place.mkdir()
    there, two = noted(places[0], files)
    assert sorted(there) == ["notes-aside.sqlite", "notes.sqlite"]
    forking.setattr(processes, "_work", lambda *_: os._exit(9))
    there, killed = noted(places[1], files)
    assert there == ["notes.sqlite"]
    forking.setattr(processes, "can_fork", lambda: False)
    _, one = noted(places[2], files)
    assert two == killed == one
    assert sum(kind == "grounds" for kind, *_ in two) > 100


@pytest.mark.parametrize(
    "fault",
    [
        "<http://x.org/a b> <http://x.org/p> <http://x.org/o> .",
        '<http://x.org/a> <http://x.org/p> "x"@overlonglanguage .',
    ],
)
def test_faults_that_only_a_strict_reading_sees_are_told_with_their_line(forking, tmp_path, fault):
    file = tmp_path / "bad.nt"
    file.write_text("<http://x.org/a> <http://x.org/p> <http://x.org/o> .\n" + fault)
    assert len(list(quads(str(file), strictly=False))) == 2
    with pytest.raises(InputError, match=r"bad\.nt:2: "):
        filling._said([str(file)], lambda _: None, ExitStack())


def test_a_lenient_reading_gives_what_a_strict_one_gives():
    files = [*ontology_files(), *sign_files(), *rdf_files([folders.GRAPHS])]
    for path in files:
        strict, lenient = ([str(q) for q in quads(path, strictly=s) if "_:" not in str(q)] for s in (True, False))
        assert strict == lenient


def test_a_thread_that_only_waits_for_a_time_limit_is_in_nobodys_way():
    program = (
        "import threading, time\nfrom kgtool.cli.deadline import end_after\nfrom kgtool.store.beside import can_fork\n"
        "end_after(600, alone=True)\nprint(threading.active_count(), can_fork())\n"
        "threading.Thread(target=time.sleep, args=(600,), daemon=True).start()\n"
        "print(threading.active_count(), can_fork())"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["2", "True", "3", "False"]


def test_a_time_limit_that_is_over_is_in_nobodys_way():
    """Its thread is gone for Python before it is gone for the system."""
    program = (
        "from kgtool.cli.deadline import end_after, release\nfrom kgtool.store.beside import can_fork\n"
        "for _ in range(300):\n end_after(600, alone=True)\n release()\n assert can_fork()"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
