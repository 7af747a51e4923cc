"""A SPARQL 1.1 endpoint, asked over HTTP by the SPARQL Protocol."""

import netrc
import os
import time
from base64 import b64encode
from collections.abc import Collection, Mapping
from email.message import Message
from itertools import count
from urllib.parse import unquote, urlencode

from kgtool.errors import InputError, LimitError, UsageError
from kgtool.model import Dataset, Sign
from kgtool.sparql import has_limit, paged, query_form
from kgtool.store.exchange import Reply, checked_url, exchange
from kgtool.store.inputs import shown
from kgtool.store.replies import Answer, Rows, first_line, read_reply, read_rows
from kgtool.version import __version__

_ACCEPT_ROWS = "application/sparql-results+json, application/sparql-results+xml;q=0.8"
_ACCEPT_TRIPLES = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.5"
_ROUND = 1_000  # endpoints cap their answers at such numbers, and not all of them say so
_LARGE = 5_000  # rows of which nobody says whether they are all
_LONGEST_GET = 2_000
_LONGEST_FORM = 150_000  # Jetty, and so Fuseki, reads forms up to 200,000 bytes
_TRIES = 4
_BUSY = (429, 502, 503, 504)
_ANSWERED = (200, 203, 206)
USER, PASSWORD, TOKEN = "KGTOOL_ENDPOINT_USER", "KGTOOL_ENDPOINT_PASSWORD", "KGTOOL_ENDPOINT_TOKEN"


class RemoteStore:
    """Answers by asking the endpoint at `url`; results come back in the embedded store's own types.

    signs    the predicates of a foreign graph there that are steps by themselves.
    timeout  seconds to wait for one answer. A busy endpoint (429, 502, 503, 504) is asked again, up to four times in
             all, after the time that it names or 0.5, 1 and 2 seconds.

    Who may ask: the user and password in the URL, else the bearer token in $KGTOOL_ENDPOINT_TOKEN, else
    $KGTOOL_ENDPOINT_USER and $KGTOOL_ENDPOINT_PASSWORD, else what ~/.netrc (or $NETRC) holds for the host.
    """

    far, repairable = True, False
    prefixes: Mapping[str, str] = {}  # an endpoint doesn't tell them

    def __init__(self, url: str, signs: Mapping[str, Sign] | None = None, timeout: float = 60) -> None:
        parts = checked_url(url)
        self._url = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
        self.url = shown(url)
        self.signs = signs or {}
        self.timeout = timeout
        self.requests = 0
        own = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
        self._headers = {
            "User-Agent": f"kgtool/{__version__}",
            "Accept-Encoding": "gzip",
            **_credentials(parts.hostname or "", os.environ, own),
        }
        self._whole = _LARGE  # an answer of so many rows is whole
        self._posts = False  # whether it refused a GET
        self._forms = False  # whether it refused a query that is the whole body

    def query(self, sparql: str, dataset: Dataset | None = None) -> Answer:
        """The endpoint's answer to one query, read to its end: by GET where it is short, else by POST.

        Where the endpoint cuts a list of rows, it is asked for page by page.

        Raises UsageError when the endpoint calls the query malformed, LimitError when it stays busy, doesn't answer
        in time or cuts what can't be paged, InputError when it can't be reached, refuses us, or isn't an endpoint.
        """
        deadline = time.monotonic() + self.timeout
        form = query_form(sparql)
        reply = self._asked(sparql, dataset, form, deadline)
        if (cut := _cut(reply)) and (form != "SELECT" or has_limit(sparql)):
            raise LimitError(f"{self.url}: the endpoint cut its answer ({cut}). Ask for less, or raise its limit.")
        answer, number = read_reply(self.url, reply, form)
        if form != "SELECT" or (size := self._page_size(reply, number, sparql, dataset, deadline)) is None:
            return answer
        del answer
        return self._paged(sparql, dataset, read_rows(self.url, reply).names, size, deadline).answer()

    def _asked(self, sparql: str, dataset: Dataset | None, form: str, deadline: float) -> Reply:
        fields = [("query", sparql)]
        if dataset is not None:
            fields += [("default-graph-uri", iri) for iri in dataset.default if iri]
            fields += [("named-graph-uri", iri) for iri in dataset.named]
        text = urlencode(fields)
        headers = {**self._headers, "Accept": _ACCEPT_ROWS if form in ("SELECT", "ASK") else _ACCEPT_TRIPLES}
        for attempt in range(_TRIES):
            self.requests += 1
            if (left := deadline - time.monotonic()) <= 0:
                raise LimitError(f"{self.url}: no whole answer within {self.timeout:g} s. Raise --timeout.")
            if len(text) > _LONGEST_FORM and not self._forms:
                kind = {"Content-Type": "application/sparql-query"}
                reply = exchange(self._url, urlencode(fields[1:]), sparql.encode(), {**headers, **kind}, left)
                if reply.status == 415:
                    self._forms = True
                    continue
            elif self._posts or len(text) > _LONGEST_GET:
                kind = {"Content-Type": "application/x-www-form-urlencoded"}
                reply = exchange(self._url, "", text.encode(), {**headers, **kind}, left)
            else:
                reply = exchange(self._url, text, None, headers, left)
                if reply.status in (405, 414):
                    self._posts = True
                    continue
            if reply.status in _ANSWERED:
                return reply
            if reply.status in _BUSY and attempt < _TRIES - 1:
                time.sleep(min(_wait(reply.headers, attempt), max(deadline - time.monotonic(), 0)))
                if time.monotonic() < deadline:
                    continue
            raise self._told(reply)
        raise self._told(reply)

    def _page_size(
        self, reply: Reply, number: int, sparql: str, dataset: Dataset | None, deadline: float
    ) -> int | None:
        """How many rows a page has, where the endpoint has cut its answer; None where it hasn't."""
        if _cut(reply):
            return max(number, 1)
        if has_limit(sparql) or not number:
            return None
        said = reply.headers.get("X-SPARQL-MaxRows", "") == str(number) or number % _ROUND == 0
        return number if said or not self._is_whole(number, sparql, dataset, deadline) else None

    def _is_whole(self, number: int, sparql: str, dataset: Dataset | None, deadline: float) -> bool:
        """Whether an answer of so many rows isn't cut in silence: more come of what is quick, or none behind it."""

        def rows(text: str) -> int:
            return len(read_rows(self.url, self._asked(text, dataset, "SELECT", deadline)))

        if number > self._whole:
            given = rows(f"SELECT (1 AS ?one) WHERE {{ ?s ?p ?o }} LIMIT {4 * number}")
            if given <= number and rows(paged(sparql, [], 1, number)):
                return False
            self._whole = max(given, number)
        return True

    def _paged(self, sparql: str, dataset: Dataset | None, names: list[str], size: int, deadline: float) -> Rows:
        """All rows, a page at a time and in order, so that none is missed."""
        found, before = Rows(names, []), None
        for at in count(0, size):
            page = paged(sparql, names, size, at)
            rows = read_rows(self.url, self._asked(page, dataset, "SELECT", deadline))
            if rows == before and rows.bindings[0] != rows.bindings[-1]:  # pages are in order, so these can't be two
                raise LimitError(
                    f"{self.url}: the endpoint cuts its answers ({len(rows):,} rows) and gives the same rows whatever "
                    "page it is asked for. Ask for less, or raise its limit."
                )
            before = rows
            found.bindings.extend(rows.bindings)
            if len(rows) < size:
                return found
        raise AssertionError("the last page is not full")

    def notes(self, kind: str, keys: Collection[str]) -> dict[str, str]:  # noqa: ARG002
        """None: what an endpoint doesn't answer in SPARQL, nobody knows."""
        return {}

    def all_notes(self, kind: str) -> None:  # noqa: ARG002
        """None, as for `notes`."""
        return

    def repaired(self, error: Exception) -> bool:  # noqa: ARG002
        """Never: an endpoint mends its own store."""
        return False

    def _told(self, reply: Reply) -> Exception:
        said = first_line(reply)
        text = f"{self.url}: HTTP {reply.status}" + (f", {said}" if said else "") + "."
        if reply.status in (401, 403):
            return InputError(f"{text} Give credentials in ${TOKEN}, or ${USER} and ${PASSWORD}, or ~/.netrc.")
        if reply.status in _BUSY:
            return LimitError(f"{text} It stayed busy through {_TRIES} attempts; try again later.")
        if reply.status == 413:
            return LimitError(f"{text} The query is longer than the endpoint takes. Ask for less at once.")
        if reply.status == 400:
            return UsageError(text)
        if reply.status >= 500:
            return InputError(f"{text} The endpoint failed at this query; it says no more.")
        if reply.status in (301, 302, 303, 307, 308):
            return InputError(f"{text} It redirects without saying where to.")
        return InputError(f"{text} Is this a SPARQL endpoint?")


def _cut(reply: Reply) -> str:
    """What tells that the endpoint has left something out; nothing where nothing does."""
    state = reply.headers.get("X-SQL-State", "")
    if reply.status == 206:
        return f"HTTP 206{f', {state}' if state else ''}"
    return state if state.startswith("S1TAT") else ""


def _wait(headers: Message, attempt: int) -> float:
    """Seconds until the next attempt: what the endpoint asks for (at most half a minute), else doubling."""
    asked = headers.get("Retry-After", "")
    return min(float(asked), 30) if asked.isdigit() else 0.5 * 2**attempt


def _credentials(host: str, environment: Mapping[str, str], own: tuple[str, str] | None) -> dict[str, str]:
    if own:
        return {"Authorization": "Basic " + b64encode(":".join(own).encode()).decode()}
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
