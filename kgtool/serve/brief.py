"""An answer as an agent gets it: what it needs to say something and cite it, and no more.

The JSON of a command has every passage of every chain; here one passage a source speaks for a claim, and long lists are
cut. What was cut is said.
"""

from typing import Any

SETS, CLAIMS = 5, 36
_EVIDENCE = ("claim", "source", "section", "passage", "stance", "modality", "condition")
_SOMETIMES = ("directness", "mode", "frequency", "manifestation", "kind", "value", "high", "unit")

# What an answer is empty without: it then says that the graph knows nothing.
_HOLDS = {
    "search": "terms",
    "trace": "chains",
    "explain": "conclusions",
    "causes-of": "candidates",
    "nutrient": "sources",
    "conflicts": "conflicts",
    "foods": "nutrients",
}


def brief(name: str, answer: dict[str, Any]) -> dict[str, Any]:
    """The answer of an operation, shortened; it still fits the operation's schema."""
    shorten = {"explain": _explain, "show": _show}.get(name)
    shortened: dict[str, Any] = _passages(shorten(answer) if shorten else answer)
    return shortened


def knows(name: str, answer: dict[str, Any]) -> bool:
    """Whether the graph had anything to answer with."""
    return bool(answer.get(_HOLDS[name])) if name in _HOLDS else True


def cited(value: Any) -> set[str]:
    """The slugs of the sources that an answer cites, wherever it does."""
    if isinstance(value, list):
        return {slug for one in value for slug in cited(one)}
    if not isinstance(value, dict):
        return set()
    found = {slug for part in value.values() for slug in cited(part)}
    source = value.get("source")
    if isinstance(source, str):
        found.add(source)
    sources = value.get("sources", [])
    return found | {slug for slug in sources if isinstance(slug, str)} if isinstance(sources, list) else found


def _explain(answer: dict[str, Any]) -> dict[str, Any]:
    conclusions = []
    named: set[str] = set()
    for one in answer["conclusions"]:
        sets = one["minimal_sets"][:SETS]
        left = len(one["minimal_sets"]) - len(sets)
        cuts = one["cuts"][:SETS]
        told = [one["truncated"]] if one["truncated"] else []
        told += [f"{left} more sets of claims carry it"] if left else []
        conclusions.append({**one, "minimal_sets": sets, "cuts": cuts, "truncated": "; ".join(told) or None})
        named |= {claim for each in sets for claim in each["claims"]} | {claim for cut in cuts for claim in cut}
        named |= set(one["single_claims"])
    said = {iri for evidence in answer["said"].values() for iri in evidence}
    claims = [c for c in answer["claims"] if c["iri"] in named or any(_belongs(iri, c["iri"]) for iri in said)]
    return {**answer, "conclusions": conclusions, "claims": claims[:CLAIMS]}


def _belongs(evidence: str, claim: str) -> bool:
    return evidence.rpartition("/")[2].startswith(claim.rpartition("/")[2] + "--")


def _show(answer: dict[str, Any]) -> dict[str, Any]:
    claims = answer["claims"]
    if len(claims) <= CLAIMS:
        return answer
    return {**answer, "claims": claims[:CLAIMS], "truncated": f"{len(claims) - CLAIMS} more claims: ask in SPARQL"}


def _passages(value: Any) -> Any:
    """The value with one piece of evidence for each claim, source and stance, without what isn't said."""
    if isinstance(value, list):
        return [_passages(one) for one in value]
    if not isinstance(value, dict):
        return value
    shortened = {name: _passages(part) for name, part in value.items()}
    if isinstance(value.get("evidence"), list):
        first: dict[tuple[str, ...], dict[str, Any]] = {}
        for e in value["evidence"]:
            if isinstance(e, dict):
                kept = {name: e[name] for name in _EVIDENCE if name in e}
                kept |= {name: e[name] for name in _SOMETIMES if e.get(name)}
                first.setdefault((e.get("claim", ""), e.get("source", ""), e.get("stance", "")), kept)
        shortened["evidence"] = list(first.values())
    return shortened
