"""A SPARQL 1.1 endpoint, asked over HTTP."""

from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pyoxigraph as ox

from kgtool import __version__
from kgtool.errors import InputError, UsageError

_ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9, text/turtle;q=0.8"


class RemoteStore:
    """Answers by asking the endpoint at `url`; results come back in the embedded store's own types."""

    def __init__(self, url: str, timeout: float = 60) -> None:
        self.url = url
        self.timeout = timeout

    def query(self, sparql: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """The endpoint's answer to one query.

        Raises UsageError when the endpoint calls the query malformed, InputError when it can't be reached or
        answers with something that isn't a SPARQL result.
        """
        request = Request(  # noqa: S310 - the scheme was checked when the input was read as a URL
            self.url,
            data=urlencode({"query": sparql}).encode(),
            headers={"Accept": _ACCEPT, "User-Agent": f"kgtool/{__version__}"},
        )
        try:
            with urlopen(request, timeout=self.timeout) as response:  # noqa: S310
                kind = response.headers.get_content_type()
                body = response.read()
        except HTTPError as error:
            said = error.read(300).decode("utf-8", "replace").strip().splitlines()
            text = f"{self.url}: HTTP {error.code}" + (f", {said[0]}" if said else "")
            raise (UsageError if error.code == 400 else InputError)(text) from error
        except (URLError, TimeoutError, OSError) as error:
            raise InputError(f"{self.url}: can't be reached ({getattr(error, 'reason', error)}).") from error
        try:
            if results := ox.QueryResultsFormat.from_media_type(kind):
                return ox.parse_query_results(body, results)
            if kind in ("text/turtle", "application/n-triples"):
                store = ox.Store()
                store.load(body, ox.RdfFormat.from_media_type(kind))
                answer = store.query("CONSTRUCT WHERE { ?s ?p ?o }")
                assert isinstance(answer, ox.QueryTriples)
                return answer
        except (SyntaxError, ValueError) as error:
            raise InputError(f"{self.url}: its answer can't be read as {kind} ({error}).") from error
        raise InputError(f"{self.url}: answered with {kind}; this isn't a SPARQL endpoint.")

    def noted(self, key: str) -> list[str]:  # noqa: ARG002
        """Nothing: what an endpoint doesn't answer in SPARQL, nobody knows."""
        return []
