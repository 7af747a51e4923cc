"""How much of a nutrient foods hold, and how much people need."""

from typing import NamedTuple


class FoodAmount(NamedTuple):
    """How much of a nutrient a food holds.

    fdc_id, kind    its number in FoodData Central, and the release: "foundation", "sr_legacy", …
    term            the slug of our term for it, or nothing.
    amount, unit    in 100 g (UCUM).
    portion, grams  a usual portion and its weight, where the release has one.
    kcal            in 100 g, where the release has it.
    """

    fdc_id: int
    description: str
    kind: str
    term: str
    amount: float
    unit: str
    portion: str
    grams: float | None
    kcal: float | None


class Intake(NamedTuple):
    """A reference intake a day. kind: RDA, AI, EAR or UL; age in years, the end not reached; sex, stage: "" for all."""

    kind: str
    sex: str
    stage: str
    age_from: float
    age_to: float | None
    amount: float
    unit: str
