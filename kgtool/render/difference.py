"""Differences, as text, as JSON, and as Markdown for a pull request."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from unicodedata import combining, is_normalized

from kgtool.answers.changes import Changed, Difference, Other, Reworded, Turned, Wording
from kgtool.model import Hop, Sign
from kgtool.render.objects import term_json, to_json
from kgtool.render.words import PLAIN, Style, counted, printable
from kgtool.vocabulary import curie

_VERB: dict[Sign, str] = {"+": "promotes", "-": "inhibits"}
_DEEPEST = 5
_SHORT = 12  # characters of a blank node's label
_PLURAL = {"evidence": "evidence"}


def difference_text(found: Difference, style: Style = PLAIN) -> str:
    """The difference as a person reads it, conclusions first."""
    if not found:
        return "No difference."
    blocks = []
    for title, lines in _sections(found):
        blocks.append("\n".join([style.bold(title), *(f"  {line}" for line in lines)]))
    return "\n\n".join(blocks)


def difference_markdown(found: Difference) -> str:
    """The difference as Markdown: a summary, then a foldable list for each kind of change."""
    if not found:
        return "No difference in claims or conclusions."
    sections = list(_sections(found))
    lines = ["| what | how many |", "| --- | ---: |"]
    lines += [f"| {title} | {sum(not row.startswith('  ') for row in rows):,} |" for title, rows in sections]
    for title, rows in sections:
        lines += ["", f"<details{' open' if 'conclusion' in title else ''}><summary>{title}</summary>", ""]
        lines += [f"- {_escaped(row)}" if not row.startswith("  ") else f"  - {_escaped(row.strip())}" for row in rows]
        lines += ["", "</details>"]
    lines += ["", f"Cut: {found.truncated}."] if found.truncated else []
    return "\n".join(lines)


def _escaped(text: str) -> str:
    """The text so that Markdown shows it as it is."""
    for mark in "\\`*_[]|":
        text = text.replace(mark, "\\" + mark)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _sections(found: Difference) -> Iterator[tuple[str, list[str]]]:
    known = found.labels
    groups: list[tuple[str, list[str]]] = [
        ("conclusions that changed sign", [_turned(one, known) for one in found.turned]),
        ("conclusions that appeared", [_concluded(e, w, known) for e, w in found.appeared]),
        ("conclusions that vanished", [_concluded(e, w, known) for e, w in found.vanished]),
        ("conclusions worded or backed otherwise", [_reworded(one, known) for one in found.reworded]),
    ]
    for kind, nodes in found.nodes.items():
        many = _PLURAL.get(kind, kind + "s")
        groups.append((f"{many} added", [_named(iri, known) for iri in nodes.added]))
        groups.append((f"{many} removed", [_named(iri, known) for iri in nodes.removed]))
        groups.append((f"{many} changed", [line for one in nodes.changed for line in _changed(one, known)]))
    groups.append(("other statements added", _others(found.added, known)))
    groups.append(("other statements removed", _others(found.removed, known)))
    yield from ((title, rows) for title, rows in groups if rows)


def _concluded(effect: Hop, wording: Wording | None, known: Mapping[str, str]) -> str:
    return f"{_said(effect, known)} ({_worded(wording)})"


def _said(effect: Hop, known: Mapping[str, str]) -> str:
    return f"{_label(effect.subject, known)} {_VERB[effect.sign]} {_label(effect.object, known)}"


def _worded(wording: Wording | None) -> str:
    if wording is None:
        return "by longer chains or a feedback loop only"
    return f"{wording.origin}, worded as {wording.modality}{', disputed' if wording.disputed else ''}"


def _turned(one: Turned, known: Mapping[str, str]) -> str:
    before, after = (" and ".join(_VERB[sign] for sign in signs) for signs in (one.before, one.after))
    return f"{_label(one.cause, known)} {before}, now {after}, {_label(one.effect, known)}"


def _reworded(one: Reworded, known: Mapping[str, str]) -> str:
    return f"{_said(one.effect, known)}: {_worded(one.before)}; now {_worded(one.after)}"


def _changed(one: Changed, known: Mapping[str, str]) -> Iterator[str]:
    yield _named(one.iri, known)
    for mark, statements in (("−", one.removed), ("+", one.added)):
        for predicate, value in statements:
            yield f"  {mark} {_label(predicate, known)} {_value(value, known)}"


def _others(statements: Sequence[Other], known: Mapping[str, str]) -> list[str]:
    """One line a statement; what is said of a blank node stands in brackets where it is mentioned, if not too deep."""
    below: dict[str, list[Other]] = {}
    for one in statements:
        below.setdefault(one.subject, []).append(one)
    told: set[str] = set()

    def text(term: str, depth: int = 0) -> str:
        if not term.startswith("_:") or " " in term:
            return _value(term, known)
        if term not in below:
            return "[]"
        if term in told or depth == _DEEPEST:
            return term[:_SHORT]
        told.add(term)
        return f"[ {'; '.join(f'{_label(o.predicate, known)} {text(o.object, depth + 1)}' for o in below[term])} ]"

    def line(one: Other, subject: str) -> str:
        where = f"  (in {_value(one.graph, known)})" if one.graph else ""
        return f"{subject} {_label(one.predicate, known)} {text(one.object)}{where}"

    mentioned = {one.object for one in statements}
    roots = [one for one in statements if not (one.subject.startswith("_:") and one.subject in mentioned)]
    lines = [line(one, "[]" if one.subject.startswith("_:") else _value(one.subject, known)) for one in roots]
    lines += [
        line(one, one.subject[:_SHORT])
        for one in statements
        if one.subject in mentioned and one.subject not in told and one.subject.startswith("_:")
    ]
    return lines


def _value(value: str, known: Mapping[str, str]) -> str:
    """A term: an IRI by its label, a literal with its datatype short; of a long one beginning and end."""
    if not value.startswith('"') and " " in value:  # a triple, whose text is that of its parts
        return f"<<( {_IRI.sub(lambda found: _label(found[1], known), printable(value))} )>>"
    if value.startswith("<"):
        return _label(value[1:-1], known)
    text, mark, datatype = value.rpartition("^^<")
    told = f"{text}^^{curie(datatype[:-1])}" if mark and datatype.endswith(">") else value
    if len(told) > _LONG:
        told = f"{told[: _LONG - 80]} … {told[-60:]} ({len(told):,} characters)"
    if not is_normalized("NFC", told):  # or it reads like another value that differs
        told = "".join(f"\\u{ord(c):04X}" if combining(c) else c for c in told)
    return printable(told)


_IRI = re.compile(r"<([^<>\s]*)>")
_LONG = 300  # characters


def _label(iri: str, known: Mapping[str, str]) -> str:
    return printable(known.get(iri) or curie(iri))


def _named(iri: str, known: Mapping[str, str]) -> str:
    return f"{curie(iri)} ! {printable(known[iri])}" if iri in known else curie(iri)


def difference_json(found: Difference, left: str, right: str) -> str:
    """The difference as one JSON object, `kgtool/diff/1`."""
    known = found.labels
    return to_json(
        {
            "schema": "kgtool/diff/1",
            "left": left,
            "right": right,
            "same": not found,
            "truncated": found.truncated,
            "conclusions": {
                "turned": [
                    {
                        "cause": term_json(one.cause, known),
                        "effect": term_json(one.effect, known),
                        "before": list(one.before),
                        "after": list(one.after),
                    }
                    for one in found.turned
                ],
                "appeared": [{**_effect_json(e, known), **_wording_json(w)} for e, w in found.appeared],
                "vanished": [{**_effect_json(e, known), **_wording_json(w)} for e, w in found.vanished],
                "reworded": [
                    {
                        **_effect_json(one.effect, known),
                        "before": _wording_json(one.before),
                        "after": _wording_json(one.after),
                    }
                    for one in found.reworded
                ],
            },
            **{
                kind: {
                    "added": [term_json(iri, known) for iri in nodes.added],
                    "removed": [term_json(iri, known) for iri in nodes.removed],
                    "changed": [
                        {
                            **term_json(one.iri, known),
                            "removed": _statements_json(one.removed),
                            "added": _statements_json(one.added),
                        }
                        for one in nodes.changed
                    ],
                }
                for kind, nodes in found.nodes.items()
            },
            "statements": {
                "added": [one._asdict() for one in found.added],
                "removed": [one._asdict() for one in found.removed],
            },
        }
    )


def _statements_json(statements: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"predicate": curie(predicate), "value": value} for predicate, value in statements]


def _effect_json(effect: Hop, known: Mapping[str, str]) -> dict[str, Any]:
    return {
        "cause": term_json(effect.subject, known),
        "sign": effect.sign,
        "effect": term_json(effect.object, known),
    }


def _wording_json(wording: Wording | None) -> dict[str, Any]:
    if wording is None:
        return {"origin": None, "modality": None, "disputed": None}
    return wording._asdict()


def summary(found: Difference) -> str:
    """One line: how many conclusions came, went or turned."""
    others = len(found.added) + len(found.removed)
    rest = f" {counted(others, 'other statement')} {'differs' if others == 1 else 'differ'}." if others else ""
    return (
        f"{counted(len(found.appeared), 'conclusion')} appeared, {len(found.vanished):,} vanished, "
        f"{len(found.turned):,} changed sign, {len(found.reworded):,} are worded or backed otherwise.{rest}"
    )
