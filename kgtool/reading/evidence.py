"""Claims with their evidence, and who concludes what, as SPARQL finds them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from kgtool.model import Claim, Evidence, Hop, How
from kgtool.reading.foreign import claims_of_statements, is_statement
from kgtool.reading.rows import Row, among, as_sign, rows, values
from kgtool.store import Store
from kgtool.vocabulary import slug


def claims_of(store: Store, iris: Collection[str], everything: bool = False) -> dict[str, Claim]:
    """The claims with these IRIs, each with all its evidence.

    everything  read all claims that there are, instead of naming these: quicker where they are most of all.
    """
    if not iris:
        return {}
    foreign = claims_of_statements(store, sorted(iri for iri in iris if is_statement(iri)))
    own = sorted(iri for iri in iris if not is_statement(iri))
    found = own_claims(store, () if everything else own) if own else {}
    return {**{iri: found[iri] for iri in own if iri in found}, **foreign}


def own_claims(store: Store, iris: Collection[str] = ()) -> dict[str, Claim]:
    """The claims with these IRIs, or all where none is given."""
    found = _claims(store, values("c", iris) if iris else "")
    return {iri: found[iri] for iri in iris if iri in found} if iris else found


def claims_where(store: Store, pattern: str) -> dict[str, Claim]:
    """The claims that a pattern binds ?c to, in order."""
    return _claims(store, f"{{ SELECT DISTINCT ?c WHERE {{ {pattern} }} }}")


def _claims(store: Store, wanted: str) -> dict[str, Claim]:
    """The claims that a pattern binds ?c to, or all, by one request: a branch for evidence, one for places."""
    cited = f"{wanted} ?c nc:evidence/nc:passage ?place ." if wanted else ""
    columns = " ".join(f"?{name}" for name in TOLD)
    optional = " ".join(f"OPTIONAL {{ ?e nc:{name} ?{name} }}" for name in TOLD)
    parts: dict[str, tuple[str, str, str, str | None]] = {}
    places: dict[str, tuple[str, str]] = {}
    said: dict[tuple[str, str], list[Row]] = {}
    for claim, s, p, o, context, place, source, section, e, *told in rows(
        store,
        f"SELECT ?c ?s ?p ?o ?context ?place ?source ?section ?e {columns} WHERE {{ "
        f"{{ {wanted} ?c nc:subject ?s ; nc:predicate ?p ; nc:object ?o OPTIONAL {{ ?c nc:context ?context }} }} "
        f"UNION {{ SELECT DISTINCT ?place ?source ?section WHERE {{ {cited} "
        "?place nc:source ?source . OPTIONAL { ?place nc:section ?section } } } "
        f"UNION {{ {wanted} ?c nc:evidence ?e {optional} }} }}",
    ):
        if place:
            places[place] = (source or "", section or "")
        elif claim and e:
            said.setdefault((claim, e), []).append(tuple(told))
        elif claim and s and p and o:
            parts[claim] = (s, p, o, context)
    evidence = _evidence(said, places)
    return {iri: Claim(iri, *parts[iri], evidence.get(iri, ())) for iri in sorted(parts)}


TOLD = ("passage", "stance", "modality", "directness", "mode", "condition", "frequency", "manifestation")
"""What is asked of each piece of evidence, in the order of the columns."""


def _evidence(
    said: Mapping[tuple[str, str], list[Row]], places: Mapping[str, tuple[str, str]]
) -> dict[str, tuple[Evidence, ...]]:
    found: dict[str, list[Evidence]] = {}
    for (claim, iri), told in sorted(said.items()):
        columns_told = told[0]
        if len(told) > 1:  # with several conditions or manifestations there is a row for each pair of them
            columns_told = tuple(map(_least, zip(*told, strict=True)))
        several = [tuple(r[at] for r in told) if columns_told[at] else () for at in (_CONDITION, _MANIFESTATION)]
        found.setdefault(claim, []).append(piece(claim, iri, columns_told, places, *several))
    return {claim: tuple(sorted(group)) for claim, group in found.items()}


def piece(
    claim: str,
    iri: str,
    told: Row,
    places: Mapping[str, tuple[str, str]],
    conditions: Iterable[str | None],
    manifestations: Iterable[str | None],
) -> Evidence:
    """A piece of evidence. told: by the columns of `TOLD`; places: passage → its source and section."""
    passage, *how = told
    source, section = places.get(passage, ("", "")) if passage else ("", "")
    return Evidence(iri, claim, source, section, passage or "", *how_told(how, conditions, manifestations))


def how_told(told: Sequence[str | None], conditions: Iterable[str | None], manifestations: Iterable[str | None]) -> How:
    """What evidence is besides its place, of the columns of `TOLD` behind the passage, as its fields have it."""
    stance, modality, directness, mode, _, frequency, _ = map(_local, told)
    hedges = (_locals(conditions), frequency, _locals(manifestations))
    return (stance or "supports", modality or "asserted", directness, mode, *hedges)


_CONDITION, _MANIFESTATION = TOLD.index("condition"), TOLD.index("manifestation")


def _least(column: tuple[str | None, ...]) -> str | None:
    return min((value for value in column if value), default=None)


@lru_cache(maxsize=1_000)
def _local(iri: str | None) -> str | None:
    return (iri.rpartition("#")[2] if iri else None) or None


def _locals(iris: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(sorted({slug(iri) for iri in iris if iri}))


def conclusions(
    store: Store, causes: Collection[str], effects: Collection[str]
) -> dict[str, list[tuple[Hop, str, str]]]:
    """What sources conclude about each cause, as `all_conclusions` tells it.

    effects  the only ones that matter; none for all.
    """
    by, iris = ("s", causes) if len(causes) <= len(effects) or not effects else ("o", effects)
    name, others = ("o", effects) if by == "s" else ("s", causes)
    found: dict[str, list[tuple[Hop, str, str]]] = {}
    wanted, to = set(causes), set(effects)
    for said in all_conclusions(store, f"{values(by, iris)} {among(name, others)}"):
        if said[0].subject in wanted and (not to or said[0].object in to):
            found.setdefault(said[0].subject, []).append(said)
    return found


def all_conclusions(store: Store, ends: str = "") -> Iterator[tuple[Hop, str, str]]:
    """Every net effect that a source speaks of, the IRI of the source, and how it puts it.

    ends  what binds ?s, ?o or both, or nothing.

    A source says it as one "step" or by way of something between ("indirect"), or it "disputes" it or leaves it
    "undecided": followed by " direct" where it speaks of a direct effect alone.
    """
    for s, sign, o, source, stance, directness in rows(
        store,
        "SELECT DISTINCT ?s ?sign ?o ?source ?stance ?directness WHERE { "
        f"{ends} ?c nc:subject ?s ; nc:object ?o ; nc:predicate ?p . "
        "?p nc:sign ?sign . FILTER NOT EXISTS { ?c nc:context ?context } "
        "?c nc:evidence ?e . ?e nc:stance ?stance ; nc:passage/nc:source ?source "
        "OPTIONAL { ?e nc:directness ?directness } }",
    ):
        if s and o and source:
            yield Hop(s, as_sign(sign), o), source, how_put(stance, directness)


def how_put(stance: str | None, directness: str | None) -> str:
    """How a source puts a net effect, by the IRIs of its stance and directness: see `all_conclusions`."""
    how, way = _local(stance) or "supports", _local(directness)
    if how == "supports":
        return "indirect" if way == "indirect" else "step"
    return f"{how} direct" if way == "direct" else how


def lacks_steps(store: Store) -> bool:
    """Whether the store holds no step although some claim in it states one: it was filled with claims alone."""
    # Truth values come in several forms, so rows tell instead.
    found = {
        what
        for (what,) in rows(
            store,
            'SELECT DISTINCT ?what WHERE { { SELECT ("steps" AS ?what) WHERE { ?a nc:stepPromotes|nc:stepInhibits ?b } '
            'LIMIT 1 } UNION { SELECT ("stated" AS ?what) WHERE { VALUES ?p { nc:promotes nc:inhibits } '
            "?c nc:predicate ?p ; nc:evidence ?e . ?e nc:stance nc:supports "
            "FILTER NOT EXISTS { ?e nc:directness nc:indirect } FILTER NOT EXISTS { ?c nc:context ?x } } LIMIT 1 } }",
        )
    }
    return found == {"stated"}


def sources(store: Store) -> list[str]:
    """The IRIs of the sources that evidence comes from, in order."""
    return [s for (s,) in rows(store, "SELECT DISTINCT ?s WHERE { ?p a nc:Passage ; nc:source ?s } ORDER BY ?s") if s]
