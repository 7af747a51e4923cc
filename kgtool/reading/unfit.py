"""What of foreign graphs can't be traced, and why: predicates without a sign, ends without a name."""

from kgtool.model.overview import Unfit
from kgtool.reading.foreign import foreign_signs
from kgtool.reading.rows import as_number, counted, rows
from kgtool.store import Store
from kgtool.store.at_once import AtOnce
from kgtool.store.edge_forms import FRAMES


def unfit(store: Store) -> Unfit | None:
    """The predicates that join named things and have no sign, how many signed ones occur, and ends without a name.

    None where the store holds no foreign graph.
    """
    signs = foreign_signs(store)
    with AtOnce(store) as ask:
        joining = ask(lambda store: list(rows(store, _JOINING)))
        blank, seams = ask(lambda store: counted(store, _BLANK)), ask(lambda store: counted(store, _SEAMS))
    used: set[str] = set()
    unsigned: dict[str, int] = {}
    for predicate, number in joining.value:
        if predicate in signs:
            used.add(predicate)
        elif predicate and number and may_lack_sign(predicate):
            unsigned[predicate] = as_number(number)
    return told(unsigned, len(used), len(signs), blank.value, seams.value)


_JOINING = "SELECT ?p (COUNT(*) AS ?n) WHERE { ?s ?p ?o FILTER(isIRI(?s) && isIRI(?o)) } GROUP BY ?p"
_BLANK = "?s nc:stepPromotes|nc:stepInhibits ?o FILTER(isBlank(?s) || isBlank(?o))"
_SEAMS = (
    "{ ?s a nc:Seam } UNION { SELECT DISTINCT ?state ?of WHERE "
    "{ nc:lowLevelActs nc:rule ?rule . ?state nc:lowLevelOf|nc:highLevelOf ?of } }"
)


def may_lack_sign(predicate: str) -> bool:
    """Whether a predicate without a sign is worth a word: it is no part of what describes graphs."""
    return not predicate.startswith(FRAMES) and ":inverse:" not in predicate


def told(unsigned: dict[str, int], used: int, known: int, blank: int, seams: int) -> Unfit | None:
    """What can't be traced, the most first; None where nothing tells of a foreign graph."""
    most_first = dict(sorted(unsigned.items(), key=lambda item: (-item[1], item[0])))
    found = Unfit(most_first, used, known, blank, seams)
    return found if unsigned or used or blank or seams else None
