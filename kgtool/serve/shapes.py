"""JSON Schemas of the answers, for OpenAPI and for agents: what a program may rely on."""

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]
TEXT: Schema = {"type": "string"}
MAYBE: Schema = {"type": ["string", "null"]}
FLAG: Schema = {"type": "boolean"}
NUMBER: Schema = {"type": "number"}
WHOLE: Schema = {"type": "integer", "minimum": 0}
SIGN: Schema = {"type": "string", "enum": ["+", "-"]}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _object(required: Mapping[str, Schema], **optional: Schema) -> Schema:
    return {"type": "object", "properties": {**required, **optional}, "required": list(required)}


def _maybe(of: Schema) -> Schema:
    return {"anyOf": [of, {"type": "null"}]}


def _answer(name: str, **fields: Schema) -> Schema:
    schema = {"type": "string", "pattern": rf"^kgtool/{name}/[0-9]+$"}
    return _object({"schema": schema, **fields})


TERM = _object({"iri": TEXT, "curie": TEXT, "label": TEXT})
EVIDENCE = _object(
    {
        "claim": {"type": "string", "description": "The claim's IRI."},
        "source": {"type": "string", "description": "The source's slug."},
        "section": TEXT,
        "passage": {"type": "string", "description": "The passage's IRI; it ends in its span."},
        "stance": TEXT,
        "modality": TEXT,
        "condition": _list(TEXT),
    }
)
CLAIM = _object(
    {
        "iri": TEXT,
        "subject": TERM,
        "predicate": TERM,
        "object": TERM,
        "context": _maybe(TERM),
        "evidence": _list(EVIDENCE),
    }
)
HOP = _object(
    {
        "subject": TERM,
        "predicate": TERM,
        "object": TERM,
        "sign": SIGN,
        "derived": FLAG,
        "rule": _maybe(TERM),
        "claims": _list(TEXT),
        "conditions": _list(TEXT),
        "evidence": _list(EVIDENCE),
    }
)
CHAIN = _object(
    {
        "sign": SIGN,
        "origin": {"type": "string", "enum": ["stated", "assembled", "composed"]},
        "modality": {"type": "string", "enum": ["asserted", "possible"]},
        "conditions": _list(TEXT),
        "concluded": FLAG,
        "disputed": FLAG,
        "sources": _list(TEXT),
        "hops": _list(HOP),
    }
)
ROUTE = _object(
    {
        "by": TERM,
        "kind": {"type": "string", "enum": ["mechanism", "loose", "none"]},
        "cause": TERM,
        "effect": TERM,
        "sign": SIGN,
        "best": WHOLE,
        "chains": _list(WHOLE),
        "collapsed": _list(WHOLE),
        "sources": WHOLE,
    }
)
SAID = _object({"cause": TERM, "sign": SIGN, "effect": TERM, "sources": _list(TEXT), "as_one_step": _list(TEXT)})
STEP = _object({"subject": TERM, "sign": SIGN, "object": TERM})
COUNTED = _object({"iri": TEXT, "curie": TEXT, "label": TEXT, "claims": WHOLE, "evidence": WHOLE})

SHAPES: dict[str, Schema] = {
    "search": _answer("search", truncated=MAYBE, terms=_list(TERM)),
    "show": _answer(
        "show",
        term=TERM,
        classes=_list(TEXT),
        definition=MAYBE,
        synonyms=_list(TEXT),
        matches=_list(_object({"relation": TEXT, "iri": TEXT, "curie": TEXT})),
        structure=_list(_object({"subject": TERM, "predicate": TERM, "object": TERM})),
        claims=_list(CLAIM),
    ),
    "trace": _answer(
        "trace",
        causes=_list(TERM),
        effects=_list(TERM),
        kinds=_list(TERM),
        truncated=MAYBE,
        said=_list(SAID),
        routes=_list(ROUTE),
        chains=_list(CHAIN),
    ),
    "explain": _answer(
        "explain",
        causes=_list(TERM),
        effects=_list(TERM),
        max_steps=WHOLE,
        net_effects=_list(STEP),
        conclusions=_list(
            _object(
                {
                    "cause": TERM,
                    "effects": _list(TERM),
                    "sign": SIGN,
                    "chains": WHOLE,
                    "truncated": MAYBE,
                    "minimal_sets": _list(_object({"claims": _list(TEXT), "route": _list(TERM)})),
                    "single_claims": _list(TEXT),
                    "cuts": _list(_list(TEXT)),
                }
            )
        ),
        said=_object({"supports": _list(TEXT), "disputes": _list(TEXT), "undecided": _list(TEXT)}),
        claims=_list(CLAIM),
    ),
    "causes-of": _answer(
        "causes-of",
        symptoms=_list(TERM),
        truncated=MAYBE,
        exposures=_list(_object({"asked": TEXT, "name": TEXT, "terms": _list(TERM)})),
        candidates=_list(
            _object(
                {
                    "cause": TERM,
                    "given": FLAG,
                    "explains": _list(_object({"symptom": TERM, "terms": _list(TERM), "sources": _list(TEXT)})),
                    "comes_of": _list(
                        _object(
                            {
                                "asked": TEXT,
                                "name": TEXT,
                                "sign": SIGN,
                                "onto": TERM,
                                "outright": FLAG,
                                "at_risk": MAYBE,
                                "sources": _list(TEXT),
                                "terms": _list(TERM),
                            }
                        )
                    ),
                    "apart": _list(TERM),
                    "tests": _list(TERM),
                }
            )
        ),
    ),
    "nutrient": _answer(
        "nutrient",
        truncated=MAYBE,
        term=TERM,
        definition=MAYBE,
        deficiencies=_list(TERM),
        excesses=_list(TERM),
        titles={"type": "object", "additionalProperties": TEXT},
        sections={
            "type": "object",
            "additionalProperties": _list(
                _object(
                    {
                        "about": TEXT,
                        "term": TERM,
                        "sources": WHOLE,
                        "against": WHOLE,
                        "amounts": _list(_object({"told": TEXT, "evidence": TEXT})),
                        "claim": CLAIM,
                    }
                )
            ),
        },
        left_out={"type": "object", "additionalProperties": WHOLE},
        chains=_list(
            _object({"cause": TERM, "effect": TERM, "origin": TEXT, "terms": _list(TERM), "signs": _list(SIGN)})
        ),
        conflicts=_list(_object({"kind": TEXT, "about": TEXT, "sentence": TEXT})),
        says_nothing_of=_list(TEXT),
    ),
    "conflicts": _answer(
        "conflicts",
        truncated=MAYBE,
        conflicts=_list(
            _object(
                {
                    "kind": TEXT,
                    "about": TEXT,
                    "subject": TERM,
                    "sentence": TEXT,
                    "sides": _list(_object({"says": TEXT, "sources": _list(TEXT), "claims": _list(CLAIM)})),
                }
            )
        ),
    ),
    "foods": _answer(
        "foods",
        symptom=_maybe(TERM),
        nutrients=_list(
            _object(
                {
                    "nutrient": TERM,
                    "because": _maybe(_list(TERM)),
                    "intakes": _list(_object({"kind": TEXT, "amount": NUMBER, "unit": TEXT})),
                    "helps": _list(TEXT),
                    "hinders": _list(TEXT),
                    "truncated": MAYBE,
                    "foods": _list(_object({"fdc_id": WHOLE, "description": TEXT, "amount": NUMBER, "unit": TEXT})),
                }
            )
        ),
    ),
    "info": _answer(
        "info",
        totals={"type": "object", "additionalProperties": WHOLE},
        classes=_list(_object({"iri": TEXT, "label": TEXT, "terms": WHOLE})),
        predicates=_list(COUNTED),
        sources=_list(COUNTED),
        versions={"type": "object", "additionalProperties": TEXT},
    ),
}
