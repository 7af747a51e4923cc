"""Places boxes in columns and leads arrows between them, left to right. Pure.

The usual steps for layered drawings: turn the arrows that close a loop, give each box the column of its longest path,
order the columns by barycentres so that few arrows cross, then move the boxes as near as they can come to what they
are joined with.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from kgtool.render.picture.columns import SWEEPS, Node, columns_of, in_order, turned_back, way_through

PITCH = 13.0
"""How far apart arrows end at the side of a box; boxes grow to have room for them."""
STRAIGHT = 13.0
"""How far arrows run straight beside a column, so that there is room for their heads and signs."""
_BETWEEN = 18.0
_WIDEST_GAP = 240.0

Point = tuple[float, float]


class Size(NamedTuple):
    """Width and height."""

    width: float
    height: float


class Plan(NamedTuple):
    """Where everything goes.

    centres  of the boxes; sizes: theirs, grown where many arrows end.
    routes   for each arrow the points from tail to head: straight, across a gap, straight past a column, across a
             gap, …, straight.
    """

    centres: dict[str, Point]
    sizes: dict[str, Size]
    routes: list[list[Point]]
    width: float
    height: float


def arranged(
    sizes: Mapping[str, Size], arrows: Sequence[tuple[str, str]], first: Collection[str], last: Collection[str]
) -> Plan:
    """The plan for boxes of these sizes and the arrows between them.

    first  boxes that stay in the leftmost column unless an arrow leads to them; last: the same on the right.
    """
    if not sizes:
        return Plan({}, {}, [], 0.0, 0.0)
    turned = turned_back(sizes, arrows, first)
    forward = [(b, a) if back else (a, b) for (a, b), back in zip(arrows, turned, strict=True)]
    column = columns_of(sizes, forward, first, last)
    ways = [way_through(place, *ends, column) for place, ends in enumerate(forward)]
    layers: list[list[Node]] = [[] for _ in range(max(column.values(), default=0) + 1)]
    for name in sizes:
        layers[column[name]].append(name)
    for way in ways:
        for node in way[1:-1]:
            assert isinstance(node, tuple)
            layers[node[1]].append(node)
    layers = in_order(layers, [pair for way in ways for pair in pairwise(way)])
    return _Placing(sizes, ways, turned, layers).plan()


class _Placing:
    """Coordinates for ordered layers."""

    def __init__(
        self,
        sizes: Mapping[str, Size],
        ways: Sequence[Sequence[Node]],
        turned: Sequence[bool],
        layers: Sequence[Sequence[Node]],
    ) -> None:
        self.sizes, self.ways, self.turned, self.layers = sizes, ways, turned, layers
        self.order = {node: at for layer in layers for at, node in enumerate(layer)}
        # Where an arrow leaves a box on its right side, and where one enters it on its left, from its middle.
        self.leaving = self._ports(lambda way: (way[0], way[1]))
        self.entering = self._ports(lambda way: (way[-1], way[-2]))
        self.heights = self._heights()
        self.middle = self._middles()

    def _ports(self, end: Callable[[Sequence[Node]], tuple[Node, Node]]) -> list[float]:
        """For each arrow, how far from the middle of the box it ends at; they don't cross just before it."""
        at: dict[Node, list[tuple[int, int]]] = {}
        for place, way in enumerate(self.ways):
            box, other = end(way)
            at.setdefault(box, []).append((self.order[other], place))
        ports = [0.0] * len(self.ways)
        for found in at.values():
            for number, (_, place) in enumerate(sorted(found)):
                ports[place] = (number - (len(found) - 1) / 2) * PITCH
        return ports

    def _heights(self) -> dict[Node, float]:
        ends: dict[tuple[Node, int], int] = {}
        for way in self.ways:
            for side in (0, -1):
                ends[way[side], side] = ends.get((way[side], side), 0) + 1
        heights: dict[Node, float] = {node: 6.0 for layer in self.layers for node in layer}
        for name, size in self.sizes.items():
            most = max(ends.get((name, 0), 0), ends.get((name, -1), 0))
            heights[name] = max(size.height, (most + 0.5) * PITCH)
        return heights

    def _middles(self) -> dict[Node, float]:
        """How far down the middle of each node stands."""
        pulls: dict[Node, list[tuple[Node, float, float]]] = {}
        for place, way in enumerate(self.ways):
            for left, right in pairwise(way):
                shift = (self.leaving[place] if left == way[0] else 0.0) - (
                    self.entering[place] if right == way[-1] else 0.0
                )
                # A long arrow should run straight past the columns.
                weight = 1.0 + 3.0 * (isinstance(left, tuple) + isinstance(right, tuple))
                pulls.setdefault(right, []).append((left, shift, weight))
                pulls.setdefault(left, []).append((right, -shift, weight))
        middle: dict[Node, float] = {}
        for layer in self.layers:
            gaps = self._gaps(layer)
            top = -sum(gaps) / 2
            for node, gap in zip(layer, [0.0, *gaps], strict=True):
                top += gap
                middle[node] = top
        for sweep in range(SWEEPS):
            for layer in self.layers if sweep % 2 == 0 else reversed(self.layers):
                wanted, weights = [], []
                for node in layer:
                    own = pulls.get(node, [(node, 0.0, 0.1)])
                    weights.append(sum(weight for _, _, weight in own))
                    wanted.append(sum((middle[other] + shift) * weight for other, shift, weight in own) / weights[-1])
                middle.update(zip(layer, spread(wanted, weights, self._gaps(layer)), strict=True))
        return middle

    def _gaps(self, layer: Sequence[Node]) -> list[float]:
        """How far apart the middles of neighbours must be at least."""
        return [
            (self.heights[a] + self.heights[b]) / 2
            + (_BETWEEN if isinstance(a, str) and isinstance(b, str) else _BETWEEN / 2)
            for a, b in pairwise(layer)
        ]

    def plan(self) -> Plan:
        """All of it in one picture whose top left corner is (0, 0)."""
        top = min((self.middle[n] - self.heights[n] / 2 for n in self.middle), default=0.0)
        down = {node: at - top for node, at in self.middle.items()}
        lefts, rights = self._sides()
        where = {node: at for at, layer in enumerate(self.layers) for node in layer}
        centres: dict[str, Point] = {}
        for name in self.sizes:
            centres[name] = ((lefts[where[name]] + rights[where[name]]) / 2, down[name])
        routes = []
        for place, way in enumerate(self.ways):
            tail, head = way[0], way[-1]
            assert isinstance(tail, str) and isinstance(head, str)
            at = {node: down[node] for node in way[1:-1]}
            at |= {tail: down[tail] + self.leaving[place], head: down[head] + self.entering[place]}
            points = [(centres[tail][0] + self.sizes[tail].width / 2, at[tail])]
            for left, right in pairwise(way):
                points.append((rights[where[left]] + STRAIGHT, at[left]))
                points.append((lefts[where[right]] - STRAIGHT, at[right]))
            points.append((centres[head][0] - self.sizes[head].width / 2, at[head]))
            routes.append(points[::-1] if self.turned[place] else points)
        grown = {name: Size(size.width, self.heights[name]) for name, size in self.sizes.items()}
        height = max((down[node] + self.heights[node] / 2 for node in down), default=0.0)
        return Plan(centres, grown, routes, rights[-1] if rights else 0.0, height)

    def _sides(self) -> tuple[list[float], list[float]]:
        """The left and the right side of each column; many arrows and steep ones need a wider gap."""
        where = {node: at for at, layer in enumerate(self.layers) for node in layer}
        wide = [80.0] * len(self.layers)
        for way in self.ways:
            for before, node in pairwise(way):
                steep = 60.0 + abs(self.middle[before] - self.middle[node]) / 4
                wide[where[node]] = max(wide[where[node]] + 3.0, min(steep, _WIDEST_GAP))
        lefts: list[float] = []
        rights: list[float] = []
        for at, layer in enumerate(self.layers):
            gap = min(_WIDEST_GAP, wide[at]) if at else 0.0
            lefts.append((rights[-1] if rights else 0.0) + gap)
            rights.append(lefts[-1] + max((self.sizes[n].width for n in layer if isinstance(n, str)), default=0.0))
        return lefts, rights


def spread(wanted: Sequence[float], weights: Sequence[float], gaps: Sequence[float]) -> list[float]:
    """The places nearest to the wanted ones (by weighted squares) that keep the order and at least these gaps.

    gaps  between each and the next, so one fewer.
    """
    offsets = [0.0]
    for gap in gaps:
        offsets.append(offsets[-1] + gap)
    blocks: list[tuple[float, float, int]] = []
    for want, weight, offset in zip(wanted, weights, offsets, strict=False):
        total, mass, number = (want - offset) * weight, weight, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / mass:
            before = blocks.pop()
            total, mass, number = total + before[0], mass + before[1], number + before[2]
        blocks.append((total, mass, number))
    levels = [total / mass for total, mass, number in blocks for _ in range(number)]
    return [level + offset for level, offset in zip(levels, offsets, strict=False)]
