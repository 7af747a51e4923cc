"""`kgtool conflicts`: what sources disagree about."""

import click

from kgtool.cli.options import input_options, number_option, opened, output_option
from kgtool.cli.output import format_for, note, style, width, write
from kgtool.logic.sides import KINDS
from kgtool.render.conflicts import conflicts_json, conflicts_text, gist_text, unexplained_json, unexplained_text

_MOST = 20
_SLIGHT = ("wording", "within")


@click.command(name="conflicts")
@click.argument("term", required=False)
@click.option("--kind", "kinds", type=click.Choice(list(KINDS)), multiple=True, help="Only this kind; repeatable.")
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Also what is only worded differently, or one text's.",
)
@click.option("--evidence", is_flag=True, help="List each piece of evidence with its hedges.")
@click.option(
    "--unexplained",
    is_flag=True,
    help="Instead: conclusions, such as cures, that are stated and no chain explains.",
)
@click.option(
    "--max-steps", type=click.IntRange(1, 50), help="With --unexplained: the longest chain that explains.  [default: 6]"
)
@number_option("Show at most N.  [default: 20; all in JSON]", "limit")
@click.option("--format", type=click.Choice(["text", "json"]), help="Default: by the ending of -o, else text.")
@output_option
@input_options
def command(
    term: str | None,
    kinds: tuple[str, ...],
    everything: bool,
    evidence: bool,
    unexplained: bool,
    max_steps: int | None,
    limit: int | None,
    format: str | None,
    output: str,
) -> int:
    """What sources disagree about, each case in a sentence, with all places; with TERM, only what concerns it.

    Said against denied or left open; raising against lowering; what can't both be so; differing amounts; a trigger here
    and a symptom there; of severe cases only, or without that limit. --all adds what is merely worded differently.
    """
    chosen = format_for(output, format, {".json": "json", ".txt": "text"}, "text")
    graph = opened()
    about = None if term is None else graph.find(term).iri
    if unexplained:
        said, names = graph.unexplained(max_steps=max_steps or 6)
        said = [one for one in said if about is None or about in (one[0].subject, one[0].object)]
        kept = said[: limit or (_MOST if chosen == "text" else None)]
        if chosen == "json":
            write(unexplained_json(kept, names), output)
        elif kept:
            write(unexplained_text(kept, names, style(output), width(output)), output)
        _tell_of(len(kept), len(said), 0)
        return 0
    found, labels = graph.conflicts()
    if about is not None:
        found = [conflict for conflict in found if conflict.speaks_of(about)]
    wanted = kinds or [kind for kind in KINDS if everything or kind not in _SLIGHT]
    hidden = 0 if kinds or everything else sum(c.kind in _SLIGHT for c in found)
    found = [conflict for conflict in found if conflict.kind in wanted]
    gist = chosen == "text" and not (term or kinds or evidence or limit)
    if limit is None and chosen == "text" and not gist:
        limit = _MOST
    shown = found[:limit]
    cut = f"{len(shown)} of {len(found)} shown; raise -n to see the others" if len(shown) < len(found) else None
    if chosen == "json":
        write(conflicts_json(shown, labels, cut), output)
    elif gist and shown:
        write(gist_text(shown, labels, style(output), width(output)), output)
    elif shown:
        write(conflicts_text(shown, labels, style(output), evidence, width(output)), output)
    _tell_of(len(shown), len(found), hidden)
    return 0


def _tell_of(shown: int, there: int, hidden: int) -> None:
    if shown < there:
        note(f"{shown} of {there} shown; raise -n to see the others")
    if hidden:
        note(f"{hidden} more are merely worded differently, or said both ways by one text alone; --all shows them")
    elif not there:
        note("there is none")
