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
    truncated  a sentence where only the first findings were kept; one of the notes.
    totals     then how many there are, by severity, rule and component, those that only follow from others included.
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
    totals: dict[tuple[str, str, str], int] | None = None

    @property
    def counts(self) -> dict[str, int]:
        """How many findings there are of each severity, the worst first; where all were kept, without what follows."""
        found = self._numbers(0)
        return {severity: found[severity] for severity in SEVERITIES}

    @property
    def rule_counts(self) -> dict[str, int]:
        """How many of `counts` there are of each rule."""
        return dict(sorted(self._numbers(1).items()))

    def _numbers(self, part: int) -> Counter[str]:
        found: Counter[str] = Counter()
        kinds = Counter((f.severity, f.rule) for f in self.findings) if self.totals is None else self.totals
        for kind, number in kinds.items():
            found[kind[part]] += number
        return found

    def hidden(self, limit: int | None) -> str | None:
        """How many findings aren't shown where at most `limit` are, and how to see them; None where all are."""
        kept = len(self.findings)
        shown = kept if limit is None else min(kept, limit)
        number = sum(self.counts.values()) - shown
        if number <= 0:
            return None
        more = "" if shown == kept else "; raise --limit to see " + ("more" if self.totals else "all of them")
        return f"{number:,} finding{'s' * (number != 1)} not shown{more}."

    def fails(self, level: Level) -> bool:
        """Whether something was found that is at least as bad as `level`."""
        if level == "none":
            return False
        bad = SEVERITIES[: SEVERITIES.index(level) + 1]
        return any(one.severity in bad for f in self.findings for one in (f, *f.further))
