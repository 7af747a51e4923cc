"""Blank nodes that what stands around them tells apart, however many they are, and those that nothing does."""

import itertools
import time

import pyoxigraph as ox
import pytest

from kgtool.errors import LimitError
from kgtool.export.labels import canonical


def nodes_tied(*arcs):
    return [ox.Quad(ox.BlankNode(f"n{a}"), ox.NamedNode(f"urn:{p}"), ox.BlankNode(f"n{b}")) for a, p, b in arcs]


TOLD_APART = {
    "a list linked both ways": [arc for i in range(1500) for arc in ((i, "next", i + 1), (i + 1, "last", i))],
    "a grid": [
        arc
        for x, y in itertools.product(range(30), range(30))
        for arc in ((f"{x}.{y}", "right", f"{x + 1}.{y}"), (f"{x}.{y}", "down", f"{x}.{y + 1}"))
    ],
    "many circles": [(f"{i // 3}.{i % 3}", "p", f"{i // 3}.{(i + 1) % 3}") for i in range(1500)],
}


@pytest.mark.parametrize("arcs", TOLD_APART.values(), ids=TOLD_APART)
def test_what_stands_around_tells_nodes_apart_in_a_moment(arcs):
    began = time.monotonic()
    quads = nodes_tied(*arcs)
    assert canonical(quads) == canonical(nodes_tied(*((f"x{a}", p, f"x{b}") for a, p, b in reversed(arcs))))
    assert len(canonical(quads)) == len(set(quads))
    assert time.monotonic() - began < 20  # three seconds on a machine that does nothing else


def test_a_circle_too_long_is_refused_at_once():
    began = time.monotonic()
    with pytest.raises(LimitError):
        canonical(nodes_tied(*((i, "p", (i + 1) % 5000) for i in range(5000))))
    assert time.monotonic() - began < 10
