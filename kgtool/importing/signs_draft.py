"""A draft of signs for predicates that have none: what their names suggest, for a person to judge."""

import re
from collections.abc import Mapping
from urllib.parse import unquote

from kgtool.logic.curies import Prefixes
from kgtool.logic.words import plain
from kgtool.vocabulary import NC, OWL, RDFS

_PLUS = re.compile(
    r"activat|increas|promot|caus|stimul|induc|enhanc|positiv|up ?regul|lead|contribut|rais|agonis|exacerbat|trigger"
    r"|elevat"
)
_MINUS = re.compile(
    r"inhibit|decreas|suppress|treat|prevent|block|repress|negativ|down ?regul|reduc|lower|impair|antagonis|ameliorat"
    r"|disrupt|protect|deplet"
)
_OPEN = re.compile(r"\b(not|no|correlat|associat|cooccur)")
_BACKWARD = re.compile(r"\bby$|^has (cause|risk factor|contributing factor)|^is effect of|^due to|^caused")
_HEAD = f"""# A draft of signs, made from the names of predicates: nobody has judged it. Read each line, mend it, then
# pass the file to --signs. A predicate below nc:stepPromotes raises its object, one below nc:stepInhibits lowers it;
# one that points from effect to cause stands in owl:inverseOf. Lines behind # tell nothing by their name.

@prefix nc: <{NC}> .
@prefix owl: <{OWL}> .
@prefix rdfs: <{RDFS}> .
"""


def draft(
    unsigned: Mapping[str, int], labels: Mapping[str, str] | None = None, left_out: Mapping[str, str] | None = None
) -> str:
    """Turtle with a sign for each predicate whose name suggests one, the others commented out.

    unsigned  predicates with the number of their edges; a word stands as `urn:kgtool:predicate:<word>`.
    labels    names of those that have some; left_out: why some have no sign on purpose.
    """
    lines, prefixes = [_HEAD], Prefixes()
    for name, number in unsigned.items():
        iri = prefixes.predicate(name) or name
        label = " ".join((labels or {}).get(name, "").split()) or name.rpartition("#")[2].rpartition("/")[2]
        text = plain(unquote(label))
        minus, plus = _MINUS.search(text), _PLUS.search(text)
        why = (left_out or {}).get(name)
        told = bool(minus) != bool(plus) and not _OPEN.search(text) and not why
        node = f"[ owl:inverseOf <{iri}> ]" if _BACKWARD.search(text) else f"<{iri}>"
        step, sign = ("stepInhibits", "-") if minus else ("stepPromotes", "+")
        mark = "" if told else "# "
        reason = f"; left out on purpose: {why}" if why else ""
        lines.append(
            f'# {number:,} × {label}{reason}\n{mark}{node} rdfs:subPropertyOf nc:{step} ; nc:sign "{sign}" .\n'
        )
    return "\n".join(lines)
