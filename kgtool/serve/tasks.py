"""What a worker can be asked: each task takes the opened graph and a job, and writes its answer as it comes."""

from collections.abc import Callable
from typing import IO, Any, Protocol, cast

from kgtool.errors import InputError, UnknownTermError
from kgtool.graph import Graph
from kgtool.model import Dataset
from kgtool.serve.operations import BY_NAME, named

JSON = "application/json"
MOST_NAMES = 20_000
PICTURES = {"svg": "image/svg+xml", "mermaid": "text/vnd.mermaid", "dot": "text/vnd.graphviz", "md": "text/markdown"}


class Answer(Protocol):
    """Where a task writes."""

    head: dict[str, Any]

    def write(self, data: bytes) -> int:
        """Take bytes."""
        ...


Task = Callable[[Graph, dict[str, Any], Answer], None]


def _begin(answer: Answer) -> Callable[[str], IO[bytes]]:
    def begin(media: str) -> IO[bytes]:
        answer.head["media"] = media
        return cast("IO[bytes]", answer)

    return begin


def sparql(graph: Graph, job: dict[str, Any], answer: Answer) -> None:
    """A query: `query`, `dataset` (default, named) or None, `base`, `rows` and `triples` (media types or None)."""
    from kgtool.queries import endpoint

    dataset = Dataset(*map(tuple, job["dataset"])) if job["dataset"] else None
    found = endpoint.answer(graph.store, job["query"], dataset, job["base"])
    endpoint.write(found, job["rows"], job["triples"], _begin(answer))


def triples(graph: Graph, job: dict[str, Any], answer: Answer) -> None:
    """A graph of the store: `graph`, its IRI or "" for the default one, and `media`."""
    from kgtool.queries import endpoint

    if job["graph"] and not endpoint.graph_exists(graph.store, job["graph"]):
        raise UnknownTermError(f"there is no graph <{job['graph']}>.")
    found = endpoint.graph(graph.store, job["graph"])
    endpoint.write(found, None, job["media"], _begin(answer))


def service(graph: Graph, job: dict[str, Any], answer: Answer) -> None:
    """The description of the endpoint at `url`, in `media`."""
    from kgtool.queries.endpoint import write_triples
    from kgtool.queries.service import description

    write_triples(description(graph.store, job["url"]), job["media"], _begin(answer)(job["media"]))


def describe(graph: Graph, job: dict[str, Any], answer: Answer) -> None:
    """What is said of `iri`, in `media`, or as the HTML of a page's middle.

    Raises UnknownTermError where nothing is.
    """
    from kgtool.queries.endpoint import write_triples
    from kgtool.reading.description import description, triples_about

    unknown = UnknownTermError(f"the graph says nothing of <{job['iri']}>.")
    if job["media"] == "text/html":
        from kgtool.render.description import description_html

        told = description(graph.store, job["iri"])
        if told is None:
            raise unknown
        answer.head |= {"media": "text/html", "title": told.label or told.iri}
        answer.write(description_html(told, job["base"]).encode())
        return
    found = triples_about(graph.store, job["iri"])
    if not found:
        raise unknown
    write_triples(found, job["media"], _begin(answer)(job["media"]))


def names(graph: Graph, job: dict[str, Any], answer: Answer) -> None:  # noqa: ARG001
    """The names of all terms, for completion: rows of IRI, label and synonyms; none where they are too many."""
    import json

    from kgtool.reading.reader import labels
    from kgtool.reading.reader import names as all_names

    found: dict[str, list[str]] = {}
    for count, (iri, text) in enumerate(all_names(graph.store)):
        if count >= MOST_NAMES:
            found = {}
            break
        found.setdefault(iri, []).append(text)
    known = labels(graph.store, list(found))
    rows = sorted(
        [known.get(iri, texts[0]), iri, *sorted({*texts} - {known.get(iri, texts[0])})] for iri, texts in found.items()
    )
    answer.head["media"] = JSON
    answer.write(json.dumps({"schema": "kgtool/names/1", "names": rows}, ensure_ascii=False).encode())


def sources(graph: Graph, job: dict[str, Any], answer: Answer) -> None:  # noqa: ARG001
    """The sources: slug, IRI and title of each."""
    from kgtool.reading.evidence import sources as all_sources
    from kgtool.reading.reader import labels
    from kgtool.render.objects import to_json
    from kgtool.vocabulary import slug

    iris = sorted(all_sources(graph.store))
    known = labels(graph.store, iris)
    listed = [{"slug": slug(iri), "iri": iri, "title": known.get(iri, slug(iri))} for iri in iris]
    answer.head["media"] = JSON
    answer.write(to_json({"schema": "kgtool/sources/1", "sources": listed}).encode())


def passage(graph: Graph, job: dict[str, Any], answer: Answer) -> None:
    """The words of the passage `iri`, from the text of its source in the folder `texts`, if they are those cited.

    Raises UnknownTermError where there is no such passage or text, InputError where the text has other words there.
    """
    import json
    import os
    import re

    from kgtool.logic.spans import sha256
    from kgtool.reading.places import passage_place

    place = passage_place(graph.store, job["iri"])
    if place is None:
        raise UnknownTermError("there is no such passage.")
    source, start, end, digest = place
    path = os.path.join(job["texts"], f"{source}.txt")
    if not re.fullmatch(r"[\w.-]+", source) or not os.path.isfile(path):
        raise UnknownTermError("the text of this source isn't there.")
    with open(path, encoding="utf-8", newline="") as file:
        words = file.read()[start:end]
    if sha256(words.encode()) != digest:
        raise InputError("the text of this source isn't the one that was cited.")
    answer.head |= {"media": JSON, "passing": True}
    told = {"schema": "kgtool/passage/1", "passage": job["iri"], "source": source, "start": start, "end": end}
    answer.write(json.dumps({**told, "text": words}, ensure_ascii=False).encode())


def operation(graph: Graph, job: dict[str, Any], answer: Answer) -> None:
    """One of the operations: `name`, `values`, `form` (json, text, both, or a picture's), `seconds`."""
    asked = BY_NAME[job["name"]]
    found = named(asked.answer)(graph, job["values"], job["seconds"])
    if getattr(found, "stopped", None) == "time":
        answer.head["passing"] = True  # another time the search may come further
    form = job["form"]
    if form in PICTURES:
        from kgtool.render.picture import picture

        answer.head["media"] = PICTURES[form]
        answer.write(picture(found, form).encode("utf-8", "replace"))
        return
    if form == "both":
        answer.head["text"] = named(asked.text)(found)
    answer.head["media"] = "text/plain" if form == "text" else JSON
    answer.write(named(asked.text if form == "text" else asked.json)(found).encode("utf-8", "replace"))


def queries(graph: Graph, job: dict[str, Any], answer: Answer) -> None:  # noqa: ARG001
    """The catalogue of queries, with their texts."""
    from kgtool.queries.catalogue import catalogue
    from kgtool.render.objects import to_json

    listed = [q._asdict() | {"parameters": [p._asdict() for p in q.parameters]} for q in catalogue()]
    answer.head["media"] = JSON
    answer.write(to_json({"schema": "kgtool/queries/1", "queries": listed}).encode())


TASKS: dict[str, Task] = {
    task.__name__: task for task in (sparql, triples, service, describe, names, sources, passage, operation, queries)
}
