"""Foods by amount and share of the intake, as text and as JSON."""

from collections.abc import Iterator, Sequence
from typing import Any

from kgtool.model import Term
from kgtool.model.foods import FoodAmount, Intake
from kgtool.render.lines import WIDE, broken, wrapped
from kgtool.render.objects import term_json, to_json
from kgtool.render.words import DISCLAIMER, counted, label_of, printable, table

_UNITS = {"ug": "µg"}
_FIGURES = 55  # columns that the figures beside a food's name take
_NARROWEST = 25


def foods_text(found: Sequence[Any], symptom: Term | None = None, width: int = WIDE) -> str:
    """The answers of `kgtool.answers.foods`, one a nutrient, in lines of `width` columns."""
    blocks = [_block(one, width) for one in found]
    if symptom:
        blocks.insert(0, f"What may lack where there is {printable(symptom.label)}, and foods that hold it")
    source = "FDC: number in USDA FoodData Central (fdc.nal.usda.gov). Intakes: DRI, United States and Canada."
    return "\n\n".join([*blocks, wrapped(source, width), DISCLAIMER])


def _block(one: Any, width: int) -> str:
    lines = [f"{printable(one.nutrient.label)}: {_need(one.intakes)}"]
    if one.because:
        because = " → ".join(label_of(one.labels, iri) for iri in one.because.terms)
        lines += broken(f"because {because}", width, "  ", "    ")
    rows = [
        (
            _cut(food.description, max(width - _FIGURES, _NARROWEST)),
            _amount(food.amount, food.unit),
            _portion(food),
            _amount(food.amount * 100 / food.kcal, food.unit) if food.kcal else "–",
            _share(food, one.intakes),
            str(food.fdc_id),
        )
        for food in one.foods
    ]
    if not rows:
        return "\n".join([*lines, "No amounts of it in these foods; kgtool import fdc reads more, for --foods."])
    heading = ("food", "100 g", "portion", "100 kcal", "of need", "FDC")
    if width < _FIGURES + _NARROWEST:  # the figures of a food below its name
        first, *figures = table([cells[1:] for cells in rows], heading[1:]).split("\n")
        lines.append(f"  {first}")
        for food, line in zip(one.foods, figures, strict=True):
            lines += [_cut(food.description, width), f"  {line}"]
    else:
        lines.append(table(rows, heading))
    if lacking := _lacking(one.foods):
        lines += broken(f"–: FoodData Central gives no {lacking} of it", width, "", "  ")
    if one.found > len(one.foods):
        lines.append(f"{len(one.foods)} of {counted(one.found, 'food')} shown; -n shows more")
    for word, names in (("Absorbed better with", one.helps), ("Absorbed worse with", one.hinders)):
        if names:
            lines += broken(f"{word}: {', '.join(map(printable, names))}", width, "", "  ")
    return "\n".join(lines)


def _lacking(foods: Sequence[FoodAmount]) -> str:
    """What some of the foods lack, so that an amount can't be told."""
    portions, energy = (
        any(not held for held in column) for column in zip(*((f.grams, f.kcal) for f in foods), strict=True)
    )
    return " or no ".join(word for word, is_so in (("portion", portions), ("energy", energy)) if is_so)


def _need(intakes: Sequence[Intake]) -> str:
    if not intakes:
        return "no recommended intake known for these people"
    ends = sorted({i.amount for i in intakes})
    kinds = "/".join(sorted({i.kind for i in intakes}))
    span = f"{ends[0]:g}" if len(ends) == 1 else f"{ends[0]:g} to {ends[-1]:g}"
    unit = intakes[0].unit
    return f"{span} {_UNITS.get(unit, unit)} a day ({kinds})"


def _share(food: FoodAmount, intakes: Sequence[Intake]) -> str:
    if not intakes or not food.grams:
        return "–"
    held = food.amount * food.grams / 100
    shares = sorted({round(100 * held * _factor(food.unit, i.unit) / i.amount) for i in intakes if i.amount})
    return f"{shares[0]} %" if len(shares) == 1 else f"{shares[0]}–{shares[-1]} %"


def _factor(unit: str, wanted: str) -> float:
    grams = {"g": 1.0, "mg": 1e-3, "ug": 1e-6}
    return grams[unit] / grams[wanted]


def _portion(food: FoodAmount) -> str:
    return f"{food.grams:g} g: {_amount(food.amount * food.grams / 100, food.unit)}" if food.grams else "–"


def _amount(amount: float, unit: str) -> str:
    digits = 0 if amount >= 100 else 1 if amount >= 1 else 2
    return f"{amount:,.{digits}f} {_UNITS.get(unit, unit)}"


def _cut(text: str, most: int) -> str:
    text = printable(text)
    return text if len(text) <= most else text[: most - 1] + "…"


def foods_json(found: Sequence[Any], symptom: Term | None = None) -> str:
    """The same as one JSON object, `kgtool/foods/1`. Amounts are in 100 g."""
    return to_json(
        {
            "schema": "kgtool/foods/1",
            "symptom": term_json(symptom.iri, {symptom.iri: symptom.label}) if symptom else None,
            "nutrients": [_one_json(one) for one in found],
        }
    )


def _one_json(one: Any) -> dict[str, Any]:
    because = [term_json(iri, one.labels) for iri in one.because.terms] if one.because else None
    return {
        "nutrient": term_json(one.nutrient.iri, {one.nutrient.iri: one.nutrient.label}),
        "because": because,
        "intakes": [i._asdict() for i in one.intakes],
        "helps": list(one.helps),
        "hinders": list(one.hinders),
        "truncated": f"{len(one.foods)} of {one.found} shown; -n shows more" if one.found > len(one.foods) else None,
        "foods": list(_foods_json(one)),
    }


def _foods_json(one: Any) -> Iterator[dict[str, Any]]:
    for food in one.foods:
        shares = [
            food.amount * food.grams / 100 * _factor(food.unit, i.unit) / i.amount for i in one.intakes if food.grams
        ]
        yield {**food._asdict(), "share_of_intake_in_portion": [round(share, 4) for share in shares]}
