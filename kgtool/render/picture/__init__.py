"""Chains as pictures: one page, SVG, Mermaid, DOT and Markdown. Pure, and free of any drawing program."""

from collections.abc import Callable
from typing import Literal, get_args

from kgtool.errors import UsageError
from kgtool.model import Trace

Form = Literal["html", "svg", "mermaid", "dot", "md"]
FORMS: tuple[Form, ...] = get_args(Form)
ENDINGS = {
    ".html": "html",
    ".htm": "html",
    ".svg": "svg",
    ".mmd": "mermaid",
    ".mermaid": "mermaid",
    ".dot": "dot",
    ".gv": "dot",
    ".md": "md",
}


__all__ = ["ENDINGS", "FORMS", "Form", "picture"]


def picture(trace: Trace, form: str, title: str | None = None, evidence: bool = False) -> str:
    """The chains of a trace in one of the FORMS.

    title     what to call the picture; by default the question.
    evidence  in Markdown, list every passage too. A page always has them, the others never.

    Raises UsageError for a form that isn't there.
    """
    from kgtool.render.picture.drawing import drawn

    drawing = drawn(_of_routes(trace), title)
    write: Callable[..., str]
    if form == "html":
        from kgtool.render.picture.html import html as write
    elif form == "svg":
        from kgtool.render.picture.svg import svg as write
    elif form == "mermaid":
        from kgtool.render.picture.mermaid import mermaid as write
    elif form == "dot":
        from kgtool.render.picture.dot import dot as write
    elif form == "md":
        from kgtool.render.picture.markdown import markdown

        return markdown(drawing, evidence)
    else:
        raise UsageError(f'there is no picture in the form "{form}". There are: {", ".join(FORMS)}.')
    return write(drawing)


def _of_routes(trace: Trace) -> Trace:
    """The trace with the chains of its routes alone, the best first: not what one of these says in more detail."""
    if not trace.routes:
        return trace
    places = [place for route in trace.routes for place in route.chains]
    direct = [chain for chain in trace.chains if len(chain.hops) == 1]
    return trace._replace(chains=(*direct, *(trace.chains[place] for place in places)), routes=())
