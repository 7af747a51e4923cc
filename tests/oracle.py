"""Slow and obvious answers that the quick ones are held against."""

from itertools import pairwise, permutations

from kgtool.model import Hop


def all_chains(hops, causes, effects, max_steps):
    """Every chain from a cause to an effect that visits no term twice, by trying every sequence of terms."""
    hops = set(hops)
    terms = sorted({t for hop in hops for t in (hop.subject, hop.object)})
    found = []
    for length in range(1, max_steps + 1):
        for along in permutations(terms, length + 1):
            if causes and along[0] not in causes:
                continue
            if effects and along[-1] not in effects:
                continue
            ways = [[hop for hop in hops if (hop.subject, hop.object) == pair] for pair in pairwise(along)]
            paths = [()]
            for way in ways:
                paths = [(*path, hop) for path in paths for hop in way]
            found += paths
    return sorted(found, key=lambda path: (len(path), path))


def walk_signs(hops):
    """The signed pairs of all walks: (start, sign, end), by closing under composition."""
    pairs = set(hops)
    while True:
        more = {
            Hop(a.subject, "+" if a.sign == b.sign else "-", b.object)
            for a in pairs
            for b in hops
            if a.object == b.subject
        }
        if more <= pairs:
            return pairs
        pairs |= more
