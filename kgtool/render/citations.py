"""What a check of citations found, as text and as JSON."""

from kgtool.logic.spans import Checked
from kgtool.render.objects import to_json
from kgtool.render.words import counted, printable
from kgtool.vocabulary import curie


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
