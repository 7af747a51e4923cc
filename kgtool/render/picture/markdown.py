"""Chains as a Markdown list with their sources, for an issue, a notebook or a note."""

import re

from kgtool.model import Chain, Hop
from kgtool.render.chains import judgement
from kgtool.render.hops import grounds_text
from kgtool.render.picture.drawing import VERB, Drawing
from kgtool.render.words import DISCLAIMER, label_of, sentence
from kgtool.vocabulary import slug


def markdown(drawing: Drawing, evidence: bool = False) -> str:
    """One item a chain, below it one a hop, with the sources that carry it.

    evidence  below each hop, list every passage that it rests on.
    """
    trace = drawing.trace
    lines = [f"**{escaped(drawing.title)}**", ""]
    for place, chain in enumerate(trace.chains, 1):
        indent = " " * (len(str(place)) + 2)
        lines.append(f"{place}. {_headline(drawing, chain)}  ")
        lines.append(f"{indent}{escaped(judgement(chain))}")
        for hop in chain.hops:
            lines.append(f"{indent}- {_hop(drawing, hop)}")
            if evidence:
                for said in drawing.arrows[drawing.numbers[hop] - 1].said:
                    lines += (f"{indent}  - {escaped(said.claim)}: {escaped(one)}" for one in said.evidence)
    if trace.truncated:
        lines += ["", escaped(sentence(trace.truncated))]
    if cited := _sources(drawing):
        lines += ["", "Sources:", ""]
        lines += (f"- {escaped(slug(iri))}: {escaped(label_of(trace.labels, iri))}" for iri in cited)
    return "\n".join([*lines, "", f"_{DISCLAIMER}_"]) + "\n"


def _headline(drawing: Drawing, chain: Chain) -> str:
    ends = [escaped(label_of(drawing.trace.labels, iri)) for iri in (chain.terms[0], chain.terms[-1])]
    return f"**{ends[0]}** {VERB[chain.sign]} ({'+' if chain.sign == '+' else '−'}) **{ends[1]}**"


def _hop(drawing: Drawing, hop: Hop) -> str:
    trace = drawing.trace
    ends = [escaped(label_of(trace.labels, iri)) for iri in (hop.subject, hop.object)]
    by = sorted(
        {
            slug(e.source)
            for premise in trace.grounds[hop].premises
            for claim in premise.claims
            for e in trace.claims[claim].evidence
            if e.carries and e.source
        }
    )
    told = f"{ends[0]} {'─+→' if hop.sign == '+' else '─−⊣'} {ends[1]}: {escaped(grounds_text(trace, hop))}"
    return told + (f" ({escaped(', '.join(by))})" if by else "")


def _sources(drawing: Drawing) -> list[str]:
    """Every source that is cited, in order."""
    return sorted({e.source for claim in drawing.trace.claims.values() for e in claim.evidence if e.source})


def escaped(text: str) -> str:
    """The text with nothing left in it that Markdown would read as markup, a link, a mention or an issue."""
    marked = re.sub(r"([\\`*_{}\[\]<>()#!|~&$^=])", r"\\\1", text)
    marked = re.sub(r"^([-+]|\d+(?=[.)]))", r"\\\1" if not text[:1].isdigit() else r"\1\\", marked)
    # An empty comment parts what would be linked by itself; a backslash doesn't.
    return re.sub(r"(@|\\#|://|www(?=\.))", r"\1<!-- -->", marked)
