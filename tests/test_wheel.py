"""The wheel: what it is called, what travels in it, and that it answers without the checkout."""

import os
import re
import subprocess
import sys
import zipfile

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (path,) = folder.glob("*.whl")
    return path


def test_the_wheel_bears_the_name_that_is_free(wheel):
    assert wheel.name.startswith("nutrition_causality-")


def test_all_knowledge_travels_and_stays_small(wheel):
    inside = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("ontology", "graphs", "queries"):
        wanted = {f"kgtool/data/{path.relative_to(ROOT)}" for path in (ROOT / folder).rglob("*") if path.is_file()}
        assert wanted <= inside
    assert wheel.stat().st_size < 8_000_000


@pytest.mark.slow
def test_an_unpacked_wheel_answers_from_any_folder(wheel, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    place = str(tmp_path / "site")
    program = f"import sys; sys.path.insert(0, {place!r}); from kgtool.cli import run; sys.exit(run(sys.argv[1:]))"
    command = [sys.executable, "-c", program, "trace", "vitamin D deficiency", "hypocalcemia", "-k", "1"]
    own = {name: value for name, value in os.environ.items() if name != "KGTOOL_GRAPHS"}
    own["KGTOOL_CACHE"] = str(tmp_path / "cache")
    done = subprocess.run(command, cwd=tmp_path, env=own, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert "vitamin D deficiency  promotes (+)  hypocalcemia" in done.stdout
    assert re.fullmatch(r"kgtool: \d+ more routes found; raise -n to see them\.\n", done.stderr)
    (ready,) = (tmp_path / "site" / "kgtool" / "data" / "ready").iterdir()
    (made,) = (tmp_path / "cache" / "stores").iterdir()
    assert made.name == ready.name, "the notes that the wheel brings aren't those that the shipped graph asks for"
    brought = {path.name: path.read_bytes() for path in ready.iterdir()}
    assert "notes.sqlite" in brought
    assert brought == {path.name: path.read_bytes() for path in made.glob("notes*")}
