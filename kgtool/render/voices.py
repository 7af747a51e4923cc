"""What sources say of a net effect outright, for and against, as plain English."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from kgtool.model import Claim
from kgtool.render.claims import claim_text, evidence_text, quoted
from kgtool.render.lines import broken
from kgtool.render.words import Style, counted, printable
from kgtool.vocabulary import slug


def voices(
    claims: Iterable[Claim],
    labels: Mapping[str, str],
    style: Style,
    evidence: bool,
    width: int,
    texts: Mapping[str, str],
) -> Iterator[str]:
    """The claims, each with those that speak against it, leave it open and speak for it.

    evidence  list these one by one, with their hedges, and the passage where `texts` has it.
    """
    for claim in claims:
        yield from broken(claim_text(claim, labels), width, "   ", "      ")
        for stance, heading in (("disputes", "against"), ("undecided", "left open"), ("supports", "for")):
            said = [e for e in claim.evidence if e.stance == stance]
            lines = [f"{heading}: {evidence_text(e, labels)}{quoted(e, texts)}" for e in said]
            if stance == "supports" and not evidence and said:
                sources = Counter(printable(slug(e.source)) for e in said)
                each = [f"{source} ({counted(number, 'passage')})" for source, number in sorted(sources.items())]
                lines = [f"for: {', '.join(each)}"]
            for line in lines:
                yield from (style.faint(one) for one in broken(line, width, "      ", "         "))
