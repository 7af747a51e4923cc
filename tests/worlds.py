"""Small random worlds in RDF: terms with structure, claims with evidence; and their hops, worked out the slow way."""

from typing import NamedTuple

from hypothesis import strategies as st

from kgtool.model import Hop
from kgtool.vocabulary import BASE, NC, PROLOGUE

NUTRIENTS = ["n1", "n2"]
MECHANISMS = ["m1", "m2", "m3"]
STATES = ["lack1", "lack2", "less1", "less2", "less3", "more1", "more2", "s1", "s2"]
FOODS = ["f1"]
STRUCTURE = [
    ("lack1", "deficiencyOf", "n1"),
    ("lack2", "deficiencyOf", "n2"),
    ("less1", "decreaseOf", "m1"),
    ("less2", "decreaseOf", "m2"),
    ("less3", "decreaseOf", "m3"),
    ("more1", "increaseOf", "m1"),
    ("more2", "increaseOf", "m2"),
]
PLACES = ["one--1", "one--2", "two--1"]
_PREDICATES = {
    "promotes": (STATES, STATES),
    "inhibits": (STATES, STATES),
    "enables": (NUTRIENTS + MECHANISMS, MECHANISMS),
    "restrains": (NUTRIENTS + MECHANISMS, MECHANISMS),
    "protectsFrom": (MECHANISMS, STATES),
    "sourceOf": (FOODS, NUTRIENTS),
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
    predicate = draw(st.sampled_from(["promotes"] * 6 + sorted(_PREDICATES)))
    subjects, objects = _PREDICATES[predicate]
    subject = draw(st.sampled_from(subjects))
    object_ = draw(st.sampled_from(objects).filter(lambda o: o != subject))
    evidence = st.tuples(
        st.sampled_from(PLACES),
        st.sampled_from(["supports", "supports", "supports", "disputes", "undecided"]),
        st.sampled_from(["asserted", "possible"]),
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
    kinds = {"n": "Nutrient", "m": "Mechanism", "f": "Food", "s": "Symptom", "lack": "Deficiency"}
    for term in [*NUTRIENTS, *MECHANISMS, *STATES, *FOODS]:
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

    def give(s, sign, o, premise, derived):
        if s != o:
            hop = Hop(f"{BASE}term/{s}", sign, f"{BASE}term/{o}")
            found.setdefault(hop, (set(), set()))[derived].add(premise)

    structure = {(p, o): s for s, p, o in STRUCTURE}
    for claim in held:
        s, p, o = claim[:3]
        if p == "promotes":
            give(s, "+", o, name(claim), False)
        elif p == "inhibits":
            give(s, "-", o, name(claim), False)
        elif p == "inheritsFrom":
            give(s, "+", o, name(claim), True)
        elif p in ("enables", "restrains"):
            after = structure.get(("decreaseOf" if p == "enables" else "increaseOf", o))
            before = structure.get(("deficiencyOf" if s in NUTRIENTS else "decreaseOf", s))
            if before and after:
                give(before, "+", after, name(claim), True)
        elif p == "protectsFrom":
            if before := structure.get(("decreaseOf", s)):
                give(before, "+", o, name(claim), True)
        elif p == "sourceOf" and (lack := structure.get(("deficiencyOf", o))):
            give(s, "-", lack, name(claim), True)
    return found


SUPPORT = NC + "supports"
