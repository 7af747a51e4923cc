"""The shapes → docs/rules.md, the page that lists every rule. `python -m kgtool.validate.rules_page` writes it."""

import os
from itertools import groupby

import pyoxigraph as ox

from kgtool import folders
from kgtool.store.inputs import rdf_files
from kgtool.store.writing import write_atomically
from kgtool.validate.documents import Renamer
from kgtool.validate.findings import local_name
from kgtool.validate.quality import quality_rules
from kgtool.validate.shapes import SH, Node, Shapes, read_shapes

_HEAD = """# The rules

Every graph is held against these rules by `kgtool validate`. A rule's name is a sentence that is true of good data.
This page is made from `ontology/shapes/` and `ontology/quality/` by `python -m kgtool.validate.rules_page`.
"""
_QUALITY = """## Quality

Asked by `kgtool validate --quality`: signs of carelessness that no shape forbids.
One query each, in `ontology/quality/`.
"""


def rules_page() -> str:
    """The page, as Markdown: the shapes file by file, then the quality rules."""
    shapes = read_shapes(rdf_files([folders.SHAPES]), Renamer())
    blocks = [_HEAD]
    named = [s for s in shapes.shapes() if isinstance(s, ox.NamedNode) and shapes.has_target(s)]
    for path, group in groupby(named, lambda shape: _file(shapes, shape)):
        blocks.append(f"## {os.path.splitext(os.path.basename(path))[0].capitalize()}\n")
        blocks += [_entry(shapes, shape) for shape in group]
    blocks.append(_QUALITY)
    blocks += [f"**{rule.name}** ({rule.level}). {rule.summary} {rule.fix}\n" for rule in quality_rules()]
    return "\n".join(blocks)


def _file(shapes: Shapes, shape: Node) -> str:
    place = shapes.place(shape)
    assert place
    return place.file


def _entry(shapes: Shapes, shape: ox.NamedNode) -> str:
    severities = [local_name(v.value).lower() for v in shapes.values(shape, "severity")] or ["violation"]
    texts = [_english(shapes, shape, name) for name in ("description", "message")]
    why, what = (text.strip() for text in texts)
    return f"**{local_name(shape.value)}** ({severities[0]}). {what} *{why}*\n"


def _english(shapes: Shapes, shape: Node, name: str) -> str:
    texts = [v for v in shapes.values(shape, SH + name) if isinstance(v, ox.Literal)]
    texts.sort(key=lambda t: (not (t.language or "").startswith("en"), t.value))
    # Angle brackets in a sentence stand for something to fill in, not for markup.
    return " ".join(texts[0].value.split()).replace("<", "&lt;").replace(">", "&gt;") if texts else ""


if __name__ == "__main__":
    write_atomically(folders.RULES_PAGE, rules_page().encode())
