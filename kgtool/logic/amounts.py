"""Where sources give different amounts for the same people. Pure."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from itertools import combinations, product

from kgtool.logic.sides import Conflict, Said, Side, supporting
from kgtool.model import Claim, Evidence

_FOR_WHOM = ("unit", "population", "sex", "ageFrom", "ageTo", "stage")
_PORTION = re.compile(r"[munpk]?(g|L|l)|\[IU\]|kcal")
_Range = tuple[Decimal, Decimal]


def differing(
    claims: Iterable[Claim], details: Mapping[str, Mapping[str, str]], holding: Collection[str] = ()
) -> Iterator[Conflict]:
    """Where amounts said for the same people, in the same unit, have nothing in common.

    A mere mass or volume is that of a portion, or of a dose, that nobody names, so that it tells nothing by itself; nor
    does a per cent of what a food holds.

    details  evidence → its further hedges, by the local names of properties: value, high, unit, sex, ageFrom, …
    holding  the predicates that say what a food holds.
    """
    for claim in claims:
        groups: dict[tuple[str, ...], dict[_Range, list[Evidence]]] = {}
        for e in supporting(claim):
            told = details.get(e.iri, {})
            unit = told.get("unit", "")
            nameless = _PORTION.fullmatch(unit) or (unit == "%" and claim.predicate in holding)
            if (amount := _range(told)) and not nameless:
                people = tuple(told.get(name, "") for name in _FOR_WHOM)
                groups.setdefault(people, {}).setdefault(amount, []).append(e)
        sides: list[Side] = []
        for people, by_amount in sorted(groups.items()):
            if _apart(by_amount):
                sides += [_side(claim, people, amount, said) for amount, said in sorted(by_amount.items())]
        if sides:
            yield Conflict("amount", "amount", claim.subject, tuple(sides))


def _range(told: Mapping[str, str]) -> _Range | None:
    """From how much to how much; a limit from above begins at nothing."""
    try:
        high = Decimal(told["high"]) if "high" in told else None
        low = Decimal(told["value"]) if "value" in told else None
    except InvalidOperation:
        return None
    if low is None:
        return None if high is None else (Decimal(0), high)
    return low, low if high is None else high


def _apart(by_amount: Mapping[_Range, list[Evidence]]) -> bool:
    """Whether none of the amounts that one source gives overlaps one that another gives."""
    by_source: dict[str, set[_Range]] = {}
    for amount, said in by_amount.items():
        for e in said:
            by_source.setdefault(e.source, set()).add(amount)
    return any(
        all(one[1] < other[0] or other[1] < one[0] for one, other in product(here, there))
        for here, there in combinations(by_source.values(), 2)
    )


def _side(claim: Claim, people: tuple[str, ...], amount: _Range, said: list[Evidence]) -> Side:
    unit, *whom = people
    low, high = amount
    text = f"{low}" if low == high else f"{low}–{high}"
    named: Said = (claim, tuple(said))
    return Side(" ".join(part for part in (text, unit, *(w for w in whom if w)) if part), (named,))
