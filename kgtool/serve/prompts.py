"""The prompts that agents are offered, and the lists that lead them to everything else."""

from collections.abc import Callable, Mapping
from typing import Any

from kgtool.render.words import DISCLAIMER
from kgtool.serve.desk import Desk
from kgtool.vocabulary import BASE

MANNERS = (
    "Use the kgtool tools only. Find each term with `search` before you ask about it. Give every sentence the IRI of a "
    "claim that says it; keep the wording of the sources (possible, when severe, disputed), and tell what is derived "
    "by a rule or composed from several sources. Where the graph knows nothing, say so. End with: " + DISCLAIMER
)
PROMPTS: dict[str, tuple[str, tuple[tuple[str, str, bool], ...], Callable[[Mapping[str, str]], str]]] = {
    "why": (
        "Why one thing brings another, step by step, with claims.",
        (("cause", "What acts: a lack, an excess, a food, a drug.", True), ("effect", "What it brings.", True)),
        lambda given: (
            f"Why would {given['cause']} bring {given['effect']}? Use `trace`, then `explain` for what the "
            "conclusion rests on and who speaks against it."
        ),
    ),
    "what-could-it-be": (
        "What single lack or excess would explain several symptoms, and what would tell the candidates apart.",
        (
            ("symptoms", "Symptoms, separated by commas.", True),
            ("takes", "Drugs that are taken, if any.", False),
            ("eats", "Diet, if it matters.", False),
            ("stage", "Stage of life, if it matters.", False),
        ),
        lambda given: (
            f"What could explain {given['symptoms']}"
            + "".join(
                f", {said} {given[name]}"
                for name, said in (("takes", "taking"), ("eats", "eating"), ("stage", "in"))
                if given[name]
            )
            + "? Use `causes_of`: the symptoms and, where there are any, `takes`, `diet` and `stage`. Tell what would "
            "tell the candidates apart, and which tests show them. You can't diagnose."
        ),
    ),
    "check-a-statement": (
        "Whether the graph bears a statement out, and who speaks against it.",
        (("statement", "One sentence on what causes what.", True),),
        lambda given: f'Does the graph bear this out: "{given["statement"]}"? Use `explain` and `conflicts`.',
    ),
}
LISTS: dict[str, tuple[str, str, Callable[[Desk], dict[str, Any]]]] = {
    "terms": ("The names of all terms: label, IRI, other names.", "application/json", lambda _: {"task": "names"}),
    "sources": (
        "The sources: slug, IRI and title.",
        "application/json",
        lambda _: {"task": "sources"},
    ),
    "queries": ("The catalogue of SPARQL queries.", "application/json", lambda _: {"task": "queries"}),
    "ontology": (
        "The classes and properties of the ontology, in Turtle.",
        "text/turtle",
        lambda _: {"task": "describe", "iri": BASE + "ontology", "media": "text/turtle", "base": BASE},
    ),
}
