"""What would end a conclusion, as plain English: the smallest sets of claims that it falls without."""

from collections.abc import Iterator

from kgtool.logic.arguments import Argument, Explanation
from kgtool.render.claims import claim_text
from kgtool.render.words import counted

_MANY = 6  # so many claims to refute are listed where only the gist is told


def cuts_lines(told: Explanation, argument: Argument, brief: bool) -> Iterator[str]:
    """A sentence on what would have to be refuted, then the claims, indented.

    brief  of many claims tell their number alone.
    """
    if argument.by_definition:
        yield "Nothing: one chain holds by definition alone."
        return
    if not argument.cuts:
        yield "No cut was found in the time."
        return
    size = len(argument.cuts[0])
    within = "" if told.max_steps >= 50 else f" of at most {counted(told.max_steps, 'step')}"
    if brief and size > _MANY:
        at_least = "" if argument.smallest else " or fewer"
        yield (
            f"No single claim, nor a few: {size} claims{at_least} have to be refuted together to leave no "
            f"chain{within}. -n 1 lists them."
        )
        return
    if size == 1:
        yield (
            f"Refuting this one claim leaves no chain{within}:"
            if len(argument.cuts) == 1
            else (f"Refuting any one of these {len(argument.cuts)} claims leaves no chain{within}:")
        )
        for (claim,) in argument.cuts:
            yield f"   {claim_text(told.claims[claim], told.labels)}"
        return
    common = set(argument.cuts[0]).intersection(*argument.cuts[1:])
    fewest = f"No fewer than {size} claims" if argument.smallest else f"These {size} claims, or fewer,"
    yield f"No single claim. {fewest} have to be refuted together to leave no chain{within}:"
    for claim in sorted(common):
        yield f"   {claim_text(told.claims[claim], told.labels)}"
    if len(argument.cuts) > 1:
        ways = (
            f"{len(argument.cuts)} ways, such as"
            if argument.truncated is None
            else f"{len(argument.cuts)} ways or more, such as"
        )
        yield f"and, in one of {ways}:" if common else f"in one of {ways}:"
        for claim in sorted(set(argument.cuts[0]) - common):
            yield f"   {claim_text(told.claims[claim], told.labels)}"
