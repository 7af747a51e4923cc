"""What sources disagree about, as text and as JSON."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from kgtool.logic.sides import KINDS, Conflict, Said, Side
from kgtool.model import Evidence
from kgtool.render.claims import claim_text, evidence_text
from kgtool.render.lines import WIDE, broken, listed
from kgtool.render.objects import claim_json, evidence_json, term_json, to_json
from kgtool.render.words import PLAIN, Style, counted, label_of, printable, words
from kgtool.vocabulary import slug

_SAYS = {
    "supports": "it is so",
    "supports direct": "it is so",
    "disputes": "it isn't",
    "disputes direct": "not directly",
    "undecided": "that is open",
    "undecided direct": "whether directly is open",
    "indirect": "by way of something between",
    "direct": "directly",
    "plain": "without that limit",
    "raises": "raised",
    "lowers": "lowered",
    "causing": "brings it about",
    "aggravating": "only makes it worse or more noticeable",
    "linked": "merely goes with it",
    "notAlone": "only together with others",
    "trigger": "a trigger",
    "symptom": "a symptom beside it",
    "red flag": "a red flag",
    "usual": "the usual picture",
    "minor": "of little importance",
    "major": "of great importance",
    "limitIntake": "to be limited",
    "asserted": "it does",
    "possible": "it may",
    "whenSevere": "only when severe",
    "whenLongTerm": "only in the long term",
    "whenHighDose": "only in high doses",
    "someOnly": "some only",
    "mostOnly": "most, not all",
}
_MOST_NAMED = 4
_MOST_PLACES = 4  # so many sources of a side are named where not all evidence is listed
_OF_A_KIND = 5


def conflicts_text(
    found: Sequence[Conflict],
    labels: Mapping[str, str],
    style: Style = PLAIN,
    evidence: bool = False,
    width: int = WIDE,
) -> str:
    """The conflicts by kind: each in a sentence, and below it who says what, and where.

    evidence  list each piece of evidence with its hedges.
    """
    blocks = []
    for kind, group in groupby(found, key=lambda c: c.kind):
        several = list(group)
        heading = broken(f"{KINDS[kind]}: {counted(len(several), 'case')}", width)
        lines = [style.bold(line) for line in heading]
        for conflict in several:
            lines += ["", *_case(conflict, labels, style, evidence, width)]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def gist_text(found: Sequence[Conflict], labels: Mapping[str, str], style: Style = PLAIN, width: int = WIDE) -> str:
    """Of each kind the cases that most sources speak of, a sentence each, and how many there are."""
    blocks = []
    for kind, group in groupby(found, key=lambda c: c.kind):
        several = list(group)
        heading = broken(f"{KINDS[kind]}: {counted(len(several), 'case')}", width)
        lines = [style.bold(line) for line in heading]
        for conflict in several[:_OF_A_KIND]:
            lines += broken(sentence_of(conflict, labels), width, "", "  ")
        if (left := len(several) - _OF_A_KIND) > 0:
            lines.append(style.faint(f"and {left} more; --kind {kind} lists them"))
        blocks.append("\n".join(lines))
    blocks.append("\n".join(broken("With a term, --kind or -n: who says what, and where.", width)))
    return "\n\n".join(blocks)


def _case(conflict: Conflict, labels: Mapping[str, str], style: Style, evidence: bool, width: int) -> Iterator[str]:
    yield from broken(sentence_of(conflict, labels), width, "", "  ")
    for side in conflict.sides:
        for line in _places(conflict, side, labels, evidence):
            yield from (style.faint(one) for one in broken(line, width, "    ", "      "))


def sentence_of(conflict: Conflict, labels: Mapping[str, str]) -> str:
    """What is disputed and what each side says, in one sentence."""
    sides = "; ".join(f"{_says(side, labels)} ({_by(side)})" for side in conflict.sides)
    return f"{topic(conflict, labels)}: {sides}."


def _by(side: Side) -> str:
    return counted(len(side.sources), "source") if side.sources else "stated without evidence"


def topic(conflict: Conflict, labels: Mapping[str, str]) -> str:
    """What a conflict is about, in words."""
    claims = conflict.claims
    subject = label_of(labels, conflict.subject)
    if conflict.about == "definition":
        return f"What {subject} is"
    if conflict.about == "meaning":
        return f"What a red flag in {subject} points to"
    if conflict.about == "how long":
        return f"How long {subject} may last before it is a red flag"
    if conflict.about in ("red flag or usual", "trigger or symptom"):
        other = listed(dict.fromkeys(label_of(labels, c.object) for c, _ in conflict.sides[0].said))
        return f"The part of {subject} in {other}"
    if conflict.about == "certainty":
        helped = list(dict.fromkeys(label_of(labels, c.object) for c in claims))
        some = helped if len(helped) <= _MOST_NAMED else [*helped[:_MOST_NAMED], f"{len(helped) - _MOST_NAMED} more"]
        return f"Whether {subject} helps with {listed(some)}"
    if conflict.about == "cause or link":
        return f"Whether {claim_text(claims[0], labels)}"
    if conflict.kind == "sign":
        return f"What {subject} does to {label_of(labels, conflict.about)}"
    if len({c.predicate for c in claims}) == 1 and len({c.subject for c in claims}) == 1:
        objects = [
            label_of(labels, c.object) + (f" (in {label_of(labels, c.context)})" if c.context else "") for c in claims
        ]
        named = list(dict.fromkeys(objects))
        some = named if len(named) <= _MOST_NAMED else [*named[:_MOST_NAMED], f"{len(named) - _MOST_NAMED} more"]
        if conflict.about != "object":
            return f"Whether {subject} {label_of(labels, claims[0].predicate)} {listed(some)}"
        return f"What is true of {subject}"
    return f"Whether {claim_text(claims[0], labels)}"


def _says(side: Side, labels: Mapping[str, str]) -> str:
    if "://" in side.says:
        return label_of(labels, side.says)
    return _SAYS.get(side.says, words(side.says))


def _places(conflict: Conflict, side: Side, labels: Mapping[str, str], evidence: bool) -> Iterator[str]:
    several = len({claim.iri for claim in conflict.claims}) > 1
    if evidence:
        yield f"{_says(side, labels)}:"
        for claim, said in side.said:
            yield from (f"  {claim_text(claim, labels)}: {evidence_text(e, labels)}" for e in said)
        return
    by_source: dict[str, list[str]] = {}
    for claim, said in side.said:
        for e in said:
            by_source.setdefault(e.source, []).append(
                _place(e, label_of(labels, claim.object) if several else "", labels)
            )
    for source, places in sorted(by_source.items())[:_MOST_PLACES]:
        if not source:
            yield f"{_says(side, labels)}: stated without evidence"
            continue
        yield f"{_says(side, labels)}: {printable(slug(source))}, {', '.join(dict.fromkeys(places))}"
    if (left := len(by_source) - _MOST_PLACES) > 0:
        yield f"{_says(side, labels)}: {counted(left, 'more source')}; --evidence lists them"


def _place(e: Evidence, of: str, labels: Mapping[str, str]) -> str:
    section = printable(labels.get(e.section) or e.section)
    return f"“{section}”" + (f" ({of})" if of else "")


def unexplained_text(found: Sequence[Said], labels: Mapping[str, str], style: Style = PLAIN, width: int = WIDE) -> str:
    """The conclusions that no chain explains, each with who states it."""
    lines = [style.bold(f"Conclusions that a source states and no chain explains: {len(found)}")]
    for claim, said in found:
        who = ", ".join(sorted({printable(slug(e.source)) for e in said}))
        lines += broken(f"{claim_text(claim, labels)}: {who}", width, "  ", "    ")
    return "\n".join(lines)


def conflicts_json(found: Sequence[Conflict], labels: Mapping[str, str], truncated: str | None) -> str:
    """The conflicts as one JSON object, `kgtool/conflicts/2`."""
    return to_json(
        {
            "schema": "kgtool/conflicts/2",
            "truncated": truncated,
            "conflicts": [
                {
                    "kind": c.kind,
                    "about": label_of(labels, c.about) if "://" in c.about else c.about,
                    "subject": term_json(c.subject, labels),
                    "sentence": sentence_of(c, labels),
                    "sides": [
                        {
                            "says": _says(side, labels),
                            "sources": sorted(slug(s) for s in side.sources),
                            "claims": [_said_json(one, labels) for one in side.said],
                        }
                        for side in c.sides
                    ],
                }
                for c in found
            ],
        }
    )


def unexplained_json(found: Sequence[Said], labels: Mapping[str, str]) -> str:
    """The conclusions that no chain explains as one JSON object, `kgtool/unexplained/1`."""
    return to_json({"schema": "kgtool/unexplained/1", "claims": [_said_json(one, labels) for one in found]})


def _said_json(said: Said, labels: Mapping[str, str]) -> dict[str, Any]:
    claim, evidence = said
    return {**claim_json(claim, labels), "evidence": [evidence_json(e) for e in evidence]}
