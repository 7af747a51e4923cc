"""The picture as one self-contained page: no script, nothing fetched, everything from the graph escaped.

The page is told twice, once to the eye and once as ordered lists. An arrow's card shows by rules of the style sheet
alone while the arrow is pointed at or has the focus; the arrow links to the entry of the list that says the same.
"""

import base64
import hashlib
from collections.abc import Iterator
from html import escape
from itertools import islice

from kgtool.model import Chain, Sign
from kgtool.render.chains import judgement
from kgtool.render.picture.drawing import VERB, Arrow, Drawing
from kgtool.render.picture.svg import COLOUR, FONT, Figure, figure
from kgtool.render.words import DISCLAIMER, counted, label_of, sentence
from kgtool.vocabulary import slug

_LEAST = 0.8  # of its own size, at which labels can still be read
_MOST_LINES = 6
"""A card shows so much evidence, and says how much more the list has."""

_STYLE = f"""
:root {{ color-scheme: light; }}
body {{ font: 1rem/1.5 {FONT}; color: #1f2328; background: #fff; margin: 0 auto; padding: 1rem 1.5rem 3rem; }}
header, section, footer {{ max-width: 60rem; margin: 0 auto; }}
h1 {{ font-size: 1.5rem; line-height: 1.25; margin: .5rem 0; }}
h2 {{ font-size: 1.15rem; margin: 2.2rem 0 .6rem; break-after: avoid; }}
figure {{ margin: 1.2rem 0 0; }}
.picture {{ position: relative; width: fit-content; max-width: 100%; margin: 0 auto; }}
.picture svg {{ display: block; width: 100%; height: auto; }}
figcaption, .judgement, .grounds, footer {{ color: #57606a; }}
figcaption {{ text-align: center; font-size: .9rem; }}
.arrow {{ cursor: pointer; outline: none; }}
.arrow:hover > :first-child, .arrow:focus-visible > :first-child {{ stroke-width: 4.5; }}
.arrow:focus-visible .reach {{ stroke: #ffbf00; stroke-opacity: .55; }}
.card {{ display: none; position: absolute; z-index: 1; width: 25rem; max-width: 46%; box-sizing: border-box;
  margin-top: .8rem; padding: .6rem .8rem; pointer-events: none; font-size: .85rem; line-height: 1.4; background: #fff;
  border: 2px solid #1f2328; border-radius: .5rem; box-shadow: 0 4px 16px #0004; }}
.card p {{ margin: 0 0 .25rem; }}
.card ul {{ margin: 0; padding-left: 1.1rem; }}
li {{ margin: .2rem 0; overflow-wrap: anywhere; }}
.chains > li, .steps > li {{ margin: 0 0 1rem; }}
.chains p, .steps p {{ margin: 0; }}
.sign {{ font-weight: 700; white-space: nowrap; }}
.plus {{ color: {COLOUR["+"]}; }}
.minus {{ color: {COLOUR["-"]}; }}
.mark {{ border: 1px solid; border-radius: .3rem; padding: 0 .3rem; font-size: .8rem; white-space: nowrap; }}
a {{ color: inherit; }}
.steps > li:target {{ outline: 3px solid #ffbf00; outline-offset: .4rem; border-radius: .2rem; }}
@media print {{
  body {{ padding: 0; font-size: .8rem; }}
  .picture {{ min-width: 0; }}
  figcaption {{ display: none; }}
  figure, .steps > li, .chains > li {{ break-inside: avoid; }}
}}
"""


def html(drawing: Drawing) -> str:
    """The page."""
    drawn = figure(drawing, alone=False)
    style = _page(drawn) + _STYLE + "".join(_rule(arrow, drawn) for arrow in drawing.arrows)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    lines = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(drawing.title)}</title>",
        f"<style>{style}</style>",
        "</head>",
        "<body>",
        f"<header>\n<h1>{escape(drawing.title)}</h1>\n<p>{escape(_summary(drawing))}</p>\n</header>",
        "<main>",
        "<figure>",
        f'<div class="frame" tabindex="0" role="region" aria-label="Picture"><div class="picture">\n{drawn.text}',
        *(_card(arrow) for arrow in drawing.arrows),
        "</div></div>",
        "<figcaption>Point at an arrow, or reach it with the Tab key, to see who says so; "
        "follow it to read all of that below.</figcaption>",
        "</figure>",
        "<section>",
        '<h2 id="chains">In words</h2>',
        '<ol class="chains">',
        *(_chain(drawing, chain) for chain in drawing.trace.chains),
        "</ol>",
        "</section>",
        "<section>",
        '<h2 id="steps">Each step, and who says so</h2>',
        '<ol class="steps">',
        *(_step(arrow) for arrow in drawing.arrows),
        "</ol>",
        "</section>",
        *_sources(drawing),
        f"<footer>\n<p>{DISCLAIMER}</p>\n</footer>",
        "</main>",
        "</body>",
        "</html>",
    ]
    return "\n".join(lines) + "\n"


def _summary(drawing: Drawing) -> str:
    chains = drawing.trace.chains
    if not chains:
        return "There is no chain."
    steps_alone = all(len(chain.hops) == 1 for chain in chains)
    told = f"{counted(len(chains), 'step' if steps_alone else 'chain')} of cause and effect"
    if not steps_alone and len(chains) > 1:
        told += ", the most trusted first"
    return f"{told}. {sentence(drawing.trace.truncated)}" if drawing.trace.truncated else f"{told}."


def _page(drawn: Figure) -> str:
    """Where it is wider than the window the picture is scrolled in its own box, with room for the last card.

    It isn't shrunk beyond reading; on paper it fits the page that it needs.
    """
    width, height = drawn.size
    paper, room = ("landscape", 140) if width > height else ("portrait", 225)
    return (
        f".picture {{ min-width: {_LEAST * width:.0f}px; }}\n"
        f"@media screen and (max-width: {_LEAST * width + 48:.0f}px) "
        "{ .frame { overflow-x: auto; padding-bottom: 10rem; } }\n"
        f"@media print {{ @page {{ size: A4 {paper}; margin: 12mm; }} .picture svg {{ max-height: {room}mm; }} }}\n"
    )


def _rule(arrow: Arrow, drawn: Figure) -> str:
    """Shows an arrow's card below the arrow's middle, towards the middle of the picture."""
    x, y = drawn.middles[arrow.number - 1]
    x, y = 100 * x / drawn.size.width, 100 * y / drawn.size.height
    side = f"left:{x:.1f}%" if x <= 50 else f"right:{100 - x:.1f}%"
    shown = f".picture:has(#arrow-{arrow.number}:is(:hover,:focus-visible)) #card-{arrow.number}"
    return f"#card-{arrow.number}{{{side};top:{y:.1f}%}}\n{shown}{{display:block}}\n"


def _card(arrow: Arrow) -> str:
    """What the list says of a step, in short. Readers that don't see it have the arrow's label and the list."""
    evidence = [
        line if said.claim == arrow.sentence else f"{said.claim}: {line}"
        for said in arrow.said
        for line in said.evidence
    ]
    lines = [f"<li>{escape(line)}</li>" for line in islice(evidence, _MOST_LINES)]
    if len(evidence) > _MOST_LINES:
        lines.append(f"<li>and {len(evidence) - _MOST_LINES} more, listed below</li>")
    listed = f"<ul>{''.join(lines)}</ul>" if lines else ""
    return (
        f'<div class="card" id="card-{arrow.number}" aria-hidden="true">'
        f"<p><b>{_sentence(arrow.sign, arrow.subject, arrow.object)}</b>{_marks(arrow)}</p>"
        f'<p class="grounds">{escape(arrow.grounds)}</p>{listed}</div>'
    )


def _chain(drawing: Drawing, chain: Chain) -> str:
    trace = drawing.trace
    ends = [label_of(trace.labels, iri) for iri in (chain.terms[0], chain.terms[-1])]
    arrows = [drawing.arrows[drawing.numbers[hop] - 1] for hop in chain.hops]
    judged = f'<p class="judgement">{escape(judgement(chain))}</p>'
    if len(arrows) == 1:
        (arrow,) = arrows
        return (
            f'<li><p><a href="#step-{arrow.number}">{_sentence(chain.sign, ends[0], ends[1])}</a>{_marks(arrow)} '
            f'<span class="grounds">{escape(arrow.grounds)}</span></p>\n{judged}</li>'
        )
    steps = "\n".join(
        f'<li><a href="#step-{arrow.number}">{_sentence(arrow.sign, arrow.subject, arrow.object)}</a>{_marks(arrow)} '
        f'<span class="grounds">{escape(arrow.grounds)}</span></li>'
        for arrow in arrows
    )
    return f"<li><p><b>{_sentence(chain.sign, ends[0], ends[1])}</b></p>\n{judged}\n<ol>\n{steps}\n</ol></li>"


def _step(arrow: Arrow) -> str:
    said = "\n".join(
        f"<li>{escape(said.claim)}\n<ul>{''.join(f'<li>{escape(line)}</li>' for line in said.evidence)}</ul></li>"
        if said.evidence
        else f"<li>{escape(said.claim)}</li>"
        for said in arrow.said
    )
    listed = f"\n<ul>\n{said}\n</ul>" if said else ""
    return (
        f'<li id="step-{arrow.number}"><p><b>{_sentence(arrow.sign, arrow.subject, arrow.object)}</b>'
        f"{_marks(arrow)}</p>\n"
        f'<p class="grounds">{escape(arrow.grounds)}</p>{listed}</li>'
    )


def _sentence(sign: Sign, subject: str, object_: str) -> str:
    shown, name = ("+", "plus") if sign == "+" else ("−", "minus")
    return f'{escape(subject)} <span class="sign {name}">{VERB[sign]} ({shown})</span> {escape(object_)}'


def _marks(arrow: Arrow) -> str:
    words = [*(["derived by a rule"] if arrow.derived else []), *(["disputed"] if arrow.disputed else [])]
    return "".join(f' <span class="mark">{word}</span>' for word in words)


def _sources(drawing: Drawing) -> Iterator[str]:
    trace = drawing.trace
    cited = sorted({e.source for claim in trace.claims.values() for e in claim.evidence if e.source})
    if cited:
        yield '<section>\n<h2 id="sources">Sources</h2>\n<dl>'
        for iri in cited:
            yield f"<dt><b>{escape(slug(iri))}</b></dt><dd>{escape(label_of(trace.labels, iri))}</dd>"
        yield "</dl>\n</section>"
