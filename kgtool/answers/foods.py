"""Foods by what they hold of a nutrient, against what people of an age need; and for a symptom, through its chains."""

from collections.abc import Collection
from typing import Literal, NamedTuple

from kgtool.answers.candidates import Question
from kgtool.answers.trace import trace
from kgtool.errors import UsageError
from kgtool.model import Chain, Term
from kgtool.model.foods import FoodAmount, Intake
from kgtool.reading.absorption import absorption, lacks_of
from kgtool.reading.reader import labels
from kgtool.store import Store
from kgtool.store.foods import amounts, intakes, measured
from kgtool.vocabulary import TERM

Sex = Literal["female", "male"]
Stage = Literal["pregnancy", "lactation"]
_MOST_CHAINS = 10_000
_A_MEAL = 500  # kcal: nobody eats a cup of dry beans at once, which is the portion that the release gives


class Person(NamedTuple):
    """For whom intakes are meant. age: in years; None for adults of 19 to 50."""

    sex: Sex | None = None
    age: float | None = None
    stage: Stage | None = None


class Foods(NamedTuple):
    """The foods that hold a nutrient, richest first, cut to what was asked for.

    intakes       the recommended ones that fit the person: several where sexes or ages differ.
    found         how many foods hold some of it.
    helps, hinders  labels of what helps and hinders its absorption.
    because       the best chain from its lack to the symptom that was asked for, if one was.
    """

    nutrient: Term
    foods: tuple[FoodAmount, ...]
    found: int
    intakes: tuple[Intake, ...]
    helps: tuple[str, ...]
    hinders: tuple[str, ...]
    because: Chain | None = None
    labels: dict[str, str] = {}  # noqa: RUF012 - never changed


def foods(
    store: Store,
    nutrient: Term,
    person: Person,
    most: int,
    by: Literal["100 g", "portion", "100 kcal"] = "100 g",
    files: Collection[str] = (),
) -> Foods:
    """The foods that hold a nutrient.

    by     rank by this amount; foods of which it isn't known come last, and before them portions larger than a meal.
    files  files of `kgtool import fdc` in place of the shipped foods.

    Raises UsageError for what isn't measured in foods.
    """
    known = measured()
    slug = nutrient.iri.removeprefix(TERM)
    if slug not in known:
        raise UsageError(f"{nutrient.label} isn't among what is measured in foods: {', '.join(sorted(known))}.")
    found = sorted(amounts(known[slug], files), key=lambda food: (_too_much(food, by), -(in_measure(food, by) or 0)))
    helps, hinders = absorption(store, nutrient.iri)
    return Foods(nutrient, tuple(found[:most]), len(found), fitting(slug, person), tuple(helps), tuple(hinders))


def for_symptom(
    store: Store, symptom: Term, person: Person, nutrients: int, most: int, files: Collection[str] = ()
) -> list[Foods]:
    """The foods that hold what is lacking where a lack brings the symptom, the nutrient with the best chain first."""
    question = Question((), (symptom.iri,), most=_MOST_CHAINS, sign="+")
    lacks, known = lacks_of(store), measured()
    told: list[Foods] = []
    for chain in trace(store, question, lambda _: None).chains:
        nutrient = lacks.get(chain.terms[0], "")
        slug = nutrient.removeprefix(TERM)
        if slug in known and all(one.nutrient.iri != nutrient for one in told):
            named = labels(store, [*chain.terms, nutrient])
            one = foods(store, Term(nutrient, named.get(nutrient, slug)), person, most, "portion", files)
            if one.foods:
                told.append(one._replace(because=chain, labels=named))
        if len(told) == nutrients:
            break
    return told


def in_measure(food: FoodAmount, by: str) -> float | None:
    """How much of the nutrient a food holds in 100 g, in a portion or in 100 kcal; None where that isn't known."""
    if by == "100 g":
        return food.amount
    if by == "portion":
        return food.amount * food.grams / 100 if food.grams else None
    return food.amount * 100 / food.kcal if food.kcal else None


def _too_much(food: FoodAmount, by: str) -> bool:
    """Whether a portion, where foods are ranked by that, is more than one eats of a food."""
    return by == "portion" and (food.kcal or 0) * (food.grams or 0) / 100 > _A_MEAL


def fitting(slug: str, person: Person) -> tuple[Intake, ...]:
    """The recommended intakes (RDA, else AI) of a nutrient that fit a person, the lowest first."""
    found = [i for i in intakes(slug) if i.kind in ("RDA", "AI") and _fits(i, person)]
    return tuple(sorted({(i.amount, i.kind, i.unit): i for i in found}.values(), key=lambda i: i.amount))


def _fits(intake: Intake, person: Person) -> bool:
    if intake.stage != (person.stage or ""):
        return False
    if person.sex and not person.stage and intake.sex not in ("", person.sex):
        return False
    end = intake.age_to or 200
    if person.age is None:
        return intake.age_from >= 19 and end <= 51
    return intake.age_from <= person.age < end
