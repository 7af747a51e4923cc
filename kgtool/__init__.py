"""Why a lack (or an excess) of a nutrient brings a symptom: causal chains with evidence for every step.

`kgtool.open()` opens a graph. What this package offers is imported when it is asked for, so that the package itself
costs nothing.
"""

__version__ = "0.1.0"

TYPE_CHECKING = False  # type checkers take it for typing's, which costs every command some milliseconds
if TYPE_CHECKING:
    from kgtool.errors import (
        InputError,
        KgtoolError,
        LimitError,
        RefusedError,
        UnknownTermError,
        UsageError,
    )
    from kgtool.graph import Graph
    from kgtool.graph import open_graph as open  # noqa: A004 - users write kgtool.open()
    from kgtool.model import Chain, Claim, Evidence, Grounds, Hop, PremiseSet, Term, Trace
    from kgtool.model.overview import Count, Overview, Portrait
    from kgtool.notebook import Answer
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

_ELSEWHERE = {
    "Answer": "notebook",
    "Graph": "graph",
    "Table": "table",
    "open": "graph",
    **dict.fromkeys(["Count", "Overview", "Portrait"], "model.overview"),
}


if not TYPE_CHECKING:  # with it, no name would be unknown to them

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module 'kgtool' has no attribute {name!r}")
        import importlib

        home = _ELSEWHERE.get(name) or ("errors" if name.endswith("Error") else "model")
        value = getattr(importlib.import_module(f"kgtool.{home}"), "open_graph" if name == "open" else name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
