"""How each operation asks the façade, where its parameters aren't the façade's own, and how its answer is rendered."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from kgtool.errors import UnknownTermError
from kgtool.graph import Graph
from kgtool.logic.sides import Conflict
from kgtool.model import Term, Trace
from kgtool.model.overview import Overview, Portrait
from kgtool.render.objects import term_json, to_json
from kgtool.render.words import DISCLAIMER, printable

Values = Mapping[str, Any]


class Found(NamedTuple):
    """Terms that a search found, and whether there are more."""

    text: str
    terms: tuple[Term, ...]
    truncated: str | None


def search(graph: Graph, values: Values, seconds: float) -> Found:  # noqa: ARG001
    """The terms that a text finds."""
    found = graph.search(values["text"], values["most"])
    return Found(values["text"], tuple(found), _cut(len(found), found.there))


def search_json(found: Found) -> str:
    """`kgtool/search/1`."""
    terms = [term_json(t.iri, {t.iri: t.label}) for t in found.terms]
    return to_json({"schema": "kgtool/search/1", "truncated": found.truncated, "terms": terms})


def search_text(found: Found) -> str:
    """The terms, one a line."""
    from kgtool.render.terms import terms_text

    told = terms_text(found.terms) or f'No term has "{printable(found.text)}" in its label or synonyms.'
    return f"{told}\n{found.truncated}" if found.truncated else told


def show(graph: Graph, values: Values, seconds: float) -> Portrait:  # noqa: ARG001
    """A term's portrait."""
    return graph.show(values["term"])


def trace(graph: Graph, values: Values, seconds: float) -> Trace:
    """The chains between the ends."""
    if not (values["cause"] or values["effect"]):
        raise UnknownTermError("name a cause, an effect or both.")
    found = graph.trace(
        values["cause"],
        values["effect"],
        most=values["most"],
        max_steps=values["max_steps"],
        sign=values["sign"],
        via=values["via"],
        avoid=values["avoid"],
        sources=values["source"],
        without=values["without"],
        stated=values["stated"],
        exclude_disputed=values["exclude_disputed"],
        every=values["all"],
        timeout=seconds,
    )
    return _with_ways(found, values["ways"])


def _with_ways(found: Trace, most: int) -> Trace:
    """The same with so many chains of each route alone; of the others it is told how many there are."""
    if not found.routes:
        return found
    kept = sorted({place for r in found.routes for place in (r.best, *(*r.chains, *r.collapsed)[:most])})
    new = {place: number for number, place in enumerate(kept)}

    def listed(places: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(new[place] for place in places if place in new)

    return found._replace(
        chains=tuple(found.chains[place] for place in kept),
        routes=tuple(
            route._replace(best=new[route.best], chains=listed(route.chains), collapsed=listed(route.collapsed))
            for route in found.routes
        ),
        unlisted=found.unlisted + len(found.chains) - len(kept),
    )


def trace_text(answer: Trace) -> str:
    """The chains with every passage; that there is none is said."""
    from kgtool.render.chains import trace_text as told

    if answer.chains:
        return told(answer, evidence=True)
    return f"The graph knows no such causal chain. {DISCLAIMER}"


def explain(graph: Graph, values: Values, seconds: float) -> tuple[Any, Any]:
    """The verdict, and where there is none what comes nearest."""
    told = graph.explain(values["cause"], values["effect"], max_steps=values["max_steps"], timeout=seconds)
    if told.arguments:
        return told, None
    return told, graph.why_not(values["cause"], values["effect"], max_steps=values["max_steps"])


def explain_json(told: tuple[Any, Any]) -> str:
    """`kgtool/explain`, with why not."""
    from kgtool.render.explanation_json import explanation_json

    return explanation_json(*told)


def explain_text(told: tuple[Any, Any]) -> str:
    """The verdict in words."""
    from kgtool.render.explanation import explanation_text
    from kgtool.render.gap import gap_text

    return gap_text(told[1]) if told[1] else explanation_text(told[0])


def causes_of(graph: Graph, values: Values, seconds: float) -> Any:
    """The candidates."""
    return graph.causes_of(
        values["symptom"],
        takes=values["takes"],
        diet=values["diet"],
        stage=values["stage"],
        having=values["with"],
        most=values["most"],
        anything=values["any"],
        max_steps=values["max_steps"],
        timeout=seconds,
    )


def causes_json(found: Any) -> str:
    """`kgtool/causes-of`."""
    from kgtool.render.causes import candidates_json

    return candidates_json(found)


def causes_text(found: Any) -> str:
    """The candidates in words."""
    from kgtool.render.causes import candidates_text

    if found.candidates:
        return candidates_text(found)
    return f"The graph knows nothing that explains any of these. {DISCLAIMER}"


class Sheet(NamedTuple):
    """A nutrient's page, and how many of each kind are told of."""

    page: Any
    most: int


def nutrient(graph: Graph, values: Values, seconds: float) -> Sheet:
    """A nutrient on a page."""
    page = graph.nutrient(
        values["nutrient"], sex=values["sex"], age=values["age"], stage=values["stage"], timeout=seconds
    )
    return Sheet(page, values["most"])


def nutrient_json(told: Sheet) -> str:
    """`kgtool/nutrient`."""
    from kgtool.render.nutrient import page_json

    return page_json(told.page, told.most)


def nutrient_text(told: Sheet) -> str:
    """The page in words."""
    from kgtool.render.nutrient import page_text

    return page_text(told.page, most=told.most)


class Disagreements(NamedTuple):
    """Conflicts with the labels of what they name, and what was cut."""

    found: tuple[Conflict, ...]
    labels: dict[str, str]
    truncated: str | None


def conflicts(graph: Graph, values: Values, seconds: float) -> Disagreements:  # noqa: ARG001
    """The conflicts, about one term or all."""
    found, labels = graph.conflicts()
    if values["term"]:
        about = graph.find(values["term"]).iri
        found = [c for c in found if c.speaks_of(about)]
    if not values["all"]:
        found = [c for c in found if c.kind != "wording"]
    shown = tuple(found[: values["most"]])
    return Disagreements(shown, labels, _cut(len(shown), len(found)))


def conflicts_json(told: Disagreements) -> str:
    """`kgtool/conflicts`."""
    from kgtool.render.conflicts import conflicts_json as rendered

    return rendered(told.found, told.labels, told.truncated)


def conflicts_text(told: Disagreements) -> str:
    """The conflicts in words."""
    from kgtool.render.conflicts import conflicts_text as rendered

    return f"{rendered(told.found, told.labels) or 'The graph knows no conflict here.'}\n\n{DISCLAIMER}"


class Supplies(NamedTuple):
    """Foods for each nutrient, and the symptom that was asked for, if one was."""

    found: tuple[Any, ...]
    symptom: Term | None


def foods(graph: Graph, values: Values, seconds: float) -> Supplies:  # noqa: ARG001
    """Foods by what they hold of a nutrient, or for a symptom."""
    from kgtool.answers.foods import Person, for_symptom
    from kgtool.answers.foods import foods as of_nutrient

    if bool(values["nutrient"]) == bool(values["symptom"]):
        raise UnknownTermError("name a nutrient or a symptom, one of the two.")
    person = Person(values["sex"], values["age"], values["stage"])
    if values["symptom"]:
        symptom = graph.find(values["symptom"])
        return Supplies(tuple(for_symptom(graph.store, symptom, person, 4, values["most"])), symptom)
    nutrient = graph.find(values["nutrient"])
    return Supplies((of_nutrient(graph.store, nutrient, person, values["most"], values["by"]),), None)


def foods_json(told: Supplies) -> str:
    """`kgtool/foods`."""
    from kgtool.render.foods import foods_json as rendered

    return rendered(told.found, told.symptom)


def foods_text(told: Supplies) -> str:
    """The foods in words."""
    from kgtool.render.foods import foods_text as rendered

    return rendered(told.found, told.symptom) if told.found else f"The graph knows no such food. {DISCLAIMER}"


def info(graph: Graph, values: Values, seconds: float) -> Overview:  # noqa: ARG001
    """What is loaded."""
    return graph.overview()


def _cut(shown: int, there: int) -> str | None:
    return f"{shown} of {there:,} shown; raise most to see the others" if shown < there else None
