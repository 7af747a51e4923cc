"""What lies downstream and upstream: all chains where they are few; where they are many, some to every end."""

import json
import random
from itertools import count, pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtool import open as open_graph
from kgtool.answers import candidates, judging
from kgtool.cli import run
from kgtool.logic.spreading import EACH, spread
from kgtool.logic.trust import sign_of
from kgtool.model import Hop
from tests.oracle import all_chains

UP, DOWN = (f"<http://purl.obolibrary.org/obo/RO_000221{n}>" for n in (3, 2))
terms = st.sampled_from("abcdef")
graphs = st.sets(st.builds(Hop, terms, st.sampled_from("+-"), terms).filter(lambda hop: hop.subject != hop.object))


def along(hops, forward):
    return lambda some: {hop for hop in hops if (hop.subject if forward else hop.object) in some}


def last(hops, starts, steps, most, forward=True):
    *_, answer = spread(along(hops, forward), starts, steps, most, forward)
    return answer


@given(graphs, st.sets(terms, min_size=1, max_size=2), st.integers(1, 4), st.booleans())
@settings(max_examples=60, deadline=None)
def test_all_chains_where_they_are_few(hops, starts, steps, forward):
    ends = (starts, ()) if forward else ((), starts)
    answer = last(hops, starts, steps, 10_000, forward)
    assert sorted(answer.paths, key=lambda path: (len(path), path)) == all_chains(hops, *ends, steps)
    assert (answer.thinned, answer.ended) == (False, None)


@given(graphs, st.integers(1, 4), st.integers(1, 12), st.booleans(), st.randoms())
@settings(max_examples=60, deadline=None)
def test_some_chains_where_they_are_many(hops, steps, most, forward, chance):
    whole = all_chains(hops, *(("a", ()) if forward else ((), "a")), steps)
    answer = last(hops, "a", steps, most, forward)
    assert set(answer.paths) <= set(whole)
    assert len(set(answer.paths)) == len(answer.paths)
    if len(answer.paths) < len(whole):
        assert answer.thinned or answer.ended
    if len(whole) <= most:
        assert len(answer.paths) == len(whole)

    def ends(paths, length):
        return {(path[0].subject, sign_of(path), path[-1].object) for path in paths if len(path) <= length}

    assert ends(answer.paths, 1) == ends(whole, 1)  # every one that is next to it, however many there are
    shuffled = sorted(hops)
    chance.shuffle(shuffled)
    assert last(shuffled, "a", steps, most, forward) == answer


def test_no_end_has_too_many():
    layers = [[f"{layer}-{n}" for n in range(4)] for layer in range(4)]
    hops = {Hop("a", "+", one) for one in layers[0]}
    hops |= {Hop(s, "+", o) for here, there in pairwise(layers) for s in here for o in there}
    answer = last(hops, "a", 3, 30)
    ends = [path[-1].object for path in answer.paths if len(path) == 3]
    assert answer.thinned
    assert {ends.count(end) for end in layers[2]} <= {1, 2, EACH}
    assert set(ends) == set(layers[2])


def test_time_is_kept():
    hops = {Hop(f"{s}", "+", f"{o}") for s in range(40) for o in range(40) if s != o}
    found = spread(along(hops, forward=True), ["0"], 6, 10**9, deadline=0)
    with pytest.raises(TimeoutError):
        list(found)


@pytest.fixture
def hub(tmp_path, monkeypatch):
    """A hub of more targets than chains are looked at; they lead on, and back to it."""
    monkeypatch.setattr(candidates, "MOST_CHAINS", 100)
    chance = random.Random(5)
    path = tmp_path / "hub.nt"
    lines = [f"<urn:x:hub> {chance.choice((UP, DOWN))} <urn:x:t{n}> ." for n in range(300)]
    lines += [f"<urn:x:t{n}> {UP} <urn:x:{'hub' if n % 2 else f'u{n}'}> ." for n in range(0, 300, 3)]
    path.write_text("\n".join(lines))
    return str(path)


def test_a_hub_shows_the_best_chain_to_each_end(hub, tmp_path, capsys):
    told = tmp_path / "o.json"
    assert run(["trace", "-i", hub, "--from", "urn:x:hub", "-n", "1000", "--format", "json", "-o", str(told)]) == 0
    answer = json.loads(told.read_text())
    ends = [chain["hops"][-1]["object"]["iri"] for chain in answer["chains"]]
    assert len(ends) == len(set(ends)) == 300
    assert "those of more than 1 step weren't looked at" in answer["truncated"]
    assert "those of more than 1 step" in capsys.readouterr().err
    assert run(["trace", "-i", hub, "--from", "urn:x:hub", "-n", "1000", "--max-steps", "1"]) == 0
    assert capsys.readouterr().err == ""


def test_ends_of_a_hub_are_traced_through_it(hub, capsys):
    assert run(["trace", "-i", hub, "urn:x:t3", "urn:x:u6"]) == 0
    assert "urn:x:hub" in capsys.readouterr().out


def test_what_there_is_no_time_to_rank_is_left_out_and_said(tmp_path, monkeypatch):
    path = tmp_path / "star.nt"
    path.write_text("".join(f"<urn:a> {UP} <urn:b{n}> .\n" for n in range(1_000)))
    graph = open_graph(str(path))
    assert len(graph.trace("<urn:a>", timeout=60, most=2_000).chains) == 1_000
    assert len(graph.around("<urn:a>", timeout=60, most=2_000).chains) == 1_000
    clock = SimpleNamespace(monotonic=count(0, 30).__next__)
    for room in ("judging", "trace"):
        monkeypatch.setattr(f"kgtool.answers.{room}.time", clock)
    cut = graph.trace("<urn:a>", timeout=50, most=2_000)
    assert (len(cut.chains), cut.stopped) == (64, "time")
    assert "the time was up (50 s)" in cut.truncated
    near = graph.around("<urn:a>", timeout=50, most=60)
    assert (len(near.chains), near.stopped) == (60, "time")
    assert near.truncated.startswith("the time was up (50 s) when 64 were judged")


def test_what_was_found_when_the_time_was_up_is_kept():
    found = []
    hops = [Hop("a", "+", f"b{n}") for n in range(1_000)]
    with pytest.raises(TimeoutError):
        found.extend(spread(lambda _: hops, ["a"], 3, 10_000, deadline=0.0))
    assert 200 < len(found[-1].paths) < 300
    assert found[-1].ended == 1


@given(st.integers(1, 20_000), st.floats(0, 1), st.floats(1e-6, 1e-2), st.sampled_from([1.5, 6.0]), st.floats(0.1, 20))
def test_portions_end_in_time_and_use_it(number, fixed, each, after, seconds):
    now = 0.0
    clock = SimpleNamespace(monotonic=lambda: now)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kgtool.answers.judging.time", clock)
        sizes = []
        for some in judging._portions(range(number), seconds, after):
            sizes.append(len(some))
            now += fixed + each * len(some)
        judged = sum(sizes)
        whole = [list(some) for some in judging._portions(range(number), None, after)]
    assert whole == [list(range(number))]
    smallest = fixed + each * min(number, judging._FIRST) * (1 + after)
    assert now + each * after * judged <= max(seconds, smallest) + 1e-3
    if judged < number:  # at least a third of the time is used, where one more portion would have fit
        more = fixed + each * judging._FEWEST * (1 + after)
        assert now + each * after * judged + more * judging._GROWTH > seconds / 3
