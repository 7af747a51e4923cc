"""The edges of an RDF store, of files or of an endpoint, in whatever form it keeps them; and what their ends go by."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping

from kgtool.errors import InputError, LimitError, UsageError
from kgtool.importing.edge_tables import Row
from kgtool.importing.graphs import Graph
from kgtool.model import Sign
from kgtool.reading.edge_nodes import may_lack_sign
from kgtool.reading.reader import labels
from kgtool.reading.terms import other_names
from kgtool.reading.unfit import joining
from kgtool.store import Store, edge_forms
from kgtool.store.inputs import form_files

_AT_ONCE = 1_000  # ends that are asked about in one request


def edges_in(
    store: Store, place: str, signs: Collection[str], forms: Counter[str], warn: Callable[[str], None]
) -> Iterator[Row]:
    """The rows of all forms, and the triples of signed predicates; `forms` counts them.

    warn  gets which form an endpoint doesn't answer, so that its edges are left out.
    """
    for values in edge_forms.plain_triples(store, sorted(signs)):
        forms["triples"] += 1
        yield Row(place, {"record": "", **values})
    for path in form_files():
        form = edge_forms.name_of_form(path)
        try:
            for values in edge_forms.rows_of_form(store, path):
                forms[form] += 1
                yield Row(place, {"record": "", **values})
        except (InputError, LimitError, UsageError) as error:
            if not store.far:
                raise
            warn(f"the edges of the form {form} are left out: {error}")


def unsigned_in(store: Store, signs: Mapping[str, Sign]) -> Counter[str]:
    """The predicates without a sign whose triples join named things, with the number of these."""
    return Counter({p: n for p, n in joining(store).items() if p not in signs and may_lack_sign(p)})


def take_names(graph: Graph, store: Store) -> None:
    """Tell a graph of the labels and matches of its ends that a store gives, in English where it has that."""
    ends = sorted(graph.claims.ends)
    for at in range(0, len(ends), _AT_ONCE):
        some = ends[at : at + _AT_ONCE]
        for iri, label in labels(store, some).items():
            graph.labels.setdefault(iri, " ".join(label.split()))
        for iri, other in other_names(store, some):
            graph.same.setdefault(iri, set()).add(other)
