"""Candidates for what explains several findings, as text and as JSON."""

from collections.abc import Iterator, Mapping
from typing import Any

from kgtool.logic.bearing import Exposure, Link
from kgtool.logic.causes import Candidate, Candidates, Showing, is_sound
from kgtool.model import Chain, Claim
from kgtool.render.hops import ARROWS
from kgtool.render.lines import WIDE, beside, broken, wrapped
from kgtool.render.objects import term_json, to_json
from kgtool.render.words import DISCLAIMER, PLAIN, Style, counted, printable, words
from kgtool.vocabulary import slug

_NAMED = 6
"""So many of the states that a candidate alone brings are named; of its tests, half as many."""
_ASKED = {"has": "", "takes": "takes ", "diet": "diet: ", "stage": "stage: ", "with": "with "}


def candidates_text(answer: Candidates, style: Style = PLAIN, width: int = WIDE, full: int = 100) -> str:
    """The candidates as a person reads them: what each explains and comes from, and what would tell it apart.

    full  so many are told in full, the others a line each.
    """
    blocks = []
    for place, candidate in enumerate(answer.candidates[:full], 1):
        lines = [*_head(answer, candidate, place, style, width)]
        rows = [(f"   {label}", note) for label, note in _rows(answer, candidate)]
        lines += (f"{left}{note}".rstrip() for told in beside(rows, width) for left, note in told)
        for what, found in _apart(answer, candidate):
            lines += broken(f"{what}: {found}", width, "   ", "      ")
        blocks.append("\n".join(lines))
    rest = list(enumerate(answer.candidates[full:], full + 1))
    if rest:
        blocks.append("\n".join(line for place, one in rest for line in _head(answer, one, place, style, width)))
    blocks += [wrapped(text, width) for text in _foot(answer, len(rest))]
    return "\n\n".join([*blocks, DISCLAIMER])


def _head(answer: Candidates, candidate: Candidate, place: int, style: Style, width: int) -> list[str]:
    """`1  iron deficiency  explains 2 of 3 · 1 of 2 lead to it`."""
    name = printable(_name(answer.labels, candidate.cause))
    parts = [f"explains {len(candidate.explained)} of {len(answer.symptoms)}"]
    parts += ["taken, or so, itself"] if candidate.given else []
    own = [link for link in candidate.links if link.outright and link.onto == candidate.cause and link.sign == "+"]
    led, every = len({link.exposure for link in own if link.exposure.asked != "has"}), len(answer.exposures)
    if led:
        one = "the exposure leads" if every == 1 else f"{led} of {every} exposures {'leads' if led == 1 else 'lead'}"
        parts.append(f"{one} to it")
    head, told = f"{place}  {name}", " · ".join(parts)
    if len(head) + 2 + len(told) <= width:
        return [f"{place}  {style.bold(name)}  {told}"]
    return [f"{place}  {style.bold(name)}", *broken(told, width, "   ", "   ")]


def _rows(answer: Candidates, candidate: Candidate) -> Iterator[tuple[str, str]]:
    """What is asked for and how it bears on a candidate: every finding, and every exposure that bears on it."""
    for finding in answer.symptoms:
        label = printable(finding.label)
        brings = [one for one in candidate.links if one.exposure.asked == "has" and finding.iri in one.exposure.terms]
        for link in brings:
            yield label, _way(answer, candidate, link)
        chain = candidate.explained.get(finding.iri)
        if not brings or (chain and is_sound(chain)):
            yield label, _how(chain, candidate.how.get(finding.iri), answer.labels)
    for exposure in answer.exposures:
        for link in candidate.links:
            if link.exposure == exposure:
                yield f"{_ASKED[exposure.asked]}{printable(exposure.name)}", _way(answer, candidate, link)


def _way(answer: Candidates, candidate: Candidate, link: Link) -> str:
    """How an exposure bears on a candidate: `─+→ iron deficiency, 3 sources`."""
    names = [_name(answer.labels, iri) for iri in link.terms]
    arrows = [ARROWS[hop.sign] for hop in link.chain.hops] if link.chain else []
    arrows = ["at risk of", *arrows] if link.risk else arrows
    told = "" if names[0] == link.exposure.name else names[0]
    told += "".join(f" {arrow} {name}" for arrow, name in zip(arrows, names[1:], strict=True))
    short = len(names) == 2
    number = counted(link.support, "source") + ("" if short else " in all" if link.outright else " at least")
    parts = [told.strip(), number] if link.support else [told.strip(), "by definition"]
    parts += ["on the way"] if link.onto != candidate.cause else []
    parts += ["disputed"] if link.chain and link.chain.disputed else []
    return ("works against it: " if link.sign == "-" else "") + ", ".join(parts)


def _how(chain: Chain | None, how: Chain | None, labels: Mapping[str, str]) -> str:
    """Through what a cause comes to a finding, and how far that can be trusted.

    how  where that is said outright: a chain that says how.
    """
    if chain is None:
        return "–"
    way = " → ".join(_name(labels, iri) for iri in chain.terms[1:-1])
    parts = [f"through {way}" if way else "named outright"]
    parts += [chain.origin] if way else []
    parts += ["worded as possible"] if chain.modality == "possible" else []
    parts += [words(condition) for condition in chain.conditions]
    parts += ["disputed"] if chain.disputed else []
    parts += [] if chain.weakest is None else [counted(chain.weakest, "source") + (" at least" if way else "")]
    return " · ".join(parts) + (f"; {_how(how, None, labels)}" if how else "")


def _apart(answer: Candidates, candidate: Candidate) -> Iterator[tuple[str, str]]:
    """What would tell a candidate apart, and its tests with their values."""
    if candidate.apart:
        names = [_name(answer.labels, iri) for iri in candidate.apart]
        yield "it alone of these also brings", _first(names, _NAMED, ", ")
    if candidate.tests:
        yield "shown by", _first([_test(answer, tested) for tested in candidate.tests], _NAMED // 2, "; ")


def _first(names: list[str], most: int, between: str) -> str:
    more = len(names) - most
    return between.join(names[:most]) + (f"{between}and {more} more" if more > 0 else "")


def _test(answer: Candidates, tested: Showing) -> str:
    """`serum ferritin test (at most 12 ng/mL)`."""
    by_evidence = {amount.evidence: amount for amount in tested.amounts}
    told: dict[str, None] = {}
    for claim in sorted(tested.claims, key=_commonness):
        normal = slug(claim.predicate) == "hasNormalRange"
        whom = f" in {_name(answer.labels, claim.object)}" if normal and slug(claim.object) != "people" else ""
        for amount in (by_evidence[e.iri] for e in claim.evidence if e.iri in by_evidence):
            note = f", {amount.note}" if amount.note else ""
            told[printable(f"{'normal ' * normal}{amount.told}{whom}{note}")] = None
    values = f" ({_first(list(told), 2, '; ')})" if told else ""
    return _name(answer.labels, tested.test) + values


def _commonness(claim: Claim) -> tuple[bool, bool]:
    """The order of claims on a test: what shows the candidate, what is normal, what is normal in some people."""
    normal = slug(claim.predicate) == "hasNormalRange"
    return normal, normal and slug(claim.object) not in ("people", "adults")


def _foot(answer: Candidates, brief: int) -> Iterator[str]:
    idle = [one for one in answer.exposures if not any(k.exposure == one for c in answer.candidates for k in c.links)]
    if idle:
        named = ", ".join(printable(one.name) for one in idle)
        yield f"The graph has nothing that joins to any of these: {named}."
    parts = [answer.truncated] if answer.truncated else []
    parts += ["-n tells more of them in full"] if brief and not parts else []
    for text in parts:
        yield f"{text[:1].upper()}{text[1:]}."


def candidates_json(answer: Candidates) -> str:
    """The candidates as one JSON object, `kgtool/causes-of/1`."""
    labels = answer.labels
    return to_json(
        {
            "schema": "kgtool/causes-of/1",
            "symptoms": [term_json(t.iri, {t.iri: t.label}) for t in answer.symptoms],
            "exposures": [
                {**_exposure(one), "terms": [term_json(iri, labels) for iri in (*one.terms, *one.kinds)]}
                for one in answer.exposures
            ],
            "truncated": answer.truncated,
            "candidates": [_candidate(one, labels) for one in answer.candidates],
        }
    )


def _exposure(exposure: Exposure) -> dict[str, str]:
    return {"asked": exposure.asked, "name": exposure.name}


def _candidate(candidate: Candidate, labels: Mapping[str, str]) -> dict[str, Any]:
    return {
        "cause": term_json(candidate.cause, labels),
        "given": candidate.given,
        "explains": [
            {
                "symptom": term_json(iri, labels),
                "origin": chain.origin,
                "modality": chain.modality,
                "disputed": chain.disputed,
                "concluded": bool(chain.concluded),
                "sources": [slug(s) for s in chain.sources],
                "terms": [term_json(t, labels) for t in chain.terms],
                "how": [term_json(t, labels) for t in candidate.how[iri].terms] if iri in candidate.how else None,
            }
            for iri, chain in candidate.explained.items()
        ],
        "comes_of": [
            {
                **_exposure(link.exposure),
                "sign": link.sign,
                "onto": term_json(link.onto, labels),
                "outright": link.outright,
                "at_risk": link.risk.iri if link.risk else None,
                "sources": [slug(s) for s in link.sources],
                "terms": [term_json(t, labels) for t in link.terms],
            }
            for link in candidate.links
        ],
        "apart": [term_json(iri, labels) for iri in candidate.apart],
        "tests": [
            {
                **term_json(tested.test, labels),
                "alone": tested.alone,
                "amounts": [amount._asdict() for amount in tested.amounts],
                "claims": [claim.iri for claim in tested.claims],
            }
            for tested in candidate.tests
        ],
    }


def _name(labels: Mapping[str, str], iri: str) -> str:
    return printable(labels.get(iri, iri))
