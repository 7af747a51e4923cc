"""The chains that may answer a question: all there are, or the shortest of them where these are too many."""

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Literal, NamedTuple

from kgtool.errors import InputError, LimitError, UsageError
from kgtool.logic.chains import Path, chains
from kgtool.logic.spelling import near_misses
from kgtool.logic.trust import restricted, sign_of
from kgtool.model import Evidence, Hop, Sign
from kgtool.reading import reader as read
from kgtool.reading.hops import hops_between
from kgtool.reading.kinds import widen_by
from kgtool.store import Store
from kgtool.vocabulary import slug

MOST_CHAINS = 10_000
"""Chains are enumerated up to this many, then ranked; what was cut is said."""
_SEARCHING = 0.5  # so much of the time; the rest is for judging and telling what was found


class Question(NamedTuple):
    """What is asked for, by IRIs of terms and slugs or IRIs of sources; `Graph.trace` tells what each part means."""

    causes: tuple[str, ...]
    effects: tuple[str, ...]
    most: int = 10
    max_steps: int = 6
    sign: Sign | Literal["any"] = "any"
    via: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    stated: bool = False
    exclude_disputed: bool = False
    every: bool = False
    timeout: float | None = None


def at_least_one(what: str, *numbers: int) -> None:
    """Raise UsageError where one of the numbers is below 1. what: what they are, for the error."""
    if min(numbers) < 1:
        raise UsageError(f"{what} must be at least 1.")


class Candidates(NamedTuple):
    """What the search gives.

    stopped  which bound cut it, or None; cut: what to say of that.
    support  what the hops rest on, where that had to be read.
    """

    paths: list[Path]
    stopped: Literal["number", "time"] | None = None
    cut: str | None = None
    support: read.Support | None = None


def candidates(
    store: Store,
    asked: Question,
    ends: tuple[list[str], list[str]],
    counts: Callable[[Evidence], bool] | None,
    tell: Callable[[str], None],
) -> Candidates:
    """The chains between the ends that were asked for.

    ends    what the question's ends stand for.
    counts  whether a piece of evidence counts; None where all does.

    Raises InputError for a store that holds claims and no steps, LimitError when the time was up before any was found.
    """
    deadline = None if asked.timeout is None else time.monotonic() + _SEARCHING * asked.timeout
    through = [set(widen_by(store, (), [iri], counts).effects) for iri in asked.via]
    standing = _Standing(store, asked, counts)
    if (ends[0] and ends[1]) or through:
        hops = hops_between(store, *ends, asked.max_steps)
        if not hops:
            refuse_stepless_store(store)
        found = chains(standing.of(hops), *ends, asked.max_steps, deadline)
        answer = _enumerated(found, asked, through, tell)
    else:
        answer = _spread(store, asked, ends, standing, deadline, tell)
    if answer.stopped == "time" and not answer.paths:
        raise LimitError(f"no chain was found in time ({asked.timeout:g} s). Raise --timeout or lower --max-steps.")
    return answer._replace(support=standing.support)


class _Standing:
    """Which hops count for a question. support: what those that do rest on, where that has to be read."""

    def __init__(self, store: Store, asked: Question, counts: Callable[[Evidence], bool] | None) -> None:
        self._store = store
        self._around = set(read.widen(store, asked.avoid, ()).causes)
        self._counts = counts or (lambda _: True)
        self._undisputed = asked.exclude_disputed
        self.support: read.Support | None = ({}, {}) if counts or asked.exclude_disputed else None

    def of(self, hops: set[Hop]) -> set[Hop]:
        """Those of the hops that count."""
        if self._around:
            hops = {hop for hop in hops if not {hop.subject, hop.object} & self._around}
        if self.support is None:
            return hops
        grounds, claims = restricted(*read.support_of(self._store, hops), self._counts, self._undisputed)
        self.support[0].update(grounds)
        self.support[1].update(claims)
        return set(grounds)


def _enumerated(
    paths: Iterable[Path], asked: Question, through: Sequence[set[str]], tell: Callable[[str], None]
) -> Candidates:
    found: list[Path] = []
    try:
        for path in paths:
            if asked.sign in ("any", sign_of(path)) and all(_runs_through(path, terms) for terms in through):
                if len(found) == MOST_CHAINS:
                    said = (
                        f"the search stopped at {MOST_CHAINS:,} chains, the shortest first, so that these are the best "
                        "among them; lower --max-steps to rank all"
                    )
                    return Candidates(found, "number", said)
                found.append(path)
                if not len(found) % 256:
                    tell(f"searching: {len(found):,} chains so far")
    except TimeoutError:
        return _out_of_time(found, asked)
    return Candidates(found)


def _out_of_time(found: list[Path], asked: Question) -> Candidates:
    return Candidates(found, "time", out_of_time(asked))


def out_of_time(asked: Question) -> str:
    """What to say of an answer that its time limit cut."""
    said = f"the time was up ({asked.timeout:g} s), so that these are the best of what was found and judged by then"
    return f"{said}; raise --timeout to search on"


def _runs_through(path: Path, terms: set[str]) -> bool:
    return path[0].subject in terms or any(hop.object in terms for hop in path)


def _spread(
    store: Store,
    asked: Question,
    ends: tuple[list[str], list[str]],
    standing: _Standing,
    deadline: float | None,
    tell: Callable[[str], None],
) -> Candidates:
    """The chains from the causes, or to the effects, one length after the other."""
    from kgtool.logic.spreading import EACH, spread

    starts, forward = (ends[0], True) if ends[0] else (ends[1], False)

    def hops_at(terms: list[str]) -> set[Hop]:
        causes, effects = (terms, []) if forward else ([], terms)
        return standing.of(hops_between(store, causes, effects, 1))

    def wanted(paths: list[Path]) -> list[Path]:
        return paths if asked.sign == "any" else [path for path in paths if asked.sign == sign_of(path)]

    paths: list[Path] = []
    said: list[str] = []
    try:
        for paths, thinned, ended in spread(hops_at, starts, asked.max_steps, MOST_CHAINS, forward, deadline):
            tell(f"searching: {len(paths):,} chains so far")
            said = [f"those of more than {ended} step{'s' * (ended > 1)} weren't looked at"] if ended else []
            said += [f"of those to one end no more than {EACH} of each length were ranked"] if thinned else []
    except TimeoutError:
        return _out_of_time(wanted(paths), asked)
    if not paths:
        refuse_stepless_store(store)
    if not said:
        return Candidates(wanted(paths))
    return Candidates(wanted(paths), "number", f"there are more than {MOST_CHAINS:,} chains: {'; '.join(said)}")


def evidence_filter(store: Store, sources: Sequence[str], without: Sequence[str]) -> Callable[[Evidence], bool] | None:
    """Whether a piece of evidence counts, by the slug, label or IRI of its source; None where all does.

    Raises UsageError for a source that isn't there.
    """
    if not (sources or without):
        return None
    from kgtool.reading.evidence import sources as all_sources

    known = all_sources(store)
    by_label = {label: iri for iri, label in read.labels(store, known).items()}
    there = {**by_label, **{slug(iri): iri for iri in known}}
    for name in (*sources, *without):
        if name not in there and name not in there.values():
            near = near_misses(name, map(slug, known)) or sorted(map(slug, known))
            raise UsageError(f'no source is called "{name}". There are: {", ".join(near)}.')
    only = {there.get(name, name) for name in sources}
    never = {there.get(name, name) for name in without}
    return lambda e: (not only or e.source in only) and e.source not in never


def refuse_stepless_store(store: Store) -> None:
    """Raise InputError where a store holds claims and no steps, so that nothing can be traced in it."""
    if read.lacks_steps(store):
        raise InputError(
            "this store holds claims but no steps, so nothing can be traced in it. "
            "Fill it from `kgtool export --steps`, which writes the edges and derived hops too."
        )
