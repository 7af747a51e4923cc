"""What the reasoner found, as text and as JSON."""

import re
from collections.abc import Mapping, Sequence

from kgtool.model import Hop
from kgtool.reasoning.hermit import Findings
from kgtool.render.objects import term_json, to_json
from kgtool.render.words import PLAIN, Style, counted, printable, table
from kgtool.vocabulary import curie

_IRI = re.compile(r"<([^<>\s]+)>")


def findings_text(
    findings: Findings, effects: Sequence[Hop] | None, labels: Mapping[str, str], style: Style = PLAIN
) -> str:
    """The findings as a person reads them; `effects` are the net effects, None where they weren't asked for."""
    if findings.violations:
        head = f"not in OWL 2 DL: {counted(len(findings.violations), 'violation')}; the reasoner was not asked."
        lines = [style.bold(head), *(f"  {short(text)}" for text in findings.violations)]
        return "\n".join([*lines, *_unread(findings)])
    blocks = ["in OWL 2 DL: yes"]
    if findings.consistent:
        blocks[0] += f"\nconsistent: yes ({findings.triples:,} triples)"
    else:
        blocks[0] += f"\nconsistent: {style.bold('no')} ({findings.triples:,} triples)"
        for number, axioms in enumerate(findings.culprits, 1):
            told = "\n".join(f"  {axiom}" for axiom in _only_what_matters(axioms))
            blocks.append(f"{number}  These can't all hold; without any one of them the others can:\n{told}")
        blocks.append("Mend one statement of each group.")
    if findings.unsatisfiable:
        blocks.append(
            "classes that nothing can be a member of:\n"
            + "\n".join(f"  {_named(iri, labels)}" for iri in findings.unsatisfiable)
        )
    blocks.append(_inferred(findings, labels))
    if effects is not None:
        raising = sum(effect.sign == "+" for effect in effects)
        both = len(effects) - len({(e.subject, e.object) for e in effects})
        text = f"net effects: {len(effects):,} ({raising:,} promote, {len(effects) - raising:,} inhibit"
        text += f"; {counted(both, 'pair')} of terms with both signs)" if both else ")"
        blocks.append(text)
    blocks += _unread(findings)
    return "\n\n".join(block for block in blocks if block)


def _unread(findings: Findings) -> list[str]:
    """What isn't among the inputs, though they import it."""
    if not findings.unread:
        return []
    there = "\n".join(f"  {printable(iri)}" for iri in findings.unread)
    return [f"imported, but not read (name their files with -i as well):\n{there}"]


def _inferred(findings: Findings, labels: Mapping[str, str]) -> str:
    """What follows from relations one by one; what follows from the class hierarchy alone is counted."""
    lines = []
    if findings.types:
        told = ((_named(individual, labels), _named(kind, labels)) for individual, kind in findings.types)
        lines += ["inferred classes:", *(f"  {line}" for line in table(told).splitlines())]
    elif findings.consistent:
        lines.append("inferred classes: none but those of the hierarchy; every other one is asserted")
    members: dict[str, int] = {}
    for _, kind in findings.wider:
        members[kind] = members.get(kind, 0) + 1
    if members:
        most = sorted(members.items(), key=lambda item: (-item[1], item[0]))
        told_of = ", ".join(f"{labels.get(kind, curie(kind))} {n}" for kind, n in most)
        lines.append(f"by the class hierarchy: {told_of}")
    return "\n".join(lines)


def short(axiom: str) -> str:
    """An axiom or a violation of the OWL API with CURIEs for IRIs, and without what every one of them repeats."""
    text = re.sub(r" in OntologyID\([^\]]*\)\]$", "]", axiom)
    return printable(_IRI.sub(lambda match: curie(match[1]), text))


def _only_what_matters(axioms: Sequence[str]) -> list[str]:
    """The axioms of one contradiction; of a long list of disjoint classes, those that the others name."""
    lists = [axiom for axiom in axioms if axiom.startswith("DisjointClasses(")]
    elsewhere = {iri for axiom in axioms if axiom not in lists for iri in _IRI.findall(axiom)}
    told = []
    for axiom in axioms:
        members = _IRI.findall(axiom) if axiom in lists else []
        named = [curie(iri) for iri in members if iri in elsewhere]
        left = len(members) - len(named)
        told.append(f"DisjointClasses({' '.join(named)} and {left} more)" if named and left else short(axiom))
    return told


def _named(iri: str, labels: Mapping[str, str]) -> str:
    return f"{curie(iri)} ! {printable(labels[iri])}" if iri in labels else curie(iri)


def findings_json(findings: Findings, effects: Sequence[Hop] | None, labels: Mapping[str, str]) -> str:
    """The findings as one JSON object, `kgtool/reason/1`. Axioms stand as the OWL API writes them, with full IRIs."""
    return to_json(
        {
            "schema": "kgtool/reason/1",
            "triples": findings.triples,
            "in_owl_2_dl": not findings.violations,
            "violations": list(findings.violations),
            "consistent": findings.consistent,
            "culprits": [list(axioms) for axioms in findings.culprits],
            "unsatisfiable": [term_json(iri, labels) for iri in findings.unsatisfiable],
            "inferred": [
                {"individual": term_json(individual, labels), "class": term_json(kind, labels), "by": by}
                for by, found in (("relations", findings.types), ("hierarchy", findings.wider))
                for individual, kind in found
            ],
            "unread_imports": list(findings.unread),
            "net_effects": None
            if effects is None
            else [
                {
                    "subject": term_json(effect.subject, labels),
                    "sign": effect.sign,
                    "object": term_json(effect.object, labels),
                }
                for effect in effects
            ],
        }
    )
