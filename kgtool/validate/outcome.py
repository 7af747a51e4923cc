"""The outcome of a check, as a plain value that every format tells."""

from collections import Counter
from typing import Literal, NamedTuple

from kgtool.validate.findings import SEVERITIES, Finding
from kgtool.validate.shapes import Shapes

Level = Literal["violation", "warning", "info", "none"]


class Rule(NamedTuple):
    """What broke, told once for all its findings. iri: of the shape; None for a shape without a name."""

    name: str
    iri: str | None
    severity: str
    message: str
    why: str | None


class Report(NamedTuple):
    """What was checked, by what, and what was found.

    files    those that were checked, without the ontology in the background.
    triples  that were read, background and all; what two files say counts once.
    shapes   those that say which nodes they are for.
    notes    sentences on what was not checked, or may not mean what it seems to.
    labels   of every IRI that a finding names and that has one.
    graph    the shapes graph, for the formats that quote it; None where no shapes were used.
    truncated  a sentence where the engine stopped before it had found everything; one of the notes.
    """

    findings: tuple[Finding, ...]
    rules: dict[str, Rule]
    engine: str
    files: tuple[str, ...]
    triples: int
    shapes: int
    notes: tuple[str, ...]
    labels: dict[str, str]
    graph: Shapes | None
    truncated: str | None = None

    @property
    def counts(self) -> dict[str, int]:
        """How many findings there are of each severity, the worst first; without those that only follow."""
        found = Counter(f.severity for f in self.findings)
        return {severity: found[severity] for severity in SEVERITIES}

    def fails(self, level: Level) -> bool:
        """Whether something was found that is at least as bad as `level`."""
        if level == "none":
            return False
        bad = SEVERITIES[: SEVERITIES.index(level) + 1]
        return any(one.severity in bad for f in self.findings for one in (f, *f.further))
