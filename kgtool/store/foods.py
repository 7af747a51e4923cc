"""Amounts of nutrients in foods and intakes by age: the shipped tables, and files of `kgtool import fdc`."""

import os
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing

from kgtool import folders
from kgtool.errors import InputError
from kgtool.model.foods import FoodAmount, Intake

_UNITS = {"MG": "mg", "UG": "ug", "G": "g"}


def measured() -> dict[str, list[tuple[int, str]]]:
    """What is measured in foods: the slug of a nutrient of ours → ids of FoodData Central, with their units (UCUM)."""
    found: dict[str, list[tuple[int, str]]] = {}
    for number, slug, unit, _ in _rows("nutrients.tsv"):
        found.setdefault(slug, []).append((int(number), unit))
    return found


def intakes(slug: str) -> list[Intake]:
    """The reference intakes of a nutrient of ours, for each group of people."""
    return [
        Intake(kind, sex, stage, float(start), float(end) if end else None, float(amount), unit)
        for name, kind, sex, stage, start, end, amount, unit in _rows("intakes.tsv")
        if name == slug
    ]


def with_intakes() -> set[str]:
    """The slugs of the nutrients of which people have a reference intake."""
    return {name for name, *_ in _rows("intakes.tsv")}


def amounts(nutrients: Sequence[tuple[int, str]], files: Collection[str] = ()) -> list[FoodAmount]:
    """The foods that hold some of a nutrient, richest first: the shipped ones, or those of files of `import fdc`.

    Raises InputError for a file that isn't one.
    """
    found = [food for path in files for food in _of_file(path, nutrients)] if files else list(_shipped(nutrients))
    return sorted(found, key=lambda food: (-food.amount, food.description, food.fdc_id))


def _shipped(nutrients: Sequence[tuple[int, str]]) -> Iterator[FoodAmount]:
    units = dict(nutrients)
    held = {int(food): (float(amount), units[int(n)]) for food, n, amount in _rows("amounts.tsv") if int(n) in units}
    for number, description, kind, term, portion, grams, kcal in _rows("foods.tsv"):
        if int(number) in held:
            amount, unit = held[int(number)]
            weight, energy = (float(text) if text else None for text in (grams, kcal))
            yield FoodAmount(int(number), description, kind, term, amount, unit, portion, weight, energy)


def _of_file(path: str, nutrients: Sequence[tuple[int, str]]) -> Iterator[FoodAmount]:
    terms = {int(number): term for number, _, _, term, *_ in _rows("foods.tsv")}
    if not os.path.isfile(path):
        raise InputError(f"{path}: no such file. Make one with kgtool import fdc.")
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as base:
            for number, unit in nutrients:
                for row in base.execute(_ASKED, (number,)):
                    food, description, kind, amount, given, portion, grams, kcal = row
                    factor = _factor(str(given), unit)
                    if factor is not None:
                        name = " ".join((portion or "").replace("undetermined", "").split())
                        short = str(kind).removesuffix("_food")
                        yield FoodAmount(
                            food, description, short, terms.get(food, ""), amount * factor, unit, name, grams, kcal
                        )
    except sqlite3.DatabaseError as error:
        raise InputError(f"{path}: not a file of kgtool import fdc ({error}).") from error


_ASKED = """
SELECT f.fdc_id, f.description, f.kind, a.amount, n.unit,
  (SELECT TRIM(printf('%g', p.amount) || ' ' || COALESCE(p.unit, '') || ' ' || COALESCE(p.modifier, ''))
     FROM portion p WHERE p.fdc_id = f.fdc_id ORDER BY p.seq LIMIT 1),
  (SELECT p.grams FROM portion p WHERE p.fdc_id = f.fdc_id ORDER BY p.seq LIMIT 1),
  (SELECT e.amount FROM amount e WHERE e.fdc_id = f.fdc_id AND e.nutrient_id IN (1008, 2048, 2047)
     ORDER BY CASE e.nutrient_id WHEN 1008 THEN 0 WHEN 2048 THEN 1 ELSE 2 END LIMIT 1)
FROM amount a JOIN food f USING (fdc_id) JOIN nutrient n ON n.id = a.nutrient_id
WHERE a.nutrient_id = ?1 AND a.amount > 0
"""


def _factor(given: str, wanted: str) -> float | None:
    grams = {"g": 1.0, "mg": 1e-3, "ug": 1e-6}
    unit = _UNITS.get(given.upper())
    return None if unit is None else grams[unit] / grams[wanted]


def _rows(name: str) -> Iterator[list[str]]:
    with open(os.path.join(folders.FOODS, name), encoding="utf-8") as file:
        for line in file:
            if not line.startswith("#"):
                yield line.rstrip("\n").split("\t")
