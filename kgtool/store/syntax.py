"""Which syntax a file is in: what its ending says, what the user said of it, and what its first bytes look like."""

import os
import re

import pyoxigraph as ox

from kgtool.errors import InputError, UsageError

FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
}
STANDARD_INPUT = "-"
PACKED = (".gz", ".bz2")
ENDINGS = ", ".join(FORMATS)
_declared: dict[str, str] = {}

_ROBOT = "Convert it with ROBOT: robot convert --input FILE --output FILE.ttl"
_ELSE = "Save it as Turtle with the program that made it"
_AHEAD = rb"(?:#[^\n]*\n\s*|@?(?:prefix|base)\b[^<\n]*<[^>\n]*>\s*(?:\.\s*)?)*"  # comments and prefixes
_NODE = rb"(?:<[^<>\s]*>|_:\S+)"
_XML = rb"(?:<\?xml[^>]*>\s*|<!--.*?-->\s*|<!doctype [^\[>]*(?:\[.*?\])?\s*>\s*)*"
_QUERY = rb"(?:select|ask|construct|describe|insert|delete)\s"
_TABLE = rb"(?:#[^\n]*\n)*\"?[\w .-]+\"?(?:%(mark)s\"?[\w .-]*\"?)+(?:\r?\n|$)"
_JSON = '"@context"|"@id"|"@graph"'
# What the beginning of a file looks like, the plainest signs first: a pattern, its name, its ending, and what to do.
_LOOKS = (
    (rb"\x1f\x8b", "a file packed by gzip", "", "End its name in .gz as well, as .ttl.gz"),
    (rb"BZh[1-9]", "a file packed by bzip2", "", "End its name in .bz2 as well, as .ttl.bz2"),
    (rb"PK\x03\x04.{26}(?:\[Content_Types\]|_rels/|xl/)", "a spreadsheet", ".xlsx", "See kgtool import claims"),
    (
        rb"PK\x03\x04|\xfd7zXZ|\x28\xb5\x2f\xfd|7z\xbc\xaf|.{257}ustar",
        "a packed archive",
        "",
        "Unpack it first",
    ),
    (rb"SQLite format 3\0", "an SQLite database", "", _ELSE),
    (rb"%PDF-", "a PDF", "", "Name the file of the data"),
    (rb"\$HDT", "HDT", "", "Convert it with hdt2rdf"),
    (rb"\xff\xfe\0\0|\0\0\xfe\xff", "text in UTF-32", "", "Save it as UTF-8"),
    (rb"(?:[\t-~]\0){4}|(?:\0[\t-~]){4}", "text in UTF-16", "", "Save it as UTF-8"),
    (rb"\xff\xfe(?:[^\0]\0){3}|\xfe\xff(?:\0[^\0]){3}", "text in UTF-16", "", "Save it as UTF-8"),
    (rb"\x89PNG|GIF8|\xff\xd8\xff|\x7fELF|PAR1|\0{8}", "a binary file", "", "Name the file of the data"),
    (rb"version https://git-lfs", "a pointer of Git LFS, not the file", "", "Fetch the file: git lfs pull"),
    (rb"(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*(?:<!doctype html|<html\b)", "a web page (HTML)", "", "Get the raw file"),
    (rb"<{7} |[^\0]*\n<{7} ", "a file with a conflict of git in it", "", "Settle that first"),
    (_XML + rb"<(?:\w+:)?TriX\b", "TriX", "", _ELSE),
    (
        _XML + rb"<(?:\w+:)?Ontology\b"
        rb"(?=[^>]*(?:ontologyIRI|xmlns(?::\w+)?\s*=\s*[\"']http://www\.w3\.org/2002/07/owl#))(?![^>]*rdf:about)",
        "OWL/XML",
        ".owx",
        _ROBOT,
    ),
    (_XML + rb"<(?:\w+:)?RDF\b", "RDF/XML", ".rdf", ""),
    (rb"<\?xml\b", "XML of another kind", "", _ELSE),
    (rb"(?:#[^\n]*\n\s*)*(?:Prefix|Ontology)\s*\(", "OWL functional syntax", ".ofn", _ROBOT),
    (rb"(?:#[^\n]*\n\s*)*(?:Prefix:\s|Ontology:\s)", "OWL Manchester syntax", ".omn", _ROBOT),
    (rb"format-version:\s|(?:[\w-]+:[^\n]*\n)*\s*\[(?:Term|Typedef)\]", "OBO format", ".obo", _ROBOT),
    (rb"\s*\{\s*(?:\"meta\"\s*:\s*\{[^{}]*\}\s*,\s*)?\"graphs\"\s*:", "OBO graphs (JSON)", "", _ROBOT),
    (
        rb"\s*\{\s*\"[^\"]*:[^\"]*\"\s*:\s*\{\s*\"[^\"]*:[^\"]*\"\s*:\s*\[\s*\{[^{}]*\"type\"\s*:\s*\"(?:uri|literal|bnode)\"",
        "RDF/JSON",
        "",
        _ELSE,
    ),
    (rb"\s*[\[{].*(?:" + _JSON.encode() + rb")", "JSON-LD", ".jsonld", ""),
    (rb"\s*(?:\{\s*[\"}]|\[\s*[\[{\"])", "JSON", "", 'Say how it maps to RDF by a "@context", as JSON-LD'),
    (_AHEAD + _QUERY, "a SPARQL query", ".rq", "Ask it: kgtool query FILE"),
    (_AHEAD + rb"(?:imports\s*<[^>\n]*>\s*)*shape(?:Class)?\s", "SHACL in its compact syntax", "", _ELSE),
    (
        _AHEAD + rb"(?:start\s*=|[\w.-]*:[\w.-]+\s*(?:extra\s+\S+\s*|closed\s*)?\{[^{}]*(?:;|\*|\+)\s*\}\s*$)",
        "ShEx",
        "",
        _ELSE,
    ),
    (_AHEAD + rb"\{[^\n]*\}\s*=>", "N3 with rules", "", "Rules aren't RDF: save the facts alone, as Turtle"),
    (_AHEAD + rb"(?:graph\s+)?(?:" + _NODE + rb"|[\w.-]*:[\w.-]+)?\s*\{", "TriG", ".trig", ""),
    (rb"(?:#[^\n]*\n\s*)*(?:@prefix|@base|prefix\s+[\w.-]*:\s*<|base\s*<)", "Turtle", ".ttl", ""),
    (
        rb"(?:#[^\n]*\n\s*)*" + _NODE + rb"[ \t]+<[^<>\s]*>[ \t]+(?:" + _NODE + rb"|\"(?:[^\"\\\n]|\\.)*\"\S*)"
        rb"[ \t]+" + _NODE + rb"[ \t]*\.[ \t]*(?:\r?\n|$)",
        "N-Quads",
        ".nq",
        "",
    ),
    (rb"(?:#[^\n]*\n\s*)*(?:<[^<>\s]*>|_:\S+)\s+<[^<>\s]*>\s+[<_\"][^\n]*\.\s*(?:\n|$)", "N-Triples", ".nt", ""),
    (rb"---\s*\n|[\w-]+:\s*\n(?: +[\w-]+:|- )", "YAML", "", _ELSE),
    (_TABLE % {b"mark": b"\t"}, "a table", ".tsv", "See kgtool import"),
    (_TABLE % {b"mark": b","}, "a table", ".csv", "See kgtool import"),
    (_TABLE % {b"mark": b";"}, "a table", ".csv", "See kgtool import"),
)
_FITTING = {
    ".ttl": ("Turtle", "N-Triples"),
    ".trig": ("TriG", "Turtle", "N-Triples"),
    ".nt": ("N-Triples",),
    ".nq": ("N-Quads", "N-Triples"),
    ".rdf": ("RDF/XML", "XML of another kind"),
    ".owl": ("RDF/XML", "XML of another kind"),
    ".jsonld": ("JSON-LD", "JSON"),
}
"""What a file of an ending may look like, so that its own fault is what there is to say."""


def declare(path: str, name: str) -> None:
    """Take a file's syntax from the user, whatever its ending says.

    name  an ending of `FORMATS` without its dot.
    """
    _declared[path] = f".{name}"


def format_of(path: str) -> ox.RdfFormat:
    """The RDF format that a file's ending stands for, or that was declared for it.

    Raises InputError for an ending that isn't one of `FORMATS`, UsageError for undeclared standard input.
    """
    if (kind := ending(path)) in FORMATS:
        return FORMATS[kind]
    if path == STANDARD_INPUT:
        raise UsageError("-i - reads standard input, which has no ending: say --input-format ttl, nt, owl, …")
    if looks := _looks_in(path):
        name, fit, advice = looks
        told = f"It looks like {name}. {advice or f'End its name in {fit}, or say --input-format {fit[1:]}'}."
    else:
        told = f"The ending tells the format; known: {ENDINGS}, also packed as .gz or .bz2. Or say --input-format."
    raise InputError(f"{path}: unknown kind of file. {told}")


def ending(path: str) -> str:
    """The ending of a file, in lower case, without that of its compression; what was declared comes first."""
    if path in _declared:
        return _declared[path]
    stem, last = os.path.splitext(path)
    return (os.path.splitext(stem)[1] if last.lower() in PACKED else last).lower()


def mismatch(path: str, head: bytes, plainly: bool = False) -> str | None:
    """What to tell of a file that begins with `head` and is in another syntax than its name says; None if it isn't.

    plainly  it is in another one, even where a parser would take it.
    """
    looks = _looks(head)
    kind = ending(path)
    if kind not in FORMATS or not looks or (looks[0] in _FITTING.get(kind, ()) and not plainly):
        return None
    name, fit, advice = looks
    if fit in FORMATS:
        renamed = "Say" if path == STANDARD_INPUT else f"End its name in {fit}, or say"
        advice = f"{renamed} --input-format {fit[1:]}"
    elif advice == _ROBOT:
        stem = os.path.splitext(path)[0]
        advice = _ROBOT.replace("FILE.ttl", f"{stem}-rdf.ttl").replace("FILE", path)
    return f"{path}: this looks like {name}, not like {_TITLES.get(kind, kind)}. {advice}."


_TITLES = {
    ".ttl": "Turtle",
    ".nt": "N-Triples",
    ".nq": "N-Quads",
    ".trig": "TriG",
    ".rdf": "RDF/XML",
    ".owl": "RDF/XML",
    ".jsonld": "JSON-LD",
}


def is_plainly_other(head: bytes) -> bool:
    """Whether a file begins with what its parser might take for RDF/XML or JSON-LD, though it is none."""
    looks = _looks(head)
    if looks and looks[0] == "JSON":  # that has a key which is an IRI is JSON-LD for all that
        return (
            b"\0" not in head
            and bool(head.strip(b"\xef\xbb\xbf \t\r\n{}[]"))
            and not re.search(rb'"[A-Za-z][\w+.-]*:[^"]*"\s*:', head)
        )
    return bool(looks) and looks[0] in _OTHERS  # type: ignore[index]


_OTHERS = ("OWL/XML", "TriX", "a web page (HTML)", "OBO graphs (JSON)", "RDF/JSON")


def _looks(head: bytes) -> tuple[str, str, str] | None:
    head = head.removeprefix(b"\xef\xbb\xbf")
    stripped = head.lstrip()
    for pattern, name, fit, advice in _LOOKS:
        if re.match(pattern, stripped, re.DOTALL | re.IGNORECASE):  # compiled when needed: most files are what they say
            return name, fit, advice
    return None


def _looks_in(path: str) -> tuple[str, str, str] | None:
    try:
        with open(path, "rb") as file:
            return _looks(file.read(1 << 13))
    except OSError:
        return None
