"""Traces through an opened graph: each option against the same question asked of a graph made to measure."""

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kgtool import open as open_graph
from kgtool.errors import LimitError, UsageError
from kgtool.reading import reader as read
from kgtool.vocabulary import BASE
from tests.worlds import Said, turtle, worlds


def opened(folder, world, name="world"):
    path = folder / f"{name}.ttl"
    path.write_text(turtle(world))
    return open_graph(str(path), use_cache=False)


def without_source(world, slug):
    kept = (claim._replace(evidence=tuple(e for e in claim.evidence if e[0][:3] != slug)) for claim in world)
    return [claim for claim in kept if claim.evidence]


ENDS = st.sampled_from([("the n1", "the s1"), ("the lack1", "the s2"), (None, "the s1"), ("the f1", None)])


TOLD_BY_TWO = ("two--1", "supports", "asserted", "unspecified")


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(world=worlds, ends=ENDS)
@example(world=[Said("lack2", "inheritsFrom", "s1", None, (TOLD_BY_TWO,))], ends=(None, "the s1"))
def test_leaving_out_a_source_is_the_same_as_not_having_it(tmp_path_factory, world, ends):
    folder = tmp_path_factory.mktemp("worlds")
    bothered = opened(
        folder,
        [
            *world,
            Said(
                "s1",
                "associatedWith",
                "s2",
                None,
                (("two--1", "supports", "asserted", "direct"), ("one--1", "supports", "asserted", "direct")),
            ),
        ],
    )
    less = opened(folder, without_source(world, "two"), "less")
    expected = less.trace(*ends, most=50)
    for answer in (bothered.trace(*ends, most=50, without=["two"]), bothered.trace(*ends, most=50, sources=["one"])):
        assert answer.chains == expected.chains
        assert answer.grounds == expected.grounds


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(worlds, ENDS)
def test_options_keep_just_the_chains_that_fit_them(tmp_path_factory, world, ends):
    graph = opened(tmp_path_factory.mktemp("worlds"), world)
    if None in ends:
        return
    every = graph.trace(*ends, most=1000).chains

    def trace(**options):
        return list(graph.trace(*ends, most=1000, **options).chains)

    def those(fits):
        return [chain for chain in every if fits(chain)]

    via, avoid = set(read.widen(graph.store, [], [f"{BASE}term/s2"]).effects), f"{BASE}term/less1"
    assert trace(via=["the s2"]) == those(lambda c: via & set(c.terms))
    assert trace(avoid=["the less1"]) == those(lambda c: avoid not in c.terms)
    assert trace(sign="-") == those(lambda c: c.sign == "-")
    assert trace(stated=True) == those(lambda c: c.origin != "composed")
    assert trace(max_steps=2) == those(lambda c: len(c.hops) <= 2)
    undisputed = trace(exclude_disputed=True)
    assert not any(chain.disputed for chain in undisputed)
    assert {c.hops for c in those(lambda c: not c.disputed)} <= {c.hops for c in undisputed}


@settings(max_examples=20, deadline=None)
@given(worlds)
def test_several_ends_are_the_union_of_each(tmp_path_factory, world):
    graph = opened(tmp_path_factory.mktemp("worlds"), world)
    both = graph.trace(["the lack1", "the lack2"], ["the s1", "the s2"], most=1000).chains
    each = [
        chain
        for cause in ("the lack1", "the lack2")
        for effect in ("the s1", "the s2")
        for chain in graph.trace(cause, effect, most=1000).chains
    ]
    assert {c.hops for c in both} == {c.hops for c in each}
    assert len(both) == len({c.hops for c in both})


@pytest.fixture(scope="module")
def shipped():
    return open_graph()


def test_an_unknown_source_is_offered_those_there_are(shipped):
    with pytest.raises(UsageError, match="vitamin-d-and-twitching"):
        shipped.trace("salmon", "tetany", sources=["vitamin-d-and-twitchin"])


def test_no_end_at_all_is_a_usage_error(shipped):
    with pytest.raises(UsageError):
        shipped.trace()


def test_a_time_limit_that_finds_nothing_is_an_error(shipped, monkeypatch):
    def never(*_):
        raise TimeoutError
        yield

    monkeypatch.setattr("kgtool.answers.candidates.chains", never)
    with pytest.raises(LimitError, match="--timeout"):
        shipped.trace("vitamin D deficiency", "tetany", timeout=5)


def test_more_than_ten_thousand_chains_are_cut_and_said(tmp_path):
    layers = [[f"x{i}y{j}" for j in range(11)] for i in range(1, 5)]
    lines = [turtle([])]
    ends = [["s1"], *layers, ["s2"]]
    for here, there in pairwise(ends):
        for a in here:
            for b in there:
                lines.append(
                    f"claim:{a}--{b} nc:subject term:{a} ; nc:predicate nc:promotes ; nc:object term:{b} ; "
                    f"nc:evidence ev:{a}--{b} . "
                    f"ev:{a}--{b} nc:stance nc:supports ; nc:modality nc:asserted ; nc:passage psg:one--1 ."
                )
    path = tmp_path / "wide.ttl"
    path.write_text("\n".join(lines))
    answer = open_graph(str(path), use_cache=False).trace("the s1", "the s2", most=5)
    assert answer.stopped == "number"
    assert "10,000 chains" in answer.truncated
    assert len(answer.routes) == 5
    assert max(route.best for route in answer.routes) < len(answer.chains)
