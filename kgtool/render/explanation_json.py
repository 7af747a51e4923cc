"""Explanations as JSON."""

from collections.abc import Mapping
from typing import Any

from kgtool.answers.gap import Gap
from kgtool.logic.arguments import Argument, Explanation
from kgtool.model import Hop, Term
from kgtool.render.gap import gap_json
from kgtool.render.objects import claim_json, term_json, to_json
from kgtool.vocabulary import slug


def explanation_json(told: Explanation, missing: Gap | None = None) -> str:
    """The verdict as one JSON object, `kgtool/explain/1`; every minimal set is in it."""
    known = told.labels
    named = {**told.claims, **{claim.iri: claim for claim in told.said}}
    return to_json(
        {
            "schema": "kgtool/explain/1",
            "causes": [_term_json(t) for t in told.causes],
            "effects": [_term_json(t) for t in told.effects],
            "kinds_of_effects": [_term_json(t) for t in told.kinds],
            "max_steps": told.max_steps,
            "net_effects": [_hop_json(effect, known) for effect in told.net],
            "conclusions": [_argument_json(told, argument) for argument in told.arguments],
            "said": {
                stance: [e.iri for claim in told.said for e in claim.evidence if e.stance == stance]
                for stance in ("supports", "disputes", "undecided")
            },
            "claims": [claim_json(named[c], known) for c in sorted(named)],
            "why_not": None if missing is None else gap_json(missing),
        }
    )


def _argument_json(told: Explanation, argument: Argument) -> dict[str, Any]:
    return {
        "cause": term_json(argument.cause, told.labels),
        "effects": [term_json(t.iri, told.labels) for t in told.effects if t.iri in argument.effects],
        "sign": argument.sign,
        "chains": argument.chains,
        "truncated": argument.truncated,
        "minimal_sets": [
            {
                "claims": list(support.claims),
                "route": [term_json(iri, told.labels) for iri in support.route],
                "origin": support.chain.origin,
                "modality": support.chain.modality,
                "conditions": list(support.chain.conditions),
                "concluded_by": [slug(s) for s in support.chain.concluded],
                "disputed": support.chain.disputed,
                "hops": [
                    {
                        **_hop_json(hop, told.labels),
                        "rule": term_json(way.rule, told.labels) if way.rule else None,
                        "claims": list(way.claims),
                    }
                    for hop, way in zip(support.chain.hops, support.choice, strict=True)
                ],
            }
            for support in argument.supports
        ],
        "single_claims": [cut[0] for cut in argument.cuts if len(cut) == 1],
        "cuts": [list(cut) for cut in argument.cuts],
        "cuts_are_smallest": argument.smallest,
        "by_definition": argument.by_definition,
    }


def _term_json(term: Term) -> dict[str, str]:
    return term_json(term.iri, {term.iri: term.label})


def _hop_json(hop: Hop, labels: Mapping[str, str]) -> dict[str, Any]:
    return {"subject": term_json(hop.subject, labels), "sign": hop.sign, "object": term_json(hop.object, labels)}
