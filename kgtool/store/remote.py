"""A SPARQL 1.1 endpoint, asked over HTTP by the SPARQL Protocol."""

import netrc
import os
import time
from base64 import b64encode
from collections.abc import Collection, Mapping
from email.message import Message
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pyoxigraph as ox

from kgtool import __version__
from kgtool.errors import InputError, LimitError, UsageError
from kgtool.model import Dataset, Sign

_ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9, text/turtle;q=0.8"
_LONGEST_GET = 2_000
_TRIES = 4
_BUSY = (429, 502, 503, 504)
USER, PASSWORD, TOKEN = "KGTOOL_ENDPOINT_USER", "KGTOOL_ENDPOINT_PASSWORD", "KGTOOL_ENDPOINT_TOKEN"


class _SameHostRedirects(HTTPRedirectHandler):
    """Follows a redirect on the same host only, so that no credentials and no query go elsewhere."""

    def redirect_request(
        self, req: Request, fp: object, code: int, msg: str, headers: Message, newurl: str
    ) -> Request | None:
        """The request that follows the redirect, as the base class makes it."""
        if urlsplit(newurl)[:2] != urlsplit(req.full_url)[:2]:
            raise InputError(f"{req.full_url}: redirects to {newurl}, on another host. Name that URL if you mean it.")
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


_OPENER = build_opener(_SameHostRedirects)


class RemoteStore:
    """Answers by asking the endpoint at `url`; results come back in the embedded store's own types.

    signs    the predicates of a foreign graph there that are steps by themselves.
    timeout  seconds to wait for one answer. A busy endpoint (429, 502, 503, 504) is asked again, up to four times in
             all, after the time that it names or 0.5, 1 and 2 seconds.

    Who may ask: the bearer token in $KGTOOL_ENDPOINT_TOKEN, else $KGTOOL_ENDPOINT_USER and
    $KGTOOL_ENDPOINT_PASSWORD, else what ~/.netrc (or $NETRC) holds for the host.
    """

    repairable = False

    def __init__(self, url: str, signs: Mapping[str, Sign] | None = None, timeout: float = 60) -> None:
        self.url = url
        self.signs = signs or {}
        self.timeout = timeout
        self.requests = 0
        self._headers = {
            "Accept": _ACCEPT,
            "User-Agent": f"kgtool/{__version__}",
            **_credentials(urlsplit(url).hostname or "", os.environ),
        }

    prefixes: Mapping[str, str] = {}  # an endpoint doesn't tell them

    def query(
        self, sparql: str, dataset: Dataset | None = None
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """The endpoint's answer to one query: by GET where it is short, else by POST.

        Raises UsageError when the endpoint calls the query malformed, LimitError when it stays busy or doesn't
        answer in time, InputError when it can't be reached, refuses us, or isn't a SPARQL endpoint.
        """
        for attempt in range(_TRIES):
            self.requests += 1
            try:
                with _OPENER.open(self._request(sparql, dataset), timeout=self.timeout) as response:
                    kind = response.headers.get_content_type()
                    return self._read(kind, response.read())
            except HTTPError as error:
                if error.code in _BUSY and attempt < _TRIES - 1:
                    time.sleep(_wait(error.headers, attempt))
                    continue
                raise self._told(error) from error
            except TimeoutError as error:
                raise LimitError(f"{self.url}: no answer within {self.timeout:g} s. Raise --timeout.") from error
            except (URLError, OSError) as error:
                reason = getattr(error, "reason", error)
                if isinstance(reason, TimeoutError):
                    raise LimitError(f"{self.url}: no answer within {self.timeout:g} s. Raise --timeout.") from error
                raise InputError(f"{self.url}: can't be reached ({reason}).") from error
        raise AssertionError("the last attempt returns or raises")

    def notes(self, kind: str, keys: Collection[str]) -> dict[str, str]:  # noqa: ARG002
        """None: what an endpoint doesn't answer in SPARQL, nobody knows."""
        return {}

    def repaired(self, error: Exception) -> bool:  # noqa: ARG002
        """Never: an endpoint mends its own store."""
        return False

    def _request(self, sparql: str, dataset: Dataset | None) -> Request:
        fields = [("query", sparql)]
        if dataset is not None:
            fields += [("default-graph-uri", iri) for iri in dataset.default if iri]
            fields += [("named-graph-uri", iri) for iri in dataset.named]
        form = urlencode(fields)
        if len(form) <= _LONGEST_GET:
            joint = "&" if "?" in self.url else "?"
            return Request(self.url + joint + form, headers=self._headers)  # noqa: S310 - http or https, as checked
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return Request(self.url, form.encode(), {**self._headers, **kind})  # noqa: S310

    def _read(self, kind: str, body: bytes) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
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

    def _told(self, error: HTTPError) -> Exception:
        said = error.read(300).decode("utf-8", "replace").strip().splitlines()
        text = f"{self.url}: HTTP {error.code}" + (f", {said[0]}" if said else "") + "."
        if error.code in (401, 403):
            return InputError(f"{text} Give credentials in ${TOKEN}, or ${USER} and ${PASSWORD}, or ~/.netrc.")
        if error.code in _BUSY:
            return LimitError(f"{text} It stayed busy through {_TRIES} attempts; try again later.")
        return UsageError(text) if error.code == 400 else InputError(f"{text} Is this a SPARQL endpoint?")


def _wait(headers: Message, attempt: int) -> float:
    """Seconds until the next attempt: what the endpoint asks for (at most half a minute), else doubling."""
    asked = headers.get("Retry-After", "")
    return min(float(asked), 30) if asked.isdigit() else 0.5 * 2**attempt


def _credentials(host: str, environment: Mapping[str, str]) -> dict[str, str]:
    if token := environment.get(TOKEN):
        return {"Authorization": f"Bearer {token}"}
    user, password = environment.get(USER), environment.get(PASSWORD, "")
    if not user:
        try:
            known = netrc.netrc(environment.get("NETRC")).authenticators(host)
        except (OSError, netrc.NetrcParseError):
            known = None
        if not known:
            return {}
        user, password = known[0] or "", known[2] or ""
    return {"Authorization": "Basic " + b64encode(f"{user}:{password}".encode()).decode()}
