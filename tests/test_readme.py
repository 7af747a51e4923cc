"""Every example of the documents runs and prints what it shows; how to add one is told in tests/readme.py."""

import contextlib
import doctest
import importlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from itertools import groupby
from pathlib import Path

import click
import pyoxigraph as ox
import pytest

from kgtool.cli import run
from kgtool.vocabulary import PREFIXES
from tests import readme
from tests.readme import Block, Example, agrees, blocks, examples

ROOT = readme.ROOT
KNOWLEDGE = ("ontology", "graphs", "queries")
# Every file of kgtool/cli that holds a command.
COMMANDS = sorted(
    path.stem.replace("_", "-")
    for path in (ROOT / "kgtool" / "cli").glob("*.py")
    if "\ndef command(" in path.read_text(encoding="utf-8")
)
SECTIONS = {
    f"{document.relative_to(ROOT).as_posix()}#{section}": list(part)
    for document in readme.documents()
    if document.exists()
    for section, part in groupby(blocks(document), key=lambda block: block.section)
}


def works_on_its_own(block: Block) -> bool:
    return block.not_run is None and (block.language in ("console", "sh", "python") or bool(block.attributes))


@pytest.mark.parametrize(
    "section",
    [
        # Those that write claims and rules build the shipped graph.
        pytest.param(part, id=name, marks=[pytest.mark.slow] * name.startswith("CONTRIBUTING.md#add-a-"))
        for name, part in SECTIONS.items()
        if any(map(works_on_its_own, part))
    ],
)
def test_examples_print_what_they_show(section, tmp_path, monkeypatch):
    written = " ".join(block.text + " ".join(block.attributes.values()) for block in section)
    for name in KNOWLEDGE:
        if f"{name}/" in written or f" {name} " in written or f" {name}\n" in written:
            shutil.copytree(ROOT / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PYTHONUTF8", "1")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("PATH", os.pathsep.join((os.path.dirname(sys.executable), os.environ["PATH"])))
    for block in filter(works_on_its_own, section):
        place_file(block, tmp_path)
        if block.language == "python" and "file" not in block.attributes:
            run_python(block)
        elif block.language in ("console", "sh"):
            for example in examples(block):
                if not readme.is_for_the_reader_only(example.command):
                    run_example(block, example)


def place_file(block: Block, folder: Path) -> None:
    """Write, append or find the block's text in the file that it names."""
    where = f"{block.document}:{block.line}"
    if name := block.attributes.get("file"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(block.text, encoding="utf-8", newline="\n")
    if name := block.attributes.get("append"):
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write("\n" + block.text)
    if name := block.attributes.get("in"):
        assert block.text in (ROOT / name).read_text(encoding="utf-8"), f"{where}: {name} says it otherwise."


def run_python(block: Block) -> None:
    """Run a `python` block: compared with what it shows where it has prompts."""
    name = f"{block.document}:{block.line}"
    if ">>>" in block.text:
        test = doctest.DocTestParser().get_doctest(block.text, {}, name, block.document, block.line)
        told = io.StringIO()
        doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=told.write)
        assert not told.getvalue(), told.getvalue()
    else:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(block.text, name, "exec"), {"__name__": "example"})


def run_example(block: Block, example: Example) -> None:
    """Run one command as a process of its own, and compare its exit code and what it prints with what is shown."""
    if example.command.startswith("kgtool ") and not re.search(r"[|&;<>$]|^\w+=", example.command):
        command = [sys.executable, "-m", "kgtool", *shlex.split(example.command)[1:]]
    elif shutil.which("bash"):
        command = ["bash", "-c", example.command]
    else:
        pytest.skip("this example needs bash")
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120, check=False)
    told = done.stdout + done.stderr
    where = f"{block.document}:{example.line}: {example.command}"
    assert done.returncode == example.exit_code, f"{where}\nended with {done.returncode}\n{told}"
    if example.shown is not None:
        assert agrees(example.shown, told), f"{where}\nprints\n{told}"


@pytest.mark.parametrize(
    "block",
    [
        pytest.param(block, id=f"{block.document}:{block.line}")
        for part in SECTIONS.values()
        for block in part
        if block.language == "turtle" and "in" not in block.attributes
    ],
)
def test_turtle_is_well_formed(block):
    prologue = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
    assert list(ox.parse(prologue + block.text, format=ox.RdfFormat.TURTLE))


@pytest.mark.parametrize("name", COMMANDS)
def test_reference_names_every_command_and_option(name):
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    title = name.replace("import-", "import ")
    assert f"| [`{title}`](#{name})" in page
    _, heading, rest = page.partition(f"\n## {title}\n")
    assert heading, f"docs/cli.md has no section {name}."
    everywhere, section = page.partition("\n## Everywhere\n")[2].partition("\n## ")[0], rest.partition("\n## ")[0]
    command = importlib.import_module(f"kgtool.cli.{name.replace('-', '_')}").command
    options = [param for param in command.params if isinstance(param, click.Option)]
    told = re.findall(r"(?<![\w-])--?\w[\w-]*", section + everywhere)
    for option in options:
        assert {*option.opts} & {*told}, f"docs/cli.md says nothing of {name} {option.opts[-1]}."
    known = {text for option in options for text in (*option.opts, *option.secondary_opts)}
    assert set(re.findall(r"^\| `(--[\w-]+)", section, flags=re.MULTILINE)) <= known


def test_readme_has_a_line_for_the_main_job_and_one_for_the_tests():
    main, tests = readme.installation_lines()
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    for line in (main, tests):
        environment, activation, installation, *_, last = line.split(" && ")
        assert environment == "python3 -m venv .venv"
        assert activation == ". .venv/bin/activate"
        assert re.fullmatch(r"pip install (-e )?('\.\[\w+\]'|\.)", installation)
        assert set(re.findall(r"\[(\w+)\]", installation)) <= extras.keys()
        assert last.startswith(("kgtool trace ", "pytest"))


def test_main_job_of_the_readme_answers(capfd):
    command = readme.installation_lines()[0].split(" && ")[-1]
    assert run(shlex.split(command)[1:]) == 0
    assert "promotes (+)" in capfd.readouterr().out


def test_test_command_is_printed_without_installation():
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "readme.py"), "test-command"], capture_output=True, text=True, check=True
    )
    assert done.stdout == readme.test_command() + "\n"
    assert done.stdout.startswith("pytest")
    assert "&&" not in done.stdout


def test_every_block_names_its_language():
    for part in SECTIONS.values():
        for block in part:
            assert block.language, f"{block.document}:{block.line}: say sh, console, python, … or text after the fence."


def test_links_between_documents_lead_somewhere():
    for document in readme.documents():
        prose = re.sub(r"^```.*?^```$", "", document.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)(?:#[^)]*)?\)", prose):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


# ---- the reader of the examples itself ----


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("one\ntwo\n", "one\ntwo\n", True),
        ("one\ntwo\n", "one\n", False),
        ("", "", True),
        ("", "one\n", False),
        ("one\n…\nfour\n", "one\ntwo\nthree\nfour\n", True),
        ("one\n…\n", "one\n", True),
        ("…\nfour\n", "one\nfive\n", False),
        ("one … three\n", "one 2 three\n", True),
        ("one … three\n", "one\n2 three\n", False),
        ("1 + 1\n", "1 + 1   \n\n", True),
        ("a.c\n", "abc\n", False),
    ],
)
def test_an_ellipsis_stands_for_what_is_left_out(shown, printed, same):
    assert agrees(shown, printed) is same


def test_blocks_and_commands_are_found_where_they_stand(tmp_path):
    document = tmp_path / "a.md"
    document.write_text(
        "# A\n\n## First of all\n\n```console\n$ kgtool a \\\n    --b\nout\n\nput\n$ echo $?\n1\n$ kgtool c\n```\n\n"
        "<!-- not run: opens a window -->\n```sh\nkgtool d\n```\n\n## Then\n\n```turtle append=graphs/x.ttl\n.\n```\n",
        encoding="utf-8",
    )
    first, second, third = blocks(document)
    assert (first.section, first.line, first.not_run) == ("first-of-all", 5, None)
    assert examples(first) == [
        Example(6, "kgtool a --b", "out\n\nput\n", 1),
        Example(13, "kgtool c", "", 0),
    ]
    assert second.not_run == "opens a window"
    assert (third.section, third.attributes, third.not_run) == ("then", {"append": "graphs/x.ttl"}, None)


def test_a_block_that_is_never_closed_is_an_error(tmp_path):
    document = tmp_path / "a.md"
    document.write_text("text\n```sh\nkgtool info\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"a\.md:2: "):
        list(blocks(document))
