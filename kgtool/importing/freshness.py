"""Whether the Turtle that is read is what the tables beside it make. Cheap: times first, digests where they differ."""

import os
from collections.abc import Iterable

from kgtool.importing.folder import DIGEST, ENDING, PASSAGES, SOURCES, digest_of

_HEAD = 2_000  # bytes of a Turtle file in which its digest stands


def stale_table(inputs: Iterable[str]) -> str | None:
    """The first table below these files and folders that is newer than its Turtle and says something else; or None.

    A folder without tables costs one look at the disk.
    """
    for path in inputs:
        folder = path if os.path.isdir(path) else os.path.dirname(path)
        for place in (folder, os.path.dirname(folder)):
            if os.path.isfile(os.path.join(place, SOURCES)):
                only = "" if os.path.isdir(path) else os.path.abspath(path)
                if found := _stale_in(place, only):
                    return found
                break
    return None


def _stale_in(folder: str, only: str) -> str | None:
    record = os.stat(os.path.join(folder, SOURCES)).st_mtime_ns
    for part in ("terms", "sources"):
        place = os.path.join(folder, part)
        if not os.path.isdir(place):
            continue
        times = {entry.name: entry.stat().st_mtime_ns for entry in os.scandir(place)}
        for name, time in sorted(times.items()):
            if not name.endswith(ENDING) or name.endswith(PASSAGES):
                continue
            turtle = os.path.join(place, name.removesuffix(ENDING) + ".ttl")
            if only and os.path.abspath(turtle) != only:
                continue
            made = times.get(name.removesuffix(ENDING) + ".ttl", 0)
            newest = max(time, times.get(name.removesuffix(ENDING) + PASSAGES, 0), record if part == "sources" else 0)
            if newest > made and not _fits(turtle):
                return os.path.join(place, name)
    return None


def _fits(turtle: str) -> bool:
    try:
        with open(turtle, "rb") as file:
            head = file.read(_HEAD)
        return f"{DIGEST}{digest_of(turtle)}\n".encode() in head
    except OSError:
        return False
