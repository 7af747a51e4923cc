"""What a check of citations found, as text and as JSON; and the Turtle of a new piece of evidence."""

from collections.abc import Sequence

from kgtool.logic.spans import Block, Checked, sha256
from kgtool.model import Cited, Place
from kgtool.render.objects import to_json
from kgtool.render.words import counted, printable
from kgtool.vocabulary import curie, slug

Ends = tuple[str, str, str]
Hedges = Sequence[tuple[str, str]]


def checked_text(checked: Checked) -> str:
    """The faults, one a line, and what was looked at."""
    wrong = {fault.iri for fault in checked.faults}
    good = checked.passages - sum("/passage/" in iri for iri in wrong)
    share = f"{100 * good / checked.passages:.0f} %" if checked.passages else "none"
    lines = [f"{printable(curie(fault.iri))}: {fault.what}" for fault in checked.faults]
    lines.append(
        f"{good:,} of {counted(checked.passages, 'passage')} verified ({share}), "
        f"in {counted(checked.sections, 'section')} of {counted(checked.sources, 'source')}."
    )
    return "\n".join(lines)


def checked_json(checked: Checked) -> str:
    """The same as one JSON object, `kgtool/check-evidence/1`."""
    return to_json(
        {
            "schema": "kgtool/check-evidence/1",
            "sources": checked.sources,
            "sections": checked.sections,
            "passages": checked.passages,
            "faults": [{"iri": f.iri, "curie": curie(f.iri), "what": f.what} for f in checked.faults],
        }
    )


def evidence_turtle(cited: Cited, passage: Block, section: Place, ends: Ends, hedges: Hedges, number: int) -> str:
    """Passage, claim and evidence as Turtle, ready for the source's file.

    ends    the claim's subject, predicate and object: slugs, and a local name between them.
    hedges  (property, value) pairs of local names; number: which evidence of this claim and source it is, from 1.
    """
    source = slug(cited.iri)
    claim = "--".join(ends)
    place = f"psg:{source}--{passage.start}-{passage.end}"
    evidence = f"ev:{claim}--{source}--{number}"
    rows = [
        (f"{place} a owl:NamedIndividual , nc:Passage", [("source", f"src:{source}"), ("section", curie(section.iri))]),
        (f"claim:{claim} a owl:NamedIndividual , nc:Claim", [("subject", f"term:{ends[0]}")]),
        (f"{evidence} a owl:NamedIndividual , nc:Evidence", [("passage", place)]),
    ]
    rows[0][1].extend([("spanStart", str(passage.start)), ("spanEnd", str(passage.end))])
    rows[0][1].append(("spanDigest", f'"{sha256(passage.text.encode())}"'))
    rows[1][1].extend([("predicate", f"nc:{ends[1]}"), ("object", f"term:{ends[2]}"), ("evidence", evidence)])
    rows[2][1].extend((name, f"nc:{value}") for name, value in hedges)
    return "\n".join(
        " ;\n".join([head, *(f"    nc:{name} {value}" for name, value in told)]) + " .\n" for head, told in rows
    )
