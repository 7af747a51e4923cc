"""Large graphs in our own model, made up: terms in layers, claims between them, evidence, passages, sources.

python benchmarks/generate.py 1e6 graph.nt [--cyclic]

What a term leads to depends on the seed and its place alone, and leads to places near by. So a graph is written as a
stream, one of any size has the same neighbourhoods, and the chains of a question can be counted without reading the
file. About one hop in fifteen triples; one in nine is derived by a rule; one claim in 25 is disputed or left open.
`kgtool validate` finds nothing to say against it.
"""

import argparse
import random
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from kgtool.vocabulary import BASE, DEFINITION, LABEL, NC, OWL, RDF, XSD

LAYERS = 12
_TRIPLES_A_TERM = 79.3  # on average, all that hangs on it included
_SPREAD = 250  # how far to the side a hop leads, where the graph is that wide
_TYPE, _LABEL, _NC = f"<{RDF}type>", f"<{LABEL}>", f"<{NC}"
_DIGEST = f'"{"0" * 64}"'  # of texts that there aren't


class Edge(NamedTuple):
    """One hop from one term to another, and the claim that gives it."""

    layer: int
    column: int
    predicate: str


class Question(NamedTuple):
    """Two terms to trace between, by their labels, the hops to allow, and how many walks of so many join them."""

    cause: str
    effect: str
    steps: int
    walks: int


class World(NamedTuple):
    """A graph of about `triples` triples, the same for the same seed. cyclic: some hops lead back."""

    triples: int
    cyclic: bool = False
    seed: int = 1

    @property
    def width(self) -> int:
        """Terms in a layer."""
        return max(12, round(self.triples / _TRIPLES_A_TERM / LAYERS))

    @property
    def spread(self) -> int:
        """How many columns to the side a hop can lead."""
        return min(_SPREAD, (self.width - 1) // 2)

    def chance(self, layer: int, column: int) -> random.Random:
        """The source of all that is random about one term."""
        return random.Random(((self.seed * 64 + layer) << 40) + column)

    def has_mechanism(self, layer: int, column: int) -> bool:
        """Whether the term is the decrease of a mechanism, so that rules read what is said of that."""
        return (column * 7 + layer * 3) % 10 < 3

    def edges(self, layer: int, column: int) -> list[Edge]:
        """The hops from one term, each to another one."""
        chance = self.chance(layer, column)
        found: dict[tuple[int, int], Edge] = {}
        for _ in range(chance.choice((5, 6, 6, 6, 7))):
            ahead = 2 if chance.random() < 0.04 else 1
            if self.cyclic and chance.random() < 0.08:
                ahead = -chance.choice((1, 2))
            to = layer + ahead
            there = (column + chance.randint(-self.spread, self.spread)) % self.width
            if not 0 <= to < LAYERS:
                continue
            if self.has_mechanism(layer, column) and self.has_mechanism(to, there):
                predicate = "enables"
            else:
                predicate = "inhibits" if chance.random() < 0.2 else "promotes"
            found.setdefault((to, there), Edge(to, there, predicate))
        if layer == LAYERS - 2:  # so that the last layer has no term of which nothing is said
            found.setdefault((layer + 1, column), Edge(layer + 1, column, "promotes"))
        return list(found.values())

    def lines(self) -> Iterator[str]:
        """The graph as N-Triples, many lines at a time."""
        for column in range(self.width):
            yield "".join(self._column(column))

    def _column(self, column: int) -> Iterator[str]:
        if column % 4 == 0:
            yield from self._places(column // 4)
        for layer in range(LAYERS):
            term = _term(layer, column)
            mechanism = self.has_mechanism(layer, column)
            yield from _described(term, "ProcessState" if mechanism else "Condition", label(layer, column))
            if mechanism:
                process = _mechanism(layer, column)
                yield f"{term} {_NC}decreaseOf> {process} .\n"
                yield from _described(process, "Mechanism", f"process {layer} {column}")
            chance = self.chance(layer + 32, column)
            if chance.random() < 0.01:
                yield f"{term} {_TYPE} {_NC}Umbrella> .\n"
            if chance.random() < 0.03:
                narrower = f"<{BASE}term/kind-of-{layer}-{column}>"
                yield from _described(narrower, "Condition", f"kind of state {layer} {column}")
                yield from self._claim(chance, layer, column, "kindOf", narrower, term)
            for edge in self.edges(layer, column):
                if edge.predicate == "enables":
                    ends = (_mechanism(layer, column), _mechanism(edge.layer, edge.column))
                else:
                    ends = (term, _term(edge.layer, edge.column))
                yield from self._claim(chance, layer, column, edge.predicate, *ends)

    def _places(self, block: int) -> Iterator[str]:
        """A source for every four columns, with four sections of three passages each."""
        source = f"<{BASE}source/s{block}>"
        yield from _described(source, "Source", f"Source {block}", defined=False)
        yield f"{source} {_NC}textDigest> {_DIGEST} .\n"
        for number in range(LAYERS):
            if number % 3 == 0:
                section = f"<{BASE}section/s{block}--{number // 3}>"
                yield from _described(section, "Section", f"Section {number // 3}", defined=False)
                yield from self._span(section, source, number * 100, number * 100 + 300)
            passage = _passage(block, number)
            yield f"{passage} {_TYPE} {_NC}Passage> .\n{passage} {_TYPE} <{OWL}NamedIndividual> .\n"
            yield f"{passage} {_NC}section> {section} .\n{passage} {_NC}spanDigest> {_DIGEST} .\n"
            yield from self._span(passage, source, number * 100, number * 100 + 99)

    def _span(self, place: str, source: str, start: int, end: int) -> Iterator[str]:
        yield f"{place} {_NC}source> {source} .\n"
        yield f'{place} {_NC}spanStart> "{start}"^^<{XSD}integer> .\n'
        yield f'{place} {_NC}spanEnd> "{end}"^^<{XSD}integer> .\n'

    def _claim(
        self, chance: random.Random, layer: int, column: int, predicate: str, subject: str, object_: str
    ) -> Iterator[str]:
        name = f"{subject.rpartition('/')[2][:-1]}--{predicate}--{object_.rpartition('/')[2][:-1]}"
        claim = f"<{BASE}claim/{name}>"
        yield (
            f"{claim} {_TYPE} {_NC}Claim> .\n{claim} {_TYPE} <{OWL}NamedIndividual> .\n"
            f"{claim} {_NC}subject> {subject} .\n"
            f"{claim} {_NC}predicate> {_NC}{predicate}> .\n{claim} {_NC}object> {object_} .\n"
        )
        draw = chance.random()
        stances = ["supports", "disputes" if draw < 0.03 else "undecided"] if draw < 0.04 else ["supports"]
        stances += ["supports"] * (chance.random() < 0.12)
        blocks = -(-self.width // 4)
        cited: Counter[tuple[int, int]] = Counter()
        for number, stance in enumerate(stances):
            near = (column // 4 + (chance.choice((-1, 1)) if number else 0)) % blocks
            place = min(LAYERS - 1, max(0, layer + chance.choice((-1, 0, 0, 0, 1))))
            letter = "bcd"[cited[near, place] - 1] if cited[near, place] else ""
            cited[near, place] += 1
            evidence = f"<{BASE}evidence/{name}--s{near}--{place * 100}-{place * 100 + 99}{letter}>"
            yield (
                f"{claim} {_NC}evidence> {evidence} .\n{evidence} {_TYPE} {_NC}Evidence> .\n"
                f"{evidence} {_TYPE} <{OWL}NamedIndividual> .\n"
                f"{evidence} {_NC}passage> {_passage(near, place)} .\n{evidence} {_NC}stance> {_NC}{stance}> .\n"
                f"{evidence} {_NC}modality> {_NC}{'possible' if chance.random() < 0.2 else 'asserted'}> .\n"
            )
            if predicate in ("promotes", "inhibits"):
                yield f"{evidence} {_NC}directness> {_NC}unspecified> .\n"
            if chance.random() < 0.1:
                yield f"{evidence} {_NC}condition> {_NC}whenSevere> .\n"

    def questions(self, number: int, steps: int = 8, fewest: int = 300, most: int = 1_800) -> list[Question]:
        """Ends to ask for, spread over the graph, with a fair number of chains of at most so many hops between them.

        They lie as many layers apart as they can: in a small graph everything is near, and chains would be too many.
        """
        for ahead in range(min(steps, 6) if self.cyclic else steps, 1, -1):
            found = []
            for nth in range(number):
                layer, column = nth % (LAYERS - ahead), (nth * self.width // number + 7) % self.width
                ways = self._walks(layer, column, steps)
                ends = [(n, c) for (to, c), n in ways.items() if to == layer + ahead and fewest <= n <= most]
                if ends:
                    walks, end = max(ends)
                    found.append(Question(label(layer, column), label(layer + ahead, end), steps, walks))
            if len(found) == number:
                return found
        raise ValueError(f"no {number} questions with {fewest} to {most} chains")

    def _walks(self, layer: int, column: int, steps: int) -> dict[tuple[int, int], int]:
        """How many walks of at most so many hops lead from a term to each other one."""
        onward = lru_cache(maxsize=None)(self.edges)
        ways = {(layer, column): 1}
        total: dict[tuple[int, int], int] = {}
        for _ in range(steps):
            after: dict[tuple[int, int], int] = {}
            for place, ways_here in ways.items():
                for edge in onward(*place):
                    there = (edge.layer, edge.column)
                    after[there] = after.get(there, 0) + ways_here
            for place, more in after.items():
                total[place] = total.get(place, 0) + more
            ways = after
        return total


def label(layer: int, column: int) -> str:
    """The label of a term."""
    return f"state {layer} {column}"


def _described(iri: str, kind: str, name: str, defined: bool = True) -> Iterator[str]:
    yield f'{iri} {_TYPE} {_NC}{kind}> .\n{iri} {_TYPE} <{OWL}NamedIndividual> .\n{iri} {_LABEL} "{name}"@en .\n'
    if defined:
        yield f'{iri} <{DEFINITION}> "What is called {name}."@en .\n'


def _term(layer: int, column: int) -> str:
    return f"<{BASE}term/state-{layer}-{column}>"


def _mechanism(layer: int, column: int) -> str:
    return f"<{BASE}term/process-{layer}-{column}>"


def _passage(block: int, number: int) -> str:
    return f"<{BASE}passage/s{block}--{number * 100}-{number * 100 + 99}>"


def write(world: World, path: str) -> None:
    """Write the graph as N-Triples."""
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(world.lines())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("triples", type=float)
    parser.add_argument("path")
    parser.add_argument("--cyclic", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    world = World(round(given.triples), given.cyclic, given.seed)
    write(world, given.path)
    for question in world.questions(5):
        print(*question, sep="\t")


if __name__ == "__main__":
    main()
