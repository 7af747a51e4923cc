"""The examples in README.md, CONTRIBUTING.md and docs/*.md: what they run, and what they show.

`python tests/readme.py test-command` prints the part of the README's test line that runs the tests.

How to add an example: write it as a reader should see it, in a fenced block.

- ```` ```console ````: `$ command`, below it what is printed. `…` stands for any text; alone on a line, for any number
  of lines. A command must end with code 0, unless `$ echo $?` and another code follow it.
- ```` ```sh ````: one command a line, without its output.
- ```` ```python ````: run as it stands; with `>>>` prompts, compared with what it shows, as doctest does (there, `...`
  stands for any text).
- ```` ```turtle file=PATH ```` (any language): written to PATH; `append=PATH` is added to the end of it; `in=PATH` must
  stand in that file, word for word.
- Any other language, and any block below a comment `<!-- not run: REASON -->`: left alone.

The blocks of one second-level section run in order, in one folder that starts with a copy of what they name of
ontology/, graphs/ and queries/.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent

# What changes the machine, fetches from the network, or runs this very suite: read for its form, never run.
INSTALLING = (
    "git clone ",
    "cd ",
    "python3 -m venv ",
    "py -m venv ",
    ". .venv/",
    ".venv\\",
    "pip install ",
    "pre-commit ",
)
CHECKING = ("pytest", "ruff ", "mypy", ".ci/run", "kgtool serve")

_FENCE = re.compile(r"^(?P<fence>`{3,})(?P<language>\w*)(?P<rest>[^`\n]*)$")
_NOT_RUN = re.compile(r"<!-- not run: (?P<reason>[^>]+) -->")
_ATTRIBUTE = re.compile(r"\b(file|append|in)=(\S+)")


class Block(NamedTuple):
    """One fenced block. line: where its fence stands, from 1; section: the slug of the heading above it."""

    document: str
    section: str
    line: int
    language: str
    attributes: dict[str, str]
    text: str
    not_run: str | None


class Example(NamedTuple):
    """One command with what it shows: None where it shows nothing on purpose, as in a `sh` block."""

    line: int
    command: str
    shown: str | None
    exit_code: int


def documents() -> list[Path]:
    """Every document whose examples are run."""
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def blocks(document: Path) -> Iterator[Block]:
    """The fenced blocks of a document, in order."""
    section, reason = "top", None
    inside: tuple[int, str, str, str] | None = None
    body: list[str] = []
    name = document.relative_to(ROOT).as_posix() if document.is_relative_to(ROOT) else document.name
    for number, line in enumerate(document.read_text(encoding="utf-8").splitlines(), 1):
        if inside:
            start, fence, language, rest = inside
            if line.strip() != fence:
                body.append(line)
                continue
            text = "".join(f"{part}\n" for part in body)
            yield Block(name, section, start, language, dict(_ATTRIBUTE.findall(rest)), text, reason)
            inside, reason, body = None, None, []
        elif opened := _FENCE.match(line):
            inside = (number, opened["fence"], opened["language"], opened["rest"])
        elif line.startswith("## "):
            section = re.sub(r"[^a-z0-9]+", "-", line[3:].lower()).strip("-")
        elif skipped := _NOT_RUN.search(line):
            reason = skipped["reason"]
        elif line.strip():
            reason = None
    if inside:
        raise ValueError(f"{name}:{inside[0]}: this block is never closed.")


def examples(block: Block) -> list[Example]:
    """The commands of a `console` or `sh` block."""
    lines = block.text.splitlines()
    if block.language == "sh":
        written = [(n, text) for n, text in _joined(lines) if text and not text.startswith("#")]
        return [Example(block.line + n, text, None, 0) for n, text in written]
    result: list[Example] = []
    for n, text in _joined(lines):
        if not text.startswith("$ "):
            if not result:
                raise ValueError(f"{block.document}:{block.line}: a console block begins with `$ ` and a command.")
            result[-1] = result[-1]._replace(shown=f"{result[-1].shown}{text}\n")
        else:
            result.append(Example(block.line + n, text[2:], "", 0))
    return _with_codes(result)


def _joined(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Lines with their numbers, those that end in a backslash joined with the next."""
    start, held = 0, ""
    for number, line in enumerate(lines, 1):
        start = start or number
        if line.endswith("\\"):
            held += line[:-1].rstrip() + " "
            continue
        yield start, held + line.lstrip() if held else line
        start, held = 0, ""


def _with_codes(shown: list[Example]) -> list[Example]:
    """Without the `echo $?` that follows a command: what it prints becomes that command's exit code."""
    result: list[Example] = []
    for example in shown:
        if example.command == "echo $?":
            result[-1] = result[-1]._replace(exit_code=int(example.shown or ""))
        else:
            result.append(example)
    return result


def is_for_the_reader_only(command: str) -> bool:
    """Whether a command installs something or runs this suite, so that it is not run here."""
    return command.startswith((*INSTALLING, *CHECKING))


def agrees(shown: str, printed: str) -> bool:
    """Whether what an example shows is what was printed; `…` stands for any text, alone on a line for any lines."""
    pattern = ""
    for line in shown.strip("\n").splitlines():
        if line.strip() == "…":
            pattern += r"(?:.*\n)*?"
        else:
            pattern += ".*".join(map(re.escape, line.rstrip().split("…"))) + r"\n"
    told = "".join(f"{line.rstrip()}\n" for line in printed.strip("\n").splitlines())
    return re.fullmatch(pattern, told) is not None


def installation_lines() -> list[str]:
    """The README's lines for a fresh machine: the first installs and runs the main job, the second the tests."""
    return [
        line
        for block in blocks(ROOT / "README.md")
        if block.language == "sh"
        for line in block.text.splitlines()
        if line.startswith("python3 -m venv")
    ]


def test_command() -> str:
    """The part of the README's test line that runs the tests, without what installs them."""
    (line,) = (line for line in installation_lines() if "pytest" in line)
    return " && ".join(part for part in line.split(" && ") if not part.startswith(INSTALLING))


if __name__ == "__main__":
    if sys.argv[1:] != ["test-command"]:
        sys.exit("usage: python tests/readme.py test-command")
    sys.stdout.write(test_command() + "\n")
