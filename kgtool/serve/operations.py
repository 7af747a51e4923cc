"""What can be asked of the graph: one row a question. REST, its description, agents and the page take it from here.

A row names the question, its parameters, who answers it, and who renders the answer; nothing is answered here. A new
question joins by a row.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, Literal, NamedTuple

from kgtool.errors import UsageError
from kgtool.logic.intakes import LIFE_STAGES
from kgtool.serve.shapes import SHAPES

Kind = Literal["text", "texts", "number", "flag"]
MOST_STEPS, MOST_ANSWERS, LONGEST = 12, 1_000, 500


class Parameter(NamedTuple):
    """One thing that a question takes.

    kind     a text, several texts, a whole number, or a flag.
    choices  the texts that it may be; all where empty.
    fewest   how many texts there must be; for a number, the smallest. most likewise.
    """

    name: str
    kind: Kind
    description: str
    required: bool = False
    default: str | int | bool | None = None
    choices: tuple[str, ...] = ()
    fewest: int = 1
    most: int = 20


class Operation(NamedTuple):
    """One question.

    answer  (graph, values by parameter, seconds) → what the renderers take. As "module:function", imported when asked.
    json    → the text of a JSON object, as the command of the same name prints it.
    text    → the same for people.
    forms   further forms of the answer (media type by name), which `picture` draws.
    """

    name: str
    summary: str
    parameters: tuple[Parameter, ...]
    answer: str
    json: str
    text: str
    pictures: bool = False

    @property
    def shape(self) -> Mapping[str, Any]:
        """The JSON Schema of the answer."""
        return SHAPES[self.name]


_STEPS = Parameter("max_steps", "number", "The longest chain, in steps.", default=6, most=MOST_STEPS)
_SIGN = Parameter(
    "sign", "text", "Only chains that promote (+) or inhibit (-).", default="any", choices=("any", "+", "-")
)


def _most(default: int, what: str) -> Parameter:
    return Parameter("most", "number", f"How many {what} to answer.", default=default, most=MOST_ANSWERS)


OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "search",
        "Find terms by their names and synonyms, the best match first.",
        (Parameter("text", "text", "Words that the name holds.", True), _most(20, "terms")),
        "kgtool.serve.questions:search",
        "kgtool.serve.questions:search_json",
        "kgtool.serve.questions:search_text",
    ),
    Operation(
        "show",
        "Everything said about one term, with its evidence.",
        (Parameter("term", "text", "A term by label, synonym, CURIE or IRI.", True),),
        "kgtool.serve.questions:show",
        "kgtool.render.terms:portrait_json",
        "kgtool.render.terms:portrait_text",
    ),
    Operation(
        "trace",
        "Signed causal chains from causes to effects, with the evidence of each step, in order of trust. "
        "With one end left out, whatever lies downstream or upstream.",
        (
            Parameter("cause", "texts", "Where the chains start: labels, synonyms, CURIEs or IRIs."),
            Parameter("effect", "texts", "Where they end."),
            _most(10, "routes"),
            Parameter("ways", "number", "How many chains of each route to answer.", default=8, most=MOST_ANSWERS),
            _STEPS,
            _SIGN,
            Parameter("via", "texts", "Only chains through these terms."),
            Parameter("avoid", "texts", "No chain through these terms."),
            Parameter("source", "texts", "Count the evidence of these sources alone (slugs)."),
            Parameter("without", "texts", "Don't count the evidence of these sources."),
            Parameter("stated", "flag", "Only chains that one passage states or one source joins.", default=False),
            Parameter("exclude_disputed", "flag", "Leave out what a source disputes or leaves open.", default=False),
            Parameter("all", "flag", "Every chain, those too that explain nothing, whatever `most` is.", default=False),
        ),
        "kgtool.serve.questions:trace",
        "kgtool.render.chains:trace_json",
        "kgtool.serve.questions:trace_text",
        pictures=True,
    ),
    Operation(
        "explain",
        "The verdict on one conclusion: the sets of claims that carry it, the claims without which it falls, and what "
        "the sources say of it outright; where there is no chain, what comes nearest to one.",
        (
            Parameter("cause", "text", "The cause.", True),
            Parameter("effect", "text", "The effect.", True),
            _STEPS,
        ),
        "kgtool.serve.questions:explain",
        "kgtool.serve.questions:explain_json",
        "kgtool.serve.questions:explain_text",
    ),
    Operation(
        "causes-of",
        "Which lack or excess of a nutrient explains best what a patient has, takes, eats and is in, with the chains, "
        "the tests, and what would tell the candidates apart.",
        (
            Parameter("symptom", "texts", "The symptoms.", True),
            Parameter("takes", "texts", "Drugs and supplements that are taken."),
            Parameter("diet", "texts", "How the patient eats: vegan, …."),
            Parameter("stage", "texts", "Stages of life: pregnancy, olderAge, childhood, …."),
            Parameter("with", "texts", "What else may bring it on: a condition, a group of people."),
            _most(5, "candidates"),
            Parameter("any", "flag", "Any cause, not only a lack or an excess of a nutrient.", default=False),
            _STEPS._replace(default=4),
        ),
        "kgtool.serve.questions:causes_of",
        "kgtool.serve.questions:causes_json",
        "kgtool.serve.questions:causes_text",
    ),
    Operation(
        "nutrient",
        "A nutrient on a page: what it does, what its lack and its excess bring and by which steps, what brings them, "
        "tests with their ranges, intakes and limits, foods, what helps and hinders it, drugs, who is at risk, how a "
        "lack is treated, and what sources disagree on. What the graph says nothing of is named.",
        (
            Parameter("nutrient", "text", "A nutrient.", True),
            Parameter("sex", "text", "Amounts for these people alone.", choices=("female", "male")),
            Parameter("age", "number", "Likewise, in years.", fewest=0, most=130),
            Parameter("stage", "text", "Likewise.", choices=tuple(LIFE_STAGES)),
            _most(20, "of each kind"),
        ),
        "kgtool.serve.questions:nutrient",
        "kgtool.serve.questions:nutrient_json",
        "kgtool.serve.questions:nutrient_text",
    ),
    Operation(
        "conflicts",
        "Where sources contradict or hedge each other, with both places.",
        (
            Parameter("term", "text", "Only what is about this term."),
            Parameter("all", "flag", "What is merely worded differently too.", default=False),
            _most(100, "conflicts"),
        ),
        "kgtool.serve.questions:conflicts",
        "kgtool.serve.questions:conflicts_json",
        "kgtool.serve.questions:conflicts_text",
    ),
    Operation(
        "foods",
        "Foods by what they hold of a nutrient, with portions and shares of the recommended intake; or, for a symptom, "
        "foods that hold what may lack where it is found.",
        (
            Parameter("nutrient", "text", "A nutrient."),
            Parameter("symptom", "text", "A symptom, in place of a nutrient."),
            Parameter("sex", "text", "For whom the intake is meant.", choices=("female", "male")),
            Parameter("age", "number", "Likewise, in years; by default adults of 19 to 50.", fewest=0, most=130),
            Parameter("stage", "text", "Likewise.", choices=("pregnancy", "lactation")),
            Parameter("by", "text", "What to rank by.", default="100 g", choices=("100 g", "portion", "100 kcal")),
            _most(12, "foods"),
        ),
        "kgtool.serve.questions:foods",
        "kgtool.serve.questions:foods_json",
        "kgtool.serve.questions:foods_text",
    ),
    Operation(
        "info",
        "What is loaded: counts by class, predicate and source, and versions.",
        (),
        "kgtool.serve.questions:info",
        "kgtool.render.overview:overview_json",
        "kgtool.render.overview:overview_text",
    ),
)
BY_NAME = {operation.name: operation for operation in OPERATIONS}


def named(place: str) -> Callable[..., Any]:
    """The function at "module:function"."""
    module, _, function = place.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), function)
    return found


def checked(operation: Operation, given: Mapping[str, Any]) -> dict[str, Any]:
    """The values of an operation's parameters, those that weren't given by their defaults.

    given  texts by the parameter's name, or lists of texts, as a URL has them; numbers and flags as such, too.

    Raises UsageError for a name that it doesn't take, or a value that doesn't fit.
    """
    known = {p.name for p in operation.parameters}
    if unknown := sorted(given.keys() - known):
        takes = f"It takes {', '.join(p.name for p in operation.parameters)}." if known else "It takes none."
        raise UsageError(f'{operation.name} has no parameter "{unknown[0][:80]}". {takes}')
    return {p.name: _value(p, given.get(p.name)) for p in operation.parameters}


def _value(parameter: Parameter, given: Any) -> Any:
    name = parameter.name
    several = list(given) if isinstance(given, list | tuple) else [] if given is None else [given]
    if not several:
        if parameter.required:
            raise UsageError(f"{name} is missing: {parameter.description}")
        return () if parameter.kind == "texts" else parameter.default
    if parameter.kind == "texts":
        if len(several) > parameter.most:
            raise UsageError(f"{name}: at most {parameter.most} may be given.")
        return tuple(_text(parameter, one) for one in several)
    if len(several) > 1:
        raise UsageError(f"{name} may be given once only.")
    if parameter.kind == "text":
        return _text(parameter, several[0])
    if parameter.kind == "flag":
        if str(several[0]).lower() not in ("true", "false"):
            raise UsageError(f"{name} must be true or false.")
        return str(several[0]).lower() == "true"
    try:
        number = int(str(several[0]))
    except ValueError as error:
        raise UsageError(f"{name} must be a whole number.") from error
    if not parameter.fewest <= number <= parameter.most:
        raise UsageError(f"{name} must lie between {parameter.fewest} and {parameter.most:,}.")
    return number


def _text(parameter: Parameter, given: Any) -> str:
    if not isinstance(given, str) or not given.strip(" \t\n\r\f\v"):
        raise UsageError(f"{parameter.name} is empty.")
    if len(given) > LONGEST:
        raise UsageError(f"{parameter.name} is longer than {LONGEST} characters.")
    if parameter.choices and given not in parameter.choices:
        raise UsageError(f"{parameter.name} must be one of: {', '.join(parameter.choices)}.")
    return given
