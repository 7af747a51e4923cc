"""What became of a graph that was imported, for people."""

from collections.abc import Mapping, Sequence
from typing import Any

from kgtool.render.words import counted, printable
from kgtool.vocabulary import curie

_MOST = 8
_BY = {"sign": "a sign", "direction": "a direction", "predicate": "their predicate's sign", "word": "a word"}


def report_text(report: Any, forms: Mapping[str, int], draft: str | None = None) -> str:
    """A report of `kgtool.importing.graphs`, as lines of text.

    forms  how many rows each form of edge gave.
    draft  where a draft of signs was written, if it was.
    """
    lines = [
        f"{counted(report.claims, 'claim')} about {counted(report.terms, 'term')} from "
        f"{counted(report.sources, 'source')}, made of {counted(report.edges, 'edge')}"
    ]
    lines += [f"  {form}: {counted(number, 'row')}" for form, number in sorted(forms.items())]
    signed = [f"{number:,} by {_BY[how]}" for how, number in report.signed_by.items() if how in _BY]
    if signed:
        lines.append(f"Signed: {', '.join(signed)}")
    if report.open:
        lines.append(
            f"Open: {counted(report.open, 'edge')} with an effect of which the sign isn't said; kept, never a hop"
        )
    if report.negated:
        lines.append(f"Negated: {counted(report.negated, 'edge')}; kept as evidence against the claim")
    if report.aspects:
        lines += _list("Terms of their own, since they don't rise with the thing", report.aspects)
    if report.met:
        lines.append(f"Met: {counted(report.met, 'name')} of the graph that -i names, or of the shipped one")
    if report.levels:
        levels = counted(report.levels, "state")
        lines.append(f"Joined: {levels} of the shipped graph are low or high levels of what it speaks of (-i shipped)")
    if report.unsigned:
        lines.append(f"Without a sign, so left out: {counted(len(report.unsigned), 'predicate')}")
        shown = list(report.unsigned.items())[:_MOST]
        lines += [f"  {curie(name)}: {counted(number, 'edge')}" for name, number in shown]
        lines += _more(len(report.unsigned))
        lines.append(
            f"  A draft of signs is in {draft}"
            if draft
            else "  --draft-signs FILE drafts signs; --signs FILE reads them"
        )
    pairs = [f"{curie(one)} and {curie(other)}" for one, other in report.both_signs]
    lines += _list("Said to rise and to fall together", pairs)
    lines += _list("Ends that no node describes", [curie(iri) for iri in report.dangling])
    clashes = [f'"{label}": {", ".join(map(curie, iris))}' for label, iris in report.clashes.items()]
    lines += _list("One name for several terms", clashes)
    unknown = [f"{prefix} ({counted(number, 'name')})" for prefix, number in report.unknown_prefixes.items()]
    lines += _list("Prefixes that nobody knows, kept as urn:curie:…", unknown)
    if report.blank:
        lines.append(f"Ends without a name of their own (blank nodes): {counted(report.blank, 'edge')} left out")
    if report.loops:
        lines.append(f"Of a thing to itself: {counted(report.loops, 'edge')} left out, since no chain can use them")
    if report.bad_rows:
        lines.append(f"Not read: {counted(report.bad_rows, 'row')}")
        lines += [f"  {place}: {what}" for place, what in report.problems]
        if report.bad_rows > len(report.problems):
            lines.append(f"  … and {report.bad_rows - len(report.problems):,} more")
    return "\n".join(map(printable, lines))


def _list(title: str, items: Sequence[str]) -> list[str]:
    if not items:
        return []
    return [f"{title}: {len(items):,}", *(f"  {item}" for item in items[:_MOST]), *_more(len(items))]


def _more(number: int) -> list[str]:
    return [f"  … and {number - _MOST:,} more"] if number > _MOST else []
