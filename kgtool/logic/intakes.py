"""Amounts: for whom they are meant, who says so, and which a later year supersedes. Pure."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kgtool.model import Claim

# What the usual names of groups say of the people in them, where the evidence itself leaves it open.
_SEXES = {
    "female": ("women", "girls", "females", "pregnant women", "breastfeeding women"),
    "male": ("men", "boys", "males"),
}
_STAGES = {"pregnancy": ("pregnan",), "lactation": ("lactat", "breastfeeding"), "infancy": ("infant", "newborn")}
LIFE_STAGES = [
    "infancy",
    "childhood",
    "adolescence",
    "adulthood",
    "olderAge",
    "pregnancy",
    "lactation",
    "postmenopause",
]
"""The stages of life that amounts can be asked for."""
_AGES = {"infant": (0.0, 1.0), "toddler": (1.0, 3.0), "child": (1.0, 12.0), "adolescent": (9.0, 18.0)}
_GROWN = ("adults", "men", "women", "older adults", "elderly people")
_OF_AGE = 18.0


class Amount(NamedTuple):
    """An amount as one piece of evidence gives it.

    low, high    its ends as written; equal where it is one number, one "" where it is open.
    whom         the people that it is meant for, in words.
    authority    who set it, and year: when; "" where nobody says.
    superseded   whether the same authority set another for the same people later, or a note says so.
    """

    evidence: str
    low: str
    high: str
    unit: str
    whom: str
    authority: str
    year: str
    note: str
    superseded: bool

    @property
    def told(self) -> str:
        """`75 mg/d`, `at most 35 mg/d`, `12–15 mg`; no limit where there is no number."""
        if not (self.low or self.high):
            return ""
        number = self.low if self.low == self.high or not self.high else f"{self.low}–{self.high}"
        return f"{number if self.low else f'at most {self.high}'} {self.unit}".strip()


def amounts_for(
    claims: Iterable[Claim],
    details: Mapping[str, Mapping[str, str]],
    sex: str | None = None,
    age: float | None = None,
    stage: str | None = None,
) -> dict[str, Amount]:
    """The amounts that the evidence of some claims gives, those for other people left out: evidence → amount.

    details   evidence → its further hedges, by the local names of properties: value, high, unit, sex, ageFrom, ….
    objects   a claim's object names the people where its evidence doesn't.
    """
    found: dict[str, Amount] = {}
    latest: dict[tuple[str, ...], int] = {}
    keys: dict[str, tuple[str, ...]] = {}
    for claim in claims:
        for e in claim.evidence:
            told = details.get(e.iri, {})
            people = claim.object.rpartition("/")[2].replace("-", " ")
            if not _numbered(told) or not _meant(told, people, sex, age, stage):
                continue
            whom = _whom(told)
            year = told.get("year", "")
            low = told.get("value", "")
            found[e.iri] = Amount(
                e.iri,
                low,
                told.get("high", low),
                told.get("unit", ""),
                whom,
                told.get("authority", ""),
                year,
                told.get("note", ""),
                "superseded" in told.get("note", "").casefold(),
            )
            key = (claim.subject, claim.predicate, claim.object, whom, told.get("authority", ""))
            if key[-1] and year.isdigit():
                keys[e.iri] = key
                latest[key] = max(latest.get(key, 0), int(year))
    return {
        iri: amount._replace(superseded=amount.superseded or (iri in keys and int(amount.year) < latest[keys[iri]]))
        for iri, amount in found.items()
    }


def _numbered(told: Mapping[str, str]) -> bool:
    return bool(told.get("value") or told.get("high"))


def _meant(told: Mapping[str, str], people: str, sex: str | None, age: float | None, stage: str | None) -> bool:
    """Whether an amount is meant for people of this sex, age and stage; what isn't asked for excludes nothing."""
    group = f"{people} {told.get('population', '')}".casefold()
    theirs = told.get("sex") or next((s for s, names in _SEXES.items() if people.casefold() in names), None)
    at = told.get("stage") or next((s for s, parts in _STAGES.items() if any(p in group for p in parts)), None)
    if sex and theirs and slugged(theirs) != slugged(sex):
        return False
    if stage and at and slugged(at) != slugged(stage):
        return False
    if stage in ("pregnancy", "lactation") and theirs == "male":
        return False
    if not stage and (sex or age is not None) and at in ("pregnancy", "lactation"):
        return False
    if age is None:
        return True
    start, end = _ages(told, group)
    return start <= age <= end


def _ages(told: Mapping[str, str], group: str) -> tuple[float, float]:
    start, end = told.get("ageFrom"), told.get("ageTo")
    if start or end:
        return float(start or 0), float(end or 200)
    for part, ages in _AGES.items():
        if part in group:
            return ages
    return (_OF_AGE, 200) if group.strip() in _GROWN else (0, 200)


def slugged(name: str) -> str:
    """A name without case and spaces."""
    return name.strip().casefold().replace(" ", "-")


def _whom(told: Mapping[str, str]) -> str:
    start, end = told.get("ageFrom"), told.get("ageTo")
    years = ""
    if start and end:
        years = f"{start}–{end} years"
    elif start or end:
        years = f"from {start} years" if start else f"up to {end} years"
    return ", ".join(part for part in (told.get("population"), told.get("sex"), years, told.get("stage")) if part)
