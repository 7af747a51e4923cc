"""What a name that is written as an IRI or as a CURIE stands for."""

import re

from kgtool.store import Store
from kgtool.vocabulary import expand

IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]+")
_CURIE = r"([A-Za-z_][\w.-]*|):([^\s/]\S*)"


def iris_of(name: str, store: Store) -> list[str]:
    """The IRIs that a name may be, written out or as a CURIE, the likeliest first; none where it is neither.

    A CURIE is read by the prefixes of the store's files, of several the first one's, then by kgtool's; where neither
    knows its prefix, by the Bioregistry's.
    """
    if ":" not in name:
        return []
    plain = name[1:-1] if name.startswith("<") and name.endswith(">") else name
    if "://" in plain or plain.startswith("urn:"):
        found = [plain]
    else:
        curie = re.fullmatch(_CURIE, plain)
        own = store.prefixes.get(curie[1]) if curie else None
        found = [iri for iri in (own and curie and own + curie[2], expand(plain)) if iri]
        if curie and not found:
            from kgtool.logic.curies import registered

            namespace = registered().get(curie[1].lower())
            found = [namespace + curie[2]] if namespace else []
    return [iri for iri in dict.fromkeys(found) if IRI.fullmatch(iri)]
