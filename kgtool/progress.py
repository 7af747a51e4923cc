"""How far a long piece of work has come, on one line of a terminal that is written over and erased in the end."""

import sys
import time

_PATIENCE = 1.0  # seconds of work that pass without a word
_width = 0
_begun: float | None = None


def tell(message: str) -> None:
    """Show what is being done now; an empty message erases it, because the work is over.

    Nothing is shown where no terminal reads stderr, nor in the first second.
    """
    global _begun, _width  # noqa: PLW0603 - there is one terminal
    if not sys.stderr.isatty():
        return
    now = time.monotonic()
    if _begun is None:
        _begun = now
    if message and now - _begun < _PATIENCE:
        return
    if message or _width:
        sys.stderr.write("\r" + message.ljust(_width) + ("" if message else "\r"))
        sys.stderr.flush()
    _width = len(message)
    if not message:
        _begun = None
