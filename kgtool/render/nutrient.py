"""A nutrient on a page, as text, Markdown and JSON."""

from collections.abc import Iterator, Sequence
from typing import Any

from kgtool.answers.nutrient import Page, kinds_counted
from kgtool.logic.intakes import Amount
from kgtool.logic.nutrients import SECTIONS, Entry
from kgtool.model import Chain
from kgtool.render.conflicts import sentence_of
from kgtool.render.hops import ARROWS
from kgtool.render.lines import WIDE, broken
from kgtool.render.objects import claim_json, term_json, to_json
from kgtool.render.words import DISCLAIMER, PLAIN, Style, counted, label_of, printable
from kgtool.vocabulary import slug

_CORE = {
    "needed": "processes that need it",
    "lack": "what its lack brings",
    "excess": "what its excess brings",
    "tests": "tests",
    "intakes": "recommended intakes",
    "limits": "upper limits",
    "foods": "foods",
    "hinders": "what hinders it",
    "lowering": "drugs that lower it",
    "risk": "who is at risk",
    "treatment": "treatment",
}
_NUMBERS = ("tests", "intakes", "limits", "amounts")
_KINDS = {
    "textbook": "textbook",
    "agencyPage": "agency page",
    "review": "review",
    "trial": "trial",
    "observationalStudy": "observational study",
    "encyclopedia": "encyclopedia article",
    "popularArticle": "popular article",
}


_NAMED = 5
_MINOR = {"need", "advice"}
"""Sections of which half as many are named."""
_LEFT = {"functions", "amounts", "onDrugs", "caution", "companions", "forms", "places"}
"""Sections that a brief page counts only."""


def page_text(page: Page, style: Style = PLAIN, width: int = WIDE, most: int | None = None) -> str:
    """A nutrient on a page as a person reads it.

    most  how many are named of each kind; how many more there are is said. Where it isn't given, the page is brief.
    """
    head = [style.bold(printable(page.term.label))]
    if page.definition:
        head += broken(printable(page.definition), width)
    told = []
    brief = (
        {}
        if most
        else {SECTIONS[name]: len(page.sections[name]) for name in SECTIONS if name in page.sections and name in _LEFT}
    )
    for title, lines in _blocks(page, most or _NAMED):
        if title in brief:
            continue
        first = broken(f"{title}: {lines[0]}", width, "", "  ")
        first[0] = first[0].replace(title, style.bold(title), 1)
        told += first
        for line in lines[1:]:
            told += broken(line, width, "  ", "    ")
    also = [f"With -n N also: {', '.join(f'{title} ({number})' for title, number in brief.items())}."] if brief else []
    foot = [line for text in (*also, *_foot(page)) for line in broken(text, width)]
    return "\n\n".join("\n".join(block) for block in (head, told, foot, [DISCLAIMER]) if block)


def page_markdown(page: Page, most: int = _NAMED) -> str:
    """The same in Markdown."""
    parts = [f"# {_md(page.term.label)}", *([_md(page.definition)] if page.definition else [])]
    for title, lines in _blocks(page, most):
        parts.append(f"## {_md(title)}\n\n" + "\n".join(f"- {_md(line)}" for line in lines))
    return "\n\n".join([*parts, *map(_md, _foot(page)), f"*{DISCLAIMER}*"])


def _md(text: str) -> str:
    return "".join(f"\\{c}" if c in "\\`*_[]<>|#" else c for c in printable(text))


def _blocks(page: Page, most: int) -> Iterator[tuple[str, list[str]]]:
    for section, title in SECTIONS.items():
        entries = page.sections.get(section, [])
        room = max(most // 2, 1) if section in _MINOR else most
        if not entries:
            continue
        lines = list(_amounts(page, entries, section, room)) if section in _NUMBERS else [_named(page, entries, room)]
        if section in ("lack", "excess"):
            states = page.lacks if section == "lack" else page.excesses
            lines += [_chain(page, chain) for chain in page.chains if chain.terms[0] in states]
        if lines:
            yield title, lines
    if page.conflicts:
        room = max(most // 2, 1)
        lines = [sentence_of(c, page.labels) for c in page.conflicts[:room]]
        more = len(page.conflicts) - room
        lines += [f'and {more:,} more: kgtool conflicts "{page.term.label}"'] if more > 0 else []
        yield "Sources disagree", lines


def _named(page: Page, entries: Sequence[Entry], most: int) -> str:
    """What entries tell of, each once, with how many sources say so."""
    best: dict[str, list[Entry]] = {}
    for entry in entries:
        best.setdefault(entry.other, []).append(entry)
    told = []
    for other, same in list(best.items())[:most]:
        sources = len({e.source for entry in same for e in entry.claim.evidence if e.stance == "supports"})
        marks = [f"{sources:,}"] if sources else []
        marks += [] if any(entry.firm for entry in same) or not sources else ["possibly"]
        marks += [f"{max(e.against for e in same)} against"] if any(e.against for e in same) else []
        told.append(f"{label_of(page.labels, other)} ({', '.join(marks)})")
    more = len(best) - most
    return ", ".join(told) + (f", and {more:,} more" if more > 0 else "")


def _amounts(page: Page, entries: Sequence[Entry], section: str, most: int) -> Iterator[str]:
    lines: list[str] = []
    bare: list[Entry] = []
    for entry in entries:
        by_number: dict[str, list[tuple[Amount, str]]] = {}
        for e in entry.claim.evidence:
            amount = page.amounts.get(e.iri)
            if amount and e.stance == "supports":
                by_number.setdefault(_amount(amount), []).append((amount, slug(e.source)))
        if not by_number and (section == "tests" or entry.against):
            bare.append(entry)
        for number, said in by_number.items():
            who = sorted({source for _, source in said})
            note = said[0][0].note
            lines.append(
                f"{_about(page, entry, section)}: {number}"
                + (f", {note}" if note else "")
                + f" ({who[0]}{f' and {len(who) - 1} more' if len(who) > 1 else ''})"
            )
    lines = list(dict.fromkeys(lines))
    yield from lines[:most]
    if len(lines) > most:
        yield f"and {len(lines) - most:,} more; -n shows them, --sex, --age and --stage choose"
    if bare:
        against = [e for e in bare if e.against and not e.sources]
        plain = [e for e in bare if e not in against]
        if plain:
            yield _named(page, plain, most)
        for entry in against[:most]:
            what = "not so" if section == "tests" else "none is set, or that is open"
            yield f"{_about(page, entry, section)}: {what} ({counted(entry.against, 'source')})"


def _about(page: Page, entry: Entry, section: str) -> str:
    claim = entry.claim
    if section == "tests" and slug(claim.predicate) == "diagnosedBy":
        return f"{label_of(page.labels, claim.object)} shows {label_of(page.labels, claim.subject)}"
    if slug(claim.predicate) == "hasNormalRange":
        whom = "" if slug(claim.object) == "people" else f" in {label_of(page.labels, claim.object)}"
        return f"{label_of(page.labels, claim.subject)}, normal{whom}"
    what = {"hasAverageRequirement": "average requirement", "hasTypicalIntake": "eaten"}
    kind = what.get(slug(claim.predicate), "")
    own = claim.subject == page.term.iri
    parts = [] if own else [label_of(page.labels, claim.subject)]
    return " ".join([*parts, *([kind] if kind else []), label_of(page.labels, claim.object)])


def _amount(amount: Amount) -> str:
    by = " ".join(part for part in (printable(amount.authority), amount.year) if part)
    parts = [printable(amount.told), printable(amount.whom), by, "superseded" if amount.superseded else ""]
    return ", ".join(part for part in parts if part)


def _chain(page: Page, chain: Chain) -> str:
    text = label_of(page.labels, chain.terms[0])
    for hop in chain.hops:
        text += f" {ARROWS[hop.sign]} {label_of(page.labels, hop.object)}"
    weakest = "" if chain.weakest is None else f", {counted(chain.weakest, 'source')} at least"
    return f"how: {text} ({chain.origin}{weakest})"


def _foot(page: Page) -> Iterator[str]:
    missing = [what for section, what in _CORE.items() if section not in page.sections]
    if missing:
        yield f"The graph says nothing of: {', '.join(missing)}."
    if page.sources:
        known = kinds_counted(page.sources)
        told = [
            counted(n, _KINDS.get(kind, kind)).replace("studys", "studies") if kind else f"{n} of no stated kind"
            for kind, n in known
        ]
        kinds = ", ".join(told)
        yield f"From {counted(len(page.sources), 'source')}: {kinds}. In brackets: how many of them say so."


def page_json(page: Page, most: int | None = None) -> str:
    """The same as one JSON object, `kgtool/nutrient/1`: whole, or so many of each section, and how many more."""
    sections = {section: page.sections.get(section, []) for section in SECTIONS}
    return to_json(
        {
            "schema": "kgtool/nutrient/1",
            "truncated": page.truncated,
            "term": term_json(page.term.iri, page.labels),
            "definition": page.definition,
            "deficiencies": [term_json(iri, page.labels) for iri in page.lacks],
            "excesses": [term_json(iri, page.labels) for iri in page.excesses],
            "titles": SECTIONS,
            "sections": {
                section: [_entry_json(page, entry, section) for entry in entries[:most]]
                for section, entries in sections.items()
            },
            "left_out": {
                section: len(entries) - most for section, entries in sections.items() if most and len(entries) > most
            },
            "chains": [
                {
                    "cause": term_json(chain.terms[0], page.labels),
                    "effect": term_json(chain.terms[-1], page.labels),
                    "origin": chain.origin,
                    "terms": [term_json(iri, page.labels) for iri in chain.terms],
                    "signs": [hop.sign for hop in chain.hops],
                }
                for chain in page.chains
            ],
            "conflicts": [
                {"kind": c.kind, "about": c.about, "sentence": sentence_of(c, page.labels)} for c in page.conflicts
            ],
            "says_nothing_of": [section for section in _CORE if section not in page.sections],
            "sources": [{"slug": slug(iri), "kind": kind or None} for iri, kind in page.sources.items()],
        }
    )


def _entry_json(page: Page, entry: Entry, section: str) -> dict[str, Any]:
    claim = claim_json(entry.claim, page.labels)
    amounts = [page.amounts[e.iri] for e in entry.claim.evidence if e.iri in page.amounts]
    return {
        "about": _about(page, entry, section) if section in _NUMBERS else label_of(page.labels, entry.other),
        "term": term_json(entry.other, page.labels),
        "sources": entry.sources,
        "against": entry.against,
        "amounts": [amount._asdict() | {"told": _amount(amount)} for amount in amounts],
        "claim": claim,
    }
