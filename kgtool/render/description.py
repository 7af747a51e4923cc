"""What a store says of one IRI, as the middle of a page."""

from html import escape
from urllib.parse import quote

from kgtool.reading.description import Description, Value
from kgtool.vocabulary import curie

_MOST_VALUES = 200


def description_html(told: Description, base: str) -> str:
    """A heading and two lists: what is said of the IRI, and what leads to it.

    base  the namespace whose IRIs lie under the server's root; all others are described by their name.
    """
    heading = escape(told.label or curie(told.iri))
    parts = [f'<h1>{heading}</h1>\n<p class="iri"><code>{escape(told.iri)}</code></p>', _saved(told.iri, base)]
    parts.append(_statements(told.says, base))
    if told.defines:
        listed = "".join(f"<li>{_value(value, base)}</li>" for value in told.defines)
        parts.append(f"<h2>What it defines</h2><ul>{listed}</ul>")
    if told.cited:
        parts.append("<h2>What refers to it</h2>" + _statements(told.cited, base))
    if told.cut:
        parts.append("<p>More refers to it than is shown; the endpoint answers with all.</p>")
    return "\n".join(parts)


def place_of(iri: str, base: str) -> str:
    """Where the server describes an IRI: its own path below the base, else by its name."""
    rest = iri.removeprefix(base)
    if base and iri.startswith(base) and rest and "#" not in rest and "?" not in rest:
        return "/" + quote(rest, safe="/~.-_!$&'()*+,;=:@")
    return f"/describe?iri={quote(iri, safe='')}"


def _saved(iri: str, base: str) -> str:
    place = place_of(iri, base)
    joint = "&amp;" if "?" in place else "?"
    links = (f'<a href="{escape(place)}{joint}format={form}">{name}</a>' for form, name in _FORMS)
    return f'<p class="saved">As data: {", ".join(links)}</p>'


_FORMS = (("ttl", "Turtle"), ("nt", "N-Triples"), ("jsonld", "JSON-LD"), ("rdf", "RDF/XML"))


def _statements(groups: tuple[tuple[Value, tuple[Value, ...]], ...], base: str) -> str:
    rows = []
    for predicate, values in groups:
        shown = "".join(f"<li>{_value(value, base)}</li>" for value in values[:_MOST_VALUES])
        left = len(values) - _MOST_VALUES
        more = f"<li>and {left:,} more</li>" if left > 0 else ""
        rows.append(f"<dt>{_value(predicate, base)}</dt><dd><ul>{shown}{more}</ul></dd>")
    return f'<dl class="statements">{"".join(rows)}</dl>'


def _value(value: Value, base: str) -> str:
    if value.iri:
        name = escape(value.label or curie(value.text))
        return f'<a href="{escape(place_of(value.text, base))}" title="{escape(value.text)}">{name}</a>'
    kind = curie(value.kind) if "://" in value.kind else value.kind
    shown = "" if kind in ("", "en", "xsd:string") else f' <small class="kind">{escape(kind)}</small>'
    return f"<span>{escape(value.text)}</span>{shown}"
