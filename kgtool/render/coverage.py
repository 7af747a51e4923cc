"""What the sources tell of each nutrient, and what they don't: as text, Markdown and JSON."""

from collections.abc import Sequence

from kgtool.answers.coverage import Coverage
from kgtool.logic.nutrients import KINDS
from kgtool.render.lines import WIDE, broken
from kgtool.render.objects import term_json, to_json
from kgtool.render.words import PLAIN, Style, counted, printable
from kgtool.vocabulary import slug

_HEADINGS = {
    "roles": ("role", "what it does, and what needs it"),
    "lack": ("lack", "what its lack brings"),
    "excess": ("over", "what its excess brings"),
    "causes": ("from", "what brings its lack or excess"),
    "risk": ("risk", "who is at risk or needs more"),
    "drugs": ("drug", "drugs that lower or raise it, or that it acts on"),
    "absorption": ("uptk", "what helps and hinders its uptake and use"),
    "foods": ("food", "foods"),
    "tests": ("test", "tests of it, its lack or its excess"),
    "treatments": ("cure", "treatment and prevention"),
    "intakes": ("need", "intakes, limits and other amounts"),
}
"""Of each kind of knowledge the heading of its column, four characters wide, and what it says."""
_COLUMN = 5


def coverage_text(found: Sequence[Coverage], style: Style = PLAIN, width: int = WIDE) -> str:
    """A table of how many sources tell each kind of thing of each nutrient, with what the headings mean."""
    spoken = [each for each in found if each.all]
    longest = max([len("nutrient"), *(len(printable(each.nutrient.label)) for each in spoken)])
    room = max(min(longest, width - _COLUMN * len(KINDS)), len("nutrient"))
    lines = [style.bold("nutrient".ljust(room) + "".join(f" {_HEADINGS[kind][0]}" for kind in KINDS))]
    for each in spoken:
        label = printable(each.nutrient.label)
        if len(label) > room:
            label = label[: room - 1] + "…"
        cells = (str(len(each.sources[kind]) or "–").rjust(_COLUMN) for kind in KINDS)
        lines.append(label.ljust(room) + "".join(cells))
    meaning = "; ".join(f"{short}: {what}" for short, what in _HEADINGS.values())
    blocks = ["\n".join(lines)] if spoken else []
    notes = [
        _summary(found),
        f"Each number counts sources; –: the graph says nothing of it. {meaning}.",
        _silence(found),
    ]
    return "\n\n".join([*blocks, *("\n".join(broken(note, width)) for note in notes if note)])


def coverage_markdown(found: Sequence[Coverage]) -> str:
    """The same as a page of the documents."""
    lines = [
        "# What the graph says of each nutrient",
        "",
        "How many sources tell what; – where the graph says nothing of it. `kgtool nutrient NAME` tells what they say.",
        "Written by `kgtool info --coverage -o docs/coverage.md`.",
        "",
        _summary(found),
        "",
        f"| nutrient | {' | '.join(kind for kind in KINDS)} |",
        f"| --- |{' ---: |' * len(KINDS)}",
    ]
    for each in found:
        if each.all:
            cells = " | ".join(str(len(each.sources[kind]) or "–") for kind in KINDS)
            lines.append(f"| {printable(each.nutrient.label).replace('|', chr(92) + '|')} | {cells} |")
    lines += ["", *([_silence(found), ""] if _silence(found) else [])]
    return "\n".join([*lines, *(f"- **{kind}**: {_HEADINGS[kind][1]}" for kind in KINDS)])


def _summary(found: Sequence[Coverage]) -> str:
    core = [e for e in found if e.sources["roles"] and (e.sources["lack"] or e.sources["excess"])]
    return (
        f"{counted(len(found), 'nutrient')}: of {len(core)} the sources tell both what it does and what its lack or "
        f"its excess brings; of {sum(not each.silent for each in found)}, every kind of thing."
    )


def _silence(found: Sequence[Coverage]) -> str:
    silent = [printable(each.nutrient.label) for each in found if not each.all]
    return f"The graph says nothing of any of these kinds of: {', '.join(silent)}." if silent else ""


def coverage_json(found: Sequence[Coverage]) -> str:
    """The same, with the sources named, as one JSON object, `kgtool/coverage/1`."""
    return to_json(
        {
            "schema": "kgtool/coverage/1",
            "kinds": {kind: _HEADINGS[kind][1] for kind in KINDS},
            "nutrients": [
                {
                    **term_json(each.nutrient.iri, {each.nutrient.iri: each.nutrient.label}),
                    "sources": {kind: sorted(map(slug, sources)) for kind, sources in each.sources.items()},
                    "says_nothing_of": list(each.silent),
                }
                for each in found
            ],
        }
    )
