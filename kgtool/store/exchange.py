"""One question to an HTTP server and its whole answer, by a deadline: redirects, compression and faults told apart."""

import gzip
import threading
import time
import zlib
from collections.abc import Mapping
from email.message import Message
from http.client import HTTPException, IncompleteRead
from io import BytesIO
from typing import NamedTuple
from urllib.error import HTTPError, URLError
from urllib.parse import SplitResult, quote, urlsplit
from urllib.request import HTTPErrorProcessor, HTTPRedirectHandler, Request, build_opener

from kgtool.errors import InputError, LimitError, UsageError
from kgtool.store.inputs import shown

_MOST_REDIRECTS = 5
_MOST = 500_000_000  # bytes of an answer, unpacked
_ASCII = "".join(map(chr, range(33, 127)))
_REDIRECTS = (301, 302, 303, 307, 308)


class Reply(NamedTuple):
    """What a server answered, whatever its status. body: decompressed."""

    status: int
    headers: Message
    body: bytes


class _AsItIs(HTTPErrorProcessor):
    """Hands over every answer, errors and redirects too."""

    def http_response(self, request: Request, response: object) -> object:  # noqa: ARG002
        """The answer as it is."""
        return response

    https_response = http_response


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """None: redirects are followed by `exchange`, which keeps the question."""


_OPENER = build_opener(_AsItIs, _NoRedirects)


def checked_url(url: str) -> SplitResult:
    """The parts of the URL of an endpoint, as it is asked: without a fragment, and in ASCII behind the host.

    Raises UsageError for one that isn't well formed.
    """
    if any(c.isspace() or not c.isprintable() for c in url):
        raise UsageError(f"{shown(url)}: no valid URL; in one, a space is %20.")
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        host.encode("idna")
    except ValueError as error:  # its text may hold what stands before an @
        raise UsageError(f"{shown(url)}: no valid URL (its host is none).") from error
    try:
        fine = bool(host) and parts.port != 0
    except ValueError as error:
        escape = " In a password, write / as %2F, # as %23 and ? as %3F." if "@" in url else ""
        raise UsageError(f"{shown(url)}: no valid URL (its port is no number from 1 to 65535).{escape}") from error
    if not fine:
        raise UsageError(f"{shown(url)}: no valid URL. Write http://HOST[:PORT]/PATH.")
    return parts._replace(path=quote(parts.path, _ASCII), query=quote(parts.query, _ASCII), fragment="")


def exchange(url: str, query: str, form: bytes | None, headers: Mapping[str, str], seconds: float) -> Reply:
    """The answer of the server at `url`, read to its end.

    query    what stands behind the `?` of a GET; empty for a POST.
    form     the body of a POST; None for a GET.
    seconds  from now on until the whole answer must be there.

    Redirects on the same host are followed with the question as it is; so is one from http to https.

    Raises LimitError when the time is up, InputError when the server can't be reached, breaks off, or leads elsewhere.
    """
    deadline = time.monotonic() + seconds
    for _ in range(_MOST_REDIRECTS):
        joint = "&" if "?" in url else "?"
        address = f"{url}{joint}{query}" if query else url
        reply = _within(deadline, seconds, url, Request(address, form, dict(headers)))  # noqa: S310 - http or https
        target = reply.headers.get("Location")
        if reply.status not in _REDIRECTS or not target:
            return reply
        url = _followed(url, target, query)
    raise InputError(f"{shown(url)}: redirects without end. Name the URL where it should end.")


def _followed(url: str, target: str, query: str) -> str:
    from urllib.parse import urljoin

    try:
        new = urljoin(url, target)
        old_parts, new_parts = urlsplit(url), urlsplit(new)
        _ = new_parts.port
    except ValueError as error:
        raise InputError(f"{shown(url)}: redirects to what is no valid URL ({error}).") from error
    if new_parts.scheme not in ("http", "https"):
        raise InputError(f"{shown(url)}: redirects to {shown(new)}, which is no address of the web.")
    if (old_parts.hostname, old_parts.port) != (new_parts.hostname, new_parts.port) and not (
        old_parts.hostname == new_parts.hostname and (old_parts.scheme, new_parts.scheme) == ("http", "https")
    ):
        where = "another host" if old_parts.hostname != new_parts.hostname else "another port"
        raise InputError(f"{shown(url)}: redirects to {shown(new)}, on {where}. Name that URL if you mean it.")
    if (old_parts.scheme, new_parts.scheme) == ("https", "http"):
        raise InputError(f"{shown(url)}: redirects to {shown(new)}, which is less safe. Name that URL if you mean it.")
    return new.replace(f"?{query}", "").replace(f"&{query}", "") if query else new


def _within(deadline: float, seconds: float, url: str, request: Request) -> Reply:
    """The answer to one request. A thread waits for it, because a server may send a byte now and then for ever."""
    found: list[Reply | Exception] = []

    def ask() -> None:
        try:
            with _OPENER.open(request, timeout=max(deadline - time.monotonic(), 0.001)) as response:
                body = response.read(_MOST + 1)
                if response.length and len(body) <= _MOST:  # asked for so many, it doesn't tell a cut answer by itself
                    raise IncompleteRead(body, response.length)
                found.append(Reply(response.status, response.headers, _unpacked(response.headers, body)))
        except Exception as error:
            found.append(error)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(max(deadline - time.monotonic(), 0))
    late = f"{shown(url)}: no whole answer within {round(seconds, 2):g} s. Raise --timeout."
    if not found:
        raise LimitError(late)
    (answer,) = found
    if isinstance(answer, Reply):
        return answer
    reason = getattr(answer, "reason", answer)
    if isinstance(answer, TimeoutError) or isinstance(reason, TimeoutError):
        raise LimitError(late) from answer
    if isinstance(answer, HTTPException | EOFError | zlib.error | gzip.BadGzipFile | ValueError):
        what = " ".join(str(answer).split())[:200] or type(answer).__name__
        raise InputError(f"{shown(url)}: its answer broke off or can't be read ({what}).") from answer
    if isinstance(answer, URLError | HTTPError | OSError):
        raise InputError(f"{shown(url)}: can't be reached ({reason}).") from answer
    raise answer


def _unpacked(headers: Message, body: bytes) -> bytes:
    coding = headers.get("Content-Encoding", "identity").strip().lower()
    if coding in ("gzip", "x-gzip"):
        unpacked = gzip.GzipFile(fileobj=BytesIO(body)).read(_MOST + 1)
    elif coding == "deflate":  # some leave the two bytes of zlib's header out
        bare = body[:1] and body[0] & 15 != zlib.DEFLATED
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS if bare else zlib.MAX_WBITS)
        unpacked = unpacker.decompress(body, _MOST + 1)
    elif coding in ("identity", ""):
        unpacked = body
    else:
        raise ValueError(f"compressed as {coding}, which nobody asked for")
    if len(unpacked) > _MOST:
        raise ValueError(f"more than {_MOST // 10**6:,} MB in one answer")
    return unpacked
