"""How long the parts of a command took, for --debug."""

import sys
import time

_begun: list[tuple[str, float]] = []


def begin(phase: str) -> None:
    """From here on, the time goes to this phase; the one that goes on already just goes on."""
    if not _begun or _begun[-1][0] != phase:
        _begun.append((phase, time.perf_counter()))


def say() -> None:
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


def forget() -> None:
    """Say nothing of what was begun: another process has said it."""
    _begun.clear()
