"""Identifiers: CURIEs by a file's own prefixes, then kgtool's, then the Bioregistry's; and what a citation names."""

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import quote

from kgtool import folders
from kgtool.logic.words import plain
from kgtool.vocabulary import BASE, PREFIXES, curie

IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]+")
_CURIE = re.compile(r"([A-Za-z_][A-Za-z0-9_.-]*):(\S+)")
_PUBMED = re.compile(
    r"(?:pmid:?\s*|pubmed:|https?://(?:(?:www\.)?ncbi\.nlm\.nih\.gov/pubmed/|pubmed\.ncbi\.nlm\.nih\.gov/"
    r"|identifiers\.org/pubmed[:/]|bio2rdf\.org/pubmed:|purl\.uniprot\.org/citations/))(\d+)/?",
    re.IGNORECASE,
)
_DOI = re.compile(r"(?:doi:\s*|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_PMC = re.compile(r"(?:pmc(?:id)?:\s*|https?://(?:www\.)?ncbi\.nlm\.nih\.gov/pmc/articles/)?(PMC\d+)/?", re.IGNORECASE)
_LONGEST_NAME = 200  # characters: what is longer is a note about sources and no name of one


class Cited(NamedTuple):
    """A source as a graph names it: the slug that it goes by, its label, and its address where there is one."""

    slug: str
    label: str
    address: str = ""


class Prefixes:
    """Expands CURIEs, and counts the prefixes that nobody knows."""

    def __init__(self, own: Mapping[str, str] | None = None) -> None:
        self._own = dict(own or {})
        self._predicates: dict[str, str] = {}
        self.unknown: Counter[str] = Counter()

    def iri(self, name: str) -> str | None:
        """The IRI that a name is, written out or as a CURIE; None for a plain name or an IRI that isn't one.

        A CURIE whose prefix nobody knows becomes `urn:curie:…`, and is counted.
        """
        text = name.strip().removeprefix("<").removesuffix(">")
        if "://" in text or text.startswith("urn:"):
            return text if IRI.fullmatch(text) else None
        if not (found := _CURIE.fullmatch(text)):
            return None
        prefix, local = found.groups()
        namespace = self._own.get(prefix) or PREFIXES.get(prefix) or PREFIXES.get(prefix.upper())
        namespace = namespace or registered().get(prefix.lower())
        if not namespace:
            self.unknown[prefix] += 1
            namespace = f"urn:curie:{prefix}:"
        iri = namespace + local
        return iri if IRI.fullmatch(iri) else None

    def predicate(self, name: str) -> str:
        """The IRI under which files of signs speak of a predicate; of a word `urn:kgtool:predicate:<word>`."""
        found = self._predicates.get(name)
        if found is None:
            word = "urn:kgtool:predicate:" + quote(plain(name).replace(" ", "-")) if name else ""
            found = (self.iri(name) or "") if ":" in name and " " not in name else word
            self._predicates[name] = found
        return found


@cache
def registered() -> dict[str, str]:
    """The namespaces of the Bioregistry by prefix in lower case, other spellings included."""
    found: dict[str, str] = {}
    others: dict[str, str] = {}
    with open(folders.PREFIXES, encoding="utf-8") as file:
        for line in file:
            if not line.startswith("#"):
                prefix, namespace, spellings = line.rstrip("\n").split("\t")
                found[prefix.lower()] = namespace
                others |= dict.fromkeys(filter(None, spellings.split("|")), namespace)
    return {**others, **found}


def shortened(iri: str) -> str:
    """An IRI as a CURIE by kgtool's own prefixes, else by the Bioregistry's; as it is where none fits."""
    if (own := curie(iri)) != iri:
        return own
    fit = [(len(space), prefix) for prefix, space in registered().items() if iri.startswith(space) and iri != space]
    longest, prefix = min(fit, key=lambda one: (-one[0], one[1]), default=(0, ""))
    return f"{prefix}:{iri[longest:]}" if prefix and "/" not in iri[longest:] else iri


def citations(text: str) -> list[str]:
    """The citations of a cell, one a line or in one line where all are identifiers: `PMID:1; PMID:2`, `['PMID:1']`."""
    found: list[str] = []
    for line in filter(None, map(str.strip, text.split("\n"))):
        parts = [part.strip(" '\"") for part in re.split(r"[;,]", line.strip("[]"))]
        found += parts if all((named := cited(part)) and named.address for part in parts) else [line]
    return found


def cited(text: str) -> Cited | None:
    """What a citation names; None where it is a note too long to be a name."""
    name = " ".join(text.split())
    if found := _PUBMED.fullmatch(name):
        return Cited(f"pmid-{found[1]}", f"PMID:{found[1]}", f"https://pubmed.ncbi.nlm.nih.gov/{found[1]}")
    if found := _DOI.fullmatch(name):
        return Cited(f"doi-{slugged(found[1])}", f"DOI:{found[1]}", f"https://doi.org/{found[1]}")
    if found := _PMC.fullmatch(name):
        number = found[1].upper()
        return Cited(number.lower(), number, f"https://www.ncbi.nlm.nih.gov/pmc/articles/{number}/")
    if len(name) > _LONGEST_NAME:
        return None
    if "://" in name and IRI.fullmatch(name):
        return Cited(slugged(name.partition("://")[2]), name, name)
    return Cited(slugged(name), name)


def slugged(text: str) -> str:
    """A text as a slug: letters, digits and single hyphens, in lower case; what would be lost gives a digest."""
    slug = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    if len(slug) > 60 or not slug or not text.isascii():
        slug = f"{slug[:48].strip('-')}-{sha256(text.encode()).hexdigest()[:8]}".strip("-")
    return slug


def name_in_claims(iri: str) -> str:
    """How a term is spelt in the IRIs of claims: the slug of a term of ours, a readable digest of any other."""
    own = BASE + "term/"
    if iri.startswith(own):
        return iri[len(own) :]
    local = re.sub(r"[^A-Za-z0-9]+", "-", iri.rpartition("#")[2].rpartition("/")[2]).strip("-").lower()[:40]
    return f"{local or 'x'}-{sha256(iri.encode()).hexdigest()[:8]}"
