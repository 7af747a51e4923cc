"""The picture as a Mermaid flowchart, as GitHub, GitLab and notebooks draw it."""

import re

from kgtool.render.picture.drawing import Arrow, Box, Drawing
from kgtool.render.picture.svg import COLOUR

_CLASS = {
    "cause": "fill:#fdf3dc,stroke:#1f2328,stroke-width:4px,color:#1f2328,font-weight:bold",
    "effect": "fill:#e4eef8,stroke:#1f2328,stroke-width:4px,color:#1f2328,font-weight:bold",
    "asked": "fill:#e4eef8,stroke:#1f2328,stroke-width:4px,color:#1f2328,font-weight:bold",
}


def mermaid(drawing: Drawing) -> str:
    """A flowchart: --> promotes, --x inhibits, dots for what a rule derives, a double frame for umbrella terms."""
    lines = ["flowchart LR", f"  accTitle: {_plain(drawing.title)}"]
    lines += [f"  {_box(box)}" for box in drawing.boxes]
    lines += [f"  {_arrow(arrow)}" for arrow in drawing.arrows]
    for role, style in _CLASS.items():
        if names := [box.name for box in drawing.boxes if box.role == role]:
            lines += [f"  classDef {role} {style}", f"  class {','.join(names)} {role}"]
    for sign, colour in COLOUR.items():
        if places := [str(at) for at, arrow in enumerate(drawing.arrows) if arrow.sign == sign]:
            lines.append(f"  linkStyle {','.join(places)} stroke:{colour}")
    return "\n".join(lines) + "\n"


def _box(box: Box) -> str:
    start, end = ("[[", "]]") if box.umbrella else ("[", "]")
    return f'{box.name}{start}"{quoted(box.label)}"{end}'


def _arrow(arrow: Arrow) -> str:
    line = ("-.->" if arrow.derived else "-->") if arrow.sign == "+" else ("-.-x" if arrow.derived else "--x")
    label = ("+" if arrow.sign == "+" else "⊣") + (" disputed" if arrow.disputed else "")
    return f'{arrow.tail} {line}|"{label}"| {arrow.head}'


def quoted(label: str) -> str:
    """A label for between quotes: whatever could mean something to Mermaid or Markdown becomes a character code."""
    coded = "".join(c if c.isalnum() or c in " ,'()/-" else f"#{ord(c)};" for c in label)
    # A leading hyphen would begin a list, and `end` ends a subgraph in some versions even within quotes.
    coded = re.sub(r"^-", "#45;", coded)
    return re.sub(r"\bend\b", "#101;nd", coded, flags=re.IGNORECASE)


def _plain(text: str) -> str:
    return "".join(c if c.isalnum() or c in " ,'()/-" else " " for c in text)
