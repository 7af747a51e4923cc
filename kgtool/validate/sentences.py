"""A sentence for each kind of constraint, for shapes that bring no sh:message of their own."""

from collections.abc import Iterable

import pyoxigraph as ox

from kgtool.validate.shapes import SKOLEM, Node, Shapes, Value
from kgtool.vocabulary import curie

# {name} stands for the values that the shape gives that parameter.
SENTENCES = {
    "AndConstraintComponent": (
        "This does not meet all of the shapes that it has to. Look at each of them, and mend what is missing."
    ),
    "ClassConstraintComponent": "This is not an instance of {class}. Name one that is, or give it this class.",
    "ClosedConstraintComponent": (
        "This property is not among those that may be used here. Correct its name, or remove it."
    ),
    "DatatypeConstraintComponent": (
        "This is not a well-formed {datatype}. Write the value, and its datatype, so that it is."
    ),
    "DisjointConstraintComponent": "This value stands under {disjoint} as well. Remove it from one of the two.",
    "EqualsConstraintComponent": "The values here and under {equals} are not the same. Make them agree.",
    "HasValueConstraintComponent": "The value {hasValue} is missing. Add it.",
    "InConstraintComponent": "This is none of the values that are allowed: {in}. Use one of them.",
    "LanguageInConstraintComponent": "The language of this text is none of {languageIn}. Mark it with one of them.",
    "LessThanConstraintComponent": "This is not less than the value of {lessThan}. Correct one of the two.",
    "LessThanOrEqualsConstraintComponent": (
        "This is more than the value of {lessThanOrEquals}. Correct one of the two."
    ),
    "MaxCountConstraintComponent": "There are more than {maxCount} values. Remove those that are too many.",
    "MaxExclusiveConstraintComponent": "This is not below {maxExclusive}. Correct the value.",
    "MaxInclusiveConstraintComponent": "This is above {maxInclusive}. Correct the value.",
    "MaxLengthConstraintComponent": "This has more than {maxLength} characters. Shorten it.",
    "MinCountConstraintComponent": "There are fewer than {minCount} values. Add what is missing.",
    "MinExclusiveConstraintComponent": "This is not above {minExclusive}. Correct the value.",
    "MinInclusiveConstraintComponent": "This is below {minInclusive}. Correct the value.",
    "MinLengthConstraintComponent": "This has fewer than {minLength} characters. Complete it.",
    "NodeConstraintComponent": "This does not meet the shape {node}. Look at what that shape asks for.",
    "NodeKindConstraintComponent": "This is not of the kind {nodeKind}. Write a term of that kind.",
    "NotConstraintComponent": "This meets a shape that it must not meet. Change what makes it do so.",
    "OrConstraintComponent": (
        "This meets none of the shapes of which it has to meet one. Choose one, and complete it."
    ),
    "PatternConstraintComponent": "This does not match the pattern {pattern}. Correct its spelling.",
    "QualifiedMaxCountConstraintComponent": (
        "More than {qualifiedMaxCount} values meet the given shape. Remove those that are too many."
    ),
    "QualifiedMinCountConstraintComponent": (
        "Fewer than {qualifiedMinCount} values meet the given shape. Add what is missing."
    ),
    "SPARQLConstraintComponent": "A query of this shape found this. Look at what the shape's description asks for.",
    "UniqueLangConstraintComponent": "Two texts share one language. Keep one for each language.",
    "XoneConstraintComponent": (
        "This does not meet exactly one of the shapes of which it has to. Choose one, and meet that alone."
    ),
}
_MOST = 8  # values of a list that a sentence names


def sentence(component: str, shapes: Shapes, shape: Node) -> str:
    """What is wrong and what to do, for one kind of constraint of one shape."""
    text = SENTENCES.get(component)
    if text is None:
        name = component.removesuffix("ConstraintComponent")
        return f"This does not meet the constraint {name}. Look at what the shape's description asks for."
    before, brace, rest = text.partition("{")
    if not brace:
        return text
    name, _, after = rest.partition("}")
    values = shapes.values(shape, name)
    if name in ("in", "languageIn"):
        values = [member for head in values for member in shapes.members(head)]
    return before + _listed(values, shapes) + after


def _listed(values: Iterable[Value], shapes: Shapes) -> str:
    words = sorted(dict.fromkeys(_called(value, shapes) for value in values))
    shown = ", ".join(words[:_MOST])
    return shown if len(words) <= _MOST else f"{shown} and {len(words) - _MOST} more"


def _called(term: Value, shapes: Shapes) -> str:
    """A term, or where it stands if it is a shape that has no name."""
    if isinstance(term, ox.NamedNode) and term.value.startswith(SKOLEM):
        return f"at {shapes.place(term)}"
    return short(term)


def short(term: Value) -> str:
    """A term as a reader writes it: a CURIE, a text in quotation marks, a plain number."""
    if isinstance(term, ox.NamedNode):
        return curie(term.value)
    if isinstance(term, ox.BlankNode):
        return f"_:{term.value}"
    kind = term.datatype.value.rpartition("#")[2]
    if kind in ("integer", "decimal", "boolean"):
        return term.value
    text = f'"{term.value}"'
    if term.language:
        return f"{text}@{term.language}"
    return text if kind == "string" else f"{text}^^{curie(term.datatype.value)}"
