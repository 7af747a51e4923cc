"""`python -m kgtool` and the `kgtool` script."""

import gc
import os
import sys


def main() -> None:
    """Run the command line and leave with its exit code.

    The process ends with `os._exit` once the output is flushed: tearing the interpreter down would cost
    every user some milliseconds and free nothing that the system doesn't free anyway. So would looking for garbage
    after every 700 new objects, as Python does: imports make tens of thousands, and all of them stay.
    """
    gc.set_threshold(100_000)
    _open_closed()
    try:
        from kgtool.cli import run
    except KeyboardInterrupt:  # so early that nobody else could tell
        sys.stderr.write("\nkgtool: stopped.\n")
        os._exit(130)
    code = run(sys.argv[1:], alone=True)
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        code = code or 1
    except OSError:  # told already, unless it shows only now
        code = code or 3
    os._exit(code)


def _open_closed() -> None:
    """Give a program whose stdout or stderr was closed one that nothing can be written to, and one that takes all."""
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w")
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115 - open to the end


if __name__ == "__main__":
    main()
