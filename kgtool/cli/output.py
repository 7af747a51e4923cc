"""Where output goes: results to stdout or a file, the rest to stderr; and, for --debug, how long things took."""

import os
import sys
import time

import click

from kgtool.errors import UsageError
from kgtool.render.lines import WIDE
from kgtool.render.words import PLAIN, Style, printable


def tell(message: str) -> None:
    """What is being done, on a terminal; an empty message erases it."""
    if sys.stderr.isatty():
        from kgtool.cli import progress

        progress.tell(message)


def warn(message: str) -> None:
    """A sentence on stderr that stops nothing."""
    click.echo(f"kgtool: warning: {printable(message)}", err=True)


def note(message: str) -> None:
    """What an answer leaves out, on stderr."""
    click.echo(f"kgtool: {printable(message)}.", err=True)


def width(output: str = "-") -> int:
    """How many columns text may take up: those of the window, or what COLUMNS says."""
    told = os.environ.get("COLUMNS", "")
    if told.isdigit() and int(told):
        return max(int(told), 40)
    if output == "-" and sys.stdout.isatty():
        try:
            return max(os.get_terminal_size(sys.stdout.fileno()).columns or WIDE, 40)
        except OSError:
            return WIDE
    return WIDE


def style(output: str) -> Style:
    """Colours when a terminal reads the output and `NO_COLOR` isn't set."""
    coloured = (
        output == "-" and sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    )
    return Style(colour=True) if coloured else PLAIN


def format_for(output: str, chosen: str | None, by_ending: dict[str, str], default: str) -> str:
    """The format: the chosen one, else the one that the output's ending stands for, else the default.

    Raises UsageError for an ending that stands for none.
    """
    if chosen:
        return chosen
    ending = os.path.splitext(output)[1].lower()
    if output == "-" or not ending:
        return default
    if ending not in by_ending:
        known = ", ".join(sorted(by_ending))
        raise UsageError(
            f"{output}: no format goes with this ending. Name one with --format, or end the file in {known}."
        )
    return by_ending[ending]


def write(text: str | bytes, output: str) -> None:
    """Write to stdout, or to a file as a whole: the old one or the new one, never half.

    Raises KgtoolError (exit 3) when the file can't be written.
    """
    if "kgtool.cli.deadline" in sys.modules:
        from kgtool.cli.deadline import suspended

        with suspended():
            _write(text, output)
    else:
        _write(text, output)


def _write(text: str | bytes, output: str) -> None:
    begin("printing")
    data = (
        text
        if isinstance(text, bytes)
        else (text if text.endswith("\n") or not text else text + "\n").encode("utf-8", "replace")
    )
    if output == "-":
        if isinstance(text, str) and _is_long(text):
            os.environ.setdefault("LESS", "FRX")
            click.echo_via_pager(text if text.endswith("\n") else text + "\n")
            return
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    from kgtool.store.writing import write_atomically

    write_atomically(output, data)


def _is_long(text: str) -> bool:
    """Whether a terminal reads the text and it is longer than that is high."""
    if not (sys.stdout.isatty() and sys.stdin.isatty()) or os.environ.get("TERM") == "dumb":
        return False
    try:
        return text.count("\n") >= os.get_terminal_size(sys.stdout.fileno()).lines
    except OSError:
        return False


_begun: list[tuple[str, float]] = []


def begin(phase: str) -> None:
    """From here on, the time goes to this phase; the one that goes on already just goes on."""
    if not _begun or _begun[-1][0] != phase:
        _begun.append((phase, time.perf_counter()))


def say_timings() -> None:
    """Say on stderr how many seconds each phase took since this was last asked, and how many they are together."""
    if not _begun:
        return
    ends = [*(at for _, at in _begun[1:]), time.perf_counter()]
    seconds: dict[str, float] = {}
    for (phase, at), end in zip(_begun, ends, strict=True):
        seconds[phase] = seconds.get(phase, 0.0) + end - at
    _begun.clear()
    parts = ", ".join(f"{part:.3f} s {phase}" for phase, part in seconds.items())
    sys.stderr.write(f"kgtool: {parts}; {sum(seconds.values()):.3f} s in all.\n")


def forget_timings() -> None:
    """Say nothing of what was begun: another process has said it."""
    _begun.clear()
