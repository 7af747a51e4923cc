"""Terms, and everything said about one, as text and as JSON."""

from collections.abc import Iterable, Iterator, Mapping

from kgtool.model import Claim, Term
from kgtool.model.overview import Portrait
from kgtool.render.claims import NO_TEXTS, claim_text, evidence_text, hedges_of, quoted
from kgtool.render.lines import WIDE, beside, broken, row
from kgtool.render.objects import claim_json, term_json, to_json
from kgtool.render.words import DISCLAIMER, PLAIN, Style, counted, label_of, printable, words
from kgtool.vocabulary import NC, curie, slug

_MEMBERS = 20
_MOST_HEDGES = 4


def portrait_text(
    portrait: Portrait,
    style: Style = PLAIN,
    evidence: bool = False,
    width: int = WIDE,
    texts: Mapping[str, str] = NO_TEXTS,
    most: int | None = None,
) -> str:
    """What is said about a term, as a person reads it: by predicate, what most sources say first.

    evidence  list each piece of evidence; texts: passages, to stand behind it.
    most      so many claims of a predicate; None for all.
    """
    head = [f"{curie(portrait.term.iri)} ! {style.bold(printable(portrait.term.label))}"]
    if portrait.classes:
        head.append(", ".join(map(printable, portrait.classes)))
    if portrait.definition:
        head += broken(printable(portrait.definition), width)
    if portrait.synonyms:
        head += broken("also called: " + ", ".join(map(printable, portrait.synonyms)), width, "", "  ")
    head += [f"{'exactly' if how == 'exactMatch' else 'closely'} matches {curie(iri)}" for how, iri in portrait.matches]
    head += [
        line
        for triple in portrait.structure
        for line in broken(" ".join(label_of(portrait.labels, iri) for iri in triple), width, "", "  ")
    ]
    for terms, before in ((portrait.members, ""), (portrait.stands_for, "in a trace it stands for ")):
        if terms:
            named = [printable(term.label) for term in terms]
            shown = named[: most or _MEMBERS]
            more = f" and {len(named) - len(shown)} more" if len(named) > len(shown) else ""
            told = f"{before}{counted(len(named), 'term')}: {', '.join(shown)}{more}"
            head += [*([] if before else [""]), *broken(told, width, "", "  ")]
    blocks = ["\n".join(head)]
    for claims in _by_predicate(portrait):
        shown_claims = claims[:most]
        lines = [style.bold(_heading(portrait, claims[0]))]
        lines += _claims(portrait, shown_claims, style, evidence, width, texts)
        if len(claims) > len(shown_claims):
            kind = slug(claims[0].predicate)
            lines.append(style.faint(f"  and {len(claims) - len(shown_claims)} more; --kind {kind} lists all"))
        blocks.append("\n".join(lines))
    return "\n\n".join([*blocks, DISCLAIMER])


def _by_predicate(portrait: Portrait) -> list[list[Claim]]:
    """The claims by predicate and side: what it does and what is done to it first, where most is said first."""
    groups: dict[tuple[int, str], list[Claim]] = {}
    for claim in portrait.claims:
        groups.setdefault((_side(portrait, claim), claim.predicate), []).append(claim)
    for claims in groups.values():
        claims.sort(key=lambda c: (-len(_sources(c)), claim_text(c, portrait.labels)))
    causal = {NC + "promotes": 0, NC + "inhibits": 1}
    order = sorted(groups, key=lambda g: (causal.get(g[1], 2), g[0], -len(groups[g]), g[1]))
    return [groups[group] for group in order]


def _side(portrait: Portrait, claim: Claim) -> int:
    return 0 if claim.subject == portrait.term.iri else 1 if claim.object == portrait.term.iri else 2


def _heading(portrait: Portrait, claim: Claim) -> str:
    term, predicate = (label_of(portrait.labels, iri) for iri in (portrait.term.iri, claim.predicate))
    side = _side(portrait, claim)
    return (
        f"{term} {predicate} …"
        if side == 0
        else f"… {predicate} {term}"
        if side == 1
        else f"in {term}: … {predicate} …"
    )


def _claims(
    portrait: Portrait,
    claims: Iterable[Claim],
    style: Style,
    evidence: bool,
    width: int,
    texts: Mapping[str, str],
) -> Iterator[str]:
    rows = [(f"  {_rest(portrait, claim)}", _told(portrait, claim)) for claim in claims]
    for claim, lines in zip(claims, beside(rows, width), strict=True):
        yield from (row(left, note, "", style, "") for left, note in lines)
        if evidence:
            for e in claim.evidence:
                line = evidence_text(e, portrait.labels, portrait.details.get(e.iri, {})) + quoted(e, texts)
                yield from (style.faint(one) for one in broken(line, width, "      ", "        "))


def _rest(portrait: Portrait, claim: Claim) -> str:
    """What a claim says besides the term and the predicate that stand above it."""
    side = _side(portrait, claim)
    parts = {0: (claim.object,), 1: (claim.subject,), 2: (claim.subject, claim.object)}[side]
    text = " … ".join(label_of(portrait.labels, iri) for iri in parts)
    return f"{text} (in {label_of(portrait.labels, claim.context)})" if claim.context and side < 2 else text


def _told(portrait: Portrait, claim: Claim) -> str:
    """Who says it, in numbers, and the hedges that matter."""
    pro = [e for e in claim.evidence if e.stance == "supports"]
    con = {e.source for e in claim.evidence if e.stance != "supports"}
    named = len(_sources(claim))
    parts = [(counted(named, "source") if named else "stated without evidence") if pro else "no source"]
    if pro and all(e.modality != "asserted" for e in pro):
        parts.append(f'"{pro[0].modality}"')
    told = [portrait.details.get(e.iri, {}) for e in pro]
    amounts = dict.fromkeys(hedge for one in told for hedge in hedges_of(one))
    frequencies = dict.fromkeys(words(e.frequency) for e in pro if e.frequency)
    conditions = dict.fromkeys(words(c) for e in pro for c in e.conditions if all(c in o.conditions for o in pro))
    parts += [*frequencies, *conditions, *list(amounts)[:_MOST_HEDGES]]
    parts += [f"disputed by {counted(len(con), 'source')}"] if con else []
    return ", ".join(parts)


def _sources(claim: Claim) -> set[str]:
    return {e.source for e in claim.evidence if e.stance == "supports" and e.source}


def terms_text(terms: Iterable[Term]) -> str:
    """Terms, one a line: `term:muscle-cramp ! muscle cramp`."""
    return "\n".join(f"{curie(term.iri)} ! {printable(term.label)}" for term in terms)


def portrait_json(portrait: Portrait) -> str:
    """Everything said about a term as one JSON object, `kgtool/show/1`."""
    known = portrait.labels
    return to_json(
        {
            "schema": "kgtool/show/1",
            "term": term_json(portrait.term.iri, known),
            "classes": list(portrait.classes),
            "definition": portrait.definition,
            "synonyms": list(portrait.synonyms),
            "matches": [{"relation": how, "iri": iri, "curie": curie(iri)} for how, iri in portrait.matches],
            "structure": [
                dict(
                    zip(
                        ("subject", "predicate", "object"),
                        (term_json(iri, known) for iri in triple),
                        strict=True,
                    )
                )
                for triple in portrait.structure
            ],
            "claims": [claim_json(claim, known) for claim in portrait.claims],
            "details": dict(sorted(portrait.details.items())),
            "members": [term_json(term.iri, {term.iri: term.label}) for term in portrait.members],
            "stands_for": [term_json(term.iri, {term.iri: term.label}) for term in portrait.stands_for],
        }
    )
