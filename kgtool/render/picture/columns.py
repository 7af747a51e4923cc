"""The column of each box of a picture, and its place there: few arrows against the direction, and few crossings."""

from bisect import bisect_right, insort
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

SWEEPS = 24


Node = str | tuple[int, int]
"""A box by its name, or where an arrow passes a column: its place in the list of arrows, and the column."""


def turned_back(names: Collection[str], arrows: Sequence[tuple[str, str]], first: Collection[str]) -> list[bool]:
    """Which arrows close a loop, so that the drawing reads them backward."""
    onward: dict[str, list[int]] = {name: [] for name in names}
    for place, (tail, _) in enumerate(arrows):
        onward[tail].append(place)
    turned = [False] * len(arrows)
    state: dict[str, int] = {}
    entered = {head for _, head in arrows}
    for start in sorted(names, key=lambda name: (name not in first, name in entered)):
        if start in state:
            continue
        state[start] = 1
        stack = [(start, iter(onward[start]))]
        while stack:
            name, rest = stack[-1]
            for place in rest:
                head = arrows[place][1]
                turned[place] = state.get(head) == 1
                if head not in state:
                    state[head] = 1
                    stack.append((head, iter(onward[head])))
                    break
            else:
                state[name] = 2
                stack.pop()
    return turned


def columns_of(
    names: Collection[str], forward: Sequence[tuple[str, str]], first: Collection[str], last: Collection[str]
) -> dict[str, int]:
    """The column of each box: behind all that leads to it; one where nothing leads to stands close to what it does."""
    onward: dict[str, list[str]] = {name: [] for name in names}
    entering = dict.fromkeys(names, 0)
    for tail, head in forward:
        if tail != head:
            onward[tail].append(head)
            entering[head] += 1
    entered = {name for name, number in entering.items() if number}
    column = dict.fromkeys(names, 0)
    ready = [name for name in names if not entering[name]]
    for name in ready:
        for head in onward[name]:
            column[head] = max(column[head], column[name] + 1)
            entering[head] -= 1
            if not entering[head]:
                ready.append(head)
    rightmost = max(column.values(), default=0)
    for name in names:
        if name not in entered and name not in first and onward[name]:
            column[name] = min(column[head] for head in onward[name]) - 1
        elif name in last and not onward[name]:
            column[name] = rightmost
    return column


def way_through(place: int, tail: str, head: str, column: Mapping[str, int]) -> list[Node]:
    """The nodes that an arrow runs through, one a column."""
    return [tail, *((place, between) for between in range(column[tail] + 1, column[head])), head]


def in_order(layers: list[list[Node]], pairs: Sequence[tuple[Node, Node]]) -> list[list[Node]]:
    """The same layers, each in an order in which few arrows cross."""
    before: dict[Node, list[Node]] = {}
    after: dict[Node, list[Node]] = {}
    for left, right in pairs:
        after.setdefault(left, []).append(right)
        before.setdefault(right, []).append(left)
    best, fewest = [list(layer) for layer in layers], _crossings(layers, after)
    for sweep in range(SWEEPS):
        rightward = sweep % 2 == 0
        near = before if rightward else after
        indices = range(1, len(layers)) if rightward else range(len(layers) - 2, -1, -1)
        for i in indices:
            place = {node: at for at, node in enumerate(layers[i - 1 if rightward else i + 1])}
            own = {node: float(at) for at, node in enumerate(layers[i])}
            for node in layers[i]:
                if joined := [place[other] for other in near.get(node, ()) if other in place]:
                    own[node] = sum(joined) / len(joined)
            layers[i].sort(key=own.__getitem__)
        crossings = _crossings(layers, after)
        if crossings < fewest:
            best, fewest = [list(layer) for layer in layers], crossings
    return best


def _crossings(layers: Sequence[Sequence[Node]], after: Mapping[Node, Sequence[Node]]) -> int:
    number = 0
    for left, right in pairwise(layers):
        place = {node: at for at, node in enumerate(right)}
        seen: list[int] = []
        for node in left:
            heads = sorted(place[head] for head in after.get(node, ()))
            number += sum(len(seen) - bisect_right(seen, head) for head in heads)
            for head in heads:
                insort(seen, head)
    return number
