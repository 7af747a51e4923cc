"""What was noted when a store was made: what `terms`, `hops` and `evidence` answer in SPARQL, only sooner.

Each function tells what it finds among the notes, and leaves out what has none. `index` makes them.

| kind | key | text, a line each |
| --- | --- | --- |
| name | a name, case-folded | rank, spelling and IRI of each term of that name |
| label | an IRI | its label behind a `=`, or nothing where it has none |
| stands for | a term | `state` or `kind`, and its IRI |
| traits | a term | the letters of what it is, then what it is a kind of, and what it is too little or too much of |
| from, to | a term | its hops: sign and other end |
| grounds | a hop | a card, unless it is bare |
| bare | a term | its hops that rest on triples that nobody claims or annotates: sign and predicate, then other ends |
| classes | all | those that some term is in |
| concluded | a term | sign, effect and source of the conclusions about it, and how the source puts it |
| unfit | `all` | how many signed predicates are used and known, blank ends, seams; then the predicates without sign |
| seams | `all` | `yes` where graphs meet, else nothing |
| seam | a claim | term, other name and mapping's predicate of each seam that it crosses |

Fields stand between tabs, the members of a list behind spaces; inside of them both are escaped.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial

from kgtool.logic.spelling import spellings
from kgtool.logic.trust import Weight, weigh
from kgtool.model import Claim, Evidence, Grounds, Hop, PremiseSet, Seam, Sign, Traits
from kgtool.model.overview import Unfit
from kgtool.reading.foreign import is_statement, statement_as_claim
from kgtool.store.notes import Note
from kgtool.store.opening import Store
from kgtool.vocabulary import TERM

BY_CLASS = 4  # the rank of a class's label, which its unlabelled instances go by where nothing else has that name
_FLAGS = "dmf"  # disputed, membership, by definition
_TRAITS = "ubsn"  # a letter each, in the order of the fields
_PLAIN = Traits()
Bare = dict[str, dict[str, list[str]]]
"""Triples that nobody claims or annotates, and nothing else gives the hop: subject → sign and predicate → objects."""
# Thousands are made for a trace, and Hop(…) is a function in Python, which takes twice as long.
_hop: Callable[[tuple[str, str, str]], Hop] = partial(tuple.__new__, Hop)


def called(store: Store, name: str) -> list[str]:
    """The IRIs of the terms of this name, in order: those of the lowest rank among the usual spellings, else all."""
    folded = name.casefold()
    found = [(int(rank), text, iri) for rank, text, iri in _fields(store.notes("name", [folded]).get(folded, ""))]
    usual = spellings(name)
    near = [(rank, iri) for rank, text, iri in found if rank < BY_CLASS and text in usual]
    best = min(near)[0] if near else None
    return ours_first({iri for rank, iri in near if rank == best} if near else {iri for _, _, iri in found})


def names(store: Store, words: Collection[str]) -> list[tuple[str, str]] | None:
    """Every (IRI, name) of the terms whose name holds all of some case-folded words, in order; None without notes."""
    found = store.notes_holding("name", words)
    if found is None:
        return None
    return sorted({(iri, name) for text in found for _, name, iri in _fields(text)})


def classes(store: Store) -> list[str] | None:
    """The IRIs of the classes that some term is in; None without notes."""
    found = store.notes("classes", ["all"]).get("all")
    return None if found is None else [iri for (iri,) in _fields(found)]


def has_notes(store: Store) -> bool:
    """Whether anything was noted, and so every name."""
    return bool(store.notes("seams", ["all"]))


def are_terms(store: Store, iris: Collection[str]) -> set[str]:
    """Those of the IRIs that are noted as terms."""
    return set(store.notes("from", iris))


def ours_first(iris: Collection[str]) -> list[str]:
    """The terms of ours among those of one name, in order; all where none is: no name gets unclear by loading more."""
    return sorted(iri for iri in iris if iri.startswith(TERM)) or sorted(iris)


def labels(store: Store, iris: Collection[str]) -> dict[str, str | None]:
    """The label of each IRI; None where it has none."""
    return {iri: text[1:] if text else None for iri, text in store.notes("label", iris).items()}


def stand_for(store: Store, terms: Collection[str]) -> dict[str, list[tuple[str, str]]]:
    """The states and kinds that a term stands for at the end of a question: ("state" or "kind", IRI) pairs."""
    noted = store.notes("stands for", terms)
    return {term: [(kind, iri) for kind, iri in _fields(text)] for term, text in noted.items()}


def traits(store: Store, terms: Collection[str]) -> dict[str, Traits]:
    """What the ranking of chains needs to know of each term."""
    return {term: _read_traits(text) for term, text in store.notes("traits", terms).items()}


def _read_traits(text: str) -> Traits:
    if not text:
        return _PLAIN
    letters, *wider = text.split("\n")
    umbrella, broad, symptom, nutrient = (letter in letters for letter in _TRAITS)
    poles = frozenset(one for one in wider if one[0] in "+-")
    return Traits(umbrella, broad, symptom, nutrient, frozenset(wider) - poles, poles)


def hops(store: Store, terms: Collection[str], forward: bool) -> dict[str, list[Hop]]:
    """The hops from each term, or those to it."""
    if forward:
        return {
            s: [_hop((s, line[0], line[1:])) for line in text.split("\n") if line]
            for s, text in store.notes("from", terms).items()
        }
    return {
        o: [_hop((line[1:], line[0], o)) for line in text.split("\n") if line]
        for o, text in store.notes("to", terms).items()
    }


def conclusions(store: Store, causes: Collection[str]) -> dict[str, list[tuple[Hop, str, str]]]:
    """What sources conclude about each cause: the net effect, the IRI of the source, and how it puts it."""
    return {
        cause: [
            (Hop(cause, sign, effect), source, how)  # type: ignore[arg-type]
            for sign, effect, source, how in _fields(text)
        ]
        for cause, text in store.notes("concluded", causes).items()
    }


def unfit(store: Store) -> tuple[bool, Unfit | None]:
    """Whether it was noted what of foreign graphs can't be traced, and that."""
    text = store.notes("unfit", ["all"]).get("all")
    if not text:
        return text is not None, None
    (numbers, *lines) = _fields(text)
    used, known, blank, seams_ = map(int, numbers)
    return True, Unfit({predicate: int(number) for predicate, number in lines}, used, known, blank, seams_)


def seams(store: Store, claims: Collection[str]) -> dict[str, tuple[Seam, ...]] | None:
    """The seams that each of the claims crosses; None where nothing was noted."""
    there = store.notes("seams", ["all"])
    if not there or not there.get("all"):
        return {} if there else None
    noted = store.notes("seam", claims)
    return {claim: tuple(Seam(*line) for line in _fields(text)) for claim, text in noted.items()}


def support(store: Store, wanted: Collection[Hop]) -> tuple[dict[Hop, Grounds], dict[str, Claim]]:
    """The grounds of each hop, and the claims that they name."""
    claims: dict[str, Claim] = {}
    grounds = {hop: _read_card(card, claims) for hop, card in _cards(store, wanted)}
    for hop, predicates in _bare(store, [hop for hop in wanted if hop not in grounds]).items():
        grounds[hop], said = grounds_of_bare(hop, predicates)
        claims |= said
    return grounds, claims


def weights(store: Store, wanted: Collection[Hop]) -> dict[Hop, Weight]:
    """What each hop contributes to the judgement of chains."""
    found = {hop: _read_weight(card.partition("\n")[0]) for hop, card in _cards(store, wanted)}
    if bare := _bare(store, [hop for hop in wanted if hop not in found]):
        found |= dict.fromkeys(bare, weigh(*grounds_of_bare(*next(iter(bare.items())))))  # they all weigh the same
    return found


def grounds_of_bare(hop: Hop, predicates: Iterable[str]) -> tuple[Grounds, dict[str, Claim]]:
    """The grounds of a hop that rests on bare triples, and these as claims."""
    said = {name: statement_as_claim(name) for name in (f"<{hop.subject}> <{p}> <{hop.object}>" for p in predicates)}
    return Grounds(tuple(PremiseSet(None, (name,)) for name in sorted(said)), ()), said


def _bare(store: Store, wanted: Collection[Hop]) -> dict[Hop, list[str]]:
    """The predicates of the bare triples that give those of the hops that rest on such."""
    ends: dict[str, dict[Sign, set[str]]] = {}
    for subject, sign, object_ in wanted:
        ends.setdefault(subject, {}).setdefault(sign, set()).add(object_)
    found: dict[Hop, list[str]] = {}
    for subject, text in store.notes("bare", ends).items():
        for line in text.split("\n"):
            by, *objects = line.split(" ")
            sign = "-" if by[0] == "-" else "+"
            for object_ in ends[subject].get(sign, set()).intersection(objects):
                found.setdefault(_hop((subject, sign, object_)), []).append(by[1:])
    return found


def _cards(store: Store, wanted: Collection[Hop]) -> Iterator[tuple[Hop, str]]:
    by_key = {_key(hop): hop for hop in wanted}
    return ((by_key[key], card) for key, card in store.notes("grounds", by_key).items())


def _key(hop: Hop) -> str:
    return f"{hop.subject} {hop.sign} {hop.object}"


def _fields(text: str) -> Iterator[list[str]]:
    for line in text.split("\n"):
        if line:
            yield _parts(line)


def _parts(line: str) -> list[str]:
    parts = line.split("\t")
    return [_plain(part) for part in parts] if "\\" in line else parts


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: _MEANT[found[1]], text)


def _members(part: str) -> list[str]:
    """The members of a list, as it stands between two tabs."""
    members = part.split(" ")[1:]
    return [_plain(member) for member in members] if "\\" in part else members


def _escaped(text: str) -> str:
    if " " not in text and "\\" not in text and text.isprintable():
        return text
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace(" ", "\\s")


def _list(members: Iterable[str]) -> str:
    return "".join(f" {_escaped(member)}" for member in members)


_MEANT = {"t": "\t", "n": "\n", "s": " ", "\\": "\\"}


# ---- making them ---------------------------------------------------------------------------------------


def note(kind: str, key: str, lines: Iterable[Iterable[str]]) -> Note:
    """A note of lines with their fields between tabs."""
    return kind, key, "\n".join("\t".join(map(_escaped, line)) for line in lines)


def ways(kind: str, term: str, ends: Iterable[tuple[Sign, str]]) -> Note:
    """The note of the hops from a term, or to it, by their signs and other ends."""
    return kind, term, "\n".join(sign + end for sign, end in ends)


def take_bare(grounds: dict[Hop, Grounds], claims: Mapping[str, Claim], bare: Bare) -> None:
    """Move hops that rest on nothing but triples of which nobody says anything from their grounds to the bare ones."""

    def is_unsaid(name: str) -> bool:
        return is_statement(name) and name in claims and not any(e.source for e in claims[name].evidence)

    for hop in [hop for hop, g in grounds.items() if not g.further and all(map(is_unsaid, g.claims)) and g.claims]:
        for name in grounds.pop(hop).claims:
            bare.setdefault(hop.subject, {}).setdefault(hop.sign + claims[name].predicate, []).append(hop.object)


def bare_note(subject: str, triples: Mapping[str, Iterable[str]]) -> Note:
    """The note of a term's hops that rest on bare triples: sign and predicate → other ends."""
    return "bare", subject, "\n".join(" ".join([by, *sorted(triples[by])]) for by in sorted(triples))


def unfit_note(found: Unfit | None) -> Note:
    """The note of what of foreign graphs can't be traced."""
    numbers = [list(map(str, found[1:]))] if found else []
    return note("unfit", "all", numbers + [[p, str(n)] for p, n in (found.unsigned if found else {}).items()])


def traits_note(term: str, is_: Traits) -> Note:
    """The note of what ranking needs to know of a term."""
    letters = "".join(letter for letter, holds in zip(_TRAITS, is_, strict=False) if holds)
    return (
        "traits",
        term,
        "\n".join([letters, *sorted(is_.wider | is_.poles)]) if letters or is_.wider or is_.poles else "",
    )


def card(
    hop: Hop, grounds: Grounds, claims: Mapping[str, Claim], weight: Weight, lines_of: dict[str, str] | None = None
) -> Note:
    """The note of what a hop rests on: a line for how it counts, one a premise set, a claim or a piece of evidence.

    lines_of  keeps what was written of each claim, for the next card.
    """
    lines_of = {} if lines_of is None else lines_of
    lines = [_weight_line(weight)]
    lines += [_premise_line("P", p) for p in grounds.premises]
    lines += [_premise_line("F", p) for p in grounds.further]
    for iri in grounds.claims:
        told = lines_of.get(iri)
        if told is None:
            told = lines_of[iri] = "\n".join(_claim_lines(claims[iri]))
        lines.append(told)
    return "grounds", _key(hop), "\n".join(lines)


def _weight_line(weight: Weight) -> str:
    passages, sources = (_list(sorted(found)) for found in (weight.passages, weight.sources))
    flags = "".join(letter for letter, holds in zip(_FLAGS, weight[4:], strict=True) if holds)
    return "\t".join((passages, sources, str(weight.modality), _list(sorted(weight.conditions)), flags))


def _read_weight(line: str) -> Weight:
    passages, sources, modality, conditions, flags = line.split("\t")
    return Weight(
        frozenset(_members(passages)),
        frozenset(_members(sources)),
        int(modality),
        frozenset(_members(conditions)),
        *(letter in flags for letter in _FLAGS),
    )


def _premise_line(kind: str, premise: PremiseSet) -> str:
    return "\t".join((kind, _escaped(premise.rule or ""), _list(premise.claims)))


def _claim_lines(claim: Claim) -> Iterator[str]:
    context = "" if claim.context is None else claim.context
    yield _fields_line("C", claim.iri, claim.subject, claim.predicate, claim.object, context)
    for e in claim.evidence:
        single = _fields_line("E", *e[:7], e.directness or "", e.mode or "", e.frequency or "")
        yield f"{single}\t{_list(e.conditions)}\t{_list(e.manifestations)}"


def _fields_line(*fields: str) -> str:
    line = "\t".join(fields)
    if " " in line or "\\" in line or "\n" in line or line.count("\t") >= len(fields):
        return "\t".join(map(_escaped, fields))
    return line


def _read_card(text: str, claims: dict[str, Claim]) -> Grounds:
    """The grounds on a card; its claims go into `claims`."""
    premises: list[PremiseSet] = []
    further: list[PremiseSet] = []
    claim: list[str] = []
    evidence: list[Evidence] = []

    def keep() -> None:
        if claim and claim[0] not in claims:
            iri, subject, predicate, object_, context = claim
            claims[iri] = Claim(iri, subject, predicate, object_, context or None, tuple(evidence))

    _, *lines = text.split("\n")
    for line in lines:
        if line[0] == "E":
            *single, conditions, manifestations = line.split("\t")[1:]
            if "\\" in line:
                single = list(map(_plain, single))
            *first, directness, mode, frequency = single
            hedges = (tuple(_members(conditions)), frequency or None, tuple(_members(manifestations)))
            evidence.append(Evidence._make((*first, directness or None, mode or None, *hedges)))
        elif line[0] == "C":
            keep()
            claim, evidence = _parts(line)[1:], []
        else:
            kind, rule, named = line.split("\t")
            (premises if kind == "P" else further).append(PremiseSet(_plain(rule) or None, tuple(_members(named))))
    keep()
    return Grounds(tuple(premises), tuple(further))
