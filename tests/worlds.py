"""Small random worlds in RDF: terms with structure, claims with evidence; and their hops, worked out the slow way."""

from typing import NamedTuple

from hypothesis import strategies as st

from kgtool.model import Hop
from kgtool.vocabulary import BASE, NC, PROLOGUE

NUTRIENTS = ["n1", "n2"]
MECHANISMS = ["m1", "m2", "m3"]
STATES = ["lack1", "lack2", "glut1", "less1", "less2", "less3", "more1", "more2", "s1", "s2"]
FOODS = ["f1"]
FORMS = ["form1"]
COMPONENTS = ["c1"]
STRUCTURE = [
    ("lack1", "deficiencyOf", "n1"),
    ("lack2", "deficiencyOf", "n2"),
    ("less1", "decreaseOf", "m1"),
    ("less2", "decreaseOf", "m2"),
    ("less3", "decreaseOf", "m3"),
    ("more1", "increaseOf", "m1"),
    ("more2", "increaseOf", "m2"),
    ("glut1", "excessOf", "n1"),
    ("form1", "formOf", "n1"),
    ("m2", "provides", "n1"),
    ("m3", "removes", "n2"),
]
# Every way from statements to a derived hop, told apart from the ontology: its sign, and what lies along it, where `^`
# is read from object to subject.
WAYS = [
    *("+ deficiencyOf enables ^decreaseOf", "+ deficiencyOf ^formOf enables ^decreaseOf"),
    *("+ deficiencyOf restrains ^increaseOf", "+ deficiencyOf ^formOf restrains ^increaseOf"),
    *("+ decreaseOf enables ^decreaseOf", "+ decreaseOf restrains ^increaseOf", "+ decreaseOf protectsFrom"),
    *("+ increaseOf enhances ^increaseOf", "+ increaseOf impairs ^decreaseOf"),
    *("+ increaseOf provides enhances ^increaseOf", "+ increaseOf provides impairs ^decreaseOf"),
    *("+ impairs ^decreaseOf", "+ excessOf impairs ^decreaseOf", "+ contains impairs ^decreaseOf"),
    *("- impairs ^increaseOf", "- excessOf impairs ^increaseOf", "- contains impairs ^increaseOf"),
    *("+ enhances ^increaseOf", "+ excessOf enhances ^increaseOf", "+ contains enhances ^increaseOf"),
    *("- enhances ^decreaseOf", "- contains enhances ^decreaseOf"),
    *("+ depletes ^deficiencyOf", "+ raisesNeedFor ^deficiencyOf", "+ excessOf depletes ^deficiencyOf"),
    *("+ raises ^excessOf", "- raises ^deficiencyOf", "- depletes ^excessOf"),
    *("+ decreaseOf provides ^deficiencyOf", "+ increaseOf removes ^deficiencyOf"),
    *("+ increaseOf provides ^excessOf", "+ decreaseOf removes ^excessOf"),
    *("- increaseOf provides ^deficiencyOf", "- decreaseOf removes ^deficiencyOf"),
    *("- decreaseOf provides ^excessOf", "- increaseOf removes ^excessOf"),
    *("- sourceOf ^deficiencyOf", "- sourceOf formOf ^deficiencyOf", "+ inheritsFrom"),
]
PLACES = ["one--1", "one--2", "two--1"]
PREDICATES = {
    "promotes": (STATES, STATES),
    "inhibits": (STATES, STATES),
    "enables": (NUTRIENTS + FORMS + MECHANISMS, MECHANISMS),
    "restrains": (NUTRIENTS + FORMS + MECHANISMS, MECHANISMS),
    "enhances": (NUTRIENTS + COMPONENTS + FOODS + MECHANISMS + ["s1"], MECHANISMS),
    "impairs": (NUTRIENTS + COMPONENTS + FOODS + MECHANISMS + ["s1"], MECHANISMS),
    "depletes": (NUTRIENTS + FOODS + ["s1", "s2"], NUTRIENTS),
    "raises": ([*FOODS, "s1", "s2"], NUTRIENTS),
    "raisesNeedFor": (["s1", "s2"], NUTRIENTS),
    "contains": (FOODS, COMPONENTS),
    "protectsFrom": (MECHANISMS, STATES),
    "sourceOf": (FOODS, NUTRIENTS + FORMS),
    "inheritsFrom": (STATES, STATES),
    "associatedWith": (STATES, STATES),
}


class Said(NamedTuple):
    """One claim with its pieces of evidence: (place, stance, modality, directness)."""

    subject: str
    predicate: str
    object: str
    context: str | None
    evidence: tuple[tuple[str, str, str, str], ...]


@st.composite
def claims(draw):
    predicate = draw(st.sampled_from(["promotes"] * 6 + sorted(PREDICATES)))
    subjects, objects = PREDICATES[predicate]
    subject = draw(st.sampled_from(subjects))
    object_ = draw(st.sampled_from(objects).filter(lambda o: o != subject))
    evidence = st.tuples(
        st.sampled_from(PLACES),
        st.sampled_from(["supports", "supports", "supports", "disputes", "undecided"]),
        st.sampled_from(["asserted", "possible", "reported", "recommended"]),
        st.sampled_from(["unspecified", "unspecified", "direct", "indirect"])
        if predicate in ("promotes", "inhibits")
        else st.just("unspecified"),
    )
    return Said(
        subject,
        predicate,
        object_,
        draw(st.sampled_from([None, None, None, "s1"])),
        tuple(draw(st.lists(evidence, min_size=1, max_size=3, unique=True))),
    )


worlds = st.lists(claims(), max_size=14, unique_by=lambda c: c[:4])


def turtle(world) -> str:
    """The world as Turtle."""
    lines = [PROLOGUE.replace("PREFIX", "@prefix").replace(">\n", "> .\n")]
    kinds = {"n": "Nutrient", "m": "Mechanism", "f": "Food", "s": "Symptom", "lack": "Deficiency", "glut": "Excess"}
    kinds |= {"form": "NutrientForm", "c": "FoodComponent"}
    for term in [*NUTRIENTS, *MECHANISMS, *STATES, *FOODS, *FORMS, *COMPONENTS]:
        kind = kinds.get(term.rstrip("0123456789"), "ProcessState")
        lines.append(f'term:{term} a owl:NamedIndividual, nc:{kind} ; rdfs:label "the {term}"@en .')
    lines += (f"term:{s} nc:{p} term:{o} ." for s, p, o in STRUCTURE)
    for place in PLACES:
        lines.append(f"psg:{place} a nc:Passage ; nc:source src:{place[:3]} .")
    for claim in world:
        name = f"{claim.subject}--{claim.predicate}--{claim.object}" + (
            f"--in--{claim.context}" if claim.context else ""
        )
        lines.append(f"claim:{name} a nc:Claim ; nc:subject term:{claim.subject} ; nc:predicate nc:{claim.predicate} ;")
        lines.append(
            f"  nc:object term:{claim.object}" + (f" ; nc:context term:{claim.context} ." if claim.context else " .")
        )
        for n, (place, stance, modality, directness) in enumerate(claim.evidence):
            lines.append(
                f"claim:{name} nc:evidence ev:{name}--{n} . ev:{name}--{n} nc:passage psg:{place} ; "
                f"nc:stance nc:{stance} ; nc:modality nc:{modality} ; nc:directness nc:{directness} ."
            )
    return "\n".join(lines) + "\n"


def hops_of(world):
    """The hops of a world with their premise sets, from the definitions of projection and rules alone.

    The answer maps each hop to (stated claims, rule applications): sets of claim names.
    """

    def holds(claim):
        conclusive = claim.predicate in ("promotes", "inhibits")
        return claim.context is None and any(
            stance == "supports" and not (conclusive and directness == "indirect")
            for _, stance, _, directness in claim.evidence
        )

    def name(claim):
        return f"{BASE}claim/{claim.subject}--{claim.predicate}--{claim.object}"

    held = [claim for claim in world if holds(claim)]
    found = {}

    def give(s, sign, o, premises, derived):
        if s != o:
            hop = Hop(f"{BASE}term/{s}", sign, f"{BASE}term/{o}")
            found.setdefault(hop, (set(), set()))[derived].update(premises)

    facts = [(s, p, o, ()) for s, p, o in STRUCTURE] + [(*claim[:3], (name(claim),)) for claim in held]
    for s, p, o, premises in facts:
        if p in ("promotes", "inhibits"):
            give(s, "+" if p == "promotes" else "-", o, premises, False)
    for sign, *way in map(str.split, WAYS):
        along = [(s, o, premises) for s, p, o, premises in facts if p == way[0]]
        for member in way[1:]:
            ends = [(o, s, c) if member[0] == "^" else (s, o, c) for s, p, o, c in facts if p == member.strip("^")]
            along = [(s, end, (*had, *more)) for s, at, had in along for start, end, more in ends if start == at]
        for s, o, premises in along:
            give(s, sign, o, premises, True)
    return found


SUPPORT = NC + "supports"
