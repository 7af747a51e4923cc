"""Why there is no chain between two terms, and what comes nearest to one: as text and as JSON."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from kgtool.answers.gap import Gap, Missing, Reached
from kgtool.model import Sign
from kgtool.render.claims import claim_text
from kgtool.render.lines import WIDE, broken, listed, wrapped
from kgtool.render.objects import claim_json, term_json
from kgtool.render.words import DISCLAIMER, PLAIN, Style, counted, label_of

_MOST_MISSING = 10
_NEAREST = 5
_VERB: dict[Sign, str] = {"+": "promotes", "-": "inhibits"}
_OBSTACLE = {
    "conclusion": "states a net effect, and no hop bears it out",
    "indirect": "is said only by way of something in between, which no source spells out",
    "context": "is said only for a context",
    "disputed": "is only denied or left open",
    "premise": "gives no hop by any rule",
    "unsigned": "says neither that it raises nor that it lowers",
}


def gap_text(told: Gap, style: Style = PLAIN, width: int = WIDE) -> str:
    """Why there is no chain, and what comes nearest to one."""
    cause, effect = (listed([term.label for term in end], "or") for end in (told.causes, told.effects))
    lines = [
        f"No chain of at most {counted(told.max_steps, 'step')} leads from {style.bold(cause)} to {style.bold(effect)}."
    ]
    for sign in told.longer:
        lines.append(f"A longer chain, or one through a feedback loop, {_VERB[sign]} it after all: raise --max-steps.")
    if told.reverse:
        lines.append(f'The other way there is one: kgtool explain "{effect}" "{cause}".')
    lines += _reach(told.downstream, told.labels, (f"{cause} raises", f"{cause} lowers"), f"{cause} leads to nothing")
    lines += _reach(
        told.upstream, told.labels, (f"{effect} is raised by", f"{effect} is lowered by"), f"nothing leads to {effect}"
    )
    blocks = ["\n".join(wrapped(line[:1].upper() + line[1:], width) for line in lines)]
    if told.missing:
        shown = told.missing[:_MOST_MISSING]
        told_of = [line for one in shown for line in _missing(told, one, width)]
        left = len(told.missing) - len(shown)
        told_of += [f"   and {left} more; --format json lists them"] if left else []
        blocks.append("\n".join([style.bold("What would join the two, if it gave a hop"), *told_of]))
    else:
        text = "No claim joins anything that the one leads to with anything that the other comes from."
        blocks.append(wrapped(text, width))
    return "\n\n".join([*blocks, DISCLAIMER])


def _reach(reached: Sequence[Reached], labels: Mapping[str, str], starts: tuple[str, str], none: str) -> Iterator[str]:
    """The nearest terms that are raised, and those that are lowered; a term with both signs stands in both."""
    if not reached:
        yield f"{none}."
    signs: tuple[Sign, Sign] = ("+", "-")
    for sign, start in zip(signs, starts, strict=True):
        terms = [label_of(labels, one.iri) for one in reached if sign in one.signs]
        more = f" and {len(terms) - _NEAREST} more" if len(terms) > _NEAREST else ""
        if terms:
            yield f"{start} {', '.join(terms[:_NEAREST])}{more}."


def _missing(told: Gap, one: Missing, width: int) -> Iterator[str]:
    sources = counted(len({e.source for e in one.claim.evidence}), "source")
    yield from broken(f"{claim_text(one.claim, told.labels)} ({sources})", width, "   ", "      ")
    cause, effect = (listed([term.label for term in end], "or") for end in (told.causes, told.effects))
    ends = [
        f"{counted(one.before, 'hop')} from {cause}" if one.before else "",
        f"{counted(one.after, 'hop')} from {effect}" if one.after else "",
    ]
    where = " and ".join(end for end in ends if end) or "joins the two themselves"
    yield from broken(f"{_OBSTACLE[one.why]}; {where}", width, "      ", "         ")


def gap_json(told: Gap) -> dict[str, Any]:
    """The same as JSON."""

    def reach(found: Iterable[Reached]) -> list[dict[str, Any]]:
        return [{**term_json(one.iri, told.labels), "hops": one.hops, "signs": list(one.signs)} for one in found]

    return {
        "longer": list(told.longer),
        "reverse": told.reverse,
        "downstream": reach(told.downstream),
        "upstream": reach(told.upstream),
        "missing": [
            {
                "why": one.why,
                "hops_before": one.before,
                "hops_after": one.after,
                "backwards": one.turned,
                "claim": claim_json(one.claim, told.labels),
            }
            for one in told.missing
        ],
    }
