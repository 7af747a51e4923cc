"""Why a lack (or an excess) of a nutrient brings a symptom: causal chains with evidence for every step.

`kgtool.open()` opens a graph. What this package offers is imported when it is asked for, so that the package itself
costs nothing.
"""

from kgtool.version import __version__

TYPE_CHECKING = False  # type checkers take it for typing's, which costs every command some milliseconds
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kgtool.errors import (
        InputError,
        KgtoolError,
        LimitError,
        RefusedError,
        UnknownTermError,
        UsageError,
    )
    from kgtool.graph import Graph
    from kgtool.model import Chain, Claim, Evidence, Grounds, Hop, PremiseSet, Term, Trace
    from kgtool.model.overview import Count, Overview, Portrait
    from kgtool.notebook.answer import Answer
    from kgtool.table import Table

__all__ = [
    "Answer",
    "Chain",
    "Claim",
    "Count",
    "Evidence",
    "Graph",
    "Grounds",
    "Hop",
    "InputError",
    "KgtoolError",
    "LimitError",
    "Overview",
    "Portrait",
    "PremiseSet",
    "RefusedError",
    "Table",
    "Term",
    "Trace",
    "UnknownTermError",
    "UsageError",
    "__version__",
    "open",
]


def open(  # noqa: A001 - users write kgtool.open()
    *inputs: str,
    use_cache: bool = True,
    warn: "Callable[[str], None]" = lambda _: None,
    signs: "Sequence[str]" = (),
    timeout: float | None = None,
    tell: "Callable[[str], None]" = lambda _: None,
    mappings: "Sequence[str]" = (),
    seams: bool = True,
    deadline: float | None = None,
    noted: bool = True,
) -> "Graph":
    """Open RDF files, folders or one endpoint URL; nothing, or "shipped" among them, for the shipped graph.

    use_cache  keep what is made of the files on disk, so that the next opening takes milliseconds.
    warn       gets a sentence when something went wrong that didn't stop the answer.
    signs      files that say which predicates of a foreign graph promote and inhibit, besides the shipped ones for
               the Relation Ontology and the Biolink Model.
    timeout    seconds to wait for one answer of an endpoint.
    tell       gets a few words on what is being done, now and then; none when it is over.
    mappings   SSSOM tables that say which terms of different graphs are one.
    seams      join the terms that are one by a mapping, in a table or in the graphs.
    deadline   the `time.monotonic()` at which files that aren't read by then are given up.
    noted      work out what traces and most other questions read; without it, only SPARQL is answered in good time.

    Raises InputError for what can't be read (file and line are named), UsageError for an endpoint beside files,
    LimitError when the deadline has passed.
    """
    from kgtool.graph import Graph
    from kgtool.reading.reader import notes_of
    from kgtool.store.opening import open_store

    index = notes_of if noted else None
    store = open_store(inputs, use_cache, warn, index, signs, timeout, tell, mappings, seams, deadline)
    return Graph(store, tell)


_ELSEWHERE = {
    "Answer": "notebook.answer",
    "Graph": "graph",
    "Table": "table",
    **dict.fromkeys(["Count", "Overview", "Portrait"], "model.overview"),
}


if not TYPE_CHECKING:  # with it, no name would be unknown to them

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module 'kgtool' has no attribute {name!r}")
        import importlib

        home = _ELSEWHERE.get(name) or ("errors" if name.endswith("Error") else "model")
        value = getattr(importlib.import_module(f"kgtool.{home}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
