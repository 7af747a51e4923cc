"""The picture in DOT, for Graphviz and the many programs that read it."""

from kgtool.render.picture.drawing import Arrow, Box, Drawing
from kgtool.render.picture.svg import COLOUR

_FILL = {"cause": "#fdf3dc", "effect": "#e4eef8", "asked": "#e4eef8", "": "#ffffff"}


def dot(drawing: Drawing) -> str:
    """A digraph: arrowheads promote, tees inhibit, dashes for what a rule derives, a double line for umbrella terms."""
    lines = [
        "digraph chains {",
        f"  graph [rankdir=LR, label={quoted(drawing.title)}, labelloc=t, fontname=Helvetica, ranksep=0.8];",
        '  node [shape=box, style="rounded,filled", fontname=Helvetica, fontsize=11, color="#57606a"];',
        "  edge [fontname=Helvetica, fontsize=10];",
    ]
    lines += [f"  {_box(box)}" for box in drawing.boxes]
    lines += [f"  {_arrow(arrow)}" for arrow in drawing.arrows]
    return "\n".join([*lines, "}"]) + "\n"


def _box(box: Box) -> str:
    looks = [f"label={quoted(box.label)}", f'fillcolor="{_FILL[box.role]}"']
    if box.role:
        looks += ["penwidth=3", 'color="#1f2328"']
    if box.umbrella:
        looks.append("peripheries=2")
    return f"{box.name} [{', '.join(looks)}];"


def _arrow(arrow: Arrow) -> str:
    colour = COLOUR[arrow.sign]
    looks = [f"arrowhead={'normal' if arrow.sign == '+' else 'tee'}", f'color="{colour}"', f'fontcolor="{colour}"']
    label = " ".join([*(["⊣"] if arrow.sign == "-" else []), *(["disputed"] if arrow.disputed else [])])
    if label:
        looks.append(f'label="{label}"')
    if arrow.derived:
        looks.append("style=dashed")
    looks.append(f"tooltip={quoted(arrow.told)}")
    return f"{arrow.tail} -> {arrow.head} [{', '.join(looks)}];"


def quoted(text: str) -> str:
    """A DOT string that shows just this text: neither DOT's escapes nor HTML entities mean anything in it."""
    return '"' + text.replace("\\", "\\\\").replace("&", "&amp;").replace('"', '\\"') + '"'
