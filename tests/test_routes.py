"""Routes and the order of chains against their definition in docs/model.md, spelt out again the slow way."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtool.logic.chains import chains
from kgtool.logic.routes import footings, opposite, routes
from kgtool.logic.trust import Joints, judge, sign_of, weigh
from kgtool.model import ORIGINS, Claim, Evidence, Grounds, Hop, PremiseSet, Traits
from kgtool.vocabulary import MEMBERSHIP
from tests.graphs import TERMS, grounded, hops

BEST_FIRST = ["mechanism", "loose", "none"]


@st.composite
def graphs(draw):
    """A random graph, some of whose hops are membership or hold by definition, and what its terms are."""
    grounds, claims = draw(grounded())
    for hop in grounds:
        rule = draw(st.sampled_from([None] * 6 + [MEMBERSHIP, "by definition"]))
        premises = grounds[hop].premises
        if rule == MEMBERSHIP:
            grounds[hop] = Grounds(tuple(PremiseSet(rule, p.claims) for p in premises), ())
        elif rule:
            own = premises if draw(st.booleans()) else ()
            grounds[hop] = Grounds(own, (PremiseSet(rule, ()),)) if own else Grounds((PremiseSet(rule, ()),), ())
        elif len(premises) > 1 and draw(st.booleans()):
            grounds[hop] = Grounds(premises[:1], (PremiseSet("some rule", premises[1].claims),))
    flags = st.sampled_from([False, False, True])
    traits = {
        term: Traits(
            *(draw(flags) for _ in range(4)),
            frozenset(draw(st.sets(st.sampled_from(TERMS), max_size=1))),
            frozenset(draw(st.sets(st.sampled_from(["+iron", "-iron", "+zinc", "-zinc"]), max_size=1))),
        )
        for term in TERMS
    }
    return grounds, claims, traits


class Oracle:
    """What the definition says of the chains of a graph, by looking at evidence alone."""

    def __init__(self, grounds, claims, traits):
        self.grounds, self.claims, self.traits = grounds, claims, traits

    def said_in(self, hop, place):
        """Where some premise set of the hop is carried as a whole."""
        found = set()
        for premise in (*self.grounds[hop].premises, *self.grounds[hop].further):
            if not premise.claims:
                continue
            each = [{getattr(e, place) for e in self.claims[c].evidence if e.carries} for c in premise.claims]
            found |= set.intersection(*each)
        return found

    def is_defined(self, hop):
        return any(not p.claims for p in (*self.grounds[hop].premises, *self.grounds[hop].further))

    def both(self, hop, onward, place):
        either = self.is_defined(hop) or self.is_defined(onward)
        return either or bool(self.said_in(hop, place) & self.said_in(onward, place))

    def is_membership(self, hop):
        return all(p.rule == MEMBERSHIP for p in (*self.grounds[hop].premises, *self.grounds[hop].further))

    def memberships(self, path):
        return sum(map(self.is_membership, path))

    def turns(self, path):
        poles = [self.traits[term].poles for term in (path[0].subject, *(hop.object for hop in path))]

        def opposite(one, other):
            return any(a[1:] == b[1:] and a[0] != b[0] for a in one for b in other)

        back = sum(any(opposite(poles[i], poles[j]) for i in range(j)) for j in range(len(poles)))
        against = [i for i, pair in enumerate(pairwise(path)) if [hop.sign for hop in pair] == ["-", "-"]]
        return back + sum(bool(poles[i + 1]) for i in against)

    def bridges(self, path):
        return sum(self.traits[h.object].symptom and not self.both(h, o, "source") for h, o in pairwise(path))

    def tellers(self, path):
        """How few sources tell the path in turn, by trying where the first of them stops."""
        path = [hop for hop in path if not self.is_defined(hop)]
        if not path:
            return 0
        ends = [
            end
            for end in range(1, len(path) + 1)
            if end == 1 or set.intersection(*(self.said_in(hop, "source") for hop in path[:end]))
        ]
        return min(1 + self.tellers(path[end:]) for end in ends)

    def reliefs(self, path):
        inner = [hop.object for hop in path[:-1] if hop.sign == "-"]
        first = path[0].object
        meets_a_lack = not self.traits[path[0].subject].poles and (
            not self.traits[first].poles or (self.traits[first].nutrient and not self.leads_on(path))
        )
        makes_up = path[-1].sign == "-" and self.traits[path[-1].object].nutrient
        makes_up = makes_up and any(self.traits[hop.object].nutrient for hop in path[:-1])
        return len([term for term in inner if not (term == first and meets_a_lack)]) + bool(makes_up)

    def leads_on(self, path):
        """Whether it is too much of a nutrient that the first hop leads to, and the state of another follows."""
        too_much = any(pole.startswith("+") for pole in self.traits[path[0].object].poles)
        return too_much and any(self.traits[hop.object].nutrient for hop in path[1:-1])

    def of_some(self, hop):
        """Whether each premise set of a hop has a claim that all that carries it says of some only."""

        def of_some(claim):
            carrying = [e for e in self.claims[claim].evidence if e.carries]
            return bool(carrying) and all("someOnly" in e.conditions for e in carrying)

        return all(any(map(of_some, premise.claims)) for premise in self.grounds[hop].premises)

    def in_animals(self, path):
        """Whether some hop has only premise sets with a claim that is told of animals alone."""

        def told(claim):
            carrying = [e for e in self.claims[claim].evidence if e.carries]
            return bool(carrying) and all("inAnimals" in e.conditions for e in carrying)

        return any(all(any(map(told, p.claims)) for p in self.grounds[hop].premises) for hop in path)

    def signs(self, path):
        return sum(
            self.traits[h.object].symptom and not self.both(h, o, "passage") and not self.traits[o.object].nutrient
            for h, o in pairwise(path)
        )

    def umbrellas(self, path):
        return sum(self.traits[h.object].umbrella and not self.both(h, o, "passage") for h, o in pairwise(path))

    def gaps(self, path):
        return sum(
            (self.traits[h.object].broad and not self.traits[h.object].umbrella and not self.both(h, o, "source"))
            or (self.of_some(o) and not self.both(h, o, "passage"))
            for h, o in pairwise(path)
        )

    def kind(self, path):
        if self.memberships(path) or self.turns(path) or self.bridges(path):
            return "none"
        pieced = self.umbrellas(path) or self.gaps(path) or self.reliefs(path) or self.needs(path) > 2
        if pieced or self.signs(path) or self.in_animals(path):
            return "loose"
        return "mechanism"

    def needs(self, path):
        sourced = any(self.said_in(hop, "source") for hop in path)
        return self.tellers(path) if sourced and self.origin(path) == "composed" else 1

    def weakest(self, path):
        numbers = [len(self.said_in(hop, "source")) for hop in path if not self.is_defined(hop)]
        return min(numbers) if numbers else None

    def origin(self, path):
        at = [self.said_in(hop, "passage") for hop in path]
        by = [self.said_in(hop, "source") for hop in path if not self.is_defined(hop)]
        if set.intersection(*at):
            return "stated"
        return "assembled" if by and set.intersection(*by) else "composed"

    def disputed(self, path):
        return any(
            e.stance != "supports"
            for hop in path
            for premise in self.grounds[hop].premises
            for c in premise.claims
            for e in self.claims[c].evidence
        )

    def possible(self, path):
        def firm(premise):
            return all(any(e.carries and e.modality == "asserted" for e in self.claims[c].evidence) for c in premise)

        return not all(any(firm(p.claims) for p in self.grounds[hop].premises) for hop in path)

    def rank(self, path):
        weakest, origin = self.weakest(path), self.origin(path)
        return (
            self.memberships(path),
            self.turns(path),
            self.bridges(path),
            self.signs(path),
            self.umbrellas(path),
            self.reliefs(path),
            self.needs(path),
            self.gaps(path),
            self.in_animals(path),
            self.disputed(path),
            float("-inf") if weakest is None else -weakest,
            ORIGINS.index(origin),
            self.possible(path),
            len(path) if origin == "composed" else -len(path),
            path,
        )

    def stands_for(self, term, other, rich, poor):
        """Whether a term of the richer chain stands for one of the poorer."""
        if term == other:
            return True
        narrower = other in self.traits[term].wider and term not in self.traits[other].wider
        one, two = (float("inf") if n is None else n for n in map(self.weakest, (rich, poor)))
        return narrower and one >= two

    def says_more(self, rich, poor):
        """Whether the first chain says the second in more detail, by trying every way to match their terms."""
        if rich == poor or len(rich) < len(poor) or "+-".index(sign_of(rich)) != "+-".index(sign_of(poor)):
            return False
        if (rich[0].subject, rich[-1].object) != (poor[0].subject, poor[-1].object):
            return False
        if BEST_FIRST.index(self.kind(rich)) > BEST_FIRST.index(self.kind(poor)):
            return False
        if self.origin(rich) == "composed" and self.origin(poor) != "composed":
            return False
        return any(self.fits(rich, poor, places) for places in ways(len(rich) - 1, len(poor) - 1))

    def fits(self, rich, poor, places):
        inner, told = [h.object for h in rich[:-1]], [h.object for h in poor[:-1]]
        pairs = [(inner[place], term) for place, term in zip(places, told, strict=True)]
        if not all(self.stands_for(term, other, rich, poor) for term, other in pairs):
            return False
        inserted = set(range(len(inner))) - set(places)
        if not all(self.both(rich[place], rich[place + 1], "source") for place in inserted):
            return False
        return len(rich) > len(poor) or any(term != other for term, other in pairs)

    def firmness(self, end, paths, said):
        """How firmly a net effect stands, by the best of its chains."""
        kinds = {(self.kind(path), self.origin(path) == "composed") for path in paths}
        mechanisms = [path for path in paths if self.kind(path) == "mechanism"]
        for level, holds in (
            ("outright", end in said or any(len(path) == 1 and self.origin(path) == "stated" for path in mechanisms)),
            ("told", ("mechanism", False) in kinds),
            ("composed", ("mechanism", True) in kinds),
            ("loose", "loose" in {kind for kind, _ in kinds}),
        ):
            if holds:
                return level
        return "none"

    def name(self, path):
        inner = [hop.object for hop in path[:-1]]
        states = [term for term in inner if self.traits[term].nutrient]
        umbrellas = [term for term in inner if self.traits[term].umbrella]
        return [*states[-1:], *umbrellas, *inner][0]


def ways(places, items):
    """Every way to give items places that rise."""
    from itertools import combinations

    return combinations(range(places), items)


def judged(graph):
    grounds, claims, traits = graph
    weights = {hop: weigh(g, claims) for hop, g in grounds.items()}
    joints = Joints(weights, traits)
    return judge(chains(grounds, (), (), 5), joints, {}), joints


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(graphs())
def test_chains_come_in_the_order_of_the_definition(graph):
    found, _ = judged(graph)
    oracle = Oracle(*graph)
    assert [chain.hops for chain in found] == sorted((chain.hops for chain in found), key=oracle.rank)
    for chain in found:
        assert chain.origin == oracle.origin(chain.hops)
        assert chain.weakest == oracle.weakest(chain.hops)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(graphs(), st.sets(st.sampled_from(TERMS), max_size=2), st.sets(hops, max_size=6))
def test_routes_are_those_of_the_definition(graph, asked, said):
    found, joints = judged(graph)
    oracle = Oracle(*graph)
    several = [(place, chain) for place, chain in enumerate(found) if len(chain.hops) > 1]
    # The first of the richer chains, for each that has any; the last of such a row is where a chain is told.
    richer = {
        place: next((there for there, rich in several if oracle.says_more(rich.hops, chain.hops)), None)
        for place, chain in several
    }
    expected = {}
    merit = {place: place for place, _ in several}
    for place, _ in several:
        end = place
        while richer[end] is not None:
            end = richer[end]
        merit[end] = min(merit[end], place)
        leader = found[end]
        key = (
            leader.terms[0],
            leader.sign,
            leader.terms[-1],
            oracle.name(leader.hops),
            oracle.kind(leader.hops) == "none",
        )
        expected.setdefault(key, (set(), set()))[end != place].add(place)
    told = routes(found, joints, asked, said)
    assert {
        (r.cause, r.sign, r.effect, r.by, r.kind == "none"): (set(r.chains), set(r.collapsed)) for r in told
    } == expected
    for route in told:
        best = found[route.best]
        assert route.chains == tuple(sorted(route.chains, key=merit.__getitem__))
        assert route.best == route.chains[0]
        assert route.kind == oracle.kind(best.hops)
        assert route.sources == oracle.weakest(best.hops)
    firmly = {
        end: oracle.firmness(end, [chain.hops for chain in found if end_of(chain) == end], said)
        for end in map(end_of, found)
    }
    told_of = footings(found, told, said)
    assert {end: own.level for end, own in told_of.items()} == firmly
    for end, own in told_of.items():
        kinds = [route.kind for route in told if Hop(route.cause, route.sign, route.effect) == end]
        assert (own.mechanisms, own.loose) == (kinds.count("mechanism"), kinds.count("loose"))

    def lesser(route):
        end = Hop(route.cause, route.sign, route.effect)
        levels = ["outright", "told", "composed", "loose", "none"]
        return opposite(end) in firmly and levels.index(firmly[opposite(end)]) < levels.index(firmly[end])

    order = [
        (bool(asked) and route.effect not in asked, lesser(route), min((*route.chains, *route.collapsed)))
        for route in told
    ]
    assert order == sorted(order)


def end_of(chain):
    return Hop(chain.terms[0], chain.sign, chain.terms[-1])


def said(hop, source, passage="p"):
    """A hop's grounds: one claim with one piece of evidence."""
    iri = f"{hop.subject}{hop.object}"
    e = Evidence(iri, iri, source, "", f"{source}{passage}", "supports", "asserted", None, None, (), None, ())
    return Grounds((PremiseSet(None, (iri,)),), ()), {iri: Claim(iri, hop.subject, "p", hop.object, None, (e,))}


def world(*told, **traits):
    """The chains and routes between a and z in a graph of (from, to, source) that promote, or have a sign behind."""
    grounds, claims = {}, {}
    for start, end, source, *sign in told:
        hop = Hop(start, sign[0] if sign else "+", end)
        grounds[hop], more = said(hop, source)
        claims |= more
    terms = {end for pair in told for end in pair[:2]}
    known = {term: traits.get(term, Traits()) for term in terms}
    joints = Joints({hop: weigh(g, claims) for hop, g in grounds.items()}, known)
    found = judge(chains(grounds, {"a"}, {"z"}, 6), joints, {})
    return found, routes(found, joints)


def test_what_one_source_says_in_more_detail_takes_the_shorter_in():
    found, told = world(("a", "b", "s"), ("b", "z", "s"), ("b", "c", "s"), ("c", "z", "s"), ("a", "z", "s"))
    assert [(r.by, [found[p].terms for p in r.chains], [found[p].terms for p in r.collapsed]) for r in told] == [
        ("b", [tuple("abcz")], [tuple("abz")])
    ]


def test_a_detour_that_no_source_joins_is_no_detail():
    _, told = world(("a", "b", "s"), ("b", "z", "s"), ("b", "c", "t"), ("c", "z", "u"))
    assert [(len(r.chains), len(r.collapsed)) for r in told] == [(2, 0)]


def test_what_one_source_says_whole_is_never_told_by_a_composed_chain():
    _, told = world(("a", "b", "s"), ("b", "z", "s"), ("b", "c", "t"), ("c", "z", "t"))
    assert [(len(r.chains), len(r.collapsed)) for r in told] == [(2, 0)]


def test_a_narrower_term_says_more_than_the_vaguer_one():
    pairs = (("a", "b", "s"), ("b", "z", "s"), ("a", "c", "s"), ("c", "z", "s"))
    _, told = world(*pairs, b=Traits(wider=frozenset("c")))
    assert [(r.by, len(r.collapsed)) for r in told] == [("b", 1)]


def test_a_symptom_that_no_source_joins_explains_nothing():
    _, told = world(("a", "b", "s"), ("b", "z", "t"), b=Traits(symptom=True))
    assert [r.kind for r in told] == ["none"]
    _, told = world(("a", "b", "s"), ("b", "z", "s"), b=Traits(symptom=True))
    assert [r.kind for r in told] == ["mechanism"]


def test_a_route_goes_by_the_last_state_of_a_nutrient():
    pairs = (("a", "b", "s"), ("b", "c", "s"), ("c", "d", "s"), ("d", "z", "s"))
    state, umbrella = Traits(nutrient=True), Traits(umbrella=True)
    assert [r.by for r in world(*pairs, b=state, c=state, d=umbrella)[1]] == ["c"]
    assert [r.by for r in world(*pairs, d=umbrella)[1]] == ["d"]
    assert [r.by for r in world(*pairs)[1]] == ["b"]


def test_what_comes_back_to_the_opposite_of_a_state_explains_nothing():
    lack, surplus = Traits(nutrient=True, poles=frozenset({"-iron"})), Traits(nutrient=True, poles=frozenset({"+iron"}))
    _, told = world(("a", "b", "s"), ("b", "c", "s"), ("c", "z", "s"), b=lack, c=surplus)
    assert [route.kind for route in told] == ["none"]
    _, told = world(("a", "b", "s"), ("b", "c", "s"), ("c", "z", "s"), b=lack, c=lack)
    assert [route.kind for route in told] == ["mechanism"]


@pytest.mark.parametrize(
    ("first", "then"), [("~calcium", "-calcium"), ("+calcium", "~calcium"), ("~calcium", "+calcium")]
)
def test_a_variable_and_its_low_level_are_one_thing(first, then):
    variable, level = Traits(poles=frozenset({first})), Traits(nutrient=True, poles=frozenset({then}))
    _, told = world(("a", "b", "s"), ("b", "c", "s"), ("c", "z", "s"), b=variable, c=level)
    assert [route.kind for route in told] == ["none"]


def test_two_steps_against_are_no_turn_at_a_variable():
    pairs = (("a", "b", "s", "-"), ("b", "z", "s", "-"))
    found, _ = world(*pairs, b=Traits(poles=frozenset({"~calcium"})))
    assert [chain.turns for chain in found] == [0]
    found, _ = world(*pairs, b=Traits(poles=frozenset({"-calcium"})))
    assert [chain.turns for chain in found] == [1]
