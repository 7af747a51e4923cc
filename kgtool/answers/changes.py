"""What two versions of a graph differ in, as plain values."""

from typing import NamedTuple

from kgtool.model import Hop, Modality, Origin, Sign
from kgtool.reading.statements import Statement


class Wording(NamedTuple):
    """How far the best chain for a conclusion can be trusted."""

    origin: Origin
    modality: Modality
    disputed: bool


class Changed(NamedTuple):
    """A node that both versions have: the (predicate, value) statements that only one of them has."""

    iri: str
    removed: tuple[Statement, ...]
    added: tuple[Statement, ...]


class Nodes(NamedTuple):
    """The nodes of one kind that only one version has, or that differ."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[Changed, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


class Turned(NamedTuple):
    """A pair of terms whose net signs differ, with both."""

    cause: str
    effect: str
    before: tuple[Sign, ...]
    after: tuple[Sign, ...]


class Reworded(NamedTuple):
    """A net effect in both versions whose best chain differs in origin, wording or dispute; None: only longer ones."""

    effect: Hop
    before: Wording | None
    after: Wording | None


class Other(NamedTuple):
    """A statement that one version lacks and that no node above tells of, each part as N-Quads write it.

    graph  empty for the default graph.
    """

    subject: str
    predicate: str
    object: str
    graph: str


class Difference(NamedTuple):
    """What two versions differ in.

    nodes           by kind: "term", "claim", "evidence", "passage", "section", "source".
    added, removed  whatever else differs, statement by statement: nothing that differs is left out.
    truncated       which conclusions there was no time to compare, or None.
    """

    appeared: tuple[tuple[Hop, Wording | None], ...]
    vanished: tuple[tuple[Hop, Wording | None], ...]
    turned: tuple[Turned, ...]
    reworded: tuple[Reworded, ...]
    nodes: dict[str, Nodes]
    added: tuple[Other, ...]
    removed: tuple[Other, ...]
    labels: dict[str, str]
    truncated: str | None = None

    def __bool__(self) -> bool:
        conclusions = self.appeared or self.vanished or self.turned or self.reworded
        return bool(conclusions or any(self.nodes.values()) or self.added or self.removed)


NONE = Difference((), (), (), (), {}, (), (), {})
