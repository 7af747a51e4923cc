"""How far a long piece of work has come, on one line of a terminal that is written over and erased in the end."""

import sys
import time

_PATIENCE = 1.0  # seconds of work that pass without a word
_width = 0
_begun: float | None = None


def tell(message: str) -> None:
    """Show what is being done now; an empty message erases it, because the work is over.

    Nothing is shown in the first second.
    """
    global _begun, _width  # noqa: PLW0603 - there is one terminal
    now = time.monotonic()
    if _begun is None:
        _begun = now
    if message and now - _begun >= _PATIENCE:
        line = _fitting(message)
        sys.stderr.write("\r" + line.ljust(_width))
        sys.stderr.flush()
        _width = len(line)
    elif not message:
        if _width:
            sys.stderr.write("\r" + " " * _width + "\r")
            sys.stderr.flush()
        _begun, _width = None, 0


def _fitting(message: str) -> str:
    """The message on one line of the terminal: a second one could not be written over."""
    from shutil import get_terminal_size

    plain = "".join(c if c.isprintable() else "?" for c in message)
    return plain[: get_terminal_size().columns - 1]
