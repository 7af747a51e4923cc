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
    from kgtool.cli import run

    code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        code = code or 1
    os._exit(code)


if __name__ == "__main__":
    main()
