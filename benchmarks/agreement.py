"""The tests of agreement in full: HermiT on all random graphs and on the whole shipped graph. A minute or two.

python benchmarks/agreement.py
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from test_agreement import brute_force, by_hermit, joined, random_graphs, same

from kgtool import open as open_graph
from kgtool.reading.net_effects import all_hops, net_effects
from kgtool.reasoning.hermit import projection

TOGETHER = 40


def main():
    start = time.monotonic()
    pairs = 0
    for at in range(0, len(random_graphs()), TOGETHER):
        graphs = random_graphs()[at : at + TOGETHER]
        expected = frozenset().union(*map(brute_force, graphs))
        same(by_hermit(joined(graphs)), expected, f"graphs from {at}: ")
        pairs += len(expected)
    print(f"{len(random_graphs())} random graphs, {pairs:,} pairs: all agree, {time.monotonic() - start:.0f} s")
    start = time.monotonic()
    store = open_graph().store
    expected = brute_force(all_hops(store))
    same(set(net_effects(store)), expected)
    same(by_hermit(projection(store)), expected)
    print(f"the shipped graph, {len(expected):,} pairs: all agree, {time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    main()
