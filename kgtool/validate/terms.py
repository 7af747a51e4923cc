"""The vocabulary of SHACL: what a shapes graph may say, with which kind of value, and what isn't run here."""

from typing import Literal

Kind = Literal["integer", "boolean", "iri", "text", "list", "literal", "node", "any"]

# The parameters of constraints: each asks something of the nodes that a shape is for.
CONSTRAINTS: dict[str, Kind] = {
    "class": "iri", "datatype": "iri", "nodeKind": "iri",
    "minCount": "integer", "maxCount": "integer",
    "minExclusive": "literal", "minInclusive": "literal", "maxExclusive": "literal", "maxInclusive": "literal",
    "minLength": "integer", "maxLength": "integer", "pattern": "text", "languageIn": "list", "uniqueLang": "boolean",
    "equals": "iri", "disjoint": "iri", "lessThan": "iri", "lessThanOrEquals": "iri",
    "not": "node", "and": "list", "or": "list", "xone": "list", "node": "node", "property": "node",
    "qualifiedMinCount": "integer", "qualifiedMaxCount": "integer",
    "closed": "boolean", "hasValue": "any", "in": "list", "sparql": "node",
}  # fmt: skip
# Those that only make sense where there is a path.
OF_PROPERTIES = (
    "minCount", "maxCount", "uniqueLang", "lessThan", "lessThanOrEquals",
    "qualifiedMinCount", "qualifiedMaxCount", "qualifiedValueShape",
)  # fmt: skip
# Those of which a shape has one value at most.
SINGLE = (
    "datatype", "nodeKind", "minCount", "maxCount", "minExclusive", "minInclusive", "maxExclusive", "maxInclusive",
    "minLength", "maxLength", "pattern", "flags", "languageIn", "uniqueLang", "in", "closed", "ignoredProperties",
    "qualifiedMinCount", "qualifiedMaxCount", "qualifiedValueShape", "qualifiedValueShapesDisjoint",
    "severity", "deactivated",
)  # fmt: skip
_OTHERS: dict[str, Kind] = {
    "targetClass": "iri", "targetNode": "any", "targetSubjectsOf": "iri", "targetObjectsOf": "iri",
    "path": "node", "qualifiedValueShape": "node", "qualifiedValueShapesDisjoint": "boolean", "flags": "text",
    "ignoredProperties": "list", "deactivated": "boolean", "severity": "iri", "message": "text",
    "name": "text", "description": "text", "order": "literal", "group": "node", "defaultValue": "any",
    "select": "text", "ask": "text", "prefixes": "node", "declare": "node", "prefix": "text", "namespace": "literal",
    "parameter": "node", "optional": "boolean", "labelTemplate": "text",
    "validator": "node", "nodeValidator": "node", "propertyValidator": "node",
    "inversePath": "node", "alternativePath": "list",
    "zeroOrMorePath": "node", "oneOrMorePath": "node", "zeroOrOnePath": "node",
}  # fmt: skip
PROPERTIES: dict[str, Kind] = CONSTRAINTS | _OTHERS
# What stands in reports and data: harmless in a file that holds shapes too.
_REPORT = [
    "result",
    "conforms",
    "focusNode",
    "resultPath",
    "resultSeverity",
    "resultMessage",
    "value",
    "sourceShape",
    "sourceConstraint",
    "sourceConstraintComponent",
    "detail",
    "shapesGraph",
    "suggestedShapesGraph",
    "shapesGraphWellFormed",
]
_CLASSES = [
    "Shape",
    "NodeShape",
    "PropertyShape",
    "PropertyGroup",
    "ConstraintComponent",
    "Parameter",
    "Parameterizable",
    "Validator",
    "NodeKind",
    "Severity",
    "PrefixDeclaration",
    "AbstractResult",
    "ValidationReport",
    "ValidationResult",
    "SPARQLExecutable",
    "SPARQLAskExecutable",
    "SPARQLSelectExecutable",
    "SPARQLAskValidator",
    "SPARQLSelectValidator",
    "SPARQLConstraint",
]
_INDIVIDUALS = [
    "BlankNode",
    "BlankNodeOrIRI",
    "BlankNodeOrLiteral",
    "IRI",
    "IRIOrLiteral",
    "Literal",
    "Info",
    "Warning",
    "Violation",
    "this",
]
_COMPONENTS = [
    "SPARQLConstraintComponent",
    *(f"{name[0].upper()}{name[1:]}ConstraintComponent" for name in CONSTRAINTS if name != "sparql"),
]
KNOWN = {*PROPERTIES, *_REPORT, *_CLASSES, *_INDIVIDUALS, *_COMPONENTS}

# SHACL Advanced Features and SHACL-JS: they run code, or make triples, and can't be vouched for.
NOT_RUN = {
    "rule",
    "Rule",
    "TripleRule",
    "SPARQLRule",
    "SPARQLConstructExecutable",
    "SPARQLUpdateExecutable",
    "SPARQLTarget",
    "SPARQLTargetType",
    "SPARQLFunction",
    "Function",
    "Target",
    "TargetType",
    "target",
    "expression",
    "ExpressionConstraintComponent",
    "construct",
    "update",
    "subject",
    "predicate",
    "object",
    "nodes",
    "filterShape",
    "intersection",
    "union",
    "condition",
    "returnType",
    "entailment",
    "resultAnnotation",
    "ResultAnnotation",
    "annotationProperty",
    "annotationValue",
    "annotationVarName",
    "values",
}


def is_code(name: str) -> bool:
    """Whether a SHACL term belongs to what isn't run here."""
    return name in NOT_RUN or name.startswith(("js", "JS"))
