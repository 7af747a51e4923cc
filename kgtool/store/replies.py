"""What an endpoint answered → rows, truth values and triples of the embedded store's own types.

Every answer is read to its end before anything is handed out, so that one that breaks off is never told in part.
"""

import json
import re
from typing import Any, NamedTuple

import pyoxigraph as ox

from kgtool.errors import InputError
from kgtool.store.exchange import Reply

Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
_JSON = ox.QueryResultsFormat.JSON
_VIRTUOSO = "nodeID://"  # begins the names of its blank nodes


class Rows(NamedTuple):
    """The rows of a SELECT as the JSON format of SPARQL results has them: a dict from names to terms each."""

    names: list[str]
    bindings: list[dict[str, Any]]

    def __len__(self) -> int:
        return len(self.bindings)

    def answer(self) -> ox.QuerySolutions:
        """The same in the embedded store's type."""
        text = json.dumps({"head": {"vars": self.names}, "results": {"bindings": self.bindings}})
        found = ox.parse_query_results(text.encode(), _JSON)
        assert isinstance(found, ox.QuerySolutions)
        return found


def read_rows(url: str, reply: Reply) -> Rows:
    """The rows of a reply to a SELECT query.

    Raises InputError for what isn't rows, or can't be read to its end.
    """
    found, _ = read_reply(url, reply, "SELECT")
    assert isinstance(found, ox.QuerySolutions)
    return as_rows(found)


def as_rows(found: ox.QuerySolutions) -> Rows:
    """The embedded store's rows as the JSON format has them."""
    data = found.serialize(format=_JSON)
    assert data is not None
    parsed = json.loads(data)
    return Rows(parsed["head"]["vars"], parsed["results"]["bindings"])


def first_line(reply: Reply) -> str:
    """What a reply says, shortened to a line: of a page its title."""
    text = reply.body[:2_000].decode("utf-8", "replace")
    if reply.headers.get_content_subtype() == "html":
        title = re.search(r"<title[^>]*>(.*?)</title>", text, re.DOTALL | re.IGNORECASE)
        text = title.group(1) if title else re.sub(r"<[^>]*>", " ", text)
    return next((line.strip()[:300] for line in text.splitlines() if line.strip()), "")


def read_reply(url: str, reply: Reply, form: str) -> tuple[Answer, int]:
    """The answer that a reply holds, and the number of its rows.

    form  of the query: SELECT, ASK, CONSTRUCT or DESCRIBE.

    Raises InputError for what can't be read, or is no answer to such a query.
    """
    kind = reply.headers.get_content_type()
    if not reply.body and "Content-Type" not in reply.headers:
        raise InputError(f"{url}: answered with nothing at all.")
    rows = form in ("SELECT", "ASK")
    results = _results_format(kind, reply.body) if rows else None
    triples = ox.RdfFormat.from_media_type(kind)
    try:
        if results:
            number = sum(1 for _ in _parsed(reply.body, results))  # an answer that breaks off shows at its end
            answer = ox.parse_query_results(_without_odd_names(reply.body), results)
            if isinstance(answer, ox.QueryBoolean) != (form == "ASK"):
                del answer
                raise InputError(f"{url}: answered {form} with something other than what was asked for.")
            return answer, number
        if triples and not rows:
            store = ox.Store()
            store.load(reply.body, triples)
            made = store.query("CONSTRUCT { ?s ?p ?o } WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }")
            assert isinstance(made, ox.QueryTriples)
            return made, 0
    except (SyntaxError, ValueError, RecursionError) as error:
        raise InputError(
            f"{url}: its answer can't be read as {kind} ({' '.join(str(error).split())[:200]})."
        ) from error
    if triples and kind != "text/plain":
        raise InputError(
            f"{url}: answered with {kind}: this is a file of RDF, no SPARQL endpoint. Save it and name the file."
        )
    if kind == "text/csv":
        raise InputError(f"{url}: answered with CSV, which doesn't tell names from texts, though JSON was asked for.")
    said = f" that says: {line}" if (line := first_line(reply)) and kind.startswith("text/") else ""
    raise InputError(f"{url}: answered with {kind}{said}; this isn't a SPARQL endpoint.")


def _parsed(body: bytes, results: ox.QueryResultsFormat) -> Any:
    found = ox.parse_query_results(_without_odd_names(body), results)
    return () if isinstance(found, ox.QueryBoolean) else found


def _results_format(kind: str, body: bytes) -> ox.QueryResultsFormat | None:
    """The format of results that a media type stands for, told by its first letter where the type is a general one."""
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if kind in ("application/json", "text/json", "text/javascript", "text/plain") and start == b"{":
        return _JSON
    if kind in ("application/xml", "text/xml") and start == b"<":
        return ox.QueryResultsFormat.XML
    told = ox.QueryResultsFormat.from_media_type(kind)
    return None if told == ox.QueryResultsFormat.CSV else told  # in which a name and a text look the same


def _without_odd_names(body: bytes) -> bytes:
    """The body with blank nodes under names that the format allows."""
    return body.replace(b'"' + _VIRTUOSO.encode(), b'"') if _VIRTUOSO.encode() in body else body
