"""How notes are written: plain values to text, and back.

| kind | key | text, a line each |
| --- | --- | --- |
| name | a name, case-folded | rank, spelling and IRI of each term of that name |
| index | a number, or `parts` | folded names, or how many of these notes there are |
| index of | a number | the terms of the folded names in the index of this number |
| label | an IRI | its label behind a `=`, or nothing where it has none |
| stands for | a term | `state` or `kind`, and its IRI |
| traits | a term | the letters of what it is, then what it is a kind of, and what it is too little or too much of |
| from, to | a term | its hops: sign and other end |
| grounds | a hop | a card, unless it is bare |
| bare | a term | its hops that rest on triples that nobody claims or annotates: sign and predicate, then other ends |
| classes | all | those that some term is in |
| concluded | a term | sign, effect and source of the conclusions about it, and how the source puts it |
| unfit | `all` | numbers of signed predicates, blank ends and seams; the forms of edges; the predicates without sign |
| settings | a cause | effect and context of the claims that sources support in that context alone |
| seams | `all` | `yes` where graphs meet, else nothing |
| seam | a claim | term, other name and mapping's predicate of each seam that it crosses |

Fields stand between tabs, the members of a list behind spaces; inside of them both are escaped.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from kgtool.logic.spelling import folded
from kgtool.logic.trust import Weight
from kgtool.model import Claim, Evidence, Grounds, Hop, How, PremiseSet, Sign, Traits

if TYPE_CHECKING:
    from kgtool.model.overview import Unfit
    from kgtool.store.notes import Note

_FLAGS = "dmf"  # disputed, membership, by definition
_TRAITS = "ubsn"  # a letter each, in the order of the fields
_PLAIN = Traits()
_TOGETHER = 10_000  # names in a note of the index
_MEANT = {"t": "\t", "n": "\n", "s": " ", "\\": "\\"}


def note(kind: str, key: str, lines: Iterable[Iterable[str]]) -> "Note":
    """A note of lines with their fields between tabs."""
    return kind, key, "\n".join("\t".join(map(_escaped, line)) for line in lines)


def ways(kind: str, term: str, ends: Iterable[tuple[Sign, str]]) -> "Note":
    """The note of the hops from a term, or to it, by their signs and other ends."""
    return kind, term, "\n".join(sign + end for sign, end in ends)


def bare_note(subject: str, triples: Mapping[str, Iterable[str]]) -> "Note":
    """The note of a term's hops that rest on bare triples: sign and predicate → other ends."""
    return "bare", subject, "\n".join(" ".join([by, *sorted(triples[by])]) for by in sorted(triples))


def index_notes(names: Sequence[tuple[str, str]]) -> "Iterator[Note]":
    """The notes of all names, folded, and of their terms line by line, in parts that no look-up has to read whole.

    names  (IRI, name) pairs.
    """
    starts = range(0, len(names), _TOGETHER)
    for part, at in enumerate(starts):
        some = names[at : at + _TOGETHER]
        yield "index", str(part), "\n".join([folded(name) for _, name in some])
        yield "index of", str(part), "\n".join([iri for iri, _ in some])
    yield "index", "parts", str(len(starts))


def unfit_note(found: "Unfit | None") -> "Note":
    """The note of what of foreign graphs can't be traced."""
    if not found:
        return note("unfit", "all", [])
    lines = [list(map(str, found[2:])), [part for form, n in found.forms.items() for part in (form, str(n))]]
    return note("unfit", "all", [*lines, *([p, form, str(n), why] for p, form, n, why in found.unsigned)])


def traits_note(term: str, is_: Traits) -> "Note":
    """The note of what ranking needs to know of a term."""
    letters = "".join(letter for letter, holds in zip(_TRAITS, is_, strict=False) if holds)
    return (
        "traits",
        term,
        "\n".join([letters, *sorted(is_.wider | is_.poles)]) if letters or is_.wider or is_.poles else "",
    )


def read_traits(text: str) -> Traits:
    """What a note says of a term."""
    if not text:
        return _PLAIN
    letters, *wider = text.split("\n")
    umbrella, broad, symptom, nutrient = (letter in letters for letter in _TRAITS)
    poles = frozenset(one for one in wider if one[0] in "+-~")
    return Traits(umbrella, broad, symptom, nutrient, frozenset(wider) - poles, poles)


def card(
    hop: Hop, grounds: Grounds, claims: Mapping[str, Claim], weight: Weight, lines_of: dict[str, str] | None = None
) -> "Note":
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
    return "grounds", key(hop), "\n".join(lines)


def _weight_line(weight: Weight) -> str:
    passages, sources = _list(sorted(weight.passages)), _list(sorted(weight.sources))
    flags = "".join([letter for letter, holds in zip(_FLAGS, weight[4:], strict=True) if holds])
    return "\t".join((passages, sources, str(weight.modality), _list(sorted(weight.conditions)), flags))


def read_weight(line: str) -> Weight:
    """What the first line of a card says of how its hop counts."""
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
        yield f"{_fields_line('E', *e[:5])}\t{_how(e[5:])}"


@lru_cache(maxsize=1_000)  # there are few ways of telling
def _how(told: How) -> str:
    stance, modality, directness, mode, conditions, frequency, manifestations = told
    single = map(_escaped, (stance, modality, directness or "", mode or "", frequency or ""))
    return "\t".join((*single, _list(conditions), _list(manifestations)))


def _fields_line(*fields: str) -> str:
    line = "\t".join(fields)
    if " " in line or "\\" in line or "\n" in line or line.count("\t") >= len(fields):
        return "\t".join(map(_escaped, fields))
    return line


def read_card(text: str, claims: dict[str, Claim]) -> Grounds:
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
            claim, evidence = fields_of(line)[1:], []
        else:
            kind, rule, named = line.split("\t")
            (premises if kind == "P" else further).append(PremiseSet(_plain(rule) or None, tuple(_members(named))))
    keep()
    return Grounds(tuple(premises), tuple(further))


def key(hop: Hop) -> str:
    """What the card of a hop goes by."""
    return f"{hop.subject} {hop.sign} {hop.object}"


def fields(text: str) -> Iterator[list[str]]:
    """The fields of each line of a note."""
    for line in text.split("\n"):
        if line:
            yield fields_of(line)


def fields_of(line: str) -> list[str]:
    """The fields of one line."""
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
    return "".join([f" {_escaped(member)}" for member in members])
