"""Finds what lies downstream or upstream of terms, and the chains that lead there. Pure."""

import time
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import NamedTuple

from kgtool.logic.chains import Path
from kgtool.model import Hop

EACH = 3
"""Where chains are too many, so many of one length are kept for each pair of ends and sign."""
_Key = tuple[str, bool, str]


class Spread(NamedTuple):
    """Chains with one end in common.

    paths    in no order.
    thinned  whether some were left out; ended: the length of the longest looked at, where longer ones were left out.
    """

    paths: list[Path]
    thinned: bool = False
    ended: int | None = None


def spread(
    hops_at: Callable[[list[str]], Iterable[Hop]],
    starts: Collection[str],
    max_steps: int,
    most: int,
    forward: bool = True,
    deadline: float | None = None,
) -> Iterator[Spread]:
    """All chains from some terms, or to them, of at most one step, then of two, and so on: the last is the answer.

    hops_at   gives the hops from some terms, or those to them.
    most      once there are more chains than this, only the first few of each length are kept for each pair of ends
              and sign, at least one; and no longer ones are looked for.
    deadline  the `time.monotonic()` at which to stop.

    A chain visits no term twice. The same hops always give the same chains.

    Raises TimeoutError when the deadline has passed, after what was found by then.
    """
    found: list[Path] = []
    thinned = False
    front: dict[str, list[Path]] = {start: [()] for start in sorted(set(starts))}
    onward: dict[str, list[Hop]] = {}
    for length in range(1, max_steps + 1):
        if new := [term for term in front if term not in onward]:
            onward |= {term: [] for term in new}
            for hop in sorted(hops_at(new)):
                onward[hop[0] if forward else hop[2]].append(hop)
        longer = _longer(front, onward, forward, deadline)
        level: list[Path] = []
        try:
            for path in longer:
                level.append(path)
                if len(found) + len(level) > most:
                    level, fewer = _thinned([*level, *longer], most - len(found))
                    thinned |= fewer
                    break
        except TimeoutError:
            yield Spread(found + level, thinned, length)
            raise
        found += level
        front = {}
        for path in level:
            front.setdefault(path[-1][2] if forward else path[0][0], []).append(path)
        if len(found) > most and length < max_steps and front:
            yield Spread(found, thinned, length)
            return
        yield Spread(found, thinned)
        if not front:
            return


def _longer(
    front: dict[str, list[Path]], onward: dict[str, list[Hop]], forward: bool, deadline: float | None
) -> Iterator[Path]:
    """The chains that are one hop longer than those of a front, which is sorted by their open ends."""
    steps = 0
    for term, paths in front.items():
        hops = onward[term]
        for path in paths:
            visited = {term, *(hop[0] for hop in path), *(hop[2] for hop in path)}
            for hop in hops:
                steps += 1
                if deadline is not None and not steps % 256 and time.monotonic() > deadline:
                    raise TimeoutError
                if (hop[2] if forward else hop[0]) not in visited:
                    yield (*path, hop) if forward else (hop, *path)


def _thinned(paths: Iterable[Path], room: int) -> tuple[list[Path], bool]:
    """Of chains of one length, the first of each pair of ends and sign, and more where there is room; if some go."""
    kept: dict[_Key, list[Path]] = {}
    number = 0
    for path in paths:
        number += 1
        own = kept.setdefault((path[0][0], sum([hop[1] == "-" for hop in path]) % 2 == 1, path[-1][2]), [])
        if len(own) < EACH:
            own.append(path)
    level: list[Path] = []
    for nth in range(EACH):
        more = [paths_[nth] for paths_ in kept.values() if nth < len(paths_)]
        if nth == 0 or len(level) + len(more) <= room:
            level += more
    return level, len(level) < number
